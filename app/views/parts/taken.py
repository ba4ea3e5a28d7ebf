"""What narrows a list, in words: one chip for each filter, and what takes it away again. Here are those that several lists have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.custom_fields import Field
    from app.services.custom_sql import Asked


class Taken(NamedTuple):
    """A filter in words, and the fields that take it away."""

    words: str
    without: dict[str, Any]


def of_owner(store: Store, owner_id: int | None) -> list[Taken]:
    """'Mara Sample'; 0 is nobody."""
    if owner_id is None:
        return []
    name = str(store.value("SELECT name FROM person WHERE id = ?", (owner_id,), "Somebody who left"))
    return [Taken(name if owner_id else "No owner", {"owner_id": None})]


def of_client(store: Store, client_id: int | None) -> list[Taken]:
    """'Basil & Oak'."""
    if client_id is None:
        return []
    from app.services import clients

    return [Taken(clients.name_of(store, client_id) or "A deleted client", {"client_id": None})]


def of_tags(store: Store, tag_ids: Sequence[int]) -> list[Taken]:
    """'Tag: spring', one for each."""
    if not tag_ids:
        return []
    from app.services import tags

    known = {tag.id: tag.name for tag in tags.everything(store)}
    return [
        Taken(
            f"Tag: {known.get(tag, 'one that is gone')}", {"tag_ids": tuple(other for other in tag_ids if other != tag)}
        )
        for tag in tag_ids
    ]


def of_amounts(store: Store, flt: Any, name: str, words: str = "{}") -> list[Taken]:
    """'€5,000 to €9,000' of the fields `name`_from and `name`_to, in minor units of the home currency."""
    ends = (f"{name}_from", f"{name}_to")
    if all(getattr(flt, end) is None for end in ends):
        return []
    from app.domain.money import format_money
    from app.services import settings

    home = settings.home_currency(store)
    low, high = ("" if getattr(flt, end) is None else format_money(getattr(flt, end), home) for end in ends)
    return [Taken(_sentence(words.format(range_words(low, high))), dict.fromkeys(ends))]


def of_fields(store: Store, record: str, custom: Sequence[Asked]) -> list[Taken]:
    """The conditions on fields of one's own; both ends of a range are one."""
    if not custom:
        return []
    from app.services import custom_fields

    known = {field.id: field for field in custom_fields.fields(store, record)}
    groups: dict[tuple[int, str], list[Asked]] = {}
    for asked in custom:
        groups.setdefault((asked.field_id, "range" if asked.test in ("from", "to") else asked.test), []).append(asked)
    return [
        Taken(asked_words(known.get(key[0]), group), {"custom": tuple(each for each in custom if each not in group)})
        for key, group in groups.items()
    ]


def asked_words(field: Field | None, group: list[Asked]) -> str:
    """'Size: Large', 'Seats from 10', 'Budget code has “A-12”', 'Region: empty'."""
    if field is None:
        return "A deleted field"
    from app.services import custom_fields

    test, value = group[0].test, custom_fields.shown(field, group[0].value)
    if test in ("from", "to"):
        ends = {each.test: custom_fields.shown(field, each.value) for each in group}
        return f"{field.name} {range_words(ends.get('from', ''), ends.get('to', ''))}"
    if test in ("any", "none"):
        return f"{field.name}: {'filled' if test == 'any' else 'empty'}"
    if test == "has":
        return f"{field.name} has “{value}”"
    return f"{field.name}: {'not ' if test == 'not' else ''}{value}"


def range_words(low: str, high: str) -> str:
    """'€5,000 to €9,000', 'from €5,000', 'up to €9,000'."""
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
