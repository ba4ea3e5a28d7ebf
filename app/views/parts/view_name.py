"""A name, asked for below a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import PlainButton, QuietButton
from app.views.parts.enter_fields import EnterText
from app.views.parts.label import Label
from app.views.parts.popup import SHADOW, Popup


class NamePopup(Popup):
    """Enter takes the name; what `take` refuses is said below it, and the popup stays."""

    def __init__(
        self, parent: QWidget, head: str, name: str, take: Callable[[str], object], *, example: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = EnterText(head, take, boxed=True, placeholder=example)
        self.field.set_value(name)
        self.field.setFixedWidth(theme.px(248))
        self.field.on_enter = self._entered
        self.save = PlainButton("Save")
        self.save.clicked.connect(lambda _: self.field.finish() if self.field.is_editing() else self._entered())
        cancel = QuietButton("Cancel")
        cancel.clicked.connect(lambda _: self.close())
        line = QHBoxLayout()
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.save)
        line.addWidget(cancel)
        line.addStretch(1)
        edge = SHADOW + 12
        self.box.setContentsMargins(edge, edge - 2, edge, edge)
        self.box.setSpacing(6)
        self.box.addWidget(Label(head, "text3", theme.SECOND))
        self.box.addWidget(self.field)
        self.box.addLayout(line)

    def _entered(self) -> None:
        if self.field.value().strip():
            self.close()
        else:
            self.field.begin_edit()
            self.field.refuse("A name needs at least one letter")
