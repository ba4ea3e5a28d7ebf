"""What Help shows: the sheet of keys, and which Baton this is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from app import __version__, paths
from app.views import theme
from app.views.parts.buttons import MainButton, keys_text
from app.views.parts.dialog import BatonDialog
from app.views.parts.label import Label
from app.views.parts.paint import paint_box, paint_text, text_width

if TYPE_CHECKING:
    from app.views.menus import Command
    from app.views.page import Page


class Keys(QWidget):
    """Keys in small boxes, one beside the other."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self._caps = [cap.removesuffix(",") if len(cap) > 1 else cap for cap in keys_text(keys).split(" ")]
        self.setAccessibleName(" ".join(self._caps))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        widths = [max(20, text_width(cap, theme.SMALL, theme.MEDIUM) + 12) for cap in self._caps]
        return QSize(sum(widths) + 4 * (len(widths) - 1), 22)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        left = 0
        for cap in self._caps:
            width = max(20, text_width(cap, theme.SMALL, theme.MEDIUM) + 12)
            box = QRect(left, 1, width, 20)
            paint_box(painter, box, theme.RADIUS_MARK, "card", "strong_line")
            inner = box.adjusted((width - text_width(cap, theme.SMALL, theme.MEDIUM)) // 2, 0, 0, 0)
            paint_text(painter, inner, cap, "text2", theme.SMALL, weight=theme.MEDIUM)
            left += width + 4


class KeysDialog(BatonDialog):
    """Everything the keyboard does: on the page that is shown, then everywhere."""

    def __init__(self, parent: QWidget, commands: Sequence[Command], page: Page | None) -> None:
        super().__init__(parent, "Keyboard shortcuts", width=520)
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        if page is not None and page.shortcut_help:
            self._section(grid, "On this page", [(words, keys) for keys, words in page.shortcut_help])
        for menu, title in (("View", "Going around"), ("Edit", "Doing"), ("File", "Files"), ("Help", "Help")):
            found = [(c.title.rstrip("…"), c.keys[0]) for c in commands if c.menu == menu and c.keys]
            self._section(grid, title, found)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        area.setMinimumHeight(min(440, max(200, parent.height() - 240)))
        area.setAccessibleName("Keyboard shortcuts")
        area.viewport().setAutoFillBackground(False)
        sheet.setAutoFillBackground(False)
        self.body.addWidget(area)
        self.add_button(MainButton("Close"))

    @staticmethod
    def _section(grid: QGridLayout, title: str, lines: Sequence[tuple[str, str]]) -> None:
        row = grid.rowCount()
        head = Label(title, "text3", theme.SECOND, theme.SEMIBOLD)
        head.setContentsMargins(0, 8 if row > 1 else 0, 0, 2)
        grid.addWidget(head, row, 0, 1, 2)
        for place, (words, keys) in enumerate(lines, row + 1):
            grid.addWidget(Label(words), place, 0)
            grid.addWidget(Keys(keys), place, 1)


class AboutDialog(BatonDialog):
    """The version, and where the workspace, its backups and the log lie."""

    def __init__(self, parent: QWidget, workspace: Path | None) -> None:
        super().__init__(
            parent,
            f"Baton {__version__}",
            "Clients and deals in one tab, projects and tasks in the other, "
            "and a handoff that loses nothing. Everything stays on this computer.",
            width=520,
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        places = [("Log", paths.log_folder())]
        if workspace is not None:
            places = [("Workspace", workspace), ("Backups", paths.backup_folder(workspace)), *places]
        for row, (name, place) in enumerate(places):
            grid.addWidget(Label(name, "text3"), row, 0)
            grid.addWidget(Label(str(place), wrap=True, selectable=True), row, 1)
        self.body.addLayout(grid)
        self.add_button(MainButton("Close"))
