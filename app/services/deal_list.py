"""The list of deals: every column it can show, what it is sorted and grouped by, and its sums."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.services import currencies, deal_board, deal_filter, listing
from app.services.deal_board import DealCard
from app.services.listing import CUSTOM, Grouping, Listing, SortKey, Term

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_filter import DealFilter
    from app.services.tags import Tag

_JOINS: Final = {
    "c": "LEFT JOIN client c ON c.id = d.client_id",
    "o": "LEFT JOIN person o ON o.id = d.owner_id",
    "x": "LEFT JOIN contact x ON x.id = d.contact_id",
    "i": "JOIN pipeline i ON i.id = s.pipeline_id",
    "u": "LEFT JOIN source u ON u.id = d.source_id",
    "w": "LEFT JOIN lost_reason w ON w.id = d.lost_reason_id",
    "j": "LEFT JOIN handoff h ON h.id = (SELECT min(id) FROM handoff WHERE deal_id = d.id) LEFT JOIN project j ON j.id = h.project_id AND j.deleted_at IS NULL",
    "g": "LEFT JOIN tag_link l ON l.deal_id = d.id LEFT JOIN tag g ON g.id = l.tag_id",
}
_PROBABILITY: Final = "ifnull(d.probability, s.probability)"
_CLOSES: Final = "ifnull(d.closed_on, d.expected_close_on)"
_FORECAST: Final = "ifnull(d.forecast, s.forecast)"
_BY_CERTAINTY: Final = f"instr('omitted pipeline best_case commit closed', {_FORECAST})"
# Amounts are compared in the home currency; `_term` puts it in.
_HOME: Final = "{home}"
SORTS: Final = {
    "title": Term("d.title COLLATE NOCASE"),
    "client": Term("c.name COLLATE NOCASE", ("c",)),
    "contact": Term("x.name COLLATE NOCASE", ("x",)),
    "pipeline": Term("i.rank", ("i",)),
    "stage": Term("s.rank"),
    "amount": Term(_HOME),
    "home": Term(_HOME),
    "currency": Term("d.currency"),
    "probability": Term(f"iif(d.closed_on IS NULL, {_PROBABILITY}, NULL)"),
    "weighted": Term(f"iif(d.closed_on IS NULL, {_HOME} * {_PROBABILITY}, NULL)"),
    "forecast": Term(_BY_CERTAINTY),
    "expected_close": Term(_CLOSES),
    "promised": Term("d.promised_on"),
    "created": Term("d.created_on"),
    "days": Term("iif(d.closed_on IS NULL, -julianday(d.stage_since_on), NULL)"),
    "next_step": Term("d.next_step_on"),
    "owner": Term("o.name COLLATE NOCASE", ("o",)),
    "source": Term("u.name COLLATE NOCASE", ("u",)),
    "lost_reason": Term("w.name COLLATE NOCASE", ("w",)),
    "competitor": Term("nullif(d.competitor, '') COLLATE NOCASE"),
    "project": Term("j.name COLLATE NOCASE", ("j",)),
    "tags": Term("(SELECT min(g.name COLLATE NOCASE) FROM tag_link l JOIN tag g ON g.id = l.tag_id WHERE l.deal_id = d.id)"),
}  # fmt: skip
GROUPS: Final = {
    "owner": Grouping("d.owner_id", "o.name", ("o.name COLLATE NOCASE",), ("o",)),
    "stage": Grouping("d.stage_id", "s.name", ("i.rank", "i.id", "s.rank"), ("i",)),
    "client": Grouping("d.client_id", "c.name", ("c.name COLLATE NOCASE",), ("c",)),
    "expected_close": Grouping(f"substr({_CLOSES}, 1, 7)", "''", (f"substr({_CLOSES}, 1, 7)",)),
    "tags": Grouping("g.id", "g.name", ("g.name COLLATE NOCASE",), ("g",)),
    "pipeline": Grouping("i.id", "i.name", ("i.rank",), ("i",)),
    "forecast": Grouping(_FORECAST, "''", (_BY_CERTAINTY,)),
    "source": Grouping("d.source_id", "u.name", ("u.name COLLATE NOCASE",), ("u",)),
    "lost_reason": Grouping("d.lost_reason_id", "w.name", ("w.name COLLATE NOCASE",), ("w",)),
}
_MORE: Final = frozenset(
    ("contact", "pipeline", "forecast", "promised", "source", "lost_reason", "competitor", "home", "weighted")
)


class More(NamedTuple):
    """What a card does not say of a deal; read only while one of its columns is shown."""

    contact_id: int | None
    contact: str | None
    pipeline: str
    forecast: str
    promised_on: date | None
    source_id: int | None
    source: str | None
    lost_reason: str | None
    competitor: str
    home_minor: int | None


_NOTHING: Final = More(None, None, "", "", None, None, None, None, "", None)


class DealRow(NamedTuple):
    """A row: the deal as a card, and what further columns ask for. `custom` is by the id of the field, links are by value."""

    card: DealCard
    more: More
    tags: tuple[Tag, ...]
    custom: dict[int, str]
    links: dict[str, str]

    @property
    def id(self) -> int:
        """The deal's id."""
        return self.card.id

    @property
    def weighted_minor(self) -> int | None:
        """Amount times probability in minor units of the home currency; None without amount or rate, and once it is closed."""
        home = self.more.home_minor
        return None if home is None or self.card.closed_on else (home * self.card.probability + 50) // 100


