"""A dialog that is a form: boxed fields below each other, filled from the keyboard alone.

Enter anywhere submits what is typed, Ctrl+Enter submits and stays where a form offers that, Esc leaves a field as it was and
closes the form when nothing is typed. What a field or a service refuses is said at the field, and the form stays.
"""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QWidget

from app.base import UserError
from app.views.parts.dialog import BatonDialog
from app.views.parts.field import Field
from app.views.parts.fields import FormRow
from app.views.parts.line_field import LineField, LineInput
from app.views.parts.notice import Notice

F = TypeVar("F", bound=Field[Any])
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _go_to(field: Field[Any]) -> None:
    """The keyboard goes to a field; a list would open over the sentence that is said below it."""
    if isinstance(field, LineField):
        field.begin_edit()
    else:
        field.setFocus(Qt.FocusReason.OtherFocusReason)


class FormDialog(BatonDialog):
    """Subclasses add their rows and buttons, and say in `submit` what Enter does."""

    def __init__(self, parent: QWidget, title: str, text: str = "", *, width: int = 480) -> None:
        super().__init__(parent, title, text, width=width)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields: list[Field[Any]] = []
        self._refusal: Notice | None = None
        self._refused: Field[Any] | None = (
            None  # by what was submitted, which may be right now that another field changed
        )

    def add_field(self, name: str, field: F, *, beside: QWidget | None = None) -> F:
        """A row with its name at the left; `beside` stands at its right."""
        row = FormRow(name, field, name_width=112)
        layout = row.layout()
        if beside is not None and isinstance(layout, QHBoxLayout):
            layout.addSpacing(8)
            layout.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)  # in line with it when it is refused
            if isinstance(beside, Field):
                self.fields.append(beside)
        self.fields.insert(len(self.fields) - (1 if isinstance(beside, Field) else 0), field)
        self.body.addWidget(row)
        if self.isVisible():
            row.show()  # now: Qt shows what comes late a turn later, and its height would not count
        field.accepted.connect(self._withdraw)
        if isinstance(beside, Field):
            beside.accepted.connect(self._withdraw)
        return field

    def _withdraw(self) -> None:
        """What was refused is another matter now; the room of its words stays, so that no button moves away from the hand."""
        if self._refusal is not None:
            self._refusal.hide()

    def drop_field(self, field: Field[Any]) -> None:
        """Take a row away again."""
        self.fields.remove(field)
        row = field.parentWidget()
        assert row is not None
        self.body.removeWidget(row)
        row.hide()
        row.deleteLater()

    def submit(self, *, again: bool = False) -> None:
        """What the main button does; `again`: Ctrl+Enter."""
        raise NotImplementedError

    def take_typed(self) -> bool:
        """Take what still stands in an input; False, and the keyboard goes there, when a field refuses it."""
        if self._refused is not None:
            self._refused.clear_refusal()
            self._refused = None
        if self._refusal is not None:
            self._refusal.hide()
        for field in self.fields:
            taken = field.finish() if isinstance(field, LineField) and field.is_editing() else True
            if not taken or field.refusal():
                _go_to(field)
                self.fit_height()
                return False
        return True

    def refuse(self, problem: UserError, field: Field[Any] | None = None) -> None:
        """Say what was refused: at the field, or above the buttons."""
        if field is not None:
            self._refused = field
            field.refuse(str(problem))
            _go_to(field)
        else:
            if self._refusal is None:
                self._refusal = Notice("bad", "")
                self.body.addWidget(self._refusal)
            self._refusal.say("bad", str(problem))
            self._refusal.show()
        self.fit_height()

    def fit_height(self) -> None:
        """As high as it needs to be now; never narrower, so that nothing moves sideways under the hand."""
        self.setMinimumWidth(max(self.minimumWidth(), self.width()))
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # the rows within, which have new words, first
        self.adjustSize()
        layout = self.layout()
        if layout is not None:
            # adjustSize() ends at two thirds of the screen; what is said below a field is measured when its row was laid out anew
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def open(self) -> None:
        super().open()
        if self.fields:
            self.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # Enter and Esc from within inputs, which keep them for themselves elsewhere

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()  # asked once: every event of the program passes here while the dialog is open
        if kind == QEvent.Type.FocusIn and isinstance(watched, LineInput):
            field = self._field_of(watched)
            if field is not None:  # inputs come late, and Qt puts what comes late at the end of the Tab order
                QWidget.setTabOrder(field, watched)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            field = self._field_of(watched)
            if field is not None and not isinstance(watched, QPlainTextEdit):
                if event.key() in _ENTER:
                    self.submit(again=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
                    return True
                if event.key() == Qt.Key.Key_Escape and not _is_typed(field):
                    self.reject()
                    return True
        return super().eventFilter(watched, event)

    def _field_of(self, widget: QWidget) -> Field[Any] | None:
        return next((each for each in self.fields if each is widget or each.isAncestorOf(widget)), None)


def _is_typed(field: Field[Any]) -> bool:
    """Whether an input stands there with other words than it began with."""
    if field.refusal():
        return True
    if not isinstance(field, LineField):
        return False
    line = field.line_input()
    return line is not None and line.text() != field.edit_text(field.value())
