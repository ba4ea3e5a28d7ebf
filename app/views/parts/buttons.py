"""Buttons: the one main button of a page, plain and quiet ones, an icon alone, and a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.focus_ring import FocusRing, by_keyboard
from app.views.parts.paint import LEFT, paint_box, paint_text, text_width

MenuMaker = Callable[[], QMenu]


def keys_text(shortcut: str) -> str:
    """A shortcut as it is written for people: 'Ctrl+Z' gives 'Ctrl Z', on macOS the system's own signs."""
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ").strip() or shortcut


def tooltip_html(text: str, shortcut: str = "") -> str:
    """A tooltip's words and, fainter, its keys."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    words = f"<span style='white-space:nowrap'>{plain}</span>"
    if not shortcut:
        return words
    faint = theme.current().text3
    return f"{words}&nbsp;&nbsp; <span style='color:{faint}; white-space:nowrap'>{keys_text(shortcut)}</span>"


class Button(QAbstractButton):
    """What all buttons share: pointer states, the keyboard's ring, Enter beside Space, tooltips with keys."""

    radius: int = theme.RADIUS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shortcut_text = ""
        self._tip = ""
        self._ring: FocusRing | None = None
        self._menu: QMenu | MenuMaker | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_menu(self, menu: QMenu | MenuMaker) -> None:
        """Open `menu` below the button when it is pressed; a function makes it at that moment."""
        self._menu = menu
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Show the menu given to `set_menu`."""
        if self._menu is None:
            return
        menu = self._menu if isinstance(self._menu, QMenu) else self._menu()
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def set_tooltip(self, text: str, shortcut: str = "") -> None:
        """What the pointer learns when it rests here; the keys stand beside the words."""
        self.shortcut_text = shortcut
        self.setToolTip(text)

    def setToolTip(self, text: str) -> None:
        self._tip = text
        super().setToolTip(text)

    def toolTip(self) -> str:
        return self._tip

    # Qt shows its own tooltip, so it gets the keys while the pointer is here; an `event` of ours would be asked hundreds of
    # times whenever an inspector opens.

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self._tip:
            super().setToolTip(tooltip_html(self._tip, self.shortcut_text))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        super().setToolTip(self._tip)  # the words alone, for whoever has them read

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # Alt with an arrow moves the line it stands in; Qt would take it for a way to the next button
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if by_keyboard(event) and self._ring is None:
            self._ring = FocusRing(self, self.radius)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.remove()
            self._ring = None

    @property
    def hovered(self) -> bool:
        """Whether the pointer is over the button and may press it."""
        return self.isEnabled() and self.underMouse()


class _Look(NamedTuple):
    """The tokens of one kind of button: fill and line at rest, under the pointer, pressed; words."""

    fill: tuple[str | None, str, str]
    line: str | None
    line_off: str | None
    words: str
    weight: int
    pad: int = 12


_MAIN: Final = _Look(("accent", "accent_hover", "accent_pressed"), None, "line", "on_accent", theme.SEMIBOLD)
_PLAIN: Final = _Look(("card", "hover", "press"), "strong_line", "line", "text", theme.MEDIUM)
_QUIET: Final = _Look((None, "hover", "press"), None, None, "text2", theme.MEDIUM)


class _WordButton(Button):
    """A button with words, an icon before them on demand, and a caret behind them when it opens a menu."""

    look: _Look = _PLAIN

    def __init__(
        self,
        text: str,
        icon: str = "",
        *,
        in_row: bool = False,
        caret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._in_row = in_row
        self._caret = caret
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Another icon before the words; none when empty."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def _words_width(self) -> int:
        return text_width(self.text(), theme.TEXT, self.look.weight)

    def _content_width(self) -> int:
        icon = 16 + 8 if self._icon_name else 0
        return icon + self._words_width() + (20 if self._caret else 0)

    def sizeHint(self) -> QSize:
        height = theme.CONTROL_IN_ROW if self._in_row else theme.CONTROL
        return QSize(self._content_width() + 2 * self.look.pad, theme.px(height))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        look, enabled = self.look, self.isEnabled()
        fill = look.fill[2 if self.isDown() else 1 if self.hovered else 0] if enabled else None
        line = look.line if enabled else look.line_off
        if fill or line:
            paint_box(painter, self.rect(), self.radius, fill, line)
        token = look.words if enabled else "disabled"
        left = max(look.pad // 2, (self.width() - self._content_width()) // 2)
        if self._icon_name:
            icons.paint(painter, QRect(left, 0, 16, self.height()), self._icon_name, token, 16)
            left += 24
        room = self.width() - left - look.pad // 2 - (20 if self._caret else 0)
        left += paint_text(
            painter,
            QRect(left, 0, room, self.height()),
            self.text(),
            token,
            theme.TEXT,
            weight=look.weight,
            align=LEFT,
        )
        if self._caret:
            icons.paint(painter, QRect(left + 6, 0, 14, self.height()), "caret-down", token, 14)


class MainButton(_WordButton):
    """The one thing to do on a page."""

    look = _MAIN


class PlainButton(_WordButton):
    """Any other thing to do."""

    look = _PLAIN


class QuietButton(_WordButton):
    """A thing to do that keeps in the background until the pointer comes."""

    look = _QUIET


class LinkButton(Button):
    """Words that lead somewhere, in the text's line. `gives_way`: a name of any length, cut where room lacks and whole in its
    tooltip."""

    radius = theme.RADIUS_MARK

    def __init__(
        self,
        text: str,
        icon: str = "",
        *,
        size: float = theme.TEXT,
        gives_way: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._size = size
        self._gives_way = gives_way
        if gives_way:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        icon = 14 + 4 if self._icon_name else 0
        return QSize(icon + text_width(self.text(), self._size, theme.MEDIUM) + 2, theme.px(20))

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()
        return QSize(min(theme.px(48), wanted.width()), wanted.height()) if self._gives_way else wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._gives_way:
            self.setToolTip(self.text() if self.width() < self.sizeHint().width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        token = "accent_text" if self.isEnabled() else "disabled"
        left = 0
        if self._icon_name:
            icons.paint(painter, QRect(0, 0, 14, self.height()), self._icon_name, token, 14)
            left = 18
        rect = QRect(left, 0, self.width() - left, self.height())
        width = paint_text(painter, rect, self.text(), token, self._size, weight=theme.MEDIUM)
        if self.hovered or self.isDown():
            base = (self.height() + theme.metrics(self._size, theme.MEDIUM).ascent()) // 2 + 1
            painter.drawLine(left, base, left + width - 1, base)


class IconButton(Button):
    """An icon without words: so its name and its keys stand in a tooltip, and its name is read out."""

    def __init__(
        self,
        icon: str,
        name: str,
        shortcut: str = "",
        *,
        in_row: bool = False,
        token: str = "text2",
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._token = token
        self._size = size
        self._in_row = in_row
        self.set_name(name, shortcut)

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Another name, as with 'Undo: Move deal'."""
        self.setAccessibleName(name)
        self.set_tooltip(name, shortcut)

    def set_icon(self, name: str, token: str = "text2") -> None:
        """Another icon, in another colour of the theme."""
        self._icon_name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(theme.CONTROL_IN_ROW if self._in_row else theme.CONTROL)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.isEnabled() and (self.isDown() or self.hovered or self.isChecked()):
            paint_box(painter, self.rect(), self.radius, "press" if self.isDown() else "hover")
        icons.paint(painter, self.rect(), self._icon_name, self._token if self.isEnabled() else "disabled", self._size)
