"""What stands in a calendar: tasks over their days, milestones, promises, to-dos, next steps, closes and renewals; days off;
and the hours of each day against those there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from app.base import UserError, day_from, today
from app.domain import capacity as rules
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import (
    activities,
    capacity,
    deals,
    people,
    project_timeline,
    projects,
    public_holidays,
    renewals,
    settings,
)
from app.services.schedules import Moved

#: Every kind in the order in which it stands in a day, and what several of it are called.
KINDS: Final = {
    "task": "Tasks",
    "milestone": "Milestones",
    "promise": "Promises",
    "todo": "To-dos",
    "step": "Next steps",
    "close": "Expected closes",
    "renewal": "Renewals",
}
_OF_PROJECTS: Final = ("task", "milestone", "promise")
_OPEN: Final = "d.deleted_at IS NULL AND d.archived_at IS NULL AND d.closed_on IS NULL"
_WHO: Final = "(:person IS NULL OR {} = :person)"
_SQL: Final = {
    "task": "SELECT t.id, t.title, ifnull(p.name, ''), ifnull(t.start_on, t.due_on), ifnull(t.due_on, t.start_on), s.kind, "
    "ifnull(w.initials, ''), ifnull(w.is_me, 0), 'task', t.id, t.assignee_id FROM task t JOIN status s ON s.id = t.status_id "
    "LEFT JOIN project p ON p.id = t.project_id LEFT JOIN person w ON w.id = t.assignee_id "
    "WHERE t.deleted_at IS NULL AND s.kind <> 'cancelled' AND ifnull(t.start_on, t.due_on) <= :last AND ifnull(t.due_on, t.start_on) >= :first "
    f"AND {_WHO.format('t.assignee_id')} AND (:project IS NULL OR t.project_id = :project)",
    "milestone": "SELECT m.id, m.title, p.name, m.due_on, m.due_on, iif(m.done_on IS NULL, 'todo', 'done'), '', 0, 'project', p.id "
    "FROM milestone m JOIN project p ON p.id = m.project_id WHERE p.deleted_at IS NULL AND m.due_on BETWEEN :first AND :last "
    f"AND p.status <> 'cancelled' AND {_WHO.format('p.owner_id')} AND (:project IS NULL OR p.id = :project)",
    "promise": "SELECT p.id, p.name || ' promised', ifnull(c.name, ''), p.promised_on, p.promised_on, "
    "iif(p.closed_on IS NULL, 'todo', 'done'), '', 0, 'project', p.id FROM project p LEFT JOIN client c ON c.id = p.client_id "
    "WHERE p.deleted_at IS NULL AND p.status <> 'cancelled' AND p.promised_on BETWEEN :first AND :last "
    f"AND {_WHO.format('p.owner_id')} AND (:project IS NULL OR p.id = :project)",
    "todo": "SELECT a.id, a.text, coalesce(t.title, p.name, d.title, c.name, ''), a.due_on, a.due_on, iif(a.done_at IS NULL, 'todo', 'done'), "
    "ifnull(w.initials, ''), ifnull(w.is_me, 0), CASE WHEN a.task_id IS NOT NULL THEN 'task' WHEN a.deal_id IS NOT NULL THEN 'deal' "
    "WHEN a.project_id IS NOT NULL THEN 'project' ELSE 'client' END, coalesce(a.task_id, a.deal_id, a.project_id, a.client_id, 0), a.by_id "
    "FROM activity a LEFT JOIN task t ON t.id = a.task_id LEFT JOIN project p ON p.id = a.project_id LEFT JOIN deal d ON d.id = a.deal_id "
    "LEFT JOIN client c ON c.id = a.client_id LEFT JOIN person w ON w.id = a.by_id "
    f"WHERE a.kind = 'todo' AND a.due_on BETWEEN :first AND :last AND {_WHO.format('a.by_id')} AND (:project IS NULL OR a.project_id = :project)",
    "step": "SELECT d.id, d.next_step, d.title, d.next_step_on, d.next_step_on, 'todo', ifnull(w.initials, ''), ifnull(w.is_me, 0), 'deal', d.id, NULL "
    f"FROM deal d LEFT JOIN person w ON w.id = d.owner_id WHERE {_OPEN} AND d.next_step <> '' AND d.next_step_on BETWEEN :first AND :last "
    f"AND {_WHO.format('d.owner_id')} AND :project IS NULL",
    "close": "SELECT d.id, d.title || ' closes', ifnull(c.name, ''), d.expected_close_on, d.expected_close_on, 'todo', ifnull(w.initials, ''), "
    "ifnull(w.is_me, 0), 'deal', d.id FROM deal d LEFT JOIN client c ON c.id = d.client_id LEFT JOIN person w ON w.id = d.owner_id "
    f"WHERE {_OPEN} AND d.expected_close_on BETWEEN :first AND :last AND {_WHO.format('d.owner_id')} AND :project IS NULL",
    "renewal": "SELECT r.id, r.title || ' renews', c.name, r.due_on, r.due_on, 'todo', '', 0, iif(r.deal_id IS NULL, 'client', 'deal'), "
    "ifnull(r.deal_id, c.id) FROM renewal r JOIN client c ON c.id = r.client_id WHERE r.state = 'due' AND c.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM deal n WHERE n.id = r.renewed_deal_id AND n.closed_on IS NOT NULL AND n.deleted_at IS NULL) "
    f"AND r.due_on BETWEEN :first AND :last AND {_WHO.format('c.owner_id')} AND :project IS NULL",
}


class Item(NamedTuple):
    """One thing on its days, both included. `state`: 'todo', 'doing', 'review' or 'done'; `late` as `Calendar.late_days` says."""

    kind: str
    id: int
    title: str
    detail: str
    start: date
    end: date
    state: str
    initials: str
    mine: bool
    opens: tuple[str, int]
    late: bool

    @property
    def key(self) -> tuple[str, int]:
        """What stays the same across a change."""
        return self.kind, self.id


class Load(NamedTuple):
    """Minutes of a day: planned work, or what was logged on a day that has passed; and what there is."""

    minutes: int
    available: int
    off: str = ""


class Week(NamedTuple):
    """What stands in a week, by its first day, and the last days in order."""

    items: list[Item]
    ends: list[date]


class Month(NamedTuple):
    """What is seen: the items by their first day, longest first, the same by the Mondays of their weeks, and each day's load.
    `undated`: open tasks without any day; `late`: how many of the items are.
    """

    first: date
    last: date
    items: list[Item]
    weeks: dict[date, Week]
    days: dict[date, Load]
    undated: int
    late: int


def read(
    store: Store,
    first: date,
    last: date,
    *,
    person_id: int | None = None,
    project_id: int | None = None,
    kinds: Collection[str] = tuple(KINDS),
) -> Month:
    """Everything from `first` to `last`, of everybody or one person, of all projects or one."""
    now, calendars = today(), settings.calendars(store)
    params = {"first": first.isoformat(), "last": last.isoformat(), "person": person_id, "project": project_id}
    found: list[Item] = []
    for kind in KINDS:
        if kind in kinds and (project_id is None or kind in (*_OF_PROJECTS, "todo")):
            found += [_item(kind, row, now, *calendars) for row in store.rows(_SQL[kind], params)]
    order = list(KINDS)
    found.sort(key=lambda item: (item.start, -(item.end - item.start).days, order.index(item.kind), item.id))
    undated = store.value(
        "SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id WHERE t.deleted_at IS NULL AND s.kind IN ('todo', 'doing', 'review') "
        f"AND t.start_on IS NULL AND t.due_on IS NULL AND {_WHO.format('t.assignee_id')} AND (:project IS NULL OR t.project_id = :project)",
        params,
    )
    late = sum(item.late for item in found)
    return Month(first, last, found, _by_week(found, first, last), loads(store, first, last, person_id), undated, late)


def _by_week(items: list[Item], first: date, last: date) -> dict[date, Week]:
    """Thousands of items are gone through once, where they are read, and not when each week is painted."""
    monday = first - timedelta(days=first.weekday())
    weeks: list[list[Item]] = [[] for _ in range((last - monday).days // 7 + 1)]
    for item in items:
        for there in weeks[max(0, (item.start - monday).days // 7) : (item.end - monday).days // 7 + 1]:
            there.append(item)
    return {
        monday + timedelta(weeks=n): Week(there, sorted(item.end for item in there)) for n, there in enumerate(weeks)
    }


def _item(kind: str, row: tuple[Any, ...], now: date, shared: Calendar, own: dict[int, Calendar]) -> Item:
    """`row` ends with who does it, where somebody's own days say whether it is late."""
    key, title, detail, start, end, state, letters, mine, opens, record, *worked = row
    begin, finish = day_from(start), day_from(end)
    assert begin is not None and finish is not None
    works = own.get(worked[0], shared) if worked else shared
    late = state != "done" and finish < now and works.late_days(finish, now) > 0
    return Item(kind, key, title, detail, min(begin, finish), finish, state, letters, bool(mine), (opens, record), late)


