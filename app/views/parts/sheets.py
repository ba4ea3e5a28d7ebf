"""A PDF of landscape pages that something paints itself on: opened, numbered at the foot, and finished or told why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from app.base import UserError, check_ending
from app.views import theme
from app.views.parts.pen import Pen

CANNOT: Final = "{} cannot be written: choose another folder, or close the program that has it open."
_DPI: Final = 96
FOOT: Final = 28.0


class Sheets:
    """Its `painter`, and the room of a page above its foot, in px at 96 dpi."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, title: str) -> None:
        self.painter = painter
        self.width, self.height = float(writer.width()), float(writer.height()) - FOOT
        self._writer, self._title = writer, title

    def pages(self, count: int) -> Iterator[int]:
        """Each page by its number from 0, to be painted before the next is asked for."""
        for number in range(count):
            if number:
                self._writer.newPage()
            yield number
            foot, pen = QRectF(0, self.height, self.width, FOOT), Pen(self.painter)
            pen.text(self._title, foot, theme.SMALL, theme.REGULAR, "text3")
            words = f"Page {number + 1} of {count}"
            pen.text(words, foot, theme.SMALL, theme.REGULAR, "text3", align=Qt.AlignmentFlag.AlignRight)


@contextmanager
def sheets(out: Path, *, title: str, paper: str = "a4") -> Iterator[Sheets]:
    """Pages on 'a4' or 'us-letter', in the colours of paper. Raises UserError when they cannot be written."""
    check_ending(out, "Pages are", ".pdf")
    writer = QPdfWriter(str(out))
    writer.setTitle(title)
    writer.setCreator("Baton")
    size = QPageSize.PageSizeId.Letter if paper == "us-letter" else QPageSize.PageSizeId.A4
    writer.setPageLayout(QPageLayout(QPageSize(size), QPageLayout.Orientation.Landscape, QMarginsF(12, 12, 12, 12)))
    writer.setResolution(_DPI)
    painter = QPainter()
    if not painter.begin(writer):
        raise UserError(CANNOT.format(out))
    with theme.on_paper():
        yield Sheets(writer, painter, title)
    if not painter.end():
        raise UserError(f"{out} could not be finished: is the disk full?")
