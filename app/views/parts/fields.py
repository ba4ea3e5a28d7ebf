"""Fields for words, notes, hours and percentages, and the row that gives a field its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.field import PAD, Field
from app.views.parts.line_field import LineField
from app.views.parts.paint import paint_text, text_width

MOST_HOURS = 10_000


class TextField(LineField[str]):
    """One line of words, trimmed. `required` refuses an empty one."""

    def __init__(
        self,
        name: str,
        on_commit: Callable[[str], object] | None = None,
        *,
        required: bool = False,
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder, parent=parent)
        self._value = ""
        self._required = required

    def parse(self, text: str) -> str:
        words = text.strip()
        if self._required and not words:
            raise UserError(f"{self.name} cannot be empty")
        return words


class PercentField(LineField[int | None]):
    """A whole percentage, 0 to 100; None follows `automatic`, which `set_automatic` gives with its reason."""

    def __init__(
        self,
        name: str,
        on_commit: Callable[[int | None], object] | None = None,
        *,
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._automatic: int | None = None
        self._reason = ""
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder, parent=parent)
        self.back = LinkButton("back to automatic", parent=self)
        self.back.clicked.connect(lambda: self.try_commit(None))
        self.back.hide()

    def set_automatic(self, percent: int | None, reason: str = "from the stage") -> None:
        """What holds while the user gives no percentage of their own, and where it comes from."""
        self._automatic, self._reason = percent, reason
        self._tell()

    def display(self, value: int | None) -> str:
        shown = self._automatic if value is None else value
        return "" if shown is None else f"{shown}%"

    def hint(self) -> str:
        follows = self._value is None and self._automatic is not None
        return self._hint or (self._reason if follows else "")

    def parse(self, text: str) -> int | None:
        digits = text.strip().rstrip("%").strip()
        if not digits and self._automatic is not None:
            return None
        if not re.fullmatch(r"\d{1,3}", digits) or int(digits) > 100:
            raise UserError("A percentage is a whole number from 0 to 100")
        percent = int(digits)
        return None if self._value is None and percent == self._automatic else percent

    def _tell(self) -> None:
        super()._tell()
        if hasattr(self, "back"):
            self._place_back()

    def _place_back(self) -> None:
        offered = self._value is not None and self._automatic is not None and not self._editing
        self.back.setVisible(offered and self._may_edit() and not self._refusal)
        left = (PAD + 2 if self.boxed else PAD) + text_width(self.display(self._value)) + 8
        hint = text_width(self._hint) + 8 if self._hint else 0
        size = self.back.sizeHint()
        self.back.setGeometry(left + hint, (self.row_height(0) - size.height()) // 2, size.width(), size.height())
        self.back.setToolTip(f"{self._automatic}% {self._reason}")

    def _on_edit_shown(self, shown: bool) -> None:  # noqa: ARG002
        self._place_back()

    def set_read_only(self, reason: str | None) -> None:
        super().set_read_only(reason)
        self._place_back()


def hours_text(minutes: int) -> str:
    """Minutes as hours: 2400 gives '40 h', 90 gives '1 h 30', 45 gives '45 min', 90000 gives '1,500 h'."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if rest and not whole:
        return f"{sign}{rest} min"
    return f"{sign}{whole:,} h {rest:02d}" if rest else f"{sign}{whole:,} h"


#: Hours as Baton writes them: there a comma parts the thousands, while '1,5' is typed for one and a half.
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?: h| h \d\d|:\d\d)")


def parse_hours(text: str) -> int:
    """Minutes for '1.5', '1,5h', '90m', '1:30', '1h 30' or '1,500 h'. Raises UserError for anything else."""
    said = text.strip().casefold()
    said = said.replace(",", "" if _THOUSANDS.fullmatch(said) else ".").replace("hours", "h").replace("minutes", "m")
    said = said.replace("min", "m").replace(" ", "")
    clock = re.fullmatch(r"(\d+):([0-5]\d)", said) or re.fullmatch(r"(\d+)h([0-5]?\d)m?", said)
    hours = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)h?", said)
    alone = re.fullmatch(r"(\d+)m", said)
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif hours:
        minutes = round(float(hours[1]) * 60)
    elif alone:
        minutes = int(alone[1])
    else:
        raise UserError("Not hours: write 1.5, 90m or 1:30")
    if minutes > MOST_HOURS * 60:
        raise UserError(f"More than {MOST_HOURS:,} hours")
    return minutes


class HoursField(LineField[int | None]):
    """Working time in minutes, shown as hours; empty is None."""

    def display(self, value: int | None) -> str:
        return "" if value is None else hours_text(value)

    def parse(self, text: str) -> int | None:
        return parse_hours(text) if text.strip() else None


class _Paper(QPlainTextEdit):
    """The input of notes."""

    def __init__(self, field: NotesField) -> None:
        super().__init__(field)
        self._field = field
        self.setProperty("frameless", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: field.grow())

    def event(self, event: QEvent) -> bool:
        leaving = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        overriding = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if overriding and event.key() in leaving:  # type: ignore[attr-defined]
            event.accept()
            return True
        undoes = overriding and event.matches(QKeySequence.StandardKey.Undo)  # type: ignore[attr-defined]
        if undoes and not self.document().isUndoAvailable():
            return False  # nothing typed to take back: then Ctrl+Z means the last action
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held:
            self._field.finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._field.cancel()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._field.leave()


