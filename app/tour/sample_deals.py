"""The file of deals that the tour imports: invented, the same for the same day, with two wrong rows in it."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HEAD = (
    "Deal",
    "Client",
    "Stage",
    "Amount",
    "Currency",
    "Created",
    "Expected close",
    "Closed",
    "Owner",
    "Source",
    "Lost reason",
    "ID",
)


def write_deals(path: Path, day: date, count: int = 240) -> int:
    """A table of `count` deals as another program would export it, the same for the same day; two rows are wrong."""
    rows = list(_deals(day, count, random.Random(2)))
    rows[56] = {**rows[56], "Amount": "about 4k"}
    rows[142] = {**rows[142], "Created": f"{day.year - 1}-02-31"}
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, HEAD)
        out.writeheader()
        out.writerows(rows)
    return len(rows)


def _deals(day: date, count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    from app.services import demo

    clients = [f"{first} {second}" for first, second in zip(demo.FIRST, reversed(demo.SECOND), strict=True)]
    for number in range(1, count + 1):
        closed = day - timedelta(days=chance.randrange(31, 700)) if number % 24 else None
        created = (closed or day) - timedelta(days=chance.randrange(8, 20 if closed is None else 80))
        stage = (
            chance.choice(("Won", "Won", "Lost", "Lost", "Lost")) if closed else chance.choice(("Lead", "Qualified"))
        )
        yield {
            "Deal": f"{chance.choice(demo.WORK)} {number}",
            "Client": chance.choice(clients),
            "Stage": stage,
            "Amount": f"{chance.randrange(4, 90) * 200}.00",
            "Currency": "EUR",
            "Created": created.isoformat(),
            "Expected close": (closed or day + timedelta(days=chance.randrange(20, 120))).isoformat(),
            "Closed": closed.isoformat() if closed else "",
            "Owner": chance.choice(demo.STAFF),
            "Source": chance.choice(("Referral", "Website", "Event")),
            "Lost reason": chance.choice(("Price", "Timing", "No decision")) if stage == "Lost" else "",
            "ID": f"A-{number:04}",
        }
