"""What every benchmark needs: a large workspace, medians, and one way to tell a result."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
DEALS, TASKS = 10_000, 100_000


class Result(NamedTuple):
    """`ours` and `floor` in `unit`; `bar` is the largest ratio allowed, `limit` the largest `ours`, where there is one."""

    name: str
    ours: float
    floor: float
    bar: float | None
    unit: str = "ms"
    limit: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the floor; None where there is no floor."""
        return self.ours / self.floor if self.floor else None

    @property
    def holds(self) -> bool:
        """Whether bar and limit are kept."""
        within = self.bar is None or self.ratio is None or self.ratio <= self.bar
        return within and (self.limit is None or self.ours <= self.limit)


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def medians(ours: Callable[[], object], floor: Callable[[], object], runs: int) -> tuple[float, float]:
    """Medians of both in milliseconds, taken in turn after one warm-up each, so that a drifting machine hits both alike."""
    ours()
    floor()
    pairs = [(milliseconds(ours), milliseconds(floor)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@cache
def folder() -> Path:
    """A temporary folder for this run."""
    return Path(tempfile.mkdtemp(prefix="baton-bench-"))


@cache
def _new_workspace() -> Path:
    from app.services import workspace

    path = folder() / "new.baton"
    workspace.create(path, currency="EUR").close()
    return path


def new_workspace(name: str) -> Path:
    """A new workspace of this name, to be opened: a copy, as making one takes a hundred times as long."""
    return Path(shutil.copyfile(_new_workspace(), folder() / name))


@cache
def big_workspace() -> Path:
    """A workspace with 10,000 deals and 100,000 tasks."""
    from app.services import demo, workspace

    path = folder() / "big.baton"
    with workspace.create(path, currency="EUR") as store:
        demo.fill(store, today=date.today(), deals=DEALS, tasks=TASKS, seed=7)  # noqa: DTZ011
    return path


def environment() -> dict[str, str]:
    """A child's environment: no screen, a home of its own."""
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(folder()),
        "XDG_CACHE_HOME": str(folder() / "cache"),
    }


def python(code: str) -> list[str]:
    """The command line that runs `code`."""
    return [sys.executable, "-c", code]


BARE_WINDOW = """import peewee
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event): QTimer.singleShot(0, app.quit)
app = QApplication([]); window = Window(); window.resize(1280, 800); window.show(); app.exec()
"""
