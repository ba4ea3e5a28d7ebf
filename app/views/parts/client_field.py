"""A client found by typing: the field, and the options for a list of its own. None of them reads every client."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from app.services import clients
from app.views.parts.choice_field import ChoiceField
from app.views.parts.nearly_known import NearlyKnown
from app.views.parts.picker import Finder, Option

if TYPE_CHECKING:
    from app.models.store import Store


def client_options(store: Store, typed: str, current: object = None) -> list[Option]:
    """The clients that fit what is typed. Before one types: `current`, the clients used last, then the others by name."""
    found = [Option(key, name) for key, name in clients.find(store, typed)]
    if not typed.strip() and isinstance(current, int):
        name = clients.name_of(store, current)
        found = [*([Option(current, name)] if name else []), *(each for each in found if each.key != current)]
    return found


class ClientField(ChoiceField):
    """The id of a client, or None, shown by its name. With `add_new` another name may be typed, and what that returns is the
    value: an id, or the name itself (`str`) where the client is made later, together with what needs it."""

    def __init__(
        self, store: Store, on_commit: Callable[[Any], object] | None = None, *, add_new: Callable[[str], Hashable] | None = None,
        empty: str = "", boxed: bool = False, placeholder: str = "",
    ) -> None:  # fmt: skip
        self._store = store
        self._near = NearlyKnown(store, "client", self._look_again)
        super().__init__(
            "Client", self._find, on_commit, add_new=add_new, empty=empty, boxed=boxed, placeholder=placeholder
        )

    def set_value(self, value: Any, hint: str = "") -> None:
        known = clients.name_of(self._store, value) if isinstance(value, int) else value
        self._shown = Option(value, known) if known else None
        super().set_value(value, hint)

    def open_list(self, typed: str = "") -> None:
        self._near = NearlyKnown(self._store, "client", self._look_again)
        super().open_list(typed)

    def nearly(self) -> Finder:
        return self._near.options

    def _find(self, typed: str) -> list[Option]:
        return client_options(self._store, typed, self.value())

    def _look_again(self) -> None:
        if self._picker is not None:
            self._picker.look()
