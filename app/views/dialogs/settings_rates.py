"""Settings of what an hour is billed at, and how time is rounded when it is billed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import UserError
from app.domain.timing import Rounding
from app.services import people, settings, time_rates
from app.services.time_rates import Line
from app.views import theme
from app.views.dialogs.settings_section import Column, Narrow, Section, Table, TableRow
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import PlainButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.enter_fields import EnterAmount
from app.views.parts.label import Label
from app.views.parts.picker import Option
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

_STEPS: Final = (5, 6, 10, 15, 30)
_RATE: Final = Column("Hourly rate", 148, right=True)
_PEOPLE: Final = (Column("Person"), _RATE)
_SPECIAL: Final = (Column("Client or project"), _RATE)
_ORDER: Final = (
    "An entry takes the first rate there is: its own, of the person on the project, of the project, of the client, of the person, of "
    "the workspace. It keeps it when the others change, and says which one applied."
)


def _rules() -> list[Option]:
    whole = [Option((0, "up"), "As it was worked")]
    for way, words in (("up", "Up to"), ("nearest", "To the nearest")):
        whole += [Option((step, way), f"{words} {step} min", "each entry") for step in _STEPS]
    return whole


class _Amount(Narrow, AmountField):
    """A rate in a table."""


class _RateRow(TableRow):
    def __init__(self, section: RatesSection, line: Line) -> None:
        super().__init__()
        self.line = line
        self.words = Label("", "text")
        self.words.setContentsMargins(8, 6, 8, 6)
        self.rate = _Amount(
            f"Hourly rate of {line.name}", partial(section.change, self), currency=line.currency, placeholder="No rate"
        )
        self.set_cells(_PEOPLE, [self.words, self.rate])

    def show_line(self, line: Line) -> None:
        """Whose it is, and what it is."""
        self.line = line
        kind = {"member": "on"}.get(line.kind, "")
        self.words.setText(f"{line.name} {kind} {line.detail}".strip() if line.kind == "member" else line.name)
        self.rate.set_currency(line.currency)
        self.rate.set_value(line.minor)


class RatesSection(Section):
    """Rounding, the rate of the workspace, people, and what differs from them."""

    reads: ClassVar[frozenset[str]] = frozenset({"setting", "person", "client", "project", "project_member"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Rates and rounding")
        self.rule = ChoiceField("Rounding", _rules(), self._on_rule, boxed=True)
        self.whole = AmountField(
            "Hour of the workspace", partial(time_rates.put_workspace, store), boxed=True, placeholder="No rate"
        )
        self.add_row("Rounding", self.rule)
        self.say("Hours are kept as they were worked; rounding counts when they are billed.")
        self.add_row("Hourly rate", self.whole)
        self.say(_ORDER)
        self.people = self._table("Rates of people", _PEOPLE)
        self.column.addSpacing(8)
        self.column.addWidget(SectionHead("People"))
        self.column.addWidget(self.people)
        self.special = self._table("Rates of clients and projects", _SPECIAL)
        self.column.addSpacing(8)
        self.column.addWidget(SectionHead("Clients and projects"))
        self.column.addWidget(self.special)
        self.special.add_below(self._adding())
        self.column.addStretch(1)

    def _table(self, name: str, columns: tuple[Column, ...]) -> Table[Line, _RateRow]:
        return Table(
            name,
            columns,
            partial(_RateRow, self),
            lambda row, line: row.show_line(line),
            lambda line: (line.kind, line.id),
        )

    def _adding(self) -> QWidget:
        """A client or project, perhaps one person on it, and the amount."""
        self.on = ChoiceField(
            "Client or project", self._find, self._on_chosen, boxed=True, placeholder="Client or project"
        )
        self.who = ChoiceField("Person", (), boxed=True, empty="Everybody")
        self.amount = EnterAmount("Hourly rate", boxed=True, placeholder="Hourly rate")
        self.amount.on_enter = self._on_add
        self.add = PlainButton("Add")
        self.add.clicked.connect(lambda _: self._on_add())
        held = QWidget()
        line = QHBoxLayout(held)
        line.setContentsMargins(8, 6, 8, 4)
        line.setSpacing(8)
        self.who.setFixedWidth(theme.px(148))
        self.amount.setFixedWidth(theme.px(104))
        line.addWidget(self.on, 1, Qt.AlignmentFlag.AlignTop)
        for part in (self.who, self.amount):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        return held

    def refresh(self) -> None:
        rule = time_rates.rounding(self.store)
        self.rule.set_value((rule.step, rule.way if rule.step else "up"))
        self.whole.set_currency(settings.home_currency(self.store))
        self.whole.set_value(time_rates.workspace_rate(self.store))
        self.people.set_rows(time_rates.people_rates(self.store))
        self.special.set_rows(time_rates.special_rates(self.store))
        staff = people.everyone(self.store)
        self.who.set_options([Option(None, "Everybody"), *(Option(one.id, one.name, person=True) for one in staff)])

    def take_focus(self) -> None:
        self.rule.setFocus(Qt.FocusReason.PopupFocusReason)

    def change(self, row: _RateRow, minor: int | None) -> None:
        """Another amount; an empty one forgets the rate."""
        time_rates.change_line(self.store, row.line, minor)

    def _on_rule(self, rule: Any) -> None:
        time_rates.choose_rounding(self.store, Rounding(*rule))

    def _find(self, typed: str) -> Sequence[Option]:
        from app.views.parts.time_finder import options

        return [option for option in options(self.store, typed) if option.key[0] in ("client", "project")]  # type: ignore[index]

    def _on_chosen(self, key: Any) -> None:
        if key is not None:
            self.amount.set_currency(time_rates.currency_of(self.store, *key))

    def _on_add(self) -> None:
        if self.amount.is_editing():
            self.amount.finish()  # which adds it
            return
        key, person, minor = self.on.value(), self.who.value(), self.amount.value()
        if key is None or minor is None:
            (self.on if key is None else self.amount).refuse(
                "Choose a client or project" if key is None else "Say how much"
            )
            return
        kind, record = key
        if person is not None and kind == "client":
            self.who.refuse("A person has a rate on projects")
            return
        try:
            time_rates.put(self.store, "member" if person is not None else kind, record, minor, person_id=person)
        except UserError as problem:
            self.amount.refuse(str(problem))
            return
        self.on.set_choice(None)
        self.who.set_value(None)
        self.amount.set_value(None)
        self.on.setFocus(Qt.FocusReason.OtherFocusReason)
