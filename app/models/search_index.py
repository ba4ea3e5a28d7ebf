"""The search index, kept true from the same log as undo and history: what an action touched is indexed anew before it is committed.

In bulk this costs a tenth of a trigger for each row, since FTS5 writes its pending words out at every nested statement.
"""

from __future__ import annotations

from typing import Any

# table -> its number in the index, its title, its other words. A record's row there is its id times 8 plus the number.
SEARCHED = {
    "client": (0, "name", ("email", "phone", "city", "website")),
    "contact": (1, "name", ("email", "phone")),
    "deal": (2, "title", ("competitor", "external_id")),
    "project": (3, "name", ("external_id",)),
    "task": (4, "title", ("key", "external_id")),
}


def follow(connection: Any, first: int, last: int) -> None:
    """Index anew the records that the rows `first` to `last` of the log name."""
    span = (first, last)
    touched = {row[0] for row in connection.execute("SELECT DISTINCT tbl FROM log WHERE seq BETWEEN ? AND ?", span)}
    for table in touched & SEARCHED.keys():
        number, title, words = SEARCHED[table]
        detail = " || ' ' || ".join(words)
        rows = f"SELECT row FROM log WHERE tbl = '{table}' AND seq BETWEEN ? AND ?"
        connection.execute(f"DELETE FROM search WHERE rowid IN (SELECT row * 8 + {number} FROM ({rows}))", span)
        connection.execute(
            f"INSERT INTO search (rowid, title, detail) SELECT id * 8 + {number}, {title}, {detail} "
            f"FROM main.{table} WHERE id IN ({rows}) AND deleted_at IS NULL",
            span,
        )
