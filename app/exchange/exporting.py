"""What goes out: each kind as a table with the columns that its import takes, everything as JSON, what is due as a calendar."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from app.base import UserError, check_ending
from app.domain.money import format_money, to_major
from app.exchange import custom_columns
from app.exchange.writers import write_csv, write_json, write_xlsx
from app.models.store import Store
from app.services import custom_sql, payments, renewal_list, whole
from app.services.custom_fields import Field

_TAGS = (
    "(SELECT group_concat(name, ', ') FROM (SELECT g.name FROM tag_link l JOIN tag g ON g.id = l.tag_id WHERE l.{column} = {row}.id "
    "ORDER BY g.name COLLATE NOCASE))"
)


def _several(record: str, kind: str, row: str, first: str) -> str:
    """All values of a kind in one cell: the main one, then the further ones, with '; ' between."""
    return (
        f"{first} || ifnull((SELECT iif({first} = '', '', '; ') || group_concat(value, '; ') FROM "
        f"(SELECT h.value FROM channel h WHERE h.{record}_id = {row}.id AND h.kind = '{kind}' ORDER BY h.rank, h.id)), '')"
    )


def _addresses(record: str, row: str) -> str:
    return (
        "(SELECT group_concat(replace(value, char(10), ' | '), '; ') FROM (SELECT h.value FROM channel h "
        f"WHERE h.{record}_id = {row}.id AND h.kind = 'address' ORDER BY h.rank, h.id))"
    )


def _named(name: str) -> str:
    """As `domain/cells.py` writes one of several names in a cell."""
    return f"""iif(instr({name}, ';') OR {name} LIKE '"%', '"' || replace({name}, '"', '""') || '"', {name})"""


# The clients that a contact speaks for, and its roles there in the same order: one line for each contact, whatever the number.
_PLACES = "FROM client_contact k JOIN client c ON c.id = k.client_id WHERE k.contact_id = x.id AND c.deleted_at IS NULL ORDER BY k.id"
_AT = f"(SELECT group_concat(cell, '; ') FROM (SELECT {_named('c.name')} AS cell {_PLACES}))"
_ROLES = (
    "(SELECT CASE WHEN count(*) = 1 THEN max(role) WHEN max(role) <> '' THEN trim(group_concat(cell, '; ')) END "
    f"FROM (SELECT k.role AS role, {_named('k.role')} AS cell {_PLACES}))"
)


class Sheet(NamedTuple):
    """A query whose columns are the file's: a header that begins with '$' is money in minor units with its currency before it."""

    headers: tuple[str, ...]
    sql: str


