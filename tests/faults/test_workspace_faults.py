"""What a missing, foreign, newer, empty, damaged, read-only or full workspace gets: a sentence, and nothing lost."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base import UserError
from app.models import backup, migrate, workspace_file
from app.models.selling import Client
from app.models.store import Store

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def closed(store: Store) -> Path:
    """A workspace with one client, closed."""
    with store.write("Add client"):
        Client.create(name="Acme")
    store.close()
    return store.path


def _refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        Store.open(path)
    return str(caught.value)


def test_a_missing_workspace(tmp_path: Path) -> None:
    assert "no workspace" in _refused(tmp_path / "gone.baton")


def test_a_folder(tmp_path: Path) -> None:
    assert "folder" in _refused(tmp_path)


def test_an_empty_file_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.baton"
    path.touch()
    assert "is empty" in _refused(path)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("content", [b"hello, this is a letter", b"\x89PNG\r\n\x1a\n" + bytes(200), b"SQLite"])
def test_a_file_that_is_no_workspace_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.baton"
    path.write_bytes(content)
    assert "not a Baton workspace" in _refused(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.baton"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE thing (x)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    assert "another program" in _refused(path)
    assert path.read_bytes() == before


def test_a_newer_workspace_is_refused_unmodified(closed: Path) -> None:
    connection = workspace_file.connect(closed)
    connection.execute("PRAGMA user_version = 9999")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = closed.read_bytes()
    assert "newer Baton" in _refused(closed)
    assert closed.read_bytes() == before


def test_a_truncated_workspace_is_named_damaged_and_a_backup_brings_it_back(closed: Path) -> None:
    copy = backup.back_up(closed)
    closed.write_bytes(closed.read_bytes()[:60])
    assert "damaged" in _refused(closed)
    backup.restore(copy, closed)
    with Store.open(closed) as store:
        assert store.value("SELECT name FROM client") == "Acme"


def test_a_workspace_with_rubbish_inside_is_named_damaged(closed: Path) -> None:
    content = bytearray(closed.read_bytes())
    content[4096 : len(content)] = os.urandom(len(content) - 4096)
    closed.write_bytes(bytes(content))
    assert backup.check(closed)
    with pytest.raises(UserError, match="damaged"), Store.open(closed) as store:
        store.rows("SELECT * FROM client")


def test_a_damaged_backup_is_not_restored(closed: Path, tmp_path: Path) -> None:
    copy = backup.back_up(closed)
    content = bytearray(copy.read_bytes())
    content[4096 : len(content)] = os.urandom(len(content) - 4096)
    copy.write_bytes(bytes(content))
    with pytest.raises(UserError, match="not restored"):
        backup.restore(copy, closed)
    with Store.open(closed) as store:
        assert store.value("SELECT name FROM client") == "Acme"


def test_a_damaged_workspace_is_not_backed_up_for_want_of_room(closed: Path) -> None:
    data = closed.read_bytes()
    closed.write_bytes(data[: len(data) // 2])
    with pytest.raises(UserError, match=r"is damaged .* Restore the last good one"):
        backup.back_up(closed)


def test_a_folder_where_a_workspace_should_be_and_a_file_where_a_folder_should_be(closed: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is a folder\. Name the workspace"):
        backup.restore(closed, tmp_path)
    with pytest.raises(UserError, match="cannot be made"):
        backup.restore(closed, closed / "new.baton")
    with pytest.raises(UserError, match="is a file, not a folder"):
        backup.back_up(closed, closed)


def test_a_disk_that_may_not_be_written_takes_no_new_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)  # even of what is not there
    with pytest.raises(UserError, match=r"cannot be created at .*: Read-only file system\. Choose another folder"):
        migrate.create(tmp_path / "new.baton")


@contextlib.contextmanager
def _room(size: int) -> Iterator[None]:
    """No file can be written beyond so many bytes."""
    import resource

    usual, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
def test_a_workspace_on_a_full_disk_is_read_and_not_called_damaged(closed: Path) -> None:
    with _room(0):
        with Store.open(closed, read_only=True) as store:
            assert store.value("SELECT name FROM client") == "Acme"
        assert backup.check(closed) == []
        with pytest.raises(UserError, match=r"No backup was made in .* Choose a folder with room"):
            backup.back_up(closed)
    with _room(100_000), pytest.raises(UserError, match="so nothing was restored over it"):
        backup.restore(closed, closed)
    with Store.open(closed) as store, store.write("Add client"):
        Client.create(name="Room again")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
def test_a_restore_where_nothing_can_be_written_leaves_nothing_behind(closed: Path, tmp_path: Path) -> None:
    copy = backup.back_up(closed)
    folder = tmp_path / "full"
    folder.mkdir()
    with _room(0), pytest.raises(UserError):
        backup.restore(copy, folder / "new.baton")
    assert list(folder.iterdir()) == []


def test_a_stale_wal_does_not_undo_a_restore(store: Store) -> None:
    copy = backup.back_up(store.path)
    with store.write("Add client"):
        Client.create(name="After the backup")
    wal = store.path.with_name(store.path.name + "-wal").read_bytes()
    store.close()
    store.path.with_name(store.path.name + "-wal").write_bytes(wal)
    backup.restore(copy, store.path)
    with Store.open(store.path) as again:
        assert again.value("SELECT count(*) FROM client") == 0


def test_a_backup_of_an_open_workspace_holds_every_commit(store: Store) -> None:
    for number in range(50):
        with store.write("Add client"):
            Client.create(name=f"Client {number}")
    copy = backup.back_up(store.path)
    with Store.open(copy) as opened:
        assert opened.value("SELECT count(*) FROM client") == 50


def test_a_disk_that_fills_during_a_commit_loses_nothing(store: Store) -> None:
    with store.write("Add client"):
        Client.create(name="Kept")
    pages = store.value("PRAGMA page_count")
    store.rows(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="is full"), store.write("Add many"):
        store.insert("client", ("name", "created_at", "notes"), [(f"C{n}", "x", "y" * 2000) for n in range(200)])
    assert store.rows("SELECT name FROM client") == [("Kept",)]
    store.rows("PRAGMA max_page_count = 1000000")
    with store.write("Add client"):
        Client.create(name="Room again")
    assert store.value("SELECT count(*) FROM client") == 2


READ_ONLY = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from app.base import UserError
from app.models.store import Store
if os.geteuid() == 0: os.setuid(65534)
try: Store.open(Path(sys.argv[1]))
except UserError as problem: print(problem)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are told otherwise there")
def test_a_read_only_workspace_is_refused_with_a_way_out(closed: Path, tmp_path: Path) -> None:
    closed.chmod(0o444)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("pytest-", "popen-", "test_")):
            folder.chmod(0o755)
    said = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(closed), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert "read-only" in said.stdout, said.stderr


LOOKED_AT = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from app.base import UserError
from app.models import backup
from app.models.store import Store
if os.geteuid() == 0: os.setuid(65534)
path = Path(sys.argv[1])
try:
    with Store.open(path, read_only=True) as store: print(store.value("SELECT name FROM client"), backup.check(path))
except UserError as problem: print(problem)
"""


