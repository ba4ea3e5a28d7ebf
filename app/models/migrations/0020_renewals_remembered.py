"""What became of each renewal, so that a past period keeps the due day that stood when it ended; and renewals in the search box."""

from typing import Any

SQL = """
CREATE TABLE renewal_event (
    id INTEGER PRIMARY KEY, renewal_id INTEGER NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT, on_date TEXT NOT NULL,
    at TEXT NOT NULL, by_id INTEGER
) STRICT

CREATE INDEX renewal_event_renewal ON renewal_event (renewal_id, field, id)

INSERT INTO search (rowid, title, detail) SELECT id * 8 + 5, title, '' FROM renewal
"""


def up(migrator: Any, db: Any) -> None:
    """Add the history, and index the renewals that are there."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
