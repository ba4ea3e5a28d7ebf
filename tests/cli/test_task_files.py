"""Files of tasks as planning programs and people write them."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from asking import asked, imported

from app.cli.commands import run
from app.services import workspace

HEAD = "key,title,project,duration_days,predecessors\n"


def _said(answer: Any) -> list[tuple[int, str, str]]:
    assert {each["field"] for each in answer["errors"]} <= {"predecessors"}
    return [(each["row"], each["value"], each["problem"]) for each in answer["errors"]]


def test_each_row_of_a_circle_names_what_it_waits_for(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "A,Draw,P,1,B\nB,Build,P,1,E;C\nC,Paint,P,1,A FS+2\nE,Extra,P,1,\n"
    words = "These tasks wait for each other: A → B → C → A. Remove one of the links."
    answer = imported(capsys, path, "tasks", HEAD + rows)
    assert _said(answer) == [(1, "B", words), (2, "C", words), (3, "A", words)] and answer["created"] == 1


def test_a_circle_over_tasks_that_are_there_calls_them_by_name(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", HEAD + "A,Draw,P,1,\nB,Build,P,1,A\n,Paint,P,1,B\n")
    answer = imported(capsys, path, "tasks", HEAD + "A,Draw,P,1,Paint\n")
    assert _said(answer) == [
        (1, "Paint", "These tasks wait for each other: B → A → Paint → B. Remove one of the links.")
    ]


def test_a_lag_no_plan_could_hold_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    far = f"2,Build,P,1,1FS+{10**20}\n3,Paint,P,1,1FS-1001\n4,Hang,P,1,1FS+1000\n"
    answer = imported(capsys, path, "tasks", HEAD + "1,Draw,P,1,\n" + far)
    assert _said(answer) == [
        (2, f"1FS+{10**20}", "A lag is at most 1,000 working days."),
        (3, "1FS-1001", "A lag is at most 1,000 working days."),
    ]
    assert asked(capsys, "show", path, "schedule")["length_days"] == 1002


@time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False)
def test_a_german_plan_comes_in(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "Nr;Titel;Projekt;Dauer;Anfang;Ende;Vorgänger;Arbeit\n1;Umzug;Büro;3 Tage;Mo 07.12.26;Mi 09.12.26;;1h30\n"
        "2;Einweihung;Büro;1 Tag;;;1EA+1 Tag;\n"
    )
    maps = ("title=Titel", "project=Projekt", "duration_days=Dauer", "start=Anfang", "due=Ende", "predecessors=Vorgänger", "estimate_hours=Arbeit")  # fmt: skip
    answer = imported(capsys, path, "tasks", text, *(word for each in maps for word in ("--map", each)))
    assert answer["errors"] == [] and answer["created"] == 2
    plan = asked(capsys, "show", path, "schedule")["tasks"]
    assert [(task["start"], task["finish"]) for task in plan] == [
        ("2026-12-07", "2026-12-09"),
        ("2026-12-11", "2026-12-11"),
    ]


def test_what_others_call_a_status_is_known_in_any_spelling(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = {"to-do": "To do", "In_Progress": "In progress", "DONE ✓": "Done", "won’t do": "Cancelled", "In Prüfung": "Review",
             "à faire": "To do", "Erledigt": "Done", "Blocked": "Blocked"}  # fmt: skip
    answer = imported(capsys, path, "tasks", "title,project,status\n" + "".join(f"{word},P,{word}\n" for word in words))
    assert answer["made"] == {"project": 1, "status": 1}
    with closing(workspace.open_workspace(path, read_only=True)) as store:
        assert dict(store.rows("SELECT t.title, s.name FROM task t JOIN status s ON s.id = t.status_id")) == words


def test_a_day_of_completion_beside_an_open_status_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "A,P,In progress,2026-11-02,\nB,P,Cancelled,2026-11-02,\nC,P,,2026-11-02,2026-11-09\n"
    answer = imported(capsys, path, "tasks", "title,project,status,done,start\n" + rows)
    assert answer["notes"] == ["1 row says when its task was done beside a status that is not; the status is taken."]
    with closing(workspace.open_workspace(path, read_only=True)) as store:
        assert store.rows("SELECT done_on, started_on FROM task WHERE title = 'C'") == [("2026-11-02", "2026-11-02")]


def test_a_task_of_several_people_is_the_first_one_s(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = 'A,P,Mara Sample[50%];Jonas Sample\nB,P,Jonas Sample[100 %]\nC,P,"Sample, Ines"\nD,P,\n'
    answer = imported(capsys, path, "tasks", "title,project,Resource Names\n" + rows)
    assert answer["notes"] == ["1 row names several people for a task; the first is taken."]
    with closing(workspace.open_workspace(path, read_only=True)) as store:
        names = store.rows("SELECT p.name FROM task t LEFT JOIN person p ON p.id = t.assignee_id ORDER BY t.title")
    assert names == [("Mara Sample",), ("Jonas Sample",), ("Sample, Ines",), (None,)]


def test_a_plan_beyond_all_years_says_what_to_look_for(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{number},Job {number},P,10000,{number - 1 or ''}\n" for number in range(1, 7))
    imported(capsys, path, "tasks", HEAD + rows)
    assert run(["show", str(path), "schedule"]) == 1
    assert "Look for a duration, a lag or a day that is far off." in capsys.readouterr().err


def test_an_event_is_the_same_in_every_calendar_file(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", "title,project,due\nA,P,2026-12-01\n")
    uids = []
    for name in ("due.ics", "again.ics"):
        asked(capsys, "export", path, "calendar", "--out", path.with_name(name))
        uids.append(
            [line for line in path.with_name(name).read_text(encoding="utf-8").splitlines() if line.startswith("UID:")]
        )
    assert uids[0] == uids[1] == ["UID:task-1@w.baton"]


def test_what_goes_out_is_known_when_it_comes_in_again(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "demo", path)
    imported(capsys, path, "tasks", "title,project,predecessors\nCall,P,\nMail,P,Call\n3,P,Mail\n")
    out = path.with_name("out.csv")
    count = asked(capsys, "export", path, "tasks", "--out", out)["records"]
    answer = asked(capsys, "import", path, "tasks", out)
    assert (answer["created"], answer["updated"], answer["skipped"]) == (0, 0, count) and answer["errors"] == []
    before = out.read_bytes()
    asked(capsys, "export", path, "tasks", "--out", out)
    assert out.read_bytes() == before


def test_a_day_that_may_not_move_makes_float_negative_and_comes_back_with_the_file(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monday = date.today() + timedelta(days=70 - date.today().weekday())  # noqa: DTZ011
    friday, later = monday + timedelta(days=4), monday + timedelta(days=9)
    imported(
        capsys, path, "tasks",
        "key,title,project,duration_days,start,due,Deadline,not before,predecessors\n"
        f"1,Write,P,5,{monday},,,,\n2,Print,P,5,,,{friday},,1\n3,Send,P,1,,,,{later},\n",
    )  # fmt: skip

    def floats(of: Path) -> dict[str, tuple[int, bool]]:
        tasks = asked(capsys, "show", of, "schedule", "--project", "P")["tasks"]
        return {task["key"]: (task["total_float"], task["critical"]) for task in tasks}

    assert floats(path) == {"1": (-5, True), "2": (-5, True), "3": (2, False)}
    table, again = path.with_suffix(".out.csv"), path.with_name("again.baton")
    asked(capsys, "export", path, "tasks", "--out", table)
    asked(capsys, "import", again, "tasks", table)
    assert floats(again) == floats(path)
    asked(capsys, "export", again, "tasks", "--out", table.with_suffix(".2.csv"))
    assert table.with_suffix(".2.csv").read_bytes() == table.read_bytes()
    # A deadline without a due day beside it is what other programs call a due day, and plans around it.
    answer = imported(capsys, path, "tasks", f"key,title,project,Deadline\n2,Print,P,{later}\n")
    assert answer["updated"] == 1 and floats(path)["2"] == (-5, True)
    imported(capsys, path, "tasks", f"key,title,project,fixed deadline\n2,Print,P,{later + timedelta(days=2)}\n")
    assert floats(path)["2"][0] == 0


def test_the_number_of_a_task_is_what_others_may_wait_for(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", "title,project\nCall,P\n")
    (shown,) = asked(capsys, "show", path, "schedule")["tasks"]
    answer = imported(capsys, path, "tasks", HEAD + f"M,Mail,P,1,{shown['key']}FS+1\n{shown['key']},Another,P,1,\n")
    assert answer["created"] == 2 and answer["errors"] == []  # the number of another program's task is not that of ours


def test_a_wish_that_cannot_be_is_no_silence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = path.with_suffix(".csv")
    source.write_text("project,hours,Colour\nP,1,red\n", encoding="utf-8")
    assert run(["import", str(path), "time", str(source), "--map", "custom:Colour=Colour"]) == 1
    assert "no fields of your own on time" in capsys.readouterr().err
    assert run(["import", str(path), "tasks", str(source), "--map", "title=project", "--map", "title=hours"]) == 2


def test_a_task_is_updated_by_what_hangs_on_it_alone(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "key,title,project,predecessors,labels,milestone,Colour\n"

    def told(row: str) -> tuple[int, int]:
        source = path.with_suffix(".csv")
        source.write_text(head + "1,Draw,P,,,,\n" + row, encoding="utf-8")
        answer = asked(capsys, "import", path, "tasks", source, "--map", "custom:Colour=Colour")
        return answer["updated"], answer["skipped"]

    told("2,Build,P,1,red,M,blue\n")
    assert told("2,Build,P,1,red,M,blue\n") == (0, 2)
    for row in ("1FS+1,red,M,blue", "1FS+1,red;big,M,blue", "1FS+1,red;big,N,blue", "1FS+1,red;big,N,green"):
        assert told(f"2,Build,P,{row}\n") == (1, 1)
        assert told(f"2,Build,P,{row}\n") == (0, 2)
