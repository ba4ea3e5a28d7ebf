"""The upper row of the window: the places, the handoff pill, find box, clock, undo, saved and menu."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services import deal_board
from app.views import theme
from app.views.find_box import FindBox
from app.views.parts import icons
from app.views.parts.approach import Approach
from app.views.parts.buttons import Button, IconButton
from app.views.parts.paint import paint_box, paint_text, text_width
from app.views.parts.strip import Strip
from app.views.registry import TABS, MainTab

if TYPE_CHECKING:
    from app.models.store import Store


_WIDE = 1180


class PlaceButton(Button):
    """One of the two main tabs."""

    def __init__(self, tab: MainTab, shortcut: str) -> None:
        super().__init__()
        self.tab = tab
        self.setCheckable(True)
        self.setAccessibleName(tab.title)
        self.set_tooltip(tab.title, shortcut)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(36))

    def sizeHint(self) -> QSize:
        return QSize(12 + 20 + 8 + text_width(self.tab.title, theme.TAB, 600) + 16, theme.px(36))

    def nextCheckState(self) -> None:
        """The window decides which place is shown."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        chosen = self.isChecked()
        fill = "accent_soft" if chosen else "press" if self.isDown() else "hover" if self.hovered else None
        if fill:
            paint_box(painter, self.rect(), self.radius, fill)
        token = "accent_text" if chosen else "text2"
        icon = self.tab.icon + ("-fill" if chosen else "")
        icons.paint(painter, QRect(12, 0, 20, self.height()), icon, token, 20)
        rect = QRect(40, 0, self.width() - 40, self.height())
        paint_text(painter, rect, self.tab.title, token, theme.TAB, weight=theme.SEMIBOLD)


class HandoffPill(Button):
    """What stands between the two places: how many won deals wait for their project."""

    radius = 12

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many deals wait."""
        self.count = count
        what = "won deal waits" if count == 1 else "won deals wait"
        words = f"{count:,} {what} for a project" if count else "Every won deal has its project"
        self.setAccessibleName(words)
        self.set_tooltip(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        number = 6 + text_width(f"{self.count:,}", theme.TEXT, theme.SEMIBOLD) + 1 if self.count else 0
        return QSize(8 + 13 + number + 7, theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        some = bool(self.count)
        fill = "press" if self.isDown() else "hover" if self.hovered else "card" if some else None
        paint_box(painter, self.rect(), self.height() / 2, fill, "strong_line" if some else "line")
        token = "accent_text" if some else "text3"
        icons.paint(painter, QRect(8, 0, 13, self.height()), "arrow-right", token, 14)
        if some:
            rect = QRect(26, 0, self.width() - 26, self.height())
            paint_text(painter, rect, f"{self.count:,}", token, theme.TEXT, weight=theme.SEMIBOLD)


class SavedMark(QWidget):
    """'Saved 14:02:11': the time of the last commit, on the user's clock."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.icon = "", "check"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_time(None)

    def show_time(self, at: datetime | None, *, read_only: bool = False) -> None:
        """`at` is the commit in UTC, None before the first one."""
        self.text = f"Saved {at.astimezone():%H:%M:%S}" if at else "Nothing to save yet"
        told = "Every change is on disk as soon as it is made"
        if read_only:
            self.text, told = "For reading only", "The workspace is open in another Baton; close it there to write here"
        self.icon = "lock-simple" if read_only else "check"
        self.setAccessibleName(self.text)
        self.setToolTip(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(18 + text_width(self.text, theme.SECOND), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        icons.paint(painter, QRect(0, 0, 14, self.height()), self.icon, "text3", 14)
        rect = QRect(17, 0, self.width() - 17, self.height())
        paint_text(painter, rect, self.text, "text3", theme.SECOND)


class Header(Strip):
    """The upper row."""

    place_chosen = Signal(str)
    place_near = Signal(str)
    handoffs_wanted = Signal()

    def __init__(self, *, with_menu: bool) -> None:
        super().__init__(theme.HEADER, (16, 12), line=False)
        self.places = [PlaceButton(tab, f"Alt+{number}") for number, tab in enumerate(TABS, 1)]
        self.pill = HandoffPill()
        self.find_box = FindBox()
        self.undo = IconButton("arrow-counter-clockwise", "Undo", "Ctrl+Z")
        self.redo = IconButton("arrow-clockwise", "Redo", "Ctrl+Shift+Z")
        self.saved = SavedMark()
        self.menu = IconButton("list", "Menu", "Alt", size=20)
        self.pill.clicked.connect(self.handoffs_wanted)
        for place in self.places:
            place.clicked.connect(lambda _=False, key=place.tab.key: self.place_chosen.emit(key))
            Approach(place, partial(self.place_near.emit, place.tab.key))
        self._lay_out()
        self.menu.setVisible(with_menu)
        self.show_history(None, None)

    def _lay_out(self) -> None:
        left: list[tuple[QWidget, int]] = [(self.places[0], 8), (self.pill, 8), (self.places[1], 16)]
        right: list[tuple[QWidget, int]] = [
            (self.find_box, 8),
            (self.undo, 0),
            (self.redo, 14),
            (self.saved, 12),
        ]
        for part, gap in left:
            self.row.addWidget(part)
            self.row.addSpacing(gap)
        self.row.addStretch(1)
        for part, gap in right:
            self.row.addWidget(part, 100 if part is self.find_box else 0)
            self.row.addSpacing(gap)
        self.row.addWidget(self.menu)

    def place_clock(self, pill: QWidget) -> None:
        """The running clock stands between the find box and undo."""
        self.row.insertWidget(self.row.indexOf(self.undo), pill)
        QWidget.setTabOrder(self.find_box, pill)

    @property
    def is_wide(self) -> bool:
        """Whether the clock has room for what it runs on: below, it would take that of the places' names."""
        return self.width() >= theme.px(_WIDE)

    def show_place(self, key: str) -> None:
        """Mark the place that is shown."""
        for place in self.places:
            place.setChecked(place.tab.key == key)

    def show_store(self, store: Store | None) -> None:
        """What holds of the workspace now: undo, redo, when it was saved."""
        self.show_history(store.undo_label if store else None, store.redo_label if store else None)
        self.saved.show_time(store.saved_at if store else None, read_only=bool(store and store.read_only))

    def count_waiting(self, store: Store | None) -> None:
        """How many won deals wait for their project."""
        self.pill.set_count(deal_board.waiting_count(store) if store else 0)

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """What undo and redo would do; None when there is nothing."""
        for button, word, label, keys in (
            (self.undo, "Undo", undo, "Ctrl+Z"),
            (self.redo, "Redo", redo, "Ctrl+Shift+Z"),
        ):
            button.setEnabled(label is not None)
            button.set_name(f"{word}: {label}" if label else f"Nothing to {word.lower()}", keys if label else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.saved.setVisible(event.size().width() >= theme.px(900))
        self.redo.setVisible(event.size().width() >= theme.px(820))
