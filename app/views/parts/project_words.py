"""How a project reads: its status, its health, and what a list says of it."""

from __future__ import annotations

from typing import Final

from app.services.projects import ProjectRow
from app.views.parts.marks import Tone

STATUS_WORDS: Final = {
    "planned": "Planned",
    "active": "Active",
    "on_hold": "On hold",
    "done": "Done",
    "cancelled": "Cancelled",
}
STATUS_ICONS: Final = {
    "planned": "circle",
    "active": "circle-half",
    "on_hold": "pause-circle",
    "done": "check-circle",
    "cancelled": "prohibit",
}
HEALTH_ICONS: Final = {"good": "check-circle", "warn": "warning", "bad": "warning-circle", "none": ""}
_TONES: Final[dict[str, Tone]] = {"good": "good", "warn": "warn", "bad": "bad", "none": "plain"}


def health_tone(project: ProjectRow) -> Tone:
    """The tone of its health; the words stand beside it."""
    return _TONES[project.health]


def tasks_text(project: ProjectRow) -> str:
    """'8 of 16', '' without tasks."""
    return f"{project.done:,} of {project.tasks:,}" if project.tasks else ""


def health_short(project: ProjectRow) -> str:
    """Its health where room is dear: '3 d to spare'. Days are working days."""
    return project.health_text.replace(" working days", " d").replace(" working day", " d")
