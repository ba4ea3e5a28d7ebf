"""Clients, contacts, pipelines, products, deals with their lines, activities, renewals, and the history of a deal."""

from typing import Any

SQL = """
CREATE TABLE client (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL DEFAULT 'organisation' CHECK (kind IN ('organisation', 'person')),
    website TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '', city TEXT NOT NULL DEFAULT '', postcode TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL DEFAULT '', owner_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    parent_id INTEGER REFERENCES client (id) ON DELETE SET NULL, notes TEXT NOT NULL DEFAULT '',
    external_id TEXT NOT NULL DEFAULT '', archived_at TEXT, deleted_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE INDEX client_name ON client (name COLLATE NOCASE) WHERE deleted_at IS NULL

CREATE INDEX client_external ON client (external_id) WHERE external_id <> ''

CREATE INDEX client_owner ON client (owner_id)

CREATE INDEX client_parent ON client (parent_id) WHERE parent_id IS NOT NULL

CREATE TABLE contact (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''), email TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '', external_id TEXT NOT NULL DEFAULT '', archived_at TEXT, deleted_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE INDEX contact_name ON contact (name COLLATE NOCASE) WHERE deleted_at IS NULL

CREATE INDEX contact_email ON contact (email) WHERE email <> ''

CREATE INDEX contact_external ON contact (external_id) WHERE external_id <> ''

CREATE TABLE client_contact (
    id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE, role TEXT NOT NULL DEFAULT '',
    is_main INTEGER NOT NULL DEFAULT 0 CHECK (is_main IN (0, 1)), decides INTEGER NOT NULL DEFAULT 0 CHECK (decides IN (0, 1)),
    UNIQUE (client_id, contact_id)
) STRICT

CREATE INDEX client_contact_contact ON client_contact (contact_id)

CREATE TABLE channel (
    id INTEGER PRIMARY KEY, client_id INTEGER REFERENCES client (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'address', 'url')), label TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL, rank INTEGER NOT NULL DEFAULT 0, CHECK ((client_id IS NULL) <> (contact_id IS NULL))
) STRICT

CREATE INDEX channel_client ON channel (client_id) WHERE client_id IS NOT NULL

CREATE INDEX channel_contact ON channel (contact_id) WHERE contact_id IS NOT NULL

CREATE TABLE pipeline (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''), rank INTEGER NOT NULL DEFAULT 0, archived_at TEXT
) STRICT

CREATE TABLE stage (
    id INTEGER PRIMARY KEY, pipeline_id INTEGER NOT NULL REFERENCES pipeline (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''), kind TEXT NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'won', 'lost')),
    rank INTEGER NOT NULL DEFAULT 0, probability INTEGER NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    rotting_days INTEGER CHECK (rotting_days > 0),
    forecast TEXT NOT NULL DEFAULT 'pipeline' CHECK (forecast IN ('pipeline', 'best_case', 'commit', 'omitted', 'closed')),
    UNIQUE (pipeline_id, name)
) STRICT

CREATE TABLE product (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''), code TEXT NOT NULL DEFAULT '', price_minor INTEGER,
    currency TEXT NOT NULL DEFAULT '', unit TEXT NOT NULL DEFAULT '', minutes INTEGER CHECK (minutes >= 0),
    tax TEXT NOT NULL DEFAULT '', delivers_as TEXT NOT NULL DEFAULT 'task' CHECK (delivers_as IN ('task', 'milestone', 'budget')),
    external_id TEXT NOT NULL DEFAULT '', archived_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE UNIQUE INDEX product_name ON product (name)

CREATE TABLE product_price (
    id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    currency TEXT NOT NULL CHECK (length(currency) = 3), price_minor INTEGER NOT NULL, UNIQUE (product_id, currency)
) STRICT

CREATE TABLE deal (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL CHECK (title <> ''),
    client_id INTEGER REFERENCES client (id) ON DELETE RESTRICT, contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    stage_id INTEGER NOT NULL REFERENCES stage (id) ON DELETE RESTRICT, rank INTEGER NOT NULL DEFAULT 0,
    amount_minor INTEGER CHECK (amount_minor >= 0), currency TEXT NOT NULL CHECK (length(currency) = 3),
    recurring_minor INTEGER, recurring_months INTEGER CHECK (recurring_months > 0),
    probability INTEGER CHECK (probability BETWEEN 0 AND 100),
    forecast TEXT CHECK (forecast IN ('pipeline', 'best_case', 'commit', 'omitted')),
    created_on TEXT NOT NULL, stage_since_on TEXT NOT NULL, expected_close_on TEXT, promised_on TEXT, closed_on TEXT, closed_rate TEXT,
    held_until_on TEXT, on_hold INTEGER NOT NULL DEFAULT 0 CHECK (on_hold IN (0, 1)),
    owner_id INTEGER REFERENCES person (id) ON DELETE SET NULL, source_id INTEGER REFERENCES source (id) ON DELETE SET NULL,
    lost_reason_id INTEGER REFERENCES lost_reason (id) ON DELETE SET NULL, competitor TEXT NOT NULL DEFAULT '',
    next_step TEXT NOT NULL DEFAULT '', next_step_on TEXT, notes TEXT NOT NULL DEFAULT '', handoff_waived_on TEXT,
    external_id TEXT NOT NULL DEFAULT '', archived_at TEXT, deleted_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE INDEX deal_board ON deal (stage_id, rank) WHERE deleted_at IS NULL

CREATE INDEX deal_client ON deal (client_id)

CREATE INDEX deal_contact ON deal (contact_id) WHERE contact_id IS NOT NULL

CREATE INDEX deal_close ON deal (expected_close_on) WHERE deleted_at IS NULL AND closed_on IS NULL

CREATE INDEX deal_closed ON deal (closed_on) WHERE deleted_at IS NULL AND closed_on IS NOT NULL

CREATE INDEX deal_external ON deal (external_id) WHERE external_id <> ''

CREATE TABLE deal_line (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,
    product_id INTEGER REFERENCES product (id) ON DELETE SET NULL, title TEXT NOT NULL CHECK (title <> ''),
    description TEXT NOT NULL DEFAULT '', quantity TEXT NOT NULL DEFAULT '1', unit TEXT NOT NULL DEFAULT '',
    price_minor INTEGER NOT NULL DEFAULT 0, discount TEXT NOT NULL DEFAULT '', tax TEXT NOT NULL DEFAULT '',
    amount_minor INTEGER NOT NULL DEFAULT 0, minutes INTEGER CHECK (minutes >= 0), rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX deal_line_deal ON deal_line (deal_id, rank)

CREATE INDEX deal_line_product ON deal_line (product_id) WHERE product_id IS NOT NULL

CREATE TABLE renewal (
    id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL, renewed_deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL,
    title TEXT NOT NULL, due_on TEXT NOT NULL, amount_minor INTEGER, currency TEXT NOT NULL, term_months INTEGER, notice_days INTEGER,
    remind_on TEXT, state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'renewed', 'lapsed')), created_at TEXT NOT NULL
) STRICT

CREATE INDEX renewal_due ON renewal (due_on)

CREATE INDEX renewal_client ON renewal (client_id)

CREATE TABLE deal_event (
    id INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT,
    on_date TEXT NOT NULL, at TEXT NOT NULL, by_id INTEGER
) STRICT

CREATE INDEX deal_event_deal ON deal_event (deal_id, id)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
