"""What waits for what: links between tasks, also of two projects. A circle is refused, and its way round named."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from app.base import UserError
from app.domain import families
from app.domain.network import Link
from app.models.delivering import Dependency
from app.models.store import Store
from app.services import schedules, task_rules
from app.services.schedules import Moved

MAX_LAG: Final = 1000
_THESE: Final = "SELECT value FROM json_each(:these)"
# The other ends of the links of these tasks, those among themselves aside, as `t`.
_OUTWARD: Final = (
    "FROM (SELECT d.successor_id AS id FROM json_each(:these) j CROSS JOIN dependency d ON d.predecessor_id = j.value "
    "UNION ALL SELECT d.predecessor_id FROM json_each(:these) j CROSS JOIN dependency d ON d.successor_id = j.value) o "
    f"CROSS JOIN task t ON t.id = o.id WHERE t.id NOT IN ({_THESE})"
)


class Crossing(NamedTuple):
    """The links of tasks that move: how many lead to other projects then, and how many cannot stay, since one end belongs to
    a project and the other to none."""

    across: int = 0
    cut: int = 0

    def words(self, *, ahead: bool = False) -> str:
        """'2 links now lead to other projects'; `ahead` of the move 'then lead'. '' where nothing is to be said."""
        parts = []
        if self.across:
            lead = "lead to other projects" if self.across > 1 else "leads to another project"
            parts.append(f"{_links(self.across)} {'then' if ahead else 'now'} {lead}")
        if self.cut:
            cut = "will be" if ahead else "was" if self.cut == 1 else "were"
            parts.append(f"{_links(self.cut)} with a task of no project {cut} cut")
        return ", ".join(parts)


def _links(count: int) -> str:
    return f"{count} link{'' if count == 1 else 's'}"


def add_dependency(store: Store, predecessor: int, successor: int, kind: str = "FS", lag: int = 0) -> list[Moved]:
    """Let `successor` wait for `predecessor` ('FS' 'SS' 'FF' 'SF', lag in working days); a second time
    changes kind and lag.

    Returns the tasks that the link moved, in either project. Raises UserError for a task that would wait for itself,
    naming the way round with the projects it leads through, and where only one of the two belongs to a project.
    """
    if kind not in ("FS", "SS", "FF", "SF"):
        raise ValueError(kind)
    with store.write("Link tasks"):
        before, _ = task_rules.load([predecessor, successor])
        if abs(lag) > MAX_LAG:
            raise UserError("A lag is at most 1,000 working days.")
        if problem := refusal(store, predecessor, successor, kind):
            raise UserError(problem)
        link = Dependency.get_or_none(*_between(predecessor, successor))
        link = link or Dependency(predecessor=predecessor, successor=successor)
        link.kind, link.lag_days = kind, lag
        link.save()
        return schedules.reschedule(store, before.project_id, first=[successor]) if before.project_id else []


def refusal(store: Store, predecessor: int, successor: int, kind: str = "FS") -> str:
    """Why `successor` cannot wait for `predecessor`, in a sentence that names the way round of a circle; '' where it can."""
    homes = {
        task: (title, project)
        for task, title, project in store.rows(
            "SELECT id, title, project_id FROM task WHERE id IN (?, ?)", (predecessor, successor)
        )
    }
    if predecessor == successor:
        return f"“{homes[successor][0]}” cannot wait for itself. Choose another task."
    lone = [title for title, project in homes.values() if project is None]
    if len(lone) == 1:
        return f"“{lone[0]}” belongs to no project. Give it one before you link it with a project's task."
    return _circle(store, predecessor, successor, kind)


def remove_dependency(store: Store, predecessor: int, successor: int) -> None:
    """Let `successor` no longer wait for `predecessor`; its dates stay."""
    with store.write("Unlink tasks"):
        Dependency.delete().where(*_between(predecessor, successor)).execute()


def crossing(store: Store, ids: Collection[int], project_id: int | None) -> Crossing:
    """What becomes of the links between these tasks and any others when these belong to a project, or to none."""
    found = store.row(
        f"SELECT ifnull(sum(t.project_id <> :project), 0), ifnull(sum((t.project_id IS NULL) <> (:project IS NULL)), 0) {_OUTWARD}",
        {"these": json.dumps(list(ids)), "project": project_id},
    )
    return Crossing(*found) if found else Crossing()


def settle(store: Store, ids: Collection[int]) -> None:
    """Take away the links of these tasks that lead from a project to a task of none. Inside `store.write`."""
    store.execute(
        f"DELETE FROM dependency WHERE (predecessor_id IN ({_THESE}) OR successor_id IN ({_THESE})) "
        "AND (SELECT count(project_id) FROM task WHERE id IN (predecessor_id, successor_id)) = 1",
        {"these": json.dumps(list(ids))},
    )


def drop(store: Store, ids: Collection[int]) -> None:
    """Take away every link of these tasks. Inside `store.write`."""
    store.execute(
        f"DELETE FROM dependency WHERE predecessor_id IN ({_THESE}) OR successor_id IN ({_THESE})",
        {"these": json.dumps(list(ids))},
    )


def _between(predecessor: int, successor: int) -> tuple[Any, Any]:
    return Dependency.predecessor == predecessor, Dependency.successor == successor


def refuse_contradiction(store: Store, part: int, whole: int | None) -> None:
    """Raise UserError when `part` cannot be a part of `whole`, or of nothing, since two tasks would then wait for each other."""
    links, parents, done = _near(store, [part] if whole is None else [part, whole])
    before = set(families.contradicted(links, parents, done))
    after = {task: above for task, above in parents.items() if task != part}
    for link in families.contradicted(links, after if whole is None else after | {part: whole}, done):
        if link not in before:
            first, then = _titles(store, [link.predecessor, link.successor])
            where = "No longer a part" if whole is None else "As a part of that"
            raise UserError(
                f"{where}, {then} would wait for {first}, and {first} for {then}. Remove one of their links first."
            )


def _circle(store: Store, predecessor: int, successor: int, kind: str) -> str:
    """The way round, when `predecessor` or a part of it already waits for `successor` or a part of it, else ''; which parts
    a link binds depends on its kind."""
    links, parents, done = _near(store, [successor, predecessor])
    own = {(predecessor, successor)}
    made = families.bound([Link(predecessor, successor, kind)], parents, done)
    after: dict[int, list[int]] = {}
    for link in families.bound([link for link in links if link[:2] not in own], parents, done):
        after.setdefault(link.predecessor, []).append(link.successor)
    befores = {link.predecessor for link in made}
    came_from: dict[int, int | None] = dict.fromkeys([successor, *(link.successor for link in made)])
    waiting = list(came_from)
    for task in waiting:
        if task in befores:
            break
        fresh = [then for then in after.get(task, []) if then not in came_from]
        came_from.update(dict.fromkeys(fresh, task))
        waiting += fresh
    else:
        return ""
    way: list[int] = []
    step: int | None = task
    while step is not None:
        way.insert(0, step)
        step = came_from[step]
    names = _titles(store, [*way, way[0]])
    if len(names) > 8:
        names[4:-4] = ["…"]
    return f"That would go round in a circle: {' → '.join(names)}. Remove one of these links first."


def _near(store: Store, ids: Collection[int]) -> tuple[list[Link], dict[int, int], set[int]]:
    """The links that can be reached from these tasks over links and families, the wholes of parts, and what is done."""
    near = json.dumps(
        store.ids(
            "WITH RECURSIVE near(id) AS (SELECT value FROM json_each(?) UNION "
            "SELECT d.successor_id FROM near CROSS JOIN dependency d ON d.predecessor_id = near.id UNION "
            "SELECT c.id FROM near CROSS JOIN task c ON c.parent_id = near.id UNION "
            "SELECT t.parent_id FROM near CROSS JOIN task t ON t.id = near.id WHERE t.parent_id IS NOT NULL) SELECT id FROM near",
            (json.dumps(list(ids)),),
        )
    )
    links = store.rows(
        "SELECT predecessor_id, successor_id, kind, lag_days FROM dependency "
        "WHERE predecessor_id IN (SELECT value FROM json_each(?))",
        (near,),
    )
    tasks = store.rows(
        "SELECT t.id, t.parent_id, s.kind = 'done' FROM task t JOIN status s ON s.id = t.status_id "
        "WHERE t.id IN (SELECT value FROM json_each(?)) AND t.deleted_at IS NULL AND s.kind <> 'cancelled'",
        (near,),
    )
    parents = {task: whole for task, whole, _ in tasks if whole is not None}
    return [Link(*link) for link in links], parents, {task for task, _, done in tasks if done}


def _titles(store: Store, ids: Sequence[int]) -> list[str]:
    """The titles of tasks in quotes, with the names of their projects where these are several."""
    rows = store.rows(
        "SELECT t.id, t.title, t.project_id, ifnull(p.name, '') FROM task t LEFT JOIN project p ON p.id = t.project_id "
        "WHERE t.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    several = len({project for _, _, project, _ in rows}) > 1
    titles = {task: f"“{title}”" + (f" ({project})" if several else "") for task, title, _, project in rows}
    return [titles[task] for task in ids]
