"""The search indexes, one for each kind of record, kept true from the same log as undo and history: what an action touched is indexed anew before it is committed.

In bulk this costs a tenth of a trigger for each row, since FTS5 writes its pending words out at every nested statement.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

# table -> its title, its other words, in the order in which they are shown. The index of a table has its rows and is named after it.
SEARCHED = {
    "client": ("name", ("email", "phone", "city", "website")),
    "contact": ("name", ("email", "phone")),
    "deal": ("title", ("competitor", "external_id")),
    "project": ("name", ("external_id",)),
    "task": ("title", ("key", "external_id")),
    "renewal": ("title", ("''",)),
}
# What is deleted there is gone, and not a row with a date of its deletion.
_GONE_WHEN_DELETED: Final = frozenset({"renewal"})
# Further e-mails, numbers, addresses and links are words of the client or contact that they belong to.
OWNERS: Final = ("client", "contact")
_CHANNELS: Final = " || ifnull((SELECT ' ' || group_concat(h.value, ' ') FROM main.channel h WHERE h.{table}_id = main.{table}.id), '')"
_TOUCHED: Final = "SELECT row FROM log WHERE tbl = '{table}' AND seq BETWEEN ? AND ?"
# The log of a channel that was deleted begins with its id, its client and its contact; that of one that moved names the old owner.
_DELETED: Final = re.compile(r"INSERT INTO channel \([^)]*\) VALUES \(\d+, (NULL|\d+), (NULL|\d+),")


def follow(connection: Any, first: int, last: int) -> None:
    """Index anew the records that the rows `first` to `last` of the log name, and those whose channels they name."""
    span = (first, last)
    touched = {row[0] for row in connection.execute("SELECT DISTINCT tbl FROM log WHERE seq BETWEEN ? AND ?", span)}
    for table in touched & SEARCHED.keys():
        _index(connection, table, _TOUCHED.format(table=table), span)
    if "channel" in touched:
        for table, ids in _owners(connection, span).items():
            _index(connection, table, "SELECT value AS row FROM json_each(?)", (json.dumps(sorted(ids)),))


def _index(connection: Any, table: str, rows: str, params: tuple[Any, ...]) -> None:
    """Index anew the records of `table` whose ids the query `rows` gives in a column called `row`."""
    title, words = SEARCHED[table]
    detail = " || ' ' || ".join(words) + (_CHANNELS.format(table=table) if table in OWNERS else "")
    there = "" if table in _GONE_WHEN_DELETED else " AND deleted_at IS NULL"
    connection.execute(f"DELETE FROM search_{table} WHERE rowid IN ({rows})", params)
    connection.execute(
        f"INSERT INTO search_{table} (rowid, title, detail) SELECT id, {title}, {detail} "
        f"FROM main.{table} WHERE id IN ({rows}){there}",
        params,
    )


def _owners(connection: Any, span: tuple[int, int]) -> dict[str, set[int]]:
    """The clients and contacts that the touched channels belong to, or belonged to."""
    found: dict[str, set[int]] = {owner: set() for owner in OWNERS}
    for client, contact in connection.execute(
        f"SELECT client_id, contact_id FROM main.channel WHERE id IN ({_TOUCHED.format(table='channel')})", span
    ):
        found["client"].add(client)
        found["contact"].add(contact)
    for (inverse,) in connection.execute(
        "SELECT inverse FROM log WHERE tbl = 'channel' AND inverse IS NOT NULL AND seq BETWEEN ? AND ?", span
    ):
        if inverse.startswith("{"):
            old = json.loads(inverse)
            for owner in OWNERS:
                found[owner].add(old.get(f"{owner}_id"))
        elif match := _DELETED.match(inverse):
            for owner, text in zip(OWNERS, match.groups(), strict=True):
                found[owner].add(int(text) if text != "NULL" else None)  # type: ignore[arg-type]
    return {owner: {i for i in ids if i is not None} for owner, ids in found.items()}
