"""The head of the timeline's chart, and the columns at its left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPen

from app.services.project_timeline import Bar
from app.views import theme
from app.views.gantt.lines import Line
from app.views.gantt.paint import Scene, promise_of
from app.views.gantt.scale import Tick
from app.views.parts.avatar import paint_avatar
from app.views.parts.dates import short_text
from app.views.parts.pen import Pen

HEAD: Final = 48
#: Left edges and right edges of the columns at the left, in px at 13 px text.
TABLE: Final = 432
OWNER, DAYS_RIGHT, FLOAT_RIGHT = 228, 356, 416
_LEFT, _INDENT, _OWNER_NAME = 16, 32, 26
_STEP, _DEEPEST = 16, 4  # px a subtask stands further in, and after how many steps no further
_RIGHT = Qt.AlignmentFlag.AlignRight
_STATES: Final = {
    "todo": ("circle", "text3"),
    "doing": ("circle-half", "accent_text"),
    "review": ("eye", "accent_text"),
    "done": ("check-circle", "good_mark"),
}


def paint_table_head(pen: Pen, box: QRectF, continued: str = "") -> None:
    """The names of the columns; above them the group that a sheet of paper goes on with."""
    px = theme.px
    pen.p.fillRect(box, pen.colour("panel"))
    low = QRectF(box.left(), box.bottom() - px(28), box.width(), px(24))
    if continued:
        high = QRectF(px(_LEFT), box.top() + 3, box.width() - px(_LEFT + 12), box.height() / 2 - 3)
        pen.text(continued, high, theme.SECOND, theme.SEMIBOLD, "text")
    for words, left, right in (("Task", _LEFT, OWNER - 8), ("Owner", OWNER, DAYS_RIGHT - 44)):
        pen.text(
            words, QRectF(px(left), low.top(), px(right - left), low.height()), theme.SECOND, theme.MEDIUM, "text3"
        )
    for words, right in (("Days", DAYS_RIGHT), ("Float", FLOAT_RIGHT)):
        place = QRectF(px(right - 60), low.top(), px(60), low.height())
        pen.text(words, place, theme.SECOND, theme.MEDIUM, "text3", align=_RIGHT)


def paint_table_row(pen: Pen, scene: Scene, line: Line, row: int, box: QRectF) -> None:
    """One row of the columns; `box` lies where it is painted."""
    px = theme.px
    if line.bar is None:
        pen.p.fillRect(box, pen.colour("panel"))
        pen.icon("caret-down" if line.open else "caret-right", px(10), box.center().y() - px(6), 12, "text3")
        title = QRectF(px(_INDENT), box.top(), box.width() - px(_INDENT + 12), box.height())
        took = pen.text(line.title, title, theme.TEXT, theme.SEMIBOLD, "text")
        note = title.adjusted(took + px(8), 0, 0, 0)
        if note.width() > px(40):
            pen.text(line.note, note, theme.SECOND, theme.REGULAR, "text3")
    else:
        ground = "accent_soft" if row == scene.selected else "hover" if row == scene.hover else "card"
        pen.p.fillRect(box, pen.colour(ground))
        _paint_task(pen, line, box)
    pen.p.setPen(QPen(pen.colour("grid"), 1))
    pen.p.drawLine(QLineF(box.left(), box.bottom() - 0.5, box.right(), box.bottom() - 0.5))
    if row == scene.selected:
        pen.p.fillRect(QRectF(box.left(), box.top(), 2, box.height()), pen.colour("accent"))


def _paint_task(pen: Pen, line: Line, box: QRectF) -> None:
    px, bar = theme.px, line.bar
    assert bar is not None
    done = bar.kind == "done"
    icon, token = ("warning-circle", "bad") if bar.late else _STATES.get(bar.kind, ("circle", "text3"))
    left = _INDENT + _STEP * min(line.depth, _DEEPEST)
    pen.icon(icon, px(left), box.center().y() - px(8), 16, token)
    left += 24
    title = QRectF(px(left), box.top(), px(OWNER - 12 - left), box.height())
    if bar.below is not None:
        note = f"{bar.below.done} of {bar.below.count}"
        pen.text(note, title, theme.SECOND, theme.REGULAR, "text3", align=_RIGHT)
        title.setWidth(title.width() - pen.width(note, theme.SECOND, theme.REGULAR) - px(6))
    weight = theme.MEDIUM if bar.below is not None else theme.REGULAR
    pen.text(line.title, title, theme.TEXT, weight, "text3" if done else "text")
    if bar.owner:
        avatar = QRectF(px(OWNER), box.center().y() - px(theme.AVATAR) / 2, px(theme.AVATAR), px(theme.AVATAR))
        paint_avatar(pen.p, avatar.toRect(), bar.initials, bar.mine)
        name = QRectF(px(OWNER + _OWNER_NAME), box.top(), px(DAYS_RIGHT - 40 - OWNER - _OWNER_NAME), box.height())
        pen.text(bar.owner.split()[0], name, theme.TEXT, theme.REGULAR, "text3" if done else "text2")
    else:
        name = QRectF(px(OWNER), box.top(), px(DAYS_RIGHT - 40 - OWNER), box.height())
        pen.text("No owner", name, theme.TEXT, theme.REGULAR, "text3" if done else "warn")
    _paint_figures(pen, bar, box)


def _paint_figures(pen: Pen, bar: Bar, box: QRectF) -> None:
    """Days and float; those of its subtasks where it has some."""
    px, done, told = theme.px, bar.kind == "done", bar.below or bar
    days = QRectF(px(DAYS_RIGHT - 60), box.top(), px(60), box.height())
    pen.text(str(told.days), days, theme.TEXT, theme.REGULAR, "text3" if done else "text2", align=_RIGHT)
    if done or told.total_float is None:
        return
    place = QRectF(px(FLOAT_RIGHT - 60), box.top(), px(60), box.height())
    token = "bad" if told.total_float < 0 else "accent_text" if told.critical else "text2"
    weight = theme.SEMIBOLD if told.critical else theme.REGULAR
    words = str(told.total_float).replace("-", "\u2212")
    pen.text(words, place, theme.TEXT, weight, token, align=_RIGHT)


def paint_chart_head(pen: Pen, scene: Scene, box: QRectF, offset: float) -> None:
    """Months and weeks above the chart, the tags of today and of the promise. `offset`: what is scrolled away."""
    px, p, scale = theme.px, pen.p, scene.scale
    p.fillRect(box, pen.colour("panel"))
    p.save()
    p.setClipRect(box)
    first, last = scale.day(offset), scale.day(offset + box.width())
    half = box.height() / 2
    tags = _tags(pen, scene, box, offset)
    for tick in scale.upper(first, last):
        left = max(box.left(), box.left() + scale.x(tick.start) - offset)
        right = min(box.right(), box.left() + scale.x(tick.end) - offset)
        for words, at in _fitting(pen, tick, _between(left, right, tags)):
            place = QRectF(at + 6, box.top() + 3, right - at, half - 3)
            pen.text(words, place, theme.SECOND, theme.SEMIBOLD, "text", elide=False)
    p.setPen(QPen(pen.colour("line"), 1))
    for tick in scale.lower(first, last):
        left = box.left() + scale.x(tick.start) - offset
        width = scale.x(tick.end) - scale.x(tick.start)
        p.setPen(QPen(pen.colour("line"), 1))
        p.drawLine(QLineF(left, box.top() + half, left, box.bottom()))
        place = QRectF(left + 6, box.top() + half, width - 8, half - 2)
        if place.left() < box.left():  # half scrolled away: half a number says another one
            continue
        if scale.zoom == "day":  # one day beside the other: its name goes before its number is cut
            fits = pen.width(tick.words, theme.SMALL, theme.REGULAR) <= place.width()
            pen.text(tick.words if fits else tick.note, place, theme.SMALL, theme.REGULAR, "text2", elide=False)
            continue
        took = pen.text(tick.words, place, theme.SMALL, theme.REGULAR, "text2")
        if tick.note and width - took > px(34):
            pen.text(tick.note, place, theme.SMALL, theme.REGULAR, "text3", align=_RIGHT)
    p.setPen(QPen(pen.colour("line"), 1))
    p.drawLine(QLineF(box.left(), box.bottom() - 0.5, box.right(), box.bottom() - 0.5))
    for tag in tags:
        pen.rounded(tag.place, theme.RADIUS_MARK, pen.colour(tag.ground))
        middle = Qt.AlignmentFlag.AlignHCenter
        pen.text(tag.words, tag.place, theme.SMALL, tag.weight, tag.token, align=middle, elide=False)
    p.restore()


def _between(left: float, right: float, tags: Sequence[_Tag]) -> list[tuple[float, float]]:
    """The stretches from `left` to `right` that no tag covers."""
    free = []
    for tag in sorted(tags, key=lambda each: each.place.left()):
        if left - 6 < tag.place.right() and tag.place.left() < right:
            free.append((left, tag.place.left()))
            left = tag.place.right()
    return [*free, (left, right)]


def _fitting(pen: Pen, tick: Tick, free: Sequence[tuple[float, float]]) -> list[tuple[str, float]]:
    """What is said of a month and where: its name in the first stretch with room for it, else its short name; or nothing."""
    for words in (tick.words, tick.note):
        width = pen.width(words, theme.SECOND, theme.SEMIBOLD) + 8
        for begin, end in free:
            if width <= end - begin:
                return [(words, begin)]
    return []


class _Tag(NamedTuple):
    words: str
    place: QRectF
    ground: str
    token: str
    weight: int


def _tags(pen: Pen, scene: Scene, box: QRectF, offset: float) -> list[_Tag]:
    """The tag of today, and beside it rather than over it that of the promise."""
    scale, now = scene.scale, scene.told.today
    middle = box.left() + scale.x(now) + scale.width / 2 - offset
    today = _tag(pen, f"Today, {now.day}", middle, box, ("text", "card", theme.SEMIBOLD))
    promised = promise_of(scene.told)
    if promised is None:
        return [today]
    words, look = f"Promised {short_text(promised, now)}", ("good_soft", "good", theme.MEDIUM)
    tag = _tag(pen, words, box.left() + scale.after(promised) - offset, box, look)
    if tag.place.intersects(today.place):
        reach = (tag.place.width() + today.place.width()) / 2 + 4
        tag = _tag(pen, words, middle + (reach if promised >= now else -reach), box, look)
    return [today, tag]


def _tag(pen: Pen, words: str, middle: float, box: QRectF, look: tuple[str, str, int]) -> _Tag:
    ground, token, weight = look
    width = pen.width(words, theme.SMALL, weight) + theme.px(12)
    return _Tag(words, QRectF(middle - width / 2, box.top() + 4, width, theme.px(19)), ground, token, weight)
