"""The timeline of one project or of all open ones: what is to be expected, bar by bar, and what it says about the finish."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from, today
from app.domain import schedule as rules
from app.domain.schedule import Link, Plan
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import plan_reads, project_states, schedules, settings, tasks, timeline_sums
from app.services.plan_facts import NOBODY
from app.services.plan_network import Network
from app.services.plan_reads import Tie
from app.services.timeline_sums import Below


class Bar(NamedTuple):
    """A task in the timeline. Dates are included on both sides; days and floats are working days of its owner, times minutes.

    `progress` is a share from 0 to 1; `late` the working days since it was due, 0 when it is not late. `parent_id` is the
    task it is a part of, `below` what its own parts come to.
    """

    id: int
    title: str
    project_id: int
    milestone_id: int | None
    owner_id: int | None
    owner: str
    initials: str
    mine: bool
    kind: str
    start: date
    finish: date
    days: int
    total_float: int
    critical: bool
    due_on: date | None
    late: int
    baseline_start: date | None
    baseline_finish: date | None
    progress: float
    off: tuple[date, ...]
    waits_for: tuple[str, ...]
    parent_id: int | None = None
    below: Below | None = None

    @property
    def span(self) -> tuple[date, date]:
        """First and last day of what is drawn: of its subtasks where it has some."""
        return (self.below.start, self.below.finish) if self.below else (self.start, self.finish)

    @property
    def baseline(self) -> tuple[date, date] | None:
        """First and last day of the baseline that is drawn, as `span`."""
        if self.below:
            return self.below.baseline
        return (self.baseline_start, self.baseline_finish) if self.baseline_start and self.baseline_finish else None


class Stone(NamedTuple):
    """A milestone: the span of its tasks, and when it is reached."""

    id: int
    title: str
    project_id: int
    start: date | None
    on: date | None
    done: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here


class Head(NamedTuple):
    """What a project's timeline comes to. `finish` is the expected one, or the planned one where that is later and work is
    open. `spare` are the working days between it and the promise, negative when that is broken; `behind` those between the
    baseline's finish and it. Of the deal's `lines` so many are `untasked`: no task was made of them.
    """

    id: int
    name: str
    client: str
    start: date | None
    finish: date | None
    promised_on: date | None
    spare: int | None
    late: int
    first_late: str
    first_late_days: int
    baseline_finish: date | None
    behind: int | None
    used: int
    left: int
    planned: int
    deal_id: int | None
    sold_minor: int | None
    currency: str
    lines: int
    untasked: int
    done: int
    count: int  # type: ignore[assignment]  # as above


class Timeline(NamedTuple):
    """Bars by milestone and start; the links between them; a head for each project; the calendar they were
    reckoned with, and everybody's `own`. `cyclic` names projects whose links go in a circle: they have no bars until that
    is mended. `ties` are the links to tasks of projects that are not shown.
    """

    bars: list[Bar]
    stones: list[Stone]
    links: list[Link]
    heads: list[Head]
    calendar: Calendar
    today: date
    cyclic: list[str]
    own: schedules.Own = NOBODY
    ties: Sequence[Tie] = ()

    def works(self, bar: Bar) -> Calendar:
        """The days on which a bar is worked."""
        return self.calendar if bar.owner_id is None else self.own.get(bar.owner_id, self.calendar)


def timeline(store: Store, project_id: int | None = None, as_of: date | None = None) -> Timeline:
    """The timeline of a project, or of all that are open; a fixed number of queries, then arithmetic.

    Raises UserError when the project is gone.
    """
    now, calendar = as_of or today(), settings.planning(store)
    wanted = [project_id] if project_id is not None else open_projects(store)
    facts = _projects(store, wanted)
    if project_id is not None and not facts:
        raise UserError(schedules.PROJECT_GONE)
    tasks = {row.id: row for row in schedules.tasks_of(store, wanted)}
    links, ties = schedules.links_of(store, wanted), plan_reads.ties(store, wanted)
    around = _around(store, wanted)
    by_project: dict[int, list[schedules.PlanRow]] = {}
    for row in tasks.values():
        by_project.setdefault(around[row.id][0], []).append(row)
    network = Network(store, wanted, tasks, links, now)
    own = settings.own_calendars(store, calendar)
    waits, above = timeline_sums.waits(links, tasks, ties), timeline_sums.parents(store, wanted)
    bars: list[Bar] = []
    heads: list[Head] = []
    cyclic: list[str] = []
    for project in wanted:
        rows = by_project.get(project, [])
        name, start_on, promised = facts[project][0], day_from(facts[project][2]), day_from(facts[project][3])
        try:
            plan = network.plan(project, rows, calendar, max(start_on or now, now), promised, own) if rows else None
        except rules.CycleError:
            cyclic.append(name)
            plan, rows = None, []
        mine = [_bar(row, around[row.id], plan, calendar, now, own, waits) for row in rows if plan is not None]
        mine = timeline_sums.with_sums(mine, above, {row.id: row.estimate for row in rows}, calendar)
        mine.sort(key=lambda bar: (*bar.span, bar.id))
        bars += mine
        used = sum(around[row.id][6] for row in rows)
        heads.append(_head(project, facts[project], rows, mine, calendar, used))
    return Timeline(bars, _stones(store, wanted, bars), links, heads, calendar, now, cyclic, own, ties)


def open_projects(store: Store) -> list[int]:
    """The projects that are planned, active or on hold, the earliest to finish first."""
    return store.ids(
        "SELECT id FROM project WHERE deleted_at IS NULL AND archived_at IS NULL "
        f"AND status IN {project_states.OPEN} ORDER BY finish_on NULLS LAST, name COLLATE NOCASE, id"
    )


def _projects(store: Store, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    rows = store.rows(
        "SELECT p.id, p.name, ifnull(c.name, ''), p.start_on, p.promised_on, p.deal_id, d.amount_minor, "
        "ifnull(d.currency, ''), (SELECT count(*) FROM deal_line l WHERE l.deal_id = p.deal_id), "
        "(SELECT count(*) FROM deal_line l WHERE l.deal_id = p.deal_id AND NOT EXISTS (SELECT 1 FROM task t WHERE t.deal_line_id = l.id "
        "AND t.deleted_at IS NULL)), p.finish_on "
        "FROM json_each(?) j JOIN project p ON p.id = j.value LEFT JOIN client c ON c.id = p.client_id "
        "LEFT JOIN deal d ON d.id = p.deal_id WHERE p.deleted_at IS NULL",
        (json.dumps(list(ids)),),
    )
    return {row[0]: row[1:] for row in rows}


def _around(store: Store, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Of each task: project, milestone, owner with name, initials and whether it is me, minutes logged."""
    rows = store.rows(
        "SELECT t.id, t.project_id, t.milestone_id, t.assignee_id, ifnull(a.name, ''), ifnull(a.initials, ''), "
        "ifnull(a.is_me, 0), (SELECT ifnull(sum(e.minutes), 0) FROM time_entry e WHERE e.task_id = t.id) "
        "FROM task t LEFT JOIN person a ON a.id = t.assignee_id "
        "WHERE t.project_id IN (SELECT value FROM json_each(?)) AND t.deleted_at IS NULL",
        (json.dumps(list(ids)),),
    )
    return {row[0]: row[1:] for row in rows}


