"""The leak page in words: its cards, the path as a table, the records behind a number, and what was sold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.domain.money import format_money
from app.reports import leaks_words as said
from app.reports.wording import NONE, count, hours
from app.views.parts.dates import short_text
from app.views.parts.figure_table import Cell, FigureRow, Head
from app.views.parts.marks import Tone

if TYPE_CHECKING:
    from app.domain.leaks import Balance, Stop
    from app.services.leaks import Told

PATH_HEADS: Final = (
    Head("Step"),
    Head("Deals", 60),
    Head("Of won", 64),
    Head("From the step before", 136),
    Head("Worst", 64),
    Head("From the win", 96),
    Head("Worst", 64),
    Head("Stay here", 76),
    Head("Leak", 60),
)
RECORD_HEADS: Final = (Head("Deal"), Head("Days", 64))
STOP_HEADS: Final = (Head("Deal"), Head("At", 84, left=True), Head("Days", 56))
WAIT_HEADS: Final = (Head("Waits"), Head("For", 112, left=True), Head("Tasks", 56))
SOLD_HEADS: Final = (
    Head(""),
    Head("Projects", 64),
    Head("Sold", 76),
    Head("Takes", 76),
    Head("Over", 84),
    Head("Price", 92),
    Head("Per hour", 76),
    Head("Margin", 64),
)
GROUPS: Final = (("template", "Template"), ("product", "Product"), ("client", "Client"))
PERIODS: Final = {
    "all": "Won at any time",
    "year": "Won in the last 52 weeks",
    "quarter": "Won in the last 13 weeks",
    "this_year": "Won this year",
}
_MOST: Final = 250  # rows of a list: beyond them nobody reads on, and the window would wait for their words


class Number(NamedTuple):
    """What a card shows."""

    figure: str
    text: str
    icon: str = ""
    tone: Tone = "plain"


class Records(NamedTuple):
    """A list of records: its title, one line about it, and rows that open something."""

    title: str
    note: str
    heads: Sequence[Head]
    rows: list[FigureRow]


# --- cards ------------------------------------------------------------------------------------------------------------


def numbers(told: Told) -> tuple[Number, ...]:
    """Not handed off, not started, unowned, undated, promises."""
    now = told.numbers
    return (
        _alarm(now.won_without_project, _longest(told), "Every won deal has its project"),
        _alarm(now.not_started, "5 working days after the win", "Every handoff has begun in time"),
        _alarm(now.unowned_tasks, "open tasks that nobody owns", "Every open task has an owner"),
        _alarm(now.undated_tasks, "open tasks without a due day", "Every open task has a due day"),
        _alarm(now.open_promises, "not decided, deferred and due, or dropped", "Every promise is decided"),
    )


def _alarm(number: int, text: str, good: str) -> Number:
    if number:
        return Number(f"{number:,}", text, "warning", "warn")
    return Number("0", good, "check-circle", "good")


def _longest(told: Told) -> str:
    longest = told.path.steps[0].longest
    return f"the longest for {count(longest, 'day')}" if longest else "without a project"


# --- the path ---------------------------------------------------------------------------------------------------------


def path_rows(told: Told) -> list[FigureRow]:
    """One row for each step."""
    rows = []
    for step in told.path.steps:
        share = f"{round(100 * len(step.reached) / told.path.won)}%" if told.path.won else NONE
        rows.append(
            FigureRow(
                (
                    Cell(said.NAMES[step.key], strong=True),
                    Cell(f"{len(step.reached):,}"),
                    Cell(share, "text2"),
                    Cell(said.median_of(step.since_before)),
                    Cell(said.worst_of(step.since_before), "text2"),
                    Cell(said.median_of(step.since_win)),
                    Cell(said.worst_of(step.since_win), "text2"),
                    Cell(f"{len(step.here):,}" if step.here else NONE, "text" if step.here else "text3"),
                    Cell(f"{len(step.leaking):,}" if step.leaking else NONE, "warn" if step.leaking else "text3"),
                ),
                ("here" if step.here else "reached", {"step": step.key}),
                tooltip=said.here(step),
            )
        )
    return rows


def summary(told: Told) -> str:
    """The chart in a sentence."""
    steps = ", ".join(f"{said.NAMES[step.key]} {len(step.reached):,}" for step in told.path.steps)
    return f"{steps}. Left and Right walk the path, Enter lists its deals."


# --- records behind a number ------------------------------------------------------------------------------------------


def records(told: Told, target: tuple[str, dict[str, Any]]) -> Records:
    """The deals or projects behind a place of the chart, a card or a row."""
    kind, wanted = target
    if kind == "here":
        return _here(told, wanted["step"])
    if kind in ("reached", "between"):
        return _spans(told, wanted["step"], "won" if kind == "reached" else _before(told, wanted["step"]))
    if kind == "promises":
        rows = [
            FigureRow(
                (Cell(one.text), Cell(NONE if one.days is None else f"{one.days:,} d", "text2")),
                ("deal", one.deal_id),
                tooltip=f"{one.deal}: {one.text}" + (f" (deferred to {short_text(one.due_on)})" if one.due_on else ""),
            )
            for one in told.promises[:_MOST]
        ]
        return Records(
            "Promises open",
            "Not decided, deferred and due, or its task dropped",
            (Head("Promise"), Head("Since the win", 88)),
            rows,
        )
    if kind == "works":
        return _projects(told, wanted)
    if kind == "not_started":
        late = [stop for stop in told.path.stops if stop.deal_id in set(told.path.not_started)]
        return _stops(told, "Not started", late, "Nothing begun five working days after the win")
    return _stops(told, "Where they stop", told.path.stops, "Leaks first, then the longest")


def _before(told: Told, key: str) -> str:
    keys = [step.key for step in told.path.steps]
    return keys[max(0, keys.index(key) - 1)]


def _here(told: Told, key: str) -> Records:
    stops = [stop for stop in told.path.stops if stop.step == key]
    step = next(one for one in told.path.steps if one.key == key)
    return _stops(told, f"{said.NAMES[key]}, no further", stops, said.here(step), one_step=True)


def _first(number: int, note: str) -> str:
    """The line about a list, or how much of it stands there."""
    return note if number <= _MOST else f"The first {_MOST} of {number:,}"


def _stops(told: Told, title: str, stops: Sequence[Stop], note: str, *, one_step: bool = False) -> Records:
    rows = []
    for stop in stops[:_MOST]:
        name = told.names[stop.deal_id]
        token, icon = ("warn", "warning") if stop.leaks else ("text3", "pause-circle") if stop.paused else ("text", "")
        at = [] if one_step else [Cell(said.NAMES[stop.step], "text2")]
        parts = (
            name.title,
            name.client,
            f"{said.NAMES[stop.step]} since {count(stop.days, 'day')}",
            "on hold or cancelled" if stop.paused else "",
        )
        rows.append(
            FigureRow(
                (Cell(name.title, token, icon=icon), *at, Cell(f"{stop.days:,} d", token)),
                ("deal", stop.deal_id),
                tooltip=", ".join(part for part in parts if part),
            )
        )
    return Records(title, _first(len(stops), note), RECORD_HEADS if one_step else STOP_HEADS, rows)


def _spans(told: Told, key: str, since: str) -> Records:
    rows = []
    spans = told.path.spans(key, since)
    for deal, days in spans[:_MOST]:
        name = told.names[deal]
        words = f"{name.title}, {name.client}" if name.client else name.title
        rows.append(FigureRow((Cell(name.title), Cell(f"{days:,} d", "text2")), ("deal", deal), tooltip=words))
    title = said.NAMES[key] if key == "won" else f"{said.NAMES[since]} to {said.NAMES[key].lower()}"
    return Records(title, _first(len(spans), f"{said.deals(len(spans))}, the longest first"), RECORD_HEADS, rows)


def _projects(told: Told, wanted: dict[str, Any]) -> Records:
    rows = [
        FigureRow((Cell(told.projects.get(i, "Project")), Cell("")), ("project", i))
        for i in wanted["ids"][:_MOST]
        if i in told.projects
    ]
    number = len(wanted["ids"])
    return Records(str(wanted["name"]), _first(number, count(number, "project")), (Head("Project"), Head("", 8)), rows)


# --- who waits for whom -----------------------------------------------------------------------------------------------


def wait_rows(told: Told) -> list[FigureRow]:
    """'Ines   Jonas   2'; a click shows the tasks."""
    return [
        FigureRow(
            (
                Cell(one.waiter, "text" if one.waiter_id else "warn"),
                Cell(one.on, "text" if one.on_id else "warn"),
                Cell(f"{one.tasks:,}", strong=True),
            ),
            ("waits", (one.waiter_id, one.on_id)),
            tooltip=f"{count(one.tasks, 'task')} of {one.waiter} cannot start before work of {one.on}: "
            f"{count(one.links, 'link')}",
        )
        for one in told.waits[:_MOST]
    ]


# --- sold against delivered -------------------------------------------------------------------------------------------


def sold_heads(by: str) -> list[Head]:
    """The heads for one way of grouping."""
    heads = list(SOLD_HEADS)
    heads[0] = Head(dict(GROUPS)[by])
    if by == "product":
        heads[1] = Head("Lines", 64)
    return heads


def sold_note(told: Told, by: str) -> str:
    """What keeps the margins from being told, or how many groups are not listed."""
    found = {"template": told.by_template, "product": told.by_product, "client": told.by_client}[by]
    if len(found) > _MOST:
        return f"The first {_MOST} of {len(found):,}, those that run over most"
    return "The margin needs what an hour of each person costs" if found and not told.cost_known else ""


def sold_rows(told: Told, by: str) -> list[FigureRow]:
    """One row for each group, and the sum where there are several."""
    found = {"template": told.by_template, "product": told.by_product, "client": told.by_client}[by]
    rows = [_sold(one, told, ("works", {"by": by, "ids": one.ids, "name": one.name})) for one in found[:_MOST]]
    if by != "product" and len(found) > 1:
        rows.append(_sold(told.whole._replace(name="All together"), told, None))
    return rows


def _sold(one: Balance, told: Told, target: Any) -> FigureRow:
    over, timed = one.over_minutes, bool(one.timed)
    bad = over is not None and 10 * over > one.sold_minutes  # more than a tenth beyond what was sold
    margin = one.margin
    whole = target is None
    return FigureRow(
        (
            Cell(one.name, strong=whole),
            Cell(f"{len(one.ids):,}", "text2"),
            Cell(hours(one.sold_minutes) if timed else NONE, "text" if timed else "text3"),
            Cell(hours(one.logged_minutes + one.left_minutes) if timed else NONE, "text" if timed else "text3"),
            Cell(said.over_text(over), "text3" if over is None else "warn" if bad else "text", strong=bad),
            Cell(format_money(one.price_minor, told.currency, cents=False) if one.priced else NONE, "text2"),
            Cell(NONE if one.per_hour_minor is None else format_money(one.per_hour_minor, told.currency, cents=False), "text2"),
            Cell(NONE if margin is None else f"{round(100 * margin)}%".replace("-", "−"), "bad" if margin is not None and margin < 0 else "text"),
        ),
        target,
        sum_up=whole,
        tooltip=sold_tip(one),
    )  # fmt: skip


def sold_tip(one: Balance) -> str:
    """What the figures of a row rest on."""
    parts = []
    if one.timed:
        parts.append(
            f"{hours(one.logged_minutes)} logged and {hours(one.left_minutes)} left, {hours(one.sold_minutes)} sold"
        )
    for known, words in (
        (one.timed, "with sold hours"),
        (one.priced, "with a price"),
        (one.costed, "whose hours have known costs"),
    ):
        if known < len(one.ids):
            parts.append(f"{known:,} of {len(one.ids):,} {words}")
    return "; ".join(parts)
