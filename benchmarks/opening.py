"""Opening a page for the first time, by its tab, by its key, and by its key at once after the start: how long that keeps the event loop."""

from __future__ import annotations

import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import ROOT, Result, big_workspace, environment, python

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.tour_window import TourWindow

BLOCKED_MS = 50.0
WAYS = ("key", "tab")
AT_ONCE = "key at once"
"""After the start, before anything was got ready: told beside the others, from one run each."""
REST_MS = 150
"""Between the pointer's coming to a tab and the press; a hand takes longer."""


def opening(runs: int) -> Result:
    """The longest that the first opening of a page keeps the event loop, 100,000 tasks in the file.

    Each page in a program of its own that has come to rest, so that it is made, read and painted: by its key from the press, by its tab
    from the moment at which the pointer comes to it. What counts is the median of a page, and of those the worst. Told beside it: by
    the key at once after the start.
    """
    from app.views import registry

    found: dict[str, list[tuple[float, str]]] = {way: [] for way in (*WAYS, AT_ONCE)}
    for entry in registry.ENTRIES:
        for way, pages in found.items():
            code = f"from benchmarks.opening import tell; tell({str(big_workspace())!r}, {entry.key!r}, {way!r})"
            took = []
            for _ in range(1 if way == AT_ONCE else max(1, runs // 3)):
                said = subprocess.run(
                    python(code), env=environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
                ).stdout
                took.append(float(said))
            pages.append((statistics.median(took), entry.key))
    notes = []
    for way, pages in found.items():
        pages.sort(reverse=True)
        worst = ", ".join(f"{key} {took:.0f}" for took, key in pages[:5])
        held = sum(took <= BLOCKED_MS for took, _ in pages)
        median = statistics.median(took for took, _ in pages)
        notes.append(f"by its {way}: {worst}; median {median:.0f}; {held} of {len(pages)} within")
    worst_of_all = max(found[way][0][0] for way in WAYS)
    note = "; ".join(notes)
    return Result("first opening of a page, 100,000 tasks", worst_of_all, 0.0, None, limit=BLOCKED_MS, note=note)


def tell(workspace: str, key: str, way: str) -> None:
    """Print how long opening this page keeps the loop, in milliseconds; only reads the workspace."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QEnterEvent

    from app.views import registry
    from benchmarks.window import Heart, started

    entry = registry.entry(key)
    assert entry is not None
    here, there = registry.STARTS if entry.tab == "sell" else registry.STARTS[::-1]
    with started(Path(workspace), there if key == here else here) as window:
        heart = Heart()
        window.settle(300)
        if way != AT_ONCE:
            window.wait_for("Getting the pages ready", lambda: window.shell.ahead.is_done)
        if way == "tab":
            tab, middle = _tab(window, key), QPointF(10, 10)
            came = QEnterEvent(middle, middle, tab.mapToGlobal(middle))
            longest = heart.longest(window, partial(window.app.sendEvent, tab, came))
            window.settle(REST_MS)
            longest = max(longest, heart.longest(window, tab.click))
        else:
            longest = heart.longest(window, partial(window.shell.open_page, key))
        sys.stdout.write(f"{longest:.1f}\n")
        heart.stop()


def _tab(window: TourWindow, key: str) -> QWidget:
    """What is clicked to come to this page: its tab, or the place that begins with it."""
    shell = window.shell
    tab = next((tab for tab in shell.page_row.tabs if tab.entry.key == key), None)
    return tab or next(place for place in shell.header.places if not place.isChecked())
