"""Start to painted board with 10,000 deals and 100,000 tasks in the file, and the memory that takes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.harness import BARE_WINDOW, Result, big_workspace, environment, milliseconds, python

FORBIDDEN = (
    "matplotlib",
    "numpy",
    "typst",
    "babel",
    "click",
    "holidays",
    "dateutil",
    "app.views.pages.forecast",
    "app.views.pages.burndown",
)
# The peak of this program alone: what getrusage tells includes the parent that started it.
PEAK = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


def _baton() -> str:
    return str(Path(sys.executable).with_name("baton"))


def start(runs: int) -> Result:
    """Whole processes in turn: Baton until its board is painted, and a bare window that imports peewee."""
    path, env = str(big_workspace()), environment()
    ours, floor = [], []
    for index in range(runs + 1):
        pair = [
            milliseconds(lambda command=command: subprocess.run(command, env=env, check=True, capture_output=True))
            for command in ([_baton(), path, "--exit-when-painted"], python(BARE_WINDOW))
        ]
        if index:
            ours.append(pair[0])
            floor.append(pair[1])
    said = subprocess.run(
        [_baton(), path, "--exit-when-painted"], env=env, check=True, capture_output=True, text=True
    ).stdout
    return Result(
        "start to painted board",
        statistics.median(ours),
        statistics.median(floor),
        2.0,
        note=f"inside: {json.loads(said)}",
    )


def memory(runs: int) -> Result:  # noqa: ARG001
    """Peak resident memory of both programs, in MB."""
    program = f"import sys; sys.argv = ['baton', {str(big_workspace())!r}, '--exit-when-painted']\nfrom app.main import main; main()"
    names = f"\nimport sys; print([name for name in {FORBIDDEN!r} if name in sys.modules])"
    ours = subprocess.run(
        python(program + PEAK + names), env=environment(), check=True, capture_output=True, text=True
    ).stdout.splitlines()
    floor = subprocess.run(
        python(BARE_WINDOW + PEAK), env=environment(), check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return Result(
        "memory with that file open",
        int(ours[-2]) / 1024,
        int(floor[-1]) / 1024,
        1.5,
        "MB",
        note=f"imported too early: {ours[-1]}",
    )
