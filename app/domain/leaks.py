"""Where a handoff leaks: the path of won deals from the win to the delivery, and what was sold against what it takes.

Days are calendar days, since a client waits on days off too; only the grace after a win is counted in working days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Final, NamedTuple

from app.domain.workdays import Calendar

STEPS: Final = ("won", "handed_off", "kick_off", "first_work", "delivered")
GRACE: Final = 5
"""So many working days after the win some work should have begun."""
_WON, _HANDED, _KICK_OFF, _WORK, _DELIVERED = range(len(STEPS))


class Journey(NamedTuple):
    """A won deal on its way. `kick_off_on` is the first day of its projects as planned, and may lie ahead.

    `paused`: its projects are on hold or cancelled, so that nobody is waited for.
    """

    deal_id: int
    won_on: date
    handed_on: date | None = None
    kick_off_on: date | None = None
    first_work_on: date | None = None
    delivered_on: date | None = None
    promised_on: date | None = None
    paused: bool = False


class Days(NamedTuple):
    """Calendar days over `n` deals: the middle, and the most with the deal that took it."""

    n: int
    median: float
    worst: int
    worst_deal: int


class Step(NamedTuple):
    """One step of the path. Of the deals that reached it, `here` have not reached the next one.

    `leaking` are those of `here` that should have; `longest` is how many days the longest of `leaking` (else of
    `here`) has been here. `since_before` and `since_win` are over all that reached the step.
    """

    key: str
    reached: tuple[int, ...]
    since_before: Days | None
    since_win: Days | None
    here: tuple[int, ...]
    leaking: tuple[int, ...]
    paused: tuple[int, ...]
    longest: int | None


class Stop(NamedTuple):
    """Where one deal stands: the step it reached last, since how many days, and whether it leaks there."""

    deal_id: int
    step: str
    days: int
    leaks: bool
    paused: bool


class Path(NamedTuple):
    """The whole path; `stops` holds every deal that is not delivered, leaks first, then the longest.

    `days` are the days on which each deal reached the steps, None for those to come.
    """

    steps: tuple[Step, ...]
    stops: tuple[Stop, ...]
    days: Mapping[int, tuple[date | None, ...]]

    @property
    def won(self) -> int:
        """How many deals set out."""
        return len(self.steps[_WON].reached)

    def spans(self, key: str, since: str = "won") -> list[tuple[int, int]]:
        """(deal, days from one step to another) of all that reached the latter, the longest first."""
        first, last = STEPS.index(since), STEPS.index(key)
        found = []
        for deal in self.steps[last].reached:
            start, end = self.days[deal][first], self.days[deal][last]
            if start is not None and end is not None:
                found.append((deal, (end - start).days))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    @property
    def not_started(self) -> tuple[int, ...]:
        """Handed off, more than five working days after the win, and nothing begun."""
        return self.steps[_HANDED].leaking + self.steps[_KICK_OFF].leaking


def reached(journey: Journey, today: date) -> tuple[date | None, ...]:
    """The day of each step, None for one to come; never before the win.

    A step is reached at the latest with the one after it: work that began before anybody wrote the handoff down was
    handed over by then, and a plan that starts later than the work has kicked off with it.
    """
    kick_off = journey.kick_off_on
    days = [
        journey.won_on,
        journey.handed_on,
        kick_off if journey.handed_on and kick_off and kick_off <= today else None,
        journey.first_work_on,
        journey.delivered_on,
    ]
    later: date | None = None
    for place in range(_DELIVERED, _WON, -1):
        day = days[place]
        if later is not None and (day is None or day > later):
            day = later
        if day is not None:
            day = max(day, journey.won_on)
            later = day
        days[place] = day
    return tuple(days)


def path(journeys: Iterable[Journey], calendar: Calendar, today: date) -> Path:
    """The path over all journeys as of `today`; the order of the journeys does not matter."""
    told = sorted(((one, reached(one, today)) for one in journeys), key=lambda pair: pair[0].deal_id)
    stops = [_stop(one, days, calendar, today) for one, days in told]
    steps = tuple(_step(place, told, stops) for place in range(len(STEPS)))
    waiting = [stop for stop in stops if stop.step != STEPS[_DELIVERED]]
    waiting.sort(key=lambda stop: (not stop.leaks, stop.paused, -stop.days, stop.deal_id))
    return Path(steps, tuple(waiting), {one.deal_id: days for one, days in told})


def _stop(one: Journey, days: Sequence[date | None], calendar: Calendar, today: date) -> Stop:
    place = max(number for number, day in enumerate(days) if day is not None)
    since = days[place]
    assert since is not None
    waits = max(0, (today - since).days)
    return Stop(one.deal_id, STEPS[place], waits, _leaks(one, place, calendar, today), one.paused)


def _leaks(one: Journey, place: int, calendar: Calendar, today: date) -> bool:
    """Won and not handed off leaks at once; not begun, after the grace; begun, once the promise has passed."""
    if place == _WON:
        return True
    if one.paused or place == _DELIVERED:
        return False
    if place == _WORK:
        return one.promised_on is not None and one.promised_on < today
    return late_start(one.won_on, calendar, today)


def late_start(won_on: date, calendar: Calendar, today: date) -> bool:
    """Whether five working days after the win have gone by."""
    return today > won_on and calendar.number_after(today) - calendar.number_after(won_on) > GRACE


def _step(place: int, told: Sequence[tuple[Journey, tuple[date | None, ...]]], stops: Sequence[Stop]) -> Step:
    key = STEPS[place]
    here = [stop for stop in stops if stop.step == key] if place != _DELIVERED else []
    leaking = [stop for stop in here if stop.leaks]
    return Step(
        key,
        tuple(one.deal_id for one, days in told if days[place] is not None),
        _days(told, place - 1, place) if place else None,
        _days(told, _WON, place) if place else None,
        tuple(stop.deal_id for stop in here),
        tuple(stop.deal_id for stop in leaking),
        tuple(stop.deal_id for stop in here if stop.paused),
        max((stop.days for stop in leaking or here), default=None),
    )


def _days(told: Iterable[tuple[Journey, tuple[date | None, ...]]], first: int, last: int) -> Days | None:
    spans = []
    for one, days in told:
        start, end = days[first], days[last]
        if start is not None and end is not None:
            spans.append(((end - start).days, one.deal_id))
    if not spans:
        return None
    worst, deal = max(spans, key=lambda span: (span[0], -span[1]))
    return Days(len(spans), float(median(span for span, _ in spans)), worst, deal)


# --- sold against delivered ---------------------------------------------------------------------------------


class Work(NamedTuple):
    """One project (or one sold line): what was sold, what went into it, what is left, and what both cost.

    Minutes and minor units of the home currency; None where unknown. `groups` names it once for each way of grouping.
    """

    id: int
    groups: Mapping[str, tuple[int | str | None, str]]
    sold_minutes: int | None
    logged_minutes: int
    left_minutes: int
    price_minor: int | None
    cost_minor: int | None


class Balance(NamedTuple):
    """A group of works. Hours are summed over those whose sold hours are known, money likewise: sum first, then divide.

    `timed` works have sold hours, `priced` ones a price, `costed` ones a price and known costs, of `ids` in all.
    """

    key: int | str | None
    name: str
    ids: tuple[int, ...]
    timed: int
    sold_minutes: int
    logged_minutes: int
    left_minutes: int
    priced: int
    price_minor: int
    priced_minutes: int
    costed: int
    costed_price_minor: int
    cost_minor: int

    @property
    def over_minutes(self) -> int | None:
        """How much more it takes than was sold: logged and left less sold; None without sold hours."""
        return self.logged_minutes + self.left_minutes - self.sold_minutes if self.timed else None

    @property
    def per_hour_minor(self) -> int | None:
        """The price divided by all hours, those to come included; None without either."""
        if not self.priced or self.priced_minutes <= 0:
            return None
        return (2 * 60 * self.price_minor + self.priced_minutes) // (2 * self.priced_minutes)

    @property
    def margin(self) -> float | None:
        """What is left of the price after what the hours cost, as a share of it; None without a price or costs."""
        if not self.costed or self.costed_price_minor <= 0:
            return None
        return (self.costed_price_minor - self.cost_minor) / self.costed_price_minor


def balances(works: Iterable[Work], by: str) -> tuple[Balance, ...]:
    """One balance for each group, the one with most hours beyond what was sold first."""
    groups: dict[int | str | None, list[Work]] = {}
    names: dict[int | str | None, str] = {}
    for work in works:
        key, name = work.groups[by]
        groups.setdefault(key, []).append(work)
        names[key] = name
    found = [balance(members, key, names[key]) for key, members in groups.items()]
    found.sort(key=lambda one: (one.over_minutes is None, -(one.over_minutes or 0), one.name.casefold()))
    return tuple(found)


def balance(works: Sequence[Work], key: int | str | None = None, name: str = "") -> Balance:
    """All of `works` together."""
    timed = [one for one in works if one.sold_minutes is not None]
    priced = [one for one in works if one.price_minor is not None]
    costed = [one for one in priced if one.cost_minor is not None]
    return Balance(
        key,
        name,
        tuple(one.id for one in works),
        len(timed),
        sum(one.sold_minutes or 0 for one in timed),
        sum(one.logged_minutes for one in timed),
        sum(one.left_minutes for one in timed),
        len(priced),
        sum(one.price_minor or 0 for one in priced),
        sum(one.logged_minutes + one.left_minutes for one in priced),
        len(costed),
        sum(one.price_minor or 0 for one in costed),
        sum(one.cost_minor or 0 for one in costed),
    )
