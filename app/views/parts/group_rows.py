"""The groups of a list: their heads among the rows, open or folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.services.listing import Listing, Part
from app.views.parts.rows import Head


class Told(NamedTuple):
    """A group in words: its name, its sums by the key of their column, the same with their names, and a note."""

    words: str
    sums: Mapping[str, str]
    loose: Mapping[str, str]
    note: str = ""


Describe = Callable[[Part], Told]


class Groups:
    """Which groups are folded, and the ids of their heads, which stay the same as long as the list is shown."""

    def __init__(self) -> None:
        self.by = ""
        self.folded: set[str] = set()
        self.keys: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def lay(self, listing: Listing, by: str, describe: Describe) -> tuple[list[int], dict[int, Head]]:
        """The rows as they stand: heads, and below each the rows of its group unless it is folded."""
        if by != self.by:
            self.by = by
            self.folded.clear()
        self.keys = [part.key for part in listing.parts or ()]
        if listing.parts is None:
            return listing.ids, {}
        rows: list[int] = []
        heads: dict[int, Head] = {}
        for part in listing.parts:
            told = describe(part)
            number = self._number(part.key)
            folded = part.key in self.folded
            heads[number] = Head(number, part.key, told.words, len(part.ids), *told[1:], folded)
            rows.append(number)
            if not folded:
                rows += part.ids
        return rows, heads

    def fold(self, keys: Sequence[str], folded: bool) -> None:
        """Fold these groups, or open them."""
        self.folded = self.folded | set(keys) if folded else self.folded - set(keys)

    def _number(self, key: str) -> int:
        return self._numbers.setdefault((self.by, key), -len(self._numbers) - 1)
