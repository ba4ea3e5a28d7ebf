"""'Merge with…': the other client, contact or deal is found by typing, then both stand side by side.

add_to(menu, store, shell, kind, ids, parent)    the line of a menu: 'Merge with…' for one, 'Merge…' for up to four
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app.views.parts.picker import Option, Picker

if TYPE_CHECKING:
    from app.domain.duplicates import Kind
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.menu import Menu

_WIDTH = 420


def add_to(menu: Menu, store: Store, shell: ShellApi, kind: Kind, ids: Sequence[int], parent: QWidget) -> None:
    """The line for these records; none for more than stand side by side."""
    from app.services import merges

    if len(ids) == 1:
        menu.add("Merge with…", partial(ask, store, shell, kind, ids[0], parent), "users")
    elif len(ids) <= merges.MOST:
        menu.add("Merge…", partial(_compare, store, shell, kind, tuple(ids), parent), "users")


def ask(store: Store, shell: ShellApi, kind: Kind, record_id: int, parent: QWidget) -> Picker | None:
    """Ask for the other one, in a list to type into; None when the record is gone."""
    from app.services import duplicates

    side = duplicates.sides(store, kind, [record_id]).get(record_id)
    if side is None:
        return None

    def find(typed: str) -> list[Option]:
        return [Option(each.id, each.name, each.detail) for each in duplicates.others(store, kind, record_id, typed)]

    def choose(option: Option) -> None:
        ids = (record_id, int(str(option.key)))
        QTimer.singleShot(0, parent, lambda: _compare(store, shell, kind, ids, parent))

    at, rect = place(parent)
    picker = Picker(at, find, choose, head=f"Merge {side.name} with", width=_WIDTH)
    picker.open_at(at, rect)
    return picker


def place(parent: QWidget) -> tuple[QWidget, QRect]:
    """Where a list opens: at the card or row that has the keyboard, else at the head of `parent`."""
    view = QApplication.focusWidget()
    if isinstance(view, QAbstractItemView) and parent.window() is view.window() and view.currentIndex().isValid():
        return view.viewport(), view.visualRect(view.currentIndex())
    return parent, QRect(QPoint(16, 40), QSize(1, 1))


def _compare(store: Store, shell: ShellApi, kind: Kind, ids: Sequence[int], parent: QWidget) -> None:
    from app.views.dialogs.duplicates import show_duplicates

    show_duplicates(parent.window(), store, shell, kind, ids)
