"""Deals as rows of a list: every column there is, what each says, what it is sorted by and what stands in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.domain.money import format_money, to_major
from app.services.deal_list import DealRow
from app.views.parts.arrangement import Arrangement
from app.views.parts.dates import MONTH_NAMES, day_text, short_text
from app.views.parts.deal_cards import FORECASTS, amount_text
from app.views.parts.group_rows import Told
from app.views.parts.rows import Col, Tone

if TYPE_CHECKING:
    from app.services.custom_fields import Field
    from app.services.deal_board import DealCard
    from app.services.listing import Part

USUAL: Final = Arrangement(("title", "client", "stage", "amount", "probability", "closes", "next_step", "owner"))
GROUPINGS: Final = (
    ("owner", "Owner"),
    ("stage", "Stage"),
    ("client", "Client"),
    ("expected_close", "Month of closing"),
    ("tags", "Tag"),
    ("forecast", "Forecast"),
    ("source", "Source"),
    ("lost_reason", "Lost because"),
    ("pipeline", "Pipeline"),
)
_NOBODY: Final = {
    "owner": "Nobody",
    "client": "No client",
    "expected_close": "No close date",
    "tags": "No tag",
    "source": "No source",
    "lost_reason": "No reason",
}
_FORECASTS: Final = {**FORECASTS, "closed": "Closed"}


class Look(NamedTuple):
    """What columns need to know beside the row: the last working day up to today, before which things are late; the home
    currency; the custom fields.
    """

    worked: date
    home: str
    fields: tuple[Field, ...] = ()


def columns(look: Look) -> list[Col[DealRow]]:
    """Every column, those that are shown as a rule in front."""
    from app.views.parts import custom_columns

    return [*_usual(look), *_money(look), *_words(), *_days(look), *custom_columns.columns(look.fields)]


def _usual(look: Look) -> list[Col[DealRow]]:
    return [
        Col("title", "Title", lambda row: row.card.title, sort_key="title"),
        Col("client", "Client", lambda row: row.card.client or "", width=150, tone=_second, sort_key="client"),
        Col("stage", "Stage", _stage, width=112, tone=_stage_tone, icon=_stage_icon, sort_key="stage"),
        Col(
            "amount",
            "Amount",
            lambda row: amount_text(row.card),
            "right",
            96,
            sort_key="amount",
            value=lambda row: _major(row.card.amount_minor, row.card.currency),
            unit=lambda row: row.card.currency if row.card.amount_minor is not None else "",
        ),
        Col(
            "probability",
            "Probability",
            _probability,
            "right",
            92,
            tone=_second,
            sort_key="probability",
            value=lambda row: None if row.card.closed_on else row.card.probability,
            gives_way=960,
        ),
        Col(
            "closes",
            "Closes",
            lambda row: closes_text(row.card),
            "right",
            104,
            tone=partial(_closes_tone, look),
            sort_key="expected_close",
            value=lambda row: row.card.closed_on or row.card.expected_close_on,
        ),
        Col(
            "next_step",
            "Next step",
            lambda row: step_text(row.card),
            tone=partial(_step_tone, look),
            icon=partial(_step_icon, look),
            tooltip=lambda row: step_text(row.card),
            sort_key="next_step",
            gives_way=780,
        ),
        Col(
            "owner",
            "Owner",
            lambda row: row.card.owner_initials,
            width=76,
            tone=lambda row: "accent" if row.card.owner_is_me else "plain",
            tooltip=lambda row: row.card.owner or "",
            sort_key="owner",
            avatar=True,
            value=lambda row: row.card.owner,
        ),
    ]


def _money(look: Look) -> list[Col[DealRow]]:
    home = look.home
    return [
        Col("currency", "Currency", lambda row: row.card.currency, width=80, tone=_second, sort_key="currency"),
        _figure("home", f"Amount in {home}", lambda row: row.more.home_minor, home),
        _figure("weighted", "Weighted", lambda row: row.weighted_minor, home),
        Col(
            "forecast",
            "Forecast",
            lambda row: _FORECASTS.get(row.more.forecast, ""),
            width=96,
            tone=_second,
            sort_key="forecast",
        ),
    ]


def _words() -> list[Col[DealRow]]:
    def plain(key: str, title: str, text: Callable[[DealRow], str], width: int = 130) -> Col[DealRow]:
        return Col(key, title, text, width=width, tone=_second, sort_key=key)

    return [
        plain("tags", "Tags", lambda row: ", ".join(tag.name for tag in row.tags)),
        plain("contact", "Contact", lambda row: row.more.contact or ""),
        plain("pipeline", "Pipeline", lambda row: row.more.pipeline, 120),
        plain("source", "Source", lambda row: row.more.source or "", 110),
        plain("lost_reason", "Lost because", lambda row: row.more.lost_reason or ""),
        plain("competitor", "Lost to", lambda row: row.more.competitor),
        plain("project", "Project", lambda row: row.card.project_name or "", 150),
    ]


def _days(look: Look) -> list[Col[DealRow]]:
    return [
        _day("created", "Created", lambda row: row.card.created_on),
        _day("promised", "Promised", lambda row: row.more.promised_on),
        Col(
            "step_on",
            "Step due",
            lambda row: _short(_step_on(row)),
            "right",
            96,
            tone=partial(_step_on_tone, look),
            sort_key="next_step",
            value=_step_on,
        ),
        Col(
            "days",
            "Days in stage",
            lambda row: "" if row.card.closed_on else f"{row.card.days_in_stage:,}",
            "right",
            104,
            tone=lambda row: "warn" if row.card.rotting else "second",
            icon=lambda row: "hourglass" if row.card.rotting else "",
            sort_key="days",
            value=lambda row: None if row.card.closed_on else row.card.days_in_stage,
        ),
    ]


def _figure(key: str, title: str, minor: Callable[[DealRow], int | None], home: str) -> Col[DealRow]:
    def text(row: DealRow) -> str:
        found = minor(row)
        return "" if found is None else format_money(found, home)

    return Col(
        key,
        title,
        text,
        "right",
        112,
        tone=_second,
        sort_key=key,
        value=lambda row: _major(minor(row), home),
        unit=lambda row: "" if minor(row) is None else home,
    )


def _day(key: str, title: str, day: Callable[[DealRow], date | None]) -> Col[DealRow]:
    return Col(key, title, lambda row: _short(day(row)), "right", 96, tone=_second, sort_key=key, value=day)


def describe(look: Look, by: str, part: Part) -> Told:
    """A group in words: what its deals are worth, what of the open ones is likely, and what is in no sum."""
    keys = [key for key in ("amount", "weighted") if part.sums.get(key)]
    sums = {key: format_money(part.sums[key], look.home, cents=False) for key in keys}
    note = f"{part.unconverted:,} without a rate" if part.unconverted else ""
    return Told(group_words(look, by, part), sums, {key: f"{key} {text}" for key, text in sums.items()}, note)


def group_words(look: Look, by: str, part: Part) -> str:
    """What a group is called."""
    if by.startswith("custom:"):
        from app.views.parts import custom_columns

        return custom_columns.words(look.fields, by, part.key)
    if not part.key:
        return _NOBODY.get(by, "Nothing")
    if by == "expected_close":
        return f"{MONTH_NAMES[int(part.key[5:7]) - 1]} {part.key[:4]}"
    return _FORECASTS.get(part.key, part.key) if by == "forecast" else part.name


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


def _major(minor: int | None, currency: str) -> Any:
    return None if minor is None else to_major(minor, currency)


def _short(day: date | None) -> str:
    return short_text(day) if day else ""


def _step_on(row: DealRow) -> date | None:
    return None if row.card.closed_on else row.card.next_step_on


def _probability(row: DealRow) -> str:
    return f"{row.card.probability}%" if row.card.closed_on is None else ""


def _second(row: DealRow) -> Tone:  # noqa: ARG001 - every row
    return "second"


def _stage(row: DealRow) -> str:
    return "On hold" if row.card.on_hold else row.card.stage


def _stage_tone(row: DealRow) -> Tone:
    kind = row.card.stage_kind
    return "good" if kind == "won" else "caption" if kind == "lost" or row.card.on_hold else "plain"


def _stage_icon(row: DealRow) -> str:
    if row.card.on_hold:
        return "pause-circle"
    return {"won": "trophy", "lost": "x-circle"}.get(row.card.stage_kind, "")


def _closes_tone(look: Look, row: DealRow) -> Tone:
    if row.card.closed_on is not None:
        return "caption"
    day = row.card.expected_close_on
    return "warn" if day is not None and day < look.worked else "plain"


def _is_late(look: Look, deal: DealCard) -> bool:
    return bool(deal.next_step) and deal.next_step_on is not None and deal.next_step_on < look.worked


def _step_tone(look: Look, row: DealRow) -> Tone:
    deal = row.card
    if deal.closed_on is not None:
        return "accent" if deal.needs_handoff else "second"
    return "bad" if _is_late(look, deal) else "second" if deal.next_step else "warn"


def _step_icon(look: Look, row: DealRow) -> str:
    deal = row.card
    if deal.closed_on is not None:
        return "arrow-right" if deal.needs_handoff else "flag" if deal.project_id is not None else ""
    return "warning-circle" if _is_late(look, deal) else "" if deal.next_step else "calendar-x"


def _step_on_tone(look: Look, row: DealRow) -> Tone:
    return "bad" if row.card.closed_on is None and _is_late(look, row.card) else "second"
