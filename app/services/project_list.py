"""The list of projects: what it is narrowed to, every column it can show, what it is sorted and grouped by, and its sums.

Health and budgets are judged here in SQL, so that 10,000 projects are narrowed and sorted by them in one query; what a row says
of them comes from `project_rows`, by the same rules (a test holds the two together).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import today
from app.services import (
    currencies,
    expected,
    filter_spec,
    listing,
    project_budget,
    project_rows,
    project_states,
    search,
    settings,
    task_filter,
)
from app.services.listing import CUSTOM, Grouping, Listing, SortKey, Term
from app.services.project_rows import ProjectRow

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.tags import Tag

CHIPS: Final = ("mine", "active", "at_risk", "late", "over_budget", "archived")


class ProjectFilter(NamedTuple):
    """What the list is narrowed to; a field that is empty does not narrow. Only the chip 'archived' shows archived projects.
    Of `client_id` and `owner_id` 0 means those that have none.
    """

    text: str = ""
    chip: str = ""
    client_id: int | None = None
    owner_id: int | None = None
    tag_id: int | None = None
    open_only: bool = True
    on: date | None = None


PLAIN: Final = ProjectFilter()
#: Every project that is not archived.
ALL: Final = PLAIN._replace(open_only=False)
_OPEN: Final = f"p.status IN {project_states.OPEN}"
_RUNS: Final = f"p.status IN {project_states.RUNNING}"
_JOINS: Final = {
    "c": "LEFT JOIN client c ON c.id = p.client_id",
    "o": "LEFT JOIN person o ON o.id = p.owner_id",
    "d": "LEFT JOIN deal d ON d.id = p.deal_id",
    "f": "LEFT JOIN (SELECT t.project_id AS id, sum(s.kind <> 'done') AS open, count(*) AS tasks, sum(s.kind = 'done') AS done, "
    "ifnull(sum(t.estimate_minutes), 0) AS planned, sum(iif(s.kind = 'done', 0, "
    "max(0, ifnull(t.estimate_minutes, 0) - ifnull((SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id), 0)))) AS ahead, "
    "sum(s.kind <> 'done' AND {late}) AS late, sum(s.kind <> 'done' AND t.assignee_id IS NULL) AS unowned, "
    "sum(s.kind <> 'done' AND t.deadline_on < :worked) AS missed "
    "FROM task t JOIN status s ON s.id = t.status_id WHERE t.deleted_at IS NULL AND t.project_id IS NOT NULL "
    "AND s.kind <> 'cancelled' GROUP BY 1) f ON f.id = p.id",
    "b": "LEFT JOIN (SELECT e.project_id AS id, sum(e.minutes) AS minutes, sum(iif(e.billable = 1 AND (e.currency IN ('', q.currency)), "
    "e.minutes * ifnull(e.rate_minor, q.rate_minor), 0)) / 60 AS minor FROM time_entry e JOIN project q ON q.id = e.project_id "
    "WHERE e.project_id IS NOT NULL GROUP BY 1) b ON b.id = p.id",
    # the group makes SQLite read the list into a table with an index once, not once for every project
    "x": "LEFT JOIN (SELECT CAST(key AS INTEGER) AS id, min(value) AS day FROM json_each(:expected) GROUP BY 1) x ON x.id = p.id",
    "g": "LEFT JOIN tag_link l ON l.project_id = p.id LEFT JOIN tag g ON g.id = l.tag_id",
}
_HOURS: Final = project_budget.HOURS
_MONEY: Final = f"(p.budget_minor + {project_budget.MORE.format(what='k.amount_minor')})"
_OVER: Final = f"ifnull(b.minutes > {_HOURS}, 0)"
_BURNT: Final = f"(1.0 * ifnull(b.minutes, 0) / nullif({_HOURS}, 0))"
_ENDS: Final = (
    "max(ifnull(p.finish_on, x.day), ifnull(x.day, p.finish_on), :worked)"  # of two dates that are missing it is none
)
#: As `project_health.judge`, and `project_rows` for what is archived.
_JUDGED: Final = (
    f"CASE WHEN NOT {_RUNS} OR ifnull(f.open, 0) = 0 THEN 'none' "
    f"WHEN {_ENDS} > ifnull(p.promised_on, p.finish_on) OR f.missed > 0 THEN 'bad' "
    f"WHEN f.late > 0 OR f.unowned > 0 OR ifnull({_ENDS} > p.finish_on AND {_ENDS} = p.promised_on, 0) OR {_OVER} THEN 'warn' "
    f"WHEN {_ENDS} IS NULL OR ifnull(p.promised_on, p.finish_on) IS NULL THEN 'none' ELSE 'good' END"
)
_HEALTH: Final = (
    f"CASE WHEN p.archived_at IS NOT NULL THEN 'none' WHEN p.health <> '' AND {_OPEN} THEN p.health ELSE {_JUDGED} END"
)
_BY_ITS: Final = ("f", "b", "x")
_BY_HEALTH: Final = f"instr('bad warn good none', {_HEALTH})"
_BY_STATUS: Final = "instr('active planned on_hold done cancelled', p.status)"
_MONTH: Final = "substr(ifnull(p.promised_on, p.finish_on), 1, 7)"
SORTS: Final = {
    "name": Term("p.name COLLATE NOCASE"),
    "client": Term("c.name COLLATE NOCASE", ("c",)),
    "owner": Term("o.name COLLATE NOCASE", ("o",)),
    "deal": Term("d.title COLLATE NOCASE", ("d",)),
    "status": Term(_BY_STATUS),
    "health": Term(_BY_HEALTH, _BY_ITS),
    "start": Term("p.start_on"),
    "finish": Term("p.finish_on"),
    "promised": Term("p.promised_on"),
    "baseline": Term("p.baseline_on"),
    "created": Term("p.id"),
    "tasks": Term("f.tasks", ("f",)),
    "percent": Term("100.0 * f.done / nullif(f.tasks, 0)", ("f",)),
    "planned": Term("f.planned", ("f",)),
    "left": Term("f.ahead", ("f",)),
    "logged": Term("b.minutes", ("b",)),
    "hours": Term("p.budget_minutes"),
    "budget": Term("p.budget_minor"),
    "burnt": Term(_BURNT, ("b",)),
    "rate": Term("p.rate_minor"),
    "paid": Term("(SELECT sum(y.amount_minor) FROM payment y WHERE y.project_id = p.id AND y.currency = p.currency AND y.paid_on IS NOT NULL)"),
    "tags": Term("(SELECT min(g.name COLLATE NOCASE) FROM tag_link l JOIN tag g ON g.id = l.tag_id WHERE l.project_id = p.id)"),
}  # fmt: skip
GROUPS: Final = {
    "client": Grouping("p.client_id", "c.name", ("c.name COLLATE NOCASE",), ("c",)),
    "owner": Grouping("p.owner_id", "o.name", ("o.name COLLATE NOCASE",), ("o",)),
    "status": Grouping("p.status", "''", (_BY_STATUS,)),
    "health": Grouping(_HEALTH, "''", (_BY_HEALTH,), _BY_ITS),
    "due": Grouping(_MONTH, "''", (_MONTH,)),
    "tags": Grouping("g.id", "g.name", ("g.name COLLATE NOCASE",), ("g",)),
}
_CHIP_SQL: Final = {
    "mine": f"{_OPEN} AND p.owner_id = (SELECT id FROM person WHERE is_me = 1)",
    "active": "p.status = 'active'",
    "at_risk": f"{_OPEN} AND {_HEALTH} IN ('warn', 'bad') AND {_JUDGED} <> 'bad'",  # what is late has a chip of its own
    "late": f"{_OPEN} AND {_JUDGED} = 'bad'",
    "over_budget": f"{_OPEN} AND ({_OVER} OR ifnull(b.minor > {_MONEY}, 0))",
}
_AWAY: Final = "p.archived_at IS NOT NULL"


class ListRow(NamedTuple):
    """A row: the project, and what further columns ask for. `custom` is by the id of the field, links are by value."""

    row: ProjectRow
    tags: tuple[Tag, ...]
    custom: dict[int, str]
    links: dict[str, str]

    @property
    def id(self) -> int:
        """The project's id."""
        return self.row.id


