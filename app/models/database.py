"""peewee on the Store's own connection. Imported with the first write, since peewee and the models cost 80 ms at start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import peewee

from app.models.tables import MODELS


class Database(peewee.SqliteDatabase):
    """peewee over the Store's own connection, which lives in SQLCipher's build of SQLite on every system."""

    def __init__(self, path: Path, connection: Any) -> None:
        self._raw = connection
        super().__init__(str(path), thread_safe=False, autoconnect=True)

    def _connect(self) -> Any:
        return self._raw

    def _close(self, conn: Any) -> None:
        """The Store closes its connection itself."""


def bind(database: Database) -> None:
    """Let the models write here; two workspaces may be open at once, and the one being written owns the models."""
    if MODELS[0]._meta.database is not database:
        database.bind(MODELS, bind_refs=False, bind_backrefs=False)
