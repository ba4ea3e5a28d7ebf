"""Deeds of the random walk: what follows a handoff."""

from __future__ import annotations

from functools import partial

from app.base import today
from app.services import agreed, brief, change_orders, deal_lines, deals, hand_back, unwinning, upsell
from app.services.change_orders import Part
from tests.scenarios.walker import LIVE, Walk

HANDED = f"{LIVE} AND id IN (SELECT deal_id FROM handoff)"


def change_what_was_agreed(w: Walk) -> None:
    deal = w.any("deal", HANDED)
    lines = deal_lines.lines(w.store, deal)
    if lines and w.chance.random() < 0.4:
        deal_lines.remove_line(w.store, lines[-1].id)
    else:
        deals.add_line(
            w.store, deal, w.word(), price_minor=w.chance.randrange(0, 90_000), minutes=w.chance.randrange(0, 900)
        )
    agreed.differences(w.store, deal)


def propose_change(w: Walk) -> None:
    project = w.any("project", LIVE)
    order = change_orders.draft(w.store, project)
    if not order.parts or w.chance.random() < 0.3:
        title = w.word()
        order = order._replace(
            title=title,
            parts=(*order.parts, Part("sold", title, w.chance.randrange(0, 90_000), 300)),
            tasks=(*order.tasks, change_orders.planned(w.store, project, title, 300)),
            drops=(*order.drops, *w.some("task", f"{LIVE} AND project_id = {project}")),
        )
    change_orders.propose(w.store, order)


def decide_change(w: Walk) -> None:
    order = w.any("change_order", "state = 'proposed'")
    left = partial(change_orders.decline, restore=False)
    verb = w.chance.choice(
        (change_orders.accept, change_orders.accept, change_orders.decline, left, change_orders.withdraw)
    )
    verb(w.store, order)


def reconsider_change(w: Walk) -> None:
    change_orders.reconsider(w.store, w.any("change_order", "state = 'declined'"))


def write_brief(w: Walk) -> None:
    brief.change(w.store, w.any("project", LIVE), w.chance.choice(brief.FIELDS), w.word())


def sell_more(w: Walk) -> None:
    if w.chance.random() < 0.5:
        upsell.start(w.store, w.word(), task_id=w.any("task", f"{LIVE} AND project_id IS NOT NULL"), words=w.word())
    else:
        upsell.start(w.store, w.word(), project_id=w.any("project", LIVE))


def take_back_a_win(w: Walk) -> None:
    deal, fate = w.any("deal", HANDED), w.chance.choice(unwinning.FATES)
    if w.chance.random() < 0.5:
        deals.reopen(w.store, deal, project=fate)
    else:
        deals.lose(w.store, [deal], today(), project=fate)


def hand_a_project_back(w: Walk) -> None:
    project = w.any("project", f"{LIVE} AND status IN ('planned', 'active', 'on_hold')")
    hand_back.result(w.store, project)
    learned = hand_back.learned(w.store, project)
    renewal = hand_back.proposal(w.store, project) if w.chance.random() < 0.5 else None
    hand_back.finish(w.store, project, left="cancel", hours=learned.minutes if learned else None, renewal=renewal)


ACTS = (
    reconsider_change,
    hand_a_project_back,
    take_back_a_win,
    change_what_was_agreed,
    propose_change,
    decide_change,
    write_brief,
    sell_more,
)
