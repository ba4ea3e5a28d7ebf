"""The one item model for long lists: ids, a window of rows fetched on demand, and columns that say how a row
reads.

    model = RowsModel([Col("title", "Deal", lambda row: row.title), Col("amount", ...)],
                      fetch=service.rows_of, key=lambda row: row.id)
    model.set_ids(ids)      after a Changes too: selection, current row and scroll stay

Sorting, filtering and searching happen in SQL: the model only ever gets another list of ids. Ids below zero are the
heads of groups: rows that name a group and its sums, and are no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.views.parts.id_rows import IdWindow, change_ids, reorder

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Tone = Literal["plain", "second", "caption", "strong", "good", "warn", "bad", "accent"]
_NOWHERE = QModelIndex()
#: Rows read at once: about as many as are seen, for a row of a project costs a millisecond.
_BLOCK = 30
ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


def _plain(row: Any) -> Tone:  # noqa: ARG001 - a column's default
    return "plain"


class Col(NamedTuple, Generic[Row]):
    """One column. `width` in px at 13 px text; None: it stretches. `sort_key` is what the service sorts by,
    or None.

    `icon` gives a Phosphor name or ''; `avatar` says that the text is a person's letters; `tooltip` gives
    words or ''; `share`, 0 to 1, is shown as a thin bar before the text.

    `value` is what stands in a file, a number or a day, where it is not the text; `unit` is the currency of it. `gives_way`
    is the width of the list in px below which the column is left out, as long as nobody has chosen the columns.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    align: Literal["left", "right", "center"] = "left"
    width: int | None = None
    tone: Callable[[Row], Tone] = _plain
    icon: Callable[[Row], str] | None = None
    tooltip: Callable[[Row], str] | None = None
    sort_key: str | None = None
    avatar: bool = False
    share: Callable[[Row], float] | None = None
    value: Callable[[Row], Any] | None = None
    unit: Callable[[Row], str] | None = None
    gives_way: int = 0


class Head(NamedTuple):
    """The head of a group. `id` is below zero; `sums` are words by the key of the column they stand in, `loose` the same
    sums with their names, for where that column is not shown.
    """

    id: int
    key: str
    words: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    sums: Mapping[str, str]
    loose: Mapping[str, str]
    note: str = ""
    folded: bool = False

    @property
    def spoken(self) -> str:
        """The head as it is read out."""
        state = "folded" if self.folded else "open"
        return ", ".join(
            [f"Group {self.words}", f"{self.count:,}", *self.loose.values(), *filter(None, [self.note]), state]
        )


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows by id. `about_to_change` and `changed` surround `set_ids`, so that a view can hold its scroll."""

    about_to_change = Signal()
    changed = Signal()

    def __init__(
        self,
        columns: Sequence[Col[Row]],
        fetch: Callable[[Sequence[int]], Iterable[Row]],
        key: Callable[[Row], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.heads: Mapping[int, Head] = {}
        self.window: IdWindow[Row] = IdWindow(lambda ids: fetch([each for each in ids if each > 0]), key, block=_BLOCK)

    @property
    def ids(self) -> list[int]:
        """All ids in order; read only."""
        return self.window.ids

    def set_ids(self, ids: Sequence[int], heads: Mapping[int, Head] | None = None, *, anew: bool = False) -> None:
        """Show these rows in this order, `heads` among them. What was read is read again when looked at.

        `anew` says that the order is another, so that there is no use in looking for what has stayed in its place.
        """
        self.about_to_change.emit()
        self.window.forget()
        self.heads = heads or {}
        if anew:
            self.reset_rows(list(ids))
        else:
            change_ids(self, self.ids, ids)
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))
        self.changed.emit()

    def read_again(self) -> None:
        """The same rows, read again when looked at: what they say may have changed, and which they are is asked meanwhile."""
        self.window.forget()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def set_columns(self, columns: Sequence[Col[Row]]) -> None:
        """Show these columns; selection, current row and scroll stay. What was read is read again when looked at."""
        self.about_to_change.emit()
        self.beginResetModel()
        self.columns = list(columns)
        self.window.forget()
        self.endResetModel()
        self.changed.emit()

    def take_rows(self, first: int, last: int) -> None:
        """Remove these rows."""
        self.beginRemoveRows(_NOWHERE, first, last)
        del self.ids[first : last + 1]
        self.endRemoveRows()

    def put_rows(self, first: int, ids: Sequence[int]) -> None:
        """Insert `ids` as rows from `first` on."""
        self.beginInsertRows(_NOWHERE, first, first + len(ids) - 1)
        self.ids[first:first] = ids
        self.endInsertRows()

    def reorder_rows(self, ids: list[int]) -> None:
        """The same ids in another order."""
        reorder(self, self.ids, ids)

    def reset_rows(self, ids: list[int]) -> None:
        """Another list."""
        self.beginResetModel()
        self.ids[:] = ids
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """The row at a place, read when needed; None when it is gone."""
        return self.window.row(place)

    def head(self, place: int) -> Head | None:
        """The head of a group at a place; None where a record is."""
        return self.heads.get(self.ids[place]) if self.heads else None

    def id_at(self, place: int) -> int | None:
        """The id at a place, or None outside."""
        return self.ids[place] if 0 <= place < len(self.ids) else None

    def row_of(self, wanted: int) -> int | None:
        """Where an id stands, or None."""
        return self.window.place(wanted)

    def tsv(self, places: Sequence[int]) -> str:
        """These rows as lines of tab-separated texts, for a spreadsheet."""
        rows = self.window.rows([self.ids[place] for place in places])
        return "\n".join("\t".join(_cell(column.text(row)) for column in self.columns) for row in rows)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None:
            return None
        head = self.head(index.row())
        if head is not None:
            return _head_answer(head, "" if index.column() == 0 else self.columns[index.column()].key, role)
        row = self.window.row(index.row())
        return None if row is None else answer(self.columns[index.column()], row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return None


def _head_answer(head: Head, column: str, role: int) -> str | None:
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return head.spoken
    if role != Qt.ItemDataRole.DisplayRole:
        return None
    return head.sums.get(column, "") if column else f"{head.words} {head.count:,}"


def _cell(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")


def _alignment(column: Col[Any], row: Any) -> Qt.AlignmentFlag:  # noqa: ARG001 - one shape for all answers
    return ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter


def _spoken(column: Col[Any], row: Any) -> str:
    return f"{column.title}: {column.text(row)}" if column.title else column.text(row)


_ANSWERS: dict[int, Callable[[Col[Any], Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row),
    Qt.ItemDataRole.TextAlignmentRole: _alignment,
    Qt.ItemDataRole.ToolTipRole: lambda column, row: column.tooltip(row) if column.tooltip else None,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
}
