"""A new project planned by hand, in the window: from its empty board over tasks typed in one line to its timeline."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from selling_window import choose, open_window, press, said, turn, type_into

from app.models.store import Store
from app.services import people, projects, tasks
from app.views.dialogs.new_task import NewTaskDialog

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """Harbour, with nothing in it yet, and Kiosk, where a Review is to be done."""
    harbour, kiosk = projects.add(store, "Harbour"), projects.add(store, "Kiosk")
    tasks.add(store, "Review", project_id=kiosk)
    return harbour, kiosk


@pytest.fixture
def shell(qtbot: Any, store: Store, tmp_path: Any, two: tuple[int, int]) -> Any:
    made = open_window(qtbot, store, tmp_path, "projects.board")
    made.open_page("projects.board", {"project_id": two[0]})
    turn()
    yield made
    made.close()


@pytest.fixture
def dialog(shell: Any) -> NewTaskDialog:
    shell.page.new()
    turn()
    found = shell.page.findChild(NewTaskDialog)
    assert found is not None
    return found  # type: ignore[no-any-return]


def home(store: Store, title: str) -> tuple[str, str]:
    """The project and the owner of the task of this title."""
    return store.row(  # type: ignore[return-value]
        "SELECT p.name, w.name FROM task t JOIN project p ON p.id = t.project_id JOIN person w ON w.id = t.assignee_id "
        "WHERE t.title = ?", (title,),
    )  # fmt: skip


def test_the_board_of_a_new_project_asks_for_its_first_task(shell: Any, store: Store, two: tuple[int, int]) -> None:
    nothing = shell.page._nothing
    assert nothing.title == "Harbour has no tasks yet" and nothing.main.text() == "Add task"
    nothing.main.click()
    turn()
    type_into("Kickoff")
    press(Key.Key_Return)
    turn()
    assert shell.page._nothing is None and home(store, "Kickoff")[0] == "Harbour"
    # narrowed to nothing it still offers everything
    shell.page.narrow(shell.page.flt._replace(text="xyz"))
    turn()
    assert shell.page._nothing.title == "No task passes this filter"


def test_the_list_of_a_new_project_asks_for_its_first_task(shell: Any, two: tuple[int, int]) -> None:
    shell.open_page("tasks.list", {"project_id": two[0]})
    turn()
    assert shell.page._nothing.title == "Harbour has no tasks yet"


def test_a_board_whose_project_is_gone_shows_all_projects(shell: Any, store: Store, two: tuple[int, int]) -> None:
    projects.delete(store, [two[0]])
    turn()
    assert shell.page.flt.project_id is None and shell.page.toolbar.project.words() == "All projects"


def test_a_task_named_in_another_project_leaves_the_new_one_where_it_was_begun(dialog: Any, store: Store) -> None:
    type_into('Launch after "Review"')
    assert "after Review" in dialog.reading.text() and dialog.project.value() == projects.choices(store)[0][0]
    press(Key.Key_Return, Ctrl)
    type_into("Monthly care")
    press(Key.Key_Return)
    turn()
    assert [home(store, title)[0] for title in ("Launch", "Monthly care")] == ["Harbour", "Harbour"]


def test_what_one_line_said_is_not_said_of_the_next(dialog: Any, store: Store) -> None:
    people.add(store, "Jane")
    dialog.reject()
    page = dialog.parentWidget()
    page.new()
    turn()
    type_into("Texts @jane /kiosk ~4h")
    press(Key.Key_Return, Ctrl)
    type_into("Photos")
    press(Key.Key_Return)
    turn()
    assert home(store, "Texts") == ("Kiosk", "Jane") and home(store, "Photos")[0] == "Harbour"
    assert home(store, "Photos")[1] == store.value("SELECT name FROM person WHERE is_me")


def test_a_project_chosen_by_hand_stays_for_the_next(dialog: Any, store: Store) -> None:
    choose(dialog.project, "Kiosk")
    for title in ("Texts", "Photos"):
        dialog.title_field.begin_edit()
        type_into(title)
        press(Key.Key_Return, Ctrl)
    assert [home(store, title)[0] for title in ("Texts", "Photos")] == ["Kiosk", "Kiosk"]


def test_an_unknown_task_is_said_once_and_the_dialog_keeps_its_width(dialog: Any) -> None:
    before = dialog.width()
    type_into('Copy after "Nothing there"')
    assert dialog.unknown.isVisible()
    press(Key.Key_Return)
    turn()
    assert dialog.title_field.refusal() == "There is no task Nothing there to wait for."
    assert not dialog.unknown.isVisible() and dialog.width() == before


def test_the_ring_stays_around_a_field_that_grows_narrower(dialog: Any) -> None:
    field = dialog.title_field
    dialog.setMinimumWidth(0)
    field.setFixedWidth(200)
    turn()
    assert field._ring.width() < 220


def test_the_closed_project_that_is_looked_at_has_its_name_in_a_new_task(shell: Any, store: Store, two: Any) -> None:
    projects.close(store, two[0])
    shell.page.new()
    turn()
    dialog = shell.page.findChildren(NewTaskDialog)[-1]
    assert dialog.project.display(dialog.project.value()) == "Harbour"


def test_another_project_is_chosen_on_the_timeline(
    qtbot: Any, store: Store, tmp_path: Any, two: tuple[int, int]
) -> None:
    for project in two:
        tasks.add(store, "Kickoff", project_id=project, start_on=None)
    shell = open_window(qtbot, store, tmp_path, "timeline")
    shell.page.show_project(two[0])
    turn()
    for typed, wanted in (("Kiosk", two[1]), ("All", None), ("Harb", two[0])):
        shell.page.toolbar.project.open_list()
        turn()
        type_into(typed)
        press(Key.Key_Return)
        assert shell.page.project == wanted
    shell.close()


def test_a_task_is_added_to_a_project_from_its_list_by_key(qtbot: Any, store: Store, tmp_path: Any, two: Any) -> None:
    shell = open_window(qtbot, store, tmp_path, "projects")
    shell.page.table.setFocus()
    press(Key.Key_Down)
    press(Key.Key_N)
    turn()
    chosen = shell.page.table.current
    type_into("Signs")
    press(Key.Key_Return)
    turn()
    assert store.value("SELECT project_id FROM task WHERE title = 'Signs'") == chosen and said(shell) == "Signs added"
    shell.close()


def test_on_a_board_that_a_button_leads_to_the_arrows_walk_the_cards(
    qtbot: Any, store: Store, tmp_path: Any, two: Any
) -> None:
    shell = open_window(qtbot, store, tmp_path, "projects")
    shell.page.show_record("project", two[1])
    turn()
    shell.page._inspector.board.setFocus()
    shell.page._inspector.board.click()
    turn(8)
    press(Key.Key_Down)
    assert shell.page.board.current == store.value("SELECT id FROM task WHERE title = 'Review'")
    press(Key.Key_Return)
    assert shell.page.inspector.task_id == shell.page.board.current
    shell.close()


def test_the_timeline_of_a_new_project_asks_for_its_first_task(
    qtbot: Any, store: Store, tmp_path: Any, two: Any
) -> None:
    shell = open_window(qtbot, store, tmp_path, "timeline")
    page = shell.page
    page.show_project(two[0])
    turn()
    assert page._bare is not None and page._bare.isVisible() and page._bare.title == "Harbour has no tasks yet"
    page.toolbar.set_graph(True)
    turn()
    assert page.graph.isVisible(), "which has words of its own"
    page.toolbar.set_graph(False)
    page._bare.main.click()
    turn()
    type_into("Kickoff")
    press(Key.Key_Return)
    turn()
    assert page._bare is None and page.gantt.isVisible()
    page.show_project(two[1])
    turn()
    assert page.gantt.isVisible()
    shell.close()


def test_a_project_leads_to_its_timeline_by_button_and_key(qtbot: Any, store: Store, tmp_path: Any, two: Any) -> None:
    shell = open_window(qtbot, store, tmp_path, "projects")
    shell.page.show_record("project", two[1])
    turn()
    shell.page._inspector.timeline.click()
    turn()
    assert shell.key == "timeline" and shell.page.project == two[1]
    shell.open_page("projects")
    shell.page.table.setFocus()
    turn()
    press(Key.Key_T)
    assert shell.key == "timeline" and shell.page.project in two
    shell.close()
