"""A postal address: shown on its lines, edited part by part in a small form below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.domain import reach
from app.domain.reach import Address
from app.views import theme
from app.views.parts.enter_fields import EnterText
from app.views.parts.field import Field
from app.views.parts.filter_range import RangePopup
from app.views.parts.paint import paint_text, text_width

_PARTS = (("Street", "street"), ("Postcode", "postcode"), ("City", "city"), ("Country", "country"))


class AddressField(Field[str]):
    """The address as four kept lines. `ended` is called when the form has gone, with or without another address."""

    def __init__(self, name: str, on_commit: Callable[[str], object], *, placeholder: str = "") -> None:
        super().__init__(name, on_commit, placeholder=placeholder)
        self._value = ""
        self.form: RangePopup | None = None
        self.ended: Callable[[], object] = lambda: None

    def display(self, value: str | None) -> str:
        return reach.shown("address", value or "")

    def lines(self) -> list[str]:
        """What is painted: the street, the place, the country."""
        street, postcode, city, country = reach.address(self._value or "")
        return [line for line in (street, f"{postcode} {city}".strip(), country) if line]

    def begin_edit(self) -> None:
        if not self._may_edit() or self.form is not None:
            return
        now = reach.address(self._value or "")
        fields = [EnterText(name, boxed=True) for name, _ in _PARTS]
        for field, part in zip(fields, now, strict=True):
            field.set_value(part)
        self.form = RangePopup(self, self.name, fields, self._take, words="Save", name_width=72)
        self.form.destroyed.connect(self._on_gone)
        self._editing, self._seen = True, self._value
        self.form.open_at(self, self.input_rect())
        self._show_ring()

    def _take(self, *parts: str) -> None:
        self.try_commit(reach.kept_address(Address(*parts)))

    def _on_gone(self) -> None:
        self.form = None
        self._editing = False
        self._show_ring()
        self.update()
        self.ended()

    def row_height(self, width: int) -> int:
        least = super().row_height(width)
        return least + max(0, len(self.lines()) - 1) * theme.metrics(theme.TEXT).lineSpacing()

    def paint_content(self, painter: QPainter, rect: QRect, *, hovered: bool) -> None:
        self_editing, self._editing = self._editing, False  # the form stands below: the address stays in sight
        super().paint_content(painter, rect, hovered=hovered)
        self._editing = self_editing

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        lines = self.lines()
        step = theme.metrics(theme.TEXT).lineSpacing()
        first = super().row_height(self.width())
        for place, line in enumerate(lines or [self.placeholder]):
            box = QRect(rect.left(), rect.top() + place * step, rect.width(), first)
            used = paint_text(painter, box, line, "text" if lines else "text3")
            hint = self.hint()
            if place == 0 and hint and rect.width() - used > text_width(hint) + 7:
                paint_text(painter, box.adjusted(used + 7, 0, 0, 0), hint, "text3")
