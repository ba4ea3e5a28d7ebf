"""The list of tasks: every column it can show, what it is sorted and grouped by, its sums, and its filter as a spec."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import day_from
from app.services import filter_spec, listing, task_board, task_filter
from app.services.listing import CUSTOM, Grouping, Listing, SortKey, Term
from app.services.task_board import TaskCard
from app.services.task_filter import OPEN_KINDS, Kinds, TaskFilter

if TYPE_CHECKING:
    from app.models.store import Store

_JOINS: Final = {
    "s": "JOIN status s ON s.id = t.status_id",
    "p": "LEFT JOIN project p ON p.id = t.project_id",
    "c": "LEFT JOIN client c ON c.id = p.client_id",
    "m": "LEFT JOIN milestone m ON m.id = t.milestone_id",
    "a": "LEFT JOIN person a ON a.id = t.assignee_id",
    "r": "LEFT JOIN person r ON r.id = t.reviewer_id",
    "g": "LEFT JOIN tag_link l ON l.task_id = t.id LEFT JOIN tag g ON g.id = l.tag_id",
}
_LOGGED: Final = "(SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id)"
_LEFT: Final = f"max(0, t.estimate_minutes - ifnull({_LOGGED}, 0))"
# Sunday of the week, then back to its Monday.
_WEEK: Final = "date(t.due_on, 'weekday 0', '-6 days')"
_FIRST_LABEL: Final = "(SELECT min(g.name COLLATE NOCASE) FROM tag_link l JOIN tag g ON g.id = l.tag_id WHERE l.task_id = t.id)"  # fmt: skip
SORTS: Final = {
    "title": Term("t.title COLLATE NOCASE"),
    "key": Term("nullif(t.key, '') COLLATE NOCASE"),
    "project": Term("p.name COLLATE NOCASE", ("p",)),
    "client": Term("c.name COLLATE NOCASE", ("p", "c")),
    "milestone": Term("m.rank", ("m",)),
    "status": Term("s.rank", ("s",)),
    "assignee": Term("a.name COLLATE NOCASE", ("a",)),
    "reviewer": Term("r.name COLLATE NOCASE", ("r",)),
    "start": Term("t.start_on"),
    "due": Term("t.due_on"),
    "deadline": Term("t.deadline_on"),
    "estimate": Term("t.estimate_minutes"),
    "logged": Term(_LOGGED),
    "left": Term(_LEFT),
    "priority": Term("t.priority"),
    "done": Term("t.done_on"),
    "created": Term("t.created_on"),
    "days": Term("t.duration_days"),
    "labels": Term(_FIRST_LABEL),
    "blocked": Term("nullif(t.blocked_reason, '') COLLATE NOCASE"),
}
GROUPS: Final = {
    "project": Grouping("t.project_id", "p.name", ("p.name COLLATE NOCASE",), ("p",)),
    "assignee": Grouping("t.assignee_id", "a.name", ("a.name COLLATE NOCASE",), ("a",)),
    "status": Grouping(
        "t.status_id",
        "iif(s.project_id IS NULL, '', p.name || ' › ') || s.name",
        ("s.rank", "p.name COLLATE NOCASE"),
        ("s", "p"),
    ),
    "milestone": Grouping(
        "t.milestone_id", "p.name || ' › ' || m.title", ("p.name COLLATE NOCASE", "m.rank"), ("p", "m")
    ),
    "due": Grouping(_WEEK, "''", (_WEEK,)),
    "labels": Grouping("g.id", "g.name", ("g.name COLLATE NOCASE",), ("g",)),
    "priority": Grouping("t.priority", "''", ("-t.priority",)),
    "client": Grouping("p.client_id", "c.name", ("c.name COLLATE NOCASE",), ("p", "c")),
}
_MORE: Final = frozenset(("client", "deadline", "created", "days"))


class More(NamedTuple):
    """What a card does not say of a task; read only while one of its columns is shown."""

    client: str | None
    deadline_on: date | None
    created_on: date | None
    duration_days: int | None


_NOTHING: Final = More(None, None, None, None)


class TaskRow(NamedTuple):
    """A row: the task as a card, and what further columns ask for. `custom` is by the id of the field, links are by value."""

    card: TaskCard
    more: More
    custom: dict[int, str]
    links: dict[str, str]

    @property
    def id(self) -> int:
        """The task's id."""
        return self.card.id


