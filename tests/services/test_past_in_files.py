"""Files that come again and again: the past that they tell, and the past that they leave as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.store import Store
from app.services import figures, imports, past
from app.services.imports import Batch

MONDAY = date(2026, 11, 16)


def _on(day: date) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False)


def _land(store: Store, kind: str, *rows: dict[str, Any]) -> imports.Landed:
    names = {name for row in rows for name in row}
    columns = {name: [row.get(name) for row in rows] for name in names}
    landed = imports.land(store, Batch(kind, list(range(1, len(rows) + 1)), columns, {}))
    assert landed.errors == []
    return landed


def _task(key: str, hours: int | None = None, project: str = "P", **cell: Any) -> dict[str, Any]:
    return {"external_id": f"x{key}", "title": f"Task {key}", "project": project,
            "estimate_hours": None if hours is None else hours * 60, **cell}  # fmt: skip


def _day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def _left(store: Store, as_of: date) -> dict[int, int]:
    """Hours left at the end of each day of November."""
    told = figures.burndown(store, 1, as_of=as_of)
    return {day.date.day: day.remaining // 60 for day in told.days if day.remaining is not None}


def test_what_joins_a_project_is_no_part_of_what_was_agreed(store: Store) -> None:
    with _on(MONDAY):
        _land(store, "tasks", _task("1", 8, start=MONDAY, due=_day(1)), _task("2", 4, due=_day(4)))
    with _on(_day(3)):
        before = figures.burndown(store, 1, as_of=_day(2))
        late = _task("3", 10, start=_day(-5), due=_day(18))
        done = _task("4", 6, start=_day(-4), due=_day(-3), done=_day(-2))
        _land(store, "tasks", late, done, _task("5", 2, done=_day(2)))
        told = figures.burndown(store, 1)
        assert told.baseline == 12 * 60
        assert [(change.on, change.delta // 60) for change in told.scope_changes] == [
            (_day(1), 6),
            (_day(2), 2),
            (_day(3), 10),
        ]
        assert _left(store, _day(3)) == {16: 12, 17: 12, 18: 12, 19: 22}
        assert [day.ideal for day in figures.burndown(store, 1, as_of=_day(2)).days] == [
            day.ideal for day in before.days
        ]


def test_a_task_that_is_done_again_with_an_old_day_is_done(store: Store) -> None:
    with _on(MONDAY):
        _land(store, "tasks", _task("1", 8, start=MONDAY), _task("2", 4))
    with _on(_day(2)):
        _land(store, "tasks", _task("1", done=_day(1)), _task("2", done=_day(-6)))
        assert _left(store, _day(2)) == {16: 8, 17: 0, 18: 0}
    with _on(_day(3)):
        _land(store, "tasks", _task("1", status="To do"))
        assert _left(store, _day(3)) == {16: 8, 17: 0, 18: 0, 19: 8}
    with _on(_day(4)):
        _land(store, "tasks", _task("1", done=_day(1)))
        assert _left(store, _day(4)) == {16: 8, 17: 0, 18: 0, 19: 0, 20: 0}
        assert past.tasks(store, _day(4)) == (2, 2)


def test_a_task_that_was_given_up_comes_back_on_the_day_of_the_file_that_says_it_was_done(store: Store) -> None:
    with _on(MONDAY):
        _land(store, "tasks", _task("1", 8, start=MONDAY), _task("2", 4, status="Cancelled"))
    with _on(_day(2)):
        _land(store, "tasks", _task("2", done=MONDAY))
        told = figures.burndown(store, 1)
        assert told.baseline == 8 * 60
        assert [(change.on, change.delta) for change in told.scope_changes] == [(_day(2), 4 * 60)]
        assert (told.scope, told.done) == (12 * 60, 4 * 60)


def test_a_deal_that_is_won_again_with_its_old_day_is_won_in_its_month(store: Store) -> None:
    deal = {"external_id": "D", "title": "Shop", "client": "Acme", "currency": "USD", "amount": Decimal(100)}
    with _on(date(2026, 10, 20)):
        _land(store, "deals", deal | {"stage": "Won", "created": datetime(2026, 10, 1), "closed": date(2026, 10, 15)})  # noqa: DTZ001
    with _on(_day(0)):
        _land(store, "deals", deal | {"stage": "Proposal"})
    with _on(_day(4)):
        _land(store, "deals", deal | {"stage": "Won", "closed": date(2026, 10, 15)})
    with _on(_day(9)):
        assert figures.totals(store, as_of=_day(5)).won == 1
        told = figures.forecast(store, as_of=_day(5))
        assert {month.month: month.closed for month in told.months if month.closed} == {"2026-10": 100_00}


def test_what_moved_away_keeps_its_name(store: Store) -> None:
    with _on(MONDAY):
        _land(store, "tasks", _task("1", 8), _task("2", 4))
    with _on(_day(1)):
        _land(store, "tasks", _task("2", project="Q"))
        assert [change.reason for change in figures.burndown(store, 1).scope_changes] == ["Task 2 moved away"]


STEP = st.tuples(
    st.integers(0, 4),
    st.sampled_from([None, "To do", "In progress", "Done", "Cancelled"]),
    st.one_of(st.none(), st.integers(-9, 0)),
    st.one_of(st.none(), st.integers(0, 9)),
    st.sampled_from(["P", "P", "Q"]),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(STEP, min_size=1, max_size=4), min_size=1, max_size=5))
def test_whatever_files_tell_the_burn_down_ends_with_what_is_true(store: Store, files: Any) -> None:
    fresh = str(store.value("SELECT count(*) FROM project"))
    agreed = None
    for number, steps in enumerate(files):
        now = _day(number)
        with _on(now):
            rows = {
                key: _task(f"{fresh}-{key}", hours, f"{project}{fresh}", status=status, done=None if ago is None else now + timedelta(days=ago))
                for key, status, ago, hours, project in steps
            }  # fmt: skip
            first = [] if number else [_task(f"{fresh}-first", 5, f"P{fresh}")]
            _land(store, "tasks", *rows.values(), *first)
            project = int(store.value("SELECT id FROM project WHERE name = ?", (f"P{fresh}",)))
            told = figures.burndown(store, project)
            sums = store.row(
                "SELECT ifnull(sum(estimate_minutes), 0), ifnull(sum(iif(kind = 'done', estimate_minutes, 0)), 0), "
                "ifnull(sum(estimate_minutes IS NULL), 0), count(*), ifnull(sum(kind = 'done'), 0) "
                "FROM task JOIN status s ON s.id = status_id WHERE task.project_id = ? AND kind <> 'cancelled'",
                (project,),
            )
            assert (told.scope, told.done, told.unestimated) == sums[:3]
            counted = figures.burndown(store, project, unit="tasks")
            assert (counted.scope, counted.done) == sums[3:]
            if number:
                assert told.baseline == agreed
            agreed = told.baseline
