"""Where a deal came from, and what a project or a task led to: each side links to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import upsell
from app.services.upsell import Led
from app.views.parts.field import PAD
from app.views.parts.link_row import LinkRow
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_board import DealCard
    from app.services.projects import ProjectDetail
    from app.views.page import ShellApi


class DealOrigin(QWidget):
    """In the deal: the project or task in which it was wished for."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._found: upsell.Origin | None = None
        self.link = LinkRow("", icon="flag")
        self.link.clicked.connect(self._go)
        _stack(self, SectionHead("Came from"), self.link)

    def show_deal(self, card: DealCard) -> bool:
        """Whether it came from anywhere."""
        self._found = upsell.origin(self._store, card.id)
        if self._found is not None:
            self.link.say(self._found.task or self._found.project, self._found.project if self._found.task else "")
        return self._found is not None

    def _go(self) -> None:
        if self._found is None:
            return
        if self._found.task_id is not None:
            self._shell.go("task", self._found.task_id)
        else:
            self._shell.go("project", self._found.project_id)


class LedTo(QWidget):
    """In the project (see project_extra) or the task: the deals that it led to, and the way to another."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._project: int | None = None
        self._task: int | None = None
        self.head = SectionHead("Led to", ("New deal from this…", self.begin))
        self.rows: KeyedRows[Led, LinkRow] = KeyedRows(self._make, self._say, lambda row: row.deal_id, most=4)
        _stack(self, self.head, self.rows)

    def show_project(self, found: ProjectDetail) -> bool:
        """Whether there is a client to whom more could be sold."""
        self._project, self._task = found.row.id, None
        self.rows.set_rows(upsell.of_project(self._store, found.row.id))
        return found.row.client_id is not None

    def show_task(self, task_id: int, project_id: int | None) -> bool:
        """Whether the task led to a deal."""
        self._project, self._task = project_id, task_id
        found = upsell.of_task(self._store, task_id)
        self.rows.set_rows(found)
        return bool(found)

    def begin(self) -> None:
        """The form for a new one."""
        from app.views.dialogs.new_deal_from import ask

        if self._project is not None:
            ask(self, self._store, self._shell, project_id=self._project, task_id=self._task)

    def _make(self, row: Led) -> LinkRow:
        made = LinkRow(row.title, icon="handshake")
        made.clicked.connect(lambda: self._shell.go("deal", row.deal_id))
        return made

    @staticmethod
    def _say(made: LinkRow, row: Led) -> None:
        from app.domain.money import format_money

        money = format_money(row.amount_minor, row.currency, cents=False) if row.amount_minor is not None else ""
        made.say(row.title, row.stage, money)


def _stack(holder: QWidget, head: SectionHead, rows: QWidget) -> None:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    inset = QVBoxLayout()
    inset.setContentsMargins(PAD, 0, PAD, 0)
    inset.addWidget(head)
    column.addLayout(inset)
    column.addWidget(rows)
