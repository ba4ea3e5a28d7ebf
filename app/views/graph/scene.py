"""The geometry of the graph, in px at a scale of 1: where cards, bands and links lie, and what lies at a point.

The linked tasks stand in their layers, band below band; the tasks without links stand apart, below everything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from app.services.task_graph import Edge, Node, TaskGraph

CARD_W: Final = 188.0
CARD_H: Final = 62.0
GAP_X: Final = 56.0
GAP_Y: Final = 14.0
HEAD: Final = 30.0
MARGIN: Final = 24.0
COLUMN: Final = CARD_W + GAP_X
_ROW: Final = CARD_H + GAP_Y
_LOOSE_GAP: Final = 28.0
_LEASTCOLUMNS: Final = 5


class Strip(NamedTuple):
    """A band of the drawing: `box` with its head."""

    title: str
    note: str
    box: QRectF


class Scene:
    """See the top of this module. Cards do not move once it is made."""

    def __init__(self, graph: TaskGraph) -> None:
        self.graph = graph
        self.boxes: dict[int, QRectF] = {}
        self.strips: list[Strip] = []
        self.loose_head: QRectF | None = None
        self.before, self.after = graph.before, graph.after
        self._paths: dict[tuple[int, int], QPainterPath] = {}
        self._tops: dict[int, float] = {}
        self.width = MARGIN * 2 + max(graph.layout.layers * COLUMN - GAP_X, CARD_W)
        self.height = self._lay_out()
        self._columns = self._by_column()
        self._lefts = sorted(self._columns)

    def _lay_out(self) -> float:
        graph, top = self.graph, MARGIN
        inside = {graph.nodes[key].band for key in graph.layout.places}
        named = len(inside) > 1 or any(graph.bands[band].title for band in inside)
        for number, band in enumerate(graph.bands):
            if number not in inside:
                continue
            head = HEAD if named else 0.0
            tall = head + graph.layout.heights[number] * _ROW - GAP_Y + 2 * GAP_Y
            if named:
                self.strips.append(Strip(band.title, band.note, QRectF(0, top, self.width, tall)))
            self._tops[number] = top + head + GAP_Y / 2
            top += tall
        for key, place in graph.layout.places.items():
            left = MARGIN + place.layer * COLUMN
            self.boxes[key] = QRectF(left, self._tops[graph.nodes[key].band] + place.row * _ROW, CARD_W, CARD_H)
        if not graph.loose:
            return top + MARGIN
        return self._lay_out_loose(top + (_LOOSE_GAP if self.boxes else 0.0))

    def _lay_out_loose(self, top: float) -> float:
        columns = max(self.graph.layout.layers, _LEASTCOLUMNS)
        step = CARD_W + GAP_Y
        columns = max(columns, int((self.width - 2 * MARGIN + GAP_Y) // step)) if self.boxes else columns
        self.width = max(self.width, 2 * MARGIN + min(columns, len(self.graph.loose)) * step - GAP_Y)
        self.loose_head = QRectF(0, top, self.width, HEAD)
        for place, key in enumerate(self.graph.loose):
            row, column = divmod(place, columns)
            self.boxes[key] = QRectF(MARGIN + column * step, top + HEAD + row * _ROW, CARD_W, CARD_H)
        return max(box.bottom() for box in self.boxes.values()) + MARGIN

    def _by_column(self) -> dict[float, list[tuple[float, int]]]:
        """The cards that begin at each x, from the top."""
        found: dict[float, list[tuple[float, int]]] = {}
        for key, box in self.boxes.items():
            found.setdefault(box.left(), []).append((box.top(), key))
        for column in found.values():
            column.sort()
        return found

    # --- what lies where ------------------------------------------------------------

    def node(self, key: int) -> Node:
        """The task of a card."""
        return self.graph.nodes[key]

    def within(self, seen: QRectF) -> Iterator[int]:
        """The cards that are seen in a part of the drawing."""
        for left in self._lefts[bisect_left(self._lefts, seen.left() - CARD_W) :]:
            if left > seen.right():
                return
            column = self._columns[left]
            for top, key in column[bisect_left(column, (seen.top() - CARD_H, 0)) :]:
                if top > seen.bottom():
                    break
                yield key

    def card_at(self, at: QPointF) -> int | None:
        """The card at a point."""
        return next(
            (key for key in self.within(QRectF(at.x(), at.y(), 0.1, 0.1)) if self.boxes[key].contains(at)), None
        )

    def edge_at(self, at: QPointF, reach: float) -> Edge | None:
        """The link within `reach` px of a point."""
        near = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * reach)
        for edge in self.graph.edges:
            path = self.path(edge)
            if path.controlPointRect().intersects(near) and stroker.createStroke(path).contains(at):
                return edge
        return None

    def path(self, edge: Edge) -> QPainterPath:
        """The way of a link: out of the first card, past the others, into the second; reckoned once."""
        known = self._paths.get(edge[:2])
        if known is None:
            known = self._paths[edge[:2]] = self._path(edge)
        return known

    def _path(self, edge: Edge) -> QPainterPath:
        first, then = self.boxes[edge.first], self.boxes[edge.then]
        out = 1 if edge.kind[0] == "F" else -1
        into = 1 if edge.kind[1] == "S" else -1
        start = QPointF(first.right() if out > 0 else first.left(), first.center().y())
        end = QPointF(then.left() if into > 0 else then.right(), then.center().y())
        path = QPainterPath(start)
        at = start
        for step in self.graph.layout.ways.get(edge[:2], ()):
            y = self._tops[step.band] + step.row * _ROW + 0.2 * _ROW
            left = MARGIN + step.layer * COLUMN
            _bend(path, at, QPointF(left, y), out, 1)
            at = QPointF(left + CARD_W, y)
            path.lineTo(at)
            out = 1
        _bend(path, at, end, out, into)
        return path

    def label_box(self, edge: Edge, width: float) -> QRectF:
        """Where the words of a link stand: over its middle, between the cards."""
        path = self.path(edge)
        share = (GAP_X / 2) / max(path.length(), 1.0) if self.graph.layout.ways.get(edge[:2]) else 0.5
        middle = path.pointAtPercent(min(max(share, 0.0), 0.5))
        return QRectF(middle.x() - width / 2, middle.y() - 9, width, 18)

    # --- what belongs together ------------------------------------------------------

    def chain(self, key: int) -> set[int]:
        """A task, everything that it waits for and everything that waits for it, at any distance."""
        found = {key}
        for beside in (self.before, self.after):
            waiting = [key]
            seen = {key}
            for task in waiting:
                fresh = [each for each in beside.get(task, ()) if each not in seen]
                seen.update(fresh)
                waiting += fresh
            found |= seen
        return found

    def edges_of(self, key: int) -> list[Edge]:
        """The links of a task, those it waits for first, from the top."""
        mine = [edge for edge in self.graph.edges if key in edge[:2]]
        return sorted(mine, key=lambda edge: (edge.first == key, self._height(edge, key)))

    def _height(self, edge: Edge, key: int) -> float:
        return self.boxes[edge.first if edge.then == key else edge.then].top()

    def nearest(self, key: int, others: Iterable[int]) -> int | None:
        """Of these the one whose card stands nearest in height."""
        y = self.boxes[key].center().y()
        return min(others, key=lambda each: abs(self.boxes[each].center().y() - y), default=None)

    def beside(self, key: int, step: int) -> int | None:
        """The next card above (-1) or below (1) in the same column."""
        column = [each for _, each in self._columns[self.boxes[key].left()]]
        place = column.index(key) + step
        return column[place] if 0 <= place < len(column) else None

    def first(self) -> int | None:
        """The card at the top left."""
        return self._columns[self._lefts[0]][0][1] if self._lefts else None


def _bend(path: QPainterPath, start: QPointF, end: QPointF, out: int, into: int) -> None:
    """An S from `start` to `end`; `out` and `into` are 1 where the line runs to the right."""
    reach = max(abs(end.x() - start.x()) / 2, 28.0)
    path.cubicTo(QPointF(start.x() + out * reach, start.y()), QPointF(end.x() - into * reach, end.y()), end)
