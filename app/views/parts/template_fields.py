"""Fields of templates: whole numbers of days, the lines of a list, and rows of names with what can be done to each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.field import Field
from app.views.parts.fields import TextField
from app.views.parts.growing_list import NextWords
from app.views.parts.line_field import LineField


class DaysField(LineField[int]):
    """A whole number of working days; `least` may be below 0."""

    def __init__(
        self, name: str, on_commit: Callable[[int], object] | None = None, *, least: int = 0, boxed: bool = False
    ) -> None:
        self.least = least
        super().__init__(name, on_commit, boxed=boxed)

    def display(self, value: int | None) -> str:
        return "" if value is None else f"{value} working day" if abs(value) == 1 else f"{value} working days"

    def edit_text(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def parse(self, text: str) -> int:
        words = text.casefold().replace("−", "-").replace("working", "").strip()
        for ending in ("days", "day", "d"):
            words = words.removesuffix(ending).strip()
        try:
            days = int(words)
        except ValueError:
            raise UserError("A whole number of working days") from None
        if not self.least <= days <= 10_000:
            raise UserError(f"{self.least:,} to 10,000 working days")
        return days


class NameLine(QWidget):
    """A name edited in place, perhaps a field beside it, and a cross that takes it away."""

    def __init__(
        self,
        what: str,
        rename: Callable[[str], object],
        remove: Callable[[], object],
        beside: Field[object] | None = None,
        buttons: tuple[tuple[str, str, Callable[[], object]], ...] = (),
    ) -> None:
        super().__init__()
        self.name = TextField(what, rename, required=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 3, 0)  # the cross, and not its box, ends where the text does
        row.setSpacing(0)
        row.addWidget(self.name, 1)
        if beside is not None:
            row.addWidget(beside, 1)
        for icon, words, does in (*buttons, ("x", f"Remove this {what.lower()}", remove)):
            button = IconButton(icon, words, in_row=True, size=12)
            button.setFixedSize(theme.px(22), theme.px(24))
            button.clicked.connect(does)
            row.addWidget(button)


class NextName(NextWords):
    """The line for the next one, as high as the names above it."""

    def row_height(self, width: int) -> int:  # noqa: ARG002
        return theme.px(28)