SHEETS = {
    "clients": Sheet(
        ("name", "kind", "website", "email", "phone", "street", "city", "postcode", "country", "currency", "tags", "owner", "external_id",
         "addresses"),
        f"SELECT c.name, c.kind, {_several('client', 'url', 'c', 'c.website')}, {_several('client', 'email', 'c', 'c.email')}, "
        f"{_several('client', 'phone', 'c', 'c.phone')}, c.street, c.city, c.postcode, c.country, c.currency, "
        f"{_TAGS.format(column='client_id', row='c')}, o.name, c.external_id, {_addresses('client', 'c')} FROM client c LEFT JOIN person o ON o.id = c.owner_id "
        "WHERE c.deleted_at IS NULL ORDER BY c.id",
    ),
    "contacts": Sheet(
        ("name", "email", "phone", "client", "role", "tags", "owner", "external_id", "website", "addresses"),
        f"SELECT x.name, {_several('contact', 'email', 'x', 'x.email')}, {_several('contact', 'phone', 'x', 'x.phone')}, {_AT}, {_ROLES}, "
        f"{_TAGS.format(column='contact_id', row='x')}, o.name, x.external_id, {_several('contact', 'url', 'x', chr(39) * 2)}, "
        f"{_addresses('contact', 'x')} FROM contact x LEFT JOIN person o ON o.id = x.owner_id WHERE x.deleted_at IS NULL ORDER BY x.id",
    ),
    "products": Sheet(
        ("name", "code", "currency", "$price", "unit", "hours", "tax", "tags", "external_id"),
        "SELECT p.name, p.code, p.currency, p.price_minor, p.unit, p.minutes, p.tax, "
        f"{_TAGS.format(column='product_id', row='p')}, p.external_id FROM product p ORDER BY p.id",
    ),
    "deals": Sheet(
        ("title", "client", "contact", "pipeline", "stage", "currency", "$amount", "probability", "created", "expected_close", "closed", "owner",
         "source", "product", "lost_reason", "tags", "external_id"),
        "SELECT d.title, c.name, x.name, p.name, s.name, d.currency, d.amount_minor, d.probability, d.created_on, d.expected_close_on, "
        "d.closed_on, o.name, u.name, (SELECT r.name FROM deal_line l JOIN product r ON r.id = l.product_id WHERE l.deal_id = d.id "
        f"ORDER BY l.rank LIMIT 1), w.name, {_TAGS.format(column='deal_id', row='d')}, d.external_id "
        "FROM deal d JOIN stage s ON s.id = d.stage_id JOIN pipeline p ON p.id = s.pipeline_id LEFT JOIN client c ON c.id = d.client_id "
        "LEFT JOIN contact x ON x.id = d.contact_id LEFT JOIN person o ON o.id = d.owner_id LEFT JOIN source u ON u.id = d.source_id "
        "LEFT JOIN lost_reason w ON w.id = d.lost_reason_id WHERE d.deleted_at IS NULL ORDER BY d.id",
    ),
    "tasks": Sheet(
        ("key", "title", "project", "milestone", "status", "assignee", "estimate_hours", "duration_days", "start", "due", "fixed_deadline",
         "not_before", "done", "predecessors", "labels", "external_id"),
        "SELECT ifnull(nullif(t.key, ''), t.id), t.title, p.name, m.title, s.name, a.name, t.estimate_minutes, t.duration_days, t.start_on, "
        "t.due_on, t.deadline_on, t.not_before_on, t.done_on, (SELECT group_concat(link, ';') FROM (SELECT ifnull(nullif(b.key, ''), b.id) || e.kind || "
        "iif(e.lag_days = 0, '', printf('%+d', e.lag_days)) AS link FROM dependency e JOIN task b ON b.id = e.predecessor_id "
        f"WHERE e.successor_id = t.id AND b.deleted_at IS NULL AND b.project_id IS t.project_id ORDER BY b.id, e.id)), {_TAGS.format(column='task_id', row='t')}, t.external_id "
        "FROM task t JOIN status s ON s.id = t.status_id LEFT JOIN project p ON p.id = t.project_id "
        "LEFT JOIN milestone m ON m.id = t.milestone_id LEFT JOIN person a ON a.id = t.assignee_id WHERE t.deleted_at IS NULL ORDER BY t.id",
    ),
    "renewals": Sheet(
        ("title", "client", "due", "currency", "$amount", "term_months", "notice_days", "reminder", "state", "deal", "renewed_in", "owner"),
        f"SELECT r.title, c.name, r.due_on, r.currency, r.amount_minor, r.term_months, r.notice_days, r.remind_on, {renewal_list.STATE}, d.title, "
        f"n.title, o.name {renewal_list.FROM} WHERE {renewal_list.STANDS} ORDER BY r.due_on, r.id",
    ),
    "time": Sheet(
        ("task", "project", "deal", "client", "person", "started", "ended", "hours", "billable", "note"),
        "SELECT t.title, p.name, d.title, c.name, o.name, ifnull(e.started_at, e.on_date), e.ended_at, e.minutes, "
        "iif(e.billable, 'yes', 'no'), e.note FROM time_entry e LEFT JOIN task t ON t.id = e.task_id LEFT JOIN project p "
        "ON p.id = e.project_id LEFT JOIN deal d ON d.id = e.deal_id LEFT JOIN client c ON c.id = e.client_id "
        "LEFT JOIN person o ON o.id = e.person_id WHERE e.minutes IS NOT NULL ORDER BY e.on_date, e.id",
    ),
}  # fmt: skip
DATES = frozenset(
    ("created", "expected_close", "closed", "start", "due", "fixed_deadline", "not_before", "done", "reminder")
)
_ROWS = {"clients": "c", "contacts": "x", "products": "p", "deals": "d", "tasks": "t"}
HOURS = frozenset(("hours", "estimate_hours"))