def ids(store: Store, flt: ProjectFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The projects that pass the filter; without keys by their names."""
    where, params, joins = _where(flt)
    terms = [
        (term, key.descending) for key in sorts or (SortKey("name"),) if (term := _term(store, key.key)) is not None
    ]
    order = listing.order_sql(terms, "p.id")
    joins = [*joins, *(alias for term, _ in terms for alias in term.joins)]
    grouping = GROUPS.get(group) or listing.custom_grouping(store, group, "p.id")
    if grouping is None:
        tables = _tables(store, flt, joins, params)
        return Listing(store.ids(f"SELECT p.id FROM project p {tables} WHERE {where} ORDER BY {order}", params))
    first = listing.grouped_order(grouping, descending=SortKey(group, True) in sorts)
    tables = _tables(store, flt, [*joins, *grouping.joins], params)
    found = store.rows(
        f"SELECT {grouping.key}, p.id FROM project p {tables} WHERE {where} ORDER BY {first}, {order}", params
    )
    parts = listing.parts(found, _sums(store, flt, grouping, where, params, joins))
    return Listing([row[1] for row in found], parts)


def lets_through(store: Store, flt: ProjectFilter, project_id: int) -> bool:
    """Whether a project passes the filter."""
    where, params, joins = _where(flt)
    tables = _tables(store, flt, joins, params)
    sql = f"SELECT 1 FROM project p {tables} WHERE {where} AND p.id = :this"
    return store.value(sql, {**params, "this": project_id}) is not None


def rows(store: Store, wanted: Sequence[int], columns: Collection[str] = ()) -> list[ListRow]:
    """The projects `wanted`, in their order, with what these columns show; one that is gone is left out."""
    found = project_rows.rows(store, wanted)
    keys = [row.id for row in found]
    tagged, values, links = {}, {}, {}
    if "tags" in columns:
        from app.services import tags

        tagged = tags.of(store, "project", keys)
    if any(column.startswith(CUSTOM) for column in columns):
        from app.services import custom_fields

        values = custom_fields.values(store, "project", keys)
        links = custom_fields.link_titles(store, (text for own in values.values() for text in own.values()))
    return [ListRow(row, tagged.get(row.id, ()), values.get(row.id, {}), links) for row in found]


def counts(store: Store, flt: ProjectFilter) -> dict[str, int]:
    """How many projects each chip would leave, whichever is chosen."""
    where, params, joins = _where(flt._replace(chip="", open_only=False), archived=None)
    tables = _tables(store, flt, [*joins, *_BY_ITS], params)
    sums = ", ".join(f"ifnull(sum(NOT {_AWAY} AND {_CHIP_SQL[chip]}), 0)" for chip in CHIPS if chip != "archived")
    found = store.row(f"SELECT {sums}, ifnull(sum({_AWAY}), 0) FROM project p {tables} WHERE {where}", params)
    return dict(zip(CHIPS, found or (0,) * len(CHIPS), strict=True))


def any_at_all(store: Store) -> bool:
    """Whether there is a project, in sight or not."""
    return bool(store.value("SELECT EXISTS (SELECT 1 FROM project WHERE deleted_at IS NULL)"))


def totals(store: Store) -> tuple[int, int]:
    """How many projects are open, and the minutes that are left of them."""
    where, params, _ = _where(PLAIN)
    tables = _tables(store, PLAIN, ["f"], params)
    found = store.row(f"SELECT count(*), ifnull(sum(f.ahead), 0) FROM project p {tables} WHERE {where}", params)
    return (found[0], found[1]) if found else (0, 0)


def to_spec(flt: ProjectFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them."""
    return filter_spec.to_spec(flt._replace(on=None), PLAIN)


def from_spec(spec: Mapping[str, Any]) -> ProjectFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    return filter_spec.from_spec(spec, PLAIN, {"chip": CHIPS}, without=("on",))


def _where(flt: ProjectFilter, archived: bool | None = False) -> tuple[str, dict[str, Any], list[str]]:
    """The condition on project `p`, its parameters, and the joins that it needs. `archived` None: those too."""
    params: dict[str, Any] = {}
    away = flt.chip == "archived"
    parts, joins = ["p.deleted_at IS NULL"], []
    if archived is not None:
        parts.append(_AWAY if away else f"NOT {_AWAY}")
    if flt.open_only and not away:
        parts.append(_OPEN)
    if flt.chip in _CHIP_SQL:
        parts.append(_CHIP_SQL[flt.chip])
        joins = [*_BY_ITS]
    for name in ("client_id", "owner_id"):
        if getattr(flt, name) is not None:
            parts.append(f"p.{name} = :{name}" if getattr(flt, name) else f"p.{name} IS NULL")
            params[name] = getattr(flt, name)
    if flt.tag_id is not None:
        parts.append("EXISTS (SELECT 1 FROM tag_link x WHERE x.project_id = p.id AND x.tag_id = :tag_id)")
        params["tag_id"] = flt.tag_id
    if words := search.fts_query(flt.text):
        parts.append(f"(p.id IN ({search.matching('project')}) OR p.client_id IN ({search.matching('client')}))")
        params["words"] = words
    return " AND ".join(parts), params, joins


def _tables(store: Store, flt: ProjectFilter, aliases: Collection[str], params: dict[str, Any]) -> str:
    """The joins of these aliases, with their parameters put into `params`; the one of the tasks counts those that are late by
    the days of their owners, the one of the plans has every later finish that is known."""
    now, sql = flt.on or today(), listing.joins_sql(aliases, _JOINS)
    if "f" in aliases:
        params["worked"] = settings.calendar(store).on_or_before(now).isoformat()
        sql = sql.format(late=task_filter.late(store, now))
    if "x" in aliases:
        finishes = expected.all_known(store, now)
        params["expected"] = json.dumps({project: day.isoformat() for project, day in finishes.items()})
    return sql


def _term(store: Store, key: str) -> Term | None:
    return SORTS.get(key) or listing.custom_term(store, key, "p.id")


def _sums(
    store: Store, flt: ProjectFilter, grouping: Grouping, where: str, params: dict[str, Any], joins: Sequence[str]
) -> listing.Sums:
    """By key: name, {'count', 'tasks', 'planned', 'left', 'logged', 'hours', 'budget'}, projects whose budget has no rate.

    Times in minutes, budgets in minor units of the home currency.
    """
    rates, found = currencies.rates(store), listing.HomeSums(budget=currencies.rounded)
    tables = _tables(store, flt, [*joins, *grouping.joins, "f", "b"], params)
    names = ("count", "tasks", "planned", "left", "logged", "hours")
    for key, name, currency, priced, budget, *figures in store.rows(
        f"SELECT {grouping.key}, min({grouping.name}), p.currency, count(p.budget_minor), ifnull(sum(p.budget_minor), 0), count(*), "
        "ifnull(sum(f.tasks), 0), ifnull(sum(f.planned), 0), ifnull(sum(f.ahead), 0), ifnull(sum(b.minutes), 0), "
        f"ifnull(sum(p.budget_minutes), 0) FROM project p {tables} WHERE {where} GROUP BY 1, 3",
        params,
    ):
        home = {"budget": rates.finely(budget, currency or rates.home)}
        found.add(key, name, dict(zip(names, figures, strict=True)), home, priced)
    return found.rounded()
