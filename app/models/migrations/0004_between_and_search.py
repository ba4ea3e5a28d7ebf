"""The handoff and what follows it, what hangs on any record, and the index behind the search box."""

from typing import Any

SQL = """
CREATE TABLE handoff (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE RESTRICT,
    project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT, template_name TEXT NOT NULL DEFAULT '',
    plan TEXT NOT NULL, at TEXT NOT NULL, by_id INTEGER REFERENCES person (id) ON DELETE SET NULL, UNIQUE (deal_id, template_name)
) STRICT

CREATE INDEX handoff_project ON handoff (project_id)

CREATE TABLE handoff_draft (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL UNIQUE REFERENCES deal (id) ON DELETE CASCADE, plan TEXT NOT NULL, at TEXT NOT NULL
) STRICT

CREATE TABLE promise (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,
    text TEXT NOT NULL CHECK (text <> ''), outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'task', 'declined', 'deferred')),
    task_id INTEGER REFERENCES task (id) ON DELETE SET NULL, reason TEXT NOT NULL DEFAULT '', due_on TEXT, created_at TEXT NOT NULL
) STRICT

CREATE INDEX promise_deal ON promise (deal_id)

CREATE TABLE change_order (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL, number INTEGER NOT NULL, title TEXT NOT NULL CHECK (title <> ''),
    amount_minor INTEGER, currency TEXT NOT NULL DEFAULT '', minutes INTEGER, on_date TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'declined')), notes TEXT NOT NULL DEFAULT '',
    UNIQUE (project_id, number)
) STRICT

CREATE TABLE activity (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('note', 'call', 'email', 'meeting', 'todo', 'comment')),
    client_id INTEGER REFERENCES client (id) ON DELETE CASCADE, contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    deal_id INTEGER REFERENCES deal (id) ON DELETE CASCADE, project_id INTEGER REFERENCES project (id) ON DELETE CASCADE,
    task_id INTEGER REFERENCES task (id) ON DELETE CASCADE, text TEXT NOT NULL DEFAULT '', minutes INTEGER,
    at TEXT NOT NULL, due_on TEXT, done_at TEXT, by_id INTEGER REFERENCES person (id) ON DELETE SET NULL
) STRICT

CREATE INDEX activity_client ON activity (client_id, at) WHERE client_id IS NOT NULL

CREATE INDEX activity_contact ON activity (contact_id, at) WHERE contact_id IS NOT NULL

CREATE INDEX activity_deal ON activity (deal_id, at) WHERE deal_id IS NOT NULL

CREATE INDEX activity_project ON activity (project_id, at) WHERE project_id IS NOT NULL

CREATE INDEX activity_task ON activity (task_id, at) WHERE task_id IS NOT NULL

CREATE TABLE tag_link (
    id INTEGER PRIMARY KEY, tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    client_id INTEGER REFERENCES client (id) ON DELETE CASCADE, contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    deal_id INTEGER REFERENCES deal (id) ON DELETE CASCADE, product_id INTEGER REFERENCES product (id) ON DELETE CASCADE,
    project_id INTEGER REFERENCES project (id) ON DELETE CASCADE, task_id INTEGER REFERENCES task (id) ON DELETE CASCADE,
    CHECK ((client_id IS NOT NULL) + (contact_id IS NOT NULL) + (deal_id IS NOT NULL) + (product_id IS NOT NULL)
        + (project_id IS NOT NULL) + (task_id IS NOT NULL) = 1)
) STRICT

CREATE INDEX tag_link_tag ON tag_link (tag_id)

CREATE UNIQUE INDEX tag_link_client ON tag_link (client_id, tag_id) WHERE client_id IS NOT NULL

CREATE UNIQUE INDEX tag_link_contact ON tag_link (contact_id, tag_id) WHERE contact_id IS NOT NULL

CREATE UNIQUE INDEX tag_link_deal ON tag_link (deal_id, tag_id) WHERE deal_id IS NOT NULL

CREATE UNIQUE INDEX tag_link_product ON tag_link (product_id, tag_id) WHERE product_id IS NOT NULL

CREATE UNIQUE INDEX tag_link_project ON tag_link (project_id, tag_id) WHERE project_id IS NOT NULL

CREATE UNIQUE INDEX tag_link_task ON tag_link (task_id, tag_id) WHERE task_id IS NOT NULL

CREATE TABLE attachment (
    id INTEGER PRIMARY KEY, blob_id INTEGER NOT NULL REFERENCES blob (id) ON DELETE RESTRICT, name TEXT NOT NULL CHECK (name <> ''),
    client_id INTEGER REFERENCES client (id) ON DELETE CASCADE, deal_id INTEGER REFERENCES deal (id) ON DELETE CASCADE,
    project_id INTEGER REFERENCES project (id) ON DELETE CASCADE, task_id INTEGER REFERENCES task (id) ON DELETE CASCADE, at TEXT NOT NULL
) STRICT

CREATE INDEX attachment_deal ON attachment (deal_id) WHERE deal_id IS NOT NULL

CREATE INDEX attachment_client ON attachment (client_id) WHERE client_id IS NOT NULL

CREATE INDEX attachment_project ON attachment (project_id) WHERE project_id IS NOT NULL

CREATE INDEX attachment_task ON attachment (task_id) WHERE task_id IS NOT NULL

CREATE VIRTUAL TABLE search USING fts5 (
    title, detail, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', detail = 'column'
)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables and the index."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
