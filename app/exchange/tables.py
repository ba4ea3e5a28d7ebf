"""Read a table that somebody else's program wrote: CSV with whatever delimiter and encoding, xlsx, ods, xls,
vCard.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.base import UserError
from app.exchange.files import Cell, Row, Table, decode, read_bytes, unique_headers, unmarked_utf16
from app.exchange.vcards import cards_table, looks_like_vcard

__all__ = ["Cell", "Row", "Table", "read_table"]

DELIMITERS = ("\t", ";", "|", ",")  # rarest in running text first: this decides a tie
_LONGEST_CELL = 1 << 26
_SNIFFED_CHARACTERS = 64_000
_SNIFFED_RECORDS = 60
_NOTED_ROWS = 20
_NONE = "\x1f"  # separates the columns of no file
_SENTINEL = "end of the table 5f1c"

_OTHER_FORMATS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "an RTF document"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_table(
    path: str | Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> Table:
    """The table in `path`; what it is is decided by its content, not by its name.

    `encoding` and `delimiter` override the guess for text, `sheet` names the sheet of a workbook (else the
    first visible one with a table, which a cover is not, else with content). Raises UserError for a file that is missing, unreadable, empty, no table,
    or a table without a row.
    """
    path = Path(path)
    data = read_bytes(path)
    if data.startswith((_ZIP, _OLE)):
        return _read_workbook(data, path.name, sheet)
    _refuse_other_formats(data, path.name)
    if looks_like_vcard(data):
        return cards_table(data, path.name, encoding)
    return _read_csv(data, path.name, encoding, delimiter)


def _refuse_other_formats(data: bytes, name: str) -> None:
    for magic, what in _OTHER_FORMATS:
        if data.startswith(magic):
            raise _no_table(name, what)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise UserError(
            f"“{name}” is a web page or XML, whatever its name says. Open it in a spreadsheet program and "
            "save it as xlsx or CSV."
        )
    if start.startswith((b"{", b"[")) and (name.lower().endswith(".json") or b'":' in start):
        raise _no_table(name, "a JSON document")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(data):
        return  # UTF-16 or UTF-32: half of it are NUL bytes
    head = data[:65_536]
    control = len(head) - len(head.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    if b"\0" in head and control > max(8, len(head) // 50):  # a few NUL in a text are refused with their line
        raise _no_table(name, "binary data")


def _no_table(name: str, what: str) -> UserError:
    return UserError(
        f"“{name}” is {what}, not a table. Import a CSV, xlsx, ods, xls or vCard file: most programs export "
        "one of them."
    )


# --- CSV ------------------------------------------------------------------------------------------


def _read_csv(data: bytes, name: str, encoding: str | None, delimiter: str | None) -> Table:
    text, used_encoding, note = decode(data, name, encoding)
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise UserError(
            f"Line {line} of “{name}” holds a NUL, a character that no text has. Export the file again, as UTF-8."
        )
    text, delimiter = _stated_delimiter(text, delimiter)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise UserError(f"“{delimiter}” cannot separate columns. Choose one character, such as , ; | or a tab.")
    delimiter = delimiter or sniff_delimiter(text)
    records = _parse(text, delimiter or _NONE, name)
    table = _assemble(records, name, empty="")
    notes = (note, *table.notes) if note else table.notes
    return table._replace(source_kind="csv", encoding=used_encoding, delimiter=delimiter or ",", notes=notes)


def _stated_delimiter(text: str, delimiter: str | None) -> tuple[str, str | None]:
    """Spreadsheet programs write and obey a first line 'sep=;'."""
    stated = re.match(r'"?sep=([^"\r\n])"?(\r\n|\r|\n)', text, re.IGNORECASE)
    if stated is None:
        return text, delimiter
    return text[stated.end() :], delimiter or stated[1]


def sniff_delimiter(text: str) -> str:
    """The delimiter under which most of the first records are as wide as the header; '' for a list of one column.

    csv.Sniffer guesses from letter frequencies and is wrong on texts and on quoted line breaks; this reads
    the records instead.
    """
    sample = text[:_SNIFFED_CHARACTERS]
    best, best_score = "", (0.0, 0, 0.0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        records, swallowed = _first_records(sample, delimiter, whole=len(sample) == len(text))
        header = next(iter(records), [])
        if len(header) == 1 and len(records) > 2 and len(records[1]) == len(records[2]) > 2:
            header = records[1]  # a title stands above it
        if len(header) < 2:
            continue
        even = sum(len(record) == len(header) for record in records) / len(records)
        if swallowed:
            even /= 10  # a quotation mark in the middle of a cell, taken for its beginning
        torn = sum(cell.count('"') % 2 for record in records for cell in record)  # halves of quoted cells
        spaced = sum(cell.startswith(" ") for cell in header)  # 'Amount, EUR' is a text, not two columns
        score = (round(even, 2), -torn, -spaced / len(header), len(header))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _first_records(sample: str, delimiter: str, *, whole: bool) -> tuple[list[list[str]], bool]:
    """The first records with content, and whether a quotation mark swallowed the end of a `whole` text."""
    csv.field_size_limit(_LONGEST_CELL)
    records: list[list[str]] = []
    for record in csv.reader(io.StringIO(_with_sentinel(sample), newline=""), delimiter=delimiter):
        if any(map(str.strip, record)):
            records.append(record)
        if len(records) > _SNIFFED_RECORDS:
            return records, False
    last = records.pop()  # the sentinel, or what it was torn into
    swallowed = whole and last != [_SENTINEL]
    if swallowed or not records:
        records.append(last)
    elif not whole and last == [_SENTINEL] and len(records) > 1:
        records.pop()  # cut off in the middle
    return records, swallowed


def _with_sentinel(text: str) -> str:
    return f"{text}{_SENTINEL}" if text.endswith(("\n", "\r")) else f"{text}\n{_SENTINEL}"


def _parse(text: str, delimiter: str, name: str) -> list[list[str]]:
    """All records, the lines without any cell left out. The sentinel shows whether a quotation mark swallowed
    the rest.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(_with_sentinel(text), newline=""), delimiter=delimiter)
    try:
        records = [record for record in reader if record]
    except csv.Error as error:
        raise UserError(
            f"Line {reader.line_num} of “{name}” cannot be read as CSV ({error}). Export the file again, as UTF-8."
        ) from error
    if records[-1] != [_SENTINEL]:
        opened = records[-1][-1].split("\n", 1)[0][:40]
        raise UserError(
            f"“{name}”: the quotation mark before “{opened}” in record {len(records)} is never closed, so "
            "all that follows would land "
            "in one cell. Close it there, and import the file again."
        )
    records.pop()
    return records


