"""One task beside the list: every field an action of its own, links that know their circles, time, history."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import choose, click, fill, open_window, said, turn

from app.base import today
from app.services import projects, subtasks, task_detail, tasks, timelog
from app.views.dialogs.link_task import LinkTaskDialog
from app.views.parts import task_links
from app.views.parts.focus_ring import is_ringed
from app.views.parts.task_bounds import span_text

Key = Qt.Key


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "projects.board")
    yield made
    made.close()


@pytest.fixture
def pane(shell, studio):
    return show(shell, studio, "Checkout flow")


def show(shell, store, title):
    shell.page.show_record("task", task_id(store, title))
    turn()
    return shell.page.inspector


def task_id(store, title):
    return int(store.value("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL", (title,)))


def detail(store, title):
    return task_detail.detail(store, task_id(store, title))


def status_of(store, title):
    return detail(store, title).card.status


def test_lateness_says_what_it_moves(pane):
    assert not pane.warning.isHidden()
    assert (
        pane.warning._title.text().endswith("working days late") or pane.warning._title.text() == "1 working day late"
    )
    assert pane.due.hint().startswith("expected ")


def test_spans_name_the_month_once():
    year = today().year
    assert span_text(date(year, 12, 7), date(year, 12, 11)) == "from 7 to 11 Dec"
    assert span_text(date(year, 11, 28), date(year, 12, 2)) == "from 28 Nov to 2 Dec"


def test_each_field_is_an_action(pane, studio, shell):
    fill(pane.title, "Check-out")
    choose(pane.owner, "Theo")
    fill(pane.hours, "44")
    fill(pane.labels, "design, urgent")
    pane.description.begin_edit()
    pane.description.text_input().setPlainText("Guests and members")
    pane.description.finish()
    turn()
    now = detail(studio, "Check-out")
    assert now.card.assignee == "Theo Sample" and now.card.estimate_minutes == 2640
    assert [name for _, name in now.card.labels] == ["design", "urgent"] and now.description == "Guests and members"
    for _ in range(5):
        shell.undo()
        turn()
    assert detail(studio, "Checkout flow").card.assignee == "Ines Sample"
    assert pane.hours.display(pane.hours.value()) == "28 of 40 h"


def test_a_refused_value_is_kept_out(pane, studio):
    fill(pane.title, "")
    assert pane.title.refusal() and detail(studio, "Checkout flow")


def test_a_later_due_day_moves_what_follows(pane, studio, shell):
    fill(pane.due, (today() + timedelta(days=40)).isoformat())
    assert "tasks moved, finish " in said(shell)


def test_a_waiting_task_begins_only_anyway(shell, studio):
    pane = show(shell, studio, "Payment")
    assert pane.warning._title.text() == "Waits for Checkout flow"
    choose(pane.status, "In progress")
    assert pane.status.refusal().startswith("Waits for Checkout flow") and status_of(studio, "Payment") == "To do"
    assert pane.next.text() == "Start anyway"
    pane.next.click()
    turn()
    assert status_of(studio, "Payment") == "In progress" and pane.next.text() == "Move to Review"


def test_the_foot_moves_on_finishes_and_reopens(pane, studio):
    pane.next.click()
    turn()
    assert status_of(studio, "Checkout flow") == "Review" and pane.next.isHidden()
    pane.finish.click()
    turn()
    assert status_of(studio, "Checkout flow") == "Done" and pane.finish.isHidden()
    pane.next.click()
    turn()
    assert status_of(studio, "Checkout flow") == "To do"


class TestChecklist:
    def test_ticks_words_and_more(self, pane, studio):
        lines = list(pane.checklist.rows.widgets.values())
        lines[3].box.click()
        fill(lines[4].words, "Error states")
        pane.checklist.begin()
        pane.checklist.next.line_input().setText("Gift cards")
        pane.checklist.next.finish()
        turn()
        found = detail(studio, "Checkout flow").checklist
        assert [line.done for line in found] == [True, True, True, True, False, False]
        assert [line.title for line in found[4:]] == ["Error states", "Gift cards"]
        assert pane.checklist.next.is_editing()

    def test_an_emptied_line_goes(self, pane, studio):
        fill(next(iter(pane.checklist.rows.widgets.values())).words, "")
        turn()
        assert len(detail(studio, "Checkout flow").checklist) == 4

    def test_typing_goes_on_while_another_line_changes(self, pane, studio):
        line = list(pane.checklist.rows.widgets.values())[4]
        line.words.begin_edit()
        line.words.line_input().setText("half a tho")
        tasks.tick(studio, detail(studio, "Checkout flow").checklist[3].id)
        turn()
        assert line.words.line_input().text() == "half a tho"

    def lines(self, studio):
        return [line.title for line in detail(studio, "Checkout flow").checklist]

    def box(self, pane, title):
        return next(each.box for each in pane.checklist.rows.widgets.values() if each.words.value() == title)

    def test_keys_move_a_line_and_the_keyboard_stays_on_it(self, pane, studio):
        before = self.lines(studio)
        box = self.box(pane, before[3])
        box.setFocus()
        for _ in range(2):
            QTest.keyClick(box, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
            turn()
        assert self.lines(studio) == [before[0], before[3], *before[1:3], *before[4:]]
        assert box.hasFocus() and pane.checklist.rows.layout().indexOf(box.parentWidget()) == 1
        QTest.keyClick(box, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        turn()
        assert self.lines(studio)[2] == before[3]

    def test_what_is_removed_is_told_and_the_keyboard_goes_to_the_next_line(self, shell, pane, studio):
        before = self.lines(studio)
        box = self.box(pane, before[1])
        box.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(box, Key.Key_Delete)
        turn()
        assert self.lines(studio) == [before[0], *before[2:]]
        assert said(shell) == f"{before[1]} removed from the checklist"
        assert self.box(pane, before[2]).hasFocus() and is_ringed(self.box(pane, before[2]))

    def test_a_line_becomes_a_subtask_or_a_task_beside(self, shell, pane, studio):
        first, second = self.lines(studio)[:2]
        QTest.keyClick(self.box(pane, first), Key.Key_T)
        turn()
        assert said(shell) == f"{first} is a subtask now"
        assert [line.title for line in detail(studio, "Checkout flow").subtasks] == [first]
        QTest.keyClick(self.box(pane, second), Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
        turn()
        assert said(shell) == f"{second} is a task now"
        assert detail(studio, second).parent_id is None and detail(studio, second).card.project == "Kiosk app"
        studio.undo()
        turn()
        assert self.lines(studio)[0] == second

    def test_tab_goes_on_from_the_line_for_the_next_one_after_esc(self, pane):
        pane.checklist.begin()
        line = pane.checklist.next.line_input()
        turn()
        QTest.keyClick(line, Key.Key_Escape)
        assert pane.checklist.next.hasFocus()
        QTest.keyClick(pane.checklist.next, Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        last = list(pane.checklist.rows.widgets.values())[-1]
        assert last.isAncestorOf(last.window().focusWidget())


def test_a_part_says_that_it_waits_as_its_whole_does_and_shows_for_what(shell, studio):
    whole = task_id(studio, "Payment")
    made = subtasks.add(studio, whole, "Refunds")
    pane = show(shell, studio, "Refunds")
    assert pane.warning._title.text() == "Waits for Checkout flow"
    assert pane.warning._text.text() == "So does “Payment”, of which this is a part."
    click(pane.warning.link)
    assert shell.page.inspector.title.value() == "Checkout flow"
    assert task_detail.detail(studio, made).card.waits_for == "Checkout flow"


class TestLinks:
    def test_both_directions_stand_there(self, pane):
        rows = [*pane.links.before.widgets.values(), *pane.links.after.widgets.values()]
        assert [row.accessibleName().split(",")[:2] for row in rows] == [
            ["Waits for", " Visual design"],
            ["Holds up", " Payment"],
        ]

    def test_a_link_leads_to_the_other_task(self, pane, studio):
        next(iter(pane.links.after.widgets.values())).click()
        turn()
        assert pane.title.value() == "Payment"

    def dialog(self, pane):
        pane.links.section.link.click()
        turn()
        return pane.findChild(LinkTaskDialog)

    def test_a_link_with_kind_and_lag(self, pane, studio):
        dialog = self.dialog(pane)
        choose(dialog.direction, "holds up")
        choose(dialog.other, "Staff")
        choose(dialog.kind, "Start to start")
        fill(dialog.lag, "2")
        dialog.submit()
        turn()
        made = next(link for link in detail(studio, "Checkout flow").successors if link.title == "Staff training")
        assert (made.kind, made.lag_days) == ("SS", 2)

    def test_a_circle_is_refused_with_the_way_round(self, pane, studio):
        dialog = self.dialog(pane)
        choose(dialog.other, "Go-live")
        dialog.submit()
        assert "round in a circle" in dialog.other.refusal() and "“Payment”" in dialog.other.refusal()
        dialog.reject()
        turn()

    def test_a_task_of_another_project_is_found_by_typing_and_told_apart(self, pane, studio):
        other = projects.add(studio, "Shop front")
        tasks.add(studio, "Sign writing", project_id=other)
        dialog = self.dialog(pane)
        choose(dialog.other, "Sign wr")
        dialog.submit()
        turn()
        made = next(link for link in detail(studio, "Checkout flow").predecessors if link.title == "Sign writing")
        assert made.project == "Shop front"
        assert task_links.lag_text(made) == "in Shop front"
        assert not any(link.project for link in detail(studio, "Checkout flow").successors)

    def test_a_lag_is_a_number_of_days(self, pane):
        dialog = self.dialog(pane)
        fill(dialog.lag, "soon")
        assert dialog.lag.refusal().startswith("A lag is a number")
        dialog.reject()
        turn()

    def test_a_link_can_be_changed_and_removed(self, pane, studio, shell):
        row = next(iter(pane.links.before.widgets.values()))
        menu = row._menu_of()
        lines = {line.text(): line for line in menu.actions()}
        lines["Kind and lag…"].trigger()
        turn()
        dialog = pane.findChild(LinkTaskDialog)
        fill(dialog.lag, "-1")
        dialog.submit()
        turn()
        assert detail(studio, "Checkout flow").predecessors[0].lag_days == -1
        lines["Remove link"].trigger()
        turn()
        assert not detail(studio, "Checkout flow").predecessors and said(shell) == "Link to Visual design removed"
        menu.deleteLater()


class TestTime:
    def test_hours_day_and_note_add_up(self, pane, studio):
        pane.time.section.link.click()
        form = pane.time.form
        fill(form.day, (today() - timedelta(days=1)).isoformat())
        form.note.set_value("States")
        form.hours.begin_edit()
        form.hours.line_input().setText("1:30")
        QTest.keyClick(form.hours.line_input(), Key.Key_Return)
        turn()
        newest = detail(studio, "Checkout flow").time
        assert any(entry.minutes == 90 and entry.note == "States" for entry in newest)
        assert pane.time.total.minutes == 28 * 60 + 90
        assert pane.hours.display(pane.hours.value()) == "29.5 of 40 h"

    def test_time_to_come_is_refused(self, pane, studio):
        form = pane.time.form
        pane.time.begin()
        form.day.set_value(today() + timedelta(days=2))
        form.hours.set_value(60)
        form.submit()
        assert "not on a day to come" in form.hours.refusal()

    def test_an_entry_can_be_taken_away(self, pane, studio):
        task = task_id(studio, "Checkout flow")
        while timelog.total(studio, task):
            before, row = timelog.total(studio, task), next(iter(pane.time.rows.widgets.values()))
            menu = row._menu_of()
            menu.actions()[0].trigger()
            turn()
            assert timelog.total(studio, task) < before
        assert pane.time.total.isHidden()
        menu.deleteLater()


def test_a_comment_is_written_in_sight_and_the_keyboard_stays_with_the_history(pane):
    pane.history.begin()
    turn()
    area = pane.area.viewport().rect()
    field = pane.history.field
    assert area.contains(field.rect().translated(field.mapTo(pane.area.viewport(), field.rect().topLeft())))
    QTest.keyClicks(field.text_input(), "Ask for the scans")
    QTest.keyClick(field.text_input(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    turn()
    assert field.isHidden() and pane.history.head.link.hasFocus()


def test_a_finished_task_keeps_the_keyboard_in_its_inspector(pane):
    click(pane.finish)
    assert pane.finish.isHidden() and pane.isAncestorOf(QApplication.focusWidget())


def test_a_comment_joins_the_history(pane, studio):
    pane.history.head.link.click()
    pane.history.field.text_input().setPlainText("Ask about gift cards")
    pane.history.field.finish()
    turn()
    assert "Ask about gift cards" in [moment.text for moment in detail(studio, "Checkout flow").timeline]
    assert pane.history.field.isHidden()


def test_project_and_deal_are_a_click_away(pane, studio, shell, monkeypatch):
    line = studio.value("SELECT id FROM deal_line WHERE title = 'UX design'")
    with studio.write("Sold as"):
        studio.execute("UPDATE task SET deal_line_id = ? WHERE title = 'Checkout flow'", (line,))
    turn()
    went = []
    monkeypatch.setattr(shell, "go", lambda kind, record: went.append((kind, record)))
    assert pane.sold.text() == "UX design, €8,400"
    pane.sold.click()
    pane.project_link.click()
    assert went == [
        ("deal", studio.value("SELECT deal_id FROM deal_line WHERE id = ?", (line,))),
        ("project", detail(studio, "Checkout flow").card.project_id),
    ]


def test_another_task_drops_what_was_being_typed(pane, studio, shell):
    pane.title.begin_edit()
    pane.title.line_input().setText("half")
    show(shell, studio, "Payment")
    assert pane.title.value() == "Payment" and detail(studio, "Payment")
