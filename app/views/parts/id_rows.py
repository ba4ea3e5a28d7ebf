"""What every long list here is made of: a list of ids, a window of rows fetched on demand, and a change told
as steps.

A list never holds its rows. It holds ids (10,000 of them cost nothing) and asks for a block of rows when one
is looked at. After a change the new ids are compared with the old, and the view hears only of rows that went,
came or moved; so selection, current row and scroll stay where they were.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
)

Row = TypeVar("Row")

#: More separate places than this are told to the view as a new list: quicker, and nobody could follow them.
MOST_STEPS = 200
_FEW = 20


class IdWindow(Generic[Row]):
    """`ids` in order, and the rows of those that were looked at; `fetch` is asked for one block at a time.

    `block` rows are read at once and at most `keep` are remembered. A row that is gone by now reads as None.
    """

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Iterable[Row]],
        key: Callable[[Row], int],
        *,
        block: int = 60,
        keep: int = 2_000,
    ) -> None:
        self.ids: list[int] = []
        self._fetch, self._key = fetch, key
        self._block, self._keep = block, keep
        self._rows: OrderedDict[int, Row | None] = OrderedDict()

    def row(self, place: int) -> Row | None:
        """The row at `place`, read together with its neighbours when it is not known yet."""
        wanted = self.ids[place]
        try:
            return self._rows[wanted]
        except KeyError:
            start = place - place % self._block
            self._read(self.ids[start : start + self._block])
            return self._rows[wanted]

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """The rows of `ids` in this order, read past the window: for a drag, a copy, an export."""
        found = {self._key(row): row for row in self._fetch(ids)}
        return [found[each] for each in ids if each in found]

    def place(self, wanted: int) -> int | None:
        """Where the id stands, or None."""
        try:
            return self.ids.index(wanted)
        except ValueError:
            return None

    def forget(self, only: Iterable[int] | None = None) -> dict[int, Row | None]:
        """Drop what was read, or `only` of these, so that it is read again when looked at; returns what was known for a comparison."""
        known = dict(self._rows)
        if only is None:
            self._rows.clear()
        else:
            for each in only:
                self._rows.pop(each, None)
        return known

    def _read(self, ids: Sequence[int]) -> None:
        missing = [each for each in ids if each not in self._rows]
        self._rows.update(dict.fromkeys(missing))
        for row in self._fetch(missing):
            self._rows[self._key(row)] = row
        while len(self._rows) > self._keep:
            self._rows.popitem(last=False)


class Steps(NamedTuple):
    """How one list of ids becomes another: remove `gone` (last first), put `middle` in the new order, insert
    `come`.
    """

    gone: list[tuple[int, int]]
    order: list[int] | None
    come: list[tuple[int, int]]


def steps(old: Sequence[int], new: Sequence[int]) -> Steps | None:
    """The steps from `old` to `new`, ranges as (first, last) rows; None when they would be too many.

    `order` is the whole list after the removals when its order changes, else None. Both ends that are the
    same are left out first, since most changes touch a few rows of many.
    """
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    known, wanted = set(before), set(after)
    if len(known) != len(before) or len(wanted) != len(after):
        return None
    left, order = list(before), list(after)
    gone: list[tuple[int, int]] = []
    come: list[tuple[int, int]] = []
    if known - wanted:
        gone = _ranges(place for place, each in enumerate(before, start) if each not in wanted)
        left = [each for each in before if each in wanted]
    if wanted - known:
        come = _ranges(place for place, each in enumerate(after, start) if each not in known)
        order = [each for each in after if each in known]
    if len(gone) + len(come) > MOST_STEPS:
        return None
    if left == order:
        return Steps(gone, None, come)
    return Steps(gone, [*old[:start], *order, *old[len(old) - end :]], come)


def _same(old: Sequence[int], new: Sequence[int]) -> int:
    """How many ids at the start are the same; compared in blocks, which is quick."""
    most, at = min(len(old), len(new)), 0
    while at < most and old[at : at + 512] == new[at : at + 512]:
        at += 512
    while at < most and old[at] == new[at]:
        at += 1
    return min(at, most)


class IdModel(Protocol):
    """What `change_ids` asks of an item model whose rows are `ids`; each verb tells the views."""

    def take_rows(self, first: int, last: int) -> None:
        """Remove these rows."""

    def put_rows(self, first: int, ids: Sequence[int]) -> None:
        """Insert `ids` as rows from `first` on."""

    def reorder_rows(self, ids: list[int]) -> None:
        """The same ids in another order."""

    def reset_rows(self, ids: list[int]) -> None:
        """Another list."""


def change_ids(model: IdModel, old: Sequence[int], new: Sequence[int]) -> bool:
    """Make the rows `old` of `model` read as `new`, and tell its views only what changed. Whether anything
    did.
    """
    wanted = list(new)
    if list(old) == wanted:
        return False
    todo = steps(old, wanted) if old and wanted else None
    if todo is None:
        model.reset_rows(wanted)
        return True
    for first, last in reversed(todo.gone):
        model.take_rows(first, last)
    if todo.order is not None:
        model.reorder_rows(todo.order)
    for first, last in todo.come:
        model.put_rows(first, wanted[first : last + 1])
    return True


def reorder(model: QAbstractListModel | QAbstractTableModel, ids: list[int], order: list[int]) -> None:
    """The same ids in another order: selections and current rows of the views follow their ids."""
    model.layoutAboutToBeChanged.emit()
    held: list[QModelIndex] = list(model.persistentIndexList())
    places = {each: place for place, each in enumerate(order)} if len(held) > _FEW else None
    find = order.index if places is None else places.__getitem__
    moved: list[Any] = [model.index(find(ids[each.row()]), each.column()) for each in held]
    ids[:] = order
    model.changePersistentIndexList(held, moved)
    model.layoutChanged.emit()


def _ranges(places: Iterable[int]) -> list[tuple[int, int]]:
    """Single places joined to (first, last) ranges."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def selected_rows(chosen: QItemSelectionModel) -> list[int]:
    """The selected rows in order, each once; quick for whole columns of 100,000."""
    rows: set[int] = set()
    for span in chosen.selection().toList():
        rows.update(range(span.top(), span.bottom() + 1))
    return sorted(rows)


def selection_of(model: QAbstractListModel | QAbstractTableModel, rows: Iterable[int]) -> QItemSelection:
    """A selection of these ascending rows, as few ranges as possible."""
    last = model.columnCount() - 1 if isinstance(model, QAbstractTableModel) else 0
    selection = QItemSelection()
    for first, end in _ranges(rows):
        selection.append(QItemSelectionRange(model.index(first, 0), model.index(end, last)))
    return selection
