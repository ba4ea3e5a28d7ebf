"""Saved views of a page: a button at the left of its toolbar that names the view in sight and offers the others.

menu = ViewMenu(store, "deals", page)     page: get_spec() and set_spec(spec), see Viewable
menu.refresh()                            after what the page shows has changed, or views may have
A view that was changed since it was chosen shows a dot, and its menu 'Save changes'.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import saved_views
from app.services.saved_views import View
from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.menu import Menu
from app.views.parts.paint import paint_box, paint_dot, paint_text, text_width

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.view_name import NamePopup

_PAD, _GAP, _CARET, _DOT = 10, 6, 14, 6
_MOST = 160


class Viewable(Protocol):
    """What shows saved views: a page, or the filter line of one."""

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, as JSON takes it; {} when nothing narrows."""

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show this; what cannot be understood is left out."""


class ViewMenu(Button):
    """See the top of this module."""

    def __init__(
        self, store: Store, page: str, shown: Viewable, *, all_words: str = "All", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._page, self.shown_by = store, page, shown
        self._all_words = all_words
        self.view: View | None = None
        self.modified = False
        self.naming: NamePopup | None = None
        self.set_menu(self._make_menu)
        self._tell()

    # What is in sight

    def refresh(self) -> None:
        """Compare the view in sight with what is shown; a view that is gone is left."""
        if self.view is not None:
            key = self.view.id
            self.view = next((each for each in saved_views.of(self._store, self._page) if each.id == key), None)
        self.modified = self.view is not None and self._current() != self.view.spec
        self._tell()

    def show_view(self, view: View | None) -> None:
        """Show a view; None shows everything."""
        self.view = view
        self.shown_by.set_spec({} if view is None else view.spec)
        self.refresh()

    def _current(self) -> dict[str, Any]:
        return self.shown_by.get_spec()

    def _tell(self) -> None:
        name = self.view.name if self.view is not None else ""
        words = f"View: {name}" if name else "Saved views"
        self.setAccessibleName(words + (", changed" if self.modified else ""))
        self.set_tooltip(f"{words}, changed since it was saved" if self.modified else words)
        self.updateGeometry()
        self.update()

    # The menu

    def _make_menu(self) -> Menu:
        self.refresh()
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        views = saved_views.of(self._store, self._page)
        plain = self.view is None and not self._current()
        menu.add(self._all_words, partial(self.show_view, None), "check" if plain else "")
        for view in views:
            chosen = self.view is not None and view.id == self.view.id
            menu.add(_plain(view.name), partial(self.show_view, view), "check" if chosen else "")
        menu.addSeparator()
        if self.view is not None and self.modified:
            menu.add("Save changes", self.save_changes, "check")
            menu.add("Back to the saved view", partial(self.show_view, self.view), "arrow-counter-clockwise")
        nothing = "" if self._current() else "Nothing narrows what is shown. Set a filter first."
        menu.add("Save view…", self.ask_name, "plus", why_not=nothing)
        if self.view is not None:
            self._add_verbs(menu, self.view, views)
        return menu

    def _add_verbs(self, menu: Menu, view: View, views: list[View]) -> None:
        menu.addSeparator()
        menu.add("Rename view…", partial(self.ask_name, view), "pencil-simple")
        at = [each.id for each in views].index(view.id)
        if at > 0:
            menu.add("Move up", lambda: saved_views.move(self._store, view.id, -1), "arrow-up")
        if at < len(views) - 1:
            menu.add("Move down", lambda: saved_views.move(self._store, view.id, 1), "arrow-down")
        menu.add("Delete view", lambda: self._delete(view), "trash")

    def save_changes(self) -> None:
        """Keep what is shown under the name of the view in sight."""
        if self.view is not None:
            saved_views.save(self._store, self._page, self.view.name, self._current())
            self.refresh()

    def ask_name(self, view: View | None = None) -> None:
        """Ask for a name: of `view`, or of what is shown, which then is a view."""
        from app.views.parts.view_name import NamePopup

        name = view.name if view is not None else ""
        self.naming = NamePopup(
            self, "Name of the view", name, partial(self._named, view), example="Such as Closing soon"
        )
        self.naming.open_at(self)
        self.naming.field.begin_edit()

    def _named(self, view: View | None, name: str) -> None:
        if view is not None:
            saved_views.rename(self._store, view.id, name)
        else:
            spec = self._current()
            if any(each.name.casefold() == name.strip().casefold() for each in saved_views.of(self._store, self._page)):
                raise UserError(
                    f"There is a view named {name.strip()} already. Choose it and save its changes, or take another name."
                )
            key = saved_views.save(self._store, self._page, name, spec)
            self.view = next(each for each in saved_views.of(self._store, self._page) if each.id == key)
        self.refresh()

    def _delete(self, view: View) -> None:
        saved_views.delete(self._store, view.id)
        self.view = None
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    # Paint

    def _words(self) -> str:
        return self.view.name if self.view is not None else ""

    def sizeHint(self) -> QSize:
        words = text_width(self._words(), theme.TEXT, theme.MEDIUM)
        wide = 2 * _PAD + 16 + (min(words, theme.px(_MOST)) + _GAP + _CARET + _GAP if words else 0)
        return QSize(wide + (_DOT + _GAP if self.modified else 0), theme.px(theme.CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        fill = "press" if self.isDown() else "hover" if self.hovered else "card"
        paint_box(painter, self.rect(), self.radius, fill, "strong_line")
        icons.paint(painter, QRect(_PAD, 0, 16, self.height()), "bookmark-simple", "text2", 16)
        if not self._words():
            return
        left, right = _PAD + 16 + _GAP, self.width() - _PAD - _CARET - _GAP
        if self.modified:
            right -= _DOT + _GAP
        used = paint_text(painter, QRect(left, 0, right - left + 1, self.height()), self._words(), weight=theme.MEDIUM)
        if self.modified:
            paint_dot(painter, QPoint(left + used + _GAP + _DOT // 2, self.height() // 2 + 1), "accent", _DOT)
        place = QRect(self.width() - _PAD - _CARET, 0, _CARET, self.height())
        icons.paint(painter, place, "caret-down", "text2", _CARET)


def _plain(name: str) -> str:
    """A name as a menu shows it: '&' would underline the letter behind it, and a tab would begin its keys."""
    return name.replace("&", "&&").replace("\t", " ")
