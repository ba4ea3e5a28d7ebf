"""The one path of an exception to the user.

A `UserError` becomes a strip with its sentence. Anything else is a defect: it goes to the log with its
traceback, and a calm dialog says what happened and what was kept. A crash of the interpreter leaves its
stacks in `crash.txt`. In a windowed build `sys.stderr` is None, so nothing here counts on it.
"""

from __future__ import annotations

import faulthandler
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app import paths
from app.base import UserError

if TYPE_CHECKING:
    import logging

    from PySide6.QtWidgets import QWidget

    from app.views.parts.dialog import BatonDialog
    from app.views.shell import Shell


class ErrorPath(QObject):
    """Installed once per process. `said` brings the sentence of a UserError to the window that is open."""

    _raised = Signal(object)

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.folder = folder or paths.log_folder()
        self.say: Callable[[str], None] | None = None
        self.window: QWidget | None = None
        self._crash_file: IO[str] | None = None
        self._log: logging.Logger | None = None
        self._dialog: BatonDialog | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._raised.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def speak_in(self, window: Shell) -> None:
        """The window that tells the user: the one in front."""
        self.say, self.window = window.error, window

    def install(self) -> None:
        """Take over `sys.excepthook` and the threads' hook, and have crashes written to `crash.txt`."""
        sys.excepthook = self.handle
        threading.excepthook = self._on_thread
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._crash_file = (self.folder / "crash.txt").open("a", encoding="utf-8")
            faulthandler.enable(self._crash_file)
        except OSError:  # a full or read-only disk must not keep the window from opening
            self._crash_file = None

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None
        for handler in list(self._log.handlers) if self._log else []:
            handler.close()
            if self._log:
                self._log.removeHandler(handler)
        self._log = None

    def handle(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None = None) -> None:
        """What `sys.excepthook` is; may be called from any thread."""
        if issubclass(kind, KeyboardInterrupt):
            from PySide6.QtCore import QCoreApplication

            QCoreApplication.quit()
            return
        if not issubclass(kind, UserError):
            self.log().error("".join(traceback.format_exception(kind, problem, trace)).rstrip())
        self._raised.emit(problem)

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.handle(args.exc_type, args.exc_value, args.exc_traceback)

    def log(self) -> logging.Logger:
        """The program's log, `baton.log` in the log folder, opened at its first use."""
        if self._log is None:
            self._log = paths.open_log(self.folder)
        return self._log

    @Slot(object)
    def _show(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            if self.say is not None:
                self.say(str(problem))
        elif self.window is not None and self._dialog is None:
            # one at a time: what repeats every second is one problem to the user
            self._dialog = defect_dialog(self.window, problem, self.folder / "baton.log")
            self._dialog.finished.connect(self._on_dialog_gone)
            self._dialog.open()

    @Slot()
    def _on_dialog_gone(self) -> None:
        self._dialog = None


def defect_dialog(window: QWidget, problem: BaseException, log: Path) -> BatonDialog:
    """What the user sees of a defect: what happened, what was kept, and the details to send to somebody."""
    from PySide6.QtWidgets import QApplication, QPlainTextEdit

    from app.views.parts.buttons import MainButton, PlainButton
    from app.views.parts.dialog import BatonDialog

    dialog = BatonDialog(
        window,
        "Something in Baton did not work",
        "Everything saved before is kept, and an action that was half done was taken back. You can go on.",
        width=560,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    details = "".join(traceback.format_exception(problem)).rstrip()
    text = QPlainTextEdit(details)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setAccessibleName("Details of the problem")
    text.setMinimumHeight(160)
    dialog.body.addWidget(text)
    dialog.set_note(f"Noted in {log}")
    dialog.add_button(PlainButton("Copy details"), lambda: QApplication.clipboard().setText(details))
    dialog.add_button(MainButton("Go on")).setFocus()
    return dialog
