"""The brief on one page: for the team what they must know, for the client what they may expect."""

from __future__ import annotations

from typing import Any, Literal

from app.base import UserError, today
from app.models.store import Store
from app.reports import wording
from app.reports.wording import NONE
from app.services import brief, deal_lines, payments, project_members, projects, promise_log
from app.services.projects import ProjectDetail
from app.services.schedules import PROJECT_GONE

Audience = Literal["team", "client"]
_MOST = 14  # lines of a list on the one page; what is beyond is counted


def gather(store: Store, project_id: int, audience: Audience) -> dict[str, Any]:
    """All values of `brief.typ`. The client's page has no hours, no notes of the sale, no risks and no promise that was declined.

    Raises UserError when the project is gone.
    """
    found = projects.detail(store, project_id)
    if found is None:
        raise UserError(PROJECT_GONE)
    team, told, now = audience == "team", brief.of(store, project_id), today()
    row = found.row
    return {
        "title": f"{row.name}: brief" if team else row.name,
        "business": wording.business(store),
        "dated": f"As of {wording.long_day(now)}",
        "client": wording.breakable(row.client or "No client", 420),
        "audience": "For the team" if team else "For the client",
        "goals": told.goals,
        "scope": _scope(store, found, hours=team),
        "excluded": told.excluded,
        "promises": [] if not team else _cut([each.text for each in promise_log.of_project(store, project_id) if each.state != "declined"]),
        "dates": _dates(found),
        "people": _people(store, found, team=team),
        "payments": _payments(store, project_id),
        "risks": told.risks if team else "",
        "notes": found.brief if team else "",
    }  # fmt: skip


def _scope(store: Store, found: ProjectDetail, *, hours: bool) -> list[str]:
    lines = deal_lines.lines(store, found.row.deal_id) if found.row.deal_id else []
    return _cut(
        [f"{line.title}, {wording.hours(line.minutes)}" if hours and line.minutes else line.title for line in lines]
    )


def _cut(lines: list[str]) -> list[str]:
    shown = [wording.breakable(line, 420) for line in lines[:_MOST]]
    return [*shown, f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else shown


def _dates(found: ProjectDetail) -> list[dict[str, str]]:
    row, now = found.row, today()
    rows = [
        ("Start", row.start_on),
        *((each.title, each.due_on) for each in found.milestones),
        ("Promised", row.promised_on),
    ]
    return [{"what": wording.breakable(what, 260), "day": wording.day(day, now) if day else NONE} for what, day in rows]


def _people(store: Store, found: ProjectDetail, *, team: bool) -> list[dict[str, str]]:
    ours = [
        {
            "name": member.name,
            "role": member.role or ("Owner" if member.person_id == found.row.owner_id else ""),
            "reach": "",
        }
        for member in project_members.of(store, found.row.id)
    ]
    owner = [{"name": found.row.owner or "Nobody", "role": "Looks after the project", "reach": ""}]
    theirs = [
        {
            "name": each.name,
            "role": f"{each.role}, decides".lstrip(", ") if each.decides else each.role,
            "reach": each.email or each.phone,
        }
        for each in found.contacts
    ]
    return [
        {key: wording.breakable(words, 150) for key, words in each.items()}
        for each in (*(ours if team else owner), *theirs)
    ]


def _payments(store: Store, project_id: int) -> list[dict[str, str]]:
    now = today()
    return [
        {
            "title": wording.breakable(each.title, 220),
            "due": f"paid {wording.day(each.paid_on, now)}" if each.paid_on else wording.day(each.due_on, now),
            "amount": wording.amount(each.amount_minor, each.currency),
        }
        for each in payments.of(store, project_id)
    ]
