"""The panels beside the burn-down: where it stands, the weeks, and what was added or dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.charts import burndown_words as say
from app.views.charts.burndown_words import Fact
from app.views.parts import icons
from app.views.parts.buttons import LinkButton
from app.views.parts.figure_table import FigureTable
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.pane import Pane
from app.views.parts.pen import Pen

if TYPE_CHECKING:
    from app.domain.burndown import Burndown, ScopeChange
    from app.views.charts.burndown_reading import Told

_ROW: Final = 59
_HEAD: Final = 46
_MOST_CHANGES: Final = 3
_FULL_ROWS: Final = 4  # weeks that stay in sight before the table scrolls


class Facts(QWidget):
    """'Where it stands': painted lines, told to screen readers as a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: list[Fact] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Where it stands")

    def show_facts(self, facts: list[Fact]) -> None:
        """Show these lines."""
        self._facts = facts
        self.setAccessibleDescription("; ".join(f"{fact.name}: {fact.value}, {fact.note}" for fact in facts))
        self.updateGeometry()
        self.update()

    def facts(self) -> list[Fact]:
        """What is shown."""
        return list(self._facts)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(_HEAD) + theme.px(_ROW) * len(self._facts))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        px, pen = theme.px, Pen(QPainter(self))
        head = QRectF(px(16), px(14), self.width() - px(32), px(20))
        pen.text("Where it stands", head, theme.TEXT, theme.SEMIBOLD, "text")
        for number, fact in enumerate(self._facts):
            top = px(_HEAD) + number * px(_ROW)
            self._fact(pen, QRectF(0, top, self.width(), px(_ROW)), fact, last=number == len(self._facts) - 1)
        if self.hasFocus():
            pen.rounded(QRectF(self.rect()), theme.RADIUS, None, pen.colour("accent"), 2)

    def _fact(self, pen: Pen, box: QRectF, fact: Fact, *, last: bool) -> None:
        px = theme.px
        line = QRectF(box.left() + px(16), box.top() + px(7), box.width() - px(32), px(20))
        width = pen.text(fact.value, line, theme.TEXT, theme.SEMIBOLD, fact.token, align=Qt.AlignmentFlag.AlignRight)
        if fact.icon:
            pen.icon(fact.icon, line.right() - width - px(24), line.center().y() - px(8), 16, fact.token)
            width += px(24)
        pen.text(fact.name, line.adjusted(0, 0, -width - px(8), 0), theme.TEXT, theme.REGULAR, "text2")
        pen.text(fact.note, line.translated(0, px(20)), theme.SECOND, theme.REGULAR, "text3")
        if not last:
            pen.p.fillRect(QRectF(1, box.bottom() - 1, box.width() - 2, 1), pen.colour("grid"))


class _Icon(QWidget):
    """The sign before a change of scope."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.px(16), theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        icons.paint(QPainter(self), self.rect(), "git-diff", "text3", theme.px(16))


class ChangeRow(QWidget):
    """One change of scope: its reason leads to its tasks; the link to what was sold."""

    def __init__(
        self,
        change: ScopeChange,
        told: Burndown,
        opens: Callable[[Any], object],
        sold: Callable[[], object] | None,
    ) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(_Icon(self))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = LinkButton(say.change_title(change))
        self.title.setToolTip("Show its tasks")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.title.clicked.connect(lambda: opens(("tasks", {"ids": list(change.task_ids)})))
        words.addWidget(self.title)
        words.addWidget(ElidedLabel(say.change_note(change, told), "text3", theme.SECOND))
        row.addLayout(words, 1)
        self.link: LinkButton | None = None
        if sold is not None:
            self.link = LinkButton("Open deal")
            self.link.clicked.connect(lambda _: sold())
            row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(theme.px(48))


class ByWeek(Pane):
    """Done, added and left week by week, and below them what changed the scope."""

    target_chosen = Signal(object)

    def __init__(self, open_deal: Callable[[int], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_deal = open_deal
        head = Label("By week", "text", theme.TEXT, theme.SEMIBOLD)
        head.setContentsMargins(16, 12, 16, 4)
        self.table = FigureTable(say.WEEK_HEADS, "By week")
        self.changes: list[ChangeRow] = []
        self._below = QVBoxLayout()
        self._below.setContentsMargins(0, 6, 0, 0)
        self._below.setSpacing(2)
        self._more = LinkButton("", size=theme.SECOND)
        self._more.clicked.connect(self._open_all)
        self._note = Label(say.DAYS_OFF, "text3", theme.SECOND, wrap=True)
        self._note.setContentsMargins(16, 6, 16, 12)
        self._all: list[int] = []
        self.box.addWidget(head)
        self.box.addWidget(self.table)
        self.box.addLayout(self._below)
        self.box.addWidget(self._more)
        self.box.addWidget(self._note)
        self.box.addStretch(1)
        bar = self.table.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most))  # the latest weeks are what one looks for

    def hasHeightForWidth(self) -> bool:
        """Its table gives way and scrolls; else Qt would take the wished height for the least one, and cut what stands above it."""
        return False

    def show_told(self, told: Told) -> None:
        """Show the weeks and the latest changes of scope."""
        assert told.burndown is not None and told.project is not None
        data, project = told.burndown, told.project
        self.table.show_rows(say.week_rows(told.weeks, data.unit, data.today))
        self._fit()
        for row in self.changes:
            self._below.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = list(reversed(data.scope_changes))[:_MOST_CHANGES]
        sold = (lambda: self._open_deal(project.deal_id or 0)) if project.deal_id else None
        self.changes = [ChangeRow(change, data, self.target_chosen.emit, sold) for change in shown]
        for row in self.changes:
            self._below.addWidget(row)
        hidden = len(data.scope_changes) - len(shown)
        self._all = [task for change in data.scope_changes for task in change.task_ids]
        self._more.setVisible(hidden > 0)
        self._more.setText(f"   {hidden} earlier {'change' if hidden == 1 else 'changes'}: show the tasks of all")

    def _open_all(self) -> None:
        self.target_chosen.emit(("tasks", {"ids": sorted(set(self._all))}))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many whole rows as have room, and a few at least."""
        rows, whole = len(self.table.figures.lines) + 1, self.table.whole_height()
        row, least = whole // rows, min(rows, _FULL_ROWS)
        room = self.height() - self.minimumSizeHint().height() + self.table.minimumHeight()
        self.table.setMinimumHeight(row * least)
        self.table.setMaximumHeight(row * max(least, min(rows, room // row)))
