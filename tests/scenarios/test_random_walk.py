"""Hundreds of random verbs over every part of the business; then undo to the start and redo to the end, every table compared each way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.base import today
from app.models.events import UNLOGGED
from app.models.store import Store
from app.models.tables import COLUMNS
from app.services import demo, task_board
from tests.scenarios.walker import Walk, all_acts

Dump = dict[str, list[tuple[Any, ...]]]


def _dump(store: Store) -> Dump:
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS if table not in UNLOGGED}


@pytest.mark.parametrize("seed", [1, 2])
def test_undo_to_the_start_and_redo_to_the_end_meet_every_state_again(
    store: Store, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.models.store.UNDO_STEPS", 10_000)  # else the oldest steps would be forgotten on the way
    demo.fill(store, today=today())
    while store.undo_label:
        store._forget(store._undo.pop())  # the walk starts here
    acts = all_acts()
    walk = Walk(store, seed, tmp_path, acts)
    touched: set[str] = set()
    store.subscribe(lambda changes: touched.update(changes.tables))
    start, marks = _dump(store), {}
    for _ in range(4 * len(acts)):
        walk.step()
        if len(store._undo) % 20 == 0:
            marks[len(store._undo)] = _dump(store)
    end, depth = _dump(store), len(store._undo)
    assert depth > 100 and len(walk.done) > len(set(acts)) * 0.9, (
        depth,
        sorted({act.__name__ for act in acts} - walk.done.keys()),
    )
    # Histories are written by the Store itself.
    assert COLUMNS.keys() - touched <= {"deal_event", "task_event", "time_event", "renewal_event", *UNLOGGED}, (
        COLUMNS.keys() - touched
    )
    while store.undo():
        if (now := len(store._undo)) in marks and marks[now] is not None:
            assert _dump(store) == marks[now]
    assert _dump(store) == start
    assert store.rows("PRAGMA foreign_key_check") == []
    while store.redo():
        pass
    assert _dump(store) == end and len(store._undo) == depth
    assert task_board.board(store, task_board.TaskFilter())
