"""A stage may have one of the six label colours; without one its place decides, from faint to strong."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the column."""
    del migrator
    db.execute_sql("ALTER TABLE stage ADD COLUMN colour INTEGER CHECK (colour BETWEEN 1 AND 6)")
