"""Chips beside each other, as many as have room.

row = ChipRow(more, parent)     `more` stands behind the chips that are shown
row.set_chips([...])            in their order; what is chosen has room before what is not
row.hidden_chips                those that are not chosen and have no room, for the list behind `more`
What is chosen and has no room is counted on `rest`, whose menu takes it away.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts.chips import Chip
from app.views.parts.menu import Menu

_GAP = 8
_REST = 88  # 'n more' with its gap


class ChipRow(QWidget):
    """See the top of this module."""

    def __init__(self, more: Chip, parent: QWidget) -> None:
        super().__init__(parent)
        self.more = more
        more.setParent(self)
        self.rest = Chip("", checkable=False, parent=self)
        self.rest.set_menu(self.rest_menu)
        self.rest.hide()
        self._chips: list[Chip] = []
        self.hidden_chips: list[Chip] = []
        self._chosen_away: list[Chip] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_chips(self, chips: list[Chip]) -> None:
        """These, the first ones shown first."""
        self._chips = chips
        self.lay_out()

    def in_order(self) -> list[Chip]:
        """Every chip as it stands from left to right, those without room too."""
        return [*self._chips, self.rest, self.more]

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), theme.px(theme.CHIP))

    def lay_out(self) -> None:
        """Show what has room."""
        room = self.width() - self.more.sizeHint().width()
        chosen = [chip for chip in self._chips if chip.isChecked() or not chip.isCheckable()]
        fitting = self._fitting(sorted(chosen, key=lambda chip: not chip.isChecked()), room)
        self._chosen_away = [chip for chip in chosen if chip not in fitting]
        self._name_rest()
        room -= sum(map(_wide, fitting)) + (theme.px(_REST) if self._chosen_away else 0)
        for chip in self._chips:
            if chip not in chosen and _wide(chip) <= room:
                fitting.append(chip)
                room -= _wide(chip)
        self.hidden_chips = [chip for chip in self._chips if chip not in chosen and chip not in fitting]
        left = 0
        for chip in self._chips:
            chip.setVisible(chip in fitting)
            left = self._place(chip, left) if chip in fitting else left
        self.rest.setVisible(bool(self._chosen_away))
        left = self._place(self.rest, left) if self._chosen_away else left
        self._place(self.more, left)

    def _fitting(self, chips: list[Chip], room: int) -> list[Chip]:
        """Those of the chosen chips that have room, beside the one that counts the others."""
        if sum(map(_wide, chips)) <= room:
            return chips
        fitting, used = [], theme.px(_REST)
        for chip in chips:
            if used + _wide(chip) <= room:
                fitting.append(chip)
                used += _wide(chip)
        return fitting

    def _name_rest(self) -> None:
        names = [chip.text() for chip in self._chosen_away]
        if self.rest.text() != f"{len(names)} more":  # or it would ask to be laid out without end
            self.rest.setText(f"{len(names)} more")
            self.rest.setAccessibleName(f"{len(names)} more filters")
        self.rest.setToolTip(", ".join(names))

    def _place(self, chip: Chip, left: int) -> int:
        wide, high = chip.sizeHint().width(), theme.px(theme.CHIP)
        chip.setGeometry(QRect(left, (self.height() - high) // 2, wide, high))
        return left + wide + theme.px(_GAP)

    def rest_menu(self) -> Menu:
        """What narrows and has no room; a line takes it away."""
        menu = Menu(self)
        for chip in self._chosen_away:
            menu.add(chip.text().replace("&", "&&"), chip.click, "x")
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.lay_out()
        return super().event(event)


def _wide(chip: Chip) -> int:
    return chip.sizeHint().width() + theme.px(_GAP)
