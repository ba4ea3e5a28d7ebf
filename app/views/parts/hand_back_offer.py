"""In the project: that it is ready to be handed back, or how promise and result compare once it is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import hand_back, project_states
from app.views.parts.field import PAD
from app.views.parts.notice import Notice

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.projects import ProjectDetail
    from app.views.dialogs.hand_back_dialog import HandBackDialog
    from app.views.page import ShellApi


class HandBackOffer(QWidget):
    """A section of the project inspector (see project_extra)."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.notice = Notice("good", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, 0, PAD, 0)
        column.addWidget(self.notice)

    def show_project(self, found: ProjectDetail) -> bool:
        """Whether the project has ended, or has nothing left to do."""
        row = found.row
        opens = partial(open_hand_back, self, self._store, self._shell, row.id)
        if row.status == "done":
            from app.views.parts.hand_back_words import sentence

            told = sentence(hand_back.result(self._store, row.id))
            self.notice.say("plain", "Promise and result", told, ("Compare", opens), icon="flag")
            return True
        if row.status in project_states.RUNNING_STATUSES and row.tasks and row.done == row.tasks:
            self.notice.say(
                "good", "Every task is done", "Close it, and see what follows.", ("Hand back", opens), icon="flag"
            )
            return True
        return False


def open_hand_back(parent: QWidget, store: Store, shell: ShellApi, project_id: int) -> HandBackDialog:
    """Open the dialog on the next turn of the loop."""
    from app.views.dialogs.hand_back_dialog import HandBackDialog

    dialog = HandBackDialog(parent, store, shell, project_id)

    def done(words: str, renewal: object) -> None:
        client = store.value("SELECT client_id FROM project WHERE id = ?", (project_id,))
        if renewal is not None and client is not None:
            shell.toast(f"{words}; its renewal is planned")
        else:
            shell.toast(words)

    dialog.handed_back.connect(done)
    QTimer.singleShot(0, dialog, dialog.open)
    return dialog
