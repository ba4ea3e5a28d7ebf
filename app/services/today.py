"""What matters today on both sides of the business: steps, to-dos and renewals; tasks; and the numbers to know.

`board` is what one acts on, `numbers` what takes longer to work out. Late means what `Calendar.late_days` says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from app import paths
from app.base import today
from app.domain import capacity as rules
from app.domain import project_health
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import (
    activities,
    capacity,
    currencies,
    deal_board,
    expected,
    figures,
    outlooks,
    people,
    project_states,
    settings,
    task_board,
    task_filter,
    template_rules,
)
from app.services.currencies import Rates
from app.services.deal_board import DealCard
from app.services.outlooks import Outlook
from app.services.task_board import TaskCard
from app.services.task_filter import Kinds, TaskFilter, where

FIRST: Final = 8
MOST: Final = 200  # of a group that is shown whole; more than that belong in a list with filters
_LEFT: Final = "max(0, ifnull(t.estimate_minutes, 0) - ifnull((SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id), 0))"
_OPEN_DEAL: Final = "d.deleted_at IS NULL AND d.archived_at IS NULL AND d.closed_on IS NULL AND d.stage_id IN (SELECT id FROM stage WHERE kind = 'open')"
_STEP: Final = "d.next_step <> '' AND d.next_step_on"
_STEPS: Final = {
    "overdue": (f"{_STEP} < :worked", "d.next_step_on, d.amount_minor DESC"),
    "soon": (f"{_STEP} BETWEEN :worked AND :tomorrow", "d.next_step_on, d.amount_minor DESC"),
    "no_step": ("d.on_hold = 0 AND (d.next_step = '' OR d.next_step_on IS NULL)", "d.amount_minor DESC"),
}


class Row(NamedTuple):
    """One line. `kind` is 'step', 'no_step', 'todo', 'changed', 'renewal', 'silent', 'task' or 'budget', `id` that of its deal,
    activity, renewal, client, task or project.

    `late` counts working days, of a budget the mark that it has reached in percent; `minutes` are left of a task; `state` is a task's kind of status, 'waits' when another task
    keeps it from starting, or 'undated' for a step without a day. `opens` is the record a click leads to.
    """

    kind: str
    id: int
    title: str
    about: str
    amount_minor: int | None
    currency: str
    minutes: int | None
    day: date | None
    late: int
    state: str
    initials: str
    who: str
    mine: bool
    opens: tuple[str, int]


class Group(NamedTuple):
    """The first lines of a group, how many it has in all, their sum (minor units of home) or the minutes left.

    `moved` is how many projects its late tasks delay, and by how many working days the worst.
    """

    key: str
    total: int
    rows: list[Row]
    amount_minor: int = 0
    unconverted: int = 0
    minutes: int = 0
    moved: tuple[int, int] = (0, 0)
    until: date | None = None


class Waiting(NamedTuple):
    """A won deal that has no project yet; amount in minor units. `rule` is the template that would be used without a question."""

    id: int
    title: str
    client: str
    has_client: bool
    amount_minor: int | None
    currency: str
    closed_on: date | None
    promised_on: date | None
    lines: int
    promises: int
    rule: str


class Board(NamedTuple):
    """Everything one acts on; groups that are empty are left out. `shared`: several people work here."""

    on: date
    home: str
    shared: bool
    waiting: list[Waiting]
    waiting_count: int
    sales: list[Group]
    work: list[Group]

    def total(self, key: str) -> int:
        """How many lines a group has in all."""
        return next((group.total for group in (*self.sales, *self.work) if group.key == key), 0)


class Delivery(NamedTuple):
    """A project with the day it is promised for, or planned to finish, how many working days ago that was, how much of it is done
    and how it goes.
    """

    project_id: int
    name: str
    on: date
    late: int
    percent: int | None
    outlook: Outlook | None


class Numbers(NamedTuple):
    """`week` is the first with working hours left; `breaks` the first whose committed and expected hours are too many.

    Money in minor units of the home currency, of the month of today; `unconverted` deals are in no sum.
    """

    week: rules.Week
    this_week: bool
    breaks: rules.Week | None
    weeks: int
    expected_minor: int
    closed_minor: int
    unconverted: int
    home: str
    delivery: Delivery | None


def board(store: Store, *, mine: bool = False, whole: Collection[str] = ()) -> Board:
    """What one acts on today, of everyone or mine alone; the groups in `whole` with up to 200 lines instead of eight."""
    staff = people.everyone(store)
    me = people.me(store).id if mine else None
    now, calendar, rates = today(), settings.calendar(store), currencies.rates(store)
    waiting = deal_board.waiting_for_handoff(store)
    if me is not None:
        marks = ", ".join("?" * len(waiting))
        own = set(store.ids(f"SELECT id FROM deal WHERE id IN ({marks}) AND owner_id = ?", (*waiting, me)))
        waiting = [i for i in waiting if i in own]
    from app.services import today_accounts, today_delivery  # they speak of rows and groups as this does

    sales = [
        *_steps(store, now, calendar, rates, me, whole, ("overdue", "soon")),
        _todos(store, now, calendar, me, whole),
        *_steps(store, now, calendar, rates, me, whole, ("no_step",)),
        today_delivery.changed(store, me, _most("changed", whole)),
        today_accounts.renewals(store, calendar, me, _most("renewals", whole)),
        today_accounts.silent(store, me, _most("silent", whole)),
    ]
    work = [*_work(store, now, calendar, me, whole), today_delivery.budgets(store, me, _most("budgets", whole))]
    return Board(
        now, rates.home, len(staff) > 1, _waiting(store, waiting[:2]), len(waiting),
        [group for group in sales if group.total], [group for group in work if group.total],
    )  # fmt: skip


def numbers(store: Store) -> Numbers:
    """The load of the coming weeks, this month's money and the next delivery."""
    now = today()
    weeks = capacity.weeks(store)
    this_week = bool(weeks[0].available_minutes or weeks[0].committed_minutes)
    load = weeks if this_week else weeks[1:]
    breaks = next(
        (week for week in load if week.committed_minutes + week.expected_minutes > week.available_minutes), None
    )
    told = figures.forecast(store, back=0, ahead=0, futures=1)
    month = next(month for month in told.months if month.month == told.current)
    return Numbers(
        load[0], this_week, breaks, len(load), month.expected, month.closed, told.unconverted, told.currency, _delivery(store, now)
    )  # fmt: skip