def _bar(
    row: schedules.PlanRow,
    around: tuple[Any, ...],
    plan: Plan,
    calendar: Calendar,
    now: date,
    own: schedules.Own,
    waits: dict[int, list[str]],
) -> Bar:
    project, milestone, owner, name, initials, mine, logged = around
    planned = plan.tasks[row.id]
    done, works = row.kind == "done", schedules.works(row, calendar, own)
    late = works.late_days(row.due_on, now) if row.due_on and not done and row.due_on < now else 0
    span = calendar.days(planned.start, planned.finish) if works is not calendar else []
    away = tuple(day for day in span if not works.is_working(day))
    return Bar(
        row.id, row.title, project, milestone, owner, name, initials, bool(mine), row.kind, planned.start,
        planned.finish, row.duration_days if row.duration_days == 0 else works.between(planned.start, planned.finish),
        planned.total_float, planned.critical, row.due_on, late, row.baseline_start_on, row.baseline_finish_on,
        1.0 if done else _share(row, int(logged)), () if done else away, tuple(waits.get(row.id, ())),
    )  # fmt: skip


def _share(row: schedules.PlanRow, logged: int) -> float:
    """How much of a task under way is done: time logged of the estimate, never all of it."""
    if row.kind == "todo" or not row.estimate:
        return 0.0
    return min(0.95, logged / row.estimate)


def _head(
    project: int,
    facts: tuple[Any, ...],
    rows: Sequence[schedules.PlanRow],
    bars: Sequence[Bar],
    calendar: Calendar,
    used: int,
) -> Head:
    name, client, start_on, promised_on, deal, sold, currency, lines, untasked, finish_on = facts
    promised, planned_finish = day_from(promised_on), day_from(finish_on)
    finish = max((bar.finish for bar in bars), default=None)
    if finish and planned_finish and any(bar.kind != "done" for bar in bars):
        finish = max(finish, planned_finish)
    base = max((bar.baseline_finish for bar in bars if bar.baseline_finish), default=None)
    late = sorted((bar for bar in bars if bar.late), key=lambda bar: -bar.late)
    left = sum(row.left or 0 for row in rows if row.kind != "done")
    planned = sum(row.estimate or 0 for row in rows)
    return Head(
        project, name, client, min((bar.start for bar in bars), default=day_from(start_on)), finish, promised,
        distance(calendar, finish, promised), len(late), late[0].title if late else "", late[0].late if late else 0,
        base, distance(calendar, base, finish), used, left, planned, deal, sold, currency, lines, untasked,
        sum(bar.kind == "done" for bar in bars), len(bars),
    )  # fmt: skip


