"""The last step of an import: it lands, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.exchange.importing import Report
from app.views import theme
from app.views.dialogs.import_plan import KIND_NAMES, made_on_the_way, refused
from app.views.parts.buttons import PlainButton
from app.views.parts.label import Label


class DoneStep(QWidget):
    """'8,800 deals are in', how many of each, and the ways on: undo it, or see the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.title = Label("", "text", theme.TITLE, theme.SEMIBOLD, align=middle)
        self.text = Label("", "text2", wrap=True, align=middle)
        self.undo = PlainButton("Undo", "arrow-counter-clockwise")
        self.save = PlainButton("Save refused rows…")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(12)
        column.addLayout(buttons)
        column.addStretch(3)

    def show_busy(self, kind: str, rows: int) -> None:
        """It is landing now."""
        self.title.setText(f"Importing {rows:,} rows of {KIND_NAMES[kind].lower()}")
        self.text.setText("All of it lands as one action, which one Undo takes back.")
        for button in (self.undo, self.save):
            button.hide()

    def show_report(self, kind: str, report: Report) -> None:
        """It has landed."""
        landed = report.landed
        whole = landed.created + landed.updated
        self.title.setText(_landed_text(kind, whole))
        parts = [
            f"{landed.created:,} new",
            f"{landed.updated:,} updated",
            f"{landed.skipped:,} left as they are",
        ]
        lines = [", ".join([*parts, f"{refused(report):,} refused"]) + "."]
        self.text.setText("\n".join([*lines, *made_on_the_way(report), *landed.notes]))
        self.undo.setVisible(whole > 0)
        self.save.setVisible(bool(landed.errors))

    def show_undone(self) -> None:
        """It was taken back."""
        self.title.setText("The import is taken back")
        self.text.setText("The workspace is as it was before.")
        self.undo.hide()


def _landed_text(kind: str, count: int) -> str:
    """'8,800 deals are in', '1 deal is in'."""
    many = KIND_NAMES[kind].lower() if kind != "time" else "time entries"
    if count == 1:
        return f"1 {'time entry' if kind == 'time' else many.removesuffix('s')} is in"
    return f"{count:,} {many} are in" if count else "Nothing was changed"
