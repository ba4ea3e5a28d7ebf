"""How a task reads: as a card of the board, as the head of a column, and in the words that lists and inspectors share.

Times are in minutes, lateness in working days. At most two marks stand in a card's fourth line, so there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.base import today
from app.services.task_board import TaskCard, TaskColumn
from app.services.task_filter import DONE_DAYS, TaskFilter
from app.views import theme
from app.views.parts.board_source import Bit, Card, Column, ColumnTone
from app.views.parts.dates import day_text, short_text
from app.views.parts.fields import hours_text
from app.views.parts.paint import text_width

PRIORITIES: Final = {-1: "Low", 0: "Normal", 1: "High", 2: "Urgent"}
PRIORITY_ICONS: Final = {-1: "caret-down", 0: "minus", 1: "caret-up", 2: "caret-double-up"}
KIND_ICONS: Final = {
    "todo": "circle",
    "doing": "circle-half",
    "review": "eye",
    "done": "check-circle",
    "cancelled": "prohibit",
}
_TONES: Final[dict[str, ColumnTone]] = {
    "todo": "stage1",
    "doing": "stage3",
    "review": "stage4",
    "done": "won",
    "cancelled": "lost",
}
OPEN: Final = ("todo", "doing", "review")


def figure(minutes: int) -> str:
    """Hours as a bare figure: 90 gives '1.5', 2400 gives '40'."""
    return f"{round(minutes / 60, 1):,g}" if minutes < 60_000 else f"{round(minutes / 60):,}"


def sum_text(minutes: int) -> str:
    """A sum of hours, to the hour: '102 h'."""
    return f"{round(minutes / 60):,} h"


def load_text(minutes: int, available: int, room: int, *, past: bool) -> str:
    """'15 h 20 of 32 h', or what of it has room: '15 h 20', '15 h'."""
    whole = f"{hours_text(minutes)} {'logged' if past else f'of {hours_text(available)}'}"
    said = (whole, hours_text(minutes), sum_text(minutes))
    return next((words for words in said if text_width(words, theme.SMALL) <= room), said[-1])


def spent_text(logged: int, estimate: int | None) -> str:
    """'28 of 40 h', '40 h' before work began, '5 h spent' without an estimate, '' with neither."""
    if estimate is None:
        return f"{hours_text(logged)} spent" if logged else ""
    return f"{figure(logged)} of {figure(estimate)} h" if logged else hours_text(estimate)


def left_text(logged: int, estimate: int | None) -> str:
    """'12 h left', '1 h over', '' without an estimate."""
    if estimate is None:
        return ""
    left = estimate - logged
    return f"{hours_text(left)} left" if left >= 0 else f"{hours_text(-left)} over"


def outcome_text(logged: int, estimate: int | None) -> str:
    """How a finished task compares with its estimate."""
    if not logged:
        return "no time logged"
    if estimate is None:
        return "not estimated"
    over = logged - estimate
    if not over:
        return "as estimated"
    return f"{hours_text(abs(over))} {'over' if over > 0 else 'under'} estimate"


def late_text(days: int) -> str:
    """'2 d late'."""
    return f"{days:,} d late"


def first_name(name: str) -> str:
    """'Mara' of 'Mara Sample'."""
    return name.strip().partition(" ")[0]


def quoted(title: str, most: int = 40) -> str:
    """A title inside a sentence, cut where it would crowd the rest out."""
    return title if len(title) <= most else f"{title[: most - 1]}…"


def subtasks_text(count: int) -> str:
    """'1 subtask', '4 subtasks'."""
    return f"{count} subtask{'' if count == 1 else 's'}"


def home_text(task: TaskCard, *, within: bool = False) -> str:
    """'Kiosk app › Design', or what there is of it; `within` the project that is shown, 'Design' alone."""
    if within and task.project:
        return task.milestone or ""
    return " › ".join(part for part in (task.project, task.milestone) if part) or "No project"


def due_bit(task: TaskCard, now: date) -> Bit:
    """When it is due, or when it was done; red when late."""
    if task.status_kind == "done":
        return Bit("check", day_text(task.done_on, now) if task.done_on else "Done", "plain")
    if task.due_on is None:
        return Bit("calendar-x", "No date", "caption")
    if task.late_days:
        return Bit("warning-circle", late_text(task.late_days), "bad")
    return Bit("calendar-blank", day_text(task.due_on, now), "strong" if task.due_on == now else "plain")


def _third(task: TaskCard, now: date) -> tuple[Bit, ...]:
    bits = [due_bit(task, now)]
    spent = spent_text(task.logged_minutes, task.estimate_minutes)
    if spent:
        over = task.estimate_minutes is not None and task.logged_minutes > task.estimate_minutes
        bits.append(Bit("clock", spent, "warn" if over and task.status_kind != "done" else "plain"))
    if task.checklist_total and task.status_kind != "done":
        bits.append(Bit("check-square", f"{task.checklist_done}/{task.checklist_total}"))
    if task.parts:
        bits.append(Bit("tree-structure", f"{task.parts_done} of {task.parts}"))
    if task.repeats and task.status_kind in OPEN:
        bits.append(Bit("repeat", ""))
    return tuple(bits)


def waits_text(task: TaskCard) -> str:
    """'Waits for Checkout flow', '… and 2 more', or why a person marked it as blocked; '' for neither."""
    if task.waits_for:
        more = f" and {task.waits_count - 1} more" if task.waits_count > 1 else ""
        return f"Waits for {task.waits_for}{more}"
    return f"Blocked: {task.blocked_reason}" if task.blocked_reason else ""


def state_bits(task: TaskCard, now: date) -> tuple[Bit, ...]:
    """What matters of a task just now."""
    if task.status_kind == "done":
        return (Bit("", outcome_text(task.logged_minutes, task.estimate_minutes), "plain"),)
    if task.status_kind == "cancelled":
        return (Bit("prohibit", "Cancelled", "caption"),)
    waits = waits_text(task)
    if waits:
        return (Bit("lock-simple", waits, "neutral"),)
    if task.can_start:
        return (Bit("play", "Can start now", "go"),)
    if task.status_kind == "review":
        who = f"{first_name(task.reviewer)} reviews" if task.reviewer else "In review"
        return (Bit("eye", who),)
    if task.status_kind == "doing":
        left = left_text(task.logged_minutes, task.estimate_minutes)
        return (Bit("", left or "Not estimated"),)
    later = task.start_on is not None and task.start_on > now
    return (Bit("", f"Starts {short_text(task.start_on, now)}" if later and task.start_on else "Not yet"),)


def card(task: TaskCard, now: date | None = None, *, within: bool = False) -> Card:
    """The card of a task, 108 high: title and labels, home, figures, what matters now; `within` as for `home_text`."""
    now = now or today()
    done = task.status_kind in ("done", "cancelled")
    bits = state_bits(task, now)
    share = None
    if task.status_kind == "doing" and task.estimate_minutes and bits[0].icon == "":
        share = min(task.logged_minutes / task.estimate_minutes, 1.0)
    home, third = home_text(task, within=within), _third(task, now)
    facts = [home, *(bit.text for bit in (*third, *bits) if bit.text)]
    if task.parts:
        facts.append(f"{task.parts_done} of {task.parts} subtasks done")
    if task.repeats:
        facts.append("repeats")
    if task.assignee:
        facts.append(f"owner {task.assignee}")
    labels = ", ".join(name for _, name in task.labels)
    return Card(
        task.id,
        task.title,
        labels=task.labels,
        second_left=home,
        third=third,
        fourth=bits,
        progress=share,
        avatar=task.assignee_initials,
        mine=task.assignee_is_me,
        waiting=bits[0].icon == "lock-simple",
        faded=done,
        tooltip=f"{task.title}\n{waits_text(task)}".strip(),
        accessible=", ".join(part for part in (task.title, *facts, labels) if part),
    )


def column(found: TaskColumn, flt: TaskFilter) -> Column:
    """The head of a status: its limit counts all work, so it is only held against the whole board; that of a project's own
    column against the board of the project."""
    narrowed = bool(flt.chip or flt.text or flt.project_id or flt.person_id or flt.milestone_id)
    part = bool(flt.chip or flt.text or flt.person_id or flt.milestone_id or (flt.project_id and not found.own))
    limit = None if part or flt.ids is not None or found.kind == "done" else found.wip_limit
    over = limit is not None and found.count > limit
    return Column(
        found.status_id,
        found.name,
        found.count,
        sum_text(found.minutes) if found.count else "",
        _hint(found, limit),
        tone=_TONES[found.kind],
        limit=limit,
        over=over,
        empty="" if narrowed else _EMPTY[found.kind],
    )


_EMPTY: Final = {
    "todo": "Nothing to begin",
    "doing": "Drag here what you begin",
    "review": "Nothing to look over",
    "done": "Nothing finished yet",
}


def _hint(found: TaskColumn, limit: int | None) -> str:
    if found.kind == "done":
        return f"last {DONE_DAYS} days" if found.since is not None else ""
    if limit is not None and found.count > limit:
        return f"limit {limit}, finish one first"
    if limit is not None:
        room = limit - found.count
        return f"room for {room}" if room else "full"
    if found.kind == "todo" and found.count:
        return f"{found.can_start:,} can start now"
    return ""


def waiting_refusal(waiting: Sequence[TaskCard], of: int) -> tuple[str, str]:
    """Why cards may not begin: (title, sentence). `waiting` is not empty; `of` is how many are moved."""
    first = waiting[0]
    if of == 1:
        return f"Waits for {first.waits_for}", "Finish that first. “Start anyway” stands in the menu of the task."
    count = len(waiting)
    return (
        f"{count} of {of} tasks {'waits' if count == 1 else 'wait'}",
        f"{quoted(first.title)} waits for {first.waits_for}. Finish that first.",
    )
