"""In the project and the deal: what was promised, and what became of each promise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import promise_log
from app.services.promise_log import Promised
from app.views.parts.dates import short_text
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.projects import ProjectDetail
    from app.views.page import ShellApi

WORDS: Final = {
    "kept": ("Kept", "check-circle", "good"), "under_way": ("Under way", "circle-half", "text2"), "dropped": ("Dropped", "warning-circle", "bad"),
    "declined": ("Declined", "prohibit", "text3"), "deferred": ("Deferred", "hourglass", "warn"), "open": ("Open", "warning", "warn"),
}  # fmt: skip


class Promises(QWidget):
    """A section (see project_extra); a click on a promise opens the task that keeps it."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.head = SectionHead("Promises")
        self.rows: KeyedRows[Promised, LineRow] = KeyedRows(self._make, self._say, lambda each: each.id, most=6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.rows)

    def show_project(self, found: ProjectDetail) -> bool:
        """Whether anything was promised."""
        return self.show_promises(promise_log.of_project(self._store, found.row.id))

    def show_promises(self, found: Sequence[Promised]) -> bool:
        """Show these; whether there are any."""
        kept = sum(each.state == "kept" for each in found)
        self.head.set_note(f"{kept} of {len(found)} kept" if found else "")
        self.rows.set_rows(found)
        return bool(found)

    def _make(self, each: Promised) -> LineRow:
        row = LineRow()
        if each.task_id is not None:
            row.clicked.connect(partial(self._shell.go, "task", each.task_id))
        return row

    @staticmethod
    def _say(row: LineRow, each: Promised) -> None:
        word, icon, tone = WORDS[each.state]
        if each.state == "deferred" and each.due_on is not None:
            word = f"Until {short_text(each.due_on)}"
        because = f": {each.reason}" if each.reason else ""
        by = f"\n{each.task}" if each.task else ""
        row.show_line(
            each.text, icon=icon, note=word, note_token=tone, tooltip=f"{each.text}\n{word}{because}{by}", opens=each.task_id is not None
        )  # fmt: skip
