"""Where a card stands in its column: whole numbers with room between, so that a move writes one row and not the column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.models.store import Store

STEP = 1 << 20  # twenty moves to the very same place before a column is numbered anew


def place(store: Store, table: str, column: str, params: Sequence[Any], ids: Sequence[int], before: int | None) -> None:
    """Give the rows `ids` of `table` ranks so that they stand, in this order, before row `before`, or last when it is None.

    `column` is the SQL condition that names their column (with `params`). Inside `store.write`. Renumbers only without room.
    """
    moved = set(ids)
    where = f"FROM {table} WHERE {column} AND deleted_at IS NULL"
    low, high = _gap(store, where, params, moved, before)
    if high is not None and high - low <= len(ids):
        _renumber(store, table, where, params, moved)
        low, high = _gap(store, where, params, moved, before)
    step = STEP if high is None else (high - low) // (len(ids) + 1)
    for position, row in enumerate(ids, 1):
        store.execute(f"UPDATE {table} SET rank = ? WHERE id = ?", (low + step * position, row))


def number(store: Store, table: str, order: Sequence[int], room: int = STEP) -> None:
    """Give all rows of a list ranks in this order, `room` apart; only those that stand elsewhere are written. Inside `store.write`."""
    for position, row in enumerate(order, 1):
        rank = position * room
        store.execute(f"UPDATE {table} SET rank = ? WHERE id = ? AND rank <> ?", (rank, row, rank))


def step(store: Store, table: str, order: list[int], row: int, by: int) -> bool:
    """Move a row of a list, which stands in this order, so many places down, or up when negative; False when it stands at that end
    already. Inside `store.write`.
    """
    at = order.index(row)
    to = max(0, min(len(order) - 1, at + by))
    order.insert(to, order.pop(at))
    number(store, table, order)
    return to != at


def top(store: Store, table: str, column: str, params: Sequence[Any]) -> int:
    """A rank above every row of the column."""
    return (
        int(store.value(f"SELECT ifnull(min(rank), {STEP}) FROM {table} WHERE {column} AND deleted_at IS NULL", params))
        - STEP
    )


def _gap(
    store: Store, where: str, params: Sequence[Any], moved: set[int], before: int | None
) -> tuple[int, int | None]:
    """The ranks between which the moved rows go; the upper one is None at the end of the column."""
    # `before` may itself be among the moved rows: then the first row after it that stays counts.
    rank = None if before is None else store.value(f"SELECT rank {where} AND id = ?", (*params, before))
    if rank is None:
        others = store.rows(f"SELECT id, rank {where} ORDER BY rank DESC, id DESC LIMIT ?", (*params, len(moved) + 1))
        return next((r for i, r in others if i not in moved), 0), None
    after = store.rows(
        f"SELECT id, rank {where} AND (rank, id) >= (?, ?) ORDER BY rank, id LIMIT ?",
        (*params, rank, before, len(moved) + 1),
    )
    upper = next(((r, i) for i, r in after if i not in moved), None)
    if upper is None:
        return _gap(store, where, params, moved, None)
    below = store.rows(
        f"SELECT id, rank {where} AND (rank, id) < (?, ?) ORDER BY rank DESC, id DESC LIMIT ?",
        (*params, *upper, len(moved) + 1),
    )
    lower = next((r for i, r in below if i not in moved), upper[0] - STEP * (len(moved) + 1))
    return lower, upper[0]


def _renumber(store: Store, table: str, where: str, params: Sequence[Any], moved: set[int]) -> None:
    staying = [row for row in store.ids(f"SELECT id {where} ORDER BY rank, id", params) if row not in moved]
    number(store, table, staying, STEP * (len(moved) + 1))
