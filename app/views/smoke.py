"""`baton WORKSPACE --smoke`: is this installation whole? Done with a throw-away copy, in a real window.

Every page is visited in every scheme, a won deal handed off, each report written. What is raised fails it.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app import paths
from app.base import today
from app.views import registry, theme
from app.views.menus import SCHEMES, set_scheme
from app.views.shell import Shell
from app.views.window_state import WindowState

if TYPE_CHECKING:
    from app.models.store import Store


def run(app: QApplication, workspace: str) -> int:
    """Returns 0 when all went well; else 1, after saying on standard error what did not."""
    problems: list[str] = []

    def note(kind: type[BaseException], problem: BaseException, _trace: object = None) -> None:
        problems.append("".join(traceback.format_exception(kind, problem, problem.__traceback__)))

    before, sys.excepthook = sys.excepthook, note
    try:
        with tempfile.TemporaryDirectory(prefix="baton-smoke-", ignore_cleanup_errors=True) as folder:
            _walk(app, Path(workspace) if workspace else None, Path(folder))
    except Exception as problem:
        note(type(problem), problem)
    finally:
        sys.excepthook = before
    for text in problems:
        if sys.stderr is not None:
            sys.stderr.write(text)
    return 1 if problems else 0


def _walk(app: QApplication, workspace: Path | None, folder: Path) -> None:
    store = _copy(workspace, folder)
    theme.apply(app)
    shell = Shell(WindowState(folder))
    shell.use(store)
    shell.show()
    app.processEvents()
    for scheme, _title in SCHEMES:
        set_scheme(shell, scheme)
        for entry in registry.ENTRIES:
            shell.open_page(entry.key)
            app.processEvents()
            if shell.key != entry.key or (shell.page is None and not shell.is_empty):
                raise RuntimeError(f"the page {entry.key} was not shown")
    project = _hand_off(store)
    shell.go("project", project)
    app.processEvents()
    _write_reports(store, project, folder)
    shell.close()
    app.processEvents()


def _copy(workspace: Path | None, folder: Path) -> Store:
    """The workspace as a copy in `folder`, or sample data when there is none. Raises UserError."""
    from app.services import demo
    from app.services import workspace as workspaces

    path = workspace or paths.default_workspace()
    if workspace is None and not path.exists():
        store = workspaces.create(folder / "smoke.baton")
        demo.fill(store, today=today())
        return store
    return workspaces.open_workspace(workspaces.back_up(path, folder))


def _hand_off(store: Store) -> int:
    """Hand a won deal of the copy off, one made for it when none waits; returns the project."""
    from app.services import clients, deal_board, deals, handoff, people

    waiting = [card for card in deal_board.cards(store, deal_board.waiting_for_handoff(store)) if card.client_id]
    if waiting:
        deal = waiting[0].id
    else:
        deal = deals.add(store, "Smoke test", client=clients.find_or_add(store, "Smoke test"), amount_minor=100_00)
        deals.win(store, [deal], today())
    plan = handoff.draft(store, deal, template="Website", owner=people.me(store).id)
    return handoff.complete(store, plan).project_id


def _write_reports(store: Store, project: int, folder: Path) -> None:
    from app.reports import reports

    for paper in ("a4", "us-letter"):
        files = {name: folder / f"{name}-{paper}.pdf" for name in ("forecast", "project", "handoff", "delivery")}
        reports.forecast(store, files["forecast"], paper=paper)
        reports.project(store, project, files["project"], paper=paper)
        reports.handoff(store, files["handoff"], paper=paper)
        reports.delivery(store, files["delivery"], paper=paper)
        for path in files.values():
            if not path.read_bytes().startswith(b"%PDF-"):
                raise RuntimeError(f"{path.name} is no PDF")
