"""Templates as their users change them: every edit is one step back, and what cannot be is said."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.domain import schedule
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import deals, handoff, template_edit, template_list, template_tasks, templates


def website(store: Store) -> int:
    return int(store.value("SELECT id FROM template WHERE name = 'Website'"))


def task(store: Store, title: str) -> int:
    return int(store.value("SELECT id FROM template_task WHERE title = ?", (title,)))


def shown(store: Store, template_id: int) -> template_list.TemplateWhole:
    found = template_list.whole(store, template_id)
    assert found is not None
    return found


def three(store: Store) -> tuple[int, int, int, int]:
    """A template of Design (3 days), Build (5 days, waits for it) and Newsletter."""
    template = template_edit.add(store, "Small")
    tasks = [template_tasks.add(store, template, title) for title in ("Design", "Build", "Newsletter")]
    template_tasks.change(store, tasks[0], "duration_days", 3)
    template_tasks.change(store, tasks[1], "duration_days", 5)
    template_edit.put_link(store, tasks[0], tasks[1])
    return template, *tasks  # type: ignore[return-value]


def test_the_list_says_how_big_a_template_is_and_how_often_it_was_used(store: Store) -> None:
    first = template_list.rows(store)[0]
    assert (first.name, first.tasks, first.used, first.wrong) == ("Website", 15, 0, 0)
    assert first.minutes == templates.choices(store)[0].minutes


def test_a_new_template_says_what_it_lacks(store: Store) -> None:
    template = template_edit.add(store, "Rebrand")
    assert [fault.text for fault in shown(store, template).faults] == ["There is no task in this template yet."]
    made = template_tasks.add(store, template, "Interviews")
    assert not shown(store, template).faults
    template_tasks.change(store, made, "minutes", None)
    template_tasks.change(store, made, "role_id", None)
    assert [fault.text for fault in shown(store, template).faults] == [
        "“Interviews” has no role, so nobody gets it in the handoff.",
        "“Interviews” has no hours, so it counts as no work.",
    ]
    assert template_list.rows(store)[-1].wrong == 1


def test_a_name_is_taken_once_whatever_its_case(store: Store) -> None:
    with pytest.raises(UserError, match="There is a template “website” already"):
        template_edit.add(store, "website")
    with pytest.raises(UserError, match="needs at least one letter"):
        template_edit.change(store, website(store), "name", "  ")


def test_an_offset_before_the_predecessors_is_said_with_the_way_out(store: Store) -> None:
    template, _, build, _ = three(store)
    template_tasks.set_offset(store, build, 1)
    (fault,) = shown(store, template).faults
    assert fault.text == "“Build” would start on day 2, but “Design” keeps it until day 4."
    assert template_list.rows(store)[-1].wrong == 1
    template_tasks.set_offset(store, build, fault.move_to)
    assert not shown(store, template).faults and not template_list.rows(store)[-1].wrong


def test_the_preview_says_when_everything_would_happen(store: Store) -> None:
    template, design, build, newsletter = three(store)
    template_tasks.set_offset(store, newsletter, 2)
    plan = template_list.preview(store, template, date(2031, 3, 1))  # a Saturday
    assert plan is not None
    assert (plan.start, plan.finish, plan.days) == (date(2031, 3, 3), date(2031, 3, 12), 8)
    assert plan.tasks[design].start == date(2031, 3, 3)
    assert plan.tasks[build].start == date(2031, 3, 6)
    assert plan.tasks[newsletter].start == date(2031, 3, 5)


def test_an_offset_reaches_the_handoff(store: Store) -> None:
    template, _, _, newsletter = three(store)
    kick = template_edit.add_milestone(store, template, "Ready")
    template_tasks.change(store, task(store, "Build"), "milestone_id", kick)
    template_tasks.set_offset(store, newsletter, 2, kick)
    deal = deals.add(store, "Site", client="Acme")
    deals.win(store, [deal], today())
    plan = handoff.draft(store, deal, template="Small", start=date(2031, 3, 3))
    starts = {each.title: each.start for each in plan.tasks}
    assert starts == {"Design": date(2031, 3, 3), "Build": date(2031, 3, 6), "Newsletter": date(2031, 3, 17)}


def test_a_circle_is_refused_with_its_path(store: Store) -> None:
    template, design, build, _ = three(store)
    with pytest.raises(UserError, match=r"“Design” → “Build” → “Design”|“Build” → “Design” → “Build”"):
        template_edit.put_link(store, build, design)
    assert len(shown(store, template).links) == 1


def test_a_task_cannot_count_from_a_milestone_that_waits_for_it(store: Store) -> None:
    template, design, build, _ = three(store)
    ready = template_edit.add_milestone(store, template, "Ready")
    template_tasks.change(store, build, "milestone_id", ready)
    with pytest.raises(UserError, match="round in a circle"):
        template_tasks.set_offset(store, design, 1, ready)
    with pytest.raises(UserError, match="belongs to this milestone"):
        template_tasks.set_offset(store, build, 1, ready)
    assert not shown(store, template).faults


def test_a_copy_has_everything_and_lives_by_itself(store: Store) -> None:
    before = website(store)
    template_tasks.set_offset(store, task(store, "Go live"), 2, shown(store, before).milestones[0].id)
    copy = template_edit.duplicate(store, before)
    one, other = templates.load(store, "Website"), templates.load(store, "Website (copy)")
    assert [t[1:3] + t[4:] for t in one.tasks] == [t[1:3] + t[4:] for t in other.tasks]
    assert one.roles == other.roles
    assert [m.title for m in one.milestones] == [m.title for m in other.milestones]
    titles = [{t.key: t.title for t in each.tasks} for each in (one, other)]
    assert [(titles[0][a], titles[0][b], *rest) for a, b, *rest in one.links] == [
        (titles[1][a], titles[1][b], *rest) for a, b, *rest in other.links
    ]
    template_edit.delete(store, copy)
    assert templates.load(store, "Website") == one
    assert template_edit.duplicate(store, before)


def test_an_archived_template_is_offered_no_longer(store: Store) -> None:
    template_edit.archive(store, website(store))
    assert "Website" not in templates.names(store)
    assert template_list.rows(store, archived=True)[-1].name == "Website"
    template_edit.bring_back(store, website(store))
    assert "Website" in templates.names(store)


def test_a_renamed_template_still_knows_its_projects(store: Store) -> None:
    deal = deals.add(store, "Site", client="Acme")
    deals.win(store, [deal], today())
    handoff.complete(store, handoff.draft(store, deal, template="Website"))
    template_edit.change(store, website(store), "name", "Web presence")
    assert (template_list.rows(store)[0].name, template_list.rows(store)[0].used) == ("Web presence", 1)


def test_taking_a_task_out_keeps_the_chain(store: Store) -> None:
    template, design, build, newsletter = three(store)
    template_edit.put_link(store, build, newsletter)
    template_tasks.remove(store, [build])
    assert [link[:2] for link in shown(store, template).links] == [(design, newsletter)]


def test_what_goes_with_a_milestone_and_a_role(store: Store) -> None:
    template, _, build, newsletter = three(store)
    ready = template_edit.add_milestone(store, template, "Ready")
    template_tasks.change(store, build, "milestone_id", ready)
    template_tasks.set_offset(store, newsletter, 3, ready)
    template_edit.remove_milestone(store, ready)
    left = shown(store, template)
    assert [t.offset_days for t in left.tasks] == [None, None, None]
    template_edit.remove_role(store, left.roles[0].id)
    assert len(shown(store, template).faults) == 3


def test_tasks_and_milestones_change_places(store: Store) -> None:
    template, design, build, newsletter = three(store)
    template_tasks.move(store, newsletter, -5)
    between = template_tasks.add(store, template, "Texts", after=newsletter)
    assert [t.id for t in shown(store, template).tasks] == [newsletter, between, design, build]
    ready, live = (template_edit.add_milestone(store, template, each) for each in ("Ready", "Live"))
    template_edit.move_milestone(store, live, -1)
    assert [m.id for m in shown(store, template).milestones] == [live, ready]


def test_a_role_belongs_to_its_own_template(store: Store) -> None:
    _, design, _, _ = three(store)
    foreign = shown(store, website(store)).roles[0].id
    with pytest.raises(UserError, match="belongs to another template"):
        template_tasks.change(store, design, "role_id", foreign)


def edits(template: int, tasks: list[int]) -> list[Callable[[Store], Any]]:
    return [
        lambda s: template_edit.change(s, template, "name", "Other name"),
        lambda s: template_edit.change(s, template, "description", "Words"),
        lambda s: template_edit.duplicate(s, template),
        lambda s: template_edit.archive(s, template),
        lambda s: template_edit.delete(s, template),
        lambda s: template_edit.add_role(s, template, "Texter"),
        lambda s: template_edit.add_milestone(s, template, "Live"),
        lambda s: template_edit.put_link(s, tasks[1], tasks[2], "SS", 2),
        lambda s: template_edit.remove_link(s, tasks[0], tasks[1]),
        lambda s: template_tasks.add(s, template, "More", after=tasks[0]),
        lambda s: template_tasks.change(s, tasks[0], "checklist", ["One", "Two"]),
        lambda s: template_tasks.set_offset(s, tasks[2], 4),
        lambda s: template_tasks.move(s, tasks[2], -2),
        lambda s: template_tasks.remove(s, tasks[:2]),
    ]


@pytest.mark.parametrize("number", range(14))
def test_every_edit_is_one_step_back(store: Store, number: int) -> None:
    template, *tasks = three(store)
    tables = ("template", "template_role", "template_milestone", "template_task", "template_dependency")

    def everything() -> list[Any]:
        return [store.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables]

    before = everything()
    edits(template, tasks)[number](store)
    after = everything()
    assert after != before
    store.undo()
    assert everything() == before
    store.redo()
    assert everything() == after


_STEP = st.tuples(
    st.sampled_from(("link", "offset", "days", "remove", "milestone")),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(-3, 6),
)


@settings(max_examples=10, deadline=None)
@given(st.lists(_STEP, max_size=12))
def test_whatever_is_edited_the_template_can_still_be_planned(
    tmp_path_factory: Any, new_file: Path, steps: list[tuple[str, int, int, int]]
) -> None:
    from app.services import workspace

    with workspace.open_workspace(shutil.copyfile(new_file, tmp_path_factory.mktemp("t") / "w.baton")) as store:
        template = template_edit.add(store, "Any")
        for number in range(4):
            template_tasks.add(store, template, f"T{number}")
        marks = [template_edit.add_milestone(store, template, each) for each in ("M1", "M2")]
        for what, a, b, number in steps:
            ids = [each.id for each in template_list.tasks_of(store, template)]
            if not ids:
                break
            one, other = ids[a % len(ids)], ids[b % len(ids)]
            deeds: dict[str, Callable[[], object]] = {
                "link": lambda: template_edit.put_link(store, one, other, "FS" if number % 2 else "SS", number),  # noqa: B023
                "offset": lambda: template_tasks.set_offset(store, one, number, marks[b % 2] if a % 2 else None),  # noqa: B023
                "days": lambda: template_tasks.change(store, one, "duration_days", number),  # noqa: B023
                "remove": lambda: template_tasks.remove(store, [one]),  # noqa: B023
                "milestone": lambda: template_tasks.change(store, one, "milestone_id", marks[b % 2]),  # noqa: B023
            }
            with contextlib.suppress(UserError):
                deeds[what]()
        loaded = templates.load(store, "Any")
        plan = schedule.plan(
            [schedule.Task(t.key, t.duration_days) for t in loaded.tasks],
            loaded.links,
            Calendar(),
            start=date(2031, 3, 3),
        )
        assert set(plan.tasks) == {t.key for t in loaded.tasks}
        seen = template_list.preview(store, template, date(2031, 3, 3))
        assert (seen is None) == (not loaded.tasks)
        for fault in shown(store, template).faults:
            if fault.move_to is not None and fault.task_id is not None:
                at = next(t for t in template_list.tasks_of(store, template) if t.id == fault.task_id)
                template_tasks.set_offset(store, at.id, fault.move_to, at.offset_from_id)
                assert not any(f.task_id == at.id and f.move_to is not None for f in shown(store, template).faults)
