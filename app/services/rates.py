"""Exchange rates, by hand or from a file: each holds from its day on. A closed deal keeps to the rate of its closing day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple

from app.base import UserError, today
from app.models.people import Rate
from app.models.store import Store
from app.services import deal_rules, settings

_DIGITS = Context(prec=10)  # more than any bank writes; a cross rate has no end of its own


class RateRow(NamedTuple):
    """From `on_date` on one unit of `currency` costs `rate` units of the home currency."""

    id: int
    currency: str
    on_date: date
    rate: Decimal


class Missing(NamedTuple):
    """A currency in which there are deals, and no rate."""

    currency: str
    deals: int


def listed(store: Store, limit: int = -1) -> list[RateRow]:
    """Every rate, the newest first; with `limit` the first of them."""
    found = store.rows("SELECT id, currency, on_date, rate FROM rate ORDER BY on_date DESC, currency LIMIT ?", (limit,))
    return [RateRow(i, currency, date.fromisoformat(day), Decimal(rate)) for i, currency, day, rate in found]


def count(store: Store) -> int:
    """How many rates are known."""
    return int(store.value("SELECT count(*) FROM rate"))


def missing(store: Store) -> list[Missing]:
    """Currencies of deals whose amounts are in no sum, since no rate is known; those with most deals first."""
    return [
        Missing(*row)
        for row in store.rows(
            "SELECT currency, count(*) AS deals FROM deal WHERE deleted_at IS NULL AND amount_minor IS NOT NULL AND currency <> ? "
            "AND currency NOT IN (SELECT currency FROM rate) GROUP BY currency ORDER BY deals DESC, currency",
            (settings.home_currency(store),),
        )
    ]


def parse(text: str) -> Decimal:
    """A rate as people write it ('0,92', '1.0845'). Raises UserError for what is no positive number."""
    try:
        rate = Decimal(text.strip().replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise UserError("A rate is a number such as 0.92") from None
    if not rate.is_finite() or not Decimal("1e-9") <= rate <= Decimal("1e9"):
        raise UserError("A rate is a number above 0")
    return rate


def text(rate: Decimal) -> str:
    """A rate without needless zeros, never in powers of ten."""
    return f"{rate.normalize():f}"


def add(store: Store, currency: str, on_date: date, rate: Decimal) -> int:
    """The rate of `currency` from `on_date` on; returns its id.

    Raises UserError for what is no currency, the home currency, a day to come, and a day that has a rate already.
    """
    held = str(store.value("SELECT currency FROM deal WHERE currency = ? LIMIT 1", (currency,), ""))
    currency = deal_rules.currency(currency, held)
    with store.write("Add rate"):
        _check(store, currency, on_date)
        made = Rate.create(currency=currency, on_date=on_date, rate=text(rate))
        _freeze(store, currency)
    return int(made.id)


class Put(NamedTuple):
    """What many rates at once did, or would do."""

    added: int
    changed: int
    same: int


def put_many(
    store: Store, rates: Sequence[tuple[str, date, Decimal]], *, update: bool = True, dry_run: bool = False
) -> Put:
    """Rates of many days in one action: new ones are added, others changed unless `update` is off; `dry_run` only counts.

    Rates of the home currency are left out. What is refused one by one in `add` must not be among them.
    """
    home = settings.home_currency(store)
    known = {
        (code, day): (i, rate) for i, code, day, rate in store.rows("SELECT id, currency, on_date, rate FROM rate")
    }
    told = {(code, day.isoformat()): text(_DIGITS.plus(rate)) for code, day, rate in rates if code != home}
    new = [(code, day, rate) for (code, day), rate in told.items() if (code, day) not in known]
    other = [
        (rate, known[key][0])
        for key, rate in told.items()
        if update and key in known and Decimal(known[key][1]) != Decimal(rate)
    ]
    done = Put(len(new), len(other), len(told) - len(new) - len(other))
    if dry_run or not (new or other):
        return done
    with store.write("Import rates"):
        store.insert("rate", ("currency", "on_date", "rate"), new)
        for rate, row in other:
            store.execute("UPDATE rate SET rate = ? WHERE id = ?", (rate, row))
        _freeze(store)
    return done


def in_use(store: Store) -> list[str]:
    """The currencies of deals, products and rates known, without the home currency."""
    return [
        code
        for (code,) in store.rows(
            "SELECT currency FROM deal WHERE deleted_at IS NULL UNION SELECT currency FROM product WHERE currency <> '' "
            "UNION SELECT currency FROM rate ORDER BY 1"
        )
        if code != settings.home_currency(store)
    ]


def known_on(store: Store, currencies: Sequence[str]) -> dict[tuple[str, date], Decimal]:
    """Every rate of these currencies by its day."""
    return {
        (code, date.fromisoformat(day)): Decimal(rate)
        for code, day, rate in store.rows(
            "SELECT currency, on_date, rate FROM rate WHERE currency IN (SELECT value FROM json_each(?))",
            (json.dumps(list(currencies)),),
        )
    }


def change(store: Store, rate_id: int, *, on_date: date | None = None, rate: Decimal | None = None) -> None:
    """Another day or another rate; closed deals follow. Raises UserError as `add`."""
    with store.write("Change rate"):
        row = _rate(rate_id)
        if on_date is not None:
            _check(store, row.currency, on_date, but=rate_id)
            row.on_date = on_date
        if rate is not None:
            row.rate = text(rate)
        row.save()
        _freeze(store, row.currency)


def remove(store: Store, rate_id: int) -> None:
    """Forget a rate; the one before it holds again."""
    with store.write("Remove rate"):
        currency = _rate(rate_id).currency
        store.execute("DELETE FROM rate WHERE id = ?", (rate_id,))
        _freeze(store, currency)


def wants_rate(store: Store, home: str) -> int:
    """How many deals are in the present home currency, and would need a rate if `home` took its place."""
    now = settings.home_currency(store)
    if home == now or store.value("SELECT 1 FROM rate WHERE currency = ?", (home,)):
        return 0
    return int(store.value("SELECT count(*) FROM deal WHERE deleted_at IS NULL AND currency = ?", (now,)))


def change_home(store: Store, home: str, rate: Decimal | None = None) -> None:
    """Show sums in `home`. The rates are told anew in it; `rate` is what one unit of the present home currency costs in it.

    A rate of a day before the first one known of `home` is told with that first one. Where neither a rate of `home` nor `rate`
    is known the rates are dropped, since they would mean something else. Raises UserError for what is no currency.
    """
    old = settings.home_currency(store)
    home = deal_rules.currency(home, old)
    if home == old:
        return
    with store.write("Change home currency"):
        rows = listed(store)
        told = [(row.on_date, row.rate) for row in reversed(rows) if row.currency == home]
        if rate is not None:
            told = [pair for pair in told if pair[0] != today()] + [(today(), 1 / rate)]
        made = {(old, day): text(_DIGITS.divide(Decimal(1), cost)) for day, cost in told}
        if rate is not None:
            made[(old, today())] = text(rate)
        for row in rows:
            if row.currency != home and told:
                made[(row.currency, row.on_date)] = text(_DIGITS.divide(row.rate, _on(told, row.on_date)))
        store.execute("DELETE FROM rate")
        store.insert(
            "rate", ("currency", "on_date", "rate"), [(code, day.isoformat(), r) for (code, day), r in made.items()]
        )
        settings.put(store, "home_currency", home)
        _freeze(store)


def _on(told: Sequence[tuple[date, Decimal]], day: date) -> Decimal:
    """The rate that held on `day`, else the first there is. `told` is in the order of days."""
    held = [cost for since, cost in told if since <= day]
    return held[-1] if held else told[0][1]


def _freeze(store: Store, currency: str | None = None) -> None:
    """Give closed deals the rate of their closing day, as `currencies.rate_on` has it. Inside `store.write`."""
    known = "SELECT r.rate FROM rate r WHERE r.currency = deal.currency"
    held = f"{known} AND r.on_date <= deal.closed_on ORDER BY r.on_date DESC LIMIT 1"
    rate = f"iif(currency = :home, NULL, ifnull(({held}), ({known} ORDER BY r.on_date LIMIT 1)))"
    store.execute(
        f"UPDATE deal SET closed_rate = {rate} WHERE closed_on IS NOT NULL AND closed_rate IS NOT {rate} "
        "AND (:currency IS NULL OR currency = :currency)",
        {"home": settings.home_currency(store), "currency": currency},
    )


def _check(store: Store, currency: str, on_date: date, but: int | None = None) -> None:
    if currency == settings.home_currency(store):
        raise UserError(f"{currency} is your own currency, so it needs no rate")
    if on_date > today():
        raise UserError("A rate holds from a day that has come")
    twin = store.value("SELECT id FROM rate WHERE currency = ? AND on_date = ?", (currency, on_date.isoformat()))
    if twin is not None and twin != but:
        raise UserError(f"{currency} has a rate from that day on; change it in the list")


def _rate(rate_id: int) -> Rate:
    row: Rate | None = Rate.get_or_none(Rate.id == rate_id)
    if row is None:
        raise UserError("This rate is gone. Undo brings it back.")
    return row