def _looked_at(path: Path, folder_mode: int) -> str:
    """What somebody sees in it who may read it and not write it."""
    path.chmod(0o444)
    path.parent.chmod(folder_mode)
    for folder in path.parent.parents:
        if folder.name.startswith(("pytest-", "popen-", "test_")):
            folder.chmod(0o755)
    try:
        return subprocess.run(
            [sys.executable, "-c", LOOKED_AT, str(path), str(ROOT)], capture_output=True, text=True, check=True
        ).stdout
    finally:
        path.parent.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are told otherwise there")
def test_a_protected_workspace_is_read_and_sound(closed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disc"
    folder.mkdir()
    copy = folder / "work.baton"
    copy.write_bytes(closed.read_bytes())
    for mode in (0o555, 0o777):
        assert _looked_at(copy, mode) == "Acme []\n"
        # Nor is anything left that would be protected as well, and shut out whoever may write later.
        assert [path.name for path in folder.iterdir()] == ["work.baton"]
    copy.with_name("work.baton-wal").write_bytes(b"commits that wait")
    assert "Copy it together with work.baton-wal to a folder of yours" in _looked_at(copy, 0o555)


KILLED = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from app.models.selling import Client
from app.models.store import Store
store = Store.open(Path(sys.argv[1]))
with store.write("Add client"):
    Client.create(name="Committed")
with store.write("Add client"):
    Client.create(name="Never committed")
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_program_that_is_killed_keeps_what_it_committed_and_lets_the_next_one_in(closed: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(closed), str(ROOT)], check=False)
    with Store.open(closed) as store:
        assert store.rows("SELECT name FROM client ORDER BY id") == [("Acme",), ("Committed",)]


def test_an_older_workspace_is_brought_up_to_date_after_a_backup(
    closed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in workspace_file.MIGRATIONS.glob("[0-9]*.py"):
        (folder / path.name).write_bytes(path.read_bytes())
    number = workspace_file.LATEST + 1
    (folder / f"{number:04}_next.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT')\n"
    )
    from app.models import migrate

    for module in (workspace_file, migrate):
        monkeypatch.setattr(module, "LATEST", number)
        monkeypatch.setattr(module, "MIGRATIONS", folder)
    with Store.open(closed) as store:
        assert store.value("SELECT count(*) FROM extra") == 0 and store.value("SELECT name FROM client") == "Acme"
        assert store.value("PRAGMA user_version") == number
    assert len(list((closed.parent / "backups").glob("*before-version*"))) == 1


def test_a_migration_that_fails_leaves_the_workspace_as_it_was(
    closed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in workspace_file.MIGRATIONS.glob("[0-9]*.py"):
        (folder / path.name).write_bytes(path.read_bytes())
    number = workspace_file.LATEST + 1
    (folder / f"{number:04}_bad.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('DELETE FROM client')\n    raise ValueError\n"
    )
    from app.models import migrate

    with monkeypatch.context() as patch:
        for module in (workspace_file, migrate):
            patch.setattr(module, "LATEST", number)
            patch.setattr(module, "MIGRATIONS", folder)
        assert "put back as it was" in _refused(closed)
    with Store.open(closed) as store:
        assert store.value("SELECT name FROM client") == "Acme"
