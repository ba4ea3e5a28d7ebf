"""Tasks with subtasks, where they are seen as a whole: brackets of the timeline, cards, rows of the list and the graph."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import open_window, turn

from app.services import subtasks, task_board, task_graph, tasks
from app.views.gantt.drag import Grip, edge_at
from app.views.gantt.words import tooltip
from app.views.parts import task_cards, task_rows
from app.views.parts.task_rows import TaskRow


@pytest.fixture
def payment(studio):
    """Payment, with three subtasks of which one is done; two stand in its milestone."""
    found = studio.value("SELECT id FROM task WHERE title = 'Payment'")
    made = [subtasks.add(studio, found, title) for title in ("Card reader", "Cash", "Refunds")]
    tasks.move(studio, made[:1], studio.value("SELECT id FROM status WHERE kind = 'done'"))
    tasks.change(studio, made[2], "milestone_id", None)
    return found


@pytest.fixture
def page(qtbot, studio, payment, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "timeline")
    shell.page.show_project(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    yield shell.page
    shell.close()


def test_subtasks_stand_below_their_task_a_step_further_in(page, payment):
    rows = page.gantt.scene.lines.rows
    at = page.gantt.scene.lines.row_of[payment]
    assert [(row.title, row.depth) for row in rows[at : at + 3]] == [("Payment", 0), ("Card reader", 1), ("Cash", 1)]
    assert next(row for row in rows if row.title == "Refunds").depth == 0  # in no milestone, so apart


def test_the_bracket_spans_its_subtasks_and_is_not_dragged_but_linked(page, payment):
    scene = page.gantt.scene
    row = scene.lines.row_of[payment]
    bar = scene.lines.rows[row].bar
    box = scene.bar_box(bar, row)
    parts = [each for each in scene.told.bars if each.parent_id == payment]
    assert scene.scale.x(min(part.start for part in parts)) == box.left()
    assert scene.scale.after(max(part.finish for part in parts)) == box.right()
    assert edge_at(scene, bar, row, box.center()) is None
    beside = box.center()
    beside.setX(box.right() + 8)
    assert edge_at(scene, bar, row, beside) is Grip.LINK
    assert "1 of 3 subtasks done, 33% of their hours" in tooltip(bar, scene.told.today)
    before = page.store.rows("SELECT id, start_on, due_on FROM task")
    page.gantt.select(payment)
    QTest.keyClick(page.gantt, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    turn()
    assert page.store.rows("SELECT id, start_on, due_on FROM task") == before


def test_the_bracket_is_filled_as_far_as_its_subtasks_are_done(page, payment):
    page.gantt.select(payment)
    turn()
    scene = page.gantt.scene
    box = page.gantt.bar_box(payment)
    picture = page.gantt.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()

    def colour(share):
        x = box.left() + box.width() * share
        return picture.pixelColor(round(x * ratio), round((box.top() + 4) * ratio)).name()

    bar = scene.lines.rows[scene.lines.row_of[payment]].bar
    assert bar.below.progress == pytest.approx(1 / 3)
    assert colour(0.15) != colour(0.6) == colour(0.9)


def test_cards_rows_and_the_graph_say_how_many_subtasks_are_done(studio, payment):
    card = task_board.cards(studio, [payment])[0]
    shown = task_cards.card(card)
    assert "1 of 3" in [bit.text for bit in shown.third]
    assert "1 of 3 subtasks done" in shown.accessible
    title = next(column for column in task_rows.columns() if column.key == "title")
    row = TaskRow(card, None, {}, {})
    assert (title.text(row), title.value(row)) == ("Payment (1 of 3)", "Payment")
    node = task_graph.graph(studio, card.project_id).nodes[payment]
    assert (node.parts_done, node.parts) == (1, 3)
