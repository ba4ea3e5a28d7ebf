"""How the cells of the plan look: milestones as bands, owners as boxes, the timeline at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from app.views import theme
from app.views.handoff.plan_rows import HEADS, Column, Index, Row
from app.views.handoff.words import day
from app.views.parts import icons
from app.views.parts.avatar import initials, paint_avatar
from app.views.parts.paint import CENTRE, LEFT, RIGHT, paint_box, paint_text
from app.views.parts.pen import Pen
from app.views.parts.ticks import paint_tick
from app.views.theme import px

if TYPE_CHECKING:
    from app.views.handoff.plan_table import PlanTable

INDENT: Final = 29  # where titles begin; the fold sign or the tick box stands before them
_TITLE_CUT: Final = 8


def tick_rect(cell: QRect) -> QRect:
    """Where the sign before a title stands: the fold of a milestone, the tick box of a task."""
    return QRect(cell.left() + 4, cell.top(), INDENT - 5, cell.height())


def owner_rect(cell: QRect) -> QRect:
    """The box of an owner."""
    return cell.adjusted(8, 1, -8, -2)


def text_rect(cell: QRect, column: int) -> QRect:
    """Where the words of a cell stand."""
    if column == Column.TASK:
        return cell.adjusted(INDENT, 0, -_TITLE_CUT, 0)
    return cell.adjusted(8, 0, -8, 0)


def _write(
    painter: QPainter,
    rect: QRect,
    text: str,
    token: str = "text",
    size: int = theme.TEXT,
    *,
    weight: int = theme.REGULAR,
    right: bool = False,
) -> int:
    """One line of words; its measures are remembered, since every edit paints all cells in sight."""
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return Pen(painter).text(text, QRectF(rect), size, weight, token, align=side)


def _said_token(row: Row) -> str:
    return "bad" if row.spare < 0 else "good"


class PlanCells(QStyledItemDelegate):
    """Paints a cell from its row, without asking the model role by role."""

    def __init__(self, table: PlanTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(64, px(theme.DENSE_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: QRect = option.rect
        row, column = self._table.rows.rows[index.row()], index.column()
        painter.save()
        self._ground(painter, cell, row, index)
        if column == Column.STRIP:
            self._strip(painter, cell, row)
        elif row.group:
            self._milestone(painter, cell, row, column)
        elif column == Column.OWNER and row.included:
            self._owner(painter, cell, row, (index.row(), index.column()) == self._table.hovered)
        else:
            self._words(painter, cell, row, index)
        if self._table.shows_current(index):
            paint_box(painter, cell.adjusted(1, 0, -1, -1), theme.RADIUS_FIELD, None, "accent", width=2)
        painter.restore()

    def _ground(self, painter: QPainter, cell: QRect, row: Row, index: Index) -> None:
        marked = not row.group and row.key in self._table.rows.marked
        if marked:
            painter.fillRect(cell, theme.colour("warn_soft"))
        elif row.group:
            painter.fillRect(cell, theme.colour("panel"))
        elif index.row() == self._table.hovered[0]:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), theme.colour("panel"))
        if index.column() == Column.STRIP:
            self._table.strip.paint_ground(painter, QRectF(cell))
        if not marked:
            line = "line" if row.group else "grid"
            painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), theme.colour(line))
        hovered = (index.row(), index.column()) == self._table.hovered and self._table.rows.is_edited(
            row, index.column()
        )
        if hovered and index.column() != Column.OWNER:
            left = INDENT - 6 if index.column() == Column.TASK else 2
            paint_box(painter, cell.adjusted(left, 2, -2, -3), theme.RADIUS_FIELD, "hover")

    def _strip(self, painter: QPainter, cell: QRect, row: Row) -> None:
        strip = self._table.strip
        if strip.empty or row.start is None or row.finish is None or not row.included:
            return
        if row.group:
            strip.paint_milestone(painter, QRectF(cell), row.finish)
        else:
            token = "warn_mark" if self._table.rows.warns_of_dates(row) else "accent"
            strip.paint_bar(painter, QRectF(cell), row.start, row.finish, token)

    def _milestone(self, painter: QPainter, cell: QRect, row: Row, column: int) -> None:
        words = self._table.rows.words(row, column)
        if column == Column.TASK:
            sign = "caret-down" if row.open else "caret-right"
            icons.paint(painter, tick_rect(cell), sign, "text3", 12)
            _write(painter, text_rect(cell, column), words, weight=theme.SEMIBOLD)
        elif column == Column.HOURS:
            _write(painter, text_rect(cell, column), words, "text3", theme.SECOND, right=True)
        elif column == Column.SAID:
            _write(painter, text_rect(cell, column), words, _said_token(row), theme.SECOND)
        elif words:
            _write(painter, text_rect(cell, column), words)

    def _words(self, painter: QPainter, cell: QRect, row: Row, index: Index) -> None:
        column = index.column()
        words, rows = self._table.rows.words(row, column), self._table.rows
        token = "text" if row.included else "text3"
        box = text_rect(cell, column)
        if column == Column.TASK and (
            not row.included or index.row() == self._table.hovered[0] or self._table.is_current_row(index)
        ):
            paint_tick(painter, tick_rect(cell).adjusted(2, 0, 2, 0), row.included)
        if column == Column.SOLD:
            token = "text3"
        elif column == Column.SAID:
            token = _said_token(row)
        elif column == Column.START and rows.warns_of_dates(row):
            token = "warn"
        elif column == Column.START and row.locked is not None:
            icons.paint(painter, QRect(cell.right() - 15, box.top(), 12, box.height()), "push-pin", "text3", 12)
        elif column == Column.TASK and not row.title.strip():
            token = "warn"
        weight = theme.MEDIUM if column == Column.TASK and row.key in rows.marked else theme.REGULAR
        size = theme.SECOND if column in (Column.SOLD, Column.START, Column.FINISH, Column.SAID) else theme.TEXT
        _write(painter, box, words, token, size, weight=weight, right=column == Column.HOURS)

    def _owner(self, painter: QPainter, cell: QRect, row: Row, hovered: bool) -> None:
        rows, box = self._table.rows, owner_rect(cell)
        solo = rows.work.solo
        free, warns = rows.free_words(row)
        nobody = row.owner is None
        if not solo:
            line = "warn_mark" if (nobody or warns) and row.key in rows.marked else "line"
            edge = "mark_line" if hovered and line == "line" else line
            paint_box(painter, box, theme.RADIUS_FIELD, "card", edge)
        inner = box.adjusted(5, 0, -7, 0)
        if not nobody:
            side = px(18)
            disc = QRect(inner.left(), box.center().y() - side // 2 + 1, side, side)
            paint_avatar(painter, disc, initials(row.owner_name), row.owner == rows.work.me)
            inner.setLeft(disc.right() + 8)
        if not solo:
            icons.paint(painter, QRect(inner.right() - 11, box.top(), 12, box.height()), "caret-down", "text3", 12)
            inner.setRight(inner.right() - 18)
        if free:
            width = _write(painter, inner, free, "warn" if warns else "text3", theme.SECOND, right=True)
            inner.setRight(inner.right() - width - 6)
        name = "Choose" if row.owner is None else "Me" if solo else rows.names[row.owner]
        _write(painter, inner, name, "warn" if nobody else "text")


class PlanHead(QHeaderView):
    """The heads of the columns; above the timeline the months, the long closures and the promised day."""

    def __init__(self, table: PlanTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(px(theme.CONTROL))
        self.setAccessibleName("Columns of the plan")

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        painter.save()
        painter.fillRect(rect, theme.colour("card"))
        if logical == Column.STRIP:
            self._months(painter, rect)
        else:
            align = RIGHT if logical == Column.HOURS else LEFT
            left = 17 if logical == Column.TASK else 14 if logical == Column.OWNER else 8
            box = rect.adjusted(left, 0, -8, 0)
            paint_text(painter, box, HEADS[logical], "text2", theme.SECOND, weight=theme.MEDIUM, align=align)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        painter.restore()

    def _months(self, painter: QPainter, rect: QRect) -> None:
        strip = self._table.strip
        for at, name in strip.months:
            if name:
                box = QRect(rect.left() + round(max(at, 6.0)), rect.top(), 60, rect.height())
                paint_text(painter, box, name, "text2", theme.SMALL, weight=theme.MEDIUM)
        self._tag(painter, rect, strip.promise_tag(), day(strip.promise) if strip.promise else "", "good")
        tag = strip.today_tag()
        if tag is not None:
            tag_box = QRectF(rect.left() + tag[0], rect.center().y() - px(9), tag[1] - tag[0], px(18))
            paint_box(painter, tag_box, theme.RADIUS_MARK, "text")
        self._tag(painter, rect, tag, "Today", "card")

    @staticmethod
    def _tag(painter: QPainter, rect: QRect, span: tuple[float, float] | None, text: str, token: str) -> None:
        if span is not None:
            box = QRect(rect.left() + round(span[0]), rect.top(), round(span[1] - span[0]) + 1, rect.height())
            paint_text(painter, box, text, token, theme.SMALL, weight=theme.SEMIBOLD, align=CENTRE)
