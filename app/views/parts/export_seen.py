"""What a list shows, as a file: its columns and rows in their order, figures and days as figures and days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base import check_ending, today
from app.views.parts.rows import Col

if TYPE_CHECKING:
    from app.views.jobs import Progress
    from app.views.page import ShellApi

_FILES = "Excel (*.xlsx);;CSV (*.csv)"
_BLOCK = 400


def ask(parent: QWidget, name: str, write: Callable[[Path], object]) -> QFileDialog:
    """Ask where to write what is seen, then call `write` with the path."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog = QFileDialog(parent, "Export what is seen", str(folder / f"{name} {today().isoformat()}.xlsx"), _FILES)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("xlsx")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if "csv" in chosen else "xlsx"))
    dialog.fileSelected.connect(lambda chosen: write(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def write(
    shell: ShellApi,
    path: Path,
    columns: Sequence[Col[Any]],
    ids: Sequence[int],
    fetch: Callable[[Sequence[int]], Sequence[Any]],
    noun: str,
) -> None:
    """Write these rows in the background and offer to open the file; `noun` is what a row is called: 'deal'."""
    columns, ids = list(columns), list(dict.fromkeys(ids))

    def work(progress: Progress) -> int:
        from app.exchange.writers import write_csv, write_xlsx

        check_ending(path, "A list is", ".xlsx", ".csv")
        found: list[Any] = []
        for block in _blocks(ids):
            progress.report(len(found), len(ids))
            found += fetch(block)
        heads, cells = table(columns, found)
        (write_csv if path.suffix.lower() == ".csv" else write_xlsx)(path, heads, cells)
        return len(cells)

    def done(count: int) -> None:
        url = QUrl.fromLocalFile(str(path))
        words = f"{path.name} holds {count:,} {noun if count == 1 else f'{noun}s'}"
        shell.toast(words, action=("Open", lambda: QDesktopServices.openUrl(url)))

    shell.run_job(work, done, title=f"Writing {path.name}")


def table(columns: Sequence[Col[Any]], rows: Sequence[Any]) -> tuple[list[str], list[list[Any]]]:
    """Heads and cells. A unit that all values of a column share stands in its head, others in a column of their own."""
    heads: list[str] = []
    parts: list[list[Any]] = []
    for column in columns:
        values = [column.value(row) if column.value is not None else column.text(row) for row in rows]
        units = [column.unit(row) for row in rows] if column.unit is not None else []
        known = sorted(set(filter(None, units)))
        heads.append(f"{column.title} ({known[0]})" if len(known) == 1 else column.title)
        parts.append(values)
        if len(known) > 1:
            heads.append(f"{column.title}: unit" if not _are_currencies(known) else f"{column.title}: currency")
            parts.append(units)
    return heads, [list(cells) for cells in zip(*parts, strict=True)]


def _are_currencies(units: Sequence[str]) -> bool:
    return all(len(unit) == 3 and unit.isupper() for unit in units)


def _blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BLOCK):
        yield ids[start : start + _BLOCK]
