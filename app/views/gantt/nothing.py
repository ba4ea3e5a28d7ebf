"""What the timeline says where there are no bars: no project yet, a project without tasks, a week in which nobody works."""

from __future__ import annotations

from collections.abc import Callable

from app.services import settings
from app.views.parts.empty import EmptyState
from app.views.parts.task_cards import quoted


def no_projects(add: Callable[[], object]) -> EmptyState:
    """Nothing at all."""
    return EmptyState(
        "chart-bar-horizontal",
        "No projects yet",
        "Win a deal and hand it off: its tasks stand here as bars, with what waits for what.",
        ("Add project", add),
    )


def no_tasks(name: str, add: Callable[[], object]) -> EmptyState:
    """A project of this name, which has no tasks."""
    made = EmptyState(
        "chart-bar-horizontal",
        f"{quoted(name)} has no tasks yet",
        "Each stands here as a bar; “after” names what it waits for, as in: Site map @ines ~8h after Kickoff.",
        ("Add task", add),
    )
    if made.main is not None:
        made.setFocusProxy(made.main)
    return made


def unplanned() -> EmptyState:
    """No day of the week is worked."""
    return EmptyState("calendar-blank", "Nothing can be planned", settings.NO_WORKING_DAY)
