"""The last step of an import: it lands, and what came of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.exchange.importing import Report
from app.views import theme
from app.views.dialogs.import_plan import KIND_NAMES, made_on_the_way
from app.views.parts.buttons import PlainButton
from app.views.parts.label import Label

LONG_AGO: Final = 30  # days; what was won before then is delivered, or delivered elsewhere


class DoneStep(QWidget):
    """'8,800 deals are in', how many of each, and the ways on: undo it, or see the list.

    Deals that were won long ago are history: one button says that they need no project.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.title = Label("", "text", theme.TITLE, theme.SEMIBOLD, align=middle)
        self.text = Label("", "text2", wrap=True, align=middle)
        self.undo = PlainButton("Undo", "arrow-counter-clockwise")
        self.save = PlainButton("Save refused rows…")
        self.waive = PlainButton("")
        self.waive.set_tooltip("They stay won; each can still be handed off later")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.save)
        buttons.addWidget(self.waive)
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
        for button in (self.undo, self.save, self.waive):
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
        lines = [", ".join([*parts, f"{report.refused:,} refused"]) + "."]
        self.text.setText("\n".join([*lines, *made_on_the_way(report), *landed.notes]))
        self.undo.setVisible(whole > 0)
        self.save.setVisible(bool(landed.errors))

    def offer_waiver(self, count: int) -> None:
        """So many deals were won long ago and wait for a project."""
        self.waive.setVisible(count > 0)
        self.waive.setText(f"{count:,} old wins need no project" if count > 1 else "The old win needs no project")

    def show_waived(self) -> None:
        """They are marked; from here Undo takes that back first, so that it is left to the window."""
        self.text.setText(
            f"{self.text.text()}\nDeals won more than {LONG_AGO} days ago are marked as needing no project."
        )
        self.undo.hide()
        self.waive.hide()

    def show_undone(self) -> None:
        """It was taken back."""
        self.title.setText("The import is taken back")
        self.text.setText("The workspace is as it was before.")
        self.undo.hide()
        self.waive.hide()


def _landed_text(kind: str, count: int) -> str:
    """'8,800 deals are in', '1 deal is in'."""
    many = KIND_NAMES[kind].lower() if kind != "time" else "time entries"
    if count == 1:
        return f"1 {'time entry' if kind == 'time' else many.removesuffix('s')} is in"
    return f"{count:,} {many} are in" if count else "Nothing was changed"
