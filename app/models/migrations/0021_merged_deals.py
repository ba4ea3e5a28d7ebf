"""Deals of which the user has said that they are not one and the same, and what a deal was merged into."""

from typing import Any

SQL = """
CREATE TABLE not_same_wide (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('client', 'contact', 'deal')), one_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL, at TEXT NOT NULL, UNIQUE (kind, one_id, other_id), CHECK (one_id < other_id)
) STRICT

INSERT INTO not_same_wide (id, kind, one_id, other_id, at) SELECT id, kind, one_id, other_id, at FROM not_same

DROP TABLE not_same

ALTER TABLE not_same_wide RENAME TO not_same

ALTER TABLE deal ADD COLUMN merged_into_id INTEGER REFERENCES deal (id) ON DELETE SET NULL

CREATE INDEX deal_merged ON deal (merged_into_id) WHERE merged_into_id IS NOT NULL
"""


def up(migrator: Any, db: Any) -> None:
    """Widen the table of pairs, and add the column."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
