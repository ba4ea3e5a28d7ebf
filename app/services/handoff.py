"""The handoff: a won deal becomes a project, in one undo step, with an owner and a date for every task.

`draft` plans, the wizard (or the command) changes the plan, and `complete` makes it real.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from app.base import UserError, today, utc_now
from app.domain import handoff as rules
from app.domain.handoff import HandoffPlan, PlannedTask, SoldLine
from app.domain.schedule import Link
from app.models.between import Handoff, HandoffDraft
from app.models.delivering import Milestone, Project, Task
from app.models.selling import Deal
from app.models.store import Store
from app.services import people, ranking, schedules, settings, tags, tasks, templates


class _Deal(NamedTuple):
    """What the handoff reads of a deal."""

    id: int
    title: str
    client_id: int | None
    contact_id: int | None
    stage_id: int
    owner_id: int | None
    amount_minor: int | None
    currency: str
    promised_on: str | None
    notes: str
    handoff_waived_on: str | None

    @property
    def promised(self) -> date | None:
        """The day that the deal promises delivery."""
        return date.fromisoformat(self.promised_on) if self.promised_on else None


class Done(NamedTuple):
    """What was created: the project, how many tasks, and its first and last day."""

    project_id: int
    tasks: int
    start: date
    finish: date


def draft(
    store: Store,
    deal_id: int,
    *,
    template: str | None = None,
    start: date | None = None,
    finish: date | None = None,
    owner: int | None = None,
    roles: Mapping[str, int] | None = None,
) -> HandoffPlan:
    """The plan for a won deal, with owners and dates as far as they are known; nothing is created.

    Without a template each sold line becomes a task, and a deal without lines one task. It runs from `start`
    (the next working day), or back from `finish` when that alone is given; else the day promised in the deal
    is its deadline. Tasks belong to who is named for their role in `roles`, else settled in the template,
    else had it in the last handoff with this template; the rest to `owner`, or to me when nobody else is
    here. Raises UserError as `complete` does.
    """
    deal = _won_deal(store, deal_id)
    calendar = settings.calendar(store)
    mode: rules.Mode = "finish" if finish and not start else "start"
    if mode == "start" and start is None:
        start = calendar.on_or_after(today() + timedelta(days=1))
    lines = sold_lines(store, deal_id)
    if not lines and template is None:
        lines = [SoldLine(0, deal.title, Decimal(1), "", deal.amount_minor or 0, None)]
    plan = rules.plan_from(
        templates.load(store, template) if template else None,
        lines,
        deal_id=deal_id,
        project_name=deal.title,
        start=start,
        finish=finish or deal.promised,
        mode=mode,
    )
    if lines and not lines[0].id:
        plan = plan._replace(tasks=tuple(task._replace(sold_line=None) for task in plan.tasks))
    everyone = people.everyone(store)
    if len(everyone) == 1:
        owner = owner or everyone[0].id
    known = _usual_people(store, plan.template_name) | dict(roles or {})
    return rules.reschedule(rules.assign(plan, known, owner), calendar)


def sold_lines(store: Store, deal_id: int) -> list[SoldLine]:
    """The lines of a deal as the plan reads them; a line without hours takes those of its product."""
    found = store.rows(
        "SELECT l.id, l.title || iif(l.description = '', '', char(10) || l.description), l.quantity, l.unit, "
        "l.amount_minor, l.minutes, p.minutes FROM deal_line l LEFT JOIN product p ON p.id = l.product_id "
        "WHERE l.deal_id = ? ORDER BY l.rank, l.id",
        (deal_id,),
    )
    lines = []
    for i, title, quantity, unit, amount, minutes, each in found:
        number = _number(quantity)
        by_product = None if each is None else int(number * each)
        lines.append(SoldLine(i, title, number, unit, amount, by_product if minutes is None else minutes))
    return lines


def keep_draft(store: Store, plan: HandoffPlan) -> None:
    """Keep the plan as far as it is, for the next time the wizard is opened for its deal."""
    with store.write("Keep handoff draft"):
        HandoffDraft.delete().where(HandoffDraft.deal == plan.deal_id).execute()
        HandoffDraft.create(deal=plan.deal_id, plan=rules.to_json(plan), at=utc_now())


def load_draft(store: Store, deal_id: int) -> HandoffPlan | None:
    """The plan that was kept for a deal, or None. Raises UserError when it cannot be read."""
    text = store.value("SELECT plan FROM handoff_draft WHERE deal_id = ?", (deal_id,))
    return rules.from_json(text) if text else None


def drop_draft(store: Store, deal_id: int) -> None:
    """Forget the plan that was kept for a deal."""
    with store.write("Drop handoff draft"):
        HandoffDraft.delete().where(HandoffDraft.deal == deal_id).execute()


def free_minutes(store: Store, person_ids: Iterable[int], first: date, last: date) -> dict[int, int]:
    """Minutes that each person has left from `first` to `last`, their open tasks taken off.

    What is left of a task is spread evenly over its working days from today on; a late one needs it all
    today. Negative when somebody is over-booked already.
    """
    now = today()
    free = {}
    calendars = {person: settings.calendar(store, person) for person in set(person_ids)}
    for person, calendar in calendars.items():
        free[person] = sum(calendar.minutes_on(day) for day in calendar.days(first, last))
    if now > last:
        return free  # nothing that is open now is done before today
    for person, start_on, due_on, left in store.rows(
        "SELECT t.assignee_id, ifnull(t.start_on, t.due_on) AS begins, t.due_on, "
        "t.estimate_minutes - ifnull((SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id), 0) AS spare "
        "FROM task t WHERE t.status_id IN (SELECT id FROM status WHERE kind IN ('todo', 'doing', 'review')) "
        "AND t.due_on IS NOT NULL AND t.deleted_at IS NULL AND t.assignee_id IN (SELECT value FROM json_each(:people)) "
        "AND begins <= :last AND (:now >= :first OR t.due_on >= :first OR begins >= :first) AND spare > 0",
        {
            "people": json.dumps(list(calendars)),
            "first": first.isoformat(),
            "last": last.isoformat(),
            "now": now.isoformat(),
        },
    ):
        begin = max(date.fromisoformat(start_on), now)
        end = max(date.fromisoformat(due_on), begin)
        days = max(1, calendars[person].between(begin, end))
        within = calendars[person].between(max(begin, first), min(end, last))
        if days == 1 and not within:
            within = first <= begin <= last
        free[person] -= left * within // days
    return free


def complete(store: Store, plan: HandoffPlan) -> Done:
    """Make the plan real: project, milestones, tasks, links, owners, and the record of what was agreed.

    All of it or nothing, and one undo takes all of it back. Raises UserError, in one sentence, for a deal
    that is gone, open, without a client or handed off already, and for a plan in which something is unowned,
    undated or without a name.
    """
    with store.write("Hand off deal"):
        deal = _won_deal(store, plan.deal_id)
        _refuse_open_ends(store, plan)
        project = _create_project(store, deal, plan)
        milestones = _create_milestones(project, plan)
        created = _create_tasks(store, project, milestones, plan)
        _link_tasks(store, created, plan)
        _fill_checklists(store, created, plan)
        _label_tasks(store, created, plan)
        _add_members(store, project, plan)
        _record(store, deal, project, plan)
        schedules.settle(store, [project.id])
    assert plan.first_day is not None and plan.last_day is not None
    return Done(int(project.id), len(created), plan.first_day, plan.last_day)


# --- the steps of the story, in its order -------------------------------------------------------------------


def _won_deal(store: Store, deal_id: int) -> _Deal:
    """The deal, if it may be handed off now."""
    row = store.row(f"SELECT {', '.join(_Deal._fields)} FROM deal WHERE id = ? AND deleted_at IS NULL", (deal_id,))
    if row is None:
        raise UserError("This deal is gone; somebody deleted it. Undo brings it back.")
    deal = _Deal._make(row)
    known = store.value(
        "SELECT p.name FROM handoff h JOIN project p ON p.id = h.project_id WHERE h.deal_id = ? ORDER BY h.id",
        (deal_id,),
    )
    if known is not None:
        raise UserError(f"“{deal.title}” was handed off already: its project is “{known}”.")
    if store.value("SELECT kind FROM stage WHERE id = ?", (deal.stage_id,)) != "won":
        raise UserError(f"“{deal.title}” is not won yet. Mark it as won, then hand it off.")
    if deal.client_id is None:
        raise UserError(f"“{deal.title}” has no client. Choose the client it is for, then hand it off.")
    return deal


def _refuse_open_ends(store: Store, plan: HandoffPlan) -> None:
    """The promise of the handoff: nothing leaves it without an owner and a date."""
    blocking = [problem for problem in rules.problems(plan, today()) if problem.blocks]
    if blocking:
        more = f" {len(blocking) - 1} more to settle." if len(blocking) > 1 else ""
        raise UserError(f"Not handed off: {blocking[0].text}{more}")
    known = {person.id for person in people.everyone(store)}
    if any(task.owner not in known for task in plan.included):
        raise UserError("Not handed off: an owner in the plan is no longer here. Choose another one.")
    keys = {task.key for task in plan.tasks}
    if len(keys) < len(plan.tasks):
        raise UserError("Not handed off: a task is in the plan twice. Make the plan anew.")


def _create_project(store: Store, deal: _Deal, plan: HandoffPlan) -> Any:
    assert plan.first_day is not None
    return Project.create(
        name=" ".join(plan.project_name.split()),
        client=deal.client_id,
        deal=deal.id,
        owner=deal.owner_id or people.me(store).id,
        status="active" if plan.first_day <= today() else "planned",
        start_on=plan.first_day,
        finish_on=plan.last_day,
        promised_on=plan.finish or deal.promised,
        baseline_on=plan.first_day,
        budget_minor=deal.amount_minor,
        currency=deal.currency,
        budget_minutes=_hours_sold(store, plan),
        brief=_brief(store, deal),
    )


def _hours_sold(store: Store, plan: HandoffPlan) -> int | None:
    """The minutes sold with the lines of the deal; where no line says any, those that are planned."""
    sold = sum(rules.line_minutes(line) for line in sold_lines(store, plan.deal_id))
    return sold or sum(task.minutes for task in plan.included) or None


def _brief(store: Store, deal: _Deal) -> str:
    """What whoever delivers should have read: the notes of the sale, and who the contact is."""
    parts = [deal.notes.strip()]
    contact = store.row("SELECT name, email, phone FROM contact WHERE id = ?", (deal.contact_id,))
    if contact:
        parts.append("Contact: " + ", ".join(text for text in contact if text))
    return "\n\n".join(part for part in parts if part)


def _create_milestones(project: Any, plan: HandoffPlan) -> dict[int, int]:
    """The milestones that have a task, due when the last of it is; by the key that they have in the plan."""
    created = {}
    for position, milestone in enumerate(plan.milestones, 1):
        ends = [task.finish for task in plan.included if task.milestone == milestone.key and task.finish]
        if ends:
            created[milestone.key] = Milestone.create(
                project=project, title=milestone.title, due_on=max(ends), rank=position * ranking.STEP
            ).id
    return created


def _create_tasks(store: Store, project: Any, milestones: dict[int, int], plan: HandoffPlan) -> dict[int, int]:
    """The tasks, in the order of the plan at the end of their column, with what was agreed as their baseline."""
    status = tasks.first_status(store)
    lines = set(store.ids("SELECT id FROM deal_line WHERE deal_id = ?", (plan.deal_id,)))
    created: dict[int, int] = {}
    for task in plan.included:
        estimate = task.minutes or (None if task.duration_days else 0)
        created[task.key] = Task.create(
            title=" ".join(task.title.split()),
            description=task.description,
            project=project.id,
            milestone=None if task.milestone is None else milestones.get(task.milestone),
            status=status,
            assignee=task.owner,
            estimate_minutes=estimate,
            duration_days=task.duration_days,
            start_on=task.start,
            due_on=task.finish,
            not_before_on=task.locked_start,
            baseline_start_on=task.start,
            baseline_finish_on=task.finish,
            baseline_minutes=estimate,
            deal_line=task.sold_line if task.sold_line in lines else None,
            # Work that is handed over late was there from the start of its project, and the burn-down has to
            # say so.
            created_on=min(today(), project.start_on),
        ).id
    ranking.place(store, "task", "status_id = ?", (status,), list(created.values()), None)
    return created


def _link_tasks(store: Store, created: dict[int, int], plan: HandoffPlan) -> None:
    """One link for each pair: of several kinds the one that binds, since the others follow from it."""
    lengths = {task.key: task.duration_days for task in plan.included}

    def distance(link: Link) -> int:
        end = lengths[link.predecessor] if link.kind[0] == "F" else 0
        return end + link.lag - (lengths[link.successor] if link.kind[1] == "F" else 0)

    binding: dict[tuple[int, int], Link] = {}
    for link in rules.live_links(plan):
        pair = link.predecessor, link.successor
        if pair not in binding or distance(link) > distance(binding[pair]):
            binding[pair] = link
    store.insert(
        "dependency",
        ("predecessor_id", "successor_id", "kind", "lag_days"),
        [(created[link.predecessor], created[link.successor], link.kind, link.lag) for link in binding.values()],
    )


def _fill_checklists(store: Store, created: dict[int, int], plan: HandoffPlan) -> None:
    items = [
        (created[task.key], " ".join(title.split()), position * ranking.STEP)
        for task in plan.included
        for position, title in enumerate(task.checklist, 1)
        if title.strip()
    ]
    store.insert("checklist_item", ("task_id", "title", "rank"), items)


def _label_tasks(store: Store, created: dict[int, int], plan: HandoffPlan) -> None:
    names = list(dict.fromkeys(name for task in plan.included for name in task.labels if name.strip()))
    ids = {name: tags.ensure(store, [name])[0] for name in names}
    links = dict.fromkeys(
        (ids[name], created[task.key]) for task in plan.included for name in task.labels if name in ids
    )
    store.insert("tag_link", ("tag_id", "task_id"), links)


def _add_members(store: Store, project: Any, plan: HandoffPlan) -> None:
    """Everybody who owns a task, with the roles in which they do."""
    roles: dict[int, dict[str, None]] = {}
    for task in plan.included:
        if task.owner is not None:
            roles.setdefault(task.owner, {}).update({task.role: None} if task.role else {})
    members = [(project.id, person, ", ".join(names)) for person, names in roles.items()]
    store.insert("project_member", ("project_id", "person_id", "role"), members)


def _record(store: Store, deal: _Deal, project: Any, plan: HandoffPlan) -> None:
    """What was agreed, word for word. The draft stays: when the handoff is undone, the wizard goes on with it."""
    Handoff.create(
        deal=deal.id,
        project=project.id,
        template_name=plan.template_name or "",
        plan=rules.to_json(plan),
        by=people.me(store).id,
    )
    if deal.handoff_waived_on is not None:
        Deal.update(handoff_waived_on=None).where(Deal.id == deal.id).execute()


# --- who usually does what ----------------------------------------------------------------------------------


def _usual_people(store: Store, template: str | None) -> dict[str, int]:
    """Who fills the roles of a template: as settled in it, else as in the last handoff with it, if they are
    still here."""
    if template is None:
        return {}
    text = store.value("SELECT plan FROM handoff WHERE template_name = ? ORDER BY id DESC LIMIT 1", (template,))
    known = {person.id for person in people.everyone(store)}
    last: Iterable[PlannedTask] = rules.from_json(text).included if text else ()
    usual = {task.role: task.owner for task in last if task.role and task.owner in known and task.owner is not None}
    return usual | templates.role_people(store, template)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(1)
