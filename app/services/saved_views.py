"""Saved views: what a page is narrowed to, sorted and laid out by, under a name. They keep rules and no results: they stay live."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from app.base import UserError, on_one_line
from app.models.store import Store
from app.services import ranking

MAX_NAME: Final = 100
MAX_SPEC: Final = 100_000


class View(NamedTuple):
    """A saved view of `page` ('deals', 'clients', 'tasks' …); what `spec` means is the page's own business."""

    id: int
    page: str
    name: str
    spec: dict[str, Any]
    rank: int


def of(store: Store, page: str) -> list[View]:
    """The views of a page in the user's order. A spec that cannot be read counts as empty."""
    found = store.rows("SELECT id, page, name, spec, rank FROM saved_view WHERE page = ? ORDER BY rank, id", (page,))
    return [View(view, where, name, _spec(text), rank) for view, where, name, text, rank in found]


def save(store: Store, page: str, name: str, spec: dict[str, Any]) -> int:
    """Keep `spec` under a name; a view of the same name on this page is replaced. Returns its id."""
    name = _checked(name)
    text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
    if len(text) > MAX_SPEC:
        raise UserError("This view holds more than can be kept. Take some of its filters away.")
    with store.write("Save view"):
        known = _named(store, page, name)
        if known is None:
            last = store.value("SELECT ifnull(max(rank), 0) FROM saved_view WHERE page = ?", (page,))
            store.execute(
                "INSERT INTO saved_view (page, name, spec, rank) VALUES (?, ?, ?, ?)",
                (page, name, text, last + ranking.STEP),
            )
            return int(store.value("SELECT id FROM saved_view WHERE page = ? AND name = ?", (page, name)))
        store.execute("UPDATE saved_view SET spec = ? WHERE id = ? AND spec <> ?", (text, known, text))
    return known


def rename(store: Store, view_id: int, name: str) -> None:
    """Give a view another name; raises UserError when another view of its page has it."""
    name = _checked(name)
    with store.write("Rename view"):
        page = _page(store, view_id)
        if _named(store, page, name) not in (None, view_id):
            raise UserError(f"There is a view named {name} already.")
        store.execute("UPDATE saved_view SET name = ? WHERE id = ? AND name <> ?", (name, view_id, name))


def delete(store: Store, view_id: int) -> None:
    """Forget a view; the records it showed stay as they are."""
    with store.write("Delete view"):
        store.execute("DELETE FROM saved_view WHERE id = ?", (view_id,))


def move(store: Store, view_id: int, by: int) -> bool:
    """Move a view so many places down in its menu, or up when negative; whether it moved."""
    with store.write("Move view"):
        page = _page(store, view_id)
        order = [view.id for view in of(store, page)]
        return ranking.step(store, "saved_view", order, view_id, by)


def _spec(text: str) -> dict[str, Any]:
    try:
        spec = json.loads(text)
    except ValueError:
        return {}
    return spec if isinstance(spec, dict) else {}


def _named(store: Store, page: str, name: str) -> int | None:
    known = store.rows("SELECT id, name FROM saved_view WHERE page = ?", (page,))
    return next((view for view, other in known if other.casefold() == name.casefold()), None)


def _page(store: Store, view_id: int) -> str:
    page = store.value("SELECT page FROM saved_view WHERE id = ?", (view_id,))
    if page is None:
        raise UserError("This view is gone. Undo brings it back.")
    return str(page)


def _checked(name: str) -> str:
    name = on_one_line(name)
    if not name:
        raise UserError("A view needs a name.")
    if len(name) > MAX_NAME:
        raise UserError(f"This name has {len(name):,} characters; {MAX_NAME} at most.")
    if "\0" in name:
        raise UserError("A name holds no NUL character.")
    return name
