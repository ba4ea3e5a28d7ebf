"""What of the renewals is kept, what recurs a month, and what is due without a deal. Money in minor units of the home currency.

A renewal that is decided counts at the rate of the day on which its deal was closed, one that is not at the newest. A time that
is over counts the renewals that were due in it when it ended, with what they were worth then: their due days and amounts are read
from the history of renewals (`renewal_event`), so putting one off or changing its amount today changes no figure of the past.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from app.base import today
from app.domain import renewals as rules
from app.domain.renewals import Due, Retention, Running, Stood, Unit
from app.services import currencies, renewal_list
from app.services.renewal_list import RenewalFilter

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.currencies import Rates


class Period(NamedTuple):
    """A month, quarter or year in which renewals are due: the days it lasts, how many, and what was kept."""

    first: date
    last: date
    due: int
    told: Retention


class Recurring(NamedTuple):
    """What recurs a month: of won deals, and of agreements that are known by their renewal alone. `open_ended` have no end set.

    `by_client` is the same for each client; `unconverted` have no rate and are in no sum.
    """

    minor: int
    deals: int
    deals_minor: int
    agreements: int
    open_ended: int
    unconverted: int
    by_client: dict[int, int]
    deal_ids: tuple[int, ...]


class Sum(NamedTuple):
    """So many renewals with what they are worth; those without a rate or an amount are in no sum."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    minor: int
    unconverted: int
    unpriced: int
    ids: tuple[int, ...]


def retention(store: Store, first: date, last: date) -> Retention:
    """What was kept of the renewals that were due from one day to another, both included."""
    return rules.retention(dues(store, first, last), today())


def periods(store: Store, unit: Unit) -> list[Period]:
    """Retention month by month, quarter by quarter or year by year, where there are renewals; the latest first."""
    rates = currencies.rates(store)
    rows = _rows(store, RenewalFilter())
    found = [_due(rates, row) for row in rows]
    told = rules.by_period(found, unit, today(), _stood(store, rates, rows))
    return [Period(first, last, kept.counted + kept.to_come, kept) for first, last, kept in reversed(told)]


def dues(store: Store, first: date | None = None, last: date | None = None) -> list[Due]:
    """The renewals due in a time, as retention counts them; those of a time that is over as they stood at its end."""
    rates = currencies.rates(store)
    rows = _rows(store, RenewalFilter(first=first, last=last))
    found = [_due(rates, row) for row in rows]
    if last is not None and last < today():
        stood = _stood(store, rates, rows)
        found = [rules.as_of(one, stood.get(one.id, ()), last) for one in found]
    return sorted(found, key=lambda one: (one.due_on, one.id))


class _Row(NamedTuple):
    """A renewal, and what the deal that it became is worth, in minor units of their currencies."""

    id: int
    due_on: str
    state: rules.State
    amount: int | None
    currency: str
    won: int | None
    won_in: str | None
    won_rate: str | None


def _rows(store: Store, flt: RenewalFilter) -> list[_Row]:
    where, params = renewal_list.condition(flt)
    return [
        _Row(*row)
        for row in store.rows(
            f"SELECT r.id, r.due_on, {renewal_list.STATE}, r.amount_minor, r.currency, n.amount_minor, n.currency, n.closed_rate "
            f"{renewal_list.FROM} WHERE {where} ORDER BY r.due_on, r.id",
            params,
        )
    ]


def _stood(store: Store, rates: Rates, rows: list[_Row]) -> dict[int, list[Stood]]:
    """How each renewal whose day or amount was ever changed stood from when on, told backwards from how it is now."""
    now = {row.id: row for row in rows}
    found: dict[int, list[Stood]] = {}
    for renewal, on, field, old in store.rows(
        "SELECT renewal_id, on_date, field, old FROM renewal_event WHERE field IN ('due', 'amount', 'currency') ORDER BY id DESC"
    ):
        row = now.get(renewal)
        if row is not None:
            found.setdefault(renewal, []).append(Stood(date.fromisoformat(on), _due(rates, row)))
            now[renewal] = _before(row, field, old)
    return {renewal: [Stood(date.min, _due(rates, now[renewal])), *reversed(stood)] for renewal, stood in found.items()}


def _before(row: _Row, field: str, old: Any) -> _Row:
    if field == "due":
        return row._replace(due_on=old)
    if field == "currency":
        return row._replace(currency=old)
    return row._replace(amount=None if old is None else int(old))


def _due(rates: Rates, row: _Row) -> Due:
    kept = row.won_rate if row.won_in == row.currency and row.state in ("renewed", "lapsed") else None
    due = None if row.amount is None else rates.to_home(row.amount, row.currency, kept)
    worth = None if row.won is None or row.won_in is None else rates.to_home(row.won, row.won_in, row.won_rate)
    renewed = row.state == "renewed"
    lost_rate = (row.amount is not None and due is None) or (renewed and row.won is not None and worth is None)
    return Due(row.id, date.fromisoformat(row.due_on), row.state, due, worth if renewed else None, not lost_rate)


