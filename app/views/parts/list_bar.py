"""The buttons beside a list's filter: how it is sorted, what it is grouped by, which columns it has, and export of what is seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views.parts.buttons import IconButton
from app.views.parts.column_menu import choose_columns, group_menu, sort_menu, sort_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.views.parts.arranged_table import ArrangedTable

EXPORT_KEYS = "Ctrl+Shift+E"


class ListBar(QWidget):
    """Four icons; what differs from the usual is blue, and the tooltip says it in words."""

    def __init__(self, table: ArrangedTable, export: Callable[[], object]) -> None:
        super().__init__()
        self._table = table
        self.sort = IconButton("arrows-down-up", "Sort")
        self.group = IconButton("rows", "Group")
        self.columns = IconButton("columns", "Columns")
        self.export = IconButton("export", "Export what is seen…", EXPORT_KEYS)
        self.sort.set_menu(partial(sort_menu, table, self.sort))
        self.group.set_menu(partial(group_menu, table, self.group))
        self.columns.clicked.connect(lambda: choose_columns(table, self.columns))
        self.export.clicked.connect(lambda _=False: export())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.sort, self.group, self.columns, self.export):
            row.addWidget(button)
        self.show_arrangement()

    def show_arrangement(self) -> None:
        """Say how the list is arranged now."""
        now, usual, words = self._table.arrangement, self._table.usual, sort_words(self._table)
        keys = [f"{words.get(each.key, each.key)}{' ↓' if each.descending else ' ↑'}" for each in now.sorts]
        self.sort.set_name(f"Sort: {', '.join(keys)}" if keys else "Sort")
        self.sort.set_icon("arrows-down-up", "text2" if now.sorts == usual.sorts else "accent_text")
        by = self._table.groupings.get(now.group, "")
        self.group.set_name(f"Group: {by}" if by else "Group")
        self.group.set_icon("rows", "accent_text" if by else "text2")
        self.columns.set_icon("columns", "text2" if now.columns == usual.columns else "accent_text")


def bind_export(page: QWidget, export: Callable[[], object]) -> None:
    """Ctrl+Shift+E exports what is seen while the keyboard is on the page."""
    keys = QShortcut(QKeySequence(EXPORT_KEYS), page)
    keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    keys.activated.connect(export)
