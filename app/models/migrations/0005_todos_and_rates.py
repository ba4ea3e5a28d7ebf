"""An index for the to-dos that are open, and an hourly rate of a client."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add both."""
    del migrator
    db.execute_sql("CREATE INDEX activity_todo ON activity (due_on) WHERE kind = 'todo' AND done_at IS NULL")
    db.execute_sql("ALTER TABLE client ADD COLUMN rate_minor INTEGER CHECK (rate_minor >= 0)")
