"""Which clock runs: read without the entries that are over."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add an index that holds the running entries alone."""
    del migrator
    db.execute_sql("CREATE INDEX time_entry_running ON time_entry (person_id, started_at) WHERE minutes IS NULL")
