"""The renewals of a deal, and the one that a deal renews, are found without reading all of them."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the indexes."""
    del migrator
    db.execute_sql("CREATE INDEX renewal_deal ON renewal (deal_id) WHERE deal_id IS NOT NULL")
    db.execute_sql("CREATE INDEX renewal_renewed ON renewal (renewed_deal_id) WHERE renewed_deal_id IS NOT NULL")
