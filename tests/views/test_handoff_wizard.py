"""The parts of the wizard: the sentence kept true, the table edited in place, conflicts with honest consequences."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.domain.workdays import Calendar
from app.services import deal_board, deals, handoff, people, tasks
from app.views import jobs, theme
from app.views.handoff import wizard as wizards
from app.views.handoff.plan_cells import tick_rect
from app.views.handoff.plan_rows import Column
from app.views.handoff.plan_strip import Strip
from app.views.handoff.wizard import HandoffWizard
from app.views.handoff.words import moved, quoted

PROMISED, PLAN, OWNERS, REVIEW = 1, 2, 3, 4
WEEK = Calendar()
MONDAY = today() + timedelta(days=14 - today().weekday())  # after every day on which work could begin at once


@pytest.fixture(autouse=True)
def at_once():
    wizards._left_at.clear()
    with jobs.synchronous():
        yield


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = QWidget()
    made.resize(1440, 900)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def opened(window):
    made = []

    def open_for(store, deal, **settled):
        wizard = HandoffWizard(store, deal, window)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizard.open()
        if settled.get("template"):
            wizard.work.choose_template(settled["template"])
        if settled.get("owner"):
            wizard.work.change_all([task.key for task in wizard.work.plan.tasks], owner=settled["owner"])
        if "step" in settled:
            wizard.go(settled["step"])
        made.append(wizard)
        return wizard

    yield open_for
    for wizard in made:
        if wizard.isVisible():
            wizard.reject()


@pytest.fixture
def team(store):
    """Me, Ines and Theo."""
    return {name: people.add(store, f"{name} Sample") for name in ("Ines", "Theo")} | {"Mara": people.me(store).id}


def won(store, *lines, promised=None, title="Ticket shop"):
    deal = deals.add(store, title, client="Tidepool Museum", amount_minor=500_000)
    for words, hours in lines or (("Discovery", 16), ("Build", 24)):
        deals.add_line(store, deal, words, price_minor=100_000, minutes=hours * 60)
    deals.win(store, [deal], today())
    deals.change(store, deal, "promised_on", promised or MONDAY + timedelta(days=60))
    return deal


def row_of(wizard, title):
    table = wizard.steps[OWNERS].table
    return next(at for at, row in enumerate(table.rows.rows) if row.title == title)


def edit(wizard, title, column, text):
    """Type into a cell and press Enter; the input, while it stays."""
    table = wizard.steps[OWNERS].table
    table.edit_cell(table.rows.index(row_of(wizard, title), column))
    table.editor.line.setText(text)
    table.editor.finish("stay")
    return table.editor


def task(wizard, title):
    return next(task for task in wizard.work.plan.tasks if task.title == title)


# --- the sentence ---------------------------------------------------------------------


def test_the_sentence_follows_every_edit(store, opened):
    wizard = opened(store, won(store, promised=MONDAY + timedelta(days=11)), step=OWNERS)
    wizard.work.set_start(MONDAY)
    edit(wizard, "Build", Column.HOURS, "40")
    assert wizard.work.plan.last_day == MONDAY + timedelta(days=4)
    assert wizard.head.words()[1] == "5 working days to spare. Every task has a date."
    edit(wizard, "Build", Column.HOURS, "80")
    assert wizard.head.words()[1].startswith("No day to spare.")
    edit(wizard, "Build", Column.HOURS, "96")
    assert wizard.head.words()[1].startswith("2 working days late.")
    assert wizard.work.verdict().tone == "bad"
    wizard.undo()
    assert wizard.head.words()[1].startswith("No day to spare.")


def test_without_a_promise_it_says_so(store, opened):
    deal = won(store)
    deals.change(store, deal, "promised_on", None)
    wizard = opened(store, deal, step=OWNERS)
    assert wizard.head.words()[0].endswith("no day was promised")
    wizard.steps[OWNERS].mode._on_clicked(1)
    assert wizard.head.words()[0] == "No dates yet"
    assert wizard.work.conflict.kind == "no_date"
    ways = wizard.work.choices()[0]
    assert [way.text.split(",")[0].split(" ")[0] for way in ways] == ["Plan", "Promise"]
    wizard.work.apply(ways[1])
    assert wizard.work.plan.last_day == wizard.work.plan.finish


def test_the_consequence_is_counted_in_working_days():
    friday = date(2031, 3, 7)
    assert moved(WEEK, friday, friday) == "Finishes 7 Mar 2031, no change"
    assert moved(WEEK, friday, date(2031, 3, 10)) == "Finishes 10 Mar 2031, 1 day later"
    assert moved(WEEK, friday, date(2031, 3, 3)) == "Finishes 3 Mar 2031, 4 days earlier"


def test_long_titles_are_cut_in_sentences_only():
    assert quoted("Short") == "“Short”"
    assert len(quoted("long " * 40)) == 50


# --- the table --------------------------------------------------------------------------


def test_hours_lengthen_a_task_and_the_finish_shortens_it(store, opened):
    wizard = opened(store, won(store), step=OWNERS)
    wizard.work.set_start(MONDAY)
    edit(wizard, "Build", Column.HOURS, "56h")
    assert (task(wizard, "Build").minutes, task(wizard, "Build").duration_days) == (56 * 60, 7)
    edit(wizard, "Build", Column.FINISH, (MONDAY + timedelta(days=2)).isoformat())
    assert task(wizard, "Build").duration_days == 3


def test_a_start_is_a_day_not_before_which_it_begins(store, opened):
    wizard = opened(store, won(store), step=OWNERS)
    wizard.work.set_start(MONDAY)
    wanted = MONDAY + timedelta(days=9)
    edit(wizard, "Build", Column.START, wanted.isoformat())
    assert (task(wizard, "Build").start, task(wizard, "Build").locked_start) == (wanted, wanted)
    table = wizard.steps[OWNERS].table
    row = table.rows.rows[row_of(wizard, "Build")]
    assert "Not before" in table.rows.hint(row, Column.START)
    edit(wizard, "Build", Column.START, "")
    assert task(wizard, "Build").start == MONDAY


def test_a_start_that_cannot_be_says_what_it_waits_for(store, opened):
    wizard = opened(store, won(store), template="Website", step=OWNERS)
    edit(wizard, "Site map and page list", Column.START, wizard.work.plan.first_day.isoformat())
    assert "waits for “Kick-off call and access”" in wizard.note.words.text()


def test_nonsense_is_refused_in_the_cell_and_the_old_value_stays(store, opened):
    wizard = opened(store, won(store), step=OWNERS)
    editor = edit(wizard, "Build", Column.HOURS, "many")
    assert editor.refusal is not None
    assert "Not hours" in editor.line.accessibleDescription()
    assert "24 h is kept" in editor.line.accessibleDescription()
    editor.cancel()
    assert edit(wizard, "Build", Column.TASK, "   ").refusal is not None
    wizard.steps[OWNERS].table.editor.cancel()
    late = edit(wizard, "Build", Column.FINISH, "1999-01-01")
    assert "cannot end before" in late.line.accessibleDescription()
    late.cancel()
    far = edit(wizard, "Build", Column.START, "2500-01-01")
    assert far.refusal is not None
    far.cancel()
    assert task(wizard, "Build").minutes == 1_440


def test_a_task_is_left_out_with_space_and_with_the_box_before_it(store, opened, qtbot):
    wizard = opened(store, won(store), step=OWNERS)
    table = wizard.steps[OWNERS].table
    table.setCurrentIndex(table.rows.index(row_of(wizard, "Build"), Column.TASK))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert not task(wizard, "Build").included
    assert wizard.note.words.text().startswith("1 task, 16 h.")
    cell = table.visualRect(table.rows.index(row_of(wizard, "Build"), Column.TASK))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=tick_rect(cell).center())
    assert task(wizard, "Build").included


def test_all_left_out_offers_to_take_them_in(store, opened):
    wizard = opened(store, won(store), step=OWNERS)
    wizard.work.change_all([task.key for task in wizard.work.plan.tasks], included=False)
    wizard.next()
    assert wizard.current == OWNERS
    wizard.steps[OWNERS].box.apply.click()
    assert len(wizard.work.plan.included) == 2


def test_a_click_edits_in_place_and_tab_goes_from_cell_to_cell(store, opened, team, qtbot):
    wizard = opened(store, won(store), step=OWNERS, owner=team["Ines"])
    table = wizard.steps[OWNERS].table
    cell = table.visualRect(table.rows.index(0, Column.HOURS))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert table.editor is not None
    qtbot.keyClick(table.editor.line, Qt.Key.Key_Tab)
    assert table.editor is None
    seen = [table.currentIndex().column()]
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Tab)
        seen.append(table.currentIndex().column())
    assert seen == [Column.START, Column.FINISH, Column.TASK, Column.OWNER]
    for _ in range(9):
        table.step(1)
    assert not table.step(1)


def test_the_owner_is_picked_beside_the_hours_everybody_has(store, opened, team):
    wizard = opened(store, won(store), step=OWNERS)
    wizard.work.set_start(MONDAY)
    table = wizard.steps[OWNERS].table
    table.edit_cell(table.rows.index(row_of(wizard, "Build"), Column.OWNER))
    options = table.picker.options()
    assert {option.key for option in options} == set(team.values())
    assert {option.secondary for option in options} == {"24 h free"}
    table.picker._take(table.picker._rows.index(0))
    assert task(wizard, "Build").owner == options[0].key


def test_milestones_are_bands_that_fold(store, opened, qtbot):
    wizard = opened(store, won(store), template="Website", step=OWNERS)
    table = wizard.steps[OWNERS].table
    shown = table.rows.rowCount()
    first = table.rows.rows[0]
    assert (first.group, first.title, first.minutes) == (True, "Kick-off done", 12 * 60)
    table.setCurrentIndex(table.rows.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert table.rows.rowCount() == shown - 2
    assert "folded" in table.rows.spoken(table.rows.rows[0], Column.TASK)
    table.show_task(wizard.work.plan.tasks[0].key)
    assert table.rows.rowCount() == shown


def test_cells_are_spoken_in_words(store, opened, team):
    wizard = opened(store, won(store), step=OWNERS, owner=team["Ines"])
    wizard.work.set_start(MONDAY)
    rows = wizard.steps[OWNERS].table.rows
    index = rows.index(row_of(wizard, "Discovery"), Column.OWNER)
    assert rows.data(index, Qt.ItemDataRole.AccessibleTextRole).startswith("Ines Sample, ")
    assert rows.data(index.siblingAtColumn(Column.STRIP), Qt.ItemDataRole.AccessibleTextRole).startswith("From ")


def test_days_off_are_not_planned_and_are_shaded(store, opened):
    off = MONDAY + timedelta(days=1)
    with store.write("Close the studio"):
        store.insert(
            "day_off",
            ("starts_on", "ends_on", "name"),
            [(off.isoformat(), (off + timedelta(days=5)).isoformat(), "Closed")],
        )
    wizard = opened(store, won(store), step=OWNERS)
    wizard.work.set_start(MONDAY)
    build = task(wizard, "Build")
    assert (build.start, build.finish) == (MONDAY, MONDAY + timedelta(days=8))
    strip = Strip(wizard.work.plan, wizard.work.calendar, 400)
    closed = next(each for each in strip.off if each.words == "closed")
    assert closed.left == strip.left(off)
    assert closed.right == strip.left(MONDAY + timedelta(days=7))


# --- conflicts ----------------------------------------------------------------------------


def test_an_overbooked_week_is_found_with_the_work_that_is_there_already(store, opened, team):
    tasks.add(
        store,
        "Old work",
        assignee_id=team["Theo"],
        estimate_minutes=1_800,
        start_on=MONDAY,
        due_on=MONDAY + timedelta(days=4),
    )
    wizard = opened(store, won(store, ("Build", 24), ("Texts", 8)), step=OWNERS, owner=team["Ines"])
    wizard.work.set_start(MONDAY)
    assert wizard.work.conflict is None
    wizard.work.change(task(wizard, "Build").key, owner=team["Theo"])
    conflict = wizard.work.conflict
    assert conflict.title.startswith("Theo is over-booked in week ")
    assert conflict.detail == "24 h planned, 10 h available, 14 h too much"
    assert wizard.steps[OWNERS].table.rows.marked == {task(wizard, "Build").key}
    row = wizard.steps[OWNERS].table.rows.rows[row_of(wizard, "Build")]
    assert wizard.steps[OWNERS].table.rows.free_words(row) == ("14 h short", True)


def test_each_way_out_of_an_overbooked_week_does_what_it_says(store, opened, team):
    tasks.add(
        store,
        "Old work",
        assignee_id=team["Theo"],
        estimate_minutes=1_800,
        start_on=MONDAY,
        due_on=MONDAY + timedelta(days=4),
    )
    wizard = opened(store, won(store, ("Build", 24), ("Texts", 8)), step=OWNERS, owner=team["Theo"])
    wizard.work.set_start(MONDAY)
    ways = {way.text.split(" ")[0]: way for way in wizard.work.choices()[0]}
    assert set(ways) == {"Start", "Give", "Level", "Keep"}
    for way in ways.values():
        if way.plan is not None:
            wizard.work.apply(way)
            last = wizard.work.plan.last_day
            assert f"Finishes {last.day} " in way.consequence
            assert all(
                each.kind != "over" or each.over.monday != MONDAY or each.size < 14 * 60
                for each in wizard.work.conflicts
            )
            wizard.work.undo()
    wizard.work.apply(ways["Keep"])
    assert all(each.over is None or each.over.monday != MONDAY for each in wizard.work.conflicts)


def test_a_week_that_is_kept_overbooked_is_not_asked_about_again(store, opened, team):
    wizard = opened(store, won(store, ("Build", 40), ("Texts", 8)), step=OWNERS, owner=team["Theo"])
    wizard.work.set_start(MONDAY)
    assert wizard.work.conflict.kind == "over"
    kept = next(way for way in wizard.work.choices()[0] if way.text.startswith("Keep it"))
    wizard.work.apply(kept)
    assert wizard.work.conflict is None
    wizard.work.set_minutes(task(wizard, "Texts").key, 16 * 60)
    assert wizard.work.conflict is None


def test_a_week_that_was_mended_is_asked_about_again_once_that_is_taken_back(store, opened, team):
    wizard = opened(store, won(store, ("Build", 40), ("Texts", 8)), step=OWNERS, owner=team["Theo"])
    wizard.work.set_start(MONDAY)
    key = wizard.work.conflict.key
    wizard.work.apply(wizard.work.choices()[0][0])
    assert wizard.work.conflict is None
    wizard.undo()
    assert wizard.work.conflict.key == key


def test_all_weeks_of_a_person_are_kept_at_once(store, opened):
    wizard = opened(store, won(store, ("Build", 40)), step=OWNERS)
    wizard.work.set_start(MONDAY)
    wizard.work.change(task(wizard, "Build").key, minutes=200 * 60, duration_days=10)
    assert [each.kind for each in wizard.work.conflicts] == ["over", "over"]
    ways = [way for way in wizard.work.choices()[0] if way.plan is None]
    assert [way.text.partition(",")[0] for way in ways] == ["Keep it", "Keep all 2 weeks as they are"]
    before = wizard.work.plan
    wizard.work.apply(ways[1])
    assert wizard.work.conflict is None
    assert wizard.work.plan == before


@pytest.mark.parametrize("template", ["Website", "Onboarding", None])
@pytest.mark.parametrize("busy", [False, True])
def test_taking_the_first_way_out_again_and_again_comes_to_an_end(store, opened, template, busy):
    if busy:
        tasks.add(
            store,
            "Old work",
            assignee_id=people.me(store).id,
            estimate_minutes=1_200,
            start_on=MONDAY + timedelta(days=14),
            due_on=MONDAY + timedelta(days=18),
        )
    lines = ("Shop", 60), ("Payment", 60), ("Training", 20), ("Migration", 45)
    wizard = opened(store, won(store, *lines, promised=MONDAY + timedelta(days=700)), template=template)
    work = wizard.work
    for week in range(3):
        work.choose_template("Monthly retainer")
        work.set_start(MONDAY + timedelta(days=7 * week + week))
        work.choose_template(template)
        days = sum(max(t.duration_days, -(-t.minutes // 480)) for t in work.plan.included)
        waits = sum(max(0, link.lag) for link in work.plan.links)
        serial = WEEK.add(work.plan.first_day, days + waits + (5 if busy else 0))
        applied = 0
        while work.conflict is not None:
            way, before = work.choices()[0][0], sum(work.loads.excess_by_week().values())
            work.apply(way)
            applied += 1
            assert applied <= len(work.plan.included)
            assert way.plan is None or sum(work.loads.excess_by_week().values()) < before
        assert work.plan.last_day <= serial


def test_where_no_move_helps_keeping_the_week_comes_first(store, opened, monkeypatch):
    wizard = opened(store, won(store, ("Build", 40), ("Texts", 8)), step=OWNERS)
    wizard.work.set_start(MONDAY)
    assert wizard.work.choices()[0][0].plan is not None
    monkeypatch.setattr("app.views.handoff.overbooking._Scales.helps", lambda scales, plan: None)
    monkeypatch.setattr("app.views.handoff.overbooking._level", lambda scene, scales: None)
    wizard.work.learned.emit()
    wizard.work._choices = None
    wizard.steps[OWNERS].refresh()
    first = wizard.steps[OWNERS].box.ways[0]
    assert first.text().startswith("Keep it, and show week ")
    assert first.isChecked()


def test_the_ring_appears_with_the_first_key(store, opened, team, qtbot):
    wizard = opened(store, won(store), template="Website", step=OWNERS)
    table = wizard.steps[OWNERS].table
    row = table.rows.rows[table.currentIndex().row()]
    assert (row.group, table.currentIndex().column()) == (False, Column.OWNER)
    table.take_focus()
    assert not table.shows_current(table.currentIndex())
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table._ring


def test_without_a_compositor_there_is_no_see_through_edge(store, opened, monkeypatch):
    monkeypatch.setattr("app.views.parts.board_drag.composed", lambda: False)
    wizard = opened(store, won(store))
    assert not wizard.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    picture = wizard.grab().toImage()
    edges = [(0, 50), (50, 0), (picture.width() - 1, 50), (50, picture.height() - 1)]
    assert {picture.pixelColor(*edge).name() for edge in edges} == {theme.colour("strong_line").name()}
    wizard.resize(wizard.width() - 100, wizard.height() - 60)
    grip = wizard._grip.geometry()
    assert (wizard.width() - grip.right(), wizard.height() - grip.bottom()) == (3, 3)


def test_alone_work_that_no_week_holds_is_offered_more_days(store, opened):
    wizard = opened(store, won(store, ("Build", 40)), step=OWNERS)
    wizard.work.set_start(MONDAY)
    key = task(wizard, "Build").key
    wizard.work.change(key, minutes=100 * 60)
    assert wizard.work.conflict.title.startswith("You are over-booked")
    first = wizard.work.choices()[0][0]
    assert first.text.startswith("Take ")
    wizard.work.apply(first)
    assert wizard.work.conflict is None


def test_the_first_way_out_is_chosen_and_enter_takes_it(store, opened, team, qtbot):
    wizard = opened(store, won(store), step=OWNERS)
    box = wizard.steps[OWNERS].box
    assert box.isVisible()
    assert [way.isChecked() for way in box.ways] == [True] + [False] * (len(box.ways) - 1)
    assert box.ways[0].accessibleName().startswith("Give all 2 to ")
    box.take_focus()
    qtbot.keyClick(box.ways[0], Qt.Key.Key_Return)
    assert not wizard.work.blocking


def test_a_plan_back_into_the_past_offers_to_start_now(store, opened):
    wizard = opened(
        store, won(store, promised=WEEK.on_or_after(today() + timedelta(days=5))), template="Website", step=OWNERS
    )
    wizard.work.set_mode("finish")
    assert wizard.work.verdict().tone == "bad"
    assert wizard.work.conflict.kind == "past"
    first = wizard.work.choices()[0][0]
    assert ", and promise " in first.text
    wizard.work.apply(first)
    assert all(each.kind not in ("past", "late") for each in wizard.work.conflicts)


# --- what was sold ------------------------------------------------------------------------


def test_a_line_edited_in_the_wizard_changes_deal_and_plan(store, opened):
    deal = won(store)
    wizard = opened(store, deal)
    step = wizard.steps[0]
    step.titles[1].try_commit("Build and test")
    step.hours[1].try_commit(3_000)
    assert task(wizard, "Build and test").minutes == 3_000
    assert store.rows("SELECT title, minutes FROM deal_line WHERE title LIKE 'Build%'") == [("Build and test", 3_000)]
    assert step.becomes[1].text() == "“Build and test”, 50 h"


def test_lines_can_be_added_and_removed(store, opened):
    deal = won(store)
    wizard = opened(store, deal)
    step = wizard.steps[0]
    step.add_line.click()
    assert [line.title for line in wizard.work.lines] == ["Discovery", "Build", "New line"]
    assert len(wizard.work.plan.tasks) == 3
    step._remove(wizard.work.lines[0].id)
    assert [task.title for task in wizard.work.plan.tasks] == ["Build", "New line"]
    for line in list(wizard.work.lines):
        step._remove(line.id)
    assert [task.title for task in wizard.work.plan.tasks] == ["Ticket shop"]
    assert step.empty is not None


def test_a_template_says_what_it_comes_to_and_keeps_name_and_promise(store, opened, qtbot):
    wizard = opened(store, won(store, ("Discovery", 16), ("Design", 20)))
    wizard.work.rename("Tickets")
    promise = wizard.work.plan.finish
    wizard.go(PLAN)
    step = wizard.steps[PLAN]
    assert [card.text() for card in step.cards] == [
        "Website",
        "Onboarding",
        "Monthly retainer",
        "No template: each line becomes a task",
    ]
    qtbot.waitUntil(lambda: all(card.facts.words for card in step.cards))
    assert step.cards[0].facts.words.startswith("16 tasks, ")
    assert step.cards[0].facts.words.endswith(" working days")
    assert step.cards[0].facts.lines == "Covers 1 of 2 lines; 1 line becomes a task"
    step.cards[0].click()
    assert len(wizard.work.plan.tasks) == 16
    assert (wizard.work.plan.project_name, wizard.work.plan.finish) == ("Tickets", promise)


# --- the review -----------------------------------------------------------------------------


def test_a_sold_line_that_nobody_delivers_is_named_and_can_be_taken_in(store, opened):
    wizard = opened(store, won(store), step=OWNERS)
    wizard.work.change(task(wizard, "Build").key, included=False)
    wizard.go(REVIEW)
    notice = wizard.steps[REVIEW].notices[0]
    assert notice.isVisible()
    assert "“Build” was sold, and no task delivers it" in notice.accessibleName()
    notice.link.click()
    assert task(wizard, "Build").included
    assert not notice.isVisible()


def test_the_review_counts_what_will_be_created(store, opened, team):
    wizard = opened(store, won(store), template="Website", owner=team["Ines"], step=REVIEW)
    facts = {name: label.text() for name, label in wizard.steps[REVIEW].facts.items()}
    assert facts["Tasks"] == "16 tasks, 19 links between them"
    assert facts["Milestones"] == "4 milestones"
    assert facts["People"] == "1 person"
    wizard.steps[REVIEW].name.try_commit("Doors and tickets")
    assert wizard.work.plan.project_name == "Doors and tickets"
    assert not wizard.steps[REVIEW].name.try_commit("")


# --- the window --------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [
    ((1920, 1080), (1216, 768), False), ((1440, 900), (1216, 768), False), ((1280, 700), (1216, 668), False), ((1100, 720), (1100, 720), True),
])  # fmt: skip
def test_it_takes_the_room_that_the_window_has(store, opened, window, given):
    room, size, fills = given
    window.resize(*room)
    wizard = opened(store, won(store))
    edge = 0 if fills else 40
    assert (wizard.width() - edge, wizard.height() - edge) == size
    middle = wizard.frameGeometry().center() - window.mapToGlobal(window.rect().center())
    assert middle.manhattanLength() <= 2


def test_steps_that_are_done_can_be_clicked_and_others_not(store, opened, qtbot):
    wizard = opened(store, won(store))
    assert [row.isEnabled() for row in wizard.rail.rows] == [False] * 5
    wizard.next()
    wizard.next()
    assert [row.state for row in wizard.rail.rows] == ["done", "done", "now", "ahead", "ahead"]
    qtbot.mouseClick(wizard.rail.rows[0], Qt.MouseButton.LeftButton)
    assert wizard.current == 0
    assert wizard.rail.rows[2].isEnabled()


def test_every_edit_keeps_the_draft_after_a_moment(store, opened, qtbot):
    deal = won(store)
    wizard = opened(store, deal)
    wizard.work.rename("Tickets")
    assert handoff.load_draft(store, deal) is None
    qtbot.waitUntil(lambda: handoff.load_draft(store, deal) is not None)
    assert handoff.load_draft(store, deal).project_name == "Tickets"


def test_a_damaged_draft_begins_anew(store, opened):
    deal = won(store)
    with store.write("Damage"):
        store.insert("handoff_draft", ("deal_id", "plan", "at"), [(deal, "{", "2026-01-01T00:00:00Z")])
    wizard = opened(store, deal)
    assert not wizard.work.resumed
    assert len(wizard.work.plan.tasks) == 2


def test_who_is_gone_since_the_draft_owns_nothing_in_it(store, opened, team):
    deal = won(store)
    opened(store, deal, owner=team["Theo"]).reject()
    with store.write("Archive person"):
        store.execute("UPDATE person SET archived_at = '2026-01-01T00:00:00Z' WHERE id = ?", (team["Theo"],))
    wizard = opened(store, deal)
    assert {task.owner for task in wizard.work.plan.tasks} == {None}


def test_a_failure_while_finishing_leaves_the_wizard_usable(store, opened, monkeypatch):
    wizard = opened(store, won(store), step=REVIEW)

    def full(*_):
        raise UserError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(handoff, "complete", full)
        wizard.next()
    assert "The disk is full." in wizard.notice.accessibleName()
    assert store.value("SELECT count(*) FROM project") == 0
    wizard.next()
    assert store.value("SELECT count(*) FROM project") == 1


def test_it_is_never_executed(store, opened):
    with pytest.raises(RuntimeError):
        opened(store, won(store)).exec()


def test_every_control_in_sight_has_a_name(store, opened, team):
    wizard = opened(store, won(store), template="Website")
    for step in range(5):
        wizard.go(step)
        for widget in wizard.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert widget.accessibleName(), f"{type(widget).__name__} in step {step + 1}"


def test_the_rail_names_what_is_handed_over(store, opened):
    deal = won(store, title="Ticket shop " * 12)
    wizard = opened(store, deal)
    card = deal_board.cards(store, [deal])[0]
    assert wizard.rail._title.text().endswith("…")
    assert wizard.rail._title.toolTip() == card.title
    assert wizard.grab().toImage().pixelColor(QPoint(30, 60)).isValid()
