"""Icons come from the bundled font, in the colours of the moment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from app.views import theme
from app.views.parts import icons

NAMES = """
handshake check-square arrow-right plus magnifying-glass funnel-simple arrow-counter-clockwise
arrow-clockwise check list dots-three x pencil-simple copy trash archive trophy x-circle
pause-circle arrow-square-out calendar-blank calendar-x hourglass warning warning-circle
check-circle lock-simple prohibit circle circle-half eye play stop-fill record-fill clock timer flag
arrow-down-right arrow-up-right arrows-in-line-horizontal git-diff repeat note phone envelope-simple
paperclip tag user users buildings chart-bar trend-down chart-bar-horizontal table columns file-pdf
printer download-simple export hard-drives clock-counter-clockwise gear-six keyboard question
handshake-fill check-square-fill
""".split()  # noqa: SIM905


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.apply(qapp)
    theme.override("light")
    yield
    theme.override("system")


def _ink(image: QImage) -> str | None:
    """The colour of the most opaque pixel."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    strongest = max(pixels, key=lambda c: c.alpha())
    return strongest.name().upper() if strongest.alpha() > 100 else None


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_of_the_design_is_there(name: str) -> None:
    assert icons.exists(name)
    assert _ink(icons.pixmap(name, "text").toImage()) is not None


def test_every_icon_named_in_the_code_is_there() -> None:
    views = Path(theme.__file__).parent
    named = set()
    for path in views.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""(?:icons\.(?:icon|pixmap)\(|sign = )["']([a-z-]+)["']""", text))
    assert {name for name in named if not icons.exists(name)} == set()


def test_an_icon_follows_the_scheme_without_being_made_anew() -> None:
    icon = icons.icon("trash", "text")
    light = _ink(icon.pixmap(16).toImage())
    theme.override("dark")
    assert light == theme.LIGHT.text
    assert _ink(icon.pixmap(16).toImage()) == theme.DARK.text


def test_a_disabled_icon_is_fainter_and_an_active_one_accented() -> None:
    icon = icons.icon("stop-fill", "text")
    assert _ink(icon.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage()) == theme.LIGHT.disabled
    assert _ink(icon.pixmap(QSize(16, 16), QIcon.Mode.Active).toImage()) == theme.LIGHT.accent_text


def test_a_screen_of_double_density_gets_twice_the_pixels() -> None:
    drawn = icons.icon("plus").pixmap(QSize(16, 16), 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    assert icons.pixmap("plus", "text", 14, 2.0).size() == QSize(28, 28)


def test_the_same_pixmap_is_drawn_once() -> None:
    assert icons.pixmap("plus", "text").cacheKey() == icons.pixmap("plus", "text").cacheKey()


def test_a_misspelt_icon_fails_where_it_is_written() -> None:
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_icons_theme_and_buttons_import_nothing_heavy() -> None:
    code = (
        "import sys; import app.views.theme, app.views.parts.icons, app.views.parts.buttons;"
        "heavy = {'qtawesome', 'superqt', 'babel', 'matplotlib', 'numpy', 'peewee', 'dateutil'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(theme.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env={**os.environ}, check=True
    )
    assert run.stdout.strip() == "[]"
