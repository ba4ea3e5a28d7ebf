"""How a list is arranged: its columns and their order, the keys it is sorted by, what it is grouped by.

An arrangement is kept as a spec: in a saved view, and on this computer for the next time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.services.listing import SortKey

MOST_KEYS: Final = 6


class Arrangement(NamedTuple):
    """Keys of columns in order, sort keys with the one that counts most in front, the key of the grouping or ''."""

    columns: tuple[str, ...]
    sorts: tuple[SortKey, ...] = ()
    group: str = ""

    def sorted_by(self, key: str) -> Arrangement:
        """By this key alone; a second time the other way round."""
        return self._replace(sorts=(SortKey(key, self.sorts == (SortKey(key),)),))

    def also_sorted_by(self, key: str) -> Arrangement:
        """By this key too: upwards after the others, the second time downwards, the third time no more."""
        places = {each.key: at for at, each in enumerate(self.sorts)}
        if key not in places:
            return self._replace(sorts=(*self.sorts, SortKey(key))[-MOST_KEYS:])
        at = places[key]
        turned = () if self.sorts[at].descending else (SortKey(key, True),)
        return self._replace(sorts=(*self.sorts[:at], *turned, *self.sorts[at + 1 :]))

    def with_sort(self, wanted: SortKey) -> Arrangement:
        """With this direction for a key that is there already, or with the key as the last."""
        if any(each.key == wanted.key for each in self.sorts):
            return self._replace(sorts=tuple(wanted if each.key == wanted.key else each for each in self.sorts))
        return self._replace(sorts=(*self.sorts, wanted)[-MOST_KEYS:])

    def without_sort(self, key: str) -> Arrangement:
        """Not by this key any more."""
        return self._replace(sorts=tuple(each for each in self.sorts if each.key != key))

    def sort_first(self, key: str) -> Arrangement:
        """With this key in front of the others."""
        first = [each for each in self.sorts if each.key == key]
        return self._replace(sorts=(*first, *(each for each in self.sorts if each.key != key)))

    def with_column(self, key: str, after: str = "") -> Arrangement:
        """With a column more: behind another, else last."""
        if key in self.columns:
            return self
        at = self.columns.index(after) + 1 if after in self.columns else len(self.columns)
        return self._replace(columns=(*self.columns[:at], key, *self.columns[at:]))

    def without_column(self, key: str) -> Arrangement:
        """With a column less; the last one stays."""
        left = tuple(each for each in self.columns if each != key)
        return self._replace(columns=left or self.columns)

    def moved_column(self, key: str, by: int) -> Arrangement:
        """With a column so many places further right, or left when negative."""
        at = self.columns.index(key)
        to = max(0, min(len(self.columns) - 1, at + by))
        order = [each for each in self.columns if each != key]
        order.insert(to, key)
        return self._replace(columns=tuple(order))


def to_spec(arrangement: Arrangement, usual: Arrangement) -> dict[str, Any]:
    """What differs from the usual arrangement, as JSON takes it."""
    spec: dict[str, Any] = {}
    if arrangement.columns != usual.columns:
        spec["columns"] = list(arrangement.columns)
    if arrangement.sorts != usual.sorts:
        spec["sort"] = [[each.key, each.descending] for each in arrangement.sorts]
    if arrangement.group != usual.group:
        spec["group"] = arrangement.group
    return spec


def from_spec(spec: Mapping[str, Any], usual: Arrangement) -> Arrangement:
    """The arrangement that `to_spec` wrote; what it cannot have written is as usual."""
    columns, sorts, group = spec.get("columns"), spec.get("sort"), spec.get("group")
    found = usual
    if _are_words(columns) and columns:
        found = found._replace(columns=tuple(dict.fromkeys(columns)))
    if isinstance(sorts, list | tuple) and all(_is_sort(each) for each in sorts):
        keys = {each[0]: SortKey(each[0], each[1]) for each in reversed(sorts)}
        found = found._replace(sorts=tuple(reversed(keys.values()))[:MOST_KEYS])
    return found._replace(group=group) if isinstance(group, str) else found


def _are_words(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(each, str) for each in value)


def _is_sort(each: Any) -> bool:
    return isinstance(each, list | tuple) and len(each) == 2 and isinstance(each[0], str) and isinstance(each[1], bool)
