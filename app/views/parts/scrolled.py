"""A list inside a dialog that scrolls when there is more of it than room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` in an area without a frame, on the ground of the dialog."""
    area, held = QScrollArea(), QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inside)
    column.addStretch(1)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(held)
    for each in (area, area.viewport(), held):
        each.setAutoFillBackground(False)
        palette = each.palette()
        palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
        each.setPalette(palette)
    return area
