"""The whole workspace as one document: every table, every row, every column, so that nobody is locked in."""

from __future__ import annotations

import base64
from typing import Any

from app.base import moment_text, utc_now
from app.models.store import Store
from app.models.tables import COLUMNS
from app.models.workspace_file import LATEST


def everything(store: Store) -> dict[str, Any]:
    """Every table by name as a list of records; bytes as base64. `version` is that of the schema."""
    return {
        "baton": "workspace",
        "version": LATEST,
        "exported_at": moment_text(utc_now()),
        "tables": {
            table: [
                {
                    name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
                    for name, value in zip(columns, row, strict=True)
                }
                for row in store.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
            ]
            for table, columns in COLUMNS.items()
        },
    }
