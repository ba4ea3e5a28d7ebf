"""How a list is arranged, between its user, this computer and its saved views.

What one arranges while no view is chosen is one's own, and is there again the next time; what one arranges in a view is that
view's, and shows as changed until it is saved. Widths are always one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer

from app.views.list_memory import ListMemory
from app.views.parts.arrangement import Arrangement, from_spec, to_spec

if TYPE_CHECKING:
    from app.views.parts.arranged_table import ArrangedTable

_KEPT_MS = 400


class ListState(QObject):
    """Keeps `table` as it was left; `in_view` says whether a saved view is chosen."""

    def __init__(self, table: ArrangedTable, memory: ListMemory, in_view: Callable[[], bool]) -> None:
        super().__init__(table)
        self._table, self._memory, self._in_view = table, memory, in_view
        self._saving = QTimer(self)  # a head that is drawn wider tells of every pixel
        self._saving.setSingleShot(True)
        self._saving.setInterval(_KEPT_MS)
        self._saving.timeout.connect(self.keep)
        kept = memory.recall()
        self.own = from_spec(kept, table.usual)
        if table.widths is not None:
            table.widths.take(kept.get("widths"))
            table.widths.changed.connect(self._saving.start)
        table.arrange(self.own, tell=False)
        table.size_columns()
        table.arranged.connect(lambda _: self._on_arranged())
        table.installEventFilter(self)

    def _on_arranged(self) -> None:
        if not self._in_view():
            self.own = self._table.arrangement
            self.keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page goes out of sight, perhaps for good."""
        if event.type() == QEvent.Type.Hide and self._saving.isActive():
            self.keep()
        return super().eventFilter(watched, event)

    def keep(self) -> None:
        """Remember on this computer how the list is now."""
        self._saving.stop()
        spec = to_spec(self.own, self._table.usual)
        widths = self._table.widths.chosen if self._table.widths is not None else {}
        self._memory.keep({**spec, "widths": widths} if widths else spec)

    def spec(self) -> dict[str, Any]:
        """The arrangement as a part of a view's spec."""
        return to_spec(self._table.arrangement, self._table.usual)

    def take(self, spec: dict[str, Any]) -> None:
        """Arrange the list as a view says, silently; no view at all brings one's own arrangement back."""
        wanted: Arrangement = from_spec(spec, self._table.usual) if spec else self.own
        self._table.arrange(wanted, tell=False)
