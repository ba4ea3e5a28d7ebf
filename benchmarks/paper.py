"""Paper: a report of three pages with a chart."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Result, folder, medians

if TYPE_CHECKING:
    from app.models.store import Store

PAPER = "a4"


def report(runs: int) -> Result:
    """The forecast report from the database to the PDF on disk, against typesetting its finished source alone.

    The finished source is what Baton hands to typst: template, fonts and every value and vector chart, gathered before.
    """
    from app.reports import documents, reports

    store = _studio()
    out = folder() / "forecast.pdf"
    handed = _handed(store, out)
    ours, floor = medians(lambda: reports.forecast(store, out, paper=PAPER), lambda: _typeset(handed), runs)
    pages = len(re.findall(rb"/Type\s*/Page\b", documents.typeset("forecast", _data(store), PAPER)))
    store.close()
    return Result("forecast report as PDF, with a chart", ours, floor, 2.0, note=f"{pages} pages")


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
    """Write the report once and listen to what typst is asked."""
    import typst

    from app.reports import reports

    handed, real = _Handed(), typst.Compiler

    class Listening:
        def __init__(self, **options: Any) -> None:
            handed.made = options
            self._real = real(**options)

        def compile(self, **options: Any) -> Any:
            handed.compiled = options
            return self._real.compile(**options)

    typst.Compiler = Listening
    try:
        reports.forecast(store, out, paper=PAPER)
    finally:
        typst.Compiler = real
    return handed


def _typeset(handed: _Handed) -> None:
    import typst

    typst.Compiler(**handed.made).compile(**handed.compiled)
