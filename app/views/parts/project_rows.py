"""Projects as rows of a list: every column there is, what each says, what it is sorted by and what stands in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from app.services.listing import SortKey
from app.services.project_list import ListRow
from app.views.parts.arrangement import Arrangement
from app.views.parts.dates import MONTH_NAMES, short_text
from app.views.parts.group_rows import Told
from app.views.parts.project_words import (
    HEALTH_ICONS,
    HEALTH_WORDS,
    STATUS_ICONS,
    STATUS_WORDS,
    budget_short,
    budget_tone,
    ends_late,
    health_short,
    health_tone,
    money_text,
    paid_words,
    slip_words,
    tasks_text,
)
from app.views.parts.rows import Col, Tone
from app.views.parts.task_cards import first_name, sum_text

if TYPE_CHECKING:
    from app.services.custom_fields import Field
    from app.services.listing import Part

USUAL: Final = Arrangement(
    (
        "name",
        "client",
        "status",
        "tasks",
        "percent",
        "left",
        "burnt",
        "finish",
        "expected",
        "promised",
        "health",
        "owner",
    ),
    (SortKey("name"),),
)
GROUPINGS: Final = (
    ("client", "Client"),
    ("owner", "Owner"),
    ("status", "Status"),
    ("health", "Health"),
    ("due", "Month it is promised"),
    ("tags", "Tag"),
)
_NOBODY: Final = {"client": "No client", "owner": "Nobody", "due": "No date", "tags": "No tag"}


def columns(fields: tuple[Field, ...] = ()) -> list[Col[ListRow]]:
    """Every column, those that are shown as a rule in front."""
    from app.views.parts import custom_columns

    return [*_usual(), *_figures(), *_words(), *custom_columns.columns(fields)]


def _usual() -> list[Col[ListRow]]:
    return [*_what(), *_how_far(), *_when_and_who()]


def _what() -> list[Col[ListRow]]:
    return [
        Col("name", "Project", lambda each: each.row.name, sort_key="name", icon=_away, tone=_quiet),
        Col("client", "Client", lambda each: each.row.client or "", tone=_second, sort_key="client", gives_way=1140),
        Col(
            "status",
            "Status",
            lambda each: STATUS_WORDS[each.row.status],
            width=104,
            icon=lambda each: STATUS_ICONS[each.row.status],
            tone=_quiet,
            sort_key="status",
            gives_way=760,
        ),
    ]


def _how_far() -> list[Col[ListRow]]:
    return [
        Col(
            "tasks",
            "Tasks",
            lambda each: tasks_text(each.row),
            "right",
            80,
            sort_key="tasks",
            value=lambda each: each.row.tasks,
            gives_way=1160,
        ),
        Col(
            "percent",
            "Done",
            lambda each: f"{each.row.percent}%" if each.row.tasks else "",
            "right",
            116,
            share=lambda each: each.row.percent / 100,
            sort_key="percent",
            value=lambda each: each.row.percent if each.row.tasks else None,
            unit=lambda _: "%",
        ),
        _hours("left", "Left", 70, lambda each: each.row.budget.hours.ahead),
        Col(
            "burnt",
            "Burnt",
            lambda each: "" if (share := _burnt(each)) is None else f"{share}%",
            "right",
            64,
            tone=_burnt_tone,
            sort_key="burnt",
            tooltip=lambda each: budget_short(each.row.budget),
            value=_burnt,
            unit=lambda _: "%",
            gives_way=1080,
        ),
    ]


def _when_and_who() -> list[Col[ListRow]]:
    return [
        _day("finish", "Planned finish", lambda each: each.row.finish_on),
        _day("expected", "Expected", lambda each: each.row.expected_on, sort=None)._replace(
            tone=lambda each: "bad" if ends_late(each.row) else "plain",
            tooltip=lambda each: slip_words(each.row),
            gives_way=880,
        ),
        _day("promised", "Promised", lambda each: each.row.promised_on)._replace(
            tone=lambda each: "bad" if each.row.promised_on and ends_late(each.row) else "plain"
        ),
        Col(
            "health",
            "Health",
            lambda each: health_short(each.row),
            width=184,
            tone=lambda each: "second" if each.row.health == "none" else health_tone(each.row),  # type: ignore[return-value,arg-type]
            icon=lambda each: HEALTH_ICONS[each.row.health],
            tooltip=_health_tip,
            sort_key="health",
        ),
        Col(
            "owner",
            "Owner",
            lambda each: first_name(each.row.owner or ""),
            width=72,
            tone=_second,
            sort_key="owner",
            value=lambda each: each.row.owner,
            gives_way=1240,
        ),
    ]


def _figures() -> list[Col[ListRow]]:
    return [
        _hours("planned", "Planned", 78, lambda each: each.row.planned_minutes),
        _hours("logged", "Logged", 76, lambda each: each.row.logged_minutes),
        _hours("hours", "Hours sold", 88, lambda each: each.row.budget.hours.budget or 0),
        _hours(
            "ends", "Ends at", 80, lambda each: each.row.budget.hours.forecast if _has_hours(each) else 0, sort=None
        ),
        _money("budget", "Budget", lambda each: each.row.budget.money.budget),
        _money("spent", "Burnt, money", lambda each: each.row.budget.money.burnt or None, sort=None),
        _money("rate", "Hourly rate", lambda each: each.row.budget.rate_minor),
        _money(
            "paid", "Paid", lambda each: each.row.budget.paid_minor if each.row.budget.asked_minor else None
        )._replace(
            tone=lambda each: "bad" if each.row.budget.overdue_minor else "plain",
            tooltip=lambda each: paid_words(each.row.budget),
        ),
        Col(
            "late",
            "Late tasks",
            lambda each: f"{each.row.late:,}" if each.row.late else "",
            "right",
            84,
            tone=lambda _: "bad",
            value=lambda each: each.row.late,
        ),
    ]


def _words() -> list[Col[ListRow]]:
    return [
        _day("start", "Start", lambda each: each.row.start_on),
        Col("deal", "Deal", lambda each: each.row.deal or "", width=150, tone=_second, sort_key="deal"),
        Col(
            "tags",
            "Tags",
            lambda each: ", ".join(tag.name for tag in each.tags),
            width=130,
            tone=_second,
            sort_key="tags",
        ),
    ]


def _has_hours(each: ListRow) -> bool:
    return each.row.budget.hours.budget is not None


def _burnt(each: ListRow) -> int | None:
    own = each.row.budget
    return own.hours.percent if own.hours.budget is not None else own.money.percent


def _burnt_tone(each: ListRow) -> Tone:
    tone = budget_tone(each.row.budget)
    return "plain" if tone == "good" or not each.row.is_open else tone  # type: ignore[return-value]


def _away(each: ListRow) -> str:
    return "archive" if each.row.archived else ""


def _quiet(each: ListRow) -> Tone:
    return "plain" if each.row.is_open and not each.row.archived else "second"


def _second(each: ListRow) -> Tone:  # noqa: ARG001 - every row
    return "second"


def _health_tip(each: ListRow) -> str:
    row = each.row
    return f"{row.health_text}. By its dates and hours: {row.judged.reason}" if row.own_health else row.health_text


def _hours(key: str, title: str, width: int, minutes: Callable[[ListRow], int], sort: str | None = "") -> Col[ListRow]:
    def value(each: ListRow) -> Any:
        return (Decimal(minutes(each)) / 60).quantize(Decimal("0.01")) if minutes(each) else None

    def text(each: ListRow) -> str:
        return sum_text(minutes(each)) if minutes(each) else ""

    key_of = key if sort == "" else sort
    return Col(key, title, text, "right", width, sort_key=key_of, value=value, unit=lambda _: "h")


def _money(key: str, title: str, minor: Callable[[ListRow], int | None], sort: str | None = "") -> Col[ListRow]:
    def text(each: ListRow) -> str:
        found = minor(each)
        return "" if found is None else money_text(found, each.row.budget.currency)

    def value(each: ListRow) -> Any:
        from app.domain.money import to_major

        found = minor(each)
        return None if found is None else to_major(found, each.row.budget.currency or "EUR")

    key_of = key if sort == "" else sort
    currency: Callable[[ListRow], str] = lambda each: each.row.budget.currency  # noqa: E731
    return Col(key, title, text, "right", 100, sort_key=key_of, value=value, unit=currency)


def _day(key: str, title: str, day: Callable[[ListRow], date | None], sort: str | None = "") -> Col[ListRow]:
    def text(each: ListRow) -> str:
        return short_text(found) if (found := day(each)) else ""

    return Col(key, title, text, "right", 100, sort_key=key if sort == "" else sort, value=day)


def describe(fields: tuple[Field, ...], by: str, home: str, part: Part) -> Told:
    """A group in words, with its sums: tasks, hours planned, logged and left, budgets in the home currency."""
    names = {"planned": "planned", "logged": "logged", "left": "left", "hours": "sold"}
    sums = {key: sum_text(part.sums[key]) for key in names if part.sums.get(key)}
    loose = {key: f"{names[key]} {text}" for key, text in sums.items()}
    if part.sums.get("budget"):
        sums["budget"] = money_text(part.sums["budget"], home)
        loose["budget"] = f"budgets {sums['budget']}"
    if part.sums.get("tasks"):
        sums["tasks"] = f"{part.sums['tasks']:,}"
        loose = {"tasks": f"{sums['tasks']} tasks", **loose}
    note = f"{part.unconverted} without a rate" if part.unconverted else ""
    return Told(group_words(fields, by, part), sums, loose, note)


def group_words(fields: tuple[Field, ...], by: str, part: Part) -> str:
    """What a group is called."""
    if by.startswith("custom:"):
        from app.views.parts import custom_columns

        return custom_columns.words(fields, by, part.key)
    if not part.key:
        return _NOBODY.get(by, "Nothing")
    if by == "due":
        year, _, month = part.key.partition("-")
        return f"{MONTH_NAMES[int(month) - 1]} {year}"
    return {"status": STATUS_WORDS, "health": HEALTH_WORDS}.get(by, {}).get(part.key, part.name)
