"""Paper: a report of three pages with a chart."""

from __future__ import annotations

from benchmarks.harness import Result, folder, medians


def report(runs: int) -> Result:
    """The forecast report from the database to the PDF on disk, against typesetting its finished source alone."""
    raise NotImplementedError