class NotesField(Field[str]):
    """Several lines of words; Ctrl+Enter or leaving commits. It grows, up to `most_lines`."""

    commit_keys = "Ctrl Enter"

    def __init__(
        self,
        name: str,
        on_commit: Callable[[str], object] | None = None,
        *,
        boxed: bool = False,
        placeholder: str = "",
        most_lines: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        self._paper: _Paper | None = None
        self._begun_with = ""
        self._most_lines = most_lines
        self._resting = False
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder, parent=parent)
        self._value = ""

    def text_input(self) -> QPlainTextEdit | None:
        """The input while it stands."""
        return self._paper if self._editing else None

    def begin_edit(self) -> None:
        if not self._may_edit():
            return
        if self._paper is None:
            self._paper = _Paper(self)
            QWidget.setTabOrder(self, self._paper)  # made late, it would stand at the end of the window
        if not self._editing:
            self._editing, self._seen = True, self._value
            self._paper.setFont(theme.font(theme.TEXT))
            self._paper.setPlainText(self._value or "")
            self._begun_with = self._paper.toPlainText()
            self._paper.setPlaceholderText(self.placeholder)
            self._paper.setAccessibleName(self.name)
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._paper.show()
            self._paper.moveCursor(self._paper.textCursor().MoveOperation.End)
        self._paper.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grow()

    def grow(self) -> None:
        """Take the height that the words need."""
        self._relayout()
        self._place()
        self._show_ring()

    def finish(self) -> bool:
        """Commit and put the input away; False when refused."""
        if self._paper is None or not self._editing:
            return True
        if not self.try_commit(self._paper.toPlainText().strip()):
            return False
        self._close(keep_focus=True)
        return True

    def cancel(self) -> None:
        """Drop what is typed."""
        self.clear_refusal()
        self._close(keep_focus=True)

    def _follow_value(self) -> None:
        if self._paper is not None and self._paper.toPlainText() == self._begun_with:
            self._seen = self._value
            self._paper.setPlainText(self._value or "")
            self._begun_with = self._paper.toPlainText()

    def unwritten(self) -> str:
        typed = self._paper.toPlainText() if self._paper is not None and self._editing else self._begun_with
        return typed.strip() if typed != self._begun_with else ""

    def leave(self) -> None:
        """The keyboard has gone elsewhere: commit, unless it was asked whose words hold."""
        if self._overtaken:
            return
        if self._paper is not None and self._editing and self.try_commit(self._paper.toPlainText().strip()):
            self._close(keep_focus=False)

    def forget_edit(self) -> None:
        super().forget_edit()
        self._close(keep_focus=False)

    def _close(self, *, keep_focus: bool) -> None:
        if self._paper is None or not self._editing:
            return
        self._editing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if keep_focus and self._paper.hasFocus():
            self._resting = True
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._resting = False
        self._paper.hide()
        self._show_ring()
        self._tell()

    def _has_keyboard(self) -> bool:
        return self.hasFocus() or (self._paper is not None and self._editing and self._paper.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.begin_edit()

    def row_height(self, width: int) -> int:
        least = super().row_height(width)
        line = theme.metrics(theme.TEXT).lineSpacing()
        words = self._value or self.placeholder
        if self._editing and self._paper is not None:
            words = self._paper.toPlainText() + ("\n" if not self._value else "")
        room = QRect(0, 0, max(40, width - 2 * PAD - 4), 100_000)
        needed = theme.metrics(theme.TEXT).boundingRect(room, int(Qt.TextFlag.TextWordWrap), words or " ").height()
        lines = max(3 if self._editing else 1, min(self._most_lines, -(-needed // line)))
        return max(least, lines * line + 2 * self._top())

    def _top(self) -> int:
        return (super().row_height(0) - theme.metrics(theme.TEXT).lineSpacing()) // 2

    def _place(self) -> None:
        if self._paper is not None:
            self._paper.setGeometry(self.input_rect().adjusted(PAD + (2 if self.boxed else 0), self._top(), -4, -4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        shown = self.display(self._value)
        painter.setFont(theme.font(theme.TEXT))
        token = "text2" if self._read_only else "text"
        painter.setPen(theme.colour(token if shown else "text3"))
        place = rect.adjusted(0, self._top(), 0, -4)
        if not self._refusal:
            place.setRight(self.input_rect().right() - PAD)
        painter.drawText(place, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), shown or self.placeholder)

    def _sign(self, *, hovered: bool) -> tuple[str, str] | None:  # noqa: ARG002
        return ("warning-circle", "bad") if self._refusal and not self._editing else None


class FormRow(QWidget):
    """A field with its name at the left, 104 px from the start of the name to the start of the value.

    In forms of boxed fields `name_width` may be larger; what is no field counts as boxed where `boxed` says so. A click on the name
    edits the field.
    """

    def __init__(
        self,
        name: str,
        field: QWidget,
        *,
        name_width: int = theme.FIELD_NAME,
        boxed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.name = name
        boxed = field.boxed if isinstance(field, Field) else boxed
        self._name_size = QSize(theme.px(name_width) - (0 if boxed else PAD), theme.px(theme.CONTROL if boxed else 28))
        row = QHBoxLayout(self)
        row.setContentsMargins(self._name_size.width(), 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        if text_width(name) > self._name_size.width():
            self.setToolTip(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(field.hasHeightForWidth())
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        hint, layout = super().sizeHint(), self.layout()
        # At the width it has: a sentence has more lines in a narrower one.
        if layout is not None and layout.hasHeightForWidth():
            hint.setHeight(self.heightForWidth(max(self.width(), hint.width())))
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_text(QPainter(self), self._name_rect(), self.name, "text3" if self.isEnabled() else "disabled")

    def _name_rect(self) -> QRect:
        return QRect(QPoint(0, 0), self._name_size)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        on_name = self._name_rect().contains(event.position().toPoint())
        if isinstance(self.field, Field) and not self.field.is_read_only() and on_name:
            self.field.begin_edit()
