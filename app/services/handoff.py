"""The handoff: a won deal becomes a project, in one undo step, with an owner and a date for every task.

`draft` plans, the wizard (or the command) changes the plan, and `complete` makes it real.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from app.base import UserError, day_from, today, utc_now
from app.domain import handoff as rules
from app.domain import handoff_days, handoff_money, handoff_parts, handoff_sold
from app.domain.handoff import HandoffPlan, PlannedTask, SoldLine
from app.domain.handoff_record import from_json, to_json
from app.models.between import HandoffDraft
from app.models.store import Store
from app.services import agreed, handoff_write, people, settings, templates
from app.services.handoff_deal import WonDeal, won_deal


class Done(NamedTuple):
    """What was created: the project (of several the first), how many tasks, and the first and last day; all `projects`."""

    project_id: int
    tasks: int
    start: date
    finish: date
    projects: tuple[int, ...] = ()


def draft(
    store: Store,
    deal_id: int,
    *,
    template: str | None = None,
    start: date | None = None,
    finish: date | None = None,
    owner: int | None = None,
    roles: Mapping[str, int] | None = None,
    ways: Iterable[tuple[int, str]] = (),
    more_deals: Iterable[int] = (),
    as_last: bool = True,
) -> HandoffPlan:
    """The plan for a won deal, with owners and dates as far as they are known; nothing is created.

    Without a template each sold line becomes a task, and a deal without lines one task. It runs from `start`
    (the next working day), or back from `finish` when that alone is given; else the day promised in the deal
    is its deadline. Tasks belong to who is named for their role in `roles`, else settled in the template,
    else (unless not `as_last`) had it in the last handoff with this template; the rest to `owner`, or to me when nobody else is
    here. `ways` says what lines become where that is not what their product says; `more_deals` are delivered with this
    one. Raises UserError as `complete` does.
    """
    deal = won_deal(store, deal_id)
    calendar = settings.planning(store)
    mode: rules.Mode = "finish" if finish and not start else "start"
    if mode == "start" and start is None:
        start = calendar.on_or_after(today() + timedelta(days=1))
    others = tuple(more_deals)
    lines = sold_lines(store, deal_id, *others)
    if all(line.id < 0 for line in lines) and template is None:
        lines = [SoldLine(0, deal.title, Decimal(1), "", deal.amount_minor or 0, None), *lines]
    plan = handoff_sold.plan_from(
        templates.load(store, template) if template else None,
        lines,
        deal_id=deal_id,
        project_name=deal.title,
        start=start,
        finish=finish or deal.promised,
        mode=mode,
        ways=ways,
    )._replace(more_deals=others)
    if lines and not lines[0].id:
        plan = plan._replace(tasks=tuple(t if t.sold_line else t._replace(sold_line=None) for t in plan.tasks))
    everyone = people.everyone(store)
    if len(everyone) == 1:
        owner = owner or everyone[0].id
    known = usual_people(store, plan.template_name, as_last=as_last) | dict(roles or {})
    own = settings.own_calendars(store, calendar)
    return rules.reschedule(rules.fitted(plan, rules.assign(plan, known, owner), own), calendar, own)


def dated(store: Store, plan: HandoffPlan) -> HandoffPlan:
    """The plan with its dates by the calendars of this workspace. Raises UserError where none can be found."""
    shared = settings.calendar(store)
    return rules.reschedule(plan, shared, settings.own_calendars(store, shared))


def sold_lines(store: Store, *deal_ids: int) -> list[SoldLine]:
    """The lines of the deals as the plan reads them; a line without hours takes those of its product.

    What a deal brings in again and again is a line too, with the negative id of the deal, unless a line is sold by the
    month, quarter or year.
    """
    lines = []
    for deal_id in deal_ids:
        own = _lines_of(store, deal_id)
        row = store.row("SELECT title, recurring_minor, recurring_months FROM deal WHERE id = ?", (deal_id,))
        if row and row[1] and not any(line.repeats for line in own):
            every = "every month" if (row[2] or 1) == 1 else f"every {row[2]} months"
            title = f"{row[0]}: what comes {every}"
            own.append(SoldLine(-deal_id, title, Decimal(1), "", row[1], None, "again", every))
        lines += own
    return lines


def whole_line(store: Store, deal_id: int) -> SoldLine:
    """A deal without lines as one: its title and amount, with the negative id of the deal."""
    title, amount = store.row("SELECT title, ifnull(amount_minor, 0) FROM deal WHERE id = ?", (deal_id,)) or ("", 0)
    return SoldLine(-deal_id, title, Decimal(1), "", amount, None)


def _lines_of(store: Store, deal_id: int) -> list[SoldLine]:
    found = store.rows(
        "SELECT l.id, l.title || iif(l.description = '', '', char(10) || l.description), l.quantity, l.unit, "
        "l.amount_minor, l.minutes, p.minutes, ifnull(p.delivers_as, 'task'), p.id, d.closed_on FROM deal_line l "
        "JOIN deal d ON d.id = l.deal_id LEFT JOIN product p ON p.id = l.product_id WHERE l.deal_id = ? ORDER BY l.rank, l.id",
        (deal_id,),
    )
    lines = []
    for i, title, quantity, unit, amount, minutes, each, way, product, closed_on in found:
        number = _number(quantity)
        by_product = None if each is None else int(number * each)
        repeats = handoff_sold.repeats_by(unit)
        becomes = "again" if repeats and way == "task" else way
        effort = by_product if minutes is None else minutes
        due_on = None if becomes == "again" else handoff_days.named_by(title, day_from(closed_on) or today())
        lines.append(SoldLine(i, title, number, unit, amount, effort, becomes, repeats, product, due_on))
    return lines


def keep_draft(store: Store, plan: HandoffPlan) -> None:
    """Keep the plan as far as it is, for the next time the wizard is opened for its deal."""
    with store.write("Keep handoff draft"):
        HandoffDraft.delete().where(HandoffDraft.deal == plan.deal_id).execute()
        HandoffDraft.create(deal=plan.deal_id, plan=to_json(plan), at=utc_now())


def load_draft(store: Store, deal_id: int) -> HandoffPlan | None:
    """The plan that was kept for a deal, or None. Raises UserError when it cannot be read."""
    text = store.value("SELECT plan FROM handoff_draft WHERE deal_id = ?", (deal_id,))
    return from_json(text) if text else None


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
    """Make the plan real: project, milestones, tasks, links, owners, promises, payments, and the record of what was agreed.

    All of it or nothing, and one undo takes all of it back. Raises UserError, in one sentence, for a deal
    that is gone, open, without a client or handed off already, for a plan in which something is unowned,
    undated or without a name, and for a project to go into that is gone or closed.
    """
    with store.write("Hand off deal"):
        deals = [won_deal(store, deal_id) for deal_id in plan.deals]
        _refuse_open_ends(store, plan, deals)
        parts = handoff_parts.parts(plan, lambda part: dated(store, part))
        sold = sold_minor(store, plan) if plan.budget_minor is None else plan.budget_minor
        made = handoff_write.projects(store, deals, plan, parts, sold_lines(store, *plan.deals), sold)
        for deal_id in plan.deals:
            agreed.keep(store, deal_id)
    days = [day for part in parts for day in (part.plan.first_day, part.plan.last_day) if day]
    return Done(made.projects[0], made.tasks, min(days), max(days), made.projects)


def sold_minor(store: Store, plan: HandoffPlan) -> int | None:
    """What the deals of the plan are sold for together, in minor units of their currency; None without an amount."""
    found = [store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal_id,)) for deal_id in plan.deals]
    known = [amount for amount in found if amount is not None]
    return sum(known) if known else None


def hourly_rates(store: Store, deal_id: int) -> dict[int, int]:
    """What an hour of everybody costs the client of a deal, in minor units of the deal's currency: the client's own rate,
    else that of the person. Rates in another currency are not known."""
    found = store.rows(
        "SELECT p.id, iif(c.rate_minor IS NOT NULL AND ifnull(nullif(c.currency, ''), :home) = d.currency, c.rate_minor, "
        "iif(ifnull(nullif(p.currency, ''), :home) = d.currency, p.bill_rate_minor, NULL)) AS rate FROM person p "
        "JOIN deal d ON d.id = :deal LEFT JOIN client c ON c.id = d.client_id WHERE p.archived_at IS NULL AND rate IS NOT NULL",
        {"deal": deal_id, "home": settings.home_currency(store)},
    )
    return dict(found)


def _refuse_open_ends(store: Store, plan: HandoffPlan, deals: list[WonDeal]) -> None:
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
    first = deals[0]
    for deal in deals[1:]:
        if deal.client_id != first.client_id:
            raise UserError(f"Not handed off: “{deal.title}” is for another client. Hand it off alone.")
        if deal.currency != first.currency:
            raise UserError(f"Not handed off: “{deal.title}” is sold in {deal.currency}. Hand it off alone.")
    gap = handoff_money.missing(plan, sold_minor(store, plan))
    if gap:
        raise UserError("Not handed off: the payments do not add up to the amount. Change one of them.")
    if plan.split == "chain" and not 1 <= plan.parts <= 60:
        raise UserError("Not handed off: a chain has 1 to 60 projects.")


# --- who usually does what ----------------------------------------------------------------------------------


def usual_people(store: Store, template: str | None, *, as_last: bool = True) -> dict[str, int]:
    """Who fills the roles of a template: as settled in it, else, with `as_last`, as in the last handoff with it, if they
    are still here."""
    if template is None:
        return {}
    if not as_last:
        return templates.role_people(store, template)
    text = store.value("SELECT plan FROM handoff WHERE template_name = ? ORDER BY id DESC LIMIT 1", (template,))
    known = {person.id for person in people.everyone(store)}
    last: Iterable[PlannedTask] = from_json(text).included if text else ()
    usual = {task.role: task.owner for task in last if task.role and task.owner in known and task.owner is not None}
    return usual | templates.role_people(store, template)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(1)
