"""The two rows at the top of the window.

The upper one holds the places, the handoff pill, find box, undo, saved and menu; the lower one the pages, the
totals and the main button.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.services import deal_board
from app.views import theme
from app.views.find_box import FindBox
from app.views.parts import icons
from app.views.parts.buttons import Button, IconButton, MainButton, PlainButton
from app.views.parts.paint import paint_box, paint_text, text_width
from app.views.registry import TABS, Entry, MainTab

if TYPE_CHECKING:
    from app.models.store import Store

Run = tuple[str, bool]  # words, and whether they are a figure


class PlaceButton(Button):
    """One of the two main tabs."""

    def __init__(self, tab: MainTab, shortcut: str) -> None:
        super().__init__()
        self.tab = tab
        self.setCheckable(True)
        self.setAccessibleName(tab.title)
        self.set_tooltip(tab.title, shortcut)

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
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_time(None)

    def show_time(self, at: datetime | None) -> None:
        """`at` is the commit in UTC, None before the first one."""
        self.text = f"Saved {at.astimezone():%H:%M:%S}" if at else "Nothing to save yet"
        self.setAccessibleName(self.text)
        self.setToolTip("Every change is on disk as soon as it is made")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(18 + text_width(self.text, theme.SECOND), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        icons.paint(painter, QRect(0, 0, 14, self.height()), "check", "text3", 14)
        rect = QRect(17, 0, self.width() - 17, self.height())
        paint_text(painter, rect, self.text, "text3", theme.SECOND)


class _Row(QWidget):
    """A strip in the panel's colour; the lower one carries the line."""

    def __init__(self, height: int, margins: tuple[int, int], *, line: bool) -> None:
        super().__init__()
        self._line = line
        self.setFixedHeight(theme.px(height))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(margins[0], 0, margins[1], 0)
        self.row.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        if self._line:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))


class Header(_Row):
    """The upper row."""

    place_chosen = Signal(str)
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
            self.row.addWidget(part)
            self.row.addSpacing(gap)
        self.row.addWidget(self.menu)

    def place_clock(self, pill: QWidget) -> None:
        """The running clock stands between the find box and undo."""
        self.row.insertWidget(self.row.indexOf(self.undo), pill)
        QWidget.setTabOrder(self.find_box, pill)

    def show_place(self, key: str) -> None:
        """Mark the place that is shown."""
        for place in self.places:
            place.setChecked(place.tab.key == key)

    def show_store(self, store: Store | None) -> None:
        """What holds of the workspace now: undo, redo, when it was saved."""
        self.show_history(store.undo_label if store else None, store.redo_label if store else None)
        self.saved.show_time(store.saved_at if store else None)

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


