"""Tasks as rows of a list: every column there is, what each says, what it is sorted by and what stands in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from app.base import today
from app.services.listing import SortKey
from app.services.task_list import TaskRow
from app.views.parts.arrangement import Arrangement
from app.views.parts.dates import day_text, short_text
from app.views.parts.fields import hours_text
from app.views.parts.group_rows import Told
from app.views.parts.rows import Col, Tone
from app.views.parts.task_cards import KIND_ICONS, OPEN, PRIORITIES, first_name, late_text, sum_text, waits_text

if TYPE_CHECKING:
    from app.services.custom_fields import Field
    from app.services.listing import Part

USUAL: Final = Arrangement(
    ("title", "project", "milestone", "status", "owner", "due", "estimate", "logged", "waits"), (SortKey("due"),)
)
GROUPINGS: Final = (
    ("project", "Project"),
    ("assignee", "Owner"),
    ("status", "Status"),
    ("milestone", "Milestone"),
    ("due", "Week it is due"),
    ("labels", "Label"),
    ("priority", "Priority"),
    ("client", "Client"),
)
_NOBODY: Final = {
    "project": "No project",
    "assignee": "Nobody",
    "milestone": "No milestone",
    "due": "No due date",
    "labels": "No label",
    "client": "No client",
}


def columns(fields: tuple[Field, ...] = ()) -> list[Col[TaskRow]]:
    """Every column, those that are shown as a rule in front."""
    from app.views.parts import custom_columns

    return [*_usual(), *_words(), *_days(), *custom_columns.columns(fields)]


def _usual() -> list[Col[TaskRow]]:
    return [
        Col("title", "Task", _title, tone=_quiet, sort_key="title", value=lambda row: row.card.title),
        Col("project", "Project", lambda row: row.card.project or "", tone=_second, sort_key="project"),
        Col(
            "milestone",
            "Milestone",
            lambda row: row.card.milestone or "",
            width=140,
            tone=_second,
            sort_key="milestone",
            gives_way=1080,
        ),
        Col(
            "status",
            "Status",
            lambda row: row.card.status,
            width=116,
            icon=lambda row: KIND_ICONS[row.card.status_kind],
            tone=_quiet,
            sort_key="status",
        ),
        _owner(),
        Col(
            "due",
            "Due",
            _due_text,
            width=152,
            tone=_due_tone,
            icon=lambda row: "warning-circle" if row.card.late_days else "",
            sort_key="due",
            value=lambda row: row.card.due_on,
        ),
        _hours("estimate", "Estimate", 84, lambda row: row.card.estimate_minutes),
        _hours("logged", "Done h", 80, lambda row: row.card.logged_minutes),
        Col(
            "waits",
            "Waits for",
            lambda row: waits_text(row.card).removeprefix("Waits for ") if _is_open(row) else "",
            tone=_second,
            icon=lambda row: "lock-simple" if _is_open(row) and waits_text(row.card) else "",
            tooltip=lambda row: waits_text(row.card),
            gives_way=960,
        ),
    ]


def _owner() -> Col[TaskRow]:
    return Col(
        "owner",
        "Owner",
        lambda row: first_name(row.card.assignee or "") or "Nobody",
        width=84,
        tone=lambda row: "plain" if row.card.assignee else "warn",
        icon=lambda row: "" if row.card.assignee else "user",
        tooltip=lambda row: row.card.assignee or "Nobody owns this task",
        sort_key="assignee",
        value=lambda row: row.card.assignee,
    )


def _words() -> list[Col[TaskRow]]:
    def plain(key: str, title: str, text: Callable[[TaskRow], str], width: int, sort: str | None = "") -> Col[TaskRow]:
        return Col(key, title, text, width=width, tone=_second, sort_key=key if sort == "" else sort)

    return [
        _hours("left", "Left", 72, _left),
        Col(
            "priority",
            "Priority",
            lambda row: PRIORITIES[row.card.priority] if row.card.priority else "",
            width=88,
            tone=lambda row: "strong" if row.card.priority > 0 else "second",
            sort_key="priority",
            value=lambda row: PRIORITIES[row.card.priority],
        ),
        plain("labels", "Labels", lambda row: ", ".join(name for _, name in row.card.labels), 130),
        plain("client", "Client", lambda row: row.more.client or "", 140),
        plain("reviewer", "Reviewer", lambda row: row.card.reviewer or "", 110),
        plain("blocked", "Blocked because", lambda row: row.card.blocked_reason, 150),
        plain("checklist", "Checklist", _checklist, 84, None),
        plain("key", "Key", lambda row: row.card.key, 72),
    ]


def _days() -> list[Col[TaskRow]]:
    return [
        _day("start", "Start", lambda row: row.card.start_on),
        _day("deadline", "Deadline", lambda row: row.more.deadline_on),
        _day("done", "Finished", lambda row: row.card.done_on),
        _day("created", "Created", lambda row: row.more.created_on),
        Col(
            "days",
            "Days",
            lambda row: "" if row.more.duration_days is None else f"{row.more.duration_days:,}",
            "right",
            64,
            tone=_second,
            sort_key="days",
            value=lambda row: row.more.duration_days,
        ),
    ]


def _hours(key: str, title: str, width: int, minutes: Callable[[TaskRow], int | None]) -> Col[TaskRow]:
    def value(row: TaskRow) -> Any:
        found = minutes(row)
        return None if found is None else (Decimal(found) / 60).quantize(Decimal("0.01"))

    def text(row: TaskRow) -> str:
        return hours_text(found) if (found := minutes(row)) else ""

    return Col(key, title, text, "right", width, sort_key=key, value=value, unit=lambda _: "h")


def _day(key: str, title: str, day: Callable[[TaskRow], date | None]) -> Col[TaskRow]:
    def text(row: TaskRow) -> str:
        return short_text(found) if (found := day(row)) else ""

    return Col(key, title, text, "right", 96, tone=_second, sort_key=key, value=day)


def describe(fields: tuple[Field, ...], by: str, part: Part) -> Told:
    """A group in words, with its hours: estimated, done, left."""
    names = {"estimate": "estimate", "logged": "done", "left": "left"}
    sums = {key: sum_text(part.sums[key]) for key in names if part.sums.get(key)}
    return Told(group_words(fields, by, part), sums, {key: f"{names[key]} {text}" for key, text in sums.items()})


def group_words(fields: tuple[Field, ...], by: str, part: Part) -> str:
    """What a group is called."""
    if by.startswith("custom:"):
        from app.views.parts import custom_columns

        return custom_columns.words(fields, by, part.key)
    if not part.key:
        return _NOBODY.get(by, "Nothing")
    if by == "due":
        return week_words(date.fromisoformat(part.key))
    return PRIORITIES.get(int(part.key), part.key) if by == "priority" else part.name


def week_words(monday: date, now: date | None = None) -> str:
    """'This week', 'Next week', 'Last week', else its days: '16 to 22 Nov'."""
    now = now or today()
    this = now - timedelta(days=now.weekday())
    near = {0: "This week", 7: "Next week", -7: "Last week"}.get((monday - this).days)
    sunday = monday + timedelta(days=6)
    first = str(monday.day) if monday.month == sunday.month else short_text(monday, now)
    span = f"{first} to {short_text(sunday, now)}"
    return f"{near}, {span}" if near else span


def _is_open(row: TaskRow) -> bool:
    return row.card.status_kind in OPEN


def _left(row: TaskRow) -> int | None:
    card = row.card
    if card.estimate_minutes is None or not _is_open(row):
        return None
    return max(0, card.estimate_minutes - card.logged_minutes)


def _title(row: TaskRow) -> str:
    card = row.card
    return f"{card.title} ({card.parts_done} of {card.parts})" if card.parts else card.title


def _checklist(row: TaskRow) -> str:
    return f"{row.card.checklist_done} of {row.card.checklist_total}" if row.card.checklist_total else ""


def _second(row: TaskRow) -> Tone:  # noqa: ARG001 - every row
    return "second"


def _quiet(row: TaskRow) -> Tone:
    return "plain" if _is_open(row) else "second"


def _due_tone(row: TaskRow) -> Tone:
    return "bad" if row.card.late_days else "plain" if _is_open(row) else "caption"


def _due_text(row: TaskRow) -> str:
    task = row.card
    if task.status_kind == "done" and task.done_on is not None:
        return f"Done {day_text(task.done_on)}"
    if task.due_on is None:
        return ""
    if task.late_days:
        return f"{short_text(task.due_on)}, {late_text(task.late_days)}"
    return day_text(task.due_on)
