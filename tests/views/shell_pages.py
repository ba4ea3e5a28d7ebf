"""Two plain pages to try the window with, whatever the real ones do."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from app.services import deals
from app.views.page import Page


class Plain(Page):
    """Remembers what the window asked of it."""

    reads = frozenset({"deal"})
    shortcut_help = (("Space", "Pick the card up"),)

    def __init__(self, store, shell):
        super().__init__(store, shell)
        self.told = []
        self.line = QLineEdit()
        QVBoxLayout(self).addWidget(self.line)

    def panes(self):
        return [self.line]

    def refresh(self):
        self.count = self.store.value("SELECT count(*) FROM deal WHERE deleted_at IS NULL")
        self.told.append("refresh")

    def show_record(self, kind, record_id):
        self.told.append((kind, record_id))

    def apply_filter(self, wanted):
        self.told.append(dict(wanted))


class Board(Plain):
    """With a main button and totals."""

    main_button = ("New deal", "plus", "Ctrl+N")

    def totals(self):
        return f"{self.count} open <b>€0</b>"

    def new(self):
        deals.add(self.store, "New deal")
