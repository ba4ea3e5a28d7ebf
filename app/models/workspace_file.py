"""The workspace as a file: what it is, whether this Baton may open it, and the lock that keeps two programs from writing it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from app.base import UserError
from app.domain import finding

APPLICATION_ID = 0x42544E31  # 'BTN1'
MIGRATIONS = Path(__file__).parent / "migrations"
LATEST = max(int(path.name[:4]) for path in MIGRATIONS.glob("[0-9]*.py"))


def inspect(path: Path) -> int:
    """The schema version of the workspace at `path`, read from the file's header, before anything else touches it.

    Raises UserError when it is missing, empty, no workspace, or written by a newer Baton; the file stays as it is.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise UserError(
            f"There is no workspace at {path}. Check the name, or create one with File > New workspace."
        ) from None
    except IsADirectoryError:
        raise UserError(f"{path} is a folder, not a workspace. Choose the .baton file in it.") from None
    except PermissionError:
        raise UserError(
            f"{path} may not be read. Ask for permission to read it, or choose another workspace."
        ) from None
    except OSError as problem:
        raise UserError(f"{path} cannot be read: {problem.strerror}.") from None
    if not header:
        raise UserError(f"{path} is empty. Restore a backup over it, or delete it and create a new workspace.")
    if not header.startswith(b"SQLite format 3\x00"):
        raise UserError(
            f"{path} is not a Baton workspace; it was left as it is. Use File > Import for tables and cards."
        )
    if len(header) < 100:
        raise UserError(f"{path} is damaged: only {len(header)} bytes are left of it. Restore a backup.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise UserError(f"{path} belongs to another program; it was left as it is.")
    version = int.from_bytes(header[60:64], "big")
    if version > LATEST:
        raise UserError(
            f"{path} was written by a newer Baton (version {version} of the file, this one knows {LATEST}); it was left as it is. "
            "Update Baton to open it."
        )
    return version


#: Pages kept for reading, in KiB: the system keeps the file as well, so that more is not quicker. A commit of 10,000 rows wants
#: its pages kept until it is written.
READING_KB, WRITING_KB = 2_000, 16_000


def connect(path: Path, *, read_only: bool = False) -> Any:
    """A raw connection with Baton's settings: WAL, every commit on disk before it is reported, foreign keys checked. In SQL
    `plain(text)` is the text without accents and case; `history_is_append_only()` holds but for an undo of the Store.
    """
    connection = _reading(path) if read_only else _raw(path, "rw")
    connection.create_function("plain", 1, finding.plain, deterministic=True)
    connection.create_function("history_is_append_only", 0, lambda: True)
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = 1")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{READING_KB}")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = 1")
        connection.execute("PRAGMA checkpoint_fullfsync = 1")
        connection.execute("PRAGMA recursive_triggers = 1")
        connection.execute(
            "PRAGMA wal_autocheckpoint = 8000"
        )  # pages: an import is one commit, not one with a copy of itself
    return connection


def _raw(path: Path, mode: str) -> Any:
    return sqlite.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )


def _reading(path: Path) -> Any:
    """A connection that cannot write. Where nothing can be put beside the workspace, it is read as it lies there: on a disk that is
    full or in a folder that may not be written, or when it is protected itself, since the -shm that a reader makes would be
    protected too and shut the next writer out.

    Raises UserError when commits wait in a -wal beside it, which only a program that may write there can read.
    """
    wal, shm = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    waiting = wal.exists() and wal.stat().st_size > 0
    room = os.access(path.parent, os.W_OK)
    if waiting and not shm.exists() and not room:
        raise UserError(
            f"{path} was not closed, and {path.parent} may not be written. Copy it together with {wal.name} to a folder of yours, "
            "then open it there."
        )
    if not waiting and not (room and os.access(path, os.W_OK)):
        return _raw(path, "ro&immutable=1")
    connection = _raw(path, "ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite.OperationalError:
        if not waiting:
            connection.close()
            return _raw(path, "ro&immutable=1")
    except sqlite.DatabaseError:
        pass  # whoever asks next says that it is damaged
    return connection


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at `path`, whatever is written into it; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class InUse(UserError):  # noqa: N818  (it is what happened, not what went wrong)
    """The workspace is open in another Baton; it can be opened for reading."""


class Lock:
    """One writer per workspace: an exclusive transaction on a small file beside it, which the system ends when the program dies."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + "-lock")
        try:
            while not self._take():  # what is locked was another program's, which has just removed it
                self._connection.close()
        except sqlite.OperationalError as problem:
            if "locked" in str(problem):
                raise InUse(
                    f"{path} is open in another Baton{_holder(self.path)}. Close it there and try again, or open it for reading; "
                    "nothing was changed."
                ) from None
            self._leave_nothing()
            if "full" in str(problem):
                raise UserError(
                    f"The disk with {path} is full, so it cannot be opened for writing. Free some space, then try again."
                ) from None
            raise UserError(
                f"{path.parent} may not be written, so {path.name} cannot be opened. Copy it to a folder of yours."
            ) from None

    def _take(self) -> bool:
        """Lock the file; whether it is the one that stands there, and did before. (To read it would drop the lock.)"""
        before = identity(self.path)
        self._connection = sqlite.connect(str(self.path), isolation_level=None, timeout=0, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = MEMORY")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(f"PRAGMA user_version = {os.getpid()}")  # whoever is refused can say by whom
        self._connection.execute("BEGIN EXCLUSIVE")
        return before is not None and before == identity(self.path)

    def _leave_nothing(self) -> None:
        """Remove the file that could not be written; one that says something is another program's."""
        if hasattr(self, "_connection"):
            self._connection.close()
        with contextlib.suppress(OSError):
            if not self.path.stat().st_size:
                self.path.unlink()

    def release(self) -> None:
        """Let another program in. The file goes first, so that nobody's lock is on what is about to go; Windows keeps open files."""
        first, second = (
            (self._connection.close, self._unlink) if os.name == "nt" else (self._unlink, self._connection.close)
        )
        first()
        second()

    def _unlink(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()


def _holder(lock: Path) -> str:
    """' (process 4711)', as the header of the lock says; '' when it says nothing."""
    try:
        with lock.open("rb") as file:
            header = file.read(64)
    except OSError:
        return ""
    process = int.from_bytes(header[60:64], "big") if len(header) == 64 else 0
    return f" (process {process})" if process else ""


def writable(path: Path) -> None:
    """Raise UserError unless `path` can be written."""
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise UserError(
            f"{path} is read-only. Copy it to a folder that you may write to, or ask for permission, then open it again."
        )


def explain(problem: BaseException, path: Path) -> BaseException:
    """What went wrong in the database as a sentence for the user, where the user can act; else the problem itself."""
    text = str(problem)
    if "disk is full" in text or "disk I/O error" in text:
        return UserError(
            f"The disk with {path} is full. Everything before this change is kept; free some space, then try again."
        )
    if "readonly database" in text or "unable to open" in text:
        return UserError(
            f"{path} can no longer be written. Everything before this change is kept; check the disk and permissions."
        )
    if any(sign in text for sign in ("malformed", "not a database", "corrupt", "Could not decode")):
        return UserError(
            f"{path} is damaged. Restore the last good backup with File > Restore a backup, or 'baton restore'."
        )
    if "database is locked" in text:
        return UserError(f"{path} is in use by another program. Close it there, then try again; nothing was changed.")
    return problem
