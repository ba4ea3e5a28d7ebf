"""A project made from a template where no deal was sold: its tasks with roles, links and dates, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.base import UserError, today
from app.domain import handoff as rules
from app.domain import handoff_sold
from app.domain.handoff import HandoffPlan
from app.models.delivering import Project
from app.models.store import Store
from app.services import handoff, handoff_write, people, projects, schedules, settings, templates

Owners = Mapping[str | None, int | None]


def plan(store: Store, template: str, start: date | None, owners: Owners | None = None) -> HandoffPlan:
    """What the template named so makes from `start` on, or from the first working day after it; nothing is created.

    Tasks belong to who is chosen for their role in `owners` (None: for tasks without a role, and nobody yet), else settled
    for it, else had it last; where nobody else is here, to me. The rest is owned by nobody yet. Raises UserError for a
    template that is not there, or has no tasks, and for somebody who is no longer here.
    """
    calendar = settings.planning(store)
    found = templates.load(store, template)
    if not found.tasks:
        raise UserError(f"“{found.name}” has no tasks yet. Add some under Templates, or choose no template.")
    first = calendar.on_or_after(start or today())
    made = handoff_sold.plan_from(found, (), deal_id=0, project_name="", start=first)
    everyone = people.everyone(store)
    alone = everyone[0].id if len(everyone) == 1 else None
    own = settings.own_calendars(store, calendar)
    owned = rules.assign(made, handoff.usual_people(store, template), alone)
    if owners:
        if not {owner for owner in owners.values() if owner is not None} <= {person.id for person in everyone}:
            raise UserError("Somebody who was chosen is no longer here. Choose another one.")
        given = (task._replace(owner=owners.get(task.role, task.owner)) for task in owned.tasks)
        owned = owned._replace(tasks=tuple(given))
    return rules.reschedule(rules.fitted(made, owned, own), calendar, own)


def add(
    store: Store,
    name: str,
    template: str,
    *,
    client: int | str | None = None,
    start_on: date | None = None,
    promised_on: date | None = None,
    owners: Owners | None = None,
) -> int:
    """A project of mine with the work of a template, as `plan` says it; returns its id. Raises UserError."""
    planned = plan(store, template, start_on, owners)
    with store.write("Add project"):
        made = projects.add(store, name, client=client, start_on=planned.first_day, promised_on=promised_on)
        project = Project.get_by_id(made)
        project.finish_on = planned.last_day
        project.status = "active" if planned.first_day is None or planned.first_day <= today() else "planned"
        project.save()
        handoff_write.work(store, project, planned)
        schedules.settle(store, [made])
    return made
