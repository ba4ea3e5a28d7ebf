"""Which projects are to be expected to end later than planned, as the plan of their tasks has it today.

A plan costs, so what it says is kept in memory, as long as the workspace is open. Nothing of it is in the file: what is to be
expected moves with every day that passes, without any event. `known` answers from memory and plans a few tasks at once; what it
leaves open is `take`n and `learn`ed beside the window, and whoever `listen`s hears when that changed anything.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from app.base import Changes, UserError, day_from, today
from app.services import project_states

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.plan_facts import PlanRow

#: So many open tasks are planned while somebody waits: in less than a frame or two.
_AT_ONCE: Final = 200
#: So many projects are read and planned together.
_TOGETHER: Final = 40
#: What every plan hangs on, and what only the plans of some projects do.
_OF_ALL: Final = frozenset(("setting", "day_off", "person", "status"))
_OF_SOME: Final = frozenset(("project", "task", "dependency", "time_entry", "time_event"))
#: A project `p` of which anything is to be expected.
RUNS: Final = f"p.deleted_at IS NULL AND p.archived_at IS NULL AND p.status IN {project_states.RUNNING}"

Check = Callable[[], object]


class _Told(NamedTuple):
    """What the plan of a project said: the expected finish where it is later than the planned one, the tasks in the plan, and
    whether some of these stand in other projects."""

    finish: date | None
    tasks: array[int]
    hangs: bool


class _Memory:
    """What is known of one workspace as of `day`. `wanted` was asked for and is not known, the newest last."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.day: date | None = None
        self.told: dict[int, _Told] = {}
        self.stale: set[int] = set()
        self.learning: set[int] = set()
        self.wanted: dict[int, None] = {}
        self.touched: dict[str, set[int]] = {}
        self.listeners: list[tuple[Check, Callable[[frozenset[int]], object]]] = []

    def on_commit(self, changes: Changes) -> None:
        """Note what was touched; what follows from it is asked when somebody looks."""
        with self.lock:
            for table in (_OF_ALL | _OF_SOME) & changes.tables.keys():
                # No ids: another program wrote, and any row of any table may differ.
                self.touched.setdefault(table if changes.tables[table] else "setting", set()).update(
                    changes.tables[table]
                )

    def follow(self, store: Store, now: date) -> None:
        """Forget what another day said, and see what is out of date by what was touched since."""
        with self.lock:
            if self.day != now:
                self.day = now
                self.told.clear()
                self.stale.clear()
            touched, self.touched = self.touched, {}
            if touched and (self.told or self.learning):
                self.stale |= (_out_of_date(store, self.told, touched) & self.told.keys()) | self.learning

    def finishes(self, ids: Iterable[int]) -> dict[int, date]:
        """What was told of these projects, out of date or not: until it is known better nothing else is."""
        found = {}
        for project in ids:
            told = self.told.get(project)
            if told is not None and told.finish is not None:
                found[project] = told.finish
        return found


_memories: WeakKeyDictionary[Store, _Memory] = WeakKeyDictionary()
_making = threading.Lock()


def known(store: Store, ids: Collection[int], now: date) -> dict[int, date]:
    """The expected finish of those of these projects that are to be expected later than planned, as far as it is known.

    `ids` are projects that run and have open tasks. A few tasks are planned at once; what takes longer is wanted from now on.
    Of another day than today nothing is known, and inside `store.write` nothing more than before.
    """
    if now != today() or not ids:
        return {}
    memory = _memory(store)
    if store.is_writing:  # what is read now may be taken back, and nobody would hear of it
        with memory.lock:
            return memory.finishes(ids)
    memory.follow(store, now)
    with memory.lock:
        open_ = [project for project in ids if project not in memory.told or project in memory.stale]
    if open_:
        if _few(store, open_):
            learn(store, open_)
        else:
            _want(memory, open_)
    with memory.lock:
        return memory.finishes(ids)


def all_known(store: Store, now: date) -> dict[int, date]:
    """`known` of every project that runs."""
    return known(store, store.ids(f"SELECT p.id FROM project p WHERE {RUNS}"), now)


def take(store: Store, most: int = _TOGETHER) -> list[int]:
    """Projects that are wanted and not known, those that were asked for last in front; they are not wanted any more."""
    memory = _memory(store)
    found: list[int] = []
    with memory.lock:
        while memory.wanted and len(found) < most:
            project = memory.wanted.popitem()[0]
            if project not in memory.told or project in memory.stale:
                found.append(project)
    return found


def wants(store: Store) -> bool:
    """Whether `take` would name any project."""
    return bool(_memory(store).wanted)


def learn(store: Store, ids: Sequence[int] | None = None, check: Check = lambda: None) -> frozenset[int]:
    """Plan these projects, or all that run; from any thread. Returns those of which something else is told than before.

    `check` is called between plans and may raise to end it. A project whose plan cannot be made, since its links go in a
    circle or no day is worked, is not expected later than planned.
    """
    now, memory = today(), _memory(store)
    memory.follow(store, now)
    if ids is None:
        ids = store.ids(f"SELECT p.id FROM project p WHERE {RUNS}")
        ids = [project for project in ids if project not in memory.told or project in memory.stale]
    changed: set[int] = set()
    for place in range(0, len(ids), _TOGETHER):
        together = ids[place : place + _TOGETHER]
        with memory.lock:  # before reading: what is touched from here on makes it stale again
            memory.stale.difference_update(together)
            memory.learning.update(together)
        told: dict[int, _Told] = {}
        try:
            told = _planned(store, together, now, check)
        finally:
            with memory.lock:
                memory.learning.difference_update(together)
                memory.stale.update(set(together) - told.keys())
        with memory.lock:
            if memory.day != now:
                break
            before = memory.finishes(told)
            memory.told.update(told)
            after = memory.finishes(told)
        changed |= {project for project in told if before.get(project) != after.get(project)}
    return frozenset(changed)


