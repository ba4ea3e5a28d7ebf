"""Answers to what is asked again and again: one that was overtaken is not shown, one that is only asked again is."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QObject

from app.views.parts.latest_read import LatestRead


class Asking:
    """Asks questions whose answers are given when the test says so."""

    def __init__(self, store):
        self.owner = QObject()
        self.reads = LatestRead(store, self.owner, at_once=-1)
        self.shown, self._given = [], {}

    def ask(self, question, **how):
        given = self._given[question] = Event()
        self.reads.ask(lambda: given.wait(5) and question, self.shown.append, **how)

    def give(self, question):
        self._given[question].set()


@pytest.fixture
def asking(qtbot, store):
    return Asking(store)


def test_an_answer_that_was_overtaken_is_not_shown(qtbot, asking):
    asking.ask("web")
    asking.ask("website")
    asking.give("web")
    asking.give("website")
    qtbot.waitUntil(lambda: not asking.reads.busy)
    assert asking.shown == ["website"]


def test_what_is_asked_again_for_something_learned_is_shown_meanwhile(qtbot, asking):
    asking.ask("first")
    asking.ask("again", patient=True)
    asking.give("first")
    qtbot.waitUntil(lambda: asking.shown == ["first"])
    asking.ask("once more", patient=True)
    asking.give("again")
    qtbot.waitUntil(lambda: asking.shown == ["first", "again"])
    asking.give("once more")
    qtbot.waitUntil(lambda: not asking.reads.busy)
    assert asking.shown == ["first", "again", "once more"]


def test_something_else_asked_meanwhile_is_waited_for_however_often_it_is_asked_again(qtbot, asking):
    asking.ask("web")
    asking.ask("website")
    asking.ask("website again", patient=True)
    asking.give("web")
    asking.give("website again")
    qtbot.waitUntil(lambda: not asking.reads.busy)
    assert asking.shown == ["website again"]
