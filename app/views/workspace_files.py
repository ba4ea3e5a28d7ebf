"""The File menu: other workspaces, backups, sample data, import and reports.

Each way leaves the open workspace whole when it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt

from app import paths
from app.base import UserError, today

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress
    from app.views.shell import Shell

FILES: Final = "Baton workspaces (*.baton)"


class WorkspaceFiles(QObject):
    """What the window does with whole files; `shell` shows the outcome."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell

    @property
    def is_own(self) -> bool:
        """Whether the open workspace is the one that opens by itself."""
        return self._shell.has_store and self._shell.store.path == paths.default_workspace()

    # --- other workspaces -----------------------------------------------------------

    def new(self) -> None:
        """Ask for a place, and begin a workspace there."""
        self._ask("New workspace", self.new_at, save="business.baton")

    def new_at(self, path: Path) -> None:
        """Begin a workspace at `path` and show it. Raises UserError; the open one then stays open."""
        from app.services import workspace

        path.parent.mkdir(parents=True, exist_ok=True)
        self._shell.use(workspace.create(path.with_suffix(".baton")))

    def open(self) -> None:
        """Ask for a workspace, and show it."""
        self._ask("Open workspace", self.open_at)

    def open_at(self, path: Path) -> None:
        """Show the workspace at `path`. Raises UserError; the open one then stays open."""
        if self._shell.has_store and self._shell.store.path.resolve() == path.resolve():
            return
        from app.models.workspace_file import InUse
        from app.services import workspace
        from app.views import windows

        try:
            self._shell.use(windows.open_store(self._shell.family, path) or workspace.open_workspace(path))
        except InUse as problem:
            self.offer_reading(path, problem)

    def offer_reading(self, path: Path, problem: UserError) -> None:
        """Another program has the workspace open: it may be looked at here meanwhile."""
        from app.views.parts.buttons import MainButton, QuietButton
        from app.views.parts.dialog import BatonDialog

        dialog = BatonDialog(self._shell, "Open for reading?", str(problem))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def read() -> None:
            dialog.accept()
            self.read_at(path)

        dialog.set_note("What is saved there later shows when a page is opened anew.")
        dialog.add_button(QuietButton("Close"))
        dialog.add_button(MainButton("Open for reading"), read).setFocus()
        dialog.open()

    def read_at(self, path: Path) -> None:
        """Show the workspace at `path` without writing to it. Raises UserError; the open one then stays open."""
        from app.services import workspace

        self._shell.use(workspace.open_workspace(path, read_only=True))

    def open_own(self) -> Store:
        """The workspace that opens by itself; begins it when it is not there. Raises UserError."""
        path = paths.default_workspace()
        if path.exists():
            self.open_at(path)
        else:
            self.new_at(path)
        return self._shell.store

    def look_around(self) -> None:
        """Show the sample workspace, filling it the first time. Raises UserError."""
        path = paths.sample_workspace()
        if path.exists():
            self.open_at(path)
            return
        from app.services import demo, workspace

        path.parent.mkdir(parents=True, exist_ok=True)
        store = workspace.create(path)
        try:
            demo.fill(store, today=today(), past=True)
        except BaseException:
            store.close()
            path.unlink()
            raise
        store.close()
        self.open_at(path)
        self._shell.toast("This is sample data, in a file of its own", action=("Back to mine", self.open_own))

    # --- backups --------------------------------------------------------------------

    def back_up(self) -> None:
        """Make a verified backup beside the workspace, in the background."""
        from app.services import workspace

        path = self._shell.ensure_store().path

        def work(progress: Progress) -> Path:
            progress.check()
            return workspace.back_up(path, paths.backup_folder(path))

        self._shell.run_job(work, self._on_backed_up, title="Backing up")

    def _on_backed_up(self, copy: Path) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        url = QUrl.fromLocalFile(str(copy.parent))
        self._shell.toast(
            f"Backed up as {copy.name}",
            action=("Show folder", lambda: QDesktopServices.openUrl(url)),
        )

    def restore(self) -> None:
        """Ask for a backup, and make it the open workspace."""
        path = self._shell.store.path if self._shell.has_store else paths.default_workspace()
        folder = paths.backup_folder(path)
        self._ask("Restore a backup", self.restore_from, folder=str(folder) if folder.is_dir() else "")

    def restore_from(self, copy: Path) -> None:
        """Make the backup `copy` the workspace; what was there is backed up first.

        Raises UserError, and all is as before.
        """
        from app.services import workspace

        path = self._shell.store.path if self._shell.has_store else paths.default_workspace()
        if copy.resolve() == path.resolve():
            raise UserError(f"{copy.name} is the open workspace itself. Choose a file in its backups folder.")
        from app.views import windows

        was_there = path.exists()
        shown = windows.showing(self._shell.family, path) or [self._shell]
        for window in {*shown, self._shell}:
            window.put_away()
        try:
            workspace.restore(copy, path)
        finally:  # the old one when it was refused: a restore changes nothing until it can succeed
            if path.exists():
                store = workspace.open_workspace(path)
                for window in {*shown, self._shell}:
                    window.use(store)
        kept = "; what was there is among the backups" if was_there else ""
        self._shell.toast(f"Restored {copy.name}{kept}", undo=False)

    # --- in and out -----------------------------------------------------------------

    def import_data(self) -> None:
        """Open the import dialog, which shows what would land before it lands."""
        from app.views.dialogs.import_dialog import ImportDialog

        ImportDialog(self._shell.ensure_store(), self._shell).open()

    def export_data(self) -> None:
        """Open the dialog that writes records to a file."""
        from app.views.dialogs.export_dialog import ExportDialog

        ExportDialog(self._shell.ensure_store(), self._shell, self._shell).open()

    def reports(self) -> None:
        """Open the dialog that writes reports as PDF."""
        from app.views.dialogs.report_dialog import ReportDialog

        asked = self._shell.page.report_wish() if self._shell.page else {}
        ReportDialog(self._shell.ensure_store(), self._shell, self._shell, **asked).open()

    # --- asking for files -----------------------------------------------------------

    def _ask(self, title: str, then: Callable[[Path], object], *, save: str = "", folder: str = "") -> None:
        """Ask for a file without a loop within the loop; `then` is told, and its UserError is shown."""
        from PySide6.QtWidgets import QFileDialog

        start = folder or self._shell.state.folder or str(paths.data_folder())
        dialog = QFileDialog(self._shell, title, start, FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if save:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("baton")
            dialog.selectFile(save)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self._on_chosen(Path(chosen), then))
        dialog.open()

    def _on_chosen(self, path: Path, then: Callable[[Path], object]) -> None:
        self._shell.state.folder = str(path.parent)
        then(path)
