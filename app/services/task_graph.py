"""The tasks of a project as a network: what each is and where it stands when it is drawn. Read as a whole, in any thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from datetime import date
from typing import Final, Literal, NamedTuple

from app.domain import graph_layout
from app.domain.graph_layout import Layout
from app.models.store import Store
from app.services import project_timeline
from app.services.project_timeline import Bar, Head, Timeline
from app.services.task_filter import STARTABLE, Kinds

BandBy = Literal["milestone", "person", "project"]
State = Literal["done", "late", "blocked", "can_start", "doing", "todo"]
_UNDER_WAY: Final = ("doing", "review")


class Node(NamedTuple):
    """A task; days and float are working days. `why` says what a blocked one waits for; `parts_done` of `parts` are its
    subtasks."""

    id: int
    title: str
    project_id: int
    owner: str
    initials: str
    mine: bool
    start: date
    finish: date
    days: int
    total_float: int
    critical: bool
    late: int
    state: State
    why: str
    band: int
    parts_done: int = 0
    parts: int = 0


class Edge(NamedTuple):
    """`then` waits for `first`; `critical` when both decide the finish."""

    first: int
    then: int
    kind: str
    lag: int
    critical: bool

    def words(self) -> str:
        """What is unusual about it: '', 'SS', '+2 d', 'FF −1 d'."""
        sign = "+" if self.lag > 0 else "\u2212"
        lag = f"{sign}{abs(self.lag)} d" if self.lag else ""
        return " ".join(part for part in ("" if self.kind == "FS" else self.kind, lag) if part)


class Band(NamedTuple):
    """A strip of the drawing: a milestone, a person or a project."""

    title: str
    note: str


class TaskGraph(NamedTuple):
    """`loose` are the tasks without links, which `layout` leaves out."""

    nodes: dict[int, Node]
    edges: list[Edge]
    bands: list[Band]
    layout: Layout
    loose: list[int]
    heads: list[Head]
    today: date
    cyclic: list[str]

    @property
    def before(self) -> dict[int, list[int]]:
        """Of each task what it waits for."""
        found: dict[int, list[int]] = {}
        for edge in self.edges:
            found.setdefault(edge.then, []).append(edge.first)
        return found

    @property
    def after(self) -> dict[int, list[int]]:
        """Of each task what it holds up."""
        found: dict[int, list[int]] = {}
        for edge in self.edges:
            found.setdefault(edge.first, []).append(edge.then)
        return found


def graph(
    store: Store, project_id: int | None = None, by: BandBy = "milestone", as_of: date | None = None
) -> TaskGraph:
    """The network of a project, or of all that are open. Raises UserError when the project is gone."""
    told = project_timeline.timeline(store, project_id, as_of)
    states, reasons = _states(store, told), _reasons(store, told)
    bands, band_of = _bands(told, by)
    known = {bar.id: bar for bar in told.bars}
    nodes = {bar.id: _node(bar, states.get(bar.id, 0), reasons.get(bar.id, ""), band_of[bar.id]) for bar in told.bars}
    edges = [
        Edge(
            link.predecessor, link.successor, link.kind, link.lag,
            _decides(known[link.predecessor]) and _decides(known[link.successor]),
        )
        for link in told.links
        if link.predecessor in known and link.successor in known
    ]  # fmt: skip
    linked = {end for edge in edges for end in edge[:2]}
    drawn = [bar.id for bar in told.bars if bar.id in linked]
    layout = graph_layout.layout(drawn, [edge[:2] for edge in edges], {key: node.band for key, node in nodes.items()})
    loose = [bar.id for bar in told.bars if bar.id not in linked]
    return TaskGraph(nodes, edges, bands, layout, loose, told.heads, told.today, told.cyclic)


def way_round(found: TaskGraph, first: int, then: int) -> list[int]:
    """The tasks of the circle that a link from `first` to `then` would close, `first` at both ends; empty for none."""
    came: dict[int, int] = {then: 0}
    waiting, after = [then], found.after
    for task in waiting:
        fresh = [each for each in after.get(task, ()) if each not in came]
        came.update(dict.fromkeys(fresh, task))
        waiting += fresh
    if first not in came:
        return []
    way, step = [first], first
    while step != then:
        step = came[step]
        way.insert(0, step)
    return [first, *way]


def _decides(bar: Bar) -> bool:
    return bar.critical and bar.kind != "done"


def _node(bar: Bar, state: int, reason: str, band: int) -> Node:
    named: State = "todo"
    if bar.kind == "done":
        named = "done"
    elif bar.late:
        named = "late"
    elif state == 1:
        named = "blocked"
    elif bar.kind in _UNDER_WAY:
        named = "doing"
    elif state:
        named = "can_start"
    waits = (
        f"Waits for {bar.waits_for[0]}" + (f" and {len(bar.waits_for) - 1} more" if len(bar.waits_for) > 1 else "")
        if bar.waits_for
        else ""
    )
    return Node(
        bar.id, bar.title, bar.project_id, bar.owner, bar.initials, bar.mine, bar.start, bar.finish, bar.days,
        bar.total_float, _decides(bar), bar.late, named, reason or waits, band,
        *((bar.below.done, bar.below.count) if bar.below else (0, 0)),
    )  # fmt: skip


def _ids(told: Timeline) -> tuple[str]:
    return (json.dumps([bar.id for bar in told.bars]),)


def _states(store: Store, told: Timeline) -> dict[int, int]:
    """1 for a task that waits or is blocked, `STARTABLE` for one that can start."""
    kinds = Kinds(store)
    rows = store.rows(
        f"SELECT t.id, {kinds.state} FROM task t WHERE t.id IN (SELECT value FROM json_each(:these))",
        {"these": _ids(told)[0], "today": told.today.isoformat()},
    )
    return {task: min(state, STARTABLE) for task, state in rows}


def _reasons(store: Store, told: Timeline) -> dict[int, str]:
    rows = store.rows(
        "SELECT id, blocked_reason FROM task WHERE blocked_reason <> '' AND id IN (SELECT value FROM json_each(?))",
        _ids(told),
    )
    return {task: f"Blocked: {reason}" for task, reason in rows}


def _bands(told: Timeline, by: BandBy) -> tuple[list[Band], dict[int, int]]:
    """The bands in their order, and the band of each task; one without a name when there is nothing to tell apart."""
    key_of: Callable[[Bar], Hashable]
    order: dict[Hashable, str]
    if by == "person":
        key_of = lambda bar: bar.owner_id  # noqa: E731
        named = {bar.owner_id: bar.owner for bar in told.bars if bar.owner_id is not None}
        order = dict(sorted(named.items(), key=lambda each: each[1].casefold()))
        order[None] = "Nobody yet"
    elif by == "project" or len(told.heads) != 1:
        key_of = lambda bar: bar.project_id  # noqa: E731
        order = {head.id: head.name for head in told.heads}
    else:
        key_of = lambda bar: bar.milestone_id  # noqa: E731
        order = {stone.id: stone.title for stone in told.stones}
        order[None] = "Without a milestone" if told.stones else ""
    numbers = {key: place for place, key in enumerate(order)}
    band_of = {bar.id: numbers.get(key_of(bar), len(numbers) - 1) for bar in told.bars}
    done: dict[int, list[int]] = {}
    for bar in told.bars:
        count = done.setdefault(band_of[bar.id], [0, 0])
        count[0] += bar.kind == "done"
        count[1] += 1
    notes = {place: f"{count[0]} of {count[1]} done" for place, count in done.items()}
    return [Band(title, notes.get(place, "")) for place, title in enumerate(order.values())], band_of
