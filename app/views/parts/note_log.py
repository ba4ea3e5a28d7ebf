"""The timeline of a record, with a place to write what happened: a note, a call, a mail, a meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.fields import NotesField
from app.views.parts.moments import Happened, Moments
from app.views.parts.section import SectionHead
from app.views.parts.segmented import Segmented

KINDS: Final = (("note", "Note"), ("call", "Call"), ("email", "Mail"), ("meeting", "Meeting"))
_FIRST: Final = 8


class NoteLog(QWidget):
    """`on_note(text, kind)` writes; UserError refuses. `begun` when the place to write has come into being."""

    begun = Signal()

    def __init__(self, on_note: Callable[[str, str], object]) -> None:
        super().__init__()
        self._on_note = on_note
        self._all: Sequence[Happened] = ()
        self._whole = False
        self.head = SectionHead("Timeline", ("Add note", self.begin))
        self.kind = Segmented(KINDS, "note", name="Kind of note", in_row=True)
        self.field = NotesField("Note", self._commit, boxed=True, placeholder="Ctrl Enter keeps it")
        self.moments = Moments()
        self.rest = LinkButton("", size=theme.SECOND)
        self.rest.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.head, self.kind, self.field, self.moments, self.rest):
            column.addWidget(part)
        self.forget()

    def show_moments(self, moments: Sequence[Happened]) -> None:
        """Show these, the newest first; of many the first few, and a link to the others."""
        self._all = sorted(moments, key=lambda moment: (moment.on, moment.at), reverse=True)
        self._show()

    def begin(self) -> None:
        """A note, please."""
        self.kind.show()
        self.field.show()
        self.field.begin_edit()
        self.begun.emit()

    def forget(self) -> None:
        """Another record is shown."""
        self._whole = False
        self.field.forget_edit()
        self.field.set_value("")
        self.field.hide()
        self.kind.hide()
        self.kind.set_value("note")

    def _commit(self, text: str) -> None:
        if text:
            self._on_note(text, str(self.kind.value()))
            whole = self._whole
            self.forget()
            self._whole = whole

    def _show(self) -> None:
        shown = self._all if self._whole else self._all[:_FIRST]
        self.moments.show_moments(shown)
        self.rest.setText(f"Show all {len(self._all)}")
        self.rest.setVisible(len(shown) < len(self._all))

    def _show_all(self) -> None:
        self._whole = True
        self._show()
