"""Somebody leaves: what they had in hand is taken over, part by part, across projects, templates, deals and clients."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.models.store import Store
from app.services import activities, clients, deals, leaving, people, project_members, projects, tasks, template_edit

DONE = 4


@pytest.fixture
def ines(store: Store) -> int:
    """Owns a deal, a client and a project, three open tasks in two projects, a role in a template, and one finished task."""
    ines, theo = people.add(store, "Ines Invented"), people.add(store, "Theo Invented")
    deals.change(store, deals.add(store, "Shop"), "owner_id", ines)
    clients.change(store, clients.add(store, "Larch"), "owner_id", ines)
    kiosk, menus = projects.add(store, "Kiosk", owner_id=theo), projects.add(store, "Menus", owner_id=ines)
    for word, project in (("Draw", kiosk), ("Build", kiosk), ("Print", menus)):
        tasks.add(store, word, project_id=project, assignee_id=ines)
    review = tasks.add(store, "Look over", assignee_id=theo)
    tasks.change(store, review, "reviewer_id", ines)
    tasks.move(store, [tasks.add(store, "Drew", project_id=kiosk, assignee_id=ines)], DONE)
    project_members.put(store, kiosk, ines, "Design")
    role = template_edit.add_role(store, store.value("SELECT id FROM template LIMIT 1"), "Painter")
    with store.write("Role"):
        store.execute("UPDATE template_role SET person_id = ? WHERE id = ?", (ines, role))
    return ines


def held(store: Store, person: int) -> dict[str, str]:
    return {part.key: part.words for part in leaving.parts(store, person)}


def test_what_is_in_hand_is_told_by_part(store: Store, ines: int) -> None:
    assert sorted(held(store, ines).values()) == [
        "1 client", "1 deal", "1 project", "1 role in templates", "1 task", "1 task in Menus", "2 tasks in Kiosk",
    ]  # fmt: skip
    assert leaving.words(leaving.parts(store, ines)) == ("1 deal, 1 client, 1 project, 1 role in templates and 4 tasks")
    kiosk = next(part for part in leaving.parts(store, ines) if part.where == "Kiosk")
    assert kiosk.heir_id == store.value("SELECT id FROM person WHERE name = 'Theo Invented'"), "who owns the project"


def test_each_part_goes_to_its_heir_and_what_is_done_keeps_its_name(store: Store, ines: int) -> None:
    me, theo = people.me(store).id, store.value("SELECT id FROM person WHERE name = 'Theo Invented'")
    heirs = {key: theo if key.startswith("tasks") else me for key in held(store, ines)}
    leaving.leave(store, ines, heirs)
    assert held(store, ines) == {}
    owners = dict(store.rows("SELECT title, assignee_id FROM task"))
    assert owners["Draw"] == owners["Print"] == theo and owners["Drew"] == ines
    assert (
        store.value("SELECT owner_id FROM deal")
        == store.value("SELECT person_id FROM template_role WHERE name = 'Painter'")
        == me
    )
    kiosk = store.value("SELECT id FROM project WHERE name = 'Kiosk'")
    assert [(row.person_id, row.role) for row in project_members.of(store, kiosk)] == [(theo, "Design")]
    store.undo()
    assert len(held(store, ines)) == 7


def test_nothing_is_left_without_an_owner(store: Store, ines: int) -> None:
    heirs = dict.fromkeys(held(store, ines), people.me(store).id)
    with pytest.raises(UserError, match=r"has open work: 1 deal\. Choose who takes it"):
        leaving.leave(store, ines, {**heirs, "deal": None})
    with pytest.raises(UserError, match="Choose somebody else"):
        leaving.leave(store, ines, {**heirs, "deal": ines})
    leaving.leave(store, ines, {**heirs, "role": None})
    assert store.value("SELECT person_id FROM template_role WHERE name = 'Painter'") is None


def test_open_to_dos_are_handed_over_too(store: Store) -> None:
    jonas = people.add(store, "Jonas Invented")
    todo = activities.log(store, "todo", "Call back", deal_id=deals.add(store, "Shop"))
    with store.write("Give"):
        store.execute("UPDATE activity SET by_id = ? WHERE id = ?", (jonas, todo))
    people.archive(store, jonas, people.me(store).id)
    assert store.value("SELECT by_id FROM activity WHERE id = ?", (todo,)) == people.me(store).id
