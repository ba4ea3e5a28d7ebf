"""An import from file to records: read, match columns, settle how dates and numbers read, parse, land, report.

The window's preview and the command line both go through here, so that they say and do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.base import UserError
from app.domain.cells import one_cell, several
from app.exchange import amount_currencies, custom_columns, joining, kinds
from app.exchange import mapping as columns
from app.exchange.problem import ValueProblem
from app.exchange.tables import Table, read_table
from app.exchange.values import (
    guess_date_order,
    guess_decimal,
    guess_fraction,
    is_blank,
    parse_bool,
    parse_currency,
    parse_date,
    parse_days,
    parse_minutes,
    parse_moment,
    parse_number,
    parse_percent,
    parse_predecessors,
    parse_tags,
    parse_text,
)  # fmt: skip
from app.models.store import Store
from app.services import imports, settings
from app.services.imports import Batch, Landed, OnDuplicate, Problem

Parser = Callable[[Any], Any]


_NOUNS: Final = {
    "person": ("person", "people"),
    "lost_reason": ("reason", "reasons"),
    "status": ("status", "statuses"),
}


class Reading(NamedTuple):
    """How dates and decimals of a file read: 'dmy', 'mdy' or 'ymd'; '.' or ','; percentages as 0.5 or as 50."""

    dates: str
    decimal: str
    fraction: bool
    stated: tuple[str, ...]


class Prepared(NamedTuple):
    """A file ready to land: what will be written, what will not and why, and what was settled without being asked."""

    batch: Batch
    problems: list[Problem]
    mapping: columns.Mapping
    reading: Reading
    stated: tuple[str, ...]


class Report(NamedTuple):
    """What an import did. `likely` are new names that resemble known ones: (table, new name, known name, records)."""

    landed: Landed
    stated: tuple[str, ...]
    unused: tuple[str, ...]
    likely: tuple[tuple[str, str, str, int], ...]

    @property
    def refused(self) -> int:
        """How many rows do not land; a row may be wrong in several ways."""
        return len({problem.row for problem in self.landed.errors})

    @property
    def made(self) -> list[tuple[str, list[str]]]:
        """What was created on the way, in words and by name: ('2 people', ['Mara Sample', 'Jonas Sample'])."""
        found = []
        for table, names in self.landed.made.items():
            one, many = _NOUNS.get(table, (table, f"{table}s"))
            if names:
                found.append((f"{len(names):,} {one if len(names) == 1 else many}", names))
        return found

    def as_json(self) -> dict[str, Any]:
        """The document of `baton import --json`."""
        return {
            "created": self.landed.created,
            "updated": self.landed.updated,
            "skipped": self.landed.skipped,
            "errors": [problem._asdict() for problem in self.landed.errors],
            "made": {table: len(names) for table, names in self.landed.made.items()},
            "notes": [*self.stated, *self.landed.notes],
            "unused": list(self.unused),
            "likely": [dict(zip(("kind", "name", "like", "records"), row, strict=True)) for row in self.likely],
        }


def run(
    store: Store, kind: str, path: Path, *, explicit: AnyMapping[str, str] | None = None, on_duplicate: OnDuplicate = "update",
    dry_run: bool = False,
) -> Report:  # fmt: skip
    """Import `path` whole. Raises UserError for a file that is no table or lacks a column that the kind needs."""
    table = joining.joined(read_table(path), kind, tuple((explicit or {}).values()))
    fields = custom_columns.known(store, kind)
    mapping = custom_columns.with_known(columns.match(table.headers, kind, explicit), table.headers, fields)
    if mapping.custom and kind not in custom_columns.RECORDS:
        raise UserError(f"There are no fields of your own on {kind}. Leave out “custom:{next(iter(mapping.custom))}”.")
    reading = read_as(table, kind, mapping, fields=fields)
    prepared = prepare(table, kind, mapping, home=settings.home_currency(store), reading=reading, fields=fields)
    return land(store, prepared, on_duplicate=on_duplicate, dry_run=dry_run)


def land(store: Store, prepared: Prepared, *, on_duplicate: OnDuplicate = "update", dry_run: bool = False) -> Report:
    """Write what was prepared, or with `dry_run` say what would happen."""
    known = {table: [name for (name,) in store.rows(f"SELECT name FROM {table}")] for table in ("product", "client")}
    landed = imports.land(store, prepared.batch, on_duplicate=on_duplicate, dry_run=dry_run)
    landed.errors = sorted([*landed.errors, *prepared.problems])
    likely = []
    for table, names in known.items():
        cells = prepared.batch.column(table)
        for name in landed.made.get(table, ()):
            like = columns.likely_duplicate(name, names) if names else None
            if like:
                likely.append((table, name, like, sum(cell == name or name in several(cell or "") for cell in cells)))
    return Report(landed, prepared.stated, prepared.mapping.unused, tuple(likely))


def read_as(
    table: Table, kind: str, mapping: columns.Mapping, *, dates: str | None = None, decimal: str | None = None,
    fields: custom_columns.Known | None = None,
) -> Reading:  # fmt: skip
    """How the file's dates and decimals read, from all its cells; what the user says overrides. What is not certain is stated."""
    cells: dict[str, list[Any]] = {}
    for field in kinds.fields(kind):
        if field.name in mapping.columns:
            position = mapping.columns[field.name]
            cells.setdefault(field.type, []).extend(row[position] for row in table.rows)
    for name, position in mapping.custom.items():
        guessed = custom_columns.guessed_as((fields or {}).get(name.casefold()))
        cells.setdefault(guessed, []).extend(row[position] for row in table.rows if guessed)
    days, numbers = (
        dict.fromkeys(cells.get("date", []) + cells.get("moment", [])),
        dict.fromkeys(cells.get("number", [])),
    )
    order, mark = guess_date_order(days), guess_decimal(numbers, amount_currencies.thousandths(table, kind, mapping))
    stated = []
    if days and dates is None and order.ambiguous:
        stated.append(f"Dates such as 03/04/2026 are read as {_ORDERS[order.order]}.")
    if numbers and decimal is None and mark.ambiguous:
        stated.append(
            f"Numbers such as 1{',' if mark.decimal == '.' else '.'}200 are read as 1200; '{mark.decimal}' begins the decimals."
        )
    chosen = decimal or mark.decimal
    return Reading(dates or order.order, chosen, guess_fraction(cells.get("percent", []), chosen), tuple(stated))


_ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


def prepare(
    table: Table, kind: str, mapping: columns.Mapping, *, home: str, reading: Reading,
    same: AnyMapping[str, AnyMapping[str, str]] | None = None, fields: custom_columns.Known | None = None,
) -> Prepared:  # fmt: skip
    """Parse the mapped columns. `fields` are the custom fields there are; `same` says which names in the file mean known ones: {'product': {'GTXPro': 'GTX Pro'}}.

    Raises UserError when a column that the kind needs is not mapped.
    """
    missing = columns.missing(mapping, kind)
    if missing:
        known = ", ".join(table.headers)
        raise UserError(
            f"No column is the {missing[0]} of these {kind}. Say which one it is with {missing[0]}=COLUMN; there are {known}."
        )
    problems: list[Problem] = []
    wrong: set[int] = set()
    parsed: dict[str, list[Any]] = {}
    for field in kinds.fields(kind):
        if field.name not in mapping.columns:
            continue
        cells = [row[mapping.columns[field.name]] for row in table.rows]
        renamed = (same or {}).get(field.name, {})
        parser = _parser(field.type, reading, home)
        if field.type == "predecessors" and "key" in parsed:
            keys = frozenset(parsed["key"])
            parser = partial(parse_predecessors, known=keys)
        if renamed:
            parser = partial(_renamed, parser, renamed, many=field.type == "names")
        parsed[field.name] = _column(field.name, cells, parser, problems, wrong)
    amount_currencies.taken(table, kind, mapping, home, parsed, problems, wrong)
    custom = {}
    for name, position in mapping.custom.items():
        read = custom_columns.parser(name, (fields or {}).get(name.casefold()), reading.dates, reading.decimal)
        custom[name] = _column(name, [row[position] for row in table.rows], read, problems, wrong)
    # Empty rows inside a table are kept by the reader, so that the numbers of the rows below them stay.
    named = next(parsed[field.name] for field in kinds.fields(kind) if field.required or field.name in parsed)
    keep = [
        index
        for index, name in enumerate(named)
        if index + 1 not in wrong and (name is not None or not all(map(is_blank, table.rows[index])))
    ]
    rows = [index + 1 for index in keep]
    if len(keep) < len(table.rows):
        parsed = {name: [cells[index] for index in keep] for name, cells in parsed.items()}
        custom = {name: [cells[index] for index in keep] for name, cells in custom.items()}
    stated = [*table.notes, *reading.stated]
    if kind in ("deals", "products") and not any(parsed.get("currency", ())):
        stated.append(f"No currency is given; {home}, the home currency, is taken.")
    return Prepared(Batch(kind, rows, parsed, custom), problems, mapping, reading, tuple(stated))


def _column(field: str, cells: list[Any], parse: Parser, problems: list[Problem], wrong: set[int]) -> list[Any]:
    """The values of one column; equal cells are parsed once, since names, dates and amounts repeat."""
    done: dict[Any, Any] = {}
    refused: dict[Any, str] = {}
    for cell in dict.fromkeys(cells):
        try:
            value = None if is_blank(cell) else parse(cell)
        except ValueProblem as problem:
            refused[cell] = problem.problem
            value = None
        done[cell] = value
    if refused:
        for number, cell in enumerate(cells, 1):
            if cell in refused:
                problems.append(Problem(number, field, str(cell)[:200], refused[cell]))
                wrong.add(number)
    return list(map(done.__getitem__, cells))


def _renamed(parse: Parser, renamed: AnyMapping[str, str], cell: Any, *, many: bool) -> Any:
    """What a name is taken for, and each of several names in a cell."""
    value = parse(cell)
    if many and value not in renamed:
        return one_cell(renamed.get(name, name) for name in several(value))
    return renamed.get(value, value) if isinstance(value, str) else value


def _parser(kind: str, reading: Reading, home: str) -> Parser:
    return {
        "text": parse_text,
        "names": parse_text,
        "currency": lambda cell: parse_currency(cell, home),
        "number": lambda cell: parse_number(cell, reading.decimal),
        "percent": lambda cell: parse_percent(cell, reading.decimal, fraction=reading.fraction),
        "bool": parse_bool,
        "date": lambda cell: parse_date(cell, reading.dates),
        "moment": lambda cell: parse_moment(cell, reading.dates),
        "days": lambda cell: parse_days(cell, reading.decimal),
        "hours": lambda cell: parse_minutes(cell, reading.decimal),
        "tags": parse_tags,
        "predecessors": parse_predecessors,
    }[kind]
