"""The one item model for long lists: ids, a window of rows fetched on demand, and columns that say how a row
reads.

    model = RowsModel([Col("title", "Deal", lambda row: row.title), Col("amount", ...)],
                      fetch=service.rows_of, key=lambda row: row.id)
    model.set_ids(ids)      after a Changes too: selection, current row and scroll stay

Sorting, filtering and searching happen in SQL: the model only ever gets another list of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.views.parts.id_rows import IdWindow, change_ids, reorder

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Tone = Literal["plain", "second", "caption", "strong", "good", "warn", "bad", "accent"]
_NOWHERE = QModelIndex()
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
        self.window: IdWindow[Row] = IdWindow(fetch, key)

    @property
    def ids(self) -> list[int]:
        """All ids in order; read only."""
        return self.window.ids

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these rows in this order. What was read is read again when looked at."""
        self.about_to_change.emit()
        self.window.forget()
        change_ids(self, self.ids, ids)
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))
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
