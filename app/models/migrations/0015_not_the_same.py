"""Pairs of clients or contacts of which the user has said that they are not one and the same."""

from typing import Any

SQL = """
CREATE TABLE not_same (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('client', 'contact')), one_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL, at TEXT NOT NULL, UNIQUE (kind, one_id, other_id), CHECK (one_id < other_id)
) STRICT
"""


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    del migrator
    db.execute_sql(SQL.strip())
