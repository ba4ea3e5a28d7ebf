"""Which entries of time were deleted, and which of those were brought back or joined into another: read without the rest of the history."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add an index for either question; both hold few rows."""
    del migrator
    db.execute_sql("CREATE INDEX time_event_deleted ON time_event (id) WHERE field = 'deleted'")
    db.execute_sql("CREATE INDEX time_event_settled ON time_event (old) WHERE field IN ('restored', 'joined')")
