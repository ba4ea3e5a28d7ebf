"""What an import dialog knows: what was asked for, and what a file gives when it is read that way. No widgets."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from app.exchange import importing, mapping
from app.exchange.importing import Prepared, Reading, Report
from app.exchange.tables import Table, read_table
from app.services import settings
from app.services.imports import OnDuplicate, Problem

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress

UNUSED: Final = ""
CUSTOM: Final = mapping.CUSTOM
KINDS: Final = ("clients", "contacts", "products", "deals", "tasks", "time")
KIND_NAMES: Final = dict(zip(KINDS, ("Clients", "Contacts", "Products", "Deals", "Tasks", "Time"), strict=True))
LISTS: Final = {"clients": "clients", "contacts": "clients", "deals": "deals.list", "tasks": "tasks.list"}
"""The page that shows what has landed; products and hours have none of their own."""

Same = AnyMapping[str, AnyMapping[str, str]]


class Asked(NamedTuple):
    """How to read which file. `choices` holds for each column a field, 'custom:Name' or '' for not used; None: guess."""

    kind: str
    path: Path
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    choices: tuple[str, ...] | None = None
    dates: str | None = None
    decimal: str | None = None
    on_duplicate: OnDuplicate = "update"
    same: Same = {}  # noqa: RUF012 - never changed, replaced

    def same_table(self, other: Asked) -> bool:
        """Whether both read the same cells."""
        return self[1:5] == other[1:5]


class Ready(NamedTuple):
    """A file as it was asked for. `prepared` is None while a needed field has no column (`missing`)."""

    asked: Asked
    table: Table
    mapping: mapping.Mapping
    reading: Reading
    prepared: Prepared | None
    missing: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """What each column is, in the order of the columns."""
        found = [UNUSED] * len(self.table.headers)
        for name, place in self.mapping.custom.items():
            found[place] = CUSTOM + name
        for field, place in self.mapping.columns.items():
            found[place] = field
        return tuple(found)


def prepare(store: Store, asked: Asked, before: Ready | None, progress: Progress) -> Ready:
    """Read and parse as asked; in any thread. Raises UserError for a file that cannot be read so."""
    progress.report(0, 3, f"Reading {asked.path.name}")
    if before is not None and asked.same_table(before.asked):
        table = before.table
    else:
        table = read_table(asked.path, encoding=asked.encoding, delimiter=asked.delimiter, sheet=asked.sheet)
    progress.report(1, 3, f"Reading {asked.path.name}")
    explicit = None if asked.choices is None else explicit_of(asked.kind, table.headers, asked.choices)
    matched = mapping.match(table.headers, asked.kind, explicit)
    reading = importing.read_as(table, asked.kind, matched, dates=asked.dates, decimal=asked.decimal)
    progress.report(2, 3, f"Checking {len(table.rows):,} rows")
    missing = mapping.missing(matched, asked.kind)
    prepared = None
    if not missing:
        home = settings.home_currency(store)
        prepared = importing.prepare(table, asked.kind, matched, home=home, reading=reading, same=asked.same)
    progress.check()
    return Ready(asked, table, matched, reading, prepared, missing)


def explicit_of(kind: str, headers: tuple[str, ...], choices: tuple[str, ...]) -> dict[str, str]:
    """The choices as `mapping.match` takes them: a field that no column has is left out, not guessed."""
    explicit = {field.name: "" for field in mapping.fields(kind)}
    explicit |= {choice: header for header, choice in zip(headers, choices, strict=True) if choice != UNUSED}
    return explicit


def with_choice(choices: tuple[str, ...], place: int, choice: str) -> tuple[str, ...]:
    """Column `place` becomes `choice`; the column that had it is used no more."""
    freed = [UNUSED if choice != UNUSED and other == choice else other for other in choices]
    freed[place] = choice
    return tuple(freed)


def likeliest_kind(headers: tuple[str, ...]) -> str | None:
    """The kind most of whose fields these headers name, among those whose needed fields are all there."""
    best, most = None, 0
    for kind in KINDS:
        matched = mapping.match(headers, kind)
        if not mapping.missing(matched, kind) and len(matched.columns) > most:
            best, most = kind, len(matched.columns)
    return best


def refused_rows(ready: Ready, problems: list[Problem]) -> tuple[list[str], list[list[object]]]:
    """The rows that do not land, whole, with what is wrong with them: a file to mend and import again."""
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.row, []).append(f"{problem.field}: {problem.problem}")
    rows = [[*ready.table.rows[row - 1], "; ".join(said)] for row, said in sorted(wrong.items())]
    return [*ready.table.headers, "problem"], rows


def refused(report: Report) -> int:
    """How many rows do not land; a row may be wrong in several ways."""
    return len({problem.row for problem in report.landed.errors})
