"""What a date or a length that is being typed would do to what follows, said below its field before it is committed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from app.base import UserError
from app.services import task_preview
from app.views import theme
from app.views.parts.field import PAD
from app.views.parts.label import Label
from app.views.parts.line_field import LineField
from app.views.parts.task_bounds import Said, preview_words

if TYPE_CHECKING:
    from app.models.store import Store

_PAUSE: Final = 150  # ms after the last letter


class Caption(Label):
    """A sentence below a field, in line with its value."""

    def __init__(self, above: int = 0) -> None:
        super().__init__("", "text3", theme.SECOND, wrap=True)
        self.setContentsMargins(theme.px(theme.FIELD_NAME), theme.px(above), PAD, theme.px(4))
        self.hide()

    def say(self, said: Said) -> None:
        """Say it, or nothing."""
        self.setText(said.words)
        self.set_token(said.tone)
        self.setVisible(bool(said.words))


class TypedPreview:
    """See the top of this module. `task()` is the task that is shown; the sentence stands in `column`, below the field's row."""

    def __init__(self, store: Store, column: QVBoxLayout, task: Callable[[], int | None]) -> None:
        self._store, self._column, self._task = store, column, task
        self.caption = Caption(above=6)  # clear of the ring around the field
        self._asked: tuple[LineField[Any], str, str] | None = None
        self._pause = QTimer(self.caption)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)

    def listen(self, field: LineField[Any], column: str) -> None:
        """Tell what is typed into `field` would do as the task's `column`."""
        field.typed.connect(partial(self._on_typed, field, column))

    def _on_typed(self, field: LineField[Any], column: str, text: str) -> None:
        self._asked = (field, column, text) if text else None
        if text:
            self._pause.start()
        else:
            self._pause.stop()
            self.caption.say(Said(""))

    def look(self) -> None:
        """Say what was typed last would do; nothing where it is no value, or the present one."""
        task = self._task()
        if self._asked is None or task is None:
            return
        field, column, text = self._asked
        said = Said("")
        try:
            value = field.parse(text)
            told = task_preview.change(self._store, task, column, value) if value != field.value() else None
            said = preview_words(told) if told is not None else said
        except UserError:
            pass  # what is wrong is said when it is committed, not while it is half typed
        self._place(field)
        self.caption.say(said)

    def _place(self, field: LineField[Any]) -> None:
        row = field.parentWidget()
        if row is not None:
            self._column.removeWidget(self.caption)
            self._column.insertWidget(self._column.indexOf(row) + 1, self.caption)
