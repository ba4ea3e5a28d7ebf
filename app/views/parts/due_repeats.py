"""Repeated tasks whose day has come: made once a day, by whichever page of tasks is looked at first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.base import today

if TYPE_CHECKING:
    from app.views.page import Page

_BY_DATE = (
    "SELECT EXISTS (SELECT 1 FROM task WHERE recurs_when = 'date' AND recurrence <> '' AND deleted_at IS NULL "
    "AND due_on IS NOT NULL)"
)


class DueRepeats:
    """Looks for `page`, which shows tasks, and says through the window what has come."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._made_on: date | None = None

    def look(self) -> None:
        """Make what is due unless that was done today."""
        if self._made_on == today():
            return
        self._made_on = today()
        store = self._page.store
        if store.read_only or not store.value(_BY_DATE):
            return
        from app.services import recurrence  # dates by rule are reckoned only where there are any

        made = recurrence.make_due(store)
        if made:
            self._page.shell.toast(f"{len(made)} repeated task{' has' if len(made) == 1 else 's have'} come again")
