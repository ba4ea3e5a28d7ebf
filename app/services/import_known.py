"""Which deal a row of a file is, and what the rest of that deal means for the row: an empty cell, or a column that the file
has not, changes nothing of a deal that is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from app.domain.money import minor_digits
from app.models.store import Store

_COLUMNS = (
    "d.id, d.title, d.client_id, d.created_on, d.closed_on, d.currency, d.amount_minor, d.external_id, "
    "s.id, s.kind, s.pipeline_id, h.deal_id IS NOT NULL, l.n, l.plain"
)


class Known(NamedTuple):
    """A deal that is there. `lines` of it have a price; `plain` is the only one where its price is all that it says."""

    id: int
    title: str
    client_id: int | None
    created_on: str
    closed_on: str | None
    currency: str
    amount_minor: int | None
    external_id: str
    stage_id: int
    kind: str
    pipeline_id: int
    handed_off: bool
    lines: int | None
    plain: int | None

    def refusal(self, kind: str, minor: int | None, currency: str) -> tuple[str, str] | None:
        """The column and the reason why a row may not make this of the deal; None when it may."""
        if self.handed_off and kind != "won":
            return (
                "stage",
                "This deal has a project. Take the win back in Baton, which asks what becomes of the project.",
            )
        priced = self.lines and not self.plain
        if priced and currency != self.currency:
            return "currency", f"This deal has lines in {self.currency}. Change its currency in Baton."
        if priced and minor is not None and minor != self.amount_minor:
            return "amount", "The amount of this deal is the sum of its lines. Change a line in Baton instead."
        return None

    def amount_in(self, currency: str) -> int | None:
        """Its amount, where only the currency is another: 4,500.00 EUR become 4,500 JPY."""
        digits = minor_digits(currency) - minor_digits(self.currency)
        if self.amount_minor is None or not digits:
            return self.amount_minor
        return int(Decimal(self.amount_minor).scaleb(digits).quantize(Decimal(1), "ROUND_HALF_UP"))


class KnownDeals:
    """The deals that are there, found by what a file says of them; a deal is found by one row only, but by its external id."""

    def __init__(self, store: Store) -> None:
        rows = store.rows(
            f"SELECT {_COLUMNS} FROM deal d JOIN stage s ON s.id = d.stage_id "
            "LEFT JOIN (SELECT DISTINCT deal_id FROM handoff) h ON h.deal_id = d.id "
            "LEFT JOIN (SELECT deal_id, count(*) AS n, CASE WHEN count(*) = 1 AND max(quantity) = '1' AND max(discount) = '' "
            "THEN max(id) END AS plain FROM deal_line WHERE amount_minor <> 0 GROUP BY deal_id) l ON l.deal_id = d.id "
            "WHERE d.deleted_at IS NULL ORDER BY d.id"
        )
        self._external: dict[str, Known] = {}
        self._named: dict[tuple[str, int | None], list[Known]] = {}
        for deal in map(Known._make, rows):
            if deal.external_id:
                self._external.setdefault(deal.external_id, deal)
            else:
                self._named.setdefault((deal.title, deal.client_id), []).append(deal)

    def by_external(self, external: str) -> Known | None:
        """The deal of this external id."""
        return self._external.get(external)

    def by_sight(
        self, title: str, client: int | None, created: str | None, kind: str | None, closed: str | None
    ) -> Known | None:
        """The deal of this title and client: the one created that day or, where the file names no day, the one that this row
        goes on with. An open row is no deal that has closed; a closed one is the deal closed that day, else an open one.
        """
        there = self._named.get((title, client), ())
        for fits in _tests(created, kind, closed):
            found = next((deal for deal in there if fits(deal)), None)
            if found is not None:
                self._named[title, client].remove(found)
                return found
        return None

    def closed_otherwise(self, title: str, client: int | None, kind: str) -> bool:
        """Whether a deal of this title and client that no row has found was closed, but not so."""
        return any(deal.kind not in ("open", kind) for deal in self._named.get((title, client), ()))


def _tests(created: str | None, kind: str | None, closed: str | None) -> Sequence[Any]:
    if created is not None:
        return (lambda deal: deal.created_on == created,)
    still_open = (lambda deal: deal.kind == "open",)
    if kind == "open":
        return still_open
    if kind is None:
        return (*still_open, lambda deal: deal.kind != "open")
    return (lambda deal: deal.kind == kind and closed in (None, deal.closed_on), *still_open)
