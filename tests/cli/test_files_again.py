"""A file that comes again, or that says less than the last one: what it does not say stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from asking import asked, imported

FIRST = """external_id,title,client,stage,amount,currency,probability,created,expected_close,closed,owner
D1,Site,Acme,Won,100,EUR,,2026-09-01,,2026-10-02,Ann
D2,Shop,Acme,Proposal,100,USD,30,2026-09-01,2027-12-10,,Ann
D3,Logo,Acme,Lost,70,EUR,,2026-09-01,,2026-10-02,Ann
"""


def _told(answer: Any) -> tuple[int, int, int, int]:
    return answer["created"], answer["updated"], answer["skipped"], len(answer["errors"])


def _exported(capsys: pytest.CaptureFixture[str], path: Path, kind: str, *columns: str) -> list[tuple[str, ...]]:
    import csv

    out = path.with_suffix(".out.csv")
    asked(capsys, "export", path, kind, "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row[column] for column in columns) for row in csv.DictReader(file)]


def test_a_file_without_stage_and_currency_changes_neither(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", FIRST)
    answer = imported(capsys, path, "deals", "external_id,title,amount\nD1,Site,200\nD2,Shop,300\nD3,Logo,70\n")
    assert _told(answer) == (0, 2, 1, 0)
    assert _exported(capsys, path, "deals", "title", "client", "stage", "amount", "currency", "probability", "closed", "owner") == [
        ("Site", "Acme", "Won", "200.00", "EUR", "", "2026-10-02", "Ann"),
        ("Shop", "Acme", "Proposal", "300.00", "USD", "30", "", "Ann"),
        ("Logo", "Acme", "Lost", "70.00", "EUR", "", "2026-10-02", "Ann"),
    ]  # fmt: skip


def test_a_deal_that_a_file_opens_again_has_no_closing_day_any_more(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, path, "deals", FIRST)
    imported(capsys, path, "deals", "external_id,title,stage,lost_reason\nD3,Logo,Lost,Price\n")
    imported(capsys, path, "deals", "external_id,title,stage\nD1,Site,Proposal\nD3,Logo,Lead\n")
    assert _exported(capsys, path, "deals", "title", "stage", "closed", "lost_reason") == [
        ("Site", "Proposal", "", ""),
        ("Shop", "Proposal", "", ""),
        ("Logo", "Lead", "", ""),
    ]
    totals = asked(capsys, "show", path, "totals")
    assert (totals["won"], totals["lost"], totals["open"]) == (0, 0, 3)


def test_a_closed_deal_in_another_currency_is_not_counted_at_the_rate_of_the_old_one(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, path, "deals", FIRST)
    imported(capsys, path, "rates", "currency,date,rate\nUSD,2026-01-01,0.5\n")
    deal = "external_id,title,stage,amount,currency,closed\nD9,Abroad,Won,100,{},2026-10-01\n"
    imported(capsys, path, "deals", deal.format("USD"))
    assert asked(capsys, "show", path, "totals")["won_amount"] == "150.00"
    imported(capsys, path, "deals", deal.format("CHF"))
    totals = asked(capsys, "show", path, "totals")
    assert (totals["won_amount"], totals["unconverted"]) == ("100.00", 1)


def test_deals_without_id_or_day_are_not_doubled_by_the_same_file(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "title,client,stage,amount\nCare,Acme,Lead,100\nCare,Acme,Lead,200\nCare,Other,Won,300\nCare,Acme,Won,400\n"
    assert _told(imported(capsys, path, "deals", text)) == (4, 0, 0, 0)
    assert _told(imported(capsys, path, "deals", text)) == (0, 0, 4, 0)
    assert _told(imported(capsys, path, "deals", text.replace("200", "250"))) == (0, 1, 3, 0)
    amounts = _exported(capsys, path, "deals", "amount")
    assert sorted(amounts) == [("100.00",), ("250.00",), ("300.00",), ("400.00",)]
    more = imported(capsys, path, "deals", "title,client,stage,amount\nCare,Other,Lead,900\n")
    assert _told(more) == (1, 0, 0, 0), "new business with a client is no news of what was won"


def test_a_closed_deal_that_is_closed_otherwise_in_a_file_is_pointed_out(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "title,client,stage,closed\n"
    both = "Care,Acme,Lost,2026-10-01\nCare,Acme,Won,2026-09-01\n"
    imported(capsys, path, "deals", head + "Care,Acme,Won,2026-09-01\n")
    note = (
        "1 row has the title and client of a deal that was closed otherwise; it came in as a deal of its own. "
        "Where it is the same one, name its id or the day it was created."
    )
    dry = imported(capsys, path, "deals", head + "Care,Acme,Lost,2026-10-01\n", "--dry-run")
    assert _told(dry) == (1, 0, 0, 0) and note in dry["notes"]
    answer = imported(capsys, path, "deals", head + both)
    assert _told(answer) == (1, 0, 1, 0) and note not in answer["notes"], "the file has both"
    again = imported(capsys, path, "deals", head + both)
    assert _told(again) == (0, 0, 2, 0) and note not in again["notes"]


def test_two_deals_of_one_day_and_name_keep_their_own_amounts(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "title,client,amount,created\nCare,Acme,100,2026-09-01\nCare,Acme,200,2026-09-01\n"
    imported(capsys, path, "deals", text)
    assert _told(imported(capsys, path, "deals", text)) == (0, 0, 2, 0)
    assert sorted(_exported(capsys, path, "deals", "amount")) == [("100.00",), ("200.00",)]


def test_no_file_takes_a_win_back_that_has_a_project(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", FIRST)
    asked(capsys, "handoff", path, "Site", "--template", "Website", "--start", "2027-01-11")
    answer = imported(capsys, path, "deals", "external_id,title,stage\nD1,Site,Lost\nD2,Shop,Lost\n")
    assert _told(answer) == (0, 1, 0, 1)
    assert answer["errors"][0]["field"] == "stage" and "has a project" in answer["errors"][0]["problem"]
    assert asked(capsys, "show", path, "totals")["won"] == 1


def test_the_line_of_a_product_follows_the_amount_of_its_deal(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", "external_id,title,product,amount,currency\nD1,Site,Pages,100,EUR\n")
    imported(capsys, path, "deals", "external_id,title,amount\nD1,Site,250\n")
    out = path.with_suffix(".json")
    asked(capsys, "export", path, "everything", "--out", out)
    everything = json.loads(out.read_text(encoding="utf-8"))
    assert [line["amount_minor"] for line in everything["tables"]["deal_line"]] == [25000]


@pytest.mark.parametrize(("kind", "name", "amount"), [("deals", "title", "amount"), ("products", "name", "price")])
def test_the_currency_beside_an_amount_is_taken(
    kind: str, name: str, amount: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f'{name},{amount},currency\nA,"$1,200.50",\nB,200.00 €,\nC,£3.00,\nD,4.00,CHF\nE,€5.00,CHF\n'
    answer = imported(capsys, path, kind, text)
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [(5, amount)]
    assert "is in EUR" in answer["errors"][0]["problem"]
    found = _exported(capsys, path, kind, name, amount, "currency")
    assert found == [
        ("A", "1200.50", "USD"),
        ("B", "200.00", "EUR"),
        ("C", "3.00", "GBP"),
        ("D", "4.00", "CHF"),
    ]


def test_a_price_without_a_currency_is_in_that_of_its_product(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "products", "name,price,currency\nPages,100,EUR\nAudit,5000,JPY\n")
    imported(capsys, path, "products", "name,price\nAudit,6000\n")
    assert _exported(capsys, path, "products", "name", "price", "currency") == [
        ("Pages", "100.00", "EUR"),
        ("Audit", "6000", "JPY"),
    ]


TASKS = """key,title,project,status,assignee,estimate_hours,duration_days,start,due,done,predecessors
1,Plan,P,Done,Ann,3,2,2026-03-02,2026-03-03,2026-03-03,
2,Build,P,In progress,Bob,4,3,2026-03-04,2026-03-06,,1FS+1
3,Show,P,To do,Bob,4,0,,,,1;2
"""
OF_TASKS = ("key", "title", "status", "assignee", "estimate_hours", "duration_days", "due", "done", "predecessors")


def test_a_file_of_tasks_without_status_and_key_changes_neither(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", TASKS)
    answer = imported(capsys, path, "tasks", "title,project,estimate_hours\nPlan,P,5\nBuild,P,4\n")
    assert _told(answer) == (0, 1, 1, 0)
    assert _exported(capsys, path, "tasks", *OF_TASKS)[:2] == [
        ("1", "Plan", "Done", "Ann", "5", "2", "2026-03-03", "2026-03-03", ""),
        ("2", "Build", "In progress", "Bob", "4", "3", "2026-03-06", "", "1FS+1"),
    ]


def test_a_task_that_a_file_opens_again_is_not_done_on_any_day(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", TASKS)
    imported(capsys, path, "tasks", "key,title,project,status\n1,Plan,P,To do\n2,Build,P,Done\n")
    said = _exported(capsys, path, "tasks", "key", "status", "done")
    assert said[0] == ("1", "To do", "") and said[1][:2] == ("2", "Done") and said[1][2]
    totals = asked(capsys, "show", path, "totals")
    assert (totals["tasks"], totals["tasks_done"]) == (3, 1)


def test_days_that_a_file_moves_take_the_length_along_and_never_end_before_they_begin(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, path, "tasks", TASKS)
    answer = imported(capsys, path, "tasks", "key,title,project,due\n1,Plan,P,2026-03-01\n2,Build,P,2026-03-11\n")
    assert _told(answer) == (0, 1, 0, 1) and answer["errors"][0]["row"] == 1
    assert "before it starts (2026-03-02)" in answer["errors"][0]["problem"]
    assert _exported(capsys, path, "tasks", "duration_days", "due")[:2] == [("2", "2026-03-03"), ("6", "2026-03-11")]


def test_predecessors_are_told_anew_all_together(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", TASKS)
    turned = "key,title,project,predecessors\n1,Plan,P,3SS+2\n2,Build,P,3\n3,Show,P,\n"
    refused = imported(capsys, path, "tasks", turned)
    assert _told(refused)[:2] == (0, 0) and "wait for each other" in refused["errors"][0]["problem"]
    answer = imported(capsys, path, "tasks", "key,title,project,predecessors\n3,Show,P,2SS+2\n2,Build,P,\n")
    assert answer["errors"] == []
    assert _exported(capsys, path, "tasks", "key", "predecessors") == [("1", ""), ("2", "1FS+1"), ("3", "2SS+2")]
    twice = imported(capsys, path, "tasks", "key,title,project,predecessors\n3,Show,P,1FS;1SS\n")
    assert "named twice" in twice["errors"][0]["problem"]


def test_a_project_that_comes_with_its_past_is_burnt_down_from_its_first_task_on(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = (
        "key,title,project,status,estimate_hours,start,due,done\n1,A,P,Done,8,2026-03-02,2026-03-03,2026-03-04\n"
        "2,B,P,Done,4,2026-03-04,2026-03-06,2026-03-06\n3,C,P,To do,6,2026-03-05,2026-03-10,\n"
    )
    imported(capsys, path, "tasks", past)
    told = asked(capsys, "show", path, "burndown", "--as-of", "2026-03-06")
    assert told["baseline"] == 18 and told["scope_changes"] == []
    assert {day["date"]: day["remaining"] for day in told["days"] if day["remaining"] is not None} == {
        "2026-03-02": 18,
        "2026-03-03": 18,
        "2026-03-04": 10,
        "2026-03-05": 10,
        "2026-03-06": 6,
    }
    imported(capsys, path, "tasks", "key,title,project,estimate_hours\n4,More,P,5\n")
    assert asked(capsys, "show", path, "burndown", "--as-of", "2026-03-06")["baseline"] == 18


def test_hours_without_a_day_are_said_to_be_of_today(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(capsys, path, "time", "project,started,hours\nP,,1\nP,2026-03-02,2\n")
    assert answer["created"] == 2 and "1 entry says no day; today is taken." in answer["notes"]


def test_a_project_to_come_begins_with_the_event_that_opens_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "key,title,project,duration_days,start,predecessors\n1,Kick-off,P,0,2031-03-03,\n2,Build,P,3,,1\n"
    imported(capsys, path, "tasks", text)
    told = asked(capsys, "show", path, "schedule")
    assert [(task["key"], task["start"], task["finish"]) for task in told["tasks"]] == [
        ("1", "2031-03-03", "2031-03-03"),
        ("2", "2031-03-03", "2031-03-05"),
    ]
    assert told["length_days"] == 3


def test_a_table_as_planning_programs_write_it_comes_in(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(
        capsys,
        path,
        "tasks",
        "ID,Task Name,Duration,Start,Finish,Predecessors,Resource Names\n1,A,2 days,Mon 01/03/27,Tue 02/03/27,,Ann\n"
        "2,B,1 day?,Wed 03/03/27,Wed 03/03/27,1FS+1 day,Ann\n3,C,12 days,Thu 13/05/27,Fri 28/05/27,2,Ann\n",
    )
    assert answer["errors"] == []
    assert _exported(capsys, path, "tasks", "key", "duration_days", "start", "due", "predecessors") == [
        ("1", "2", "2027-03-01", "2027-03-02", ""),
        ("2", "1", "2027-03-03", "2027-03-03", "1FS+1"),
        ("3", "12", "2027-05-13", "2027-05-28", "2FS"),
    ]


def test_a_deal_to_come_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(capsys, path, "deals", "title,created\nA,2190-01-01\nB,2026-01-01\n")
    assert answer["created"] == 1 and answer["errors"][0]["field"] == "created"


def test_a_product_with_the_name_of_another_is_refused_and_the_rest_lands(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = imported(capsys, path, "products", "name,price,external_id\nHour,80,A\nDay,600,B\nHour,90,C\nMonth,9,\n")
    assert first["created"] == 3 and [(each["row"], each["field"]) for each in first["errors"]] == [(3, "name")]
    again = imported(capsys, path, "products", "name,price,external_id\nDay,80,A\nMonth,10,A\nMonth,10,D\nDay,700,B\n")
    assert [each["row"] for each in again["errors"]] == [1, 2] and again["updated"] == 2
    assert "Another product has this name" in again["errors"][0]["problem"]
    assert _exported(capsys, path, "products", "name", "price") == [
        ("Hour", "80.00"),
        ("Day", "700.00"),
        ("Month", "10.00"),
    ]


def test_a_tag_that_cannot_be_seen_is_none(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(capsys, path, "clients", "name,tags\nBlue Heron,\u200b;press\nQuay Office,\u200b\n")
    assert (answer["created"], answer["errors"]) == (2, [])
    assert _exported(capsys, path, "clients", "tags") == [("press",), ("",)]
