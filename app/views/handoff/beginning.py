"""The plan that the wizard begins with: the one that was kept, else a fresh one by the rule of the deal."""

from __future__ import annotations

from collections.abc import Collection

from app.base import UserError
from app.domain.handoff import HandoffPlan
from app.models.store import Store
from app.services import handoff, handoff_rules


def fresh(store: Store, deal_id: int) -> tuple[HandoffPlan, str]:
    """A plan by the deal's rule; where its template cannot be planned, one without a template and why in a sentence.

    Raises UserError where the deal itself cannot be handed off.
    """
    try:
        return handoff_rules.plan(store, deal_id), ""
    except UserError as problem:
        return handoff.draft(store, deal_id), str(problem)  # which fails as well where it is not the template's fault


def kept(store: Store, deal_id: int, people: Collection[int]) -> HandoffPlan | None:
    """The plan that was kept for the deal, None where there is none; who is not among `people` any more owns nothing in it."""
    try:
        found = handoff.load_draft(store, deal_id)
    except UserError:  # of a newer Baton, or damaged: what can be read anew is better than nothing
        return None
    if found is None:
        return None
    tasks = tuple(task if task.owner in people else task._replace(owner=None) for task in found.tasks)
    return found._replace(tasks=tasks)
