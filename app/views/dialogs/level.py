"""Levelling by person: what would move and why, before anything does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.base import UserError
from app.services import levelling
from app.views import jobs
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.dates import short_text
from app.views.parts.dialog import BatonDialog
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.levelling import Levelling, Move
    from app.views.jobs import Progress

_HEADS: Final = (
    Head("Task"),
    Head("Owner", 120, left=True),
    Head("From", 132),
    Head("To", 132),
    Head("Why", 260, left=True),
)


class LevelDialog(BatonDialog):
    """Reckons in the background; `levelled` fires with the number of tasks that moved."""

    levelled = Signal(int)

    def __init__(self, parent: QWidget, store: Store, project_ids: Sequence[int]) -> None:
        super().__init__(
            parent, "Level by person", "Nobody is asked for more than their hours, and what they do elsewhere comes first.",
            width=940, resizable=True,
        )  # fmt: skip
        self._store, self._ids = store, list(project_ids)
        self._told: Levelling | None = None
        self._asked = 0
        self.said = Label("Looking for dates that everybody can keep…", "text2", wrap=True)
        self.warning = Notice("warn", "")
        self.warning.hide()
        self.earlier = CheckBox("Pull work forward where there are hours")
        self.earlier.toggled.connect(self._ask)
        self.table = FigureTable(_HEADS, "What moves")
        self.body.addWidget(self.said)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.earlier)
        self.add_button(QuietButton("Close"))
        self.go = MainButton("Move")
        self.go.setEnabled(False)
        self.add_button(self.go, self._apply)
        self._ask()

    def _ask(self, _on: bool = False) -> None:
        self._asked += 1
        number, store, ids, earlier = self._asked, self._store, self._ids, self.earlier.isChecked()

        def work(_progress: Progress) -> Levelling:
            return levelling.preview(store, ids, pull_forward=earlier, cancelled=lambda: not isValid(self))

        self.go.setEnabled(False)
        jobs.run(work, partial(self._show, number), partial(self._failed, number), title="Levelling")

    def _show(self, number: int, told: Levelling) -> None:
        if not isValid(self) or number != self._asked:
            return
        self._told = told
        count = len(told.moves)
        self.said.setText(summary(told))
        self.warning.setVisible(bool(told.overbooked or told.unowned))
        self.warning.say("warn", warning(told))
        self.table.show_rows([_row(move) for move in told.moves])
        self.table.setVisible(count > 0)
        self.go.setText(f"Move {count} task" + ("" if count == 1 else "s") if count else "Nothing to move")
        self.go.setEnabled(count > 0)

    def _failed(self, number: int, problem: Exception) -> None:
        if isValid(self) and number == self._asked:
            self.said.setText(str(problem) if isinstance(problem, UserError) else "No such dates were found.")
            self.table.hide()

    def _apply(self) -> None:
        if self._told is None:
            return
        try:
            moved = levelling.apply(self._store, self._told)
        except UserError as problem:
            self.set_note(str(problem))
            self._ask()
            return
        self.levelled.emit(moved)
        self.accept()


def summary(told: Levelling) -> str:
    """What levelling does to the finish, in a sentence for each project that it moves."""
    if not told.moves:
        return "Nobody has more to do than their hours: nothing needs to move."
    parts = []
    for name, before, after, promised in told.finishes:
        if after is None or before == after:
            continue
        words = f"{name} finishes {short_text(after, told.as_of)}"
        words += f" instead of {short_text(before, told.as_of)}" if before else ""
        if promised is not None:
            kept = "kept" if after <= promised else "broken"
            words += f"; the promise of {short_text(promised, told.as_of)} is {kept}"
        parts.append(words)
    return ". ".join(parts) + "." if parts else "The finish stays where it is."


def warning(told: Levelling) -> str:
    """What levelling could not take into account."""
    parts = []
    if told.overbooked:
        names = ", ".join(told.overbooked[:3]) + (" and more" if len(told.overbooked) > 3 else "")
        parts.append(f"Under way and kept, though its owner lacks the hours: {names}")
    if told.unowned:
        parts.append(
            f"{told.unowned} task" + (" has" if told.unowned == 1 else "s have") + " no owner and take nobody’s hours"
        )
    return ". ".join(parts)


def _row(move: Move) -> FigureRow:
    old = f"{short_text(move.old_start)} – {short_text(move.old_due)}" if move.old_start and move.old_due else (
        short_text(move.old_due) if move.old_due else "no date"
    )  # fmt: skip
    why = move.reason + (f", {move.missed} d past its deadline" if move.missed else "")
    return FigureRow(
        (
            Cell(f"{move.title}"),
            Cell(move.owner or "Nobody", "text2"),
            Cell(old, "text3"),
            Cell(f"{short_text(move.start)} – {short_text(move.due)}"),
            Cell(why, "bad" if move.missed else "text2"),
        ),
        tooltip=f"{move.project}: {move.title}",
    )
