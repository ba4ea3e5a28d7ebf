"""Creating a workspace, and bringing an older one up to date: a verified backup first, then every new migration, whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from app.base import UserError
from app.models import backup, workspace_file
from app.models.database import Database
from app.models.workspace_file import APPLICATION_ID, LATEST, MIGRATIONS


def create(path: Path) -> None:
    """An empty workspace at `path`, made beside it first, so that an interrupted creation leaves nothing behind."""
    from sqlcipher3 import dbapi2 as sqlite

    draft = path.with_name(path.name + "-new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        draft.touch()
        _migrate(draft)
        draft.rename(path)
    except (OSError, sqlite.DatabaseError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise UserError(f"A workspace cannot be created at {path}: {reason}. Choose another folder.") from problem
    finally:
        for leftover in (draft, draft.with_name(draft.name + "-wal"), draft.with_name(draft.name + "-shm")):
            with contextlib.suppress(OSError):  # a disk that may not be written has none, and says so even of that
                leftover.unlink(missing_ok=True)


def bring_up_to_date(path: Path, version: int) -> Path:
    """Run the migrations that the workspace at `path` lacks; returns the backup made before. Raises UserError when it cannot."""
    lock = workspace_file.Lock(path)
    try:
        copy = backup.back_up(path, label=f"before-version-{LATEST}")
        try:
            _migrate(path)
        except Exception as problem:
            backup.replace(path, copy)
            raise UserError(
                f"{path} could not be brought up to date from version {version}; it was put back as it was. The backup is {copy}."
            ) from problem
        return copy
    finally:
        lock.release()


def _migrate(path: Path) -> None:
    """All pending migrations. Foreign keys are off meanwhile (a table rebuilt by peewee's helpers would empty its children) and
    checked afterwards."""
    from playhouse.migrations import Runner

    connection = workspace_file.connect(path)
    try:
        connection.execute("PRAGMA foreign_keys = 0")
        Runner(Database(path, connection), str(MIGRATIONS), table_name="migration").up()
        broken: list[Any] = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration left {len(broken)} links to nothing, the first in {broken[0][0]}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {LATEST}")
        # Into the file itself: the header is read before the database is opened.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
