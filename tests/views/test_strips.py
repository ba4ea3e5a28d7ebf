"""The strips of a window: work under way is told while it runs, and nothing stays behind it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtTest import QTest

from app.views.strips import QUICK_MS, JobStrips


class Work(QObject):
    """Work that ends when the test says so."""

    progressed = Signal(int, int, str)
    ended = Signal()
    title = "Read the file"
    running = True

    def cancel(self) -> None:
        """Nothing to stop."""


@pytest.fixture
def strips(qtbot):
    made = JobStrips()
    qtbot.addWidget(made)
    return made


def test_work_that_takes_a_while_is_told_and_its_strip_goes_with_it(strips, qtbot):
    work = Work()
    strips.follow(work)
    assert strips.isHidden()
    qtbot.waitUntil(lambda: not strips.isHidden())
    work.ended.emit()
    assert strips.isHidden()


def test_work_that_ends_just_as_it_would_be_told_leaves_no_empty_strip(strips):
    work = Work()
    strips.follow(work)
    QTest.qSleep(QUICK_MS + 50)  # the moment of waiting is over, and nobody has looked yet
    work.ended.emit()
    QTest.qWait(50)
    assert strips.isHidden()
