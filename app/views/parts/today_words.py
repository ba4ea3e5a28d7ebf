"""What Today says: heads and notes of groups, dates and figures of rows, and the one sentence below the date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from app.domain.money import format_money
from app.services.today import Board, Group, Row, Waiting
from app.views import theme
from app.views.parts.dates import DAYS, MONTH_NAMES, day_text, short_text
from app.views.parts.fields import hours_text

TICKED: Final = frozenset({"step", "todo", "task", "no_step"})  # a deal without a step is asked for one
_HEADS: Final = {  # title, icon, colour of the icon, colour of the title
    "overdue": ("Overdue next steps", "warning-circle", "bad", "bad"),
    "soon": ("Today and tomorrow", "calendar-blank", "text2", "text"),
    "todos": ("To-dos", "check-square", "text2", "text"),
    "no_step": ("Without a next step", "calendar-x", "warn", "text"),
    "renewals": ("Renewals due", "repeat", "text2", "text"),
    "silent": ("Not spoken to for long", "phone", "warn", "text"),
    "changed": ("Not as it was agreed", "git-diff", "warn", "text"),
    "budgets": ("Budgets", "clock", "warn", "text"),
    "late": ("Late tasks", "warning-circle", "bad", "bad"),
    "start": ("Can start now", "play", "good_mark", "text"),
    "week": ("Due this week", "flag", "text2", "text"),
    "review": ("In review", "eye", "text2", "text"),
}
_LONG_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def title(on: date) -> str:
    """'Thursday, 12 November'."""
    return f"{_LONG_DAYS[on.weekday()]}, {on.day} {MONTH_NAMES[on.month - 1]}"


def sentence(board: Board) -> str:
    """'3 next steps are overdue, 1 task is late, 1 won deal waits for its handoff.'"""
    parts = []
    for count, one, many in (
        (board.total("overdue"), "next step is overdue", "next steps are overdue"),
        (board.total("late"), "task is late", "tasks are late"),
        (board.waiting_count, "won deal waits for its handoff", "won deals wait for their handoff"),
    ):
        if count:
            parts.append(f"{count:,} {one if count == 1 else many}")
    return ", ".join(parts) + "." if parts else "Nothing is overdue, late or waiting for its handoff."


def head(group: Group) -> tuple[str, str, str, str]:
    """Title, icon, and the colours of icon and title."""
    words, icon, tone, ink = _HEADS[group.key]
    if group.key == "renewals" and group.until is not None:
        words = f"{words} by {MONTH_NAMES[group.until.month - 1]}"
    return words, icon, tone, ink


def note(group: Group, home: str) -> str:
    """What stands at the right of a head: '€15,700 waiting', 'moves one finish by 4 days', '6 h left'."""
    if group.key == "late" and group.moved[0]:
        projects, days = group.moved
        what = "one finish" if projects == 1 else f"{projects} finishes"
        return f"moves {what} by {'up to ' if projects > 1 else ''}{days} {'day' if days == 1 else 'days'}"
    if group.key in ("late", "week", "start"):
        return _hours(group.minutes, "" if group.key == "start" else " left")
    if group.key in ("overdue", "no_step", "renewals"):
        sum_ = format_money(group.amount_minor, home, cents=False) if group.amount_minor else ""
        sum_ += " waiting" if sum_ and group.key == "overdue" else ""
        unknown = f"{group.unconverted} not converted" if group.unconverted else ""
        return ", ".join(part for part in (sum_, unknown) if part)
    return ""


def _hours(minutes: int, tail: str) -> str:
    return f"{minutes // 60:,} h{tail}" if minutes >= 600 else f"{hours_text(minutes)}{tail}" if minutes else ""


def mark(row: Row) -> tuple[str, str]:
    """The icon before a row and its colour."""
    if row.kind in ("changed", "budget"):
        return {"changed": "git-diff", "budget": "clock"}[row.kind], "text3"
    if row.kind == "renewal":
        return "repeat", "text3"
    if row.kind == "silent":
        return "phone", "text3"
    if row.kind == "no_step":
        return "calendar-x", "warn"
    if row.state == "review":
        return "eye", "text3"
    return ("lock-simple", "text3") if row.state == "waits" else ("circle", "text2")


def figure(row: Row, group: Group) -> str:
    """The amount of a deal, or what is left of a task."""
    if row.kind == "task":
        if row.state == "review":
            return "in review"
        if row.minutes is None:
            return ""
        return _hours(row.minutes, "" if group.key == "start" else " left") or "0 h left"
    return "" if row.amount_minor is None else format_money(row.amount_minor, row.currency)


def when(row: Row, group: Group, on: date) -> tuple[str, str, int]:
    """When, with its colour and weight: '4 days late' in red, 'Today' in strong text."""
    if row.kind == "no_step":
        return "No date" if row.state == "undated" else "No step", "warn", theme.REGULAR
    if row.kind == "silent":
        return f"{row.late:,} days", "warn", theme.REGULAR
    if row.kind == "budget":
        tone = row.state if row.state in ("warn", "bad") else "text2"
        return ("All of it burnt" if row.late >= 100 else f"Past {row.late}%"), tone, theme.REGULAR
    if row.day is None:
        return "", "text2", theme.REGULAR
    if row.late:
        return f"{row.late} {'day' if row.late == 1 else 'days'} late", "bad", theme.REGULAR
    if row.day == on:
        return "Today", "text", theme.SEMIBOLD
    if row.kind == "renewal":
        return short_text(row.day, on), "text2", theme.REGULAR
    due = "due " if group.key == "start" and row.day > on + timedelta(days=1) else ""
    return f"{due}{day_text(row.day, on)}", "text2", theme.REGULAR


def spoken(group: Group, row: Row | None, rest: bool, on: date, home: str) -> str:
    """A line for a screen reader."""
    if row is None:
        if rest:
            return f"Show all {group.total:,}"
        return ", ".join(part for part in (head(group)[0], f"{group.total:,}", note(group, home)) if part)
    parts = (row.title, row.about, figure(row, group), when(row, group, on)[0], row.who)
    return ", ".join(part for part in parts if part)


def waiting_title(deal: Waiting, on: date) -> str:
    """'Ticket shop, Tidepool Museum, was won yesterday and has no project yet'."""
    name = ", ".join(part for part in (deal.title, deal.client) if part)
    comma = "," if deal.client else ""
    return f"{name}{comma} was won {_won(deal.closed_on, on)}and has no project yet"


def _won(day: date | None, on: date) -> str:
    if day is None:
        return ""
    if day == on:
        return "today "
    if day == on - timedelta(days=1):
        return "yesterday "
    return f"on {DAYS[day.weekday()]} {short_text(day, on)} "


def waiting_text(deal: Waiting, on: date) -> str:
    """'€24,600, 5 lines, 7 promises. Delivery promised for 20 January. “Website” is used by itself.'"""
    parts = [] if deal.amount_minor is None else [format_money(deal.amount_minor, deal.currency)]
    for count, word in ((deal.lines, "line"), (deal.promises, "promise")):
        if count:
            parts.append(f"{count} {word}{'' if count == 1 else 's'}")
    said = [", ".join(parts)]
    if deal.promised_on is not None:
        year = f" {deal.promised_on.year}" if abs((deal.promised_on - on).days) > 300 else ""
        said.append(f"Delivery promised for {deal.promised_on.day} {MONTH_NAMES[deal.promised_on.month - 1]}{year}")
    if deal.rule:
        said.append(f"“{deal.rule}” is used by itself")
    told = ". ".join(sentence for sentence in said if sentence)
    return f"{told}." if len(said) > 1 else told
