"""What narrows a list, as a saved view keeps it: the fields that differ from the plain filter, in the forms that JSON has.

A spec may come from an older program, a newer one or a hand, so whatever the filter cannot have written is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeVar

from app.domain.custom_value import MAX_TEXT
from app.services.custom_sql import TESTS, Asked

#: A filter is a NamedTuple; what a field without narrowing holds says what may stand in it: text, whole number, yes or no, ids.
F = TypeVar("F", bound=tuple[Any, ...])
Allowed = Collection[str] | Callable[[Any], bool]

_MOST_DAYS: Final = 36_500
_NOTHING: Final[Mapping[str, Allowed]] = {}


def to_spec(flt: F, plain: F) -> dict[str, Any]:
    """The fields in which `flt` differs from `plain`, as JSON takes them."""
    found = {}
    for name, value, usual in zip(flt._fields, flt, plain, strict=True):  # type: ignore[attr-defined]
        if value != usual:
            found[name] = [list(each) if isinstance(each, tuple) else each for each in value] if _many(value) else value
    return found


def from_spec(
    spec: Mapping[str, Any], plain: F, allowed: Mapping[str, Allowed] = _NOTHING, without: Collection[str] = ()
) -> F:
    """The filter that `to_spec` wrote. `allowed` are the words that a text may be, or what tells whether a value may be;
    `without` are fields that are never kept.
    """
    kept = {}
    for name, usual in zip(plain._fields, plain, strict=True):  # type: ignore[attr-defined]
        if name in spec and name not in without and _may_be(spec[name], usual, name, allowed.get(name)):
            value = spec[name]
            kept[name] = tuple(Asked(*each) if name == "custom" else each for each in value) if _many(value) else value
    made: F = plain._replace(**kept)  # type: ignore[attr-defined]
    return made


def _may_be(value: Any, usual: Any, name: str, allowed: Allowed | None) -> bool:
    if isinstance(usual, tuple):
        return _many(value) and all(map(_is_asked if name == "custom" else _is_whole, value))
    if isinstance(usual, bool):
        return isinstance(value, bool)
    if not (value is None or _is_whole(value) if usual is None else _is_text(value)):
        return False
    if value in (None, "") or allowed is None:
        return True
    return allowed(value) if callable(allowed) else value in allowed


def is_count(value: int) -> bool:
    """Whether it can number a record, or nobody."""
    return value >= 0


def is_days(value: int) -> bool:
    """Whether so many days lead to a date."""
    return 0 <= value <= _MOST_DAYS


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _is_text(value: Any) -> bool:
    """Whether SQLite can be asked for it: too long a pattern is refused, and half a letter cannot be written."""
    return (
        isinstance(value, str)
        and len(value) <= MAX_TEXT
        and not any("\ud800" <= letter <= "\udfff" for letter in value)
    )


def _is_asked(each: Any) -> bool:
    return _many(each) and len(each) == 3 and _is_whole(each[0]) and each[1] in TESTS and _is_text(each[2])
