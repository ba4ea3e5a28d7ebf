"""The place to write what happened: a note, call, mail or meeting, or a to-do with its day; new, or one that is edited.

    composer = Composer(save)       save(kind, text, minutes, due_on); UserError refuses
    composer.begin("call")          composer.begin(kind, words, due_on, old=True) edits
    composer.kept, .left, .removed  it was saved; Esc, or left empty; its Delete was pressed

Alt with N, C, E, M or T chooses the kind. Ctrl+Enter saves, and so does leaving it. '25 min' at either end of the words of a call or meeting is its length. A to-do
without a day asks for it in place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.services import activities
from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.date_field import DateField
from app.views.parts.fields import NotesField
from app.views.parts.focus_in_sight import show_whole
from app.views.parts.label import Label
from app.views.parts.segmented import Segmented

KINDS: Final = {  # icon, name, what to write
    "note": ("note", "Note", "Note"),
    "call": ("phone", "Call", "Call: what was said, and how long"),
    "email": ("envelope-simple", "Mail", "Mail: what it was about"),
    "meeting": ("users", "Meeting", "Meeting: what came of it, and how long"),
    "todo": ("check-circle", "To-do", "To-do"),
}
ALT: Final = {"note": "N", "call": "C", "email": "E", "meeting": "M", "todo": "T"}
Save = Callable[[str, str, "int | None", "date | None"], object]


class _Words(NotesField):
    """The words; when they are done, left or given up is for the composer to say."""

    def __init__(self, composer: Composer) -> None:
        super().__init__("Note", None, boxed=True, placeholder="What happened")
        self._composer = composer

    def typed(self) -> str:
        """What stands in the input."""
        paper = self.text_input()
        return paper.toPlainText().strip() if paper is not None else str(self.value() or "")

    def finish(self) -> bool:
        return self._composer.save()

    def cancel(self) -> None:
        self._composer.give_up()

    def leave(self) -> None:
        self._composer.leave()


class Composer(QWidget):
    """See the top of this module."""

    kept = Signal()
    left = Signal()
    removed = Signal()

    def __init__(self, save: Save, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._save = save
        self._asked = self._busy = False
        options = [(key, "", icon) for key, (icon, _, _) in KINDS.items()]  # five words have no room in an inspector
        self.kind = Segmented(options, "note", name="Kind of entry", in_row=True)
        for key, (_, name, _) in KINDS.items():
            self.kind.set_tooltip(key, name, f"Alt+{ALT[key]}")
            shortcut = QShortcut(QKeySequence(f"Alt+{ALT[key]}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._choose, key))
        self.kind.changed.connect(lambda _: self._on_kind())
        self.field = _Words(self)
        self.due = DateField("Due", self._on_due, boxed=True, placeholder="Due")
        self.hint = Label("", "text3", theme.SECOND)
        self.remove = LinkButton("Delete", size=theme.SECOND)
        self.remove.clicked.connect(self.removed)
        foot = QHBoxLayout()
        foot.addWidget(self.hint)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self.kind, self.field, self.due):
            column.addWidget(part)
        column.addLayout(foot)
        self.hide()

    def begin(self, kind: str = "note", words: str = "", due_on: date | None = None, *, old: bool = False) -> None:
        """Open it; `old` when it edits an entry."""
        self._asked = False
        self.kind.set_value(kind)
        self.field.forget_edit()
        self.field.set_value(words)
        self.due.forget_edit()
        self.due.set_value(due_on)
        self.remove.setVisible(old)
        self.show()
        self._on_kind()
        show_whole(self)

    def put_away(self) -> None:
        """Close it; what stood in it is forgotten."""
        self._busy = True  # hiding what has the keyboard is no leaving
        self.field.forget_edit()
        self.field.set_value("")
        self.due.forget_edit()
        self.due.set_value(None)
        self.hide()
        self._busy = False

    def save(self, *, leaving: bool = False) -> bool:
        """Save what stands here; False when it is refused, or when a to-do still asks for its day."""
        kind, text = str(self.kind.value()), self.field.typed()
        minutes = None
        if kind in activities.TIMED:
            text, minutes = activities.understood(text)
        if kind == "todo" and text and self.due.value() is None and not leaving:
            self._ask_day()
            return False
        try:
            self._save(kind, text, minutes, self.due.value() if kind == "todo" else None)
        except UserError as problem:
            self.field.refuse(str(problem))
            return False
        self.put_away()
        self.kept.emit()
        return True

    def save_draft(self) -> None:
        """Another record is about to be shown: what is written is kept, a to-do without a day too."""
        if not self.isHidden() and self.field.typed():
            self.save(leaving=True)
        self.put_away()

    def give_up(self) -> None:
        """Esc: nothing is kept."""
        self.put_away()
        self.left.emit()

    def leave(self) -> None:
        """The keyboard has left the words; outside the composer that saves them."""
        if not self._busy:
            QTimer.singleShot(0, self, self._on_left)

    def _on_left(self) -> None:
        focus = self.window().focusWidget()
        if self.isHidden() or not self.isVisible() or focus is None or focus is self or self.isAncestorOf(focus):
            return
        if not self.field.typed():
            self.give_up()
        elif self.kind.value() != "todo" or self.due.value() is not None:
            self.save()

    def _ask_day(self) -> None:
        if self._asked and not self.due.is_editing():
            self.due.refuse("A to-do needs a day: write tomorrow, fri or +3")
        self._asked = True
        self.due.begin_edit()

    def _on_due(self, day: date | None) -> None:
        if self._asked and day is not None:
            QTimer.singleShot(0, self, self.save)  # once the field has taken the day

    def _choose(self, kind: str) -> None:
        """Another kind by its key; the words stay."""
        self.kind.set_value(kind)
        self._on_kind()

    def _on_kind(self) -> None:
        self.due.setVisible(self.kind.value() == "todo")
        self.field.begin_edit()
        paper = self.field.text_input()
        if paper is not None:
            paper.textChanged.connect(self._say, Qt.ConnectionType.UniqueConnection)
            paper.setPlaceholderText(KINDS[str(self.kind.value())][2])
        self._say()

    def _say(self) -> None:
        kind, words = str(self.kind.value()), self.field.typed()
        minutes = activities.understood(words)[1] if kind in activities.TIMED else None
        if minutes:
            self.hint.setText(f"Takes {activities.length_text(minutes)}. Ctrl Enter keeps it")
        elif kind in activities.TIMED:
            self.hint.setText("‘25 min’ is understood. Ctrl Enter keeps it")
        elif kind == "todo":
            self.hint.setText("Due tomorrow, fri or +3. Ctrl Enter keeps it")
        else:
            self.hint.setText("Ctrl Enter keeps it")
