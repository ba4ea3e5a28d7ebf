"""Deals as rows of a list: what each column says, and what it is sorted by."""

from __future__ import annotations

from app.base import today
from app.services.deal_board import DealCard
from app.views.parts.dates import day_text, short_text
from app.views.parts.deal_cards import amount_text
from app.views.parts.rows import Col, Tone


def columns() -> list[Col[DealCard]]:
    """The columns, left to right."""
    return [
        Col("title", "Title", lambda deal: deal.title, sort_key="title", tooltip=lambda deal: deal.title),
        Col("client", "Client", lambda deal: deal.client or "", width=150, tone=_second, sort_key="client"),
        Col("stage", "Stage", stage_text, width=112, tone=_stage_tone, icon=_stage_icon, sort_key="stage"),
        Col("amount", "Amount", amount_text, "right", 96, sort_key="amount"),
        Col("probability", "Probability", _probability, "right", 92, tone=_second, sort_key="probability"),
        Col("closes", "Closes", closes_text, "right", 104, tone=_closes_tone, sort_key="expected_close"),
        Col(
            "next_step",
            "Next step",
            step_text,
            tone=_step_tone,
            icon=_step_icon,
            tooltip=step_text,
            sort_key="next_step",
        ),
        Col(
            "owner",
            "Owner",
            lambda deal: deal.owner_initials,
            width=60,
            tone=_owner_tone,
            tooltip=_owner,
            sort_key="owner",
            avatar=True,
        ),
    ]


def stage_text(deal: DealCard) -> str:
    """The stage, or that the deal waits."""
    return "On hold" if deal.on_hold else deal.stage


def closes_text(deal: DealCard) -> str:
    """When it closes, or did."""
    day = deal.closed_on or deal.expected_close_on
    return short_text(day) if day else ""


def step_text(deal: DealCard) -> str:
    """The next step and its day; of a won deal, what it waits for."""
    if deal.closed_on is not None:
        if deal.needs_handoff:
            return "Hand off"
        return deal.project_name or ""
    if not deal.next_step:
        return "No next step"
    when = deal.next_step_on
    return f"{day_text(when)}: {deal.next_step}" if when else deal.next_step


def _probability(deal: DealCard) -> str:
    return f"{deal.probability}%" if deal.closed_on is None else ""


def _second(deal: DealCard) -> Tone:  # noqa: ARG001 - every row
    return "second"


def _stage_tone(deal: DealCard) -> Tone:
    return "good" if deal.stage_kind == "won" else "caption" if deal.stage_kind == "lost" or deal.on_hold else "plain"


def _stage_icon(deal: DealCard) -> str:
    if deal.on_hold:
        return "pause-circle"
    return {"won": "trophy", "lost": "x-circle"}.get(deal.stage_kind, "")


def _closes_tone(deal: DealCard) -> Tone:
    if deal.closed_on is not None:
        return "caption"
    return "warn" if deal.expected_close_on is not None and deal.expected_close_on < today() else "plain"


def _is_late(deal: DealCard) -> bool:
    return bool(deal.next_step) and deal.next_step_on is not None and deal.next_step_on < today()


def _step_tone(deal: DealCard) -> Tone:
    if deal.closed_on is not None:
        return "accent" if deal.needs_handoff else "second"
    return "bad" if _is_late(deal) else "second" if deal.next_step else "warn"


def _step_icon(deal: DealCard) -> str:
    if deal.closed_on is not None:
        return "arrow-right" if deal.needs_handoff else "flag" if deal.project_id is not None else ""
    return "warning-circle" if _is_late(deal) else "" if deal.next_step else "calendar-x"


def _owner(deal: DealCard) -> str:
    return deal.owner or ""


def _owner_tone(deal: DealCard) -> Tone:
    return "accent" if deal.owner_is_me else "plain"
