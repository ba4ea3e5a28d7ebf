"""What is done to a selection of projects at once: one action, one undo step, one answer that says what was left out and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import people, projects
from app.services.project_rows import STATUSES
from app.services.schedules import PROJECT_GONE

_THESE = "id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"


class Done(NamedTuple):
    """How many projects were changed, and how many were left as they are, by reason in words."""

    changed: int
    left: dict[str, int]

    def words(self) -> str:
        """'2 have open tasks', or ''."""
        return ", ".join(f"{count} {reason}" for reason, count in self.left.items() if count)


def set_status(store: Store, ids: Sequence[int], status: str) -> Done:
    """Give the projects a status; those with open tasks are not closed, and counted."""
    if status not in STATUSES:
        raise ValueError(status)
    with store.write(_label("Change status", ids)):
        _check(store, ids)
        closes = status in ("done", "cancelled")
        held = {i for i in ids if closes and projects.open_tasks(store, i)}
        if held and len(held) == len(set(ids)):
            if len(held) == 1:
                projects.change(store, next(iter(held)), "status", status)  # which names what is open
            raise UserError(f"These {len(held)} projects have open tasks. Finish, cancel or move these first.")
        for project_id in ids:
            if project_id not in held:
                projects.change(store, project_id, "status", status)
    return Done(len(ids) - len(held), {"have open tasks" if len(held) != 1 else "has open tasks": len(held)})


def set_owner(store: Store, ids: Sequence[int], owner_id: int | None) -> Done:
    """Give the projects to a person, or to nobody."""
    if owner_id is not None and owner_id not in {person.id for person in people.everyone(store)}:
        raise UserError("This person is no longer here. Choose another one.")
    with store.write(_label("Change owner", ids)):
        _check(store, ids)
        changed = store.execute(
            f"UPDATE project SET owner_id = ? WHERE {_THESE} AND owner_id IS NOT ?", (owner_id, _json(ids), owner_id)
        )
    return Done(changed, {})


def _check(store: Store, ids: Sequence[int]) -> None:
    if store.value(f"SELECT count(*) FROM project WHERE {_THESE}", (_json(ids),)) != len(set(ids)):
        raise UserError(PROJECT_GONE)


def _label(what: str, ids: Sequence[int]) -> str:
    return f"{what} of project" if len(ids) == 1 else f"{what} of {len(ids)} projects"


def _json(ids: Sequence[int]) -> str:
    return json.dumps(list(ids))
