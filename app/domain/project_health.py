"""Whether a project will keep its promise, in one word and the reason for it. The worst reason is the one that is said."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from app.domain.workdays import Calendar

OWN: Final = ("good", "warn", "bad")
#: What is said where a person chose a word and wrote no note.
OWN_WORDS: Final = {"good": "On track", "warn": "At risk", "bad": "Off track"}
_ENDED: Final = {"done": "Done", "cancelled": "Cancelled", "on_hold": "On hold"}


class Facts(NamedTuple):
    """What health is judged by. `over_minutes`: what is logged beyond the budgeted hours."""

    status: str
    finish_on: date | None
    promised_on: date | None
    open_tasks: int
    late: int
    unowned: int
    over_minutes: int = 0


class Health(NamedTuple):
    """'good' 'warn' 'bad' 'none', and why."""

    word: str
    reason: str


def judge(facts: Facts, calendar: Calendar, now: date) -> Health:
    """The health of a project by the dates and hours as they stand, the worst first; days are working days."""
    if facts.status in _ENDED:
        return Health("none", _ENDED[facts.status])
    if not facts.open_tasks:
        return Health("none", "No open tasks")
    finish = max(facts.finish_on, now) if facts.finish_on else None
    promised = facts.promised_on
    if finish and promised and finish > promised:
        over = calendar.between(promised, finish) - calendar.is_working(promised)
        return Health("bad", f"{_days(over)} past the promise")
    if facts.late:
        return Health("warn", "1 task late" if facts.late == 1 else f"{facts.late} tasks late")
    if facts.unowned:
        many = f"{facts.unowned} tasks have no owner"
        return Health("warn", "1 task has no owner" if facts.unowned == 1 else many)
    if facts.over_minutes > 0:
        return Health("warn", f"{max(0.1, round(facts.over_minutes / 60, 1)):,g} h over its hours")
    if finish is None:
        return Health("none", "No dates")
    if promised is None:
        return Health("good", "On plan")
    return Health("good", f"{_days(calendar.between(finish, promised) - calendar.is_working(finish))} to spare")


def said(word: str, note: str) -> Health:
    """What a person says of it."""
    return Health(word, " ".join(note.split()) or OWN_WORDS[word])


def _days(count: int) -> str:
    return f"{count} working {'day' if count == 1 else 'days'}"
