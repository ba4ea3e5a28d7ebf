"""The lower row at the top of the window: the pages of the chosen place, the totals and the main button of the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts.approach import Approach
from app.views.parts.buttons import Button, IconButton, MainButton, PlainButton
from app.views.parts.paint import paint_box, paint_text, text_width
from app.views.parts.strip import Strip
from app.views.registry import Entry

Run = tuple[str, bool]  # words, and whether they are a figure


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


class PageRow(Strip):
    """The lower row: the pages of the chosen place, the page's totals and its main button."""

    page_chosen = Signal(str)
    page_near = Signal(str)
    new_wanted = Signal()
    second_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(theme.PAGE_ROW, (14, 16), line=True)
        self.tabs: list[PageTab] = []
        self._made: dict[Entry, PageTab] = {}
        self._shortcuts: dict[str, str] = {}
        self.totals = Totals()
        self.main = MainButton("", "plus", in_row=True)
        self.main.clicked.connect(self.new_wanted)
        self.second, self.plain = PlainButton("", "plus", in_row=True), PlainButton("", "plus", in_row=True)
        self.second.clicked.connect(self.second_wanted)
        self.plain.clicked.connect(self.new_wanted)
        self.more = IconButton("dots-three", "More pages", in_row=True)
        self.more.clicked.connect(self._show_more)
        self.row.addWidget(self.more)
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
        self._shortcuts = shortcuts
        for tab in self.tabs:
            tab.hide()
        self.tabs = [self._tab(entry) for entry in entries]
        QWidget.setTabOrder(self.more, self.main)
        previous: QWidget = self.more
        for tab in reversed(self.tabs):
            QWidget.setTabOrder(tab, previous)

    def _tab(self, entry: Entry) -> PageTab:
        """The tab of a page, which outlasts the other place's being shown."""
        tab = self._made.get(entry)
        if tab is None:
            tab = self._made[entry] = PageTab(entry, self._shortcuts.get(entry.key, ""))
            self.row.insertWidget(len(self._made) - 1, tab)
            tab.clicked.connect(lambda: self.page_chosen.emit(entry.key))
            Approach(tab, lambda: self.page_near.emit(entry.key))
        return tab

    def show_page(self, key: str) -> None:
        """Mark the page that is shown."""
        for tab in self.tabs:
            tab.setChecked(tab.entry.key == key)
        self._fit()

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
        """Where all has no room the totals give way, half of them is worse than none; then the last pages, into a menu."""
        margins = self.row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 16
        room -= sum(part.sizeHint().width() for part in (self.main, self.plain, self.second) if not part.isHidden())
        room -= 8 * (not self.second.isHidden())
        widths = [tab.sizeHint().width() for tab in self.tabs]
        self.totals.setVisible(sum(widths) + self.totals.sizeHint().width() <= room)
        folded = sum(widths) > room
        self.more.setVisible(folded)
        room -= self.more.sizeHint().width() if folded else 0
        room -= sum(width for tab, width in zip(self.tabs, widths, strict=True) if tab.isChecked())
        for tab, width in zip(self.tabs, widths, strict=True):
            room -= 0 if tab.isChecked() else width
            tab.setVisible(tab.isChecked() or room >= 0)

    def _show_more(self) -> None:
        """The pages for which there is no room."""
        from app.views.parts.menu import Menu  # not needed to start

        menu = Menu(self)
        for tab in self.tabs:
            if tab.isHidden():
                menu.add(tab.entry.title, tab.click, tab.entry.icon, self._shortcuts.get(tab.entry.key, ""))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)
