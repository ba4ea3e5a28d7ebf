"""The palette and the style sheet of a theme: Fusion does the drawing, the sheet corners and paddings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from app.views import theme
from app.views.theme import Theme


def palette(colours: Theme) -> QPalette:
    """The theme as Qt's palette, so that widgets nobody styled hold in both schemes."""
    made = QPalette()
    role = QPalette.ColorRole
    normal = {
        role.Window: colours.window,
        role.Base: colours.card,
        role.AlternateBase: colours.panel,
        role.Button: colours.card,
        role.ToolTipBase: colours.card,
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.ToolTipText: colours.text,
        role.BrightText: colours.on_accent,
        role.PlaceholderText: colours.text3,
        role.Highlight: colours.accent_soft,
        role.HighlightedText: colours.text,
        role.Accent: colours.accent,
        role.Link: colours.accent_text,
        role.LinkVisited: colours.accent_text,
        role.Light: colours.card,
        role.Midlight: colours.hover,
        role.Mid: colours.strong_line,
        role.Dark: colours.mark_line,
        role.Shadow: colours.text3,
    }
    for name, value in normal.items():
        made.setColor(name, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        made.setColor(off, name, QColor(colours.disabled))
    made.setColor(off, role.Highlight, QColor(colours.press))
    made.setColor(QPalette.ColorGroup.Inactive, role.Highlight, QColor(colours.press))
    return made


def from_system(app: QApplication) -> Theme:
    """The tokens taken from the system's own palette, for a system set to high contrast."""
    app.setPalette(QPalette())  # an empty palette brings the platform's own back
    system = app.palette()
    role = QPalette.ColorRole

    def named(of: QPalette.ColorRole, *, disabled: bool = False) -> str:
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        return system.color(group, of).name().upper()

    window, text, base = named(role.Window), named(role.WindowText), named(role.Base)
    mark, on_mark = named(role.Highlight), named(role.HighlightedText)
    button = named(role.Button)
    is_dark = theme.contrast(window, theme.LIGHT.card) > theme.contrast(window, theme.LIGHT.text)
    surfaces = dict.fromkeys(("window", "panel", "drop", "day_off"), window)
    surfaces |= dict.fromkeys(("hover", "press", "accent_soft", "good_soft", "warn_soft", "bad_soft"), button)
    texts = dict.fromkeys(("text", "text2", "text3", "accent_text", "good", "warn", "bad"), text)
    lines = dict.fromkeys(("line", "strong_line", "mark_line", "accent_line", "grid"), text)
    accents = dict.fromkeys(("accent", "accent_hover", "accent_pressed", "critical"), mark)
    one = {"card": base, "on_accent": on_mark, "disabled": named(role.WindowText, disabled=True)}
    tokens: dict[str, Any] = {**surfaces, **texts, **lines, **accents, **one}
    return replace(theme.DARK if is_dark else theme.LIGHT, **tokens)


def sheet(colours: Theme) -> str:
    """The application's style sheet."""
    px = theme.px
    measures = {
        "r": theme.RADIUS,
        "rf": theme.RADIUS_FIELD,
        "control": px(theme.CONTROL) - 2,
        "row": px(theme.FIELD_ROW),
    }
    return re.sub(r"@(\w+)@", lambda m: str(measures.get(m[1]) or getattr(colours, m[1])), _SHEET)


_SHEET = """
QToolTip { background: @card@; color: @text@; border: 1px solid @strong_line@; padding: 4px 8px; }
QMenu { background: @card@; border: 1px solid @strong_line@; border-radius: @r@px; padding: 5px; }
QMenu::item { color: @text@; padding: 6px 14px 6px 8px; border-radius: @rf@px; min-height: 18px;
    min-width: 176px; }
QMenu::item:selected { background: @accent_soft@; color: @accent_text@; }
QMenu::item:disabled { color: @disabled@; background: transparent; }
QMenu::icon { padding-left: 10px; }
QMenu::separator { height: 1px; background: @line@; margin: 5px 8px; }
QMenuBar { background: @panel@; border: none; }
QMenuBar::item { padding: 4px 10px; border-radius: @rf@px; background: transparent; }
QMenuBar::item:selected { background: @hover@; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox {
    background: @card@; color: @text@; border: 1px solid @strong_line@; border-radius: @r@px;
    selection-background-color: @accent_soft@; selection-color: @text@; }
QLineEdit, QAbstractSpinBox { padding: 0 9px; min-height: @control@px; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus {
    border: 2px solid @accent@; }
QLineEdit:focus, QAbstractSpinBox:focus { padding: 0 8px; min-height: @control@px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QAbstractSpinBox:disabled {
    color: @disabled@; border-color: @line@; background: @panel@; }
QLineEdit[frameless="true"], QPlainTextEdit[frameless="true"] {
    border: none; background: transparent; padding: 0; min-height: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
    border: none; background: transparent; min-height: 0; padding: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox QAbstractItemView {
    background: @card@; border: 1px solid @strong_line@; padding: 4px; outline: none;
    selection-background-color: @accent_soft@; selection-color: @accent_text@; }
QAbstractItemView { outline: none; }
QAbstractScrollArea { border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: @card@; border: none; }
QHeaderView::section { background: @card@; color: @text3@; border: none; border-bottom: 1px solid @line@;
    padding: 0 8px; min-height: @row@px; }
QHeaderView::section:hover { background: @hover@; color: @text@; }
QTableView { gridline-color: @grid@; }
QTableView[clear="true"], QTableView[clear="true"] > QHeaderView { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @strong_line@; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: @mark_line@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @line@; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
"""


def system_font() -> tuple[float, str]:
    """How much larger than 13 px the system writes, and in which family.

    Never below 1: a system at 12 px would push marks under 11 px. A bare X server names only the generic
    'Sans Serif'; there Inter, when installed, keeps the words as wide as the layout was drawn for.
    """
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    family = system.family()
    if family in {"", "Sans Serif", "Sans", "sans-serif"} and QFontDatabase.hasFamily("Inter"):
        family = "Inter"
    return max(1.0, round(QFontInfo(system).pixelSize() / theme.TEXT, 3)), family
