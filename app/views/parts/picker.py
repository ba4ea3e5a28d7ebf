"""The picker: a list to choose from, with a line to type what one looks for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain import finding
from app.views import theme
from app.views.parts import icons
from app.views.parts.avatar import initials, paint_avatar
from app.views.parts.label import Label
from app.views.parts.marks import Tone
from app.views.parts.paint import RIGHT, paint_bar, paint_box, paint_text, text_width
from app.views.parts.popup import Popup

_SHOWN: Final = 9  # rows before the list scrolls
_ADD: Final = object()
_PAD: Final = 8
_WORDS: Final = {"warn": "warn", "bad": "bad", "good": "good", "info": "accent_text", "plain": "text3"}


class Option(NamedTuple):
    """One thing to choose. `person` paints an avatar, of the whole name where `text` is a short one; `share`, 0 to 1, a bar of
    what is taken."""

    key: Hashable
    text: str
    secondary: str = ""
    icon: str = ""
    person: bool = False
    mine: bool = False
    share: float | None = None
    tone: Tone = "plain"
    dot: str = ""
    whole_name: str = ""


Finder = Callable[[str], Sequence[Option]]


def as_options(options: Sequence[Option | tuple[Hashable, str] | tuple[Hashable, str, str]]) -> list[Option]:
    """Plain tuples (key, text) or (key, text, secondary) as options."""
    return [option if isinstance(option, Option) else Option(*option) for option in options]


def matches(options: Sequence[Option], typed: str) -> list[Option]:
    """The options that hold every typed word, the best first (see `domain/finding.py`), else in their order."""
    words = finding.words(typed)
    if not words:
        return list(options)
    ranked = [(finding.rank(words, f"{o.text} {o.secondary}"), place) for place, o in enumerate(options)]
    return [options[place] for _, place in sorted(row for row in ranked if row[0] is not None)]


class _Rows(QAbstractListModel):
    """The options in sight."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.options: list[Option] = []

    def show_options(self, options: list[Option]) -> None:
        self.beginResetModel()
        self.options = options
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: ARG002
        return len(self.options)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        option = self.options[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole and option.secondary:
            return f"{option.text}, {option.secondary}"
        return option.text


class _Delegate(QStyledItemDelegate):
    """Paints an option: sign, words, bar, second words at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(100, theme.px(theme.LIST_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, _Rows)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        paint_option(painter, rect, model.options[index.row()], chosen=chosen)
        painter.restore()


def paint_option(painter: QPainter, rect: QRect, option: Option, *, chosen: bool = False) -> None:
    """Paint one option in `rect`, on the accent's soft tone when it is the chosen one."""
    if chosen:
        paint_box(painter, rect, theme.RADIUS_FIELD, "accent_soft")
    left, right = rect.left() + _PAD, rect.right() - _PAD
    left += paint_sign(painter, QRect(left, rect.top(), 20, rect.height()), option)
    if option.secondary:
        size = theme.SECOND
        width = min(text_width(option.secondary, size), (right - left) // 2)
        if option.share is not None:  # so that the bars stand below each other
            width = max(width, theme.px(64))
        place = QRect(right - width, rect.top(), width + 1, rect.height())
        paint_text(painter, place, option.secondary, _WORDS[option.tone], size, align=RIGHT)
        right -= width + 12
    if option.share is not None:
        right -= 68
        token = "warn_mark" if option.tone == "warn" else "commit"
        paint_bar(painter, QRect(right, rect.center().y() - 1, 56, 4), option.share, token)
        right -= 12
    words = QRect(left, rect.top(), right - left, rect.height())
    if option.key is _ADD:
        paint_text(painter, words, option.text, "accent_text", weight=theme.MEDIUM)
    else:
        paint_text(painter, words, option.text)


def paint_sign(painter: QPainter, rect: QRect, option: Option) -> int:
    """Paint what stands before an option's words: avatar, icon or dot; returns the width it takes, in px."""
    middle = rect.center().y()
    if option.person:
        side = theme.px(theme.AVATAR)
        disc = QRect(rect.left(), middle - side // 2 + 1, side, side)
        paint_avatar(painter, disc, initials(option.whole_name or option.text), option.mine)
        return side + 8
    if option.icon:
        token = "accent_text" if option.key is _ADD else "text2"
        icons.paint(painter, QRect(rect.left(), rect.top(), 16, rect.height()), option.icon, token)
        return 24
    if option.dot:
        paint_box(painter, QRect(rect.left(), middle - 3, 8, 8), 4, option.dot)
        return 16
    return 0


class Picker(Popup):
    """Opens over a field; calls `chosen(option)` once, or nothing when one leaves.

    `options` is the whole list, or for long ones a function that finds options for what is typed.
    `add_new(typed)` offers 'Add ...' as the last row; where nothing is found, what is nearly that stands below it, as
    `nearly(typed)` says or among the options. `head` is a line above the list.
    """

    def __init__(
        self,
        parent: QWidget,
        options: Sequence[Option] | Finder,
        chosen: Callable[[Option], None],
        *,
        current: Hashable = None,
        head: str = "",
        add_new: Callable[[str], None] | None = None,
        closed: Callable[[], None] | None = None,
        nearly: Finder | None = None,
        width: int = 280,
    ) -> None:
        super().__init__(parent)
        self._near = nearly
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._options = options
        self._chosen = chosen
        self._add_new = add_new
        self._closed = closed
        self._width = width
        if head:
            line = Label(head, "text3", theme.SECOND)
            line.setContentsMargins(_PAD, 4, _PAD, 2)
            self.box.addWidget(line)
        self._search = self._make_search()
        self.box.addWidget(self._search)
        self._rows = _Rows(self)
        self._list = self._make_list()
        self.box.addWidget(self._list)
        self._empty = Label("Nothing found", "text3", theme.SECOND)
        self._empty.setContentsMargins(_PAD, 6, _PAD, 6)
        self.box.addWidget(self._empty)
        self._find("")
        self._choose_row(current)
        self._search.setFocus()

    def _make_search(self) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText("Type to find")
        line.setAccessibleName("Type to find")
        line.setProperty("search", True)
        line.textChanged.connect(self._find)
        line.installEventFilter(self)
        return line

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self._rows)
        view.setItemDelegate(_Delegate(view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setFrameShape(QListView.Shape.NoFrame)
        view.setAccessibleName("Choices")
        view.entered.connect(view.setCurrentIndex)
        view.clicked.connect(self._take)
        return view

    def search_line(self) -> QLineEdit:
        """The line one types in."""
        return self._search

    def options(self) -> list[Option]:
        """What is in sight now."""
        return list(self._rows.options)

    def look(self) -> None:
        """Look once more for what is typed: more is known now."""
        self._find(self._search.text())

    def _find(self, typed: str) -> None:
        found = list(self._options(typed) if callable(self._options) else matches(self._options, typed))
        new = typed.strip()
        if self._add_new is not None and new and all(o.text.casefold() != new.casefold() for o in found):
            near = self._nearly(new) if not found else []
            found += [Option(_ADD, f"Add “{new}”", icon="plus"), *near]
        self._rows.show_options(found)
        self._empty.setVisible(not found)
        self._list.setVisible(bool(found))
        if found:
            self._list.setCurrentIndex(self._rows.index(0))
        rows = min(len(found), _SHOWN)
        self._list.setFixedHeight(max(1, rows) * theme.px(theme.LIST_ROW))
        self._list.setMinimumWidth(self._width)
        if self.isVisible():
            self.adjustSize()

    def _nearly(self, new: str) -> list[Option]:
        """What somebody about to add `new` may mean, below the line that adds it: a letter wrong, another legal form."""
        if self._near is not None:
            return list(self._near(new))
        from app.domain.duplicates import nearly

        everything = list(self._options("") if callable(self._options) else self._options)
        at = nearly(new, [(place, option.text) for place, option in enumerate(everything) if option.key is not None])
        return [everything[place]._replace(secondary="nearly known") for place in at]

    def _choose_row(self, key: Hashable) -> None:
        for row, option in enumerate(self._rows.options):
            if option.key == key:
                self._list.setCurrentIndex(self._rows.index(row))
                self._list.scrollTo(self._rows.index(row))
                return

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        option = self._rows.options[index.row()]
        typed = self._search.text().strip()
        self.close()
        if option.key is _ADD and self._add_new is not None:
            self._add_new(typed)
        else:
            self._chosen(option)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if key in steps:
                self._step(steps[Qt.Key(key)])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                self._take(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        last = self._rows.rowCount() - 1
        row = max(0, min(last, self._list.currentIndex().row() + by))
        if last >= 0:
            self._list.setCurrentIndex(self._rows.index(row))

    def on_hidden(self) -> None:
        if self._closed is not None:
            closed, self._closed = self._closed, None
            closed()
