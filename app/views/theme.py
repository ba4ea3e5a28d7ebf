"""Every colour, text size and measure of the window, in light and dark.

Colours stand here and nowhere else. Widgets paint with `colour("text2")`; a change repaints and re-measures
them all, and `notifier().changed` tells who keeps pictures. Sizes are in px at a system font of 13 px
and grow with it through `px`. On a system set to high contrast the tokens come from its own palette.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QStyleHints
from PySide6.QtWidgets import QApplication

from app.views.contrast import contrast as contrast  # noqa: PLC0414
from app.views.contrast import mix as mix  # noqa: PLC0414

Scheme = Literal["system", "light", "dark"]

PAGE_MARGIN: Final = 16
PANE_GAP: Final = 12
PANE_PADDING: Final = 16
CARD_PADDING: Final = 12
CARD_GAP: Final = 8
COLUMN_GAP: Final = 12

RADIUS: Final = 8
RADIUS_DIALOG: Final = 12
RADIUS_FIELD: Final = 6
RADIUS_MARK: Final = 4
RADIUS_CHIP: Final = 14

HEADER: Final = 56
PAGE_ROW: Final = 40
TOOLBAR: Final = 48
CONTROL: Final = 32
CONTROL_IN_ROW: Final = 28
CHIP: Final = 28
MARK: Final = 20
AVATAR: Final = 20
LIST_ROW: Final = 32
DENSE_ROW: Final = 28
TODAY_ROW: Final = 36
FIELD_ROW: Final = 28
FIELD_NAME: Final = 104
NUMBER_CARD: Final = 84
BOARD_CARD: Final = 108
COLUMN_HEAD: Final = 56

FIGURE: Final = 22
TITLE: Final = 18
TAB: Final = 15
TEXT: Final = 13
SECOND: Final = 12
SMALL: Final = 11

REGULAR: Final = 400
MEDIUM: Final = 500
SEMIBOLD: Final = 600


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one scheme, as '#RRGGBB' or '#AARRGGBB', named by what they are for."""

    dark: bool
    window: str
    panel: str
    card: str
    hover: str
    press: str
    day_off: str
    grid: str
    line: str
    strong_line: str
    mark_line: str
    text: str
    text2: str
    text3: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_text: str
    accent_soft: str
    accent_line: str
    drop: str
    good: str
    good_soft: str
    good_mark: str
    warn: str
    warn_soft: str
    warn_mark: str
    bad: str
    bad_soft: str
    bad_mark: str
    stages: tuple[str, str, str, str]
    stage_won: str
    closed: str
    commit: str
    best_case: str
    pipeline: str
    bar: str
    bar_line: str
    bar_done: str
    critical: str
    critical_rest: str
    labels: tuple[str, str, str, str, str, str]
    dim: str
    shadow: str


LIGHT: Final = Theme(
    dark=False,
    window="#F1F3F6",
    panel="#FAFBFC",
    card="#FFFFFF",
    hover="#E9ECF1",
    press="#DFE3EA",
    day_off="#EEF0F4",
    grid="#E9ECF0",
    line="#DFE3E9",
    strong_line="#B9C0CC",
    mark_line="#868E9C",
    text="#191C22",
    text2="#454C59",
    text3="#5C6472",
    disabled="#878E9A",
    accent="#2F55D4",
    accent_hover="#2747B5",
    accent_pressed="#1F3A96",
    on_accent="#FFFFFF",
    accent_text="#2B4EC6",
    accent_soft="#E6ECFD",
    accent_line="#A9BBF3",
    drop="#E2E8F8",
    good="#156B43",
    good_soft="#E0F2E7",
    good_mark="#1F8A58",
    warn="#855000",
    warn_soft="#FBEED3",
    warn_mark="#C17B04",
    bad="#B3261E",
    bad_soft="#FBE7E4",
    bad_mark="#C22A20",
    stages=("#848D9D", "#6786DE", "#3153C8", "#162C78"),
    stage_won="#1F7F5C",
    closed="#1E3A94",
    commit="#4A6FE0",
    best_case="#93ABF0",
    pipeline="#CFDAFA",
    bar="#C3CCDC",
    bar_line="#8793AA",
    bar_done="#D9DEE6",
    critical="#2F55D4",
    critical_rest="#9DB2F2",
    labels=("#213F8F", "#A83D12", "#1F9271", "#D24FBF", "#A68A15", "#666E7E"),
    dim="#61141820",
    shadow="#38000000",
)

