"""Finding a record by its name while somebody types, quick enough for ten thousand of them: the rule stands in `domain/finding.py`.

SQLite finds and orders the names of plain letters by itself. It knows no accents, so the other names are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain import finding
from app.models.store import Store

_OTHER = "length(CAST(name AS BLOB)) <> length(name)"  # a letter of more than one byte is not a plain one


def found(store: Store, table: str, typed: str, limit: int, *, where: str) -> list[tuple[int, str]]:
    """Id and name of the rows of `table` whose name holds every typed word, the best first. `where` says which rows there are."""
    wanted = finding.words(typed)
    if not wanted:
        return []
    plain = store.rows(
        f"SELECT id, name FROM {table} WHERE {where} AND {_holds(len(wanted))} AND NOT {_OTHER} "
        f"ORDER BY name NOT LIKE ? ESCAPE '\\', {_places(len(wanted))}, name COLLATE NOCASE, id LIMIT ?",
        (*(f"%{_liked(word)}%" for word in wanted), f"{_liked(' '.join(wanted))}%", *_placed(wanted), limit),
    )
    other = store.rows(f"SELECT id, name FROM {table} WHERE {where} AND {_OTHER}")
    return finding.best(wanted, [(row[0], row[1]) for row in (*plain, *other)], limit)


def _holds(count: int) -> str:
    return " AND ".join(["name LIKE ? ESCAPE '\\'"] * count)


def _places(count: int) -> str:
    """The sum of the places of the words, as SQL."""
    place = (
        f"CASE WHEN name LIKE ? ESCAPE '\\' THEN {finding.BEGINS} WHEN lower(name) GLOB ? THEN {finding.BEGINS_WORD} "
        f"ELSE {finding.INSIDE} END"
    )
    return " + ".join([place] * count)


def _placed(wanted: Sequence[str]) -> list[str]:
    return [pattern for word in wanted for pattern in (f"{_liked(word)}%", f"*[^a-z0-9]{_globbed(word)}*")]


def _liked(word: str) -> str:
    """A word in which no sign means anything to LIKE."""
    return re.sub(r"[%_\\]", r"\\\g<0>", word)


def _globbed(word: str) -> str:
    """A word in which no sign means anything to GLOB."""
    return re.sub(r"[*?\[]", r"[\g<0>]", word)
