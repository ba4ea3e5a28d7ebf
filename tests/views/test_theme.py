"""The colours hold what the design promises, and the window follows the system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app.views import style, theme
from app.views.theme import DARK, LIGHT, Theme

VIEWS = Path(theme.__file__).parent
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
SURFACES = ("window", "panel", "card", "hover", "day_off")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp)
    yield
    theme.override("system")


@BOTH
@pytest.mark.parametrize("token", ["text", "text2", "text3", "accent_text", "good", "warn", "bad"])
@pytest.mark.parametrize("surface", SURFACES)
def test_text_can_be_read_on_every_surface(colours: Theme, token: str, surface: str) -> None:
    assert theme.contrast(getattr(colours, token), getattr(colours, surface)) >= 4.5


@BOTH
def test_text_can_be_read_on_what_is_pressed_chosen_or_coloured(colours: Theme) -> None:
    pairs = [
        ("text3", "press"),
        ("text2", "press"),
        ("accent_text", "accent_soft"),
        ("text", "accent_soft"),
        ("good", "good_soft"),
        ("warn", "warn_soft"),
        ("bad", "bad_soft"),
        ("text2", "bad_soft"),
        ("text2", "warn_soft"),
        ("accent_text", "bad_soft"),
        ("accent_text", "warn_soft"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_accent", "accent_pressed"),
        ("window", "text"),
        ("text", "drop"),
    ]
    weak = {p: theme.contrast(getattr(colours, p[0]), getattr(colours, p[1])) for p in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@BOTH
def test_the_focus_ring_is_seen_on_every_surface(colours: Theme) -> None:
    assert min(theme.contrast(colours.accent, getattr(colours, s)) for s in ("window", "panel", "card")) >= 3.0


@BOTH
def test_stages_and_marks_stand_out_from_the_board(colours: Theme) -> None:
    for colour in (*colours.stages, colours.stage_won):
        assert theme.contrast(colour, colours.window) >= 3.0
    assert theme.contrast(colours.mark_line, colours.card) >= 3.0


@BOTH
def test_certainty_is_ordered_by_lightness(colours: Theme) -> None:
    ratios = [
        theme.contrast(getattr(colours, name), colours.card) for name in ("closed", "commit", "best_case", "pipeline")
    ]
    assert ratios == sorted(ratios, reverse=True)


def test_more_stages_than_given_lie_between_the_first_and_the_last() -> None:
    theme.override("light")
    seven = [theme.stage_colour(i, 7) for i in range(7)]
    assert (seven[0], seven[-1]) == (LIGHT.stages[0], LIGHT.stages[-1])
    assert len(set(seven)) == 7
    assert [theme.stage_colour(i, 4) for i in range(4)] == list(LIGHT.stages)


def test_colours_stand_in_the_theme_alone() -> None:
    literal = re.compile(r"""["'(:\s]#[0-9A-Fa-f]{6,8}\b|QColor\(\s*\d|(?<!\.)rgba?\(\s*\d""")
    allowed = {"theme.py", "contrast.py", "style.py"}
    found = {
        path.name: literal.findall(path.read_text(encoding="utf-8"))
        for path in VIEWS.rglob("*.py")
        if path.name not in allowed
    }
    assert {name: hits for name, hits in found.items() if hits} == {}
    sheet = re.findall(r"#[0-9A-Fa-f]{3,8}\b", style._SHEET)
    assert sheet == []


def test_choosing_dark_changes_palette_and_tells_everybody(qtbot) -> None:
    theme.override("light")
    with qtbot.waitSignal(theme.notifier().changed):
        theme.override("dark")
    assert theme.current() is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    assert theme.colour("text").name().upper() == DARK.text
    theme.override("light")
    assert theme.colour("text").name().upper() == LIGHT.text
    assert theme.colour("labels.5").name().upper() == LIGHT.labels[5]


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.override("sepia")  # type: ignore[arg-type]


def test_every_token_is_a_colour_in_both_schemes() -> None:
    for colours in (LIGHT, DARK):
        for field in fields(Theme):
            value = getattr(colours, field.name)
            for one in value if isinstance(value, tuple) else (value,):
                assert isinstance(one, bool) or re.fullmatch(r"#([0-9A-F]{2})?[0-9A-F]{6}", one), field.name


def test_high_contrast_takes_the_systems_own_colours(qapp: QApplication) -> None:
    colours = style.from_system(qapp)
    assert theme.contrast(colours.text, colours.window) >= 4.5
    assert {colours.text, colours.text2, colours.text3} == {colours.text}
    theme.override("dark")
    theme.override("system")


def test_text_is_never_under_eleven_px_and_figures_are_equally_wide() -> None:
    assert theme.px(11) >= 11
    assert theme.font(11).pixelSize() == theme.px(11)
    widths = {theme.metrics(13).horizontalAdvance(digit * 4) for digit in "0123456789"}
    assert len(widths) == 1


def test_the_style_sheet_names_only_known_tokens() -> None:
    assert "@" not in style.sheet(LIGHT)
