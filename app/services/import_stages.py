"""The stages that deals of a file are in."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.models.store import Store
from app.services import ranking, workspace
from app.services.imports import Landed

WON = frozenset(("won", "closed won", "closedwon", "gewonnen", "gagné", "ganado"))
LOST = frozenset(("lost", "closed lost", "closedlost", "verloren", "perdu", "perdido"))


class Stage(NamedTuple):
    """A stage; its `kind` is open, won or lost."""

    id: int
    kind: str
    pipeline_id: int


class Stages:
    """Stages by pipeline and name; an unknown one becomes an open stage before Won."""

    def __init__(self, store: Store, landed: Landed) -> None:
        self._store, self._landed = store, landed
        self._pipelines = {
            name.lower(): row for row, name in store.rows("SELECT id, name FROM pipeline ORDER BY id DESC")
        }
        self._default = int(store.value("SELECT id FROM pipeline WHERE archived_at IS NULL ORDER BY rank, id LIMIT 1"))
        self._cache: dict[tuple[Any, Any], Stage] = {}

    def find(self, pipeline: str | None, stage: str | None) -> Stage:
        """The stage of these names; without a name the first open one, without a pipeline the first there is."""
        known = self._cache.get((pipeline, stage))
        if known is None:
            known = self._cache[(pipeline, stage)] = self._look(self._pipeline(pipeline), (stage or "").strip())
        return known

    def _pipeline(self, name: str | None) -> int:
        if not name:
            return int(self._default)
        if name.lower() not in self._pipelines:
            self._pipelines[name.lower()] = workspace.add_pipeline(self._store, name)
            self._landed.made.setdefault("pipeline", []).append(name)
        return int(self._pipelines[name.lower()])

    def _look(self, pipeline: int, name: str) -> Stage:
        rows = self._store.rows(
            "SELECT id, kind, pipeline_id, name, rank FROM stage WHERE pipeline_id = ? ORDER BY rank", (pipeline,)
        )
        if not name:
            return Stage(*next(row for row in rows if row[1] == "open")[:3])
        for row in rows:
            if row[3].lower() == name.lower():
                return Stage(*row[:3])
        kind = "won" if name.lower() in WON else "lost" if name.lower() in LOST else "open"
        if kind != "open":
            return Stage(*next(row for row in rows if row[1] == kind)[:3])
        won = next(row[4] for row in rows if row[1] == "won")
        last = max((row[4] for row in rows if row[4] < won), default=won - ranking.STEP)
        self._store.execute(
            "INSERT INTO stage (pipeline_id, name, kind, rank, probability) VALUES (?, ?, 'open', ?, 50)",
            (pipeline, name, (last + won) // 2),
        )
        self._landed.made.setdefault("stage", []).append(name)
        return self._look(pipeline, name)
