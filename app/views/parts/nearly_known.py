"""Whom somebody about to add a name may mean instead: a letter wrong, another legal form. For the list of a picker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.services import duplicates
from app.views import jobs
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.domain.duplicates import Kind
    from app.models.store import Store


class NearlyKnown:
    """`options(typed)` for one opening of a picker. The names are read beside the window when they are first asked for, and
    then `learnt` is called."""

    def __init__(self, store: Store, kind: Kind, learnt: Callable[[], object], *, icon: str = "") -> None:
        self._store, self._kind, self._learnt, self._icon = store, kind, learnt, icon
        self._known: Sequence[tuple[int, str]] | None = None
        self._asked = False

    def options(self, typed: str) -> list[Option]:
        """Those whose name is nearly that; nobody as long as the names are being read."""
        if not self._asked:
            self._asked = True
            store, kind = self._store, self._kind
            jobs.run(lambda _: duplicates.known(store, kind), self._on_known, lambda _: None, title="Reading names")
        return [
            Option(side.id, side.name, f"nearly known, {side.detail}".rstrip(", "), icon=self._icon)
            for side in duplicates.nearly(self._store, self._kind, typed, self._known or ())
        ]

    def _on_known(self, known: list[tuple[int, str]]) -> None:
        self._known = known
        self._learnt()
