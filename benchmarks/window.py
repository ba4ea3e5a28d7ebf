"""The window: dropping a card, and how long any action keeps the event loop."""

from __future__ import annotations

from benchmarks.harness import Result


def drop(runs: int) -> Result:
    raise NotImplementedError


def loop(runs: int) -> Result:
    raise NotImplementedError
