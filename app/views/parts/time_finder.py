"""Finding what time went into by typing: tasks, deals, projects and clients; before one types, what is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.base import UserError
from app.views.parts.dates import DAYS
from app.views.parts.line_field import LineField
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from datetime import datetime, time

    from app.models.store import Store

ICONS: Final = {"task": "check-square", "project": "flag", "deal": "handshake", "client": "buildings"}
_CLOCK_WORDS: Final = "Not a time of day: write 9:30 or 1730"


def options(store: Store, typed: str, person_id: int | None = None) -> list[Option]:
    """What fits the typed words; the key is (kind, id)."""
    from app.services import search, timesheet

    if not typed.strip():
        return [
            Option((kind, i), title, detail, icon=ICONS[kind])
            for kind, i, title, detail in timesheet.suggestions(store, person_id)
        ]
    return [
        Option((hit.kind, hit.id), hit.title, hit.detail, icon=ICONS[hit.kind])
        for hit in search.find(store, typed, 24)
        if hit.kind in ICONS
    ]


def parse_clock(text: str) -> time:
    """The time of day for '9', '9:30', '930', '17.30' or '5pm'. Raises UserError for anything else."""
    import re
    from datetime import time

    said = text.strip().casefold().replace(" ", "")
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?(am|pm)?", said)
    if found is None:
        raise UserError(_CLOCK_WORDS)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise UserError(_CLOCK_WORDS)
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise UserError(_CLOCK_WORDS)
    return time(hour, minute)


class ClockField(LineField[Any]):
    """A time of day, or None."""

    def display(self, value: Any) -> str:
        return "" if value is None else f"{value:%H:%M}"

    def parse(self, text: str) -> Any:
        return parse_clock(text) if text.strip() else None


def minutes_text(minutes: int) -> str:
    """A cell's or a sum's time: '1:30', '1,500:00'."""
    sign = "−" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60:,}:{abs(minutes) % 60:02}"


def when_text(moment: datetime) -> str:
    """'Wed 18, 14:02' on the clock here."""
    local = moment.astimezone()
    return f"{DAYS[local.weekday()]} {local.day}, {local:%H:%M}"
