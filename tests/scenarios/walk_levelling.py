"""Deeds of the random walk: levelling."""

from __future__ import annotations

from app.services import levelling
from tests.scenarios.walker import LIVE, Walk


def level(w: Walk) -> None:
    levelling.apply(w.store, levelling.preview(w.store, w.some("project", LIVE), effort=0, pull_forward=True))


ACTS = (level,)
