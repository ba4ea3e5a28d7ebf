"""The head of a section of an inspector or page: its name, a note, and what can be added."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.label import Label

Action = tuple[str, Callable[[], object]]


class SectionHead(QWidget):
    """'Lines        + Add line'. `action` is (words, function), `note` stands at the right ('3 of 5')."""

    def __init__(
        self,
        title: str,
        action: Action | None = None,
        note: str = "",
        *,
        icon: str = "plus",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._title = Label(title, "text", theme.TEXT, theme.SEMIBOLD)
        self._note: Label | None = None
        row.addWidget(self._title)
        row.addStretch(1)
        self.link: LinkButton | None = None
        if action is not None:
            self.link = LinkButton(action[0], icon, size=theme.SECOND)
            does = action[1]
            self.link.clicked.connect(lambda _: does())
            row.addWidget(self.link)
        self._row = row
        self.setFixedHeight(theme.px(24))
        self.set_note(note)

    def set_title(self, title: str) -> None:
        """Another name."""
        self._title.setText(title)

    def set_note(self, note: str) -> None:
        """Another note; none when empty."""
        if self._note is None:
            if not note:
                return
            self._note = Label("", "text3", theme.SECOND)
            self._row.insertWidget(2, self._note)
        self._note.setText(note)
        self._note.setVisible(bool(note))
