"""What scrolls when there is more of it than room: a list inside a dialog, a page in a small window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` in an area without a frame, on the ground of the dialog."""
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inside)
    column.addStretch(1)
    area = clear_area(held)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    return area


def clear_area(held: QWidget) -> QScrollArea:
    """`held` in an area through which the ground behind it shows."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(held)
    for each in (area, area.viewport(), held):
        each.setAutoFillBackground(False)
        palette = each.palette()
        palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
        each.setPalette(palette)
    return area
