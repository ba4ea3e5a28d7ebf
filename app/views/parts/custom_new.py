"""Defining a field where it is needed: its name, its kind, and what the kind asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.services import custom_fields
from app.views import theme
from app.views.parts.buttons import PlainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.enter_fields import EnterText
from app.views.parts.paint import paint_box

if TYPE_CHECKING:
    from app.models.store import Store

# What it is called, an icon that says it, and what it is good for.
KINDS = (
    ("text", "Text", "Any words"),
    ("number", "Number", "12.5"),
    ("money", "Money", "With its currency"),
    ("date", "Date", "A day"),
    ("choice", "Choice", "One of your words"),
    ("yes_no", "Yes or no", ""),
    ("link", "Link", "Web, mail or a record"),
)

_ABOVE = 6  # air between the card and what stands over it


class NewField(QWidget):
    """A small form on a card. `added(id)` when the field is there, `left` when one goes without it."""

    added = Signal(int)
    left = Signal()

    def __init__(self, store: Store, record: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._record = store, record
        self.name = EnterText("Name of the field", boxed=True, placeholder="Name, such as Budget code")
        self.kind = ChoiceField("Kind", KINDS, self._on_kind, boxed=True)
        self.options = EnterText("Options", boxed=True, placeholder="Options, with commas between")
        self.currency = EnterText("Currency", boxed=True, placeholder="EUR")
        self.add = PlainButton("Add field")
        self.back = QuietButton("Cancel")
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10 + _ABOVE, 10, 10)
        column.setSpacing(8)
        for part in (self.name, self.kind, self.options, self.currency):
            column.addWidget(part)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.add)
        line.addWidget(self.back)
        line.addStretch(1)
        column.addLayout(line)
        self.kind.set_value("text")
        self.name.set_value("")
        self.name.on_enter = lambda: self.kind.setFocus(Qt.FocusReason.TabFocusReason)
        self.options.on_enter = self.currency.on_enter = self.commit
        self.add.clicked.connect(lambda _: self.commit())
        self.back.clicked.connect(lambda _: self.left.emit())
        self._on_kind("text")

    def begin(self) -> None:
        """Start anew, with the keyboard in the name."""
        for part in (self.name, self.options, self.currency):
            part.set_value("")
            part.forget_edit()
        self.kind.set_value("text")
        self._on_kind("text")
        self.name.begin_edit()

    def _on_kind(self, kind: str) -> None:
        self.options.setVisible(kind == "choice")
        self.currency.setVisible(kind == "money")

    def commit(self) -> bool:
        """Define the field; a refusal is said at the part that is wrong."""
        for part in (self.name, self.options, self.currency):
            if not part.commit_typed():
                return False
        kind = str(self.kind.value())
        typed = self.options.value() if kind == "choice" else self.currency.value() if kind == "money" else ""
        given = [word.strip() for word in typed.replace(";", ",").split(",") if word.strip()]
        try:
            made = custom_fields.define(self._store, self._record, self.name.value(), kind, given)
        except UserError as problem:
            about = {"choice": self.options, "money": self.currency}.get(kind, self.name)
            sentence = str(problem)
            wrong = about if "option" in sentence.casefold() or "currency" in sentence else self.name
            wrong.begin_edit()
            wrong.refuse(sentence)
            return False
        self.added.emit(made)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect().adjusted(0, _ABOVE, 0, 0), theme.RADIUS, "panel", "line")