def ids(store: Store, flt: TaskFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The tasks that pass the filter; without keys by their due day."""
    kinds = Kinds(store)
    narrow = f"t.status_id IN {kinds.of(*OPEN_KINDS)}" if flt.open_only else ""
    where, params = task_filter.where(store, kinds, flt, narrow)
    terms = [
        (term, key.descending) for key in sorts or (SortKey("due"),) if (term := _term(store, key.key)) is not None
    ]
    order = listing.order_sql(terms, "t.id")
    joins = [alias for term, _ in terms for alias in term.joins]
    grouping = GROUPS.get(group) or listing.custom_grouping(store, group, "t.id")
    if grouping is None:
        return Listing(
            store.ids(
                f"SELECT t.id FROM task t {listing.joins_sql(joins, _JOINS)} WHERE {where} ORDER BY {order}", params
            )
        )
    first = listing.grouped_order(grouping, descending=SortKey(group, True) in sorts)
    tables = listing.joins_sql([*joins, *grouping.joins], _JOINS)
    rows = store.rows(
        f"SELECT {grouping.key}, t.id FROM task t {tables} WHERE {where} ORDER BY {first}, {order}", params
    )
    parts = listing.parts(rows, _sums(store, grouping, where, params))
    return Listing([row[1] for row in rows], parts)


def rows(store: Store, wanted: Sequence[int], columns: Collection[str] = ()) -> list[TaskRow]:
    """The tasks `wanted`, in their order, with what these columns show; one that is gone is left out."""
    cards = task_board.cards(store, wanted)
    keys = [card.id for card in cards]
    more = _more(store, keys) if _MORE & set(columns) else {}
    values, links = {}, {}
    if any(column.startswith(CUSTOM) for column in columns):
        from app.services import custom_fields

        values = custom_fields.values(store, "task", keys)
        links = custom_fields.link_titles(store, (text for own in values.values() for text in own.values()))
    return [TaskRow(card, more.get(card.id, _NOTHING), values.get(card.id, {}), links) for card in cards]


#: What is shown while nothing narrows.
PLAIN: Final = TaskFilter(open_only=True)


def to_spec(flt: TaskFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them; a set of tasks that a chart named is no rule, and left out."""
    return filter_spec.to_spec(flt._replace(ids=None, on=None), PLAIN)


def from_spec(spec: Mapping[str, Any]) -> TaskFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    return filter_spec.from_spec(spec, PLAIN, {"chip": _CHIPS}, without=("ids", "on"))


_CHIPS: Final = ("mine", "can_start", "blocked", "late", "due_week", "unowned", "no_date")


def _term(store: Store, key: str) -> Term | None:
    return SORTS.get(key) or listing.custom_term(store, key, "t.id")


def _more(store: Store, keys: Sequence[int]) -> dict[int, More]:
    found = store.rows(
        "SELECT t.id, c.name, t.deadline_on, t.created_on, t.duration_days FROM task t LEFT JOIN project p ON p.id = t.project_id "
        "LEFT JOIN client c ON c.id = p.client_id WHERE t.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key: More(client, day_from(limit), day_from(made), days) for key, client, limit, made, days in found}


def _sums(store: Store, grouping: Grouping, where: str, params: dict[str, Any]) -> listing.Sums:
    """By key: name, {'count', 'estimate', 'logged', 'left'} in minutes; what is finished has nothing left."""
    finished = Kinds(store).of("done", "cancelled")
    tables = listing.joins_sql(grouping.joins, _JOINS)
    found = {}
    for key, name, count, estimate, logged, left in store.rows(
        f"SELECT {grouping.key}, min({grouping.name}), count(*), ifnull(sum(t.estimate_minutes), 0), ifnull(sum({_LOGGED}), 0), "
        f"ifnull(sum(iif(t.status_id IN {finished}, 0, {_LEFT})), 0) FROM task t {tables} WHERE {where} GROUP BY 1",
        params,
    ):
        found[key] = (name or "", {"count": count, "estimate": estimate, "logged": logged, "left": left}, 0)
    return found
