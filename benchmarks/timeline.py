"""The timeline of 10,000 tasks: how long a frame takes while it scrolls."""

from __future__ import annotations

import statistics
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.harness import Result, folder, milliseconds, percentile

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

TASKS = 10_000
FRAME_MS = 1000 / 60


def scroll(runs: int) -> Result:
    """A frame of the timeline of all projects while it is scrolled, p95 of many; at 60 frames a second it has 16.7 ms.

    The floor is the same viewport with a line of text and two rectangles in each row, painted whole, without Baton.
    """
    from app.models.store import Store
    from app.views.gantt.view import Gantt
    from app.views.pages.timeline import TimelinePage
    from app.views.tour_window import TourWindow

    count = max(60, runs * 20)
    with TourWindow(folder(), (1920, 1080)) as window:
        window.use(Store.open(_many_tasks()))
        page = window.open_page("timeline")
        assert isinstance(page, TimelinePage)
        page.show_project(None)
        window.wait_for("the timeline of all projects", lambda: page.gantt.scene is not None)
        gantt = window.part(page, Gantt)
        ours = [milliseconds(partial(_step, gantt, window.app)) for _ in range(count)]
        rows = len(gantt.scene.lines.rows) if gantt.scene else 0
        bare = _bare(gantt.viewport().width(), gantt.viewport().height())
        window.settle()
        floor = [milliseconds(bare.viewport().repaint) for _ in range(count)]
        bare.close()
    note = f"p95 of {count}, medians {statistics.median(ours):.1f} to {statistics.median(floor):.1f} ms, {rows:,} rows"
    return Result(
        f"timeline of {TASKS:,} tasks, a frame", percentile(ours, 0.95), percentile(floor, 0.95), None, limit=FRAME_MS, note=note
    )  # fmt: skip


def _many_tasks() -> Path:
    from datetime import date

    from app.services import demo, workspace

    path = folder() / "timeline.baton"
    with workspace.create(path, currency="EUR") as store:
        demo.fill(store, today=date.today(), deals=0, tasks=TASKS, seed=7)  # noqa: DTZ011
    return path


def _step(view: QAbstractScrollArea, app: QApplication) -> None:
    """Some rows further down, and seen."""
    bar = view.verticalScrollBar()
    bar.setValue((bar.value() + 120) % max(1, bar.maximum()))
    app.sendPostedEvents()  # painting


def _bare(width: int, height: int) -> QAbstractScrollArea:
    from PySide6.QtGui import QPainter, QPaintEvent
    from PySide6.QtWidgets import QAbstractScrollArea

    class Bare(QAbstractScrollArea):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
            view: QWidget = self.viewport()
            painter = QPainter(view)
            for top in range(0, view.height(), 32):
                painter.fillRect(0, top, view.width(), 31, self.palette().base())
                painter.drawText(16, top + 20, "A task with a name of usual length")
                painter.fillRect(600, top + 8, 200, 16, self.palette().highlight())

    made = Bare()
    made.resize(width, height)
    made.show()
    return made
