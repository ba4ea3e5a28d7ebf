"""The week: hours typed like a spreadsheet, a day's entries edited beside it, and the plan of its days."""

import csv
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from selling_window import open_window, said, turn

from app.base import today, utc_now
from app.services import day_plan, people, tasks, time_billing, time_rates, timelog, timesheet
from app.views import theme
from app.views.dialogs.deleted_time import DeletedTimeDialog
from app.views.dialogs.log_time import LogTimeDialog
from app.views.parts.paint import text_width
from app.views.parts.week_grid import head_words
from app.views.theme import px


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "week")
    turn()
    yield opened
    opened.close()


@pytest.fixture
def last_week(shell):
    """The page on a week that has passed, long enough ago that the studio has logged nothing in it."""
    shell.page.step(-30)
    shell.page.grid.choose_day(0)
    return shell.page


def task_id(shell, title="Menu photos"):
    return shell.store.value("SELECT id FROM task WHERE title = ?", (title,))


def with_row(page, shell, title="Menu photos"):
    """The task stands in the sheet, with nothing."""
    from app.views.parts.picker import Option

    page._on_row(Option(("task", task_id(shell, title)), title))
    turn()


def logged(shell):
    return shell.store.rows("SELECT on_date, minutes FROM time_entry ORDER BY id DESC LIMIT 1")[0]


def type_into(page, day, text):
    grid = page.grid
    grid.setCurrentIndex(grid.model_.index(grid.currentIndex().row(), day + 1))
    QTest.keyClick(grid, text[0])
    line = grid.findChild(QLineEdit)
    QTest.keyClicks(line, text[1:])
    QTest.keyClick(line, Qt.Key.Key_Return)
    turn()
    turn()


@pytest.mark.parametrize(("text", "minutes"), [("1:30", 90), ("1.5", 90), ("90m", 90), ("2", 120)])
def test_hours_are_typed_into_a_cell(shell, last_week, text, minutes):
    with_row(last_week, shell)
    type_into(last_week, 1, text)
    assert logged(shell) == ((last_week.monday + timedelta(days=1)).isoformat(), minutes)


def test_what_is_no_time_is_said_and_nothing_is_logged(shell, last_week):
    before = shell.store.value("SELECT count(*) FROM time_entry")
    with_row(last_week, shell)
    type_into(last_week, 1, "12x")
    assert shell.store.value("SELECT count(*) FROM time_entry") == before
    assert "“12x” was not taken" in shell.voice.errors.accessibleName() or not shell.voice.errors.isHidden()


def test_what_is_no_time_stays_in_its_cell_to_be_mended(shell, last_week):
    for title in ("Menu photos", "Menu texts"):
        with_row(last_week, shell, title)
    last_week.grid.go_to("task", last_week.grid.model_.line(0).id)
    type_into(last_week, 1, "12x")
    line = last_week.grid.findChild(QLineEdit)
    assert line.isVisible() and line.text() == line.selectedText() == "12x"
    assert last_week.grid.currentIndex().row() == 0
    QTest.keyClicks(line, "12")
    QTest.keyClick(line, Qt.Key.Key_Return)
    turn()
    turn()
    assert logged(shell)[1] == 12 * 60 and shell.voice.errors.isHidden()


def test_more_than_a_day_has_stays_in_its_cell_to_be_mended(shell, last_week):
    with_row(last_week, shell)
    type_into(last_week, 1, "25")
    line = last_week.grid.findChild(QLineEdit)
    assert line.isVisible() and line.text() == "25"
    assert shell.voice.errors.text.startswith("“25” was not taken. A day has 24 hours.")
    QTest.keyClicks(line, "24")
    QTest.keyClick(line, Qt.Key.Key_Return)
    turn()
    turn()
    assert logged(shell)[1] == 24 * 60


