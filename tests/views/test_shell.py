"""The window: places and pages, the header's facts, undo from anywhere, other workspaces, and the first minute."""

from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from app import paths
from app.base import UserError, today
from app.services import clients, deals, handoff, people, workspace
from app.views import handing_off, jobs, menus, registry, theme
from app.views.dialogs.report_dialog import ReportDialog
from app.views.page_row import runs
from app.views.parts.dialog import BatonDialog
from app.views.shell import Shell
from app.views.welcome import Welcome
from app.views.window_state import WindowState

sys.path.insert(0, str(__import__("pathlib").Path(__file__).parent))
PAGES = importlib.import_module("shell_pages")


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A home of its own for each test."""
    for name in ("data", "config", "log", "cache"):
        monkeypatch.setattr(paths, f"{name}_folder", lambda name=name: tmp_path / name)
    return tmp_path


@pytest.fixture
def plain(monkeypatch):
    """Plain pages in place of the real ones."""
    entries = tuple(
        entry._replace(module="shell_pages", attr="Board" if entry.key == "deals.board" else "Plain")
        for entry in registry.ENTRIES
    )
    monkeypatch.setattr(registry, "ENTRIES", entries)
    monkeypatch.setattr(registry, "available", lambda: entries)


@pytest.fixture
def shell(qtbot, qapp, folders, plain):
    theme.apply(qapp)
    made = Shell(WindowState(folders / "config"))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def own(folders):
    """The user's own workspace, with one deal in it."""
    paths.data_folder().mkdir()
    store = workspace.create(paths.default_workspace(), my_name="Mara Sample", currency="EUR")
    deals.add(store, "Webshop relaunch")
    return store


@pytest.fixture
def busy(shell, own):
    """The window with the user's own workspace."""
    shell.use(own)
    return shell


# --- places and pages --------------------------------------------------------


def test_every_page_of_the_registry_exists():
    for entry in registry.ENTRIES:
        page = registry.page_class(entry)
        assert page.key == entry.key
        assert page.reads, f"{entry.key} reads nothing"


def test_a_place_comes_back_to_the_page_seen_last(busy):
    busy.open_page("clients")
    busy.show_place("deliver")
    assert busy.key == "projects.board"
    busy.show_place("sell")
    assert busy.key == "clients"
    assert [place.isChecked() for place in busy.header.places] == [True, False]
    assert [tab.entry.title for tab in busy.page_row.tabs if tab.isChecked()] == ["Clients"]


def test_the_page_row_shows_the_pages_of_its_place(busy):
    assert [tab.entry.title for tab in busy.page_row.tabs][:5] == ["Today", "Board", "List", "Clients", "Accounts"]
    busy.show_place("deliver")
    assert [tab.entry.title for tab in busy.page_row.tabs] == [
        entry.title for entry in registry.ENTRIES if entry.tab == "deliver"
    ]


def come_to(widget: QWidget) -> None:
    """The pointer comes over it."""
    middle = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(middle, middle, widget.mapToGlobal(middle)))


def test_a_page_is_got_ready_while_the_pointer_rests_on_its_tab_or_place(busy, qtbot):
    tabs = {tab.entry.key: tab for tab in busy.page_row.tabs}
    came, passed = tabs["clients"], tabs["forecast"]
    come_to(passed)
    QApplication.sendEvent(passed, QEvent(QEvent.Type.Leave))
    come_to(came)
    qtbot.waitUntil(lambda: busy.stack.has(came.entry))
    shown = busy.page
    assert busy.key == "deals.board"
    assert not busy.stack.has(passed.entry)
    came.click()
    assert busy.key == "clients" and busy.page is not shown and busy.page.told == ["refresh"]
    come_to(busy.header.places[1])
    qtbot.waitUntil(lambda: busy.stack.has(registry.entry("projects.board")))
    assert busy.key == "clients"