def next_working_day(store: Store) -> date:
    """The first day after today that is worked."""
    return settings.calendar(store).on_or_after(today() + timedelta(days=1))


def last_backup(store: Store) -> datetime | None:
    """When the newest backup beside the workspace was made; None when there is none."""
    folder = paths.backup_folder(store.path)
    made = [copy.stat().st_mtime for copy in folder.glob("*.baton") if copy.name.startswith(f"{store.path.stem}-")]
    return datetime.fromtimestamp(max(made)).astimezone() if made else None


# --- selling ---------------------------------------------------------------------------------------------------------


def _late(calendar: Calendar, day: date | None, now: date) -> int:
    return calendar.late_days(day, now) if day is not None and day < now else 0


def _steps(
    store: Store, now: date, calendar: Calendar, rates: Rates, me: int | None, whole: Collection[str], keys: Sequence[str]
) -> list[Group]:  # fmt: skip
    params = {
        "worked": calendar.on_or_before(now).isoformat(),
        "tomorrow": (now + timedelta(days=1)).isoformat(),
        "me": me,
    }
    groups = []
    for key in keys:
        condition, order = _STEPS[key]
        own = "AND d.owner_id = :me" if me is not None else ""
        found = store.rows(
            f"SELECT d.id, d.currency, ifnull(d.amount_minor, 0) FROM deal d WHERE {_OPEN_DEAL} AND {condition} {own} ORDER BY {order}, d.id",
            params,
        )
        home = [rates.finely(amount, currency) for _, currency, amount in found]
        rows = [
            Row(
                "no_step" if key == "no_step" else "step", card.id, card.next_step or card.title,
                ", ".join(part for part in (card.title if card.next_step else "", card.client or "") if part),
                card.amount_minor, card.currency, None, card.next_step_on, _late(calendar, card.next_step_on, now), _state(card),
                card.owner_initials, card.owner or "", card.owner_is_me, ("deal", card.id),
            )
            for card in deal_board.cards(store, [row[0] for row in found[: _most(key, whole)]])
        ]  # fmt: skip
        groups.append(
            Group(
                key,
                len(found),
                rows,
                currencies.rounded(sum(minor or 0 for minor in home)),
                sum(minor is None for minor in home),
            )
        )
    return groups


def _state(card: DealCard) -> str:
    """'undated' for a step that waits for no day."""
    return "undated" if card.next_step and card.next_step_on is None else ""


def _most(key: str, whole: Collection[str]) -> int:
    return MOST if key in whole else FIRST


def _todos(store: Store, now: date, calendar: Calendar, me: int | None, whole: Collection[str]) -> Group:
    until, own = now + timedelta(days=1), settings.own_calendars(store, calendar)
    rows = [
        Row(
            "todo", todo.id, todo.text, todo.about, None, "", None, todo.due_on, _late(own.get(todo.by_id or 0, calendar), todo.due_on, now), "",
            todo.initials, "", todo.mine, (todo.kind, todo.record_id or 0),
        )
        for todo in activities.open_todos(store, until=until, person_id=me, limit=_most("todos", whole))
    ]  # fmt: skip
    total = len(rows)
    if total >= FIRST:
        total = activities.count_open(store, until=until, person_id=me)
    return Group("todos", total, rows)


