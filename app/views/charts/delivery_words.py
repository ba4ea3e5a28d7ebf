"""The delivery page in words: its cards, the charts as tables, work under way, estimates and forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.domain.delivery import ENOUGH_WEEKS
from app.reports import delivery_words as said
from app.reports.wording import NONE, count, hours
from app.views.parts.dates import short_text
from app.views.parts.figure_table import Cell, FigureRow, Head
from app.views.parts.marks import Tone

if TYPE_CHECKING:
    from app.services.delivery import Aged, Forecast, Named, Told

WEEK_HEADS: Final = (Head("Week"), Head("", 160, left=True), Head("Finished", 96))
CYCLE_HEADS: Final = (Head("Working days"), Head("Tasks", 96), Head("Of all, up to here", 136))
AGED_HEADS: Final = (Head("Task"), Head("Days", 64))
FINISH_HEADS: Final = (
    Head("Project"),
    Head("Client", 136, left=True),
    Head("Tasks left", 64),
    Head("50% by", 84),
    Head("85% by", 108),
    Head("Promised", 96),
)
ACCURACY_HEADS: Final = (Head(""), Head("Tasks", 56), Head("Logged", 72), Head("Ratio", 72))
GROUPS: Final = (("person", "Person"), ("project", "Project"))
PERIODS: Final = {
    "quarter": "Last 13 weeks",
    "half": "Last 26 weeks",
    "year": "Last 52 weeks",
    "all": "All time",
}
_MOST: Final = 500


class Number(NamedTuple):
    """What a card shows."""

    figure: str
    text: str
    icon: str = ""
    tone: Tone = "plain"
    tooltip: str = ""


# --- cards ------------------------------------------------------------------------------------------------------------


def on_time_number(told: Told) -> Number:
    """'82%', '41 of 50, likely 69 to 90%'; by the first due days in the tooltip."""
    first = told.by_first
    tips = [f"{said.likely(told.on_time)} by the due day as it stood"]
    if first.rate is not None:
        tips.append(f"{said.percent(first)} ({first.kept:,} of {first.n:,}) by the first due day")
    if told.on_time.undated:
        tips.append(f"{count(told.on_time.undated, 'task')} without a due day left out")
    return Number(said.percent(told.on_time), said.likely(told.on_time), tooltip="; ".join(tips))


def cycle_number(told: Told) -> Number:
    """'3 days', 'for half, 85% in 7, 95% in 12'."""
    cycle = told.cycle
    if cycle.p50 is None:
        return Number(NONE, "No task was begun and finished")
    tip = f"Half of {count(cycle.n, 'task')} took at most {said.work_days(cycle.p50)} of work"
    tip += f"; {cycle.no_start:,} finished without being begun left out" if cycle.no_start else ""
    return Number(said.work_days(cycle.p50), f"for half, 85% in {cycle.p85}, 95% in {cycle.p95}", tooltip=tip)


def throughput_number(told: Told) -> Number:
    """'4 a week', '52 in 13 whole weeks'."""
    whole = [week.done for week in told.weeks if week.whole]
    if not whole:
        return Number(NONE, f"{count(told.finished, 'task')} so far, no whole week yet")
    return Number(f"{said.number(told.middle)} a week", f"{sum(whole):,} in {count(len(whole), 'whole week')}")


def age_number(told: Told) -> Number:
    """'6', 'oldest 12 days', or '2 longer than usual'."""
    under_way = len(told.aged) + told.no_start
    if not told.aged:
        return Number(f"{under_way:,}", "Nothing is under way" if not under_way else "No start is known")
    beyond = sum(one.beyond for one in told.aged)
    text = f"oldest {said.work_days(told.aged[0].days)}"
    if beyond:
        tip = f"{text}; 85% of the finished tasks took at most {said.work_days(told.cycle.p85)}"
        return Number(f"{under_way:,}", f"{beyond:,} longer than usual", "hourglass", "warn", tip)
    return Number(f"{under_way:,}", text)


def estimate_number(told: Told) -> Number:
    """'1.2 ×', '20% more than estimated, 31 tasks'."""
    if told.whole is None:
        return Number(NONE, "No task has estimate and hours")
    tip = f"The middle of {count(told.whole.n, 'task')}: {said.ratio_words(told.whole.ratio)}"
    return Number(said.ratio(told.whole.ratio), said.ratio_words(told.whole.ratio), tooltip=tip)


# --- tables -----------------------------------------------------------------------------------------------------------


def week_rows(told: Told) -> list[FigureRow]:
    """The weeks, the newest first."""
    rows = []
    for week in reversed(told.weeks):
        last = week.monday.fromordinal(week.monday.toordinal() + 6)
        span = f"{short_text(week.monday, told.today)} – {short_text(last, told.today)}"
        rows.append(
            FigureRow(
                (
                    Cell(f"w{week.monday.isocalendar().week}", strong=not week.whole),
                    Cell(span if week.whole else f"{span}, so far", "text2"),
                    Cell(
                        f"{week.done:,}" if week.done else NONE,
                        "text" if week.done else "text3",
                        strong=bool(week.done),
                    ),
                ),
                ("week", {"monday": week.monday}) if week.done else None,
            )
        )
    return rows


def cycle_rows(told: Told) -> list[FigureRow]:
    """How many tasks took how many days, and what share took at most so many."""
    rows: list[FigureRow] = []
    values = told.cycle.days
    place = 0
    while place < len(values):
        days, start = values[place][0], place
        while place < len(values) and values[place][0] == days:
            place += 1
        share = f"{round(100 * place / len(values))}%"
        cells = (Cell(f"{days:,}"), Cell(f"{place - start:,}", strong=True), Cell(share, "text2"))
        rows.append(FigureRow(cells, ("cycle", {"low": days, "high": days})))
    return rows


def aged_rows(told: Told) -> list[FigureRow]:
    """The tasks under way, the oldest first."""
    return [_aged(one) for one in told.aged[:_MOST]]


def _aged(one: Aged) -> FigureRow:
    token, icon = ("warn", "hourglass") if one.beyond else ("text", "")
    tip = ", ".join(
        part for part in (one.title, one.project, one.person, f"{said.work_days(one.days)} under way") if part
    )
    return FigureRow(
        (Cell(one.title, token, icon=icon), Cell(f"{one.days:,} d", token)), ("task", one.task_id), tooltip=tip
    )


def aged_note(told: Told) -> str:
    """'85% of finished work took at most 8 days'."""
    if told.cycle.p85 is None:
        return "Working days since the start"
    return f"85% of finished work took at most {said.work_days(told.cycle.p85)}"


def finish_rows(told: Told) -> list[FigureRow]:
    """One row for each open project; where there is no forecast it says why."""
    return [_finish(one, told) for one in told.forecasts]


def _finish(one: Forecast, told: Told) -> FigureRow:
    finish, promised = one.finish, one.promised_on
    late = promised is not None and finish.p85 is not None and finish.p85 > promised
    why = said.finish_words(finish)
    days = [said.finish_day(day, finish, told.today) for day in (finish.p50, finish.p85)] if not why else [NONE, NONE]
    tip = why or f"{count(finish.left, 'task')} left; half the futures end by {days[0]}, 85% by {days[1]}"
    if not finish.enough:
        days = ["", f"{finish.weeks} of {ENOUGH_WEEKS} weeks"]
    return FigureRow(
        (
            Cell(one.name),
            Cell(one.client, "text2"),
            Cell(f"{finish.left:,}", "text2"),
            Cell(days[0], "text3" if why else "text"),
            Cell(days[1], "text3" if why else "warn" if late else "text", strong=late),
            Cell(short_text(promised, told.today) if promised else NONE, "text2"),
        ),
        ("project", one.project_id),
        tooltip=f"{one.name}: {tip}" + (", after the promise" if late else ""),
    )


def finish_note(told: Told) -> str:
    """What keeps the forecasts from being told, or how many projects are not listed."""
    refused = [one for one in told.forecasts if not one.finish.enough]
    if refused and len(refused) == len(told.forecasts):
        return said.finish_words(max((one.finish for one in refused), key=lambda finish: finish.weeks))
    if told.more:
        return f"{told.more:,} more open projects: choose one above"
    if refused:
        return f"{count(len(refused), 'project')} with under {ENOUGH_WEEKS} weeks of history, too few to tell"
    return "From the weeks of each project, 10,000 times" if told.forecasts else ""


def accuracy_heads(by: str) -> list[Head]:
    """The heads for one way of grouping."""
    return [Head(dict(GROUPS)[by]), *ACCURACY_HEADS[1:]]


def accuracy_rows(told: Told, by: str) -> list[FigureRow]:
    """One row for each person or project, and all together."""
    found = told.by_person if by == "person" else told.by_project
    rows = [_accuracy(one) for one in found]
    if told.whole is not None and len(found) > 1:
        cells = _accuracy_cells("All together", told.whole, strong=True)
        rows.append(FigureRow(cells, ("ids", {"ids": told.whole.tasks}), sum_up=True))
    return rows


def _accuracy(one: Named) -> FigureRow:
    tip = f"{hours(one.accuracy.logged)} logged, {hours(one.accuracy.estimated)} estimated at first; "
    tip += f"the middle task took {said.ratio_words(one.accuracy.ratio).replace('as estimated', 'what was estimated')}"
    return FigureRow(_accuracy_cells(one.name, one.accuracy), ("ids", {"ids": one.accuracy.tasks}), tooltip=tip)


def _accuracy_cells(name: str, one: Any, *, strong: bool = False) -> tuple[Cell, ...]:
    off = one.ratio > 1.25 or one.ratio < 0.75
    return (
        Cell(name, strong=strong),
        Cell(f"{one.n:,}", "text2"),
        Cell(hours(one.logged), "text2"),
        Cell(said.ratio(one.ratio), "warn" if off else "text", strong=strong or off),
    )


def summary(told: Told, chart: str) -> str:
    """The chart in a sentence."""
    number = cycle_number(told) if chart == "cycle" else throughput_number(told)
    return f"{number.figure}, {number.text}. Left and Right walk the bars, Enter opens their tasks."
