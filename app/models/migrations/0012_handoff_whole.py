"""What a handoff settles: where a promise was said, which template a deal follows by itself, when the client pays, and
several projects of one deal.
"""

from typing import Any

SQL = """
ALTER TABLE promise ADD COLUMN source TEXT NOT NULL DEFAULT ''

ALTER TABLE promise ADD COLUMN said_on TEXT

ALTER TABLE promise ADD COLUMN activity_id INTEGER REFERENCES activity (id) ON DELETE SET NULL

ALTER TABLE promise ADD COLUMN project_id INTEGER REFERENCES project (id) ON DELETE SET NULL

CREATE INDEX promise_project ON promise (project_id) WHERE project_id IS NOT NULL

CREATE INDEX promise_activity ON promise (activity_id) WHERE activity_id IS NOT NULL

CREATE TABLE template_rule (
    id INTEGER PRIMARY KEY, template_id INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE,
    client_id INTEGER REFERENCES client (id) ON DELETE CASCADE, product_id INTEGER REFERENCES product (id) ON DELETE CASCADE,
    tag_id INTEGER REFERENCES tag (id) ON DELETE CASCADE, pipeline_id INTEGER REFERENCES pipeline (id) ON DELETE CASCADE,
    automatic INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
    CHECK ((client_id IS NOT NULL) + (product_id IS NOT NULL) + (tag_id IS NOT NULL) + (pipeline_id IS NOT NULL) = 1)
) STRICT

CREATE INDEX template_rule_template ON template_rule (template_id)

CREATE TABLE payment (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    milestone_id INTEGER REFERENCES milestone (id) ON DELETE SET NULL, title TEXT NOT NULL CHECK (title <> ''),
    amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, due_on TEXT, paid_on TEXT, rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX payment_project ON payment (project_id, rank)

CREATE INDEX payment_milestone ON payment (milestone_id) WHERE milestone_id IS NOT NULL

CREATE INDEX payment_due ON payment (due_on) WHERE due_on IS NOT NULL

CREATE TABLE handoff_wide (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE RESTRICT,
    project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT, template_name TEXT NOT NULL DEFAULT '',
    plan TEXT NOT NULL, at TEXT NOT NULL, by_id INTEGER REFERENCES person (id) ON DELETE SET NULL, part TEXT NOT NULL DEFAULT '',
    UNIQUE (deal_id, template_name, part)
) STRICT

INSERT INTO handoff_wide (id, deal_id, project_id, template_name, plan, at, by_id)
    SELECT id, deal_id, project_id, template_name, plan, at, by_id FROM handoff

DROP TABLE handoff

ALTER TABLE handoff_wide RENAME TO handoff

CREATE INDEX handoff_project ON handoff (project_id)
"""


def up(migrator: Any, db: Any) -> None:
    """Add the columns and tables; the handoffs move into a table that knows the parts of a deal."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
