"""Asks where a PDF goes, writes it in the background, and offers to open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base import UserError

if TYPE_CHECKING:
    from app.views.jobs import Progress
    from app.views.page import ShellApi


def save_pdf(parent: QWidget, shell: ShellApi, name: str, write: Callable[[Path], Path]) -> QFileDialog:
    """Ask for a place, `name` being offered; `write(path)` runs in the background and may raise UserError."""
    plain = "".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in name)
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog = QFileDialog(parent, "Save as PDF", str(folder / f"{plain}.pdf"), "PDF (*.pdf)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(lambda chosen: run(shell, Path(chosen), write))
    dialog.open()
    return dialog


def run(shell: ShellApi, out: Path, write: Callable[[Path], Path]) -> None:
    """Write to `out` in the background, and offer to open it."""

    def work(progress: Progress) -> Path:
        progress.check()
        try:
            return write(out)
        except OSError as problem:
            raise UserError(f"{out} could not be written: {problem.strerror}. Choose another place.") from problem

    def done(path: Path) -> None:
        url = QUrl.fromLocalFile(str(path))
        shell.toast(f"{path.name} is written", action=("Open", lambda: QDesktopServices.openUrl(url)))

    shell.run_job(work, done, title=f"Writing {out.name}")
