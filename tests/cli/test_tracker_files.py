"""Hours as time trackers write them: a day and a time of day in columns of their own, durations in several forms."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from asking import asked, imported

from app.services import workspace

TOGGL = """User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()
Mara Sample,mara@example.com,Harbour,Site,,Draft,Yes,2026-11-02,09:00:00,2026-11-02,10:30:00,01:30:00,,
Mara Sample,mara@example.com,Harbour,Site,,Late call,No,2026-11-02,23:15:00,2026-11-03,00:45:00,01:30:00,,
"""
CLOCKIFY = """Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal)
Site,Harbour,Draft,,Mara Sample,,mara@example.com,,Yes,11/02/2026,09:00:00 AM,11/02/2026,10:30:00 AM,01:30:00,1.50
Site,Harbour,Review,,Mara Sample,,mara@example.com,,No,11/13/2026,12:15:00 PM,11/13/2026,01:00:00 PM,00:45:00,0.75
"""
HARVEST = """Date,Client,Project,Project Code,Notes,Hours,Billable?,First Name,Last Name,Employee?,Started At,Ended At
2026-11-02,Harbour,Site,,Draft,1.5,Yes,Mara,Sample,Yes,9:00am,10:30am
2026-11-02,Harbour,Site,,Late call,1.5,No,Mara,Sample,Yes,11:15pm,12:45am
2026-11-04,Harbour,Site,,No clock,2.25,Yes,Ines,Sample,No,,
"""


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def entries(path: Path) -> list[Any]:
    with closing(workspace.open_workspace(path, read_only=True)) as store:
        return store.rows(
            "SELECT note, on_date, replace(substr(started_at, 1, 16), 'T', ' '), replace(substr(ended_at, 1, 16), 'T', ' '), minutes, billable FROM time_entry ORDER BY id"
        )


def test_the_forms_of_toggl_clockify_and_harvest_say_the_same(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = ("Draft", "2026-11-02", "2026-11-02 08:00", "2026-11-02 09:30", 90, 1)
    night = ("2026-11-02", "2026-11-02 22:15", "2026-11-02 23:45", 90, 0)
    answer = imported(capsys, path, "time", TOGGL)
    assert answer["errors"] == [] and answer["unused"] == ["Email", "Tags", "Amount ()"]
    assert (
        answer["notes"][0]
        == "“Start date” and “Start time” say when work began, “End date” and “End time” when it ended."
    )
    assert entries(path) == [draft, ("Late call", *night)]
    answer = imported(capsys, path, "time", CLOCKIFY)
    assert (answer["created"], answer["skipped"], answer["errors"]) == (1, 1, []), (
        "the draft is known from Toggl's file"
    )
    assert entries(path)[2:] == [("Review", "2026-11-13", "2026-11-13 11:15", "2026-11-13 12:00", 45, 0)]
    answer = imported(capsys, path, "time", HARVEST)
    assert (answer["created"], answer["skipped"], answer["errors"]) == (1, 2, [])
    assert answer["made"]["person"] == 1, "Mara is known, Ines is not, and nobody is called Yes"
    assert entries(path)[3:] == [("No clock", "2026-11-04", None, None, 135, 1)]
    assert imported(capsys, path, "time", HARVEST)["skipped"] == 3
    assert asked(capsys, "check", path)["sound"]


def test_what_is_no_time_of_day_is_refused_in_its_row_alone(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "Project,Date,Start,End,Hours\n"
    rows = (
        "Site,2026-11-02,9:00,10:00,1\nSite,2026-11-03,9:7O,10:00,1\nSite,,9:00,10:00,1\nSite,2026-11-05,10:00,9:30,2\n"
    )
    answer = imported(capsys, path, "time", head + rows)
    assert [(each["row"], each["field"]) for each in answer["errors"]] == [(2, "started"), (3, "ended"), (3, "started")]
    assert [entry[1] for entry in entries(path)] == ["2026-11-02", "2026-11-05"], "the last one ends the next day"


def test_an_hour_that_spring_leaves_out_is_refused_and_one_over_it_counts_what_passed(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "Project,Start date,Start time,End date,End time\n"
    rows = "Site,2026-03-29,02:30,2026-03-29,04:00\nSite,2026-03-29,01:30,2026-03-29,03:30\n"
    answer = imported(capsys, path, "time", head + rows)
    assert [(each["row"], each["field"]) for each in answer["errors"]] == [(1, "started")]
    assert [entry[4] for entry in entries(path)] == [60]


def test_a_day_and_a_beginning_without_an_end_keep_their_hours(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(
        capsys,
        path,
        "time",
        'Project,Date,Start time,Duration\nSite,02.11.2026,9.30,"1,25"\nSite,13.11.2026,24:00,0:20\n',
    )
    assert answer["errors"] == []
    assert [(entry[1], entry[2], entry[4]) for entry in entries(path)] == [
        ("2026-11-02", None, 75),
        ("2026-11-13", None, 20),
    ]


def test_columns_that_somebody_names_are_taken_as_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(capsys, path, "time", TOGGL, "--map", "started=Start date")
    assert answer["errors"] == []
    assert answer["notes"] == ["“Start time” and “End time” are left out: a time of day says nothing without its day."]
    assert [entry[2:5] for entry in entries(path)] == [(None, None, 90)] * 2


def test_days_and_times_of_a_spreadsheet_are_joined(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = path.with_name("hours.xlsx")
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Project", "Date", "From", "To"])
        day, at = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
        sheet.write(1, 0, "Site")
        sheet.write_datetime(1, 1, datetime(2026, 11, 2), day)  # noqa: DTZ001
        sheet.write_datetime(1, 2, clock(9, 0), at)
        sheet.write_datetime(1, 3, clock(0, 30), at)
    answer = asked(capsys, "import", path, "time", source)
    assert answer["errors"] == []
    assert [(entry[1], entry[4]) for entry in entries(path)] == [(date(2026, 11, 2).isoformat(), 930)]
