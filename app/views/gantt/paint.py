"""Rows, bars, links and heads of the timeline. Everything is painted for the rows that are seen, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.services.project_timeline import Bar, Timeline
from app.views import theme
from app.views.gantt.lines import Line, Lines
from app.views.gantt.scale import Scale
from app.views.gantt.stubs import paint_stubs, stubs_of
from app.views.gantt.summary import paint_summary
from app.views.parts.dates import short_text
from app.views.parts.pen import Pen

ROW: Final = 32
BAR: Final = 16
_BAR_TOP: Final = 6
_BASELINE_TOP: Final = 26
_STUB: Final = 6
_DASH: Final = 7.5  # px of a dash with its gap: where one begins does not depend on what is seen


class Show(NamedTuple):
    """What is drawn besides the bars."""

    critical: bool = True
    baseline: bool = True
    links: bool = True
    days_off: bool = True


class Ghost(NamedTuple):
    """A bar as it would be while another is dragged."""

    start: date
    finish: date


class Scene(NamedTuple):
    """All that one painting needs. `ghosts` by task are the bars of a drag that is under way."""

    told: Timeline
    lines: Lines
    scale: Scale
    show: Show
    selected: int | None = None
    hover: int | None = None
    ghosts: dict[int, Ghost] = {}  # noqa: RUF012, never changed

    def bar_box(self, bar: Bar, row: int, ghost: Ghost | None = None) -> QRectF:
        """Where a bar lies, in the coordinates of the whole chart; a milestone task is a square on its day."""
        start, finish = (ghost.start, ghost.finish) if ghost and not bar.below else bar.span
        top = row * theme.px(ROW) + theme.px(_BAR_TOP)
        if bar.days == 0 and not bar.below:
            middle = self.scale.after(finish)
            half = theme.px(BAR) / 2
            return QRectF(middle - half, top, 2 * half, theme.px(BAR))
        left, right = self.scale.x(start), self.scale.after(finish)
        return QRectF(left, top, max(3.0, right - left), theme.px(BAR))


def paint_rows(pen: Pen, scene: Scene, top: int, bottom: int, seen: QRectF) -> None:
    """The ground: tones of rows, days off, lines between rows and weeks. `seen` in chart coordinates."""
    height = theme.px(ROW)
    p = pen.p
    p.fillRect(seen, pen.colour("card"))
    rows = scene.lines.rows
    first, last = scene.scale.day(seen.left()), scene.scale.day(seen.right())
    if scene.show.days_off and scene.scale.zoom in {"day", "week", "month"}:
        off = pen.colour("day_off")
        for left, width in _off_spans(scene, first, last):
            p.fillRect(QRectF(left, seen.top(), width, seen.height()), off)
    p.setPen(QPen(pen.colour("grid"), 1))
    for day in scene.scale.lines(first, last):
        x = scene.scale.x(day)
        p.drawLine(QLineF(x, seen.top(), x, seen.bottom()))
    for row in range(top, min(bottom + 1, len(rows))):
        box = QRectF(seen.left(), row * height, seen.width(), height)
        if rows[row].bar is None:
            p.fillRect(box, pen.colour("panel"))
        elif row == scene.selected:
            p.fillRect(box, pen.colour("accent_soft"))
        elif row == scene.hover:
            p.fillRect(box, _faint(pen.colour("hover")))
        p.setPen(QPen(pen.colour("grid"), 1))
        p.drawLine(QLineF(box.left(), box.bottom() - 0.5, box.right(), box.bottom() - 0.5))


def _faint(colour: QColor) -> QColor:
    made = QColor(colour)
    made.setAlpha(110)
    return made


def _off_spans(scene: Scene, first: date, last: date) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    day, calendar = first, scene.told.calendar
    while day <= last:
        if not calendar.is_working(day):
            left = scene.scale.x(day)
            if spans and abs(spans[-1][0] + spans[-1][1] - left) < 0.5:
                spans[-1] = (spans[-1][0], spans[-1][1] + scene.scale.width)
            else:
                spans.append((left, scene.scale.width))
        day += timedelta(days=1)
    return spans


def paint_bars(pen: Pen, scene: Scene, top: int, bottom: int, seen: QRectF) -> None:
    """Links behind bars, bars, then words."""
    rows = scene.lines.rows
    if scene.show.links:
        _paint_links(pen, scene, top, bottom)
    for row in range(top, min(bottom + 1, len(rows))):
        line = rows[row]
        if line.bar is None:
            _paint_group(pen, scene, line, row, seen)
        else:
            _paint_task(pen, scene, line.bar, row, seen)
            if scene.show.links and line.bar.id in scene.lines.ties:
                paint_stubs(pen, scene, line.bar, row)


def _paint_group(pen: Pen, scene: Scene, line: Line, row: int, seen: QRectF) -> None:
    if line.on is None:
        return
    middle = row * theme.px(ROW) + theme.px(ROW) / 2
    end = scene.scale.after(line.on)
    start = scene.scale.x(line.start) if line.start else end
    token = "bar" if line.done else "bar_line"
    if end > start:
        pen.rounded(QRectF(start, middle - 2, end - start, 4), 2, pen.colour(token))
    words = f"{line.title}, {short_text(line.on, scene.told.today)}"
    if not line.diamond:
        return
    size = theme.px(6)
    p = pen.p
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(pen.colour("text2" if line.done else "text"))
    p.drawPolygon(
        QPolygonF([QPointF(end, middle - size), QPointF(end + size, middle), QPointF(end, middle + size),
                   QPointF(end - size, middle)])
    )  # fmt: skip
    _beside(pen, words, QRectF(end - size, row * theme.px(ROW), 2 * size, theme.px(ROW)), seen, start, "text2", "panel")


def _beside(pen: Pen, words: str, box: QRectF, seen: QRectF, start: float, token: str, ground: str) -> None:
    """Words at the right of a box, or at the left of `start` where the right has no room."""
    if box.right() < seen.left():  # what they belong to is out of sight, and half a word says less than none
        return
    weight = theme.MEDIUM
    width = pen.width(words, theme.SECOND, weight)
    gap = theme.px(14)
    left = box.right() + gap
    if left + width > seen.right() and start - gap - width > seen.left():
        left = start - gap - width
    place = QRectF(left - 2, box.top() + 4, width + 4, box.height() - 8)
    pen.p.fillRect(place, pen.colour(ground))
    pen.text(words, place.adjusted(2, 0, 2, 0), theme.SECOND, weight, token, elide=False)


def _paint_task(pen: Pen, scene: Scene, bar: Bar, row: int, seen: QRectF) -> None:
    ghost = scene.ghosts.get(bar.id)
    box = scene.bar_box(bar, row, ghost)
    if scene.show.baseline and bar.baseline:
        left, right = scene.scale.x(bar.baseline[0]), scene.scale.after(bar.baseline[1])
        under = QRectF(left, row * theme.px(ROW) + theme.px(_BASELINE_TOP), right - left, 3)
        pen.rounded(under, 1.5, pen.colour("bar_line"))
    if box.right() < seen.left() - 400 or box.left() > seen.right() + 400:
        return
    if bar.below is not None:
        paint_summary(pen, bar, box, critical=bar.below.critical and scene.show.critical)
        _paint_late(pen, scene, bar, row, seen)
        return
    if ghost is not None:
        pen.dashed(scene.bar_box(bar, row), theme.RADIUS_MARK, "mark_line")
    if bar.kind != "done" and bar.total_float > 0 and ghost is None and bar.days:
        _paint_float(pen, scene, bar, box)
    critical = bar.critical and scene.show.critical
    if bar.days == 0:
        _paint_event(pen, box, "accent" if critical and bar.kind != "done" else "bar_line")
    else:
        _paint_bar(pen, scene, bar, box, critical)
    _paint_late(pen, scene, bar, row, seen)


def _paint_late(pen: Pen, scene: Scene, bar: Bar, row: int, seen: QRectF) -> None:
    if not bar.late:
        return
    box = scene.bar_box(bar, row, scene.ghosts.get(bar.id))
    days = "1 day" if bar.late == 1 else f"{bar.late} days"
    words = f"Due {short_text(bar.due_on, scene.told.today)}, {days} late" if bar.due_on else f"{days} late"
    for stub in stubs_of(scene, bar, row) if scene.show.links else ():
        box = box.united(stub.box)
    row_box = QRectF(box.left(), row * theme.px(ROW), box.width(), theme.px(ROW))
    _beside(pen, words, row_box, seen, box.left(), "bad", "accent_soft" if row == scene.selected else "card")


def _paint_bar(pen: Pen, scene: Scene, bar: Bar, box: QRectF, critical: bool) -> None:
    radius = theme.RADIUS_MARK
    if bar.kind == "done":
        pen.rounded(box, radius, pen.colour("bar_done"))
        return
    under_way = bar.kind in {"doing", "review"}
    if critical:
        pen.rounded(box, radius, pen.colour("critical_rest" if under_way else "critical"))
    else:
        pen.rounded(box, radius, pen.colour("bar"), pen.colour("bar_line"))
    if under_way and bar.progress > 0:
        p = pen.p
        p.save()
        part = QRectF(box.left(), box.top(), box.width() * bar.progress, box.height())
        p.setClipRect(part, Qt.ClipOperation.IntersectClip)
        pen.rounded(box, radius, pen.colour("critical" if critical else "bar_line"))
        p.restore()
    for day in bar.off:
        _hatch(pen, QRectF(scene.scale.x(day), box.top(), scene.scale.width, box.height()))
    if bar.late:
        pen.rounded(box, radius, None, pen.colour("bad_mark"), 2)


def _paint_event(pen: Pen, box: QRectF, token: str) -> None:
    middle, size = box.center(), box.width() / 2 - 1
    pen.p.setPen(Qt.PenStyle.NoPen)
    pen.p.setBrush(pen.colour(token))
    pen.p.drawPolygon(
        QPolygonF([QPointF(middle.x(), middle.y() - size), QPointF(middle.x() + size, middle.y()),
                   QPointF(middle.x(), middle.y() + size), QPointF(middle.x() - size, middle.y())])
    )  # fmt: skip


def _hatch(pen: Pen, box: QRectF) -> None:
    """A day on which the owner is away."""
    p = pen.p
    p.save()
    p.setClipRect(box, Qt.ClipOperation.IntersectClip)
    p.setPen(QPen(pen.colour("card"), 1.5))
    step = 4.0
    x = box.left() - box.height()
    while x < box.right():
        p.drawLine(QLineF(x, box.bottom(), x + box.height(), box.top()))
        x += step
    p.restore()


def _paint_float(pen: Pen, scene: Scene, bar: Bar, box: QRectF) -> None:
    calendar = scene.told.works(bar)
    end = scene.scale.after(calendar.add(bar.finish, bar.total_float))
    y = box.center().y()
    line = QPen(pen.colour("bar_line"), 1.2)
    line.setDashPattern([1.5, 2.5])
    p = pen.p
    p.setPen(line)
    p.drawLine(QLineF(box.right() + 1, y, end, y))
    p.setPen(QPen(pen.colour("bar_line"), 1.2))
    p.drawLine(QLineF(end, y - 4, end, y + 4))


def paint_grip(pen: Pen, scene: Scene, bar: Bar, row: int) -> None:
    """The dots beside a bar's start and end from which links are drawn."""
    box = scene.bar_box(bar, row)
    pen.p.setPen(QPen(pen.colour("accent"), 1.5))
    pen.p.setBrush(pen.colour("card"))
    for x in (box.left() - theme.px(8), box.right() + theme.px(8)):
        pen.p.drawEllipse(QPointF(x, box.center().y()), theme.px(4), theme.px(4))


