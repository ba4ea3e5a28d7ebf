"""Tasks and the links between them, as every planner takes them, and the order in which they can be planned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.base import UserError
from app.domain.workdays import Calendar

KINDS = ("FS", "SS", "FF", "SF")


class Task(NamedTuple):
    """A task as the planner needs it; `duration` in working days, 0 for a milestone, `minutes` of effort."""

    key: int
    duration: int
    not_before: date | None = None
    must_finish: date | None = None
    started: date | None = None
    finished: date | None = None
    owner: int | None = None
    minutes: int = 0


class Link(NamedTuple):
    """`successor` waits for `predecessor`: 'FS' 'SS' 'FF' 'SF'; `lag` in working days may be negative."""

    predecessor: int
    successor: int
    kind: str = "FS"
    lag: int = 0


class Planned(NamedTuple):
    """A task in the plan. Both dates are included; floats and duration are in working days."""

    key: int
    start: date
    finish: date
    duration: int
    total_float: int
    free_float: int
    critical: bool


class Plan(NamedTuple):
    """A whole plan; `length_days` counts working days from start to finish, both included."""

    start: date
    finish: date
    length_days: int
    tasks: dict[int, Planned]


class CycleError(UserError):
    """Tasks that wait for each other; `path` names them by key and ends with the one it began with. The sentence calls them by
    their `titles`, where those are given."""

    def __init__(self, path: list[int], titles: Mapping[int, str] | None = None) -> None:
        self.path = path
        names = [(titles or {}).get(key, str(key)) for key in path]
        if len(names) > 12:
            names[6:-6] = ["…"]
        super().__init__(f"These tasks wait for each other in a circle: {' → '.join(names)}. Remove a link.")


class Network:
    """Tasks by position, and for each one what follows it: (position, kind, lag). `order` puts predecessors first.

    Raises CycleError for links that go in a circle, and UserError for a task that is there twice or takes less than 0 days
    and for a link of an unknown kind or to an unknown task.
    """

    def __init__(self, tasks: Iterable[Task], links: Iterable[Link]) -> None:
        self.tasks = list(tasks)
        self.at = {task[0]: position for position, task in enumerate(self.tasks)}
        if len(self.at) != len(self.tasks):
            twice = next(task.key for position, task in enumerate(self.tasks) if self.at[task.key] != position)
            raise UserError(f"The task {twice} is in the plan twice.")
        if self.tasks and min([task[1] for task in self.tasks]) < 0:
            raise UserError("A task cannot take less than 0 days.")
        self.after: list[list[tuple[int, str, int]]] = [[] for _ in self.tasks]
        waiting = [0] * len(self.tasks)
        at, after = self.at, self.after
        for predecessor, successor, kind, lag in links:
            if predecessor not in at or successor not in at:
                missing = predecessor if predecessor not in at else successor
                raise UserError(f"A link names the task {missing}, which is not in the plan.")
            if kind not in KINDS:
                raise UserError(f"“{kind}” is not a kind of link: FS, SS, FF or SF.")
            then = at[successor]
            after[at[predecessor]].append((then, kind, lag))
            waiting[then] += 1
        self.order = [position for position, count in enumerate(waiting) if not count]
        for first in self.order:
            for then, _, _ in after[first]:
                waiting[then] -= 1
                if not waiting[then]:
                    self.order.append(then)
        if len(self.order) < len(self.tasks):
            raise CycleError([self.tasks[position].key for position in _circle(after, waiting)])


def _circle(after: Sequence[Sequence[tuple[int, str, int]]], waiting: list[int]) -> list[int]:
    """One circle among the tasks that still wait, from a position round to itself."""
    before: dict[int, int] = {}
    for first, count in enumerate(waiting):
        if count:
            before.update((then, first) for then, _, _ in after[first] if waiting[then])
    seen: dict[int, int] = {}
    position = min(before)
    while position not in seen:
        seen[position] = len(seen)
        position = before[position]
    circle = [position, *reversed(list(seen)[seen[position] :])]
    # Told from its first task on, the same circle always reads the same.
    turn = circle.index(min(circle))
    return [*circle[turn:-1], *circle[:turn], circle[turn]]


def as_it_was(task: Task, planned: Planned) -> Planned:
    """A task under way or finished with the dates it really had, even if nobody should have worked then."""
    if task.finished is None:
        return planned._replace(start=task.started or planned.start)
    begun = min(task.started or (planned.start if task.duration else task.finished), task.finished)
    return Planned(task.key, begun, task.finished, task.duration, 0, 0, False)


def summed(planned: dict[int, Planned], outside: Collection[int], calendar: Calendar) -> Plan:
    """The whole plan of these tasks; those `outside` are in it, but neither its start nor its finish is theirs."""
    within = [task for task in planned.values() if task.key not in outside] if outside else planned.values()
    start, finish = min(task.start for task in within), max(task.finish for task in within)
    return Plan(start, finish, calendar.between(start, finish), planned)
