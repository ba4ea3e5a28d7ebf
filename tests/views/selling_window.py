"""The window on a workspace, for the tests of the selling pages: real widgets, and what their users do with them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from app.views import theme
from app.views.parts.picker import Picker
from app.views.parts.toast import Toast
from app.views.shell import Shell
from app.views.window_state import WindowState

Key = Qt.Key


def open_window(qtbot: Any, store: Any, folder: Any, page: str, width: int = 1440) -> Shell:
    """The window showing `page` of `store`."""
    theme.apply(QApplication.instance())
    shell = Shell(WindowState(folder / "config"))
    qtbot.addWidget(shell)
    shell.resize(width, 900)
    shell.use(store, page)
    with qtbot.waitActive(shell):
        shell.show()
        shell.activateWindow()
    turn()
    return shell


def turn(times: int = 4) -> None:
    """Let the event loop come round."""
    for _ in range(times):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def deal_id(store: Any, title: str) -> int:
    """The deal of this title."""
    return int(store.value("SELECT id FROM deal WHERE title = ? AND deleted_at IS NULL", (title,)))


def stage_id(store: Any, name: str) -> int:
    """The stage of this name in the first pipeline."""
    return int(store.value("SELECT id FROM stage WHERE name = ? ORDER BY id", (name,)))


def stage_of(store: Any, title: str) -> str:
    """Where a deal stands."""
    return str(
        store.value(
            "SELECT s.name FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.title = ? AND d.deleted_at IS NULL",
            (title,),
        )
    )


def said(shell: Shell) -> str:
    """What the strip after an action says."""
    found = shell.findChildren(Toast)
    return found[0].text() if found and found[0].isVisible() else ""


def type_into(words: str) -> None:
    """Type where the keyboard is, as a user would; letters follow the focus into a list that opens."""
    for letter in words:
        QTest.keyClicks(focus(), letter)


def focus() -> QWidget:
    """What has the keyboard: of an open list, its line."""
    popup = QApplication.activePopupWidget()
    if isinstance(popup, Picker):
        return popup.search_line()
    if QApplication.focusWidget() is None:  # this platform forgets the window below a list that has closed
        below = QApplication.activeModalWidget() or next(w for w in QApplication.topLevelWidgets() if w.isVisible())
        below.activateWindow()
        turn()
    found = QApplication.focusWidget()
    assert found is not None
    return found


def is_open(dialog: QWidget) -> bool:
    """Whether a dialog still asks."""
    return isValid(dialog) and dialog.isVisible()


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key where the keyboard is."""
    QTest.keyClick(focus(), key, held)
    turn(2)


def fill(field: Any, words: str) -> None:
    """Edit a field in place: type, then Enter."""
    field.begin_edit()
    line = field.line_input()
    assert isinstance(line, QLineEdit)
    line.setText(words)
    field.finish()
    turn()


def choose(field: Any, typed: str) -> None:
    """Choose from the list of a field what is found for `typed`."""
    field.begin_edit()
    picker = field.picker()
    picker.search_line().setText(typed)
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Press and let go of the left button, in the middle or at a point."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
    turn()


def filter_by(bar: Any, *words: str) -> None:
    """Press '+ Filter' and type what to narrow by, each step found by typing."""
    click(bar.more)
    for word in words:
        line = bar.pick.popup.search_line()
        QTest.keyClicks(line, word)
        QTest.keyClick(line, Key.Key_Return)
        turn()


def fill_range(bar: Any, *typed: str) -> None:
    """Type into the fields of the popup that '+ Filter' has opened, and take them."""
    popup = bar.pick.popup
    for field, text in zip(popup.fields, typed, strict=True):
        field.begin_edit()
        field.line_input().setText(text)
    click(popup.apply)