def ids(store: Store, flt: DealFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The deals that pass the filter, closed ones too; without keys open ones by their close, then the newest closed."""
    where, params = deal_filter.where(store, flt)
    terms = [(term, key.descending) for key in sorts if (term := _term(store, key.key, params)) is not None]
    order = listing.order_sql(terms, "d.id") if terms else f"{deal_board.SORTS['default']}, d.id"
    joins = [alias for term, _ in terms for alias in term.joins]
    grouping = _grouping(store, group)
    if grouping is None:
        tables = f"{deal_filter.FROM} {listing.joins_sql(joins, _JOINS)}"
        return Listing(store.ids(f"SELECT d.id {tables} WHERE {where} ORDER BY {order}", params))
    first = listing.grouped_order(grouping, descending=SortKey(group, True) in sorts)
    tables = f"{deal_filter.FROM} {listing.joins_sql([*joins, *grouping.joins], _JOINS)}"
    rows = store.rows(
        f"SELECT {grouping.key}, d.id {tables} WHERE {where} ORDER BY {first}, {order}",
        params,
    )
    parts = listing.parts(rows, _sums(store, grouping, where, params))
    return Listing([row[1] for row in rows], parts)


def rows(store: Store, wanted: Sequence[int], columns: Collection[str] = ()) -> list[DealRow]:
    """The deals `wanted`, in their order, with what these columns show; one that is gone is left out."""
    cards = deal_board.cards(store, list(wanted))
    keys = [card.id for card in cards]
    more = _more(store, keys) if _MORE & set(columns) else {}
    tagged, values, links = {}, {}, {}
    if "tags" in columns:
        from app.services import tags

        tagged = tags.of(store, "deal", keys)
    if any(column.startswith(CUSTOM) for column in columns):
        from app.services import custom_fields

        values = custom_fields.values(store, "deal", keys)
        links = custom_fields.link_titles(store, (text for own in values.values() for text in own.values()))
    return [
        DealRow(card, more.get(card.id, _NOTHING), tagged.get(card.id, ()), values.get(card.id, {}), links)
        for card in cards
    ]


def _more(store: Store, keys: Sequence[int]) -> dict[int, More]:
    rates = currencies.rates(store)
    found = {}
    for key, currency, minor, frozen, *rest in store.rows(
        f"SELECT d.id, d.currency, d.amount_minor, d.closed_rate, d.contact_id, x.name, i.name, {_FORECAST}, d.promised_on, "
        f"d.source_id, u.name, w.name, d.competitor {deal_filter.FROM} {listing.joins_sql('xiuw', _JOINS)} "
        "WHERE d.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    ):
        promised = date.fromisoformat(rest[4]) if rest[4] else None
        home = None if minor is None else rates.to_home(minor, currency, frozen)
        found[key] = More._make((*rest[:4], promised, *rest[5:], home))
    return found


def _term(store: Store, key: str, params: dict[str, Any]) -> Term | None:
    known = SORTS.get(key) or listing.custom_term(store, key, "d.id")
    if known is None or _HOME not in known.sql:
        return known
    return known._replace(sql=known.sql.replace(_HOME, currencies.in_home(store, params)))


def _grouping(store: Store, key: str) -> Grouping | None:
    return GROUPS.get(key) or listing.custom_grouping(store, key, "d.id")


def _sums(store: Store, grouping: Grouping, where: str, params: dict[str, Any]) -> listing.Sums:
    """By key: name, {'count', 'amount', 'weighted'} in minor units of the home currency, deals without a rate."""
    rates = currencies.rates(store)
    tables = f"{deal_filter.FROM} {listing.joins_sql(grouping.joins, _JOINS)}"
    found = listing.HomeSums(amount=currencies.rounded, weighted=currencies.rounded_share)
    for key, name, currency, frozen, count, priced, amount, weighted in store.rows(
        f"SELECT {grouping.key}, min({grouping.name}), d.currency, d.closed_rate, count(*), count(d.amount_minor), "
        f"ifnull(sum(d.amount_minor), 0), ifnull(sum(iif(d.closed_on IS NULL, d.amount_minor * {_PROBABILITY}, 0)), 0) "
        f"{tables} WHERE {where} GROUP BY 1, 3, 4",
        params,
    ):
        home = {
            what: rates.finely(minor, currency, frozen) for what, minor in (("amount", amount), ("weighted", weighted))
        }
        found.add(key, name, {"count": count}, home, priced)
    return found.rounded()
