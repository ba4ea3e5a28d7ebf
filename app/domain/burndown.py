"""The burn-down of a project, replayed from its events: finished work burns, the rest is a scope change.

Only working days have a point; what happens on a day off counts on the next working day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

from app.domain.workdays import Calendar

Unit = Literal["hours", "tasks"]
DAYS_NOTE = "Working days only. Work done on a day off counts on the next working day."

ADDED, MOVED_IN, RESUMED = "added", "moved here", "taken up again"
ESTIMATED, CANCELLED, DELETED, MOVED_OUT = "re-estimated", "cancelled", "deleted", "moved away"
_SILENT = (ADDED,)


#: A task, the day, and the field of the event that has a cause of its own.
Cause = tuple[int, date, str]


class TaskEvent(NamedTuple):
    """`field` is 'created', 'status' (values are status kinds), 'estimate' (minutes as text or None),
    'project' (ids as text or None) or 'deleted'. What a task is created with (an estimate, a status other
    than 'todo') is told by events of the same day.
    """

    task_id: int
    on: date
    field: str
    old: str | None
    new: str | None


class Day(NamedTuple):
    """End of a working day, in minutes or tasks; what is actual is None after today."""

    date: date
    remaining: int | None
    ideal: int
    scope: int | None
    done: int | None


class ScopeChange(NamedTuple):
    """`delta` changed the scope; `left_delta` is the part of it that changed what is left."""

    on: date
    delta: int
    reason: str
    task_ids: tuple[int, ...]
    left_delta: int


class Burndown(NamedTuple):
    """`remaining`, `done` and `scope` are as of today; minutes for 'hours', else numbers of tasks.

    `unestimated` counts the tasks in scope without an estimate: as hours they weigh nothing, so say it.
    `ideal_finish` is where the ideal line ends; None when there is neither a plan nor a promise.
    `beyond` holds the working days after the last of `days` up to the promise, for the axis of a chart.
    """

    unit: Unit
    baseline: int
    baseline_on: date
    days: tuple[Day, ...]
    unestimated: int
    scope_changes: tuple[ScopeChange, ...]
    today: date
    plan_finish: date | None
    promised_on: date | None
    remaining: int
    done: int
    scope: int
    planned: tuple[tuple[date, int], ...]
    ideal_finish: date | None
    beyond: tuple[date, ...]

    @property
    def above_ideal(self) -> int | None:
        """What is left today less what should be left; None before the baseline or without an ideal line."""
        ideal = [day.ideal for day in self.days if day.date <= self.today]
        return self.remaining - ideal[-1] if ideal and self.ideal_finish else None


class _State(NamedTuple):
    here: bool = True
    status: str = "todo"
    minutes: int | None = None
    exists: bool = True

    @property
    def in_scope(self) -> bool:
        return self.here and self.exists and self.status != "cancelled"

    @property
    def finished(self) -> bool:
        return self.status == "done"


class _Shift(NamedTuple):
    """What one task did to the figures in one day."""

    task_id: int
    kind: str
    scope: int
    left: int
    cause: str = ""


def burndown(
    events: Iterable[TaskEvent],
    calendar: Calendar,
    *,
    unit: Unit,
    baseline_on: date,
    plan_finish: date | None,
    promised_on: date | None,
    today: date,
    titles: Mapping[int, str],
    project: int | None = None,
    baseline_finish: date | None = None,
    causes: Mapping[Cause, str] | None = None,
) -> Burndown:
    """Replay `events` (any order of days; in order within a day) up to and including `today`.

    The baseline is the scope at the end of `baseline_on`. The ideal line goes from it to 0 over the working
    days up to `baseline_finish`, else `plan_finish`, else the promise. `project` is the id that 'project'
    events speak of; without it every move from one project to another is taken as a move away from this one.
    `causes` names why a task was 'created' or its 'status' changed on a day ('Change order 2'): such a change is never
    part of the baseline, and its words are the reason of its step.
    """
    causes = causes or {}
    history = sorted(events, key=lambda event: event.on)
    known = [event for event in history if event.on <= today]
    first = calendar.on_or_after(baseline_on)
    board = _Board(unit, None if project is None else str(project), history, causes)
    agreed, later = _by_baseline(known, baseline_on, causes)
    board.play(agreed)
    baseline = board.scope
    ideal_finish = baseline_finish or plan_finish or promised_on
    last = max(first, *(calendar.on_or_before(day) for day in (plan_finish, ideal_finish, today) if day))
    dates = calendar.days(first, last)
    ideal = _ideal(baseline, dates, ideal_finish)
    days: list[Day] = []
    changes: list[ScopeChange] = []
    by_day = _by_working_day(later, dates)
    for index, day in enumerate(dates):
        changes += _changes(day, board.play(by_day.get(index, ())), titles)
        actual = (board.left, board.scope, board.done) if day <= today else (None, None, None)
        days.append(Day(day, actual[0], ideal[index], actual[1], actual[2]))
    changes += _changes(calendar.on_or_after(today), board.play(by_day.get(len(dates), ())), titles)
    return Burndown(
        unit=unit,
        baseline=baseline,
        baseline_on=baseline_on,
        days=tuple(days),
        unestimated=board.unestimated,
        scope_changes=tuple(changes),
        today=today,
        plan_finish=plan_finish,
        promised_on=promised_on,
        remaining=board.left,
        done=board.done,
        scope=board.scope,
        planned=_planned(board.left, calendar, today, plan_finish),
        ideal_finish=ideal_finish,
        beyond=tuple(day for day in calendar.days(last, promised_on) if day > last) if promised_on else (),
    )


def _by_baseline(
    events: Sequence[TaskEvent], baseline_on: date, causes: Mapping[Cause, str]
) -> tuple[list[TaskEvent], list[TaskEvent]]:
    """What happened up to the baseline, and later. What has a cause of its own is later, and so is all that follows it
    in the same task.
    """
    agreed: list[TaskEvent] = []
    later: list[TaskEvent] = []
    caused: set[int] = set()
    for event in events:
        if (event.task_id, event.on, event.field) in causes:
            caused.add(event.task_id)
        (later if event.on > baseline_on or event.task_id in caused else agreed).append(event)
    return agreed, later


def _by_working_day(events: Sequence[TaskEvent], dates: Sequence[date]) -> dict[int, list[TaskEvent]]:
    """Events by the index of the working day they count on; len(dates) holds those after the last one."""
    found: dict[int, list[TaskEvent]] = {}
    for event in events:
        found.setdefault(bisect_left(dates, event.on), []).append(event)
    return found


def _ideal(baseline: int, dates: Sequence[date], finish: date | None) -> list[int]:
    """From the baseline on the first day down to 0 on the last working day up to `finish`."""
    if finish is None:
        return [baseline] * len(dates)
    steps = max(1, sum(day <= finish for day in dates) - 1)
    return [max(0, (2 * baseline * (steps - index) + steps) // (2 * steps)) for index in range(len(dates))]


def _planned(left: int, calendar: Calendar, today: date, finish: date | None) -> tuple[tuple[date, int], ...]:
    """A straight line over working days from what is left today to nothing on the planned finish."""
    if finish is None or finish <= today:
        return ()
    dates = [today, *(day for day in calendar.days(today, finish) if day > today)]
    steps = max(1, len(dates) - 1)
    return tuple((day, left * (steps - index) // steps) for index, day in enumerate(dates))


class _Board:
    """The tasks as they stood, and the running sums over those in scope."""

    def __init__(
        self, unit: Unit, project: str | None, events: Sequence[TaskEvent], causes: Mapping[Cause, str]
    ) -> None:
        self._unit = unit
        self._project = project
        self._causes = causes
        self._states = _earliest(events, project)
        self.scope = self.left = self.done = self.unestimated = 0
        for state in self._states.values():
            self._count(state, 1)

    def play(self, events: Iterable[TaskEvent]) -> list[_Shift]:
        """Apply the events of one day; per task only the difference from morning to evening counts."""
        before: dict[int, _State] = {}
        kinds: dict[int, str] = {}
        why: dict[int, str] = {}
        for event in events:
            state = self._states[event.task_id]
            before.setdefault(event.task_id, state)
            self._states[event.task_id] = after = self._applied(state, event)
            if state.in_scope != after.in_scope or event.field == "estimate":
                kinds[event.task_id] = _kind(state, after, event, kinds.get(event.task_id))
                cause = self._causes.get((event.task_id, event.on, event.field))
                why.update({event.task_id: cause} if cause else {})
        shifts: list[_Shift] = []
        for task_id, old in before.items():
            new = self._states[task_id]
            self._count(old, -1)
            self._count(new, 1)
            scope = self._weight(new) - self._weight(old)
            if scope:
                left = 0 if old.finished and (new.finished or not new.in_scope) else scope
                shifts.append(_Shift(task_id, kinds.get(task_id, ESTIMATED), scope, left, why.get(task_id, "")))
        return shifts

    def _count(self, state: _State, sign: int) -> None:
        weight = sign * self._weight(state)
        self.scope += weight
        if state.finished:
            self.done += weight
        else:
            self.left += weight
        if state.in_scope and state.minutes is None:
            self.unestimated += sign

    def _weight(self, state: _State) -> int:
        if not state.in_scope:
            return 0
        return (state.minutes or 0) if self._unit == "hours" else 1

    def _applied(self, state: _State, event: TaskEvent) -> _State:
        match event.field:
            case "created":
                return state._replace(exists=True)
            case "deleted":
                return state._replace(exists=False)
            case "status":
                return state._replace(status=event.new or "todo")
            case "estimate":
                return state._replace(minutes=_minutes(event.new))
            case "project":
                return state._replace(here=_is_here(event, self._project))
        return state


def _earliest(events: Sequence[TaskEvent], project: str | None) -> dict[int, _State]:
    """Each task before its first event. What a field held before is what its first event calls old, so events
    after the day that is looked at are read too: they know what was true on it.
    """
    firsts: dict[int, dict[str, TaskEvent]] = {}
    for event in events:
        firsts.setdefault(event.task_id, {}).setdefault(event.field, event)
    states: dict[int, _State] = {}
    for task_id, first in firsts.items():
        state = _State(exists=not _is_born(first))
        if "status" in first:
            state = state._replace(status=first["status"].old or "todo")
        if "estimate" in first:
            state = state._replace(minutes=_minutes(first["estimate"].old))
        if "project" in first:
            old = first["project"].old
            state = state._replace(here=old is not None if project is None else old == project)
        states[task_id] = state
    return states


def _is_born(first: Mapping[str, TaskEvent]) -> bool:
    """Whether a history opens with a creation; a 'created' event further on takes back a deletion."""
    born = first.get("created")
    if born is None or next(iter(first.values())).on < born.on:
        return False
    fields = list(first)
    return "deleted" not in fields or fields.index("created") < fields.index("deleted")


def _is_here(event: TaskEvent, project: str | None) -> bool:
    if project is not None:
        return event.new == project
    return event.old is None and event.new is not None


def _minutes(text: str | None) -> int | None:
    return None if text in (None, "") else int(text)


def _kind(before: _State, after: _State, event: TaskEvent, earlier: str | None) -> str:
    """Why the scope changed, in the words that are shown."""
    if before.in_scope == after.in_scope:
        return earlier or ESTIMATED
    if event.field == "project" and event.old is None:
        return ADDED
    words = {
        "created": (ADDED, ADDED),
        "project": (MOVED_IN, MOVED_OUT),
        "status": (RESUMED, CANCELLED),
        "deleted": (ADDED, DELETED),
    }
    return words[event.field][0 if after.in_scope else 1]


def _changes(on: date, shifts: Sequence[_Shift], titles: Mapping[int, str]) -> Iterator[ScopeChange]:
    """One scope change per day and kind, and one for each cause."""

    def subject(shift: _Shift) -> tuple[str, str]:
        return shift.cause, "" if shift.cause else shift.kind

    for (cause, kind), group in groupby(sorted(shifts, key=subject), key=subject):
        found = list(group)
        delta, left = sum(shift.scope for shift in found), sum(shift.left for shift in found)
        if delta or left:
            ids = tuple(shift.task_id for shift in found)
            words = f"{cause}: {_reason(ADDED, ids, titles)}" if cause else _reason(kind, ids, titles)
            yield ScopeChange(on, delta, words, ids, left)


def _reason(kind: str, ids: Sequence[int], titles: Mapping[int, str]) -> str:
    """'Admin page', 'Admin page and 2 more', 'Menu photos cancelled'."""
    named = [titles[task_id] for task_id in ids if titles.get(task_id)]
    if not named:
        subject = "1 task" if len(ids) == 1 else f"{len(ids)} tasks"
        return f"{subject} {kind}"
    subject = named[0] if len(ids) == 1 else f"{named[0]} and {len(ids) - 1} more"
    return subject if kind in _SILENT else f"{subject} {kind}"
