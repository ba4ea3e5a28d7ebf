"""How a command answers: one JSON document, or a short table for people."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.base import UserError

if TYPE_CHECKING:
    from app.exchange.importing import Report


def show(document: dict[str, Any], as_json: bool, *, table: Iterable[str] | None = None) -> None:
    """Print `document` as JSON, or as lines for people. Raises UserError where it cannot be written; the work is done by then."""
    lines = table if table is not None else _lines(document)
    if as_json:
        lines = [json.dumps(document, ensure_ascii=not _speaks_utf8(), default=_plain)]
    try:
        for line in lines:
            print(line)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever listened has heard enough, and what was asked for is done
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        raise UserError(f"It is done, but the answer could not be written: {problem.strerror}.") from None


def speak_anyhow() -> None:
    """What the terminal or pipe has no sign for becomes a question mark; a figure is worth more than a dash."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _speaks_utf8() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or ""
    return encoding.lower().replace("-", "").replace("_", "") == "utf8"


def _plain(value: object) -> str:
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(type(value))


def _lines(document: dict[str, Any]) -> Iterable[str]:
    width = max((len(key) for key in document), default=0)
    for key, value in document.items():
        label = key.replace("_", " ").ljust(width)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield ""
            yield from _grid(value)
        elif isinstance(value, dict):
            yield f"{label}  " + ", ".join(f"{name} {amount}" for name, amount in value.items())
        elif isinstance(value, list):
            yield f"{label}  " + ", ".join(map(str, value))
        else:
            yield f"{label}  {'–' if value is None else value}"


def _grid(rows: list[dict[str, Any]]) -> Iterable[str]:
    heads = list(rows[0])
    cells = [
        [head.replace("_", " ") for head in heads],
        *[["–" if row.get(h) is None else str(row.get(h)) for h in heads] for row in rows],
    ]
    widths = [max(len(line[i]) for line in cells) for i in range(len(heads))]
    numeric = [isinstance(rows[0].get(head), int | float | Decimal) for head in heads]
    for line in cells:
        yield "  ".join(c.rjust(w) if n else c.ljust(w) for c, w, n in zip(line, widths, numeric, strict=True)).rstrip()


def import_lines(report: Report) -> Iterable[str]:
    """What an import did, for people."""
    landed = report.landed
    yield f"{landed.created:,} created, {landed.updated:,} updated, {landed.skipped:,} skipped, {report.refused:,} refused"
    for words, names in report.made:
        yield f"also created: {words} ({', '.join(names[:5])}{', …' if len(names) > 5 else ''})"
    yield from (*report.stated, *landed.notes)
    for table, name, like, count in report.likely:
        yield f"{name} is new, and likely the {table} {like} ({count:,} records). It is a {table} of its own until you say otherwise."
    if report.unused:
        yield f"not used: {', '.join(report.unused)}"
    for problem in landed.errors[:20]:
        yield f"row {problem.row}, {problem.field} {problem.value!r}: {problem.problem}"
    if len(landed.errors) > 20:
        yield f"and {len(landed.errors) - 20:,} more; --json names them all"
