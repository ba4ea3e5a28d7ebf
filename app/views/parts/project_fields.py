"""The fields of a project in its inspector, each edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.project_health import STATES
from app.services import people, settings
from app.services.projects import ProjectDetail
from app.views.parts.amount_field import AmountField
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import AnyField
from app.views.parts.fields import FormRow, HoursField, TextField
from app.views.parts.picker import Option
from app.views.parts.project_words import HEALTH_ICONS, STATUS_ICONS, STATUS_WORDS, ends_late
from app.views.parts.tags_field import TagsField
from app.views.parts.task_fields import DueField

if TYPE_CHECKING:
    from app.models.store import Store

_FOLLOWS = "The finish follows from the due dates of the tasks"


class ProjectFields(QWidget):
    """Status, health, people and client, dates, budgets, tags. `change(field, value)` and `say(word, note)` write."""

    def __init__(self, store: Store, change: Callable[[str, Any], object], say: Callable[..., object]) -> None:
        super().__init__()
        self._store, self._change, self._say = store, change, say
        self._word: str | None = None
        states = [Option(key, words, icon=STATUS_ICONS[key]) for key, words in STATUS_WORDS.items()]
        self.status = ChoiceField("Status", states, change_with(change, "status"))
        said = [Option(key, words, icon=HEALTH_ICONS[key]) for key, words in STATES.items()]
        self.health = ChoiceField("Health", said, self._on_health, empty="Automatic")
        self.note = TextField("Why", self._on_note, placeholder="Say why")
        self.owner = PersonField("Owner", on_commit=change_with(change, "owner_id"))
        self.client = ClientField(store, change_with(change, "client_id"), add_new=str, empty="No client")
        self.start = DateField("Start", change_with(change, "start_on"))
        self.finish = DueField("Finish", change_with(change, "finish_on"))
        self.promised = DateField("Promised", change_with(change, "promised_on"), placeholder="No promise")
        self.baseline = DateField("Baseline", change_with(change, "baseline_on"), placeholder="No baseline")
        self.budget = AmountField("Budget", change_with(change, "budget_minor"), placeholder="No budget")
        self.hours = HoursField("Budgeted hours", change_with(change, "budget_minutes"), placeholder="Not set")
        self.rate = AmountField(
            "Hourly rate", change_with(change, "rate_minor"), placeholder="The client’s or person’s"
        )
        self.currency = TextField("Currency", change_with(change, "currency"), required=True)
        self.tags = TagsField(store, "project")
        self._rows: dict[str, FormRow] = {}
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name, field in (
            ("Status", self.status),
            ("Health", self.health),
            ("Why", self.note),
            ("Owner", self.owner),
            ("Client", self.client),
            ("Start", self.start),
            ("Finish", self.finish),
            ("Promised", self.promised),
            ("Baseline", self.baseline),
            ("Budget", self.budget),
            ("Hours sold", self.hours),
            ("Hourly rate", self.rate),
            ("Currency", self.currency),
            ("Tags", self.tags),
        ):
            self._rows[name] = FormRow(name, field)
            column.addWidget(self._rows[name])
        self.baseline.setToolTip("From this day on the burn-down counts what is added as a change of scope")
        self.setFocusProxy(self.status)

    def show_project(self, found: ProjectDetail) -> None:
        """Show what is committed."""
        row, currency = found.row, found.currency or "EUR"
        self.status.set_value(row.status)
        self._show_health(found)
        everyone = people.everyone(self._store)
        self.owner.set_options([Option(one.id, one.name, person=True, mine=one.is_me) for one in everyone])
        if row.owner_id is not None and all(one.id != row.owner_id for one in everyone):
            self.owner.set_choice((row.owner_id, row.owner or ""), "has left")
        else:
            self.owner.set_value(row.owner_id)
        self.client.set_value(row.client_id)
        self.start.set_value(row.start_on)
        self.finish.set_value(row.finish_on, f"expected {short_text(row.expected_on)}" if row.expected_on else "")
        self.finish.set_read_only(_FOLLOWS if row.tasks and row.finish_on else None)
        self.finish.set_tone("bad" if ends_late(row) else "text")
        self.promised.set_value(row.promised_on)
        self.baseline.set_value(found.baseline_on)
        for field, value in ((self.budget, found.budget_minor), (self.rate, found.rate_minor)):
            field.set_currency(currency)
            field.set_value(value)
        self.hours.set_value(found.budget_minutes)
        home = settings.home_currency(self._store)
        several = currency != home or self._store.value("SELECT EXISTS (SELECT 1 FROM rate)")
        self._rows["Currency"].setVisible(bool(several))
        self.currency.set_value(currency, "" if currency == home else "not your own")
        self.tags.show_record(row.id)

    def _show_health(self, found: ProjectDetail) -> None:
        row = found.row
        self._word = row.health if row.own_health else None
        self._rows["Health"].setVisible(row.is_open)
        self._rows["Why"].setVisible(row.own_health)
        since = f"since {short_text(found.health_on)}" if found.health_on else ""
        self.health.set_value(self._word, since if row.own_health else row.judged.reason)
        self.note.set_value(row.health_text if row.own_health and row.health_text != STATES[row.health] else "")

    def every(self) -> Sequence[AnyField]:
        """All fields."""
        return (
            self.status, self.health, self.note, self.owner, self.client, self.start, self.finish, self.promised, self.baseline,
            self.budget, self.hours, self.rate, self.currency, self.tags,
        )  # fmt: skip

    def _on_health(self, word: str | None) -> None:
        self._say(word, self.note.value() if word else "")

    def _on_note(self, note: str) -> None:
        if self._word is not None:
            self._say(self._word, note)


def change_with(change: Callable[[str, Any], object], field: str) -> Callable[[Any], object]:
    """What writes this field."""
    return lambda value: change(field, value)
