"""People, their days off, and the short lists that both sides of the business choose from."""

from typing import Any

SQL = """
CREATE TABLE setting (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL
) STRICT

CREATE TABLE person (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''), initials TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '', is_me INTEGER NOT NULL DEFAULT 0 CHECK (is_me IN (0, 1)),
    week_minutes TEXT NOT NULL DEFAULT '480,480,480,480,480,0,0',
    country TEXT NOT NULL DEFAULT '', region TEXT NOT NULL DEFAULT '',
    bill_rate_minor INTEGER, cost_rate_minor INTEGER, currency TEXT NOT NULL DEFAULT '',
    external_id TEXT NOT NULL DEFAULT '', archived_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE UNIQUE INDEX person_me ON person (is_me) WHERE is_me = 1

CREATE UNIQUE INDEX person_name ON person (name)

CREATE TABLE day_off (
    id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
    starts_on TEXT NOT NULL, ends_on TEXT NOT NULL, name TEXT NOT NULL DEFAULT '', CHECK (ends_on >= starts_on)
) STRICT

CREATE INDEX day_off_person ON day_off (person_id, starts_on)

CREATE TABLE tag (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''), colour INTEGER NOT NULL DEFAULT 1 CHECK (colour BETWEEN 1 AND 6)
) STRICT

CREATE TABLE rate (
    id INTEGER PRIMARY KEY, currency TEXT NOT NULL CHECK (length(currency) = 3), on_date TEXT NOT NULL, rate TEXT NOT NULL,
    UNIQUE (currency, on_date)
) STRICT

CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''), rank INTEGER NOT NULL DEFAULT 0) STRICT

CREATE TABLE lost_reason (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''), rank INTEGER NOT NULL DEFAULT 0) STRICT

CREATE TABLE custom_field (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL, name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'money', 'date', 'choice', 'yes_no', 'link')),
    options TEXT NOT NULL DEFAULT '[]', rank INTEGER NOT NULL DEFAULT 0, UNIQUE (record, name)
) STRICT

CREATE TABLE custom_value (
    id INTEGER PRIMARY KEY, field_id INTEGER NOT NULL REFERENCES custom_field (id) ON DELETE CASCADE,
    record_id INTEGER NOT NULL, value TEXT NOT NULL, UNIQUE (field_id, record_id)
) STRICT

CREATE INDEX custom_value_record ON custom_value (record_id)

CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY, page TEXT NOT NULL, name TEXT NOT NULL CHECK (name <> ''), spec TEXT NOT NULL DEFAULT '{}',
    rank INTEGER NOT NULL DEFAULT 0, UNIQUE (page, name)
) STRICT

CREATE TABLE blob (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, data BLOB NOT NULL
) STRICT
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
