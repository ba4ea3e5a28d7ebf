"""The tasks and links that a plan is made of, also those of other projects on which it hangs."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.base import day_from
from app.domain.schedule import Link
from app.models.store import Store
from app.services.plan_facts import PlanRow

_ROWS: Final = (
    "SELECT t.id, t.key, t.title, s.kind, t.milestone_id, t.assignee_id, t.duration_days, "
    "t.estimate_minutes, max(0, t.estimate_minutes - ifnull((SELECT sum(e.minutes) "
    "FROM time_entry e WHERE e.task_id = t.id), 0)), t.start_on, t.due_on, t.deadline_on, "
    "t.not_before_on, t.started_on, t.done_on, t.baseline_start_on, t.baseline_finish_on, t.project_id, t.parent_id "
    "FROM task t JOIN status s ON s.id = t.status_id WHERE {} "
    "AND t.deleted_at IS NULL AND s.kind <> 'cancelled' ORDER BY t.id"
)
_THESE: Final = "(SELECT value FROM json_each(:these))"
# Both ends of a link, b before t; what was deleted or cancelled holds nothing up.
_LIVE: Final = (
    "t.deleted_at IS NULL AND b.deleted_at IS NULL AND t.status_id IN (SELECT id FROM status WHERE kind <> 'cancelled') "
    "AND b.status_id IN (SELECT id FROM status WHERE kind <> 'cancelled')"
)


class Tie(NamedTuple):
    """A link over the border of a project: `task` stands in it, `other` in another one. `waits`: the task waits for the
    other, else it holds it up."""

    task: int
    other: int
    title: str
    project_id: int
    project: str
    waits: bool
    kind: str
    lag: int
    done: bool


def tasks_of(store: Store, project_ids: Sequence[int]) -> list[PlanRow]:
    """The tasks of these projects as a plan reads them, cancelled and deleted ones aside."""
    return _rows(store, f"t.project_id IN {_THESE}", project_ids)


def upstream(store: Store, project_ids: Sequence[int]) -> list[PlanRow]:
    """The tasks of other projects for which these projects wait, and all that those wait for in other projects, with their
    families: parts and whole hold each other up."""
    found = upstream_ids(store, project_ids)
    rows = (
        [row for row in _rows(store, f"t.id IN {_THESE}", found) if row.project_id not in project_ids] if found else []
    )
    return _opened(store, rows)


def upstream_ids(store: Store, project_ids: Sequence[int], most: int = -1) -> list[int]:
    """The tasks of `upstream` by their ids, among them those of these projects that such a task waits for; at most so many."""
    return store.ids(
        "WITH RECURSIVE up(id) AS (SELECT b.id FROM task t CROSS JOIN dependency d ON d.successor_id = t.id "
        f"CROSS JOIN task b ON b.id = d.predecessor_id WHERE t.project_id IN {_THESE} AND b.project_id NOT IN {_THESE} AND {_LIVE} "
        "UNION SELECT b.id FROM up CROSS JOIN dependency d ON d.successor_id = up.id JOIN task t ON t.id = up.id "
        f"JOIN task b ON b.id = d.predecessor_id WHERE b.project_id IS NOT NULL AND {_LIVE} "
        "UNION SELECT c.id FROM up CROSS JOIN task c ON c.parent_id = up.id "
        "UNION SELECT t.parent_id FROM up CROSS JOIN task t ON t.id = up.id WHERE t.parent_id IS NOT NULL) SELECT id FROM up LIMIT :most",
        {"these": json.dumps(list(project_ids)), "most": most},
    )


def links_of(store: Store, project_ids: Sequence[int]) -> list[Link]:
    """The links between the tasks of `tasks_of`."""
    return _links(store, f"t.project_id IN {_THESE} AND b.project_id IN {_THESE}", project_ids)


def links_among(store: Store, rows: Sequence[PlanRow]) -> list[Link]:
    """The links between these tasks, whichever their projects."""
    return _links(store, f"t.id IN {_THESE} AND b.id IN {_THESE}", [row.id for row in rows])


def first_days(store: Store, project_ids: Collection[int | None], now: date) -> dict[int, date]:
    """From when on each project is planned: its start, or `now` when that has passed."""
    found = store.rows(
        f"SELECT id, start_on FROM project WHERE id IN {_THESE}", {"these": json.dumps([i for i in project_ids if i])}
    )
    return {project: max(day_from(start) or now, now) for project, start in found}


def connected(store: Store, project_ids: Sequence[int]) -> list[int]:
    """These projects and all that hang together with them by links, directly or over others."""
    return store.ids(
        f"WITH RECURSIVE near(id) AS (SELECT value FROM json_each(:these) UNION "
        "SELECT t.project_id FROM near CROSS JOIN task b ON b.project_id = near.id JOIN dependency d ON d.predecessor_id = b.id "
        f"JOIN task t ON t.id = d.successor_id WHERE t.project_id <> near.id AND {_LIVE} UNION "
        "SELECT b.project_id FROM near CROSS JOIN task t ON t.project_id = near.id JOIN dependency d ON d.successor_id = t.id "
        f"JOIN task b ON b.id = d.predecessor_id WHERE b.project_id <> near.id AND {_LIVE}) SELECT id FROM near ORDER BY id",
        {"these": json.dumps(list(project_ids))},
    )


def ties(store: Store, project_ids: Sequence[int]) -> list[Tie]:
    """The links between a task of these projects and one of any other, by task."""
    found = []
    for waits, here, there in ((True, "t", "b"), (False, "b", "t")):
        found += store.rows(
            f"SELECT {here}.id, {there}.id, {there}.title, p.id, p.name, {int(waits)}, d.kind, d.lag_days, "
            f"{there}.done_on IS NOT NULL FROM task {here} "
            f"CROSS JOIN dependency d ON d.{'successor' if waits else 'predecessor'}_id = {here}.id "
            f"CROSS JOIN task {there} ON {there}.id = d.{'predecessor' if waits else 'successor'}_id "
            f"CROSS JOIN project p ON p.id = {there}.project_id AND p.deleted_at IS NULL "
            f"WHERE {here}.project_id IN {_THESE} AND {there}.project_id NOT IN {_THESE} AND {_LIVE}",
            {"these": json.dumps(list(project_ids))},
        )
    return sorted(Tie._make((*row[:5], bool(row[5]), *row[6:8], bool(row[8]))) for row in found)


def around(
    project_id: int, rows: Mapping[int, PlanRow], before: Mapping[int, Sequence[Link]]
) -> tuple[list[PlanRow], list[Link]]:
    """The tasks of other projects on which a project hangs, and all links of its plan. `before` are the links by successor,
    `rows` all tasks that may be met."""
    inside = [row.id for row in rows.values() if row.project_id == project_id]
    met, waiting = set(inside), list(inside)
    links: list[Link] = []
    while waiting:
        for link in before.get(waiting.pop(), ()):
            if link.predecessor in rows:
                links.append(link)
                if link.predecessor not in met:
                    met.add(link.predecessor)
                    waiting.append(link.predecessor)
    return [rows[key] for key in sorted(met.difference(inside))], links


def by_successor(links: Sequence[Link]) -> dict[int, list[Link]]:
    """The links by the task that waits."""
    found: dict[int, list[Link]] = {}
    for link in links:
        found.setdefault(link.successor, []).append(link)
    return found


def _rows(store: Store, which: str, these: Sequence[int]) -> list[PlanRow]:
    found = store.rows(_ROWS.format(which), {"these": json.dumps(list(these))})
    return [PlanRow._make((*row[:9], *map(day_from, row[9:17]), *row[17:])) for row in found]


def _opened(store: Store, rows: list[PlanRow]) -> list[PlanRow]:
    """Without the day of the events that open their project: these stand at its beginning (see `plan_facts.facts`)."""
    projects = {row.project_id for row in rows if row.duration_days == 0 and row.start_on}
    if not projects:
        return rows
    first = dict(
        store.rows(
            f"SELECT project_id, min(start_on) FROM task WHERE project_id IN {_THESE} AND deleted_at IS NULL "
            "AND status_id IN (SELECT id FROM status WHERE kind <> 'cancelled') GROUP BY project_id",
            {"these": json.dumps(list(projects))},
        )
    )
    return [
        row._replace(start_on=None)
        if row.duration_days == 0 and row.start_on == day_from(first.get(row.project_id))
        else row
        for row in rows
    ]


def _links(store: Store, which: str, these: Sequence[int]) -> list[Link]:
    found = store.rows(
        "SELECT d.predecessor_id, d.successor_id, d.kind, d.lag_days FROM task t "
        f"CROSS JOIN dependency d ON d.successor_id = t.id CROSS JOIN task b ON b.id = d.predecessor_id WHERE {which} AND {_LIVE}",
        {"these": json.dumps(list(these))},
    )
    return [Link(*row) for row in found]
