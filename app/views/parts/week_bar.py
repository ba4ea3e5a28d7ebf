"""The bar above a week: what of it is shown, whose, which one, and what can be done with it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme
from app.views.list_memory import ListMemory
from app.views.parts.buttons import IconButton, PlainButton, QuietButton
from app.views.parts.label import ElidedLabel
from app.views.parts.list_bar import EXPORT_KEYS
from app.views.parts.pick_button import PickButton
from app.views.parts.segmented import Segmented

_NOW_FROM: Final = 820  # px from which there is room for the way back to this week, which has its keys as well
_MODES: Final = (("hours", "Hours"), ("plan", "Plan"), ("bills", "To bill"))


class WeekBar(QWidget):
    """`mode_changed` when one chooses hours, plan or bills; what was chosen last is there again the next time."""

    mode_changed = Signal()

    def __init__(self, memory: ListMemory) -> None:
        super().__init__()
        self._memory = memory
        kept = memory.choice("mode", dict(_MODES), "hours")
        self.mode = Segmented(_MODES, kept, name="Hours, plan or what is to bill")
        self.mode.changed.connect(self._on_mode)
        self.whose = PickButton("Whose week")
        self.before = IconButton("caret-left", "Week before", "Alt+Left")
        self.after = IconButton("caret-right", "Week after", "Alt+Right")
        self.now = PlainButton("This week")
        self.title = ElidedLabel("", "text", theme.TEXT, theme.SEMIBOLD)
        self.add = QuietButton("Add row", "plus")
        self.add.set_tooltip("Type a task, deal, project or client", "Insert")
        self.copy = QuietButton("Copy last week", "copy")
        self.copy.set_tooltip("Fill the empty cells of days that have passed with last week’s hours")
        self.export = IconButton("export", "Export what is seen…", EXPORT_KEYS)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(8)
        left: tuple[QWidget, ...] = (self.mode, self.whose, self.before, self.now, self.after, self.title)
        for part in left:
            row.addWidget(part, 1 if part is self.title else 0)
        right: tuple[QWidget, ...] = (self.add, self.copy, self.export)
        for part in right:
            row.addWidget(part)
        self.fit_mode()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.now.setVisible(event.size().width() >= theme.px(_NOW_FROM))

    def fit_mode(self) -> None:
        """Show what goes with the mode, and name its steps."""
        mode = self.mode.value()
        self.add.setVisible(mode == "hours")
        self.copy.setVisible(mode == "hours")
        self.export.setVisible(mode != "plan")
        unit = "month" if mode == "bills" else "week"
        self.now.setText(f"This {unit}")
        self.before.set_name(f"{unit.capitalize()} before", "Alt+Left")
        self.after.set_name(f"{unit.capitalize()} after", "Alt+Right")

    def next_mode(self) -> None:
        """The mode after this one."""
        keys = [key for key, _ in _MODES]
        self.mode.set_value(keys[(keys.index(str(self.mode.value())) + 1) % len(keys)])
        self._on_mode(self.mode.value())

    def _on_mode(self, mode: object) -> None:
        self._memory.keep({"mode": mode})
        self.mode_changed.emit()
