"""A calendar file of what is due: each task and milestone an event of whole days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.base import utc_now
from app.exchange.writers import replacing

if TYPE_CHECKING:
    from icalendar import Event as Component


class Event(NamedTuple):
    """An event of whole days. `key` is unique in the workspace and stays ('task-12'), so that a calendar
    updates instead of doubling it; `until` is the last day, inclusive, None for a single day; `changed_at` is
    aware.
    """

    key: str
    on: date
    title: str
    until: date | None = None
    note: str = ""
    categories: tuple[str, ...] = ()
    done: bool = False
    changed_at: datetime | None = None


def write_ics(path: str | Path, events: Iterable[Event], *, workspace: str = "workspace", name: str = "Baton") -> None:
    """Write an iCalendar file (RFC 5545). UIDs are `key`@`workspace`.baton: the same task has the same one in
    every export.

    The days block no time (TRANSP:TRANSPARENT); what is done keeps its day with a tick before its title.
    Raises UserError.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Baton//Baton//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    stamp = utc_now()
    for event in sorted(events, key=lambda event: (event.on, event.key)):
        calendar.add_component(_component(event, workspace, stamp))
    with replacing(path) as part:
        part.write_bytes(calendar.to_ical())


def _component(event: Event, workspace: str, stamp: datetime) -> Component:
    from icalendar import Event as NewComponent

    component = NewComponent()
    component.add("uid", f"{event.key}@{workspace}.baton")
    component.add("dtstamp", event.changed_at or stamp)
    component.add("dtstart", event.on)
    component.add(
        "dtend", max(event.on, event.until or event.on) + timedelta(days=1)
    )  # DTEND of whole days is exclusive
    component.add("summary", f"✓ {event.title}" if event.done else event.title)
    if event.note:
        component.add("description", event.note)
    if event.categories:
        component.add("categories", list(event.categories))
    component.add("transp", "TRANSPARENT")
    return component
