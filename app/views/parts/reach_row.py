"""One e-mail, telephone, link or address: a sign that opens it, and the value edited in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain import reach
from app.views import theme
from app.views.parts.address_field import AddressField
from app.views.parts.buttons import IconButton
from app.views.parts.fields import TextField
from app.views.parts.paint import paint_text, text_width

ICONS: Final = {"email": "envelope-simple", "phone": "phone", "url": "link", "address": "map-pin"}
OPENS: Final = {"email": "Write an e-mail", "phone": "Call", "url": "Open the link"}


class ReachField(TextField):
    """The value on one line; Ctrl+Enter opens it. `ended` when its input has gone."""

    ended = Signal()
    opened = Signal()

    def __init__(self, kind: str, on_commit: Callable[[str], object], *, placeholder: str = "") -> None:
        self.kind = kind
        super().__init__(reach.KINDS[kind], on_commit, placeholder=placeholder)

    def display(self, value: str | None) -> str:
        return value if self._editing and value else reach.shown(self.kind, value or "")

    def edit_text(self, value: str | None) -> str:
        return value or ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _on_edit_shown(self, shown: bool) -> None:
        super()._on_edit_shown(shown)
        if not shown:
            self.ended.emit()

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        """What it is called is short and tells it from the others, so the value gives way to it."""
        hint, shown = self.hint(), self.display(self._value)
        room = rect.width() - (text_width(hint) + 7 if hint else 0)
        if not shown or room < rect.width() // 3:
            super().paint_value(painter, rect)
            return
        token = "text2" if self._read_only else self._tone
        used = paint_text(painter, QRect(rect.left(), rect.top(), room, rect.height()), shown, token)
        if hint:
            paint_text(painter, rect.adjusted(min(used, room) + 7, 0, 0, 0), hint, "text3")

    def _tell(self) -> None:
        super()._tell()
        self.setToolTip(self._value or "")


class ReachRow(QWidget):
    """See the top of this module. `commit(value)` is called for another value; UserError refuses it."""

    ended = Signal()

    def __init__(self, kind: str, commit: Callable[[str], object], *, placeholder: str = "") -> None:
        super().__init__()
        self.kind, self.value = kind, ""
        words = placeholder or f"Add {reach.KINDS[kind].lower()}"
        self.opener = IconButton(ICONS[kind], OPENS.get(kind, "Copy the address"), in_row=True)
        self.opener.clicked.connect(self.open_value)
        self.field: ReachField | AddressField
        if kind == "address":
            self.field = AddressField("Address", commit, placeholder=words)
            self.field.ended = self.ended.emit
        else:
            self.field = ReachField(kind, commit, placeholder=words)
            self.field.ended.connect(self.ended)
            self.field.opened.connect(self.open_value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.field, 1)
        self.row = row
        side = theme.px(theme.FIELD_ROW)
        self.opener.setFixedSize(side, side)
        self.show_value("")

    def show_value(self, value: str, hint: str = "") -> None:
        """Show a value and, fainter, what it is called. What is none is marked and says so."""
        self.value = value
        self.field.set_value(value, hint)
        wrong = reach.problem(self.kind, value)
        icon, token = ("warning", "warn") if wrong else (ICONS[self.kind], "accent_text" if self.target else "text3")
        self.opener.set_icon(icon, token)
        name = OPENS.get(self.kind, "Copy the address")
        self.opener.set_name(wrong or (f"{name}: {reach.shown(self.kind, value)}" if value else name))
        self.field.set_tone("warn" if wrong else "text")
        self.field.setAccessibleDescription(wrong)

    @property
    def target(self) -> str:
        """What the system would be asked to open."""
        return reach.target(self.kind, self.value)

    def open_value(self) -> None:
        """Write, call or open; an address is copied, and what is empty or wrong is edited."""
        if self.kind == "address" and self.value:
            self.copy()
        elif self.target:
            QDesktopServices.openUrl(QUrl(self.target))
        else:
            self.field.begin_edit()

    def copy(self) -> None:
        """Put it on the clipboard: an address on its lines."""
        text = "\n".join(self.field.lines()) if isinstance(self.field, AddressField) else self.value
        QGuiApplication.clipboard().setText(text)
