"""The toolbar of a page of charts: what can be chosen at the left, the rule and how it is shown at the right.

In a narrow window, or with long names in it, how it is shown goes below what can be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.views.parts.label import SentencesLabel

_GAP = 8


class ChartBar(QWidget):
    """See the top of this module; a second `_GAP` stands behind the first of several `choices`."""

    def __init__(self, choices: Sequence[QWidget], rule: str, shown: Sequence[QWidget]) -> None:
        super().__init__()
        self.rule = SentencesLabel(rule, "text3")
        self._left, self._right = _holder(choices, wide_first=True), _holder(shown)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, _GAP, 0, _GAP)
        self._grid.setSpacing(_GAP)
        self._grid.setColumnStretch(1, 1)
        self._lines = 0
        self._place(1)

    def _place(self, lines: int) -> None:
        self._lines, below = lines, lines - 1
        side = Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(self._left, 0, 0, 1, 3 if below else 1, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(self.rule, below, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._right, below, 0 if below else 2, side)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it is in two lines."""
        widest = max(self._left.sizeHint().width(), self._right.sizeHint().width())
        return QSize(widest, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # another choice, perhaps of a longer name
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        needs = self._left.sizeHint().width() + 2 * _GAP + self._right.sizeHint().width()
        lines = 1 if self.width() >= needs else 2
        if lines != self._lines:
            self._place(lines)


def _holder(parts: Sequence[QWidget], *, wide_first: bool = False) -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP)
    for place, part in enumerate(parts):
        row.addWidget(part)
        if wide_first and place == 0 and len(parts) > 1:
            row.addSpacing(_GAP)
    return made
