"""What became of a won deal: its project, how far it is, and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import today
from app.views import theme
from app.views.parts.dates import short_text
from app.views.parts.deal_cards import delivery_words
from app.views.parts.field import PAD
from app.views.parts.label import Label
from app.views.parts.link_row import LinkRow
from app.views.parts.progress import Bar
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.services.deal_board import DealCard

_BAR = {"good": "good_mark", "warn": "warn_mark", "bad": "bad_mark"}


class Delivery(QWidget):
    """The section 'Project'; `go(project_id)` when its row is clicked."""

    def __init__(self, go: Callable[[int], object]) -> None:
        super().__init__()
        self._project: int | None = None
        self.link = LinkRow("", icon="flag")
        self.link.clicked.connect(lambda: self._project is not None and go(self._project))
        self._bar = Bar(0.0, "good_mark")
        self._words = Label("", "text2", theme.SECOND)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        inset = QVBoxLayout()
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(SectionHead("Project"))
        column.addLayout(inset)
        column.addWidget(self.link)
        row = QHBoxLayout()
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(12)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)
        column.addLayout(row)

    def show_delivery(self, card: DealCard) -> bool:
        """Show the project of a deal; whether there is one."""
        self._project = card.project_id
        if card.project_id is None:
            return False
        words, finish = delivery_words(card, today()), card.project_finish_on
        self.link.say(card.project_name or card.title, "", f"ends {short_text(finish)}" if finish else "")
        self._bar.set_share((card.project_percent or 0) / 100, _BAR.get(words.tone, "good_mark"))
        self._words.setText(words.text)
        return True
