"""When a client pays for a project: the payments that the handoff agreed, their days, and which of them have come."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from app.base import UserError, day_from, today
from app.models import records
from app.models.store import Store
from app.services import deal_rules, ranking, settings
from app.services.schedules import PROJECT_GONE

FIELDS: Final = frozenset({"title", "amount_minor", "due_on", "paid_on", "milestone_id"})
MAX_TITLE: Final = 200
GONE: Final = "This payment is gone; somebody removed it. Undo brings it back."


class PaymentRow(NamedTuple):
    """A payment; minor units of `currency`. One that belongs to a milestone is due when that is."""

    id: int
    title: str
    amount_minor: int
    currency: str
    due_on: date | None
    paid_on: date | None
    milestone_id: int | None
    milestone: str | None


class DuePayment(NamedTuple):
    """A payment that has not come yet, for a calendar: minor units of `currency`."""

    id: int
    title: str
    project: str
    client: str
    amount_minor: int
    currency: str
    due_on: date


def of(store: Store, project_id: int) -> list[PaymentRow]:
    """The payments of a project, in their order."""
    found = store.rows(
        "SELECT p.id, p.title, p.amount_minor, p.currency, ifnull(m.due_on, p.due_on), p.paid_on, m.id, m.title FROM payment p "
        "LEFT JOIN milestone m ON m.id = p.milestone_id WHERE p.project_id = ? ORDER BY p.rank, p.id",
        (project_id,),
    )
    return [PaymentRow._make((*row[:4], day_from(row[4]), day_from(row[5]), *row[6:])) for row in found]


def due(store: Store) -> list[DuePayment]:
    """Every payment with a day that has not come, of projects that are not cancelled; the earliest first."""
    found = store.rows(
        "SELECT p.id, p.title, j.name, ifnull(c.name, ''), p.amount_minor, p.currency, ifnull(m.due_on, p.due_on) AS day FROM payment p "
        "JOIN project j ON j.id = p.project_id AND j.deleted_at IS NULL AND j.status <> 'cancelled' "
        "LEFT JOIN milestone m ON m.id = p.milestone_id LEFT JOIN client c ON c.id = j.client_id "
        "WHERE p.paid_on IS NULL AND day IS NOT NULL ORDER BY day, p.id"
    )
    return [DuePayment._make((*row[:6], date.fromisoformat(row[6]))) for row in found]


def add(
    store: Store, project_id: int, title: str, amount_minor: int, *, due_on: date | None = None, milestone_id: int | None = None,
    paid_on: date | None = None,
) -> int:  # fmt: skip
    """One more payment at the end; returns its id. Raises UserError for no title, an amount that cannot be, and a day paid that
    is still to come."""
    with store.write("Add payment"):
        row = store.row("SELECT currency FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,))
        if row is None:
            raise UserError(PROJECT_GONE)
        last = int(store.value("SELECT ifnull(max(rank), 0) FROM payment WHERE project_id = ?", (project_id,)))
        made = records.Payment.create(
            project=project_id, title=_checked("title", title), amount_minor=_checked("amount_minor", amount_minor),
            currency=row[0] or settings.home_currency(store), due_on=due_on, milestone=milestone_id, rank=last + ranking.STEP,
            paid_on=_checked("paid_on", paid_on),
        )  # fmt: skip
    return int(made.id)


def change(store: Store, payment_id: int, field: str, value: Any) -> None:
    """Change one of `FIELDS`; a day of its own takes a payment from its milestone. Raises UserError."""
    if field not in FIELDS:
        raise ValueError(field)
    with store.write("Change payment"):
        payment = _payment(payment_id)
        setattr(payment, field, _checked(field, value))
        if field == "due_on":
            payment.milestone_id = None
        payment.save()


def rewrite(
    store: Store, payment_id: int, title: str, amount_minor: int, *, due_on: date | None = None, milestone_id: int | None = None,
    paid_on: date | None = None,
) -> None:  # fmt: skip
    """Change all of a payment in one step; due on a day, or with a milestone; not paid without `paid_on`. Raises UserError."""
    with store.write("Change payment"):
        payment = _payment(payment_id)
        payment.title, payment.amount_minor = _checked("title", title), _checked("amount_minor", amount_minor)
        payment.due_on, payment.milestone_id = due_on, milestone_id
        payment.paid_on = _checked("paid_on", paid_on)
        payment.save()


def mark_paid(store: Store, payment_id: int, on: date | None = None) -> None:
    """The client has paid, today or on that day."""
    with store.write("Mark payment as paid"):
        payment = _payment(payment_id)
        payment.paid_on = _checked("paid_on", on or today())
        payment.save()


def mark_unpaid(store: Store, payment_id: int) -> None:
    """The payment has not come after all."""
    with store.write("Mark payment as not paid"):
        payment = _payment(payment_id)
        payment.paid_on = None
        payment.save()


def remove(store: Store, payment_id: int) -> None:
    """Take a payment away."""
    with store.write("Remove payment"):
        _payment(payment_id).delete_instance()


def _payment(payment_id: int) -> Any:
    found = records.Payment.get_or_none(records.Payment.id == payment_id)
    if found is None:
        raise UserError(GONE)
    return found


def _checked(field: str, value: Any) -> Any:
    if field == "title":
        return deal_rules.words(value, "payment", MAX_TITLE)
    if field == "amount_minor":
        amount = deal_rules.amount(value)
        if amount is None:
            raise UserError("A payment needs an amount.")
        return amount
    if field == "paid_on" and value is not None and value > today():
        raise UserError("This day is still to come. Leave it empty until the client has paid.")
    return value