def listen(store: Store, wanted: Check, learned: Callable[[frozenset[int]], object]) -> Callable[[], None]:
    """Have `wanted` called, from any thread, when something is to be learned, and `learned` by `tell`; what is returned ends it."""
    listener, listeners = (wanted, learned), _memory(store).listeners
    listeners.append(listener)
    return lambda: listeners.remove(listener)


def tell(store: Store, changed: frozenset[int]) -> None:
    """Tell whoever listens that something else is to be expected of these projects."""
    for _, learned in tuple(_memory(store).listeners):
        learned(changed)


def _memory(store: Store) -> _Memory:
    with _making:
        memory = _memories.get(store)
        if memory is None:
            memory = _memories[store] = _Memory()
            store.subscribe(memory.on_commit)
    return memory


def _want(memory: _Memory, ids: Sequence[int]) -> None:
    with memory.lock:
        for project in reversed(ids):
            memory.wanted.pop(project, None)
            memory.wanted[project] = None
    for wanted, _ in tuple(memory.listeners):
        wanted()


def _few(store: Store, ids: Sequence[int]) -> bool:
    """Whether these projects have so few tasks, and wait for so few of others, that they can be planned at once."""
    if len(ids) > _TOGETHER:
        return False
    from app.services.plan_reads import upstream_ids  # as in `_planned`

    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM json_each(:ids) j CROSS JOIN task t ON t.project_id = j.value "
        "WHERE t.deleted_at IS NULL LIMIT :most)"
    )
    mine = int(store.value(sql, {"ids": json.dumps(list(ids)), "most": _AT_ONCE + 1}))
    return mine <= _AT_ONCE and mine + len(upstream_ids(store, ids, _AT_ONCE + 1)) <= _AT_ONCE


def _planned(store: Store, ids: Sequence[int], now: date, check: Check) -> dict[int, _Told]:
    """The plans of these projects, made from one reading."""
    from app.services import plan_reads, settings  # plans are wanted only where something runs
    from app.services.plan_network import Network

    nothing = _Told(None, array("q"), hangs=False)
    try:
        calendar = settings.planning(store)
    except UserError:
        return dict.fromkeys(ids, nothing)
    own, firsts = settings.own_calendars(store, calendar), plan_reads.first_days(store, ids, now)
    rows = plan_reads.tasks_of(store, ids)
    by_project: dict[int, list[PlanRow]] = {project: [] for project in ids}
    for row in rows:
        by_project[row.project_id or 0].append(row)
    network = Network(store, ids, {row.id: row for row in rows}, plan_reads.links_of(store, ids), now)
    planned = _planned_finishes(store, ids)
    found = {}
    for project, mine in by_project.items():
        check()
        outside, _ = network.around(project)
        tasks = array("q", [row.id for row in (*mine, *outside)])
        finish = None
        if any(row.kind != "done" for row in mine):
            try:
                plan = network.plan(project, mine, calendar, firsts.get(project, now), None, own)
                finish = max(plan.tasks[row.id].finish for row in mine)
            except UserError:
                finish = None
        on = planned.get(project)
        found[project] = _Told(finish if finish and (on is None or finish > on) else None, tasks, bool(outside))
    return found


def _planned_finishes(store: Store, ids: Sequence[int]) -> dict[int, date | None]:
    sql = "SELECT id, finish_on FROM project WHERE id IN (SELECT value FROM json_each(?))"
    return {project: day_from(day) for project, day in store.rows(sql, (json.dumps(list(ids)),))}


def _out_of_date(store: Store, told: dict[int, _Told], touched: dict[str, set[int]]) -> set[int]:
    """The projects whose plan may differ by what was touched; all of them where that cannot be told any more."""
    if _OF_ALL & touched.keys():
        return set(told)
    found = set(touched.get("project", ()))
    if found:
        found.update(project for project, one in told.items() if one.hangs)
    tasks = set(touched.get("task", ()))
    for table, column in (("dependency", "successor_id"), ("time_entry", "task_id")):
        ids = touched.get(table, set())
        rows = _of(store, f"SELECT {column} FROM {table}", ids)
        if len(rows) < len(ids):
            return set(told)  # a row that is gone does not say whose it was
        tasks.update(row[0] for row in rows if row[0] is not None)
    events = touched.get("time_event", set())
    kept = _of(store, "SELECT field FROM time_event", events)
    if len(kept) < len(events) or ("task",) in kept:
        return set(told)  # nor does an entry that was given to another task
    # What waits for a task that is new or back, or is the whole that it is a part of, may stand in a plan without it.
    after = _of(store, "SELECT successor_id FROM dependency", tasks, "predecessor_id")
    above = _of(store, "SELECT parent_id FROM task", tasks)
    tasks.update(row[0] for row in (*after, *above) if row[0] is not None)
    found.update(row[0] for row in _of(store, "SELECT project_id FROM task", tasks))
    found.update(project for project, one in told.items() if not tasks.isdisjoint(one.tasks))
    return found


def _of(store: Store, select: str, ids: Collection[int], column: str = "id") -> list[tuple[Any, ...]]:
    if not ids:
        return []
    return store.rows(f"{select} WHERE {column} IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
