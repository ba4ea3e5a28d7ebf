"""Planning, to look at: a project from a template, levelling, a link, many tasks changed at once, and the running clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.services import timer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.tour_window import TourWindow

Show = Callable[["TourWindow"], "QWidget | None"]
_TASK = "SELECT id FROM task WHERE title = ?"


def shots() -> Iterator[tuple[str, Show]]:
    """Name and subject of each."""
    yield "dialog-new-project-template", _from_template
    yield "dialog-level", level
    yield "dialog-link", _link
    yield "dialog-change-tasks", _change
    yield "clock-panel", _clock


def _task(window: TourWindow, title: str) -> int:
    return int(window.shell.store.value(_TASK, (title,)))


def _from_template(window: TourWindow) -> QWidget:
    from app.services import templates
    from app.views.dialogs.new_project import NewProjectDialog

    window.open_page("projects")
    store = window.shell.store
    NewProjectDialog(window.shell, store, template=templates.choices(store)[0].name).open()
    window.settle()
    return window.dialog(NewProjectDialog)


def level(window: TourWindow) -> QWidget:
    """What levelling by person would move in all projects, before it is taken."""
    from app.views.dialogs.level import LevelDialog
    from app.views.pages.timeline import TimelinePage

    page = window.open_page("timeline")
    assert isinstance(page, TimelinePage)
    page.show_project(None)
    window.settle()
    page.toolbar.level.click()
    window.settle()
    return window.dialog(LevelDialog)


def _link(window: TourWindow) -> QWidget:
    from app.views.dialogs.link_task import LinkTaskDialog
    from app.views.pages.timeline import TimelinePage

    page = window.open_page("timeline")
    assert isinstance(page, TimelinePage)
    page.links.edit(_task(window, "Visual design"), _task(window, "Checkout flow"))
    window.settle()
    return window.dialog(LinkTaskDialog)


def _change(window: TourWindow) -> QWidget:
    from app.views.dialogs.change_tasks import ChangeTasksDialog
    from app.views.parts.task_page import TaskPage

    page = window.open_page("tasks.list")
    assert isinstance(page, TaskPage)
    page.verbs.change_all([_task(window, title) for title in ("Payment", "Offline mode", "Admin page")], page)
    window.settle()
    return window.dialog(ChangeTasksDialog)


def _clock(window: TourWindow) -> None:
    timer.start(window.shell.store, task_id=_task(window, "Payment"))
    window.open_page("projects.board")
    window.settle()
    window.shell.clock.unfold()
    window.settle()
