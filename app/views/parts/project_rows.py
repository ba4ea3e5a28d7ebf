"""The columns of the list of projects."""

from __future__ import annotations

from datetime import date

from app.services.projects import ProjectRow
from app.views.parts.dates import short_text
from app.views.parts.project_words import (
    HEALTH_ICONS,
    STATUS_ICONS,
    STATUS_WORDS,
    health_short,
    health_tone,
    tasks_text,
)
from app.views.parts.rows import Col
from app.views.parts.task_cards import first_name, sum_text


def _day(day: date | None) -> str:
    return short_text(day) if day else ""


def _hours(minutes: int) -> str:
    return sum_text(minutes) if minutes else ""


def _late(row: ProjectRow) -> bool:
    return row.finish_on is not None and row.promised_on is not None and row.finish_on > row.promised_on


COLUMNS: list[Col[ProjectRow]] = [
    Col("name", "Project", lambda row: row.name, sort_key="name"),
    Col("client", "Client", lambda row: row.client or "", tone=lambda _: "second", sort_key="client"),
    Col(
        "status",
        "Status",
        lambda row: STATUS_WORDS[row.status],
        width=104,
        icon=lambda row: STATUS_ICONS[row.status],
        sort_key="status",
    ),
    Col("tasks", "Tasks", tasks_text, "right", 80),
    Col(
        "percent",
        "Done",
        lambda row: f"{row.percent}%" if row.tasks else "",
        "right",
        116,
        share=lambda row: row.percent / 100,
    ),
    Col("planned", "Planned", lambda row: _hours(row.planned_minutes), "right", 78),
    Col("left", "Left", lambda row: _hours(row.open_minutes), "right", 70),
    Col("start", "Start", lambda row: _day(row.start_on), width=100, sort_key="start"),
    Col("finish", "Finish", lambda row: _day(row.finish_on), width=100, sort_key="finish"),
    Col(
        "promised",
        "Promised",
        lambda row: _day(row.promised_on),
        width=100,
        tone=lambda row: "bad" if _late(row) else "plain",
        sort_key="promised",
    ),
    Col(
        "health",
        "Health",
        health_short,
        width=184,
        tone=lambda row: "second" if row.health == "none" else health_tone(row),  # type: ignore[return-value,arg-type]
        icon=lambda row: HEALTH_ICONS[row.health],
        tooltip=lambda row: row.health_text,
    ),
    Col("owner", "Owner", lambda row: first_name(row.owner or ""), width=72, tone=lambda _: "second"),
]
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}
#: What gives way first, and below which width of the table.
GIVE_WAY = (("owner", 1320), ("start", 1240), ("planned", 1160), ("client", 1000), ("tasks", 860))