def test_pages_without_room_wait_in_a_menu_and_the_shown_one_stays_in_sight(busy, qtbot):
    busy.open_page("delivery")
    busy.resize(720, 600)
    row = busy.page_row
    qtbot.waitUntil(lambda: any(tab.isHidden() for tab in row.tabs))
    assert all(not tab.isHidden() for tab in row.tabs if tab.isChecked())
    qtbot.waitUntil(lambda: row.more.isVisible() and row.more.geometry().right() < row.width())
    row.more.click()
    menu = row.findChild(QMenu)
    waiting = [tab.entry.title for tab in row.tabs if tab.isHidden()]
    assert [action.text().split("\t")[0] for action in menu.actions()] == waiting
    menu.actions()[-1].trigger()
    menu.close()
    assert next(tab for tab in row.tabs if tab.isChecked()).entry.title == waiting[-1]
    busy.resize(1600, 800)
    qtbot.waitUntil(lambda: not any(tab.isHidden() for tab in row.tabs))
    assert row.more.isHidden()


def test_a_page_is_made_when_it_is_first_shown(busy):
    first = busy.page
    busy.open_page("forecast")
    assert busy.page is not first
    busy.open_page("deals.board")
    assert busy.page is first
    assert first.told == ["refresh"]


def test_totals_and_main_button_belong_to_the_page(busy, qtbot):
    assert busy.page_row.main.text() == "New deal"
    assert busy.page_row.totals.accessibleName() == "1 open €0"
    qtbot.mouseClick(busy.page_row.main, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert busy.page_row.totals.accessibleName() == "2 open €0"
    busy.open_page("forecast")
    qtbot.waitUntil(busy.page_row.main.isHidden)


def test_keys_lead_to_pages_and_places(busy, qtbot):
    qtbot.keyClick(busy, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert busy.key == "clients"
    qtbot.keyClick(busy, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert busy.key == "projects.board"
    qtbot.keyClick(busy, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert busy.key == "tasks.list"
    qtbot.keyClick(busy, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(busy, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert busy.key == "today.work"
    qtbot.keyClick(busy, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert busy.key == [entry.key for entry in registry.ENTRIES if entry.tab == "deliver"][-1]
    qtbot.keyClick(busy, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert busy.key == "today"


def test_f6_walks_through_the_panes(busy, qtbot):
    busy.page.line.setFocus()
    qtbot.keyClick(busy, Qt.Key.Key_F6)
    assert busy.header.find_box.hasFocus()
    qtbot.keyClick(busy, Qt.Key.Key_F6)
    assert busy.focusWidget() in busy.page_row.tabs
    qtbot.keyClick(busy, Qt.Key.Key_F6)
    assert busy.page.line.hasFocus()
    qtbot.keyClick(busy, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert busy.focusWidget() in busy.page_row.tabs


def test_a_record_is_shown_where_it_lives(busy):
    busy.go("client", 7)
    assert busy.key == "clients"
    assert busy.page.told[-1] == ("client", 7)
    busy.open_page("tasks.list")
    busy.go("task", 4)
    assert busy.key == "tasks.list"
    busy.go("deal", 1)
    assert busy.key == "deals.board"


def test_a_filter_reaches_the_page(busy):
    busy.open_page("deals.list", {"month": "2026-11"})
    assert busy.page.told == ["refresh", {"month": "2026-11"}]


# --- what the header tells ---------------------------------------------------


def test_the_pill_counts_won_deals_without_a_project_and_leads_to_them(busy, qtbot):
    assert busy.header.pill.count == 0
    deal = deals.add(busy.store, "Logo", client=clients.add(busy.store, "Heron Florists"))
    deals.win(busy.store, [deal], today())
    qtbot.waitUntil(lambda: busy.header.pill.count == 1)  # counted after the page is painted
    assert busy.header.pill.accessibleName() == "1 won deal waits for a project"
    qtbot.mouseClick(busy.header.pill, Qt.MouseButton.LeftButton)
    assert busy.key == "deals.list"
    assert busy.page.told[-1] == {"chip": "to_hand_off"}


def test_saved_tells_the_time_of_the_last_commit(busy):
    assert busy.header.saved.text == f"Saved {busy.store.saved_at.astimezone():%H:%M:%S}"


def test_undo_names_what_it_takes_back_and_reaches_across_places(busy, qtbot):
    deals.add(busy.store, "Second")
    busy.show_place("deliver")
    QApplication.processEvents()
    assert busy.header.undo.accessibleName() == "Undo: Add deal"
    assert not busy.header.redo.isEnabled()
    qtbot.keyClick(busy, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert busy.store.value("SELECT count(*) FROM deal") == 1
    assert busy.header.redo.accessibleName() == "Redo: Add deal"
    qtbot.keyClick(busy, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert busy.store.value("SELECT count(*) FROM deal") == 2


def test_the_strip_after_an_action_goes_with_the_next_action(busy):
    deals.add(busy.store, "Second")
    busy.toast("Deal added")
    QApplication.processEvents()
    strip = busy.voice._toast
    assert strip.isVisible()
    deals.add(busy.store, "Third")
    busy.store.saved_at = None
    QApplication.processEvents()
    assert not strip.isVisible() or strip.text() != "Deal added"


def test_figures_of_the_totals_are_told_from_words():
    assert runs("18 open <b>€283,800</b>") == [("18 open", False), ("€283,800", True)]
    assert runs("R&amp;D <b>4 &lt; 5</b> left") == [("R&D", False), ("4 < 5", True), ("left", False)]


# --- menu, keys, errors, jobs ------------------------------------------------


def test_the_menu_holds_every_command_and_each_can_be_chosen(busy):
    menu = busy.commands.menu()
    names = [action.text() for action in menu.actions()]
    assert names == ["File", "Edit", "View", "Help"]
    words = [a.text().split("\t")[0] for top in menu.actions() for a in top.menu().actions() if a.text()]
    for expected in ("New workspace…", "Import…", "Reports…", "Back up now", "Quit", "Deals board", "About Baton"):
        assert expected in words
    assert "Open my own workspace" not in words


def test_alt_alone_opens_the_menu_and_alt_with_a_key_does_not(busy, qtbot, monkeypatch):
    opened = []

    def note(button):
        opened.append(button)

    monkeypatch.setattr(type(busy.header.menu), "open_menu", note)
    line = busy.page.line
    for other in (Qt.Key.Key_2, Qt.Key.Key_A):  # one is a command, the other is kept by the field
        qtbot.keyPress(line, Qt.Key.Key_Alt)
        qtbot.keyClick(line, other, Qt.KeyboardModifier.AltModifier)
        qtbot.keyRelease(line, Qt.Key.Key_Alt)
        busy.show_place("sell")
    QApplication.processEvents()
    assert not opened
    qtbot.keyClick(line, Qt.Key.Key_Alt)
    QApplication.processEvents()
    assert opened == [busy.header.menu]


def test_the_scheme_is_kept_for_next_time(busy):
    menus.set_scheme(busy, "dark")
    assert theme.current().dark
    assert WindowState(paths.config_folder()).scheme == "dark"
    menus.set_scheme(busy, "system")


def test_the_sheet_of_keys_begins_with_the_page(busy, qtbot):
    qtbot.keyClick(busy, Qt.Key.Key_F1)
    dialog = busy.findChild(BatonDialog)
    assert dialog.title_label.text() == "Keyboard shortcuts"
    dialog.close()


def test_about_says_where_the_files_lie(busy):
    menus.show_about(busy)
    dialog = busy.findChild(BatonDialog)
    assert dialog.title_label.text().startswith("Baton 0.")
    dialog.close()


def test_a_refusal_stays_until_something_succeeds(busy):
    busy.error("This deal has no client. Choose one.")
    assert busy.voice.errors.isVisible()
    deals.add(busy.store, "Second")
    QApplication.processEvents()
    assert not busy.voice.errors.isVisible()


def test_a_refusal_does_not_follow_to_another_page(busy):
    busy.open_page("deals.board")
    busy.error("This deal has no client. Choose one.")
    busy.open_page("deals.board")
    assert busy.voice.errors.text, "still the page on which it was refused"
    busy.open_page("clients")
    assert not busy.voice.errors.text and busy.voice.errors.isHidden()


def test_a_job_that_is_refused_says_so(busy):
    def work(progress):
        raise UserError("The disk is full.")

    with jobs.synchronous():
        busy.run_job(work, lambda result: None, title="Working")
    assert busy.voice.errors.text == "The disk is full."


def test_a_backup_is_made_beside_the_workspace(busy):
    with jobs.synchronous():
        busy.files.back_up()
    copies = list(paths.backup_folder(busy.store.path).glob("*.baton"))
    assert len(copies) == 1
    assert busy.voice._toast.text() == f"Backed up as {copies[0].name}"


# --- other workspaces --------------------------------------------------------


def test_another_workspace_takes_the_place_of_the_open_one(busy, tmp_path):
    before = busy.store
    busy.open_page("clients")
    workspace.create(tmp_path / "other.baton").close()
    busy.files.open_at(tmp_path / "other.baton")
    assert busy.windowTitle() == "Baton – other.baton"
    assert busy.store is not before
    assert busy.key == "clients"
    reopened = workspace.open_workspace(before.path)  # it was closed, so it can be opened again
    reopened.close()


def test_a_workspace_that_cannot_be_opened_leaves_the_open_one(busy, tmp_path):
    before = busy.store
    (tmp_path / "no.baton").write_text("a letter")
    with pytest.raises(UserError, match="not a Baton workspace"):
        busy.files.open_at(tmp_path / "no.baton")
    assert busy.store is before
    deals.add(before, "Still here")


def test_a_new_workspace_is_begun_where_asked(busy, tmp_path):
    busy.files.new_at(tmp_path / "second" / "shop")
    assert busy.windowTitle() == "Baton – shop.baton"
    assert isinstance(busy.stack.currentWidget(), Welcome)


def test_a_backup_is_restored_in_the_same_window(busy):
    copy = workspace.back_up(busy.store.path)
    deals.add(busy.store, "Second")
    busy.files.restore_from(copy)
    assert busy.store.value("SELECT count(*) FROM deal") == 1
    assert busy.key == "deals.board"
    assert len(list(paths.backup_folder(busy.store.path).glob("*before-restore*"))) == 1


def test_a_damaged_backup_leaves_everything_as_it_was(busy, tmp_path):
    bad = tmp_path / "bad.baton"
    bad.write_bytes(workspace.back_up(busy.store.path).read_bytes()[:3000])
    with pytest.raises(UserError):
        busy.files.restore_from(bad)
    assert busy.store.value("SELECT count(*) FROM deal") == 1
    deals.add(busy.store, "Still writable")


def test_files_are_asked_for_without_blocking(busy):
    for ask in (busy.files.new, busy.files.open, busy.files.restore):
        ask()
        dialog = busy.findChild(QFileDialog)
        assert dialog is not None
        dialog.close()
        dialog.setParent(None)


# --- reports and the handoff -------------------------------------------------


def test_a_report_asks_for_its_project_before_it_is_written(busy):
    busy.files.reports()
    dialog = busy.findChild(ReportDialog)
    assert not dialog.project.isEnabled()
    dialog.report.set_value("project")
    dialog._on_report()
    assert dialog.project.isEnabled()
    dialog.save.click()
    assert dialog.foot_note.text() == "Choose the project that the report is about"
    assert dialog.isVisible()
    dialog.close()


def test_a_finished_handoff_is_said_and_leads_to_the_project(busy):
    store = busy.store
    deal = deals.add(store, "Logo", client=clients.add(store, "Heron Florists"))
    deals.win(store, [deal], today())
    plan = handoff.draft(store, deal, template="Website", owner=people.me(store).id)
    project = handoff.complete(store, plan).project_id
    handing_off.say_done(busy, deal)
    QApplication.processEvents()
    strip = busy.voice._toast
    assert strip.text() == "Logo is a project now"
    assert strip.isVisible()
    strip._button.click()
    assert busy.key == "projects"
    assert busy.page.told[-1] == ("project", project)


# --- the first minute --------------------------------------------------------


def test_the_first_start_writes_nothing_until_a_choice_is_made(shell):
    assert isinstance(shell.stack.currentWidget(), Welcome)
    assert shell.header.saved.text == "Nothing to save yet"
    assert not paths.default_workspace().exists()


def test_start_empty_begins_the_own_workspace_and_a_deal(shell, qtbot):
    qtbot.mouseClick(shell.stack.currentWidget().start, Qt.MouseButton.LeftButton)
    assert paths.default_workspace().exists()
    assert shell.page.store.value("SELECT title FROM deal") == "New deal"


def test_look_around_opens_the_studio_in_a_file_of_its_own_and_leads_back(shell, qtbot):
    qtbot.mouseClick(shell.stack.currentWidget().look, Qt.MouseButton.LeftButton)
    assert shell.store.path == paths.sample_workspace()
    assert shell.store.value("SELECT count(*) FROM deal WHERE closed_on IS NULL") == 18
    assert shell.store.value("SELECT count(*) FROM project WHERE closed_on IS NULL") == 4
    assert shell.store.undo_label is None
    assert not paths.default_workspace().exists()
    shell.files.open_own()
    assert shell.store.path == paths.default_workspace()
    shell.files.look_around()
    assert shell.store.value("SELECT count(*) FROM project WHERE closed_on IS NULL") == 4


def test_an_empty_workspace_shows_the_welcome_until_something_is_in_it(shell):
    shell.files.open_own()
    assert isinstance(shell.stack.currentWidget(), Welcome)
    deals.add(shell.store, "First")
    QApplication.processEvents()
    assert shell.page is not None
    shell.undo()
    QApplication.processEvents()
    assert shell.page is not None  # what one looks at does not vanish under the hand
    shell.open_page("clients")
    shell.open_page("deals.board")
    assert isinstance(shell.stack.currentWidget(), Welcome)


def test_the_first_record_is_begun_by_the_keyboard(shell, qtbot):
    qtbot.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert shell.page is not None
    assert shell.page.store.value("SELECT title FROM deal") == "New deal"


def test_choosing_a_page_before_anything_else_begins_the_own_workspace(shell):
    shell.open_page("clients")
    assert paths.default_workspace().exists()
    assert shell.key == "clients"


# --- what is remembered ------------------------------------------------------


def test_the_window_remembers_its_size_and_page(busy, qtbot):
    busy.resize(780, 560)
    busy.open_page("forecast")
    busy.close()
    state = WindowState(paths.config_folder())
    assert state.page == "forecast"
    again = Shell(state)
    qtbot.addWidget(again)
    state.place(again)
    assert (again.width(), again.height()) == (780, 560)


def test_the_first_window_leaves_room_for_its_frame_on_a_small_screen(busy, qtbot, monkeypatch):
    state = WindowState(paths.config_folder())
    made = Shell(state)
    qtbot.addWidget(made)
    for screen, size in ((QSize(1280, 800), (1264, 752)), (QSize(1920, 1080), (1280, 800))):
        there = SimpleNamespace(availableSize=lambda screen=screen: screen)
        monkeypatch.setattr(made, "screen", lambda there=there: there)
        state.place(made)
        assert (made.width(), made.height()) == size


def test_a_spoilt_memory_counts_as_none(folders):
    (folders / "config").mkdir()
    (folders / "config" / "window.ini").write_text("[General]\nscheme=pink\ngeometry=@@@\npage=\n")
    state = WindowState(folders / "config")
    assert state.scheme == "system"
    assert state.page == ""


def test_in_the_smallest_window_nothing_of_the_header_lies_on_anything_else(busy, qtbot):
    busy.resize(busy.minimumSize())
    qtbot.waitUntil(lambda: busy.width() == busy.minimumWidth())
    header = busy.header
    parts = [each for each in header.children() if isinstance(each, QWidget) and each.isVisible()]
    assert header.find_box in parts
    assert not any(
        one.geometry().intersects(other.geometry()) for at, one in enumerate(parts) for other in parts[at + 1 :]
    )
