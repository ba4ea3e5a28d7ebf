"""The board in other columns than statuses: open tasks by project, by milestone of one project, or by owner; and what a drop does.

The key of a column is the id of what it stands for, 0 for tasks without one. Cards stand in the order of their ranks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app.base import day_from
from app.models.store import Store
from app.services import milestones, people, projects, ranking, task_board, task_bulk
from app.services.task_bulk import Done
from app.services.task_filter import OPEN_KINDS, Kinds, TaskFilter, late, where

GROUPS: Final = {"project": "project_id", "milestone": "milestone_id", "assignee": "assignee_id"}
#: So many columns at most; beyond it those with the most to do.
MOST: Final = 40
_NONE: Final = {"project": "No project", "milestone": "No milestone", "assignee": "Nobody"}


class GroupColumn(NamedTuple):
    """A column: its open tasks and their hours. `due_on` is when the project finishes, or the milestone is due."""

    key: int
    name: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    minutes: int
    late: int
    due_on: date | None = None


def columns(store: Store, flt: TaskFilter, by: str) -> list[GroupColumn]:
    """The columns of a grouping; those without tasks too, as one may drop there. Milestones need a project in the filter."""
    sums = _sums(store, flt, by)
    found = _all(store, flt, by)
    known = {key for key, _, _ in found}
    found += [(key, name, None) for key, name in _others(store, by, [key for key in sums if key and key not in known])]
    if len(found) > MOST:
        kept = {key for key, _, _ in sorted(found, key=lambda each: -sums.get(each[0], (0, 0, 0))[0])[:MOST]}
        found = [each for each in found if each[0] in kept]
    if sums.get(0) or by != "project":
        found.append((0, _NONE[by], None))
    return [GroupColumn(key, name, *sums.get(key, (0, 0, 0)), due) for key, name, due in found]


def ids(store: Store, flt: TaskFilter, by: str) -> dict[int, list[int]]:
    """The open tasks by column, each in the order of its cards."""
    kinds = Kinds(store)
    narrowed, params = where(store, kinds, flt, f"t.status_id IN {kinds.of(*OPEN_KINDS)}")
    found: dict[int, list[int]] = {}
    for key, task in store.rows(
        f"SELECT ifnull(t.{GROUPS[by]}, 0), t.id FROM task t WHERE {narrowed} ORDER BY t.rank, t.id", params
    ):
        found.setdefault(key, []).append(task)
    return found


def put(store: Store, wanted: Sequence[int], by: str, key: int, before: int | None = None) -> Done:
    """Move tasks into a column, above the card `before` or to its end, in one step. Raises UserError.

    In another project they leave their milestones behind and keep their links, as when one changes the project by hand.
    """
    column = GROUPS[by]
    with store.write("Move task" if len(wanted) == 1 else f"Move {len(wanted)} tasks"):
        cards = task_board.cards(store, wanted)
        moving = [card.id for card in cards if (getattr(card, column) or 0) != key]
        done = task_bulk.change(store, moving, {column: key or None}) if moving else Done(0, 0, 0, {})
        open_kinds = Kinds(store).of(*OPEN_KINDS)
        home = f"ifnull({column}, 0) = ? AND status_id IN {open_kinds}"
        ranking.place(store, "task", home, (key,), list(wanted), before)
    return done


def _sums(store: Store, flt: TaskFilter, by: str) -> dict[int, tuple[int, int, int]]:
    kinds = Kinds(store)
    narrowed, params = where(store, kinds, flt, f"t.status_id IN {kinds.of(*OPEN_KINDS)}")
    found = store.rows(
        f"SELECT ifnull(t.{GROUPS[by]}, 0), count(*), ifnull(sum(t.estimate_minutes), 0), ifnull(sum({late(store, flt.on)}), 0) "
        f"FROM task t WHERE {narrowed} GROUP BY 1",
        params,
    )
    return {key: (count, minutes, late) for key, count, minutes, late in found}


def _all(store: Store, flt: TaskFilter, by: str) -> list[tuple[int, str, date | None]]:
    if by == "assignee":
        return [(person.id, person.name, None) for person in people.everyone(store)]
    if by == "milestone":
        found = milestones.of(store, flt.project_id) if flt.project_id is not None else []
        return [(row.id, row.title, row.due_on) for row in found if flt.milestone_id in (None, row.id)]
    days: dict[int, Any] = dict(store.rows("SELECT id, finish_on FROM project WHERE finish_on IS NOT NULL"))
    return [
        (key, name, day_from(days.get(key)))
        for key, name, _ in projects.choices(store)
        if flt.project_id in (None, key)
    ]


def _others(store: Store, by: str, keys: Sequence[int]) -> list[tuple[int, str]]:
    """Whatever has open tasks and is in no list any more: a closed project, somebody who has left."""
    table = {"project": "project", "milestone": "milestone", "assignee": "person"}[by]
    name = "title" if by == "milestone" else "name"
    marks = ", ".join("?" * len(keys))
    return [(key, words) for key, words in store.rows(f"SELECT id, {name} FROM {table} WHERE id IN ({marks})", keys)]
