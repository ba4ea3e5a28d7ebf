"""How a deal reads: as a card of the board, as the head of a column, and in the words that lists and inspectors share.

Late counts in working days. At most the first two marks of a card are painted, so the gravest stand first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from app.base import today
from app.domain.money import format_money
from app.domain.project_health import STATES
from app.services.deal_board import BoardColumn, DealCard
from app.views.parts.board_source import Bit, Card, Column
from app.views.parts.board_source import Tone as BitTone
from app.views.parts.dates import MONTH_NAMES, day_text, short_text

FORECASTS = {"pipeline": "Pipeline", "best_case": "Best case", "commit": "Commit", "omitted": "Left out"}
_GOES: Final[dict[str, tuple[str, BitTone]]] = {
    "good": ("check-circle", "good"), "warn": ("warning", "warn"), "bad": ("warning-circle", "bad"),
}  # fmt: skip
_RESTS: Final = {"on_hold": ("On hold", "pause-circle"), "cancelled": ("Cancelled", "prohibit")}
DROP_TO_WIN = "Drop here to win / then hand it off to a project"

LateDays = Callable[[date], int]


def amount_text(deal: DealCard) -> str:
    """The amount, '' when it has none yet."""
    return "" if deal.amount_minor is None else format_money(deal.amount_minor, deal.currency)


def step_words(deal: DealCard, late: LateDays, now: date) -> tuple[Bit, Bit | None]:
    """The next step of an open deal and when it is due: red when late, amber when there is none."""
    if not deal.next_step:
        return Bit("calendar-x", "No next step", "warn"), None
    due = deal.next_step_on
    if due is None:
        return Bit("calendar-blank", deal.next_step), None
    if due < now:
        days = late(due)
        if not days:  # only days off have passed since
            words = "Yesterday" if due == now - timedelta(days=1) else day_text(due, now)
            return Bit("calendar-blank", deal.next_step), Bit("", words, "strong")
        when = Bit("", f"{days} d late", "bad")
        return Bit("warning-circle", deal.next_step, "bad"), when
    return Bit("calendar-blank", deal.next_step), Bit("", day_text(due, now), "strong" if due == now else "plain")


def marks(deal: DealCard, now: date) -> tuple[Bit, ...]:
    """What may go wrong with an open deal; without any, when it closes."""
    found = []
    if deal.on_hold:
        found.append(Bit("pause-circle", "On hold", "neutral"))
    if deal.client_id is None:
        found.append(Bit("buildings", "No client", "warn"))
    closes = deal.expected_close_on
    if closes is not None and closes < now:
        found.append(Bit("calendar-x", f"Close date {short_text(closes, now)}", "warn"))
    if deal.rotting:
        found.append(Bit("hourglass", f"{deal.days_in_stage} days here", "warn"))
    if found:
        return tuple(found)
    return (Bit("", f"Closes {short_text(closes, now)}" if closes else "No close date", "plain"),)


def delivery_words(deal: DealCard) -> Bit:
    """How the project of a won deal goes: 'On time, 15% done'."""
    percent, look = deal.project_percent or 0, deal.outlook
    if percent >= 100 or (look is not None and look.status == "done"):
        return Bit("check-circle", "Delivered", "good")
    if look is None or look.health not in _GOES:
        words, icon = _RESTS.get(look.status if look else "", ("", "flag"))
        return Bit(icon, f"{words}, {percent}% done" if words else f"{percent}% done", "plain")
    icon, tone = _GOES[look.health]
    return Bit(icon, f"{STATES[look.health]}, {percent}% done", tone)


def delivery_told(deal: DealCard, now: date) -> str:
    """Why, and when it is to be expected to end: '5 working days late, expected 14 Dec instead of 7 Dec'; '' without a project."""
    look = deal.outlook
    if look is None:
        return ""
    finish = deal.project_finish_on
    ends = f"expected {short_text(look.expected_on, now)}" if look.expected_on else ""
    instead = f" instead of {short_text(finish, now)}" if look.expected_on and finish else ""
    return ", ".join(part for part in (look.health_text, f"{ends}{instead}") if part)


def card(deal: DealCard, late: LateDays, now: date | None = None) -> Card:
    """A deal as its card."""
    now = now or today()
    base = Card(
        deal.id,
        deal.title,
        second_left=deal.client or "",
        second_right=amount_text(deal),
        avatar=deal.owner_initials,
        mine=deal.owner_is_me,
        tooltip="\n".join(part for part in (deal.title, deal.client or "", deal.owner or "") if part),
    )
    filled = _closed(base, deal, now) if deal.closed_on is not None else _open(base, deal, late, now)
    return filled._replace(accessible=_spoken(filled, deal))


def _open(base: Card, deal: DealCard, late: LateDays, now: date) -> Card:
    step, due = step_words(deal, late, now)
    return base._replace(third=(step,), third_right=due, fourth=marks(deal, now), faded=deal.on_hold)


def _closed(base: Card, deal: DealCard, now: date) -> Card:
    won_on = Bit("", f"{deal.stage_kind} {short_text(deal.closed_on or now, now)}", "plain")
    if deal.needs_handoff:
        missing = () if deal.client_id is not None else (Bit("buildings", "No client", "warn"),)
        return base._replace(
            third=(Bit("arrow-right", "No project yet", "accent"),),
            third_right=won_on,
            fourth=missing,
            action="Hand off…",
        )
    if deal.project_id is None:
        words = "No project needed" if deal.stage_kind == "won" else deal.stage
        return base._replace(third=(Bit("check", words, "caption"),), third_right=won_on)
    finish = (deal.outlook and deal.outlook.expected_on) or deal.project_finish_on
    goes = delivery_words(deal)
    return base._replace(
        tooltip="\n".join(part for part in (base.tooltip, delivery_told(deal, now)) if part),
        third=(goes,),
        third_right=Bit("", short_text(finish, now)) if finish else None,
        progress=(deal.project_percent or 0) / 100,
        progress_tone=goes.tone,
    )


def _spoken(shown: Card, deal: DealCard) -> str:
    parts = [shown.title, shown.second_left, shown.second_right, *(bit.text for bit in shown.third)]
    parts += [
        shown.third_right.text if shown.third_right else "",
        *(bit.text for bit in shown.fourth),
        deal.owner or "",
    ]
    return ", ".join(part for part in parts if part)


def column(
    found: BoardColumn, place: int, stages: int, home: str, won: tuple[int, date] | None = None, tone: str = ""
) -> Column:
    """A stage as the head of its column. `place` of the open `stages`; `won`: how many closed in the month of a day.

    `tone` is a colour of its own, as a token of the theme.
    """
    rest = f", {found.unconverted} without a rate" if found.unconverted else ""
    total = format_money(found.amount_minor, home, cents=False)
    head = Column(found.stage_id, found.name, found.count, total, empty="No deals")
    if found.kind == "won":
        return head._replace(
            hint_left=_won_when(found.count, won) + rest, hint_right="100%", tone="won", drop_note=DROP_TO_WIN
        )
    weighted = format_money(found.weighted_minor, home, cents=False)
    return head._replace(
        hint_left=f"{found.probability}%{rest}", hint_right=f"weighted {weighted}", tone=tone or (place, stages)
    )


def _won_when(count: int, won: tuple[int, date] | None) -> str:
    """'in November', and how many of the column were won before and still wait for their project."""
    if won is None:
        return ""
    month = MONTH_NAMES[won[1].month - 1]
    waiting = count - won[0]
    return f"{won[0]} in {month}, {waiting} waiting" if waiting > 0 else f"in {month}"
