"""Several windows of one program on one workspace: they share its Store, so each shows at once what is done in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from shiboken6 import isValid

if TYPE_CHECKING:
    from pathlib import Path

    from app.models.store import Store
    from app.views.shell import Shell

_STEP: Final = 32


def open_beside(shell: Shell) -> Shell:
    """A second window on the same workspace and page, a little below the first."""
    from app.views.shell import Shell as Window

    made = Window(shell.state, shell.family)
    made.to_front.connect(shell.to_front)  # whoever listens to the first window hears of each
    made.resize(shell.size())
    made.move(_beside(shell))
    if shell.has_store:
        made.use(shell.store, shell.key)
    _count(shell.family)
    made.show()
    made.raise_()
    made.activateWindow()
    return made


def _beside(shell: Shell) -> QPoint:
    """Below and to the right, on the same screen."""
    at, screen = shell.pos() + QPoint(_STEP, _STEP), shell.screen()
    room = screen.availableGeometry() if screen is not None else shell.geometry()
    fits = room.contains(QPoint(at.x() + shell.width(), at.y() + shell.height()))
    return at if fits else QPoint(max(room.left(), at.x() - 2 * _STEP), max(room.top(), at.y() - 2 * _STEP))


def on_closed(shell: Shell) -> None:
    """A window has closed and others stay: one of them is in front now, and the closed one goes when its work has ended."""
    from app.views import jobs

    _count(shell.family)
    shell.family[-1].to_front.emit(shell.family[-1])

    def drop() -> None:
        if isValid(shell) and not jobs.running():
            shell.deleteLater()

    if jobs.running():
        jobs.on_change(drop)
    else:
        shell.deleteLater()


def showing(family: list[Shell], path: Path) -> list[Shell]:
    """The windows on the workspace at `path`."""
    return [each for each in family if each.has_store and each.store.path.resolve() == path.resolve()]


def open_store(family: list[Shell], path: Path) -> Store | None:
    """The Store of the workspace at `path` where a window has it open."""
    found = showing(family, path)
    return found[0].store if found else None


def _count(family: list[Shell]) -> None:
    for each in family:
        each.commands.show_windows(len(family))
