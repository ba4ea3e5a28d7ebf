"""Whatever goes wrong reaches the user once, calmly, and the log in full."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app import main
from app.base import UserError
from app.views import theme
from app.views.errors import ErrorPath
from app.views.parts.dialog import BatonDialog
from app.views.shell import Shell
from app.views.window_state import WindowState


@pytest.fixture
def said():
    return []


@pytest.fixture
def path(qtbot, qapp, tmp_path, said):
    theme.apply(qapp)
    made = ErrorPath(tmp_path / "log")
    made.window = QWidget()
    made.window.resize(800, 600)
    made.window.show()
    qtbot.addWidget(made.window)
    made.say = said.append
    made.install()
    yield made
    made.uninstall()


def fail(problem):
    raise problem


def raised(path, problem):
    try:
        raise problem
    except Exception as caught:
        path.handle(type(caught), caught, caught.__traceback__)
    QApplication.processEvents()


def log_text(path):
    file = path.folder / "baton.log"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def dialogs(path):
    return path.window.findChildren(BatonDialog)


def test_what_the_user_can_mend_is_said_as_a_sentence_and_not_logged(path, said):
    raised(path, UserError("This deal has no client. Choose one."))
    assert said == ["This deal has no client. Choose one."]
    assert not dialogs(path)
    assert log_text(path) == ""


def test_a_defect_is_logged_in_full_and_shown_calmly(path, said):
    raised(path, ZeroDivisionError("division by zero"))
    assert said == []
    assert "ZeroDivisionError: division by zero" in log_text(path)
    assert "test_errors.py" in log_text(path)
    (dialog,) = dialogs(path)
    assert dialog.title_label.text() == "Something in Baton did not work"
    assert "kept" in dialog.text_label.text()
    assert str(path.folder) in dialog.foot_note.text()
    dialog.close()


def test_a_defect_that_repeats_is_one_dialog_and_every_time_in_the_log(path):
    for _ in range(5):
        raised(path, ValueError("again"))
    assert len(dialogs(path)) == 1
    assert log_text(path).count("ValueError: again") == 5
    dialogs(path)[0].accept()
    QApplication.processEvents()
    raised(path, ValueError("later"))
    assert any(dialog.isVisible() for dialog in dialogs(path))
    for dialog in dialogs(path):
        dialog.close()


def test_details_can_be_copied(path, qtbot):
    raised(path, ValueError("copy me"))
    (dialog,) = dialogs(path)
    button = next(b for b in dialog.findChildren(QWidget) if b.accessibleName() == "Copy details")
    button.click()
    assert "ValueError: copy me" in QApplication.clipboard().text()
    assert dialog.isVisible()
    dialog.close()


def test_an_exception_in_a_slot_takes_this_path(qtbot, path, said):
    with qtbot.captureExceptions():
        sys.excepthook = path.handle
        QTimer.singleShot(0, lambda: fail(UserError("From a slot.")))
        qtbot.waitUntil(lambda: bool(said))
    assert said == ["From a slot."]


def test_an_exception_in_a_thread_takes_this_path(qtbot, path, said):
    thread = threading.Thread(target=fail, args=(UserError("From a thread."),))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["From a thread."]


def test_without_standard_error_nothing_is_lost(path, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    raised(path, ValueError("no console"))
    assert "ValueError: no console" in log_text(path)
    dialogs(path)[0].close()


def test_a_log_that_cannot_be_written_does_not_hide_the_problem(qtbot, qapp, tmp_path):
    (tmp_path / "log").write_text("a file where the folder should be")
    path = ErrorPath(tmp_path / "log")
    path.window = QWidget()
    qtbot.addWidget(path.window)
    path.window.show()
    path.install()
    raised(path, ValueError("unlogged"))
    assert len(dialogs(path)) == 1
    dialogs(path)[0].close()
    path.uninstall()


def test_the_log_does_not_grow_for_ever(path):
    log = path.log()
    for _ in range(60):
        log.error("x" * 20_000)
    files = sorted(path.folder.glob("baton.log*"))
    assert 1 < len(files) <= 4
    assert sum(file.stat().st_size for file in files) < 4 * 520_000


def test_a_crash_leaves_its_stacks(tmp_path):
    code = (
        "import ctypes, sys; from pathlib import Path; from app.views.errors import ErrorPath\n"
        f"path = ErrorPath(Path({str(tmp_path)!r})); path.install(); ctypes.string_at(0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode != 0
    assert "Segmentation fault" in (tmp_path / "crash.txt").read_text() or sys.platform == "win32"


@pytest.mark.parametrize("whole", [True, False])
def test_a_workspace_that_cannot_be_opened_at_the_start_is_named_in_the_window(qtbot, tmp_path, whole):
    theme.apply(QApplication.instance())
    shell = Shell(WindowState(tmp_path / "config"))
    qtbot.addWidget(shell)
    broken = tmp_path / "broken.baton"
    if whole:
        broken.write_bytes(b"no database" * 1000)
    problem = main._open(shell, ErrorPath(), main.Wish(workspace=str(broken), page="forecast"))
    shell.show()
    QApplication.processEvents()
    assert problem and shell.voice.errors.isVisible() and shell.voice.errors.text == problem
    assert shell.key == "forecast" and not shell.has_store
    shell.close()
