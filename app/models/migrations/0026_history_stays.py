"""The history is append-only for every program that opens the file: only an undo of Baton takes back what it never was.

`history_is_append_only` is a function of Baton's connections (see `workspace_file.connect`); a program that lacks it is refused as well.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Guard each table of events."""
    del migrator
    for table in ("deal_event", "task_event", "time_event", "renewal_event"):
        for what in ("UPDATE", "DELETE"):
            db.execute_sql(
                f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table} WHEN history_is_append_only() "
                "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )
