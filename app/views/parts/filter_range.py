"""From and to, or the parts of one thing, asked for in one small popup; any may stay empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import PlainButton, QuietButton
from app.views.parts.enter_fields import Entering
from app.views.parts.fields import FormRow
from app.views.parts.label import Label
from app.views.parts.popup import SHADOW, Popup


class RangePopup(Popup):
    """`take(*values)` is called with the values of the fields. Enter goes from one field to the next, and at the last it takes."""

    def __init__(
        self, parent: QWidget, head: str, fields: Sequence[Entering[Any]], take: Callable[..., object], *,
        words: str = "Filter", name_width: int = 56,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields, self._take = tuple(fields), take
        edge = SHADOW + 12
        self.box.setContentsMargins(edge, edge - 2, edge, edge)
        self.box.setSpacing(6)
        title = Label(head, "text3", theme.SECOND)
        title.setMaximumWidth(theme.px(240))
        self.box.addWidget(title)
        for field in self.fields:
            field.setMinimumWidth(theme.px(176))
            self.box.addWidget(FormRow(field.name, field, name_width=name_width))
        self.apply = PlainButton(words)
        self.apply.clicked.connect(lambda _: self.commit())
        back = QuietButton("Cancel")
        back.clicked.connect(lambda _: self.close())
        line = QHBoxLayout()
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.apply)
        line.addWidget(back)
        line.addStretch(1)
        self.box.addLayout(line)
        for one, two in zip(self.fields, self.fields[1:], strict=False):
            one.on_enter = two.begin_edit
        self.fields[-1].on_enter = self.commit

    def open_at(self, widget: QWidget, rect: Any = None) -> None:
        super().open_at(widget, rect)
        self.activateWindow()
        self.fields[0].begin_edit()

    def commit(self) -> None:
        """Take what is typed; ends that cross are refused."""
        taken = [field.commit_typed() for field in self.fields]  # of every field, so that each says what is wrong
        if not all(taken):
            return
        values = [field.value() for field in self.fields]
        if len(values) == 2 and _crossed(*values):
            self.fields[1].begin_edit()
            self.fields[1].refuse("The end lies before the beginning")
            return
        self.close()
        self._take(*values)


def _crossed(first: Any, last: Any) -> bool:
    if first in (None, "") or last in (None, ""):
        return False
    if isinstance(first, str):  # kept numbers and amounts; amounts of two currencies are not compared
        one, two = first.split(), last.split()
        return one[1:] == two[1:] and float(one[0]) > float(two[0])
    return bool(first > last)
