"""What happened to a task, the newest first, and a place to say something about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.fields import NotesField
from app.views.parts.moments import Happened, Moments
from app.views.parts.section import SectionHead

_FIRST: Final = 6


class History(QWidget):
    """`on_comment(text)` writes; UserError refuses."""

    def __init__(self, on_comment: Callable[[str], object]) -> None:
        super().__init__()
        self._on_comment = on_comment
        self._all: Sequence[Happened] = ()
        self._whole = False
        self.head = SectionHead("History", ("Add comment", self.begin))
        self.field = NotesField("Comment", self._commit, boxed=True, placeholder="Ctrl Enter keeps it")
        self.moments = Moments()
        self.rest = LinkButton("", size=theme.SECOND)
        self.rest.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.head, self.field, self.moments, self.rest):
            column.addWidget(part)
        self.forget()

    def show_moments(self, moments: Sequence[Happened]) -> None:
        """Show these; of many the first few, and a link to the others."""
        self._all = moments
        shown = moments if self._whole else moments[:_FIRST]
        self.moments.show_moments(shown)
        self.rest.setText(f"Show all {len(moments)}")
        self.rest.setVisible(len(shown) < len(moments))

    def begin(self) -> None:
        """Open the line for a comment."""
        self.field.show()
        self.field.begin_edit()

    def forget(self) -> None:
        """Another task is shown, or the comment is kept."""
        self._whole = False
        self.field.forget_edit()
        self.field.set_value("")
        self.field.hide()

    def _commit(self, text: str) -> None:
        if text:
            self._on_comment(text)
            self.forget()

    def _show_all(self) -> None:
        self._whole = True
        self.show_moments(self._all)
