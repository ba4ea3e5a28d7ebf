"""When a task of a template starts, relative to its project or a milestone; and what a repeated task does on a day off."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the columns."""
    del migrator
    db.execute_sql("ALTER TABLE template_task ADD COLUMN offset_days INTEGER")
    db.execute_sql(
        "ALTER TABLE template_task ADD COLUMN offset_from_id INTEGER REFERENCES template_milestone (id) ON DELETE SET NULL"
    )
    db.execute_sql(
        "ALTER TABLE task ADD COLUMN recurs_off TEXT NOT NULL DEFAULT 'next' CHECK (recurs_off IN ('next', 'keep'))"
    )
    db.execute_sql(
        "CREATE INDEX task_recurrence ON task (recurs_when, due_on) WHERE recurrence <> '' AND deleted_at IS NULL"
    )
