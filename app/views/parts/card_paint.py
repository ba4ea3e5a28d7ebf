"""Paints one card, the gap between cards and the refusal, in the geometry of the look; used by columns and by
drags.

All numbers are pixels at the system's 13 px text and scale with it. A card is 108 high with 12 inside: title
at 12, second line at 32, third at 56, marks at 76.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor

from app.views import theme
from app.views.parts.avatar import paint_avatar
from app.views.parts.board_source import Bit, Card
from app.views.parts.marks import Tone, paint_mark
from app.views.parts.paint import paint_dot
from app.views.parts.pen import Pen
from app.views.theme import px

HEIGHT = theme.BOARD_CARD
MARGIN = 4  # above and below a card, so that two stand 8 apart and the focus ring has room
SIDE = 6  # left and right of a card, half of what lies between two columns
_PAD = theme.CARD_PADDING
_MARKS: dict[str, Tone] = {
    "good": "good",
    "warn": "warn",
    "bad": "bad",
    "accent": "info",
    "neutral": "plain",
}


class Dress(NamedTuple):
    """How a card is worn at this moment."""

    hover: bool = False
    selected: bool = False
    ring: bool = False
    old_place: bool = False
    lifted: bool = False
    flat: bool = False  # lifted, but without a shadow
    action_hover: bool = False
    action_pressed: bool = False


REST = Dress()


def paint_card(pen: Pen, box: QRectF, card: Card, dress: Dress = REST, bar: QColor | None = None) -> None:
    """Paint `card` into `box` (its edge included); `bar` colours the progress. A ring is drawn around the
    box.
    """
    p = pen.p
    p.save()
    if dress.old_place:
        p.setOpacity(p.opacity() * 0.42)
    _ground(pen, box, card, dress)
    left, right = box.left() + pen.px(_PAD), box.right() - pen.px(_PAD)
    top = box.top()
    _first(pen, left, right, top + pen.px(12), card)
    _second(pen, left, right, top + pen.px(32), card)
    _third(pen, left, right, top + pen.px(56), card)
    if card.avatar:
        side = pen.px(theme.AVATAR)
        disc = QRect(round(right) - side, round(top) + pen.px(76), side, side)
        paint_avatar(pen.p, disc, card.avatar, card.mine)
        right = disc.left() - pen.px(12)
    _fourth(pen, box, right, card, dress=dress, bar=bar)
    p.restore()


def paint_gap(pen: Pen, box: QRectF) -> None:
    """The place where a carried card lands."""
    pen.dashed(box, 8, "accent", "accent_soft")


def paint_refusal(pen: Pen, box: QRectF, title: str, sentence: str) -> None:
    """The place where it may not land, with the reason."""
    pen.rounded(box, 8, pen.colour("hover"), pen.colour("strong_line"))
    left, top, width = box.left() + pen.px(36), box.top() + pen.px(12), box.width() - pen.px(48)
    pen.icon("prohibit", box.left() + pen.px(13), top, 16, "text2")
    pen.text(title, QRectF(left, top, width, pen.px(16)), 13, 600, "text")
    pen.wrapped(sentence, QRectF(left, top + pen.px(20), width, box.height() - pen.px(40)), 12, 400, "text2")


def action_box(box: QRectF, card: Card) -> QRectF:
    """Where the card's button stands in `box`."""
    width = theme.metrics(12, 600).horizontalAdvance(card.action) + px(16)
    return QRectF(box.left() + px(_PAD), box.top() + px(74), width, px(24))


def _ground(pen: Pen, box: QRectF, card: Card, dress: Dress) -> None:
    if dress.old_place:
        pen.dashed(box, 8, "text3")
        return
    if dress.lifted and not dress.flat:
        pen.shadow(box, 8)
    fill = pen.colour("window" if card.waiting and not dress.lifted else "card")
    if dress.selected and not dress.lifted:
        pen.rounded(box, 8, fill, pen.colour("accent"), 2)
    else:
        line = "accent_line" if dress.lifted else "mark_line" if dress.hover else "line"
        pen.rounded(box, 8, fill, pen.colour(line))
    if dress.ring:
        grown = pen.px(4)
        pen.rounded(box.adjusted(-grown, -grown, grown, grown), 12, None, pen.colour("accent"), 2)


def _first(pen: Pen, left: float, right: float, top: float, card: Card) -> None:
    """Title, and as many labels as leave it 45 % of the line."""
    line = pen.px(16)
    room = (right - left) * 0.55
    shown: list[tuple[int, str, int]] = []
    for colour, word in card.labels:
        width = pen.width(word, 12, 400) + pen.px(13)
        if width + (pen.px(8) if shown else 0) > room:
            break
        room -= width + pen.px(8)
        shown.append((colour, word, width))
    end = right
    hidden = len(card.labels) - len(shown)
    if hidden:
        width = pen.width(f"+{hidden}", 12, 400)
        pen.text(f"+{hidden}", QRectF(end - width, top, width, line), 12, 400, "text3")
        end -= width + pen.px(8)
    for colour, word, width in reversed(shown):
        box = QRectF(end - width, top, width, line)
        middle = QPoint(round(box.left()) + pen.px(4), round(box.center().y()))
        paint_dot(pen.p, middle, f"labels.{(colour - 1) % 6}", pen.px(8))
        pen.text(word, box.adjusted(pen.px(13), 0, 1, 0), 12, 400, "text2")
        end -= width + pen.px(8)
    quiet = card.waiting or card.faded
    pen.text(card.title, QRectF(left, top, end - left, line), 13, 600, "text2" if quiet else "text")


