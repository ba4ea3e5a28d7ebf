"""The fields that edit cells of the list of deals; each writes through the verb that the inspector uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.services import clients, deal_board, deal_detail, deals, people
from app.services.deal_list import DealRow
from app.views.parts.amount_field import AmountField
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.deal_actions import stage_options
from app.views.parts.deal_cards import FORECASTS
from app.views.parts.field import Field
from app.views.parts.fields import PercentField, TextField
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.deal_actions import DealActions

_OF_LINES = "The amount is the sum of the deal's lines. Open the deal and change a line instead."
_CLOSED = "This deal is closed. Reopen it first, or change the closing date."
_OPEN = "This deal is not lost. Mark it as lost first."
Found = Field[Any] | str | None


class DealCells:
    """Makes the field for a cell: `edit(key, row)`; a sentence says why not, None that the cell is not edited in place."""

    def __init__(self, store: Store, verbs: DealActions) -> None:
        self._store, self._verbs = store, verbs
        self._makers: dict[str, Callable[[DealRow], Found]] = {
            "title": self._title,
            "client": self._client,
            "contact": self._contact,
            "stage": self._stage,
            "amount": self._amount,
            "currency": self._currency,
            "probability": self._probability,
            "forecast": self._forecast,
            "closes": self._closes,
            "promised": lambda row: self._day(row, "Promised", "promised_on", row.more.promised_on),
            "created": self._created,
            "next_step": self._next_step,
            "step_on": self._step_on,
            "owner": self._owner,
            "source": self._source,
            "lost_reason": self._lost_reason,
            "competitor": self._competitor,
            "tags": self._tags,
        }

    def edit(self, key: str, row: DealRow) -> Found:
        """The field with the value of this cell."""
        if key.startswith("custom:"):
            from app.views.parts import custom_cells

            return custom_cells.field(self._store, key, row.id, row.custom, row.links, self._verbs.shell.go)
        maker = self._makers.get(key)
        return maker(row) if maker is not None else None

    def _change(self, row: DealRow, field: str) -> Callable[[Any], object]:
        return lambda value: deals.change(self._store, row.id, field, value)

    def _with(self, field: Field[Any], value: Any) -> Field[Any]:
        field.set_value(value)
        return field

    def _day(self, row: DealRow, name: str, field: str, value: Any, *, required: bool = False) -> Field[Any]:
        return self._with(DateField(name, self._change(row, field), required=required), value)

    def _title(self, row: DealRow) -> Found:
        return self._with(TextField("Title", self._change(row, "title"), required=True), row.card.title)

    def _amount(self, row: DealRow) -> Found:
        if self._store.value("SELECT 1 FROM deal_line WHERE deal_id = ? AND amount_minor <> 0", (row.id,)):
            return _OF_LINES
        field = AmountField("Amount", self._change(row, "amount_minor"), currency=row.card.currency)
        return self._with(field, row.card.amount_minor)

    def _currency(self, row: DealRow) -> Found:
        field = TextField("Currency", lambda code: deals.change(self._store, row.id, "currency", code.strip().upper()))
        return self._with(field, row.card.currency)

    def _probability(self, row: DealRow) -> Found:
        if row.card.closed_on is not None:
            return _CLOSED
        field = PercentField("Probability", self._change(row, "probability"))
        stage = self._verbs.stage(row.card.stage_id)
        field.set_automatic(stage.probability if stage is not None else None)
        return self._with(field, row.card.probability if row.card.own_probability else None)

    def _closes(self, row: DealRow) -> Found:
        if row.card.closed_on is not None:
            return self._day(row, "Closed", "closed_on", row.card.closed_on, required=True)
        return self._day(row, "Closes", "expected_close_on", row.card.expected_close_on)

    def _created(self, row: DealRow) -> Found:
        return self._day(row, "Created", "created_on", row.card.created_on, required=True)

    def _next_step(self, row: DealRow) -> Found:
        if row.card.closed_on is not None:
            return _CLOSED
        return self._with(TextField("Next step", self._change(row, "next_step")), row.card.next_step)

    def _step_on(self, row: DealRow) -> Found:
        if row.card.closed_on is not None:
            return _CLOSED
        return self._day(row, "Step due", "next_step_on", row.card.next_step_on)

    def _owner(self, row: DealRow) -> Found:
        everyone = [Option(person.id, person.name, mine=person.is_me) for person in people.everyone(self._store)]
        return self._with(PersonField("Owner", everyone, self._change(row, "owner_id")), row.card.owner_id)

    def _source(self, row: DealRow) -> Found:
        known = deal_detail.sources(self._store)
        return self._with(
            ChoiceField("Source", known, self._change(row, "source_id"), empty="Not said"), row.more.source_id
        )

    def _forecast(self, row: DealRow) -> Found:
        if row.card.closed_on is not None:
            return _CLOSED
        options = [(None, "From the stage"), *FORECASTS.items()]
        return self._with(ChoiceField("Forecast", options, self._change(row, "forecast")), row.more.forecast)

    def _stage(self, row: DealRow) -> Found:
        options = stage_options(self._verbs.pipelines(), row.card.stage_id)
        field = ChoiceField("Stage", options, lambda stage: self._verbs.move([row.id], int(stage)))
        return self._with(field, row.card.stage_id)

    def _client(self, row: DealRow) -> Found:
        field = ClientField(self._store, lambda value: self._set_client(row, value), add_new=str, empty="No client")
        return self._with(field, row.card.client_id)

    def _set_client(self, row: DealRow, value: int | str | None) -> None:
        """Another client has other contacts: the deal's goes when it does not speak for the new one."""
        store = self._store
        with store.write("Change client"):
            deals.change(store, row.id, "client_id", value)
            now = deal_board.cards(store, [row.id])[0].client_id
            contact = store.value("SELECT contact_id FROM deal WHERE id = ?", (row.id,))
            if contact is not None and now not in clients.clients_of_contact(store, contact):
                deals.change(store, row.id, "contact_id", None)

    def _contact(self, row: DealRow) -> Found:
        known = deal_detail.contacts(self._store, row.card.client_id)
        if row.more.contact_id is not None and all(key != row.more.contact_id for key, _, _ in known):
            known.append((row.more.contact_id, row.more.contact or "", ""))
        field = ChoiceField("Contact", known, self._change(row, "contact_id"), empty="Nobody")
        return self._with(field, row.more.contact_id)

    def _lost_reason(self, row: DealRow) -> Found:
        if row.card.stage_kind != "lost":
            return _OPEN
        reasons = [(reason, reason) for reason in deal_detail.lost_reasons(self._store)]
        field = ChoiceField("Lost because", reasons, lambda reason: self._lose(row, reason or ""), add_new=str)
        return self._with(field, row.more.lost_reason)

    def _lose(self, row: DealRow, reason: str) -> None:
        if row.card.closed_on is not None:
            deals.lose(self._store, [row.id], row.card.closed_on, reason, row.more.competitor)

    def _competitor(self, row: DealRow) -> Found:
        if row.card.stage_kind != "lost":
            return _OPEN
        return self._with(TextField("Lost to", self._change(row, "competitor")), row.more.competitor)

    def _tags(self, row: DealRow) -> Found:
        from app.services import tags

        field = TextField("Tags", lambda typed: tags.replace(self._store, "deal", row.id, tags.split(typed)))
        return self._with(field, ", ".join(tag.name for tag in row.tags))
