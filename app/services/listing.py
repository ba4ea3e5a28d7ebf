"""What lists of deals and of tasks have in common: sorted by several keys, and parted into groups with sums.

Both are done in SQL, so that a list of 100,000 rows is one query for its ids; the rows themselves are read when they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.custom_fields import Field

#: The key of a custom field's column is this and its id.
CUSTOM: Final = "custom:"
#: Values of these kinds are few enough to be groups.
GROUPED_KINDS: Final = ("choice", "yes_no")


class SortKey(NamedTuple):
    """One key of an order; the first key counts most."""

    key: str
    descending: bool = False


class Term(NamedTuple):
    """A piece of SQL and the aliases of the joined tables that it reads."""

    sql: str
    joins: tuple[str, ...] = ()


class Grouping(NamedTuple):
    """What rows are grouped by: the SQL of the key, of its name, of the order of groups, and the joins they need."""

    key: str
    name: str
    order: tuple[str, ...]
    joins: tuple[str, ...] = ()


class Part(NamedTuple):
    """One group: its key ('' for rows without one), its name, its rows in order, and its sums.

    Money is in minor units of the home currency; `unconverted` rows have no rate and are in no sum of money.
    """

    key: str
    name: str
    ids: list[int]
    sums: Mapping[str, int]
    unconverted: int = 0


class Listing(NamedTuple):
    """The rows of a list. `parts` is None while nothing is grouped; a row that carries several tags is in each of their groups."""

    ids: list[int]
    parts: list[Part] | None = None


def custom_id(key: str) -> int | None:
    """The id of the field in 'custom:12', or None."""
    digits = key.removeprefix(CUSTOM)
    return int(digits) if key.startswith(CUSTOM) and digits.isascii() and digits.isdigit() else None


def custom_term(store: Store, key: str, row: str) -> Term | None:
    """What a custom field's column is sorted by; None when there is no such field. `row` is such as 'd.id'."""
    from app.services import custom_sql

    field = _field(store, key)
    return Term(custom_sql.sort_sql(field, row)) if field is not None else None


def custom_grouping(store: Store, key: str, row: str) -> Grouping | None:
    """How rows are grouped by a custom field; None when it is gone, or has too many values for groups."""
    from app.services import custom_sql

    field = _field(store, key)
    if field is None or field.kind not in GROUPED_KINDS:
        return None
    value = custom_sql.value_sql(field.id, row)
    return Grouping(value, value, (custom_sql.sort_sql(field, row),))


def _field(store: Store, key: str) -> Field | None:
    from app.services import custom_fields

    wanted = custom_id(key)
    return custom_fields.field(store, wanted) if wanted is not None else None


def order_sql(terms: Sequence[tuple[Term, bool]], unique: str) -> str:
    """An ORDER BY of (term, descending); what has no value comes last, equal rows by `unique`."""
    parts = [f"{term.sql} {'DESC' if descending else 'ASC'} NULLS LAST" for term, descending in terms]
    return ", ".join([*parts, unique])


def grouped_order(grouping: Grouping, *, descending: bool = False) -> str:
    """The start of an ORDER BY that keeps groups together: the rows without a key last."""
    down = " DESC" if descending else ""
    return ", ".join([f"{grouping.key} IS NULL", *(f"{part}{down}" for part in grouping.order), grouping.key])


def joins_sql(wanted: Iterable[str], known: Mapping[str, str]) -> str:
    """The joins of these aliases, each once, those that others need before them."""
    found = set(wanted)
    return " ".join(sql for alias, sql in known.items() if alias in found)


#: By a group's key: its name, its sums, and how many of its rows have no rate.
Sums = dict[Any, tuple[str, dict[str, int], int]]


class HomeSums:
    """The sums of groups whose rows come currency by currency: what is home is added up finely, and rounded once in the end."""

    def __init__(self, **rounds: Callable[[int], int]) -> None:
        """`rounds` is how each sum of money is rounded."""
        self._rounds = rounds
        self._found: Sums = {}

    def add(
        self, key: Any, name: str | None, counts: Mapping[str, int], home: Mapping[str, int | None], priced: int
    ) -> None:
        """Add `counts`, and `home`, money in fine units of the home currency; None without a rate, which `priced` rows lack then."""
        before, sums, missing = self._found.get(key, ("", {}, 0))
        lost = any(minor is None for minor in home.values())
        for what, value in {**counts, **home}.items():
            sums[what] = sums.get(what, 0) + (0 if lost and what in home else value or 0)
        self._found[key] = (name or before, sums, missing + (priced if lost else 0))

    def rounded(self) -> Sums:
        """The sums, money in minor units of the home currency."""
        for _, sums, _ in self._found.values():
            sums.update({what: rounds(sums.get(what, 0)) for what, rounds in self._rounds.items()})
        return self._found


def parts(rows: Iterable[tuple[Any, int]], sums: Sums) -> list[Part]:
    """Groups of (key, id) rows that stand in order; `sums` is by key: name, sums, unconverted."""
    found = []
    for key, members in groupby(rows, key=itemgetter(0)):
        name, own, unconverted = sums.get(key, ("", {}, 0))
        found.append(Part("" if key is None else str(key), name or "", [row[1] for row in members], own, unconverted))
    return found
