"""Exchange rates from a table: a line for each rate (currency, date, rate), or a column for each currency as central banks publish them.

A file tells its rates in one base currency. Where that is not the home currency, they are told anew in it by the column, or the
lines, of the home currency: EUR 1 = USD 1.08 and EUR 1 = GBP 0.86 make USD 1 = GBP 0.7963.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Context, Decimal
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from app.base import UserError, today
from app.domain.currency import CURRENT
from app.exchange.currencies import parse_currency
from app.exchange.dates import DateOrder, guess_date_order, parse_date
from app.exchange.importing import Report
from app.exchange.mapping import plain_header
from app.exchange.problem import ValueProblem
from app.exchange.tables import Table, read_table
from app.exchange.values import DecimalMark, guess_decimal, is_blank, parse_number
from app.models.store import Store
from app.services import rates, settings
from app.services.imports import Landed, OnDuplicate, Problem

Quoted = Literal["per_base", "in_base"]
PER_BASE: Final = "per_base"
"""One unit of the base is so many of the currency: EUR 1 = USD 1.08, as central banks write it."""
IN_BASE: Final = "in_base"
"""One unit of the currency costs so many of the base: USD 1 = EUR 0.92, as the settings write it."""

_DIGITS: Final = Context(prec=10)
_FINE: Final = Context(prec=24)  # on the way, so that only the end is rounded
_SMALL: Final = frozenset("JPY KRW HUF INR IDR VND CLP ISK CZK THB PHP RUB PKR NGN KZT TRY".split())  # noqa: SIM905
_LARGE: Final = frozenset(("EUR", "USD", "GBP", "CHF", "CAD", "AUD"))
_NOTHING: Final = frozenset({"n/a", "na", "-", "–", "..", ".", "nd", "null", "none", "#n/a"})
_FIELDS: Final = {
    "currency": ("currency", "currency code", "code", "iso", "iso code", "symbol", "target currency", "to", "currency denom", "waehrung", "währung", "devise", "moneda"),
    "date": ("date", "on", "day", "from", "valid from", "time period", "datum", "fecha", "data", "period", "as of"),
    "rate": ("rate", "exchange rate", "value", "obs value", "kurs", "wechselkurs", "taux", "tipo", "price", "mid", "rate to home"),
    "base": ("base", "base currency", "from currency", "source currency", "home", "home currency"),
}  # fmt: skip


class RateLine(NamedTuple):
    """One unit of `currency` costs `rate` units of the home currency from `day` on; `row` is its row in the file."""

    row: int
    currency: str
    day: date
    rate: Decimal


class RateFile(NamedTuple):
    """A file understood: `lines` in home currency, the cells refused, what was settled unasked, and what the user may settle."""

    lines: list[RateLine]
    problems: list[Problem]
    stated: tuple[str, ...]
    unused: tuple[str, ...]
    base: str
    quoted: Quoted
    wide: bool
    dates: DateOrder
    decimal: DecimalMark
    currencies: tuple[str, ...]


class _Cell(NamedTuple):
    row: int
    currency: str
    day: date
    rate: Decimal
    base: str


def read(
    source: Path | Table,
    home: str,
    *,
    base: str | None = None,
    quoted: Quoted | None = None,
    dates: str | None = None,
    decimal: str | None = None,
) -> RateFile:
    """Understand a file of rates. `base`, `quoted`, `dates` ('dmy', 'mdy', 'ymd') and `decimal` override what is guessed.

    Raises UserError when there is no column of dates, or neither rates nor columns named by currencies.
    """
    table = source if isinstance(source, Table) else read_table(source)
    columns = _columns(table)
    wide = "rate" not in columns
    by_code = {
        at: code for at, head in enumerate(table.headers) if (code := _code(head)) and at not in columns.values()
    }
    if "date" not in columns or (wide and not by_code) or (not wide and "currency" not in columns):
        raise UserError(
            "This table holds no rates. It needs the columns currency, date and rate, or Date and a column for each currency, "
            "such as USD."
        )
    valued = list(by_code) if wide else [columns["rate"]]
    order = guess_date_order(row[columns["date"]] for row in table.rows)
    mark = guess_decimal(row[at] for row in table.rows for at in valued)
    mark = _as_rates(mark, table, valued)
    base = base or (_base_of(set(by_code.values()), home) if wide else home)
    problems: list[Problem] = []
    cells = list(
        _cells(table, columns, by_code if wide else {}, base, dates or order.order, decimal or mark.decimal, problems)
    )
    quoted = quoted or _guess_quoted(cells) or (PER_BASE if wide else IN_BASE)
    told = _told_in(home, _once(cells, problems), quoted, problems)
    lines = sorted(told, key=lambda line: (-line.day.toordinal(), line.currency))
    unused = tuple(head for at, head in enumerate(table.headers) if at not in columns.values() and at not in by_code)
    stated = (*table.notes, *_stated(base, quoted, order, mark, dates, decimal))
    found = tuple(sorted({line.currency for line in lines}))
    return RateFile(lines, sorted(problems), stated, unused, base, quoted, wide, order, mark, found)


def choose(file: RateFile, currencies: Sequence[str]) -> RateFile:
    """The file with the rates of these currencies alone."""
    return file._replace(lines=[line for line in file.lines if line.currency in set(currencies)])


def land(store: Store, file: RateFile, *, on_duplicate: OnDuplicate = "update", dry_run: bool = False) -> Report:
    """Write the rates as one action, or with `dry_run` say what would happen. With 'skip' a known day keeps its rate."""
    wanted = [line[1:] for line in file.lines]
    done = rates.put_many(store, wanted, update=on_duplicate != "skip", dry_run=dry_run)
    landed = Landed(done.added, done.changed, done.same, list(file.problems))
    return Report(landed, file.stated, file.unused, ())


def run(
    store: Store, path: Path, *, base: str | None = None, on_duplicate: OnDuplicate = "update", dry_run: bool = False
) -> Report:
    """Import `path` whole. Raises UserError for a file that is no table of rates."""
    found = read(path, settings.home_currency(store), base=base)
    return land(store, found, on_duplicate=on_duplicate, dry_run=dry_run)


# --- what the columns are ---------------------------------------------------------------------------------------------


def _columns(table: Table) -> dict[str, int]:
    heads = [plain_header(head) for head in table.headers]
    found: dict[str, int] = {}
    for field, names in _FIELDS.items():
        at = next((heads.index(plain_header(name)) for name in names if plain_header(name) in heads), None)
        if at is not None and at not in found.values():
            found[field] = at
    return found


def _code(head: str) -> str:
    """The currency that a column is named by: 'USD', 'usd', 'EUR/USD', 'EUR to USD' end in it."""
    words = head.upper().replace("/", " ").replace("_", " ").replace("-", " ").split()
    return words[-1] if words and words[-1] in CURRENT and len(words) <= 3 else ""


def _base_of(codes: set[str], home: str) -> str:
    """In which currency a table with a column for each is told: it has no column of its own. Most are told in EUR."""
    return "EUR" if "EUR" not in codes else home if home not in codes else "EUR"


def _as_rates(mark: DecimalMark, table: Table, valued: Sequence[int]) -> DecimalMark:
    """'1.084' and '151.23' in one column: of rates nobody writes thousands, so a lone mark begins the decimals."""
    if not mark.ambiguous:
        return mark
    text = "".join(cell for row in table.rows[:500] for at in valued if isinstance(cell := row[at], str))
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        return mark
    return DecimalMark("," if commas else ".", False)


def _stated(
    base: str, quoted: Quoted, order: DateOrder, mark: DecimalMark, dates: str | None, decimal: str | None
) -> Iterator[str]:
    if quoted == PER_BASE:
        yield f"Read as: {base} 1 is so many of the currency."
    else:
        yield f"Read as: 1 of the currency costs so many {base}."
    if order.ambiguous and dates is None:
        words = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}[order.order]
        yield f"Dates such as 03/04/2026 are read {words}."
    if mark.ambiguous and decimal is None:
        yield f"“{mark.decimal}” is taken to begin the decimals."


# --- from cells to rates ------------------------------------------------------------------------------------------------


def _cells(
    table: Table, columns: dict[str, int], by_code: dict[int, str], base: str, dates: str, decimal: str, problems: list[Problem]
) -> Iterator[_Cell]:  # fmt: skip
    """The rates as they stand in the file; an empty cell, or one that says 'N/A', is no rate."""
    now = today()
    for number, row in enumerate(table.rows, 1):
        if all(map(is_blank, row)):
            continue
        try:
            day = parse_date(row[columns["date"]], dates)
        except ValueProblem as problem:
            problems.append(Problem(number, "date", _short(row[columns["date"]]), problem.problem))
            continue
        if day > now:
            problems.append(
                Problem(
                    number, "date", day.isoformat(), "This day is still to come; a rate holds from a day that has come."
                )
            )
            continue
        own = base
        if "base" in columns and not is_blank(row[columns["base"]]):
            try:
                own = parse_currency(row[columns["base"]], base)
            except ValueProblem as problem:
                problems.append(Problem(number, "base", _short(row[columns["base"]]), problem.problem))
                continue
        for code, field, cell in _values(row, columns, by_code):
            try:
                yield _Cell(number, parse_currency(code, base), day, _rate(cell, decimal), own)
            except ValueProblem as problem:
                wrong = code if field == "rate" and _code(str(code)) == "" else cell
                problems.append(Problem(number, field, _short(wrong), problem.problem))


def _values(row: Sequence[Any], columns: dict[str, int], by_code: dict[int, str]) -> Iterator[tuple[Any, str, Any]]:
    if not by_code:
        if not _is_nothing(row[columns["rate"]]):
            yield row[columns["currency"]], "rate", row[columns["rate"]]
        return
    for at, code in by_code.items():
        if not _is_nothing(row[at]):
            yield code, code, row[at]


def _guess_quoted(cells: Sequence[_Cell]) -> Quoted | None:
    """Nobody pays 163 euros for a yen: how small currencies are told says which way round a file is."""
    found = [cell.rate for cell in cells if cell.currency in _SMALL and cell.base in _LARGE]
    if not found:
        return None
    return PER_BASE if sorted(found)[len(found) // 2] > 1 else IN_BASE


def _is_nothing(cell: Any) -> bool:
    return is_blank(cell) or (isinstance(cell, str) and cell.strip().casefold() in _NOTHING)


def _rate(cell: Any, decimal: str) -> Decimal:
    rate = parse_number(cell, decimal)
    if not Decimal("1e-9") <= rate <= Decimal("1e9"):
        raise ValueProblem("A rate is a number above 0.")
    return rate


def _once(cells: Sequence[_Cell], problems: list[Problem]) -> list[_Cell]:
    """Each currency once a day; a second, different rate is refused."""
    kept: dict[tuple[str, date], _Cell] = {}
    for cell in cells:
        before = kept.setdefault((cell.currency, cell.day), cell)
        if (before.rate, before.base) != (cell.rate, cell.base):
            said = f"{cell.currency} has another rate of this day in row {before.row}; the first is taken."
            problems.append(Problem(cell.row, "rate", str(cell.rate), said))
    return list(kept.values())


def _told_in(home: str, cells: Sequence[_Cell], quoted: Quoted, problems: list[Problem]) -> Iterator[RateLine]:
    """The rates in home currency: by the file's own rate of the home currency on that day, where it is told in another."""
    costs = {
        (cell.currency, cell.day): cell.rate if quoted == IN_BASE else _FINE.divide(Decimal(1), cell.rate)
        for cell in cells
    }
    lacking: dict[tuple[str, date], int] = {}
    own: dict[tuple[str, date], int] = {}
    for cell in cells:
        if cell.base != home:
            bridge = costs.get((home, cell.day))
            if bridge is None:
                lacking.setdefault((cell.base, cell.day), cell.row)
                continue
            own.setdefault((cell.base, cell.day), cell.row)
            if cell.currency not in (home, cell.base):
                yield RateLine(
                    cell.row, cell.currency, cell.day, _DIGITS.divide(costs[cell.currency, cell.day], bridge)
                )
        elif cell.currency != home:
            yield RateLine(cell.row, cell.currency, cell.day, _DIGITS.plus(costs[cell.currency, cell.day]))
    for (base, day), row in own.items():
        yield RateLine(row, base, day, _DIGITS.divide(Decimal(1), costs[home, day]))
    for (base, day), row in lacking.items():
        said = f"These rates are in {base}, and {home} has none on this day to tell them in {home}."
        problems.append(Problem(row, "date", day.isoformat(), said))


def _short(cell: object) -> str:
    return "" if cell is None else str(cell)[:200]
