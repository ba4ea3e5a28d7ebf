"""What stands in each row of the timeline: heads of groups, and the tasks below those that are open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from app.services.plan_reads import Tie
from app.services.project_timeline import Bar, Head, Timeline

Group = Literal["milestone", "person", "project"]
_BUCKET: Final = 64
_MARGIN_DAYS: Final = 10


class Line(NamedTuple):
    """A row: the head of a group (`bar` is None), or a task, `depth` steps below the one it is a part of.

    `start` and `on` are the span of a group and the day on which it is reached; `diamond`: it is a milestone.
    """

    key: Hashable
    title: str
    note: str = ""
    bar: Bar | None = None
    start: date | None = None
    on: date | None = None
    diamond: bool = False
    open: bool = True
    done: bool = False
    depth: int = 0


class Lines:
    """The rows in order, where each task stands, which links cross which rows, and by task those that lead to other projects."""

    def __init__(
        self, told: Timeline | None = None, group: Group = "milestone", shut: Collection[Hashable] = ()
    ) -> None:
        self.rows: list[Line] = []
        self.row_of: dict[int, int] = {}
        self.links: list[tuple[int, int, int]] = []
        self.ties: dict[int, list[Tie]] = {}
        self._buckets: dict[int, list[int]] = {}
        if told is not None:
            for head, bars in _grouped(told, group):
                self._add(head._replace(open=head.key not in shut), bars)
            self._tie(told)

    def _add(self, head: Line, bars: Sequence[Bar]) -> None:
        if head.title:
            self.rows.append(head)
        if head.open:
            for bar, depth in _in_families(bars):
                self.row_of[bar.id] = len(self.rows)
                self.rows.append(Line(("task", bar.id), bar.title, bar=bar, done=bar.kind == "done", depth=depth))

    def _tie(self, told: Timeline) -> None:
        for tie in told.ties:
            self.ties.setdefault(tie.task, []).append(tie)
        for index, link in enumerate(told.links):
            first, then = self.row_of.get(link.predecessor), self.row_of.get(link.successor)
            if first is None or then is None:
                continue
            place = len(self.links)
            self.links.append((index, first, then))
            for bucket in range(min(first, then) // _BUCKET, max(first, then) // _BUCKET + 1):
                self._buckets.setdefault(bucket, []).append(place)

    def crossing(self, top: int, bottom: int) -> list[tuple[int, int, int]]:
        """(link, row of the first, row of the second) of the links that pass rows `top` to `bottom`."""
        found: dict[int, None] = {}
        for bucket in range(top // _BUCKET, bottom // _BUCKET + 1):
            found.update(dict.fromkeys(self._buckets.get(bucket, ())))
        links = [self.links[place] for place in found]
        return [link for link in links if min(link[1:]) <= bottom and max(link[1:]) >= top]


def follow(before: Sequence[Line], at: int, rows: Sequence[Line]) -> int | None:
    """Where the choice of a row goes when others are shown: with it, else to the head that was folded over it, else to the
    next one that is still there, or the one before; None where none is."""
    if at >= len(before):
        return None
    places = {line.key: place for place, line in enumerate(rows)}
    if before[at].key in places:
        return places[before[at].key]
    head = next((line.key for line in reversed(before[:at]) if line.bar is None), None)
    if head in places and not rows[places[head]].open:
        return places[head]
    near = (line.key for line in (*before[at + 1 :], *reversed(before[:at])))
    return next((places[key] for key in near if key in places), None)


def _in_families(bars: Sequence[Bar]) -> list[tuple[Bar, int]]:
    """The bars of a group, each with its subtasks right below it, and how deep it stands."""
    here = {bar.id for bar in bars}
    below: dict[int | None, list[Bar]] = {}
    for bar in bars:
        below.setdefault(bar.parent_id if bar.parent_id in here else None, []).append(bar)
    if len(below) < 2:
        return [(bar, 0) for bar in bars]
    found: list[tuple[Bar, int]] = []
    waiting = [(bar, 0) for bar in reversed(below[None])]
    while waiting:
        bar, depth = waiting.pop()
        found.append((bar, depth))
        waiting += [(each, depth + 1) for each in reversed(below.get(bar.id, []))]
    return found


def _grouped(told: Timeline, group: Group) -> list[tuple[Line, list[Bar]]]:
    if group == "person":
        return _by(told.bars, lambda bar: (bar.owner.casefold() or "\uffff", bar.owner_id), _person)
    if group == "project":
        names = {head.id: head for head in told.heads}
        order = {head.id: place for place, head in enumerate(told.heads)}

        def project(bars: Sequence[Bar]) -> Line:
            head = names[bars[0].project_id]
            return Line(("project", head.id), head.name, _done(bars), None, head.start, head.finish, done=_all(bars))

        return _by(told.bars, lambda bar: order[bar.project_id], project)
    return [each for head in told.heads for each in _by_milestone(told, head)]


def _by_milestone(told: Timeline, head: Head) -> list[tuple[Line, list[Bar]]]:
    """The milestones of a project, named with it where several projects are shown, then what stands in none."""
    before = f"{head.name} › " if len(told.heads) > 1 else ""
    mine = [bar for bar in told.bars if bar.project_id == head.id]
    stones = [stone for stone in told.stones if stone.project_id == head.id]
    found: list[tuple[Line, list[Bar]]] = []
    for stone in stones:
        bars = [bar for bar in mine if bar.milestone_id == stone.id]
        title = before + stone.title
        line = Line(
            ("milestone", stone.id), title, _done(bars), None, stone.start, stone.on, diamond=True, done=_all(bars)
        )
        found.append((line, bars))
    known = {stone.id for stone in stones}
    rest = [bar for bar in mine if bar.milestone_id not in known]
    if rest:
        title = f"{before}Without a milestone" if found else head.name if before else ""
        key = ("no milestone", head.id)
        found.append((Line(key, title, _done(rest), None, *_span(rest)), rest))
    return found


def _person(bars: Sequence[Bar]) -> Line:
    bar = bars[0]
    return Line(("person", bar.owner_id), bar.owner or "Nobody yet", _done(bars), None, *_span(bars), done=_all(bars))


def _by(
    bars: Iterable[Bar], order: Callable[[Bar], object], head: Callable[[Sequence[Bar]], Line]
) -> list[tuple[Line, list[Bar]]]:
    groups: dict[object, list[Bar]] = {}
    for bar in bars:
        groups.setdefault(order(bar), []).append(bar)
    return [(head(groups[key]), groups[key]) for key in sorted(groups)]  # type: ignore[type-var]


def _span(bars: Sequence[Bar]) -> tuple[date | None, date | None]:
    return min((bar.start for bar in bars), default=None), max((bar.finish for bar in bars), default=None)


def _done(bars: Sequence[Bar]) -> str:
    return f"{sum(bar.kind == 'done' for bar in bars)} of {len(bars)} done" if bars else "no tasks"


def _all(bars: Sequence[Bar]) -> bool:
    return bool(bars) and all(bar.kind == "done" for bar in bars)


def origin(told: Timeline, margin: int = _MARGIN_DAYS) -> date:
    """The Monday at which the chart begins: so many days before everything in it."""
    days = [bar.start for bar in told.bars] + [told.today]
    days += [bar.baseline_start for bar in told.bars if bar.baseline_start]
    first = min(days) - timedelta(days=margin)
    return first - timedelta(days=first.weekday())


def end(told: Timeline) -> date:
    """The last day of anything in the chart; promises are drawn where there is one project."""
    days = [bar.finish for bar in told.bars] + [stone.on for stone in told.stones if stone.on] + [told.today]
    days += [bar.baseline_finish for bar in told.bars if bar.baseline_finish]
    return max(days + [head.promised_on for head in told.heads if head.promised_on and len(told.heads) == 1])
