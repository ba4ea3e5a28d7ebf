"""What an import dialog knows: what was asked for, and what a file gives when it is read that way. No widgets."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.exchange import custom_columns, importing, joining, kinds, mapping
from app.exchange.importing import Prepared, Reading, Report
from app.exchange.tables import Table, read_table
from app.services import settings
from app.services.imports import OnDuplicate, Problem

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress

UNUSED: Final = ""
BOTH: Final = "+"
"""Joins two fields that one column fills: 'title+external_id'."""
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
        return self[:5] == other[:5]


class Ready(NamedTuple):
    """A file as it was asked for. `prepared` is None while a needed field has no column (`missing`)."""

    asked: Asked
    table: Table
    mapping: mapping.Mapping
    reading: Reading
    prepared: Prepared | None
    missing: tuple[str, ...]
    fields: tuple[str, ...] = ()
    """The names of the custom fields that this kind of record has already."""

    @property
    def choices(self) -> tuple[str, ...]:
        """What each column is, in the order of the columns."""
        found: list[list[str]] = [[] for _ in self.table.headers]
        for field, place in self.mapping.columns.items():
            found[place].append(field)
        for name, place in self.mapping.custom.items():
            found[place] = found[place] or [CUSTOM + name]
        return tuple(BOTH.join(fields) for fields in found)


def prepare(store: Store, asked: Asked, before: Ready | None, progress: Progress) -> Ready:
    """Read and parse as asked; in any thread. Raises UserError for a file that cannot be read so."""
    progress.report(0, 3, f"Reading {asked.path.name}")
    if before is not None and asked.same_table(before.asked):
        table = before.table
    else:
        table = read_table(asked.path, encoding=asked.encoding, delimiter=asked.delimiter, sheet=asked.sheet)
        table = joining.joined(table, asked.kind)
    progress.report(1, 3, f"Reading {asked.path.name}")
    explicit = None if asked.choices is None else explicit_of(asked.kind, table.headers, asked.choices)
    matched = mapping.match(table.headers, asked.kind, explicit)
    fields = custom_columns.known(store, asked.kind)
    if asked.choices is None:
        matched = custom_columns.with_known(matched, table.headers, fields)
    reading = importing.read_as(table, asked.kind, matched, dates=asked.dates, decimal=asked.decimal, fields=fields)
    progress.report(2, 3, f"Checking {len(table.rows):,} rows")
    missing = mapping.missing(matched, asked.kind)
    prepared = None
    if not missing:
        home = settings.home_currency(store)
        prepared = importing.prepare(
            table, asked.kind, matched, home=home, reading=reading, same=asked.same, fields=fields
        )
    progress.check()
    return Ready(asked, table, matched, reading, prepared, missing, tuple(field.name for field in fields.values()))


def explicit_of(kind: str, headers: tuple[str, ...], choices: tuple[str, ...]) -> dict[str, str]:
    """The choices as `mapping.match` takes them: a field that no column has is left out, not guessed."""
    explicit = {field.name: "" for field in kinds.fields(kind)}
    for header, choice in zip(headers, choices, strict=True):
        explicit |= dict.fromkeys(fields_of(choice), header)
    return explicit


def fields_of(choice: str) -> list[str]:
    """The fields that a column with this choice fills: none, one, or two."""
    if choice == UNUSED:
        return []
    return [choice] if choice.startswith(CUSTOM) else choice.split(BOTH)


def with_choice(choices: tuple[str, ...], place: int, choice: str) -> tuple[str, ...]:
    """Column `place` becomes `choice`; the columns that had its fields lose them."""
    taken = set(fields_of(choice))
    freed = [BOTH.join(field for field in fields_of(other) if field not in taken) for other in choices]
    freed[place] = choice
    return tuple(freed)


def joint_choice(kind: str) -> str:
    """'title+external_id': the name and the id of a record in one column, as many exports have it; '' if there is none."""
    names = [field.name for field in kinds.fields(kind)]
    needed = [field.name for field in kinds.fields(kind) if field.required]
    return f"{needed[0]}{BOTH}external_id" if needed and "external_id" in names else ""


def better_kind(ready: Ready) -> str | None:
    """Another kind that these headers fit better, when a needed field has no column; None if there is none."""
    best, most = None, len(ready.mapping.columns)
    for kind in KINDS:
        needs = any(field.required for field in kinds.fields(kind))
        matched = mapping.match(joining.joined(ready.table, kind).headers, kind)
        if needs and not mapping.missing(matched, kind) and len(matched.columns) > most:
            best, most = kind, len(matched.columns)
    return best


def likely_column(ready: Ready) -> int:
    """The column that the missing field may best be taken from: the one of ids, else the first not used, else the first."""
    choices = ready.choices
    for place, choice in enumerate(choices):
        if choice == "external_id":
            return place
    return choices.index(UNUSED) if UNUSED in choices else 0


def refused_rows(ready: Ready, problems: list[Problem]) -> tuple[list[str], list[list[Any]]]:
    """The rows that do not land, whole, with what is wrong with them: a file to mend and import again."""
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.row, []).append(f"{problem.field}: {problem.problem}")
    rows = [[*ready.table.rows[row - 1], "; ".join(said)] for row, said in sorted(wrong.items())]
    return [*ready.table.headers, "problem"], rows


def made_on_the_way(report: Report) -> list[str]:
    """'Created on the way: 85 clients, 1 product.', or nothing."""
    parts = [words for words, _ in report.made]
    return [f"Created on the way: {', '.join(parts)}."] if parts else []
