"""Delivery figures from the workspace: what was finished, what is under way, and when the open projects finish."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from app.base import today
from app.domain import delivery as rules
from app.domain.delivery import Accuracy, CycleTime, Finish, Finished, Futures, OnTime, Week
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import project_states, settings
from app.services.task_filter import OPEN_KINDS, Kinds

WEEKS: Final = {"quarter": 13, "half": 26, "year": 52, "all": None}
MOST_PROJECTS: Final = 40
NOBODY: Final = "Nobody"
NO_PROJECT: Final = "No project"


class Aged(NamedTuple):
    """A task under way and for how many working days, the first included; `beyond` the 85th percentile of finished work."""

    task_id: int
    title: str
    project: str
    person: str
    days: int
    beyond: bool


class Named(NamedTuple):
    """An accuracy and whose it is."""

    name: str
    accuracy: Accuracy


class Forecast(NamedTuple):
    """When an open project finishes, beside the day that is promised or planned."""

    project_id: int
    name: str
    client: str
    promised_on: date | None
    plan_on: date | None
    finish: Finish


class Told(NamedTuple):
    """Everything that page and report show. `first` is the first day of the period, `projects` is all there is to choose.

    `no_start` tasks are under way without a day on which they began; `more` open projects are not in `forecasts`.
    """

    today: date
    first: date
    project_id: int | None
    project: str
    finished: int
    on_time: OnTime
    by_first: OnTime
    cycle: CycleTime
    weeks: tuple[Week, ...]
    middle: float | None
    aged: tuple[Aged, ...]
    no_start: int
    whole: Accuracy | None
    by_person: tuple[Named, ...]
    by_project: tuple[Named, ...]
    forecasts: tuple[Forecast, ...]
    more: int
    projects: tuple[tuple[int, str, str], ...]
    tasks: int


def read(store: Store, project_id: int | None = None, period: str = "quarter") -> Told:
    """The figures of one project or of all, over the work finished in the period; a project that is gone counts as all."""
    now, calendar = today(), settings.calendar(store)
    projects = _projects(store)
    named = next((name for key, name, _ in projects if key == project_id), "")
    project_id = project_id if named else None
    first = first_day(store, period, now, project_id)
    done = finished(store, first, now, project_id)
    cycle = rules.cycle_time(done, calendar)
    weeks = rules.throughput((task.done_on for task in done), first, now)
    aged, no_start = _aged(store, calendar, now, project_id, cycle.p85)
    forecasts, more = _forecasts(store, calendar, now, project_id)
    names = dict(store.rows("SELECT id, name FROM person"))
    return Told(
        now, first, project_id, named, len(done), rules.on_time(done, calendar), rules.on_time(done, calendar, first=True), cycle, weeks,
        rules.middle_week(weeks), aged, no_start, next(iter(rules.accuracy(done)), None),
        _named(rules.accuracy(done, "person_id"), names, NOBODY),
        _named(rules.accuracy(done, "project_id"), {key: name for key, name, _ in projects}, NO_PROJECT),
        forecasts, more, projects, int(store.value("SELECT count(*) FROM (SELECT 1 FROM task WHERE deleted_at IS NULL LIMIT 1)")),
    )  # fmt: skip


def first_day(store: Store, period: str, now: date, project_id: int | None = None) -> date:
    """The Monday with which a period of `WEEKS` begins: so many whole weeks and the present one, but none before the
    first work: weeks in which there was nothing to do tell nothing.
    """
    text = store.value(
        f"SELECT min(ifnull(t.started_on, t.done_on)) FROM task t WHERE {_done(store)} "
        "AND (:project IS NULL OR t.project_id = :project)",
        {"project": project_id},
    )
    begun = rules.monday_of(min(date.fromisoformat(text), now) if text else now)
    weeks = WEEKS[period]
    return begun if weeks is None else max(begun, rules.monday_of(now) - timedelta(days=7 * weeks))


def finish_of(store: Store, project_id: int) -> Finish | None:
    """When one open project finishes by its past weeks; None where nothing is open or the project is closed."""
    found, _ = _forecasts(store, settings.calendar(store), today(), project_id)
    return found[0].finish if found else None


def finished_ids(store: Store, first: date, last: date, project_id: int | None = None) -> list[int]:
    """The tasks finished from one day to another, in order."""
    return store.ids(
        f"SELECT t.id FROM task t WHERE {_done(store)} AND t.done_on BETWEEN :first AND :last "
        "AND (:project IS NULL OR t.project_id = :project) ORDER BY t.done_on, t.id",
        {"first": first.isoformat(), "last": last.isoformat(), "project": project_id},
    )


def _done(store: Store) -> str:
    return f"t.deleted_at IS NULL AND t.done_on IS NOT NULL AND t.status_id IN {Kinds(store).of('done')}"


def _projects(store: Store) -> tuple[tuple[int, str, str], ...]:
    found = store.rows(
        "SELECT p.id, p.name, ifnull(c.name, '') FROM project p LEFT JOIN client c ON c.id = p.client_id "
        "WHERE p.deleted_at IS NULL ORDER BY p.status IN ('done', 'cancelled'), p.name COLLATE NOCASE, p.id"
    )
    return tuple((i, name, client) for i, name, client in found)


def _named(found: Iterable[Accuracy], names: dict[int, str], nobody: str) -> tuple[Named, ...]:
    return tuple(Named(names.get(one.key or 0, nobody), one) for one in found)


# --- what was finished --------------------------------------------------------------------------------------


def finished(store: Store, first: date, last: date, project_id: int | None = None) -> list[Finished]:
    """The tasks finished from `first` to `last`; a task counts once, by its last finish.

    Due day and estimate are replayed from the history, so that what is changed later rewrites nothing.
    """
    rows = store.rows(
        "SELECT t.id, t.project_id, t.assignee_id, t.done_on, t.due_on, t.started_on, t.estimate_minutes, ifnull(e.minutes, 0) "
        "FROM task t LEFT JOIN (SELECT task_id, sum(minutes) AS minutes FROM time_entry WHERE task_id IS NOT NULL GROUP BY 1) e "
        f"ON e.task_id = t.id WHERE {_done(store)} AND t.done_on BETWEEN :first AND :last "
        "AND (:project IS NULL OR t.project_id = :project)",
        {"first": first.isoformat(), "last": last.isoformat(), "project": project_id},
    )
    due, estimates = _changes(store, "due"), _changes(store, "estimate")
    day = _Days()
    found = []
    for task, project, person, done_on, due_on, started_on, estimate, logged in rows:
        moved, changed = due.get(task), estimates.get(task)
        stood, first_due = (_stood_on(moved, done_on), _first(moved)) if moved else (due_on, due_on)
        text = _first(changed) if changed else estimate
        done = day[done_on]
        begun = day[started_on] if started_on else None
        found.append(
            Finished(
                task, project, person, done, day[stood] if stood else None, day[first_due] if first_due else None,
                min(begun, done) if begun else None, int(text) if text else None, logged,
            )
        )  # fmt: skip
    return found


class _Days(dict[str, date]):
    """ISO days that are parsed once: of a hundred thousand tasks most share theirs with others."""

    def __missing__(self, text: str) -> date:
        self[text] = day = date.fromisoformat(text)
        return day


_Change = tuple[str, str | None, str | None]  # day, old, new


def _changes(store: Store, field: str) -> dict[int, list[_Change]]:
    found: dict[int, list[_Change]] = {}
    for task, day, old, new in store.rows(
        "SELECT task_id, on_date, old, new FROM task_event WHERE field = ? ORDER BY on_date, id", (field,)
    ):
        found.setdefault(task, []).append((day, old, new))
    return found


def _stood_on(changes: Sequence[_Change], day: str) -> str | None:
    """What held at the end of a day: the last change up to it, else what the first one after it calls old."""
    before = [new for on, _, new in changes if on <= day]
    return before[-1] if before else changes[0][1]


def _first(changes: Sequence[_Change]) -> str | None:
    """What it was at first; when that was nothing, the first value that it got."""
    return next((value for value in (changes[0][1], *(new for _, _, new in changes)) if value is not None), None)


# --- what is under way --------------------------------------------------------------------------------------


def _aged(
    store: Store, calendar: Calendar, now: date, project_id: int | None, usual: int | None
) -> tuple[tuple[Aged, ...], int]:  # fmt: skip
    """The tasks under way, the oldest first, and how many of unknown age there are beside them."""
    rows = store.rows(
        "SELECT t.id, t.title, ifnull(p.name, ''), ifnull(o.name, ''), t.started_on FROM task t "
        "LEFT JOIN project p ON p.id = t.project_id LEFT JOIN person o ON o.id = t.assignee_id "
        f"WHERE t.deleted_at IS NULL AND t.status_id IN {Kinds(store).of('doing', 'review')} "
        "AND (:project IS NULL OR t.project_id = :project) ORDER BY t.started_on, t.id",
        {"project": project_id},
    )
    found = []
    for task, title, project, person, started in rows:
        if started:
            days = rules.cycle_days(min(date.fromisoformat(started), now), now, calendar)
            found.append(Aged(task, title, project, person, days, usual is not None and days > usual))
    return tuple(found), len(rows) - len(found)


# --- when it finishes ---------------------------------------------------------------------------------------


def _forecasts(
    store: Store, calendar: Calendar, now: date, project_id: int | None
) -> tuple[tuple[Forecast, ...], int]:  # fmt: skip
    """The open projects with open tasks, the earliest promise first; of one project alone where one is asked for."""
    open_kinds = Kinds(store).of(*OPEN_KINDS)
    rows = store.rows(
        "SELECT p.id, p.name, ifnull(c.name, ''), p.promised_on, p.finish_on, count(*) FROM project p "
        f"JOIN task t ON t.project_id = p.id AND t.deleted_at IS NULL AND t.status_id IN {open_kinds} "
        f"LEFT JOIN client c ON c.id = p.client_id WHERE p.deleted_at IS NULL AND p.status IN {project_states.OPEN} "
        "AND (p.archived_at IS NULL OR p.id = :project) AND (:project IS NULL OR p.id = :project) GROUP BY p.id "
        "ORDER BY ifnull(p.promised_on, p.finish_on) NULLS LAST, p.name COLLATE NOCASE, p.id",
        {"project": project_id},
    )
    shown = rows[:MOST_PROJECTS]
    begun, done = _history(store, [row[0] for row in shown])
    futures = Futures()
    found = []
    for i, name, client, promised, planned, left in shown:
        weeks = rules.history_weeks(done.get(i, ()), begun.get(i), now)
        told = rules.finish(weeks, left, calendar, now, futures)
        found.append(Forecast(i, name, client, _day(promised), _day(planned), told))
    return tuple(found), len(rows) - len(shown)


def _history(store: Store, ids: Sequence[int]) -> tuple[dict[int, date], dict[int, list[date]]]:
    """The first day of work in each project, and the days on which its tasks were finished."""
    begun: dict[int, date] = {}
    done: dict[int, list[date]] = {}
    finished_kinds = set(store.ids("SELECT id FROM status WHERE kind = 'done'"))
    for project, status, started_on, done_on in store.rows(
        "SELECT t.project_id, t.status_id, t.started_on, t.done_on FROM task t WHERE t.project_id IN (SELECT value FROM json_each(?)) "
        "AND t.deleted_at IS NULL AND (t.started_on IS NOT NULL OR t.done_on IS NOT NULL)",
        (json.dumps(list(ids)),),
    ):
        first = date.fromisoformat(min(day for day in (started_on, done_on) if day))
        begun[project] = min(begun.get(project, first), first)
        if done_on and status in finished_kinds:
            done.setdefault(project, []).append(date.fromisoformat(done_on))
    return begun, done


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
