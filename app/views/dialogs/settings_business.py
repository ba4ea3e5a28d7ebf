"""Settings of the business: who one is, what the business is called, its currency, its paper."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer

from app.base import UserError
from app.services import people, rates, settings
from app.views import theme
from app.views.dialogs.settings_section import Ask, Section
from app.views.parts.buttons import LinkButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import FormRow, TextField
from app.views.parts.line_field import LineField
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

_NAMES = 128


class RateField(LineField[Decimal | None]):
    """What one unit of a currency costs in another."""

    def display(self, value: Decimal | None) -> str:
        return "" if value is None else rates.text(value)

    def parse(self, text: str) -> Decimal | None:
        return rates.parse(text)


class BusinessSection(Section):
    """Four fields; another home currency asks for a rate where none is known."""

    reads: ClassVar[frozenset[str]] = frozenset({"setting", "person", "rate", "deal"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Business")
        self.my_name = TextField("Your name", self._on_my_name, required=True, boxed=True)
        self.business = TextField("Business name", self._on_business, boxed=True, placeholder="As it stands on reports")
        self.currency = ChoiceField("Home currency", (), self._on_currency, boxed=True)
        self.paper = Segmented((("a4", "A4"), ("us-letter", "US letter")), name="Paper of reports")
        self.paper.changed.connect(lambda paper: settings.choose_paper(store, str(paper)))
        self.ask: Ask | None = None
        self._build()
        dialog.names.currencies_known.connect(self.refresh)
        dialog.names.want_currencies()

    def _build(self) -> None:
        for field, words in (
            (self.my_name, "On cards, in the history and as the owner of what you add."),
            (self.business, "Reports carry it at their head."),
            (self.currency, ""),
        ):
            field.setMaximumWidth(theme.px(360))
            self.column.addWidget(FormRow(field.name, field, name_width=_NAMES))
            if words:
                self._explain(words)
        self.explained = self._explain("")
        self.rates = LinkButton("Show the rates", size=theme.SECOND)
        self.rates.clicked.connect(lambda: self.dialog.show_section("currencies"))
        self.column.addWidget(self.rates)
        self.rates.setContentsMargins(0, 0, 0, 0)
        self._asked_at = self.column.count()
        self.column.addSpacing(8)
        row = FormRow("Paper", self.paper, name_width=_NAMES)
        row.label.setFixedSize(theme.px(_NAMES), theme.px(theme.CONTROL))
        self.column.addWidget(row)
        self._explain("For PDF reports.")
        self.column.addStretch(1)
        inside = self.column.itemAt(self._asked_at - 1)
        inside.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.rates.setStyleSheet("")

    def _explain(self, words: str):  # type: ignore[no-untyped-def]
        label = self.say(words)
        label.setContentsMargins(theme.px(_NAMES), 0, 0, 8)
        return label
