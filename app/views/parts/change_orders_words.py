"""How change orders are written: what they add or take off, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.agreed import Difference
from app.services.change_order_list import OrderRow
from app.views.parts.fields import hours_text

STATES = {"proposed": "Proposed", "accepted": "Accepted", "declined": "Declined"}


def signed_money(minor: int, currency: str) -> str:
    """'+€1,800', '−€1,800', or '' for nothing."""
    from app.domain.money import format_money

    if not minor:
        return ""
    return ("+" if minor > 0 else "−") + format_money(abs(minor), currency, cents=bool(minor % 100))


def signed_hours(minutes: int) -> str:
    """'+12 h', '−12 h', or '' for none."""
    return ("+" if minutes > 0 else "−") + hours_text(abs(minutes)) if minutes else ""


def change_words(minor: int, minutes: int, currency: str) -> str:
    """'+€1,800, +12 h'; 'No money, no hours' where it is neither."""
    parts = (signed_money(minor, currency), signed_hours(minutes))
    return ", ".join(part for part in parts if part) or "No money, no hours"


def difference_words(found: Sequence[Difference], currency: str) -> str:
    """'+€1,800, +12 h: Gift cards added, Build dropped.'"""
    named = [f"{each.title} {each.kind}" for each in found[:3]]
    rest = f" and {len(found) - 3} more" if len(found) > 3 else ""
    total = change_words(sum(each.amount_minor for each in found), sum(each.minutes for each in found), currency)
    return f"{total}: {', '.join(named)}{rest}."


def state_words(row: OrderRow) -> str:
    """'Accepted'; 'Declined, the deal stays' where it was declined and left in the deal."""
    return "Declined, the deal stays" if row.stands else STATES[row.state]


def order_figure(row: OrderRow) -> str:
    """What it adds: money, or hours where it is no money."""
    return signed_money(row.amount_minor, row.currency) or signed_hours(row.minutes) or "±0"
