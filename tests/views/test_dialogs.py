"""Dialogs: over the dimmed window, moved by their heads, left with Esc, answered with Enter."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.fields import FormRow, NotesField, TextField
from app.views.parts.picker import Option, Picker


@pytest.fixture
def page(qtbot, qapp):
    """A window that parts are put into."""
    theme.apply(qapp)
    window = QWidget()
    QVBoxLayout(window)
    window.resize(640, 480)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def put(page, *parts):
    for part in parts:
        page.layout().addWidget(part)
        part.show()
    return parts[0]


def test_a_dialog_dims_the_window_and_leaves_with_escape(page, qapp):
    line = put(page, QLineEdit())
    line.setFocus()
    qapp.processEvents()
    dialog = BatonDialog(page, "New deal", "A deal needs a client.")
    dialog.add_button(QuietButton("Close"))
    before = len(page.findChildren(QWidget))
    dialog.open()
    assert dialog.isModal()
    assert len(page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)) >= 3
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qapp.sendPostedEvents(None, 52)
    assert not dialog.isVisible()
    assert len(page.findChildren(QWidget)) == before
    with pytest.raises(RuntimeError):
        dialog.exec()


def test_a_dialog_is_moved_by_its_head_and_stays_where_it_is_merely_clicked(page, monkeypatch):
    dialog = BatonDialog(page, "New deal")
    dialog.open()
    moved = []
    handle = SimpleNamespace(startSystemMove=lambda: moved.append(True))
    monkeypatch.setattr(dialog, "windowHandle", lambda: handle)
    head = QPoint(dialog.width() // 2, dialog.edge + 10)
    QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=head)
    QTest.mouseMove(dialog, head + QPoint(60, 0))
    assert not moved
    QTest.mousePress(dialog, Qt.MouseButton.LeftButton, pos=head)
    QTest.mouseMove(dialog, head - QPoint(60, 0))
    assert moved == [True]
    dialog.reject()


def test_enter_presses_the_main_button_unless_one_writes_lines(page):
    done = []
    dialog = BatonDialog(page, "New deal")
    title, notes = TextField("Title", boxed=True), NotesField("Notes", boxed=True)
    dialog.body.addWidget(FormRow("Title", title))
    dialog.body.addWidget(FormRow("Notes", notes))
    dialog.add_button(MainButton("Create deal"), lambda: done.append(title.value()))
    dialog.open()
    dialog.activateWindow()
    notes.begin_edit()
    QTest.keyClick(notes.text_input(), Qt.Key.Key_Return)
    assert done == []
    title.begin_edit()
    QTest.keyClicks(title.line_input(), "Rebrand")
    QTest.keyClick(title.line_input(), Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert done == ["Rebrand"]
    dialog.reject()


def test_a_list_that_opens_above_its_field_keeps_its_foot_there_as_it_shrinks(page):
    screen = page.screen().availableGeometry()
    page.move(screen.left(), screen.bottom() - page.height())
    field = put(page, QLineEdit())
    field.setGeometry(20, page.height() - 40, 200, 32)
    options = [Option(n, f"Choice {n}") for n in range(9)]
    picker = Picker(page, options, lambda _: None)
    picker.open_at(field)
    foot = picker.geometry().bottom()
    assert picker.geometry().top() < field.mapToGlobal(QPoint(0, 0)).y() - 200
    picker.search_line().setText("Choice 7")
    assert len(picker.options()) == 1 and picker.geometry().bottom() == foot
    picker.close()
