"""Why deals are lost: a short list of the user's own words, edited in place."""

from __future__ import annotations

from typing import NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import deal_rules

MAX_NAME = 120


class Reason(NamedTuple):
    """A reason, and how many lost deals name it."""

    id: int
    name: str
    deals: int


def listed(store: Store) -> list[Reason]:
    """The reasons in their order."""
    return [
        Reason(*row)
        for row in store.rows(
            "SELECT r.id, r.name, (SELECT count(*) FROM deal d WHERE d.lost_reason_id = r.id AND d.deleted_at IS NULL) "
            "FROM lost_reason r ORDER BY r.rank, r.name"
        )
    ]


def add(store: Store, name: str) -> int:
    """One more reason, last; returns its id. Raises UserError for an empty or known one."""
    name = _name(store, name)
    with store.write("Add reason"):
        store.execute(
            "INSERT INTO lost_reason (name, rank) SELECT ?, ifnull(max(rank), 0) + 1 FROM lost_reason", (name,)
        )
        return int(store.value("SELECT id FROM lost_reason WHERE name = ?", (name,)))


def rename(store: Store, reason_id: int, name: str) -> None:
    """Other words for a reason; deals that were lost for it say the new ones. Raises UserError."""
    name = _name(store, name, but=reason_id)
    with store.write("Rename reason"):
        store.execute("UPDATE lost_reason SET name = ? WHERE id = ?", (name, reason_id))


def move(store: Store, reason_id: int, by: int) -> bool:
    """Move a reason `by` places; False when it stands at that end already."""
    order = [reason.id for reason in listed(store)]
    at = order.index(reason_id)
    to = max(0, min(len(order) - 1, at + by))
    if to == at:
        return False
    order.insert(to, order.pop(at))
    with store.write("Move reason"):
        for rank, row in enumerate(order, 1):
            store.execute("UPDATE lost_reason SET rank = ? WHERE id = ?", (rank, row))
    return True


def remove(store: Store, reason_id: int, heir_id: int | None = None) -> None:
    """Take a reason off the list; deals that name it then name `heir_id`. Raises UserError when some do and there is none."""
    with store.write("Remove reason"):
        used = store.value("SELECT count(*) FROM deal WHERE lost_reason_id = ? AND deleted_at IS NULL", (reason_id,))
        if used and heir_id is None:
            said = "1 deal was" if used == 1 else f"{used} deals were"
            raise UserError(f"{said} lost for this reason. Choose the one instead.")
        if heir_id == reason_id:
            raise UserError("Choose another reason.")
        store.execute("UPDATE deal SET lost_reason_id = ? WHERE lost_reason_id = ?", (heir_id, reason_id))
        store.execute("DELETE FROM lost_reason WHERE id = ?", (reason_id,))


def _name(store: Store, text: str, but: int | None = None) -> str:
    name = deal_rules.words(text, "reason", MAX_NAME)
    if any(known != but and other.casefold() == name.casefold() for known, other, _ in listed(store)):
        raise UserError(f"There is a reason named {name} already.")
    return name
