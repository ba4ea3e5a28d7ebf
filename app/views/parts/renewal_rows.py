"""Renewals as rows of a list: what each column says, what it is sorted by, how its cell is edited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from app.base import today
from app.domain.money import format_money, to_major
from app.services import renewals
from app.services.listing import Part, SortKey
from app.services.renewal_list import RenewalRow
from app.views.parts.amount_field import AmountField
from app.views.parts.arrangement import Arrangement
from app.views.parts.date_field import DateField
from app.views.parts.dates import MONTH_NAMES, short_text
from app.views.parts.fields import TextField
from app.views.parts.group_rows import Told
from app.views.parts.renewal_fields import NoticeField, TermField, term_text
from app.views.parts.renewal_words import ICONS, STATES, amount_text, is_past, notice_near, state_text, state_tone
from app.views.parts.rows import Col, Tone

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.field import Field

USUAL: Final = Arrangement(
    ("title", "client", "due", "notice", "amount", "state", "deal", "owner"), (SortKey("due"),), "due"
)
GROUPINGS: Final = (("due", "Month due"), ("client", "Client"), ("state", "State"), ("owner", "Owner"))


def columns() -> list[Col[RenewalRow]]:
    """Every column, those that are shown as a rule in front."""
    return [
        Col("title", "Renewal", lambda row: row.title, sort_key="title"),
        Col("client", "Client", lambda row: row.client, width=150, tone=_second, sort_key="client"),
        Col("due", "Due", lambda row: short_text(_due(row)), "right", 96, sort_key="due",
            tone=lambda row: "bad" if is_past(row) and row.was_due_on is None else "plain", tooltip=_due_else, value=_due),
        Col("notice", "Notice until", lambda row: _short(row.notice_on), "right", 104, tone=lambda row: "warn" if notice_near(row) else "second",
            icon=lambda row: "warning" if notice_near(row) else "", tooltip=lambda row: "In calendar days" if row.notice_on else "", sort_key="notice",
            value=lambda row: row.notice_on, gives_way=760),
        Col("amount", "Amount", amount_text, "right", 104, sort_key="amount", tooltip=_amount_now,
            value=lambda row: None if row.amount_minor is None else to_major(row.amount_minor, row.currency),
            unit=lambda row: "" if row.amount_minor is None else row.currency),
        Col("state", "State", state_text, width=108, tone=_state_tone, icon=lambda row: ICONS[row.state], sort_key="state"),
        Col("deal", "Deal", lambda row: row.next or "", width=150, tone=_second, sort_key="deal", gives_way=980),
        Col("owner", "Owner", lambda row: row.owner_initials, width=76, tone=lambda row: "accent" if row.owner_is_me else "plain",
            tooltip=lambda row: row.owner or "", sort_key="owner", avatar=True, value=lambda row: row.owner, gives_way=700),
        Col("term", "Term", lambda row: term_text(row.term_months), "right", 96, tone=_second, sort_key="term", value=lambda row: row.term_months),
        Col("remind", "Reminder", lambda row: _short(row.remind_on), "right", 96, tone=_second, sort_key="remind", value=lambda row: row.remind_on),
    ]  # fmt: skip


def describe(home: str, by: str, part: Part) -> Told:
    """A group in words, with what its renewals are worth."""
    words = part.name or "Nobody"
    if by == "due":
        words = f"{MONTH_NAMES[int(part.key[5:7]) - 1]} {part.key[:4]}"
    elif by == "state":
        words = STATES[part.key]
    amount = part.sums.get("amount", 0)
    sums = {"amount": format_money(amount, home, cents=False)} if amount else {}
    note = f"{part.unconverted:,} without a rate" if part.unconverted else ""
    return Told(words, sums, dict(sums), note)


class RenewalCells:
    """The fields that edit cells: `edit(key, row)`; a sentence says why not, None that the cell is not edited."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def edit(self, key: str, row: RenewalRow) -> Field[Any] | str | None:
        """The field with the value of this cell."""
        made: dict[str, tuple[Callable[[Any], Field[Any]], str, Any]] = {
            "title": (lambda write: TextField("Renewal", write, required=True), "title", row.title),
            "due": (lambda write: DateField("Due", write, required=True), "due_on", row.due_on),
            "notice": (lambda write: NoticeField("Notice", write, placeholder="30 days"), "notice_days", row.notice_days),
            "amount": (lambda write: AmountField("Amount", write, currency=row.currency), "amount_minor", row.amount_minor),
            "term": (lambda write: TermField("Term", write, placeholder="12 months"), "term_months", row.term_months),
            "remind": (lambda write: DateField("Reminder", write), "remind_on", row.remind_on),
        }  # fmt: skip
        if key == "amount" and row.now is not None:
            return f"This is what it was worth in a time that is over. {_amount_now(row)}; show another time to change that."
        if key == "due" and row.was_due_on is not None:
            return (
                f"This is when it was due in a time that is over. {_due_else(row)}; show another time to change that."
            )
        if key in ("state", "deal"):
            return "The state is that of its deal. Renew it, or let it lapse." if row.next_id is None else None
        if key not in made:
            return None
        make, field, value = made[key]
        found = make(lambda typed: renewals.change(self._store, row.id, field, typed))
        found.set_value(value)
        return found


def _due(row: RenewalRow) -> date:
    """When it is due; in a time that is over, when it was."""
    return row.was_due_on or row.due_on


def _due_else(row: RenewalRow) -> str:
    """'It is due 15 Jan now' in a time that is over; else when it was due before it was moved; '' where it never was."""
    if row.was_due_on is not None:
        return f"It is due {short_text(row.due_on)} now"
    return f"Was due {short_text(row.moved_from)} before it was moved" if row.moved_from else ""


def _amount_now(row: RenewalRow) -> str:
    """'It is worth €5,000 now' where the amount is one of a time that is over."""
    if row.now is None:
        return ""
    minor, currency = row.now
    return "It has no amount now" if minor is None else f"It is worth {format_money(minor, currency)} now"


def _second(row: RenewalRow) -> Tone:  # noqa: ARG001 - every row
    return "second"


def _state_tone(row: RenewalRow) -> Tone:
    tone = state_tone(row, today())
    return "caption" if row.state == "lapsed" else tone if tone in ("good", "bad") else "plain"


def _short(day: date | None) -> str:
    return short_text(day) if day else ""