def loads(store: Store, first: date, last: date, person_id: int | None = None) -> dict[date, Load]:
    """The hours of each day against those there are, of everybody or one person; the hours left of a task are spread
    over the working days that it has from today on."""
    now = today()
    staff = [person_id] if person_id is not None else [person.id for person in people.everyone(store)]
    calendars = {person: settings.calendar(store, person) for person in staff}
    studio = settings.calendar(store)
    minutes: dict[date, int] = {}
    for work in capacity.committed(store, now):
        if work.start <= last and (person_id is None or work.owner == person_id):
            own = calendars.get(work.owner, studio) if work.owner is not None else studio
            for day, share in rules.spread(work.minutes, work.start, work.finish, own, now):
                minutes[day] = minutes.get(day, 0) + share
    for text, logged in store.rows(
        "SELECT on_date, sum(minutes) FROM time_entry WHERE on_date BETWEEN ? AND ? AND on_date < ? AND (? IS NULL OR person_id = ?) GROUP BY 1",
        (first.isoformat(), last.isoformat(), now.isoformat(), person_id, person_id),
    ):
        minutes[date.fromisoformat(text)] = logged or 0
    names = days_off(store, first, last, person_id)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        day: Load(minutes.get(day, 0), sum(own.minutes_on(day) for own in calendars.values()), names.get(day, ""))
        for day in days
    }


