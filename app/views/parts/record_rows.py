"""Short lists inside an inspector: rows by key that stay while their list changes, and lines of words and figures."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button, IconButton, LinkButton
from app.views.parts.focus_ring import is_ringed
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width

W = TypeVar("W", bound=QWidget)
Row = TypeVar("Row")

_SPARE = 8
"""So many widgets without a row are kept."""


def add_in_line(frame: InspectorFrame, widget: QWidget, above: int = 0) -> QWidget:
    """Put rows of fields into an inspector: names begin at the text's edge, the fields' boxes end outside of it."""
    holder = frame.add(widget, above=above)
    layout = holder.layout()
    if layout is not None:
        margins = layout.contentsMargins()
        margins.setRight(margins.right() - 2)  # the ring of a field stays clear of the bar that lies over the margin
        layout.setContentsMargins(margins)
    return holder


class KeyedRows(QWidget, Generic[Row, W]):
    """A column of widgets, one for each row of a list. What one types into a row stays while others come and go.

    With `most`, only so many are shown until 'and 5 more' is pressed. `gap` px lie above each: cards stand apart.
    With `reuse`, a widget whose row has gone shows another one: for widgets that take all they know from `show`. Making one
    takes ten times as long, and another client is one key away.
    """

    def __init__(
        self,
        make: Callable[[Row], W],
        show: Callable[[W, Row], None],
        key: Callable[[Row], Hashable],
        *,
        most: int = 0,
        gap: int = 0,
        reuse: bool = False,
    ) -> None:
        super().__init__()
        self._make, self._show, self._key, self._most = make, show, key, most
        self._reuse = reuse
        self._spare: list[W] = []
        self.widgets: dict[Hashable, W] = {}
        self._rows: Sequence[Row] = ()
        self._all = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, gap, 0, 0)
        self._column.setSpacing(gap)
        self._rest = LinkButton("", size=theme.SECOND)
        self._rest.clicked.connect(self.show_all)
        self._column.addWidget(self._rest)
        self._rest.hide()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these, in this order."""
        shown = rows if self._all or not self._most or len(rows) <= self._most + 1 else rows[: self._most]
        keys = [self._key(row) for row in shown]
        gone = [key for key in self.widgets if key not in keys]
        if gone:
            self._hand_on(keys, gone)
        for key in gone:
            self._put_away(self.widgets.pop(key))
        for place, (key, row) in enumerate(zip(keys, shown, strict=True)):
            widget = self.widgets.get(key)
            if widget is None:
                widget = self.widgets[key] = self._spare.pop(0) if self._spare else self._make(row)
            self._show(widget, row)
            if self._column.indexOf(widget) != place:
                self._column.insertWidget(place, widget)
            widget.show()
        for widget in self._spare:
            widget.hide()
        self._rows = rows
        rest = len(rows) - len(shown)
        self._rest.setText(f"and {rest} more")
        self._rest.setVisible(rest > 0)
        self.setVisible(bool(rows))

    def _hand_on(self, keys: Sequence[Hashable], gone: Sequence[Hashable]) -> None:
        """Whoever pressed a button of a row that goes stands on that of the row after it, or before: left to itself Qt takes the
        next field, where what is typed then would land."""
        part = QApplication.focusWidget()
        if not isinstance(part, QAbstractButton):
            return
        left = next((key for key in gone if part == self.widgets[key] or self.widgets[key].isAncestorOf(part)), None)
        before = [self._key(row) for row in self._rows]
        if left not in before:
            return
        at = before.index(left)
        near = next(
            (key for key in (*before[at + 1 :], *reversed(before[:at])) if key in keys and key in self.widgets), None
        )
        if near is not None:
            reasons = Qt.FocusReason
            reason = reasons.TabFocusReason if is_ringed(part) else reasons.OtherFocusReason
            _same_part(self.widgets[left], self.widgets[near], part).setFocus(reason)

    def _put_away(self, widget: W) -> None:
        """Keep it for another row, unless somebody is in it: what is typed there belongs to the row that has gone."""
        self._column.removeWidget(widget)
        keyboard = QApplication.focusWidget()
        inside = keyboard is not None and (keyboard == widget or widget.isAncestorOf(keyboard))
        if self._reuse and len(self._spare) < _SPARE and not inside:
            self._spare.append(widget)
            return
        widget.hide()
        widget.deleteLater()

    def show_all(self) -> None:
        """No row is left out any more."""
        self._all = True
        self.set_rows(self._rows)

    def fold(self) -> None:
        """Another record: leave rows out again."""
        self._all = False


