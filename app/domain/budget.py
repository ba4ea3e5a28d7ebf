"""How much of a budget is burnt, what is left of it, and where it will end. Pure figures: minutes, or minor units of money."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

#: A budget is told of when so many percent of it are burnt.
MARKS: Final = (50, 80, 100)
#: Minutes of an hour.
HOUR: Final = 60

Tone = Literal["good", "warn", "bad"]


class Burn(NamedTuple):
    """A budget, what is burnt of it, and what the open work will still take; all in one unit. None: nobody has set a budget."""

    budget: int | None
    burnt: int
    ahead: int

    @property
    def left(self) -> int | None:
        """What is left to burn; below 0 once it is overrun."""
        return None if self.budget is None else self.budget - self.burnt

    @property
    def forecast(self) -> int:
        """What it will have taken at completion: what is burnt, and what the open work still takes."""
        return self.burnt + self.ahead

    @property
    def percent(self) -> int | None:
        """How much is burnt, rounded down: 100 is said when all of it is gone, and not before."""
        return None if self.budget is None else percent(self.burnt, self.budget)

    @property
    def mark(self) -> int:
        """The highest of `MARKS` that is reached; 0 below all of them, and without a budget."""
        return mark(self.percent)

    @property
    def over(self) -> int:
        """By how much the forecast is beyond the budget; 0 where it is not."""
        return 0 if self.budget is None else max(0, self.forecast - self.budget)


def percent(part: int, whole: int) -> int:
    """`part` of `whole` in percent, rounded down; a whole of nothing is used up by anything."""
    if whole <= 0:
        return 100 if part > 0 else 0
    return 100 * part // whole


def mark(burnt: int | None) -> int:
    """The highest of `MARKS` that so many percent have reached, else 0."""
    return max((each for each in MARKS if burnt is not None and burnt >= each), default=0)


def work_percent(done: int, planned: int, done_tasks: int, tasks: int) -> int:
    """How much of the work is done, in percent: by its estimates, or by its tasks while nothing is estimated.

    Cancelled work is in none of the four.
    """
    return percent(done, planned) if planned > 0 else percent(done_tasks, tasks) if tasks else 0


def tone(burn: Burn, work: int) -> Tone:
    """Bad: overrun. Warn: it will be overrun, or four fifths are gone and the work is behind. Else good."""
    if burn.budget is None:
        return "good"
    if burn.burnt > burn.budget:
        return "bad"
    behind = burn.mark >= 80 and work < (burn.percent or 0)
    return "warn" if burn.over or behind else "good"


def money(minutes: int, rate_minor: int) -> int:
    """What minutes are worth at a rate for an hour, in minor units, rounded half up."""
    return (2 * minutes * rate_minor + HOUR) // (2 * HOUR)


def ahead_money(burnt_minor: int, burnt_minutes: int, rate_minor: int | None, ahead_minutes: int) -> int:
    """What the open work will cost: at the project's own rate, else at what an hour has cost until now."""
    if rate_minor is not None:
        return money(ahead_minutes, rate_minor)
    if burnt_minutes <= 0:
        return 0
    return (2 * burnt_minor * ahead_minutes + burnt_minutes) // (2 * burnt_minutes)


def words(burnt: int, of: str, work: int) -> str:
    """'82% of the hours, 60% of the work'. `of` is 'hours' or 'budget'."""
    return f"{burnt}% of the {of}, {work}% of the work"
