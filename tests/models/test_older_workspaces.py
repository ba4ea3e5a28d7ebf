"""A workspace that an older Baton wrote keeps what it holds, and learns what it did not know."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from playhouse.migrations import Runner

from app.cli.commands import run
from app.models import workspace_file
from app.models.database import Database
from app.models.store import Store
from app.models.workspace_file import APPLICATION_ID, LATEST, MIGRATIONS
from app.services import renewal_list, renewals, search, workspace


def older(path: Path, folder: Path, version: int) -> None:
    """An empty workspace as it was after the migrations up to a version."""
    for each in MIGRATIONS.glob("[0-9]*.py"):
        if int(each.name[:4]) <= version:
            shutil.copy(each, folder)
    path.touch()
    connection = workspace_file.connect(path)
    Runner(Database(path, connection), str(folder), table_name="migration").up()
    connection.execute("INSERT INTO client (id, name, created_at) VALUES (1, 'Brook Cider', '2026-01-01T00:00:00Z')")
    connection.execute(
        "INSERT INTO renewal (id, client_id, title, due_on, currency, state, created_at) "
        "VALUES (7, 1, 'Care plan', '2026-09-20', 'EUR', 'due', '2026-01-01T00:00:00Z')"
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_renewals_of_an_older_workspace_are_found_and_remembered_from_now_on(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    path = tmp_path / "old.baton"
    older(path, folder, 17)
    with Store.open(path) as store:
        assert store.value("PRAGMA user_version") == LATEST
        assert [(hit.kind, hit.id) for hit in search.find(store, "care")] == [("renewal", 7)]
        renewals.change(store, 7, "due_on", date(2027, 1, 15))
        assert renewal_list.rows(store, [7])[0].moved_from == date(2026, 9, 20)
    assert list(tmp_path.rglob("*before-version*"))


def test_a_command_that_only_looks_brings_an_older_workspace_up_to_date_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    path = tmp_path / "old.baton"
    older(path, folder, 17)
    assert workspace.is_older(path)
    assert run(["export", str(path), "renewals", "--out", str(tmp_path / "renewals.csv")]) == 0
    assert capsys.readouterr().err == "" and not workspace.is_older(path)
    assert list(tmp_path.rglob("*before-version*"))
    assert "Care plan" in (tmp_path / "renewals.csv").read_text(encoding="utf-8-sig")
