"""What the burn-down page reads, in one go and in any thread."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import NamedTuple

from app.base import today
from app.domain.burndown import Burndown, Unit
from app.domain.delivery import Finish
from app.models.store import Store
from app.services import deal_board, delivery, figures, milestones, projects, settings


class Project(NamedTuple):
    """A project as the page needs it; `spare` are the working days between plan and promise, negative when late."""

    id: int
    name: str
    client: str
    deal_id: int | None
    deal: str
    spare: int | None


class WeekRow(NamedTuple):
    """One week so far: minutes or tasks done in it, added by scope changes, and left at its end."""

    monday: date
    first: date
    last: date
    done: int
    added: int
    left: int
    is_current: bool


class Told(NamedTuple):
    """Everything the page shows; `project` and `burndown` are None while there is no project. `milestone` is the one it is about, None
    for the whole project, `stones` are all of the project as id and title. `forecast` is by the past weeks of the whole project, None for
    a milestone and where nothing is open."""

    project: Project | None
    burndown: Burndown | None
    weeks: tuple[WeekRow, ...]
    choices: tuple[tuple[int, str, str], ...]
    stones: tuple[tuple[int, str], ...] = ()
    milestone: int | None = None
    forecast: Finish | None = None


def read(store: Store, project_id: int | None, unit: Unit, milestone_id: int | None = None) -> Told:
    """The burn-down of a project, or of one of its milestones; of the running one with most work left where none is named or the
    named one is gone."""
    choices = tuple(projects.choices(store))
    row = next(iter(projects.rows(store, [project_id])), None) if project_id is not None else None
    if row is None and choices:
        rows = projects.rows(store, [found[0] for found in choices])
        row = max(rows, key=_weight, default=None)
    if row is None:
        return Told(None, None, (), choices)
    stones = tuple((stone.id, stone.title) for stone in milestones.of(store, row.id))
    if milestone_id in {key for key, _ in stones} and milestone_id is not None:
        told = figures.milestone_burndown(store, milestone_id, unit=unit)
    else:
        milestone_id, told = None, figures.burndown(store, row.id, unit=unit, expected_on=row.expected_on)
    deal = next(iter(deal_board.cards(store, [row.deal_id])), None) if row.deal_id else None
    project = Project(
        row.id,
        row.name,
        row.client or "",
        deal.id if deal else None,
        deal.title if deal else "",
        _spare(store, told),
    )
    forecast = delivery.finish_of(store, row.id) if milestone_id is None else None
    return Told(project, told, weeks(told), choices, stones, milestone_id, forecast)


def _weight(row: projects.ProjectRow) -> tuple[bool, int, int]:
    """A project that has begun comes before one that has not, then the one with more minutes or tasks left."""
    begun = row.start_on is not None and row.start_on <= today()
    return begun, row.open_minutes, row.tasks - row.done


def _spare(store: Store, told: Burndown) -> int | None:
    plan, promised = told.plan_finish, told.promised_on
    if plan is None or promised is None:
        return None
    calendar = settings.calendar(store)
    return calendar.late_days(plan, promised) - calendar.late_days(promised, plan)


def weeks(told: Burndown) -> tuple[WeekRow, ...]:
    """The weeks from the baseline to today; the difference of the sums at their ends, as of working days."""
    past = [day for day in told.days if day.remaining is not None]
    rows: list[WeekRow] = []
    done_before = 0
    for _, group in groupby(past, key=lambda day: day.date.isocalendar()[:2]):
        days = list(group)
        last = days[-1]
        added = sum(change.delta for change in told.scope_changes if _same_week(change.on, last.date))
        done = last.done or 0
        monday = date.fromordinal(last.date.toordinal() - last.date.weekday())
        current = _same_week(told.today, last.date)
        rows.append(WeekRow(monday, days[0].date, last.date, done - done_before, added, last.remaining or 0, current))
        done_before = done
    return tuple(rows)


def _same_week(one: date, other: date) -> bool:
    return one.isocalendar()[:2] == other.isocalendar()[:2]
