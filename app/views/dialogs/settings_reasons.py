"""Settings of the reasons for which deals are lost: their words and their order, as they are offered when one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import lost_reasons
from app.services.lost_reasons import Reason
from app.views import theme
from app.views.dialogs.settings_section import Ask, Column, Section, Table, TableRow
from app.views.parts.buttons import IconButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (Column("Reason"), Column("Lost deals", 96, right=True), Column("", 96))


class ReasonLine(TableRow):
    """One reason. Alt+Up and Alt+Down move it."""

    def __init__(self, section: ReasonsSection, reason: Reason) -> None:
        super().__init__()
        self.section, self.reason = section, reason
        self.ask: Ask | None = None
        self.name = TextField(
            "Reason", lambda name: lost_reasons.rename(section.store, self.reason.id, name), required=True
        )
        self.count = Label("", "text2", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setContentsMargins(0, 0, 8, 0)
        self.count.setFixedHeight(theme.px(theme.FIELD_ROW))
        self.up = IconButton("arrow-up", "Up", "Alt+Up", in_row=True)
        self.down = IconButton("arrow-down", "Down", "Alt+Down", in_row=True)
        self.remove = IconButton("x", "Remove", in_row=True)
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        self.remove.clicked.connect(self.begin_remove)
        buttons = QWidget()
        line = QHBoxLayout(buttons)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(2)
        for button in (self.up, self.down, self.remove):
            line.addWidget(button)
        self.set_cells(COLUMNS, (self.name, self.count, buttons))

    def show_reason(self, reason: Reason, place: int, count: int) -> None:
        """Show the reason, which is number `place` of `count`."""
        self.reason = reason
        self.name.set_value(reason.name)
        self.count.setText(f"{reason.deals:,}" if reason.deals else "")
        self.count.setAccessibleName(f"{reason.deals:,} lost deals")
        for button, words in ((self.up, "Move {} up"), (self.down, "Move {} down"), (self.remove, "Remove {}")):
            button.set_name(words.format(reason.name), button.shortcut_text)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)

    def move_by(self, by: int) -> None:
        """Move it in the list that is offered."""
        self.section.dialog.tried(lambda: lost_reasons.move(self.section.store, self.reason.id, by))

    def begin_remove(self) -> None:
        """Remove the reason, after asking what its deals name instead."""
        if self.ask is not None:
            self.ask.close_ask()
        store, reason = self.section.store, self.reason
        others = [(other.id, other.name) for other in self.section.found if other.id != reason.id]
        if not reason.deals or not others:
            self.section.dialog.tried(lambda: lost_reasons.remove(store, reason.id))
            return
        instead = ChoiceField("Reason instead", others, boxed=True)
        instead.set_value(others[0][0])
        said = "1 deal was" if reason.deals == 1 else f"{reason.deals:,} deals were"
        self.ask = Ask(
            f"{said} lost for this. Which reason do they name instead?",
            instead,
            "Change and remove",
            lambda: self.section.dialog.tried(lambda: lost_reasons.remove(store, reason.id, instead.value())),
            f"Keep {reason.name}",
        )
        self.ask.closed.connect(self._on_ask_gone)
        self.unfold(self.ask)
        self.section.bring(self.ask)
        instead.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_ask_gone(self) -> None:
        self.ask = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(by)
        else:
            super().keyPressEvent(event)


class ReasonsSection(Section):
    """Every reason in its order."""

    reads: ClassVar[frozenset[str]] = frozenset({"lost_reason", "deal"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Lost reasons")
        self.found: list[Reason] = []
        self.table: Table[Reason, ReasonLine] = Table(
            "Lost reasons", COLUMNS, lambda reason: ReasonLine(self, reason), self._show, lambda reason: reason.id
        )
        self.fresh = TextField("New reason", self._on_fresh, placeholder="The new reason")
        self.fresh.set_value("")
        self.head = SectionHead("Lost reasons", ("Add reason", self.begin))
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.fresh.hide()
        self.say(
            "They are offered in this order when a deal is lost; another may be typed there. Alt Up and Alt Down move one."
        )
        self.column.addStretch(1)

    def refresh(self) -> None:
        self.found = lost_reasons.listed(self.store)
        self.table.set_rows(self.found)
        self.table.setVisible(bool(self.found) or not self.fresh.isHidden())

    def take_focus(self) -> None:
        first = self.table.ordered()[:1]
        if first:
            first[0].name.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show(self, line: ReasonLine, reason: Reason) -> None:
        line.show_reason(reason, self.found.index(reason), len(self.found))

    def begin(self) -> None:
        """A line to type a reason in."""
        self.table.show()
        self.fresh.show()
        self.fresh.begin_edit()

    def _on_fresh(self, name: str) -> None:
        if name:
            lost_reasons.add(self.store, name)
        QTimer.singleShot(0, self, self._end_fresh)

    def _end_fresh(self) -> None:
        self.fresh.set_value("")
        self.fresh.hide()
