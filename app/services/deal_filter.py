"""What a board, a list or a sum of deals is narrowed to, as a condition in SQL and as a spec that can be kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import today
from app.services import currencies, custom_sql, filter_spec, settings

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.custom_sql import Asked

# A won deal stays on the board in the month of its closing, and this long while it waits for its handoff.
WAITING_DAYS = 90
FROM = "FROM deal d JOIN stage s ON s.id = d.stage_id"
NO_PROJECT = "NOT EXISTS (SELECT 1 FROM handoff h WHERE h.deal_id = d.id)"
CHIPS: Final = {
    "mine": "d.owner_id = (SELECT id FROM person WHERE is_me = 1) AND d.closed_on IS NULL",
    "overdue": "d.next_step <> '' AND d.next_step_on < :worked AND d.closed_on IS NULL",
    "no_next_step": "d.next_step = '' AND d.closed_on IS NULL",
    "rotting": "d.on_hold = 0 AND d.closed_on IS NULL AND s.rotting_days IS NOT NULL"
    " AND d.stage_since_on < date(:today, '-' || s.rotting_days || ' days')",
    "no_client": "d.client_id IS NULL",
    "to_hand_off": f"s.kind = 'won' AND d.handoff_waived_on IS NULL AND {NO_PROJECT}",
}
PERIODS: Final = ("this_month", "next_month", "this_quarter", "next_quarter")
CATEGORIES: Final = ("pipeline", "best_case", "commit", "omitted", "closed")
OUTCOMES: Final = {
    "open": "s.kind = 'open'",
    "won": "s.kind = 'won'",
    "lost": "s.kind = 'lost'",
    "closed": "s.kind <> 'open'",
}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2]|Q[1-4])", re.ASCII)


class DealFilter(NamedTuple):
    """What a board, a list or a sum is narrowed to; a field that is empty does not narrow.

    `month` is 'YYYY-MM' or a quarter 'YYYY-Qn' of the expected close of open deals and of the close of closed ones, or 'overdue' or
    'undated'.
    `closes` is one of PERIODS, 'overdue', 'undated', or 'first..last' as ISO days with one end empty at most; it looks at
    the day a deal closes or has closed. Amounts are minor units of the home currency, both ends included; a deal without
    a rate passes no bound. A deal passes when it carries every tag and meets every condition of `custom`. Of `owner_id`,
    `source_id` and `lost_reason_id` 0 means those that have none.

    `outcome` is one of OUTCOMES, `created` 'first..last' like `closes`. `reached_id` and `furthest_id` are stages that a
    deal ever reached, and beyond which it never came, by the rules of `deal_paths`. `rate` 'missing' leaves those whose
    amount cannot be converted.
    """

    pipeline_id: int | None = None
    owner_id: int | None = None
    text: str = ""
    chip: str = ""
    client_id: int | None = None
    month: str = ""
    category: str = ""
    stage_id: int | None = None
    source_id: int | None = None
    tag_ids: tuple[int, ...] = ()
    closes: str = ""
    amount_from: int | None = None
    amount_to: int | None = None
    probability_from: int | None = None
    probability_to: int | None = None
    custom: tuple[Asked, ...] = ()
    outcome: str = ""
    created: str = ""
    reached_id: int | None = None
    furthest_id: int | None = None
    lost_reason_id: int | None = None
    competitor: str = ""
    rate: str = ""


# --- as SQL ------------------------------------------------------------------------------------------------------------


def where(store: Store, flt: DealFilter, *, on_board: bool = False) -> tuple[str, dict[str, Any]]:
    """The condition on `deal d JOIN stage s` and its parameters; `on_board` leaves long won and lost deals out."""
    now = today()
    parts = ["d.deleted_at IS NULL AND d.archived_at IS NULL"]
    params: dict[str, Any] = {"today": now.isoformat()}
    if on_board:
        parts.append(
            f"(s.kind = 'open' OR s.kind = 'won' AND (d.closed_on >= :month_start OR d.closed_on >= :recent AND d.handoff_waived_on IS NULL"
            f" AND {NO_PROJECT}))"
        )
        params["month_start"] = now.replace(day=1).isoformat()
        params["recent"] = (now - timedelta(days=WAITING_DAYS)).isoformat()
    for name, column in (
        ("pipeline_id", "s.pipeline_id"),
        ("owner_id", "d.owner_id"),
        ("client_id", "d.client_id"),
        ("stage_id", "d.stage_id"),
        ("source_id", "d.source_id"),
    ):
        value = getattr(flt, name)
        if value == 0 and name in _MAY_LACK:
            parts.append(f"{column} IS NULL")
        elif value is not None:
            parts.append(f"{column} = :{name}")
            params[name] = value
    if flt.chip:
        parts.append(CHIPS[flt.chip])
        params["worked"] = last_worked(store, now)
    if flt.category:
        parts.append(
            "ifnull(d.forecast, s.forecast) = :category AND s.kind = 'open'"
            if flt.category != "closed"
            else "s.kind = 'won'"
        )
        params["category"] = flt.category
    if flt.month:
        parts.append(_month(flt.month, params))
    if flt.text.strip():
        title, client = (custom_sql.holds(column, flt.text, "text", params) for column in ("d.title", "name"))
        parts.append(f"({title} OR d.client_id IN (SELECT id FROM client WHERE {client}))")
    if flt[8:] != _NO_MORE:
        parts += _more(store, flt, params, now)
    return " AND ".join(parts), params


def last_worked(store: Store, now: date) -> str:
    """The last day up to `now` that is worked, as the chips ask for it: what was due before it is late, by `Calendar.late_days`."""
    return settings.calendar(store).on_or_before(now).isoformat()


PLAIN: Final = DealFilter()
_NO_MORE = PLAIN[8:]
_NO_PAST = PLAIN[DealFilter._fields.index("outcome") :]
_MAY_LACK: Final = ("owner_id", "source_id")


def _more(store: Store, flt: DealFilter, params: dict[str, Any], now: date) -> list[str]:
    parts = []
    if flt.closes:
        parts.append(_closes(flt.closes, params, now, ended=flt.outcome in ("won", "lost", "closed")))
    if flt.amount_from is not None or flt.amount_to is not None:
        home = currencies.in_home(store, params)
        for end, sign in (("amount_from", ">="), ("amount_to", "<=")):
            if getattr(flt, end) is not None:
                parts.append(f"{home} {sign} :{end}")
                params[end] = getattr(flt, end)
    for end, sign in (("probability_from", ">="), ("probability_to", "<=")):
        if getattr(flt, end) is not None:
            parts.append(f"ifnull(d.probability, s.probability) {sign} :{end}")
            params[end] = getattr(flt, end)
    parts += custom_sql.conditions(store, "deal", flt.tag_ids, flt.custom, "d.id", params)
    if flt[-len(_NO_PAST) :] != _NO_PAST:
        parts += _past(store, flt, params)
    return parts


def _past(store: Store, flt: DealFilter, params: dict[str, Any]) -> list[str]:
    """What figures about the past are made of."""
    parts = []
    if flt.outcome:
        parts.append(OUTCOMES[flt.outcome])
    if flt.created:
        first, last = period(flt.created, date.min)
        params["created_first"] = first.isoformat() if first else "0000"
        params["created_last"] = last.isoformat() if last else "9999"
        parts.append("d.created_on BETWEEN :created_first AND :created_last")
    if flt.lost_reason_id is not None:
        reason = "= :lost_reason_id" if flt.lost_reason_id else "IS NULL"
        parts.append(f"s.kind = 'lost' AND d.lost_reason_id {reason}")
        params["lost_reason_id"] = flt.lost_reason_id
    if flt.competitor:
        parts.append("s.kind = 'lost' AND d.competitor = :competitor COLLATE NOCASE")
        params["competitor"] = flt.competitor
    if flt.rate:
        parts.append(
            "d.amount_minor IS NOT NULL AND d.closed_rate IS NULL AND d.currency <> :own_currency"
            " AND d.currency NOT IN (SELECT currency FROM rate)"
        )
        params["own_currency"] = currencies.rates(store).home
    if flt.reached_id is not None or flt.furthest_id is not None:
        from app.services import deal_paths

        parts += deal_paths.conditions(store, flt.reached_id, flt.furthest_id, params)
    return parts


def _month(month: str, params: dict[str, Any]) -> str:
    if month == "overdue":
        return "s.kind = 'open' AND d.expected_close_on < :today"
    if month == "undated":
        return "s.kind = 'open' AND d.expected_close_on IS NULL"
    months: tuple[str, ...] = (month,)
    if "Q" in month:
        from app.domain.forecast import months_of  # not before it is needed: a window that starts asks for a month

        months = months_of(month)
    params["month_first"], params["month_last"] = f"{months[0]}-01", f"{months[-1]}-31"
    return (
        "(s.kind = 'won' AND d.closed_on BETWEEN :month_first AND :month_last OR s.kind = 'open' AND d.expected_close_on >= :today"
        " AND ifnull(d.forecast, s.forecast) <> 'omitted' AND d.expected_close_on BETWEEN :month_first AND :month_last)"
    )


def _closes(closes: str, params: dict[str, Any], now: date, *, ended: bool) -> str:
    if closes == "overdue":
        return "d.closed_on IS NULL AND d.expected_close_on < :today"
    if closes == "undated":
        return "d.closed_on IS NULL AND d.expected_close_on IS NULL"
    first, last = period(closes, now)
    params["closes_first"] = first.isoformat() if first else "0000"
    params["closes_last"] = last.isoformat() if last else "9999"
    # each side repeats what its partial index holds, or SQLite would read every deal
    closed = "d.deleted_at IS NULL AND d.closed_on IS NOT NULL AND d.closed_on BETWEEN :closes_first AND :closes_last"
    if ended:
        return closed
    return (
        "(d.deleted_at IS NULL AND d.closed_on IS NULL AND d.expected_close_on BETWEEN :closes_first AND :closes_last"
        f" OR {closed})"
    )


def period(closes: str, now: date) -> tuple[date | None, date | None]:
    """The first and last day of one of PERIODS or of 'first..last'; an open end is None."""
    if closes in PERIODS:
        length = 3 if closes.endswith("quarter") else 1
        month = now.year * 12 + now.month - 1
        month -= month % length
        month += length if closes.startswith("next") else 0
        return _first_of(month), _first_of(month + length) - timedelta(days=1)
    first, _, last = closes.partition("..")
    return (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


# --- as a spec ---------------------------------------------------------------------------------------------------------


def to_spec(flt: DealFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them."""
    return filter_spec.to_spec(flt, PLAIN)


def from_spec(spec: Mapping[str, Any]) -> DealFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    return filter_spec.from_spec(spec, PLAIN, _WORDS)


def _is_range(text: str) -> bool:
    if ".." not in text or text == "..":
        return False
    try:
        first, last = period(text, date.min)
    except ValueError:
        return False
    return first is None or last is None or first <= last


def _is_month(text: str) -> bool:
    return text in ("overdue", "undated") or bool(_MONTH.fullmatch(text))


_WORDS: Final[Mapping[str, filter_spec.Allowed]] = {
    "chip": CHIPS,
    "category": CATEGORIES,
    "month": _is_month,
    "outcome": OUTCOMES,
    "rate": ("missing",),
    "created": _is_range,
    "closes": lambda text: text in ("overdue", "undated", *PERIODS) or _is_range(text),
}
