"""The burn-down in words: where it stands, week by week, day by day, and the changes of scope."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from app.views.parts.dates import day_text, short_text
from app.views.parts.figure_table import Cell, FigureRow, Head

if TYPE_CHECKING:
    from app.domain.burndown import Burndown, ScopeChange
    from app.domain.delivery import Finish
    from app.views.charts.burndown_reading import Project, WeekRow

DAYS_OFF: Final = "Work done on a day off counts on the next working day."
NONE: Final = "–"
WEEK_HEADS: Final = (
    Head("Week", 58),
    Head("", 0, left=True),
    Head("Done", 64),
    Head("Added", 64),
    Head("Left", 76),
)
DAY_HEADS: Final = (
    Head("Day"),
    Head("Left", 112),
    Head("Ideal", 112),
    Head("Done", 112),
    Head("Scope", 112),
    Head("Scope change", 136),
)


class Fact(NamedTuple):
    """One line of 'Where it stands': what, what to know about it, the value, and its colour and icon."""

    name: str
    note: str
    value: str
    token: str = "text"
    icon: str = ""


def amount_text(amount: int, unit: str) -> str:
    """As the figure says it; imported when there is something to say, which is after the reading job has."""
    from app.reports.burndown_figure import amount_text as said

    return said(round(amount / 60) * 60 if unit == "hours" and abs(amount) >= 60 else amount, unit)


def days(count: int) -> str:
    """'1 working day', '2 working days'."""
    return f"{count} working day{'' if count == 1 else 's'}"


def signed(delta: int, unit: str) -> str:
    """'+20 h', '−3 tasks'."""
    return ("+" if delta > 0 else "−") + amount_text(abs(delta), unit)


def facts(told: Burndown, project: Project, forecast: Finish | None = None, *, part: bool = False) -> list[Fact]:
    """Where the project stands today, or a `part` of it, a milestone."""
    past = _forecast(forecast, told) if forecast is not None else None
    shown = (_finish(told, project, part), _done(told), _against_ideal(told), _unestimated(told), past)
    return [fact for fact in shown if fact is not None]


def _finish(told: Burndown, project: Project, part: bool) -> Fact:
    name, plan, promised = "Finish by the plan", told.plan_finish, told.promised_on
    if plan is None:
        return Fact(name, "The tasks have no dates yet", "Not planned", "text2")
    text = short_text(plan, told.today)
    if part:
        return Fact(name, "Of the tasks that belong to it now", text)
    if promised is None or project.spare is None:
        return Fact(name, "Nothing is promised", text)
    note = f"Promised {short_text(promised, told.today)}, "
    if project.spare < 0:
        return Fact(name, f"{note}{days(-project.spare)} late", text, "bad", "warning-circle")
    spare = f"{days(project.spare)} to spare" if project.spare else "nothing to spare"
    return Fact(name, note + spare, text, "good", "check-circle")


def _done(told: Burndown) -> Fact:
    scope = amount_text(told.scope, told.unit)
    done = amount_text(told.done, told.unit)
    done = done.removesuffix(" h") if told.unit == "hours" else f"{told.done:,}"
    share = f"{100 * told.done // told.scope}%, cancelled work left out" if told.scope else "Nothing in the plan yet"
    return Fact("Done", share, f"{done} of {scope}")


def _against_ideal(told: Burndown) -> Fact | None:
    above = told.above_ideal
    if above is None:
        return None
    note = f"{amount_text(told.remaining - above, told.unit)} should be left today"
    value = amount_text(abs(above), told.unit)
    if above > 0:
        return Fact("Behind the ideal line", note, value, "warn", "warning")
    if above < 0:
        return Fact("Ahead of the ideal line", note, value, "good", "check-circle")
    return Fact("On the ideal line", note, value)


def _unestimated(told: Burndown) -> Fact:
    if told.unit == "tasks":
        note = "Tasks count one each, estimated or not"
    elif told.unestimated:
        note = "They weigh nothing in these hours"
    else:
        note = "Every task counts in the line"
    warn = told.unestimated and told.unit == "hours"
    value = amount_text(told.unestimated, "tasks")
    return Fact("Without an estimate", note, value, "warn" if warn else "text", "warning" if warn else "")


def _forecast(forecast: Finish, told: Burndown) -> Fact:
    from app.reports.delivery_words import finish_words

    name, why = "Forecast from past weeks", finish_words(forecast)
    if forecast.p50 is None or forecast.p85 is None:
        return Fact(name, why, "None" if forecast.enough else "None yet")
    late = told.promised_on is not None and forecast.p85 > told.promised_on
    note = f"In 85% of futures, in half of them by {short_text(forecast.p50, told.today)}"
    return Fact(name, note, short_text(forecast.p85, told.today), *(("warn", "warning") if late else ()))


# --- tables ---------------------------------------------------------------------------------


def week_rows(rows: tuple[WeekRow, ...], unit: str, now: date) -> list[FigureRow]:
    """'w44  26–30 Oct  53 h  +20 h  248 h'."""
    lines = []
    for row in rows:
        added, span = signed(row.added, unit) if row.added else NONE, _span(row, now)
        lines.append(
            FigureRow((
                Cell(f"w{row.monday.isocalendar().week}"),
                Cell(span, "text3", short=short_text(row.first, now)),
                Cell(_amount(row.done, unit) if row.done else NONE, "text" if row.done else "text3"),
                Cell(added, "text" if row.added else "text3"),
                Cell(_amount(row.left, unit), strong=True),
            ), tooltip=span)
        )  # fmt: skip
    return lines


def _amount(value: int, unit: str) -> str:
    text = amount_text(abs(value), unit).removesuffix(" tasks").removesuffix(" task")
    return f"−{text}" if value < 0 else text


def _span(row: WeekRow, now: date) -> str:
    """'12–16 Oct', '30 Nov – 4 Dec', '9–12 Nov, so far'."""
    last = short_text(row.last, now)
    if row.first == row.last:
        text = last
    elif row.first.month == row.last.month:
        text = f"{row.first.day}–{last}"
    else:
        text = f"{short_text(row.first, now)} – {last}"
    return f"{text}, so far" if row.is_current and now.weekday() < 4 else text


def day_rows(told: Burndown) -> list[FigureRow]:
    """One row for each working day, the newest first; days to come hold the ideal line alone."""
    changes: dict[date, int] = {}
    for change in told.scope_changes:
        changes[change.on] = changes.get(change.on, 0) + change.delta
    lines = []
    for day in reversed(told.days):
        delta = changes.get(day.date, 0)
        ideal = amount_text(day.ideal, told.unit) if told.ideal_finish else NONE
        actual = [
            NONE if value is None else amount_text(value, told.unit) for value in (day.remaining, day.done, day.scope)
        ]
        past = day.remaining is not None
        lines.append(
            FigureRow(
                (
                    Cell(day_text(day.date, told.today), strong=day.date == told.today),
                    Cell(actual[0], "text" if past else "text3", strong=past),
                    Cell(ideal, "text2"),
                    Cell(actual[1], "text" if past else "text3"),
                    Cell(actual[2], "text" if past else "text3"),
                    Cell(signed(delta, told.unit) if delta else NONE, "text" if delta else "text3"),
                ),
                ("tasks", {"on": day.date}),
            )
        )
    return lines


def change_title(change: ScopeChange) -> str:
    """The reason as a line begins: 'Admin page'."""
    return change.reason[:1].upper() + change.reason[1:]


def change_note(change: ScopeChange, told: Burndown) -> str:
    """'28 Oct, +20 h'."""
    what = signed(change.delta, told.unit) if change.delta else "the same scope"
    return f"{short_text(change.on, told.today)}, {what}"


def summary(told: Burndown) -> str:
    """The chart in a sentence."""
    left, scope = amount_text(told.remaining, told.unit), amount_text(told.scope, told.unit)
    plan = f", planned to finish on {short_text(told.plan_finish, told.today)}" if told.plan_finish else ""
    return f"{left} of {scope} left{plan}. Left and Right walk the days, Enter opens their tasks."
