"""Pages learn of a change once per turn of the event loop, and only if they read what was touched."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from app.services import clients, deals
from app.views.hub import Hub
from app.views.page import Page


class Counting(Page):
    """Counts how often it was refreshed."""

    def __init__(self, store, reads):
        super().__init__(store, SimpleNamespace())
        self.reads = frozenset(reads)
        self.refreshed = 0
        self.changes = []

    def refresh(self):
        self.refreshed += 1

    def on_changes(self, changes):
        self.changes.append(changes)
        super().on_changes(changes)


@pytest.fixture
def hub(qtbot, store):
    made = Hub()
    made.attach(store)
    return made


@pytest.fixture
def page_of(qtbot, store, hub):
    def make(*reads):
        page = Counting(store, reads)
        qtbot.addWidget(page)
        hub.add(page)
        return page

    return make


def turn(qapp):
    qapp.processEvents()


def test_three_actions_in_one_turn_refresh_the_shown_page_once(qapp, store, hub, page_of):
    page = page_of("deal")
    hub.show(page)
    assert page.refreshed == 1
    for title in ("One", "Two", "Three"):
        deals.add(store, title)
    assert page.refreshed == 1
    turn(qapp)
    assert page.refreshed == 2
    assert len(page.changes) == 1
    assert len(page.changes[0].tables["deal"]) == 3


def test_a_page_that_reads_other_tables_is_left_alone(qapp, store, hub, page_of):
    page = page_of("task")
    hub.show(page)
    deals.add(store, "One")
    turn(qapp)
    assert page.refreshed == 1


def test_a_hidden_page_becomes_stale_and_catches_up_when_shown(qapp, store, hub, page_of):
    first, second = page_of("deal"), page_of("deal", "client")
    hub.show(first)
    hub.show(second)
    clients.add(store, "Heron Florists")
    turn(qapp)
    assert not hub.is_stale(first)
    deals.add(store, "One")
    turn(qapp)
    assert (first.refreshed, second.refreshed) == (1, 3)
    assert hub.is_stale(first)
    hub.show(first)
    assert first.refreshed == 2
    hub.show(first)
    assert first.refreshed == 2


def test_undo_refreshes_too(qapp, store, hub, page_of):
    page = page_of("deal")
    hub.show(page)
    deals.add(store, "One")
    turn(qapp)
    store.undo()
    turn(qapp)
    assert page.changes[-1].kind == "undo"
    assert page.refreshed == 3


def test_while_no_page_is_seen_all_become_stale(qapp, store, hub, page_of):
    page = page_of("deal")
    hub.show(page)
    hub.hide()
    deals.add(store, "One")
    turn(qapp)
    assert page.refreshed == 1
    assert hub.is_stale(page)


def test_a_page_that_fails_does_not_keep_the_header_from_hearing(qapp, store, hub, page_of, monkeypatch):
    seen, raised = [], []
    monkeypatch.setattr(sys, "excepthook", lambda kind, problem, trace: raised.append(problem))
    page = page_of("deal")
    hub.show(page)
    page.refresh = lambda: 1 / 0
    hub.changed.connect(seen.append)
    deals.add(store, "One")
    turn(qapp)
    assert isinstance(raised[0], ZeroDivisionError)
    assert seen[0].label == "Add deal"


def test_another_workspace_silences_the_one_before(qapp, store, hub, page_of):
    page = page_of("deal")
    hub.show(page)
    hub.attach(None)
    deals.add(store, "One")
    turn(qapp)
    assert page.refreshed == 1


def test_a_change_is_not_lost_when_the_page_writes_while_refreshing(qapp, store, hub, page_of):
    page = page_of("deal")
    hub.show(page)

    def write_once(changes):
        page.on_changes = page.changes.append
        deals.add(store, "Two")

    page.on_changes = write_once
    deals.add(store, "One")
    turn(qapp)
    turn(qapp)
    assert len(page.changes) == 1
