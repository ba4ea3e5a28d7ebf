"""A description in Markdown, shown as it reads and edited in place as it is written.

A click or Enter opens the source, Esc brings the old one back, leaving commits. A click on a link opens it in the browser, one
on a check box ticks it; the menu key has both for the keyboard. Nothing is loaded, ever: see `markdown_text`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QContextMenuEvent,
    QDesktopServices,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QTextDocument,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.views import theme
from app.views.parts import markdown_text
from app.views.parts.field import PAD, Field
from app.views.parts.fields import NotesField
from app.views.parts.menu import Menu
from app.views.parts.ticks import paint_tick

_FOLDED: Final = 320
_IN_MENU: Final = 12


class MarkdownField(NotesField):
    """See the top of this module. What is taller than 320 px is cut until `unfold`. `closed` when the source is put away."""

    closed = Signal()

    def __init__(
        self,
        name: str,
        on_commit: Callable[[str], object] | None = None,
        *,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._made: QTextDocument | None = None
        self._made_of: str | None = None
        self._whole = False
        super().__init__(name, on_commit, placeholder=placeholder, most_lines=20, parent=parent)
        self.setMouseTracking(True)
        theme.notifier().changed.connect(self._make_anew)

    def _make_anew(self) -> None:
        self._made = None
        self._relayout()

    def document(self) -> QTextDocument:
        """What is shown, laid out for the width there is."""
        text = self._value or ""
        if self._made is None or self._made_of != text:
            self._made, self._made_of = markdown_text.document(text), text
        return self._made

    # --- folding ------------------------------------------------------------------------

    def is_cut(self) -> bool:
        """Whether there is more than is shown."""
        return bool(self._value) and not self._whole and self._tall(self.width()) > theme.px(_FOLDED)

    def unfold(self) -> None:
        """Show all of it."""
        self._whole = True
        self._relayout()

    def forget_edit(self) -> None:
        super().forget_edit()
        self._whole = False

    def _close(self, *, keep_focus: bool) -> None:
        was = self._editing
        super()._close(keep_focus=keep_focus)
        if was:
            self.closed.emit()

    def _tall(self, width: int) -> int:
        made = self.document()
        made.setTextWidth(max(40, width - 2 * PAD))
        return round(made.size().height())

    def row_height(self, width: int) -> int:
        if self._editing or not self._value:
            return super().row_height(width)
        tall = self._tall(width)
        return (tall if self._whole else min(tall, theme.px(_FOLDED))) + 2 * self._top()

    # --- painting -----------------------------------------------------------------------

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        if not self._value:
            super().paint_value(painter, rect)
            return
        made = self.document()
        made.setTextWidth(max(40, self.width() - 2 * PAD))
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        context.palette = palette  # type: ignore[assignment]
        painter.save()
        painter.setClipRect(self.input_rect())
        painter.translate(self._corner())
        room = self.row_height(self.width()) - 2 * self._top()
        context.clip = QRectF(0, 0, self.width(), room)  # type: ignore[assignment]
        made.documentLayout().draw(painter, context)
        for place, block in zip(self._boxes(), markdown_text.box_blocks(made), strict=True):
            paint_tick(painter, place, block.userState() == markdown_text.TICKED)
        painter.restore()

    def _corner(self) -> QPointF:
        return QPointF(PAD, self._top())

    def display(self, value: str | None) -> str:
        """What is read out, and copied."""
        return value or ""

    def _tell(self) -> None:
        super()._tell()
        shown = self.document().toPlainText().strip() if self._value else "empty"
        self.setAccessibleName(f"{self.name}: {shown[:2_000]}")

    # --- what lies below the pointer ----------------------------------------------------

    def link_at(self, at: QPoint) -> str:
        """The link there, or ''."""
        if self._editing or not self._value:
            return ""
        href = self.document().documentLayout().anchorAt(QPointF(at) - self._corner())
        return href if markdown_text.may_open(href) else ""

    def box_at(self, at: QPoint) -> int | None:
        """The check box there, counted from 0."""
        if self._editing or not self._value:
            return None
        place = (QPointF(at) - self._corner()).toPoint()
        return next((number for number, box in enumerate(self._boxes()) if box.contains(place)), None)

    def _boxes(self) -> list[QRect]:
        """Where the check boxes stand, in the coordinates of the document."""
        made, side, found = self.document(), theme.px(markdown_text.INDENT), []
        layout = made.documentLayout()
        for block in markdown_text.box_blocks(made):
            box, line = layout.blockBoundingRect(block), block.layout().lineAt(0)
            tall = line.height() if line.isValid() else box.height()
            left = box.left() + (line.x() if line.isValid() else 0)
            found.append(QRectF(left - side, box.top() + line.y(), side, tall).toRect())
        return found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        over = bool(self.link_at(at)) or self.box_at(at) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not self._editing:
            href, box = self.link_at(at), self.box_at(at)
            if href:
                self.open_link(href)
                return
            if box is not None:
                self.tick(box)
                return
        super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.link_at(event.pos()), self)
            return True
        return super().event(event)

    # --- what is done -------------------------------------------------------------------

    def tick(self, number: int) -> None:
        """Tick a check box of the description, or take the tick back."""
        text = self._value or ""
        if self._may_edit() and len(markdown_text.boxes(text)) == len(markdown_text.box_blocks(self.document())):
            self.try_commit(markdown_text.tick(text, number))

    def open_link(self, href: str) -> None:
        """Open a link with the system's program for it."""
        if markdown_text.may_open(href):
            QDesktopServices.openUrl(QUrl(href, QUrl.ParsingMode.StrictMode))

    def menu(self) -> Menu:
        """Editing, copying, and the links and check boxes of the text."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._may_edit():
            menu.add("Edit", self.begin_edit, "pencil-simple", "Enter")
        if self._value:
            menu.add("Copy", lambda: QGuiApplication.clipboard().setText(self._value or ""), "copy", "Ctrl+C")
        made = self.document()
        found = markdown_text.box_blocks(made)[:_IN_MENU]
        if found and self._may_edit() and len(markdown_text.boxes(self._value or "")) >= len(found):
            menu.addSeparator()
            for number, block in enumerate(found):
                ticked = block.userState() == markdown_text.TICKED
                words = f"{'Untick' if ticked else 'Tick'} {_short(block.text())}"
                menu.add(words, partial(self.tick, number), "check-square")
        hrefs = list({span.href: span for span in markdown_text.links(made)}.values())[:_IN_MENU]
        if hrefs:
            menu.addSeparator()
        for span in hrefs:
            menu.add(f"Open {_short(span.href)}", partial(self.open_link, span.href), "arrow-square-out")
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._editing:
            self.menu().popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        Field.focusInEvent(self, event)  # the keyboard may pass by: Enter edits


def _short(words: str) -> str:
    words = words.replace("&", "&&")
    return words if len(words) <= 50 else f"{words[:49]}…"
