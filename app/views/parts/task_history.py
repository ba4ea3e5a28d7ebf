"""What happened to a task, the newest first, and a line to say something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.services.deal_detail import Moment
from app.views import theme
from app.views.parts import icons
from app.views.parts.dates import day_text
from app.views.parts.fields import NotesField
from app.views.parts.paint import RIGHT, paint_text, text_width
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import first_name

_ICONS = {"created": "plus", "deleted": "trash", "status": "arrow-right", "edit": "pencil-simple", "comment": "note"}


class MomentRow(QWidget):
    """Icon, words over as many lines as they need, then who and when."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._words, self._when = "note", "", ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_moment(self, moment: Moment) -> None:
        """Show it."""
        self._icon = _ICONS.get(moment.kind, "note")
        self._words = moment.text
        self._when = ", ".join(part for part in (first_name(moment.by), day_text(moment.on)) if part)
        self.setAccessibleName(f"{self._words}, {self._when}")
        self.setToolTip(f"{moment.at.astimezone():%d %b %Y %H:%M}")
        self.updateGeometry()
        self.update()

    def _room(self, width: int) -> QRect:
        when = text_width(self._when, theme.SECOND)
        return QRect(theme.px(24), theme.px(4), max(width - theme.px(24) - when - 10, 40), 10_000)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = theme.metrics(theme.SECOND)
        words = metrics.boundingRect(self._room(width), int(Qt.TextFlag.TextWordWrap), self._words)
        return max(words.height(), metrics.height()) + theme.px(8)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        line = theme.metrics(theme.SECOND).height()
        icons.paint(painter, QRect(0, theme.px(4), 14, line), self._icon, "text3", 14)
        top = QRect(0, theme.px(4), self.width(), line)
        paint_text(painter, top, self._when, "text3", theme.SECOND, align=RIGHT)
        painter.setFont(theme.font(theme.SECOND))
        painter.setPen(theme.colour("text2"))
        painter.drawText(
            self._room(self.width()), int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), self._words
        )


class _Comment(NotesField):
    """Empty again once its words are kept."""

    def try_commit(self, value: str) -> bool:
        taken = super().try_commit(value)
        if taken and value:
            QTimer.singleShot(0, self, lambda: self.set_value(""))
        return taken


class History(QWidget):
    """The section."""

    def __init__(self, comment: Callable[[str], object]) -> None:
        super().__init__()
        self._say = comment
        self.section = SectionHead("History")
        self.comment = _Comment("Comment", self._add, boxed=True, placeholder="Write a comment")
        self.rows: KeyedRows[tuple[int, Moment], MomentRow] = KeyedRows(
            lambda _: MomentRow(), lambda row, found: row.show_moment(found[1]), lambda found: found[0], most=6
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.section, self.comment):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self.rows)

    def show_moments(self, moments: list[Moment], *, other: bool) -> None:
        """Show these; `other` record than the one before."""
        if other:
            self.rows.fold()
            self.comment.forget_edit()
            self.comment.set_value("")
        self.rows.set_rows(list(enumerate(moments)))

    def _add(self, words: str) -> None:
        if words.strip():
            self._say(words)
