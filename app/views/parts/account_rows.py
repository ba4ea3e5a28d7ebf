"""Accounts as rows of a list: what each column says, what it is sorted by and what stands in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from app.domain.money import format_money, to_major
from app.services.accounts import Account
from app.services.listing import Part, SortKey
from app.views.parts.arrangement import Arrangement
from app.views.parts.dates import short_text
from app.views.parts.group_rows import Told
from app.views.parts.renewal_words import HEALTH, HEALTH_ICONS, HEALTH_TONES, is_past, notice_near
from app.views.parts.rows import Col, Tone

USUAL: Final = Arrangement(
    ("name", "spoken", "health", "monthly", "renewal", "notice", "open_deals", "owner"), (SortKey("health"),)
)
GROUPINGS: Final = (("health", "Health"), ("owner", "Owner"))


class Look(NamedTuple):
    """What columns need to know beside the row."""

    now: date
    home: str


def columns(look: Look) -> list[Col[Account]]:
    """Every column, those that are shown as a rule in front."""
    home = look.home
    return [
        Col("name", "Account", lambda row: row.name, width=190, tooltip=lambda row: row.name, sort_key="name"),
        Col(
            "spoken", "Last contact", lambda row: spoken_text(look, row), width=128, tone=lambda row: "warn" if row.silent else "second",
            icon=lambda row: "phone" if row.silent else "", sort_key="spoken", value=lambda row: row.spoken_on,
        ),
        Col(
            "health", "Health", health_text, tone=lambda row: HEALTH_TONES[row.health.level] if row.health.level != "good" else "second",  # type: ignore[arg-type,return-value]
            icon=lambda row: HEALTH_ICONS[row.health.level], tooltip=lambda row: "\n".join(reason.words for reason in row.health.reasons),
            sort_key="health", value=lambda row: f"{HEALTH[row.health.level]}: {row.health.words}",
        ),
        _figure("monthly", "Per month", lambda row: row.monthly_minor, home, 96),
        Col(
            "renewal", "Next renewal", lambda row: short_text(row.renewal.due_on) if row.renewal else "", "right", 108,
            tone=lambda row: _renewal_tone(look, row), tooltip=lambda row: row.renewal.title if row.renewal else "", sort_key="renewal",
            value=lambda row: row.renewal.due_on if row.renewal else None,
        ),
        Col(
            "notice", "Notice until", lambda row: _short(row.renewal.notice_on if row.renewal else None), "right", 104,
            tone=lambda row: "warn" if row.renewal and notice_near(row.renewal, look.now) else "second", sort_key="notice",
            value=lambda row: row.renewal.notice_on if row.renewal else None, gives_way=1040,
        ),
        Col(
            "open_deals", "Open deals", lambda row: f"{format_money(row.open_minor, home, cents=False)} in {row.open_deals}" if row.open_deals else "",
            "right", 124, tone=lambda _: "second", sort_key="open_deals", value=lambda row: to_major(row.open_minor, home),
            unit=lambda _: home, gives_way=960,
        ),
        Col(
            "owner", "Owner", lambda row: row.owner_initials, width=76, tone=lambda row: "accent" if row.owner_is_me else "plain",
            tooltip=lambda row: row.owner or "", sort_key="owner", avatar=True, value=lambda row: row.owner,
        ),
        _figure("won", "Won", lambda row: row.won_minor, home, 104),
        Col("projects", "Projects", lambda row: f"{row.projects:,}" if row.projects else "", "right", 84, lambda _: "second", sort_key="projects",
            value=lambda row: row.projects),
    ]  # fmt: skip


def describe(look: Look, by: str, part: Part) -> Told:
    """A group in words."""
    words = HEALTH.get(part.key, part.key) if by == "health" else part.key or "Nobody"
    sums = {key: format_money(minor, look.home, cents=False) for key, minor in part.sums.items() if minor}
    names = {"monthly": "a month", "open_deals": "open", "won": "won"}
    return Told(words, sums, {key: f"{text} {names[key]}" for key, text in sums.items()})


def health_text(row: Account) -> str:
    """'At risk: Kiosk app is 4 working days past its promise, +1'."""
    first, more = row.health.reasons[0].words, len(row.health.reasons) - 1
    return f"{first}, and {more} more" if more else first


def spoken_text(look: Look, row: Account) -> str:
    """'Today', '12 days ago', 'Nothing yet'."""
    if row.spoken_on is None:
        return "Nothing yet"
    days = (look.now - row.spoken_on).days
    return "Today" if days == 0 else "Yesterday" if days == 1 else f"{days:,} days ago"


def _figure(key: str, title: str, minor: Callable[[Account], int], home: str, width: int) -> Col[Account]:
    return Col(
        key, title, lambda row: format_money(minor(row), home, cents=False) if minor(row) else "", "right", width, sort_key=key,
        value=lambda row: to_major(minor(row), home), unit=lambda _: home,
    )  # fmt: skip


def _renewal_tone(look: Look, row: Account) -> Tone:
    return "bad" if row.renewal is not None and is_past(row.renewal, look.now) else "plain"


def _short(day: date | None) -> str:
    return short_text(day) if day else ""
