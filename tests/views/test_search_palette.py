"""Ctrl+K: any record, page or command from the keyboard, and a lead entered in a breath."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import paths
from app.services import tags
from app.views import find_lines, palette_search, registry, theme
from app.views.menus import page_keys
from app.views.palette_search import Item, matches
from app.views.shell import Shell
from app.views.window_state import WindowState

sys.path.insert(0, str(Path(__file__).parent))
importlib.import_module("shell_pages")


@pytest.fixture
def shell(qtbot, qapp, tmp_path, monkeypatch, studio):
    """The window on the sample studio, in which a tag was added last, with plain pages."""
    tags.add(studio, "Later")
    for name in ("data", "config", "log", "cache"):
        monkeypatch.setattr(paths, f"{name}_folder", lambda name=name: tmp_path / name)
    entries = tuple(
        entry._replace(module="shell_pages", attr="Board" if entry.key == "deals.board" else "Plain")
        for entry in registry.ENTRIES
    )
    monkeypatch.setattr(registry, "ENTRIES", entries)
    monkeypatch.setattr(registry, "available", lambda: entries)
    theme.apply(qapp)
    made = Shell(WindowState(tmp_path / "config"))
    qtbot.addWidget(made)
    made.use(studio)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.use(None)


@pytest.fixture
def box(shell, qtbot):
    """The find box, with the keyboard in it."""
    shell.page.line.setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert shell.header.find_box.hasFocus()
    return shell.header.find_box


def titles(box):
    model = box.results.model
    return [model.line(row).title for row in range(model.rowCount()) if isinstance(model.line(row), Item)]


def groups(box):
    model = box.results.model
    return [model.line(row) for row in range(model.rowCount()) if isinstance(model.line(row), str)]


def test_before_anything_is_typed_it_offers_what_one_reaches_for(box):
    assert box.results.isVisible()
    assert titles(box)[:4] == ["New deal", "Undo: Add tag", "Today", "Deals board"]


def test_records_are_found_by_the_beginning_of_any_word(shell, box, qtbot):
    title, deal = shell.store.row("SELECT title, id FROM deal WHERE title LIKE '% %' ORDER BY id")
    qtbot.keyClicks(box, title.split()[1][:4].lower())
    assert title in titles(box)
    assert "Deals" in groups(box)
    box.results.view.setCurrentIndex(box.results.model.index(titles_row(box, title), 0))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shell.page.told[-1] == ("deal", deal)
    assert not box.results.isVisible()
    assert box.text() == ""


def titles_row(box, title):
    model = box.results.model
    return next(
        row
        for row in range(model.rowCount())
        if isinstance(model.line(row), Item) and model.line(row).title == title and model.line(row).group == "Deals"
    )


def test_arrows_walk_over_the_names_of_groups_and_around_the_ends(box, qtbot):
    qtbot.keyClicks(box, "re")
    walked = [box.results.current().title]
    for _ in range(len(titles(box))):
        qtbot.keyClick(box, Qt.Key.Key_Down)
        walked.append(box.results.current().title)
    assert walked == [*titles(box), titles(box)[0]]
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.results.current().title == titles(box)[-1]


def test_pages_and_commands_are_found_by_name(shell, box, qtbot):
    qtbot.keyClicks(box, "burn")
    assert "Burn-down" in titles(box)
    box.setText("tasks bo")
    assert titles(box)[0] == "Tasks board"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shell.key == "projects.board"


def test_a_lead_is_entered_in_a_breath(shell, box, qtbot):
    before = shell.store.value("SELECT count(*) FROM deal")
    qtbot.keyClicks(box, "Zebra crossing signs")
    assert titles(box)[0] == "New deal “Zebra crossing signs”"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shell.store.value("SELECT count(*) FROM deal") == before + 1
    assert shell.store.value("SELECT title FROM deal ORDER BY id DESC") == "Zebra crossing signs"
    assert shell.page.told[-1][0] == "deal"


def test_among_projects_a_task_comes_first(shell, qtbot):
    shell.show_place("deliver")
    lines = [item.title for item in find_lines.lines(shell, "zebra")]
    assert lines[0] == "New task “zebra”"
    find_lines.add(shell, "task", "zebra")
    assert shell.page.told[-1][0] == "task"


def test_esc_empties_it_and_gives_the_keyboard_back(shell, box, qtbot):
    qtbot.keyClicks(box, "logo")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert not box.results.isVisible()
    assert shell.page.line.hasFocus()


def test_undo_in_the_empty_box_means_the_last_action(shell, box, qtbot):
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.store.redo_label == "Add tag"


def test_undo_while_typing_means_the_typing(shell, box, qtbot):
    qtbot.keyClicks(box, "logo")
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.store.redo_label is None
    assert box.text() != "logo"


def test_a_click_takes_a_line(shell, box, qtbot):
    box.setText("forecast")
    model, view = box.results.model, box.results.view
    QApplication.processEvents()
    row = next(row for row in range(model.rowCount()) if getattr(model.line(row), "title", "") == "Forecast")
    where = view.visualRect(model.index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert shell.key == "forecast"


def test_leaving_the_box_takes_the_results_away(shell, box, qtbot):
    qtbot.keyClicks(box, "logo")
    shell.page.line.setFocus()
    assert not box.results.isVisible()


def test_the_list_is_read_out_with_group_and_detail(box):
    box.setText("forecast")
    model = box.results.model
    spoken = [model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    keys = next(keys for entry, keys in page_keys().items() if entry.key == "forecast").replace("+", " ")
    assert f"Forecast, {keys}, Pages and commands" in spoken


def test_it_is_painted_in_both_schemes(shell, box):
    for scheme in ("light", "dark"):
        theme.override(scheme)
        box.setText("re")
        QApplication.processEvents()
        assert not shell.grab().isNull()
    theme.override("system")


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("bo", "Deals board", True),
        ("board de", "Deals board", True),
        ("oard", "Deals board", False),
        ("", "Anything", True),
        ("TASKS", "Projects / Tasks", True),
    ],
)
def test_words_match_from_their_beginnings(text, title, found):
    assert matches(text, title) is found


def test_no_sign_breaks_the_search(shell, box):
    for text in ('"', "*", "(", "a AND", "NEAR(", "'; DROP TABLE deal", "\\", "%", "Ünï çødé", "🎺"):
        box.setText(text)
    assert shell.store.value("SELECT count(*) FROM deal") == 24
    assert palette_search.ROWS > 0
