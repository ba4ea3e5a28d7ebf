"""The graph as a part of a page: it reads itself, beside the window when it is large, and its keys and menus call the verbs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.base import UserError
from app.services import schedules, task_graph
from app.services.task_graph import BandBy, TaskGraph
from app.views.graph.view import GraphView
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.link_actions import LinkActions
from app.views.parts.menu import Menu
from app.views.parts.task_actions import TaskActions

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_AT_ONCE = 400


class GraphHost(QWidget):
    """`opened(task)`, `current_changed(task)` and `left` as the page wants them."""

    opened = Signal(int)
    current_changed = Signal(object)
    left = Signal()

    def __init__(self, store: Store, shell: ShellApi, verbs: TaskActions, new: Callable[[], object]) -> None:
        super().__init__()
        self._store, self._shell, self._verbs = store, shell, verbs
        self.links = links = LinkActions(self, store, shell, verbs)
        self._menu: Menu | None = None
        self._wanted: int | None = None
        self.latest = LatestRead(store, self, at_once=_AT_ONCE)
        self.view = GraphView()
        self.view.opened.connect(self.opened)
        self.view.current_changed.connect(self.current_changed)
        self.view.linked.connect(links.link)
        self.view.unlinked.connect(lambda edge: links.remove(edge.first, edge.then))
        self.view.deleted.connect(lambda task: verbs.delete([task]))
        self.view.edge_opened.connect(lambda edge: links.edit(edge.first, edge.then))
        self.view.menu_wanted.connect(self.open_menu)
        self._none = EmptyState(
            "tree-structure",
            "No tasks here yet",
            "Add tasks, then say what waits for what: the links stand here from left to right.",
            ("Add task", new),
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._none)
        self.setFocusProxy(self.view)
        self._bind()

    def _bind(self) -> None:
        for keys, does in (
            ("+", partial(self.view.step_zoom, -1)),
            ("=", partial(self.view.step_zoom, -1)),
            ("-", partial(self.view.step_zoom, 1)),
            ("L", lambda: self._with_current(self.links.ask)),
            ("D", lambda: self._with_current(lambda task: self._verbs.done([task]))),
            ("C", lambda: self._with_current(self._verbs.start_clock)),
            ("M", lambda: self._with_current(lambda task: self._verbs.choose_status([task], self.view))),
            ("E", lambda: self._with_current(lambda task: self._verbs.change_all([task], self))),
            ("F2", lambda: self._with_current(self._verbs.rename)),
            ("Esc", self.left.emit),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    # --- reading --------------------------------------------------------------------

    def refresh(self, project_id: int | None, by: BandBy, *, critical: bool) -> None:
        """Read the network of a project, or of all that are open, and show it."""
        self.latest.ask(partial(_read, self._store, project_id, by), partial(self._show, critical))

    def _show(self, critical: bool, graph: TaskGraph | None) -> None:
        if graph is None:
            return
        self.view.show_graph(graph, critical=critical)
        self._stack.setCurrentWidget(self.view if graph.nodes else self._none)
        if self._wanted is not None:
            self.view.select(self._wanted)
            self._wanted = None

    def select(self, task_id: int) -> None:
        """Choose a task, now or as soon as it has been read."""
        if not self.view.select(task_id):
            self._wanted = task_id

    def current(self) -> int | None:
        """The task that is chosen."""
        return self.view.current()

    # --- what is done ---------------------------------------------------------------

    def _with_current(self, does: Callable[[int], object]) -> None:
        task = self.view.current()
        if task is not None:
            does(task)

    def menu(self) -> Menu | None:
        """What can be done with what is chosen."""
        edge, task = self.view.edge(), self.view.current()
        if edge is not None:
            menu = self.links.menu_of(edge.first, edge.then, keys=("Enter", "Del"))
        elif task is not None:
            menu = self._verbs.menu([task], self, shown_in="timeline")
            self.links.add_lines(menu, task)
        else:
            return None
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def open_menu(self, at: QPoint) -> None:
        """Open it there."""
        self._menu = self.menu()
        if self._menu is not None:
            self._menu.popup(at)

    def write(self, out: Path, title: str) -> None:
        """Write the graph as it is shown to a PDF or an SVG, by the ending of `out`. Raises UserError when it cannot."""
        from app.services import settings
        from app.views.graph import paper

        scene = self.view.scene
        if scene is None:
            raise UserError("There is no graph to write yet.")
        if out.suffix.casefold() == ".svg":
            paper.write_svg(scene, out, title=title, critical=self.view.critical)
            self._shell.toast(f"{out.name} written", undo=False)
            return
        size = str(settings.get(self._store, "paper", "a4"))
        count = paper.write_pdf(scene, out, title=title, critical=self.view.critical, paper=size)
        self._shell.toast(f"{out.name} written, {count} page{'' if count == 1 else 's'}", undo=False)


def _read(store: Store, project_id: int | None, by: BandBy) -> TaskGraph | None:
    """The network; None when the project is gone, which the page notices by itself."""
    if project_id is not None and not schedules.is_there(store, project_id):
        return None
    return task_graph.graph(store, project_id, by)
