"""What a person says of a project's health, and when; an index for those that are archived, and for their owners."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the columns and the indexes."""
    del migrator
    db.execute_sql(
        "ALTER TABLE project ADD COLUMN health TEXT NOT NULL DEFAULT '' CHECK (health IN ('', 'good', 'warn', 'bad'))"
    )
    db.execute_sql("ALTER TABLE project ADD COLUMN health_note TEXT NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE project ADD COLUMN health_on TEXT")
    db.execute_sql("CREATE INDEX project_archived ON project (archived_at) WHERE archived_at IS NOT NULL")
    db.execute_sql("CREATE INDEX project_owner ON project (owner_id) WHERE deleted_at IS NULL")
    db.execute_sql("CREATE INDEX status_project ON status (project_id) WHERE project_id IS NOT NULL")
