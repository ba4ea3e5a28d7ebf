"""Several names in one cell of a file: 'Blue Heron; Quay Office', with ';' between. A name that holds one stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_MARK: Final = ";"
_QUOTED: Final = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:;|$)')


def one_cell(names: Iterable[str]) -> str:
    """The names in one cell; '' when all are empty."""
    names = list(names)
    return f"{_MARK} ".join(map(_written, names)).strip() if any(names) else ""


def several(cell: str) -> list[str]:
    """The reverse of `one_cell`; empty names between the marks stay. [] for an empty cell."""
    found, at = [], 0
    while cell.strip() and at <= len(cell):
        quoted = _QUOTED.match(cell, at)
        name = quoted[1].replace('""', '"') if quoted else ""
        if quoted and _needs_marks(name):
            at = quoted.end() + (not quoted[0].endswith(_MARK))
        else:
            end = cell.find(_MARK, at)
            end = len(cell) if end < 0 else end
            name, at = cell[at:end].strip(), end + 1
        found.append(name)
    return found


def _written(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if _needs_marks(name) else name


def _needs_marks(name: str) -> bool:
    return _MARK in name or name.startswith('"')
