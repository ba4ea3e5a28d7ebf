"""Columns that mean one thing together, as one: what every import does to a table before its columns are matched."""

from __future__ import annotations

from collections.abc import Collection

from app.exchange import clock_columns, full_names
from app.exchange.files import Table


def joined(table: Table, kind: str, stated: Collection[str] = ()) -> Table:
    """The table with names and moments in one column each. `stated`: the headers that somebody has said a meaning of."""
    return clock_columns.joined(full_names.joined(table, kind), kind, stated)
