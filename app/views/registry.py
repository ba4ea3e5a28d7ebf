"""The pages of the window, in their order. To add one, write its module and add a line here."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from app.views.page import Page

Tab = Literal["sell", "deliver"]


class Entry(NamedTuple):
    """One page: `module` is imported when it is first shown, `attr` is its class."""

    key: str
    tab: Tab
    title: str
    module: str
    attr: str
    icon: str


class MainTab(NamedTuple):
    """One of the two places of the window."""

    key: Tab
    title: str
    icon: str


TABS: Final = (
    MainTab("sell", "Clients / Deals", "handshake"),
    MainTab("deliver", "Projects / Tasks", "check-square"),
)

_PAGES: Final = "app.views.pages."

ENTRIES: Final = (
    Entry("today", "sell", "Today", _PAGES + "today", "Today", "calendar-blank"),
    Entry("deals.board", "sell", "Board", _PAGES + "deals_board", "DealsBoard", "columns"),
    Entry("deals.list", "sell", "List", _PAGES + "deals_list", "DealsList", "table"),
    Entry("clients", "sell", "Clients", _PAGES + "clients", "Clients", "buildings"),
    Entry("accounts", "sell", "Accounts", _PAGES + "accounts", "AccountsPage", "repeat"),
    Entry("forecast", "sell", "Forecast", _PAGES + "forecast", "ForecastPage", "chart-bar"),
    Entry("numbers", "sell", "Numbers", _PAGES + "numbers", "NumbersPage", "percent"),
    Entry("today.work", "deliver", "Today", _PAGES + "today", "TodayWork", "calendar-blank"),
    Entry("projects.board", "deliver", "Board", _PAGES + "tasks_board", "TasksBoard", "columns"),
    Entry("tasks.list", "deliver", "List", _PAGES + "tasks_list", "TasksList", "table"),
    Entry("timeline", "deliver", "Timeline", _PAGES + "timeline", "TimelinePage", "chart-bar-horizontal"),
    Entry("calendar", "deliver", "Calendar", _PAGES + "calendar", "CalendarPage", "calendar-blank"),
    Entry("week", "deliver", "Week", _PAGES + "week", "WeekPage", "clock"),
    Entry("projects", "deliver", "Projects", _PAGES + "projects", "Projects", "flag"),
    Entry("templates", "deliver", "Templates", _PAGES + "templates", "TemplatesPage", "copy"),
    Entry("handoff", "deliver", "Handoff", _PAGES + "handoff", "HandoffPage", "arrow-right"),
    Entry("burndown", "deliver", "Burn-down", _PAGES + "burndown", "BurndownPage", "trend-down"),
    Entry("delivery", "deliver", "Delivery", _PAGES + "delivery", "DeliveryPage", "check-circle"),
)

# Where each place begins, and where an empty workspace is welcomed.
STARTS: Final = ("deals.board", "projects.board")
WELCOMES: Final = ("deals.board", "today", "today.work")

_HOMES: Final = {
    "deal": ("deals.board", "deals.list"),
    "client": ("clients",),
    "contact": ("clients",),
    "project": ("projects",),
    "task": ("projects.board", "tasks.list"),
    "renewal": ("accounts",),
}


def available() -> tuple[Entry, ...]:
    """The pages that this installation has."""
    return tuple(entry for entry in ENTRIES if _is_there(entry.module))


@cache
def _is_there(module: str) -> bool:
    """Kept, since looking for all of them in the folders takes every new window longer than building its header."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def entry(key: str) -> Entry | None:
    """The page of this key, or None."""
    return next((found for found in ENTRIES if found.key == key), None)


def home_of(kind: str, current: str) -> str:
    """The page on which a record of this kind is shown: the current one if it can, else its first.

    Raises KeyError for an unknown kind.
    """
    homes = _HOMES[kind]
    return current if current in homes else homes[0]


def import_next(found: Entry) -> bool:
    """Import this page's module, or the next of those it is built of; False when all are at hand."""
    built_of = [f"app.views.{part}" for part in page_class(found).built_of] if found.module in sys.modules else []
    missing = next((module for module in (found.module, *built_of) if module not in sys.modules), "")
    if missing:
        import_module(missing)
    return bool(missing)


def page_class(found: Entry) -> type[Page]:
    """Import the page's module and return its class."""
    made: type[Page] = getattr(import_module(found.module), found.attr)
    return made
