"""The tags of a record: chips with a cross, and a list to add more by typing.

field = TagsField(store, "deal")
field.show_record(id)      read its tags; None shows none
A letter, Enter or a click opens the list; typing a new word makes a tag. Left and Right walk the chips, Delete takes one off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import tags
from app.services.tags import Tag
from app.views import theme
from app.views.parts import icons
from app.views.parts.field import PAD, Field
from app.views.parts.paint import paint_box, paint_dot, paint_text, text_width
from app.views.parts.picker import Option, Picker, matches

if TYPE_CHECKING:
    from app.models.store import Store

_CHIP: Final = 22
_GAP: Final = 4
_EDGE: Final = 8
_DOT: Final = 8
_CROSS: Final = 12


def label_token(colour: int) -> str:
    """The theme's token of a tag's colour, 1 to 6."""
    return f"labels.{colour - 1}"


def tag_options(store: Store, without: frozenset[int] = frozenset()) -> list[Option]:
    """Every tag for a list to choose from, with how many records carry it."""
    carried = tags.counts(store)
    return [
        Option(tag.id, tag.name, f"{carried[tag.id]:,}" if carried[tag.id] else "", dot=label_token(tag.colour))
        for tag in tags.everything(store)
        if tag.id not in without
    ]


class TagsField(Field[tuple[Tag, ...]]):
    """See the top of this module."""

    sign = "plus"
    changed = Signal()

    def __init__(self, store: Store, kind: str, *, boxed: bool = False, parent: QWidget | None = None) -> None:
        self._store, self._kind = store, kind
        self._record: int | None = None
        self._at: int | None = None
        self._picker: Picker | None = None
        super().__init__("Tags", boxed=boxed, placeholder="Add tags", parent=parent)
        self._value = ()
        self.setMouseTracking(True)
        self._tell()

    # What is shown

    def show_record(self, record_id: int | None) -> None:
        """Show the tags of a record; another than before drops what was refused."""
        if record_id != self._record:
            self.forget_edit()
            self._at = None
        self._record = record_id
        self.reload()

    def reload(self) -> None:
        """Read the tags again."""
        found = () if self._record is None else tags.of(self._store, self._kind, [self._record])[self._record]
        if self._at is not None:
            self._at = min(self._at, len(found) - 1) if found else None
        self.set_value(found)
        self._relayout()

    def display(self, value: tuple[Tag, ...] | None) -> str:
        return ", ".join(tag.name for tag in value or ())

    def picker(self) -> Picker | None:
        """The list while it is open."""
        return self._picker

    # What is done

    def begin_edit(self) -> None:
        self.open_list()

    def open_list(self, typed: str = "") -> None:
        """Open the list of tags that are not on the record, perhaps with the first letters typed."""
        if not self._may_edit() or self._picker is not None or self._record is None:
            return
        known = tag_options(self._store, frozenset(tag.id for tag in self._value or ()))
        self._picker = Picker(
            self,
            lambda words: matches(known, words),
            lambda option: self.add(option.text),
            head="" if known else "Type a word and press Enter: it becomes a tag",
            add_new=self.add,
            closed=self._on_closed,
            width=max(theme.px(220), min(self.width(), theme.px(280))),
        )
        self._picker.search_line().setPlaceholderText("Find or make a tag")
        self._picker.search_line().setText(typed)
        self._picker.open_at(self, self.input_rect())
        self._show_ring()

    def add(self, typed: str) -> None:
        """Put what is typed on the record: one tag, or several with commas between."""
        record = self._record
        if record is None:
            return
        try:
            with self._store.write("Add tag"):
                for name in tags.split(typed) or [typed]:
                    tags.put(self._store, self._kind, [record], name)
        except UserError as problem:
            self.refuse(str(problem))
            return
        self._done()

    def take(self, tag: Tag) -> None:
        """Take a tag off the record."""
        if self._record is not None and self._may_edit():
            tags.take(self._store, self._kind, [self._record], tag.id)
            self._done()

    def _done(self) -> None:
        self.clear_refusal()
        self.reload()
        self.changed.emit()

    def _on_closed(self) -> None:
        self._picker = None
        self._show_ring()

    def _has_keyboard(self) -> bool:
        return self.hasFocus() or self._picker is not None

    # Pointer and keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed, key, count = event.text(), event.key(), len(self._value or ())
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        alt_down = key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and count:
            step = -1 if key == Qt.Key.Key_Left else 1
            before = count if self._at is None and step < 0 else -1 if self._at is None else self._at
            self._choose(max(0, min(count - 1, before + step)))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and count:
            if self._at is None:
                self._choose(count - 1)
            else:
                self.take((self._value or ())[self._at])
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self._choose(None)
        elif alt_down or key == Qt.Key.Key_F4:
            self.open_list()
        elif typed.isprintable() and typed.strip() and not held:
            self.open_list(typed)
        else:
            super().keyPressEvent(event)

    def _choose(self, at: int | None) -> None:
        self._at = at
        chosen = "" if at is None else (self._value or ())[at].name
        self.setAccessibleDescription(f"{chosen}, Delete takes it off" if chosen else "")
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self._may_edit():
            for place, tag in zip(self.places(self.width()), self._value or (), strict=True):
                if self.cross_of(place).contains(where):
                    self.take(tag)
                    return
        super().mouseReleaseEvent(event)

    # Where it is painted

    def sizeHint(self) -> QSize:
        """Narrow, or a row would take the height for a width that it does not get."""
        width = max(self.width(), theme.px(120))
        return QSize(theme.px(120), self.heightForWidth(width))

    def row_height(self, width: int) -> int:
        rows = self.places(max(width, 1))
        high = super().row_height(width)
        return max(high, rows[-1].bottom() + 1 + (high - theme.px(_CHIP)) // 2) if rows else high

    def places(self, width: int) -> list[QRect]:
        """Where the chips stand, line after line."""
        left = PAD + 2 if self.boxed else PAD - 2
        high, top = theme.px(_CHIP), (theme.px(theme.CONTROL if self.boxed else theme.FIELD_ROW) - theme.px(_CHIP)) // 2
        room = max(width - 4, left + theme.px(72))
        found: list[QRect] = []
        at = left
        for tag in self._value or ():
            wide = 2 * _EDGE + _DOT + 6 + text_width(tag.name, theme.SECOND) + 5 + _CROSS - 2
            wide = min(wide, room - left)
            if at > left and at + wide > room:
                at, top = left, top + high + _GAP
            found.append(QRect(at, top, wide, high))
            at += wide + _GAP
        return found

    def cross_of(self, place: QRect) -> QRect:
        """Where a click takes the tag off."""
        return QRect(place.right() - _EDGE - _CROSS + 1, place.top(), _CROSS + _EDGE, place.height())

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        if not self._value:
            if not self._read_only:
                first = QRect(rect.left(), 0, rect.width(), super().row_height(self.width()))
                paint_text(painter, first, self.placeholder, "text3")
            return
        pointer = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else QPoint(-1, -1)
        for at, (place, tag) in enumerate(zip(self.places(self.width()), self._value, strict=True)):
            self._paint_chip(painter, place, tag, chosen=at == self._at and self.hasFocus(), pointer=pointer)

    def _paint_chip(self, painter: QPainter, place: QRect, tag: Tag, *, chosen: bool, pointer: QPoint) -> None:
        paint_box(
            painter, place, place.height() / 2, "accent_soft" if chosen else "card", "accent_line" if chosen else "line"
        )
        middle = QPoint(place.left() + _EDGE + _DOT // 2, place.center().y() + 1)
        paint_dot(painter, middle, label_token(tag.colour))
        cross = self.cross_of(place)
        left = place.left() + _EDGE + _DOT + 6
        words = QRect(left, place.top(), cross.left() - left - 3, place.height())
        paint_text(painter, words, tag.name, "accent_text" if chosen else "text", theme.SECOND)
        if not self._read_only:
            over = cross.contains(pointer)
            sign = QRect(cross.left(), cross.top(), _CROSS, cross.height())
            icons.paint(painter, sign, "x", "text" if over else "text3", _CROSS)

    def paint_content(self, painter: QPainter, rect: QRect, *, hovered: bool) -> None:
        """The sign stands in the first line, however many there are."""
        first = QRect(rect.left(), rect.top(), rect.width(), super().row_height(self.width()))
        sign = self._sign(hovered=hovered)
        place = QRect(first.right() - PAD - 13, first.top(), 14, first.height())
        if sign and not any(chip.intersects(place) for chip in self.places(self.width())):
            icons.paint(painter, place, sign[0], sign[1], 14)
        self.paint_value(painter, rect.adjusted(PAD + 2 if self.boxed else PAD, 0, -PAD, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.update()
