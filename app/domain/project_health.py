"""Whether a project will keep its promise, in one word and the reason for it. The worst reason is the one that is said."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from app.domain.workdays import Calendar

OWN: Final = ("good", "warn", "bad")
#: What a project is called, by what is judged of it and where a person chose a word and wrote no note.
STATES: Final = {"good": "On time", "warn": "At risk", "bad": "Late"}
_ENDED: Final = {"done": "Done", "cancelled": "Cancelled", "on_hold": "On hold"}


class Facts(NamedTuple):
    """What health is judged by. `finish_on` is the finish as planned, `expected_on` as the plan of the tasks expects it today,
    None while that is not known. `late`: open tasks past their due day, `missed`: past their deadline.
    `over_minutes`: what is logged beyond the budgeted hours.
    """

    status: str
    finish_on: date | None
    promised_on: date | None
    open_tasks: int
    late: int
    unowned: int
    over_minutes: int = 0
    expected_on: date | None = None
    missed: int = 0


class Health(NamedTuple):
    """'good' 'warn' 'bad' 'none', and why."""

    word: str
    reason: str


def judge(facts: Facts, calendar: Calendar, now: date) -> Health:
    """The health of a project by its dates and hours as they stand, the worst first; days are working days.

    A project is due on the day promised, without a promise on the day its finish is planned for. It ends on the later of the
    planned and the expected finish, and not before today.

    - Late ('bad'): it ends after it is due, or a task has missed its deadline.
    - At risk ('warn'): the day it is due still holds, but a task is late or has no owner, it ends later than planned and on the
      very day it is due, or more hours are logged than were sold.
    - On time ('good'): none of these.
    - Not judged ('none'): on hold, done, cancelled, without an open task or without any date.

    Days off make nothing late: what was due on Friday is late from Monday on.
    """
    if facts.status in _ENDED:
        return Health("none", _ENDED[facts.status])
    if not facts.open_tasks:
        return Health("none", "No open tasks")
    due = facts.promised_on or facts.finish_on
    finish = ends_on(facts, calendar, now)
    if finish and due and finish > due:
        over = calendar.late_days(due, finish)
        words = _days(over) if over else "A day off"
        return Health("bad", f"{words} past the promise" if facts.promised_on else f"{words} late")
    if facts.missed:
        return Health("bad", "1 deadline missed" if facts.missed == 1 else f"{facts.missed} deadlines missed")
    if facts.late:
        return Health("warn", "1 task late" if facts.late == 1 else f"{facts.late} tasks late")
    if facts.unowned:
        many = f"{facts.unowned} tasks have no owner"
        return Health("warn", "1 task has no owner" if facts.unowned == 1 else many)
    if finish and facts.finish_on and finish > facts.finish_on and finish == due:
        return Health("warn", "Nothing left to spare")
    if facts.over_minutes > 0:
        return Health("warn", f"{max(0.1, round(facts.over_minutes / 60, 1)):,g} h over its hours")
    if finish is None or due is None:
        return Health("none", "No dates")
    if facts.promised_on is None:
        return Health("good", "On plan")
    return Health("good", f"{_days(calendar.late_days(finish, due))} to spare")


def ends_on(facts: Facts, calendar: Calendar, now: date) -> date | None:
    """When a project with open tasks ends: on the later of the planned and the expected finish, and not before the last day that
    was worked; None where neither is known."""
    days = [day for day in (facts.finish_on, facts.expected_on) if day is not None]
    return max(*days, calendar.on_or_before(now)) if days else None


def later(calendar: Calendar, planned: date | None, expected: date | None) -> int:
    """By how many working days a finish is expected after it is planned; 0 where it is not, or where one is not known."""
    return calendar.late_days(planned, expected) if planned and expected else 0


def said(word: str, note: str) -> Health:
    """What a person says of it."""
    return Health(word, " ".join(note.split()) or STATES[word])


def _days(count: int) -> str:
    return f"{count} working {'day' if count == 1 else 'days'}"