# --- xlsx, ods, xls -------------------------------------------------------------------------------


def _read_workbook(data: bytes, name: str, sheet: str | None) -> Table:
    import python_calamine as calamine

    kind = _workbook_kind(data, name)
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            sheets = tuple(book.sheet_names)
            chosen, cells = _choose_sheet(book, name, sheet)
    except calamine.PasswordError as error:
        raise UserError(
            f"“{name}” is locked with a password. Save it without one in the spreadsheet program, then import it."
        ) from error
    except calamine.CalamineError as error:
        raise UserError(
            f"“{name}” is damaged or no spreadsheet ({error}). Open it in a spreadsheet program and save it "
            "as xlsx or CSV."
        ) from error
    records = [[_typed(cell) for cell in record] for record in cells]
    table = _assemble(records, name, empty=None)
    notes = table.notes
    if len(sheets) > 1 and sheet is None:
        notes = (f"The workbook has {len(sheets)} sheets; “{chosen}” was read.", *notes)
    return table._replace(source_kind=kind, sheets=sheets, notes=notes)


def _workbook_kind(data: bytes, name: str) -> str:
    if data.startswith(_OLE):
        return "xls"
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile as error:
        raise UserError(f"“{name}” is damaged: it is cut short. Save or download it again.") from error
    if any(member.startswith("xl/") for member in members):
        return "xlsx"
    if "content.xml" in members:
        return "ods"
    if any(member.startswith("Index/") for member in members):
        raise UserError(f"“{name}” is a Numbers document. Export it there as Excel or CSV, then import that file.")
    word = any(member.startswith(("word/", "ppt/")) for member in members)
    raise _no_table(name, "an office document" if word else "a zip archive")