def test_home_and_end_go_to_the_first_and_last_day_and_a_figure_never_lands_beside_the_days(shell, last_week):
    with_row(last_week, shell)
    grid = last_week.grid
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert (grid.currentIndex().column(), grid.day) == (7, 6)
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert (grid.currentIndex().column(), grid.day) == (1, 0)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.currentIndex().column() == 0
    QTest.keyClick(grid, Qt.Key.Key_3)
    line = grid.findChild(QLineEdit)
    assert line.isVisible() and line.text() == "3"
    QTest.keyClick(line, Qt.Key.Key_Return)
    turn()
    turn()
    assert logged(shell) == (last_week.monday.isoformat(), 180)


def test_the_entry_beside_the_sheet_is_the_one_of_the_cell(shell, last_week):
    for title in ("Menu photos", "Menu texts"):
        timelog.add(shell.store, 60, task_id=task_id(shell, title), on=last_week.monday)
    turn()
    for title in ("Menu texts", "Menu photos"):
        last_week.grid.go_to("task", task_id(shell, title))
        assert last_week.day_pane.editor.entry.title == title
    # one that was chosen by hand among several of the same thing stays
    second = timelog.add(shell.store, 30, task_id=task_id(shell), on=last_week.monday)
    turn()
    last_week.day_pane.choose(second)
    last_week.grid.go_to("task", task_id(shell))
    assert last_week.day_pane.editor.entry.id == second


@pytest.mark.parametrize("on", ["2026-11-23", "2026-11-26", "2026-11-29"])
def test_the_week_opens_on_today_which_time_is_logged_on(qtbot, store, tmp_path, on):
    with time_machine.travel(f"{on}T11:00:00Z"):
        opened = open_window(qtbot, store, tmp_path, "week")
        page = opened.page
        assert page.monday + timedelta(days=page.grid.day) == today() == date.fromisoformat(on)
        opened.new()
        assert opened.findChild(LogTimeDialog).day.value() == today()
        opened.close()


def test_the_entry_of_the_first_cell_is_shown_from_the_start(qtbot, store, tmp_path):
    for title in ("Texts", "Photos"):
        timelog.add(store, 60, task_id=tasks.add(store, title), on=today())
    opened = open_window(qtbot, store, tmp_path, "week")
    turn()
    page = opened.page
    line = page.grid.current_line()
    assert line.title == "Photos" and page.day_pane.entries[0].title == "Texts"
    assert (page.day_pane.editor.entry.kind, page.day_pane.editor.entry.record_id) == (line.kind, line.id)
    opened.close()


def test_typing_into_a_day_to_come_says_why_it_is_not_taken(shell):
    shell.page.step(1)
    with_row(shell.page, shell)
    grid = shell.page.grid
    grid.setCurrentIndex(grid.model_.index(0, 3))
    QTest.keyClick(grid, "2")
    assert "is still to come" in shell.voice.errors.text


def test_every_head_of_a_day_is_there_in_whole_words(shell):
    grid = shell.page.grid
    for width, most in ((1440, 6), (820, 6)):
        shell.resize(width, 800)
        turn()
        for column in range(1, 8):
            room = grid.columnWidth(column) - px(10) - 1
            words = head_words(grid.model_.headerData(column, Qt.Orientation.Horizontal), room, theme.SEMIBOLD)
            assert text_width(words, theme.SECOND, theme.SEMIBOLD) <= room and 4 <= len(words) <= most


def test_delete_empties_a_cell_and_undo_fills_it_again(shell, last_week):
    timelog.add(shell.store, 60, task_id=task_id(shell), on=last_week.monday)
    turn()
    last_week.grid.go_to("task", task_id(shell))
    last_week.grid.setCurrentIndex(last_week.grid.model_.index(last_week.grid.currentIndex().row(), 1))
    QTest.keyClick(last_week.grid, Qt.Key.Key_Delete)
    turn()
    assert [row.minutes for row in last_week.sheet.rows] == [(0,) * 7]  # it stays under the hand until the week is left
    assert said(shell) == "1:00 h on Menu photos deleted"
    shell.undo()
    turn()
    assert last_week.grid.current_line().minutes[0] == 60


def test_days_to_come_cannot_be_typed_into(shell):
    with_row(shell.page, shell)
    grid = shell.page.grid
    shell.page.step(1)
    assert not grid.model_.flags(grid.model_.index(0, 3)) & Qt.ItemFlag.ItemIsEditable


