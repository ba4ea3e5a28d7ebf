"""The burn-down page: one project at a time, its line, where it stands, its weeks, and what changed the scope."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chart_shell import at_rest, make_shell, settled, show_page

from app.base import today
from app.domain.burndown import TaskEvent, burndown
from app.domain.workdays import Calendar
from app.services import delivery, figures, projects, tasks
from app.views.charts import burndown_words as say
from app.views.charts.burndown_reading import Project, read, weeks
from app.views.dialogs.new_project import NewProjectDialog
from app.views.pages.burndown import BurndownPage
from app.views.parts.dates import short_text
from app.views.parts.label import SentencesLabel
from app.views.parts.paint import text_width
from app.views.parts.pen import Pen

START, NOW = date(2026, 10, 12), date(2026, 11, 12)


@pytest.fixture
def shell(qtbot, qapp, store):
    return make_shell(qtbot, qapp, store)


def show(qtbot, shell, store):
    return show_page(qtbot, BurndownPage(store, shell))


@pytest.fixture
def page(qtbot, shell, studio):
    return show(qtbot, shell, studio)


def number(store, name):
    return next(key for key, found, _ in projects.choices(store) if found == name)


def facts(page):
    return {fact.name: fact for fact in page.facts.facts()}


def test_it_begins_with_the_project_that_has_most_work_left(page):
    assert page.project.accessibleName() == "Project: Kiosk app, Larch Foods"
    assert facts(page)["Done"].value.endswith(" of 380 h")
    assert facts(page)["Without an estimate"].value == "0 tasks"


def test_what_is_left_is_planned_to_the_finish_that_the_timeline_tells_and_the_ideal_line_stays(page, studio):
    kiosk = number(studio, "Kiosk app")
    row = projects.rows(studio, [kiosk])[0]
    assert row.finish_on < row.expected_on <= row.promised_on
    assert facts(page)["Finish by the plan"].value == short_text(row.expected_on)
    told = read(studio, kiosk, "hours").burndown
    assert told.planned[-1] == (row.expected_on, 0)
    assert told.ideal_finish == figures.burndown(studio, kiosk).ideal_finish < row.expected_on


def test_under_ten_weeks_of_history_it_refuses_to_forecast(page):
    told = facts(page)["Forecast from past weeks"]
    assert (told.value, told.note) == ("None yet", "5 of 10 weeks of history, too few to tell")


def test_the_forecast_from_past_weeks_is_the_one_of_the_delivery_page_and_warns_past_the_promise(qtbot, page, studio):
    kiosk = number(studio, "Kiosk app")
    done = studio.ids(f"SELECT id FROM task WHERE project_id = {kiosk} AND done_on IS NOT NULL")
    with studio.write("Finished in the past"):
        for weeks_ago, task in enumerate(done, 7):
            day = (today() - timedelta(days=7 * weeks_ago)).isoformat()
            studio.execute("UPDATE task SET started_on = ?, done_on = ? WHERE id = ?", (day, day, task))
    page.refresh()
    settled(qtbot)
    told = next(each.finish for each in delivery.read(studio).forecasts if each.project_id == kiosk)
    shown = facts(page)["Forecast from past weeks"]
    assert told.weeks >= 10 and told.p50 <= told.p85
    assert shown.value == short_text(told.p85) and shown.note.endswith(f"in half of them by {short_text(told.p50)}")
    assert (shown.token == "warn") == (told.p85 > projects.rows(studio, [kiosk])[0].promised_on)


def test_another_project_is_shown_when_asked_for(qtbot, page, studio):
    page.apply_filter({"project_id": number(studio, "Logo refresh")})
    settled(qtbot)
    assert "Logo refresh" in page.project.accessibleName()
    page._on_project(number(studio, "Service portal"))
    settled(qtbot)
    assert "Service portal" in page.project.accessibleName()


def test_one_milestone_of_it_is_shown_and_its_days_open_its_tasks(qtbot, page, shell, studio):
    kiosk = number(studio, "Kiosk app")
    stones = {option.text: option.key for option in page._stones()}
    assert list(stones) == ["Whole project", "Concept approved", "Design approved", "Ready to test", "Live"]
    assert page.milestone.isVisible() and page.milestone.words() == "Whole project"
    whole = page._told.burndown.scope
    page._on_milestone(stones["Live"])
    settled(qtbot)
    told = page._told.burndown
    assert page.milestone.words() == "Live" and 0 < told.scope < whole
    assert facts(page)["Finish by the plan"].note == "Of the tasks that belong to it now"
    page._open(("tasks", {"on": NOW}))
    assert shell.opened()[-1] == ("tasks.list", {"on": NOW, "project_id": kiosk, "milestone_id": stones["Live"]})
    page._on_project(number(studio, "Logo refresh"))
    settled(qtbot)
    assert page.milestone.words() == "Whole project" and page._told.milestone is None


def test_where_there_is_little_room_the_rule_gives_way_by_whole_sentences(qtbot):
    label = SentencesLabel("Working days only. Added work is scope, never negative burn.")
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    label.show()
    assert label.shown() == label.text() and not label.toolTip()
    label.resize(label.width() - 2, label.height())
    assert label.shown() == "Working days only." and label.accessibleName() == label.text()
    label.resize(30, label.height())
    assert label.shown() == "" and label.toolTip() == label.text()


def test_the_list_of_projects_names_their_clients(page):
    assert ("Kiosk app", "Larch Foods") in [(option.text, option.secondary) for option in page._projects()]


def test_tasks_instead_of_hours(qtbot, page):
    page.unit.set_value("tasks")
    page.refresh()
    settled(qtbot)
    assert facts(page)["Done"].value.endswith(" of 16 tasks")


def test_a_day_opens_the_tasks_of_this_project_on_that_day(page, shell, studio):
    page._open(("tasks", {"on": NOW}))
    page._open(("tasks", {"ids": (3, 4)}))
    kiosk = number(studio, "Kiosk app")
    assert shell.opened() == [("tasks.list", {"on": NOW, "project_id": kiosk}), ("tasks.list", {"ids": [3, 4]})]


def test_a_change_of_scope_leads_to_its_task_and_to_the_deal(page, shell):
    (row,) = page.by_week.changes
    assert row.title.text() == "Admin page"
    row.title.click()
    row.link.click()
    assert shell.told[0][:2] == ("page", "tasks.list")
    assert shell.told[1] == ("go", "deal", page._told.project.deal_id)


def test_the_table_is_the_twin_of_the_chart(qtbot, page, shell):
    page.twin.set_value("table")
    page._on_twin("table")
    assert page.chart.isHidden()
    assert len(page.table.figures.lines) == len(page._told.burndown.days)
    first = page.table.figures.lines[0]
    page.table.opened.emit(first.target)
    assert shell.opened()[0][1]["on"] == page._told.burndown.days[-1].date


def test_the_chart_is_drawn_both_ways(qtbot, page):
    qtbot.waitUntil(lambda: page.chart.picture() is not None and at_rest(), timeout=20_000)
    down = page.chart.picture()
    page.way.set_value("up")
    with qtbot.waitSignal(page.chart.drawn, timeout=20_000):
        page._draw()
    assert page.chart.picture() is not down
    assert page.chart.accessibleName() == "Hours done"


def test_without_a_project_it_says_where_one_comes_from(qtbot, shell, store):
    page = show(qtbot, shell, store)
    assert page._stack.currentIndex() == 1
    page._empty.main.click()
    assert page.findChild(NewProjectDialog) is not None


def test_a_project_without_estimates_offers_to_count_tasks(qtbot, shell, store):
    project = projects.add(store, "Kiosk app")
    tasks.add(store, "Payment", project_id=project, due_on=today() + timedelta(days=5))
    page = show(qtbot, shell, store)
    assert not page.unestimated.isHidden()
    page.unestimated.link.click()
    settled(qtbot)
    assert page.unit.value() == "tasks"
    assert page.unestimated.isHidden()
    assert facts(page)["Done"].value == "0 of 1 task"


def test_a_deleted_project_gives_way_to_another(qtbot, page, studio):
    projects.delete(studio, [number(studio, "Kiosk app")])
    page.refresh()
    settled(qtbot)
    assert "Kiosk app" not in page.project.accessibleName()


# --- in words -----------------------------------------------------------------------------


def replay(*more, promised=date(2026, 12, 15), plan=date(2026, 12, 11), now=NOW):
    events = []
    for task in range(4):
        events += [TaskEvent(task, START, "created", None, None), TaskEvent(task, START, "estimate", None, "600")]
    events += more
    return burndown(
        events,
        Calendar(),
        unit="hours",
        baseline_on=START,
        plan_finish=plan,
        promised_on=promised,
        today=now,
        titles={9: "Admin page"},
    )


def test_where_it_stands_is_said_with_the_promise():
    told = replay()
    early = say.facts(told, Project(1, "Kiosk", "Larch", None, "", 2))[0]
    assert (early.value, early.note, early.token) == ("11 Dec", "Promised 15 Dec, 2 working days to spare", "good")
    late = say.facts(told, Project(1, "Kiosk", "Larch", None, "", -1))[0]
    assert (late.note, late.token) == ("Promised 15 Dec, 1 working day late", "bad")
    free = say.facts(replay(promised=None), Project(1, "Kiosk", "Larch", None, "", None))[0]
    assert free.note == "Nothing is promised"


def test_the_weeks_add_up_to_what_is_left():
    done = TaskEvent(0, date(2026, 10, 14), "status", "todo", "done")
    added = [
        TaskEvent(9, date(2026, 10, 28), "created", None, None),
        TaskEvent(9, date(2026, 10, 28), "estimate", None, "1200"),
    ]
    told = replay(done, *added)
    rows = weeks(told)
    assert [row.done for row in rows] == [600, 0, 0, 0, 0]
    assert [row.added for row in rows] == [0, 0, 1200, 0, 0]
    left = told.baseline
    for row in rows:
        left += row.added - row.done
        assert row.left == left
    texts = [[cell.text for cell in line.cells] for line in say.week_rows(rows, "hours", NOW)]
    assert texts[0] == ["w42", "12–16 Oct", "10 h", "–", "30 h"]
    assert texts[2] == ["w44", "26–30 Oct", "–", "+20 h", "50 h"]
    assert texts[4][1] == "9–12 Nov, so far"
    for unit, nothing in (("hours", "0 h"), ("tasks", "0")):
        (row,) = say.week_rows((rows[2]._replace(done=0, left=0),), unit, NOW)
        assert [cell.text for cell in row.cells][2::2] == ["–", nothing], "none done, and nothing left"


@pytest.mark.parametrize(("width", "days"), [(250, "27 Oct"), (420, "27–30 Oct")])
def test_the_days_of_a_week_are_never_cut_where_there_is_little_room_its_first_day_stands(
    page, studio, monkeypatch, width, days
):
    told = read(studio, number(studio, "Kiosk app"), "hours")
    first = told.weeks[0]._replace(monday=date(2026, 10, 26), first=date(2026, 10, 27), last=date(2026, 10, 30))
    page.by_week.table.show_rows(say.week_rows((first,), "hours", NOW))
    pane = page.by_week.table
    pane.resize(width, pane.height())
    drawn = []
    plain = Pen.text

    def text(self, words, box, *args, **more):
        drawn.append((words, box.width()))
        return plain(self, words, box, *args, **more)

    monkeypatch.setattr(Pen, "text", text)
    pane.grab()
    assert days in [words for words, _ in drawn] and pane.figures.lines[0].tooltip == "27–30 Oct"
    assert all(text_width(words) <= room for words, room in drawn if words and words[0].isdigit())


def test_reading_counts_working_days_to_the_promise(studio):
    told = read(studio, number(studio, "Kiosk app"), "hours")
    assert told.project.spare >= 0
    assert told.project.deal == "Kiosk app"


def test_in_a_low_window_where_it_stands_is_whole_and_the_weeks_give_way(qtbot, page):
    for size in ((1024, 604), (1280, 604), (1024, 560)):
        page.resize(*size)
        qtbot.wait(1)
        assert page.facts.height() >= page.facts.sizeHint().height(), size
