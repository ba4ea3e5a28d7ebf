"""Rows of the settings that count what hangs on them, are put in order by hand and ask before they go; and the line for a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme
from app.views.dialogs.settings_section import Ask, Table, TableRow
from app.views.parts.buttons import IconButton
from app.views.parts.fields import TextField
from app.views.parts.label import Label


class CountedLine(TableRow):
    """A row with a name, how many records hang on it, and a question about them below when it is to go."""

    name: TextField

    def __init__(self) -> None:
        super().__init__()
        self.ask: Ask | None = None
        self.count = Label("", "text2", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setContentsMargins(0, 0, 8, 0)
        self.count.setFixedHeight(theme.px(theme.FIELD_ROW))

    def show_count(self, number: int, noun: str) -> None:
        """'12', read out with its noun ('deals'); nothing for none."""
        self.count.setText(f"{number:,}" if number else "")
        self.count.setAccessibleName(f"{number:,} {noun}")

    def put_question(self, ask: Ask) -> None:
        """Ask below the row, instead of what was asked before."""
        if self.ask is not None:
            self.ask.close_ask()
        self.ask = ask
        ask.closed.connect(self._on_ask_gone)
        self.unfold(ask)
        if ask.field is not None:
            ask.field.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            ask.act.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_ask_gone(self) -> None:
        self.ask = None


class OrderedLine(CountedLine):
    """A row that its buttons, and Alt+Up and Alt+Down, move. `removes` are the icon and the word of what takes it away."""

    removes: tuple[str, str] = ("x", "Remove")

    def __init__(self, *more: QWidget) -> None:
        """`more` stands behind the buttons."""
        super().__init__()
        self.up = IconButton("arrow-up", "Up", "Alt+Up", in_row=True)
        self.down = IconButton("arrow-down", "Down", "Alt+Down", in_row=True)
        self.remove = IconButton(*self.removes, in_row=True)
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        self.remove.clicked.connect(self.begin_remove)
        self.buttons = QWidget()
        line = QHBoxLayout(self.buttons)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(2)
        for button in (self.up, self.down, self.remove, *more):
            line.addWidget(button)

    def show_place(self, name: str, place: int, of: int, *, shown: bool = True) -> None:
        """Name the buttons for the row, which is number `place` of `of`, counted from 0; without `shown` it has none."""
        for button, words in (
            (self.up, "Move {} up"),
            (self.down, "Move {} down"),
            (self.remove, f"{self.removes[1]} {{}}"),
        ):
            button.setVisible(shown)
            button.set_name(words.format(name), button.shortcut_text)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < of - 1)

    def move_by(self, by: int) -> None:
        """Move it up (-1) or down (1)."""
        raise NotImplementedError

    def begin_remove(self) -> None:
        """Take it away, after asking about what hangs on it."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(by)
        else:
            super().keyPressEvent(event)


class FreshName(TextField):
    """A line below a table to type the name of a new row in; it is there until one has typed."""

    def __init__(self, name: str, add: Callable[[str], object], placeholder: str) -> None:
        super().__init__(name, self._on_typed, placeholder=placeholder)
        self._add = add
        self.set_value("")
        self.hide()

    def begin(self) -> None:
        """Show it and type."""
        self.show()
        self.begin_edit()

    def _on_typed(self, words: str) -> None:
        if words:
            self._add(words)
        QTimer.singleShot(0, self, self._end)

    def _end(self) -> None:
        self.set_value("")
        self.hide()


def focus_first(table: Table[Any, Any]) -> None:
    """Put the keyboard into the name of the first row."""
    for line in table.ordered()[:1]:
        line.name.setFocus(Qt.FocusReason.PopupFocusReason)
