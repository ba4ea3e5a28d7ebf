"""The baseline of a project: the days of its tasks as they were planned once, with which the timeline compares.

Whence the burn-down counts is a day of its own, the project's `baseline_on`; it is set here only where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from app.base import UserError, today
from app.models.store import Store
from app.services import schedules

Spans = Mapping[int, tuple[date, date]]


def planned(store: Store, project_id: int) -> Spans:
    """First and last day of each task of a project, as it is to be expected now; in whichever thread.

    Raises UserError when the project is gone, and CycleError where its links go in a circle.
    """
    return {row.id: (row.start, row.finish) for row in schedules.schedule(store, project_id).rows}


def take(store: Store, project_id: int, spans: Spans) -> int:
    """Keep these days and the present estimates as the baseline, in place of the one before; returns of how many tasks.

    Raises UserError when the project is gone or has no tasks.
    """
    with store.write("Set baseline"):
        _check(store, project_id)
        days = [(task, start.isoformat(), finish.isoformat()) for task, (start, finish) in spans.items()]
        kept = store.execute(
            "UPDATE task SET baseline_start_on = j.value ->> 1, baseline_finish_on = j.value ->> 2, "
            "baseline_minutes = estimate_minutes FROM json_each(?) j "
            "WHERE task.id = j.value ->> 0 AND task.project_id = ? AND task.deleted_at IS NULL",
            (json.dumps(days), project_id),
        )
        if not kept:
            raise UserError("This project has no tasks yet. Plan some, then set the baseline.")
        store.execute(
            "UPDATE project SET baseline_on = ? WHERE id = ? AND baseline_on IS NULL",
            (today().isoformat(), project_id),
        )
    return kept


def remove(store: Store, project_id: int) -> None:
    """Forget the baseline; whence the burn-down counts stays. Raises UserError when the project is gone."""
    with store.write("Remove baseline"):
        _check(store, project_id)
        store.execute(
            "UPDATE task SET baseline_start_on = NULL, baseline_finish_on = NULL, baseline_minutes = NULL "
            "WHERE project_id = ? AND baseline_finish_on IS NOT NULL",
            (project_id,),
        )


def is_set(store: Store, project_id: int) -> bool:
    """Whether a task of the project has days to compare with."""
    sql = "SELECT 1 FROM task WHERE project_id = ? AND deleted_at IS NULL AND baseline_finish_on IS NOT NULL LIMIT 1"
    return store.value(sql, (project_id,)) is not None


def _check(store: Store, project_id: int) -> None:
    if not schedules.is_there(store, project_id):
        raise UserError(schedules.PROJECT_GONE)
