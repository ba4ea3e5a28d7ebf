"""Why a task that is still to do starts on the day it starts: the task that it follows, or a day that it may not start before."""

from __future__ import annotations

from datetime import date

from app.base import day_from
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import settings
from app.services.task_board import TaskCard


def of_start(store: Store, card: TaskCard, not_before: date | None, now: date) -> str:
    """'after Checkout flow', 'not before this day'; '' where nothing open keeps it, or it could start sooner.

    An end that has passed without the work being done counts as today, since what follows cannot start sooner.
    """
    if card.start_on is None or card.status_kind != "todo":
        return ""
    shared, everybody = settings.calendars(store)
    own = everybody.get(card.assignee_id or 0, shared)
    best: tuple[date, str] | None = None
    for title, start, due, kind, lag in store.rows(
        "SELECT b.title, b.start_on, b.due_on, d.kind, d.lag_days FROM dependency d JOIN task b ON b.id = d.predecessor_id "
        "JOIN status s ON s.id = b.status_id WHERE d.successor_id = ? AND d.kind IN ('FS', 'SS') AND b.deleted_at IS NULL "
        "AND s.kind IN ('todo', 'doing', 'review') ORDER BY d.id",
        (card.id,),
    ):
        day = day_from(due if kind == "FS" else start)
        if day is None:
            continue
        allowed = _allowed(max(day, now) if kind == "FS" else day, kind == "FS", lag, shared, own)
        if best is None or allowed > best[0]:
            best = allowed, title
    if best is not None and best[0] == card.start_on:
        return f"after {best[1]}"
    if not_before is not None and own.on_or_after(not_before) == card.start_on:
        return "not before this day"
    return ""


def _allowed(day: date, ends: bool, lag: int, shared: Calendar, own: Calendar) -> date:
    """The first day on which the follower may start; lags are counted by the days of the workspace."""
    last = shared.on_or_before(day) if ends else shared.on_or_after(day)
    return own.on_or_after(shared.at(shared.number(last) + lag + ends))
