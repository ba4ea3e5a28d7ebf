"""The list of clients: what it is narrowed to, every column it can show, what it is sorted and grouped by, and its sums."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import moment_from
from app.services import clients, currencies, custom_sql, filter_spec, listing, search
from app.services.activities import SPOKEN
from app.services.clients import ClientRow
from app.services.custom_sql import Asked
from app.services.listing import CUSTOM, Grouping, Listing, SortKey, Term

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.tags import Tag

CHIPS: Final = ("mine", "open", "won", "no_deals", "no_contact")
KINDS: Final = ("organisation", "person")


class ClientFilter(NamedTuple):
    """What the list is narrowed to; a field that is empty does not narrow. `owner_id` 0 means those without an owner.

    `silent_days` leaves those with whom nobody was in touch for so many days. `won_` and `open_` bound the sum
    of the client's won and of its open deals, in minor units of the home currency, both ends included; a client without
    such an amount passes no bound. A client passes when it carries every tag and meets every condition of `custom`.
    """

    text: str = ""
    chip: str = ""
    kind: str = ""
    owner_id: int | None = None
    city: str = ""
    country: str = ""
    tag_ids: tuple[int, ...] = ()
    custom: tuple[Asked, ...] = ()
    silent_days: int | None = None
    won_from: int | None = None
    won_to: int | None = None
    open_from: int | None = None
    open_to: int | None = None


PLAIN: Final = ClientFilter()
_HOME: Final = "{home}"
_SUM: Final = f"sum({_HOME})"
_CONTACTED: Final = (
    "SELECT z.client_id, max(z.at) AS at FROM (SELECT client_id, at, kind FROM activity WHERE client_id IS NOT NULL UNION ALL "
    "SELECT d.client_id, a.at, a.kind FROM activity a JOIN deal d ON d.id = a.deal_id UNION ALL "
    "SELECT k.client_id, a.at, a.kind FROM activity a JOIN client_contact k ON k.contact_id = a.contact_id UNION ALL "
    "SELECT p.client_id, a.at, a.kind FROM activity a JOIN project p ON p.id = a.project_id) z "
    f"WHERE z.kind IN {SPOKEN} AND z.client_id IS NOT NULL GROUP BY 1"
)
_JOINS: Final = {
    "o": "LEFT JOIN person o ON o.id = c.owner_id",
    "m": "LEFT JOIN (SELECT d.client_id AS id, sum(s.kind = 'open') AS opens, sum(s.kind = 'won') AS wins, "
    f"sum(iif(s.kind = 'open', {_HOME}, NULL)) AS open, sum(iif(s.kind = 'won', {_HOME}, NULL)) AS won, "
    f"sum(d.amount_minor IS NOT NULL AND s.kind <> 'lost' AND {_HOME} IS NULL) AS unknown "
    "FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL AND d.client_id IS NOT NULL GROUP BY 1) m ON m.id = c.id",
    "a": f"LEFT JOIN ({_CONTACTED}) a ON a.client_id = c.id",
    "g": "LEFT JOIN tag_link l ON l.client_id = c.id LEFT JOIN tag g ON g.id = l.tag_id",
}
#: Words of the client or of somebody who speaks for it.
_WORDS: Final = "c.id IN {client} OR c.id IN (SELECT k.client_id FROM client_contact k WHERE k.contact_id IN {contact})"
_COUNT: Final = "(SELECT count(*) FROM {table} n WHERE n.client_id = c.id{more})"
SORTS: Final = {
    "name": Term("c.name COLLATE NOCASE"),
    "kind": Term("c.kind"),
    "owner": Term("o.name COLLATE NOCASE", ("o",)),
    "email": Term("nullif(c.email, '') COLLATE NOCASE"),
    "phone": Term("nullif(c.phone, '')"),
    "website": Term("nullif(c.website, '') COLLATE NOCASE"),
    "city": Term("nullif(c.city, '') COLLATE NOCASE"),
    "postcode": Term("nullif(c.postcode, '')"),
    "country": Term("nullif(c.country, '') COLLATE NOCASE"),
    "contacts": Term(
        _COUNT.format(table="client_contact", more=" AND (SELECT x.deleted_at IS NULL FROM contact x WHERE x.id = n.contact_id)")
    ),
    "projects": Term(_COUNT.format(table="project", more=" AND n.deleted_at IS NULL")),
    "open_deals": Term("ifnull(m.opens, 0)", ("m",)),
    "won_deals": Term("ifnull(m.wins, 0)", ("m",)),
    "open": Term("m.open", ("m",)),
    "won": Term("m.won", ("m",)),
    "contacted": Term("a.at", ("a",)),
    "created": Term("c.created_at"),
    "tags": Term("(SELECT min(g.name COLLATE NOCASE) FROM tag_link l JOIN tag g ON g.id = l.tag_id WHERE l.client_id = c.id)"),
}  # fmt: skip
GROUPS: Final = {
    "owner": Grouping("c.owner_id", "o.name", ("o.name COLLATE NOCASE",), ("o",)),
    "kind": Grouping("c.kind", "''", ("c.kind",)),
    "city": Grouping("nullif(c.city, '')", "c.city", ("c.city COLLATE NOCASE",)),
    "country": Grouping("nullif(c.country, '')", "c.country", ("c.country COLLATE NOCASE",)),
    "tags": Grouping("g.id", "g.name", ("g.name COLLATE NOCASE",), ("g",)),
}


class More(NamedTuple):
    """What a row says beside its sums."""

    owner_id: int | None
    owner: str
    owner_is_me: bool
    website: str
    postcode: str
    created_on: date
    contacted_on: date | None


class ListRow(NamedTuple):
    """A client in the list. `custom` is by the id of the field, links are by value."""

    row: ClientRow
    more: More
    tags: tuple[Tag, ...]
    custom: dict[int, str]
    links: dict[str, str]

    @property
    def id(self) -> int:
        """The client's id."""
        return self.row.id


