"""The TEMP triggers of the writing connection: the undo log, and the history rows of deals and tasks.

Both are generated from the tables, so bulk updates, cascades and imports are logged without anybody remembering to.
`doing` holds what the action in progress is: its moment, its day, who acts, and whether it is a replay. A replay (undo or
redo) brings back logged rows, history rows among them, and therefore writes no new history.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.tables import COLUMNS

# column -> name of the field in the history; every figure about the past is computed from these.
DEAL_HISTORY = {
    "title": "title",
    "client_id": "client",
    "stage_id": "stage",
    "amount_minor": "amount",
    "currency": "currency",
    "probability": "probability",
    "forecast": "forecast",
    "expected_close_on": "expected_close",
    "closed_on": "closed",
    "owner_id": "owner",
    "on_hold": "on_hold",
    "deleted_at": "deleted",
}
TASK_HISTORY = {
    "title": "title",
    "status_id": "status",
    "estimate_minutes": "estimate",
    "assignee_id": "assignee",
    "start_on": "start",
    "due_on": "due",
    "project_id": "project",
    "deleted_at": "deleted",
}

SET_UP = (
    "CREATE TEMP TABLE log (seq INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row INTEGER NOT NULL, inverse TEXT)",
    "CREATE TEMP TABLE doing (at TEXT NOT NULL, day TEXT NOT NULL, by_id INTEGER, replaying INTEGER NOT NULL)",
    "INSERT INTO doing VALUES ('', '', NULL, 0)",
)


def triggers() -> Iterator[str]:
    """The statements that create every TEMP trigger; history first, so that a record is undone after its history."""
    yield from _deal_history()
    yield from _task_history()
    for table in ("deal_event", "task_event"):
        for what in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TEMP TRIGGER keep_{table}_{what.lower()} BEFORE {what} ON main.{table} "
                "WHEN (SELECT replaying FROM doing) = 0 BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )
    for table, columns in COLUMNS.items():
        yield from _log(table, columns)


def _log(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """An insert needs no text to undo it; an update and a delete keep the whole old row as SQL."""
    note = "INSERT INTO log (tbl, row, inverse) VALUES"
    yield (
        f"CREATE TEMP TRIGGER log_{table}_insert AFTER INSERT ON main.{table} "
        f"BEGIN {note} ('{table}', new.id, NULL); END"
    )
    sets = " || ', ' || ".join(f"'{column} = ' || quote(old.{column})" for column in columns)
    yield (
        f"CREATE TEMP TRIGGER log_{table}_update AFTER UPDATE ON main.{table} "
        f"BEGIN {note} ('{table}', new.id, 'UPDATE {table} SET ' || {sets} || ' WHERE id = ' || new.id); END"
    )
    values = " || ', ' || ".join(f"quote(old.{column})" for column in columns)
    yield (
        f"CREATE TEMP TRIGGER log_{table}_delete BEFORE DELETE ON main.{table} "
        f"BEGIN {note} ('{table}', old.id, 'INSERT INTO {table} ({', '.join(columns)}) VALUES (' || {values} || ')'); END"
    )


def _deal_history() -> Iterator[str]:
    into = "INSERT INTO main.deal_event (deal_id, field, old, new, on_date, at, by_id)"
    first = ", ".join(f"'{field}', new.{column}" for column, field in DEAL_HISTORY.items() if column not in ("stage_id", "closed_on"))
    yield (
        "CREATE TEMP TRIGGER history_deal_insert AFTER INSERT ON main.deal WHEN (SELECT replaying FROM doing) = 0 BEGIN "
        f"{into} SELECT new.id, 'created', NULL, json_object({first}, 'stage', iif(new.closed_on IS NULL, new.stage_id, NULL)), "
        "new.created_on, at, by_id FROM doing; "
        # a deal that arrives closed, from another program, was created on one day and closed on another
        f"{into} SELECT new.id, 'stage', NULL, new.stage_id, new.closed_on, at, by_id FROM doing WHERE new.closed_on IS NOT NULL; END"
    )
    for column, field in DEAL_HISTORY.items():
        day = "ifnull(new.closed_on, day)" if field in ("stage", "closed") else "day"
        yield (
            f"CREATE TEMP TRIGGER history_deal_{field} AFTER UPDATE OF {column} ON main.deal "
            f"WHEN old.{column} IS NOT new.{column} AND (SELECT replaying FROM doing) = 0 BEGIN "
            f"{into} SELECT new.id, '{field}', old.{column}, new.{column}, {day}, at, by_id FROM doing; END"
        )


def _task_history() -> Iterator[str]:
    into = "INSERT INTO main.task_event (task_id, project_id, field, old, new, on_date, at, by_id)"
    kind = "(SELECT kind FROM main.status WHERE id = {row}.status_id)"
    first = ", ".join(f"'{field}', new.{column}" for column, field in TASK_HISTORY.items() if column != "status_id")
    yield (
        "CREATE TEMP TRIGGER history_task_insert AFTER INSERT ON main.task WHEN (SELECT replaying FROM doing) = 0 BEGIN "
        f"{into} SELECT new.id, new.project_id, 'created', NULL, json_object({first}, 'status', "
        f"iif(new.done_on IS NULL, {kind.format(row='new')}, 'todo')), new.created_on, at, by_id FROM doing; "
        f"{into} SELECT new.id, new.project_id, 'status', 'todo', {kind.format(row='new')}, new.done_on, at, by_id "
        "FROM doing WHERE new.done_on IS NOT NULL; END"
    )
    for column, field in TASK_HISTORY.items():
        old, new, day = f"old.{column}", f"new.{column}", "day"
        if field == "status":
            old, new, day = kind.format(row="old"), kind.format(row="new"), "ifnull(new.done_on, day)"
        yield (
            f"CREATE TEMP TRIGGER history_task_{field} AFTER UPDATE OF {column} ON main.task "
            f"WHEN old.{column} IS NOT new.{column} AND (SELECT replaying FROM doing) = 0 BEGIN "
            f"{into} SELECT new.id, new.project_id, '{field}', {old}, {new}, {day}, at, by_id FROM doing; END"
        )
