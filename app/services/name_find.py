"""Finding a record by its name while somebody types, quick enough for ten thousand of them: the rule stands in `domain/finding.py`.

SQLite finds and orders the names of plain letters by itself. It knows no accents, so the other names are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain import finding
from app.models.store import Store

_OTHER = "length(CAST({text} AS BLOB)) <> length({text})"  # a letter of more than one byte is not a plain one


def found(store: Store, table: str, typed: str, limit: int, *, where: str, text: str = "name") -> list[tuple[int, str]]:
    """Id and name of the rows of `table` whose name holds every typed word, the best first. `where` says which rows there are;
    `text` is what names them, where that is more than their name.
    """
    wanted = finding.words(typed)
    if not wanted:
        return []
    other_name = _OTHER.format(text=text)
    plain = store.rows(
        f"SELECT id, {text} FROM {table} WHERE {where} AND {_holds(text, len(wanted))} AND NOT {other_name} "
        f"ORDER BY {text} NOT LIKE ? ESCAPE '\\', {_places(text, len(wanted))}, {text} COLLATE NOCASE, id LIMIT ?",
        (*(f"%{_liked(word)}%" for word in wanted), f"{_liked(' '.join(wanted))}%", *_placed(wanted), limit),
    )
    other = store.rows(f"SELECT id, {text} FROM {table} WHERE {where} AND {other_name}")
    return finding.best(wanted, [(row[0], row[1]) for row in (*plain, *other)], limit)


def _holds(text: str, count: int) -> str:
    return " AND ".join([f"{text} LIKE ? ESCAPE '\\'"] * count)


def _places(text: str, count: int) -> str:
    """The sum of the places of the words, as SQL."""
    place = (
        f"CASE WHEN {text} LIKE ? ESCAPE '\\' THEN {finding.BEGINS} WHEN lower({text}) GLOB ? THEN {finding.BEGINS_WORD} "
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
