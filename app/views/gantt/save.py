"""Reading what the timeline shows, asking where a drawing is to be written, and writing it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base import UserError
from app.services import project_timeline, schedules, settings
from app.services.project_timeline import Timeline
from app.views.gantt.lines import Group, Lines
from app.views.parts.dates import full_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.gantt.toolbar import TimelineToolbar
    from app.views.page import ShellApi


def read(
    store: Store, project_id: int | None, group: Group, shut: frozenset[Hashable]
) -> tuple[Timeline, Lines] | None:
    """What is shown and its rows, in whichever thread; None when the project is gone.

    Raises UserError where nothing can be planned, as without a working day.
    """
    if project_id is not None and not schedules.is_there(store, project_id):
        return None
    told = project_timeline.timeline(store, project_id)
    return told, Lines(told, group, shut)


def write_timeline(
    store: Store, shell: ShellApi, told: Timeline, lines: Lines, toolbar: TimelineToolbar, title: str, out: Path
) -> None:
    """Write the timeline as it is shown to a PDF of as many pages as it takes, and say so."""
    from app.views.gantt import paper

    size = str(settings.get(store, "paper", "a4"))
    named = f"{title}, {full_text(told.today)}"
    try:
        count = paper.write(told, lines, toolbar.zoom(), toolbar.drawn(), out, title=named, paper=size)
    except UserError as problem:
        shell.error(str(problem))
        return
    shell.toast(f"{out.name} written, {count} page{'' if count == 1 else 's'}", undo=False)


def ask_where(
    parent: QWidget, what: str, title: str, write: Callable[[Path], object], kinds: Sequence[str] = ("PDF (*.pdf)",)
) -> None:
    """Ask for a file for the `what` of `title`, then call `write` with it."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    name = f"{title} {what}.pdf".replace("/", "-")
    words = f"Save the {what} as {' or '.join(kind.partition(' ')[0] for kind in kinds)}"
    dialog = QFileDialog(parent, words, str(folder / name), ";;".join(kinds))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind.partition(" ")[0].casefold()))
    dialog.fileSelected.connect(lambda chosen: write(Path(chosen)))
    dialog.open()
