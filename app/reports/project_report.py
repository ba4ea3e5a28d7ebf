"""What the status report of a project says: whether its promise holds, what is left, and every task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.base import UserError, today
from app.domain import budget
from app.domain.burndown import DAYS_NOTE, Burndown
from app.domain.workdays import Calendar
from app.models.store import Store
from app.reports import documents, project_past, wording
from app.reports.burndown_figure import amount_text
from app.reports.documents import Paper
from app.reports.wording import NONE
from app.services import expected, figures, schedules, settings
from app.services.projects import MilestoneRow, ProjectDetail, ProjectRow
from app.services.task_board import TaskCard

_CHART_HEIGHT = 380
_EMPTY_HEIGHT, _LATE_SHOWN = 110, 12
_NO_MILESTONE = "No milestone"
_TONES = {"good": "good", "warn": "warn", "bad": "bad", "none": "plain"}
_NOTES = (
    f"{DAYS_NOTE} The ideal line falls from the baseline to 0 over working days.",
    "The line of what is left is replayed from the history of the tasks: finished work burns, while added, dropped "
    "and re-estimated work changes the scope.",
    "Cancelled tasks count nowhere. Tasks without an estimate weigh nothing in hours; their number stands beside it.",
    "Late counts working days of a task’s owner after its due day. A task waits when another one has to be finished or started first.",
)
#: Days, durations and links that were changed since leave no trace, so what the plan of then expected cannot be had.
_NOTE_OF_THEN = (
    "This is a day gone by. Its finish is the last day that was due then: links and durations keep no history, so the finish that was "
    "to be expected then cannot be told any more. Links, milestones and the promise are as they are now."
)


def gather(store: Store, project_id: int, as_of: date, paper: Paper) -> dict[str, Any]:
    """All values of `project.typ`. Raises UserError when the project is gone."""
    from app.reports.vector_sheet import burndown_svg

    calendar = settings.calendar(store)
    if as_of == today():
        expected.learn(store, [project_id])
    stood = project_past.project_on(store, project_id, as_of, calendar)
    if stood is None:
        raise UserError(schedules.PROJECT_GONE)
    detail, tasks = stood
    late = [card for card in _by_due(tasks) if card.late_days]
    row = detail.row
    burn = _burndown(store, project_id, as_of, row.expected_on)
    return {
        "title": wording.breakable(row.name, 420, 19),
        "business": wording.business(store),
        "dated": f"As of {wording.long_day(as_of)}",
        "client": wording.breakable(row.client or "No client", 420),
        "sold": _sold(detail),
        "owner": row.owner or "Nobody",
        "health": {"tone": _TONES[row.health], "text": _health(row, calendar, as_of)},
        "figures": _figures(row, burn, tasks),
        "chart": burndown_svg(
            burn, documents.chart_size(paper, _CHART_HEIGHT if burn.scope or burn.baseline else _EMPTY_HEIGHT)
        ),
        "chart_words": _chart_words(burn),
        "scope": [_change(burn, change.on, change.delta, change.reason) for change in burn.scope_changes],
        "unestimated": _unestimated(burn),
        "late": [_late(card, as_of) for card in late[:_LATE_SHOWN]],
        "later_late": f"And {len(late) - _LATE_SHOWN} more, marked below." if len(late) > _LATE_SHOWN else "",
        "milestones": [_milestone(milestone, calendar, as_of) for milestone in detail.milestones],
        "groups": _groups(detail.milestones, tasks, as_of),
        "cancelled": _cancelled(tasks),
        "people": _people(detail, tasks),
        "notes": [*([_NOTE_OF_THEN] if as_of < today() else []), *_NOTES],
    }


def _burndown(store: Store, project_id: int, as_of: date, expected_on: date | None) -> Burndown:
    """In hours; in tasks where no task has an estimate."""
    hours = figures.burndown(store, project_id, as_of=as_of, expected_on=expected_on)
    if hours.scope or hours.baseline or not hours.unestimated:
        return hours
    return figures.burndown(store, project_id, unit="tasks", as_of=as_of, expected_on=expected_on)


def _sold(detail: ProjectDetail) -> str:
    if detail.row.deal is None:
        return "No deal"
    if detail.sold_minor is None or not detail.currency:
        return detail.row.deal
    return f"{detail.row.deal}, sold for {wording.amount(detail.sold_minor, detail.currency)}"


def _health(row: ProjectRow, calendar: Calendar, now: date) -> str:
    """'Finishes 11 Dec, promised 15 Dec, 2 working days to spare'; 'Finishes 14 Dec instead of 11 Dec, promised …'; of a day
    gone by 'Planned for 11 Dec, promised …'.
    """
    if row.health == "none" and row.status in ("done", "cancelled", "on_hold"):
        return row.health_text
    if row.own_health:
        return f"{row.health_text}. By its dates and hours: {row.judged.reason[:1].lower()}{row.judged.reason[1:]}"
    finish = max(row.finish_on, now) if row.finish_on and row.tasks > row.done else row.finish_on
    if finish is None:
        return row.health_text
    verb = "Finishes" if row.tasks > row.done else "Finished"
    if row.tasks > row.done and now < today() and finish == row.finish_on:
        verb = "Planned for"
    parts = [f"{verb} {wording.day(finish, now)}"]
    if row.expected_on and row.finish_on:
        finish = row.expected_on
        parts = [f"{verb} {wording.day(finish, now)} instead of {wording.day(row.finish_on, now)}"]
    if row.promised_on:
        parts += [f"promised {wording.day(row.promised_on, now)}", _margin(finish, row.promised_on, calendar)]
    parts += [wording.count(row.late, "task") + " late"] if row.late else []
    parts += [wording.count(row.unowned, "task") + " without an owner"] if row.unowned else []
    return ", ".join(parts)


def _margin(finish: date, promised: date, calendar: Calendar) -> str:
    """Working days between the two, the earlier day not counted."""
    first, last = min(finish, promised), max(finish, promised)
    days = calendar.late_days(first, last)
    if finish == promised or not days:
        return "on the day" if finish <= promised else "on the next day off"
    return wording.count(days, "working day") + (" to spare" if finish < promised else " past the promise")


def _figures(row: ProjectRow, burn: Burndown, tasks: Sequence[TaskCard]) -> list[dict[str, str]]:
    unit, logged = burn.unit, sum(card.logged_minutes for card in tasks)
    percent = f"{burn.done * 100 // burn.scope}%" if burn.scope else NONE
    above = burn.above_ideal
    if above is None:
        ideal = wording.card("Ideal line", NONE, "No plan and no promise to draw it to")
    else:
        value = amount_text(abs(above), unit) if above else "On it"
        note = f"{amount_text(burn.remaining - above, unit)} should be left"
        label = "Behind the ideal line" if above > 0 else "Ahead of the ideal line"
        ideal = wording.card(label, value, note, "warn" if above > 0 else "plain")
    late = sum(1 for card in tasks if card.late_days)
    return [
        wording.card("Done", percent, f"{_of(burn.done, burn.scope, unit)}"),
        wording.card(
            "Left",
            amount_text(burn.remaining, unit),
            _unestimated(burn) or ("Every task has an estimate" if row.tasks else "No tasks yet"),
        ),
        ideal,
        _burnt(row, logged),
        wording.card("Tasks done", f"{row.done} of {row.tasks}", f"{late} late" if late else "None late"),
    ]


def _burnt(row: ProjectRow, logged: int) -> dict[str, str]:
    """Hours against their budget, and money where the hours have none; without either against the estimates."""
    own = row.budget
    for burn, of in ((own.hours, "hours"), (own.money, "budget")):
        if burn.percent is None or burn.budget is None:
            continue
        tone = budget.tone(burn, own.work_percent)
        if of == "hours":
            burnt, whole = wording.hours(burn.burnt), wording.hours(burn.budget)
        else:
            burnt, whole = (wording.amount(minor, own.currency) for minor in (burn.burnt, burn.budget))
        note = f"{burnt} of {whole}, {own.work_percent}% of the work"
        return wording.card(f"Of the {of}", f"{burn.percent}%", note, "plain" if tone == "good" else tone)
    return wording.card("Logged", wording.hours(logged), f"of {wording.hours(row.planned_minutes)} estimated")


def _of(done: int, scope: int, unit: str) -> str:
    if unit == "tasks":
        return f"{done:,} of {amount_text(scope, unit)}"
    return f"{amount_text(done, unit).removesuffix(' h')} of {amount_text(scope, unit)}"


def _unestimated(burn: Burndown) -> str:
    if burn.unit != "hours" or not burn.unestimated:
        return ""
    return f"{wording.count(burn.unestimated, 'task')} without an estimate"


def _chart_words(burn: Burndown) -> str:
    """The chart for those who hear it."""
    words = [
        f"Burn-down chart from {wording.long_day(burn.baseline_on)}: of {amount_text(burn.scope, burn.unit)}, "
        f"{amount_text(burn.done, burn.unit)} done and {amount_text(burn.remaining, burn.unit)} left"
    ]
    words += [f"planned to end on {wording.long_day(burn.plan_finish)}"] if burn.plan_finish else []
    words += [f"promised for {wording.long_day(burn.promised_on)}"] if burn.promised_on else []
    return ", ".join(words) + "."


def _change(burn: Burndown, on: date, delta: int, reason: str) -> dict[str, str]:
    sign = "+" if delta > 0 else "−" if delta < 0 else "±"
    return {
        "on": wording.day(on, burn.today),
        "delta": sign + amount_text(abs(delta), burn.unit),
        "reason": wording.breakable(reason, 300),
    }


def _by_due(tasks: Sequence[TaskCard]) -> list[TaskCard]:
    """The late ones first, then by due day."""
    return sorted(tasks, key=lambda card: (not card.late_days, card.due_on or date.max, card.id))


def _late(card: TaskCard, now: date) -> dict[str, str]:
    return {
        "title": wording.breakable(card.title, 190),
        "owner": wording.breakable(card.assignee or "Nobody", 110),
        "due": wording.day(card.due_on, now),
        "late": wording.count(card.late_days, "working day"),
    }


def _milestone(row: MilestoneRow, calendar: Calendar, now: date) -> dict[str, str]:
    tone, state = "plain", "Open"
    if row.tasks and row.done == row.tasks:
        tone, state = "good", f"Reached {wording.day(row.done_on, now)}" if row.done_on else "Reached"
    elif row.due_on and calendar.late_days(row.due_on, now):
        tone, state = "bad", "Late"
    return {
        "title": wording.breakable(row.title, 150),
        "due": wording.day(row.due_on, now),
        "tasks": f"{row.done} of {row.tasks}" if row.tasks else "No tasks",
        "state": state,
        "tone": tone,
    }


def _groups(milestones: Sequence[MilestoneRow], tasks: Sequence[TaskCard], now: date) -> list[dict[str, Any]]:
    """The tasks by milestone, in its order; those without one at the end."""
    by_milestone: dict[int | None, list[TaskCard]] = {milestone.id: [] for milestone in milestones}
    for card in _by_due(tasks):
        if card.status_kind != "cancelled":
            key = card.milestone_id if card.milestone_id in by_milestone else None
            by_milestone.setdefault(key, []).append(card)
    names: dict[int | None, str] = {milestone.id: milestone.title for milestone in milestones}
    found = []
    for key, cards in by_milestone.items():
        if cards:
            done = sum(card.status_kind == "done" for card in cards)
            found.append(
                {
                    "name": wording.breakable(names.get(key, _NO_MILESTONE), 400),
                    "sum": f"{done} of {wording.count(len(cards), 'task')} done",
                    "rows": [_task(card, now) for card in cards],
                }
            )
    return found


def _task(card: TaskCard, now: date) -> dict[str, Any]:
    waits = wording.breakable(wording.cut(card.waits_for or card.blocked_reason or "", 60), 65)
    status = wording.breakable(card.status, 60)
    more = f" and {card.waits_count - 1} more" if card.waits_count > 1 else ""
    return {
        "title": wording.breakable(card.title, 110),
        "owner": wording.breakable(card.assignee or "Nobody", 55),
        "status": f"{status} {wording.day(card.done_on, now)}" if card.done_on else status,
        "done": card.status_kind == "done",
        "due": wording.day(card.due_on, now),
        "late": f"{card.late_days} d late" if card.late_days else "",
        "estimate": wording.hours(card.estimate_minutes),
        "logged": wording.hours(card.logged_minutes) if card.logged_minutes else NONE,
        "waits": waits + more,
    }


def _cancelled(tasks: Sequence[TaskCard]) -> str:
    number = sum(card.status_kind == "cancelled" for card in tasks)
    return f"{wording.count(number, 'cancelled task')} left out." if number else ""


def _people(detail: ProjectDetail, tasks: Sequence[TaskCard]) -> list[dict[str, str]]:
    """Whoever is in the project or owns a task of it; hours left never below 0 for a task."""
    roles = {person: (name, role) for person, name, role in detail.members}
    owned: dict[int | None, list[TaskCard]] = {person: [] for person in roles}
    for card in tasks:
        if card.status_kind != "cancelled":
            owned.setdefault(card.assignee_id, []).append(card)
    found = []
    for person, cards in owned.items():
        open_ = [card for card in cards if card.status_kind != "done"]
        left = sum(max(0, (card.estimate_minutes or 0) - card.logged_minutes) for card in open_)
        name, role = roles.get(person or 0, (next((c.assignee for c in cards), None) or "Nobody", ""))
        found.append(
            {
                "name": name,
                "role": role,
                "tasks": f"{len(cards) - len(open_)} of {len(cards)}",
                "left": wording.hours(left),
                "logged": wording.hours(sum(card.logged_minutes for card in cards)),
            }
        )
    return found
