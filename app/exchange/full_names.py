"""A first and a last name in columns of their own, as many programs write contacts and who worked: together they are the name."""

from __future__ import annotations

from typing import Final

from app.exchange import mapping
from app.exchange.files import Table
from app.exchange.values import is_blank, parse_text

# The parts of a name in their order, and what heads their columns.
_PARTS: Final = (
    ("first name", "given name", "forename", "firstname", "vorname", "prénom", "nombre", "nome", "voornaam"),
    ("middle name", "additional name", "middle initial"),
    ("last name", "family name", "surname", "lastname", "nachname", "familienname", "nom de famille", "apellidos", "cognome", "achternaam"),
)  # fmt: skip


# What the whole name is called, and headers that a program writes beside the parts and which are no name, whatever they are called.
_WHOLE: Final = {"contacts": ("name", "Name", ()), "time": ("person", "Person", ("employee", "email"))}


def joined(table: Table, kind: str) -> Table:
    """The table with a first column 'Name' or 'Person', where contacts or hours have a first or last name and no column for the
    whole; else as it is."""
    if kind not in _WHOLE:
        return table
    field, header, beside = _WHOLE[kind]
    whole = mapping.match(table.headers, kind).columns.get(field)
    if whole is not None and mapping.plain_header(table.headers[whole]) not in beside:
        return table
    places = [place for part in _PARTS for place in _headed(table.headers, part)]
    if not places:
        return table
    names = [
        " ".join(parse_text(row[place]) for place in places if not is_blank(row[place])).replace("\0", "")
        for row in table.rows
    ]
    heads = " and ".join(f"“{table.headers[place]}”" for place in places)
    notes = (f"{heads} are the name together.",) if len(places) > 1 else ()
    rows = [(name, *row) for name, row in zip(names, table.rows, strict=True)]
    return table._replace(headers=(header, *table.headers), rows=rows, notes=(*table.notes, *notes))


def _headed(headers: tuple[str, ...], part: tuple[str, ...]) -> list[int]:
    """The column of this part of the name, if there is one."""
    known = {mapping.plain_header(word) for word in part}
    return [place for place, header in enumerate(headers) if mapping.plain_header(header) in known][:1]
