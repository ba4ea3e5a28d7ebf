"""The field of a task's project: the projects that are open, read when the list is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.services import projects
from app.views.parts.choice_field import ChoiceField
from app.views.parts.picker import Option, matches

if TYPE_CHECKING:
    from app.models.store import Store


class ProjectField(ChoiceField):
    """The id of a project, or None; `set_choice` shows it with its name, whether or not it is still open."""

    def __init__(self, store: Store, on_commit: Callable[[Any], object]) -> None:
        self._store = store
        super().__init__("Project", lambda typed: matches(self._open(), typed), on_commit, empty="No project")

    def _open(self) -> list[Option]:
        return [Option(key, name, client, icon="flag") for key, name, client in projects.choices(self._store)]

    def _findable(self) -> list[Option]:
        """Read once, and not again with every letter."""
        found = self._open()
        if self._shown is not None and self._shown.key == self._value not in [each.key for each in found]:
            found.append(self._shown)
        return [Option(None, self._empty), *found]
