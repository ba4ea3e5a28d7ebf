"""The two reports, from a real workspace: their words, their figures, their paper, and the day they speak of."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
import time_machine

from app.base import UserError
from app.models.store import Store
from app.reports import forecast_report, project_report, reports
from app.services import deals, figures, people, projects, schedules, settings, tasks

TODAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _on_a_thursday():
    with time_machine.travel("2026-11-12T14:02:00Z", tick=False):
        yield


def _read(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def _kiosk(store: Store) -> int:
    return int(store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))


def test_the_forecast_names_every_open_deal_once_and_sums_them(studio: Store, tmp_path: Path) -> None:
    text = _read(reports.forecast(studio, tmp_path / "forecast.pdf"))
    told = figures.forecast(studio)
    assert "Revenue forecast Sample Studio · As of 12 November 2026 · Amounts in EUR" in text
    titles = [row[0] for row in studio.rows(
        "SELECT d.title FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.kind = 'open'"
    )]  # fmt: skip
    assert len(titles) == told.open_deals
    assert all(text.count(title) == 1 for title in titles)
    assert f"of €{told.open_minor // 100:,} in {told.open_deals} deals" in text
    assert "Overdue close date" in text
    assert "No close date" in text


def test_the_months_of_the_forecast_add_up_to_its_total(studio: Store) -> None:
    data = forecast_report.gather(studio, TODAY, "a4")
    told = figures.forecast(studio)
    assert [row["month"] for row in data["months"]][2:4] == ["November 2026", "December 2026"]
    assert data["total"]["expected"] == f"€{(sum(m.expected for m in told.coming) + 50) // 100:,}"
    assert sum(len(group["rows"]) for group in data["groups"]) == sum(m.open_deals for m in told.coming)


def test_a_few_closed_deals_give_no_win_rate_and_many_give_one_with_its_interval(store: Store) -> None:
    def card() -> dict[str, str]:
        found: dict[str, str] = forecast_report.gather(store, TODAY, "a4")["figures"][3]
        return found

    assert card()["note"] == "No deal has closed yet"
    ids = [deals.add(store, f"Deal {number}", amount_minor=100) for number in range(26)]
    deals.win(store, ids[:12], TODAY)
    assert card() == {
        "label": "Win rate",
        "value": "12 of 12",
        "note": "Not enough history for a rate",
        "tone": "plain",
    }
    deals.lose(store, ids[12:], TODAY, "Price")
    assert (card()["value"], card()["note"]) == ("46%", "12 of 26, likely 29 to 65%")


def test_deals_without_a_rate_are_named_and_in_no_sum(store: Store, tmp_path: Path) -> None:
    deals.add(store, "Zurich fair", client="Alp AG", amount_minor=1_200_000, currency="CHF", expected_close_on=TODAY)
    deals.add(store, "Signs", amount_minor=500_000, expected_close_on=TODAY)
    text = _read(reports.forecast(store, tmp_path / "forecast.pdf"))
    assert "Not converted, no rate known: CHF 12,000 in 1 deal, in no sum" in text
    assert "Zurich fair" in text
    assert "of €5,000 in 1 deal" in text


def test_the_forecast_of_a_day_gone_by_shows_the_deals_as_they_stood(store: Store) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        deal = deals.add(store, "Rebrand", amount_minor=1_000_000, expected_close_on=date(2026, 11, 20))
    deals.win(store, [deal], TODAY)
    then = forecast_report.gather(store, TODAY - timedelta(days=5), "a4")
    now = forecast_report.gather(store, TODAY, "a4")
    assert [row["title"] for group in then["groups"] for row in group["rows"]] == ["Rebrand"]
    assert then["groups"][0]["rows"][0]["stage"] == "Lead"
    assert now["groups"] == []
    assert now["months"][2]["closed"] == "€10,000"


def test_a_workspace_without_deals_has_a_calm_report(store: Store, tmp_path: Path) -> None:
    text = _read(reports.forecast(store, tmp_path / "forecast.pdf"))
    assert "Nothing closed in these months" in text
    assert "No open deal is expected to close" in text


def test_the_status_says_whether_the_promise_holds(studio: Store, tmp_path: Path) -> None:
    project = _kiosk(studio)
    text = _read(reports.project(studio, project, tmp_path / "status.pdf"))
    row = projects.rows(studio, [project])[0]
    data = project_report.gather(studio, project, TODAY, "a4")
    assert data["health"]["text"].startswith("Finishes ")
    assert data["health"]["text"] in text
    assert f"{row.done} of {row.tasks}" in text
    assert "Kiosk app, sold for €42,000" in text
    assert "Larch Foods" in text
    for title in ("Checkout flow", "Receipt printer", "Go-live"):
        assert title in text


def test_the_margin_is_counted_in_working_days(store: Store) -> None:
    project = projects.add(store, "Site", promised_on=date(2026, 12, 15))
    tasks.add(store, "Build", project_id=project, due_on=date(2026, 12, 11), assignee_id=people.me(store).id)

    def health() -> str:
        return str(project_report.gather(store, project, TODAY, "a4")["health"]["text"])

    assert health() == "Finishes 11 Dec, promised 15 Dec, 2 working days to spare"
    projects.change(store, project, "promised_on", date(2026, 12, 11))
    assert health() == "Finishes 11 Dec, promised 11 Dec, on the day"
    projects.change(store, project, "promised_on", date(2026, 12, 10))
    assert health() == "Finishes 11 Dec, promised 10 Dec, 1 working day past the promise"


def test_work_that_slips_finishes_when_the_plan_says(store: Store) -> None:
    project = projects.add(store, "Site", promised_on=date(2026, 11, 17))
    for title, due, hours in (("Draw", date(2026, 11, 5), 40), ("Build", date(2026, 11, 13), 8)):
        tasks.add(
            store, title, project_id=project, due_on=due, estimate_minutes=hours * 60, assignee_id=people.me(store).id
        )
    planned = schedules.schedule(store, project).plan
    assert planned is not None and planned.finish == date(2026, 11, 18)
    told = project_report.gather(store, project, TODAY, "a4")["health"]
    words = "Finishes 18 Nov instead of 13 Nov, promised 17 Nov, 1 working day past the promise, 1 task late"
    assert told == {"tone": "bad", "text": words}


def test_late_tasks_come_first_and_waiting_ones_say_for_what(store: Store) -> None:
    project = projects.add(store, "Site")
    stone = projects.add_milestone(store, project, "Live")
    first = tasks.add(store, "Design", project_id=project, milestone_id=stone, due_on=date(2026, 11, 30))
    late = tasks.add(store, "Photos", project_id=project, milestone_id=stone, due_on=date(2026, 11, 9))
    then = tasks.add(store, "Build", project_id=project, due_on=date(2026, 12, 4))
    tasks.add_dependency(store, first, then)
    data = project_report.gather(store, project, TODAY, "a4")
    assert [(row["title"], row["late"]) for row in data["late"]] == [("Photos", "3 working days")]
    assert [group["name"] for group in data["groups"]] == ["Live", "No milestone"]
    assert [row["title"] for row in data["groups"][0]["rows"]] == ["Photos", "Design"]
    assert data["groups"][1]["rows"][0]["waits"] == "Design"
    assert late


def test_cancelled_tasks_are_left_out_and_counted(store: Store) -> None:
    project = projects.add(store, "Site")
    task = tasks.add(store, "Dropped", project_id=project)
    tasks.move(store, [task], int(store.value("SELECT id FROM status WHERE kind = 'cancelled'")))
    data = project_report.gather(store, project, TODAY, "a4")
    assert data["groups"] == []
    assert data["cancelled"] == "1 cancelled task left out."


def test_the_status_of_a_day_gone_by_is_replayed(store: Store) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        project = projects.add(store, "Site", promised_on=date(2026, 12, 15))
        task = tasks.add(store, "Design", project_id=project, due_on=date(2026, 11, 4), estimate_minutes=600)
    tasks.change(store, task, "estimate_minutes", 1200)
    tasks.move(store, [task], int(store.value("SELECT id FROM status WHERE kind = 'done'")))
    tasks.add(store, "Added today", project_id=project)
    then = project_report.gather(store, project, date(2026, 11, 6), "a4")
    now = project_report.gather(store, project, TODAY, "a4")
    row = then["groups"][0]["rows"][0]
    assert [row["title"] for row in then["groups"][0]["rows"]] == ["Design"]
    assert (row["status"], row["estimate"], row["late"]) == ("To do", "10 h", "2 d late")
    assert then["figures"][4]["value"] == "0 of 1"
    assert now["figures"][4]["value"] == "1 of 2"


def test_a_day_gone_by_says_that_what_was_expected_then_is_not_known(store: Store, tmp_path: Path) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        project = projects.add(store, "Site", promised_on=date(2026, 11, 17))
        for title, due in (("Draw", date(2026, 11, 5)), ("Build", date(2026, 11, 13))):
            tasks.add(
                store, title, project_id=project, due_on=due, estimate_minutes=2400, assignee_id=people.me(store).id
            )
    text = _read(reports.project(store, project, tmp_path / "then.pdf", as_of=date(2026, 11, 6)))
    assert "Planned for 13 Nov, promised 17 Nov, 2 working days to spare" in text and "instead of" not in text
    assert "This is a day gone by. Its finish is the last day that was due then" in text
    now = _read(reports.project(store, project, tmp_path / "now.pdf"))
    assert "instead of 13 Nov" in now and "gone by" not in now
    # What was late by then cannot be done before the day of the report.
    late = project_report.gather(store, project, date(2026, 11, 11), "a4")
    assert late["health"]["text"].startswith("Planned for 13 Nov")
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False):
        assert project_report.gather(store, project, date(2026, 11, 18), "a4")["health"]["text"].startswith(
            "Finishes 18 Nov"
        )


def test_days_off_make_no_milestone_late(store: Store) -> None:
    project = projects.add(store, "Site")
    stone = projects.add_milestone(store, project, "Live", date(2026, 11, 13))
    tasks.add(store, "Design", project_id=project, milestone_id=stone, due_on=date(2026, 11, 13))

    def state(on: date) -> object:
        with time_machine.travel(f"{on}T12:00:00Z", tick=False):
            return project_report.gather(store, project, on, "a4")["milestones"][0]["state"]

    assert [state(date(2026, 11, day)) for day in (13, 14, 15, 16)] == ["Open", "Open", "Open", "Late"]


def test_a_project_without_tasks_has_a_calm_report(store: Store, tmp_path: Path) -> None:
    project = projects.add(store, "Nothing yet")
    text = _read(reports.project(store, project, tmp_path / "status.pdf"))
    assert "No tasks yet." in text


def test_a_project_that_is_gone_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="gone"):
        reports.project(store, 99, tmp_path / "status.pdf")
    assert not (tmp_path / "status.pdf").exists()


def test_names_of_the_world_and_markup_come_through(store: Store, tmp_path: Path) -> None:
    names = ["株式会社山田", "한국전자", "Ελλάδα", "ООО «Ромашка»", '#read("/etc/passwd")', "*bold* $x$"]
    project = projects.add(store, names[0], client=names[1])
    for name in names:
        tasks.add(store, name, project_id=project, assignee_id=people.add(store, name))
    text = _read(reports.project(store, project, tmp_path / "status.pdf")).replace("\u200b", "").replace(" ", "")
    assert all(text.count(name.replace(" ", "")) >= 2 for name in names)


def test_very_long_words_stay_inside_their_column(store: Store, tmp_path: Path) -> None:
    project = projects.add(store, "P" * 400)
    tasks.add(store, "W" * 400, project_id=project)
    reader = pypdf.PdfReader(reports.project(store, project, tmp_path / "status.pdf"))
    for page in reader.pages:
        edges: list[float] = []
        page.extract_text(visitor_text=lambda text, cm, tm, *_, edges=edges: edges.append(tm[4] if text.strip() else 0))
        assert max(edges) < page.mediabox.width
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    assert max(len(line) for line in lines if set(line.strip("\u200b ")) == {"W"}) < 40


@pytest.mark.parametrize(
    ("setting", "country", "wanted", "size"),
    [
        ("", "DE", None, 595),
        ("", "US", None, 612),
        ("us-letter", "DE", None, 612),
        ("us-letter", "US", "a4", 595),
    ],
)
def test_the_paper_is_as_wanted_else_as_set_else_as_usual_in_the_country(
    store: Store, tmp_path: Path, setting: str, country: str, *, wanted: str | None, size: int
) -> None:
    settings.put(store, "country", country)
    if setting:
        settings.put(store, "paper", setting)
    out = reports.forecast(store, tmp_path / "forecast.pdf", paper=wanted)
    assert round(pypdf.PdfReader(out).pages[0].mediabox.width) == size


def test_the_same_workspace_and_day_give_the_same_data(studio: Store) -> None:
    assert forecast_report.gather(studio, TODAY, "a4") == forecast_report.gather(studio, TODAY, "a4")
