"""Files of hours: what an entry is on, when it was, and what is refused."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from asking import asked, imported

from app.services import clients, project_budget, projects, timer, workspace

HEAD = "task,project,deal,client,person,started,ended,hours,billable,note\n"


@pytest.fixture
def worked(path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Two projects with a task of one name, and two deals of one name."""
    imported(capsys, path, "tasks", "key,title,project,estimate_hours\n1,Design,P,8\n2,Build,P,8\n1,Design,Q,4\n")
    imported(capsys, path, "deals", "title,client\nFair,Acme\nFair,Beta\nBook,Acme\n")
    return path


def _entries(path: Path, columns: str) -> list[Any]:
    with closing(workspace.open_workspace(path, read_only=True)) as store:
        return store.rows(f"SELECT {columns} FROM time_entry ORDER BY id")


def _said(answer: Any) -> list[tuple[int, str, str]]:
    return [(each["row"], each["field"], each["problem"]) for each in answer["errors"]]


def test_hours_on_a_task_count_for_its_project_and_its_client(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(workspace.open_workspace(worked)) as store:
        client, project = clients.add(store, "Harbour Office"), 1
        projects.change(store, project, "client_id", client)
    table = HEAD + "Build,,,,Mara Sample,2026-11-02,,1.5,,\nDesign,P,,,Mara Sample,2026-11-02,,2,,\n"
    assert imported(capsys, worked, "time", table)["created"] == 2
    assert set(_entries(worked, "project_id, client_id")) == {(project, client)}
    with closing(workspace.open_workspace(worked, read_only=True)) as store:
        assert project_budget.of(store, [project])[project].hours.burnt == 210
    assert imported(capsys, worked, "time", table)["skipped"] == 2


def test_the_client_tells_two_deals_of_one_title_apart(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        ",,Fair,Beta,,2026-11-02,,1,,\n,,Fair,,,2026-11-03,,1,,\n,,Book,,,2026-11-04,,1,,\n,,Nada,,,2026-11-04,,1,,\n"
    )
    answer = imported(capsys, worked, "time", HEAD + rows)
    assert _said(answer) == [
        (2, "deal", "There is more than one deal “Fair”. Name its client as well."),
        (4, "deal", "There is no deal “Nada”. Import the deals first."),
    ]
    assert _entries(worked, "(SELECT title FROM deal d WHERE d.id = deal_id), (SELECT name FROM client c WHERE c.id = client_id)") == [
        ("Fair", "Beta"),
        ("Book", "Acme"),
    ]  # fmt: skip


def test_selling_is_not_billed_unless_the_file_says_so(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ",,Book,,,2026-11-02,,1,,\n,,Book,,,2026-11-03,,1,yes,\n,P,Book,,,2026-11-04,,1,,\n,P,,,,2026-11-05,,1,no,\n"
    imported(capsys, worked, "time", HEAD + rows)
    assert _entries(worked, "billable") == [(0,), (1,), (1,), (0,)]


def test_a_task_of_two_projects_needs_its_project(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Design,,,,,2026-11-02,,1,,\nPaint,Q,,,,2026-11-02,,1,,\nDesign,Q,,,,2026-11-02,,1,,\n"
    assert _said(imported(capsys, worked, "time", HEAD + rows)) == [
        (1, "task", "There is more than one task “Design”. Name its project as well."),
        (2, "task", "There is no task “Paint” in this project. Import the tasks first."),
    ]


def test_moments_with_and_without_a_zone_stand_in_one_row(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(capsys, worked, "time", HEAD + ",P,,,,2026-11-06T23:00:00Z,2026-11-02 09:00,,,\n")
    assert _said(answer) == [(1, "ended", "It ended before it started.")]


def test_hours_fit_between_their_start_and_their_end(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ",P,,,,2026-11-02 09:00,2026-11-02 10:00,5,,\n,P,,,,2026-11-03 09:00,2026-11-03 12:00,2.5,,with a break\n"
    answer = imported(capsys, worked, "time", HEAD + rows)
    assert _said(answer) == [
        (1, "hours", "5:00 h do not fit between its start and its end, which are 1:00 h apart. Correct one of them.")
    ]
    assert _entries(worked, "minutes") == [(150,)]


def test_days_beside_hours_are_no_moments(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ",P,,,,2026-11-02,2026-11-02,5,,\n,P,,,,,2026-11-03,2,,\n,P,,,,2026-11-04 09:00,,1,,\n"
    answer = imported(capsys, worked, "time", HEAD + rows)
    assert _entries(worked, "on_date, started_at, minutes") == [
        ("2026-11-02", None, 300),
        ("2026-11-03", None, 120),
        ("2026-11-04", None, 60),
    ]
    assert answer["notes"] == ["1 entry says when it began or ended, not both; its hours are kept with the day."]


def test_an_entry_twice_in_a_file_is_counted(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = ",P,,,,2026-11-02,,1,,Call\n"
    answer = imported(capsys, worked, "time", HEAD + row + row)
    assert (answer["created"], answer["skipped"]) == (1, 1)
    assert "1 row means the same entry as a row above, and was left out." in answer["notes"]
    again = imported(capsys, worked, "time", HEAD + row)
    assert again["skipped"] == 1 and again["notes"] == [] and asked(capsys, "check", worked)["sound"]


def test_the_same_hours_are_known_in_another_time_zone(
    worked: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for zone, seen in (("Europe/Berlin", "created"), ("America/New_York", "skipped"), ("Asia/Tokyo", "skipped")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        rows = ",P,,,,2026-11-06T23:10:00Z,2026-11-07T00:10:00Z,,,\n,P,,,,2026-11-05,,2,,\n"
        answer = imported(capsys, worked, "time", HEAD + rows)
        assert answer[seen] == 2 and answer["errors"] == []
    monkeypatch.undo()
    time.tzset()


def test_a_clock_that_runs_is_no_hours_yet(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, worked, "time", HEAD + ",P,,,,2026-11-05,,2,,\n")
    with closing(workspace.open_workspace(worked)) as store:
        timer.start(store, task_id=1)
    out = worked.with_name("out.csv")
    assert asked(capsys, "export", worked, "time", "--out", out)["records"] == 1
    assert asked(capsys, "import", worked, "time", out)["errors"] == []
