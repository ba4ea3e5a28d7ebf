"""Long work in sight: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.label import ElidedLabel
from app.views.parts.paint import paint_bar


class Bar(QWidget):
    """A thin bar filled to `share`, 0 to 1."""

    def __init__(self, share: float = 0.0, token: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = share
        self._token = token
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, token: str | None = None) -> None:
        """Fill to `share`, perhaps in another colour."""
        self._share = share
        self._token = token or self._token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_bar(QPainter(self), QRect(0, (self.height() - 4) // 2, self.width(), 4), self._share, self._token)


class ProgressStrip(QWidget):
    """'Importing row 3,120 of 10,000', a bar, and Cancel, which emits `cancelled` once."""

    cancelled = Signal()

    def __init__(
        self, text: str = "", value: float = 0.0, *, cancellable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._words = ElidedLabel(text, "text2", theme.SECOND)
        self._bar = Bar(value)
        self.cancel = LinkButton("Cancel", size=theme.SECOND)
        self.cancel.setVisible(cancellable)
        self.cancel.clicked.connect(self._on_cancel)
        row.addWidget(self._words, 3)
        row.addWidget(self._bar, 2)
        row.addWidget(self.cancel)
        self.set_progress(text, value)

    def set_progress(self, text: str, value: float) -> None:
        """Say how far it is; `value` is the share done, 0 to 1."""
        self._words.set_text(text)
        self._bar.set_share(value)
        self.setAccessibleName(text)
        self.setAccessibleDescription(f"{round(value * 100)}%")

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancelled.emit()

    def reset(self) -> None:
        """Be ready for further work."""
        self.cancel.setEnabled(True)
        self.set_progress("", 0.0)
