"""Deeds of the random walk: the clock."""

from __future__ import annotations

from datetime import timedelta

from app.base import utc_now
from app.domain.timing import Rounding
from app.services import timelog, timer
from tests.scenarios.walker import LIVE, Walk


def start_clock(w: Walk) -> None:
    timer.start(w.store, task_id=w.any("task", LIVE))


def start_selling_clock(w: Walk) -> None:
    timer.start(w.store, deal_id=w.any("deal", LIVE))


def stop_clock(w: Walk) -> None:
    timer.stop(w.store, now=utc_now() + timedelta(minutes=w.chance.randrange(90)))


def log_span(w: Walk) -> None:
    start = utc_now() - timedelta(minutes=w.chance.randrange(100_000, 900_000))
    timelog.add_span(w.store, start, start + timedelta(minutes=30), task_id=w.any("task", LIVE), note=w.word())


def choose_rounding(w: Walk) -> None:
    timer.choose_rounding(w.store, Rounding(w.chance.choice((0, 5, 15)), "up"))


ACTS = (start_clock, start_selling_clock, stop_clock, log_span, choose_rounding)
