"""The description of a record: its head, the Markdown, and a link to the rest of a long one. Empty, it is only its '+ Add'."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.field import PAD
from app.views.parts.focus_in_sight import show_whole
from app.views.parts.markdown_field import MarkdownField
from app.views.parts.section import SectionHead


class DescriptionSection(QWidget):
    """`on_commit(text)` writes; UserError refuses."""

    def __init__(self, on_commit: Callable[[str], object]) -> None:
        super().__init__()
        self.head = SectionHead("Description", ("Add", self.begin))
        self.field = MarkdownField("Description", on_commit, placeholder="Lists, - [ ] boxes, **bold**, links")
        self.field.closed.connect(self._fit)
        self.rest = LinkButton("Show all", size=theme.SECOND)
        self.rest.clicked.connect(self._unfold)
        inset = QHBoxLayout()
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(self.head)
        below = QHBoxLayout()
        below.setContentsMargins(PAD, 0, 0, 0)
        below.addWidget(self.rest)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inset)
        column.addWidget(self.field)
        column.addLayout(below)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show this description."""
        self.field.set_value(text)
        self._fit()

    def begin(self) -> None:
        """Edit the source."""
        self.field.show()
        self.field.begin_edit()
        self._fit()
        show_whole(self.field)

    def forget_edit(self) -> None:
        """Another record is shown."""
        self.field.forget_edit()
        self._fit()

    def _unfold(self) -> None:
        self.field.unfold()
        self._fit()

    def _fit(self) -> None:
        """The '+' while there is nothing, else the text, and a link where it is cut."""
        filled = bool(self.field.value())
        editing = self.field.is_editing() or bool(self.field.refusal())
        self.field.setVisible(filled or editing)
        if self.head.link is not None:
            self.head.link.setVisible(not filled and not editing)
        self.rest.setVisible(not editing and self.field.is_cut())

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        self.rest.setVisible(not self.field.is_editing() and self.field.is_cut())
