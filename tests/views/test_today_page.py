"""Today in the window: read, ticked, opened and walked with the keyboard."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.base import today
from app.services import activities, deals, projects, tasks
from app.services.today import numbers
from app.views import jobs
from app.views.parts import today_facts, today_words
from app.views.parts.today_head import FactCard
from tests.views.selling_window import deal_id, focus, open_window, press, said, turn, type_into

Key = Qt.Key


@pytest.fixture
def shell(qtbot, tmp_path, studio):
    with jobs.synchronous():
        made = open_window(qtbot, studio, tmp_path, "today")
        yield made
        made.use(None)


def titles(groups, key):
    return [line.row.title for line in groups.lines if line.group.key == key and line.row is not None]


def spot(groups, title, x):
    place = next(n for n, line in enumerate(groups.lines) if line.row is not None and line.row.title == title)
    rect = groups.visualRect(groups.model().index(place, 0))
    return QPoint(x, rect.center().y())


def test_the_page_says_the_day_and_what_is_wrong(shell):
    page = shell.page
    assert page.title.text() == today_words.title(today())
    assert "1 won deal waits for its handoff" in page.sentence.text()
    assert page.strips()[0].accessibleName().startswith("Ticket shop, Saltmarsh Museum, was won yesterday")
    assert "h" in page.hours.words() and page.delivery.words()
    assert page.backup.text() == "No backup yet."
    assert [shell.page_row.second.text(), shell.page_row.plain.text()] == ["New task", "New deal"]
    assert not shell.page_row.main.isVisible()


def due_today(studio, deal):
    """Its next step is in sight on weekends too: the sample's is due on the next working day."""
    deals.change(studio, deal, "next_step_on", today())
    turn()


def test_the_circle_ends_a_step_and_undo_brings_it_back(shell, studio):
    sales = shell.page.sales
    deal = deal_id(studio, "Wayfinding signs")
    due_today(studio, deal)
    QTest.mouseClick(sales.viewport(), Qt.MouseButton.LeftButton, pos=spot(sales, "Send contract", 20))
    turn()
    assert said(shell) == "Send contract done"
    assert "Send contract" not in titles(sales, "soon")
    assert "Wayfinding signs" in titles(sales, "no_step")
    assert studio.value("SELECT text FROM activity WHERE deal_id = ? AND kind = 'todo'", (deal,)) == "Send contract"
    shell.undo()
    turn()
    assert "Send contract" in titles(sales, "soon")


def test_a_deal_without_a_step_is_asked_what_is_next_in_its_place(shell, studio):
    sales = shell.page.sales
    sales.setFocus()
    sales.select("no_step", deal_id(studio, "Product videos"))
    press(Key.Key_Space)
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert sales.hasFocus() and sales.current_row().title == "Product videos"
    press(Key.Key_Space)
    assert focus().placeholderText() == "What next?"
    type_into("Call")
    deals.change(studio, deal_id(studio, "Shelf labels"), "amount_minor", 1)  # from elsewhere: what is typed stays
    turn()
    type_into(" Finn")
    press(Key.Key_Return)
    turn()
    found = studio.row("SELECT next_step, next_step_on FROM deal WHERE title = 'Product videos'")
    assert found[0] == "Call Finn" and found[1] > today().isoformat()
    assert "Product videos" not in titles(sales, "no_step") and said(shell).startswith("Call Finn")
    shell.undo()
    turn()
    assert "Product videos" in titles(sales, "no_step")


def test_a_click_on_the_words_opens_the_deal(shell, studio):
    sales = shell.page.sales
    due_today(studio, deal_id(studio, "Wayfinding signs"))
    QTest.mouseClick(sales.viewport(), Qt.MouseButton.LeftButton, pos=spot(sales, "Send contract", 120))
    turn()
    assert shell.key == "deals.board"
    assert shell.page.inspector.deal_id == deal_id(studio, "Wayfinding signs")


def test_the_keyboard_walks_ticks_and_opens(shell, studio):
    sales, work = shell.page.sales, shell.page.work
    sales.setFocus()
    turn()
    assert sales.current_row() is not None  # the head above it was skipped
    press(Key.Key_End)
    assert sales.current_row().kind == "renewal"
    press(Key.Key_Home)
    for _ in range(40):
        if sales.current_row().kind == "todo":
            break
        press(Key.Key_Down)
    todo = sales.current_row()
    press(Key.Key_Space)
    assert studio.value("SELECT done_at IS NOT NULL FROM activity WHERE id = ?", (todo.id,))
    assert sales.current_row() is not None  # the next one has taken its place
    press(Key.Key_Right)
    assert work.hasFocus()
    row = work.current_row()
    press(Key.Key_Space)
    assert studio.value("SELECT done_on IS NOT NULL FROM task WHERE id = ?", (row.id,))
    row = work.current_row()
    press(Key.Key_Return)
    assert shell.key == "projects.board" and row.kind == "task"


