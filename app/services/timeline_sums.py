"""What a task with subtasks comes to on the timeline: its first start, its last finish, and how much of it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app.domain.families import inherited
from app.domain.network import Link
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services.plan_facts import PlanRow
from app.services.plan_reads import Tie, by_successor

if TYPE_CHECKING:
    from app.services.project_timeline import Bar


class Below(NamedTuple):
    """Everything below a task, cancelled work aside: `done` of `count`, first start and last finish with the working days
    between, and `progress` by estimate from 0 to 1. `total_float` is the least of what is open, the task itself among it, None
    when nothing is; `critical` when something of that is. `baseline` is the span that they were planned for, None without one.
    """

    done: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    start: date
    finish: date
    days: int
    total_float: int | None
    critical: bool
    progress: float
    baseline: tuple[date, date] | None = None


def parents(store: Store, project_ids: Sequence[int]) -> dict[int, int]:
    """Of each task in these projects that stands below another, that other one."""
    found = store.rows(
        "SELECT id, parent_id FROM task WHERE project_id IN (SELECT value FROM json_each(?)) AND parent_id IS NOT NULL "
        "AND deleted_at IS NULL",
        (json.dumps(list(project_ids)),),
    )
    return dict(found)


def with_sums(
    bars: Sequence[Bar], above: Mapping[int, int], estimates: Mapping[int, int | None], calendar: Calendar
) -> list[Bar]:
    """The bars, each with the nearest task above it that has a bar, and with what stands below it."""
    if not above:
        return list(bars)
    shown = {bar.id for bar in bars}
    families: dict[int, list[Bar]] = {}
    nearest: dict[int, int] = {}
    for bar in bars:
        step, seen = above.get(bar.id), {bar.id}
        while step is not None and step not in seen:
            seen.add(step)
            if step in shown:
                nearest.setdefault(bar.id, step)
                families.setdefault(step, []).append(bar)
            step = above.get(step)
    return [
        bar._replace(
            parent_id=nearest.get(bar.id),
            below=_below(bar, families, estimates, calendar) if bar.id in families else None,
        )
        for bar in bars
    ]


def _below(
    whole: Bar, families: Mapping[int, Sequence[Bar]], estimates: Mapping[int, int | None], calendar: Calendar
) -> Below:
    family = families[whole.id]
    start, finish = min(bar.start for bar in family), max(bar.finish for bar in family)
    rest = [bar for bar in (whole, *family) if bar.kind != "done"]
    weights = _weights(family, families, estimates)
    progress = sum(bar.progress * weight for bar, weight in zip(family, weights, strict=True)) / sum(weights)
    return Below(
        sum(bar.kind == "done" for bar in family), len(family), start, finish, calendar.between(start, finish),
        min((bar.total_float for bar in rest), default=None), any(bar.critical for bar in rest), progress, _baseline(family),
    )  # fmt: skip


def _baseline(family: Sequence[Bar]) -> tuple[date, date] | None:
    spans = [(bar.baseline_start, bar.baseline_finish) for bar in family]
    known = [(start, finish) for start, finish in spans if start and finish]
    return (min(start for start, _ in known), max(finish for _, finish in known)) if known else None


def _weights(
    family: Sequence[Bar], families: Mapping[int, Sequence[Bar]], estimates: Mapping[int, int | None]
) -> list[float]:
    """Each by its estimate; one without counts as the others do on average, but not where its own subtasks are its work."""
    known = [minutes for bar in family if (minutes := estimates.get(bar.id))]
    usual = sum(known) / len(known) if known else 1.0
    return [float(estimates.get(bar.id) or (0 if bar.id in families else usual)) for bar in family]


def waits(links: Sequence[Link], tasks: dict[int, PlanRow], ties: Sequence[Tie]) -> dict[int, list[str]]:
    """Of each task what it waits for, by title, also with what it is a part of; `links` are those that were made."""
    before = by_successor([link for link in links if tasks[link.predecessor].kind != "done"])
    names = {key: row.title for key, row in tasks.items()}
    for tie in ties:
        if tie.waits and not tie.done:
            before.setdefault(tie.task, []).insert(0, Link(tie.other, tie.task, tie.kind, tie.lag))
            names[tie.other] = f"{tie.title} ({tie.project})"
    parents = {row.id: row.parent_id for row in tasks.values() if row.parent_id is not None}
    found = {task: list(before.get(task, ())) for task in before}
    for task in parents:
        if more := inherited(task, before, parents):
            found[task] = [*found.get(task, ()), *more]
    return {task: [names[link.predecessor] for link in held] for task, held in found.items()}
