"""The tasks board as it is used: cards that say what matters, drags that know what waits, keys, filters and undo."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import focus, open_window, press, said, turn, type_into

from app.base import UserError, today
from app.services import projects, task_board, tasks
from app.services.task_board import TaskColumn
from app.services.task_filter import TaskFilter
from app.views.dialogs.new_task import NewTaskDialog
from app.views.parts import task_cards
from app.views.parts.dates import short_text

Key = Qt.Key


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "projects.board")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def task_id(store, title):
    return int(store.value("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL", (title,)))


def status_of(store, title):
    return str(store.value("SELECT s.name FROM task t JOIN status s ON s.id = t.status_id WHERE t.title = ?", (title,)))


def card(store, title):
    return task_cards.card(task_board.cards(store, [task_id(store, title)])[0])


def column(page, name):
    return next(pane for pane in page.board.panes if pane.column.name == name)


def drop(page, store, title, name):
    page.board.drop_cards([task_id(store, title)], column(page, name).column.key)
    turn()


class TestCards:
    def test_a_task_under_way_says_how_much_is_left(self, studio):
        shown = card(studio, "Checkout flow")
        texts = [bit.text for bit in shown.third]
        assert shown.second_left == "Kiosk app › Design approved"
        assert "28 of 40 h" in texts and "3/5" in texts
        assert texts[0].endswith(" d late") and shown.third[0].tone == "bad"
        assert shown.progress == pytest.approx(0.7)
        assert shown.fourth[0].text == "12 h left"
        assert shown.labels == ((4, "design"),)

    def test_a_waiting_task_names_what_it_waits_for(self, studio):
        shown = card(studio, "Payment")
        assert shown.waiting and shown.fourth[0].text == "Waits for Checkout flow"
        assert [bit.text for bit in shown.third][1:] == ["40 h", "0/6"]

    def test_a_task_that_waits_for_nothing_can_start(self, studio):
        shown = card(studio, "Access roles")
        assert shown.fourth[0].text == "Can start now" and not shown.waiting

    def test_what_is_done_compares_with_its_estimate(self, studio):
        ends = {title: card(studio, title).fourth[0].text for title in ("Logo sketches", "Server set-up", "Menu texts")}
        assert ends == {
            "Logo sketches": "2 h over estimate",
            "Server set-up": "1 h under estimate",
            "Menu texts": "as estimated",
        }

    def test_a_review_says_who_reviews_and_what_ran_over(self, studio):
        tasks.change(studio, task_id(studio, "Logo files"), "reviewer_id", 1)
        shown = card(studio, "Logo files")
        assert shown.fourth[0].text == "Mara reviews"
        assert next(bit for bit in shown.third if "of 8 h" in bit.text).tone == "warn"

    def test_without_date_and_estimate_the_card_says_so(self, studio):
        made = tasks.add(studio, "Loose end")
        shown = task_cards.card(task_board.cards(studio, [made])[0])
        assert shown.second_left == "No project" and shown.third[0].text == "No date"

    @pytest.mark.parametrize(
        ("count", "limit", "hint", "over"),
        [(2, 3, "room for 1", False), (3, 3, "full", False), (4, 3, "limit 3, finish one first", True)],
    )
    def test_a_limit_is_held_against_the_whole_board(self, count, limit, hint, over):
        found = TaskColumn(2, "In progress", "doing", 1, count, 600, limit, 0)
        head = task_cards.column(found, TaskFilter())
        assert (head.hint_left, head.over, head.limit) == (hint, over, limit)
        assert task_cards.column(found, TaskFilter(chip="mine")).limit is None


class TestBoard:
    def test_heads_count_sum_and_hint(self, page):
        head = column(page, "To do").column
        assert head.count == 14 and head.total == "218 h" and head.hint_left == "3 can start now"
        assert column(page, "Done").column.hint_left == "last 7 days"
        assert "20 open <b>342 h</b>" in page.totals()

    def test_a_dropped_card_moves_and_can_come_back(self, page, studio, shell):
        drop(page, studio, "Access roles", "In progress")
        assert status_of(studio, "Access roles") == "In progress"
        assert said(shell) == "Access roles moved to In progress"
        shell.undo()
        turn()
        assert status_of(studio, "Access roles") == "To do"

    def test_a_waiting_task_is_refused_with_the_reason(self, page, studio):
        refused = page.source.refusal([task_id(studio, "Payment")], column(page, "In progress").column.key)
        assert refused[0] == "Waits for Checkout flow"
        drop(page, studio, "Payment", "In progress")
        assert status_of(studio, "Payment") == "To do"

    def test_of_several_the_waiting_ones_are_counted(self, page, studio):
        ids = [task_id(studio, title) for title in ("Payment", "Access roles")]
        assert page.source.refusal(ids, column(page, "Done").column.key)[0] == "1 of 2 tasks waits"

    def test_what_waits_only_for_others_of_them_is_finished_with_them_but_does_not_begin(self, page, studio):
        ids = [task_id(studio, title) for title in ("Payment", "Checkout flow")]
        assert page.source.refusal(ids, column(page, "In progress").column.key)[0] == "1 of 2 tasks waits"
        page.verbs.done(ids)
        assert {status_of(studio, title) for title in ("Payment", "Checkout flow")} == {"Done"}

    def test_start_anyway_begins_it_all_the_same(self, page, studio):
        page.verbs.start_anyway(task_id(studio, "Payment"))
        assert status_of(studio, "Payment") == "In progress"

    def test_beyond_the_limit_a_drop_is_allowed_and_shown(self, page, studio):
        with studio.write("Limit"):
            studio.execute("UPDATE status SET wip_limit = 4 WHERE kind = 'doing'")
        turn()
        key = column(page, "In progress").column.key
        one = task_id(studio, "Access roles")
        assert page.source.refusal([one], key) is None
        assert page.source.with_cards([one], key) == "5 of 4 with this"
        drop(page, studio, "Access roles", "In progress")
        head = column(page, "In progress").column
        assert head.over and head.hint_left == "limit 4, finish one first"

    def test_a_card_over_a_column_says_the_hours(self, page, studio):
        words = page.source.with_cards([task_id(studio, "Access roles")], column(page, "Review").column.key)
        assert words == "with this card 30 h"

    def test_the_foot_cancels_or_asks_for_a_project(self, page, studio, shell):
        assert [target.key for target in page.source.foot_targets()] == ["cancel", "project"]
        page.source.drop_on_foot([task_id(studio, "Brand sheet")], "cancel")
        turn()
        assert status_of(studio, "Brand sheet") == "Cancelled" and said(shell) == "Brand sheet cancelled"
        page.source.drop_on_foot([task_id(studio, "Fixes")], "project")
        turn()
        type_into("Logo")
        press(Key.Key_Return)
        assert studio.value(
            "SELECT name FROM project p JOIN task t ON t.project_id = p.id WHERE t.title = 'Fixes'"
        ) == ("Logo refresh")

    def test_a_finish_that_slips_says_what_moved(self, page, studio, shell):
        fix = task_id(studio, "Fixes")
        page.verbs.change(fix, "due_on", today() + timedelta(days=60))
        assert said(shell).startswith("1 task moved, finish ")

    def test_keys_finish_move_rename_and_delete(self, page, studio, shell):
        page.board.select(task_id(studio, "Access roles"))
        page.panes()[0].setFocus()
        press(Key.Key_D)
        assert status_of(studio, "Access roles") == "Done"
        page.board.select(task_id(studio, "Brand sheet"))
        press(Key.Key_M)
        type_into("Rev")
        press(Key.Key_Return)
        assert status_of(studio, "Brand sheet") == "Review"
        press(Key.Key_F2)
        page.inspector.title.line_input().setText("Style sheet")
        press(Key.Key_Return)
        assert status_of(studio, "Style sheet") == "Review"
        page.panes()[0].setFocus()
        press(Key.Key_Delete)
        assert studio.value("SELECT deleted_at IS NOT NULL FROM task WHERE title = 'Style sheet'")
        assert said(shell) == "Style sheet deleted"

    def test_a_waiting_task_is_not_finished_by_a_key(self, page, studio, shell):
        page.board.select(task_id(studio, "Payment"))
        page.panes()[0].setFocus()
        press(Key.Key_D)
        assert status_of(studio, "Payment") == "To do"
        assert "Waits for Checkout flow" in shell.voice.errors.text

    def test_the_menu_knows_what_may_be_done(self, page, studio):
        menu = page.verbs.menu([task_id(studio, "Payment")])
        assert "Start anyway" in [line.text() for line in menu.actions()]
        inner = next(line.menu() for line in menu.actions() if line.text().startswith("Move to status"))
        allowed = {line.text(): line.isEnabled() for line in inner.actions()}
        assert allowed == {
            "To do": True,
            "In progress": False,
            "Review": False,
            "Done": False,
            "Cancelled": True,
        }
        menu.deleteLater()

    def test_the_menu_sets_the_priority_and_leads_to_the_timeline(self, page, studio, shell):
        payment = task_id(studio, "Payment")
        menu = page.verbs.menu([payment])
        inner = next(line.menu() for line in menu.actions() if line.text() == "Priority")
        next(line for line in inner.actions() if line.text() == "Urgent").trigger()
        turn()
        assert studio.value("SELECT priority FROM task WHERE id = ?", (payment,)) == 2
        assert said(shell) == "Payment is urgent now"
        next(line for line in menu.actions() if line.text() == "Show in the timeline").trigger()
        turn()
        assert shell.key == "timeline" and shell.page.gantt.current() == payment
        menu.deleteLater()


class TestFilters:
    def test_chips_show_only_what_they_would_leave(self, page):
        shown = {key for key, chip in page.toolbar.chips.items() if not chip.isHidden()}
        assert shown >= {"mine", "can_start", "blocked", "late"}
        assert "no_date" not in shown and "unowned" not in shown

    def test_a_chip_narrows_and_stays_while_chosen(self, page, studio):
        page.toolbar.chips["late"].click()
        turn()
        assert page.board.panes[1].model.ids == [task_id(studio, "Checkout flow")]
        tasks.change(studio, task_id(studio, "Checkout flow"), "due_on", today() + timedelta(days=9))
        turn()
        assert not page.toolbar.chips["late"].isHidden()
        page.toolbar.chips["late"].click()
        turn()
        assert column(page, "To do").column.count == 14

    def test_words_narrow_and_nothing_found_offers_the_way_back(self, page):
        page.toolbar.line.setText("zebra")
        page.toolbar._typing.timeout.emit()
        turn()
        assert page._nothing.main.text() == "Show everything"
        page._nothing.main.click()
        turn()
        assert page._nothing is None and column(page, "To do").column.count == 14

    def test_one_project_shows_all_it_has_finished(self, page, studio):
        page.apply_filter({"project_id": 1})
        turn()
        assert column(page, "Done").column.hint_left == ""
        assert {card.project_id for card in task_board.cards(studio, column(page, "Done").model.ids)} == {1}
        assert page.toolbar.project.value() == 1

    def test_a_chart_narrows_to_tasks_which_a_cross_takes_away(self, page, studio):
        page.apply_filter({"ids": [task_id(studio, "Payment"), task_id(studio, "Fixes")]})
        turn()
        assert page.toolbar.extra.text() == "2 tasks" and column(page, "To do").column.count == 2
        page.toolbar.extra.closed.emit()
        turn()
        assert column(page, "To do").column.count == 14

    def test_a_finished_task_is_found_on_the_board_of_its_project(self, page, studio):
        old = task_id(studio, "Kick-off workshop")
        page.show_record("task", old)
        turn()
        assert page.board.current == old and page.inspector.task_id == old


class TestAdding:
    def test_enter_adds_and_ctrl_enter_asks_for_the_next(self, page, studio, shell):
        page.new()
        turn()
        dialog = page.findChild(NewTaskDialog)
        type_into("First")
        QTest.keyClick(focus(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        turn()
        assert dialog.isVisible() and dialog.title_field.value() == ""
        type_into("Second")
        press(Key.Key_Return)
        turn()
        mine = studio.rows("SELECT title, assignee_id FROM task WHERE title IN ('First', 'Second') ORDER BY id")
        assert mine == [("First", 1), ("Second", 1)]
        assert page.board.current == task_id(studio, "Second") and said(shell) == "Second added"

    def test_a_task_that_cannot_be_due_as_early_as_was_typed_says_when_it_is(self, page, studio, shell):
        page.new()
        turn()
        waited = tasks.detail(studio, task_id(studio, "Receipt printer")).card
        type_into(f"Draft copy tomorrow after {waited.id}")
        press(Key.Key_Return)
        turn()
        due = tasks.detail(studio, task_id(studio, "Draft copy")).card.due_on
        assert due > waited.due_on
        assert said(shell) == f"Draft copy, due {short_text(due)} after Receipt printer, added"

    def test_esc_takes_what_was_read_of_the_dropped_words_along(self, page, studio):
        dialog = NewTaskDialog(page, studio)
        dialog.open()
        turn()
        type_into("Copy @ines")
        assert dialog.reading.text() and dialog.owner.value() != 1
        QTest.keyClick(dialog.title_field.line_input(), Key.Key_Escape)
        turn()
        assert dialog.title_field.value() == "" and not dialog.reading.text() and dialog.owner.value() == 1
        dialog.reject()
        turn()

    def test_other_columns_keep_the_keyboard_in_the_board(self, page):
        page.board.setFocus()
        for by in ("assignee", "project", ""):
            page.set_group(by)
            turn()
            assert page.board.selection.focused()

    def test_a_task_needs_a_title(self, page, studio):
        dialog = NewTaskDialog(page, studio, project_id=1)
        dialog.open()
        dialog.submit()
        assert (
            dialog.title_field.refusal().startswith("A task needs a title") or "empty" in dialog.title_field.refusal()
        )
        assert [option.text for option in dialog.milestone._options]
        dialog.reject()
        turn()

    def test_an_empty_workspace_offers_the_next_step(self, qtbot, store, tmp_path):
        shell = open_window(qtbot, store, tmp_path, "projects.board")
        page = shell.page
        assert page._nothing.main.text() == "Add project" and page.main_button is None
        projects.add(store, "Shop")
        turn()
        assert page._nothing is None and page.main_button[0] == "New task"
        shell.close()


def test_a_large_workspace_is_read_beside_the_window(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "projects.board")
    page = shell.page
    page.latest._at_once = 5
    page.read_anew()
    assert page.latest.busy
    qtbot.waitUntil(lambda: bool(page.board.panes) and not page.latest.busy)
    key = column(page, "In progress").column.key
    page.board.drop_cards([task_id(studio, "Access roles")], key)
    turn()
    assert task_id(studio, "Access roles") in column(page, "In progress").model.ids
    qtbot.waitUntil(lambda: not page.latest.busy and column(page, "In progress").column.count == 5)
    shell.close()


def test_cards_name_their_project_where_the_board_does_not(page, studio):
    def homes():
        turn()
        shown = [card for pane in page.board.panes for card in page.source.cards(pane.model.ids)]
        assert all(card.second_left in card.accessible for card in shown)
        return {card.title: card.second_left for card in shown}

    assert homes()["Checkout flow"] == "Kiosk app › Design approved"
    page.set_group("project")
    assert homes()["Checkout flow"] == "Design approved"
    page.set_group("assignee")
    assert homes()["Checkout flow"] == "Kiosk app › Design approved"
    page.set_group("")
    tasks.change(studio, task_id(studio, "Payment"), "milestone_id", None)
    page.narrow(TaskFilter(project_id=int(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))))
    found = homes()
    assert found["Checkout flow"] == "Design approved" and found["Payment"] == ""


def test_moving_needs_a_status_that_is_there(page):
    with pytest.raises(UserError, match="column is gone"):
        page.verbs.move([1], 99)
