"""Which week breaks: the hours people have, the hours tasks take, and what open deals may add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.workdays import Calendar


class Work(NamedTuple):
    """Minutes still to be done by one owner (None: nobody yet), from `start` to `finish`, both included."""

    owner: int | None
    minutes: int
    start: date
    finish: date


class ExpectedWork(NamedTuple):
    """What an open deal would bring if it is won: percent, minutes, and when the work would run."""

    deal_id: int
    probability: int
    minutes: int
    start: date
    finish: date


class Week(NamedTuple):
    """Minutes in the week 'YYYY-Www' (ISO 8601). `expected` is minutes x probability of the open deals.

    `overload_probability` is the exact chance, 0 to 1, that committed and won work exceed what is available.
    """

    week: str
    starts_on: date
    available_minutes: int
    committed_minutes: int
    expected_minutes: int
    overload_probability: float
    deal_ids: tuple[int, ...]


def week_key(day: date) -> str:
    """'2026-W48', the ISO week that holds the day."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def week_capacity(
    people: Mapping[int, Calendar],
    tasks: Iterable[Work],
    deals: Iterable[ExpectedWork],
    *,
    studio: Calendar,
    first: date,
    weeks: int,
) -> tuple[Week, ...]:
    """The load of `weeks` ISO weeks from the one that holds `first`.

    Nothing before `first` counts: neither hours, nor work; unfinished work planned for earlier is spread from
    `first` on. Work is spread over its owner's working days in proportion to their minutes, work without an
    owner, and that of deals, over the days of `studio`. Work whose days are all off falls on the next working
    day. Deals are won or lost independently of each other.
    """
    monday = first - timedelta(days=first.weekday())
    end = monday + timedelta(weeks=weeks)
    committed = [0] * weeks
    for task in tasks:
        calendar = studio if task.owner is None else people.get(task.owner, studio)
        for day, minutes in spread(task.minutes, task.start, task.finish, calendar, first):
            if day < end:
                committed[(day - monday).days // 7] += minutes
    possible: list[dict[int, tuple[int, int]]] = [{} for _ in range(weeks)]
    for deal in deals:
        for day, minutes in spread(deal.minutes, deal.start, deal.finish, studio, first):
            if day < end and deal.probability > 0:
                week = possible[(day - monday).days // 7]
                week[deal.deal_id] = (week.get(deal.deal_id, (0, 0))[0] + minutes, deal.probability)
    rows: list[Week] = []
    for index in range(weeks):
        starts = monday + timedelta(weeks=index)
        available = _available(people.values(), max(first, starts), starts + timedelta(days=6))
        odds = list(possible[index].values())
        expected = (sum(minutes * probability for minutes, probability in odds) + 50) // 100
        chance = overload_probability(available - committed[index], odds)
        ids = tuple(sorted(possible[index]))
        rows.append(Week(week_key(starts), starts, available, committed[index], expected, chance, ids))
    return tuple(rows)


def _available(calendars: Iterable[Calendar], start: date, end: date) -> int:
    span = [start + timedelta(days=offset) for offset in range((end - start).days + 1)]
    return sum(calendar.minutes_on(day) for calendar in calendars for day in span)


def spread(minutes: int, start: date, finish: date, calendar: Calendar, first: date) -> list[tuple[date, int]]:
    """Whole minutes for each working day of a span from `first` on, which add up to `minutes` however they divide."""
    start = max(start, first)
    days = calendar.days(start, finish) if finish >= start else []
    days = days or [calendar.on_or_after(start)]
    loads = [calendar.minutes_on(day) for day in days]
    total = sum(loads)
    shares: list[tuple[date, int]] = []
    running = given = 0
    for day, load in zip(days, loads, strict=True):
        running += load
        share = minutes * running // total - given
        given += share
        shares.append((day, share))
    return shares


def within_hours(minutes: Mapping[date, int], calendar: Calendar, first: date) -> dict[date, int]:
    """The same minutes in each week, moved from days with more than their hours to others of the week from `first` on that have some
    left, the last ones first; what a whole week has no room for stays on its last day. `minutes` are of `first` and later days.
    """
    found: dict[date, int] = {}
    for monday in {day - timedelta(days=day.weekday()) for day in minutes}:
        week = [day for n in range(7) if (day := monday + timedelta(days=n)) >= first]
        kept = {day: min(minutes.get(day, 0), calendar.minutes_on(day)) for day in week}
        over = sum(minutes.get(day, 0) for day in week) - sum(kept.values())
        for day in reversed(week):
            moved = min(over, calendar.minutes_on(day) - kept[day])
            kept[day] += moved
            over -= moved
        kept[week[-1]] += over
        found |= {day: some for day, some in kept.items() if some}
    return found


def overload_probability(free_minutes: int, odds: Sequence[tuple[int, int]]) -> float:
    """The chance that won work exceeds `free_minutes`; `odds` are (minutes, percent). Exact, no simulation.

    The distribution of the sum is built deal by deal over 0 .. free_minutes; what runs over is overload.
    """
    if free_minutes < 0:
        return 1.0
    if sum(minutes for minutes, _ in odds) <= free_minutes:
        return 0.0
    import numpy

    fits = numpy.zeros(free_minutes + 1)
    fits[0] = 1.0
    for minutes, probability in odds:
        chance = probability / 100
        without = fits * (1 - chance)
        if minutes <= free_minutes:
            without[minutes:] += fits[: free_minutes + 1 - minutes] * chance
        fits = without
    return float(min(1.0, max(0.0, 1.0 - fits.sum())))
