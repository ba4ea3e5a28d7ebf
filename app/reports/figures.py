"""The sheet that every figure is drawn on: matplotlib with the origin at the top left, in logical pixels.

A figure is laid out for its size, so a window that changes its size asks for a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from app.base import UserError
from app.reports import fonts
from app.reports.palette import Palette

# Logical pixels per inch of the figure; the figure's own dpi only says how finely they are rendered.
_PX_PER_INCH = 100
_POINTS_PER_PX = 72 / _PX_PER_INCH
# Families asked for glyphs that the chosen one lacks; those not installed are passed over.
_FALLBACKS = (
    "DejaVu Sans", "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei",
    "Yu Gothic", "Malgun Gothic", "PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo",
    "Noto Sans Arabic", "Noto Sans Hebrew", "Arial Unicode MS",
    "Droid Sans Fallback", "Segoe UI Symbol", "Noto Sans Symbols 2",
)  # fmt: skip
_NO_GLYPH = "□"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

Target = tuple[str, dict[str, Any]]
Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle in logical pixels, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        apart = self.right <= other.x or other.right <= self.x
        return not (apart or self.bottom <= other.y or other.bottom <= self.y)

    def within(self, other: Box) -> bool:
        return self.x >= other.x and self.y >= other.y and self.right <= other.right and self.bottom <= other.bottom

    def crossed_by(self, start: Point, end: Point) -> bool:
        """Whether the straight line between two points touches the inside (Liang and Barsky, 1984)."""
        (x0, y0), (x1, y1) = start, end
        if max(x0, x1) <= self.x or min(x0, x1) >= self.x + self.width:
            return False
        if max(y0, y1) <= self.y or min(y0, y1) >= self.y + self.height:
            return False
        near, far = 0.0, 1.0
        for axis, low, high in ((0, self.x, self.right), (1, self.y, self.bottom)):
            step = end[axis] - start[axis]
            if step == 0:
                if not low < start[axis] < high:
                    return False
                continue
            first, second = sorted(((low - start[axis]) / step, (high - start[axis]) / step))
            near, far = max(near, first), min(far, second)
        return near < far


class Hit(NamedTuple):
    """A place that answers: `text` is its tooltip, `target` what a click opens: ('deals', {'month': ...})."""

    box: Box
    text: str
    target: Target


def hits(figure: Any, x_px: float, y_px: float) -> Hit | None:
    """The topmost place under a point in logical pixels from the figure's top left corner."""
    for hit in reversed(getattr(figure, "baton_hits", [])):
        if hit.box.x <= x_px < hit.box.right and hit.box.y <= y_px < hit.box.bottom:
            return hit  # type: ignore[no-any-return]
    return None


def save(figure: Any, path: Path) -> None:
    """Write the figure as .png (twice its size in pixels), .svg (text stays text) or .pdf. Raises UserError for another name."""
    import matplotlib

    kind = path.suffix.lower().lstrip(".")
    if kind not in ("png", "svg", "pdf"):
        raise UserError(f"“{path.name}” is no picture. Let the name of the file end in .png, .svg or .pdf.")
    # The same figure gives the same bytes: no date, and no random ids.
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    style = {"svg.fonttype": "none", "svg.hashsalt": "baton", "pdf.fonttype": _pdf_font_type(figure)}
    with matplotlib.rc_context(style):
        figure.savefig(path, format=kind, dpi=2 * _PX_PER_INCH, metadata=undated[kind])


def _pdf_font_type(figure: Any) -> int:
    """42 keeps fonts whole, but is for TrueType: viewers complain about the curves of OpenType in it."""
    from matplotlib.font_manager import findfont
    from matplotlib.text import Text

    texts = (text for text in figure.findobj(Text) if text.get_text())
    files = {findfont(text.get_fontproperties()) for text in texts}
    return 3 if any(file.lower().endswith((".otf", ".otc")) for file in files) else 42


def short_day(day: date, today: date | None = None) -> str:
    """'12 Nov', with the year only if it is another than today's."""
    year = f" {day.year}" if today and day.year != today.year else ""
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def nice_step(largest: float, most_lines: int = 6, smallest: float = 1) -> float:
    """The smallest of 1, 2, 2.5 and 5 x 10^n that reaches `largest` with so many grid lines, 0 included."""
    step = float(smallest)
    while True:
        for factor in (1, 2, 2.5, 5):
            fits = step * factor * (most_lines - 1) >= largest
            if fits and (step * factor) % smallest == 0:
                return step * factor
        step *= 10