# --- links ------------------------------------------------------------------------------------------------------


def _paint_links(pen: Pen, scene: Scene, top: int, bottom: int) -> None:
    p = pen.p
    p.setBrush(Qt.BrushStyle.NoBrush)
    for index, first, then in scene.lines.crossing(top, bottom):
        link = scene.told.links[index]
        before, after = scene.lines.rows[first].bar, scene.lines.rows[then].bar
        if before is None or after is None:
            continue
        critical = scene.show.critical and before.critical and after.critical and before.kind != "done"
        token = "critical" if critical else "bar_line"
        start = scene.bar_box(before, first, scene.ghosts.get(before.id))
        end = scene.bar_box(after, then, scene.ghosts.get(after.id))
        p.setPen(QPen(pen.colour(token), 1.6 if critical else 1.1))
        p.setBrush(Qt.BrushStyle.NoBrush)
        path, tip, turn = route(start, end, link.kind)
        p.drawPath(path)
        _arrow(pen, tip, turn, token)


def route(start: QRectF, end: QRectF, kind: str) -> tuple[QPainterPath, QPointF, tuple[int, int]]:
    """The way of a link, where its arrow stands, and in which direction it points (x, y)."""
    x = start.right() if kind[0] == "F" else start.left()
    path = QPainterPath(QPointF(x, start.center().y()))
    down = end.top() > start.top()
    if kind == "FS" and end.left() + _STUB >= x + 3:
        over = end.left() + min(_STUB, end.width() / 2)
        tip = QPointF(over, end.top() if down else end.bottom())
        path.lineTo(QPointF(over, start.center().y()))
        path.lineTo(tip)
        return path, tip, (0, 1 if down else -1)
    out = _STUB + 2 if kind[0] == "F" else -_STUB - 2
    target = end.left() if kind[1] == "S" else end.right()
    into = -_STUB - 4 if kind[1] == "S" else _STUB + 4
    between = end.top() - 5 if down else end.bottom() + 7
    tip = QPointF(target, end.center().y())
    for point in (
        QPointF(x + out, start.center().y()), QPointF(x + out, between), QPointF(target + into, between),
        QPointF(target + into, tip.y()),
    ):  # fmt: skip
        path.lineTo(point)
    path.lineTo(tip)
    return path, tip, (1 if kind[1] == "S" else -1, 0)


