"""The delivery page: its figures, their charts and tables, what each opens, and the forecast that is refused or told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from chart_shell import at_rest, make_shell, settled, show_page
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.base import today
from app.domain.delivery import monday_of
from app.services import projects, tasks
from app.views import registry
from app.views.dialogs.hour_costs import HourCosts
from app.views.dialogs.report_dialog import ReportDialog
from app.views.pages.delivery import DeliveryPage


@pytest.fixture
def shell(qtbot, qapp, store):
    return make_shell(qtbot, qapp, store)


def show(qtbot, shell, store):
    return show_page(qtbot, DeliveryPage(store, shell))


@pytest.fixture
def page(qtbot, shell, studio):
    return show(qtbot, shell, studio)


def lines(table):
    return [[cell.text for cell in line.cells] for line in table.figures.lines]


def number(store, name):
    return store.value("SELECT id FROM project WHERE name = ?", (name,))


def finished(store):
    return store.ids("SELECT id FROM task WHERE done_on IS NOT NULL ORDER BY done_on, id")


def steady(store, weeks=12, left=3):
    """A project in which a task was finished in each of so many whole weeks, and so many are left."""
    project = projects.add(store, "Steady work")
    made = [tasks.add(store, f"Step {n}", project_id=project) for n in range(weeks + left)]
    with store.write("Past"):
        for n, task in enumerate(made[:weeks], 1):
            day = (monday_of(today()) - timedelta(days=7 * n - 1)).isoformat()
            store.execute(
                "UPDATE task SET status_id = ?, started_on = ?, done_on = ?, created_on = ? WHERE id = ?",
                (tasks.first_status(store, "done"), day, day, day, task),
            )
    return project


def test_it_comes_after_the_burn_down():
    keys = [entry.key for entry in registry.ENTRIES]
    assert keys[keys.index("burndown") + 1] == "delivery"


def test_the_cards_agree_with_the_rows(page, studio):
    done = finished(studio)
    assert page.on_time.text().startswith(f"{page._told.on_time.kept} of {len(done)}, likely ")
    assert page.under_way.figure() == str(len(lines(page.aged.table)))
    assert page.cycle.figure().endswith("days")
    assert sum(week.done for week in page._told.weeks) == len(done)


def test_the_cards_open_their_tasks(page, shell):
    for card in page.cards:
        card.clicked.emit()
    late, under_way, estimated = (wanted["ids"] for _, wanted in shell.opened())
    assert late == list(page._told.on_time.late)
    assert under_way == [one.task_id for one in page._told.aged]
    assert sorted(estimated) == sorted(page._told.whole.tasks)
    assert page.kind.value() == "weeks"


@pytest.mark.parametrize("kind", ["weeks", "cycle"])
def test_bars_and_rows_open_the_tasks_they_count(qtbot, page, shell, studio, kind):
    page._show_kind(kind)
    settled(qtbot)
    qtbot.waitUntil(lambda: page.chart.picture() is not None, timeout=20_000)
    for hit in page.chart.places():
        page.chart.target_chosen.emit(hit.target)
    opened = [task for _, wanted in shell.opened() for task in wanted["ids"]]
    assert sorted(opened) == sorted(finished(studio))
    shell.told.clear()
    page.twin.set_value("table")
    page._on_twin("table")
    assert page.chart.isHidden() and page.table_pane.isVisible()
    for line in page.table.figures.lines:
        if line.target:
            page.table.opened.emit(line.target)
    opened = [task for _, wanted in shell.opened() for task in wanted["ids"]]
    assert sorted(opened) == sorted(finished(studio))


def test_work_under_way_opens_its_task_by_keyboard(page, shell):
    table = page.aged.table
    table.setCurrentIndex(table.figures.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert shell.told[-1] == ("go", "task", page._told.aged[0].task_id)


def test_estimates_by_person_and_by_project(page, shell):
    assert lines(page.accuracy.table)[-1][0] == "All together"
    assert "Ines Sample" in [row[0] for row in lines(page.accuracy.table)]
    page.by.set_value("project")
    page._show_accuracy()
    assert "Kiosk app" in [row[0] for row in lines(page.accuracy.table)]
    page.accuracy.opened.emit(page.accuracy.table.figures.lines[0].target)
    assert shell.opened()[-1][0] == "tasks.list"


def test_too_little_history_is_refused_in_words(page, shell):
    assert page.finish._note.text().endswith("of 10 weeks of history, too few to tell")
    rows = lines(page.finish.table)
    assert all(row[4].endswith(" of 10 weeks") for row in rows)
    page.finish.opened.emit(page.finish.table.figures.lines[0].target)
    assert shell.opened() == [("burndown", {"project_id": page._told.forecasts[0].project_id})]


def test_with_ten_weeks_two_days_are_told(qtbot, shell, store):
    steady(store)
    page = show(qtbot, shell, store)
    name, _, left, half, most, _ = lines(page.finish.table)[0]
    assert (name, left) == ("Steady work", "3")
    assert half == most != "–"  # one a week, without exception


def test_one_project_narrows_everything_but_the_choice(qtbot, page, studio):
    kiosk = number(studio, "Kiosk app")
    page.apply_filter({"project_id": kiosk})
    qtbot.waitUntil(lambda: page._told.project_id == kiosk and at_rest(), timeout=20_000)
    assert page.project.accessibleName().startswith("Project: Kiosk app")
    assert [row[0] for row in lines(page.finish.table)] == ["Kiosk app"]
    assert len(page._projects()) == 5
    page._on_project(None)
    qtbot.waitUntil(lambda: page._told.project_id is None and at_rest(), timeout=20_000)


def test_a_project_that_is_deleted_gives_way_to_all(qtbot, page, studio):
    menus = number(studio, "Seasonal menus")
    page.apply_filter({"project_id": menus})
    settled(qtbot)
    projects.delete(studio, [menus])
    page.refresh()
    qtbot.waitUntil(lambda: page._told.project_id is None and at_rest(), timeout=20_000)
    settled(qtbot)
    assert page._told is not None


def test_a_longer_period_shows_more_weeks(qtbot, shell, store):
    steady(store, weeks=20)
    page = show(qtbot, shell, store)
    assert len(page._told.weeks) == 14
    page.choose_period("half")
    qtbot.waitUntil(lambda: len(page._told.weeks) == 21 and at_rest(), timeout=20_000)


def test_an_empty_workspace_says_what_belongs_here(qtbot, shell, store):
    page = show(qtbot, shell, store)
    assert page._stack.currentWidget().main.text() == "Add the first task"
    assert page.main_button is None


def test_tasks_without_any_finish_are_no_error(qtbot, shell, store):
    tasks.add(store, "Draft copy")
    page = show(qtbot, shell, store)
    assert [card.figure() for card in page.cards] == ["–", "–", "–", "0", "–"]
    assert lines(page.accuracy.table) == []
    page._show_kind("cycle")
    settled(qtbot)


def test_the_report_is_about_what_is_shown(qtbot, page, shell, studio, tmp_path):
    page.apply_filter({"project_id": number(studio, "Kiosk app"), "period": "year"})
    settled(qtbot)
    page.open_report()
    dialog = page.window().findChild(ReportDialog)
    assert dialog.report.value() == "delivery"
    dialog.write(tmp_path / "delivery.pdf")
    qtbot.waitUntil(lambda: any(told[0] == "toast" for told in shell.told) and at_rest(), timeout=30_000)
    import pypdf

    text = pypdf.PdfReader(tmp_path / "delivery.pdf").pages[0].extract_text()
    assert "Kiosk app" in text and "Last 52 weeks" in text


def test_hour_costs_are_typed_and_kept(qtbot, shell, studio):
    dialog = HourCosts(shell, studio)
    kept = []
    dialog.kept.connect(lambda: kept.append(True))
    dialog.open()
    field = next(iter(dialog.costs.values()))
    field.begin_edit()
    field.line_input().setText("45.50")
    dialog.submit()
    assert kept == [True]
    assert studio.value("SELECT cost_rate_minor FROM person WHERE is_me = 1") == 4550


def test_a_negative_hour_cost_is_refused_where_it_is_typed(qtbot, shell, studio):
    dialog = HourCosts(shell, studio)
    dialog.open()
    field = next(iter(dialog.costs.values()))
    field.begin_edit()
    field.line_input().setText("-5")
    dialog.submit()
    assert dialog.isVisible()
    assert studio.value("SELECT cost_rate_minor FROM person WHERE is_me = 1") is None
