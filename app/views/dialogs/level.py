"""Levelling by person: what would move and why, before anything does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.base import UserError
from app.services import levelling
from app.views import jobs
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.dates import short_text, span_words
from app.views.parts.dialog import BatonDialog
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.task_cards import first_name, quoted
from app.views.parts.ticks import CheckBox
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.levelling import Levelling, Move
    from app.views.jobs import Progress

_HEADS: Final = (
    Head("Task"),
    Head("Owner", 120, left=True),
    Head("From", 132),
    Head("To", 132),
    Head("Why", 340, left=True),
)
_LOOKING: Final = "Looking for dates that everybody can keep…"
_LEFT_FREE: Final = 64  # px of the window above and below the dialog together
_REST: Final = 300  # px of the dialog that are not the table
_TITLE: Final = 24  # letters of a title in a reason
_MOST_NAMED: Final = 3  # projects in the sentence above the table
_LEAST: Final = 160  # px of the table, however small the window


class LevelDialog(BatonDialog):
    """Reckons in the background; `levelled` fires with the number of tasks that moved."""

    levelled = Signal(int)

    def __init__(self, parent: QWidget, store: Store, project_ids: Sequence[int]) -> None:
        super().__init__(
            parent, "Level by person", "Nobody is asked for more than their hours, and what they do elsewhere comes first.",
            width=960, resizable=True,
        )  # fmt: skip
        self._store, self._ids = store, list(project_ids)
        self._told: Levelling | None = None
        self._asked = 0
        self.said = Label(_LOOKING, "text2", wrap=True)
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
            return levelling.preview(store, ids, pull_forward=earlier, cancelled=lambda: not self._waits_for(number))

        self.go.setEnabled(False)
        self.said.setText(_LOOKING)
        self.warning.hide()
        jobs.run(work, partial(self._show, number), partial(self._failed, number), title="Levelling")

    def _waits_for(self, number: int) -> bool:
        """Whether this answer is still wanted: the dialog is open, and nothing else was asked since."""
        return isValid(self) and self._asked == number

    def _show(self, number: int, told: Levelling) -> None:
        if not self._waits_for(number):
            return
        self._told = told
        count = len(told.moves)
        self.said.setText(summary(told))
        self.warning.setVisible(bool(warning(told)))
        self.warning.say("warn", warning(told))
        self.table.show_rows([_row(move) for move in told.moves])
        self.table.setVisible(count > 0)
        self.go.setText(f"Move {count} task" + ("" if count == 1 else "s") if count else "Nothing to move")
        self.go.setEnabled(count > 0)
        self._grow()

    def _grow(self) -> None:
        """Show as many rows as the window has room for."""
        parent = self.parentWidget()
        room = (parent.window().height() if parent is not None else self.height()) - px(_LEFT_FREE)
        self.table.setMinimumHeight(min(self.table.whole_height(), max(px(_LEAST), room - px(_REST))))
        wanted = min(self.sizeHint().height(), max(room, self.minimumSizeHint().height()))
        if wanted > self.height():
            middle = self.geometry().center()
            self.resize(self.width(), wanted)
            self.move(self.x(), middle.y() - wanted // 2)

    def _failed(self, number: int, problem: Exception) -> None:
        if self._waits_for(number):
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
    """What levelling does to the finish: a sentence for each of the first projects that it moves, broken promises leading."""
    if not told.moves:
        return "Nobody has more to do than their hours: nothing needs to move."
    moved = [each for each in told.finishes if each[2] is not None and each[1] != each[2]]
    moved.sort(key=lambda each: not (each[2] and each[3] and each[2] > each[3]))
    parts = [_finish(*each, told.as_of) for each in moved[:_MOST_NAMED]]
    more = len(moved) - len(parts)
    if more:
        parts.append(
            f"{more:,} more project{'' if more == 1 else 's'} finish{'es' if more == 1 else ''} on another day"
        )
    return ". ".join(parts) + "." if parts else "The finish stays where it is."


def _finish(name: str, before: date | None, after: date | None, promised: date | None, now: date) -> str:
    words = f"{name} finishes {short_text(after, now)}" if after is not None else name
    words += f" instead of {short_text(before, now)}" if before else ""
    if promised is not None and after is not None:
        kept = "kept" if after <= promised else "broken"
        words += f"; the promise of {short_text(promised, now)} is {kept}"
    return words


def warning(told: Levelling) -> str:
    """What levelling could not take into account."""
    parts = []
    late = [move for move in told.moves if move.missed]
    if late:
        most = max(move.missed for move in late)
        days = f"{'by' if len(late) == 1 else 'by up to'} {most} working day{'' if most == 1 else 's'}"
        titles = ", ".join(quoted(move.title) for move in late[:3]) + (" and more" if len(late) > 3 else "")
        missed = "1 task misses its deadline" if len(late) == 1 else f"{len(late)} tasks miss their deadlines"
        parts.append(f"{missed} {days}: {titles}")
    if told.overbooked:
        names = ", ".join(quoted(title) for title in told.overbooked[:3]) + (
            " and more" if len(told.overbooked) > 3 else ""
        )
        parts.append(f"Under way and kept, though its owner lacks the hours: {names}")
    if told.unowned:
        parts.append(
            "1 task has no owner and takes nobody’s hours"
            if told.unowned == 1
            else f"{told.unowned} tasks have no owner and take nobody’s hours"
        )
    return ". ".join(parts)


def reason(move: Move) -> str:
    """Why a task moves: 'Waits for Jane until 14 May, busy with Photos'; a deadline that it misses leads."""
    words = move.reason
    if move.waits_for:
        words = f"Waits for {first_name(move.waits_for)} until {short_text(move.start)}"
        if not move.missed:
            words += f", busy with {quoted(move.behind[0], _TITLE)}" if move.behind else ", busy elsewhere"
    elif move.why == "hours" and move.owner:
        words = f"Takes until {short_text(move.due)} with {first_name(move.owner)}’s hours"
    return f"{move.missed} d past its deadline, {words[:1].lower()}{words[1:]}" if move.missed else words


def _days(start: date | None, due: date | None) -> str:
    if start is None or due is None:
        return short_text(due) if due else "no date"
    return span_words(start, due)


def _row(move: Move) -> FigureRow:
    why = reason(move)
    told = "" if why.endswith(move.reason) else f"\n{move.reason}"
    return FigureRow(
        (
            Cell(move.title),
            Cell(move.owner or "Nobody", "text2"),
            Cell(_days(move.old_start, move.old_due), "text3"),
            Cell(_days(move.start, move.due)),
            Cell(why, "bad" if move.missed else "text2"),
        ),
        tooltip=f"{move.title}\n{move.project}\n{why}{told}",
    )
