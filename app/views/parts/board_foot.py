"""The bar at a board's foot while cards are carried: other places to go, such as Lost or On hold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.views.parts.board_source import FootTarget
from app.views.parts.pen import Pen
from app.views.theme import px

TOAST = "toast"  # the name of the strip that says what was done


class FootBar(QWidget):
    """Paints the targets side by side; the board asks what lies at a point and says what is hovered."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._targets: list[FootTarget] = []
        self._hot: str | None = None
        self.hide()
        self.dress()

    def showEvent(self, event: QShowEvent) -> None:
        # what was done last is said at the same place, and would take the drop
        for toast in self.window().findChildren(QWidget, TOAST):
            toast.hide()
        super().showEvent(event)

    def dress(self) -> None:
        """Colours or text sizes have changed."""
        self.setFixedHeight(px(56) + px(12) + px(12))
        self.update()

    def set_targets(self, targets: Sequence[FootTarget]) -> None:
        """What may be dropped at; none hides the bar."""
        self._targets = list(targets)
        self.setAccessibleName(", ".join(target.title for target in targets))
        self.update()

    @property
    def targets(self) -> list[FootTarget]:
        """What is offered."""
        return self._targets

    def set_hot(self, key: str | None) -> None:
        """Which target the cards hover over."""
        if key != self._hot:
            self._hot = key
            self.update()

    def target_at(self, point: QPoint) -> str | None:
        """The target at a point of this bar."""
        for target, box in zip(self._targets, self.boxes(), strict=True):
            if box.contains(point):
                return target.key
        return None

    def boxes(self) -> list[QRectF]:
        """Where the targets lie."""
        count = len(self._targets)
        if not count:
            return []
        margin, gap = px(16), px(12)
        width = (self.width() - 2 * margin - (count - 1) * gap) / count
        return [QRectF(margin + place * (width + gap), px(12), width, px(56)) for place in range(count)]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        p = QPainter(self)
        pen = Pen(p)
        for target, box in zip(self._targets, self.boxes(), strict=True):
            hot = target.key == self._hot
            pen.dashed(box, 8, "accent" if hot else "mark_line", "accent_soft" if hot else None)
            _words(pen, box, target, hot=hot)
        p.end()


def _words(pen: Pen, box: QRectF, target: FootTarget, *, hot: bool) -> None:
    title, hint = pen.width(target.title, 13, 600), pen.width(target.hint, 12, 400)
    whole = px(20) + px(7) + title + px(8) + hint
    left = max(box.left() + px(8), box.center().x() - whole / 2)
    tone = "accent_text" if hot else "text"
    pen.icon(target.icon, left, box.center().y() - px(10), 20, "accent_text" if hot else "text2")
    left += px(27)
    pen.text(target.title, QRectF(left, box.top(), box.right() - left, box.height()), 13, 600, tone)
    left += title + px(8)
    if left < box.right():
        pen.text(target.hint, QRectF(left, box.top(), box.right() - left, box.height()), 12, 400, "text2")
