"""The plan of a handoff as text: for drafts, and for the record of what was agreed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from app.base import UserError
from app.domain.handoff import HandoffPlan, Payment, PlannedTask, Promised, TemplateMilestone
from app.domain.schedule import Link

# 2: promises, payments, ways and several projects; what 1 lacks has its default.
_JSON_VERSION: Final = 2


def to_json(plan: HandoffPlan) -> str:
    """The plan as text; `from_json` gives back the same plan."""
    record = {
        **plan._asdict(),
        "version": _JSON_VERSION,
        "milestones": [milestone._asdict() for milestone in plan.milestones],
        "tasks": [task._asdict() for task in plan.tasks],
        "links": [link._asdict() for link in plan.links],
        "promises": None if plan.promises is None else [promise._asdict() for promise in plan.promises],
        "payments": [payment._asdict() for payment in plan.payments],
    }
    return json.dumps(record, default=date.isoformat)


def from_json(text: str) -> HandoffPlan:
    """The reverse of `to_json`. Raises UserError for text that is not such a plan, or is a newer one."""
    try:
        record = json.loads(text)
        if record.pop("version") not in range(1, _JSON_VERSION + 1):
            raise UserError("This handoff was kept by a newer version of Baton, which is needed to read it.")
        record["milestones"] = tuple(TemplateMilestone(**row) for row in record["milestones"])
        record["tasks"] = tuple(_task_from(row) for row in record["tasks"])
        record["links"] = tuple(Link(**row) for row in record["links"])
        if record.get("promises") is not None:
            days = ("said_on", "named_on", "due_on")
            record["promises"] = tuple(Promised(**_with_dates(row, *days)) for row in record["promises"])
        record["payments"] = tuple(Payment(**_with_dates(row, "due_on")) for row in record.get("payments", ()))
        record["ways"] = tuple((line, way) for line, way in record.get("ways", ()))
        record |= {name: tuple(record.get(name, ())) for name in ("more_deals", "no_promises")}
        if record["mode"] not in ("start", "finish"):
            raise ValueError(record["mode"])
        return HandoffPlan(**_with_dates(record, "start", "finish"))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UserError("This handoff cannot be read: it is damaged.") from None


def _task_from(row: dict[str, Any]) -> PlannedTask:
    lists = {name: tuple(row[name]) for name in ("checklist", "labels")}
    return PlannedTask(**_with_dates({**row, **lists}, "start", "finish", "locked_start", "deadline"))


def _with_dates(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: date.fromisoformat(row[name]) for name in names if row.get(name) is not None}}
