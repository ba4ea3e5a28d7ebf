"""The words of the path from won to delivered: the same on screen, in the drawing and on paper."""

from __future__ import annotations

from typing import Final

from app.domain.leaks import Days, Step
from app.reports.wording import NONE, count, hours

NAMES: Final = {
    "won": "Won",
    "handed_off": "Handed off",
    "kick_off": "Kick-off",
    "first_work": "First work",
    "delivered": "Delivered",
}
_LEAKING: Final = {
    "won": "not handed off",
    "handed_off": "late to start",
    "kick_off": "not begun, late",
    "first_work": "past the promise",
}
_IN_TIME: Final = {
    "won": "not handed off",
    "handed_off": "not kicked off yet",
    "kick_off": "not begun yet",
    "first_work": "under way",
}
NOTES: Final = (
    "The path holds every won deal that has a project or waits for one. Deals marked as needing no project are not on it.",
    "Days are calendar days. Handed off is the day on which the handoff was finished, kick-off the first day of the "
    "project as planned, first work the first task begun or hour logged, delivered the day on which the project was closed.",
    "A step counts as reached at the latest with the one after it; work that began before the win counts 0 days.",
    "A deal leaks when it is won and not handed off, when nothing has begun five working days after the win, and when "
    "work is under way and the promised day has passed. Projects on hold or cancelled wait for nobody.",
    "What it takes is the hours logged and the hours left in open tasks. Sold is what was agreed at the handoff, with "
    "accepted change orders. The margin is what is left of the price after what these hours cost.",
    "Waiting counts links from unfinished tasks to tasks that cannot start before them; waiting for oneself is left out.",
)


def days(number: float) -> str:
    """'3 d', '2.5 d'."""
    return f"{number:,.1f}".removesuffix(".0") + " d"


def leaking(step: Step) -> str:
    """'2 not handed off'; empty when nothing leaks here."""
    return f"{len(step.leaking):,} {_LEAKING[step.key]}" if step.leaking else ""


def in_time(step: Step) -> str:
    """'4 under way', of those that do not leak; empty for none."""
    rest = len(step.here) - len(step.leaking)
    return f"{rest:,} {_IN_TIME[step.key]}" if rest else ""


def here(step: Step) -> str:
    """'2 late to start, 3 not kicked off yet, 1 of them paused'; empty when all went on."""
    parts = [words for words in (leaking(step), in_time(step)) if words]
    if step.paused:
        parts.append(f"{len(step.paused):,} on hold or cancelled")
    return ", ".join(parts)


def median_of(found: Days | None) -> str:
    """'3 d', '–' for none."""
    return days(found.median) if found else NONE


def worst_of(found: Days | None) -> str:
    """The same for the worst."""
    return days(found.worst) if found else NONE


def since_win(step: Step) -> str:
    """'4 d after the win, worst 12'."""
    found = step.since_win
    return f"{days(found.median)} after the win, worst {found.worst:,}" if found else ""


def deals(number: int) -> str:
    """'1 deal', '3 deals'."""
    return count(number, "deal")


def over_text(minutes: int | None) -> str:
    """'+12 h', '−3 h', '0 h', '–'."""
    if minutes is None:
        return NONE
    return ("+" if minutes > 0 else "−" if minutes < 0 else "") + hours(abs(minutes))
