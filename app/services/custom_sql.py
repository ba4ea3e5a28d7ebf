"""Custom fields and tags as pieces of SQL: how a list of records is sorted and narrowed by them.

`row` is the column with the record's id, such as 'd.id'. The parameters of a condition go into `params` under names of its
own, so that several conditions stand in one query. Every piece is served by the unique index (field_id, record_id).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.domain import custom_value, finding
from app.services.custom_fields import Field

if TYPE_CHECKING:
    from app.models.store import Store

# What may be asked of a value. 'from' and 'to' include their end.
TESTS: Final = ("is", "not", "has", "from", "to", "any", "none")
# Beyond so many bytes SQLite refuses a pattern.
_LONGEST: Final = 50_000


class Asked(NamedTuple):
    """One condition on a custom field. `value` is in the form that is kept; of 'any' and 'none' it is empty."""

    field_id: int
    test: str
    value: str = ""


def value_sql(field_id: int, row: str) -> str:
    """The kept value of a field; NULL when the record has none."""
    return f"(SELECT v.value FROM custom_value v WHERE v.field_id = {int(field_id)} AND v.record_id = {row})"


def sort_sql(field: Field, row: str) -> str:
    """What a list is sorted by for this field: numbers as numbers, choices in the order of their options, words without case.

    Money sorts by its minor units. NULL where a record has no value.
    """
    which = f"FROM custom_value v WHERE v.field_id = {int(field.id)} AND v.record_id = {row}"
    if field.kind == "choice":
        return (
            "(SELECT ifnull((SELECT o.key FROM custom_field f, json_each(f.options) o WHERE f.id = v.field_id "
            f"AND o.value = v.value), 1000000) {which})"
        )
    return f"(SELECT {_comparable(field.kind)} {which})" + (" COLLATE NOCASE" if field.kind in ("text", "link") else "")


def conditions(
    store: Store, record: str, tag_ids: Sequence[int], custom: Sequence[Asked], row: str, params: dict[str, Any]
) -> list[str]:
    """What records of this kind pass that carry every tag and meet every condition. A field that is gone, or of another kind
    of record, has no values.
    """
    parts = [tag_where(record, tag, row) for tag in tag_ids]
    if custom:
        kinds = dict(store.rows("SELECT id, kind FROM custom_field WHERE record = ?", (record,)))
        for asked in custom:
            known = asked.field_id in kinds
            lacking = "1" if asked.test in ("none", "not") else "0"
            parts.append(where(kinds[asked.field_id], asked, row, params) if known else lacking)
    return parts


def where(kind: str, asked: Asked, row: str, params: dict[str, Any]) -> str:
    """The condition that a record passes; `kind` is the field's. Raises ValueError for a test that is none.

    A record without a value passes 'none' and 'not' alone. Nothing lies above or below what is no value of the kind, and
    amounts are compared within one currency.
    """
    if asked.test not in TESTS:
        raise ValueError(asked.test)
    which = f"FROM custom_value v WHERE v.field_id = {int(asked.field_id)}"
    if asked.test in ("any", "none"):
        return f"{row} {'NOT ' if asked.test == 'none' else ''}IN (SELECT v.record_id {which})"
    name = f"custom{sum(key.startswith('custom') for key in params)}"
    params[name] = asked.value
    if asked.test == "has":
        if "\0" in asked.value:  # no value has one, and a pattern would end there
            return "0"
        return f"{row} IN (SELECT v.record_id {which} AND {holds('v.value', asked.value, name, params)})"
    if asked.test == "not":
        return f"{row} NOT IN (SELECT v.record_id {which} AND v.value = :{name})"
    if asked.test == "is":
        return f"{row} IN (SELECT v.record_id {which} AND v.value = :{name})"
    if kind in ("number", "money", "date") and not custom_value.is_kept(kind, asked.value):
        return "0"
    sign = ">=" if asked.test == "from" else "<="
    against = f":{name}"
    if kind == "money":
        params[name], _, params[f"{name}c"] = asked.value.partition(" ")
        against = f"CAST(:{name} AS INTEGER) AND v.value LIKE '% ' || :{name}c"
    elif kind == "number":
        against = f"CAST(:{name} AS REAL)"
    return f"{row} IN (SELECT v.record_id {which} AND {_comparable(kind)} {sign} {against})"


def tag_where(kind: str, tag_id: int, row: str) -> str:
    """The condition that a record of this kind carries a tag."""
    return f"{row} IN (SELECT l.{kind}_id FROM tag_link l WHERE l.tag_id = {int(tag_id)} AND l.{kind}_id IS NOT NULL)"


def holds(column: str, text: str, name: str, params: dict[str, Any]) -> str:
    """The condition that a column holds `text` anywhere, accents and case aside as in `domain/finding.py`; its pattern goes into
    `params` as `name`. Only what is not of plain letters is folded, which SQLite cannot do by itself.
    """
    wanted = finding.plain(text.strip()).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{wanted}%"
    params[name] = pattern if len(pattern.encode()) < _LONGEST else ""  # which no text is like: none is as long
    return (
        f"CASE WHEN octet_length({column}) > length({column}) THEN plain({column}) ELSE {column} END "
        f"LIKE :{name} ESCAPE '\\'"
    )


def _comparable(kind: str) -> str:
    return {"number": "CAST(v.value AS REAL)", "money": "CAST(v.value AS INTEGER)"}.get(kind, "v.value")
