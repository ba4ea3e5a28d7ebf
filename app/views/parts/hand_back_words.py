"""How promise and result are written side by side: rows of what, what was promised, how it came, and its tone."""

from __future__ import annotations

from typing import NamedTuple

from app.services.hand_back import Result
from app.views.parts.dates import short_text
from app.views.parts.fields import hours_text


class Side(NamedTuple):
    """A line of the comparison; `tone` 'good' 'warn' 'bad' 'text'."""

    what: str
    promised: str
    came: str
    note: str
    tone: str = "text"


def sides(told: Result) -> list[Side]:
    """The comparison, line by line; what nobody promised stands as '–'."""
    return [_finish(told), _hours(told), _money(told), _margin(told), _promises(told), _scope(told), _on_time(told)]


def _money_text(minor: int, currency: str) -> str:
    from app.domain.money import format_money

    return format_money(minor, currency, cents=bool(minor % 100))


def _days(number: int) -> str:
    return f"{number} working {'day' if number == 1 else 'days'}"


def _finish(told: Result) -> Side:
    promised = short_text(told.promised_on) if told.promised_on else "–"
    came = short_text(told.finished_on) if told.finished_on else "Still open"
    if told.over_days is None:
        return Side("Finish", promised, came, "Nothing was promised")
    if told.over_days > 0:
        return Side("Finish", promised, came, f"{_days(told.over_days)} late", "bad")
    note = f"{_days(-told.over_days)} early" if told.over_days else "On the day"
    return Side(
        "Finish", promised, came, note if told.finished_on else "Not yet", "good" if told.finished_on else "text"
    )


def _hours(told: Result) -> Side:
    over, logged = told.over_minutes, hours_text(told.logged_minutes) or "0 h"
    if over is None or not told.sold_minutes:
        return Side("Hours", "–", logged, "No hours were sold")
    percent = round(100 * abs(over) / told.sold_minutes)
    if told.finished_on is None and over <= 0:
        return Side("Hours", hours_text(told.sold_minutes), logged, f"{percent}% left")
    if over > 0:
        return Side(
            "Hours", hours_text(told.sold_minutes), logged, f"{percent}% more", "warn" if percent <= 10 else "bad"
        )
    return Side("Hours", hours_text(told.sold_minutes), logged, f"{percent}% less" if percent else "As sold", "good")


def _money(told: Result) -> Side:
    came = _money_text(told.burnt_minor, told.currency) if told.burnt_minor else "–"
    note = (
        f"{hours_text(told.unpriced_minutes)} have no rate" if told.unpriced_minutes else "Billable hours at their rate"
    )
    if told.sold_minor is None:
        return Side("Budget, value of the work", "–", came, note)
    tone = "warn" if told.burnt_minor > told.sold_minor else "text"
    return Side("Budget, value of the work", _money_text(told.sold_minor, told.currency), came, note, tone)


def _margin(told: Result) -> Side:
    if told.cost_minor is None or told.margin is None:
        return Side("Margin", "–", "–", "What an hour costs is set on the page Handoff")
    margin = f"{round(100 * told.margin)}%".replace("-", "−")
    return Side(
        "Margin", "–", margin, f"Cost {_money_text(told.cost_minor, told.home)}", "good" if told.margin > 0 else "bad"
    )


def _promises(told: Result) -> Side:
    numbers = told.promises
    made, kept = sum(numbers.values()), numbers.get("kept", 0)
    names = (
        ("declined", "declined"),
        ("deferred", "deferred"),
        ("dropped", "dropped"),
        ("under_way", "under way"),
        ("open", "open"),
    )
    rest = ", ".join(f"{numbers[key]} {word}" for key, word in names if numbers.get(key))
    if not made:
        return Side("Promises", "–", "–", "None was written down")
    loose = any(numbers.get(key) for key in ("open", "under_way", "dropped"))
    return Side("Promises", str(made), f"{kept} kept", rest or "All kept", "warn" if loose else "good")


def _scope(told: Result) -> Side:
    from app.views.parts.change_orders_words import change_words

    waiting = f", {told.waiting_orders} not decided" if told.waiting_orders else ""
    if not told.orders:
        return Side("Scope changes", "–", "None", waiting.lstrip(", ").capitalize(), "warn" if waiting else "text")
    words = change_words(told.orders_minor, told.orders_minutes, told.currency)
    return Side("Scope changes", "–", f"{told.orders} accepted", f"{words}{waiting}", "warn" if waiting else "text")


def _on_time(told: Result) -> Side:
    if not told.dated:
        return Side("Tasks on time", "–", f"{told.done} done", "None had a due day")
    percent = 100 * told.on_time // told.dated
    return Side("Tasks on time", str(told.dated), str(told.on_time), f"{percent}%", "good" if percent >= 80 else "warn")


def sentence(told: Result) -> str:
    """'Finished 12 Nov, 2 working days late, with 110 of 96 h.'"""
    finish, hours = _finish(told), _hours(told)
    if told.finished_on is None:
        return f"{told.left} {'task is' if told.left == 1 else 'tasks are'} still open."
    late = f", {finish.note[:1].lower()}{finish.note[1:]}" if told.promised_on else ""
    sold = f"{hours.came} of {hours.promised}" if told.sold_minutes else hours.came
    return f"Finished {finish.came}{late}, with {sold}."
