"""A win is taken back: what becomes of the project. Asked each time, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.services.unwinning import Bound, Fate
from app.views import theme
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.label import Label
from app.views.parts.ticks import RadioButton


class UnwinDialog(BatonDialog):
    """Keep, pause, cancel; delete only where nobody has touched it. Nothing has happened when it is closed."""

    answered = Signal(str)

    def __init__(self, parent: QWidget, found: Sequence[Bound]) -> None:
        super().__init__(parent, _title(found), _said(found), width=500)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._group = QButtonGroup(self)
        self.choices: dict[Fate, RadioButton] = {}
        for fate, words, consequence in _options(found):
            choice = self.choices[fate] = RadioButton(words)
            self._group.addButton(choice)
            note = Label(consequence, "text3", theme.SECOND, wrap=True)
            note.setContentsMargins(26, 0, 0, 4)
            both = QVBoxLayout()
            both.setSpacing(0)
            both.addWidget(choice)
            both.addWidget(note)
            self.body.addLayout(both)
        touched = [each for each in found if each.touched]
        if touched:
            self.choices["delete"].setEnabled(False)
        self.choices["pause"].setChecked(True)
        self.add_button(QuietButton("Leave it won"))
        self.add_button(MainButton("Go on"), self._answer)

    def fate(self) -> Fate:
        """What is chosen."""
        return next(fate for fate, choice in self.choices.items() if choice.isChecked())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choices[self.fate()].setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        fate = self.fate()
        self.accept()
        self.answered.emit(fate)


def _title(found: Sequence[Bound]) -> str:
    projects = {each.project_id: each.project for each in found}
    if len(projects) == 1:
        return f"What becomes of {next(iter(projects.values()))}"
    return f"What becomes of {len(projects)} projects"


def _said(found: Sequence[Bound]) -> str:
    deals = {each.deal_id: each.deal for each in found}
    if len(deals) == 1:
        name = next(iter(deals.values()))
        begun = found[0].touched
        return f"{name} was won and handed off. " + (f"Since then: {begun}." if begun else "Nobody has begun on it.")
    begun_on = sum(bool(each.touched) for each in found)
    return f"{len(deals)} deals were won and handed off; work has begun on {begun_on} of them."


def _options(found: Sequence[Bound]) -> tuple[tuple[Fate, str, str], ...]:
    one = len({each.project_id for each in found}) == 1
    it, its = ("it", "its") if one else ("them", "their")
    left = sum(each.open_tasks for each in {each.project_id: each for each in found}.values())
    tasks = f"{left} open {'task' if left == 1 else 'tasks'}"
    touched = next((each for each in found if each.touched), None)
    gone = f"Takes {it} and {its} tasks away, as if nobody had handed {it} off."
    if touched is not None:
        gone = f"Not offered: {touched.project} has {touched.touched}."
    shared = " What delivers another won deal too is kept." if any(each.others for each in found) else ""
    return (
        ("pause", "Pause", f"On hold, with {tasks} as they stand.{shared}"),
        ("keep", "Keep as it is" if one else "Keep as they are", "Work goes on while the deal is open again."),
        ("cancel", "Cancel", f"Closes {it}; {tasks} are cancelled, what is done and logged stays."),
        ("delete", "Delete", gone),
    )