class PageTab(Button):
    """One page in the page row."""

    radius = theme.RADIUS_FIELD

    def __init__(self, entry: Entry, shortcut: str) -> None:
        super().__init__()
        self.entry = entry
        self.setCheckable(True)
        self.setAccessibleName(entry.title)
        self.set_tooltip(entry.title, shortcut)

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.entry.title, theme.TEXT, theme.SEMIBOLD) + 28, theme.px(theme.PAGE_ROW))

    def nextCheckState(self) -> None:
        """The window decides which page is shown."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        chosen = self.isChecked()
        if not chosen and (self.hovered or self.isDown()):
            box = self.rect().adjusted(4, 6, -4, -6)
            paint_box(painter, box, self.radius, "press" if self.isDown() else "hover")
        paint_text(
            painter,
            self.rect(),
            self.entry.title,
            "text" if chosen else "text2",
            weight=theme.SEMIBOLD if chosen else theme.MEDIUM,
            align=Qt.AlignmentFlag.AlignCenter,
        )
        if chosen:
            paint_box(painter, QRect(10, self.height() - 2, self.width() - 20, 2), 1, "accent")


class Totals(QWidget):
    """The sums of a page: words in text 3, figures (in <b>) in text 2."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[list[Run]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, rich: str) -> None:
        """Show what `Page.totals` gave."""
        self._groups = [runs(group) for group in rich.split("  ") if group.strip()]
        self.setAccessibleName(", ".join(" ".join(words for words, _ in group) for group in self._groups))
        self.updateGeometry()
        self.update()

    def _parts(self) -> list[tuple[int, Run]]:
        """Each run with its left edge; the width stands at the end, with no words."""
        placed: list[tuple[int, Run]] = []
        left = 0
        for group in self._groups:
            for words, figure in group:
                placed.append((left, (words, figure)))
                left += text_width(words, theme.TEXT, 600 if figure else 400) + 7
            left += 6
        return [*placed, (max(0, left - 13), ("", False))]

    def sizeHint(self) -> QSize:
        return QSize(self._parts()[-1][0] + 1, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        for left, (words, figure) in self._parts():
            rect = QRect(left, 0, self.width() - left, self.height())
            weight = theme.SEMIBOLD if figure else theme.REGULAR
            paint_text(painter, rect, words, "text2" if figure else "text3", weight=weight)


def runs(group: str) -> list[Run]:
    """'18 open <b>€283,800</b>' as its words and figures."""
    found: list[Run] = []
    for number, part in enumerate(group.replace("</b>", "<b>").split("<b>")):
        words = _unescaped(part).strip()
        if words:
            found.append((words, number % 2 == 1))
    return found


def _unescaped(text: str) -> str:
    if "&" not in text:  # the table of entities is large, and most sums need none of it
        return text
    from html import unescape

    return unescape(text)


class PageRow(_Row):
    """The lower row: the pages of the chosen place, the page's totals and its main button."""

    page_chosen = Signal(str)
    new_wanted = Signal()
    second_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(theme.PAGE_ROW, (14, 16), line=True)
        self.tabs: list[PageTab] = []
        self.totals = Totals()
        self.main = MainButton("", "plus", in_row=True)
        self.main.clicked.connect(self.new_wanted)
        self.second, self.plain = PlainButton("", "plus", in_row=True), PlainButton("", "plus", in_row=True)
        self.second.clicked.connect(self.second_wanted)
        self.plain.clicked.connect(self.new_wanted)
        self.row.addStretch(1)
        self.row.addWidget(self.totals)
        self.row.addSpacing(16)
        self.row.addWidget(self.second)
        self.row.addSpacing(8)
        self.row.addWidget(self.plain)
        self.row.addWidget(self.main)
        self.show_head("", None)

    def set_pages(self, entries: Sequence[Entry], shortcuts: dict[str, str]) -> None:
        """Show the tabs of these pages."""
        if [tab.entry for tab in self.tabs] == list(entries):
            return
        for tab in self.tabs:
            tab.setParent(None)
            tab.deleteLater()
        self.tabs = [PageTab(entry, shortcuts.get(entry.key, "")) for entry in entries]
        for place, tab in enumerate(self.tabs):
            self.row.insertWidget(place, tab)
            tab.clicked.connect(lambda _=False, key=tab.entry.key: self.page_chosen.emit(key))
        previous = self.main
        for tab in reversed(self.tabs):
            QWidget.setTabOrder(tab, previous)

    def show_page(self, key: str) -> None:
        """Mark the page that is shown."""
        for tab in self.tabs:
            tab.setChecked(tab.entry.key == key)

    def show_head(
        self, totals: str, button: tuple[str, str, str] | None, second: tuple[str, str, str] | None = None
    ) -> None:
        """The totals and the main button of the page that is shown; with a second one beside it both are plain."""
        self._rich = totals
        self.totals.set_text(totals)
        for part, said in (
            (self.main, None if second else button),
            (self.plain, button if second else None),
            (self.second, second),
        ):
            part.setVisible(said is not None)
            if said is not None:
                part.setText(said[0])
                part.set_icon(said[1])
                part.set_tooltip(said[0], said[2])
        self._fit()

    def _fit(self) -> None:
        """Where all has no room the totals give way: half of them is worse than none."""
        needed = 46 + sum(tab.sizeHint().width() for tab in self.tabs) + self.totals.sizeHint().width()
        needed += sum(part.sizeHint().width() for part in (self.main, self.plain, self.second) if not part.isHidden())
        self.totals.setVisible(needed <= self.width())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)
