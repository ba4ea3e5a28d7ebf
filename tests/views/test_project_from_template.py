"""In the window: a project made from a template asks who fills the roles that nobody fills yet."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from selling_window import choose, fill, focus, open_window, press, said, turn, type_into

from app.models.store import Store
from app.services import people, template_edit, template_list, template_tasks
from app.views.dialogs.new_project import NewProjectDialog
from app.views.shell import Shell

Key = Qt.Key


def opened(qtbot: Any, store: Store, tmp_path: Any) -> tuple[Shell, NewProjectDialog]:
    shell = open_window(qtbot, store, tmp_path, "projects")
    assert shell.page is not None
    shell.page.new()
    dialog = shell.page.findChild(NewProjectDialog)
    assert dialog is not None
    turn()
    return shell, dialog


def rows(dialog: NewProjectDialog) -> list[tuple[str | None, str]]:
    return [(roles[0], field.display(field.value())) for roles, field in dialog.roles.fields.items()]


def owners(store: Store, project: str) -> dict[str, int]:
    return dict(
        store.rows(
            "SELECT ifnull(a.name, ''), count(*) FROM task t JOIN project p ON p.id = t.project_id "
            "LEFT JOIN person a ON a.id = t.assignee_id WHERE p.name = ? GROUP BY 1",
            (project,),
        )
    )


@pytest.fixture
def team(store: Store) -> dict[str, int]:
    return {name: people.add(store, name) for name in ("Jane", "Ines")}


def website(store: Store) -> Any:
    found = next(row for row in template_list.rows(store) if row.name == "Website")
    whole = template_list.whole(store, found.id)
    assert whole is not None
    return whole


def test_rows_and_refusals_that_come_late_are_whole(
    qtbot: Any, store: Store, tmp_path: Any, team: dict[str, int]
) -> None:
    shell, dialog = opened(qtbot, store, tmp_path)
    layout = dialog.layout()
    assert layout is not None
    for change in (dialog.submit, lambda: choose(dialog.template, "Website"), dialog.submit):
        change()
        turn()
        assert dialog.height() == layout.totalHeightForWidth(dialog.width())
        for field in dialog.fields:
            assert field.height() >= field.sizeHint().height()
    assert any(field.refusal() for field in dialog.fields)
    dialog.reject()
    shell.close()


def test_whoever_works_alone_is_not_asked(qtbot: Any, store: Store, tmp_path: Any) -> None:
    shell, dialog = opened(qtbot, store, tmp_path)
    choose(dialog.template, "Website")
    assert not dialog.roles.fields
    dialog.name_field.set_value("Harbour")
    dialog.submit()
    turn()
    assert said(shell) == "Harbour added" and "" not in owners(store, "Harbour")


def test_roles_that_nobody_fills_are_asked_and_nothing_lands_unowned(
    qtbot: Any, store: Store, tmp_path: Any, team: dict[str, int]
) -> None:
    whole = website(store)
    template_edit.change_role(store, whole.roles[0].id, "person_id", team["Jane"])
    template_tasks.change(store, whole.tasks[-1].id, "role_id", None)
    shell, dialog = opened(qtbot, store, tmp_path)
    choose(dialog.template, "Website")
    names = [role.name for role in whole.roles]
    assert rows(dialog) == [(names[0], "Jane"), *((name, "") for name in names[1:]), (None, "")]
    assert "without an owner" in dialog.foot_note.text()
    dialog.name_field.set_value("Harbour")
    dialog.submit()
    second = dialog.roles.fields[(names[1],)]
    assert second.refusal() == "Choose somebody, or “Nobody yet”"
    assert second.height() >= second.heightForWidth(second.width()), "the sentence is not cut"
    assert not store.value("SELECT count(*) FROM project WHERE name = 'Harbour'")
    press(Key.Key_Escape)
    for name in names[1:]:
        choose(dialog.roles.fields[(name,)], "ines")
    assert "without an owner" in dialog.foot_note.text(), "the task without a role"
    choose(dialog.roles.fields[(None,)], "jane")
    assert "without an owner" not in dialog.foot_note.text()
    fill(dialog.start, "4 jan 2027")
    assert rows(dialog)[-1] == (None, "Jane"), "another start keeps what was chosen"
    dialog.submit()
    turn()
    assert owners(store, "Harbour").keys() == {"Jane", "Ines"}
    shell.undo()
    assert not owners(store, "Harbour")


def test_nobody_yet_is_an_answer_that_stays_for_roles_which_another_template_has_too(
    qtbot: Any, store: Store, tmp_path: Any, team: dict[str, int]
) -> None:
    _, dialog = opened(qtbot, store, tmp_path)
    choose(dialog.template, "Website")
    first, *others = dialog.roles.fields.values()
    for field in (first, *others):
        choose(field, "nobody")
    answered = set(dialog.roles.fields)
    choose(dialog.template, "Monthly retainer")
    assert {shown for role, shown in rows(dialog) if (role,) in answered} <= {"Nobody yet"}
    assert {shown for role, shown in rows(dialog) if (role,) not in answered} <= {""}
    for field in list(dialog.roles.fields.values()):
        choose(field, "nobody")
    dialog.name_field.set_value("Harbour")
    dialog.submit()
    turn()
    assert owners(store, "Harbour").keys() == {""}


def test_the_keyboard_goes_from_the_dates_to_the_roles(
    qtbot: Any, store: Store, tmp_path: Any, team: dict[str, int]
) -> None:
    _, dialog = opened(qtbot, store, tmp_path)
    choose(dialog.template, "Onboarding")
    dialog.promised.setFocus()
    first = next(iter(dialog.roles.fields.values()))
    press(Key.Key_Tab)
    assert focus() is first
    type_into("jan")
    press(Key.Key_Return)
    turn()
    assert first.value() == team["Jane"]
