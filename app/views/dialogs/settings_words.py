"""Settings of words: the welcome to a new client, with its placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt

from app.services import brief
from app.views import theme
from app.views.dialogs.settings_section import Section
from app.views.parts.buttons import LinkButton
from app.views.parts.fields import NotesField
from app.views.parts.label import Label

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog


class WordsSection(Section):
    """One text; what is in braces is filled from the project it is copied in."""

    reads: ClassVar[frozenset[str]] = frozenset({"setting"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Words")
        self.welcome = NotesField(
            "Welcome text", lambda text: brief.change_welcome(store, text), boxed=True, most_lines=18
        )
        self.again = LinkButton("Back to the shipped text", size=theme.SECOND)
        self.again.clicked.connect(lambda: dialog.tried(lambda: brief.change_welcome(store, "")))
        known = ", ".join("{" + name + "}" for name in brief.PLACEHOLDERS)
        self.column.addWidget(Label("Welcome text", "text", theme.TEXT, theme.MEDIUM))
        self.column.addWidget(self.welcome)
        self.column.addWidget(Label(f"Filled from the project: {known}", "text3", theme.SECOND, wrap=True))
        self.column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def refresh(self) -> None:
        text = brief.welcome_template(self.store)
        self.welcome.set_value(text)
        self.again.setVisible(text != brief.WELCOME)