def test_weeks_are_walked_by_keys_and_the_sums_follow(shell):
    page = shell.page
    here = page.monday
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.monday == here - timedelta(days=7)
    with shell.store.write("Begin with an empty sheet"):
        shell.store.execute("DELETE FROM time_entry")
    timelog.add(shell.store, 240, task_id=task_id(shell), on=page.monday)
    timelog.add(shell.store, 60, task_id=task_id(shell), on=page.monday, billable=False)
    turn()
    assert "billable <b>4:00</b>" in page.totals() and "other <b>1:00</b>" in page.totals()
    used = 240 / sum(page.sheet.available)  # 10 % of a week without a holiday
    assert f"1:00 h not billable. Utilisation {used:.0%}" in page.sums.text()
    page.this_week()
    assert page.monday == here


def test_last_weeks_hours_are_copied_into_what_is_empty(shell, last_week):
    before = last_week.monday - timedelta(days=7)
    timelog.add(shell.store, 45, task_id=task_id(shell), on=before + timedelta(days=2))
    turn()
    last_week.copy_week()
    turn()
    sheet = timesheet.sheet(shell.store, last_week.monday)
    assert next(row for row in sheet.rows if row.id == task_id(shell)).minutes[2] == 45


def noon(page):
    start = utc_now().replace(hour=11, minute=0, second=0, microsecond=0)
    return start - timedelta(days=(start.astimezone().date() - page.monday).days)


def test_an_entry_is_edited_beside_the_sheet_with_what_it_was(shell, last_week):
    time_rates.put_workspace(shell.store, 9000)
    start = noon(last_week)
    entry = timelog.add_span(shell.store, start, start + timedelta(hours=2), task_id=task_id(shell), note="lights")
    last_week.grid.choose_day(0)
    turn()
    pane = last_week.day_pane
    pane.choose(entry)
    assert pane.editor.rate.value() == 9000 and "€180" in pane.editor.amount.text()
    pane.editor.hours.try_commit(60)
    turn()
    assert shell.store.value("SELECT minutes FROM time_entry WHERE id = ?", (entry,)) == 60
    assert pane.editor.told.widgets
    pane.editor.billable.changed.emit(False)
    turn()
    assert pane.editor.amount.text() == ""
    pane.editor.halve.click()
    turn()
    assert len(pane.entries) == 2
    pane.editor.join.click()
    turn()
    assert [one.minutes for one in pane.entries] == [60]


def test_an_overlap_is_refused_with_the_free_part_as_a_choice(shell, last_week):
    start = noon(last_week)
    timelog.add_span(shell.store, start, start + timedelta(hours=1), task_id=task_id(shell))
    second = timelog.add_span(
        shell.store, start + timedelta(hours=2), start + timedelta(hours=3), task_id=task_id(shell)
    )
    last_week.grid.choose_day(0)
    turn()
    editor = last_week.day_pane.editor
    last_week.day_pane.choose(second)
    begin = (start + timedelta(minutes=30)).astimezone().time()
    assert not editor.begin.try_commit(begin)
    assert "already" in editor.begin.refusal() and not editor.clash.isHidden()
    editor.clash.link.click()
    turn()
    assert shell.store.value("SELECT minutes FROM time_entry WHERE id = ?", (second,)) == 120


def test_time_is_logged_with_its_times_of_day(qtbot, shell, last_week):
    with_row(last_week, shell)
    last_week.grid.choose_day(0)
    shell.new()
    dialog = shell.findChild(LogTimeDialog)
    qtbot.addWidget(dialog)
    dialog.begin.set_value(noon(last_week).astimezone().time())
    dialog.hours.set_value(75)
    dialog.submit()
    turn()
    assert logged(shell) == (last_week.monday.isoformat(), 75)
    assert said(shell) == "Time logged"


def test_the_sheet_is_exported_as_seen(qtbot, shell, last_week, tmp_path):
    timelog.add(shell.store, 90, task_id=task_id(shell), on=last_week.monday)
    turn()
    path = tmp_path / "week.csv"
    last_week.write_seen(path)
    qtbot.waitUntil(path.exists, timeout=5000)
    qtbot.waitUntil(lambda: "holds" in said(shell), timeout=5000)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    mine = next(row for row in rows if row["What"] == "Menu photos")
    assert mine["Hours"] == "1.5" and mine[last_week.monday.isoformat()] == "1.5"


