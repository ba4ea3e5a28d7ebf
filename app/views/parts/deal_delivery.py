"""What became of a won deal: its project, how far and how well it is, when it ends by forecast, and how much of the budget is
burnt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import project_rows
from app.views import theme
from app.views.parts.dates import short_text
from app.views.parts.deal_cards import delivery_words
from app.views.parts.field import PAD
from app.views.parts.label import Label
from app.views.parts.link_row import LinkRow
from app.views.parts.progress import Bar
from app.views.parts.project_words import ends_late, health_tone, slip_words
from app.views.parts.record_rows import LineRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_board import DealCard
    from app.services.project_rows import ProjectRow

_BAR = {"good": "good_mark", "warn": "warn_mark", "bad": "bad_mark"}


class Delivery(QWidget):
    """The section 'Project'; `go(project_id)` when its row is clicked."""

    def __init__(self, store: Store, go: Callable[[int], object]) -> None:
        super().__init__()
        self._store = store
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
        self.health, self.finish, self.promised, self.budget = (LineRow(76) for _ in range(4))
        lines = QVBoxLayout()
        lines.setContentsMargins(PAD, 0, PAD, 0)
        lines.setSpacing(0)
        for line in (self.health, self.finish, self.promised, self.budget):
            lines.addWidget(line)
        column.addLayout(lines)

    def show_delivery(self, card: DealCard) -> bool:
        """Show the project of a deal; whether there is one."""
        self._project = card.project_id
        if card.project_id is None:
            return False
        words, row = delivery_words(card), next(iter(project_rows.rows(self._store, [card.project_id])), None)
        finish = row.ends_on if row is not None else None
        self.link.say(card.project_name or card.title, "", f"ends {short_text(finish)}" if finish else "")
        self._bar.set_share((card.project_percent or 0) / 100, _BAR.get(words.tone, "good_mark"))
        self._words.setText(words.text)
        self.health.setVisible(row is not None)
        self.finish.setVisible(row is not None and row.is_open)
        self.promised.setVisible(row is not None and row.is_open and row.promised_on is not None)
        self.budget.setVisible(row is not None)
        if row is not None:
            tone = health_tone(row)
            self.health.show_line(
                row.health_text, name="Health", token="text" if tone == "plain" else tone, tooltip=row.health_text
            )
            if row.is_open:
                self._show_finish(row)
            self._show_budget(row)
        return True

    def _show_finish(self, row: ProjectRow) -> None:
        """When it is to be expected to end, and when it was promised."""
        words = short_text(row.ends_on) if row.ends_on else "No dates yet"
        name, told = ("Expected", slip_words(row)) if row.expected_on else ("Finish", words)
        later = f", {row.slip} d later" if row.slip else ""
        self.finish.show_line(f"{words}{later}", name=name, token="bad" if ends_late(row) else "text", tooltip=told)
        if row.promised_on:
            self.promised.show_line(short_text(row.promised_on), name="Promised", token="text")

    def _show_budget(self, row: ProjectRow) -> None:
        """The hours and the money burnt, the worse of them giving the tone."""
        told: list[tuple[int, str]] = []
        for words, burn in (("hours", row.budget.hours), ("money", row.budget.money)):
            if burn.percent is not None and (burn.burnt or words == "hours"):
                told.append((burn.percent, words))
        worst = max((burn.percent or 0 for burn in (row.budget.hours, row.budget.money)), default=0)
        tone = "bad" if worst >= 100 else "warn" if row.budget.is_over else "text"
        of = "of the" if len(told) == 1 else "of"  # both have to fit into one line
        words = ", ".join(f"{percent}% {of} {what}" for percent, what in told) or "No budget"
        self.budget.show_line(words, name="Burnt", token=tone, tooltip=words)
