"""The files of a deal, client, project or task: attached by a button or by dropping them, opened, saved, renamed, removed.

    files = FilesSection(store, shell, "deal")
    files.show_record(id)      read its files; None shows none
    files.reload()             after a change of 'attachment'

Enter or a click opens a file, F2 renames it, Delete removes it, the menu key or the right mouse button shows the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QPoint, QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app import paths
from app.base import UserError
from app.services import attachments
from app.services.attachments import File, Kind
from app.views import theme
from app.views.parts.attempt import attempt
from app.views.parts.buttons import IconButton
from app.views.parts.dates import short_text
from app.views.parts.field import PAD
from app.views.parts.fields import TextField
from app.views.parts.link_row import LinkRow
from app.views.parts.menu import Menu
from app.views.parts.paint import paint_box
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models.store import Store
    from app.views.page import ShellApi

_MOST: Final = 6
# What starts when it is opened: such a file is saved where one sees it, and started by hand or not at all.
_PROGRAMS: Final = frozenset(
    ".app .bat .cmd .com .cpl .desktop .exe .hta .jar .js .jse .lnk .msi .pif .ps1 .py .reg .scr .sh .url .vbe .vbs .wsf".split()  # noqa: SIM905
)


class _Name(TextField):
    """Says when its input has gone, with or without another name."""

    ended = Signal()

    def _on_edit_shown(self, shown: bool) -> None:
        super()._on_edit_shown(shown)
        if not shown:
            QTimer.singleShot(0, self, self.ended.emit)


class FileRow(QWidget):
    """One file: a link with its size and day, and a button for the rest."""

    def __init__(self, section: FilesSection, file: File) -> None:
        super().__init__()
        self.section, self.file = section, file
        self.link = LinkRow("", icon="paperclip")
        self.link.clicked.connect(self.open_file)
        self.more = IconButton("dots-three", "More", in_row=True, size=14)
        self.more.clicked.connect(lambda: self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2))))
        self.name = _Name("Name of the file", self._rename, required=True)
        self.name.ended.connect(self._on_ended)
        self.name.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.link, 1)
        row.addWidget(self.name, 1)
        row.addWidget(self.more)
        self.show_file(file)

    def show_file(self, file: File) -> None:
        """Show the file, perhaps under another name."""
        self.file = file
        day = short_text(file.at.astimezone().date())
        self.link.say(file.name, attachments.size_text(file.size))
        self.link.setToolTip(f"{file.name}, attached {day}")
        self.more.set_name(f"More for {file.name}")
        self.name.set_value(file.name)
        self._show_name(editing=False)

    def menu(self) -> Menu:
        """What can be done with the file."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("Open", self.open_file, "arrow-square-out", "Enter")
        menu.add("Save as…", self.ask_where, "download-simple")
        menu.add("Rename", self.rename, "pencil-simple", "F2")
        menu.addSeparator()
        menu.add("Remove", self.remove, "trash", "Del")
        return menu

    def open_file(self) -> None:
        """Open a copy with the program of its kind."""
        self.section.attempt(partial(self.section.open_file, self.file))

    def ask_where(self) -> None:
        """Ask where to save it."""
        self.section.ask_where(self.file)

    def rename(self) -> None:
        """Edit the name in place."""
        self._show_name(editing=True)
        self.name.begin_edit()

    def remove(self) -> None:
        """Take it off; Undo brings it back."""
        self.section.remove(self.file)

    def _rename(self, name: str) -> None:
        attachments.rename(self.section.store, self.file.id, name)

    def _show_name(self, *, editing: bool) -> None:
        self.link.setVisible(not editing)
        self.name.setVisible(editing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {Qt.Key.Key_F2: self.rename, Qt.Key.Key_Delete: self.remove}
        act = acts.get(Qt.Key(event.key()))
        if act is not None and not self.name.is_editing():
            act()
        else:
            super().keyPressEvent(event)

    def _on_ended(self) -> None:
        """The keyboard stays with the file, unless one has gone elsewhere."""
        mine = self.name.hasFocus()
        self._show_name(editing=False)
        if mine:
            self.link.setFocus(Qt.FocusReason.OtherFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())


class FilesSection(QWidget):
    """See the top of this module."""

    def __init__(self, store: Store, shell: ShellApi, kind: Kind) -> None:
        super().__init__()
        self.store, self._shell, self._kind = store, shell, kind
        self._record: int | None = None
        self._over = False
        self.setAcceptDrops(True)
        self.setAccessibleName("Files")
        self.head = SectionHead("Files", ("Add file", self.ask_files))
        self.rows: KeyedRows[File, FileRow] = KeyedRows(
            lambda file: FileRow(self, file), FileRow.show_file, lambda file: file.id, most=_MOST
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(self.head)
        column.addLayout(inset)
        column.addWidget(self.rows)

    def show_record(self, record_id: int | None) -> None:
        """Show the files of a record."""
        self._record = record_id
        self.reload()

    def reload(self) -> None:
        """Read the files again."""
        found = [] if self._record is None else attachments.of(self.store, self._kind, self._record)
        self.rows.set_rows(found)
        self.rows.setVisible(bool(found))
        self.head.set_note(str(len(found)) if found else "")

    # --- what is done ---------------------------------------------------------------

    def ask_files(self) -> None:
        """Ask which files to attach."""
        dialog = QFileDialog(self.window(), "Attach files", _documents())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda chosen: self.attach([Path(each) for each in chosen]))
        dialog.open()

    def attach(self, files: Sequence[Path]) -> None:
        """Attach files; what cannot be attached is said, and keeps none of the others out."""
        if self._record is None or not files:
            return
        done = attachments.add_all(self.store, files, self._kind, self._record)
        if done.ids:
            count = len(done.ids)
            self._shell.toast(f"{files[0].name} attached" if count == len(files) == 1 else f"{count} files attached")
        if done.refused:
            self._shell.error(
                " ".join(done.refused[:3]) + (f" And {len(done.refused) - 3} more." if len(done.refused) > 3 else "")
            )

    def open_file(self, file: File) -> None:
        """Open a copy of it, for reading. Raises UserError for a program, and when nothing can open it."""
        if Path(file.name).suffix.casefold() in _PROGRAMS:
            raise UserError(f"{file.name} is a program. Save it, and start it there if you trust it.")
        copy = attachments.copy_into(self.store, file.id, paths.cache_folder() / "files")
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError(f"No program opens {file.name}. Save it instead.")

    def ask_where(self, file: File) -> None:
        """Ask where a file is to be saved."""
        dialog = QFileDialog(self.window(), "Save as", str(Path(_documents()) / file.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda chosen: self.save(file, Path(chosen)))
        dialog.open()

    def save(self, file: File, path: Path) -> None:
        """Write a file to `path`."""
        if self.attempt(lambda: attachments.save_as(self.store, file.id, path)):
            self._shell.toast(f"{file.name} saved as {path.name}")

    def remove(self, file: File) -> None:
        """Take a file off the record."""
        if self.attempt(lambda: attachments.remove(self.store, file.id)):
            self._shell.toast(f"{file.name} removed")

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it; a refusal is said by the window."""
        return attempt(self._shell, act)

    # --- dropping -------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._record is not None and _files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        files = _files(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        QTimer.singleShot(0, self, lambda: self.attach(files))  # the drag is over before anything is asked

    def _show_over(self, over: bool) -> None:
        self._over = over
        self.head.set_title("Drop to attach" if over else "Files")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._over:
            paint_box(QPainter(self), self.rect().adjusted(1, 0, -1, 0), theme.RADIUS, "accent_soft", "accent_line")


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
