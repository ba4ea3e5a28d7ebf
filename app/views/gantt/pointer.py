"""What one asks of the timeline: tooltips, the menus of tasks, groups and links, and a link by double-click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainterPathStroker, QWheelEvent
from PySide6.QtWidgets import QToolTip

from app.views import theme
from app.views.gantt.head import TABLE
from app.views.gantt.paint import Scene, route
from app.views.gantt.words import tooltip
from app.views.parts import baseline_actions
from app.views.parts.buttons import tooltip_html
from app.views.parts.menu import Menu
from app.views.parts.task_links import link_sentence

if TYPE_CHECKING:
    from app.domain.network import Link
    from app.views.gantt.lines import Line
    from app.views.gantt.view import Gantt
    from app.views.parts.link_actions import LinkActions
    from app.views.parts.task_actions import TaskActions

_REACH: Final = 8  # px across in which a link is hit


def link_at(scene: Scene, row: int, at: QPointF) -> Link | None:
    """The link that passes a point of the chart in this row, unless a bar lies over it."""
    bar = scene.lines.rows[row].bar
    if not scene.show.links or (bar is not None and scene.bar_box(bar, row).contains(at)):
        return None
    stroke = QPainterPathStroker()
    stroke.setWidth(theme.px(_REACH))
    for index, first, then in scene.lines.crossing(row, row):
        link = scene.told.links[index]
        before, after = scene.lines.rows[first].bar, scene.lines.rows[then].bar
        if before is None or after is None:
            continue
        path, _, _ = route(scene.bar_box(before, first), scene.bar_box(after, then), link.kind)
        if stroke.createStroke(path).contains(at):
            return link
    return None


class PageVerbs(NamedTuple):
    """What the page does: fold or unfold all groups, show one project alone, zoom a step in (-1) or out."""

    fold_all: Callable[[bool], object]
    alone: Callable[[int], object]
    zoom: Callable[[int], object]


class Pointer(QObject):
    """See the top of this module; the wheel zooms with Ctrl and goes sideways with Shift."""

    def __init__(self, gantt: Gantt, verbs: TaskActions, links: LinkActions, page: PageVerbs) -> None:
        super().__init__(gantt)
        self._gantt, self._verbs, self._links, self._page = gantt, verbs, links, page
        self.menu: Menu | None = None
        gantt.installEventFilter(self)
        self._chart = gantt.viewport()
        self._chart.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            if watched is self._gantt or by_mouse:
                self._open(event.pos() if by_mouse else None)
                return True
        elif watched is self._chart:
            if isinstance(event, QHelpEvent):
                QToolTip.showText(event.globalPos(), self.words_at(event.pos()))
                return True
            if isinstance(event, QWheelEvent):
                return self._on_wheel(event)
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
                link = self._link_at(event.position().toPoint())
                if link is not None and event.button() == Qt.MouseButton.LeftButton:
                    self._links.edit(link.predecessor, link.successor)
                    return True
        return super().eventFilter(watched, event)

    def _on_wheel(self, event: QWheelEvent) -> bool:
        """Whether the wheel did something other than scroll down or up."""
        step, held = event.angleDelta().y(), event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            if step:
                self._gantt.zoom_at = max(0.0, event.position().x() - theme.px(TABLE))
                self._page.zoom(-1 if step > 0 else 1)
            return True
        if held & Qt.KeyboardModifier.ShiftModifier and step:
            across = self._gantt.horizontalScrollBar()
            across.setValue(across.value() - step)
            return True
        return False

    def words_at(self, at: QPoint) -> str:
        """The tooltip for a point of the viewport."""
        scene, row = self._gantt.scene, self._gantt.row_at(at)
        if scene is None or row is None:
            return ""
        if (link := self._link_at(at)) is not None:
            lines = scene.lines
            first, then = (lines.rows[lines.row_of[key]].title for key in (link.predecessor, link.successor))
            words = link_sentence(link.kind, link.lag, first, then)
            return tooltip_html(f"{words}\nDouble-click to change it")
        bar = scene.lines.rows[row].bar
        names = {head.id: head.name for head in scene.told.heads} if len(scene.told.heads) > 1 else {}
        return tooltip(bar, scene.told.today, names.get(bar.project_id, "")) if bar is not None else ""

    def _link_at(self, at: QPoint) -> Link | None:
        scene, row = self._gantt.scene, self._gantt.row_at(at)
        place = self._gantt.chart_point(at)
        return link_at(scene, row, place) if scene is not None and row is not None and place is not None else None

    def _open(self, at: QPoint | None) -> None:
        """The menu of what lies there, or by the keyboard that of the chosen row."""
        gantt = self._gantt
        if at is not None and (row := gantt.row_at(at)) is not None and self._link_at(at) is None:
            gantt.choose(row)
        below = gantt.row_box().bottomLeft() + QPoint(theme.px(32), 0)
        self._pop_up(self.menu_at(at), gantt.viewport().mapToGlobal(at if at is not None else below))

    def open_of(self, task_id: int, at: QPoint) -> None:
        """The menu of a task at a point of the screen, for the table."""
        self._pop_up(self._task_menu(task_id), at)

    def _pop_up(self, menu: Menu, at: QPoint) -> None:
        self.menu = menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu_at(self, at: QPoint | None = None) -> Menu:
        """What can be done with the link at a point, else with the chosen row; beside all rows what is shown."""
        if at is not None and (link := self._link_at(at)) is not None:
            return self._links.menu_of(link.predecessor, link.successor)
        line = self._gantt.current_line()
        if line is None or (at is not None and self._gantt.row_at(at) is None):
            return self._view_menu()
        if line.bar is None:
            return self._group_menu(line)
        return self._task_menu(line.bar.id)

    def _task_menu(self, task_id: int) -> Menu:
        menu = self._verbs.menu([task_id], self._gantt, shown_in="timeline")
        self._links.add_lines(menu, task_id)
        return menu

    def _group_menu(self, line: Line) -> Menu:
        menu = Menu(self._gantt)
        fold = partial(self._gantt.toggled.emit, line.key)
        menu.add("Fold" if line.open else "Unfold", fold, "caret-right" if line.open else "caret-down", "Enter")
        self._add_fold_all(menu)
        if isinstance(line.key, tuple) and line.key[0] == "project":
            menu.addSeparator()
            menu.add("Show it alone", partial(self._page.alone, line.key[1]), "chart-bar-horizontal")
            baseline_actions.add_lines(menu, self._verbs.store, self._verbs.shell, line.key[1])
            menu.add("Open project", partial(self._verbs.shell.go, "project", line.key[1]), "flag")
        return menu

    def _add_fold_all(self, menu: Menu) -> None:
        menu.add("Fold all", partial(self._page.fold_all, True), "caret-right")
        menu.add("Unfold all", partial(self._page.fold_all, False), "caret-down")

    def _view_menu(self) -> Menu:
        """What is done to the whole of it."""
        menu, scene = Menu(self._gantt), self._gantt.scene
        if scene is not None:
            menu.add("Go to today", partial(self._gantt.centre, scene.told.today), "calendar-blank", "T")
        menu.add("Zoom in", partial(self._page.zoom, -1), "magnifying-glass-plus", "+")
        menu.add("Zoom out", partial(self._page.zoom, 1), "magnifying-glass-minus", "-")
        menu.addSeparator()
        self._add_fold_all(menu)
        if scene is not None and len(scene.told.heads) == 1:
            menu.addSeparator()
            baseline_actions.add_lines(menu, self._verbs.store, self._verbs.shell, scene.told.heads[0].id)
        return menu
