"""The find box in the header (Ctrl+K): any record, any page, any command, and what one typed as a new record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import keys_text
from app.views.parts.paint import paint_box, paint_text, text_width

if TYPE_CHECKING:
    from app.views.palette_search import Item, Results

Source = Callable[[str], "Sequence[Item]"]
_KEYS_FROM = 200  # px from which the keys have room beside the words


class FindBox(QLineEdit):
    """The box in the header. `source` gives the lines for a text, the empty one too."""

    def __init__(self) -> None:
        super().__init__()
        self.source: Source = lambda _text: ()
        self.results: Results | None = None
        self._before: QWidget | None = None
        self.setPlaceholderText("Find or do anything")
        self.setAccessibleName("Find or do anything")
        self.setToolTip("Clients, contacts, deals, projects, tasks, renewals, pages and commands")
        self.setTextMargins(26, 0, 0, 0)
        self.setMinimumWidth(theme.px(136))
        self.setMaximumWidth(theme.px(264))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._search)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(136), theme.px(theme.CONTROL))  # it grows to its widest where the places have theirs

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setTextMargins(26, 0, 56 if self.width() >= theme.px(_KEYS_FROM) else 0, 0)

    def begin(self) -> None:
        """Take the keyboard, as Ctrl+K does; leaving gives it back."""
        window = self.window()
        before = window.focusWidget()
        self._before = before if before is not self else self._before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search(self.text())

    def leave(self) -> None:
        """Empty the box, take the results away, and give the keyboard back."""
        before, self._before = self._before, None
        self.clear()
        self._hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    def take(self) -> None:
        """Do what the chosen line says."""
        item = self.results.current() if self.results is not None and self.results.isVisible() else None
        if item is not None:
            self.leave()
            item.run()

    def _search(self, text: str) -> None:
        if not self.hasFocus():
            return
        if self.results is None:
            from app.views.palette_search import Results

            self.results = Results(self.window())
            self.results.view.clicked.connect(self.take)
        self.results.show_items(self.source(text.strip()), self)

    def _hide(self) -> None:
        if self.results is not None:
            self.results.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shown = self.results is not None and self.results.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if shown and self.results is not None:
                self.results.step(1 if key == Qt.Key.Key_Down else -1)
            else:
                self._search(self.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ShortcutFocusReason):
            self._search(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
                return False  # nothing typed to take back: then Ctrl+Z means the last action
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.paint(painter, QRect(10, 0, 20, self.height()), "magnifying-glass", "text2")
        if self.text() or self.width() < theme.px(_KEYS_FROM):
            return
        keys = keys_text("Ctrl+K")
        width = text_width(keys, theme.SMALL) + 11
        box = QRect(self.width() - 9 - width, (self.height() - 18) // 2, width, 18)
        paint_box(painter, box, theme.RADIUS_MARK, None, "line")
        middle = Qt.AlignmentFlag.AlignCenter
        paint_text(painter, box, keys, "text3", theme.SMALL, align=middle)
