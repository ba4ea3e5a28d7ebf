"""The task inspector's fields, constraints, subtasks, files and comments, with keyboard and mouse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import choose, fill, open_window, said, turn

from app.base import today
from app.services import subtasks, task_detail, tasks

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "projects.board")
    yield made
    made.close()


def show(shell, title):
    shell.page.show_record("task", task_id(shell.store, title))
    turn()
    return shell.page.inspector


@pytest.fixture
def pane(shell):
    return show(shell, "Checkout flow")


def task_id(store, title):
    return int(store.value("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL", (title,)))


def detail(store, title):
    return task_detail.detail(store, task_id(store, title))


def test_what_a_task_rarely_has_is_a_plus_until_it_is_wanted(pane, studio):
    form = pane.form
    assert form.reviewer.isHidden() or not form.reviewer.isVisible()
    form.adds["reviewer"].click()
    assert form.reviewer.isVisible() and form.reviewer.picker() is not None
    form.reviewer.picker().close()
    choose(form.reviewer, "Mara")
    assert detail(studio, "Checkout flow").card.reviewer == "Mara Sample"
    choose(form.reviewer, "Nobody")
    show(pane._shell, "Payment")
    assert not form.reviewer.isVisible() and form.adds["reviewer"].isVisible()


def test_priority_in_words(pane, studio):
    choose(pane.form.priority, "Urgent")
    assert detail(studio, "Checkout flow").card.priority == 2


def test_the_duration_moves_the_due_day_and_says_what_it_moves(shell, studio):
    pane = show(shell, "Payment")
    fill(pane.form.duration, "4 w")
    found = detail(studio, "Payment")
    assert found.duration_days == 20 and found.span_days == 20 and "moved" in said(shell)
    fill(pane.form.duration, "soon")
    assert pane.form.duration.refusal().startswith("Not working days")


def test_a_deadline_says_whether_it_can_be_kept(shell, studio):
    pane = show(shell, "Payment")
    pane.form.adds["deadline"].click()
    fill(pane.form.deadline, (today() + timedelta(days=400)).isoformat())
    assert "to spare. It may not move later." in pane.form.deadline_note.text()
    fill(pane.form.deadline, (today() + timedelta(days=1)).isoformat())
    words = pane.form.deadline_note.text()
    assert "too late. Float \u2212" in words


def test_a_start_after_the_deadline_is_negative_float_and_not_refused(shell, studio):
    pane = show(shell, "Payment")
    fill(pane.form.deadline, (today() + timedelta(days=10)).isoformat())
    fill(pane.form.not_before, (today() + timedelta(days=30)).isoformat())
    assert pane.form.not_before.refusal() == "" and "both cannot be. Float \u2212" in pane.form.deadline_note.text()
    found = detail(studio, "Payment")
    assert found.bound.total_float < 0 and found.card.start_on >= found.not_before_on


def test_a_blocked_task_says_why_and_can_be_unblocked(shell, studio):
    pane = show(shell, "Payment")
    shown = show(shell, "Brand sheet")
    fill(shown.form.blocked, "the printer is away")
    assert shown.warning._title.text() == "Blocked: the printer is away"
    assert detail(studio, "Brand sheet").card.can_start is False
    shown.warning.link.click()
    turn()
    assert detail(studio, "Brand sheet").card.blocked_reason == "" and not shown.warning.isVisible()
    assert pane is shown


def test_into_another_project_the_subtasks_come_along(pane, studio):
    subtasks.add(studio, task_id(studio, "Checkout flow"), "Guest checkout")
    choose(pane.form.project, "Logo refresh")
    assert said(pane._shell) == "Checkout flow moved with 1 subtask, 2 links now lead to other projects"
    assert detail(studio, "Guest checkout").card.project == "Logo refresh"
    choose(pane.form.milestone, "Files")
    assert detail(studio, "Checkout flow").card.milestone == "Files"


class TestSubtasks:
    @pytest.fixture
    def two(self, pane, studio):
        pane.subtasks.section.link.click()
        for words in ("Guest checkout", "Member checkout"):
            pane.subtasks.next.line_input().setText(words)
            pane.subtasks.next.finish()
            turn()
        return list(pane.subtasks.rows.widgets.values())

    def test_they_are_added_one_after_the_other_and_ticked(self, pane, studio, two):
        assert pane.subtasks.next.is_editing()
        two[0].box.click()
        turn()
        assert detail(studio, "Guest checkout").card.status_kind == "done"
        assert pane.subtasks.section._note.text() == "1 of 2"
        two[0].box.click()
        turn()
        assert detail(studio, "Guest checkout").card.status_kind == "todo"

    def test_the_keyboard_indents_outdents_and_deletes(self, shell, studio, two):
        QTest.keyClick(two[1].words, Key.Key_Right, Held.AltModifier)
        turn()
        assert detail(studio, "Member checkout").parent == "Guest checkout"
        QTest.keyClick(two[1].words, Key.Key_Left, Held.AltModifier)
        turn()
        assert detail(studio, "Member checkout").parent == "Checkout flow"
        QTest.keyClick(two[1].words, Key.Key_Right, Held.AltModifier)
        turn()
        QTest.keyClick(two[0].words, Key.Key_Delete)
        turn()
        assert said(shell) == "Guest checkout deleted, with 1 subtask"
        shell.undo()
        turn()
        assert detail(studio, "Member checkout").parent == "Guest checkout"

    def test_a_line_opens_its_task_which_leads_back(self, pane, two):
        two[0].words.click()
        turn()
        assert pane.title.value() == "Guest checkout" and pane.form.part_of.text() == "Checkout flow"
        pane.form.part_of.click()
        turn()
        assert pane.title.value() == "Checkout flow"


def test_a_comment_of_mine_is_changed_in_its_place_and_taken_back(pane, studio, shell):
    tasks.add_comment(studio, pane.task_id, "Ask about gift cards")
    turn()
    mine = next(each for each in pane.task.timeline if each.activity_id)
    pane.history.moments.opened.emit(mine)
    assert pane.history.editor.field.is_editing()
    pane.history.editor.field.text_input().setPlainText("Ask Ines")
    pane.history.editor.field.finish()
    turn()
    assert "Ask Ines" in [each.text for each in pane.task.timeline] and not pane.history.editor.isVisible()
    mine = next(each for each in pane.task.timeline if each.activity_id)
    pane.history.moments.deleted.emit(mine)
    turn()
    assert said(shell) == "Comment deleted"


def test_a_file_is_attached_to_a_task(pane, studio, tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("plan")
    pane.files.attach([plan])
    turn()
    assert len(pane.files.rows.widgets) == 1


def test_the_description_is_a_plus_while_there_is_none(pane, studio):
    assert not pane.notes.field.isVisible() and pane.notes.head.link.isVisible()
    pane.notes.begin()
    pane.notes.field.text_input().setPlainText("- [ ] Guests")
    pane.notes.field.finish()
    turn()
    assert detail(studio, "Checkout flow").description == "- [ ] Guests" and not pane.notes.head.link.isVisible()


def test_what_a_date_would_move_is_said_while_it_is_typed(shell, studio):
    pane = show(shell, "Payment")
    form = pane.form
    old = studio.rows("SELECT id, start_on, due_on FROM task")
    form.due.begin_edit()
    form.due.line_input().setText((today() + timedelta(days=60)).isoformat())
    form.due.line_input().textEdited.emit(form.due.line_input().text())
    form.preview.look()
    words = form.preview.caption.text()
    assert words.startswith("Moves ") and "finish from" in words and "after the promise of" in words
    assert form.preview.caption.isVisible() and studio.rows("SELECT id, start_on, due_on FROM task") == old
    form.due.cancel()
    assert not form.preview.caption.isVisible()
    fill(form.due, (today() + timedelta(days=60)).isoformat())
    assert "after the promise of" in said(shell)


def test_tab_goes_as_the_eye_does_through_rows_that_came_later(shell, studio):
    subtasks.add(studio, task_id(studio, "Checkout flow"), "Guest checkout")
    pane = show(shell, "Checkout flow")
    order, widget = [], pane.title
    for _ in range(200):
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(widget)
    row = next(iter(pane.subtasks.rows.widgets.values()))
    first = next(iter(pane.checklist.rows.widgets.values()))
    places = [
        order.index(each)
        for each in (pane.form.due, pane.subtasks.section.link, row.box, row.words, first.box, pane.next, pane.finish)
    ]
    assert places == sorted(places)


def test_blocked_and_waiting_are_both_said(shell, studio):
    pane = show(shell, "Payment")
    fill(pane.form.blocked, "no card reader")
    assert pane.warning._title.text() == "Waits for Checkout flow"
    assert pane.warning._text.text() == "Blocked: no card reader"


def test_the_start_says_what_it_follows_and_the_duration_what_it_comes_to(shell, studio):
    shell.go("task", studio.value("SELECT id FROM task WHERE title = 'Receipt printer'"))
    turn()
    form = shell.page.inspector.form
    assert form.start.hint() == "after Payment"
    form.duration.show_days(None, "3 working days")
    assert form.duration.placeholder == "3 working days" and form.duration.hint() == "from its dates"
    form.duration.show_days(2, "3 working days")
    assert form.duration.hint() == "" and form.duration.display(2) == "2 working days"
