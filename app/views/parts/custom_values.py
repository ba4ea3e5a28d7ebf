"""One field for each kind of custom value, edited in place; each takes and gives the text that is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QLocale, QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.services import custom_fields
from app.services.custom_fields import Field as CustomField
from app.views.parts.buttons import IconButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.field import Field
from app.views.parts.fields import NotesField
from app.views.parts.line_field import LineField
from app.views.parts.paint import paint_text

Commit = Callable[[str], object]
Go = Callable[[str, int], object]


def _locale() -> str | None:
    name = QLocale().name()
    return None if name in {"", "C"} else name


class TypedField(LineField[str]):
    """A number or an amount: typed as the system's language writes it."""

    def __init__(self, field: CustomField, on_commit: Commit) -> None:
        self.field = field
        super().__init__(field.name, on_commit, placeholder="None yet")
        self._value = ""

    def display(self, value: str | None) -> str:
        return custom_fields.shown(self.field, value or "")

    def edit_text(self, value: str | None) -> str:
        return custom_fields.shown(self.field, value or "", _locale())

    def parse(self, text: str) -> str:
        return custom_fields.parse(self.field, text, _locale())


class LinkField(TypedField):
    """An address, or a record; the arrow opens it. Ctrl+Enter does too."""

    def __init__(self, field: CustomField, on_commit: Commit, titles: Callable[[str], str], go: Go) -> None:
        self._titles, self._go = titles, go
        super().__init__(field, on_commit)
        self.placeholder = "Add a link"
        self.opener = IconButton("arrow-square-out", f"Open {field.name}", "Ctrl+Enter", in_row=True, parent=self)
        self.opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.opener.clicked.connect(self.follow)
        self.opener.hide()

    def display(self, value: str | None) -> str:
        return self._titles(value or "") or super().display(value)

    def edit_text(self, value: str | None) -> str:
        return value or ""

    def follow(self) -> None:
        """Open what the link leads to."""
        from app.domain.custom_value import record_of

        value = self._value or ""
        place = record_of(value)
        if place is not None:
            self._go(*place)
        elif value:
            QDesktopServices.openUrl(QUrl(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held:
            self.follow()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        super()._tell()
        if hasattr(self, "opener"):
            self.opener.setVisible(bool(self._value) and not self._editing)
            self._place_input()

    def _on_edit_shown(self, shown: bool) -> None:
        self.opener.setVisible(bool(self._value) and not shown)

    def _place_input(self) -> None:
        super()._place_input()
        if hasattr(self, "opener"):
            side = min(24, self.row_height(0) - 4)
            self.opener.setFixedSize(side, side)
            self.opener.move(self.width() - side - 2, (self.row_height(0) - side) // 2)

    def _sign(self, *, hovered: bool) -> tuple[str, str] | None:
        found = super()._sign(hovered=hovered)
        return found if self._refusal or not self._value else None

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        if not self._value:
            super().paint_value(painter, rect)
            return
        room = rect.adjusted(0, 0, -24, 0)
        paint_text(painter, room, self.display(self._value), "text2" if self._read_only else "accent_text")


class KeptDate(DateField):
    """A day, kept as text."""

    def __init__(self, field: CustomField, on_commit: Commit) -> None:
        super().__init__(field.name, lambda day: on_commit(day.isoformat() if day else ""), placeholder="No date")

    def set_kept(self, value: str) -> None:
        """Show a kept value; one that is no day is shown as none, with itself as the hint."""
        try:
            self.set_value(date.fromisoformat(value) if value else None)
        except ValueError:
            self.set_value(None, value)


class KeptChoice(ChoiceField):
    """One of the words; one that is no option any more is shown, and said to be so."""

    def __init__(self, field: CustomField, on_commit: Commit) -> None:
        self.field = field
        options = [("1", "Yes"), ("0", "No")] if field.kind == "yes_no" else [(word, word) for word in field.options]
        super().__init__(
            field.name, options, lambda key: on_commit(str(key or "")), empty="Not said", placeholder="Not said"
        )

    def set_kept(self, value: str) -> None:
        """Show a kept value."""
        stale = bool(value) and self.choice(value) is None
        self.set_value(value or None, "no option any more" if stale else "")
        self.set_tone("warn" if stale else "text")


class KeptWords(NotesField):
    """Words of one line or several."""

    def __init__(self, field: CustomField, on_commit: Commit) -> None:
        super().__init__(field.name, on_commit, placeholder="None yet", most_lines=6)


def value_field(field: CustomField, on_commit: Commit, titles: Callable[[str], str], go: Go) -> Field[Any]:
    """The field for values of `field`. `titles` names the record a link leads to, `go` shows it."""
    if field.kind == "date":
        return KeptDate(field, on_commit)
    if field.kind in ("choice", "yes_no"):
        return KeptChoice(field, on_commit)
    if field.kind == "link":
        return LinkField(field, on_commit, titles, go)
    return KeptWords(field, on_commit) if field.kind == "text" else TypedField(field, on_commit)


def show_value(widget: QWidget, value: str) -> None:
    """Show a kept value in what `value_field` made."""
    if isinstance(widget, KeptDate | KeptChoice):
        widget.set_kept(value)
    elif isinstance(widget, Field):
        widget.set_value(value)
