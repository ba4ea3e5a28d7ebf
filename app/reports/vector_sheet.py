"""The sheet of the figures on paper: the same drawings as on screen, written as SVG without matplotlib.

Importing matplotlib and drawing with it takes ten times as long as typesetting the whole report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from xml.sax.saxutils import escape

from app.domain.burndown import Burndown
from app.domain.forecast import Forecast
from app.reports import burndown_figure, fonts, forecast_figure
from app.reports.figures import Box, Point, Sheet, Target
from app.reports.palette import PAPER, Palette

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_FONTS = ", ".join(f"'{family}'" for family in fonts.FAMILIES)


class VectorSheet(Sheet):
    """Draws what a `Sheet` draws into SVG, whose text stays text."""

    def __init__(self, size_px: tuple[int, int], palette: Palette = PAPER) -> None:
        self.palette = palette
        self.width, self.height = size_px
        self.figure: Any = self
        self._scale = palette.font_px / 13
        self._parts: list[str] = []

    def svg(self) -> str:
        """The whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" font-family="{_FONTS}" '
            f'stroke-linejoin="round">{"".join(self._parts)}</svg>'
        )

    def hit(self, box: Box, text: str, target: Target) -> None:
        """Paper answers no pointer."""

    def text_width(self, text: str, size: float = 11, weight: int = 400) -> float:
        return fonts.width(text, self.px(size), weight)

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        *,
        size: float = 11,
        weight: int = 400,
        colour: str = "",
        align: Literal["left", "center", "right"] = "left",
    ) -> Box:
        height = self.px(size)
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
        self._parts.append(
            f'<text x="{x:.2f}" y="{middle + 0.36 * height:.2f}" font-size="{height:g}" font-weight="{weight}" '
            f'fill="{colour or self.palette.text2}" text-anchor="{_ANCHORS[align]}">{escape(text)}</text>'
        )
        width = fonts.width(text, height, weight)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        return Box(left, middle - height * 0.6, width, height * 1.2)

    def line(
        self,
        points: Sequence[Point],
        colour: str,
        width: float = 1,
        *,
        dashes: tuple[float, float] | None = None,
        cap: Literal["butt", "round"] = "butt",
        alpha: float = 1,
    ) -> None:
        path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        look = f' stroke-dasharray="{self.px(dashes[0]):g} {self.px(dashes[1]):g}"' if dashes else ""
        look += f' stroke-linecap="{cap}"' if cap != "butt" else ""
        look += f' stroke-opacity="{alpha:g}"' if alpha != 1 else ""
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{self.px(width):g}"{look}/>'
        )

    def box(self, box: Box, fill: str, *, edge: str = "", radius: float = 0) -> None:
        half = self.px(1) / 2 if edge else 0.0
        wide, high = max(0.0, box.width - 2 * half), max(0.0, box.height - 2 * half)
        look = f' stroke="{edge}" stroke-width="{self.px(1):g}"' if edge else ""
        look += f' rx="{min(radius, box.width / 2, box.height / 2):.2f}"' if radius else ""
        self._parts.append(
            f'<rect x="{box.x + half:.2f}" y="{box.y + half:.2f}" width="{wide:.2f}" height="{high:.2f}" '
            f'fill="{fill}"{look}/>'
        )

    def dot(self, x: float, y: float, radius: float, *, fill: str, edge: str, thick: float = 2) -> None:
        self._parts.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{self.px(radius):g}" fill="{fill}" stroke="{edge}" '
            f'stroke-width="{self.px(thick):g}"/>'
        )


class _ForecastDrawing(forecast_figure._Drawing):
    """The drawing of the screen on the sheet of paper."""

    def __init__(self, forecast: Forecast, sheet: VectorSheet) -> None:
        self.forecast, self.palette, self.sheet, self.px = forecast, sheet.palette, sheet, sheet.px
        places = (("overdue", "Overdue", forecast.overdue), ("undated", "Undated", forecast.undated))
        self.apart = [place for place in places if place[2].count]


def forecast_svg(forecast: Forecast, size_px: tuple[int, int]) -> str:
    """Revenue by month as SVG; a pixel is a unit of it."""
    sheet = VectorSheet(size_px)
    _ForecastDrawing(forecast, sheet).draw()
    return sheet.svg()


def burndown_svg(burndown: Burndown, size_px: tuple[int, int]) -> str:
    """The burn-down as SVG; a pixel is a unit of it."""
    sheet = VectorSheet(size_px)
    title = "Hours left" if burndown.unit == "hours" else "Tasks left"
    if burndown.baseline or burndown.scope or burndown.scope_changes:
        burndown_figure._Drawing(burndown, sheet, title).draw()
    else:
        sheet.empty(title, burndown_figure.NO_ESTIMATES if burndown.unestimated else burndown_figure.NO_TASKS)
    return sheet.svg()