def without_deal(
    store: Store, first: date | None = None, last: date | None = None, owner_id: int | None = None, told: str = ""
) -> Sum:
    """The renewals that are due in a time, or were and are not decided, and for which there is no deal yet: of all or of an owner
    (0: of nobody), in the home currency or the one that is `told`.
    """
    flt = RenewalFilter(chip="no_deal", first=first, last=last, owner_id=owner_id)
    return _sum(store, flt, told)


def due_soon(store: Store, days: int = renewal_list.NEAR_DAYS) -> Sum:
    """The undecided renewals due within so many days, those that are past due among them."""
    return _sum(store, RenewalFilter(chip="undecided", last=today() + timedelta(days=days)))


def _sum(store: Store, flt: RenewalFilter, told: str = "") -> Sum:
    found = renewal_list.rows(store, renewal_list.ids(store, flt).ids)
    minor, missing = renewal_list.in_home(store, found, told)
    unpriced = sum(row.amount_minor is None for row in found)
    return Sum(len(found), minor, missing, unpriced, tuple(row.id for row in found))


# --- what recurs -----------------------------------------------------------------------------------------------------


def recurring(store: Store, on: date | None = None, client_id: int | None = None) -> Recurring:
    """What recurs a month on a day (today), of one client or of all: recurring amount / months of won deals whose term runs.

    A deal's term begins when it is won (a renewal's when the one before ends) and ends on the day its own renewal is due; without
    a renewal it has no end. An agreement known by its renewal alone, of no deal or of one without a recurring amount, counts
    amount / term over the term before it is due.
    """
    on = on or today()
    rates = currencies.rates(store)
    deals, agreements = _deals(store, rates, client_id), _agreements(store, rates, client_id)
    missing = sum(one is None for _, _, one in deals) + sum(one is None for _, one in agreements)
    sold = [(client, deal, one) for client, deal, one in deals if one is not None and rules.runs(one, on)]
    agreed = [(client, one) for client, one in agreements if one is not None and rules.runs(one, on)]
    by_client: dict[int, list[Running]] = {}
    for client, one in [*((client, one) for client, _, one in sold), *agreed]:
        if client is not None:
            by_client.setdefault(client, []).append(one)
    whole = [one for _, _, one in sold] + [one for _, one in agreed]
    return Recurring(
        rules.per_month(whole, on), len(sold), rules.per_month([one for _, _, one in sold], on), len(agreed),
        sum(one.ends_on is None for _, _, one in sold), missing, {client: rules.per_month(mine, on) for client, mine in by_client.items()},
        tuple(deal for _, deal, _ in sold),
    )  # fmt: skip


def _of(row: str, client_id: int | None) -> str:
    return "" if client_id is None else f"AND {row}.client_id = :client "


def _deals(store: Store, rates: Rates, client_id: int | None) -> list[tuple[int | None, int, Running | None]]:
    """Client, deal, and what recurs of it; None where no rate is known."""
    found: list[tuple[int | None, int, Running | None]] = []
    for deal, client, minor, months, currency, frozen, closed, begins, ends in store.rows(
        "SELECT d.id, d.client_id, d.recurring_minor, d.recurring_months, d.currency, d.closed_rate, d.closed_on, "
        "(SELECT max(b.due_on) FROM renewal b WHERE b.renewed_deal_id = d.id), (SELECT max(r.due_on) FROM renewal r WHERE r.deal_id = d.id) "
        "FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL AND d.closed_on IS NOT NULL AND s.kind = 'won' "
        f"AND d.recurring_minor IS NOT NULL AND d.recurring_months IS NOT NULL {_of('d', client_id)}ORDER BY d.id",
        {"client": client_id},
    ):
        home = rates.to_home(minor, currency, frozen)
        start, end = date.fromisoformat(max(closed, begins or closed)), date.fromisoformat(ends) if ends else None
        found.append((client, deal, None if home is None else Running(home, months, start, end)))
    return found


def _agreements(store: Store, rates: Rates, client_id: int | None) -> list[tuple[int, Running | None]]:
    """Client, and what recurs by an agreement that is known by its renewal alone."""
    found: list[tuple[int, Running | None]] = []
    for client, minor, months, currency, due in store.rows(
        "SELECT r.client_id, r.amount_minor, r.term_months, r.currency, r.due_on FROM renewal r "
        "JOIN client c ON c.id = r.client_id AND c.deleted_at IS NULL LEFT JOIN deal d ON d.id = r.deal_id AND d.deleted_at IS NULL "
        f"LEFT JOIN stage z ON z.id = d.stage_id WHERE {renewal_list.STANDS} AND r.amount_minor IS NOT NULL AND r.term_months IS NOT NULL AND (d.id IS NULL OR d.recurring_minor IS NULL) "
        f"{_of('r', client_id)}ORDER BY r.id",
        {"client": client_id},
    ):
        home = rates.to_home(minor, currency)
        day = date.fromisoformat(due)
        begins = rules.add_months(day, -months)
        found.append((client, None if home is None else Running(home, months, begins, day)))
    return found
