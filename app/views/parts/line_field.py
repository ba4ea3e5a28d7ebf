"""Fields one types into: Enter or leaving commits, Esc brings the old value back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.field import PAD, Field

T = TypeVar("T")

_LEAVING_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
_STAYING = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}


class LineInput(QLineEdit):
    """The input: hands Enter, Esc, other keys and the loss of focus to its field."""

    def __init__(self, field: LineField[T], on_leave: Callable[[Qt.FocusReason], None]) -> None:
        super().__init__(field)
        self._field = field
        self._on_leave = on_leave
        self.setProperty("frameless", True)
        self.setFrame(False)

    def event(self, event: QEvent) -> bool:
        overriding = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overriding and event.key() in _LEAVING_KEYS:  # type: ignore[attr-defined]
            event.accept()  # or Esc and Enter would reach the page's own shortcuts
            return True
        if overriding and event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():  # type: ignore[attr-defined]
            return False  # nothing typed to take back: then Ctrl+Z means the last action
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._field.finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._field.cancel()
        elif not self._field.input_key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_leave(event.reason())


class LineField(Field[T]):
    """A field with a line to type in. Subclasses say how a value is written there and read back."""

    typed = Signal(str)
    """What stands in the input, with every key."""

    def __init__(
        self,
        name: str,
        on_commit: Callable[[T], object] | None = None,
        *,
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder, parent=parent)
        self._input: LineInput | None = None
        self._begun_with = ""
        self._refused_text: str | None = None
        self._resting = False

    def edit_text(self, value: T | None) -> str:
        """How a value is written in the input."""
        return self.display(value)

    def parse(self, text: str) -> T:
        """The value that `text` means. Raises UserError when it means none."""
        raise NotImplementedError

    def input_key(self, event: QKeyEvent) -> bool:  # noqa: ARG002
        """A key pressed in the input; True when it has been dealt with."""
        return False

    def line_input(self) -> QLineEdit | None:
        """The input while it stands."""
        return self._input if self._editing else None

    def begin_edit(self) -> None:
        self.begin_with(None)

    def begin_with(self, typed: str | None) -> None:
        """Open the input with the value chosen, or with `typed` in its place."""
        if not self._may_edit():
            return
        if self._input is None:
            self._input = LineInput(self, self._on_leave)
            self._input.textEdited.connect(self.typed)
            # made late, it would stand at the end of the window's order, and Tab would leave the inspector
            QWidget.setTabOrder(self, self._input)
        line = self._input
        if not self._editing:
            self._begun_with = self.edit_text(self._value)
            line.setFont(theme.font(theme.TEXT))
            line.setText(self._begun_with if typed is None else typed)
            line.setPlaceholderText(self.placeholder)
            line.setAccessibleName(self.name)
            line.setAccessibleDescription(self._refusal)
            self._editing, self._seen = True, self._value
            # else Shift+Tab would lead from the input to its own field
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._place_input()
            line.show()
            if typed is None:
                line.selectAll()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_ring()
        self._on_edit_shown(True)
        self.update()

    def _on_edit_shown(self, shown: bool) -> None:
        """The input has appeared or gone; a field with a button in it shows or hides it."""

    def finish(self) -> bool:
        """Commit what is typed and put the input away; when it is refused, False, and the input stays."""
        if not self.commit_typed():
            return False
        self._close(keep_focus=True)
        return True

    def commit_typed(self) -> bool:
        """Commit what is typed; False when it is refused."""
        line = self._input
        if line is None or not self._editing:
            return True
        text = line.text()
        if text == self._refused_text and self._refusal:
            return False
        if text == self._begun_with and not self._refusal:
            return True
        try:
            value = self.parse(text)
        except UserError as error:
            self.refuse(self._with_kept(str(error)))
            self._refused_text = text
            return False
        if not self.try_commit(value):
            self._refused_text = None if self._overtaken else text
            return False
        self._refused_text = None
        self._begun_with = text
        return True

    def _follow_value(self) -> None:
        if self._input is None or self._input.text() != self._begun_with:
            return
        self._seen, self._begun_with = self._value, self.edit_text(self._value)
        if self._input.text() != self._begun_with:
            self._input.setText(self._begun_with)
            self._input.selectAll()

    def unwritten(self) -> str:
        typed = self._input.text() if self._input is not None and self._editing else self._begun_with
        return typed.strip() if typed != self._begun_with else ""

    def cancel(self) -> None:
        """Drop what is typed; the old value is shown again."""
        self.clear_refusal()
        self._close(keep_focus=True)

    def forget_edit(self) -> None:
        super().forget_edit()
        self._close(keep_focus=False)

    def _close(self, *, keep_focus: bool) -> None:
        if not self._editing or self._input is None:
            return
        self._editing = False
        self._refused_text = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if keep_focus and self._input.hasFocus():
            self._resting = True
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._resting = False
        self._input.hide()
        self._on_edit_shown(False)
        self._show_ring()
        self._tell()

    def _on_leave(self, reason: Qt.FocusReason) -> None:
        if not self._editing or reason in _STAYING or self._overtaken:  # leaving is no answer to a question
            return
        accepted = self.commit_typed()
        if accepted and reason != Qt.FocusReason.ActiveWindowFocusReason:
            self._close(keep_focus=False)
        self._show_ring()

    def _has_keyboard(self) -> bool:
        return self.hasFocus() or (self._input is not None and self._editing and self._input.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_user = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if by_user and not self._resting and self._may_edit():
            self.begin_edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        if typed.isprintable() and typed.strip() and plain and self._may_edit():
            self.begin_with(typed)
        else:
            super().keyPressEvent(event)

    def edit_width(self) -> int | None:
        """How wide the input is, in px; None takes the whole field."""
        return None

    def input_rect(self) -> QRect:
        whole = super().input_rect()
        width = self.edit_width()
        if width is not None and (self._editing or self._refusal or self.boxed):
            whole.setWidth(min(width, whole.width()))
        return whole

    def end_room(self) -> int:
        """Room kept free at the right of the input, in px."""
        return 22 if self._refusal else 0

    def _place_input(self) -> None:
        if self._input is not None and self._editing:
            pad = PAD + 2 if self.boxed else PAD
            self._input.setGeometry(self.input_rect().adjusted(pad - 2, 2, -6 - self.end_room(), -2))

    def _relayout(self) -> None:
        super()._relayout()
        self._place_input()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_input()
