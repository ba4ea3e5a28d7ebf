"""How a project reads: its status, its health, its budget, and what a list says of it."""

from __future__ import annotations

from typing import Final

from app.domain import budget as rules
from app.domain.project_health import STATES
from app.services.project_budget import ProjectBudget
from app.services.projects import ProjectRow
from app.views.parts.dates import short_text
from app.views.parts.marks import Tone
from app.views.parts.task_cards import figure

STATUS_WORDS: Final = {
    "planned": "Planned",
    "active": "Active",
    "on_hold": "On hold",
    "done": "Done",
    "cancelled": "Cancelled",
}
STATUS_ICONS: Final = {
    "planned": "circle",
    "active": "circle-half",
    "on_hold": "pause-circle",
    "done": "check-circle",
    "cancelled": "prohibit",
}
HEALTH_ICONS: Final = {"good": "check-circle", "warn": "warning", "bad": "warning-circle", "none": ""}
#: What groups by health are called.
HEALTH_WORDS: Final = {**STATES, "none": "Not judged"}
_TONES: Final[dict[str, Tone]] = {"good": "good", "warn": "warn", "bad": "bad", "none": "plain"}


def health_tone(project: ProjectRow) -> Tone:
    """The tone of its health; the words stand beside it."""
    return _TONES[project.health]


def finish_words(project: ProjectRow) -> str:
    """'Expected 14 Dec instead of 7 Dec', of what has not slipped 'Finish 7 Dec'; '' without a date."""
    planned = short_text(project.finish_on) if project.finish_on else ""
    if project.expected_on is None:
        return f"Finish {planned}" if planned else ""
    return f"Expected {short_text(project.expected_on)}" + (f" instead of {planned}" if planned else "")


def slip_words(project: ProjectRow) -> str:
    """'Expected 14 Dec instead of 7 Dec, 5 working days later'; '' where it has not slipped."""
    if project.expected_on is None:
        return ""
    days = f"{project.slip} working day{'' if project.slip == 1 else 's'} later"
    return finish_words(project) + (f", {days}" if project.slip else "")


def ends_late(project: ProjectRow) -> bool:
    """Whether it is to be expected, or planned, to end after it is due: the day promised, else the one planned."""
    due, ends = project.promised_on or project.finish_on, project.ends_on
    return due is not None and ends is not None and ends > due


def tasks_text(project: ProjectRow) -> str:
    """'8 of 16', '' without tasks."""
    return f"{project.done:,} of {project.tasks:,}" if project.tasks else ""


def health_short(project: ProjectRow) -> str:
    """Its health where room is dear: '3 d to spare'. Days are working days."""
    return project.health_text.replace(" working days", " d").replace(" working day", " d")


def money_text(minor: int, currency: str) -> str:
    """An amount as it is read, without cents."""
    from app.domain.money import format_money  # babel behind it is wanted only where money is shown

    return format_money(minor, currency or "EUR", cents=False)


def budget_words(own: ProjectBudget, of: str) -> str:
    """'82% burnt, 64 h left, 12 h over at the end'. `of` is 'hours' or 'budget'; '' without that budget."""
    burn = own.hours if of == "hours" else own.money
    if burn.percent is None or burn.left is None:
        return ""

    def amount(value: int) -> str:
        return f"{figure(value)} h" if of == "hours" else money_text(value, own.currency)

    if of == "budget" and not burn.burnt and own.unpriced_minutes:
        return f"{figure(own.unpriced_minutes)} h have no rate; set one to see what is burnt"
    parts = [f"{burn.percent}% burnt"]
    parts.append(f"{amount(burn.left)} left" if burn.left >= 0 else f"{amount(-burn.left)} over")
    if burn.over and burn.ahead:
        parts.append(f"{amount(burn.over)} over at the end")
    elif burn.ahead:
        parts.append(f"ends at {amount(burn.forecast)}")
    return ", ".join(parts)


def budget_short(own: ProjectBudget) -> str:
    """'82% of the hours, 60% of the work', of the money where the hours have no budget; '' without a budget."""
    burn, of = (own.hours, "hours") if own.hours.budget is not None else (own.money, "budget")
    return "" if burn.percent is None else rules.words(burn.percent, of, own.work_percent)


def budget_tone(own: ProjectBudget) -> str:
    """'good', 'warn' or 'bad': the worse of hours and money."""
    tones = [rules.tone(burn, own.work_percent) for burn in (own.hours, own.money)]
    return max(tones, key=("good", "warn", "bad").index)


def paid_words(own: ProjectBudget) -> str:
    """'€6,000 of €18,000 paid, €6,000 overdue'; '' where no payments were agreed."""
    if not own.asked_minor:
        return ""
    overdue = f", {money_text(own.overdue_minor, own.currency)} overdue" if own.overdue_minor else ""
    return f"{money_text(own.paid_minor, own.currency)} of {money_text(own.asked_minor, own.currency)} paid{overdue}"
