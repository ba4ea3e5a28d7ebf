"""Deeds of the random walk: the clock."""

from __future__ import annotations

from datetime import timedelta

from app.base import today, utc_now
from app.domain.timing import Rounding
from app.services import people, time_deleted, time_edit, time_rates, timelog, timer, timesheet
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
    time_rates.choose_rounding(w.store, Rounding(w.chance.choice((0, 5, 15)), "up"))


def note_clock(w: Walk) -> None:
    timer.annotate(w.store, w.word())


def correct_clock(w: Walk) -> None:
    timer.began(w.store, utc_now() - timedelta(minutes=w.chance.randrange(1, 60)))


def split_time(w: Walk) -> None:
    time_edit.split(w.store, w.any("time_entry", "minutes IS NOT NULL"), w.chance.choice((10, 15)))


def join_time(w: Walk) -> None:
    first = w.any("time_entry", "minutes IS NOT NULL")
    time_edit.merge(w.store, [first, w.any("time_entry", "minutes IS NOT NULL")])


def delete_time(w: Walk) -> None:
    timelog.delete(w.store, w.any("time_entry", "minutes IS NOT NULL"))


def bring_time_back(w: Walk) -> None:
    found = time_deleted.deleted(w.store, people.me(w.store).id)
    if found:
        time_deleted.bring_back(w.store, w.chance.choice(found).id, cut=w.chance.random() < 0.5)


def put_time_on(w: Walk) -> None:
    timelog.put_on(w.store, w.any("time_entry", "minutes IS NOT NULL"), "deal", w.any("deal", LIVE))


def rate_of_project(w: Walk) -> None:
    time_rates.put(w.store, "project", w.any("project", LIVE), w.chance.choice((None, 9000)))


def rate_of_member(w: Walk) -> None:
    project, person = w.any("project", LIVE), w.any("person", "1")
    time_rates.put(w.store, "member", project, w.chance.choice((None, 11000)), person_id=person)


def rate_of_entry(w: Walk) -> None:
    time_rates.put_entry(w.store, w.any("time_entry", "minutes IS NOT NULL"), w.chance.choice((None, 7000)))


def rate_of_workspace(w: Walk) -> None:
    time_rates.put_workspace(w.store, w.chance.choice((None, 8000)))


def copy_week(w: Walk) -> None:
    timesheet.copy_week(w.store, timesheet.monday_of(today()))


ACTS = (
    start_clock, start_selling_clock, stop_clock, log_span, choose_rounding, note_clock, correct_clock, split_time, join_time,
    delete_time, bring_time_back, put_time_on, rate_of_project, rate_of_member, rate_of_entry, rate_of_workspace, copy_week,
)  # fmt: skip
