"""Fields whose value is one of a list: a stage, a client, a person."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.field import Field
from app.views.parts.paint import RIGHT, paint_text, text_width
from app.views.parts.picker import Finder, Option, Picker, as_options, paint_sign

Plain = Option | tuple[Hashable, str] | tuple[Hashable, str, str]


class ChoiceField(Field[Any]):
    """The key of one option, or None. Enter, Space, Alt+Down, a click or typing open the list.

    `options`: `Option`s or (key, text, secondary), or for long lists a function that finds them by what is
    typed; then set the words of the value with `set_choice`. `add_new(typed)` adds a record and returns its
    key. `empty` names a first line that stands for None.
    """

    sign = "caret-down"

    def __init__(
        self,
        name: str,
        options: Sequence[Plain] | Finder = (),
        on_commit: Callable[[Any], object] | None = None,
        *,
        add_new: Callable[[str], Hashable] | None = None,
        empty: str = "",
        head: str = "",
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._options: Sequence[Option] | Finder = ()
        self._shown: Option | None = None
        self._add_new = add_new
        self._empty = empty
        self._head = head
        self._picker: Picker | None = None
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder or empty, parent=parent)
        self.set_options(options)

    def set_options(self, options: Sequence[Plain] | Finder) -> None:
        """Another list, or another function that finds options."""
        self._options = options if callable(options) else as_options(options)
        self._tell()

    def set_choice(self, option: Plain | None, hint: str = "") -> None:
        """The value with its words, for options that are found by typing."""
        self._shown = as_options([option])[0] if option is not None else None
        self.set_value(self._shown.key if self._shown else None, hint)

    def choice(self, key: Hashable) -> Option | None:
        """The option of this key, where it is known."""
        if self._shown is not None and self._shown.key == key:
            return self._shown
        if callable(self._options):
            return None
        return next((option for option in self._options if option.key == key), None)

    def display(self, value: Any) -> str:
        option = self.choice(value) if value is not None else None
        return option.text if option else "" if value is None else str(value)

    def picker(self) -> Picker | None:
        """The list while it is open."""
        return self._picker

    def begin_edit(self) -> None:
        self.open_list()

    def open_list(self, typed: str = "") -> None:
        """Open the list, perhaps with the first letters typed."""
        if not self._may_edit() or self._picker is not None:
            return
        self._picker = Picker(
            self,
            self._findable(),
            self._on_chosen,
            current=self._value,
            head=self._head,
            add_new=self._on_new if self._add_new is not None else None,
            closed=self._on_closed,
            nearly=self.nearly(),
            width=max(theme.px(240), self.input_rect().width()),
        )
        self._picker.search_line().setText(typed)
        self._picker.open_at(self, self.input_rect())
        self._show_ring()

    def nearly(self) -> Finder | None:
        """How to find what somebody may mean about to add a name; None: among the options."""
        return None

    def _findable(self) -> Sequence[Option] | Finder:
        if not self._empty:
            return self._options
        none = Option(None, self._empty)
        if not callable(self._options):
            return [none, *self._options]
        find = self._options
        return lambda typed: [*([] if typed.strip() else [none]), *find(typed)]

    def _on_chosen(self, option: Option) -> None:
        before = self._shown
        if callable(self._options) and option.key is not None:
            self._shown = option
        if not self.try_commit(option.key):
            self._shown = before

    def _on_new(self, typed: str) -> None:
        assert self._add_new is not None
        try:
            key = self._add_new(typed)
        except UserError as error:
            self.refuse(self._with_kept(str(error)))
            return
        self._shown = Option(key, typed)
        self.try_commit(key)

    def _on_closed(self) -> None:
        self._picker = None
        self._show_ring()

    def _has_keyboard(self) -> bool:
        return self.hasFocus() or self._picker is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if down or event.key() == Qt.Key.Key_F4:
            self.open_list()
        elif typed.isprintable() and typed.strip() and not held:
            self.open_list(typed)
        else:
            super().keyPressEvent(event)

    def _sign(self, *, hovered: bool) -> tuple[str, str] | None:
        found = super()._sign(hovered=hovered)
        if found is None and self.boxed and not self._read_only:
            return self.sign, "text3"
        return found

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        option = self.choice(self._value) if self._value is not None else None
        if option is not None:
            rect = rect.adjusted(paint_sign(painter, rect, option), 0, 0, 0)
        if not self.boxed:
            super().paint_value(painter, rect)
            return
        hint = self.hint()
        shown = self.display(self._value)
        if hint:
            width = min(text_width(hint, theme.SECOND), rect.width() // 2)
            place = QRect(rect.right() - width, rect.top(), width + 1, rect.height())
            paint_text(painter, place, hint, "text3", theme.SECOND, align=RIGHT)
            rect = rect.adjusted(0, 0, -width - 8, 0)
        token = (self._tone if shown else "text3") if self.isEnabled() else "disabled"
        paint_text(painter, rect, shown or self.placeholder, token)


class PersonField(ChoiceField):
    """A person, the avatar before the name. `people`: (id, name, secondary) or `Option`s with free hours.

    `me` is the id whose avatar stands on the accent's soft tone.
    """

    def __init__(
        self,
        name: str,
        people: Sequence[Plain] = (),
        on_commit: Callable[[Any], object] | None = None,
        *,
        me: Hashable = None,
        empty: str = "Nobody",
        head: str = "",
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._me = me
        super().__init__(
            name,
            people,
            on_commit,
            empty=empty,
            head=head,
            boxed=boxed,
            placeholder=placeholder,
            parent=parent,
        )

    def set_options(self, options: Sequence[Plain] | Finder) -> None:
        if callable(options):
            super().set_options(options)
            return
        people = [o._replace(person=True, mine=o.mine or o.key == self._me) for o in as_options(options)]
        super().set_options(people)
