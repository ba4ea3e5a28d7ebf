"""The database: importing deals, and search as you type."""

from __future__ import annotations

import csv
import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path

from benchmarks.harness import Result, big_workspace, folder, medians

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
    """10,000 deals from CSV with their clients, lines, history, search and undo, against `csv` and `executemany` of the same rows."""
    from app.exchange import importing as imports
    from app.services import workspace

    source = folder() / "deals.csv"
    _table(source)
    made = iter(range(10_000))

    def ours() -> None:
        # The new workspace is part of neither side.
        imports.run(stores.pop(), "deals", source)

    def floor() -> None:
        path = folder() / f"floor-{next(made)}.db"
        connection = sqlite3.connect(path)
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

    stores = [workspace.create(folder() / f"import-{n}.baton", currency="EUR") for n in range(runs + 1)]
    opened = list(stores)
    result = Result("import of 10,000 deals from CSV", *medians(ours, floor, runs), 5.0)
    for store in opened:
        store.close()
    return result


def search(runs: int) -> Result:
    """Search as you type over 110,000 records, against the raw FTS5 query."""
    from app.models.store import Store
    from app.services import search as service

    typed = ("w", "we", "web", "webs", "website", "kick", "kick call", "ta", "check 12", "member 99")
    with Store.open(big_workspace(), read_only=True) as store:

        def ours() -> None:
            for text in typed:
                service.find(store, text)

        def floor() -> None:
            for text in typed:
                query = service.fts_query(text)
                store.rows("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 12", (query,))

        ours_ms, floor_ms = medians(ours, floor, runs * 5)
    return Result("search as you type, 110,000 records", ours_ms / len(typed), floor_ms / len(typed), 2.0)
