"""Links into other projects on the timeline: a tag with the other project's name, which leads there by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import open_window, turn

from app.base import today
from app.services import projects, tasks
from app.views.gantt.stubs import stubs_of
from app.views.gantt.table import rows_of
from app.views.gantt.words import drag_words


@pytest.fixture
def signs(studio):
    """A task of another project for which Payment waits; Payment holds up the opening there."""
    front = projects.add(studio, "Shop front")
    made = tasks.add(studio, "Signs", project_id=front, start_on=today(), due_on=today())
    opening = tasks.add(studio, "Opening", project_id=front, start_on=today(), due_on=today())
    payment = studio.value("SELECT id FROM task WHERE title = 'Payment'")
    tasks.add_dependency(studio, made, payment)
    tasks.add_dependency(studio, payment, opening)
    return made


@pytest.fixture
def page(qtbot, studio, signs, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "timeline")
    shell.page.show_project(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    yield shell.page
    shell.close()


def payment(page):
    return page.store.value("SELECT id FROM task WHERE title = 'Payment'")


def tags(page):
    """The tags of Payment where they lie in the viewport, the row being in sight."""
    page.gantt.select(payment(page))
    turn()
    scene = page.gantt.scene
    row = scene.lines.row_of[payment(page)]
    found = stubs_of(scene, scene.lines.rows[row].bar, row)
    return [(tag, tag.box.translated(page.gantt._shift())) for tag in found]


def click(page, place):
    view = page.gantt.viewport()
    at = QPointF(place)
    left = Qt.MouseButton.LeftButton
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        sent = QMouseEvent(kind, at, view.mapToGlobal(at), left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, sent)
    turn()


def test_a_tag_stands_before_a_bar_for_what_it_waits_for_and_behind_for_what_it_holds_up(page):
    (before, first), (behind, last) = tags(page)
    bar = page.gantt.bar_box(payment(page))
    assert (before.words, behind.words) == ("Shop front", "Shop front")
    assert first.right() < bar.left() and bar.right() < last.left()
    assert "Waits for Signs, in Shop front" in before.tooltip()
    assert "Holds up Opening, in Shop front" in behind.tooltip()


def test_a_click_on_the_tag_leads_to_the_task_there(page, signs):
    (_, place), _ = tags(page)
    before = page.store.rows("SELECT id, start_on, due_on FROM task")
    click(page, place.center())
    assert page.told.heads[0].name == "Shop front"
    assert page.gantt.current() == signs and page.inspector.task_id == signs
    assert page.store.rows("SELECT id, start_on, due_on FROM task") == before


def test_the_keyboard_leads_there_and_back(page, signs):
    tags(page)
    page.gantt.setFocus()
    QTest.keyClick(page.gantt, Qt.Key.Key_G)
    turn()
    assert page.gantt.current() == signs
    page.gantt.setFocus()
    QTest.keyClick(page.gantt, Qt.Key.Key_G)
    turn()
    assert page.gantt.current() == payment(page)


def test_the_table_names_tasks_of_other_projects_with_their_project(page):
    row = next(row for row in rows_of(page.told, page.gantt.scene.lines) if row.target == payment(page))
    said = [cell.text for cell in row.cells]
    assert any("Signs (Shop front)" in text for text in said[-2:-1])
    assert "Opening (Shop front)" in said[-1]


def test_without_links_no_tag_is_shown_or_pressed(page):
    (_, place), _ = tags(page)
    page.toolbar.chips["links"].click()
    turn()
    click(page, place.center())
    assert page.told.heads[0].name == "Kiosk app"


def test_what_a_drag_moves_elsewhere_is_said(page):
    bar = next(bar for bar in page.told.bars if bar.id == payment(page))
    what = page._what_if(bar.id, bar.start, page.told.works(bar).add(bar.finish, 3))
    assert what.elsewhere == 1
    assert "1 of them in another project" in drag_words(what, page.told.today)