class _Face(NamedTuple):
    """A line of text as it can be shown, and the fonts for it."""

    text: str
    families: tuple[str, ...]
    weight: int


@lru_cache(maxsize=8)
def _families(font: str) -> tuple[str, ...]:
    """The wanted font, where it is installed or comes with Baton, and those that help out."""
    from matplotlib.font_manager import fontManager

    installed = {entry.name for entry in fontManager.ttflist}
    if font == fonts.FAMILIES[0] and font not in installed:
        for path in fonts.text_files():
            fontManager.addfont(path)
        installed.add(font)
    return tuple(name for name in dict.fromkeys((font, *_FALLBACKS)) if name in installed)


@lru_cache(maxsize=32)
def _weights(family: str) -> frozenset[int]:
    from matplotlib.font_manager import fontManager, weight_dict

    entries = (entry for entry in fontManager.ttflist if entry.name == family and entry.style == "normal")
    return frozenset(weight_dict[entry.weight] if isinstance(entry.weight, str) else entry.weight for entry in entries)


@lru_cache(maxsize=32)
def _glyphs(family: str) -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    weight = min(_weights(family), key=lambda one: abs(one - 400), default=400)
    return frozenset(get_font(findfont(FontProperties(family=family, weight=weight))).get_charmap())


@lru_cache(maxsize=4096)
def _face(text: str, weight: int, font: str) -> _Face:
    """Fonts that have every glyph and a weight in common: matplotlib complains about what is missing.

    A glyph that no installed font has becomes an empty box.
    """
    text = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    first, *others = _families(font)
    families, weights, known = [first], _weights(first), _glyphs(first)
    for family in others:
        missing = {ord(sign) for sign in text} - known
        if missing and missing & _glyphs(family) and weights & _weights(family):
            families.append(family)
            weights, known = weights & _weights(family), known | _glyphs(family)
    blank = _NO_GLYPH if ord(_NO_GLYPH) in known else "?"
    text = "".join(sign if ord(sign) in known else blank for sign in text)
    nearest = min(weights, key=lambda one: (abs(one - weight), -one), default=400)
    return _Face(text, tuple(families), nearest)


