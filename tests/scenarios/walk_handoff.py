"""Deeds of the random walk: rules for templates, handoffs by themselves, promises and payments."""

from __future__ import annotations

from app.base import today
from app.domain import handoff_money, handoff_promises
from app.services import handoff, handoff_rules, payments, people, template_rules
from app.services import handoff_promises as promises
from tests.scenarios.walker import LIVE, Walk

_WAITING = (
    f"{LIVE} AND stage_id IN (SELECT id FROM stage WHERE kind = 'won') AND client_id IS NOT NULL "
    "AND id NOT IN (SELECT deal_id FROM handoff)"
)


def use_template(w: Walk) -> None:
    if w.store.value("SELECT count(*) FROM template_rule") < 8:
        kind = w.chance.choice(template_rules.KINDS)
        template_rules.add(w.store, w.any("template"), kind, w.any(kind), automatic=w.chance.random() < 0.5)


def change_rule(w: Walk) -> None:
    template_rules.set_automatic(w.store, w.any("template_rule"), w.chance.random() < 0.5)


def drop_rule(w: Walk) -> None:
    template_rules.remove(w.store, w.any("template_rule"))


def hand_off_by_itself(w: Walk) -> None:
    handoff_rules.by_itself(w.store, w.any("deal", LIVE))


def hand_off_decided(w: Walk) -> None:
    deal = w.any("deal", _WAITING)
    plan = handoff.draft(w.store, deal, start=today(), owner=people.me(w.store).id)
    plan = promises.asked(w.store, plan)
    for at in range(len(plan.promises or ())):
        answer = w.chance.randrange(3)
        plan = (
            handoff_promises.keep(plan, at, owner=people.me(w.store).id) if answer == 0
            else handoff_promises.decline(plan, at, "Not sold") if answer == 1 else handoff_promises.defer(plan, at, w.day())
        )  # fmt: skip
    plan = handoff_money.by_scheme(plan, handoff.sold_minor(w.store, plan) or 0, w.chance.choice(handoff_money.SCHEMES))
    handoff.complete(w.store, handoff.dated(w.store, plan))


def pay(w: Walk) -> None:
    project = w.any("project", LIVE)
    payment = payments.add(
        w.store, project, w.word(), w.chance.randrange(1, 10**6), due_on=w.day(), paid_on=min(w.day(), today())
    )
    payments.change(w.store, payment, "amount_minor", w.chance.randrange(1, 10**6))
    payments.mark_paid(w.store, w.any("payment"))
    payments.mark_unpaid(w.store, w.any("payment"))
    if w.chance.random() < 0.3:
        payments.remove(w.store, w.any("payment"))


ACTS = (use_template, change_rule, drop_rule, hand_off_by_itself, hand_off_decided, pay)