def planned(shell):
    shell.open_page("week", {"mode": "plan"})
    turn()
    return shell.page


def test_a_task_is_planned_for_today_by_a_key_and_taken_out_again(shell):
    task = tasks.add(shell.store, "Ring the printer", assignee_id=people.me(shell.store).id)
    tasks.change(shell.store, task, "due_on", today())
    page = planned(shell)
    assert page.plan.board.select(-task)
    page.plan._plan_today()
    turn()
    week = day_plan.week(shell.store, page.monday)
    assert [line.title for line in week.days[today().weekday()].lines] == ["Ring the printer"]
    assert "planned for today" in said(shell)
    assert page.plan.board.current == week.days[today().weekday()].lines[0].id
    assert "<b>1 h</b> of" in page.totals()
    page.plan.source.tried(page.plan.chosen(), 7)
    turn()
    assert -task in page.plan.source.ids(7)


def test_a_day_asks_for_tasks_only_where_there_are_some_to_drag(shell):
    page = shell.page
    page.apply_filter({"mode": "plan"})
    page.step(1)
    turn()
    ahead = {
        column.empty
        for column in page.plan.source.columns()[1:]
        if page.plan.source.week.days[column.key].on >= today()
    }
    assert ahead == {"Drag tasks here"}
    page.plan.source.week = page.plan.source.week._replace(
        waiting=[], days=[day._replace(lines=[]) for day in page.plan.source.week.days]
    )
    assert "Nothing planned" in {column.empty for column in page.plan.source.columns()}
    assert "Drag tasks here" not in {column.empty for column in page.plan.source.columns()}


def test_days_that_have_passed_refuse_a_card(shell):
    page = planned(shell)
    page.step(-1)
    title, _ = page.plan.source.refusal([-1], 0)
    assert title == "This day has passed"


def test_what_is_to_bill_is_summed_up_and_exported_entry_by_entry(qtbot, shell, tmp_path):
    project = shell.store.value("SELECT id FROM project WHERE name = 'Kiosk app'")
    time_rates.put(shell.store, "project", project, 10_000)
    day = today().replace(day=1) - timedelta(days=300)
    timelog.add(shell.store, 90, project_id=project, on=day, note="Signs")
    shell.open_page("week", {"mode": "bills"})
    page = shell.page
    while page.bills.month > day.replace(day=1):
        page.step(-1)
    turn()
    cells = [cell.text for cell in page.bills.table.figures.lines[0].cells]
    assert cells[0] == "Kiosk app" and cells[2:5] == ["1:30", "1:30", "€150"]
    assert "<b>€150</b>" in page.totals()
    path = tmp_path / "hours.csv"
    page.bills.write_seen(path)
    qtbot.waitUntil(lambda: "holds 1 row" in said(shell), timeout=5000)
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert (row["Note"], row["Billed hours"], row["Amount"], row["Currency"]) == ("Signs", "1.5", "150.00", "EUR")


def test_hours_from_before_there_was_a_rate_are_given_it_where_they_are_billed(shell):
    page = shell.page
    page.bar.mode.set_value("bills")
    page._show_mode()
    turn()
    worked = time_billing.whole(page.bills.found)
    assert worked.unrated == worked.billed > 0 and page.bills.unrated.isHidden(), "there is no rate to give"
    time_rates.put_workspace(shell.store, 9000)
    turn()
    assert page.bills.unrated.isVisible()
    page.bills.unrated.link.click()
    turn()
    assert time_billing.whole(page.bills.found).unrated == 0 and page.bills.unrated.isHidden()
    assert said(shell).endswith("entries have their rates now")
    shell.undo()
    turn()
    assert time_billing.whole(page.bills.found) == worked and page.bills.unrated.isVisible()


