"""A section of rows that lead elsewhere; of many the first few, and a link to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.field import PAD
from app.views.parts.link_row import LinkRow
from app.views.parts.section import Action, SectionHead

_FIRST = 8


class LinkList(QWidget):
    """(id, name, word, figure) each. Without rows only the head with its '+' is left."""

    def __init__(self, title: str, icon: str, go: Callable[[int], object], action: Action | None = None) -> None:
        super().__init__()
        self._icon, self._go, self._whole = icon, go, False
        self._all: Sequence[tuple[int, str, str, str]] = ()
        self.rows: list[LinkRow] = []
        self._spare: list[LinkRow] = []  # each still stands in its place below the rows, the next one last
        self.head = SectionHead(title, action)
        self._rest = LinkButton("", size=theme.SECOND)
        self._rest.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, self._rest):
            layout = QHBoxLayout()
            layout.setContentsMargins(PAD, 0, PAD, 0)
            layout.addWidget(part)
            column.addLayout(layout)
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        column.insertLayout(1, self._box)

    def show_links(self, links: Sequence[tuple[int, str, str, str]], *, fold: bool = True) -> bool:
        """Show these; whether there are any. `fold`: another record is shown."""
        self._whole = self._whole and not fold
        self._all = links
        shown = links if self._whole else links[:_FIRST]
        while len(self.rows) > len(shown):
            row = self.rows.pop()
            row.hide()
            self._spare.append(row)
        while len(self.rows) < len(shown):
            row = self._spare.pop() if self._spare else self._make(len(self.rows))
            row.show()
            self.rows.append(row)
        for row, (_, name, word, figure) in zip(self.rows, shown, strict=True):
            row.say(name, word, figure)
        self.head.set_note(str(len(links)) if len(links) > 1 else "")
        self._rest.setText(f"Show all {len(links)}")
        self._rest.setVisible(len(shown) < len(links))
        return bool(links)

    def _make(self, place: int) -> LinkRow:
        row = LinkRow("", icon=self._icon)
        row.clicked.connect(partial(self._open, place))
        self._box.addWidget(row)
        return row

    def _open(self, place: int) -> None:
        self._go(self._all[place][0])

    def _show_all(self) -> None:
        self._whole = True
        self.show_links(self._all, fold=False)
