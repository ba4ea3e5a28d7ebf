"""What narrows deals, in words: one chip for each, and what takes it away again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.base import today
from app.services import deal_detail
from app.services.deal_filter import DealFilter, period
from app.views.parts.dates import MONTH_NAMES, long_month, short_text, span_words
from app.views.parts.deal_cards import FORECASTS
from app.views.parts.taken import Taken, of_amounts, of_client, of_fields, of_owner, of_tags, range_words

if TYPE_CHECKING:
    from app.models.store import Store

CLOSES: Final = {
    "this_month": "Closes this month",
    "next_month": "Closes next month",
    "this_quarter": "Closes this quarter",
    "next_quarter": "Closes next quarter",
    "overdue": "Close date passed",
    "undated": "No close date",
}


ENDED: Final = {"won": "Won", "lost": "Lost", "closed": "Closed"}


def taken(store: Store, flt: DealFilter) -> list[Taken]:
    """Every filter beyond pipeline, quick chip and text."""
    return [
        *_of_time(flt), *_of_past(store, flt), *_of_records(store, flt), *_of_figures(store, flt),
        *of_fields(store, "deal", flt.custom),
    ]  # fmt: skip


def month_words(month: str, *, closed: bool = False) -> str:
    """'Closes in November 2026', 'Won in Q4 2026', 'Close date passed', 'No close date'."""
    if month in ("overdue", "undated"):
        return CLOSES[month]
    return f"{'Won' if closed else 'Closes'} in {long_month(month)}"


def closes_words(closes: str) -> str:
    """'Closes this month', 'Closes in March', 'Closes 3 to 19 Dec', 'Closes until 31 Jan'."""
    if closes in CLOSES:
        return CLOSES[closes]
    now = today()
    first, last = period(closes, now)
    if first is None or last is None:
        return f"Closes until {short_text(last, now)}" if last else f"Closes from {short_text(first or now, now)}"
    whole = (
        first.day == 1 and (first.year, first.month) == (last.year, last.month) and (last + timedelta(days=1)).day == 1
    )
    if whole:
        year = f" {first.year}" if first.year != now.year else ""
        return f"Closes in {MONTH_NAMES[first.month - 1]}{year}"
    return f"Closes {span_words(first, last)}"


def ended_words(what: str, days: str) -> str:
    """'Won 3 to 19 Dec', 'Created until 31 Jan', 'Closed from 1 Mar'; `days` are 'first..last'."""
    now = today()
    first, last = period(days, now)
    if first and last:
        return f"{what} {span_words(first, last)}"
    return f"{what} until {short_text(last, now)}" if last else f"{what} from {short_text(first or now, now)}"


def _of_time(flt: DealFilter) -> list[Taken]:
    found, closed = [], flt.category == "closed"
    if flt.month:
        gone = {"month": "", **({"category": ""} if closed else {})}
        found.append(Taken(month_words(flt.month, closed=closed), gone))
    if flt.closes and flt.outcome in ENDED and ".." in flt.closes:
        found.append(Taken(ended_words(ENDED[flt.outcome], flt.closes), {"closes": "", "outcome": ""}))
    elif flt.closes:
        found.append(Taken(closes_words(flt.closes), {"closes": ""}))
    if flt.category and not (closed and flt.month):
        found.append(Taken("Won" if closed else FORECASTS.get(flt.category, flt.category), {"category": ""}))
    return found


def _of_past(store: Store, flt: DealFilter) -> list[Taken]:
    """How deals ended, when they were entered, and how far they came."""
    found = []
    if flt.outcome and not (flt.closes and flt.outcome in ENDED and ".." in flt.closes):
        found.append(Taken({"open": "Open", **ENDED}[flt.outcome], {"outcome": ""}))
    if flt.created:
        found.append(Taken(ended_words("Created", flt.created), {"created": ""}))
    if flt.reached_id is not None or flt.furthest_id is not None:
        names = dict(store.rows("SELECT id, name FROM stage WHERE kind = 'open'"))
        for key, words in (("reached_id", "Reached {}"), ("furthest_id", "Got as far as {}")):
            stage = getattr(flt, key)
            if stage is not None:
                found.append(Taken(words.format(names.get(stage, "a removed stage")), {key: None}))
    if flt.lost_reason_id is not None:
        names = dict(store.rows("SELECT id, name FROM lost_reason"))
        reason = f"Lost: {names.get(flt.lost_reason_id, 'a reason that is gone')}"
        found.append(Taken(reason if flt.lost_reason_id else "Lost without a reason", {"lost_reason_id": None}))
    if flt.competitor:
        found.append(Taken(f"Lost to {flt.competitor}", {"competitor": ""}))
    return found


def _of_records(store: Store, flt: DealFilter) -> list[Taken]:
    found = [*of_client(store, flt.client_id), *of_owner(store, flt.owner_id)]
    if flt.stage_id is not None:
        names = {s.id: s.name for i, _ in deal_detail.pipelines(store) for s in deal_detail.stages(store, i)}
        found.append(Taken(names.get(flt.stage_id, "A removed stage"), {"stage_id": None}))
    if flt.source_id is not None:
        source = dict(deal_detail.sources(store)).get(flt.source_id, "one that is gone")
        found.append(Taken(f"Source: {source}" if flt.source_id else "No source", {"source_id": None}))
    return found + of_tags(store, flt.tag_ids)


def _of_figures(store: Store, flt: DealFilter) -> list[Taken]:
    found = of_amounts(store, flt, "amount")
    if flt.probability_from is not None or flt.probability_to is not None:
        low, high = ("" if end is None else f"{end}%" for end in (flt.probability_from, flt.probability_to))
        words = f"Probability {range_words(low, high)}"
        found.append(Taken(words, {"probability_from": None, "probability_to": None}))
    if flt.rate:
        found.append(Taken("Without a rate", {"rate": ""}))
    return found
