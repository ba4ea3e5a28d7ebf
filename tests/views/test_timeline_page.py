"""The timeline page with real widgets: bars moved by mouse and keyboard, linked, levelled, folded, printed."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from selling_window import open_window, said, turn

from app.base import today
from app.services import project_timeline, projects
from app.services.schedules import schedule
from app.views.dialogs.level import LevelDialog
from app.views.parts.label import Label
from app.views.parts.paint import text_width
from app.views.parts.pen import Pen
from app.views.theme import px

Key, Held = Qt.Key, Qt.KeyboardModifier


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
    return page.store.value("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL", (title,))


def dates(page, title):
    return page.store.row("SELECT start_on, due_on FROM task WHERE title = ?", (title,))


def mouse(page, kind, at, buttons):
    view = page.gantt.viewport()
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    at = QPointF(at)
    event = QMouseEvent(kind, at, view.mapToGlobal(at), button, buttons, Held.NoModifier)
    QApplication.sendEvent(view, event)


def drag(page, start, to):
    """Press, move in steps and let go."""
    left = Qt.MouseButton.LeftButton
    mouse(page, QEvent.Type.MouseButtonPress, start, left)
    for part in range(1, 6):
        mouse(page, QEvent.Type.MouseMove, start + (to - start) * part / 5, left)
    mouse(page, QEvent.Type.MouseButtonRelease, to, Qt.MouseButton.NoButton)
    turn()


def test_a_bar_dragged_by_a_week_moves_with_what_follows_and_undo_takes_all_back(page, shell):
    payment = task_id(page, "Payment")
    before = page.store.rows("SELECT id, start_on, due_on FROM task ORDER BY id")
    page.gantt.select(payment)
    bar = page.gantt.bar_box(payment)
    week = round(7 * page.gantt.scene.scale.width)
    old = dates(page, "Payment")
    drag(page, bar.center(), bar.center() + QPoint(week, 0))
    new = dates(page, "Payment")
    assert new[0] > old[0] and new[1] > old[1]
    assert said(shell).startswith("Payment moved, and ") and ", finish " in said(shell)
    plan = {row.title: row for row in schedule(page.store, page.project).rows}
    assert plan["Receipt printer"].start > plan["Payment"].finish
    page.store.undo()
    assert page.store.rows("SELECT id, start_on, due_on FROM task ORDER BY id") == before


def test_a_bar_drawn_before_what_it_waits_for_is_held_where_it_can_begin(page, shell):
    payment = task_id(page, "Payment")
    page.gantt.select(payment)
    before = dates(page, "Payment")
    bar = page.gantt.bar_box(payment)
    mouse(page, QEvent.Type.MouseButtonPress, bar.center(), Qt.MouseButton.LeftButton)
    mouse(
        page,
        QEvent.Type.MouseMove,
        bar.center() - QPoint(round(14 * page.gantt.scene.scale.width), 0),
        Qt.MouseButton.LeftButton,
    )
    drag = page.gantt._drag
    assert drag.held and (drag.start, drag.finish) == (drag.bar.start, drag.bar.finish)
    assert drag._words.startswith("it cannot begin earlier, ")
    mouse(page, QEvent.Type.MouseButtonRelease, bar.center(), Qt.MouseButton.NoButton)
    turn()
    assert dates(page, "Payment") == before


def test_the_end_of_a_bar_stretches_it(page):
    payment = task_id(page, "Payment")
    page.gantt.select(payment)
    bar = page.gantt.bar_box(payment)
    old = next(row for row in schedule(page.store, page.project).rows if row.id == payment)
    edge = QPoint(bar.right(), bar.center().y())
    drag(page, edge, edge + QPoint(round(7 * page.gantt.scene.scale.width), 0))
    new = next(row for row in schedule(page.store, page.project).rows if row.id == payment)
    assert new.start == old.start == new.start_on and new.finish == new.due_on == old.finish + timedelta(days=7)


def test_escape_lets_a_bar_go_where_it_was(page):
    payment = task_id(page, "Payment")
    page.gantt.select(payment)
    bar, old = page.gantt.bar_box(payment), dates(page, "Payment")
    mouse(page, QEvent.Type.MouseButtonPress, bar.center(), Qt.MouseButton.LeftButton)
    mouse(page, QEvent.Type.MouseMove, bar.center() + QPoint(200, 0), Qt.MouseButton.LeftButton)
    QTest.keyClick(page.gantt, Key.Key_Escape)
    mouse(page, QEvent.Type.MouseButtonRelease, bar.center() + QPoint(200, 0), Qt.MouseButton.NoButton)
    assert dates(page, "Payment") == old


def test_a_line_drawn_from_one_bar_to_another_links_them_and_a_circle_is_refused(page, shell):
    first, then = task_id(page, "Admin page"), task_id(page, "Staff training")
    page.gantt.select(first)
    bar, row = page.gantt.bar_box(first), page.gantt.row_box(then)
    grip = QPoint(bar.right() + 8, bar.center().y())
    drag(page, grip, QPoint(grip.x() + 4, row.center().y()))
    assert page.store.value("SELECT 1 FROM dependency WHERE predecessor_id = ? AND successor_id = ?", (first, then))
    assert said(shell).startswith("Linked")
    page.gantt.linked.emit(then, first, "FS")
    assert "in a circle" in shell.voice.errors.text
    assert not page.store.value("SELECT 1 FROM dependency WHERE predecessor_id = ? AND successor_id = ?", (then, first))


def test_the_keyboard_moves_and_stretches_a_task(page):
    payment = task_id(page, "Payment")
    page.gantt.select(payment)
    page.gantt.setFocus()
    old = dates(page, "Payment")
    QTest.keyClick(page.gantt, Key.Key_Right, Held.AltModifier)
    turn()
    moved = dates(page, "Payment")
    assert moved[0] > old[0] and moved[1] > old[1]
    QTest.keyClick(page.gantt, Key.Key_Right, Held.AltModifier | Held.ShiftModifier)
    turn()
    assert dates(page, "Payment")[0] == moved[0] and dates(page, "Payment")[1] > moved[1]


def test_arrows_walk_the_rows_enter_opens_and_left_folds_a_group(page):
    gantt = page.gantt
    gantt.setFocus()
    QTest.keyClick(gantt, Key.Key_Home)
    assert gantt.current() is None
    rows = len(gantt.scene.lines.rows)
    QTest.keyClick(gantt, Key.Key_Left)
    assert len(gantt.scene.lines.rows) == rows - 3
    QTest.keyClick(gantt, Key.Key_Right)
    assert len(gantt.scene.lines.rows) == rows
    QTest.keyClick(gantt, Key.Key_Down)
    assert gantt.current() == task_id(page, "Kick-off workshop")
    QTest.keyClick(gantt, Key.Key_Return)
    turn()
    assert page.beside.is_open and page.inspector.title.value() == "Kick-off workshop"


def test_finished_work_is_not_moved(page):
    done = task_id(page, "Kick-off workshop")
    page.gantt.select(done)
    old = dates(page, "Kick-off workshop")
    QTest.keyClick(page.gantt, Key.Key_Right, Held.AltModifier)
    turn()
    assert dates(page, "Kick-off workshop") == old


def test_the_strip_says_when_it_finishes_what_is_late_and_what_was_sold(page):
    facts = {fact.first: fact.second for fact in page.facts.facts}
    assert any(first.startswith("Finishes") and "promised" in first for first in facts)
    assert "1 task late" in facts
    assert facts["Sold for €42,000"] == "4 lines, all planned"
    assert "1 task late" in page.facts.accessibleDescription()


def test_a_sold_line_without_tasks_is_not_called_planned(page):
    launch = page.store.value("SELECT id FROM deal_line WHERE title = 'Launch' AND minutes = 3360")
    with page.store.write("Forget a line"):
        page.store.execute("UPDATE task SET deal_line_id = NULL WHERE deal_line_id = ?", (launch,))
    turn()
    assert {fact.first: fact.second for fact in page.facts.facts}["Sold for €42,000"] == "4 lines"


def test_all_projects_by_person_and_as_a_table(page):
    page.show_project(None)
    page.toolbar.set_group("person")
    heads = [line.title for line in page.gantt.scene.lines.rows if line.bar is None]
    assert heads == sorted(heads) and "Mara Sample" in heads
    page.toolbar.set_table(True)
    assert page._body.currentWidget() is page._table
    assert page._table.model().rowCount() == len(page.gantt.scene.lines.rows)


def test_levelling_shows_what_moves_and_moves_it_in_one_step(page, shell, qtbot):
    page.toolbar.level.click()
    dialog = page.findChild(LevelDialog)
    qtbot.waitUntil(lambda: dialog._told is not None, timeout=20_000)
    moves = dialog._told.moves
    assert moves and dialog.go.text().startswith(f"Move {len(moves)} task")
    before = page.store.rows("SELECT id, start_on, due_on FROM task ORDER BY id")
    dialog.go.click()
    turn()
    assert "moved" in said(shell)
    for move in moves:
        assert page.store.row("SELECT start_on, due_on FROM task WHERE id = ?", (move.id,)) == (
            move.start.isoformat(), move.due.isoformat(),
        )  # fmt: skip
    page.store.undo()
    assert page.store.rows("SELECT id, start_on, due_on FROM task ORDER BY id") == before


def test_the_timeline_on_paper_has_pages_with_every_task(page, shell, tmp_path):
    from pypdf import PdfReader

    out = tmp_path / "kiosk.pdf"
    page.write(out)
    reader = PdfReader(out)
    text = " ".join(" ".join(found.extract_text().split()) for found in reader.pages)
    assert "Page 1 of" in text and "written" in said(shell)
    titles = [bar.title for bar in project_timeline.timeline(page.store, page.project).bars]
    assert all(title in text for title in titles)


def test_on_paper_no_page_is_left_empty_for_a_promise_that_is_not_drawn(page, tmp_path):
    from pypdf import PdfReader

    out, last = tmp_path / "all.pdf", today() + timedelta(days=400)
    page.show_project(None)
    page.write(out)
    before = len(PdfReader(out).pages)
    projects.change(page.store, task_project(page, "Payment"), "promised_on", last)
    turn()
    page.write(out)
    assert len(PdfReader(out).pages) == before
    page.show_project(task_project(page, "Payment"))
    turn()
    page.write(out)
    assert len(PdfReader(out).pages) > before, "where it is drawn there is paper for it"


def test_the_month_that_begins_below_a_tag_is_named_beside_it(page, monkeypatch):
    start = (today().replace(day=28) + timedelta(days=5)).replace(day=1)  # the next month
    page.told = page.told._replace(today=start)
    page._draw()
    turn()
    shift = page.gantt.scene.scale.x(start) - 200
    page.gantt.horizontalScrollBar().setValue(max(0, round(shift)))
    words = {text for text, *_ in painted(page, monkeypatch, "text")}
    monkeypatch.undo()
    assert any(text.startswith(start.strftime("%b")) and text.endswith(str(start.year)) for text in words if text)


def task_project(page, title):
    return page.store.value("SELECT project_id FROM task WHERE title = ?", (title,))


def test_a_folder_that_cannot_be_written_is_said(page, shell, tmp_path, qtbot):
    page.write(tmp_path / "no such folder" / "kiosk.pdf")
    assert not (tmp_path / "no such folder").exists()


def test_without_projects_the_page_says_what_belongs_here(qtbot, store, tmp_path):
    shell = open_window(qtbot, store, tmp_path, "timeline")
    turn()
    assert shell.page._stack.currentWidget() is shell.page._empty
    shell.close()


def test_a_new_task_elsewhere_shows_up_and_is_kept_in_sight(page):
    from app.services import tasks

    monday = today() + timedelta(days=7 - today().weekday())
    made = tasks.add(page.store, "Stickers", project_id=page.project, start_on=monday, due_on=monday)
    turn()
    assert made in page.gantt.scene.lines.row_of


def test_a_large_plan_is_read_beside_the_window_and_grouped_as_asked_last(page, shell, qtbot, monkeypatch):
    monkeypatch.setattr(page.latest, "_at_once", 0)
    page.show_project(None)
    page.toolbar.set_group("person")  # while it is being read
    assert page.latest.busy
    qtbot.waitUntil(lambda: not page.latest.busy and len(page.told.heads) > 1)
    heads = [line.title for line in page.gantt.scene.lines.rows if line.bar is None]
    assert heads[0] in [name for (name,) in page.store.rows("SELECT name FROM person")]


def test_a_week_without_a_working_day_is_a_sentence_on_the_page_and_ends_with_the_first_one(page, shell, monkeypatch):
    from app.services import settings

    told = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, problem, _trace: told.append(str(problem)))
    settings.put(page.store, "week_minutes", [0] * 7)
    turn()
    assert any("No day of the week is worked" in each.text() for each in page.findChildren(Label) if each.isVisible())
    settings.put(page.store, "week_minutes", [0, 480, 0, 0, 0, 0, 0])
    turn()
    assert page.gantt.isVisible() and told == []


def test_in_a_narrow_window_every_choice_is_there_in_whole_words(shell, page, qtbot):
    bar = page.toolbar
    for width, rows in ((1400, 1), (720, 2), (1400, 1)):
        shell.resize(width, 700)
        qtbot.waitUntil(lambda width=width: bar.width() == width)
        turn()
        shown = [each for each in bar.findChildren(QAbstractButton) if each.isVisible()]
        assert len(shown) > 10
        assert all(each.width() >= each.sizeHint().width() for each in shown)
        assert len({each.mapTo(bar, each.rect().center()).y() // 30 for each in shown}) == rows


def painted(page, monkeypatch, name):
    """What is painted with `Pen.text` or `Pen.rounded`: the arguments of each call."""
    found, real = [], getattr(Pen, name)

    def record(pen, *args, **kwargs):
        found.append(tuple(QRectF(arg) if isinstance(arg, QRectF) else arg for arg in args))
        return real(pen, *args, **kwargs)

    monkeypatch.setattr(Pen, name, record)
    page.gantt.viewport().grab()
    return found


@pytest.mark.parametrize("zoom", ["day", "week", "month", "quarter"])
def test_no_day_week_month_or_year_in_the_head_is_cut(page, monkeypatch, zoom):
    page.toolbar._zoom.set_value(zoom)
    page.toolbar.changed.emit()
    turn()
    head = px(48)
    for start in range(0, page.gantt.horizontalScrollBar().maximum(), 37):
        page.gantt.horizontalScrollBar().setValue(start)
        for words, place, size, weight, *_ in painted(page, monkeypatch, "text"):
            if place.bottom() <= head and place.left() >= px(432):
                assert text_width(words, size, weight) <= place.width() + 1, words
        monkeypatch.undo()
        if start > 400:
            break


def test_what_a_drag_would_do_is_said_within_the_window(page, monkeypatch):
    bar = page.gantt.bar_box(task_id(page, "Go-live"))
    page.gantt.horizontalScrollBar().setValue(0)
    turn()
    page.gantt.verticalScrollBar().setValue(page.gantt.verticalScrollBar().maximum())
    bar = page.gantt.bar_box(task_id(page, "Go-live"))
    page.gantt.horizontalScrollBar().setValue(max(0, bar.right() - page.gantt.viewport().width() + 40))
    turn()
    bar = page.gantt.bar_box(task_id(page, "Go-live"))
    left = Qt.MouseButton.LeftButton
    mouse(page, QEvent.Type.MouseButtonPress, bar.center(), left)
    mouse(page, QEvent.Type.MouseMove, bar.center() + QPoint(30, 0), left)
    mouse(page, QEvent.Type.MouseMove, bar.center() + QPoint(60, 0), left)
    seen = page.gantt.viewport().rect().adjusted(px(432), 0, 0, 0)
    tips = [place for place, *_ in painted(page, monkeypatch, "rounded") if place.height() == px(24)]
    monkeypatch.undo()
    shift = page.gantt._shift()
    assert tips and all(seen.contains(tip.translated(shift).toAlignedRect()) for tip in tips)
    QTest.keyClick(page.gantt, Key.Key_Escape)
    turn()


def test_beside_the_table_stands_nothing_that_only_bars_follow(page):
    page.toolbar.set_table(True)
    turn()
    assert page.toolbar._zoom.isHidden() and all(chip.isHidden() for chip in page.toolbar.chips.values())
    assert not page.facts._legend and not page.toolbar.level.isHidden()
    page.toolbar.set_table(False)
    turn()
    assert not page.toolbar._zoom.isHidden() and page.facts._legend
