"""A row that does not land leaves nothing behind, and time comes in by the rules that hold in the window."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.values import parse_predecessors
from app.models.store import Store
from app.services import imports, timelog
from app.services.imports import Batch, Landed

NAMES = (
    "client",
    "person",
    "stage",
    "pipeline",
    "project",
    "status",
    "product",
    "source",
    "tag",
    "contact",
    "milestone",
)


def _land(store: Store, kind: str, dry_run: bool = False, **columns: list[Any]) -> Landed:
    count = len(next(iter(columns.values())))
    return imports.land(store, Batch(kind, list(range(1, count + 1)), columns, {}), dry_run=dry_run)


def _counted(store: Store) -> dict[str, int]:
    return {table: store.value(f"SELECT count(*) FROM {table}") for table in NAMES}


def test_a_refused_deal_makes_no_client_stage_or_person(store: Store) -> None:
    before = _counted(store)
    landed = _land(
        store,
        "deals",
        title=["Good", "Bad", "x" * 501],
        amount=[Decimal(5), Decimal(-5), Decimal(5)],
        client=["Acme", "Nobody", "Nobody too"],
        stage=["Won", "Strange stage", "Won"],
        pipeline=[None, "Strange pipeline", None],
        owner=[None, "Strange person", None],
        product=[None, None, "Strange product"],
    )
    assert landed.created == 1 and [problem.row for problem in landed.errors] == [2, 3]
    assert landed.made == {"client": ["Acme"]}
    assert _counted(store) == before | {"client": before["client"] + 1}


def test_tasks_in_a_circle_make_no_project_and_those_that_wait_for_them_say_so(store: Store) -> None:
    before = _counted(store)
    landed = _land(
        store,
        "tasks",
        key=["1", "2", "3"],
        title=["A", "B", "C"],
        project=["P", "P", "P"],
        assignee=["Strange person"] * 3,
        predecessors=[parse_predecessors(key) for key in ("2", "1", "2")],
    )
    assert landed.created == 0 and len(landed.errors) == 3
    assert "wait for each other" in landed.errors[0].problem and "There is no task 2" in landed.errors[2].problem
    assert _counted(store) == before


def _moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001 - as a file says it, in the user's own time


def test_time_that_overlaps_is_too_much_or_is_to_come_is_refused_with_its_row(store: Store) -> None:
    landed = _land(
        store,
        "time",
        project=["P", "P", "P", "P", "P", None],
        started=[_moment(2, 9), _moment(2, 10), _moment(3, 0), _moment(3, 0), datetime(2999, 1, 1), _moment(4, 0)],  # noqa: DTZ001
        ended=[_moment(2, 11), _moment(2, 12), None, None, None, None],
        hours=[None, None, 20 * 60, 5 * 60, 60, 60],
    )
    said = {problem.row: (problem.field, problem.problem) for problem in landed.errors}
    assert landed.created == 2 and set(said) == {2, 4, 5, 6}
    assert said[2][0] == "ended" and said[2][1].startswith("From 09:00 to 11:00 there is time on “P” already")
    assert said[4] == ("hours", "That day has 20:00 h already, and a day has 24 hours.")
    assert "to come" in said[5][1] and "spent on" in said[6][1]


def test_an_amount_with_more_decimals_than_its_currency_is_named(store: Store) -> None:
    landed = _land(store, "deals", title=["A", "B"], amount=[Decimal("1000.5"), Decimal(7)], currency=["JPY", "JPY"])
    assert "1 amount had more decimals than the currency has, and came in rounded." in landed.notes


SPANS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 22), st.integers(1, 300)), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SPANS)
def test_whatever_is_imported_nobody_does_two_things_at_a_time(store: Store, spans: Any) -> None:
    with store.write("Begin anew"):
        store.execute("DELETE FROM time_entry")
    starts = [_moment(day, hour) for day, hour, _ in spans]
    ends = [start + timedelta(minutes=length) for start, (_, _, length) in zip(starts, spans, strict=True)]
    if spans:
        landed = _land(store, "time", project=["P"] * len(spans), started=starts, ended=ends)
        assert landed.created + landed.skipped + len(landed.errors) == len(spans)
    found = store.rows("SELECT started_at, ended_at FROM time_entry ORDER BY started_at")
    assert len(found) == (landed.created if spans else 0)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    days = [total for (total,) in store.rows("SELECT sum(minutes) FROM time_entry GROUP BY person_id, on_date")]
    assert max(days, default=0) <= timelog.MAX_MINUTES
