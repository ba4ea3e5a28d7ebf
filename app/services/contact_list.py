"""The list of contacts: found by their words, sorted and grouped in SQL, with the clients they speak for."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from app.services import listing, search
from app.services.listing import CUSTOM, Grouping, Listing, SortKey, Term

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.tags import Tag

CHIPS: Final = {
    "mine": "x.owner_id = (SELECT id FROM person WHERE is_me = 1)",
    "decides": "x.id IN (SELECT contact_id FROM client_contact WHERE decides = 1)",
    "no_client": "NOT EXISTS (SELECT 1 FROM client_contact k JOIN client c ON c.id = k.client_id "
    "WHERE k.contact_id = x.id AND c.deleted_at IS NULL)",
}
_CLIENT: Final = (
    "(SELECT min(c.name COLLATE NOCASE) FROM client_contact k JOIN client c ON c.id = k.client_id "
    "WHERE k.contact_id = x.id AND c.deleted_at IS NULL)"
)
_JOINS: Final = {
    "o": "LEFT JOIN person o ON o.id = x.owner_id",
    "c": "LEFT JOIN client_contact k ON k.contact_id = x.id LEFT JOIN client c ON c.id = k.client_id AND c.deleted_at IS NULL",
    "g": "LEFT JOIN tag_link l ON l.contact_id = x.id LEFT JOIN tag g ON g.id = l.tag_id",
}
SORTS: Final = {
    "name": Term("x.name COLLATE NOCASE"),
    "email": Term("nullif(x.email, '') COLLATE NOCASE"),
    "phone": Term("nullif(x.phone, '')"),
    "clients": Term(_CLIENT),
    "owner": Term("o.name COLLATE NOCASE", ("o",)),
    "created": Term("x.created_at"),
}
GROUPS: Final = {
    "clients": Grouping("c.id", "c.name", ("c.name COLLATE NOCASE",), ("c",)),
    "owner": Grouping("x.owner_id", "o.name", ("o.name COLLATE NOCASE",), ("o",)),
    "tags": Grouping("g.id", "g.name", ("g.name COLLATE NOCASE",), ("g",)),
}


class ListRow(NamedTuple):
    """A contact in the list; `clients` and `roles` are in words, `decides` at any of its clients."""

    id: int
    name: str
    email: str
    phone: str
    clients: str
    roles: str
    decides: bool
    owner_id: int | None
    owner: str
    owner_initials: str
    owner_is_me: bool
    tags: tuple[Tag, ...]
    custom: dict[int, str]
    links: dict[str, str]


def ids(store: Store, text: str = "", chip: str = "", sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The contacts that hold these words, in their own details or the name of a client; without keys by name."""
    where, params = _where(text, chip)
    found = [(term, key.descending) for key in sorts if (term := _term(store, key.key)) is not None]
    terms = found or [(SORTS["name"], False)]
    joins = [alias for term, _ in terms for alias in term.joins]
    order = listing.order_sql(terms, "x.id")
    grouping = GROUPS.get(group) or listing.custom_grouping(store, group, "x.id")
    if grouping is None:
        return Listing(
            store.ids(
                f"SELECT x.id FROM contact x {listing.joins_sql(joins, _JOINS)} WHERE {where} ORDER BY {order}", params
            )
        )
    tables = listing.joins_sql([*joins, *grouping.joins], _JOINS)
    first = listing.grouped_order(grouping, descending=SortKey(group, True) in sorts)
    rows = store.rows(
        f"SELECT {grouping.key}, x.id FROM contact x {tables} WHERE {where} ORDER BY {first}, {order}", params
    )
    names = store.rows(
        f"SELECT {grouping.key}, min({grouping.name}) FROM contact x {tables} WHERE {where} GROUP BY 1", params
    )
    return Listing([row[1] for row in rows], listing.parts(rows, {key: (name or "", {}, 0) for key, name in names}))


def counts(store: Store, text: str = "") -> dict[str, int]:
    """How many contacts each chip would leave."""
    found = {}
    for chip in CHIPS:
        where, params = _where(text, chip)
        found[chip] = int(store.value(f"SELECT count(*) FROM contact x WHERE {where}", params))
    return found


def rows(store: Store, wanted: Sequence[int], columns: Collection[str] = ()) -> list[ListRow]:
    """The contacts `wanted`, in their order, with what these columns show; one that is gone is left out."""
    from app.services import custom_fields, tags

    keys = list(wanted)
    tagged = tags.of(store, "contact", keys) if "tags" in columns else {}
    values, links = {}, {}
    if any(column.startswith(CUSTOM) for column in columns):
        values = custom_fields.values(store, "contact", keys)
        links = custom_fields.link_titles(store, (text for own in values.values() for text in own.values()))
    return [
        ListRow(
            i, name, email, phone, at or "", roles or "", bool(decides), owner, owner_name or "", letters or "", bool(me),
            tagged.get(i, ()), values.get(i, {}), links,
        )
        for i, name, email, phone, at, roles, decides, owner, owner_name, letters, me in store.rows(
            "SELECT x.id, x.name, x.email, x.phone, group_concat(c.name, ', '), group_concat(nullif(k.role, ''), ', '), max(k.decides), "
            "x.owner_id, o.name, o.initials, o.is_me FROM json_each(?) j CROSS JOIN contact x ON x.id = j.value "
            "LEFT JOIN person o ON o.id = x.owner_id LEFT JOIN client_contact k ON k.contact_id = x.id "
            "LEFT JOIN client c ON c.id = k.client_id AND c.deleted_at IS NULL WHERE x.deleted_at IS NULL GROUP BY j.key ORDER BY j.key",
            (json.dumps(keys),),
        )
    ]  # fmt: skip


def _term(store: Store, key: str) -> Term | None:
    return SORTS.get(key) or listing.custom_term(store, key, "x.id")


def _where(text: str, chip: str) -> tuple[str, dict[str, str]]:
    parts, params = ["x.deleted_at IS NULL AND x.archived_at IS NULL"], {}
    if chip:
        parts.append(CHIPS[chip])
    words = search.fts_query(text)
    if words:
        client, contact = search.KINDS.index("client"), search.KINDS.index("contact")
        found = "SELECT rowid / 8 FROM search WHERE search MATCH :words AND rowid % 8 ="
        parts.append(
            f"(x.id IN ({found} {contact}) OR x.id IN (SELECT contact_id FROM client_contact WHERE client_id IN ({found} {client})))"
        )
        params["words"] = words
    elif text.strip():
        from app.services.custom_sql import like

        parts.append("x.name LIKE :like ESCAPE '\\'")
        params["like"] = like(text)
    return " AND ".join(parts), params
