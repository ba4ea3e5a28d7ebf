"""Fields edited in place: how they look at rest, under the pointer, refused and read-only.

A field knows its value and hands an edited one to `on_commit`. When that raises UserError the value is
refused: the old one stays in force and is named in the sentence below. Subclasses say how it is edited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.base import UserError
from app.views import theme
from app.views.parts import icons
from app.views.parts.focus_ring import REACH, FocusRing
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width

T = TypeVar("T")

PAD: Final = 8
_SIGN: Final = 14
_MESSAGE_GAP: Final = 6


class Field(QWidget, Generic[T]):
    """The base of all fields. `name` is read out; `boxed` shows an input at rest too, for forms and toolbars.

    `on_commit(value)` is called when the user has changed the value; UserError raised there refuses it.
    """

    accepted = Signal()
    """The user has given another value, and it is in force."""

    sign = "pencil-simple"
    figure = False
    """Of a table: it ends at the right, in line with the others."""
    commit_keys = "Enter"

    def __init__(
        self,
        name: str,
        on_commit: Callable[[T], object] | None = None,
        *,
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.on_commit = on_commit
        self.placeholder = placeholder
        self.boxed = boxed
        self._value: T | None = None
        self._hint = ""
        self._tone = "text"
        self._refusal = ""
        self._why_read_only = ""
        self._read_only = False
        self._editing = False
        self._seen: T | None = None  # the value that the user knows of: that of the beginning, or what was told since
        self._overtaken = False
        self._ring: FocusRing | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._tell()

    # what a subclass says about its kind of value

    def display(self, value: T | None) -> str:
        """How a value is shown at rest; '' shows the placeholder."""
        return "" if value is None else str(value)

    def begin_edit(self) -> None:
        """Start editing; does nothing on a read-only field."""
        raise NotImplementedError

    # what pages use

    def value(self) -> T:
        """The value in force, which is the last one that was set or accepted."""
        return self._value  # type: ignore[return-value]

    def set_value(self, value: T, hint: str = "") -> None:
        """Show `value` and, fainter beside it, `hint`. What is being typed at the moment stays."""
        changed = value != self._value
        self._value = value
        self._hint = hint
        if changed and not self.holds_focus():
            self.forget_edit()
        elif changed and self._editing:
            self._follow_value()
        self._tell()

    def _follow_value(self) -> None:
        """The value became another while the input stands: where nothing is typed yet, the input may follow."""

    def set_tone(self, token: str) -> None:
        """The colour of the value: 'bad' for a late date, 'text' as a rule."""
        self._tone = token
        self.update()

    def set_read_only(self, reason: str | None) -> None:
        """Allow no editing and say why in the tooltip; None allows it again."""
        self._read_only = reason is not None
        self._why_read_only = reason or ""
        self.setToolTip(self._why_read_only)
        self.update()

    def is_read_only(self) -> bool:
        """Whether the value can only be read."""
        return self._read_only

    def refusal(self) -> str:
        """The sentence below a refused value, or ''."""
        return self._refusal

    def refuse(self, sentence: str) -> None:
        """Mark the field as wrong, with `sentence` below; the next accepted value or Esc clears it."""
        self._refusal = sentence
        self._overtaken = False
        self.setAccessibleDescription(sentence)
        self._show_ring()
        self._relayout()

    def clear_refusal(self) -> None:
        """Take the mark away."""
        self._overtaken = False
        if self._refusal:
            self._refusal = ""
            self.setAccessibleDescription("")
            self._show_ring()
            self._relayout()

    def forget_edit(self) -> None:
        """Drop what was typed and refused; call it when the field begins to show another record."""
        self.clear_refusal()

    def unwritten(self) -> str:
        """What is typed and kept nowhere yet; '' for nothing."""
        return ""

    def is_editing(self) -> bool:
        """Whether an input stands in the field now."""
        return self._editing

    def hint(self) -> str:
        """The faint words beside the value."""
        return self._hint

    def hint_may_be_cut(self) -> bool:
        """Whether the beginning of the hint says something by itself."""
        return True

    def try_commit(self, value: T) -> bool:
        """Hand `value` to `on_commit`; False when it was refused. An unchanged value is not handed on."""
        if value != self._value:
            if self._editing and self._value != self._seen:
                self._tell_overtaken()
                return False
            try:
                if self.on_commit is not None:
                    self.on_commit(value)
            except UserError as error:
                self.refuse(self._with_kept(str(error)))
                return False
            self._value = self._seen = value
            self._hint = self.hint_after(value)
            self.accepted.emit()
        self.clear_refusal()
        self._tell()
        return True

    def _tell_overtaken(self) -> None:
        """Another window, or another hand, changed the very value that is being edited: the user says which holds."""
        now = self.display(self._value).replace("\n", " ")
        shown = (f"“{now[:39]}…”" if len(now) > 40 else f"“{now}”") if now else "empty"
        self._seen = self._value
        self.refuse(f"Meanwhile it became {shown}. {self.commit_keys} writes yours, Esc takes that.")
        self._overtaken = True

    def hint_after(self, value: T) -> str:  # noqa: ARG002
        """The hint for a value the user gave, until the page sets another."""
        return ""

    def _with_kept(self, sentence: str) -> str:
        shown = self.display(self._value).replace("\n", " ")
        if not shown:
            return sentence
        end = sentence if sentence.endswith((".", "?")) else f"{sentence}."
        kept = shown if len(shown) <= 40 else f"{shown[:39]}…"
        return f"{end} {kept} is kept."

    def _tell(self) -> None:
        shown = self.display(self._value) or "empty"
        self.setAccessibleName(f"{self.name}: {shown}" + (f", {self.hint()}" if self.hint() else ""))
        self.updateGeometry()
        self.update()

    # geometry

    def row_height(self, width: int) -> int:  # noqa: ARG002
        """The height of the value itself, without the sentence below, in px."""
        return theme.px(theme.CONTROL if self.boxed else theme.FIELD_ROW)

    def input_rect(self) -> QRect:
        """Where the input stands."""
        return QRect(0, 0, self.width(), self.row_height(self.width()))

    @property
    def radius(self) -> int:
        """The corner of the input."""
        return theme.RADIUS if self.boxed else theme.RADIUS_FIELD

    def _message_height(self, width: int) -> int:
        if not self._refusal:
            return 0
        room = QRect(0, 0, max(40, width - PAD), 1000)
        flags = int(Qt.TextFlag.TextWordWrap)
        lines = theme.metrics(theme.SECOND).boundingRect(room, flags, self._refusal).height()
        return _MESSAGE_GAP + lines + REACH  # the ring of the field below

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.row_height(width) + self._message_height(width)

    def sizeHint(self) -> QSize:
        shown = self.display(self._value) or self.placeholder
        width = text_width(shown.partition("\n")[0]) + 2 * PAD + _SIGN + 8
        width = max(theme.px(120), min(width, theme.px(320)))
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        width = max(theme.px(64), self.width() if self._refusal else 0)
        return QSize(theme.px(64), self.heightForWidth(width))

    def _relayout(self) -> None:
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._ring is not None:
            self._ring.set_inner(self.input_rect())
        if self._refusal:
            self.updateGeometry()

    # pointer and keys

    def holds_focus(self) -> bool:
        """Whether the keyboard comes here as soon as the window is in front."""
        focus = self.window().focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _has_keyboard(self) -> bool:
        return self.hasFocus()

    def _may_edit(self) -> bool:
        return not self._read_only and self.isEnabled()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        inside = self.input_rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self._may_edit():
            self.begin_edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.display(self._value))
        elif event.key() in keys and self._may_edit():
            self.begin_edit()
        elif event.key() == Qt.Key.Key_Escape and self._refusal:
            self.forget_edit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()

    def _show_ring(self) -> None:
        """Blue while it has the keyboard or is edited, red while it is refused, else none."""
        wanted = "bad_mark" if self._refusal else "accent" if self._editing or self._has_keyboard() else ""
        if not wanted:
            if self._ring is not None:
                self._ring.remove()
                self._ring = None
            return
        if self._ring is None:
            self._ring = FocusRing(self, self.radius, wanted, "card")
        self._ring.set_token(wanted)
        self._ring.set_inner(self.input_rect())

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        rect = self.input_rect()
        open_ = self._editing or bool(self._refusal)
        hovered = self.underMouse() and self._may_edit() and not open_
        if open_ or (self.hasFocus() and self._may_edit()):
            paint_box(painter, rect, self.radius, "card", "strong_line" if self.boxed and not open_ else None)
        elif self.boxed and not self._read_only:
            line = "mark_line" if hovered else "strong_line"
            paint_box(painter, rect, self.radius, "card", line if self.isEnabled() else "line")
        elif hovered:
            paint_box(painter, rect, self.radius, "hover")
        if self._refusal:
            self._paint_message(painter, rect)
        self.paint_content(painter, rect, hovered=hovered)

    def paint_content(self, painter: QPainter, rect: QRect, *, hovered: bool) -> None:
        """Paint value, hint and the sign at the right; the input covers them while it stands."""
        inner = rect.adjusted(PAD if not self.boxed else PAD + 2, 0, -PAD, 0)
        sign = self._sign(hovered=hovered)
        if sign:
            place = QRect(inner.right() - _SIGN + 1, inner.top(), _SIGN, inner.height())
            icons.paint(painter, place, sign[0], sign[1], _SIGN)
            inner.setRight(place.left() - 6)
        if not self._editing:
            self.paint_value(painter, inner)

    def _sign(self, *, hovered: bool) -> tuple[str, str] | None:
        if self._refusal:
            return "warning-circle", "bad"
        if hovered or (self.hasFocus() and self._may_edit()):
            return self.sign, "text3"
        return None

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        """Paint the value and its hint on one line in `rect`."""
        shown = self.display(self._value)
        if not self.isEnabled():
            token = "disabled"
        else:
            token = ("text2" if self._read_only else self._tone) if shown else "text3"
        if self.figure:
            paint_text(painter, rect, shown or self.placeholder, token, align=RIGHT)
            return
        left = rect.left() + paint_text(painter, rect, shown or self.placeholder, token)
        hint = self.hint()
        room = rect.right() - left - 6
        wide = room > theme.px(64) and self.hint_may_be_cut()
        if hint and (wide or text_width(hint) <= room):  # 'in 1…' is worse than nothing
            paint_text(painter, QRect(left + 7, rect.top(), room, rect.height()), hint, "text3")

    def _paint_message(self, painter: QPainter, rect: QRect) -> None:
        painter.setFont(theme.font(theme.SECOND))
        painter.setPen(theme.colour("bad"))
        place = QRect(PAD, rect.bottom() + 1 + _MESSAGE_GAP, self.width() - PAD, self.height())
        painter.drawText(place, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), self._refusal)


AnyField = Field[Any]