DARK: Final = Theme(
    dark=True,
    window="#15171B",
    panel="#1B1E23",
    card="#23272D",
    hover="#2C3138",
    press="#353B44",
    day_off="#1D2127",
    grid="#2A2F37",
    line="#30353D",
    strong_line="#4A515D",
    mark_line="#757E8D",
    text="#EDEFF3",
    text2="#BCC3CF",
    text3="#A0A8B6",
    disabled="#6F7785",
    accent="#4468E2",
    accent_hover="#3A5BD0",
    accent_pressed="#314DB4",
    on_accent="#FFFFFF",
    accent_text="#9DB4FF",
    accent_soft="#232E52",
    accent_line="#3F549B",
    drop="#191E2C",
    good="#74D3A0",
    good_soft="#17332A",
    good_mark="#3FB27D",
    warn="#EFBE66",
    warn_soft="#3A2D14",
    warn_mark="#DFA035",
    bad="#FF9A92",
    bad_soft="#45201E",
    bad_mark="#E5524A",
    stages=("#727B8A", "#6482D2", "#90A9FB", "#CCD7FF"),
    stage_won="#4FC08D",
    closed="#C9D5FF",
    commit="#7F9DFA",
    best_case="#4B66C0",
    pipeline="#303F73",
    bar="#454D5B",
    bar_line="#7A869B",
    bar_done="#39404B",
    critical="#4468E2",
    critical_rest="#3B4F95",
    labels=("#3981FE", "#F07846", "#46D4AD", "#E9A4DD", "#F7E97E", "#858B93"),
    dim="#94050608",
    shadow="#8C000000",
)


class Notifier(QObject):
    """Says that colours or text sizes have changed. There is one: `notifier()`."""

    changed = Signal()


class _State:
    """What is in force. Module state, since a process has one system scheme and one system font."""

    def __init__(self) -> None:
        self.theme: Theme = LIGHT
        self.scheme: Scheme = "system"
        self.scale: float = 1.0
        self.tabular: bool = True
        self.family: str = ""
        self.app: QApplication | None = None
        self.forgetters: list[Callable[[], None]] = []
        # kept, since the wrapper of the hints within dies with the wrapper of the hints around it
        self.hints: QStyleHints | None = None


_state = _State()


@cache
def notifier() -> Notifier:
    """The one object whose `changed` fires after colours or text sizes have changed."""
    return Notifier()


def current() -> Theme:
    """The colours in force."""
    return _state.theme


def apply(app: QApplication) -> None:
    """Dress `app`: Fusion, palette, style sheet, font; and follow the system's scheme, contrast and font.

    A changed system font is noticed when the window becomes active again, as it does when its user comes back
    from the system's settings; that spares a filter over every event.
    """
    first = _state.app is not app
    _state.app = app
    if first:
        app.setStyle("Fusion")
        _state.hints = hints = app.styleHints()
        hints.colorSchemeChanged.connect(_refresh)
        hints.accessibility().contrastPreferenceChanged.connect(_refresh)
        app.applicationStateChanged.connect(_on_state)
    _refresh()


def override(scheme: Scheme) -> None:
    """Follow the system, or keep to 'light' or 'dark'. Raises ValueError for other words."""
    known = Qt.ColorScheme
    wanted = {"system": known.Unknown, "light": known.Light, "dark": known.Dark}
    if scheme not in wanted:
        raise ValueError(f"no such scheme: {scheme}")
    _state.scheme = scheme
    if _state.hints is not None:
        _state.hints.setColorScheme(wanted[scheme])
    _refresh()


