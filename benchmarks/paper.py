"""Paper: a report of three pages with a chart."""

from __future__ import annotations

import re
import statistics
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from benchmarks.harness import Result, folder, milliseconds

if TYPE_CHECKING:
    from app.models.store import Store

PAPER: Final = "a4"


def report(runs: int) -> Result:
    """The forecast report from the database to the PDF on disk, against typesetting its finished source alone.

    The finished source is what Baton hands to typst: template, fonts and every value and vector chart, gathered before.
    Typst remembers what it has set within a process; so all deals get new names before each of the two, and neither
    sets a document that was seen.
    """
    from app.reports import documents, reports

    store = _studio()
    out = folder() / "forecast.pdf"
    ours, floor = [], []
    for turn in range(runs + 1):
        _rename(store, 2 * turn)
        took = milliseconds(lambda: reports.forecast(store, out, paper=PAPER))
        _rename(store, 2 * turn + 1)
        handed = _handed(store, folder() / "unset.pdf")
        bare = milliseconds(partial(_typeset, handed))
        if turn:  # the first one imports
            ours.append(took)
            floor.append(bare)
    pages = len(re.findall(rb"/Type\s*/Page\b", documents.typeset("forecast", _data(store), PAPER)))
    store.close()
    name = "forecast report as PDF, with a chart"
    return Result(name, statistics.median(ours), statistics.median(floor), 2.0, note=f"{pages} pages")


def _rename(store: Store, turn: int) -> None:
    """Other names of the same length for all deals."""
    with store.write("Other names"):
        store.execute("UPDATE deal SET title = printf('%04d', ?) || substr(title, 5)", (1000 + turn,))


def _studio() -> Store:
    """A workspace whose report fills about three pages: some hundred deals in the forecast's months."""
    from app.base import today
    from app.services import demo, workspace

    path: Path = folder() / "paper.baton"
    store = workspace.create(path, currency="EUR")
    demo.fill(store, today=today(), deals=170, tasks=40, seed=7)
    return store


def _data(store: Store) -> dict[str, Any]:
    from app.base import today
    from app.reports import forecast_report

    return dict(forecast_report.gather(store, today(), PAPER))


class _Handed:
    """What typst was given when Baton wrote the report: how its compiler was made, and what it compiled."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}
        self.compiled: dict[str, Any] = {}


def _handed(store: Store, out: Path) -> _Handed:
    """Have the report written and listen to what typst is asked, without setting it."""
    import typst

    from app.reports import reports

    handed = _Handed()

    class Listening:
        def __init__(self, **options: Any) -> None:
            handed.made = options

        def compile(self, **options: Any) -> bytes:
            handed.compiled = options
            return b""

    with patch.object(typst, "Compiler", Listening):
        reports.forecast(store, out, paper=PAPER)
    return handed


def _typeset(handed: _Handed) -> None:
    import typst

    typst.Compiler(**handed.made).compile(**handed.compiled)
