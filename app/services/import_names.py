"""Names in a file, as they may be in the window: on one line, and no longer than such a name is. Texts have their end as well."""

from __future__ import annotations

from typing import Any, Final

from app.base import on_one_line
from app.domain import cells
from app.services import (
    clients,
    deal_rules,
    lost_reasons,
    milestones,
    pipelines,
    products,
    projects,
    sources,
    status_edit,
    tags,
)
from app.services.imports import Batch, Landed

_PERSON: Final = 500
# Of each kind the columns that hold a name, or a list of them, with the most characters of one.
_LONGEST: Final[dict[str, dict[str, int]]] = {
    "clients": {"name": clients.MAX_NAME, "owner": _PERSON, "tags": tags.MAX_NAME},
    "contacts": {"name": clients.MAX_NAME, "client": clients.MAX_NAME, "owner": _PERSON, "tags": tags.MAX_NAME},
    "products": {"name": products.MAX_NAME, "code": products.MAX_CODE, "unit": products.MAX_CODE, "tags": tags.MAX_NAME},
    "deals": {
        "title": deal_rules.MAX_TITLE, "client": clients.MAX_NAME, "contact": clients.MAX_NAME, "pipeline": pipelines.MAX_NAME,
        "stage": pipelines.MAX_NAME, "owner": _PERSON, "source": sources.MAX_NAME, "product": products.MAX_NAME,
        "lost_reason": lost_reasons.MAX_NAME, "tags": tags.MAX_NAME,
    },
    "tasks": {
        "title": deal_rules.MAX_TITLE, "project": projects.MAX_NAME, "milestone": milestones.MAX_TITLE, "status": status_edit.MAX_NAME,
        "assignee": _PERSON, "labels": tags.MAX_NAME,
    },
    "time": {"project": projects.MAX_NAME, "client": clients.MAX_NAME, "person": _PERSON},
}  # fmt: skip


def tidied(batch: Batch, landed: Landed) -> Batch:
    """The batch with its names on one line; those that are too long are noted, and their rows are left out."""
    columns = dict(batch.columns)
    for field, most in _LONGEST[batch.kind].items():
        if field not in columns:
            continue
        columns[field] = [_shown(cell) for cell in columns[field]]
        many = (batch.kind, field) == ("contacts", "client")
        for row, cell in zip(batch.rows, columns[field], strict=True):
            names = [] if cell is None else cell if isinstance(cell, list) else cells.several(cell) if many else [cell]
            wrong = next((name for name in names if len(name) > most), None)
            if wrong is not None:
                what = (
                    f"The {_WORDS.get(field, f'name of this {field}')} has {len(wrong):,} characters; {most} at most."
                )
                landed.refuse(row, field, f"{wrong[:40]}…", what)
    for field in batch.columns.keys() - _LONGEST[batch.kind].keys():
        for row, cell in zip(batch.rows, batch.columns[field], strict=True):
            if isinstance(cell, str) and len(cell) > clients.MAX_TEXT:
                what = f"The {field.replace('_', ' ')} has {len(cell):,} characters; {clients.MAX_TEXT:,} at most."
                landed.refuse(row, field, f"{cell[:40]}…", what)
    batch = batch._replace(columns=columns)
    return batch.without({problem.row for problem in landed.errors}) if landed.errors else batch


_WORDS: Final = {
    "title": "title", "name": "name", "code": "code", "unit": "unit", "tags": "name of this tag", "labels": "name of this tag",
    "lost_reason": "name of this reason",
}  # fmt: skip


def _shown(cell: Any) -> Any:
    if isinstance(cell, list):
        return [name for each in cell if (name := _shown(each))]
    return (on_one_line(cell) or None) if isinstance(cell, str) else cell
