"""What follows a handoff: what was agreed line by line, the parts of a change order, where a deal came from, and what a
project's brief says beside its notes.
"""

from typing import Any

SQL = """
CREATE TABLE agreed_line (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE, line_id INTEGER,
    title TEXT NOT NULL, description TEXT NOT NULL DEFAULT '', quantity TEXT NOT NULL DEFAULT '1', unit TEXT NOT NULL DEFAULT '',
    price_minor INTEGER NOT NULL DEFAULT 0, discount TEXT, tax TEXT, amount_minor INTEGER NOT NULL DEFAULT 0,
    own_minutes INTEGER, minutes INTEGER NOT NULL DEFAULT 0, product_id INTEGER REFERENCES product (id) ON DELETE SET NULL,
    task_ids TEXT NOT NULL DEFAULT '[]', rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX agreed_line_deal ON agreed_line (deal_id)

INSERT INTO agreed_line (deal_id, line_id, title, description, quantity, unit, price_minor, discount, tax, amount_minor, own_minutes,
    minutes, product_id, task_ids, rank)
    SELECT l.deal_id, l.id, l.title, l.description, l.quantity, l.unit, l.price_minor, l.discount, l.tax, l.amount_minor, l.minutes,
    CAST(round(coalesce(l.minutes, p.minutes * CAST(l.quantity AS REAL), CASE
        WHEN lower(trim(l.unit, ' .')) IN ('h', 'hr', 'hrs', 'hour', 'hours', 'std', 'stunde', 'stunden') THEN 60 * CAST(l.quantity AS REAL)
        WHEN lower(trim(l.unit, ' .')) IN ('d', 'day', 'days', 'tag', 'tage', 'pt', 'person day', 'person days')
        THEN 480 * CAST(l.quantity AS REAL) END, 0)) AS INTEGER), l.product_id,
    (SELECT json_group_array(t.id) FROM task t WHERE t.deal_line_id = l.id AND t.deleted_at IS NULL), l.rank
    FROM deal_line l LEFT JOIN product p ON p.id = l.product_id WHERE l.deal_id IN (SELECT deal_id FROM handoff)

INSERT INTO agreed_line (deal_id, title, price_minor, amount_minor)
    SELECT d.id, d.title, d.amount_minor, d.amount_minor FROM deal d WHERE d.id IN (SELECT deal_id FROM handoff)
    AND d.amount_minor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deal_line l WHERE l.deal_id = d.id AND l.amount_minor <> 0)

ALTER TABLE change_order ADD COLUMN decided_on TEXT

ALTER TABLE change_order ADD COLUMN promised_on TEXT

CREATE INDEX change_order_deal ON change_order (deal_id) WHERE deal_id IS NOT NULL

CREATE TABLE change_item (
    id INTEGER PRIMARY KEY, change_order_id INTEGER NOT NULL REFERENCES change_order (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('changed', 'sold', 'unsold', 'task', 'drop')), line_id INTEGER, title TEXT NOT NULL,
    amount_minor INTEGER NOT NULL DEFAULT 0, minutes INTEGER NOT NULL DEFAULT 0,
    task_id INTEGER REFERENCES task (id) ON DELETE SET NULL, owner_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    start_on TEXT, due_on TEXT
) STRICT

CREATE INDEX change_item_order ON change_item (change_order_id)

CREATE TABLE deal_origin (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL UNIQUE REFERENCES deal (id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE, task_id INTEGER REFERENCES task (id) ON DELETE SET NULL,
    words TEXT NOT NULL DEFAULT ''
) STRICT

CREATE INDEX deal_origin_project ON deal_origin (project_id)

CREATE INDEX deal_origin_task ON deal_origin (task_id) WHERE task_id IS NOT NULL

CREATE TABLE project_brief (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL UNIQUE REFERENCES project (id) ON DELETE CASCADE,
    goals TEXT NOT NULL DEFAULT '', excluded TEXT NOT NULL DEFAULT '', risks TEXT NOT NULL DEFAULT ''
) STRICT
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables; what stands in the deals that were handed off is taken as what was agreed."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
