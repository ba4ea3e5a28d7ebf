"""Custom fields as columns of a file: found by their name, read by their kind, and written so that they are read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from app.base import UserError
from app.domain import custom_value
from app.domain.money import major_text
from app.exchange import mapping as columns
from app.exchange.currencies import currency_in, strip_currency
from app.exchange.dates import parse_date
from app.exchange.problem import ValueProblem
from app.exchange.values import parse_bool, parse_number, parse_text
from app.services import custom_fields
from app.services.custom_fields import Field

if TYPE_CHECKING:
    from app.models.store import Store

RECORDS: Final = {
    "clients": "client", "contacts": "contact", "products": "product", "deals": "deal", "tasks": "task",
}  # fmt: skip
Known = Mapping[str, Field]


def known(store: Store, kind: str) -> dict[str, Field]:
    """The fields of this kind of record by their lower-case name."""
    record = RECORDS.get(kind)
    return {field.name.casefold(): field for field in custom_fields.fields(store, record)} if record else {}


def with_known(found: columns.Mapping, headers: Sequence[str], fields: Known) -> columns.Mapping:
    """The mapping with every column that nobody asked for and that is headed by a field's name, with or without 'custom:'."""
    custom, unused = dict(found.custom), []
    taken = {*found.columns.values(), *custom.values()}
    filled = {name.casefold() for name in custom}
    for place, header in enumerate(headers):
        if place in taken:
            continue
        bare = " ".join(header.split())
        bare = bare[len(columns.CUSTOM) :].strip() if bare.casefold().startswith(columns.CUSTOM) else bare
        field = fields.get(bare.casefold())
        if field is None or bare.casefold() in filled:
            unused.append(header)
        else:
            custom[field.name] = place
            filled.add(bare.casefold())
    return columns.Mapping(found.columns, custom, tuple(unused))


def guessed_as(field: Field | None) -> str:
    """As what the cells help to settle how the file reads: 'date', 'number' or '' for not at all."""
    return {"date": "date", "number": "number", "money": "number"}.get(field.kind, "") if field else ""


def parser(name: str, field: Field | None, dates: str, decimal: str) -> Callable[[Any], str]:
    """From a cell to the text that is kept. A field that does not exist yet takes any words. Raises ValueProblem."""
    kind = field.kind if field else "text"
    options = field.options if field else ()

    def read(cell: Any) -> str:
        text = _plain_text(kind, cell, dates, decimal, options)
        try:
            return custom_value.parse(kind, text, name=field.name if field else name, options=options)
        except UserError as problem:
            raise ValueProblem(str(problem)) from problem

    return read


def _plain_text(kind: str, cell: Any, dates: str, decimal: str, options: Sequence[str]) -> str:
    """The cell in the one form that is read without doubt: a point before the decimals, the currency's code, an ISO day."""
    if kind == "number":
        return f"{parse_number(cell, decimal):f}"
    if kind == "money":
        currency = currency_in(cell, options[0] if options else None) or (options[0] if options else "")
        bare = strip_currency(cell.strip()) if isinstance(cell, str) else cell
        return f"{parse_number(bare, decimal):f} {currency}".strip()
    if kind == "date":
        return parse_date(cell, dates).isoformat()[:10]  # type: ignore[arg-type]
    if kind == "yes_no":
        return "1" if parse_bool(cell) else "0"
    return parse_text(cell)


# --- out ---------------------------------------------------------------------------------------------------------------


def headers(fields: Sequence[Field], beside: Sequence[str]) -> list[str]:
    """The heads of the columns; a field named like a column beside it is marked, so that both are read again."""
    taken = {head.removeprefix("$").casefold() for head in beside}
    return [f"{columns.CUSTOM}{field.name}" if field.name.casefold() in taken else field.name for field in fields]


def cell(field: Field, value: str | None) -> Any:
    """A kept value as a typed cell; what cannot be read is written as it is."""
    if not value:
        return None
    try:
        if field.kind == "number":
            return Decimal(value)
        if field.kind == "money":
            minor, currency = custom_value.amount(value)
            return f"{major_text(minor, currency)} {currency}"
        if field.kind == "date":
            return date.fromisoformat(value)
    except (ValueError, ArithmeticError):
        return value
    return ("yes" if value == "1" else "no") if field.kind == "yes_no" else value
