"""The lines about the baseline in the menus of a project: set from the plan of now, set anew, removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.base import UserError
from app.domain.network import CycleError
from app.services import baselines, projects
from app.views import jobs
from app.views.parts.menu import Menu
from app.views.parts.task_cards import quoted

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.baselines import Spans
    from app.services.projects import ProjectRow
    from app.views.page import ShellApi


def add_lines(menu: Menu, store: Store, shell: ShellApi, project_id: int) -> None:
    """Add them; nothing for a project that is gone."""
    row = next(iter(projects.rows(store, [project_id])), None)
    if row is None:
        return
    known = baselines.is_set(store, project_id)
    empty = "" if row.tasks else "This project has no tasks yet"
    words = "Set baseline anew" if known else "Set baseline"
    menu.add(words, partial(set_baseline, store, shell, row), "flag", why_not=empty)
    if known:
        menu.add("Remove baseline", partial(_remove, store, shell, row), "trash")


def set_baseline(store: Store, shell: ShellApi, row: ProjectRow) -> None:
    """Keep the plan as it stands; a large one is reckoned beside the window."""

    def done(spans: Spans) -> None:
        try:
            count = baselines.take(store, row.id, spans)
        except UserError as problem:
            shell.error(str(problem))
            return
        shell.toast(f"Baseline of {quoted(row.name)} set, {count:,} task{'' if count == 1 else 's'} as planned today")

    def failed(problem: Exception) -> None:
        circle = f"The links of {quoted(row.name)} go in a circle: remove one, then set the baseline."
        if isinstance(problem, UserError):  # any other error is a defect, which is told elsewhere
            shell.error(circle if isinstance(problem, CycleError) else str(problem))

    jobs.run(lambda _progress: baselines.planned(store, row.id), done, failed, title="Set baseline")


def _remove(store: Store, shell: ShellApi, row: ProjectRow) -> None:
    baselines.remove(store, row.id)
    shell.toast(f"Baseline of {quoted(row.name)} removed")
