"""A file as the user hands it over: its bytes, its text, the table read from it; every refusal is one
sentence.
"""

from __future__ import annotations

import codecs
import errno
from datetime import date, time, timedelta
from pathlib import Path
from typing import NamedTuple

from app.base import UserError
from app.exchange import code_pages

Cell = str | int | float | bool | date | time | timedelta | None  # a datetime is a date
Row = tuple[Cell, ...]

LARGEST_FILE = 256 * 1024 * 1024

_BOMS = (  # UTF-32 before UTF-16: the second is the beginning of the first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Table(NamedTuple):
    """What a file holds, before any meaning is given to it.

    `headers` are unique and never empty; every row is as long as `headers`. Cells of a CSV are strings, ''
    where empty; those of a spreadsheet are typed, None where empty. `encoding`, `delimiter` and `sheets` are
    empty where they do not apply. `notes` are sentences for the user about what was guessed or left out. Rows
    count from 1 below the header.
    """

    headers: tuple[str, ...]
    rows: list[Row]
    source_kind: str
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_bytes(path: Path) -> bytes:
    """The content of `path`. Raises UserError when it is missing, a folder, unreadable, empty or over
    LARGEST_FILE bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UserError(_why_unreadable(path, error)) from error
    if not data:
        raise UserError(f"“{path.name}” is empty. Export it again where it comes from, and then import that file.")
    if len(data) > LARGEST_FILE:
        limit = LARGEST_FILE // 1024**2
        raise UserError(
            f"“{path.name}” is larger than {limit} MB. Split it into smaller files and import them one by one."
        )
    return data


def _why_unreadable(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        where = "this folder" if path.parent == Path() else path.parent
        return f"There is no file “{path.name}” in {where}. Check the name, or choose the file again."
    if error.errno == errno.EISDIR or path.is_dir():
        return f"“{path.name}” is a folder, not a file. Choose one of the files in it."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"“{path.name}” may not be read by this user. Allow reading it, or copy it to your own folder."
    return f"“{path.name}” could not be read ({error.strerror or error}). Copy it to this computer first."


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str, str]:
    """Text, encoding and a note ('' when nothing was guessed) of a text file.

    A byte-order mark wins, then UTF-16 that lacks it, then a stated `encoding`, then strict UTF-8, then the likeliest code page
    (charset-normalizer). Raises UserError when the encoding is unknown, does not fit, or none fits.
    """
    for bom, from_bom in _BOMS:
        if data.startswith(bom):
            return _strictly(data, name, "utf-8-sig" if from_bom == "utf-8" else from_bom), from_bom, ""
    bare = unmarked_utf16(data)
    if bare:
        return _strictly(data, name, bare), "utf-16", ""
    if encoding:
        return _strictly(data, name, encoding), encoding, ""
    try:
        return data.decode("utf-8"), "utf-8", ""
    except UnicodeDecodeError:
        pass
    found = code_pages.likeliest(data)
    if found is None:
        raise UserError(f"The letters of “{name}” are in no known encoding. Export it as UTF-8, or state its encoding.")
    note = f"Read with the encoding {found}, a guess: look at the accented letters, or choose another."
    return _strictly(data, name, found), found, note


def unmarked_utf16(data: bytes) -> str:
    """The encoding of a text in UTF-16 that lacks its mark, '' for anything else: every second byte of western letters is a NUL."""
    head = data[:4096]
    first, second = head[0::2].count(0), head[1::2].count(0)
    if max(first, second) * 5 < len(head) or min(first, second) * 20 > len(head):
        return ""
    return "utf-16-le" if second > first else "utf-16-be"


def _strictly(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise UserError(
            f"“{encoding}” is no encoding that Baton knows. Try utf-8, cp1252 or utf-16 for “{name}”."
        ) from error
    except (UnicodeDecodeError, ValueError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        raise UserError(
            f"Line {line} of “{name}” does not fit the encoding {encoding}. Choose another encoding, or "
            "export it as UTF-8."
        ) from error


def unique_headers(cells: list[str]) -> tuple[str, ...]:
    """Header texts trimmed; an empty one becomes 'Column 3', a repeated one gets ' (2)'."""
    taken: set[str] = set()
    headers: list[str] = []
    for number, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.split()) or f"Column {number}"
        header, times = wanted, 1
        while header in taken:
            times += 1
            header = f"{wanted} ({times})"
        taken.add(header)
        headers.append(header)
    return tuple(headers)
