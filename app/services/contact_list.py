"""The list of contacts: what it is narrowed to, what it is sorted and grouped by, with the clients they speak for."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.services import custom_sql, filter_spec, listing, search
from app.services.custom_sql import Asked
from app.services.listing import CUSTOM, Grouping, Listing, SortKey, Term

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.tags import Tag

CHIPS: Final = ("mine", "decides", "no_client")


class ContactFilter(NamedTuple):
    """What the list is narrowed to; a field that is empty does not narrow. `owner_id` 0 means those without an owner.

    The client, the role and whether one decides are those of one place: who has the role at one client and decides at
    another is left out. `no_email` and `no_phone` leave those that have none at all, `custom` those that meet every condition.
    """

    text: str = ""
    chip: str = ""
    client_id: int | None = None
    role: str = ""
    decides: bool = False
    owner_id: int | None = None
    tag_ids: tuple[int, ...] = ()
    no_email: bool = False
    no_phone: bool = False
    custom: tuple[Asked, ...] = ()


PLAIN: Final = ContactFilter()
_IN_CHIP: Final = {
    "mine": "x.owner_id = (SELECT id FROM person WHERE is_me = 1)",
    "no_client": "NOT EXISTS (SELECT 1 FROM client_contact k JOIN client c ON c.id = k.client_id "
    "WHERE k.contact_id = x.id AND c.deleted_at IS NULL)",
}
_CLIENT: Final = (
    "(SELECT min(c.name COLLATE NOCASE) FROM client_contact k JOIN client c ON c.id = k.client_id "
    "WHERE k.contact_id = x.id AND c.deleted_at IS NULL)"
)
#: Words of the contact or of a client it speaks for.
_WORDS: Final = "x.id IN {contact} OR x.id IN (SELECT contact_id FROM client_contact WHERE client_id IN {client})"
#: A place `k` at a client that is still there: what one was at a deleted one is told nowhere, until Undo brings that back.
_THERE: Final = "(SELECT p.deleted_at IS NULL FROM client p WHERE p.id = k.client_id)"
_JOINS: Final = {
    "o": "LEFT JOIN person o ON o.id = x.owner_id",
    "c": f"LEFT JOIN client_contact k ON k.contact_id = x.id AND {_THERE} LEFT JOIN client c ON c.id = k.client_id",
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


def ids(store: Store, flt: ContactFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The contacts that pass the filter; without keys by name."""
    where, params = _where(store, flt)
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


def count(store: Store, flt: ContactFilter) -> int:
    """How many contacts pass the filter."""
    where, params = _where(store, flt)
    return int(store.value(f"SELECT count(*) FROM contact x WHERE {where}", params))


def roles(store: Store) -> list[tuple[str, int]]:
    """The roles that contacts have, whatever their case, with how many have each; the commonest first."""
    return [
        (role, number)
        for role, number in store.rows(
            "SELECT min(k.role), count(DISTINCT x.id) FROM client_contact k JOIN contact x ON x.id = k.contact_id "
            f"WHERE k.role <> '' AND {_THERE} AND x.deleted_at IS NULL AND x.archived_at IS NULL GROUP BY k.role COLLATE NOCASE ORDER BY 2 DESC, 1"
        )
    ]


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
            f"LEFT JOIN person o ON o.id = x.owner_id {_JOINS['c']} WHERE x.deleted_at IS NULL GROUP BY j.key ORDER BY j.key",
            (json.dumps(keys),),
        )
    ]  # fmt: skip


def _term(store: Store, key: str) -> Term | None:
    return SORTS.get(key) or listing.custom_term(store, key, "x.id")


def _where(store: Store, flt: ContactFilter) -> tuple[str, dict[str, Any]]:
    parts = ["x.deleted_at IS NULL AND x.archived_at IS NULL"]
    params: dict[str, Any] = {"client_id": flt.client_id, "role": flt.role, "owner_id": flt.owner_id}
    if flt.chip in _IN_CHIP:
        parts.append(_IN_CHIP[flt.chip])
    place = ["k.client_id = :client_id"] if flt.client_id is not None else []
    place += ["k.role = :role COLLATE NOCASE"] if flt.role else []
    place += ["k.decides = 1"] if flt.decides or flt.chip == "decides" else []
    if place:
        parts.append(f"x.id IN (SELECT k.contact_id FROM client_contact k WHERE {' AND '.join([*place, _THERE])})")
    if flt.owner_id is not None:
        parts.append("x.owner_id = :owner_id" if flt.owner_id else "x.owner_id IS NULL")
    parts += [
        f"x.{kind} = '' AND NOT EXISTS (SELECT 1 FROM channel h WHERE h.contact_id = x.id AND h.kind = '{kind}')"
        for kind, lacking in (("email", flt.no_email), ("phone", flt.no_phone))
        if lacking
    ]
    parts += custom_sql.conditions(store, "contact", flt.tag_ids, flt.custom, "x.id", params)
    if flt.text.strip():
        parts.append(search.narrowed(flt.text, "x.name", _WORDS, params))
    return " AND ".join(parts), params


# --- as a spec ---------------------------------------------------------------------------------------------------------


def to_spec(flt: ContactFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them."""
    return filter_spec.to_spec(flt, PLAIN)


def from_spec(spec: Mapping[str, Any]) -> ContactFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    return filter_spec.from_spec(spec, PLAIN, {"chip": CHIPS})
