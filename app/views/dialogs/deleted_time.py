"""The entries of time that somebody deleted, and the way back for each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import time_deleted, timelog
from app.views.parts.buttons import PlainButton
from app.views.parts.dates import short_text
from app.views.parts.dialog import BatonDialog
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.time_finder import minutes_text
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.time_deleted import Deleted

_HEADS: Final = (
    Head("On"),
    Head("Day", 90, left=True),
    Head("Time", 120, left=True),
    Head("Hours", 70),
    Head("Note", 160, left=True),
    Head("Deleted", 110),
)


class DeletedTimeDialog(BatonDialog):
    """Every deleted entry of one person, the last one first; Enter or a click brings it back as it was."""

    brought_back = Signal(int)
    """The id of the entry that is there again."""

    def __init__(self, parent: QWidget, store: Store, person_id: int) -> None:
        super().__init__(
            parent, "Deleted time", "It is in no sum and on no bill. Enter or a click brings an entry back.", width=820, resizable=True,
        )  # fmt: skip
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._person = store, person_id
        self._found: dict[int, Deleted] = {}
        self.table = FigureTable(_HEADS, "Deleted time")
        self.table.setMinimumHeight(px(240))
        self.table.opened.connect(self._bring_back)
        self.none = Label("No entry is deleted.", "text2")
        self.free = Notice("warn", "")
        self.free.hide()
        self.body.addWidget(self.none)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.free)
        self.add_button(PlainButton("Close"))
        self._show()

    def _show(self) -> None:
        self._found = {one.id: one for one in time_deleted.deleted(self._store, self._person)}
        self.table.show_rows([_row(one) for one in self._found.values()])
        self.table.setVisible(bool(self._found))
        self.none.setVisible(not self._found)

    def _bring_back(self, deed_id: int, *, cut: bool = False) -> None:
        one = self._found[deed_id]
        self.free.hide()
        try:
            made = time_deleted.bring_back(self._store, deed_id, cut=cut)
        except timelog.ClashError as problem:
            self.set_note(str(problem))
            if problem.free:
                words = ", ".join(f"{a.astimezone():%H:%M} – {b.astimezone():%H:%M}" for a, b in problem.free)
                action = ("Bring that part back", partial(self._bring_back, deed_id, cut=True))
                self.free.say("warn", f"{words} is free", "", action)
                self.free.show()
        except UserError as problem:
            self.set_note(str(problem))
        else:
            self.set_note(f"{_named(one)} is back on {short_text(one.on_date)}. Undo deletes it again.")
            self.brought_back.emit(made[0])
        self._show()


def _named(one: Deleted) -> str:
    return f"{minutes_text(one.minutes)} h{f' on {one.title}' if one.title else ''}"


def _row(one: Deleted) -> FigureRow:
    span = f"{one.started.astimezone():%H:%M} – {one.ended.astimezone():%H:%M}" if one.started and one.ended else ""
    cells = (
        Cell(one.title or "Something gone", "text" if one.title else "text3"),
        Cell(short_text(one.on_date), "text2"),
        Cell(span, "text2"),
        Cell(minutes_text(one.minutes)),
        Cell(one.note, "text2"),
        Cell(short_text(one.at.astimezone().date()), "text3"),
    )
    return FigureRow(cells, target=one.id, tooltip=f"Bring {_named(one)} back; {one.who or 'somebody'} deleted it")
