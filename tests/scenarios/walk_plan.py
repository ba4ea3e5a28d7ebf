"""Deeds of the random walk: the plan of a day, and what is moved in the calendar."""

from __future__ import annotations

from datetime import timedelta

from app.base import today
from app.services import calendar_items, day_plan
from tests.scenarios.walker import LIVE, Walk


def plan_day(w: Walk) -> None:
    day = today() + timedelta(days=w.chance.randrange(3))
    day_plan.put(w.store, [w.any("task", LIVE), w.any("task", LIVE)], day)


def move_in_plan(w: Walk) -> None:
    day_plan.move(w.store, [w.any("day_plan", "1")], today() + timedelta(days=w.chance.randrange(3)))


def plan_minutes(w: Walk) -> None:
    day_plan.put_minutes(w.store, w.any("day_plan", "1"), w.chance.choice((30, 90)))


def take_out_of_plan(w: Walk) -> None:
    day_plan.take_out(w.store, [w.any("day_plan", "1")])


def move_in_calendar(w: Walk) -> None:
    calendar_items.move(w.store, "task", w.any("task", f"{LIVE} AND due_on IS NOT NULL"), w.chance.choice((-3, 1, 7)))


def move_close(w: Walk) -> None:
    deal = w.any("deal", f"{LIVE} AND expected_close_on IS NOT NULL AND closed_on IS NULL")
    calendar_items.move(w.store, "close", deal, w.chance.choice((-2, 5)))


ACTS = (plan_day, plan_day, move_in_plan, plan_minutes, take_out_of_plan, move_in_calendar, move_close)
