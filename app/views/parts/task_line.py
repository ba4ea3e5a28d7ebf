"""The line in which a whole task may be typed, and what was understood of it, in words."""

from __future__ import annotations

from collections.abc import Callable

from app.services.quick_tasks import Understood
from app.views.parts.dates import short_text
from app.views.parts.fields import TextField, hours_text


class TaskLineField(TextField):
    """A title that tells of every letter typed."""

    def __init__(self, typed: Callable[[str], object]) -> None:
        self._typed = typed
        self._heard = False
        super().__init__("Title", required=True, boxed=True, placeholder="Draft copy @jane ~4h fri #web")

    def _on_edit_shown(self, shown: bool) -> None:
        line = self.line_input()
        if shown and line is not None and not self._heard:
            self._heard = True
            line.textEdited.connect(self._typed)

    def cancel(self) -> None:
        super().cancel()
        self._typed(self.value())  # what was read of the dropped words goes with them


def understood_text(said: Understood) -> str:
    """'Draft copy · Jane · 4 h · 27 Nov · #web · after Wireframes'; '' for a title and nothing else."""
    if said.plain:
        return ""
    parts = [said.title or "No title yet", said.owner]
    parts.append(hours_text(said.minutes) if said.minutes is not None else "")
    parts.append(short_text(said.due_on) if said.due_on else "")
    parts += [f"#{label}" for label in said.labels]
    parts.append(said.project)
    parts += [f"after {title}" for _, title in said.after]
    parts.append(said.every)
    return " · ".join(part for part in parts if part)
