"""What became of each time entry, which rate applied to it, a rate of one person on one project, and the plan of a day."""

from typing import Any

SQL = """
CREATE TABLE time_event (
    id INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT, on_date TEXT NOT NULL,
    at TEXT NOT NULL, by_id INTEGER
) STRICT

CREATE INDEX time_event_entry ON time_event (entry_id, id)

CREATE TABLE day_plan (
    id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    task_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE, on_date TEXT NOT NULL,
    minutes INTEGER CHECK (minutes > 0), rank INTEGER NOT NULL DEFAULT 0, UNIQUE (person_id, task_id, on_date)
) STRICT

CREATE INDEX day_plan_day ON day_plan (person_id, on_date)

CREATE INDEX day_plan_task ON day_plan (task_id)

ALTER TABLE project_member ADD COLUMN rate_minor INTEGER CHECK (rate_minor >= 0)

ALTER TABLE time_entry ADD COLUMN rate_from TEXT NOT NULL DEFAULT ''
    CHECK (rate_from IN ('', 'entry', 'member', 'project', 'client', 'person', 'workspace'))
"""


def up(migrator: Any, db: Any) -> None:
    """Add the tables and columns."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
