"""Landing hours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_text, today
from app.domain.timing import at_clock
from app.models.store import Store
from app.services import people, time_rates, timelog
from app.services.import_task_links import Key, known_tasks
from app.services.imports import Batch, Landed, OnDuplicate, ensure_names, ensure_people, stamp

TIME = ("task_id", "project_id", "deal_id", "client_id", "person_id", "on_date", "started_at", "ended_at", "minutes", "note", "billable",
        "created_at")  # fmt: skip
_MIDNIGHT: Final = datetime.min.time()
On = tuple[int | None, int | None, int | None, int | None]  # task, project, deal, client


class _Spent(NamedTuple):
    """When and how long; `span` where both moments are told, aware. `clockless`: the time of day was told of one end alone."""

    day: date
    span: tuple[datetime, datetime] | None
    minutes: int
    undated: bool
    clockless: bool


def time(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land hours. An entry is known when person, day, beginning, minutes, note and what it was for are the same.

    What a task, project or deal belongs to is filled in. What the window refuses is refused here: nobody does two things at a
    time, or works on a day to come or for over 24 hours.
    """
    fresh, mine = stamp(), people.me(store).id
    who = ensure_people(store, batch.column("person"), landed)
    subjects = _Subjects(store, batch, landed, fresh, mine)
    there = {_seen(row) for row in store.rows(f"SELECT {', '.join(TIME[:-1])} FROM time_entry")}
    last = store.value("SELECT ifnull(max(id), 0) FROM time_entry")
    undated = clockless = repeats = 0
    here: set[tuple[Any, ...]] = set()
    for index, number in enumerate(batch.rows):
        cell = {name: cells[index] for name, cells in batch.columns.items()}
        on, problem = subjects.of(cell)
        problem = problem or _refusal(cell)
        if problem:
            landed.refuse(number, *problem)
            continue
        spent = _spent(cell)
        person = who.get((cell.get("person") or "").lower(), mine)
        rows = [
            (*each, person, spent.day.isoformat(), *map(moment_text, spent.span or ()), *([] if spent.span else (None, None)), spent.minutes,
             cell.get("note") or "", billable)
            for each, billable in ((subjects.whole(on), _billable(cell, on)), (on, int(cell.get("billable") is not False)))
        ]  # fmt: skip
        # The second is how it was kept while nothing was filled in.
        if on_duplicate != "create" and not there.isdisjoint(map(_seen, rows)):
            landed.skipped += 1
            repeats += rows[0] in here
            continue
        try:
            timelog.refuse_entry(store, person, spent.day, spent.minutes, spent.span)
        except UserError as refused:
            if spent.span and cell.get("hours") is None:
                landed.refuse(number, "ended", cell["ended"], str(refused))
            else:
                landed.refuse(number, "hours", f"{spent.minutes / 60:g}", str(refused))
            continue
        there.add(_seen(rows[0]))
        here.add(rows[0])
        undated += spent.undated
        clockless += spent.clockless
        store.insert("time_entry", TIME, [(*rows[0], fresh)])
        landed.created += 1
    if undated:
        landed.notes.append(f"{undated:,} {'entry says' if undated == 1 else 'entries say'} no day; today is taken.")
    if clockless:
        words = "1 entry says when it began or ended, not both; its" if clockless == 1 else f"{clockless:,} entries say when they began or ended, not both; their"  # fmt: skip
        landed.notes.append(f"{words} hours are kept with the day.")
    landed.note_repeats(repeats, "entry", "left out")
    time_rates.freeze(store, store.ids("SELECT id FROM time_entry WHERE id > ?", (last,)))