@lru_cache(maxsize=4096)
def _advance(pair: str, families: tuple[str, ...], weight: int) -> float:
    """How far the first of two characters moves the pen, kerning included, at size 1."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    properties = FontProperties(family=list(families), weight=weight, size=100)

    def width(text: str) -> float:
        return float(text_to_path.get_text_width_height_descent(text, properties, False)[0]) / 100

    return width(pair) - (width(pair[1:]) if len(pair) > 1 else 0)


def _width(face: _Face, size: float) -> float:
    """Pair by pair: shaping whole lines costs a millisecond each, and a figure measures hundreds of them."""
    text = face.text
    return size * sum(_advance(text[n : n + 2], face.families, face.weight) for n in range(len(text)))


class Sheet:
    """Draws in logical pixels; sizes named in the drawings (for a 13 px font) pass through `px`."""

    def __init__(self, palette: Palette, size_px: tuple[int, int], dpi: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.palette = palette
        self.width, self.height = size_px
        inches = (self.width / _PX_PER_INCH, self.height / _PX_PER_INCH)
        figure: Any = Figure(figsize=inches, dpi=dpi, facecolor=palette.card)
        FigureCanvasAgg(figure)
        figure.baton_hits = []
        self.figure = figure
        self._axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)
        self._scale = palette.font_px / 13
        self._layer = 1.0

    def px(self, size: float) -> float:
        return size * self._scale

    def hit(self, box: Box, text: str, target: Target) -> None:
        self.figure.baton_hits.append(Hit(box, text, target))

    def text_width(self, text: str, size: float = 11, weight: int = 400) -> float:
        return _width(_face(text, weight, self.palette.font), self.px(size))

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
        """Write one line whose capitals are centred on `middle`; gives the room it takes."""
        face, height = _face(text, weight, self.palette.font), self.px(size)
        self._axes.text(
            x,
            middle + 0.36 * height,
            face.text,
            fontsize=height * _POINTS_PER_PX,
            fontweight=face.weight,
            family=list(face.families),
            color=colour or self.palette.text2,
            ha=align,
            va="baseline",
            parse_math=False,
            zorder=self._next(),
        )
        width = _width(face, height)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        return Box(left, middle - height * 0.6, width, height * 1.2)

    def fitted(self, text: str, room: float, size: float = 11, weight: int = 400) -> str:
        """The text, cut with '…' where it is wider than `room`; empty when not even three letters fit."""
        if self.text_width(text, size, weight) <= room:
            return text
        # From a little more than the share that should fit, down: measuring costs more than counting.
        length = min(len(text), int(len(text) * 1.1 * room / self.text_width(text, size, weight)))
        while length >= 3:
            cut = text[:length].rstrip() + "…"
            over = self.text_width(cut, size, weight) - room
            if over <= 0:
                return cut
            length -= max(1, int(over / self.px(size)))
        return ""

    def wrapped(self, text: str, room: float, size: float = 11) -> list[str]:
        """The words of the text in lines no wider than `room` (a single word may be)."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else ""
            if lines and self.text_width(longer, size) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

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
        thick = self.px(width) * _POINTS_PER_PX
        # matplotlib counts dashes in line widths.
        style: Any = "-" if dashes is None else (0, (dashes[0] / width, dashes[1] / width))
        xs, ys = zip(*points, strict=True)
        self._axes.plot(
            xs, ys, color=colour, linewidth=thick, linestyle=style, alpha=alpha, zorder=self._next(),
            solid_capstyle=cap, dash_capstyle=cap, solid_joinstyle="round", dash_joinstyle="round",
        )  # fmt: skip

    def box(self, box: Box, fill: str, *, edge: str = "", radius: float = 0) -> None:
        from matplotlib.patches import FancyBboxPatch, Rectangle

        look: dict[str, Any] = {
            "facecolor": fill,
            "edgecolor": edge or "none",
            "linewidth": self.px(1) * _POINTS_PER_PX if edge else 0,
            "zorder": self._next(),
        }
        half = self.px(1) / 2 if edge else 0.0
        inner = (box.x + half, box.y + half), max(0.0, box.width - 2 * half), max(0.0, box.height - 2 * half)
        if radius:
            style = f"round,pad=0,rounding_size={min(radius, box.width / 2, box.height / 2):.2f}"
            self._axes.add_patch(FancyBboxPatch(*inner, boxstyle=style, **look))
        else:
            self._axes.add_patch(Rectangle(*inner, **look))

    def hatched(self, box: Box, fill: str, stroke: str, *, rising: bool) -> None:
        """A box with diagonal lines: drawn as lines, so that screen, SVG and PDF show the same."""
        self.box(box, fill)
        step = self.px(8)
        for number in range(1, int((box.width + box.height) / step) + 1):
            reach = number * step
            start = (min(reach, box.width), max(0.0, reach - box.width))
            end = (max(0.0, reach - box.height), min(reach, box.height))
            ends = [(box.x + (u if rising else box.width - u), box.y + v) for u, v in (start, end)]
            self.line(ends, stroke, 1.2)
        corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
        self.line([*corners, corners[0], corners[1]], stroke, 1)

    def dot(self, x: float, y: float, radius: float, *, fill: str, edge: str, thick: float = 2) -> None:
        from matplotlib.patches import Circle

        edge_points = self.px(thick) * _POINTS_PER_PX
        circle = Circle((x, y), self.px(radius), facecolor=fill, edgecolor=edge, linewidth=edge_points)
        circle.set_zorder(self._next())
        self._axes.add_patch(circle)

    def empty(self, title: str, sentence: str) -> Any:
        """A calm figure without data: its title, and one sentence in the middle."""
        self.text(self.px(16), self.px(20), title, size=13, weight=600, colour=self.palette.text)
        lines = self.wrapped(sentence, self.width - self.px(64), 13)
        top = self.height / 2 - self.px(10) * (len(lines) - 1)
        for number, text in enumerate(lines):
            middle = top + number * self.px(20)
            self.text(self.width / 2, middle, text, size=13, colour=self.palette.text3, align="center")
        return self.figure

    def _next(self) -> float:
        """What is drawn later lies above."""
        self._layer += 0.001
        return self._layer