def _second(pen: Pen, left: float, right: float, top: float, card: Card) -> None:
    line, end = pen.px(16), right
    if card.second_right:
        width = pen.width(card.second_right, 13, 500) + 1
        pen.text(card.second_right, QRectF(right - width, top, width + 1, line), 13, 500, "text", elide=False)
        end = right - width - pen.px(8)
    head, sep, tail = card.second_left.rpartition(" › ")
    if not sep:
        head, tail = tail, ""
    if sep:
        sep = f"\u200e{sep}\u200e"  # behind a name from right to left as well
    used = pen.text(head + sep, QRectF(left, top, max(end - left, 0), line), 12, 400, "text2")
    if tail and used < end - left:
        pen.text(tail, QRectF(left + used, top, end - left - used, line), 12, 400, "text3")


def _third(pen: Pen, left: float, right: float, top: float, card: Card) -> None:
    end = right
    if card.third_right is not None:
        colour, weight = _ink(card.third_right)
        width = pen.width(card.third_right.text, 12, weight) + 1
        box = QRectF(right - width, top, width + 1, pen.px(16))
        pen.text(card.third_right.text, box, 12, weight, colour, elide=False)
        end = right - width - pen.px(8)
    for place, bit in enumerate(card.third):
        if place and left + _bit_width(pen, bit) > end:
            break  # half a figure says something else than the whole
        left += _bit(pen, left, top, bit, end - left, third=True) + pen.px(12)


def _fourth(pen: Pen, box: QRectF, right: float, card: Card, *, dress: Dress, bar: QColor | None) -> None:
    """Button, progress and marks, up to `right` where the avatar begins."""
    left, top = box.left() + pen.px(_PAD), box.top() + pen.px(76)
    if card.action:
        button = action_box(box, card)
        _button(pen, button, card.action, dress)
        left = button.right() + pen.px(8)
    if card.progress is not None:
        full = right - left
        width = full
        if card.fourth:  # the words count more than how long the bar is
            width = max(pen.px(32), min(pen.px(88), full - pen.px(10) - _bit_width(pen, card.fourth[0])))
        warned = pen.colour(f"{card.progress_tone}_mark") if card.progress_tone in {"warn", "bad"} else bar
        _progress(pen, QRectF(left, top + pen.px(8), width, pen.px(4)), card.progress, warned)
        left += width + pen.px(10)
    hidden = max(len(card.fourth) - 2, 0)
    for place, bit in enumerate(card.fourth[:2]):
        room = right - left - (pen.px(24) if hidden else 0)
        if room < pen.px(36):
            hidden = len(card.fourth) - place
            break
        if bit.tone in _MARKS:
            at, tone = QPoint(round(left), round(top)), _MARKS[bit.tone]
            left += paint_mark(pen.p, at, bit.icon, bit.text, tone, room=int(room)).width() + pen.px(4)
        else:
            left += _bit(pen, left, top + pen.px(2), bit, room) + pen.px(8)
    if hidden and right - left >= pen.px(16):
        pen.text(f"+{hidden}", QRectF(left, top, right - left, pen.px(20)), 11, 500, "text3")


def _ink(bit: Bit) -> tuple[str, int]:
    """The colour and the weight of a bit's words."""
    plain = {"plain": "text2", "caption": "text3", "strong": "text", "go": "good", "neutral": "text2"}
    plain["accent"] = "accent_text"
    if bit.tone == "good":
        return "text2", 400
    colour = plain.get(bit.tone, bit.tone)
    return colour, 600 if bit.tone == "strong" else 500 if bit.tone in {"accent", "go"} else 400


def _bit(pen: Pen, left: float, top: float, bit: Bit, room: float, *, third: bool = False) -> float:
    """Icon and words in a line of 16, elided at `room`; returns the width used."""
    colour, weight = _ink(bit)
    used = 0.0
    if bit.icon:
        tint = "good_mark" if bit.tone == "good" else "text2" if bit.tone == "strong" else colour
        pen.icon(bit.icon, left + pen.px(1), top + pen.px(1), 14, tint)
        used = pen.px(18)
    weight = 500 if third and bit.tone in {"warn", "bad"} else weight
    return used + pen.text(bit.text, QRectF(left + used, top, room - used, pen.px(16)), 12, weight, colour)


def _bit_width(pen: Pen, bit: Bit) -> float:
    weight = 500 if bit.tone in {"warn", "bad"} else _ink(bit)[1]
    return (pen.px(18) if bit.icon else 0) + pen.width(bit.text, 12, weight)


def _button(pen: Pen, box: QRectF, words: str, dress: Dress) -> None:
    edge = pen.colour("accent_line") if dress.action_hover or dress.action_pressed else None
    pen.rounded(box, 6, pen.colour("press" if dress.action_pressed else "accent_soft"), edge)
    pen.text(words, box, 12, 600, "accent_text", align=Qt.AlignmentFlag.AlignHCenter, elide=False)


def _progress(pen: Pen, track: QRectF, share: float, colour: QColor | None) -> None:
    pen.rounded(track, 2, pen.colour("press"))
    if share > 0:
        track.setWidth(max(track.width() * min(share, 1.0), track.height()))
        pen.rounded(track, 2, colour or pen.colour("good_mark"))
