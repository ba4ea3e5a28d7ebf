"""The weeks to come, of deals and tasks that came from files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from asking import asked, imported

HEAD = "title,client,currency,amount,probability,expected_close,product\n"


@pytest.fixture(autouse=True)
def before_christmas() -> Any:
    """The Wednesday before a year with a week 53 ends."""
    with time_machine.travel(datetime(2026, 12, 23, 12, tzinfo=UTC), tick=False):
        yield


def _weeks(capsys: pytest.CaptureFixture[str], path: Path, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(week[name] for name in names) for week in asked(capsys, "show", path, "capacity")["weeks"]]


def test_open_deals_bring_the_hours_of_their_products(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "products", "name,price,currency,hours\nConsulting,90,EUR,92\n")
    deals = "Shop,Acme,EUR,900,50,2027-01-03,Consulting\nSite,Acme,EUR,900,0,2027-01-03,Consulting\nFair,Acme,EUR,9,50,,Consulting\n"
    imported(capsys, path, "deals", HEAD + deals)
    assert _weeks(capsys, path, "week", "available_hours", "expected_hours", "overload_probability")[:4] == [
        ("2026-W52", 24, 0, 0),
        ("2026-W53", 40, 0, 0),
        ("2027-W01", 40, 10, 0),
        ("2027-W02", 40, 10, 0),
    ]


def test_the_likelier_a_deal_the_fuller_the_weeks(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "products", "name,price,currency,hours\nConsulting,90,EUR,400\n")
    seen = []
    for percent in (0, 10, 50, 90, 100):
        imported(capsys, path, "deals", HEAD + f"Shop,Acme,EUR,900,{percent},2027-01-03,Consulting\n")
        seen.append(_weeks(capsys, path, "expected_hours", "overload_probability")[2])
    assert [chance for _, chance in seen] == [0, 0.1, 0.5, 0.9, 1]
    assert [hours for hours, _ in seen] == sorted(hours for hours, _ in seen)


def test_work_over_new_year_stands_in_its_iso_weeks(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = (
        "title,project,estimate_hours,start,due,status\n"
        "Move,P,12,2026-12-30,2027-01-05,\n"
        "Paint,Q,5,2027-01-01,2027-01-01,\n"
        "Old,Q,4,2026-12-01,2026-12-02,\n"
        "Off,Q,90,2026-12-30,2026-12-31,Cancelled\n"
    )
    imported(capsys, path, "tasks", tasks)
    weeks = dict(_weeks(capsys, path, "week", "committed_hours"))
    assert list(weeks)[:3] == ["2026-W52", "2026-W53", "2027-W01"]
    assert [weeks[week] for week in list(weeks)[:4]] == [4, 12.2, 4.8, 0]
