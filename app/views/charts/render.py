"""From a matplotlib figure to a picture Qt can paint; runs in a background thread, and imports matplotlib there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtGui import QImage

from app import paths
from app.base import UserError
from app.views import jobs

if TYPE_CHECKING:
    from app.reports.figures import Hit
    from app.reports.palette import Palette

Maker = Callable[["Palette", tuple[int, int], float], Any]
"""Draws the figure: palette, size in logical px, dots per inch (100 is one dot for each logical px)."""


class Look(NamedTuple):
    """All that a picture depends on beside its data. `ratio` is device px for each logical one."""

    palette: Palette
    size: tuple[int, int]
    ratio: float


class Picture(NamedTuple):
    """A drawn chart, and the places in it that answer the pointer (`app.reports.figures.hits` finds them)."""

    image: QImage
    baton_hits: list[Hit]
    look: Look


def give_way() -> None:
    """Let the window's thread in while a worker draws, as every job does."""
    jobs.give_way()


def draw(make: Maker, look: Look) -> Picture:
    """The chart as a picture. A QImage is no QObject, so a worker may own it until it hands it over."""
    figure = _figure(make, look)
    figure.canvas.draw()
    dots = figure.canvas.buffer_rgba()
    height, width = dots.shape[:2]
    image = QImage(bytes(dots), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # a copy, and the quickest to paint
    image.setDevicePixelRatio(look.ratio)
    return Picture(image, list(figure.baton_hits), look)


def save(make: Maker, look: Look, path: Path) -> Path:
    """Write the chart as .png, .svg or .pdf. Raises UserError when the place cannot be written."""
    from app.reports import figures

    figure = _figure(make, look)
    try:
        figures.save(figure, path)
    except OSError as problem:
        raise UserError(f"{path} could not be written: {problem.strerror}. Choose another place.") from problem
    return path


def _figure(make: Maker, look: Look) -> Any:
    give_way()
    paths.prepare_matplotlib()
    return make(look.palette, look.size, 100 * look.ratio)
