"""The columns that tasks stand in: the common ones, and those of projects that have a set of their own.

A task's status is always one of its project's set. Where tasks of several projects are seen together they stand in the common
columns: each own column is shown as the common one of its kind, of the same name where there is one. `Columns` knows which
stands for which; it is read once for a whole answer, as there are only a few statuses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from app.base import UserError
from app.models.store import Store

KINDS: Final = ("todo", "doing", "review", "done", "cancelled")
#: What every set has at least once: where work begins, is done, ends, and is called off.
NEEDED: Final = ("todo", "doing", "done", "cancelled")
KIND_WORDS: Final = {
    "todo": "To do",
    "doing": "In progress",
    "review": "Review",
    "done": "Done",
    "cancelled": "Cancelled",
}
GONE: Final = "This column is gone. Choose another one."
#: Which kinds stand in for one that a set does not have.
_NEAREST: Final = {
    "todo": ("todo",),
    "doing": ("doing", "review"),
    "review": ("review", "doing"),
    "done": ("done",),
    "cancelled": ("cancelled",),
}


class StatusRow(NamedTuple):
    """A column. `project_id` is None for the common ones; `wip_limit` is how many tasks it should hold at most."""

    id: int
    project_id: int | None
    name: str
    kind: str
    rank: int
    wip_limit: int | None


class Columns:
    """Every status there is, and which stands for which in another set."""

    def __init__(self, store: Store) -> None:
        self.by_id: dict[int, StatusRow] = {}
        self._sets: dict[int | None, list[StatusRow]] = {}
        for row in store.rows("SELECT id, project_id, name, kind, rank, wip_limit FROM status ORDER BY rank, id"):
            status = StatusRow(*row)
            self.by_id[status.id] = status
            self._sets.setdefault(status.project_id, []).append(status)

    @property
    def any_own(self) -> bool:
        """Whether a project has columns of its own."""
        return any(project is not None for project in self._sets)

    def has_own(self, project_id: int | None) -> bool:
        """Whether this project has."""
        return project_id is not None and project_id in self._sets

    def of(self, project_id: int | None) -> list[StatusRow]:
        """The set of a project, in order: its own, or the common one."""
        return self._sets.get(project_id) or self._sets.get(None, [])

    def get(self, status_id: int) -> StatusRow:
        """One status. Raises UserError when it is gone."""
        found = self.by_id.get(status_id)
        if found is None:
            raise UserError(GONE)
        return found

    def match(self, status_id: int, project_id: int | None) -> int:
        """The status of this project's set that stands for `status_id`: itself, else one of its kind, of its name first."""
        status, wanted = self.get(status_id), self.of(project_id)
        if any(each.id == status_id for each in wanted):
            return status_id
        alike = [each for each in wanted if each.kind == status.kind]
        named = [each for each in alike if each.name.casefold() == status.name.casefold()]
        found = named or alike or [each for kind in _NEAREST[status.kind] for each in wanted if each.kind == kind]
        return (found or wanted)[0].id

    def first(self, kind: str, project_id: int | None = None) -> int:
        """The first status of a kind in a project's set, or the one that stands in for it. Raises UserError without any."""
        for near in _NEAREST[kind]:
            for each in self.of(project_id):
                if each.kind == near:
                    return each.id
        raise UserError("This board has no column for tasks like that. Add one to the board first.")

    def shown(self, status_id: int, project_id: int | None) -> list[int]:
        """The statuses whose tasks stand in this column of the board of a project, or of all projects (None)."""
        if project_id is not None or not self.any_own:
            return [status_id]
        return [each for each in self.by_id if self.match(each, None) == status_id]

    def target(self, now: int, project_id: int | None, status_id: int) -> int:
        """Where a task goes that is put into column `status_id` of any board: it stays where it is shown there already."""
        if not self.has_own(project_id) or self.get(status_id).project_id == project_id:
            return self.match(status_id, project_id)
        stays = self.match(now, None) == status_id and self.get(now).project_id == project_id
        return now if stays else self.match(status_id, project_id)


def of(store: Store, project_id: int | None = None) -> list[StatusRow]:
    """The columns of a project, in order: its own, or the common ones."""
    return Columns(store).of(project_id)


def has_own(store: Store, project_id: int) -> bool:
    """Whether a project has columns of its own."""
    return bool(store.value("SELECT EXISTS (SELECT 1 FROM status WHERE project_id = ?)", (project_id,)))


def first(store: Store, kind: str, project_id: int | None = None) -> int:
    """The first status of a kind in a project's set."""
    return Columns(store).first(kind, project_id)


def counts(store: Store, project_id: int | None = None) -> dict[int, int]:
    """How many tasks stand in each column of a set; deleted ones do not."""
    ids = [row.id for row in of(store, project_id)]
    found = dict(
        store.rows(
            "SELECT status_id, count(*) FROM task WHERE deleted_at IS NULL AND status_id IN (SELECT value FROM json_each(?)) "
            "GROUP BY 1",
            (json.dumps(ids),),
        )
    )
    return {status: found.get(status, 0) for status in ids}


def fit(store: Store, ids: Iterable[int]) -> None:
    """Put tasks that came into another project into the columns of its set; their kind stays. Inside `store.write`."""
    columns = Columns(store)
    if not columns.any_own:
        return
    for task, project, status in store.rows(
        "SELECT id, project_id, status_id FROM task WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ):
        wanted = columns.match(status, project)
        if wanted != status:
            store.execute("UPDATE task SET status_id = ? WHERE id = ?", (wanted, task))


def sql_list(ids: Sequence[int]) -> str:
    """'= 3' or 'IN (3, 8)': one status keeps the order of its index."""
    return f"= {ids[0]}" if len(ids) == 1 else f"IN ({', '.join(map(str, ids))})"