@contextmanager
def on_paper() -> Iterator[None]:
    """Light colours, 13 px text for what is painted within, whatever the window shows; nobody is told."""
    before = (_state.theme, _state.scale, _state.tabular)
    _state.theme, _state.scale, _state.tabular = LIGHT, 1.0, False  # tabular figures cannot be searched for in a PDF
    _forget()
    try:
        yield
    finally:
        _state.theme, _state.scale, _state.tabular = before
        _forget()


def scheme() -> Scheme:
    """What `override` was last told."""
    return _state.scheme


def _on_state(state: Qt.ApplicationState) -> None:
    if state == Qt.ApplicationState.ApplicationActive and _state.app is not None:
        from app.views import style

        size, family = style.system_font()
        if (size, family) != (_state.scale, _state.family):
            _refresh()


def _refresh(*_: object) -> None:
    app = _state.app
    before = (_state.theme, _state.scale, _state.family)
    _state.theme = _wanted_theme(app)
    if app is None:
        return
    from app.views import style

    _state.scale, _state.family = style.system_font()
    if before == (_state.theme, _state.scale, _state.family) and app.styleSheet():
        return
    _forget()
    app.setFont(font(TEXT))
    app.setPalette(style.palette(_state.theme))
    app.setStyleSheet(style.sheet(_state.theme))
    notifier().changed.emit()


def _wanted_theme(app: QApplication | None) -> Theme:
    if app is not None and _high_contrast():
        from app.views import style

        return style.from_system(app)
    if _state.scheme != "system":
        return DARK if _state.scheme == "dark" else LIGHT
    hints = _state.hints
    return DARK if hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def _high_contrast() -> bool:
    hints = _state.hints
    return hints is not None and hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _forget() -> None:
    for clear in (colour.cache_clear, font.cache_clear, metrics.cache_clear, *_state.forgetters):
        clear()


def on_font_change(clear: Callable[[], None]) -> None:
    """Call `clear` before fonts or colours change: for who keeps measures of words."""
    _state.forgetters.append(clear)


def px(size: float) -> int:
    """`size` px at a system font of 13 px, in px at the system's actual font."""
    return round(size * _state.scale)


@cache
def colour(token: str) -> QColor:
    """The colour of a token of `Theme` ('text2', 'stages.0', 'labels.5'), or of a value of it, '#RRGGBB'.

    The object is shared: do not change it. Raises AttributeError for an unknown token.
    """
    if token.startswith("#"):
        return QColor(token)
    name, _, index = token.partition(".")
    value: Any = getattr(_state.theme, name)
    return QColor(value[int(index)] if index else value)


@cache
def font(size: float = TEXT, weight: int = REGULAR, tabular: bool = True) -> QFont:
    """The system's face at `size` px (scaled by `px`); `tabular`: all figures equally wide.

    The object is shared: copy it before changing it.
    """
    made = QFont(_state.family) if _state.family else QFont()
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag.fromString("tnum"), int(_state.tabular))  # type: ignore[arg-type]
    if not _state.tabular:  # on paper, where “flow” set with a ligature could not be searched for
        made.setFeature(QFont.Tag.fromString("liga"), 0)  # type: ignore[arg-type]
    return made


@cache
def metrics(size: float = TEXT, weight: int = REGULAR) -> QFontMetrics:
    """The measures of `font(size, weight)`. Shared and cached, since delegates measure thousands of words."""
    return QFontMetrics(font(size, weight))


def stage_colour(index: int, count: int) -> str:
    """The bar of open stage `index` of `count`, from faint to strong; more than four are mixed from those."""
    given = _state.theme.stages
    if count <= len(given):
        return given[index if count > 1 else 0]
    place = index * (len(given) - 1) / (count - 1)
    low = min(int(place), len(given) - 2)
    return mix(given[low], given[low + 1], place - low)
