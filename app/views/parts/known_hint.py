"""The hint below a name being typed that is nearly known already, with a link to whom it may mean.

hint = KnownHint(store, "client", "Open it", self._open)
hint.follow(field)            a TextField; the hint shows and hides by itself
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from app.services import duplicates
from app.views import jobs, theme
from app.views.parts.buttons import LinkButton
from app.views.parts.label import ElidedLabel

if TYPE_CHECKING:
    from app.domain.duplicates import Kind
    from app.models.store import Store
    from app.services.duplicates import Side
    from app.views.parts.fields import TextField

_TYPING_MS: Final = 120
_KEYS: Final = "Alt+Return"


class KnownHint(QWidget):
    """See the top of this module. The names are read once, beside the window, when the first letter is typed."""

    def __init__(
        self, store: Store, kind: Kind, action: str, does: Callable[[Side], object], *, indent: int = 8
    ) -> None:
        super().__init__()
        self._store, self._kind, self._does = store, kind, does
        self._known: Sequence[tuple[int, str]] | None = None
        self._asked = False
        self._typed = ""
        self.side: Side | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.words = ElidedLabel("", "warn", theme.SECOND)
        self.link = LinkButton(action, size=theme.SECOND)
        self.link.clicked.connect(self._act)
        self.link.set_tooltip(action, _KEYS)
        self.link.setFocusPolicy(
            Qt.FocusPolicy.TabFocus
        )  # a click must not take the field's focus, and so commit the name
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(indent), 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.link)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self.look)
        self.hide()

    def follow(self, field: TextField) -> None:
        """Look at what is typed into `field`."""
        field.typed.connect(self._on_typed)
        keys = QShortcut(QKeySequence(_KEYS), field)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._act)

    def _on_typed(self, text: str) -> None:
        self._typed = text.strip()
        self._timer.start()
        if not self._asked:
            self._asked = True
            store, kind = self._store, self._kind
            jobs.run(lambda _: duplicates.known(store, kind), self._on_known, lambda _: None, title="Reading names")

    def _on_known(self, known: list[tuple[int, str]]) -> None:
        if isValid(self):
            self._known = known
            self.look()

    def look(self) -> None:
        """Say whom the typed name may mean, or nothing."""
        found = duplicates.nearly(self._store, self._kind, self._typed, self._known or (), 1) if self._typed else []
        self.say(found[0] if found else None)

    def say(self, side: Side | None) -> None:
        """Name this one; None for nobody."""
        self.side = side
        if side is not None:
            detail = f", {side.detail}" if side.detail else ""
            self.words.set_text(f"Nearly known: {side.name}{detail}")
        if self.isHidden() == (side is not None):
            self.setVisible(side is not None)
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """A dialog grows by the line."""
        window = self.window()
        if isinstance(window, QDialog):
            window.adjustSize()

    def _act(self) -> None:
        if self.side is not None:
            self._does(self.side)
