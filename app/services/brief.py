"""The brief of a project: beside its notes what it is for, what is not included, and what may go wrong."""

from __future__ import annotations

from typing import Final, NamedTuple

from app.base import UserError
from app.models import records
from app.models.store import Store
from app.services.schedules import PROJECT_GONE

FIELDS: Final = ("goals", "excluded", "risks")
_WORDS: Final = {"goals": "goals", "excluded": "what is not included", "risks": "risks"}


class Brief(NamedTuple):
    """Texts as they were written; empty where nobody wrote them."""

    goals: str = ""
    excluded: str = ""
    risks: str = ""


def of(store: Store, project_id: int) -> Brief:
    """What a project's brief says."""
    row = store.row("SELECT goals, excluded, risks FROM project_brief WHERE project_id = ?", (project_id,))
    return Brief() if row is None else Brief._make(row)


def change(store: Store, project_id: int, field: str, text: str) -> None:
    """Write one of `FIELDS`. Raises UserError when the project is gone."""
    if field not in FIELDS:
        raise ValueError(field)
    with store.write(f"Change {_WORDS[field]}"):
        if store.value("SELECT 1 FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)) is None:
            raise UserError(PROJECT_GONE)
        made = records.ProjectBrief.get_or_none(records.ProjectBrief.project == project_id)
        made = made or records.ProjectBrief(project=project_id)
        setattr(made, field, text.strip())
        made.save()
