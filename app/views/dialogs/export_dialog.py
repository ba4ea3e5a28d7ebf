"""Export: which records, and where to; the file is written in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base import today
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.dialog import BatonDialog
from app.views.parts.label import Label

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress
    from app.views.page import ShellApi

TABLES: Final = "CSV (*.csv);;Excel (*.xlsx)"
# kind -> its words, what is in the file, the kinds of file
KINDS: Final = {
    "deals": ("Deals", "Every deal, closed ones too, with the columns that an import takes.", TABLES),
    "clients": ("Clients", "Organisations and people, with their addresses and tags.", TABLES),
    "contacts": ("Contacts", "Every contact with its client and role.", TABLES),
    "products": ("Products", "What you sell, with prices and hours.", TABLES),
    "renewals": (
        "Renewals",
        "Every renewal with its client, its day, its amount, its notice, and the deal it became.",
        TABLES,
    ),
    "tasks": ("Tasks", "Every task with its project, dates, hours and predecessors.", TABLES),
    "time": ("Hours", "The time logged, with what it was for.", TABLES),
    "calendar": ("Calendar", "Due dates, milestones and next steps, for a calendar program.", "Calendar (*.ics)"),
    "everything": (
        "Everything",
        "Every table with every column and the whole history, as one document.",
        "JSON (*.json)",
    ),
}


class ExportDialog(BatonDialog):
    """Asks what to export; the writing itself goes on in the background, after the dialog has closed."""

    def __init__(self, store: Store, shell: ShellApi, parent: QWidget) -> None:
        super().__init__(parent, "Export", width=440)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._shell = store, shell
        self.kind = ChoiceField("What to export", [(key, words[0]) for key, words in KINDS.items()], boxed=True)
        self.kind.set_value("deals")
        self.kind.on_commit = self._on_kind
        self.words = Label("", "text2", wrap=True)
        self.body.addWidget(self.kind)
        self.body.addSpacing(4)
        self.body.addWidget(self.words)
        self.add_button(QuietButton("Close"))
        self.save = MainButton("Save as…", "export")
        self.add_button(self.save, self.ask_where)
        self._on_kind("deals")

    def _on_kind(self, kind: object) -> None:
        self.words.setText(KINDS[str(kind)][1])

    def ask_where(self) -> None:
        """Ask where to write to."""
        name, _, files = KINDS[str(self.kind.value())]
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        ending = files.partition("*")[2].partition(")")[0]
        dialog = QFileDialog(self, "Save as", str(folder / f"{name} {today().isoformat()}{ending}"), files)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending.lstrip("."))
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("xlsx" if "xlsx" in chosen else ending.lstrip("."))
        )
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.open()

    def write(self, out: Path) -> None:
        """Write the chosen records to `out`, in the background, and offer to open the file."""
        shell, store, kind = self._shell, self._store, str(self.kind.value())

        def work(progress: Progress) -> int:
            from app.exchange import exporting

            progress.check()
            return exporting.export(store, kind, out)

        def done(count: int) -> None:
            url = QUrl.fromLocalFile(str(out))
            shell.toast(f"{out.name} holds {count:,} records", action=("Open", lambda: QDesktopServices.openUrl(url)))

        self.accept()
        shell.run_job(work, done, title=f"Writing {out.name}")
