"""Sums across currencies: an open deal counts at the newest rate, a closed one at the rate of its closing day, or the first one known
where it closed before that.

Where no rate is known the amount is named as not converted; it is never taken at 1.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from app.domain.money import convert, minor_digits
from app.models.store import Store
from app.services import settings

FINE = 1_000
"""Sums over several currencies are added up in thousandths of a minor unit and rounded once, at their end."""


def rounded(fine: int) -> int:
    """Thousandths as minor units, half up."""
    return (2 * fine + FINE) // (2 * FINE)


def rounded_share(fine: int) -> int:
    """Thousandths times percents as minor units, half up."""
    return (2 * fine + 100 * FINE) // (200 * FINE)


class Rates(NamedTuple):
    """The home currency, and the newest rate (units of home for one unit) of every other currency."""

    home: str
    newest: dict[str, Decimal]

    def to_home(self, minor: int, currency: str, frozen: str | None = None) -> int | None:
        """`minor` units of `currency` in minor units of home; None when no rate is known. `frozen` is the closing day's rate."""
        if currency == self.home:
            return minor
        rate = Decimal(frozen) if frozen else self.newest.get(currency)
        return None if rate is None else convert(minor, currency, self.home, rate)

    def finely(self, minor: int, currency: str, frozen: str | None = None) -> int | None:
        """As `to_home`, in thousandths of a minor unit: what is added up is not rounded one by one."""
        return self.to_home(minor * FINE, currency, frozen)

    def tells(self) -> tuple[str, ...]:
        """The currencies that sums can be told in: home, then every other with a known rate."""
        return (self.home, *sorted(self.newest.keys() - {self.home}))

    def finely_in(self, told: str, minor: int, currency: str, frozen: str | None = None) -> int | None:
        """As `finely`, in the currency `told`; None when a rate is missing.

        Rates are to home, a closed deal's that of its closing day. So what it was worth in home then is told at the newest rate of
        `told`, and a deal that closed in dollars need not count its dollars when sums are told in dollars: it counts the same share
        of them as at home. One that is open does. Both conversions are one fraction: nothing is rounded between them.
        """
        if told == self.home:
            return self.finely(minor, currency, frozen)
        own = Decimal(1) if currency == self.home else Decimal(frozen) if frozen else self.newest.get(currency)
        per = self.newest.get(told)
        return None if own is None or per is None else convert(minor * FINE, currency, told, own, per)


#: The rate of currency `code` that held on :day: the newest one not after it, and before all of them the first, which no later rate moves.
_HELD = (
    "ifnull((SELECT rate FROM rate WHERE currency = code AND on_date <= :day ORDER BY on_date DESC LIMIT 1), "
    "(SELECT rate FROM rate WHERE currency = code ORDER BY on_date LIMIT 1))"
)


def rates(store: Store, as_of: date | None = None) -> Rates:
    """The rates that hold now, or that held on a day gone by."""
    # From currency to currency along the index: with a bank's file in it the table has a row for each day of many years.
    held = store.rows(
        "WITH RECURSIVE c (code) AS (SELECT min(currency) FROM rate UNION ALL "
        "SELECT (SELECT min(currency) FROM rate WHERE currency > code) FROM c WHERE code IS NOT NULL) "
        f"SELECT code, {_HELD} FROM c WHERE code IS NOT NULL",
        {"day": as_of.isoformat() if as_of else "9999"},
    )
    return Rates(settings.home_currency(store), {currency: Decimal(rate) for currency, rate in held})


def rate_on(store: Store, currency: str, day: date) -> Decimal | None:
    """The rate that held on `day`, the first one known before all of them; None where none is."""
    text = store.value(f"SELECT {_HELD} FROM (SELECT :code AS code)", {"code": currency, "day": day.isoformat()})
    return Decimal(text) if text else None


def in_home(store: Store, params: dict[str, Any]) -> str:
    """The amount of deal `d` as SQL, in minor units of the home currency; NULL where no rate is known. Its parameters go into `params`."""
    known = rates(store)
    params["home"] = known.home
    cases = ["WHEN :home THEN d.amount_minor"]
    for number, (currency, rate) in enumerate(known.newest.items()):
        step = minor_digits(known.home) - minor_digits(currency)
        params[f"currency{number}"], params[f"rate{number}"] = currency, float(rate)
        params[f"step{number}"] = 10.0**step
        cases.append(
            f"WHEN :currency{number} THEN round(d.amount_minor * ifnull(CAST(d.closed_rate AS REAL), :rate{number}) * :step{number})"
        )
    return f"(CASE d.currency {' '.join(cases)} END)"