def _arrow(pen: Pen, tip: QPointF, turn: tuple[int, int], token: str) -> None:
    x, y = turn
    size = 4.0
    back = QPointF(tip.x() - x * size * 1.3, tip.y() - y * size * 1.3)
    side = QPointF(y * size, x * size)
    pen.p.setPen(Qt.PenStyle.NoPen)
    pen.p.setBrush(pen.colour(token))
    pen.p.drawPolygon(QPolygonF([tip, back + side, back - side]))


# --- what stands over everything --------------------------------------------------------------------------------


def paint_days(pen: Pen, scene: Scene, seen: QRectF) -> None:
    """The line of today, and that of a promise where one project is shown."""
    p = pen.p
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    x = scene.scale.x(scene.told.today) + scene.scale.width / 2
    p.setPen(QPen(pen.colour("text"), 1))
    p.drawLine(QLineF(x, seen.top(), x, seen.bottom()))
    promised = promise_of(scene.told)
    if promised is not None:
        line = QPen(pen.colour("good_mark"), 1.5)
        line.setDashPattern([3, 2])
        p.setPen(line)
        x = scene.scale.after(promised)
        p.drawLine(QLineF(x, seen.top() - seen.top() % _DASH, x, seen.bottom()))
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def promise_of(told: Timeline) -> date | None:
    """The day promised, where one project is shown."""
    return told.heads[0].promised_on if len(told.heads) == 1 else None
