"""What one asks of the timeline: tooltips, the menus of tasks, groups and links, and a link by double-click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainterPathStroker
from PySide6.QtWidgets import QToolTip

from app.views import theme
from app.views.gantt.paint import Scene, route
from app.views.gantt.words import tooltip
from app.views.parts.buttons import tooltip_html
from app.views.parts.menu import Menu
from app.views.parts.task_cards import quoted
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


class Pointer(QObject):
    """See the top of this module. `fold_all(shut)` and `alone(project)` are the page's."""

    def __init__(
        self, gantt: Gantt, verbs: TaskActions, links: LinkActions, fold_all: Callable[[bool], object],
        alone: Callable[[int], object],
    ) -> None:  # fmt: skip
        super().__init__(gantt)
        self._gantt, self._verbs, self._links = gantt, verbs, links
        self._fold_all, self._alone = fold_all, alone
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
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
                link = self._link_at(event.position().toPoint())
                if link is not None and event.button() == Qt.MouseButton.LeftButton:
                    self._links.edit(link.predecessor, link.successor)
                    return True
        return super().eventFilter(watched, event)

    def words_at(self, at: QPoint) -> str:
        """The tooltip for a point of the viewport."""
        scene, row = self._gantt.scene, self._gantt.row_at(at)
        if scene is None or row is None:
            return ""
        if (link := self._link_at(at)) is not None:
            lines = scene.lines
            first, then = (lines.rows[lines.row_of[key]].title for key in (link.predecessor, link.successor))
            words = link_sentence(link.kind, link.lag, quoted(first), quoted(then))
            return tooltip_html(f"{words}\nDouble-click to change it")
        bar = scene.lines.rows[row].bar
        return tooltip(bar, scene.told.today) if bar is not None else ""

    def _link_at(self, at: QPoint) -> Link | None:
        scene, row = self._gantt.scene, self._gantt.row_at(at)
        place = self._gantt.chart_point(at)
        return link_at(scene, row, place) if scene is not None and row is not None and place is not None else None

    def _open(self, at: QPoint | None) -> None:
        """The menu of what lies there, or by the keyboard that of the chosen row."""
        gantt = self._gantt
        if at is not None and (row := gantt.row_at(at)) is not None and self._link_at(at) is None:
            gantt.choose(row)
        self.menu = self.menu_at(at)
        if self.menu is not None:
            self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            below = gantt.row_box().bottomLeft() + QPoint(theme.px(32), 0)
            self.menu.popup(gantt.viewport().mapToGlobal(at if at is not None else below))

    def menu_at(self, at: QPoint | None = None) -> Menu | None:
        """What can be done with the link at a point, else with the chosen row; None where there is nothing."""
        if at is not None and (link := self._link_at(at)) is not None:
            return self._links.menu_of(link.predecessor, link.successor)
        line = self._gantt.current_line()
        if line is None or (at is not None and self._gantt.row_at(at) is None):
            return None
        if line.bar is None:
            return self._group_menu(line)
        menu = self._verbs.menu([line.bar.id], self._gantt, shown_in="timeline")
        self._links.add_lines(menu, line.bar.id)
        return menu

    def _group_menu(self, line: Line) -> Menu:
        menu = Menu(self._gantt)
        fold = partial(self._gantt.toggled.emit, line.key)
        menu.add("Fold" if line.open else "Unfold", fold, "caret-right" if line.open else "caret-down", "Enter")
        menu.add("Fold all", partial(self._fold_all, True), "caret-right")
        menu.add("Unfold all", partial(self._fold_all, False), "caret-down")
        if isinstance(line.key, tuple) and line.key[0] == "project":
            menu.addSeparator()
            menu.add("Show it alone", partial(self._alone, line.key[1]), "chart-bar-horizontal")
            menu.add("Open project", partial(self._verbs.shell.go, "project", line.key[1]), "flag")
        return menu