def ids(store: Store, flt: ClientFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The clients that pass the filter; without keys by name."""
    where, params, joins = _where(store, flt)
    found = [(term, key.descending) for key in sorts if (term := _term(store, key.key)) is not None]
    terms = found or [(SORTS["name"], False)]
    joins = [*joins, *(alias for term, _ in terms for alias in term.joins)]
    order = listing.order_sql(terms, "c.id")
    grouping = GROUPS.get(group) or listing.custom_grouping(store, group, "c.id")
    if grouping is None:
        tables = _tables(store, joins, params)
        return Listing(store.ids(f"SELECT c.id {tables} WHERE {where} ORDER BY {order}", params))
    first = listing.grouped_order(grouping, descending=SortKey(group, True) in sorts)
    tables = _tables(store, [*joins, *grouping.joins], params)
    rows = store.rows(f"SELECT {grouping.key}, c.id {tables} WHERE {where} ORDER BY {first}, {order}", params)
    return Listing([row[1] for row in rows], listing.parts(rows, _sums(store, grouping, tables, where, params)))


def _sums(store: Store, grouping: Grouping, tables: str, where: str, params: dict[str, Any]) -> listing.Sums:
    """By key: name, {'open', 'won'} in minor units of the home currency, deals without a rate."""
    rates, found = currencies.rates(store), listing.HomeSums(open=currencies.rounded, won=currencies.rounded)
    for key, name, kind, currency, frozen, priced, amount in store.rows(
        f"SELECT {grouping.key}, min({grouping.name}), s.kind, d.currency, d.closed_rate, count(d.amount_minor), ifnull(sum(d.amount_minor), 0) "
        f"{tables} LEFT JOIN deal d ON d.client_id = c.id AND d.deleted_at IS NULL LEFT JOIN stage s ON s.id = d.stage_id "
        f"WHERE {where} GROUP BY 1, 3, 4, 5",
        params,
    ):
        home = {kind: rates.finely(amount, currency, frozen)} if kind in ("open", "won") else {}
        found.add(key, name, {}, home, priced)
    return found.rounded()


def count(store: Store, flt: ClientFilter) -> int:
    """How many clients pass the filter."""
    where, params, joins = _where(store, flt)
    return int(store.value(f"SELECT count(*) {_tables(store, joins, params)} WHERE {where}", params))


def rows(store: Store, wanted: Sequence[int], columns: Collection[str] = ()) -> list[ListRow]:
    """The clients `wanted`, in their order, with what these columns show; one that is gone is left out."""
    from app.services import custom_fields, tags

    found = clients.rows(store, wanted)
    keys = [row.id for row in found]
    more = _more(store, keys)
    tagged = tags.of(store, "client", keys) if "tags" in columns else {}
    values, links = {}, {}
    if any(column.startswith(CUSTOM) for column in columns):
        values = custom_fields.values(store, "client", keys)
        links = custom_fields.link_titles(store, (text for own in values.values() for text in own.values()))
    return [ListRow(row, more[row.id], tagged.get(row.id, ()), values.get(row.id, {}), links) for row in found]


def places(store: Store, column: str) -> list[tuple[str, int]]:
    """The cities or countries there are, whatever their case, with how many clients; those with most first."""
    if column not in ("city", "country"):
        raise ValueError(column)
    return [
        (name, number)
        for name, number in store.rows(
            f"SELECT min({column}), count(*) FROM client WHERE {column} <> '' AND deleted_at IS NULL AND archived_at IS NULL "
            f"GROUP BY {column} COLLATE NOCASE ORDER BY 2 DESC, 1"
        )
    ]


def _more(store: Store, keys: Sequence[int]) -> dict[int, More]:
    listed = json.dumps(list(keys))
    mine = "IN (SELECT value FROM json_each(:ids))"
    contacted = (
        _CONTACTED.replace("activity WHERE client_id IS NOT NULL", f"activity WHERE client_id {mine}")
        .replace("d.id = a.deal_id", f"d.id = a.deal_id AND d.client_id {mine}")
        .replace("k.contact_id = a.contact_id", f"k.contact_id = a.contact_id AND k.client_id {mine}")
        .replace("p.id = a.project_id", f"p.id = a.project_id AND p.client_id {mine}")
    )
    last = dict(store.rows(contacted, {"ids": listed}))
    return {
        i: More(
            owner, name or "", bool(me), website, postcode, date.fromisoformat(created[:10]),
            moment_from(last[i]).astimezone().date() if i in last else None,
        )
        for i, owner, name, me, website, postcode, created in store.rows(
            "SELECT c.id, c.owner_id, o.name, o.is_me, c.website, c.postcode, c.created_at FROM client c "
            "LEFT JOIN person o ON o.id = c.owner_id WHERE c.id IN (SELECT value FROM json_each(?))",
            (listed,),
        )
    }  # fmt: skip


def _term(store: Store, key: str) -> Term | None:
    return SORTS.get(key) or listing.custom_term(store, key, "c.id")


def _tables(store: Store, joins: Sequence[str], params: dict[str, Any]) -> str:
    sql = listing.joins_sql(joins, _JOINS)
    if _HOME in sql:
        sql = sql.replace(_HOME, currencies.in_home(store, params))
    return f"FROM client c {sql}"


_IN_CHIP: Final = {
    "mine": "c.owner_id = (SELECT id FROM person WHERE is_me = 1)",
    "open": "c.id IN (SELECT d.client_id FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.kind = 'open' AND d.deleted_at IS NULL)",
    "won": "c.id IN (SELECT d.client_id FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.kind = 'won' AND d.deleted_at IS NULL)",
    "no_deals": "NOT EXISTS (SELECT 1 FROM deal d WHERE d.client_id = c.id AND d.deleted_at IS NULL)",
    "no_contact": "NOT EXISTS (SELECT 1 FROM client_contact k JOIN contact x ON x.id = k.contact_id "
    "WHERE k.client_id = c.id AND x.deleted_at IS NULL)",
}


def _where(store: Store, flt: ClientFilter) -> tuple[str, dict[str, Any], list[str]]:
    parts, params, joins = ["c.deleted_at IS NULL AND c.archived_at IS NULL"], flt._asdict(), []
    params = {name: value for name, value in params.items() if name not in ("tag_ids", "custom")}
    if flt.text.strip():
        parts.append(search.narrowed(flt.text, "c.name", _WORDS, params))
    if flt.chip:
        parts.append(_IN_CHIP[flt.chip])
    if flt.kind:
        parts.append("c.kind = :kind")
    if flt.owner_id is not None:
        parts.append("c.owner_id = :owner_id" if flt.owner_id else "c.owner_id IS NULL")
    parts += [f"c.{name} = :{name} COLLATE NOCASE" for name in ("city", "country") if getattr(flt, name)]
    parts += custom_sql.conditions(store, "client", flt.tag_ids, flt.custom, "c.id", params)
    if flt.silent_days is not None:
        parts.append("(a.at IS NULL OR a.at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-' || :silent_days || ' days'))")
        joins.append("a")
    parts += [_bounded(store, kind, flt, params) for kind in ("open", "won") if _bounds(flt, kind)]
    return " AND ".join(parts), params, joins


def _bounds(flt: ClientFilter, kind: str) -> str:
    signs = ((f"{kind}_from", ">="), (f"{kind}_to", "<="))
    return " AND ".join(f"{_SUM} {sign} :{end}" for end, sign in signs if getattr(flt, end) is not None)


def _bounded(store: Store, kind: str, flt: ClientFilter, params: dict[str, Any]) -> str:
    """Those with whom the deals of this kind add up to so much; from the index over stages, since most deals are of another kind."""
    having = _bounds(flt, kind).replace(_HOME, currencies.in_home(store, params))
    return (
        f"c.id IN (SELECT d.client_id FROM deal d WHERE d.stage_id IN (SELECT id FROM stage WHERE kind = '{kind}') "
        f"AND d.deleted_at IS NULL AND d.client_id IS NOT NULL GROUP BY 1 HAVING {having})"
    )


# --- as a spec ---------------------------------------------------------------------------------------------------------


def to_spec(flt: ClientFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them."""
    return filter_spec.to_spec(flt, PLAIN)


def from_spec(spec: Mapping[str, Any]) -> ClientFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    return filter_spec.from_spec(spec, PLAIN, {"chip": CHIPS, "kind": KINDS})