def test_a_card_is_carried_to_a_day_by_keyboard_and_back(shell):
    store = shell.store
    monday = timesheet.monday_of(today()) + timedelta(days=7)
    for title in ("Ring the printer", "Order paper"):
        task = tasks.add(store, title, assignee_id=people.me(store).id)
        tasks.change(store, task, "due_on", monday + timedelta(days=2))
        tasks.change(store, task, "estimate_minutes", 300)
    page = planned(shell)
    page.step(1)
    turn()
    assert page.plan.board.select(-task)
    view = page.plan.board.selection.active.view
    view.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(view, key)
        turn()
    week = day_plan.week(store, monday)
    assert [line.title for line in week.days[1].lines] == ["Order paper"]
    assert page.plan.board.current == week.days[1].lines[0].id
    page.plan.source.tried([-(task - 1)], 1)
    turn()
    column = next(column for column in page.plan.source.columns() if column.key == 1)
    assert column.over and column.hint_left == "2 h too many"
    page.plan._plan_for(2)
    turn()
    assert sum(len(day.lines) for day in day_plan.week(store, monday).days) == 2


def test_on_a_saturday_there_is_a_column_to_plan_work_for_today(shell):
    import time_machine

    saturday = timesheet.monday_of(today()) + timedelta(days=12)
    with time_machine.travel(datetime.combine(saturday, time(10)).astimezone(), tick=True):
        task = tasks.add(shell.store, "Ring the printer", assignee_id=people.me(shell.store).id)
        page = planned(shell)
        page.this_week()
        turn()
        column = page.plan.source.columns()[-1]
        assert (column.name, column.total) == ("Today", "0 h day off")
        shell.resize(1000, 700)
        page.step(1)
        turn()
        page.this_week()
        turn()
        pane, area = page.plan.board.panes[-1], page.plan.board.area
        assert area.horizontalScrollBar().maximum() > 0
        assert pane.mapTo(area.viewport(), pane.rect().topRight()).x() <= area.viewport().width()
        page.plan.source.tried([-task], column.key)
        turn()
        assert [line.title for line in day_plan.week(shell.store, page.monday).days[5].lines] == ["Ring the printer"]


def test_leftovers_are_offered_for_today(shell):
    import time_machine

    task = tasks.add(shell.store, "Ring the printer", assignee_id=people.me(shell.store).id)
    with time_machine.travel(utc_now() - timedelta(days=1), tick=False):
        day_plan.put(shell.store, [task], today())
    page = planned(shell)
    assert not page.plan.left_over.isHidden()
    page.plan.left_over.link.click()
    turn()
    assert page.plan.left_over.isHidden() and "planned for today" in said(shell)


def test_deleted_time_comes_back_from_its_list_the_free_part_where_other_time_stands_now(shell, last_week):
    pane = last_week.day_pane
    last_week.grid.choose_day(0)
    assert pane.deleted.isHidden()
    start = noon(last_week)
    entry = timelog.add_span(shell.store, start, start + timedelta(hours=2), task_id=task_id(shell), note="lights")
    turn()
    pane.choose(entry)
    pane.editor.delete.click()
    turn()
    assert pane.deleted.text() == "1 deleted entry…" and not pane.deleted.isHidden()
    timelog.add_span(shell.store, start, start + timedelta(hours=1), task_id=task_id(shell))
    last_week.this_week()
    last_week.grid.choose_day(3 if today().weekday() == 2 else 2)
    pane.deleted.click()
    dialog = shell.findChild(DeletedTimeDialog)
    (line,) = dialog.table.figures.lines
    assert [cell.text for cell in line.cells][:1] == ["Menu photos"] and "2:00" in [cell.text for cell in line.cells]
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert "already" in dialog.foot_note.text() and not dialog.free.isHidden()
    dialog.free.link.click()
    turn()
    assert dialog.table.isHidden() and "is back on" in dialog.foot_note.text()
    assert last_week.monday == (start.astimezone().date()) and pane.chosen == max(one.id for one in pane.entries)
    assert [one.minutes for one in pane.entries] == [60, 60] and pane.deleted.isHidden()
    dialog.close()
    shell.undo()
    turn()
    assert len(pane.entries) == 1 and not pane.deleted.isHidden()
