"""Links on the timeline: drawn from either end of a bar to either end of another, told before, changed, taken away; menus."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import choose, fill, open_window, press, said, turn

from app.services import tasks
from app.services.subtasks import add as add_subtask
from app.views.dialogs.change_tasks import ChangeTasksDialog
from app.views.dialogs.link_task import LinkTaskDialog
from app.views.gantt.head import TABLE
from app.views.gantt.paint import route
from app.views.parts.link_actions import LinkActions
from app.views.parts.task_links import link_sentence
from app.views.theme import px

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "timeline")
    opened.page.show_project(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    yield opened
    opened.close()


@pytest.fixture
def page(shell):
    return shell.page


def task_id(page, title):
    return page.store.value("SELECT id FROM task WHERE title = ?", (title,))


def links(page, first, then):
    return page.store.rows(
        "SELECT d.kind, d.lag_days FROM dependency d WHERE d.predecessor_id = ? AND d.successor_id = ?",
        (task_id(page, first), task_id(page, then)),
    )


def mouse(page, kind, at, held):
    view = page.gantt.viewport()
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Left
    at = QPointF(at)
    QApplication.sendEvent(view, QMouseEvent(kind, at, view.mapToGlobal(at), button, held, Qt.KeyboardModifier(0)))


def grip(page, title, *, end):
    """The dot beside a bar."""
    page.gantt.select(task_id(page, title))
    box = page.gantt.bar_box(task_id(page, title))
    return QPoint(box.right() + px(8) if end else box.left() - px(8), box.center().y())


def hold(page, start, to):
    mouse(page, QEvent.Type.MouseButtonPress, start, Left)
    for part in range(1, 6):
        mouse(page, QEvent.Type.MouseMove, start + (to - start) * part / 5, Left)


def let_go(page, at):
    mouse(page, QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.NoButton)
    turn()


def place(page, title, *, end):
    """Where on a bar one lets go for its start or its end."""
    box = page.gantt.bar_box(task_id(page, title))
    return QPoint(box.right() - 2 if end else box.left() + 3, box.center().y())


@pytest.mark.parametrize(
    ("from_end", "to_end", "kind", "words"),
    [
        (True, False, "FS", "Staff training begins when Admin page is done"),
        (False, False, "SS", "Staff training begins when Admin page begins"),
        (True, True, "FF", "Staff training ends when Admin page is done"),
        (False, True, "SF", "Staff training ends when Admin page begins"),
    ],
)
def test_where_one_grabs_and_where_one_lets_go_says_which_kind_of_link_it_is(
    page, shell, from_end, to_end, kind, words
):
    start, to = grip(page, "Admin page", end=from_end), place(page, "Staff training", end=to_end)
    hold(page, start, to)
    assert page.gantt._drag._words == words  # said before it is done
    let_go(page, to)
    assert links(page, "Admin page", "Staff training") == [(kind, 0)] and said(shell).startswith(f"Linked: {words}")
    shell.undo()
    turn()
    assert links(page, "Admin page", "Staff training") == []
    shell.redo()
    turn()
    assert links(page, "Admin page", "Staff training") == [(kind, 0)]


def test_a_circle_is_told_while_one_still_holds_the_line_and_nothing_is_linked(page, shell):
    start, to = grip(page, "Payment", end=True), place(page, "Checkout flow", end=False)
    hold(page, start, to)
    told = "That would go round in a circle: “Checkout flow” → “Payment” → “Checkout flow”."
    assert page.gantt._drag.problem.startswith(told)
    let_go(page, to)
    assert shell.voice.errors.text.startswith(told) and links(page, "Payment", "Checkout flow") == []


def test_a_line_let_go_over_its_own_bar_or_beside_all_of_them_links_nothing(page):
    before = page.store.rows("SELECT * FROM dependency")
    for to in (place(page, "Payment", end=False), QPoint(px(700), 10)):
        hold(page, grip(page, "Payment", end=True), to)
        let_go(page, to)
    assert page.store.rows("SELECT * FROM dependency") == before


def test_a_task_cannot_be_linked_with_one_that_it_is_a_part_of_a_circle_of(page, shell):
    """Payment waits for Checkout flow; a part of Checkout flow cannot wait for Payment."""
    with page.store.write("Parts"):
        add_subtask(page.store, task_id(page, "Checkout flow"), "Basket")
    turn()
    to = place(page, "Basket", end=False)
    hold(page, grip(page, "Payment", end=True), to)
    let_go(page, to)
    assert "in a circle" in shell.voice.errors.text and links(page, "Payment", "Basket") == []


def test_drawing_a_link_again_keeps_its_lag_and_another_kind_begins_without_one(page):
    tasks.add_dependency(page.store, task_id(page, "Admin page"), task_id(page, "Staff training"), "FS", 2)
    turn()
    for end, found in ((False, ("FS", 2)), (True, ("FF", 0))):
        to = place(page, "Staff training", end=end)
        hold(page, grip(page, "Admin page", end=True), to)
        let_go(page, to)
        assert links(page, "Admin page", "Staff training") == [found]


def test_a_bar_held_near_an_edge_scrolls_only_once_it_is_moved_that_way(page):
    gantt = page.gantt
    page.toolbar.step_zoom(-1)
    gantt.select(task_id(page, "Payment"))
    bar = gantt.horizontalScrollBar()
    bar.setValue(bar.value() + gantt.bar_box(task_id(page, "Payment")).left() - px(TABLE) - 4)
    start = gantt.bar_box(task_id(page, "Payment")).center()
    start.setX(px(TABLE) + 12)
    hold(page, start, start + QPoint(4, 0))
    assert not gantt._edge._timer.isActive()
    mouse(page, QEvent.Type.MouseMove, start - QPoint(4, 0), Left)
    assert gantt._edge._timer.isActive()
    before = bar.value()
    gantt._edge.tick()
    assert bar.value() < before
    QTest.keyClick(gantt, Key.Key_Escape)
    assert not gantt._edge._timer.isActive()  # nothing scrolls on once it is let go
    let_go(page, start)


def test_a_line_reaches_rows_that_are_out_of_sight_below(page):
    gantt = page.gantt
    page.show_project(None)
    turn()
    start = grip(page, "Menu photos", end=True)
    hold(page, start, QPoint(start.x(), gantt.viewport().height() - 4))
    before = gantt.verticalScrollBar().value()
    gantt._edge.tick()
    assert gantt.verticalScrollBar().value() > before
    QTest.keyClick(gantt, Key.Key_Escape)
    let_go(page, start)


def test_a_link_leads_to_a_task_of_another_project_where_all_are_shown(page):
    page.show_project(None)
    turn()
    to = place(page, "Brand sheet", end=False)
    hold(page, grip(page, "Menu photos", end=True), to)
    let_go(page, to)
    assert links(page, "Menu photos", "Brand sheet") == [("FS", 0)]


def on_the_line(page, first, then):
    """A point of the viewport at which the link of two tasks passes between their bars."""
    gantt = page.gantt
    gantt.select(task_id(page, then))
    boxes = [gantt.bar_box(task_id(page, title)) for title in (first, then)]
    path, _, _ = route(*[box.toRectF() for box in boxes], "FS")
    return path.pointAtPercent(0.55).toPoint()


def test_a_double_click_on_a_line_asks_for_its_lag_with_the_cursor_there(page):
    at = on_the_line(page, "Checkout flow", "Payment")
    assert "Payment begins when Checkout flow is done" in page.pointer.words_at(at)
    QTest.mouseDClick(page.gantt.viewport(), Left, pos=at)
    turn()
    dialog = page.findChild(LinkTaskDialog)
    assert dialog.lag.hasFocus() or dialog.lag.isAncestorOf(QApplication.focusWidget())
    fill(dialog.lag, "-1")
    dialog.submit()
    turn()
    assert links(page, "Checkout flow", "Payment") == [("FS", -1)]
    assert not page.beside.is_open  # the line was meant, not the task behind it


def menu_by(page, at=None):
    """What the menu at a point holds, or the one that the menu key opens for the chosen row."""
    reason = QContextMenuEvent.Reason.Mouse if at is not None else QContextMenuEvent.Reason.Keyboard
    spot = at or QPoint(0, 0)
    receiver = page.gantt.viewport() if at is not None else page.gantt
    QApplication.sendEvent(receiver, QContextMenuEvent(reason, spot, receiver.mapToGlobal(spot)))
    turn(1)
    found = page.pointer.menu
    return {action.text().split("\t")[0]: action for action in found.actions() if action.text()}


def test_the_menu_of_a_line_takes_the_link_away_and_undo_brings_it_back(page, shell):
    lines = menu_by(page, on_the_line(page, "Checkout flow", "Payment"))
    assert list(lines) == ["Kind and lag…", "Remove link"]
    lines["Remove link"].trigger()
    page.pointer.menu.close()
    turn()
    assert links(page, "Checkout flow", "Payment") == [] and said(shell) == "Link removed"
    shell.undo()
    turn()
    assert links(page, "Checkout flow", "Payment") == [("FS", 0)]


def test_the_menu_of_a_row_is_that_of_its_task_and_tells_its_links(page):
    page.gantt.select(task_id(page, "Admin page"))
    at = page.gantt.row_box(task_id(page, "Payment")).center()
    lines = menu_by(page, at)
    assert page.gantt.current() == task_id(page, "Payment")
    assert {"Rename", "Move to status", "Done", "Delete", "Link with another task…"} <= set(lines)
    assert "Show in the timeline" not in lines  # that is here
    removes = [action.text() for action in lines["Remove link"].menu().actions()]
    assert "Waits for Checkout flow" in removes and any(words.startswith("Holds up ") for words in removes)
    lines["Remove link"].menu().actions()[removes.index("Waits for Checkout flow")].trigger()
    page.pointer.menu.close()
    turn()
    assert links(page, "Checkout flow", "Payment") == []


def test_the_menu_key_opens_the_menu_of_the_chosen_row_and_that_of_a_group_folds_all(page):
    gantt = page.gantt
    gantt.setFocus()
    QTest.keyClick(gantt, Key.Key_Home)
    whole = len(gantt.scene.lines.rows)
    lines = menu_by(page)
    lines["Fold all"].trigger()
    page.pointer.menu.close()
    turn()
    assert all(line.bar is None for line in gantt.scene.lines.rows) and len(gantt.scene.lines.rows) < whole
    menu_by(page)["Unfold all"].trigger()
    page.pointer.menu.close()
    turn()
    assert len(gantt.scene.lines.rows) == whole


def test_the_head_of_a_project_shows_it_alone(page):
    page.show_project(None)
    turn()
    page.gantt.setFocus()
    QTest.keyClick(page.gantt, Key.Key_Home)
    menu_by(page)["Show it alone"].trigger()
    page.pointer.menu.close()
    turn()
    assert page.project is not None and [head.id for head in page.told.heads] == [page.project]


def test_m_asks_for_the_status_of_the_chosen_task(page):
    page.gantt.select(task_id(page, "Admin page"))
    page.gantt.setFocus()
    press(Key.Key_M)
    assert QApplication.activePopupWidget() is not None
    press(Key.Key_Escape)


def test_e_asks_what_is_to_change_in_the_chosen_task(page):
    page.gantt.select(task_id(page, "Admin page"))
    page.gantt.setFocus()
    press(Key.Key_E)
    assert page.findChild(ChangeTasksDialog).isVisible()


def test_a_circle_is_read_in_the_dialog_and_mended_by_turning_the_link_round(page):
    page.gantt.select(task_id(page, "Checkout flow"))
    page.gantt.setFocus()
    press(Key.Key_L)
    dialog = page.findChild(LinkTaskDialog)
    choose(dialog.other, "Receipt printer")
    dialog.submit()
    turn()
    assert "in a circle" in dialog.other.refusal() and dialog.other.picker() is None  # nothing lies over the sentence
    choose(dialog.direction, "holds up")
    dialog.submit()
    turn()
    assert links(page, "Checkout flow", "Receipt printer") == [("FS", 0)]


@pytest.mark.parametrize(
    ("kind", "lag", "words"),
    [
        ("FS", 2, "Print begins 2 working days after Photos is done"),
        ("SS", -1, "Print begins 1 working day before Photos begins"),
        ("FF", 0, "Print ends when Photos is done"),
    ],
)
def test_a_link_is_told_in_a_sentence(kind, lag, words):
    assert link_sentence(kind, lag, "Photos", "Print") == words


def test_a_link_with_a_task_that_is_gone_is_refused_in_a_sentence(page, shell):
    gone = task_id(page, "Admin page")
    tasks.delete(page.store, [gone])
    turn()
    LinkActions(page, page.store, shell, page.verbs).link(gone, task_id(page, "Payment"))
    assert "gone" in shell.voice.errors.text
