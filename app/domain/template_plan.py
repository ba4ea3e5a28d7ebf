"""When the tasks of a template happen, in working days from the start of the project, and what in it cannot be.

Days are those of the workspace: before the handoff nobody owns a task. There its owner's days say how long it takes and when it
ends, and its offset is a lag, which all count alike.

A task starts as soon as its predecessors let it. With an offset it starts so many working days after the project, or after
the last task of a milestone; never before its predecessors allow, and where its offset says otherwise that is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.schedule import Link

MAX_OFFSET = 1000


class Step(NamedTuple):
    """A task of a template; `duration` in working days. `offset` in working days from `anchor`: a milestone's key, or
    None for the start of the project. Without an offset it starts as soon as it may."""

    key: int
    title: str
    duration: int
    minutes: int = 0
    role: int | str | None = None
    milestone: int | None = None
    offset: int | None = None
    anchor: int | None = None


class Conflict(NamedTuple):
    """The step `key` is to start at `wanted`, but `because` keeps it until `allowed` (both count from 0); with the
    offset `instead` it fits."""

    key: int
    because: int
    wanted: int
    allowed: int
    instead: int


class CircleError(ValueError):
    """Steps that wait for each other; `path` ends with the key it began with."""

    def __init__(self, path: list[int]) -> None:
        super().__init__(path)
        self.path = path


def offset_links(steps: Sequence[Step], links: Iterable[Link]) -> list[Link]:
    """What the offsets say, as links: so they hold wherever a plan is made of the template, forward or back from a
    deadline.

    'After the project's start' is a start-to-start link from the task that opens the project, 'after a milestone' a
    finish-to-start link from each task that may end it.
    """
    given = list(links)
    waiting = {link.successor for link in given}
    opens = [s for s in steps if s.key not in waiting and (s.offset is None or s.anchor is None)]
    first = min(opens, key=lambda s: s.offset or 0, default=None)
    found = []
    for step in steps:
        if step.offset is None:
            continue
        if step.anchor is not None:
            ends = _ends(steps, given, step.anchor)
            found += [Link(end.key, step.key, "FS", step.offset) for end in ends if end.key != step.key]
        elif first is not None and step.key != first.key and step.offset > (first.offset or 0):
            found.append(Link(first.key, step.key, "SS", step.offset - (first.offset or 0)))
    return found


def positions(steps: Sequence[Step], links: Iterable[Link]) -> dict[int, int]:
    """The working day, from 0, on which each step starts at the earliest. Raises CircleError."""
    given = list(links)
    return _forward(steps, [*given, *offset_links(steps, given)])


def length(steps: Sequence[Step], links: Iterable[Link]) -> int:
    """Working days from the first start to the last end. Raises CircleError."""
    starts = positions(steps, links)
    return max((starts[step.key] + step.duration for step in steps), default=0) - min(starts.values(), default=0)


def offsets_for(steps: Sequence[Step], links: Iterable[Link], wanted: Mapping[int, int]) -> dict[int, int]:
    """The offsets from the start of the project without which steps would start before the days `wanted` (from 0).

    What its predecessors keep that long anyway needs none. The steps' own offsets do not count. Raises CircleError.
    """
    bare = [step._replace(offset=None, anchor=None) for step in steps]
    order, before = _order(bare, list(links))
    lengths = {step.key: step.duration for step in bare}
    starts: dict[int, int] = {}
    found = {}
    for key in order:
        allowed = max([0, *(starts[link.predecessor] + _distance(link, lengths) for link in before[key])])
        starts[key] = max(allowed, wanted.get(key, 0))
        if starts[key] > allowed:
            found[key] = starts[key]
    return found


def conflicts(steps: Sequence[Step], links: Iterable[Link]) -> list[Conflict]:
    """The steps whose offset lies before what their predecessors allow, in their order. Raises CircleError."""
    given = list(links)
    starts = positions(steps, given)
    lengths = {step.key: step.duration for step in steps}
    found = []
    for step in steps:
        wanted = _wanted(step, steps, starts)
        allowed = [
            (starts[link.predecessor] + _distance(link, lengths), link.predecessor)
            for link in given
            if link.successor == step.key
        ]
        if wanted is None or not allowed or max(allowed)[0] <= wanted:
            continue
        earliest, because = max(allowed)
        assert step.offset is not None
        found.append(Conflict(step.key, because, wanted, earliest, step.offset + earliest - wanted))
    return found


def _wanted(step: Step, steps: Sequence[Step], starts: dict[int, int]) -> int | None:
    """The day that the offset alone says; None without one, and for a milestone that has no tasks."""
    if step.offset is None:
        return None
    if step.anchor is None:
        return step.offset
    ends = [starts[s.key] + s.duration for s in steps if s.milestone == step.anchor and s.key != step.key]
    return max(ends) + step.offset if ends else None


def _ends(steps: Sequence[Step], links: Sequence[Link], milestone: int) -> list[Step]:
    """The steps of a milestone that no other of them waits to follow."""
    inside = {step.key for step in steps if step.milestone == milestone}
    followed = {
        link.predecessor
        for link in links
        if link.kind == "FS" and link.lag >= 0 and {link.predecessor, link.successor} <= inside
    }
    return [step for step in steps if step.key in inside - followed]


def _distance(link: Link, lengths: dict[int, int]) -> int:
    """Working days between the two starts that a link asks for."""
    end = lengths[link.predecessor] if link.kind[0] == "F" else 0
    return end + link.lag - (lengths[link.successor] if link.kind[1] == "F" else 0)


def _forward(steps: Sequence[Step], links: Sequence[Link]) -> dict[int, int]:
    order, before = _order(steps, links)
    lengths = {step.key: step.duration for step in steps}
    floors = {step.key: step.offset if step.offset and step.anchor is None else 0 for step in steps}
    starts: dict[int, int] = {}
    for key in order:
        asked = (starts[link.predecessor] + _distance(link, lengths) for link in before[key])
        starts[key] = max([floors[key], *asked])
    return starts


def _order(steps: Sequence[Step], links: Sequence[Link]) -> tuple[list[int], dict[int, list[Link]]]:
    """The keys, each after those that it waits for, and what each waits for."""
    from graphlib import CycleError, TopologicalSorter

    before: dict[int, list[Link]] = {step.key: [] for step in steps}
    for link in links:
        before[link.successor].append(link)
    graph = {key: [link.predecessor for link in found] for key, found in before.items()}
    try:
        return list(TopologicalSorter(graph).static_order()), before
    except CycleError as circle:
        raise CircleError(list(circle.args[1])) from None
