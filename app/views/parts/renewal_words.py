"""How a renewal reads: its state, when it is due, until when notice can be given; and how a client stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from app.base import today
from app.domain.account_health import NEAR_DAYS, notice_words
from app.domain.money import format_money
from app.views.parts.dates import short_text

if TYPE_CHECKING:
    from app.services.renewal_list import RenewalRow
    from app.views.parts.marks import Tone

STATES: Final = {"due": "Due", "open": "Deal open", "renewed": "Renewed", "lapsed": "Lapsed"}
HEALTH: Final = {"good": "Good", "watch": "Watch", "risk": "At risk"}
HEALTH_ICONS: Final = {"good": "check-circle", "watch": "warning", "risk": "warning-circle"}
HEALTH_TONES: Final[dict[str, Tone]] = {"good": "good", "watch": "warn", "risk": "bad"}
ICONS: Final = {"due": "repeat", "open": "handshake", "renewed": "check-circle", "lapsed": "x-circle"}


def state_text(row: RenewalRow, now: date | None = None) -> str:
    """'Due', 'Past due', 'Deal open', 'Renewed', 'Lapsed'."""
    return "Past due" if is_past(row, now) else STATES[row.state]


def is_past(row: RenewalRow, now: date | None = None) -> bool:
    """Whether its day has passed and nothing is decided."""
    return row.undecided and row.due_on < (now or today())


def state_tone(row: RenewalRow, now: date | None = None) -> Tone:
    """Its tone; the words stand beside it."""
    if is_past(row, now):
        return "bad"
    return "good" if row.state == "renewed" else "plain"


def notice_near(row: RenewalRow, now: date | None = None) -> bool:
    """Whether notice ends within 30 days and nothing is decided."""
    last, day = row.notice_on, now or today()
    return row.undecided and last is not None and 0 <= (last - day).days <= NEAR_DAYS


def notice_text(row: RenewalRow, now: date | None = None) -> str:
    """'Notice until 1 Mar, in 12 days' while nothing is decided."""
    return notice_words(row.due_on, row.notice_days, now or today()) if row.undecided else ""


def when_text(row: RenewalRow, now: date | None = None) -> str:
    """'due 1 Mar', 'deal open', 'renewed', 'lapsed'."""
    if row.state == "due":
        return f"{'was due' if is_past(row, now) else 'due'} {short_text(row.due_on, now)}"
    return f"{STATES[row.state].lower()}, {short_text(row.due_on, now)}"


def amount_text(row: RenewalRow) -> str:
    """The amount in its own currency; '' for none."""
    return "" if row.amount_minor is None else format_money(row.amount_minor, row.currency)
