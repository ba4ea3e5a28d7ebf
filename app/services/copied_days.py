"""The days of a project done once more where somebody in it works on days of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.domain import schedule as rules
from app.domain.schedule import Link
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import schedules, settings
from app.services.schedules import PlanRow

if TYPE_CHECKING:
    from app.services.project_copy import Shift

Days = tuple[date | None, date | None]


def of(store: Store, project_id: int, shift: Shift) -> dict[int, Days]:
    """Start and due day of every task in the copy; nothing where everybody works as the workspace does.

    Where a task stands is counted by the days of the workspace, as everything else in the copy. It begins on the first day
    from there on that its owner works, takes as many of the owner's days as before, and what waits for it waits.
    """
    shared = shift.calendar
    own = {who: week for who, week in settings.own_calendars(store, shared).items() if not week.works_like(shared)}
    rows = schedules.tasks_of(store, [project_id]) if own else []
    if not any(row.assignee_id in own for row in rows):
        return {}
    placed, theirs = [], []
    for row in rows:
        start, due = shift.day(row.start_on), shift.day(row.due_on)
        if row.assignee_id in own:
            start, due = _worked(row, start, due, own[row.assignee_id])
            theirs.append(row.id)
        placed.append(
            row._replace(
                kind="todo", start_on=start, due_on=due, not_before_on=shift.day(row.not_before_on), deadline_on=None,
                duration_days=None if start and due and row.duration_days else row.duration_days,
            )
        )  # fmt: skip
    links = schedules.bound(placed, schedules.links_of(store, [project_id]))
    return _pushed(placed, links, theirs, shift, own)


def _worked(row: PlanRow, start: date | None, due: date | None, mine: Calendar) -> Days:
    """On the days of the owner; an event, which takes none, stays where it is."""
    if row.duration_days == 0:
        return start, due
    start, due = start and mine.on_or_after(start), due and mine.on_or_after(due)
    if start and due and row.start_on and row.due_on:
        due = mine.add(start, max(1, mine.between(row.start_on, row.due_on)) - 1)
    return start, due


def _pushed(
    placed: Sequence[PlanRow], links: Sequence[Link], theirs: Sequence[int], shift: Shift, own: schedules.Own
) -> dict[int, Days]:
    """The days once none of these tasks, and nothing behind them, begins before its links allow: somebody's Saturday may have
    become the Monday of what waits for it."""
    days: dict[int, Days] = {row.id: (row.start_on, row.due_on) for row in placed}
    first = min([shift.new, *(row.start_on for row in placed if row.start_on)])
    told = schedules.facts(placed, shift.calendar, first, own)
    try:
        plan = rules.plan(told, links, shift.calendar, start=first, own=own)
    except rules.CycleError:
        return days
    for key in {*theirs, *schedules.following(links, theirs)}:
        (start, due), planned = days[key], plan.tasks[key]
        if due is not None and (planned.finish > due or (start is not None and planned.start > start)):
            days[key] = planned.start if start else None, max(due, planned.finish)
    return days
