"""What is answered once and not asked again: a rule that handed a deal off, and a change that was declined but stands in the deal."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the runs of rules, and to the parts of change orders whether they stand though they were declined."""
    del migrator
    db.execute_sql(
        "CREATE TABLE rule_run (id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE, "
        "template_id INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE, UNIQUE (deal_id, template_id)) STRICT"
    )
    db.execute_sql("CREATE INDEX rule_run_template ON rule_run (template_id)")
    db.execute_sql("ALTER TABLE change_item ADD COLUMN stands INTEGER NOT NULL DEFAULT 0")
