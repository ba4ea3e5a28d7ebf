"""What is read at every start, drop and keystroke is served by an index: no plan walks a whole table of records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from app.models.store import Store
from app.services import (
    deal_board,
    deal_list,
    demo,
    search,
    subtasks,
    task_board,
    task_detail,
    task_list,
    timeline,
    workspace,
)
from app.services.deal_board import DealFilter
from app.services.task_filter import TaskFilter

# Tables that grow with the business; walking one of them, or a list in memory, is what a hot read must not do.
GROWS = r"deal|task|client|contact|activity|time_entry|deal_event|task_event|dependency|tag_link|custom_value"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("hot") / "hot.baton"
    with workspace.create(path, my_name="Mara Sample", currency="EUR") as made:
        demo.fill(made, today=date(2026, 11, 12), deals=300, tasks=900)
        yield made


@contextmanager
def plans(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """Every step of every plan of the queries that are read meanwhile, with its query."""
    rows, found = store.rows, []

    def watched(read: Callable[..., Any]) -> Callable[..., Any]:
        def explained(sql: str, params: Any = ()) -> Any:
            found.extend((str(step[3]), sql) for step in rows(f"EXPLAIN QUERY PLAN {sql}", params))
            return read(sql, params)

        return explained

    with monkeypatch.context() as patch:
        patch.setattr(store, "rows", watched(rows))
        patch.setattr(store, "ids", watched(store.ids))
        yield found


HOT: dict[str, Callable[[Store], object]] = {
    "a column's cards in their order": lambda store: deal_board.board_ids(store, DealFilter(pipeline_id=1), 1),
    "the sums of the columns": lambda store: deal_board.board(store, DealFilter(pipeline_id=1)),
    "a window of deal cards": lambda store: deal_board.cards(store, list(range(1, 60))),
    "how many wait for their handoff": deal_board.waiting_count,
    "a window of deal rows": lambda store: deal_list.rows(store, list(range(1, 60))),
    "a window of task cards": lambda store: task_board.cards(store, list(range(1, 60))),
    "a window of task rows": lambda store: task_list.rows(store, list(range(1, 60))),
    "a column's tasks in their order": lambda store: task_board.board_ids(store, TaskFilter(), 1),
    "a word in the find box": lambda store: search.find(store, "web"),
    "all of a task": lambda store: task_detail.detail(store, 1),
    "what stands below tasks": lambda store: subtasks.below(store, [1, 2]),
    "a deal's timeline": lambda store: timeline.page(store, "deal", 1),
}


@pytest.mark.parametrize("name", HOT)
def test_hot_reads_walk_no_table(store: Store, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with plans(store, monkeypatch) as found:
        HOT[name](store)
    assert found, "nothing was read"
    walks = [(step, sql) for step, sql in found if re.match(rf"SCAN (?:{GROWS}|[dta])\b(?!.*INDEX)", step)]
    assert walks == []


def test_a_column_is_read_from_its_index_alone_and_never_sorted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with plans(store, monkeypatch) as found:
        deal_board.board(store, DealFilter(pipeline_id=1))
        deal_board.board_ids(store, DealFilter(pipeline_id=1), 1)
    steps = [step for step, sql in found if " d " in f"{sql} " and "FROM deal d" in sql]
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert all("COVERING" in step for step in steps if step.startswith("SEARCH d"))
