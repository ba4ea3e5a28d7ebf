"""The database: importing deals, and search as you type."""

from __future__ import annotations

import csv
import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.harness import Result, big_workspace, folder, medians, milliseconds, new_workspace

HEADERS = (
    "title",
    "client",
    "stage",
    "amount",
    "created",
    "expected_close",
    "closed",
    "owner",
    "product",
    "external_id",
)


def _table(path: Path) -> None:
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        for n in range(10_000):
            created = date(2025, 1, 1) + timedelta(days=chance.randrange(600))
            won = n % 2
            out.writerow(
                (f"Deal {n}", f"Client {n % 500}", "Won" if won else "Proposal", chance.randrange(100, 90_000), created,
                 created + timedelta(days=60), created + timedelta(days=50) if won else "", f"Seller {n % 20}", f"Product {n % 7}", f"X{n}")
            )  # fmt: skip


def importing(runs: int) -> Result:
    """10,000 deals from CSV with their history, search and undo, against `csv` and `executemany` of the same rows.

    The floor writes the same clients, deals and lines into the same tables with their indexes, and nothing else. The note
    tells how long one bare table without an index takes.
    """
    from app.exchange import importing as imports
    from app.services import workspace

    source = folder() / "deals.csv"
    _table(source)
    stores = [workspace.open_workspace(new_workspace(f"import-{n}.baton")) for n in range(2 * runs + 2)]
    fresh = iter(stores)

    def ours() -> None:
        imports.run(next(fresh), "deals", source)

    def floor() -> None:
        _write_raw(next(fresh)._connection, source)

    ours_ms, floor_ms = medians(ours, floor, runs)
    for store in stores:
        store.close()
    bare = milliseconds(lambda: _write_bare(source))
    return Result("import of 10,000 deals from CSV", ours_ms, floor_ms, 5.0, note=f"one bare table: {bare:.0f} ms")


def _write_raw(connection: Any, source: Path) -> None:
    """The rows of the import into the tables of a workspace, with nothing that watches."""
    connection.execute("PRAGMA query_only = 0")
    connection.execute("BEGIN IMMEDIATE")
    with source.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    clients = {name: n for n, name in enumerate(dict.fromkeys(row["client"] for row in rows), 1)}
    connection.executemany(
        "INSERT INTO client (id, name, created_at) VALUES (?, ?, '')", [(n, name) for name, n in clients.items()]
    )
    connection.executemany(
        "INSERT INTO deal (id, title, client_id, stage_id, rank, amount_minor, currency, created_on, stage_since_on, "
        "expected_close_on, closed_on, external_id, created_at) VALUES (?, ?, ?, ?, ?, ?, 'EUR', ?, ?, ?, ?, ?, '')",
        [
            (
                n, row["title"], clients[row["client"]], 5 if row["closed"] else 3, n, int(row["amount"]) * 100, row["created"],
                row["created"], row["expected_close"], row["closed"] or None, row["external_id"],
            )
            for n, row in enumerate(rows, 1)
        ],
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO deal_line (deal_id, title, amount_minor, rank) VALUES (?, ?, ?, 1)",
        [(n, row["product"], int(row["amount"]) * 100) for n, row in enumerate(rows, 1)],
    )
    connection.execute("COMMIT")


def _write_bare(source: Path) -> None:
    connection = sqlite3.connect(folder() / "bare.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE deal (id INTEGER PRIMARY KEY, {', '.join(HEADERS)})")
    with source.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany(
            f"INSERT INTO deal ({', '.join(HEADERS)}) VALUES ({', '.join('?' * len(HEADERS))})", rows
        )
    connection.commit()
    connection.close()


def search(runs: int) -> Result:
    """Search as you type over 110,000 records, against the raw FTS5 query of one bare table of the same words."""
    from app.models.store import Store
    from app.services import search as service

    typed = ("w", "we", "web", "webs", "website", "kick", "kick call", "ta", "check 12", "member 99")
    with Store.open(big_workspace(), read_only=True) as store:
        bare = _bare_index(store)

        def ours() -> None:
            for text in typed:
                service.find(store, text)

        def floor() -> None:
            for text in typed:
                bare.execute(
                    "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 12",
                    (service.fts_query(text),),
                ).fetchall()

        ours_ms, floor_ms = medians(ours, floor, runs * 5)
    return Result("search as you type, 110,000 records", ours_ms / len(typed), floor_ms / len(typed), 2.0)


def _bare_index(store: Any) -> Any:
    """All that can be found by name in one FTS5 table, in a file of its own of the same build of SQLite."""
    from sqlcipher3 import dbapi2

    from app.models.search_index import SEARCHED

    path = folder() / "words.db"
    path.unlink(missing_ok=True)
    bare = dbapi2.connect(path)
    bare.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (title, detail, content = '', tokenize = 'unicode61 remove_diacritics 2', detail = 'column')"
    )
    rows = (
        row
        for table, (title, words) in SEARCHED.items()
        for row in store.rows("SELECT {}, {} FROM {} ORDER BY id".format(title, " || ' ' || ".join(words), table))
    )
    bare.executemany("INSERT INTO words (title, detail) VALUES (?, ?)", rows)
    bare.commit()
    return bare