def _seen(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What an entry is known by: the day only where its moments are not told, for these have another day in another time zone."""
    day = TIME.index("on_date")
    return (*row[:day], None, *row[day + 1 :]) if row[day + 1] else row


class _Subjects:
    """What time was spent on, by the names in the file."""

    def __init__(self, store: Store, batch: Batch, landed: Landed, fresh: str, mine: int) -> None:
        self._store = store
        self._clients = ensure_names(store, "client", batch.column("client"), landed, owner_id=mine, created_at=fresh)
        self._projects = ensure_names(
            store, "project", batch.column("project"), landed, status="active", owner_id=mine, created_at=fresh
        )
        self._deals: dict[str, list[tuple[int, int | None]]] = {}
        for deal, title, client in store.rows(
            "SELECT id, title, client_id FROM deal WHERE deleted_at IS NULL ORDER BY id"
        ):
            self._deals.setdefault(title.lower(), []).append((deal, client))
        self._tasks: dict[Key, int] = known_tasks(store)
        self._whole: dict[On, On] = {}

    def of(self, cell: dict[str, Any]) -> tuple[On, tuple[str, Any, str] | None]:
        """What a row is on, and what is wrong with it."""
        project = self._projects.get((cell.get("project") or "").lower())
        client = self._clients.get((cell.get("client") or "").lower())
        task, deal = cell.get("task"), cell.get("deal")
        tasks = self._tasks_named(project, task) if task else []
        deals = self._deals_named(client, deal) if deal else []
        on = (tasks[0] if tasks else None, project, deals[0] if deals else None, client)
        if task and not tasks:
            where = " in this project" if project is not None else ""
            return on, ("task", task, f"There is no task “{task}”{where}. Import the tasks first.")
        if len(tasks) > 1:
            return on, ("task", task, f"There is more than one task “{task}”. Name its project as well.")
        if deal and not deals:
            return on, ("deal", deal, f"There is no deal “{deal}”. Import the deals first.")
        if len(deals) > 1:
            more = "Give each its own title." if client is not None else "Name its client as well."
            return on, ("deal", deal, f"There is more than one deal “{deal}”. {more}")
        if not any(on):
            return on, ("task", None, "Say what the time was spent on: a task, a project, a deal or a client.")
        return on, None

    def whole(self, on: On) -> On:
        """The same with what it belongs to, as the window keeps it; what the file says stays."""
        if on not in self._whole:
            self._whole[on] = timelog.belongs(self._store, *on)
        return self._whole[on]

    def _tasks_named(self, project: int | None, word: str) -> list[int]:
        for name in ((project, word), (project, "=" + word)):
            if name in self._tasks:
                return [self._tasks[name]]
        if project is not None:
            return []
        return self._store.ids("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL LIMIT 2", (word,))

    def _deals_named(self, client: int | None, word: str) -> list[int]:
        found = self._deals.get(word.lower(), [])
        theirs = [deal for deal, whose in found if client is not None and whose == client]
        return theirs or [deal for deal, _ in found]


def _refusal(cell: dict[str, Any]) -> tuple[str, Any, str] | None:
    minutes = cell.get("hours")
    if minutes is None and not (cell.get("started") and cell.get("ended")):
        return "hours", minutes, "How long it took is missing: give the hours, or when it started and ended."
    if not _has_span(cell):
        return None
    for name in ("started", "ended"):
        try:
            _moment(cell[name])
        except UserError as problem:
            return name, cell[name], f"{problem} Correct it, or write its zone behind it, such as 02:30+01:00."
    seconds = (_moment(cell["ended"]) - _moment(cell["started"])).total_seconds()
    if seconds < 0:
        return "ended", cell["ended"], "It ended before it started."
    if minutes is not None and minutes * 60 >= seconds + 60:
        there = int(seconds // 60)
        words = f"{minutes // 60}:{minutes % 60:02} h do not fit between its start and its end, which are {there // 60}:{there % 60:02} h apart."
        return "hours", f"{minutes / 60:g}", f"{words} Correct one of them."
    return None


def _has_span(cell: dict[str, Any]) -> bool:
    """Whether both moments are told. Two bare days beside hours are none."""
    started, ended = cell.get("started"), cell.get("ended")
    if not started or not ended:
        return False
    bare = all(moment.tzinfo is None and moment.time() == _MIDNIGHT for moment in (started, ended))
    return not bare or cell.get("hours") is None


def _moment(cell: datetime) -> datetime:
    """One without a zone is the user's own time. Raises UserError for an hour that spring leaves out."""
    return at_clock(cell.date(), cell.time()) if cell.tzinfo is None else cell.astimezone(UTC)


def _spent(cell: dict[str, Any]) -> _Spent:
    minutes = cell.get("hours")
    span = (_moment(cell["started"]), _moment(cell["ended"])) if _has_span(cell) else None
    if minutes is None and span:
        minutes = round((span[1] - span[0]).total_seconds() / 60)
    moment = cell.get("started") or cell.get("ended")
    clockless = span is None and moment is not None and moment.time() != _MIDNIGHT
    return _Spent(moment.astimezone().date() if moment else today(), span, int(minutes or 0), moment is None, clockless)


def _billable(cell: dict[str, Any], on: On) -> int:
    """What was spent on a deal alone is selling, and not billed unless the file says so."""
    if cell.get("billable") is None:
        return int(on[2] is None or on[0] is not None or on[1] is not None)
    return int(cell["billable"])
