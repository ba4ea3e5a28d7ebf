"""Tasks with parts: what a whole waits for, its parts wait for, and what waits for the whole waits for its parts.

A person links the whole; the links of its parts follow from that and are written down nowhere. As with summary tasks elsewhere, a
part may not begin before the whole may, and the whole has not ended before its last part has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from app.domain.network import Link

Parents = Mapping[int, int]
_NONE: Final[frozenset[int]] = frozenset()


def bound(links: Sequence[Link], parents: Parents, done: Collection[int] = _NONE) -> list[Link]:
    """The links as they bind a plan: those that were made, and those that follow from them for the parts of a whole.

    `parents` maps a part to its whole. What a whole waits for with its start ('FS', 'SS') holds each of its parts; what waits
    for the end of a whole ('FS', 'FF') waits for each of its parts, unless the whole is `done`: then what was left of it
    holds nothing up. A link between a whole and a part of its own binds these two alone. Where links contradict each other,
    so that parts would go round in a circle, only the links that were made hold.
    """
    if not parents:
        return list(links)
    derived = _derived(links, parents, done)
    if not derived:
        return list(links)
    inside = _core([*links, *derived])
    return [*links, *(link for link in derived if link.predecessor not in inside or link.successor not in inside)]


def contradicted(links: Sequence[Link], parents: Parents, done: Collection[int] = _NONE) -> list[Link]:
    """The links of parts that follow and cannot hold, since they would close a circle."""
    derived = _derived(links, parents, done)
    inside = _core([*links, *derived]) if derived else _NONE
    return [link for link in derived if link.predecessor in inside and link.successor in inside]


def wholes(task: int, parents: Parents) -> list[int]:
    """What a task is a part of, from its own whole up."""
    found: list[int] = []
    above = parents.get(task)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


def inherited(task: int, before: Mapping[int, Sequence[Link]], parents: Parents) -> list[Link]:
    """The links that hold a task because they hold what it is a part of; `before` are the links by successor."""
    return [
        link
        for whole in wholes(task, parents)
        for link in before.get(whole, ())
        if link.kind in ("FS", "SS") and not _akin(link, parents)
    ]


def _akin(link: Link, parents: Parents) -> bool:
    first, then = link.predecessor, link.successor
    return first in wholes(then, parents) or then in wholes(first, parents)


def _derived(links: Iterable[Link], parents: Parents, done: Collection[int]) -> list[Link]:
    below: dict[int, list[int]] = {}
    for part in parents:
        for whole in wholes(part, parents):
            below.setdefault(whole, []).append(part)
    links = list(links)
    known, found = set(links), []
    for link in links:
        first, then, kind, lag = link
        if first not in below and then not in below:
            continue
        if _akin(link, parents):
            continue
        befores = [first, *(below.get(first, ()) if kind in ("FS", "FF") and first not in done else ())]
        thens = [then, *(below.get(then, ()) if kind in ("FS", "SS") else ())]
        for before in befores:
            for after in thens:
                made = Link(before, after, kind, lag)
                if made not in known:
                    known.add(made)
                    found.append(made)
    return found


def _core(links: Sequence[Link]) -> Collection[int]:
    """The tasks on a circle or between two of them: what is left when first and last ones are taken away again and again."""
    pairs = [(link.predecessor, link.successor) for link in links]
    for _ in range(2):  # forward, then back
        left = {end for pair in pairs for end in pair}
        waiting, following = dict.fromkeys(left, 0), dict[int, list[int]]()
        for first, then in pairs:
            waiting[then] += 1
            following.setdefault(first, []).append(then)
        free = [task for task, count in waiting.items() if not count]
        for task in free:
            left.discard(task)
            for then in following.get(task, ()):
                waiting[then] -= 1
                if not waiting[then]:
                    free.append(then)
        pairs = [(then, first) for first, then in pairs if first in left and then in left]
    return {end for pair in pairs for end in pair}
