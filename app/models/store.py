"""The Store: the only door to the database.

`with store.write("Move deal"):` is one user action, one transaction, one undo step, one `Changes`. Reading needs no
ceremony; a write outside `write` raises. TEMP triggers (see `events`) log the inverse of every row change, and that one log
gives the undo step, the Changes and the history.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlcipher3 import dbapi2 as sqlite

from app.base import Changes, UserError, moment_text, today, utc_now
from app.models import search_index, workspace_file

if TYPE_CHECKING:
    from app.models.database import Database

HISTORIES = ("deal_event", "task_event", "time_event", "renewal_event")

UNDO_STEPS = 200
BULK = 100  # from so many rows on, they are logged in one go and not by a trigger for each


class Step(NamedTuple):
    """One action in the undo log: the rows of `log` from `first` to `last`, and the last row of each history before it."""

    label: str
    first: int
    last: int
    histories: tuple[int, ...]


class Store:
    """An open workspace. Create with `Store.open` or `Store.create`; close it, or use it as a context manager."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.saved_at: datetime | None = None
        self._thread = threading.get_ident()
        self._readers = threading.local()
        self._opened_readers: list[Any] = []
        self._subscribers: list[Callable[[Changes], None]] = []
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._depth = 0
        self._replaying = False
        self._logging = False
        self._version: int | None = None
        self._file = workspace_file.identity(path)
        self._database: Database | None = None
        self._lock = None if read_only else workspace_file.Lock(path)
        try:
            self._connection = workspace_file.connect(path, read_only=read_only)
        except sqlite.DatabaseError as problem:
            self.close()
            raise workspace_file.explain(problem, path) from problem

    # --- opening and closing ---------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, fill: Callable[[Path], None] | None = None) -> Store:
        """A new workspace at `path`, empty unless `fill` writes into it before anybody else sees it.

        Raises UserError when something is there already or it cannot be written.
        """
        from app.models import migrate

        migrate.create(path, fill)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Store:
        """Open the workspace at `path`, bringing an older one up to date after a verified backup.

        Raises UserError for a missing, empty, foreign, newer, damaged, read-only or locked file; the file stays as it is.
        """
        version = workspace_file.inspect(path)
        if not read_only:
            workspace_file.writable(path)
        if version < workspace_file.LATEST:
            from app.models import migrate

            if read_only:
                raise UserError(
                    f"{path} was written by an older Baton. Open it once in the window to bring it up to date."
                )
            migrate.bring_up_to_date(path, version)
        store = cls(path, read_only=read_only)
        try:
            store.rows("SELECT count(*) FROM sqlite_master")
            store._connection.execute("PRAGMA query_only = 1")
        except (UserError, sqlite.DatabaseError):
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close every connection and let other programs in."""
        for reader in self._opened_readers:
            reader.close()
        self._opened_readers.clear()
        if hasattr(self, "_connection"):
            self._connection.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading ---------------------------------------------------------------------------------------------------

    def rows(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query; from any thread."""
        try:
            result: list[tuple[Any, ...]] = self._reader().execute(sql, params).fetchall()
        except sqlite.DatabaseError as problem:
            raise workspace_file.explain(problem, self.path) from problem
        return result

    def row(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def value(self, sql: str, params: Sequence[Any] | dict[str, Any] = (), default: Any = None) -> Any:
        """The first column of the first row, or `default` when there is none."""
        found = self.row(sql, params)
        return default if found is None else found[0]

    def ids(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[int]:
        """The first column of every row, read one by one: 100,000 rows at once would take ten times the room."""
        try:
            return [row[0] for row in self._reader().execute(sql, params)]
        except sqlite.DatabaseError as problem:
            raise workspace_file.explain(problem, self.path) from problem

    def _reader(self) -> Any:
        if threading.get_ident() == self._thread:
            return self._connection
        reader = getattr(self._readers, "connection", None)
        if reader is None:
            reader = self._readers.connection = workspace_file.connect(self.path, read_only=True)
            self._opened_readers.append(reader)
        return reader

    def look_again(self) -> bool:
        """Has another program written since the last look? Then whoever listens hears that any table may differ.

        Costs next to nothing. Raises UserError when another file stands there now: this one still shows what it replaced.
        """
        if workspace_file.identity(self.path) != self._file:
            raise UserError(
                f"{self.path} is another file now, perhaps a backup that was restored. Open it again to see it."
            )
        before, self._version = self._version, self.value("PRAGMA data_version")
        if before is None or before == self._version:
            return False
        names = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        changes = Changes("Changed elsewhere", utc_now(), {name: frozenset() for (name,) in names})
        for callback in tuple(self._subscribers):
            callback(changes)
        return True

    # --- writing ---------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(self, label: str) -> Iterator[None]:
        """One user action. What happens inside is committed whole or not at all; a write inside a write joins it.

        Raises UserError when the workspace is read-only, the disk is full or the file can no longer be written.
        """
        if self._depth:
            yield
            return
        first = self._begin()
        self._depth = 1
        try:
            histories = self._histories()
            yield
            step = Step(label, first, self._last(), histories)
            search_index.follow(self._connection, first, step.last)
            changes = self._changes(step, "do")
            self._connection.execute("COMMIT")
        except BaseException as problem:
            self._roll_back()
            if type(problem).__name__.endswith("DoesNotExist"):  # another window was quicker
                raise UserError("What this was about is gone; somebody deleted it. Undo brings it back.") from problem
            if isinstance(problem, sqlite.DatabaseError) or type(problem).__module__ == "peewee":
                raise workspace_file.explain(problem, self.path) from problem
            raise
        finally:
            self._depth = 0
            self._connection.execute("PRAGMA query_only = 1")
        if changes.tables:
            self._undo.append(step)
            self._redo.clear()
            self._trim()
            self._announce(changes)

    @property
    def is_writing(self) -> bool:
        """Whether this thread is inside `write`: what it reads may still be taken back."""
        return self._depth > 0 and threading.get_ident() == self._thread

    def execute(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> int:
        """One statement inside `write`; returns the number of rows it changed."""
        self._inside()
        return int(self._connection.execute(sql, params).rowcount)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Many rows into `table` inside `write`, as fast as SQLite takes them."""
        from app.models import events

        self._inside()
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        batch = list(rows)
        if len(batch) < BULK or not events.is_logged(table):
            self._connection.executemany(statement, batch)
            return
        last = self.value(f"SELECT ifnull(max(id), 0) FROM {table}")
        for lifting in events.lift(table):
            self._connection.execute(lifting)
        self._connection.executemany(statement, batch)
        for catching_up in events.catch_up(table):
            self._connection.execute(catching_up, (last,))
        for trigger in events.insert_triggers(table):
            self._connection.execute(trigger)
        if self.value(f"SELECT count(*) FROM {table} WHERE id > ?", (last,)) != len(batch):
            raise RuntimeError(f"rows inserted in bulk into {table} need ids above {last}")

    def _inside(self) -> None:
        if not self._depth:
            raise RuntimeError("a write outside store.write(...)")

    def _begin(self) -> int:
        if self.read_only:
            raise UserError(f"{self.path} was opened for reading only.")
        if threading.get_ident() != self._thread:
            raise RuntimeError("the Store is written by the thread that opened it alone")
        connection = self._connection
        connection.execute("PRAGMA query_only = 0")
        self._bind()
        try:
            if not self._logging:
                self._start_logging()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "UPDATE doing SET at = ?, day = ?, by_id = (SELECT id FROM main.person WHERE is_me = 1), replaying = 0",
                (moment_text(utc_now()), today().isoformat()),
            )
            return self._last() + 1
        except sqlite.DatabaseError as problem:
            self._roll_back()
            connection.execute("PRAGMA query_only = 1")
            raise workspace_file.explain(problem, self.path) from problem

    def _bind(self) -> None:
        from app.models import database

        if self._database is None:
            self._database = database.Database(self.path, self._connection)
        database.bind(self._database)

    def _start_logging(self) -> None:
        from app.models import events

        self._connection.create_function("history_is_append_only", 0, lambda: not self._replaying)
        self._connection.execute(f"PRAGMA cache_size = -{workspace_file.WRITING_KB}")
        self._connection.executescript(events.script())
        self._logging = True

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _last(self) -> int:
        # Of a step's own rows only: an undone step's rows are deleted, so the next number must not be taken twice.
        # The last step of either list has the highest, since it is the one that was done or undone last.
        highest = max((steps[-1].last for steps in (self._undo, self._redo) if steps), default=0)
        logged = self._connection.execute("SELECT max(seq) FROM log").fetchone()[0] or 0
        return max(highest, int(logged))

    def _histories(self) -> tuple[int, ...]:
        return tuple(
            self._connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0] for table in HISTORIES
        )

    def _changes(self, step: Step, kind: Literal["do", "undo", "redo"]) -> Changes:
        span = (step.first, step.last)
        touched = self._connection.execute("SELECT DISTINCT tbl FROM log WHERE seq BETWEEN ? AND ?", span).fetchall()
        rows = "SELECT row FROM log WHERE seq BETWEEN ? AND ? AND tbl = ?"
        tables = {
            table: frozenset(row for (row,) in self._connection.execute(rows, (*span, table)).fetchall())
            for (table,) in touched
        }
        return Changes(step.label, utc_now(), tables, kind)

    def _trim(self) -> None:
        while len(self._undo) > UNDO_STEPS:
            self._forget(self._undo.pop(0))

    def _forget(self, step: Step) -> None:
        self._connection.execute("PRAGMA query_only = 0")
        self._connection.execute("DELETE FROM log WHERE seq BETWEEN ? AND ?", (step.first, step.last))
        self._connection.execute("PRAGMA query_only = 1")

    # --- undo and redo ---------------------------------------------------------------------------------------------

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back, in the user's words."""
        return self._undo[-1].label if self._undo else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again."""
        return self._redo[-1].label if self._redo else None

    def undo(self) -> Changes | None:
        """Take back the last action; None when there is nothing to take back."""
        return self._replay(self._undo, self._redo, "undo")

    def redo(self) -> Changes | None:
        """Do again what was last undone; None when there is nothing."""
        return self._replay(self._redo, self._undo, "redo")

    def _replay(self, source: list[Step], target: list[Step], kind: Literal["undo", "redo"]) -> Changes | None:
        if not source:
            return None
        if self._depth:
            raise RuntimeError("undo inside store.write(...)")
        step = source[-1]
        first = self._begin()
        connection = self._connection
        try:
            histories = self._histories()
            connection.execute("PRAGMA defer_foreign_keys = 1")
            connection.execute("UPDATE doing SET replaying = 1")
            self._replaying = True
            span = (step.first, step.last)
            for table, end in zip(HISTORIES, step.histories, strict=True):
                connection.execute(f"DELETE FROM {table} WHERE id > ?", (end,))
            for table, row, inverse in connection.execute(
                "SELECT tbl, row, inverse FROM log WHERE seq BETWEEN ? AND ? ORDER BY seq DESC", span
            ).fetchall():
                if inverse is None:
                    connection.execute(f"DELETE FROM {table} WHERE id = ?", (row,))
                elif inverse.startswith("{"):
                    old = json.loads(inverse)
                    sets = ", ".join(f"{name} = ?" for name in old) or "id = id"
                    connection.execute(f"UPDATE {table} SET {sets} WHERE id = ?", (*old.values(), row))
                else:
                    connection.execute(inverse)
            back = Step(step.label, first, self._last(), histories)
            search_index.follow(connection, first, back.last)
            changes = self._changes(back, kind)
            connection.execute("DELETE FROM log WHERE seq BETWEEN ? AND ?", span)
            connection.execute("COMMIT")
        except BaseException as problem:
            self._roll_back()
            if isinstance(problem, sqlite.DatabaseError):
                raise workspace_file.explain(problem, self.path) from problem
            raise
        finally:
            self._replaying = False
            connection.execute("PRAGMA query_only = 1")
        source.pop()
        target.append(back)
        self._announce(changes)
        return changes

    # --- who listens -----------------------------------------------------------------------------------------------

    def subscribe(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Have `callback` told of every commit, undo and redo, after it is on disk; what is returned ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def _announce(self, changes: Changes) -> None:
        self.saved_at = changes.at
        for callback in tuple(self._subscribers):
            callback(changes)
