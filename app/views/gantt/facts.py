"""The strip above the timeline: when it finishes, what is late, the baseline, hours, what was sold, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.project_timeline import Timeline
from app.views import theme
from app.views.gantt import words
from app.views.parts.pen import Pen

_HEIGHT: Final = 50
_TONES: Final = {"good": "good", "warn": "warn", "bad": "bad", "plain": "text"}
_ICONS: Final = {"good": "check-circle", "warn": "warning", "bad": "warning-circle", "plain": "flag"}
_LEGEND: Final = 176
#: How the chart draws things, and what they are.
LEGEND: Final = {"critical": "Critical", "so_far": "Done so far", "float": "Float", "base": "Baseline"}


class Fact(NamedTuple):
    """Two lines with an icon; `tone` colours icon and first line."""

    icon: str
    first: str
    second: str
    tone: str = "text"


def facts_of(told: Timeline) -> list[Fact]:
    """What the strip says, the most important first."""
    now = told.today
    late = sum(head.late for head in told.heads)
    if len(told.heads) != 1:
        broken = sum(head.spare is not None and head.spare < 0 for head in told.heads)
        count = len(told.heads)
        facts = [Fact("flag", f"{count} open project" + ("" if count == 1 else "s"), f"{len(told.bars):,} tasks")]
        if broken:
            facts.append(Fact("warning-circle", f"{broken} past the promise", "expected later than promised", "bad"))
        if late:
            facts.append(Fact("warning-circle", _late(late), "past their due day", "bad"))
        used, left = sum(head.used for head in told.heads), sum(head.left for head in told.heads)
        return [*facts, Fact("clock", f"{used / 60:,.0f} h used", f"{left / 60:,.0f} h left")]
    head = told.heads[0]
    first, second, tone = words.finish_words(head, now)
    facts = [Fact(_ICONS[tone], first, second, _TONES[tone])]
    if head.late:
        facts.append(Fact("warning-circle", _late(late), f"{head.first_late}, {_days(head.first_late_days)}", "bad"))
    baseline = words.baseline_words(head, now)
    if baseline:
        facts.append(Fact("arrow-right", *baseline))
    facts.append(Fact("clock", *words.hours_words(head)))
    sold = words.sold_words(head)
    return [*facts, Fact("handshake", *sold)] if sold else facts


def totals_of(told: Timeline) -> str:
    """'20 open 248 h left'; '' without tasks."""
    left = sum(head.left for head in told.heads)
    count = sum(bar.kind != "done" for bar in told.bars)
    return f"{count:,} open <b>{round(left / 60):,} h</b> left" if told.bars else ""


def _late(count: int) -> str:
    return f"{count} task" + ("" if count == 1 else "s") + " late"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


class FactStrip(QWidget):
    """Painted; a screen reader gets it as one sentence. What has no room at the right is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: list[Fact] = []
        self._legend = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Where it stands")

    def show_facts(self, facts: list[Fact], *, legend: bool = True) -> None:
        """Show these; `legend` says what the bars mean, where there are bars."""
        self.facts, self._legend = facts, legend
        self.setAccessibleDescription("; ".join(f"{fact.first}, {fact.second}" for fact in facts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        px, pen = theme.px, Pen(QPainter(self))
        pen.rounded(QRectF(self.rect()), theme.RADIUS, pen.colour("card"), pen.colour("line"))
        right = self.width() - px(_LEGEND if self._legend else 16)
        left = px(16)
        for number, fact in enumerate(self.facts):
            wide = max(
                pen.width(fact.first, theme.TEXT, theme.SEMIBOLD), pen.width(fact.second, theme.SECOND, theme.REGULAR)
            )
            if left + px(24) + wide > right:
                break
            if number:
                pen.p.setPen(QPen(pen.colour("line"), 1))
                pen.p.drawLine(QLineF(left - px(16), px(8), left - px(16), self.height() - px(8)))
            pen.icon(fact.icon, left, px(9), 16, "text2" if fact.tone == "text" else fact.tone)
            box = QRectF(left + px(24), px(7), wide + 4, px(18))
            pen.text(fact.first, box, theme.TEXT, theme.SEMIBOLD, fact.tone, elide=False)
            pen.text(fact.second, box.translated(0, px(18)), theme.SECOND, theme.REGULAR, "text2", elide=False)
            left += px(24) + wide + px(36)
        if self._legend and left < right + px(16):
            self._paint_legend(pen, right)

    def _paint_legend(self, pen: Pen, left: float) -> None:
        px = theme.px
        high = px(18)
        for place, (draw, name) in enumerate(LEGEND.items()):
            row, column = divmod(place, 2)
            x, y = left + column * px(78), px(7) + row * high
            swatch = QRectF(x, y + high / 2 - px(4), px(20), px(8))
            _swatch(pen, swatch, draw)
            box = QRectF(x + px(25), y, px(72), high)
            pen.text(name, box, theme.SMALL, theme.REGULAR, "text2", elide=False)


def paint_legend_line(pen: Pen, box: QRectF, draws: Sequence[str]) -> None:
    """Some of the legend in one line, in the middle of `box`."""
    widths = [pen.width(LEGEND[draw], theme.SMALL, theme.REGULAR) + 45 for draw in draws]
    left = box.center().x() - sum(widths) / 2
    for draw, width in zip(draws, widths, strict=True):
        _swatch(pen, QRectF(left, box.center().y() - 4, 20, 8), draw)
        words = QRectF(left + 25, box.top(), width - 25, box.height())
        pen.text(LEGEND[draw], words, theme.SMALL, theme.REGULAR, "text2", elide=False)
        left += width


def _swatch(pen: Pen, box: QRectF, draw: str) -> None:
    p = pen.p
    if draw == "critical":
        pen.rounded(box, 3, pen.colour("critical"))
    elif draw == "so_far":
        pen.rounded(box, 3, pen.colour("bar"), pen.colour("bar_line"))
        pen.rounded(QRectF(box.left(), box.top(), box.width() / 2, box.height()), 3, pen.colour("bar_line"))
    elif draw == "float":
        line = QPen(pen.colour("bar_line"), 1.4)
        line.setDashPattern([1.5, 2.0])
        p.setPen(line)
        y = box.center().y()
        p.drawLine(QLineF(box.left(), y, box.right(), y))
        p.setPen(QPen(pen.colour("bar_line"), 1.4, Qt.PenStyle.SolidLine))
        p.drawLine(QLineF(box.right(), y - 3, box.right(), y + 3))
    else:
        pen.rounded(QRectF(box.left(), box.center().y() - 1.5, box.width(), 3), 1.5, pen.colour("bar_line"))
