"""The colours and the font a figure is drawn with. The window passes its own; paper has the values below."""

from typing import NamedTuple


class Palette(NamedTuple):
    """Colours as '#RRGGBB'. `good`, `warn`, `bad` are text colours; `_soft` is their ground, `_mark` a sign.

    `font_px` is the size of running text (13 in the drawings); every size in a figure scales with it.
    """

    window: str
    card: str
    text: str
    text2: str
    text3: str
    line: str
    strong_line: str
    mark_line: str
    grid: str
    day_off: str
    accent: str
    accent_text: str
    accent_soft: str
    closed: str
    commit: str
    best_case: str
    pipeline: str
    good: str
    good_soft: str
    good_mark: str
    warn: str
    warn_soft: str
    warn_mark: str
    bad: str
    bad_soft: str
    bad_mark: str
    dark: bool = False
    font: str = "DejaVu Sans"
    font_px: int = 13


PAPER = Palette(
    window="#FFFFFF",
    card="#FFFFFF",
    text="#191C22",
    text2="#454C59",
    text3="#5C6472",
    line="#DFE3E9",
    strong_line="#B9C0CC",
    mark_line="#868E9C",
    grid="#E9ECF0",
    day_off="#EEF0F4",
    accent="#2F55D4",
    accent_text="#2B4EC6",
    accent_soft="#E6ECFD",
    closed="#1E3A94",
    commit="#4A6FE0",
    best_case="#93ABF0",
    pipeline="#CFDAFA",
    good="#156B43",
    good_soft="#E0F2E7",
    good_mark="#1F8A58",
    warn="#855000",
    warn_soft="#FBEED3",
    warn_mark="#C17B04",
    bad="#B3261E",
    bad_soft="#FBE7E4",
    bad_mark="#C22A20",
)
