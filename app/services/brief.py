"""The brief of a project: what it is for, what is not included, what may go wrong; and the welcome that goes to the client."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from app.base import UserError
from app.models import records
from app.models.store import Store
from app.services import settings
from app.services.schedules import PROJECT_GONE

FIELDS: Final = ("goals", "excluded", "risks")
_WORDS: Final = {"goals": "goals", "excluded": "what is not included", "risks": "risks"}


_HOLE: Final = re.compile(r"\{(\w+)\}")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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


# --- the welcome ------------------------------------------------------------------------------------------------

PLACEHOLDERS: Final = (
    "contact",
    "client",
    "project",
    "owner",
    "start",
    "promised",
    "milestones",
    "not_included",
    "business",
)
WELCOME: Final = (
    "Hello {contact},\n\nwe are glad to begin with {project}. {owner} looks after it for you and answers your questions.\n\n"
    "We start on {start}, and it is promised for {promised}. On the way you will see:\n{milestones}\n\n"
    "Not included: {not_included}\n\nWith kind regards\n{owner}, {business}"
)


class Welcome(NamedTuple):
    """The text to copy; `unknown` placeholders are no such thing, `empty` ones have nothing to say yet. Both stand as they were."""

    text: str
    unknown: tuple[str, ...]
    empty: tuple[str, ...]


def welcome_template(store: Store) -> str:
    """The welcome with its placeholders in braces, as the settings have it."""
    return str(settings.get(store, "welcome_text", "") or WELCOME)


def change_welcome(store: Store, text: str) -> None:
    """Another welcome; an empty one is the shipped one again."""
    settings.put(store, "welcome_text", text.strip(), "Change welcome text")


def welcome(store: Store, project_id: int) -> Welcome:
    """The welcome of a project, its placeholders filled. Raises UserError when the project is gone."""
    row = store.row(
        "SELECT p.name, ifnull(c.name, ''), ifnull(o.name, ''), p.start_on, p.promised_on, (SELECT k.name FROM client_contact l "
        "JOIN contact k ON k.id = l.contact_id AND k.deleted_at IS NULL WHERE l.client_id = p.client_id "
        "ORDER BY l.is_main DESC, l.id LIMIT 1), k.name FROM project p LEFT JOIN client c ON c.id = p.client_id "
        "LEFT JOIN person o ON o.id = p.owner_id LEFT JOIN deal d ON d.id = p.deal_id LEFT JOIN contact k ON k.id = d.contact_id "
        "WHERE p.id = ? AND p.deleted_at IS NULL",
        (project_id,),
    )
    if row is None:
        raise UserError(PROJECT_GONE)
    name, client, owner, start, promised, main, contact = row
    steps = store.rows(
        "SELECT title, due_on FROM milestone WHERE project_id = ? ORDER BY rank, id", (project_id,)
    )  # fmt: skip
    values = {
        "contact": contact or main or "",
        "client": client,
        "project": name,
        "owner": owner,
        "start": _long(start),
        "promised": _long(promised),
        "milestones": "\n".join(f"- {title}" + (f", {_long(due)}" if due else "") for title, due in steps),
        "not_included": of(store, project_id).excluded,
        "business": str(settings.get(store, "business_name", "")).strip(),
    }
    text = welcome_template(store)
    named = dict.fromkeys(_HOLE.findall(text))
    unknown = tuple(key for key in named if key.lower() not in values)
    empty = tuple(key for key in named if key.lower() in values and not values[key.lower()])
    filled = _HOLE.sub(lambda hole: values.get(hole[1].lower()) or hole[0], text)
    return Welcome(filled, unknown, empty)


def _long(text: str | None) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