def export(store: Store, kind: str, path: Path) -> int:
    """Write one kind of record to `path`, whole or not at all; returns how many. Raises UserError when it cannot.

    CSV unless the name ends in .xlsx; 'everything' is JSON with every table, 'calendar' is ics with what is due.
    """
    if kind == "everything":
        check_ending(path, "Everything is", ".json")
        document = whole.everything(store)
        write_json(path, document)
        return sum(len(rows) for rows in document["tables"].values())
    if kind == "calendar":
        check_ending(path, "The calendar is", ".ics")
        return _calendar(store, path)
    sheet = SHEETS.get(kind)
    if sheet is None:
        raise UserError(
            f"There is nothing called {kind} to export. There are {', '.join((*SHEETS, 'everything', 'calendar'))}."
        )
    check_ending(path, f"{kind.capitalize()} {'is' if kind == 'time' else 'are'}", ".csv", ".xlsx")
    fields = list(custom_columns.known(store, kind).values())
    count = len(sheet.headers)
    rows = [
        _cells(sheet.headers, row[:count])
        + [custom_columns.cell(field, value) for field, value in zip(fields, row[count:], strict=True)]
        for row in store.rows(_with_fields(sheet.sql, kind, fields))
    ]
    heads = [header.removeprefix("$") for header in sheet.headers] + custom_columns.headers(fields, sheet.headers)
    write = write_xlsx if path.suffix.lower() == ".xlsx" else write_csv
    write(path, heads, rows)
    return len(rows)


def _with_fields(sql: str, kind: str, fields: Sequence[Field]) -> str:
    """The query with a column for each custom field, before its own FROM."""
    if not fields:
        return sql
    source = f" FROM {custom_columns.RECORDS[kind]} {_ROWS[kind]} "
    before, after = sql.split(source)
    return (
        ", ".join((before, *(custom_sql.value_sql(field.id, f"{_ROWS[kind]}.id") for field in fields))) + source + after
    )


def _cells(headers: Sequence[str], row: Sequence[Any]) -> list[Any]:
    """Typed cells: days as dates, money in major units, minutes as hours."""
    cells: list[Any] = []
    for index, (header, value) in enumerate(zip(headers, row, strict=True)):
        if value is None:
            cells.append(None)
        elif header.startswith("$"):
            cells.append(to_major(value, row[index - 1] or "EUR"))
        elif header in DATES:
            cells.append(date.fromisoformat(value))
        elif header in HOURS:
            cells.append((Decimal(value) / 60).quantize(Decimal("0.0001")).normalize() + 0)
        else:
            cells.append(value)
    return cells


def _calendar(store: Store, path: Path) -> int:
    """Tasks and milestones of all projects, the payments that have not come, and the expected closes of open deals."""
    from app.exchange.calendar import Event, write_ics

    events = [
        Event(f"task-{row}", date.fromisoformat(due), title, note=note or "", done=done is not None)
        for row, due, title, note, done in store.rows(
            "SELECT t.id, t.due_on, t.title, p.name, t.done_on FROM task t LEFT JOIN project p ON p.id = t.project_id "
            "JOIN status s ON s.id = t.status_id WHERE t.deleted_at IS NULL AND t.due_on IS NOT NULL AND s.kind <> 'cancelled'"
        )
    ]
    events += [
        Event(f"milestone-{row}", date.fromisoformat(due), title, note=project, done=done is not None)
        for row, due, title, project, done in store.rows(
            "SELECT m.id, m.due_on, m.title, p.name, m.done_on FROM milestone m JOIN project p ON p.id = m.project_id "
            "WHERE m.due_on IS NOT NULL AND p.deleted_at IS NULL"
        )
    ]
    events += [
        Event(f"deal-{row}", date.fromisoformat(day), f"{step or 'Expected close'}: {title}")
        for row, day, step, title in store.rows(
            "SELECT d.id, ifnull(d.next_step_on, d.expected_close_on), iif(d.next_step_on IS NULL, '', d.next_step), d.title FROM deal d "
            "WHERE d.deleted_at IS NULL AND d.closed_on IS NULL AND ifnull(d.next_step_on, d.expected_close_on) IS NOT NULL"
        )
    ]
    for payment in payments.due(store):
        words = f"{payment.title}: {format_money(payment.amount_minor, payment.currency)}"
        events.append(
            Event(
                f"payment-{payment.id}",
                payment.due_on,
                words,
                note=", ".join(filter(None, (payment.project, payment.client))),
            )
        )
    workspace = os.fsencode(store.path.stem).decode(
        "utf-8", "replace"
    )  # whatever the file is called, its events stay the same
    write_ics(path, events, workspace=workspace, name=workspace)
    return len(events)
