"""Opening a page for the first time: how long that keeps the event loop."""

from __future__ import annotations

import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.harness import ROOT, Result, big_workspace, environment, python

BLOCKED_MS = 50.0


def opening(runs: int) -> Result:
    """The longest that the first opening of a page keeps the event loop, 100,000 tasks in the file.

    Each page in a program of its own that has come to rest, so that what only this page needs is imported, made, read and
    painted. What counts is the median of a page, and of those the worst.
    """
    from app.views import registry

    found = []
    for entry in registry.ENTRIES:
        code = f"from benchmarks.opening import tell; tell({str(big_workspace())!r}, {entry.key!r})"
        took = []
        for _ in range(max(1, runs // 3)):
            said = subprocess.run(
                python(code), env=environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
            ).stdout
            took.append(float(said))
        found.append((statistics.median(took), entry.key))
    found.sort(reverse=True)
    held = sum(took <= BLOCKED_MS for took, _ in found)
    note = "worst: " + ", ".join(f"{key} {took:.0f}" for took, key in found[:6])
    note += f"; median {statistics.median(took for took, _ in found):.0f}; {held} of {len(found)} within"
    return Result("first opening of a page, 100,000 tasks", found[0][0], 0.0, None, limit=BLOCKED_MS, note=note)


def tell(workspace: str, key: str) -> None:
    """Print how long opening this page keeps the loop, in milliseconds; only reads the workspace."""
    from benchmarks.window import Heart, started

    # another page first: the two boards are where the program begins
    begin = "projects.board" if key == "deals.board" else "deals.board"
    with started(Path(workspace), begin) as window:
        heart = Heart()
        window.settle(300)
        sys.stdout.write(f"{heart.longest(window, partial(window.shell.open_page, key)):.1f}\n")
        heart.stop()
