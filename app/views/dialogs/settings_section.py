"""What the sections of the settings are made of: a page that scrolls, tables edited in place, a question between rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NamedTuple, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import Button, PlainButton, QuietButton
from app.views.parts.field import PAD, Field
from app.views.parts.fields import FormRow
from app.views.parts.label import Label
from app.views.parts.paint import RIGHT, paint_box, paint_text
from app.views.parts.record_rows import KeyedRows

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

NAMES: Final = 128
FIELDS: Final = 340

Row = TypeVar("Row")
R = TypeVar("R", bound="TableRow")


class Column(NamedTuple):
    """A column of a table: its head, its width at 13 px (0 takes what is left), and whether figures end at its right."""

    title: str
    width: int = 0
    right: bool = False


class _Row(FormRow):
    """Narrower than its section: it needs the height at its own width, and Qt would ask for that at the section's."""

    def hasHeightForWidth(self) -> bool:
        return False


class Section(QScrollArea):
    """One page of the settings. It fills `column` when it is built and shows what holds in `refresh`."""

    reads: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, store: Store, dialog: SettingsDialog, name: str) -> None:
        super().__init__()
        self.store, self.dialog = store, dialog
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(4, 4, 16, 16)
        self.column.setSpacing(8)
        self.setWidget(inside)
        for each in (self, self.viewport(), inside):
            each.setAutoFillBackground(False)
            palette = each.palette()
            palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
            each.setPalette(palette)

    def refresh(self) -> None:
        """Show what the workspace holds now."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the keyboard where the section begins."""

    def add_row(self, name: str, field: QWidget) -> FormRow:
        """A field with its name at the left; a switch keeps its own width."""
        if not isinstance(field, Field):
            held = QWidget()
            line = QHBoxLayout(held)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(field)
            line.addStretch(1)
            field = held
        row = _Row(name, field, name_width=NAMES, boxed=True)
        row.setFixedWidth(theme.px(NAMES + FIELDS))
        self.column.addWidget(row, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    def bring(self, widget: QWidget) -> None:
        """Scroll to what has just unfolded."""
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, 16))

    def say(self, text: str, *, above: int = 0) -> Label:
        """A sentence in the section."""
        label = Label(text, "text3", theme.SECOND, wrap=True)
        if above:
            self.column.addSpacing(above)
        self.column.addWidget(label)
        return label


class Narrow:
    """Mixed into a field that is too narrow for a sentence below it: whoever holds the field says it.

    `said(sentence)` is called when a value is refused, and with '' when that is over.
    """

    said: Callable[[str], object] = staticmethod(lambda _: None)

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)  # type: ignore[misc]
        self.said(sentence)

    def clear_refusal(self) -> None:
        refused = bool(self.refusal())  # type: ignore[attr-defined]
        super().clear_refusal()  # type: ignore[misc]
        if refused:
            self.said("")

    def _message_height(self, width: int) -> int:  # noqa: ARG002
        return 0

    def _paint_message(self, painter: QPainter, rect: object) -> None:
        """The sentence stands elsewhere."""


class TableRow(QWidget):
    """A row of fields, the sentence of a refused one below them, and what the row unfolds."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[QWidget] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(4, 3, 4, 4)
        self._box.setSpacing(2)
        self._message = Label("", "bad", theme.SECOND, wrap=True)
        self._message.setContentsMargins(PAD, 0, PAD, 2)
        self._message.hide()

    def set_cells(self, columns: Sequence[Column], parts: Sequence[QWidget]) -> None:
        """The cells, one for each column."""
        line = QHBoxLayout()
        line.setSpacing(0)
        for column, part in zip(columns, parts, strict=True):
            if column.width:
                part.setFixedWidth(theme.px(column.width))
            line.addWidget(part, 0 if column.width else 1, Qt.AlignmentFlag.AlignTop)
            if isinstance(part, Field):
                part.figure = column.right
            if isinstance(part, Narrow):
                part.said = self.tell
        self._box.addLayout(line)
        self._box.addWidget(self._message)
        self.parts = list(parts)

    def unfold(self, widget: QWidget) -> None:
        """Something more below the cells."""
        self._box.addWidget(widget)

    def tell(self, sentence: str) -> None:
        """Why a value of this row was refused; '' when that is over."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def message(self) -> str:
        """The sentence that stands below the row, or ''."""
        return self._message.text()

    def focusable(self) -> list[QWidget]:
        """The fields and buttons, from left to right."""
        return [part for part in self.findChildren(QWidget) if isinstance(part, Field | Button)]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, theme.colour("grid"))