def _waiting(store: Store, ids: Sequence[int]) -> list[Waiting]:
    found = {
        row[0]: Waiting._make((*row[:3], row[3] is not None, *row[4:6], _day(row[6]), _day(row[7]), *row[8:], ""))
        for row in store.rows(
            "SELECT d.id, d.title, ifnull(c.name, ''), d.client_id, d.amount_minor, d.currency, d.closed_on, d.promised_on, "
            "(SELECT count(*) FROM deal_line l WHERE l.deal_id = d.id), (SELECT count(*) FROM promise p WHERE p.deal_id = d.id) "
            f"FROM deal d LEFT JOIN client c ON c.id = d.client_id WHERE d.id IN ({', '.join('?' * len(ids))})",
            ids,
        )
    }
    return [found[i]._replace(rule=template_rules.offered(store, i)) for i in ids if i in found]


# --- delivering ------------------------------------------------------------------------------------------------------


def _work(store: Store, now: date, calendar: Calendar, me: int | None, whole: Collection[str]) -> list[Group]:
    """Each task stands in one group: late, else can start and is due later, else due this week, else in review."""
    kinds = Kinds(store)
    open_, review = kinds.of("todo", "doing", "review"), kinds.of("review")
    is_late = task_filter.late(store, now)
    later = "ifnull(t.due_on, '9999') > :week_end"
    conditions = {
        "late": f"t.status_id IN {open_} AND {is_late}",
        "start": f"{kinds.chips()['can_start']} AND {later}",
        "week": f"t.status_id IN {open_} AND t.due_on <= :week_end AND NOT {is_late}",
        "review": f"t.status_id IN {review} AND {later}",
    }
    groups = []
    for key, condition in conditions.items():
        narrowed, params = where(store, kinds, TaskFilter(person_id=me, on=now), condition)
        found = store.rows(
            f"SELECT t.id, {_LEFT}, t.project_id FROM task t WHERE {narrowed} "
            "ORDER BY ifnull(t.due_on, '9999'), t.priority DESC, t.rank, t.id",
            params,
        )
        cards = task_board.cards(store, [row[0] for row in found[: _most(key, whole)]], now)
        moved = _moved(store, calendar, now, {row[2] for row in found if row[2]}) if key == "late" else (0, 0)
        minutes = sum(row[1] for row in found)
        groups.append(Group(key, len(found), [_task(card) for card in cards], minutes=minutes, moved=moved))
    return groups


def _task(card: TaskCard) -> Row:
    left = None if card.estimate_minutes is None else max(0, card.estimate_minutes - card.logged_minutes)
    review = f"{card.reviewer.split()[0]} reviews" if card.status_kind == "review" and card.reviewer else ""
    waits = (
        f"waits for {card.waits_for}" if card.waits_for else card.blocked_reason and f"blocked: {card.blocked_reason}"
    )
    about = ", ".join(part for part in (card.project or "", review or waits) if part)
    return Row(
        "task", card.id, card.title, about, None, "", left, card.due_on, card.late_days, "waits" if waits else card.status_kind,
        card.assignee_initials, card.assignee or "", card.assignee_is_me, ("task", card.id),
    )  # fmt: skip


def _moved(store: Store, calendar: Calendar, now: date, projects: set[int]) -> tuple[int, int]:
    """How many of these projects are to be expected after the finish that is planned, as far as it is known, and the worst delay."""
    planned = dict(
        store.rows(
            f"SELECT p.id, p.finish_on FROM project p WHERE {expected.RUNS} AND p.finish_on IS NOT NULL "
            "AND p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(projects)),),
        )
    )
    finishes = expected.known(store, list(planned), now)
    delays = [project_health.later(calendar, _day(planned[project]), finish) for project, finish in finishes.items()]
    return len(delays), max(delays, default=0)


def _delivery(store: Store, now: date) -> Delivery | None:
    row = store.row(
        "SELECT p.id, p.name, ifnull(p.promised_on, p.finish_on) AS day, (SELECT 100 * sum(t.done_on IS NOT NULL) / count(*) FROM task t "
        "JOIN status k ON k.id = t.status_id WHERE t.project_id = p.id AND t.deleted_at IS NULL AND k.kind <> 'cancelled') "
        f"FROM project p WHERE p.deleted_at IS NULL AND p.archived_at IS NULL AND p.status IN {project_states.RUNNING} AND day IS NOT NULL "
        "ORDER BY day < :now, abs(julianday(day) - julianday(:now)), p.id LIMIT 1",
        {"now": now.isoformat()},
    )
    if row is None:
        return None
    day = date.fromisoformat(row[2])
    late = _late(settings.calendar(store), day, now)
    return Delivery(row[0], row[1], day, late, row[3], outlooks.of(store, [row[0]]).get(row[0]))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