def _same_part(old: QWidget, new: QWidget, part: QAbstractButton) -> QWidget:
    """What in `new` stands where `part` stands in `old`, else the first button there that can be seen."""
    if part is old:
        return new
    same = new.findChildren(type(part))[old.findChildren(type(part)).index(part) :]
    buttons = [*same[:1], *new.findChildren(QAbstractButton)]
    return next((each for each in buttons if each.isVisibleTo(new)), new)


class LineRow(Button):
    """One line of an inspector: icon, caption, words, and figures or a sign at the right. A click opens what it names.

    `menu` gives it a '…' that shows under the pointer and with the keyboard, and the right mouse button.
    """

    radius = theme.RADIUS_FIELD

    def __init__(self, name_width: int = 0) -> None:
        super().__init__()
        self._name_width = name_width
        self._icon = self._name = self._note = self._sign = ""
        self._sign_tone = "good"
        self._token, self._note_token = "text", "text"
        self._opens = self._note_gives_way = self._sign_room = False
        self._menu_of: Callable[[], QMenu] | None = None
        self._shown_menu: QMenu | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more = IconButton("dots-three", "More", in_row=True, parent=self)
        self.more.clicked.connect(self._open_more)
        self.more.hide()

    def show_line(
        self,
        text: str,
        *,
        name: str = "",
        icon: str = "",
        note: str = "",
        sign: tuple[str, str] = ("", "good"),
        token: str = "text",
        note_token: str = "text",
        tooltip: str = "",
        opens: bool = False,
        note_gives_way: bool = False,
        sign_room: bool = False,
    ) -> None:
        """What stands there. `sign` is (icon, token) at the right end; `note` words before it, which are cut first if they give way.

        `sign_room`: other lines have a sign, so figures end in line before it.
        """
        self._icon, self._name, self._note = icon, name, note
        self._sign, self._sign_tone = sign
        self._token, self._note_token, self._opens = token, note_token, opens
        self._note_gives_way, self._sign_room = note_gives_way, sign_room
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(", ".join(part for part in (name, text, note, tooltip) if part))
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    def set_menu_of(self, menu: Callable[[], QMenu], words: str) -> None:
        """What the '…' opens; `words` name it."""
        self._menu_of = menu
        self.more.set_name(words)

    def sizeHint(self) -> QSize:
        return QSize(120, theme.px(27))

    def _open_more(self) -> None:
        if self._menu_of is not None:
            self._shown_menu = self._menu_of()
            self._shown_menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._shown_menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def contextMenuEvent(self, event: object) -> None:  # noqa: ARG002
        self._open_more()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.more.setVisible(self._menu_of is not None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.more.setVisible(self._menu_of is not None and (self.hasFocus() or self.more.hasFocus()))

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.more.setVisible(self._menu_of is not None)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.more.setVisible(self._menu_of is not None and (self.underMouse() or self.more.hasFocus()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = theme.px(24)
        self.more.setFixedSize(side, side)
        self.more.move(self.width() - side, (self.height() - side) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        rect = self.rect()
        if self.hovered and (self._opens or self._menu_of is not None):
            paint_box(painter, rect.adjusted(-1, 0, 1, 0), self.radius, "press" if self.isDown() else "hover")
        left, right = 0, rect.right() - (theme.px(26) if self.more.isVisible() else 0)
        if self._icon:
            icons.paint(painter, QRect(left, 0, 16, rect.height()), self._icon, "text3", 16)
            left += theme.px(24)
        if self._name:
            place = QRect(left, 0, theme.px(self._name_width), rect.height())
            paint_text(painter, place, self._name, "text3")
            left += theme.px(self._name_width)
        if self._sign:
            icons.paint(painter, QRect(right - 16, 0, 16, rect.height()), self._sign, self._sign_tone, 16)
        if self._sign or self._sign_room:
            right -= 22
        if self._note:
            width = text_width(self._note)
            if self._note_gives_way:
                width = max(0, min(width, right - left - text_width(self.text()) - 8))
            paint_text(
                painter, QRect(right - width, 0, width + 1, rect.height()), self._note, self._note_token, align=RIGHT
            )
            right -= width + 8
        paint_text(painter, QRect(left, 0, max(right - left, 0), rect.height()), self.text(), self._token)