class _Head(QWidget):
    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = columns
        self.setFixedHeight(theme.px(theme.DENSE_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        fixed = sum(theme.px(column.width) for column in self._columns)
        rest = (self.width() - 8 - fixed) // max(1, sum(not column.width for column in self._columns))
        rect = self.rect().adjusted(4, 0, 0, 0)
        for column in self._columns:
            rect.setWidth(theme.px(column.width) if column.width else rest)
            place = rect.adjusted(PAD, 0, -PAD, 0)
            if column.right:
                paint_text(painter, place, column.title, "text3", theme.SMALL, weight=theme.MEDIUM, align=RIGHT)
            else:
                paint_text(painter, place, column.title, "text3", theme.SMALL, weight=theme.MEDIUM)
            rect.moveLeft(rect.right() + 1)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))


class Table(QWidget, Generic[Row, R]):
    """A card with a head and a row for each record; what one types into a row stays while others come and go."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        make: Callable[[Row], R],
        show: Callable[[R, Row], None],
        key: Callable[[Row], Hashable],
        *,
        most: int = 0,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.rows: KeyedRows[Row, R] = KeyedRows(make, show, key, most=most)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 1)
        self._box.setSpacing(0)
        self._box.addWidget(_Head(columns))
        self._box.addWidget(self.rows)

    def add_below(self, widget: QWidget) -> None:
        """Something below the rows, inside the card."""
        self._box.addWidget(widget)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these; Tab walks them in the order in which they stand."""
        self.rows.set_rows(rows)
        walk = [each for row in self.ordered() for each in row.focusable()]
        for before, after in pairwise(walk):
            QWidget.setTabOrder(before, after)

    def ordered(self) -> list[R]:
        """The rows from top to bottom."""
        return sorted(self.rows.widgets.values(), key=lambda row: self._box_of_rows().indexOf(row))

    def _box_of_rows(self) -> QLayout:
        layout = self.rows.layout()
        assert layout is not None
        return layout

    def row(self, key: Hashable) -> R:
        """The row of a record. Raises KeyError when it is not shown."""
        return self.rows.widgets[key]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")


class Ask(QWidget):
    """A question where it comes up: words, a field for the answer, what will be done, and a way back."""

    closed = Signal()

    def __init__(
        self, text: str, field: Field[Any] | None, does: str, act: Callable[[], object], back: str = "Keep"
    ) -> None:
        super().__init__()
        self.field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        self.words = Label(text, "text", wrap=True)
        column.addWidget(self.words)
        line = QHBoxLayout()
        line.setSpacing(8)
        if field is not None:
            field.setFixedWidth(theme.px(232))
            line.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        self.act = PlainButton(does)
        self.act.clicked.connect(lambda _: act())
        self.back = QuietButton(back)
        self.back.clicked.connect(lambda _: self.close_ask())
        for button in (self.act, self.back):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        self._column = column
        column.addLayout(line)
        self.setAccessibleName(text)

    def add_way(self, widget: QWidget) -> None:
        """One more way, below the others."""
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def close_ask(self) -> None:
        """Leave all as it is."""
        self.hide()
        self.deleteLater()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_ask()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "accent_soft", "accent_line")
