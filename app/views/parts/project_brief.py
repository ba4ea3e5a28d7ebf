"""The brief in the project: goals, what is not included, risks; both pages as PDF, and the welcome to copy into a mail."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import brief
from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.field import PAD
from app.views.parts.fields import NotesField
from app.views.parts.label import Label
from app.views.parts.menu import Menu
from app.views.parts.save_pdf import save_pdf
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.reports.brief_report import Audience
    from app.services.projects import ProjectDetail
    from app.views.page import ShellApi

_NAMES = (
    ("goals", "Goals", "What is it for"),
    ("excluded", "Not included", "What nobody may expect"),
    ("risks", "Risks, team only", "What may go wrong"),
)


class ProjectBrief(QWidget):
    """A section (see project_extra). What one types stays while others change the rest."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._project: int | None = None
        self._name = ""
        self.fields: dict[str, NotesField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Brief", ("Hand out…", self.open_menu), icon="file-pdf")
        column.addLayout(_inset(self.head))
        for key, name, hint in _NAMES:
            field = self.fields[key] = NotesField(name, partial(self._change, key), placeholder=hint)
            column.addLayout(_inset(Label(name, "text3", theme.SECOND)))
            column.addWidget(field)

    def show_project(self, found: ProjectDetail) -> bool:
        """Every project has one."""
        if found.row.id != self._project:
            for field in self.fields.values():
                field.forget_edit()
        self._project, self._name = found.row.id, found.row.name
        for key, text in brief.of(self._store, found.row.id)._asdict().items():
            self.fields[key].set_value(text)
        return True

    def _change(self, key: str, text: str) -> None:
        if self._project is not None:
            brief.change(self._store, self._project, key, text)

    def menu(self) -> Menu:
        """For the team, for the client, and the welcome."""
        menu = Menu(self)
        menu.add("Page for the team…", partial(self.ask_where, "team"), "users")
        menu.add("Page for the client…", partial(self.ask_where, "client"), "buildings")
        menu.addSeparator()
        menu.add("Welcome text…", self.open_welcome, "envelope-simple")
        return menu

    def open_menu(self) -> None:
        """Below the link of the section."""
        link = self.head.link
        assert isinstance(link, LinkButton)
        self.menu().popup(link.mapToGlobal(QPoint(0, link.height() + 2)))

    def ask_where(self, audience: Audience) -> None:
        """Ask where the PDF goes."""
        store, project = self._store, self._project
        if project is None:
            return

        def write(out: Path) -> Path:
            from app.reports import reports

            return reports.brief(store, project, audience, out)

        save_pdf(self, self._shell, f"{self._name} {'team brief' if audience == 'team' else 'brief'}", write)

    def open_welcome(self) -> None:
        """The welcome, filled, to be changed and copied."""
        from app.views.dialogs.welcome_text import WelcomeTextDialog

        if self._project is not None:
            dialog = WelcomeTextDialog(self, self._store, self._shell, self._project)
            QTimer.singleShot(0, dialog, dialog.open)


def _inset(widget: QWidget) -> QVBoxLayout:
    inset = QVBoxLayout()
    inset.setContentsMargins(PAD, 0, PAD, 0)
    inset.addWidget(widget)
    return inset
