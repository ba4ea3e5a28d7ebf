"""A random user works on projects, and after every deed and every undo list, memory and plan say the same of every finish."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import expected, project_list, projects, schedules
from app.services.project_list import ProjectFilter
from tests.scenarios import walk_main as main
from tests.scenarios import walk_subtasks as parts
from tests.scenarios.walker import Walk


def by_plan(store: Store) -> dict[int, date]:
    """Of every project that runs the finish by its schedule, where it is later than planned; no plan, no finish."""
    found = {}
    for project, planned in store.rows(f"SELECT id, finish_on FROM project p WHERE {expected.RUNS}"):
        try:
            rows = schedules.schedule(store, project).rows
        except UserError:
            continue
        if any(row.status_kind != "done" for row in rows):
            last = max(row.finish for row in rows)
            if planned is None or last.isoformat() > planned:
                found[project] = last
    return found


def compare(store: Store) -> None:
    assert expected.all_known(store, today()) == by_plan(store)
    groups = project_list.ids(store, ProjectFilter(open_only=False), (), "health").parts or ()
    by_sql = {project: group.key for group in groups for project in group.ids}
    assert by_sql == {row.id: row.health for row in projects.rows(store, list(by_sql))}


def test_whatever_is_done_and_undone_the_memory_is_the_plan(
    studio: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected, "_AT_ONCE", 10_000)
    acts = [
        main.add_project, main.change_project, main.delete_project, main.add_task, main.move_tasks, main.move_tasks, main.change_task,
        main.change_task, main.link_tasks, main.link_tasks, main.unlink_tasks, main.log_time, main.delete_tasks, main.bulk_update,
        parts.add_subtask, parts.hang_below, parts.bind,
    ]  # fmt: skip
    walk = Walk(studio, 1, tmp_path, acts)
    compare(studio)
    for _ in range(25):
        walk.step()
        compare(studio)
    assert len(walk.done) > 10
    for _ in range(8):
        studio.undo()
        compare(studio)
