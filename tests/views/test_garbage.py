"""Garbage is searched when nobody waits, and found all the same."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views import garbage


class _Ring:
    """Something that only a search can find."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def _as_before(qapp: QApplication) -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.freeze()  # the tests themselves, as before


@pytest.mark.usefixtures("_as_before")
def test_what_is_set_aside_is_not_searched_again_until_the_user_leaves(qapp: QApplication, qtbot: QtBot) -> None:
    sweeper = garbage.Sweeper(qapp)
    ring = _Ring()
    gone = weakref.ref(ring)
    garbage.set_aside()
    del ring
    garbage.set_aside()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # a dialog opened: nobody left
    qtbot.wait(garbage._AWAY_MS + 100)
    assert gone() is not None
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    qtbot.waitUntil(lambda: gone() is None)
    sweeper.deleteLater()


@pytest.mark.usefixtures("_as_before")
def test_new_garbage_is_found_by_the_short_search() -> None:
    garbage.set_aside()
    gone = weakref.ref(_Ring())
    garbage.set_aside()
    assert gone() is None


@pytest.mark.usefixtures("_as_before")
def test_nothing_is_searched_while_the_window_starts() -> None:
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        garbage.set_aside()
    finally:
        gc.enable()
    assert gc.get_freeze_count() == frozen
