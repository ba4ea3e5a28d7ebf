"""The frame of an inspector: a title edited in place, what belongs below it, and two actions at the foot.

Fields stand 8 px outside of the text's edge, so that their words and not their boxes are in line: `add(widget)` puts a
widget on the text's edge, `add(widget, flush=True)` a field or a row that ends in fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.beside import Panel
from app.views.parts.breath import paint_later
from app.views.parts.buttons import IconButton
from app.views.parts.field import PAD, Field
from app.views.parts.fields import TextField
from app.views.parts.focus_in_sight import FocusInSight
from app.views.parts.paint import paint_text
from app.views.theme import px

if TYPE_CHECKING:
    from app.views.page import ShellApi

_MARGIN = theme.PANE_PADDING


class TitleField(TextField):
    """The name of a record, 18 px."""

    def row_height(self, width: int) -> int:  # noqa: ARG002
        return px(32)

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        shown = self.display(self._value)
        token = "text" if shown else "text3"
        paint_text(painter, rect, shown or self.placeholder, token, theme.TITLE, weight=theme.SEMIBOLD)

    def _on_edit_shown(self, shown: bool) -> None:
        line = self.line_input()
        if shown and line is not None:
            line.setFont(theme.font(theme.TITLE, theme.SEMIBOLD))

    def _tell(self) -> None:
        super()._tell()
        self.setToolTip(self.display(self._value))


class InspectorFrame(Panel):
    """See the top of this module. `closed` when its cross is pressed; `first` takes the keyboard when the panel gets it."""

    closed = Signal()

    def __init__(self, name: str, on_title: Callable[[str], object], on_more: Callable[[QWidget], object]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.title = TitleField(name, on_title, required=True)
        self.more = IconButton("dots-three", "What can be done", in_row=True)
        self.more.clicked.connect(lambda: on_more(self.more))
        self.shut = IconButton("x", "Close", "Esc", in_row=True)
        self.shut.clicked.connect(self.closed)
        self.body = QVBoxLayout()
        self.foot = QHBoxLayout()
        self._build()

    def _build(self) -> None:
        edge = px(_MARGIN)
        self._head = head = QHBoxLayout()
        head.setContentsMargins(edge - PAD, 10, edge - 6, 0)
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        head.addWidget(self.more)
        head.addWidget(self.shut)
        self.inside = inside = QWidget()
        inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # no row makes the others wider
        self.body.setContentsMargins(0, 0, 0, edge)
        self.body.setSpacing(0)
        inside.setLayout(self.body)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        FocusInSight(self.area)
        for each in (self.area, self.area.viewport(), inside):
            each.setAutoFillBackground(False)
            palette = each.palette()
            palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
            each.setPalette(palette)
        self._slim_bar()
        self.foot.setContentsMargins(edge, 12, edge, 12)
        self.foot.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        column.addLayout(self.foot)

    def _slim_bar(self) -> None:
        """A bar over the content instead of beside it, or everything would move when it comes."""
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        real = self.area.verticalScrollBar()
        self._bar = bar = QScrollBar(Qt.Orientation.Vertical, self.area)
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.valueChanged.connect(real.setValue)
        real.valueChanged.connect(bar.setValue)
        real.rangeChanged.connect(self._on_range)
        bar.hide()

    def _on_range(self, low: int, high: int) -> None:
        real = self.area.verticalScrollBar()
        self._bar.setRange(low, high)
        self._bar.setPageStep(real.pageStep())
        self._bar.setSingleStep(real.singleStep())
        self._bar.setValue(real.value())
        self._bar.setVisible(high > low)
        self._place_bar()

    def _place_bar(self) -> None:
        self._bar.setGeometry(self.area.width() - 10, 0, 10, self.area.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    def add(self, widget: QWidget, *, above: int = 0, flush: bool = False) -> QWidget:
        """Put `widget` below what is there, `above` px lower; returns what stands in the column, to hide it as a whole."""
        holder = QWidget()
        row = QVBoxLayout(holder)
        edge = px(_MARGIN) - (PAD if flush else 0)
        row.setContentsMargins(edge, above, edge, 0)
        row.setSpacing(0)
        row.addWidget(widget)
        self.body.addWidget(holder)
        return holder

    def save_typed(self, shell: ShellApi, noun: str, there: Callable[[], object]) -> None:
        """Another record is to be shown: what was being typed about one that is no longer there, `there()` says so, goes to the
        clipboard, and the window says it.
        """
        words = [text for field in self.findChildren(Field) if (text := field.unwritten())]
        if words and not there():
            QGuiApplication.clipboard().setText("\n".join(words))
            told = f"This {noun} is gone; it was deleted or merged while you wrote."
            told += " Your words are on the clipboard, and Undo brings it back."
            QTimer.singleShot(0, self, lambda: shell.error(told))  # after the change has quieted what was said before

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """While a record is shown nothing is painted, and its rows are laid out once, in the end: Qt would do it for each."""
        paint_later(self)
        self.body.setEnabled(False)
        try:
            yield
        finally:
            self.body.setEnabled(True)
            if self.isVisible():
                self._lay_out()

    def _lay_out(self) -> None:
        """Lay everything out from the inside out; the loop does so level by level, and paints squeezed rows in between."""
        for layout in reversed(self.inside.findChildren(QLayout)):
            layout.activate()
        QCoreApplication.sendEvent(self.inside, QEvent(QEvent.Type.LayoutRequest))

    def put_in_head(self, button: QWidget) -> None:
        """One more button of the head, left of the menu."""
        at = self._head.indexOf(self.more)
        self._head.insertWidget(at, button)

    def fill_up(self) -> None:
        """Nothing more comes: keep everything at the top."""
        self.body.addStretch(1)
