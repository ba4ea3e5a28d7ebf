"""Accounts in words: what the number cards say, and how each figure is worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.money import format_money
from app.views.charts.forecast_words import NONE, Number, count

if TYPE_CHECKING:
    from app.domain.renewals import Retention
    from app.services.accounts import Told
    from app.services.renewal_figures import Recurring, Sum


def soon_number(soon: Sum, home: str) -> Number:
    """'€26,400', '3 renewals, 1 past due'."""
    if not soon.count:
        return Number(NONE, "Nothing is to be renewed")
    text = count(soon.count, "renewal")
    text += _apart(soon.unconverted, soon.unpriced)
    return Number(
        format_money(soon.minor, home, cents=False), text, tooltip=f"{text}. Not decided, those past due among them."
    )


def kept_number(kept: Retention, home: str) -> Number:
    """'83%', '5 of 6, €30,000 of €36,000'; no percentage when nothing was due."""
    rule = "Renewed of what was due by today, at most what was due; what a renewal grew by counts apart."
    if not kept.counted:
        return Number(NONE, "Nothing was due", tooltip=f"{rule} Nothing was due in the last 12 months.")
    share = kept.share if kept.share is not None else kept.count_share
    text = f"{kept.renewed:,} of {kept.counted:,}" + ("" if kept.due_minor else " renewed")
    if kept.due_minor:
        text += f", {format_money(kept.renewed_minor, home, cents=False)} of {format_money(kept.due_minor, home, cents=False)}"
    more = _apart(kept.unconverted, kept.unpriced)
    grown = f" Growth {format_money(kept.growth_minor, home)}." if kept.growth_minor else ""
    by = "" if kept.share is not None else " By number, since none has an amount."
    return Number(f"{100 * (share or 0):.0f}%", text, tooltip=f"{text}{more}. {rule}{by}{grown}")


def monthly_number(told: Recurring, home: str) -> Number:
    """'€1,600', '1 won deal, 3 agreements'."""
    rule = (
        "Recurring amount ÷ its months of won deals, from the day they were won until their renewal is due, and amount ÷ term of agreements "
        "that are known by their renewal alone."
    )
    parts = [count(told.deals, "won deal")] if told.deals else []
    parts += [count(told.agreements, "agreement")] if told.agreements else []
    if not parts and not told.unconverted:
        return Number(NONE, "Nothing recurs", tooltip=rule)
    text = ", ".join(parts) + _apart(told.unconverted, 0)
    ends = f" {count(told.open_ended, 'deal')} without an end." if told.open_ended else ""
    return Number(format_money(told.minor, home, cents=False), text.removeprefix(", "), tooltip=f"{text}. {rule}{ends}")


def silent_number(told: Told) -> Number:
    """'4', 'of 16, for 60 days or more'."""
    silent = sum(one.silent for one in told.accounts.values())
    total = len(told.accounts)
    rule = f"No call, mail, meeting or note for {told.silent_days} days, while something is under way. Change the days in the settings."
    if not total:
        return Number(NONE, "No accounts yet", tooltip=rule)
    text = f"of {total:,}, for {told.silent_days:,} days or more"
    return Number(f"{silent:,}", text, icon="phone" if silent else "", tone="warn" if silent else "plain", tooltip=rule)


def _apart(unconverted: int, unpriced: int) -> str:
    parts = [f"{unconverted:,} not converted"] if unconverted else []
    parts += [f"{unpriced:,} without an amount"] if unpriced else []
    return "".join(f", {part}" for part in parts)
