"""The timeline: tasks as bars over working days, what waits for what, what decides the finish; moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base import UserError
from app.services import project_timeline, projects, settings, task_board, task_links
from app.views import theme
from app.views.gantt import nothing
from app.views.gantt.facts import FactStrip, facts_of, totals_of
from app.views.gantt.lines import Group, Lines
from app.views.gantt.pointer import PageVerbs, Pointer
from app.views.gantt.remembered import Remembered
from app.views.gantt.save import ask_where, read, write_timeline
from app.views.gantt.stubs import Stubs
from app.views.gantt.toolbar import TimelineToolbar
from app.views.gantt.view import Gantt
from app.views.gantt.words import SHORTCUTS
from app.views.list_memory import ListMemory
from app.views.page import Page, ShellApi
from app.views.parts.beside import Beside
from app.views.parts.dates import full_text
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.link_actions import LinkActions
from app.views.parts.picker import Option
from app.views.parts.task_actions import INSPECTOR, TaskActions
from app.views.parts.task_cards import quoted

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.project_timeline import Timeline, WhatIf
    from app.views.graph.host import GraphHost
    from app.views.parts.figure_table import FigureTable
    from app.views.parts.task_inspector import TaskInspector

_NEW = ("New task", "plus", "Ctrl+N")
_ALL: Final = Option(0, "All projects")
_AT_ONCE = 2_000  # tasks; more are read and put in order beside the window


class TimelinePage(Page):
    """See the top of this module."""

    key = "timeline"
    first_click = INSPECTOR
    reads = frozenset({
        "task", "project", "milestone", "status", "person", "dependency", "time_entry", "day_off", "setting", "deal",
        "deal_line", "client", "checklist_item", "activity", "tag_link", "attachment",
    })  # fmt: skip
    shortcut_help = SHORTCUTS
    duplicates = "Duplicate task"

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.main_button = _NEW
        self.project: int | None = None
        self._chosen = False
        self.told: Timeline | None = None
        self.shut: set[Hashable] = set()
        self._select: int | None = None
        self._inspector: TaskInspector | None = None
        self._table: FigureTable | None = None
        self._graph: GraphHost | None = None
        self._bare: EmptyState | None = None
        self.verbs = TaskActions(store, shell, self._rename, self._on_added)
        self.links = LinkActions(self, store, shell, self.verbs)
        self.latest = LatestRead(store, self, at_once=_AT_ONCE)
        self._build()
        self._bind()
        self.remembered = Remembered(ListMemory(store.path, self.key), self.toolbar)

    # --- building -----------------------------------------------------------------------

    def _build(self) -> None:
        self.toolbar = TimelineToolbar(
            lambda: [_ALL, *(Option(key, name, client) for key, name, client in projects.choices(self.store))]
        )
        self.toolbar.project.picked.connect(lambda key: self.show_project(key or None))
        self.toolbar.changed.connect(self._draw)
        self.toolbar.twin_changed.connect(self._on_twin)
        self.toolbar.level.clicked.connect(self._on_level)
        self.toolbar.print.clicked.connect(self._on_print)
        self.facts = FactStrip()
        self.gantt = Gantt(self._what_if, partial(task_links.refusal, self.store))
        self.gantt.current_changed.connect(self._on_current)
        self.gantt.opened.connect(self.open_task)
        self.gantt.toggled.connect(self._on_toggled)
        self.gantt.moved.connect(self._on_moved)
        self.gantt.linked.connect(self.links.link)
        self.pointer = Pointer(
            self.gantt, self.verbs, self.links, PageVerbs(self._fold_all, self.show_project, self.toolbar.step_zoom)
        )
        self.stubs = Stubs(self.gantt, partial(self.show_record, "task"))
        self._lay_out()

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 8)
        strip.addWidget(self.facts)
        self._body = QStackedWidget()
        self._body.addWidget(self.gantt)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addLayout(strip)
        column.addWidget(self._body, 1)
        self._pane = QWidget()
        self._inside = inside = QVBoxLayout(self._pane)
        inside.setContentsMargins(0, 0, 0, 0)
        self.beside = Beside(content, self._pane)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.beside)
        self._empty, self._unplanned = nothing.no_projects(self._add_project), nothing.unplanned()
        for each in (self._empty, self._unplanned):
            self._stack.addWidget(each)

    def _bind(self) -> None:
        for keys, does in (
            ("+", partial(self.toolbar.step_zoom, -1)),
            ("-", partial(self.toolbar.step_zoom, 1)),
            ("L", partial(self._with_one, self.links.ask)),
            ("G", self.stubs.follow),
            ("D", partial(self._with_one, lambda task: self.verbs.done([task]))),
            ("C", partial(self._with_one, self.verbs.start_clock)),
            ("M", partial(self._with_one, self._choose_status)),
            ("E", partial(self._with_one, lambda task: self.verbs.change_all([task], self))),
            ("F2", partial(self._with_one, self._rename)),
            ("Del", partial(self._with_one, lambda task: self.verbs.delete([task]))),
            ("Esc", self.close_inspector),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.gantt)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    # --- reading and showing ------------------------------------------------------------

    def refresh(self) -> None:
        if not self._chosen:
            self._chosen = True
            self.project = self.remembered.project(project_timeline.open_projects(self.store))
        if self._inspector is not None and self.beside.is_open and not self._inspector.refresh():
            self.close_inspector()
        if not any(settings.week(self.store)):
            self._stack.setCurrentWidget(self._unplanned)
            return
        self.toolbar.show_many(self.project is None)
        grouped = self._grouped()
        self.latest.ask(partial(read, self.store, self.project, *grouped), partial(self._show, grouped))

    def _grouped(self) -> tuple[Group, frozenset[Hashable]]:
        return self.toolbar.group(), frozenset(self.shut)

    def _show(self, grouped: tuple[Group, frozenset[Hashable]], found: tuple[Timeline, Lines] | None) -> None:
        if found is None:  # the project is gone
            self.project = None
            self.refresh()
            return
        told, lines = found
        self.told = told
        self._stack.setCurrentWidget(self.beside if told.heads else self._empty)
        self.main_button = _NEW if told.heads else None
        one = len(told.heads) == 1 and self.project is not None
        head = told.heads[0] if one else None
        self.toolbar.project.set_value(Option(head.id, head.name, head.client) if head else _ALL)
        self._show_bare(head.name if head and not told.bars else "")
        self._draw(lines if grouped == self._grouped() else None)
        self.head_changed.emit()
        if told.cyclic:
            self.shell.error(
                f"The links of {', '.join(told.cyclic)} go in a circle: open a task there and remove a link."
            )

    def _draw(self, lines: Lines | None = None) -> None:
        if self.told is None:
            return
        lines = lines or Lines(self.told, self.toolbar.group(), self.shut)
        self.facts.show_facts(facts_of(self.told), legend=self.toolbar.as_chart())
        self.gantt.show_scene(self.told, lines, self.toolbar.zoom(), self.toolbar.drawn())
        if self._table is not None and self.toolbar.as_table():
            from app.views.gantt.table import rows_of

            self._table.show_rows(rows_of(self.told, lines))
        if self.toolbar.as_graph():
            self.graph.refresh(self.project, self.toolbar.group(), critical=self.toolbar.drawn().critical)
        if self._select is not None:
            wanted, self._select = self._select, None
            self.gantt.select(wanted)
            if self.toolbar.as_graph():
                self.graph.select(wanted)

    def _show_bare(self, name: str) -> None:
        """Words in place of the bars of a project that has no tasks; '' for one that has some."""
        if self._bare is not None:
            self._body.removeWidget(self._bare)
            self._bare.deleteLater()
            self._bare = None
        if name:
            self._bare = nothing.no_tasks(name, self.new)
            self._body.addWidget(self._bare)
        self._body.setCurrentWidget(self._twin())

    def _twin(self) -> QWidget:
        """What stands in the middle; the graph has words of its own for nothing."""
        if self.toolbar.as_graph():
            return self.graph
        return self._bare or (self._table if self.toolbar.as_table() else None) or self.gantt

    def _on_twin(self) -> None:
        if self.toolbar.as_table() and self._table is None:
            from app.views.gantt.table import HEADS
            from app.views.parts.figure_table import FigureTable

            self._table = FigureTable(HEADS, "Timeline, row by row")
            self._table.opened.connect(self.open_task)
            self._table.menu_wanted.connect(self.pointer.open_of)
            self._body.addWidget(self._table)
        chosen = self._with_current()
        self._body.setCurrentWidget(self._twin())
        if chosen is not None and not self.toolbar.as_table():
            self._select = chosen
        self._draw()

    @property
    def graph(self) -> GraphHost:
        """Made when the graph is first shown."""
        if self._graph is None:
            from app.views.graph.host import GraphHost

            self._graph = GraphHost(self.store, self.shell, self.verbs, self.new)
            self._graph.opened.connect(self.open_task)
            self._graph.current_changed.connect(self._on_current)
            self._graph.left.connect(self.close_inspector)
            self.toolbar.fit.clicked.connect(self._graph.view.fit_all)
            self._body.addWidget(self._graph)
        return self._graph

    def totals(self) -> str:
        return totals_of(self.told) if self.told is not None else ""

    # --- what the window asks -----------------------------------------------------------

    def new(self) -> None:
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store, project_id=self.project)
        dialog.added.connect(self._on_added)
        dialog.open()

    def duplicate(self) -> None:
        task = self._with_current()
        self.verbs.duplicate([] if task is None else [task])

    def _on_added(self, task_id: int) -> None:
        self._select = task_id

    def _add_project(self) -> None:
        from app.views.dialogs.new_project import NewProjectDialog

        NewProjectDialog(self, self.store).open()

    def report_wish(self) -> dict[str, Any]:
        return {"report": "project", "project_id": self.project} if self.project else {}

    def show_project(self, project_id: int | None) -> None:
        """One project, or all that are open."""
        self.project, self._chosen = project_id, True
        self.refresh()

    def show_record(self, kind: str, record_id: int) -> None:
        if kind == "project":
            self.show_project(record_id)
        elif kind == "task" and (found := task_board.cards(self.store, [record_id])):
            self._select = record_id
            self.show_project(found[0].project_id)
            self.open_task(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        if "task_id" in wanted:
            self.show_record("task", wanted["task_id"])
        elif "project_id" in wanted:
            self.show_project(wanted["project_id"])

    def panes(self) -> list[QWidget]:
        return [self._body.currentWidget() or self.gantt, self._pane, self.toolbar.project]

    # --- the inspector ------------------------------------------------------------------

    @property
    def inspector(self) -> TaskInspector:
        """Made when a task is first opened."""
        if self._inspector is None:
            from app.views.parts.task_inspector import TaskInspector

            self._inspector = TaskInspector(self.store, self.shell, self.verbs)
            self._inspector.closed.connect(self.close_inspector)
            self._inside.addWidget(self._inspector)
        return self._inspector

    def open_task(self, task_id: int) -> None:
        """Show a task beside the timeline."""
        if self.inspector.show_task(task_id):
            self.beside.open()

    def close_inspector(self) -> None:
        """Give the timeline the whole room."""
        self.beside.close_panel()
        (self._body.currentWidget() or self.gantt).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_current(self, task_id: int | None) -> None:
        if task_id is not None and self.beside.is_open:
            self.inspector.show_task(task_id)

    # --- what is done with the hand -----------------------------------------------------

    def _what_if(self, task_id: int, start: date, finish: date) -> WhatIf:
        assert self.told is not None
        return project_timeline.what_if(self.told, self.store, task_id, start, finish)

    def _on_moved(self, task_id: int, start: date, finish: date) -> None:
        self._select = task_id
        assert self.told is not None
        try:
            moved = project_timeline.move_task(self.store, task_id, start, finish)
        except UserError as problem:
            self.shell.error(str(problem))
            return
        others = f", and {len(moved)} that follow{'s' if len(moved) == 1 else ''}" if moved else ""
        title = next(bar.title for bar in self.told.bars if bar.id == task_id)
        self.shell.toast(", ".join([f"{quoted(title)} moved{others}", *self.verbs.finish_words(task_id)]))

    def _on_toggled(self, key: Hashable) -> None:
        self.shut ^= {key}
        self._draw()

    def _fold_all(self, shut: bool) -> None:
        assert self.gantt.scene is not None
        keys = {line.key for line in self.gantt.scene.lines.rows if line.bar is None}
        self.shut = self.shut | keys if shut else self.shut - keys
        self._draw()

    def _with_current(self) -> int | None:
        return (self._graph if self._graph and self._body.currentWidget() is self._graph else self.gantt).current()

    def _with_one(self, does: Callable[[int], object]) -> None:
        task = self._with_current()
        if task is not None:
            does(task)

    def _choose_status(self, task_id: int) -> None:
        self.verbs.choose_status([task_id], self.gantt.viewport(), self.gantt.row_box(task_id))

    def _rename(self, task_id: int) -> None:
        self.open_task(task_id)
        self.inspector.rename()

    def _on_level(self) -> None:
        from app.views.dialogs.level import LevelDialog

        ids = [self.project] if self.project is not None else project_timeline.open_projects(self.store)
        dialog = LevelDialog(self, self.store, ids)
        dialog.levelled.connect(
            lambda count: self.shell.toast(f"{count} task" + ("" if count == 1 else "s") + " moved")
        )
        dialog.open()

    # --- paper --------------------------------------------------------------------------

    def _title(self) -> str:
        return self.told.heads[0].name if self.told and self.project is not None and self.told.heads else "All projects"

    def _on_print(self) -> None:
        if self.toolbar.as_graph():
            ask_where(self, "graph", self._title(), self.write_graph, ("PDF (*.pdf)", "SVG (*.svg)"))
        else:
            ask_where(self, "timeline", self._title(), self.write)

    def write_graph(self, out: Path) -> None:
        """Write the graph as it is shown, to a PDF or an SVG."""
        try:
            self.graph.write(out, f"{self._title()}, {full_text(self.told.today) if self.told else ''}")
        except UserError as problem:
            self.shell.error(str(problem))

    def write(self, out: Path) -> None:
        """Write the timeline as it is shown to a PDF of as many pages as it takes."""
        if self.told is not None:
            lines = Lines(self.told, self.toolbar.group(), self.shut)
            write_timeline(self.store, self.shell, self.told, lines, self.toolbar, self._title(), out)
