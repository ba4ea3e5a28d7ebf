"""How delivery figures are said: the same on screen, in the charts and on paper."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.delivery import ENOUGH_WEEKS, HORIZON, Finish, OnTime
from app.reports.wording import NONE, count, day

NOTES: Final = (
    "On time is a task that was finished by its due day, as that stood when it was finished; days off make nothing "
    "late. By its first due day shows what kept moving. Tasks without a due day are in neither.",
    "Cycle time is counted in working days from the start of work to the finish; the same day is 1. Half, 85% and 95% of "
    "the tasks took at most so long. Tasks that were finished without being begun are left out.",
    "A task counts in the week of its last finish. Weeks of nothing count, weeks before the first work do not.",
    "Estimates compare the hours logged on a finished task with its first estimate; the figure is the middle of the "
    "tasks’ ratios. Tasks without an estimate or without logged hours are left out.",
    f"A finish is forecast by resampling the project’s own whole weeks, at most the latest 26, weeks of nothing included, "
    f"10,000 times; under {ENOUGH_WEEKS} weeks of history there is no forecast. Work that will be added is not foreseen.",
)


def number(value: float | None) -> str:
    """'4', '2.5'; '–' for none."""
    return NONE if value is None else f"{value:,.1f}".removesuffix(".0")


def work_days(value: int | None) -> str:
    """'3 days' of work; '–' for none."""
    return NONE if value is None else count(value, "day")


def percent(told: OnTime) -> str:
    """'82%'; '–' without a rate."""
    return NONE if told.rate is None else f"{round(100 * told.rate.rate)}%"


def likely(told: OnTime) -> str:
    """'41 of 50, likely 69 to 90%'."""
    if told.rate is None:
        return "No finished task had a due day"
    low, high = round(100 * told.rate.low), round(100 * told.rate.high)
    return f"{told.kept:,} of {told.n:,}, likely {low} to {high}%"


def ratio(value: float) -> str:
    """'1.20 ×'."""
    return f"{value:,.2f} ×"


def ratio_words(value: float) -> str:
    """'20% more than estimated'."""
    share = round(100 * (value - 1))
    if not share:
        return "as estimated"
    return f"{abs(share):,}% {'more' if share > 0 else 'less'} than estimated"


def finish_day(value: date | None, told: Finish, now: date) -> str:
    """'18 Dec'; '–' where there is no forecast."""
    return day(value, now) if told.enough else NONE


def finish_words(told: Finish) -> str:
    """Why there is no forecast, or nothing: '5 of 10 weeks of history, too few to tell'."""
    if not told.enough:
        return f"{told.weeks} of {ENOUGH_WEEKS} weeks of history, too few to tell"
    if not told.finished:
        return "Nothing finished in the last weeks, so no pace to go by"
    if told.p85 is None:
        return f"At this pace more than {HORIZON // 52} years"
    return ""
