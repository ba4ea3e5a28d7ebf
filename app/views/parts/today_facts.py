"""What the number cards of Today say, and the line about the last backup."""

from __future__ import annotations

from datetime import date, datetime

from app.base import today
from app.domain.money import format_money
from app.domain.project_health import STATES
from app.services.today import Numbers
from app.views.parts.dates import MONTH_NAMES, day_text, short_text
from app.views.parts.today_head import FactCard


def _hours(minutes: int) -> str:
    return f"{(minutes + 30) // 60:,}"


def show_hours(card: FactCard, found: Numbers) -> None:
    """'108 of 120 h committed': what is left of the week; at its end the next one."""
    week = found.week
    over = week.committed_minutes > week.available_minutes
    figure = f"{_hours(week.committed_minutes)} of {_hours(week.available_minutes)} h"
    title = "Hours left this week" if found.this_week else "Hours next week"
    card.show_fact(figure, "committed", title=title, tone="warn" if over else "text2")


def show_breaks(card: FactCard, found: Numbers) -> None:
    """'Week 49 128 of 120 h expected', or that none of the coming weeks breaks."""
    week = found.breaks
    if week is None:
        card.show_fact("No week", f"in the next {found.weeks}", icon="check-circle", tone="good_mark")
        return
    number = int(week.week.rpartition("W")[2])
    expected = _hours(week.committed_minutes + week.expected_minutes)
    words = f"{expected} of {_hours(week.available_minutes)} h expected"
    card.show_fact(f"Week {number}", words, icon="warning", tone="warn")


def show_money(card: FactCard, found: Numbers, now: date | None) -> None:
    """'€93,775 €49,000 closed', of this month."""
    words = f"{format_money(found.closed_minor, found.home, cents=False)} closed"
    if found.unconverted:
        words += f", {found.unconverted} not converted"
    month = MONTH_NAMES[(now or today()).month - 1]
    card.show_fact(format_money(found.expected_minor, found.home, cents=False), words, title=f"Expected in {month}")


def show_delivery(card: FactCard, found: Numbers, now: date | None) -> None:
    """'20 November Logo refresh, 80% done'; 'late: Logo refresh, …' and red where it goes so, or where its day has passed."""
    delivery, day = found.delivery, now or today()
    if delivery is None:
        card.show_fact("None", "no project has a delivery date")
        return
    year = f" {delivery.on.year}" if delivery.on.year != day.year else ""
    figure = f"{delivery.on.day} {MONTH_NAMES[delivery.on.month - 1]}{year}"
    done = "no tasks yet" if delivery.percent is None else f"{delivery.percent}% done"
    words, look = f"{delivery.name}, {done}", delivery.outlook
    if delivery.late:
        words, tone = f"overdue: {words}", "bad"
    elif look is not None and look.health in ("warn", "bad"):
        words, tone = (
            f"{STATES[look.health].lower()}: {words.removesuffix(' done')}",
            look.health,
        )  # it has to fit into the card
    else:
        tone = "text2"
    card.show_fact(figure, words, tone=tone)


def backup_words(made: datetime | None) -> str:
    """'Last backup today 09:00.'"""
    if made is None:
        return "No backup yet."
    day = made.date()
    when = "today" if day == today() else day_text(day) if day > today() else short_text(day)
    return f"Last backup {when} {made:%H:%M}."
