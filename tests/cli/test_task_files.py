"""Files of tasks as planning programs and people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from asking import asked, imported

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
