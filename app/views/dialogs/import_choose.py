"""The first step of an import: what is imported, and from which file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.exchange import kinds
from app.views import theme
from app.views.dialogs.import_plan import KIND_NAMES, KINDS
from app.views.parts import icons
from app.views.parts.buttons import MainButton
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.paint import CENTRE, paint_box, paint_text
from app.views.parts.progress import ProgressStrip
from app.views.parts.segmented import Segmented

FILES: Final = "Tables (*.csv *.tsv *.txt *.xlsx *.xls *.ods *.vcf);;All files (*)"


class DropZone(QWidget):
    """Takes a file that is dropped on it; the button browses."""

    dropped = Signal(object)
    browsed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._over = False
        self.browse = MainButton("Choose a file…")
        self.browse.clicked.connect(self.browsed)
        column = QVBoxLayout(self)
        column.addStretch(3)
        column.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(220))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event) is not None:
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        path = file_of(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        fill, line = ("accent_soft", "accent") if self._over else ("card", "strong_line")
        paint_box(painter, self.rect(), theme.RADIUS, fill, line, dashed=True)
        middle = self.browse.y() - theme.px(76)
        icons.paint(painter, QRect(0, middle, self.width(), theme.px(28)), "download-simple", "text3", theme.px(24))
        words = QRect(0, middle + theme.px(32), self.width(), theme.px(20))
        paint_text(painter, words, "Drop a file here", weight=theme.MEDIUM, align=CENTRE)
        below = words.translated(0, theme.px(18))
        paint_text(painter, below, "CSV, xlsx, ods, xls or vCard", "text3", theme.SECOND, align=CENTRE)


def file_of(event: QDropEvent) -> Path | None:
    """The first file on this computer that is dragged, or None."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)


class ChooseStep(QWidget):
    """The kind, the drop zone, and why the last file was refused."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = Segmented([(kind, KIND_NAMES[kind]) for kind in KINDS], "deals", name="What is imported")
        self.kind.changed.connect(lambda _: self._say_fields())
        self.fields = Label("", "text2", theme.SECOND, wrap=True)
        self.refusal = Notice("bad", "")
        self.refusal.hide()
        self.zone = DropZone()
        self.zone.dropped.connect(lambda path: self.chosen.emit(str(self.kind.value()), path))
        self.progress = ProgressStrip()
        self.progress.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.kind)
        column.addWidget(self.fields)
        column.addWidget(self.refusal)
        column.addWidget(self.zone, 1)
        column.addWidget(self.progress)
        self._say_fields()

    def _say_fields(self) -> None:
        names = [field_name(field.name) for field in kinds.fields(str(self.kind.value()))]
        self.fields.setText(f"Columns Baton knows: {', '.join(names)}. Others can be kept as custom fields.")

    def refuse(self, sentence: str) -> None:
        """Say why a file was not taken; '' takes it back."""
        self.refusal.setVisible(bool(sentence))
        if sentence:
            self.refusal.say("bad", sentence)

    def show_busy(self, text: str) -> None:
        """A file is being read; '' when it is not."""
        self.progress.setVisible(bool(text))
        self.progress.set_progress(text, 0.0)
        self.zone.browse.setEnabled(not text)


def field_name(name: str) -> str:
    """'expected close' of 'expected_close'."""
    return name.replace("_", " ")
