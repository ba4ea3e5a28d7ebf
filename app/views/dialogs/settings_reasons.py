"""Settings of the reasons for which deals are lost: their words and their order, as they are offered when one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from app.services import lost_reasons
from app.services.lost_reasons import Reason
from app.views.dialogs.settings_rows import FreshName, OrderedLine, focus_first
from app.views.dialogs.settings_section import Ask, Column, Section, Table
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (Column("Reason"), Column("Lost deals", 96, right=True), Column("", 96))


class ReasonLine(OrderedLine):
    """One reason. Alt+Up and Alt+Down move it."""

    def __init__(self, section: ReasonsSection, reason: Reason) -> None:
        super().__init__()
        self.section, self.reason = section, reason
        self.name = TextField(
            "Reason", lambda name: lost_reasons.rename(section.store, self.reason.id, name), required=True
        )
        self.set_cells(COLUMNS, (self.name, self.count, self.buttons))

    def show_reason(self, reason: Reason, place: int, count: int) -> None:
        """Show the reason, which is number `place` of `count`."""
        self.reason = reason
        self.name.set_value(reason.name)
        self.show_count(reason.deals, "lost deals")
        self.show_place(reason.name, place, count)

    def move_by(self, by: int) -> None:
        self.section.dialog.tried(lambda: lost_reasons.move(self.section.store, self.reason.id, by))

    def begin_remove(self) -> None:
        store, reason = self.section.store, self.reason
        others = [(other.id, other.name) for other in self.section.found if other.id != reason.id]
        if not reason.deals or not others:
            self.section.dialog.tried(lambda: lost_reasons.remove(store, reason.id))
            return
        instead = ChoiceField("Reason instead", others, boxed=True)
        instead.set_value(others[0][0])
        said = "1 deal was" if reason.deals == 1 else f"{reason.deals:,} deals were"
        ask = Ask(
            f"{said} lost for this. Which reason do they name instead?",
            instead,
            "Change and remove",
            lambda: self.section.dialog.tried(lambda: lost_reasons.remove(store, reason.id, instead.value())),
            f"Keep {reason.name}",
        )
        self.put_question(ask)
        self.section.bring(ask)


class ReasonsSection(Section):
    """Every reason in its order."""

    reads: ClassVar[frozenset[str]] = frozenset({"lost_reason", "deal"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Lost reasons")
        self.found: list[Reason] = []
        self.table: Table[Reason, ReasonLine] = Table(
            "Lost reasons", COLUMNS, lambda reason: ReasonLine(self, reason), self._show, lambda reason: reason.id
        )
        self.fresh = FreshName("New reason", lambda name: lost_reasons.add(store, name), "The new reason")
        self.head = SectionHead("Lost reasons", ("Add reason", self.begin))
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.say(
            "They are offered in this order when a deal is lost; another may be typed there. Alt Up and Alt Down move one."
        )
        self.column.addStretch(1)

    def refresh(self) -> None:
        self.found = lost_reasons.listed(self.store)
        self.table.set_rows(self.found)
        self.table.setVisible(bool(self.found) or not self.fresh.isHidden())

    def take_focus(self) -> None:
        focus_first(self.table)

    def _show(self, line: ReasonLine, reason: Reason) -> None:
        line.show_reason(reason, self.found.index(reason), len(self.found))

    def begin(self) -> None:
        """A line to type a reason in."""
        self.table.show()
        self.fresh.begin()
