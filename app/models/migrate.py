"""Creating a workspace, and bringing an older one up to date: a verified backup first, then every new migration, whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.base import UserError
from app.models import backup, workspace_file
from app.models.database import Database
from app.models.workspace_file import APPLICATION_ID, LATEST, MIGRATIONS


def create(path: Path, fill: Callable[[Path], None] | None = None) -> None:
    """A workspace at `path`, into which `fill` may put what it begins with. It is made beside its place, so that an interrupted
    creation leaves nothing behind, and nobody else opens it before it is whole.

    Raises UserError when something is there already, another program is making it, or it cannot be written.
    """
    from sqlcipher3 import dbapi2 as sqlite

    draft = path.with_name(path.name + "-new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        lock = workspace_file.Lock(path)
        try:
            if path.exists():
                raise UserError(f"{path} exists already; it was left as it is. Choose another name.")
            backup.remove(draft)
            try:
                draft.touch()
                _migrate(draft)
                if fill is not None:
                    fill(draft)
                draft.rename(path)
            finally:
                backup.remove(draft)
        finally:
            lock.release()
    except (OSError, sqlite.DatabaseError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise UserError(f"A workspace cannot be created at {path}: {reason}. Choose another folder.") from problem


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
