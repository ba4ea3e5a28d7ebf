"""Write tables and documents so that a failure leaves the old file as it was.

CSV keeps every cell exactly as it is: a text that begins with = + - or @ gets no apostrophe or space before
it, since that would change phone numbers, negative amounts and names on their way to the next program, and
back on import. Spreadsheet programs may take such a text in a CSV for a formula; for handing a list to
others, xlsx is the safe form: there texts are stored as texts.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.base import UserError

SHEET_ROWS, SHEET_COLUMNS, SHEET_TEXT = 1_048_576, 16_384, 32_767  # what xlsx can hold
_EXACT_WHOLE = 2**53  # beyond, a spreadsheet's number loses digits
_NARROWEST, _WIDEST = 8, 48  # column widths in characters
_MEASURED_ROWS = 200


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes when it does
    not.

    Raises UserError when the folder is missing, not writable or full; `path` is then as it was.
    """
    target = Path(path)
    if target.is_symlink() and (target.is_file() or not target.exists()):  # /dev/stdout leads to no file
        target = target.resolve()
    if target.is_dir():
        raise UserError(f"“{target.name}” is a folder. State the name of a file in it.")
    part = target.parent / f".baton-{secrets.token_hex(6)}.part"
    try:
        if target.exists() and not target.is_file():  # a pipe or a device: there is nothing to replace
            yield target
            return
        part.touch(exist_ok=False)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise UserError(_why_unwritten(target, error)) from error
    finally:
        if part.exists():
            part.unlink()


def _why_unwritten(path: Path, error: OSError) -> str:
    kept = "" if not path.exists() else " The file that was there is unchanged."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"“{path.name}” could not be written: the disk is full.{kept} Make room or choose another one."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"There is no folder {path.parent}. Create it, or choose another one for “{path.name}”."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY):
        return (
            f"“{path.name}” may not be written in {path.parent}.{kept} Close the program that has it open, "
            "or choose a folder of your own."
        )
    return f"“{path.name}” could not be written ({error.strerror or error}).{kept} Choose another folder."


def write_csv(path: str | Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> None:
    """Write UTF-8 without a mark, RFC 4180, cells exact (see above). Days and moments as ISO, None as ''.
    Raises UserError.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        alone = len(headers) == 1  # such a column shows no delimiter: its cells are quoted
        # A header that holds another delimiter is quoted, so that no reader takes that one for the table's.
        file.write(delimiter.join(_quoted_header(header, alone=alone) for header in headers) + "\r\n")
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL if alone else csv.QUOTE_MINIMAL)
        writer.writerows([_as_text(cell) for cell in row] for row in rows)


def _quoted_header(header: str, *, alone: bool) -> str:
    if not any(sign in header for sign in ',;|\t"\r\n') and not (alone and not header):
        return header
    return '"' + header.replace('"', '""') + '"'


def _as_text(cell: Any) -> str:
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def write_xlsx(
    path: str | Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Baton"
) -> None:
    """Write a workbook of one sheet: texts as texts, days and numbers typed, a bold header that stays in
    view.

    Raises UserError when the file cannot be written, or holds more than a sheet can.
    """
    import xlsxwriter

    kept = [tuple(row) for row in rows]
    if len(kept) >= SHEET_ROWS or len(headers) > SHEET_COLUMNS:
        raise UserError(
            f"{len(kept):,} rows are more than a spreadsheet can hold ({SHEET_ROWS - 1:,}). Export them as CSV."
        )
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "in_memory": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with replacing(path) as part:
        whole = io.BytesIO()  # a zip file that meets a full disk complains on standard error, past whoever catches it
        book = xlsxwriter.Workbook(whole, options)
        _fill(book, book.add_worksheet(_sheet_name(sheet)), headers, kept)
        book.close()
        part.write_bytes(whole.getbuffer())


def _sheet_name(name: str) -> str:
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip(" '")[:31] or "Baton"


def _fill(book: Any, page: Any, headers: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    moment, duration = (
        book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        book.add_format({"num_format": "[h]:mm"}),
    )
    for column, header in enumerate(headers):
        page.write_string(0, column, header, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, (number, column), cell, (moment, duration))
    for column, header in enumerate(headers):
        longest = max((_shown_width(row[column]) for row in rows[:_MEASURED_ROWS] if column < len(row)), default=0)
        page.set_column(column, column, min(_WIDEST, max(_NARROWEST, len(header) + 2, longest + 1)))
    page.freeze_panes(1, 0)
    if headers and rows:
        page.autofilter(0, 0, len(rows), len(headers) - 1)


def _write_cell(page: Any, at: tuple[int, int], cell: Any, formats: tuple[Any, Any]) -> None:
    row, column = at
    moment, duration = formats
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell, moment)
    elif isinstance(cell, timedelta):
        page.write_datetime(row, column, cell, duration)
    elif isinstance(cell, date) and cell.year >= 1900:  # the format knows no earlier day
        page.write_datetime(row, column, cell)
    elif isinstance(cell, int | float | Decimal) and -_EXACT_WHOLE <= cell <= _EXACT_WHOLE:
        page.write_number(row, column, cell)
    else:
        text = _as_text(cell)
        if len(text) > SHEET_TEXT:
            raise UserError(
                f"Row {row} holds a text of {len(text):,} characters; a spreadsheet's cell holds "
                f"{SHEET_TEXT:,}. Export as CSV instead."
            )
        page.write_string(row, column, text)


def _shown_width(cell: Any) -> int:
    return max(map(len, _as_text(cell).split("\n")))


def write_json(path: str | Path, doc: object) -> None:
    """Write one JSON document, UTF-8, indented; Decimals as strings, days and moments as ISO. Raises
    UserError.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(doc, file, ensure_ascii=False, indent=2, default=_as_json)
        file.write("\n")


def _as_json(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")
