"""Import clients, contacts, products, deals, tasks or hours from a file: see first what would land, then land it.

Files are read, matched and parsed in the background. What would land is found by a dry run, and a dry run
writes and takes back; the Store is written by the window's thread alone, so that this and the landing itself
are the one exception to never keeping the event loop waiting (10,000 deals: 0.6 s). The window says that it
is busy before, and the choices of one turn of the loop are counted once.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget
from shiboken6 import isValid

from app.base import UserError, check_ending, today
from app.exchange import importing
from app.exchange.importing import Report
from app.views import jobs, theme
from app.views.dialogs import import_plan as plan
from app.views.dialogs.import_choose import FILES, ChooseStep
from app.views.dialogs.import_done import LONG_AGO, DoneStep
from app.views.dialogs.import_plan import KIND_NAMES, LISTS, Asked, Ready
from app.views.dialogs.import_preview import PreviewStep
from app.views.dialogs.import_reading import with_change
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.dialog import BatonDialog

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Job, Progress
    from app.views.page import ShellApi

CHOOSE, PREVIEW, DONE = range(3)
_SETTLE_MS: Final = 250
_WIDE, _HIGH = 1140, 720
_NOTES: Final = ("Nothing is written before Import.", "Nothing is written before Import.", "")


class ImportDialog(BatonDialog):
    """Three steps: choose, check, done. `shell` is the window."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(shell, "Import", width=560, resizable=True)  # type: ignore[arg-type]  # the window is a QWidget too
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._shell = store, shell
        self.ready: Ready | None = None
        self.report: Report | None = None
        self._asked: Asked | None = None
        self._job: Job | None = None
        self.choose, self.preview, self.done_step = ChooseStep(), PreviewStep(), DoneStep()
        self.steps = QStackedWidget()
        for step in (self.choose, self.preview, self.done_step):
            self.steps.addWidget(step)
        self.body.addWidget(self.steps, 1)
        self._add_buttons()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._dry_run)
        self._connect()
        self._fit()
        self.show_step(CHOOSE)

    def _add_buttons(self) -> None:
        self.close_button = QuietButton("Close")
        self.back = PlainButton("Back")
        self.main = MainButton("Import")
        self.add_button(self.close_button)
        self.add_button(self.back, lambda: self.show_step(CHOOSE))
        self.add_button(self.main, self._on_main)

    def _connect(self) -> None:
        self.choose.chosen.connect(self.take_file)
        self.choose.zone.browsed.connect(self._browse)
        self.choose.progress.cancelled.connect(self._stop)
        self.preview.table.chosen.connect(self._on_column)
        self.preview.form.changed.connect(self._on_reading)
        self.preview.likely.changed.connect(lambda same: self._on_reading("same", same))
        self.preview.kind_wanted.connect(self._on_kind)
        self.preview.refused.save_wanted.connect(self._ask_where)
        self.done_step.save.clicked.connect(self._ask_where)
        self.done_step.undo.clicked.connect(self._undo)
        self.done_step.waive.clicked.connect(self._waive)

    def _fit(self) -> None:
        """As large as the window allows."""
        window = self.parentWidget()
        room = window.size() if window is not None else self.size()
        width = min(theme.px(_WIDE), room.width() - 48)
        height = min(theme.px(_HIGH), room.height() - 48)
        self.steps.setMinimumSize(min(width - 48, theme.px(640)), min(height - 150, theme.px(380)))
        self._wanted = (width + 2 * self.edge, height + 2 * self.edge)

    def adjustSize(self) -> None:
        self.resize(*self._wanted)

    def show_step(self, step: int) -> None:
        """Show this step, with the buttons it has."""
        self.steps.setCurrentIndex(step)
        self.set_note(_NOTES[step])
        self.back.setVisible(step == PREVIEW)
        self.main.setVisible(step != CHOOSE)
        if step == CHOOSE:
            self.choose.zone.browse.setFocus()
        self.title_label.setText(
            "Import" if step == CHOOSE or not self._asked else f"Import {KIND_NAMES[self._asked.kind].lower()}"
        )

    # --- reading ------------------------------------------------------------------------

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose a file", str(Path.home()), FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take_file(str(self.choose.kind.value()), Path(chosen)))
        dialog.open()

    def take_file(self, kind: str, path: Path) -> None:
        """Read this file as records of this kind."""
        self.preview.likely.forget()
        self.ready = self.report = None
        self.choose.refuse("")
        self._read(Asked(kind, path))

    def _read(self, asked: Asked) -> None:
        """In the background; an answer to an older question is dropped."""
        self._stop()
        self._timer.stop()
        self._asked = asked
        self.preview.counts.show_report(None)
        self.main.setEnabled(False)
        self.choose.show_busy(f"Reading {asked.path.name}")
        store, before = self._store, self.ready

        def work(progress: Progress) -> Ready:
            return plan.prepare(store, asked, before, progress)

        job = jobs.run(work, lambda ready: self._on_ready(asked, ready), lambda problem: self._on_refused(asked, problem),
                       title=f"Reading {asked.path.name}", cancelled=self._on_cancelled)  # fmt: skip
        self._job = job if job.running else None

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_cancelled(self) -> None:
        if isValid(self) and self._job is None:
            self.choose.show_busy("")

    def _on_ready(self, asked: Asked, ready: Ready) -> None:
        if not isValid(self) or asked is not self._asked:
            return
        self._job = None
        self.ready = ready
        self.choose.show_busy("")
        self.preview.show_ready(ready)
        self.main.setText(f"Import {len(ready.prepared.batch.rows):,} rows" if ready.prepared else "Import")
        if self.steps.currentIndex() != PREVIEW:
            self.preview.table.setFocus()
        self.show_step(PREVIEW)
        if ready.prepared is not None:
            self._timer.start()

    def _on_refused(self, asked: Asked, problem: Exception) -> None:
        """The file cannot be read so: say why, and keep what was there."""
        if not isValid(self) or asked is not self._asked:
            return
        self._job = None
        self.choose.show_busy("")
        if not isinstance(problem, UserError):
            return
        if self.ready is None:
            self.choose.refuse(str(problem))
            self.show_step(CHOOSE)
            return
        self._asked = self.ready.asked
        self.preview.show_ready(self.ready)
        self.preview.refuse(str(problem))
        if self.ready.prepared is not None:
            self._timer.start()

    # --- choices ------------------------------------------------------------------------

    def _on_kind(self, kind: str) -> None:
        if self._asked is not None:
            self.choose.kind.set_value(kind)
            self.take_file(kind, self._asked.path)

    def _on_column(self, place: int, choice: str) -> None:
        if self._asked is not None and self.ready is not None:
            self._read(self._asked._replace(choices=plan.with_choice(self.ready.choices, place, choice)))

    def _on_reading(self, key: str, value: Any) -> None:
        if self._asked is not None and value != getattr(self._asked, key):
            self._read(with_change(self._asked, key, value))

    # --- landing ------------------------------------------------------------------------

    def _dry_run(self) -> None:
        if not self.isVisible():  # closed while the file was read, and the workspace perhaps with it
            return
        self._land(dry_run=True)
        if self.ready is not None and self.report is not None:
            self.preview.show_report(self.ready, self.report)
            self.main.setEnabled(True)

    def _land(self, *, dry_run: bool) -> None:
        """The one place that keeps the event loop waiting; see the top of this module."""
        assert self.ready is not None and self.ready.prepared is not None
        QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        try:
            self.report = importing.land(
                self._store, self.ready.prepared, on_duplicate=self.ready.asked.on_duplicate, dry_run=dry_run
            )
        except UserError as problem:
            self.report = None
            self.show_step(PREVIEW)
            self.preview.refuse(str(problem))
        finally:
            QGuiApplication.restoreOverrideCursor()

    def _on_main(self) -> None:
        if self.steps.currentIndex() == DONE:
            self._show_list()
        elif self.ready is not None and self.report is not None and self.main.isEnabled():
            self.done_step.show_busy(self.ready.asked.kind, len(self.ready.table.rows))
            self.show_step(DONE)
            self.main.setEnabled(False)
            self.close_button.setEnabled(False)
            QTimer.singleShot(30, self, self._finish)  # painted first, so that the window says what it is busy with

    def _finish(self) -> None:
        self._land(dry_run=False)
        self.close_button.setEnabled(True)
        self.main.setEnabled(True)
        if self.report is None or self.ready is None:
            return
        kind = self.ready.asked.kind
        self.done_step.show_report(kind, self.report)
        self.done_step.offer_waiver(len(self._long_won()) if kind == "deals" else 0)
        self.main.setText(f"Show {KIND_NAMES[kind].lower()}" if kind in LISTS else "Done")
        self.main.setFocus()

    def _show_list(self) -> None:
        kind = self.ready.asked.kind if self.ready else ""
        self.accept()
        if kind in LISTS:
            self._shell.open_page(LISTS[kind], {})

    def _long_won(self) -> list[int]:
        from app.services import deal_board

        return deal_board.waiting_for_handoff(self._store, won_before=today() - timedelta(LONG_AGO))

    def _waive(self) -> None:
        from app.services import deals

        deals.waive_handoff(self._store, self._long_won())
        self.done_step.show_waived()

    def _undo(self) -> None:
        if self._store.undo_label == f"Import {self.ready.asked.kind if self.ready else ''}":
            self._store.undo()
        self.done_step.show_undone()
        self.main.setVisible(False)

    # --- refused rows -------------------------------------------------------------------

    def _ask_where(self) -> None:
        if self.ready is None:
            return
        name = f"{self.ready.asked.path.stem} refused.csv"
        dialog = QFileDialog(self, "Save refused rows", str(self.ready.asked.path.parent / name), "CSV (*.csv)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda chosen: self.save_refused(Path(chosen)))
        dialog.open()

    def save_refused(self, path: Path) -> None:
        """Write the rows that do not land, with what is wrong with them, as CSV."""
        if self.ready is None or self.report is None:
            return
        headers, rows = plan.refused_rows(self.ready, self.report.landed.errors)

        def work(progress: Progress) -> Path:
            from app.exchange.writers import write_csv

            progress.check()
            check_ending(path, "Refused rows are", ".csv")
            write_csv(path, headers, rows)
            return path

        def done(out: Path) -> None:
            if isValid(self):
                self.set_note(f"{out.name} holds the {len(rows):,} refused {'row' if len(rows) == 1 else 'rows'}.")

        self._shell.run_job(work, done, title=f"Writing {path.name}")

    def reject(self) -> None:
        self._stop()
        self._timer.stop()
        super().reject()
