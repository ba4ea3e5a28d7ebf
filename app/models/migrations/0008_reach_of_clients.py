"""What the main e-mail, telephone, website and address are called (work, billing, home …), and who looks after a contact."""

from typing import Any

LABELS = {"client": ("email", "phone", "website", "address"), "contact": ("email", "phone")}


def up(migrator: Any, db: Any) -> None:
    """Add the columns."""
    del migrator
    for table, names in LABELS.items():
        for name in names:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name}_label TEXT NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE contact ADD COLUMN owner_id INTEGER REFERENCES person (id) ON DELETE SET NULL")
    db.execute_sql("CREATE INDEX contact_owner ON contact (owner_id) WHERE owner_id IS NOT NULL")