def test_mine_narrows_both_sides_and_a_solo_user_is_not_asked(shell, studio):
    page = shell.page
    before = len(page.sales.lines)
    page.whose._group.button(1).click()
    turn()
    assert len(page.sales.lines) < before
    assert all(line.row.mine for line in page.sales.lines if line.row is not None)
    with studio.write("Alone"):
        studio.execute("UPDATE person SET archived_at = '2026-01-01T00:00:00Z' WHERE is_me = 0")
    turn()
    assert not page.whose.isVisible()
    assert len(page.sales.lines) == before


def test_a_long_group_is_unfolded(shell, studio):
    before = len(titles(shell.page.sales, "soon"))
    with studio.write("Many"):
        for number in range(15):
            deals.add(studio, f"More {number}", next_step=f"Step {number}", next_step_on=today())
    turn()
    sales = shell.page.sales
    assert len(titles(sales, "soon")) == 8
    place = next(n for n, line in enumerate(sales.lines) if line.rest)
    assert sales.model().index(place, 0).data() == f"Show all {before + 15}"
    sales.setFocus()
    sales.setCurrentIndex(sales.model().index(place, 0))
    press(Key.Key_Return)
    assert len(titles(sales, "soon")) == before + 15


def test_a_won_deal_is_handed_off_or_needs_no_project(shell, studio, monkeypatch):
    asked = []
    monkeypatch.setattr(shell, "start_handoff", asked.append)
    strip = shell.page.strips()[0]
    strip.main.click()
    assert asked == [deal_id(studio, "Ticket shop")]
    strip.waive.click()
    turn()
    assert shell.page.strips() == [] and "needs no project" in said(shell)


def test_a_backup_can_be_made_from_the_foot(shell):
    shell.page.show_backups.click()
    turn()
    assert shell.page.backup.text().startswith("Last backup today")
    assert shell.page.show_backups.text() == "Show backups"


def test_nothing_to_do_is_said(qtbot, tmp_path, store):
    deals.add(store, "Far away", next_step="Call", next_step_on=today() + timedelta(days=90))
    with jobs.synchronous():
        shell = open_window(qtbot, store, tmp_path, "today")
        assert shell.page.sentence.text().startswith("Nothing is overdue")
        assert shell.page.sales._empty.isVisible() and shell.page.work._empty.isVisible()
        shell.use(None)


def test_the_window_starts_on_the_board_and_an_empty_one_is_welcomed_on_today(qtbot, tmp_path, store):
    from app.views.welcome import Welcome

    shell = open_window(qtbot, store, tmp_path, "")
    assert shell.key == "deals.board"
    shell.open_page("today")
    assert isinstance(shell.stack.currentWidget(), Welcome)
    shell.use(None)


def test_the_other_place_has_it_too(shell):
    shell.open_page("today.work")
    turn()
    assert [shell.page_row.second.text(), shell.page_row.plain.text()] == ["New deal", "New task"]
    assert shell.page.work.hasFocus()


def test_right_to_left_emoji_and_endless_words_do_not_break_a_row(shell, studio):
    client = studio.value("SELECT id FROM client LIMIT 1")
    for text in ("לשלוח חוזה", "🎉👩🏽‍💻 send", "x" * 10_000):
        activities.log(studio, "todo", text, client_id=client, due_on=today())
    turn()
    assert len(titles(shell.page.sales, "todos")) == 5
    assert not shell.grab().isNull()


@pytest.mark.parametrize(("on", "overdue"), [("2026-11-13", False), ("2026-11-15", False), ("2026-11-16", True)])
def test_the_next_delivery_is_called_overdue_once_a_working_day_has_passed(qtbot, qapp, store, on, overdue):
    project = projects.add(store, "Site", promised_on=date(2026, 11, 13))
    tasks.add(store, "Design", project_id=project)
    card = FactCard("Next delivery", "flag")
    qtbot.addWidget(card)
    with time_machine.travel(f"{on}T12:00:00Z", tick=False):
        today_facts.show_delivery(card, numbers(store), None)
    assert card.words().startswith("13 November") and ("overdue: Site" in card.words()) == overdue
