"""A record that is opened while a long list is read leaves the list what it is narrowed to, if that shows the record."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import open_window, turn

from app.views import jobs


class Case(NamedTuple):
    """A page with its records: how it is narrowed, words that leave one, and words that leave the one that is opened."""

    page: str
    kind: str
    narrow: Any
    few: str
    words: str
    wanted: str


CASES = [
    Case("tasks.list", "task", lambda page, text: page.narrow(page.flt._replace(text=text)), "access", "checkout", "Checkout flow"),
    Case("projects", "project", lambda page, text: page.filters.narrow(text=text), "seasonal", "kiosk", "Kiosk app"),
    Case("accounts", "renewal", lambda page, text: page.renewals.filters.narrow(text=text), "hosting", "care", "Care plan"),
    Case("clients", "client", lambda page, text: page.filters.narrow(text=text), "brook", "larch", "Larch Foods"),
]  # fmt: skip


class Opened(NamedTuple):
    """A page that reads beside its window, and the list on it."""

    case: Case
    page: Any
    at: Any
    wanted: int

    def text(self) -> str:
        at = self.page if self.case.kind == "task" else self.at.filters
        return str(at.flt.text)

    def narrow(self, text: str) -> None:
        self.case.narrow(self.page, text)

    def open(self) -> None:
        self.page.shell.go(self.case.kind, self.wanted)

    def all_read(self) -> bool:
        turn()
        return not self.at.latest.busy and not jobs.running()


@pytest.fixture(params=CASES, ids=lambda case: case.page)
def opened(request, qtbot, studio, tmp_path):
    case = request.param
    name = "name" if case.kind in ("project", "client") else "title"
    shell = open_window(qtbot, studio, tmp_path, case.page)
    page = at = shell.page
    if case.kind == "renewal":
        page._turn()
        at = page.renewals
    turn()
    at.latest._at_once = 0  # as if there were very many
    wanted = int(studio.value(f"SELECT id FROM {case.kind} WHERE {name} LIKE ?", (f"{case.wanted}%",)))
    found = Opened(case, page, at, wanted)
    qtbot.waitUntil(found.all_read)
    found.narrow(case.few)
    qtbot.waitUntil(found.all_read)
    assert at.table.listed and wanted not in at.table.listed
    yield found
    shell.close()


def test_a_filter_that_shows_the_record_stays(qtbot, opened):
    opened.narrow(opened.case.words)
    opened.open()
    qtbot.waitUntil(lambda: opened.at.table.current == opened.wanted)
    qtbot.waitUntil(opened.all_read)
    assert opened.text() == opened.case.words


def test_a_filter_that_hides_the_record_gives_way_once_that_is_known(qtbot, opened):
    opened.narrow("nothing is called so")
    opened.open()
    qtbot.waitUntil(lambda: opened.at.table.current == opened.wanted)
    qtbot.waitUntil(opened.all_read)
    assert opened.text() == ""


def test_a_filter_that_is_typed_after_the_record_was_opened_stays(qtbot, opened):
    opened.narrow("nothing is called so")
    opened.open()
    opened.narrow(opened.case.few)
    qtbot.waitUntil(opened.all_read)
    assert opened.text() == opened.case.few and opened.wanted not in opened.at.table.listed
