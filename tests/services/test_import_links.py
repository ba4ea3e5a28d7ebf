"""What the tasks of a file wait for: circles and missing ones are refused with their reason, whatever a file holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.domain.network import Network
from app.domain.schedule import Task
from app.exchange.values import parse_predecessors
from app.models.store import Store
from app.services import imports
from app.services.imports import Batch, Landed
from app.services.plan_reads import links_of, tasks_of

Line = tuple[str, str, str, str]


def _land(store: Store, project: str, lines: Sequence[Line], on_duplicate: Any = "update") -> Landed:
    """Lines of external id, key, title and predecessors."""
    external, keys, titles, words = zip(*lines, strict=True)
    columns: dict[str, list[Any]] = {
        "external_id": [each or None for each in external], "key": [each or None for each in keys], "title": list(titles),
        "project": [project] * len(lines), "predecessors": [parse_predecessors(each, frozenset(keys)) for each in words],
    }  # fmt: skip
    return imports.land(store, Batch("tasks", list(range(1, len(lines) + 1)), columns, {}), on_duplicate=on_duplicate)


def _waits(store: Store) -> set[tuple[str, str]]:
    return set(store.rows("SELECT p.title, s.title FROM dependency d JOIN task p ON p.id = predecessor_id JOIN task s ON s.id = successor_id"))  # fmt: skip


def test_who_waits_for_a_refused_row_is_refused_as_well(store: Store) -> None:
    lines = [
        ("", "0", "Start", "nobody"),
        *(("", str(i), f"Step {i}", str(i - 1)) for i in range(1, 6)),
        ("", "x", "Alone", ""),
    ]
    landed = _land(store, "P", lines)
    assert landed.created == 1 and [problem.row for problem in landed.errors] == [1, 2, 3, 4, 5, 6]
    assert landed.errors[5].value == "4" and landed.errors[5].problem.startswith("There is no task 4 in this project")


def test_a_row_of_the_same_name_takes_the_place_of_a_refused_one(store: Store) -> None:
    landed = _land(store, "P", [("", "A", "First", "nobody"), ("", "A", "Second", ""), ("", "B", "Then", "A")])
    assert [problem.row for problem in landed.errors] == [1] and _waits(store) == {("Second", "Then")}


def test_two_circles_are_named_each_by_its_own_path(store: Store) -> None:
    lines = [("", "A", "A", "B"), ("", "B", "B", "A"), ("", "X", "X", "Y"), ("", "Y", "Y", "Z"), ("", "Z", "Z", "X")]
    said = {
        problem.row: problem.problem.partition(": ")[2].partition(".")[0] for problem in _land(store, "P", lines).errors
    }
    assert said == {1: "A → B → A", 2: "A → B → A", 3: "X → Y → Z → X", 4: "X → Y → Z → X", 5: "X → Y → Z → X"}


def test_a_long_circle_is_cut_in_its_middle(store: Store) -> None:
    landed = _land(store, "P", [("", str(i), f"Step {i}", str((i + 1) % 40)) for i in range(40)])
    assert len(landed.errors) == 40
    assert "0 → 1 → 2 → 3 → 4 → 5 → … → 35 → 36 → 37 → 38 → 39 → 0" in landed.errors[0].problem


def test_a_task_under_a_new_key_makes_no_circle_with_its_old_links(store: Store) -> None:
    _land(store, "P", [("x1", "A", "Draw", ""), ("x2", "B", "Build", "A")])
    landed = _land(store, "P", [("x1", "Z", "Draw", "B")])
    assert [problem.problem for problem in landed.errors] == [
        "These tasks wait for each other: B → Z → B. Remove one of the links."
    ]
    itself = _land(store, "P", [("x1", "Z", "Sketch", "A")])
    assert [problem.problem for problem in itself.errors] == ["“Sketch” waits for itself."]
    assert _waits(store) == {("Draw", "Build")}


def test_a_task_gets_the_external_id_that_a_later_file_has_for_it(store: Store) -> None:
    _land(store, "P", [("", "A", "Draw", ""), ("", "", "Build", "A")])
    landed = _land(store, "P", [("x1", "A", "Draw", ""), ("x2", "", "Build", ""), ("x3", "", "Build", "")])
    assert (landed.created, landed.updated) == (1, 2)
    assert store.rows("SELECT title, external_id FROM task ORDER BY id") == [
        ("Draw", "x1"),
        ("Build", "x2"),
        ("Build", "x3"),
    ]


NAMES = st.sampled_from("ABCDE")
LINES = st.lists(
    st.tuples(st.sampled_from(["", "", "x1", "x2"]), st.one_of(st.just(""), NAMES), NAMES, st.lists(NAMES, max_size=2, unique=True)),
    min_size=1,
    max_size=7,
)  # fmt: skip
_runs = count()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
@example([("", "A", "B", []), ("x1", "", "B", []), ("x1", "C", "A", [])])
@example([("", "A", "A", []), ("x1", "A", "A", []), ("x1", "C", "B", [])])
def test_a_file_that_comes_in_again_makes_no_task(store: Store, lines: Any) -> None:
    name = f"P{next(_runs)}"
    told = [(mark and name + mark, key, title, "") for mark, key, title, _ in lines]
    _land(store, name, told)
    tasks = store.rows("SELECT id, key, title FROM task ORDER BY id")
    for _ in range(2):
        assert _land(store, name, told).created == 0
        assert len(store.rows("SELECT id FROM task")) == len(tasks)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LINES, st.sampled_from(["update", "update", "skip", "create"])), min_size=1, max_size=3))
def test_whatever_a_file_links_the_plan_has_no_circle(store: Store, files: Any) -> None:
    name = f"P{next(_runs)}"
    for lines, on_duplicate in files:
        told = [(mark and name + mark, key, title, ";".join(words)) for mark, key, title, words in lines]
        landed = _land(store, name, told, on_duplicate)
        refused = {problem.row for problem in landed.errors}
        assert landed.created + landed.updated + landed.skipped + len(refused) == len(lines)
        assert all(problem.value in words for problem in landed.errors for *_, words in [lines[problem.row - 1]])
    project = store.value("SELECT id FROM project WHERE name = ?", (name,))
    rows = tasks_of(store, [project]) if project is not None else []
    Network([Task(row.id, 1) for row in rows], links_of(store, [project]) if rows else [])  # or there is a circle
