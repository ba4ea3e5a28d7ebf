"""The calendar: both sides on their days, dragged by mouse and carried by keys, with a table for who cannot see it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from selling_window import click, open_window, said, turn

from app.base import today
from app.services import projects, tasks
from app.services.calendar_items import Item
from app.views import theme
from app.views.dialogs.new_task import NewTaskDialog
from app.views.parts.calendar_lanes import lanes
from app.views.parts.paint import text_width
from app.views.parts.task_cards import load_text

MONDAY = date(2026, 11, 9)


def test_the_hours_of_a_day_are_never_cut(qapp):
    for room in (130, 80, 50, 36):
        words = load_text(920, 1920, room, past=False)
        assert text_width(words, theme.SMALL) <= room, room
    told = [
        load_text(920, 1920, room, past=past) for room, past in ((130, False), (130, True), (50, False), (32, False))
    ]
    assert told == ["15 h 20 of 32 h", "15 h 20 logged", "15 h 20", "15 h"]


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "calendar")
    turn()
    yield opened
    opened.close()


@pytest.fixture
def plates(shell):
    """A project alone in the calendar with two tasks in two months, the second waits for the first; the ids."""
    project = projects.add(shell.store, "Plates")
    first = (today().replace(day=1) + timedelta(days=70)).replace(day=1)
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    found = []
    for n, title in enumerate(("Draw plates", "Print plates")):
        task = tasks.add(shell.store, title, project_id=project)
        tasks.change(shell.store, task, "start_on", monday + timedelta(days=2 * n))
        tasks.change(shell.store, task, "due_on", monday + timedelta(days=2 * n + 1))
        found.append(task)
    tasks.add_dependency(shell.store, *found)
    shell.open_page("calendar", {"project_id": project, "day": monday})
    turn()
    return (*found, monday)


def places(view):
    return [QPoint(x, y) for y in range(4, view.height(), 6) for x in range(8, view.width(), 24)]


def due(shell, task):
    return date.fromisoformat(shell.store.value("SELECT due_on FROM task WHERE id = ?", (task,)))


def item(n, first, last):
    start = MONDAY + timedelta(days=first)
    return Item("task", n, f"Task {n}", "", start, MONDAY + timedelta(days=last), "todo", "", False, ("task", n), False)


spans = st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 9)), max_size=30)


@given(spans, st.integers(1, 6))
def test_items_never_share_a_lane_and_what_has_no_room_is_counted(found, most):
    items = sorted((item(n, first, first + more) for n, (first, more) in enumerate(found)), key=lambda one: one.start)
    week = lanes(items, sorted(one.end for one in items), MONDAY, most)
    taken = [(day, strip.lane) for strip in week.strips for day in range(strip.first, strip.last + 1)]
    assert len(taken) == len(set(taken)) and all(lane < most for _, lane in taken)
    for day in range(7):
        here = MONDAY + timedelta(days=day)
        shown = sum(1 for at, _ in taken if at == day)
        assert shown + week.hidden[day] == sum(one.start <= here <= one.end for one in items)
        assert not week.hidden[day] or (day, most - 1) not in taken or most == 1


def test_a_task_is_dragged_to_another_day_and_what_follows_moves(shell, plates):
    first, then, monday = plates
    view = shell.page.view
    box = next(box for strip, box in view._strips() if strip.item.id == first)
    start = box.topLeft().toPoint() + QPoint(20, 8)
    end = start + QPoint(round(2 * view.width() / 7), 0)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    turn()
    assert due(shell, first) == monday + timedelta(days=3)
    assert due(shell, then) > monday + timedelta(days=3)
    assert "1 task moved after it" in said(shell)
    shell.undo()
    turn()
    assert due(shell, first) == monday + timedelta(days=1)


def test_the_same_by_keyboard(shell, plates):
    first, _, monday = plates
    view = shell.page.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.current_item().id == first
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_Right, both)
    turn()
    assert due(shell, first) == monday + timedelta(days=2)
    assert view.current_item() is not None and view.current_item().id == first


def test_arrows_walk_the_days_and_out_of_the_month(shell):
    view = shell.page.view
    shell.page.apply_filter({"day": date(2026, 11, 30)})
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.day == date(2026, 11, 29)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down)
        turn()
    assert view.day == date(2026, 12, 13) and "December" in shell.page.title.text()
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert "November" in shell.page.title.text()


def test_n_asks_for_a_task_on_that_day(shell):
    view = shell.page.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_N)
    dialog = shell.findChild(NewTaskDialog)
    assert dialog.due.value() == view.day
    dialog.close()


def test_the_table_has_what_the_month_has_and_opens_it(shell, plates):
    shell.page.scale.set_value("table")
    shell.page._on_scale()
    rows = [row.cells[3].text for row in shell.page.table.figures.lines]
    assert rows == ["Draw plates", "Print plates"]
    shell.page.table.opened.emit(("task", plates[0]))
    turn()
    assert shell.key == "calendar" and shell.page.side.inspector.title.value() == "Draw plates"


def test_a_click_on_a_task_shows_it_beside_the_calendar_until_esc_or_a_click_beside_it(shell, plates):
    view, side = shell.page.view, shell.page.side
    at = next(at for at in places(view) if (item := view.item_at(QPointF(at))) is not None and item.kind == "task")
    free = next(at for at in places(view) if view.item_at(QPointF(at)) is None and view.day_at(QPointF(at)) is not None)
    for leave in (lambda: QTest.keyClick(view, Qt.Key.Key_Escape), lambda: click(view, free)):
        view.setFocus()
        click(view, at)
        assert (
            shell.key == "calendar"
            and side.has_task
            and side.inspector.title.value() in ("Draw plates", "Print plates")
        )
        leave()
        turn()
        assert not side.has_task
    click(view, at)
    tasks.delete(shell.store, [side.inspector.task_id])
    turn()
    assert not side.has_task


def test_a_day_lists_what_stands_on_it_with_its_hours(shell, plates):
    shell.page.view.choose(plates[2])
    assert [row.text() for row in shell.page.side.rows.widgets.values()] == ["Draw plates"]
    assert "planned of" in shell.page.side.load.text()


def test_kinds_are_left_out(shell, plates):
    shell.page.toggle_kind("task")
    turn()
    assert shell.page.month.items == [] and shell.page.what.text() == "6 of 7 kinds"
