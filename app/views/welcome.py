"""The first minute: what Baton is in a picture, and three ways to begin."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import LinkButton, MainButton, PlainButton
from app.views.parts.label import Label
from app.views.parts.paint import paint_box

if TYPE_CHECKING:
    from app.views.workspace_files import WorkspaceFiles

_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class Picture(QWidget):
    """A board, an arrow, a plan: what happens between the two tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("A board of deals, an arrow, and the plan of a project")

    def sizeHint(self) -> QSize:
        return QSize(408, 120)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._board(painter)
        self._arrow(painter)
        self._plan(painter)

    @staticmethod
    def _board(painter: QPainter) -> None:
        paint_box(painter, QRect(0, 0, 168, 120), theme.RADIUS, "card", "line")
        bars = ("stages.0", "stages.1", "stages.2", "stage_won")
        for column, (bar, cards) in enumerate(zip(bars, (3, 2, 2, 1), strict=True)):
            left = 14 + 36 * column
            paint_box(painter, QRect(left, 14, 30, 3), 1.5, bar)
            for card in range(cards):
                won = bar == "stage_won"
                fill, line = ("accent_soft", "accent_line") if won else ("hover", None)
                paint_box(painter, QRect(left, 24 + 22 * card, 30, 16), 3, fill, line)

    @staticmethod
    def _arrow(painter: QPainter) -> None:
        pen = QPen(theme.colour("accent"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(QLineF(184, 60, 222, 60))
        painter.drawPolyline(QPolygonF([QPointF(214, 51), QPointF(223, 60), QPointF(214, 69)]))

    @staticmethod
    def _plan(painter: QPainter) -> None:
        paint_box(painter, QRect(240, 0, 168, 120), theme.RADIUS, "card", "line")
        for left, top, width, token in (
            (254, 22, 40, "critical"),
            (282, 44, 44, "critical"),
            (282, 66, 30, "bar"),
            (330, 88, 34, "critical"),
        ):
            paint_box(painter, QRect(left, top, width, 12), 3, token)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        around = QRectF(366, 86, 16, 16)
        middle = around.center()
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), around.top()),
                    QPointF(around.right(), middle.y()),
                    QPointF(middle.x(), around.bottom()),
                    QPointF(around.left(), middle.y()),
                ]
            )
        )


class _Sign(QWidget):
    """An icon of a card, in the accent's colour or fainter."""

    def __init__(self, icon: str, token: str, size: int) -> None:
        super().__init__()
        self._icon, self._token, self._size = icon, token, size
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        icons.paint(QPainter(self), self.rect(), self._icon, self._token, self._size)


class Choice(QWidget):
    """One way to begin: icon, name, what it means, and its button."""

    def __init__(self, icon: str, title: str, text: str, button: MainButton | PlainButton) -> None:
        super().__init__()
        self.button = button
        self.setMaximumWidth(theme.px(304))
        self.setMinimumWidth(theme.px(200))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 20, 20, 20)
        box.setSpacing(0)
        box.addWidget(_Sign(icon, "accent_text", 24))
        box.addSpacing(12)
        box.addWidget(Label(title, "text", theme.TAB, theme.SEMIBOLD))
        box.addSpacing(8)
        words = Label("", "text2", wrap=True)
        words.setTextFormat(Qt.TextFormat.RichText)  # for paragraphs the look asks for lines of 20 px
        words.setText(f"<p style='line-height: {theme.px(20)}px'>{escape(text)}</p>")
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        box.addWidget(words, 1)
        box.addSpacing(24)
        box.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")


class Welcome(QScrollArea):
    """Stands in place of the first page as long as the workspace is empty."""

    def __init__(self, files: WorkspaceFiles, start: Callable[[], object]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName("Welcome to Baton")
        inside = QWidget()
        self.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.PAGE_MARGIN, 8, theme.PAGE_MARGIN, 8)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(Picture(), 0, _MIDDLE)
        column.addSpacing(28)
        column.addWidget(Label("Welcome to Baton", "text", 22, theme.SEMIBOLD, align=_MIDDLE))
        column.addSpacing(6)
        promise = "Win the work in one tab, deliver it in the other. Nothing is lost in between."
        column.addWidget(Label(promise, "text2", theme.TAB, align=_MIDDLE, wrap=True))
        column.addSpacing(36)
        column.addLayout(self._choices(files, start))
        column.addSpacing(30)
        column.addLayout(self._note())
        column.addSpacing(12)
        column.addLayout(self._ways_back(files))
        column.addStretch(2)

    def _choices(self, files: WorkspaceFiles, start: Callable[[], object]) -> QHBoxLayout:
        self.start = MainButton("Add a deal")
        self.look = PlainButton("Open sample data")
        self.bring = PlainButton("Import a file…")
        self.start.clicked.connect(start)
        self.look.clicked.connect(files.look_around)
        self.bring.clicked.connect(files.import_data)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addStretch(1)
        for icon, title, text, button in (
            (
                "plus-circle",
                "Start empty",
                "Add your first client or deal. Stages, working hours and currency are ready; change them any time.",
                self.start,
            ),
            (
                "sparkle",
                "Look around",
                "Open a small studio with its clients, deals and projects. It is a separate file; delete it when you are done.",
                self.look,
            ),
            (
                "download-simple",
                "Bring your data",
                "Clients, contacts, deals, tasks or hours from CSV, Excel, vCard or another board. "
                "You see it before it lands.",
                self.bring,
            ),
        ):
            row.addWidget(Choice(icon, title, text, button), 8)
        row.addStretch(1)
        return row

    @staticmethod
    def _note() -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(_Sign("hard-drives", "text3", 16))
        row.addWidget(Label("Everything stays in one file on this computer. No account, no network.", "text2"))
        row.addStretch(1)
        return row

    def _ways_back(self, files: WorkspaceFiles) -> QHBoxLayout:
        self.open_other = LinkButton("Open a workspace…")
        self.restore = LinkButton("Restore a backup…")
        self.open_other.clicked.connect(files.open)
        self.restore.clicked.connect(files.restore)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.open_other)
        row.addWidget(Label("·", "text3"))
        row.addWidget(self.restore)
        row.addStretch(1)
        return row
