"""The sheet of a week as a file: a row for each thing, a column for each day, hours as figures."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.views.parts import export_seen
from app.views.parts.rows import Col

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.timesheet import Sheet, SheetRow
    from app.views.page import ShellApi


def write(shell: ShellApi, path: Path, sheet: Sheet) -> None:
    """Write the sheet as it stands; the shell says when it is done."""
    rows = sheet.rows
    columns: list[Col[SheetRow]] = [
        Col("title", "What", lambda row: row.title),
        Col("detail", "Of", lambda row: row.detail),
        Col("kind", "Kind", lambda row: row.kind),
    ]
    for n in range(7):
        day = sheet.monday + timedelta(days=n)
        columns.append(Col(f"day{n}", day.isoformat(), lambda _: "", value=partial(_hours_on, n)))
    columns.append(Col("total", "Hours", lambda _: "", value=lambda row: round(row.total / 60, 2)))
    columns.append(Col("billable", "Billable hours", lambda _: "", value=lambda row: round(row.billable / 60, 2)))
    export_seen.write(shell, path, columns, list(range(len(rows))), lambda block: [rows[n] for n in block], "row")


def _hours_on(day: int, row: SheetRow) -> float:
    return round(row.minutes[day] / 60, 2)
