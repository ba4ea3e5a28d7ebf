"""The welcome to a client, its placeholders filled: changed here for this once, copied into a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.services import brief
from app.views import theme
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.notice import Notice

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class WelcomeTextDialog(BatonDialog):
    """What a placeholder does not know is named above the text, and stands in it as it was."""

    def __init__(self, parent: QWidget, store: Store, shell: ShellApi, project_id: int) -> None:
        super().__init__(parent, "Welcome text", "Its words are kept in the settings, under Words.", width=620)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell = shell
        found = brief.welcome(store, project_id)
        missing = _missing(found)
        if missing:
            self.body.addWidget(Notice("warn", "Not everything could be filled in", missing))
        self.paper = QPlainTextEdit(found.text)
        self.paper.setAccessibleName("Welcome text")
        self.paper.setTabChangesFocus(True)
        self.paper.setMinimumHeight(theme.px(320))
        self.body.addWidget(self.paper, 1)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Copy", "copy"), self.copy)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QApplication.clipboard().setText(self.paper.toPlainText())
        self.accept()
        self._shell.toast("Welcome text copied", undo=False)


def _missing(found: brief.Welcome) -> str:
    parts = []
    if found.unknown:
        parts.append(f"No such placeholder: {', '.join('{' + key + '}' for key in found.unknown)}.")
    if found.empty:
        parts.append(f"Nothing known yet for {', '.join('{' + key + '}' for key in found.empty)}.")
    return " ".join(parts)
