"""Somebody leaves: each part of what they have in hand, and who takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.base import UserError
from app.services import leaving, people
from app.services.leaving import Part
from app.services.people import Member
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import PersonField
from app.views.parts.dialog import BatonDialog
from app.views.parts.fields import FormRow
from app.views.parts.notice import Notice
from app.views.parts.picker import Option
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store

_MOST_HIGH = 380


class LeavingDialog(BatonDialog):
    """A line for each part, filled with who would take it; the first line sets them all. `gone(name)` when it is done."""

    gone = Signal(str)

    def __init__(self, parent: QWidget, store: Store, member: Member) -> None:
        super().__init__(
            parent,
            f"{member.name} leaves",
            "Who takes over what is open? What is done keeps its name, and hours too.",
            width=560,
        )
        self._store, self._member = store, member
        self._people = [
            Option(one.id, one.name, person=True, mine=one.is_me)
            for one in people.everyone(store)
            if one.id != member.id
        ]
        self.every = PersonField("Everything", self._people, self._on_every, empty="As below", boxed=True)
        self.every.set_value(None)
        self.body.addWidget(FormRow("Everything to", self.every, name_width=220))
        self.fields: dict[str, PersonField] = {}
        self._fill(leaving.parts(store, member.id))
        self.refusal = Notice("bad", "")
        self.refusal.hide()
        self.body.addWidget(self.refusal)
        self.add_button(QuietButton(f"Keep {member.name.split()[0]}"))
        self.add_button(MainButton("Hand over and archive"), self.submit)

    def _fill(self, parts: list[Part]) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        for part in parts:
            empty = "Nobody" if part.key == "role" else ""
            field = PersonField(part.words, self._people, empty=empty, boxed=True, placeholder="Choose")
            known = {option.key for option in self._people}
            first = self._people[0].key if self._people and part.key != "role" else None
            field.set_value(part.heir_id if part.heir_id in known else first)
            self.fields[part.key] = field
            column.addWidget(FormRow(part.words, field, name_width=220))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        for each in (area, area.viewport(), inside):
            each.setAutoFillBackground(False)
            palette = each.palette()
            palette.setColor(QPalette.ColorRole.Window, "transparent")
            each.setPalette(palette)
        area.setFixedHeight(min(inside.sizeHint().height() + 4, px(_MOST_HIGH)))
        self.body.addWidget(area)

    def _on_every(self, person_id: int | None) -> None:
        if person_id is not None:
            for field in self.fields.values():
                field.set_value(person_id)

    def submit(self) -> None:
        """Hand over and archive, in one undo."""
        try:
            leaving.leave(self._store, self._member.id, {key: field.value() for key, field in self.fields.items()})
        except UserError as problem:
            self.refusal.say("bad", str(problem))
            self.refusal.show()
            self.adjustSize()
            return
        self.gone.emit(self._member.name)
        self.accept()
