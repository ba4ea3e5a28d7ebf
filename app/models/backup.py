"""Backups that restore: made by SQLite's backup API (a plain copy of an open workspace can miss every commit), then opened and compared."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from app.base import UserError, utc_now
from app.models import workspace_file


def back_up(path: Path, folder: Path | None = None, *, label: str = "") -> Path:
    """A verified copy of the workspace at `path`, open or not, in `folder` (default: 'backups' beside it); returns its path.

    Raises UserError when it cannot be written or differs from the workspace; nothing half made stays behind.
    """
    workspace_file.inspect(path)
    folder = folder or path.parent / "backups"
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file, not a folder. Choose a folder for the backup.")
    stamp = utc_now().strftime("%Y-%m-%d-%H%M%S")
    name = "-".join(part for part in (path.stem, stamp, label) if part)
    target = folder / f"{name}.baton"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}.baton"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(path, target)
    except (OSError, sqlite.DatabaseError) as problem:
        remove(target)
        damage = check(path)
        if damage:
            raise UserError(
                f"No backup was made: {path} is damaged ({damage[0]}). Restore the last good one."
            ) from problem
        reason = (problem.strerror if isinstance(problem, OSError) else "") or problem
        raise UserError(f"No backup was made in {folder}: {reason}. Choose a folder with room for it.") from problem
    return target


def restore(copy: Path, path: Path) -> None:
    """Make the backup `copy` the workspace at `path`. What stood at `path` is backed up first.

    Raises UserError when the backup is damaged or `path` is open; then nothing has changed.
    """
    workspace_file.inspect(copy)
    problems = check(copy)
    if problems:
        raise UserError(f"{copy} is damaged ({problems[0]}), so it was not restored. Choose another backup.")
    if path.is_dir():
        raise UserError(f"{path} is a folder. Name the workspace that the backup becomes; nothing was changed.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UserError(f"{path.parent} cannot be made: {problem.strerror}. Choose another folder.") from None
    lock = workspace_file.Lock(path)
    try:
        if path.exists() and path.stat().st_size:
            _set_aside(path)
        replace(path, copy)
    finally:
        lock.release()


def _set_aside(path: Path) -> None:
    """Back up what a restore replaces; what is too damaged for that is kept byte by byte."""
    try:
        back_up(path, label="before-restore")
    except UserError:
        folder = path.parent / "backups"
        copy = folder / f"{path.stem}-{utc_now().strftime('%Y-%m-%d-%H%M%S')}-damaged.baton"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
        except OSError as problem:
            remove(copy)
            raise UserError(
                f"{path} could not be kept in {folder} ({problem.strerror}), so nothing was restored over it. Free some space first."
            ) from problem


def replace(path: Path, copy: Path) -> None:
    """Put `copy` in the place of the closed workspace at `path`; a stale -wal beside it would undo the restore, so it goes first."""
    draft = path.with_name(path.name + "-new")
    try:
        _copy(copy, draft)
    except (OSError, sqlite.DatabaseError) as problem:
        remove(draft)
        raise UserError(f"{copy} could not be restored to {path}: {problem}. What was there is kept.") from problem
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    draft.replace(path)


def check(path: Path) -> list[str]:
    """What is wrong with the workspace at `path`, in SQLite's words; an empty list when all is well.

    Raises UserError when it cannot be looked at, which is no damage: a disk without room for what SQLite puts beside it.
    """
    workspace_file.inspect(path)
    try:
        connection = workspace_file.connect(path, read_only=True)
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            connection.close()
    except sqlite.DatabaseError as problem:
        if "disk I/O error" in str(problem) or "disk is full" in str(problem):
            raise workspace_file.explain(problem, path) from problem
        return [str(problem)]
    return found + [f"{table}: row {row} points to nothing in {to}" for table, row, to, _ in broken]


def _copy(source: Path, target: Path) -> None:
    """Copy through the backup API, then compare table by table, and put the copy on disk before it counts."""
    origin = workspace_file.connect(source, read_only=True)
    try:
        copy = sqlite.connect(str(target), isolation_level=None)
        try:
            origin.execute("BEGIN")
            origin.backup(copy)
            if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok" or _counts(origin) != _counts(copy):
                raise sqlite.DatabaseError("the copy differs from the workspace")
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    finally:
        origin.close()
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _counts(connection: Any) -> dict[str, tuple[int, int]]:
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")
    ]
    return {
        name: connection.execute(f"SELECT count(*), ifnull(sum(rowid), 0) FROM {name}").fetchone() for name in names
    }


def remove(path: Path) -> None:
    """Delete a workspace that is not to be, with what SQLite left beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):  # a disk that may not be written says so even of what is not there
            path.with_name(path.name + suffix).unlink(missing_ok=True)
