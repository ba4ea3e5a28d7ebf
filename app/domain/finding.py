"""How well a name answers what somebody types: accents and case aside, and in the order in which one looks for it.

First the names that begin with all that was typed; then by where each typed word stands: at the beginning of the name, at
the beginning of a word, inside a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

MOST_WORDS: Final = 8  # of what is typed; nobody looks for a name with more
MOST_SIGNS: Final = 600  # no name is longer

BEGINS, BEGINS_WORD, INSIDE = 0, 1, 2


class Rank(NamedTuple):
    """The smaller the better: 0 when the whole of what was typed begins the name, and the sum of the words' places."""

    otherwise: int
    places: int


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """A text as texts are looked for: without accents and case. 'Crème Brûlée' gives 'creme brulee'."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()


def words(typed: str) -> list[str]:
    """The words that are looked for, as `plain` has them."""
    return plain(typed[:MOST_SIGNS]).split()[:MOST_WORDS]


def rank(wanted: Sequence[str], name: str) -> Rank | None:
    """How well a name answers the words of `words`; None when one of them is not in it."""
    text = plain(name)
    places = 0
    for word in wanted:
        place = _place(word, text)
        if place is None:
            return None
        places += place
    return Rank(int(not text.startswith(" ".join(wanted))), places)


def best(wanted: Sequence[str], names: Iterable[tuple[int, str]], limit: int) -> list[tuple[int, str]]:
    """Of (id, name) those that hold every word, the best first, then by name; at most `limit`."""
    found = [(rank(wanted, name), plain(name), key, name) for key, name in names]
    return [(key, name) for _, _, key, name in sorted(row for row in found if row[0] is not None)[:limit]]


def _place(word: str, text: str) -> int | None:
    at = text.find(word)
    if at <= 0:
        return None if at < 0 else BEGINS
    while at > 0:
        if not text[at - 1].isalnum():
            return BEGINS_WORD
        at = text.find(word, at + 1)
    return INSIDE
