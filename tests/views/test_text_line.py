"""A line painted from its layout looks as Qt would have drawn it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.views import theme
from app.views.parts import text_line

_ALIGNS = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)


def _image() -> QImage:
    image = QImage(260, 48, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    return image


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("text", "align"),
    [
        *(
            (text, align)
            for text in ("Website relaunch", "€12,500", "Two\nlines", "<b>no markup</b>")
            for align in _ALIGNS
        ),
        ("Ελλάδα Ünï", Qt.AlignmentFlag.AlignLeft),  # of two typefaces: at the right it may stand a part of a px apart
    ],
)
@pytest.mark.parametrize("height", [16, 27, 32])
def test_it_is_pixel_for_pixel_what_draw_text_paints(align: Qt.AlignmentFlag, text: str, height: int) -> None:
    box, ours, theirs = QRectF(10.5, 4, 220, height), _image(), _image()
    painter = QPainter(ours)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    text_line.draw(painter, box, text, theme.TEXT, theme.SEMIBOLD, "text", align)
    painter.end()
    painter = QPainter(theirs)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font(theme.TEXT, theme.SEMIBOLD))
    painter.setPen(theme.colour("text"))
    painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
    painter.end()
    assert ours == theirs
    assert ours != _image()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("zoom", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize(("size", "weight"), [(11, 400), (12, 400), (13, 600), (15, 600), (22, 600)])
def test_a_line_does_not_move_when_it_is_painted_again(size: float, weight: int, zoom: float) -> None:
    for place in (3.0, 3.25, 3.5, 3.75):
        pictures = []
        for _ in range(3):
            image = QImage(round(400 * zoom), round(60 * zoom), QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(zoom)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            text = f"Website, phase {place} at {zoom}"  # a line of its own: the first picture is of the first time
            text_line.draw(painter, QRectF(place, place, 300, 40), text, size, weight, "text", _ALIGNS[0])
            painter.end()
            pictures.append(image)
        assert pictures[0] == pictures[1] == pictures[2]


@pytest.mark.usefixtures("qapp")
def test_what_has_no_room_ends_in_an_ellipsis_and_says_how_far_it_reaches() -> None:
    image = _image()
    painter = QPainter(image)
    took = text_line.draw(painter, QRectF(0, 0, 60, 20), "A title too long for this", 13, 400, "text", _ALIGNS[0])
    painter.end()
    assert 0 < took <= 60
    assert text_line.elided("A title too long for this", 13, 400, 60).endswith("…")


@pytest.mark.parametrize(
    ("text", "left_to_right"),
    [
        ("Website relaunch", True),
        ("مكتب التصميم 19", False),
        ("מכתב", False),
        ("مكتب التصميم, Larch Foods, was won yesterday and has no project yet", True),
        ("“مكتب” waits for its handoff", True),
        ("€12,500 – 18 Dec", True),
        ("Ελλάδα Ünï", True),
    ],
)
def test_a_sentence_keeps_its_order_whatever_name_it_begins_with(text: str, left_to_right: bool) -> None:
    assert text_line.reads_left_to_right(text) is left_to_right


@pytest.mark.usefixtures("qapp")
def test_a_sentence_that_begins_with_an_arabic_name_begins_with_it_at_the_left() -> None:
    name, image, alone = (
        "مكتب",
        QImage(400, 40, QImage.Format.Format_RGB32),
        QImage(400, 40, QImage.Format.Format_RGB32),
    )
    for picture, text in ((image, f"{name} was won, and has no project"), (alone, name)):
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        text_line.draw(painter, QRectF(0, 0, 400, 40), text, 13, 400, "text", Qt.AlignmentFlag.AlignLeft)
        painter.end()
    wide = text_line.advance(name, 13, 400)
    assert image.copy(0, 0, wide, 40) == alone.copy(0, 0, wide, 40)
