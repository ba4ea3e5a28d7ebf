"""The fonts that paper is set with: which files, how wide their glyphs are, and which characters they have.

Read from the files themselves, since typst says nothing when a glyph is missing, and asking matplotlib costs
more than typesetting a whole report.
"""

from __future__ import annotations

import struct
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from sys import byteorder
from typing import Any, NamedTuple

from app import paths

# In the order in which a character looks for its glyph.
FAMILIES = ("Inter", "DejaVu Sans", "WenQuanYi Micro Hei")
NO_GLYPH = "□"
_TEXT = {400: "Inter-Regular.otf", 500: "Inter-Medium.otf", 600: "Inter-SemiBold.otf"}
_GLYPHLESS = frozenset({"Cc", "Cf", "Zl", "Zp"})


class Choice(NamedTuple):
    """The fonts that a text needs, as typst takes them, and the characters that none of them has."""

    book: Any
    missing: frozenset[str]


class Face:
    """The character map and the advance widths of one font file (OpenType 1.9, tables cmap, hmtx, head, hhea)."""

    def __init__(self, path: Path, index: int = 0) -> None:
        data = path.read_bytes()
        start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
        tables: dict[bytes, int] = {}
        for number in range(struct.unpack_from(">H", data, start + 4)[0]):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
            tables[tag] = offset
        self._em = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
        count = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
        self._advances = _shorts(data, tables[b"hmtx"], 2 * count)[::2]
        self._read_cmap(data, tables[b"cmap"])

    def glyph(self, sign: str) -> int:
        """The number of a character's glyph; 0 when there is none."""
        code = ord(sign)
        if self._format == 12:
            at = bisect_right(self._starts, code) - 1
            inside = at >= 0 and code <= self._ends[at]
            return self._deltas[at] + code - self._starts[at] if inside else 0
        at = bisect_left(self._ends, code)
        if at == len(self._ends) or code < self._starts[at]:
            return 0
        offset = self._offsets[at]
        if not offset:
            return (code + self._deltas[at]) & 0xFFFF
        number = self._glyphs[offset // 2 + code - self._starts[at] - (len(self._offsets) - at)]
        return (number + self._deltas[at]) & 0xFFFF if number else 0

    def advance(self, sign: str) -> float:
        """How far a character moves the pen at size 1, unkerned."""
        return float(self._advances[min(self.glyph(sign), len(self._advances) - 1)] / self._em)

    def _read_cmap(self, data: bytes, cmap: int) -> None:
        """Format 12 covers all of Unicode, format 4 its first plane; other formats are not for text."""
        found = {}
        for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)
            if platform == 0 or (platform, encoding) in ((3, 1), (3, 10)):
                found[struct.unpack_from(">H", data, cmap + offset)[0]] = cmap + offset
        self._format = 12 if 12 in found else 4
        self._starts, self._ends, self._deltas, self._offsets, self._glyphs = (array("H") for _ in range(5))
        if self._format in found:
            (self._read_long if self._format == 12 else self._read_short)(data, found[self._format])

    def _read_long(self, data: bytes, at: int) -> None:
        groups = array("I", data[at + 16 : at + 16 + 12 * struct.unpack_from(">I", data, at + 12)[0]])
        if byteorder == "little":
            groups.byteswap()
        self._starts, self._ends, self._deltas = groups[::3], groups[1::3], groups[2::3]

    def _read_short(self, data: bytes, at: int) -> None:
        length, count = struct.unpack_from(">H2xH", data, at + 2)
        count //= 2
        self._ends = _shorts(data, at + 14, count)
        self._starts = _shorts(data, at + 16 + 2 * count, count)
        self._deltas = _shorts(data, at + 16 + 4 * count, count)
        self._offsets = _shorts(data, at + 16 + 6 * count, count)
        self._glyphs = _shorts(data, at + 16 + 8 * count, (length - 16 - 8 * count) // 2)


def _shorts(data: bytes, at: int, count: int) -> array[int]:
    numbers = array("H", data[at : at + 2 * count])
    if byteorder == "little":
        numbers.byteswap()
    return numbers


@cache
def _face(path: Path, index: int = 0) -> Face:
    return Face(path, index)


@cache
def text_files() -> list[Path]:
    """The files of the first family, a weight each."""
    return [text_folder() / name for name in _TEXT.values()]


def text_folder() -> Path:
    """Inter: Latin, Greek, Cyrillic."""
    return paths.resource("fonts", "text")


@cache
def _more_folders() -> tuple[tuple[Path, Path], ...]:
    """Fonts for other scripts, each as its folder and the file that tells what it has."""
    from importlib.util import find_spec

    found = []
    # DejaVu Sans (Arabic, Hebrew, signs) comes with matplotlib, which need not be imported for it.
    for place in getattr(find_spec("matplotlib"), "submodule_search_locations", None) or ():
        folder = Path(place, "mpl-data", "fonts", "ttf")
        found.append((folder, folder / "DejaVuSans.ttf"))
    folder = paths.resource("fonts", "cjk")
    found.append((folder, folder / "WenQuanYiMicroHei.ttf"))
    return tuple((folder, file) for folder, file in found if file.is_file())


def width(text: str, size: float, weight: int = 400) -> float:
    """How wide a line is, in the unit of `size`; kerning is left out, so it is a little less in truth."""
    return size * sum(_advance(sign, weight) for sign in text)


@lru_cache(maxsize=4096)
def _advance(sign: str, weight: int) -> float:
    if unicodedata.combining(sign) or not _drawn(sign):
        return 0
    nearest = min(_TEXT, key=lambda one: (abs(one - weight), -one))
    faces = (text_folder() / _TEXT[nearest], *(file for _, file in _more_folders()))
    return next((_face(file).advance(sign) for file in faces if _face(file).glyph(sign)), 1.0)


def choose(texts: Iterable[str]) -> Choice:
    """The fonts for these texts: Baton's own, more of them where a script asks for it, the system's at last."""
    rest = {sign for sign in set().union(*texts) if sign > "~" and _drawn(sign)}
    rest -= _had(text_folder() / _TEXT[400], rest)
    folders = [text_folder()]
    for folder, file in _more_folders():
        had = _had(file, rest) if rest else set()
        if had:
            folders.append(folder)
            rest -= had
    book = _book(tuple(folders), bool(rest))
    if rest:
        rest -= _had_by_any(book, rest)
    return Choice(book, frozenset(rest))


@cache
def _book(folders: tuple[Path, ...], system: bool) -> Any:
    """Without the fonts inside typst: nobody could tell which characters these have."""
    import typst

    return typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )


def _drawn(sign: str) -> bool:
    """Whether a character needs a glyph: marks of direction, joiners and variation selectors do not."""
    return unicodedata.category(sign) not in _GLYPHLESS and not 0xFE00 <= ord(sign) <= 0xFE0F


def _had(file: Path, signs: set[str]) -> set[str]:
    face = _face(file)
    return {sign for sign in signs if face.glyph(sign)}


def _had_by_any(book: Any, signs: set[str]) -> set[str]:
    """Which of the characters an installed font has; files are opened only until all are found."""
    had: set[str] = set()
    for font in book.fonts():
        if not signs - had:
            break
        try:
            face = _face(Path(font.path), font.index)
        except (OSError, KeyError, struct.error):  # typst reads more formats than this does
            continue
        had |= {sign for sign in signs - had if face.glyph(sign)}
    return had