def days_off(store: Store, first: date, last: date, person_id: int | None = None) -> dict[date, str]:
    """Public holidays and days off by name; of one person, or of everybody with the names of who is off."""
    found: dict[date, list[str]] = {}
    country, region = settings.place(store)
    if person_id is not None:
        own = store.row("SELECT country, region FROM person WHERE id = ?", (person_id,))
        country, region = (own[0], own[1]) if own and own[0] else (country, region)
    if country:
        for day, name in public_holidays.known(country, region).items():
            if first <= day <= last:
                found.setdefault(day, []).append(name)
    for off in settings.days_off(store):
        if (
            off.ends_on < first
            or off.starts_on > last
            or (off.person_id not in (None, person_id) and person_id is not None)
        ):
            continue
        words = f"{off.person} off" if off.person_id is not None else off.name or "Day off"
        for n in range((off.ends_on - off.starts_on).days + 1):
            day = off.starts_on + timedelta(days=n)
            if first <= day <= last:
                found.setdefault(day, []).append(words)
    return {day: ", ".join(dict.fromkeys(words)) for day, words in found.items()}


def move(store: Store, kind: str, record_id: int, by: int) -> list[Moved]:
    """Move something by so many calendar days; a task that is to do keeps its length. Returns what moved because it follows.

    Raises UserError for what is done or gone, and for a promise, which is changed where it was made.
    """
    if kind == "task":
        return _move_task(store, record_id, by)
    if kind == "promise":
        raise UserError("A promise to a client is changed on the project, not by dragging it.")
    table, column = {
        "milestone": ("milestone", "due_on"),
        "todo": ("activity", "due_on"),
        "step": ("deal", "next_step_on"),
        "close": ("deal", "expected_close_on"),
        "renewal": ("renewal", "due_on"),
    }[kind]
    old = day_from(store.value(f"SELECT {column} FROM {table} WHERE id = ?", (record_id,)))
    if old is None:
        raise UserError("This is gone from its day. Undo brings it back.")
    day = old + timedelta(days=by)
    if kind == "milestone":
        projects.change_milestone(store, record_id, "due_on", day)
    elif kind == "todo":
        activities.change(store, record_id, "due_on", day)
    elif kind == "step":
        activities.plan_step(
            store, record_id, store.value("SELECT next_step FROM deal WHERE id = ?", (record_id,)), day
        )
    elif kind == "close":
        deals.change(store, record_id, "expected_close_on", day)
    else:
        renewals.change(store, record_id, "due_on", day)
    return []


def _move_task(store: Store, task_id: int, by: int) -> list[Moved]:
    row = store.row(
        "SELECT t.start_on, t.due_on, s.kind, t.title, t.assignee_id FROM task t JOIN status s ON s.id = t.status_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (task_id,),
    )
    if row is None:
        raise UserError("This task is gone; somebody deleted it. Undo brings it back.")
    start, due, kind, title = day_from(row[0]), day_from(row[1]), row[2], row[3]
    if kind == "done":
        raise UserError(f"“{title}” is done; its days stay as they were.")
    mine = settings.calendar(store, row[4])

    def later(day: date) -> date:
        """That day moved, from a working day to a working day."""
        there = day + timedelta(days=by)
        if not mine.is_working(day):
            return there
        return mine.on_or_after(there) if by > 0 else mine.on_or_before(there)

    finish = due or start
    assert finish is not None
    if kind != "todo" or start is None:
        return project_timeline.move_task(store, task_id, None, later(finish))
    begin = later(start)
    length = mine.between(start, finish)
    return project_timeline.move_task(store, task_id, begin, mine.add(begin, length - 1) if length else begin)
