"""The search box has an index for each kind of record, so that many tasks of a name do not stand before its one client."""

from typing import Any

_TABLE = """
CREATE VIRTUAL TABLE search_{kind} USING fts5 (
    title, detail, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', detail = 'column'
)
"""
_CHANNELS = "ifnull((SELECT ' ' || group_concat(h.value, ' ') FROM channel h WHERE h.{kind}_id = {kind}.id), '')"
_WORDS = {
    "client": ("name", "email || ' ' || phone || ' ' || city || ' ' || website || " + _CHANNELS),
    "contact": ("name", "email || ' ' || phone || " + _CHANNELS),
    "deal": ("title", "competitor || ' ' || external_id"),
    "project": ("name", "external_id"),
    "task": ("title", "key || ' ' || external_id"),
    "renewal": ("title", "''"),
}


def up(migrator: Any, db: Any) -> None:
    """Make the indexes from the records that are there; the one for all goes."""
    del migrator
    for kind, (title, words) in _WORDS.items():
        db.execute_sql(_TABLE.format(kind=kind))
        there = "" if kind == "renewal" else " WHERE deleted_at IS NULL"
        db.execute_sql(
            f"INSERT INTO search_{kind} (rowid, title, detail) SELECT id, {title}, {words.format(kind=kind)} FROM {kind}{there}"
        )
    db.execute_sql("DROP TABLE search")
