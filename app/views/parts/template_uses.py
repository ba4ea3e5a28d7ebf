"""What a template is used for: the clients, products, tags and pipelines whose won deals follow it by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.services import template_rules
from app.services.template_rules import KINDS, Kind, Rule
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.picker import Option, Picker, matches
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_ICONS: Final = {"client": "buildings", "product": "tag", "tag": "tag", "pipeline": "columns"}
_MOST: Final = 60
_HINT: Final = "A won deal follows the rule of its client, else of a product, a tag, or its pipeline."


class _RuleLine(QWidget):
    """One rule: what it is for, whether it asks, and a cross."""

    def __init__(self, uses: TemplateUses, rule: Rule) -> None:
        super().__init__()
        self.name = ElidedLabel("")
        self.asks = ChoiceField(
            "Handoff", ((False, "Asks"), (True, "By itself")), partial(uses.set_automatic, rule.id)
        )  # fmt: skip
        self.asks.setFixedWidth(px(104))
        self.remove = IconButton("x", "Use it for this no more", in_row=True, size=12)
        self.remove.setFixedSize(px(22), px(24))
        self.remove.clicked.connect(lambda _: uses.remove(rule.id))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 3, 0)  # the cross, and not its box, ends where the text does
        row.setSpacing(4)
        row.addWidget(self.name, 1)
        row.addWidget(self.asks)
        row.addWidget(self.remove)

    def show_rule(self, rule: Rule) -> None:
        """Say what it is for."""
        self.name.set_text(f"{rule.name}, {rule.kind}")
        self.asks.set_value(rule.automatic)
        self.asks.setAccessibleName(f"Handoff for {rule.name}: {'by itself' if rule.automatic else 'asks'}")


class TemplateUses(QWidget):
    """'Used for', its rules, and what can be added."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._template: int | None = None
        self.section = SectionHead("Used for", ("Add", self.choose))
        self.hint = Label(_HINT, "text3", theme.SECOND, wrap=True)
        for part in (self.section, self.hint):
            part.setContentsMargins(8, 0, 8, 0)
        self.rows: KeyedRows[Rule, _RuleLine] = KeyedRows(
            lambda rule: _RuleLine(self, rule), lambda line, rule: line.show_rule(rule), lambda rule: rule.id
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.section)
        column.addWidget(self.hint)
        column.addWidget(self.rows)

    def show_template(self, template_id: int) -> None:
        """Show the rules of this template."""
        self._template = template_id
        self.rows.set_rows(template_rules.rules_of(self._store, template_id))

    def choose(self) -> None:
        """Find what else it is used for: type a client, product, tag or pipeline."""
        options = [
            Option((kind, record), name, kind, _ICONS[kind])
            for kind in reversed(KINDS)
            for record, name in template_rules.records(self._store, kind)
        ]

        def find(typed: str) -> Sequence[Option]:
            return matches(options, typed)[:_MOST]

        at = self.section.link or self
        Picker(at, find, lambda option: self._add(option.key), head="Used for deals of", width=320).open_at(at)

    def _add(self, key: object) -> None:
        if self._template is None or not isinstance(key, tuple):
            return
        kind: Kind = key[0]
        try:
            template_rules.add(self._store, self._template, kind, key[1])
        except UserError as problem:
            self._shell.error(str(problem))

    def set_automatic(self, rule_id: int, automatic: bool | None) -> None:
        """Whether deals are handed off without a question."""
        template_rules.set_automatic(self._store, rule_id, bool(automatic))

    def remove(self, rule_id: int) -> None:
        """Use the template for this no more."""
        template_rules.remove(self._store, rule_id)
        self._shell.toast("The template is not used for this any more")
