"""What there is to look at: each page, record and dialog as a Shot, and the few that the guide shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from app.views import registry
from tools import shot_afterwards, shot_planning
from tools import shot_handoffs as handoffs
from tools import shot_scenes as scenes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.tour_window import TourWindow


class Shot(NamedTuple):
    """One subject: `show` brings it on the screen and returns what to close afterwards, or None."""

    name: str
    show: Callable[[TourWindow], QWidget | None]


def studio() -> Iterator[Shot]:
    """All that there is to look at in the studio."""
    for entry in registry.ENTRIES:
        yield Shot(f"page-{entry.key}", scenes.page(entry.key))
    yield Shot("record-deal", scenes.record("deal", "SELECT id FROM deal WHERE title = 'Rebrand and site'"))
    yield Shot("record-client", scenes.record("client", "SELECT id FROM client WHERE name = 'Basil & Oak'"))
    for name, title in (("record-task", "Checkout flow"), ("record-parts", "Menu layout")):
        yield Shot(name, scenes.record("task", f"SELECT id FROM task WHERE title = '{title}'"))
    yield Shot("record-project", scenes.record("project", "SELECT id FROM project WHERE name = 'Kiosk app'"))
    yield Shot(
        "record-contact", scenes.record("contact", "SELECT contact_id FROM deal WHERE title = 'Rebrand and site'")
    )
    yield Shot("clients-contacts", scenes.contacts)
    yield Shot("clients-by-owner", scenes.clients_by_owner)
    yield Shot("projects-grouped", scenes.projects_grouped)
    yield Shot("tasks-by-project", scenes.tasks_by_project)
    yield Shot("own-columns", scenes.own_columns)
    for section in ("business", "days", "people", "rates", "currencies", "pipeline", "columns", "products", "tags"):
        yield Shot(f"settings-{section}", scenes.settings(section))
    for name, key, wanted in (
        ("forecast-quarters", "forecast", {"unit": "quarter"}),
        ("calendar-week", "calendar", {"view": "week"}),
        ("week-plan", "week", {"mode": "plan"}),
        ("week-bills", "week", {"mode": "bills"}),
    ):
        yield Shot(name, partial(scenes.show_page, key=key, filter=wanted))
    yield Shot("dialog-deleted-time", scenes.deleted_time)
    yield Shot("dialog-leaving", scenes.leaving)
    for name, project in (("timeline-project", "Kiosk app"), ("timeline-parts", "Seasonal menus")):
        yield Shot(name, scenes.timeline(project))
    yield Shot("timeline-graph", scenes.graph)
    yield Shot("drag", scenes.dragged)
    yield Shot("dialog-win", scenes.win)
    yield Shot("dialog-new-deal", scenes.new("deals.board"))
    yield Shot("dialog-refused", scenes.refused)
    yield Shot("dialog-new-client", scenes.new("clients"))
    yield Shot("dialog-new-task", scenes.new("projects.board"))
    yield Shot("dialog-new-project", scenes.new("projects"))
    yield Shot("dialog-import-1", scenes.import_dialog)
    yield Shot("dialog-import-2", scenes.preview)
    yield Shot("dialog-report", scenes.report)
    yield Shot("dialog-keys", scenes.keys)
    yield Shot("search", scenes.found)
    yield Shot("wizard-1-sold", handoffs.at_step(0))
    yield Shot("wizard-2-nothing-promised", handoffs.at_step(1))
    yield Shot("wizard-2-promised", handoffs.promised)
    yield Shot("wizard-3-plan", handoffs.at_step(2))
    yield Shot("wizard-4-conflict", handoffs.at_step(3, settled=False))
    yield Shot("wizard-4-owners", handoffs.at_step(3))
    yield Shot("wizard-4-said", handoffs.said_days)
    yield Shot("wizard-5-review", handoffs.at_step(4))
    yield Shot("wizard-5-payments", handoffs.paying)
    yield Shot("templates-used-for", handoffs.used_for)
    yield Shot("project-payments", handoffs.paid)
    yield Shot("accounts-renewals", scenes.renewals)
    yield Shot("dialog-renewal", scenes.renewal("edit"))
    yield Shot("dialog-renew", scenes.renewal("renew"))
    for words, compared in (("dialog-duplicates", False), ("dialog-merge", True)):
        yield Shot(words, scenes.duplicates(compared=compared))
    yield Shot("dialog-merge-deals", scenes.merged_deals)
    yield Shot("dialog-rates", scenes.rates)
    for name, show in (*shot_planning.shots(), *shot_afterwards.shots()):
        yield Shot(name, show)


def empty() -> Iterator[Shot]:
    """Every page of a workspace with nothing in it."""
    for entry in registry.ENTRIES:
        yield Shot(f"empty-{entry.key}", _empty(entry.key))


def _empty(key: str) -> Callable[[TourWindow], None]:
    """The page itself, or the welcome that stands in its place."""

    def show(window: TourWindow) -> None:
        window.shell.open_page(key, {})
        window.settle()

    return show


def guide() -> Iterator[Shot]:
    """The pictures of README and guide, under the names that they have there."""
    yield Shot("deals-board", scenes.dragged)
    yield Shot("tasks-board", scenes.page("projects.board"))
    yield Shot("handoff-wizard", handoffs.at_step(3))
    yield Shot("forecast", scenes.page("forecast"))
    yield Shot("burn-down", scenes.page("burndown"))
    yield Shot("import", scenes.preview)
    yield Shot("today", scenes.page("today"))
    yield Shot("deal-lines", scenes.record("deal", "SELECT id FROM deal WHERE title = 'Rebrand and site'"))
    yield Shot("deals-list", scenes.page("deals.list"))
    yield Shot("tasks-list", scenes.tasks_by_week)
    yield Shot("projects-list", scenes.record("project", "SELECT id FROM project WHERE name = 'Kiosk app'"))
    yield Shot("timeline", scenes.timeline("Kiosk app"))
    yield Shot("subtasks", scenes.timeline("Seasonal menus"))
    yield Shot("calendar", scenes.page("calendar"))
    yield Shot("week", scenes.page("week"))
    yield Shot("promised", handoffs.promised)
    yield Shot("change-order", shot_afterwards.order)
    yield Shot("said-days", handoffs.said_days)
    yield Shot("unwin", shot_afterwards.unwin)
    yield Shot("hand-back", shot_afterwards.hand_back)
    yield Shot("brief", shot_afterwards.brief_written)
    yield Shot("graph", scenes.graph)
    yield Shot("numbers", scenes.page("numbers"))
    yield Shot("client", scenes.record("client", "SELECT id FROM client WHERE name = 'Basil & Oak'"))
    yield Shot("clients-by-owner", scenes.clients_by_owner)
    yield Shot("contacts", scenes.contacts)
    yield Shot("contact", scenes.record("contact", "SELECT contact_id FROM deal WHERE title = 'Rebrand and site'"))
    yield Shot("accounts", scenes.page("accounts"))
    yield Shot("renewals", scenes.renewals)
    yield Shot("templates", scenes.page("templates"))
    yield Shot("delivery", scenes.page("delivery"))
    yield Shot("handoff-leaks", scenes.page("handoff"))
    yield Shot("quick-lead", scenes.quick_lead)
    yield Shot("merge", scenes.duplicates(compared=True))
    yield Shot("quick-task", scenes.quick_task)