def distance(calendar: Calendar, first: date | None, then: date | None) -> int | None:
    """Working days from one day to a later one, negative to an earlier one; None where one is missing."""
    if first is None or then is None:
        return None
    return calendar.number_after(then) - calendar.number_after(first)


def _stones(store: Store, ids: Sequence[int], bars: Sequence[Bar]) -> list[Stone]:
    spans: dict[int, tuple[date, date]] = {}
    counts: dict[int, list[int]] = {}
    for bar in bars:
        if bar.milestone_id is not None:
            first, last = spans.get(bar.milestone_id, (bar.start, bar.finish))
            spans[bar.milestone_id] = (min(first, bar.start), max(last, bar.finish))
            count = counts.setdefault(bar.milestone_id, [0, 0])
            count[0] += bar.kind == "done"
            count[1] += 1
    found = []
    for key, title, project, due in store.rows(
        "SELECT m.id, m.title, m.project_id, m.due_on FROM milestone m JOIN json_each(?) j ON j.value = m.project_id "
        "ORDER BY j.key, m.rank, m.id",
        (json.dumps(list(ids)),),
    ):
        start, on = spans.get(key, (None, day_from(due)))
        found.append(Stone(key, title, project, start, on, *counts.get(key, (0, 0))))
    return found


class WhatIf(NamedTuple):
    """What a change of one task's dates would do: the spans of what moves (the task itself included), by task, the project's
    finish before and after, and how many of those that move are in other projects.
    """

    spans: dict[int, tuple[date, date]]
    finish_before: date
    finish_after: date
    elsewhere: int = 0


def what_if(told: Timeline, store: Store, task_id: int, start: date, finish: date) -> WhatIf:
    """The plan as it would be with this task from `start` to `finish`; nothing is written.

    Raises UserError when the task is gone.
    """
    project = next((bar.project_id for bar in told.bars if bar.id == task_id), None)
    if project is None:
        raise UserError(schedules.PROJECT_GONE)
    calendar, now, own = told.calendar, told.today, settings.own_calendars(store, told.calendar)

    def changed(rows: Sequence[schedules.PlanRow]) -> list[schedules.PlanRow]:
        return [
            row._replace(
                start_on=start,
                due_on=finish,
                duration_days=row.duration_days and schedules.works(row, calendar, own).between(start, finish),
            )
            if row.id == task_id
            else row
            for row in rows
        ]

    def planned(
        rows: Sequence[schedules.PlanRow], links: Sequence[Link], outside: Sequence[schedules.PlanRow] = ()
    ) -> Plan:
        firsts = plan_reads.first_days(store, {row.project_id for row in (*rows, *outside)}, now)
        return schedules.plan_of(
            rows, links, calendar, now, start=min(now, start), own=own, outside=outside, firsts=firsts
        )

    rows, outside = schedules.tasks_of(store, [project]), plan_reads.upstream(store, [project])
    plan = planned(changed(rows), plan_reads.links_among(store, [*rows, *outside]), outside)
    before = {bar.id: (bar.start, bar.finish) for bar in told.bars if bar.project_id == project}
    spans = {key: plan.tasks[key][1:3] for key in before if before[key] != plan.tasks[key][1:3]}
    spans[task_id] = plan.tasks[task_id][1:3]
    others = plan_reads.connected(store, [project])
    elsewhere: dict[int, tuple[date, date]] = {}
    if len(others) > 1:
        rows, links = schedules.tasks_of(store, others), schedules.links_of(store, others)
        old, new = planned(rows, links).tasks, planned(changed(rows), links).tasks
        elsewhere = {
            row.id: new[row.id][1:3]
            for row in rows
            if row.project_id != project and new[row.id][1:3] != old[row.id][1:3]
        }
    return WhatIf(spans | elsewhere, max(last for _, last in before.values()), plan.finish, len(elsewhere))


def move_task(store: Store, task_id: int, start: date | None, finish: date) -> list[schedules.Moved]:
    """Give a task these dates, in one step; without `start` it keeps its own. Returns what moved because it follows.

    Work under way keeps its start. Raises UserError when the task is gone.
    """
    kind = store.value(
        "SELECT s.kind FROM task t JOIN status s ON s.id = t.status_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (task_id,),
    )
    with store.write("Move task in time"):
        if kind == "todo" and start is not None:
            return tasks.set_span(store, task_id, start, finish)
        return tasks.change(store, task_id, "due_on", finish)
