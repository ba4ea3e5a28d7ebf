"""Baton with eyes: the program as it is, and a socket that answers what stands where on the screen.

    python tests/scenarios/eyes.py SOCKET [what `baton` takes]

A test that moves a real mouse has to know where to. One line in, one line of JSON out: everything in sight that
has words, each with its rectangle in pixels of the screen. A line that is not empty names a file for a picture of
the screen. Nothing is pressed or changed from here.
"""

from __future__ import annotations

import json
import queue
import socket
import sys
import threading
import traceback
from datetime import timedelta

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QListView, QMenu, QWidget

from app.main import main
from app.views.gantt.view import Gantt
from app.views.graph.view import GraphView
from app.views.parts.calendar_view import CalendarView


def words(widget: QWidget) -> str:
    """What is written on it, else what a screen reader would say."""
    for name in ("text", "title", "placeholderText"):
        said = getattr(widget, name, None)
        if callable(said):
            try:
                found = said()
            except TypeError:  # it takes arguments: something else of the same name
                continue
            if isinstance(found, str) and found:
                return found.replace("&", "")
    return widget.accessibleName() or (widget.windowTitle() if widget.isWindow() else "")


def box(widget: QWidget, rect: QRect) -> list[int]:
    """The rectangle on the screen: left, top, width, height."""
    corner = widget.mapToGlobal(rect.topLeft())
    return [corner.x(), corner.y(), rect.width(), rect.height()]


def uncovered(widget: QWidget, spot: QPoint) -> bool:
    """Whether a press on this spot would reach it."""
    hit = QApplication.widgetAt(spot)
    return hit is not None and (hit is widget or widget.isAncestorOf(hit) or hit.isAncestorOf(widget))


def rows_of(view: QAbstractItemView) -> list[tuple[str, QRect]]:
    """The rows of a list or the cells of a table that are in sight."""
    model, sight = view.model(), view.viewport().rect()
    if model is None:
        return []
    found = []
    columns = 1 if isinstance(view, QListView) else min(model.columnCount(QModelIndex()), 12)
    row = view.indexAt(QPoint(8, 8)).row()
    for line in range(max(0, row), min(model.rowCount(QModelIndex()), max(0, row) + 80)):
        for column in range(columns):
            index = model.index(line, column)
            rect = view.visualRect(index) & sight
            said = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
            if said and rect.height() > 4:
                found.append((str(said), rect))
    return found


def painted(widget: QWidget) -> list[tuple[str, str, QRect]]:
    """What a page paints itself and a hand can take hold of: its words, its kind, its place in the widget."""
    if isinstance(widget, Gantt) and widget.scene is not None:
        rows = widget.scene.lines.rows
        return [(row.bar.title, "bar", widget.bar_box(row.bar.id)) for row in rows if row.bar is not None]
    if isinstance(widget, GraphView) and widget.scene is not None:
        return [(widget.scene.node(key).title, "card", widget.box_of(key).toRect()) for key in widget.scene.boxes]
    if isinstance(widget, CalendarView) and widget.month is not None:
        days = [widget.first + timedelta(days=n) for n in range(7 * widget.weeks)]
        items = [(strip.item.title, "item", box.toRect()) for strip, box in widget._strips()]
        return [*items, *((day.isoformat(), "day", widget.cell(day).toRect()) for day in days)]
    return []


def seen() -> list[dict[str, object]]:
    """Everything in sight that has words."""
    found: list[dict[str, object]] = []

    def add(widget: QWidget, rect: QRect, text: str, kind: str) -> None:
        place = box(widget, rect)
        middle = QPoint(place[0] + place[2] // 2, place[1] + place[3] // 2)
        if text and rect.width() > 2 and uncovered(widget, middle):
            found.append({"text": text, "kind": kind, "box": place, "on": widget.isEnabled()})

    for widget in QApplication.allWidgets():
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        kind = type(widget).__name__
        add(widget, widget.visibleRegion().boundingRect(), words(widget), kind)
        for line in widget.accessibleDescription().split("; "):  # what is painted, told in words
            add(widget, widget.visibleRegion().boundingRect(), line, f"{kind} line")
        if isinstance(widget, QAbstractItemView):
            for text, rect in rows_of(widget):
                add(widget.viewport(), rect, text, f"{kind} row")
        within = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        for text, what, rect in painted(widget):
            add(within, rect, text, what)
        if isinstance(widget, QMenu):
            for action in widget.actions():
                add(widget, widget.actionGeometry(action), action.text().replace("&", "").split("\t")[0], "QAction")
    return found


class Eyes(QObject):
    """Takes questions from the socket's thread into the window's own."""

    asked = Signal(str)

    def __init__(self, place: str) -> None:
        super().__init__()
        self._answers: queue.Queue[str] = queue.Queue()
        self.asked.connect(self._look, Qt.ConnectionType.QueuedConnection)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(place)
        self._socket.listen(1)
        threading.Thread(target=self._listen, daemon=True).start()

    def _look(self, picture: str) -> None:
        if picture:
            QApplication.primaryScreen().grabWindow(0).save(picture)
        try:
            answer = json.dumps(seen())
        except BaseException:
            answer = json.dumps(traceback.format_exc())
        self._answers.put(answer)

    def _listen(self) -> None:
        while True:
            line, _who = self._socket.accept()
            with line, line.makefile("rw", encoding="utf-8") as talk:
                for line_in in talk:
                    self.asked.emit(line_in.strip())
                    talk.write(self._answers.get() + "\n")
                    talk.flush()


if __name__ == "__main__":
    app = QApplication(["baton"])
    eyes = Eyes(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
