"""What `handoff.complete` writes, in the order of its story. Everything here runs inside its one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, moment_text, today, utc_now
from app.domain import handoff as rules
from app.domain import handoff_money, recurrence
from app.domain.handoff import HandoffPlan, PlannedTask, SoldLine
from app.domain.handoff_parts import Part
from app.domain.handoff_record import to_json
from app.domain.schedule import Link
from app.models.between import Handoff
from app.models.delivering import Milestone, Project
from app.models.selling import Deal
from app.models.store import Store
from app.services import handoff_brief, handoff_promises, people, ranking, schedules, tags, tasks
from app.services.handoff_deal import WonDeal
from app.services.schedules import PROJECT_GONE

_TASK = (
    "id", "title", "description", "project_id", "milestone_id", "status_id", "rank", "assignee_id", "estimate_minutes", "duration_days",
    "start_on", "due_on", "deadline_on", "not_before_on", "baseline_start_on", "baseline_finish_on", "baseline_minutes", "recurrence",
    "recurs_when", "deal_line_id", "created_on", "created_at",
)  # fmt: skip


class Made(NamedTuple):
    """The ids of the projects, and how many tasks they have got."""

    projects: tuple[int, ...]
    tasks: int


def projects(
    store: Store, deals: Sequence[WonDeal], plan: HandoffPlan, parts: Sequence[Part], lines: Sequence[SoldLine], sold: int | None
) -> Made:  # fmt: skip
    """Every part as a project with all that belongs to it; then what is of the whole: promises, record, products.

    `lines` and `sold` (minor units of the deals' currency) are what was sold.
    """
    weights = [part.weight for part in parts]
    money: list[int | None] = [None] * len(parts)
    if sold is not None:
        money = [*handoff_money.shares(sold, weights)]
    hours = _hours(lines, plan, weights)
    made: dict[int, int] = {}
    ids: list[int] = []
    count = 0
    for part, budget, minutes in zip(parts, money, hours, strict=True):
        project = _project(store, deals, part.plan, budget, minutes)
        steps, created = work(store, project, part.plan, {line.id for line in lines})
        _payments(store, project, steps, part.plan)
        _record(store, deals, project, part)
        made = {**created, **made}
        ids.append(int(project.id))
        count += len(created)
    if plan.split == "milestones" and len(parts) > 1:
        _links_across(store, made, plan, parts)
    handoff_promises.write(store, plan, made, ids[0])
    _remember(store, plan, lines)
    schedules.settle(store, ids)
    return Made(tuple(ids), count)


def work(
    store: Store, project: Any, plan: HandoffPlan, lines: set[int] | frozenset[int] = frozenset()
) -> tuple[dict[int, int], dict[int, int]]:
    """What is to be done in a project, with all that belongs to it; milestones and tasks by their keys in the plan.

    `lines` are the ids of what was sold with it.
    """
    steps = _milestones(store, project, plan)
    created = _tasks(store, project, steps, plan, lines)
    _links(store, created, plan)
    _checklists(store, created, plan)
    _labels(store, created, plan)
    _members(store, project, plan)
    return steps, created


def _hours(lines: Iterable[SoldLine], plan: HandoffPlan, weights: list[int]) -> list[int | None]:
    """The minutes sold with the lines, or where no line says any those that are planned, shared by the parts."""
    sold = sum(rules.line_minutes(line) for line in lines)
    whole = sold or sum(task.minutes for task in plan.included) * (plan.parts if plan.split == "chain" else 1)
    return [minutes or None for minutes in handoff_money.shares(whole, weights)]


def _project(
    store: Store, deals: Sequence[WonDeal], plan: HandoffPlan, budget: int | None, minutes: int | None
) -> Any:  # fmt: skip
    if plan.into_project is not None:
        return _grown(store, deals, plan, budget, minutes)
    assert plan.first_day is not None
    promised = [deal.promised for deal in deals if deal.promised]
    return Project.create(
        name=" ".join(plan.project_name.split()),
        client=deals[0].client_id,
        deal=deals[0].id,
        owner=deals[0].owner_id or people.me(store).id,
        status="active" if plan.first_day <= today() else "planned",
        start_on=plan.first_day,
        finish_on=plan.last_day,
        promised_on=plan.finish or min(promised, default=None),
        baseline_on=plan.first_day,
        budget_minor=budget,
        currency=deals[0].currency,
        budget_minutes=minutes,
        brief=handoff_brief.text(store, deals),
    )


def _grown(store: Store, deals: Sequence[WonDeal], plan: HandoffPlan, budget: int | None, minutes: int | None) -> Any:
    """A project that is there already, with more sold into it. A closed one stays closed unless that was asked for."""
    project = Project.get_or_none(Project.id == plan.into_project, Project.deleted_at.is_null())
    if project is None:
        raise UserError(PROJECT_GONE)
    if project.status in ("done", "cancelled") and not plan.reopen:
        raise UserError(f"Not handed off: “{project.name}” is closed. Open it again, or make a project of its own.")
    currency = deals[0].currency
    if budget and project.currency not in ("", currency):
        raise UserError(f"Not handed off: “{project.name}” counts in {project.currency}, this was sold in {currency}.")
    if project.status in ("done", "cancelled"):
        project.status, project.closed_on = "active", None
    if project.client_id is None:
        project.client = deals[0].client_id
    if budget is not None:
        project.budget_minor, project.currency = (project.budget_minor or 0) + budget, currency
    if minutes is not None:
        project.budget_minutes = (project.budget_minutes or 0) + minutes
    if plan.first_day is not None:
        project.start_on = min(project.start_on or plan.first_day, plan.first_day)
    if plan.finish is not None:
        project.promised_on = max(project.promised_on or plan.finish, plan.finish)
    project.brief = "\n\n".join(text for text in (project.brief, handoff_brief.text(store, deals)) if text.strip())
    project.save()
    return project


def _milestones(store: Store, project: Any, plan: HandoffPlan) -> dict[int, int]:
    """The milestones that have a task, due when the last of it is; by the key that they have in the plan."""
    created = {}
    last = int(store.value("SELECT ifnull(max(rank), 0) FROM milestone WHERE project_id = ?", (project.id,)))
    ends: dict[int | None, date] = {}
    for task in plan.included:
        if task.finish:
            ends[task.milestone] = max(ends.get(task.milestone, task.finish), task.finish)
    for position, milestone in enumerate(plan.milestones, 1):
        if milestone.key in ends:
            created[milestone.key] = int(
                Milestone.create(
                    project=project,
                    title=milestone.title,
                    due_on=ends[milestone.key],
                    rank=last + position * ranking.STEP,
                ).id
            )
    return created


def _tasks(
    store: Store, project: Any, steps: dict[int, int], plan: HandoffPlan, lines: set[int] | frozenset[int]
) -> dict[int, int]:  # fmt: skip
    """The tasks in one go, in the order of the plan at the end of their column, with what was agreed as their baseline."""
    status = tasks.first_status(store, project_id=project.id)
    last = int(store.value("SELECT ifnull(max(id), 0) FROM task"))
    rank = int(
        store.value("SELECT ifnull(max(rank), 0) FROM task WHERE status_id = ? AND deleted_at IS NULL", (status,))
    )
    now = moment_text(utc_now())
    # Work that is handed over late was there from the start of its project, and the burn-down has to say so.
    assert plan.first_day is not None
    begun = min(today(), plan.first_day).isoformat()
    created: dict[int, int] = {}
    rows = []
    for place, task in enumerate(plan.included, 1):
        created[task.key] = last + place
        estimate = task.minutes or (None if task.duration_days else 0)
        start, finish = _text(task.start), _text(task.finish)
        rows.append((
            last + place, _clean(" ".join(task.title.split())), _clean(task.description), project.id,
            None if task.milestone is None else steps.get(task.milestone), status, rank + place * ranking.STEP, task.owner,
            estimate, task.duration_days, start, finish, _text(task.deadline), _text(task.locked_start), start, finish, estimate,
            _recurrence(task), "date" if task.repeats else "done", task.sold_line if task.sold_line in lines and (task.sold_line or 0) > 0 else None,
            begun, now,
        ))  # fmt: skip
    store.insert("task", _TASK, rows)
    return created


def _recurrence(task: PlannedTask) -> str:
    """The rule by which a task comes again, as it is kept, ended after its `times`."""
    if not task.repeats or task.finish is None:
        return ""
    rule = recurrence.parse(task.repeats, task.finish)
    text = recurrence.to_text(rule, task.finish)
    if task.times > 1:
        day: date | None = task.finish
        for _ in range(task.times - 1):
            day = recurrence.next_day(text, day) if day else None
        text = recurrence.to_text(rule._replace(until=day), task.finish) if day else text
    return text


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _clean(text: str) -> str:
    if "\x00" in text:
        raise UserError("A task of the plan holds a NUL character, which cannot be kept; remove it and try again.")
    return text


def _links(store: Store, created: dict[int, int], plan: HandoffPlan) -> None:
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
    _insert_links(store, created, binding.values())


def _links_across(store: Store, made: dict[int, int], plan: HandoffPlan, parts: Sequence[Part]) -> None:
    """What waits for a task of another project of the same plan still waits for it."""
    home = {task.key: at for at, part in enumerate(parts) for task in part.plan.included}
    across = {
        (link.predecessor, link.successor): link
        for link in rules.live_links(plan)
        if home.get(link.predecessor) != home.get(link.successor)
    }
    _insert_links(store, made, across.values())


def _insert_links(store: Store, created: dict[int, int], links: Iterable[Link]) -> None:
    store.insert(
        "dependency",
        ("predecessor_id", "successor_id", "kind", "lag_days"),
        [(created[link.predecessor], created[link.successor], link.kind, link.lag) for link in links],
    )


def _checklists(store: Store, created: dict[int, int], plan: HandoffPlan) -> None:
    items = [
        (created[task.key], _clean(" ".join(title.split())), position * ranking.STEP)
        for task in plan.included
        for position, title in enumerate(task.checklist, 1)
        if title.strip()
    ]
    store.insert("checklist_item", ("task_id", "title", "rank"), items)


def _labels(store: Store, created: dict[int, int], plan: HandoffPlan) -> None:
    names = list(dict.fromkeys(name for task in plan.included for name in task.labels if name.strip()))
    ids = {name: tags.ensure(store, [name])[0] for name in names}
    links = dict.fromkeys(
        (ids[name], created[task.key]) for task in plan.included for name in task.labels if name in ids
    )
    store.insert("tag_link", ("tag_id", "task_id"), links)


def _members(store: Store, project: Any, plan: HandoffPlan) -> None:
    """Everybody who owns a task, with the roles in which they do."""
    roles: dict[int, dict[str, None]] = {}
    for task in plan.included:
        if task.owner is not None:
            roles.setdefault(task.owner, {}).update({task.role: None} if task.role else {})
    here = set(store.ids("SELECT person_id FROM project_member WHERE project_id = ?", (project.id,)))
    members = [(project.id, person, ", ".join(names)) for person, names in roles.items() if person not in here]
    store.insert("project_member", ("project_id", "person_id", "role"), members)


def _payments(store: Store, project: Any, steps: dict[int, int], plan: HandoffPlan) -> None:
    """What the client pays and when; a payment at a milestone is due when that is planned."""
    last = int(store.value("SELECT ifnull(max(rank), 0) FROM payment WHERE project_id = ?", (project.id,)))
    rows = [
        (
            project.id, steps.get(payment.milestone or 0), _clean(" ".join(payment.title.split())) or "Payment", payment.amount_minor,
            project.currency, _text(handoff_money.due_on(plan, payment)), last + place * ranking.STEP,
        )
        for place, payment in enumerate(plan.payments, 1)
    ]  # fmt: skip
    columns = ("project_id", "milestone_id", "title", "amount_minor", "currency", "due_on", "rank")
    store.insert("payment", columns, rows)


def _record(store: Store, deals: Sequence[WonDeal], project: Any, part: Part) -> None:
    """What was agreed, word for word. The draft stays: when the handoff is undone, the wizard goes on with it."""
    text, me = to_json(part.plan), people.me(store).id
    for deal in deals:
        Handoff.create(
            deal=deal.id,
            project=project.id,
            template_name=part.plan.template_name or "",
            plan=text,
            by=me,
            part=part.name,
        )
        if deal.handoff_waived_on is not None:
            Deal.update(handoff_waived_on=None).where(Deal.id == deal.id).execute()


def _remember(store: Store, plan: HandoffPlan, lines: Iterable[SoldLine]) -> None:
    """What was chosen for a line is what its product becomes next time."""
    ways = dict(plan.ways)
    wanted = {
        line.product_id: ways[line.id]
        for line in lines
        if line.product_id is not None and ways.get(line.id) in ("task", "milestone", "budget")
    }
    store.execute(
        "UPDATE product SET delivers_as = w.value FROM json_each(?) w WHERE product.id = w.key AND delivers_as <> w.value",
        (json.dumps(wanted),),
    )
