"""The handoff by the rule of a deal (see template_rules): its plan, what that lacks, and who else it may go with.

An automatic rule hands the whole deal off without a question where nothing is missing: once for each deal and template.
"""

from __future__ import annotations

from app.base import UserError, today
from app.domain import handoff as plans
from app.domain.handoff import HandoffPlan
from app.models.store import Store
from app.services import handoff, handoff_load, handoff_promises, people, settings
from app.services.template_rules import automatic, for_deal, has_run


def plan(store: Store, deal_id: int) -> HandoffPlan:
    """The plan by the deal's rule, with its promises; without a rule each line becomes a task. Where somebody would have
    too few hours it is levelled. Raises UserError."""
    chosen = for_deal(store, deal_id)
    made = handoff.draft(store, deal_id, template=chosen.rule.template if chosen else None)
    if all(task.owner is not None for task in made.included) and handoff_load.overbooked(store, made):
        made = handoff_load.levelled(store, made) or made
    return handoff_promises.asked(store, made)


def lacking(store: Store, wanted: HandoffPlan) -> list[str]:
    """Why a plan cannot be handed off without a question, in sentences; empty when nothing is missing."""
    found = [problem.text for problem in plans.problems(wanted, today())]
    names = {person.id: person.name for person in people.everyone(store)}
    own = settings.own_calendars(store, settings.calendar(store))
    found += [f"{names[person]} has no working day within a year." for person in plans.away(wanted, own, today())]
    for week in handoff_load.overbooked(store, wanted):
        hours = round(week.excess / 60)
        found.append(
            f"{names[week.person]} would have {hours} h too much in the week of {week.monday:%d %b}.".replace(" 0", " ")
        )
    return found


def by_itself(store: Store, deal_id: int) -> handoff.Done | list[str] | None:
    """Hand a deal off by its automatic rule, in one step that Undo takes back.

    None when no automatic rule is for it, or it ran already and what it did was taken back; the sentences that say what is
    missing when somebody has to look.
    """
    rule = automatic(store, deal_id)
    if rule is None or has_run(store, deal_id, rule):
        return None
    try:
        made = plan(store, deal_id)
        missing = lacking(store, made)
        if missing:
            return missing
        with store.write("Hand off deal"):
            done = handoff.complete(store, made)
            store.execute(
                "INSERT INTO rule_run (deal_id, template_id) SELECT ?, template_id FROM template_rule WHERE id = ?",
                (deal_id, rule.id),
            )
        return done
    except UserError as problem:
        return [str(problem)]


def together(store: Store, wanted: HandoffPlan) -> list[tuple[int, str, int | None]]:
    """The other won deals of the same client and currency that wait for their handoff: id, title, amount in minor units."""
    found = store.rows(
        "SELECT o.id, o.title, o.amount_minor FROM deal d JOIN deal o ON o.client_id = d.client_id AND o.currency = d.currency "
        "JOIN stage s ON s.id = o.stage_id WHERE d.id = ? AND s.kind = 'won' AND o.deleted_at IS NULL AND o.archived_at IS NULL "
        "AND o.handoff_waived_on IS NULL AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.deal_id = o.id) ORDER BY o.closed_on, o.id",
        (wanted.deal_id,),
    )
    return [(i, title, minor) for i, title, minor in found if i not in wanted.deals]


def open_projects(store: Store, deal_id: int) -> list[tuple[int, str, str]]:
    """The projects of the deal's client into which it may go: id, name, status; those under way first, closed ones last."""
    found = store.rows(
        "SELECT p.id, p.name, p.status FROM deal d JOIN project p ON p.client_id = d.client_id WHERE d.id = ? "
        "AND p.deleted_at IS NULL AND p.status <> 'cancelled' AND p.currency IN ('', d.currency) "
        "ORDER BY p.status = 'done', p.start_on DESC, p.id",
        (deal_id,),
    )
    return [(i, name, status) for i, name, status in found]