def _choose_sheet(book: Any, name: str, sheet: str | None) -> tuple[str, list[list[Any]]]:
    if sheet is not None:
        if sheet not in book.sheet_names:
            known = ", ".join(f"“{known}”" for known in book.sheet_names)
            raise UserError(f"“{name}” has no sheet “{sheet}”. Its sheets are: {known}.")
        return sheet, book.get_sheet_by_name(sheet).to_python()
    visible = [meta.name for meta in book.sheets_metadata if str(meta.visible).endswith(".Visible")]
    first: tuple[str, list[list[Any]]] | None = None
    for candidate in [*visible, *(other for other in book.sheet_names if other not in visible)]:
        cells = book.get_sheet_by_name(candidate).to_python()
        if sum(sum(cell != "" for cell in record) > 1 for record in cells) > 1:
            return candidate, cells
        if first is None and any(cell != "" for record in cells for cell in record):
            first = candidate, cells
    if first is not None:
        return first
    raise UserError(f"“{name}” has no sheet with content. Choose a file that holds a table.")


def _typed(cell: Any) -> Cell:
    """A workbook's cell: whole numbers as int (the format knows floats only), midnight as the day, '' as
    None.
    """
    if type(cell) is str:
        return cell or None
    if type(cell) is float:
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if type(cell) is datetime and cell.time() == time():
        return cell.date()
    typed: Cell = cell
    return typed


# --- both -----------------------------------------------------------------------------------------


def _assemble(records: list[Any], name: str, *, empty: Cell) -> Table:
    """Header and rows of equal width, from records of any width."""
    notes: list[str] = []
    first = _header_index(records, name, notes)
    header, body = records[first], records[first + 1 :]
    while body and not _filled(body[-1]):
        body.pop()
    while len(header) > 1 and _blank(header[-1]) and all(map(_blank, _column(body, len(header) - 1))):
        header = header[:-1]  # a delimiter at the end of each line, or formatted but empty columns
    if not body:
        raise UserError(
            f"“{name}” has a header but no row below it, so there is nothing to import. Choose the file "
            "with the records."
        )
    width = len(header)
    rows = [tuple(record) for record in body if len(record) == width]
    if len(rows) != len(body):
        rows = _evened(body, width, empty, notes)
    return Table(unique_headers([_header_text(cell) for cell in header]), rows, "", notes=tuple(notes))


def _header_index(records: list[Any], name: str, notes: list[str]) -> int:
    """The first record with content; a lone title above a table of three columns or more is passed over, and
    noted.
    """
    filled = [index for index, record in enumerate(records[:50]) if _filled(record)]
    if not filled:
        raise UserError(f"“{name}” holds no text, only empty lines. Choose the file with the records.")
    first = filled[0]
    for here, after in itertools.pairwise(filled):
        if _filled(records[here]) > 1 or len(records[after]) < 3 or _filled(records[after]) < 3:
            break
        title = next(cell for cell in records[here] if not _blank(cell))
        notes.append(f"The line “{title}” above the header was taken as a title.")
        first = after
        break
    return first


def _evened(body: list[Any], width: int, empty: Cell, notes: list[str]) -> list[Row]:
    """Rows of exactly `width` cells: short ones are filled up, what is too much is cut off and named in
    `notes`.
    """
    rows: list[Row] = []
    longer = 0
    for number, record in enumerate(body, start=1):
        if len(record) < width:
            rows.append((*record, *[empty] * (width - len(record))))
            continue
        rows.append(tuple(record[:width]))
        extra = [str(cell) for cell in record[width:] if not _blank(cell)]
        if extra:
            longer += 1
            if longer <= _NOTED_ROWS:
                left_out = ", ".join(f"“{cell[:40]}”" for cell in extra[:3])
                notes.append(
                    f"Row {number} has {len(record)} cells where the header has {width}; left out: {left_out}."
                )
    if longer > _NOTED_ROWS:
        notes.append(f"{longer - _NOTED_ROWS} more rows have cells beyond the header.")
    return rows


def _column(body: list[Any], index: int) -> Iterable[Any]:
    return (record[index] for record in body if len(record) > index)


def _filled(record: Iterable[Any]) -> int:
    return sum(not _blank(cell) for cell in record)


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _header_text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)
