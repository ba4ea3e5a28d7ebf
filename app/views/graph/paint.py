"""Cards, bands and links of the graph, in the coordinates of the scene; the painter is scaled by whoever calls."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF

from app.services.task_graph import Edge, Node
from app.views import theme
from app.views.graph import words
from app.views.graph.scene import HEAD, MARGIN, Scene
from app.views.parts.avatar import paint_avatar
from app.views.parts.dates import span_words
from app.views.parts.pen import Pen

_WORDS_FROM: Final = 0.34
_FACTS_FROM: Final = 0.5
_FAINT: Final = 0.28
_ARROW: Final = 5.0


class Look(NamedTuple):
    """What is chosen, below the pointer, drawn; `lit` are the tasks that stay bright while others fade."""

    scale: float = 1.0
    critical: bool = True
    selected: int | None = None
    edge: tuple[int, int] | None = None
    lit: frozenset[int] = frozenset()
    focus: bool = False
    target: int | None = None


def paint_scene(pen: Pen, scene: Scene, look: Look, seen: QRectF) -> None:
    """Everything of `seen`: ground, bands, links behind cards, cards."""
    pen.p.fillRect(seen, pen.colour("window"))
    for strip in scene.strips:
        if strip.box.top() <= seen.bottom() and strip.box.bottom() >= seen.top():
            _paint_strip(pen, strip.box, seen)
    if scene.loose_head is not None and scene.loose_head.intersects(seen):
        _paint_loose_head(pen, scene, scene.loose_head)
    late: list[Edge] = []
    for edge in scene.graph.edges:
        if edge[:2] == look.edge or (edge.critical and look.critical):
            late.append(edge)
        else:
            _paint_edge(pen, scene, edge, look, seen)
    for edge in late:
        _paint_edge(pen, scene, edge, look, seen)
    for strip in scene.strips:
        if strip.box.top() < seen.bottom() and strip.box.bottom() > seen.top():
            _paint_name(pen, strip.title, strip.note, strip.box, seen)
    for key in scene.within(seen):
        _paint_card(pen, scene.node(key), scene.boxes[key], look)


def _paint_strip(pen: Pen, box: QRectF, seen: QRectF) -> None:
    ground = QRectF(seen.left(), box.top(), seen.width(), box.height())
    pen.p.fillRect(ground, pen.colour("panel"))
    pen.p.setPen(QPen(pen.colour("line"), 1))
    pen.p.drawLine(QLineF(ground.left(), ground.top(), ground.right(), ground.top()))
    pen.p.drawLine(QLineF(ground.left(), ground.bottom(), ground.right(), ground.bottom()))


def _paint_name(pen: Pen, title: str, note: str, box: QRectF, seen: QRectF) -> None:
    """The name of a band, on its own ground: links pass behind it."""
    left = max(box.left() + MARGIN, seen.left() + 12)  # it stays in sight while one goes along the band
    place = QRectF(left, box.top() + 4, max(0.0, box.right() - left), HEAD - 4)
    wide = pen.width(title, theme.TEXT, theme.SEMIBOLD) + 8 + pen.width(note, theme.SECOND, theme.REGULAR)
    ground = QRectF(left - 4, place.top() + 4, min(wide, place.width()) + 8, place.height() - 8)
    pen.p.fillRect(ground, pen.colour("panel"))
    took = pen.text(title, place, theme.TEXT, theme.SEMIBOLD, "text")
    pen.text(note, place.adjusted(took + 8, 0, 0, 0), theme.SECOND, theme.REGULAR, "text3")


def _paint_loose_head(pen: Pen, scene: Scene, box: QRectF) -> None:
    count = len(scene.graph.loose)
    place = box.adjusted(MARGIN, 0, 0, 0)
    took = pen.text("Without links", place, theme.TEXT, theme.SEMIBOLD, "text")
    note = f"{count:,} task{'' if count == 1 else 's'}. Drag from one card to another, or press L, to link them"
    pen.text(note, place.adjusted(took + 8, 0, 0, 0), theme.SECOND, theme.REGULAR, "text3")


# --- links ------------------------------------------------------------------------------------------------------


def _paint_edge(pen: Pen, scene: Scene, edge: Edge, look: Look, seen: QRectF) -> None:
    path = scene.path(edge)
    if not path.controlPointRect().adjusted(-8, -8, 8, 8).intersects(seen):
        return
    chosen = edge[:2] == look.edge
    critical = edge.critical and look.critical
    token = "accent" if chosen else "critical" if critical else "bar_line"
    p = pen.p
    p.setOpacity(_FAINT if look.lit and not (edge.first in look.lit and edge.then in look.lit) else 1.0)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(pen.colour(token), 2.6 if chosen else 1.8 if critical else 1.2))
    p.drawPath(path)
    if look.scale >= _WORDS_FROM:
        _paint_arrow(pen, path, edge, token)
        label = edge.words()
        if label or chosen:
            _paint_label(pen, scene, edge, label or "FS", chosen)
    p.setOpacity(1.0)


def _paint_arrow(pen: Pen, path: QPainterPath, edge: Edge, token: str) -> None:
    tip, way = path.currentPosition(), 1 if edge.kind[1] == "S" else -1
    back = tip.x() - way * _ARROW * 1.5
    pen.p.setPen(Qt.PenStyle.NoPen)
    pen.p.setBrush(pen.colour(token))
    pen.p.drawPolygon(QPolygonF([tip, QPointF(back, tip.y() - _ARROW), QPointF(back, tip.y() + _ARROW)]))


def _paint_label(pen: Pen, scene: Scene, edge: Edge, label: str, chosen: bool) -> None:
    width = pen.width(label, theme.SMALL, theme.MEDIUM) + 10
    box = scene.label_box(edge, width)
    pen.rounded(
        box, 4, pen.colour("accent_soft" if chosen else "card"), pen.colour("accent_line" if chosen else "line")
    )
    pen.text(
        label, box, theme.SMALL, theme.MEDIUM, "accent_text" if chosen else "text2", align=Qt.AlignmentFlag.AlignHCenter
    )


# --- cards ------------------------------------------------------------------------------------------------------


def _paint_card(pen: Pen, node: Node, box: QRectF, look: Look) -> None:
    p = pen.p
    if look.lit and node.id not in look.lit:
        pen.rounded(box, theme.RADIUS, pen.colour("panel"))  # what runs behind it stays hidden
        p.setOpacity(_FAINT)
    critical = node.critical and look.critical
    if look.scale < _WORDS_FROM:
        done = "bar_done" if node.state == "done" else "critical" if critical else "bar"
        pen.rounded(box, 6, pen.colour("bad_mark" if node.state == "late" and not critical else done))
    else:
        ground = "window" if node.state == "blocked" else "panel" if node.state == "done" else "card"
        line = "bad_mark" if node.state == "late" else "critical" if critical else "strong_line"
        pen.rounded(
            box, theme.RADIUS, pen.colour(ground), pen.colour(line), 1.8 if critical or node.state == "late" else 1
        )
        _paint_words(pen, node, box, critical=critical, facts=look.scale >= _FACTS_FROM)
    if node.id in (look.target, look.selected):
        width = 2.0 / min(look.scale, 1.0)
        edge = box.adjusted(-3, -3, 3, 3) if look.focus or node.id == look.target else box
        pen.rounded(edge, theme.RADIUS + 2, None, pen.colour("accent"), width)
    p.setOpacity(1.0)


def _paint_words(pen: Pen, node: Node, box: QRectF, *, critical: bool, facts: bool) -> None:
    inner = box.adjusted(10, 6, -10, -6)
    if critical:
        pen.rounded(QRectF(box.left() + 1, box.top() + 8, 3, box.height() - 16), 1.5, pen.colour("critical"))
    token = "text3" if node.state == "done" else "text2" if node.state == "blocked" else "text"
    icon, tone = words.STATES[node.state]
    pen.icon(icon, inner.left(), inner.top() + 2, 14, tone)
    title = QRectF(inner.left() + 20, inner.top(), inner.width() - 20, 18)
    pen.text(node.title, title, theme.TEXT, theme.SEMIBOLD, token)
    if not facts:
        return
    middle = QRectF(inner.left(), inner.top() + 18, inner.width(), 16)
    pen.text(words.state_words(node), middle, theme.SMALL, theme.REGULAR, words.state_tone(node))
    low = QRectF(inner.left(), inner.top() + 33, inner.width(), 18)
    left = 0.0
    if node.initials:
        paint_avatar(pen.p, QRect(int(low.left()), int(low.top()) + 1, 16, 16), node.initials, node.mine)
        left = 22.0
    room = words.float_words(node)
    tone = "bad" if node.total_float < 0 else "accent_text" if critical else "text3"
    span = span_words(node.start, node.finish)
    if (
        left + pen.width(span, theme.SMALL, theme.REGULAR) + 6 + pen.width(room, theme.SMALL, theme.MEDIUM)
        > low.width()
    ):
        room = room.removesuffix(" float")  # the dates are never cut
    took = pen.text(room, low, theme.SMALL, theme.MEDIUM, tone, align=Qt.AlignmentFlag.AlignRight)
    dates = low.adjusted(left, 0, -took - 6, 0)
    pen.text(span, dates, theme.SMALL, theme.REGULAR, "text2" if token != "text3" else "text3")


def paint_hand(pen: Pen, box: QRectF, hand: QPointF, why: str, width: int) -> None:
    """The link in the hand, from the card at `box` of a viewport of this width, and why it may not be where it is."""
    px = theme.px
    pen.p.setPen(QPen(pen.colour("bad_mark" if why else "accent"), 1.8, Qt.PenStyle.DashLine))
    pen.p.drawLine(QLineF(QPointF(box.right(), box.center().y()), hand))
    if why:
        wide = pen.width(why, theme.SECOND, theme.MEDIUM) + px(16)
        place = QRectF(max(px(8), min(hand.x() + px(12), width - wide - px(8))), hand.y() + px(12), wide, px(24))
        pen.rounded(place, theme.RADIUS_MARK, pen.colour("text"))
        pen.text(why, place.adjusted(px(8), 0, -px(8), 0), theme.SECOND, theme.MEDIUM, "card", elide=False)
