"""What the steps of the tour share: the folder, the window, and what was made so far."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from app.base import UserError

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.tour_window import TourWindow

LIST: Final = "made-by-the-tour.txt"
LEAST_BYTES: Final = 10_000


def say(text: str) -> None:
    """A line to whoever started the tour."""
    if sys.stdout is not None:  # a windowed build has none
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


class Tour:
    """What the steps share: the folder, the window, and what was made so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        self.deal = self.project = 0
        self._window: TourWindow | None = None
        self._store: Store | None = None
        self._state = tempfile.TemporaryDirectory(prefix="baton-tour-", ignore_cleanup_errors=True)

    @property
    def store(self) -> Store:
        """The workspace of the tour."""
        assert self._store is not None
        return self._store

    @property
    def window(self) -> TourWindow:
        """The window that shows it."""
        assert self._window is not None
        return self._window

    def begin(self) -> None:
        """An empty folder, as far as the tour filled it. Raises UserError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        remove_former(self.folder)

    def use(self, store: Store) -> None:
        """This is the workspace of the tour, closed with it."""
        self._store = store

    def show(self) -> None:
        """Show the workspace in a window from now on."""
        from app.views.tour_window import TourWindow

        self._window = TourWindow(Path(self._state.name)).__enter__()
        self._window.use(self.store)

    def end(self) -> None:
        """Close what is open."""
        window, self._window = self._window, None
        if window is not None:
            window.__exit__(None, None, None)
        if self._store is not None:
            self._store.close()
        self._state.cleanup()

    def own(self, name: str) -> Path:
        """The place of a file that the tour is about to make. Raises UserError when something else is there."""
        path = self.folder / name
        if path.exists():
            raise UserError(f"{path} was not made by a tour, so it stays as it is. Choose another folder.")
        self.note(path)
        return path

    def note(self, path: Path) -> None:
        """Remember a file as the tour's own, also when the tour should end too early."""
        self.made.append(path.relative_to(self.folder).as_posix())
        (self.folder / LIST).write_text("\n".join(self.made) + "\n", encoding="utf-8")

    def picture(self, name: str, *schemes: Literal["light", "dark"]) -> None:
        """The window as a picture, in each of the colours (light alone when none is named)."""
        number = sum(made.endswith("-light.png") for made in self.made) + 1
        for scheme in schemes or ("light",):
            path = self.own(f"{number:02}-{name}-{scheme}.png")
            self.window.picture(path, scheme)
            if path.stat().st_size < LEAST_BYTES:
                raise UserError(f"{path.name} is nearly empty: {path.stat().st_size} bytes.")

    def say(self, text: str) -> None:
        """Say what came of a step."""
        say(f"      {text}")

    def money(self, minor: int) -> str:
        """An amount in the home currency."""
        from app.domain.money import format_money
        from app.services import settings

        return format_money(minor, settings.home_currency(self.store))


def remove_former(folder: Path) -> None:
    """Remove what an earlier tour made in `folder`. Raises UserError while its workspace is open in a window."""
    listed = folder / LIST
    if not listed.is_file():
        return
    inside = folder.resolve()
    former = [folder / line for line in listed.read_text(encoding="utf-8").splitlines() if line.strip()]
    former = [path for path in former if inside in path.resolve().parents]
    for path in former:
        if path.with_name(path.name + "-lock").exists():
            from app.services import workspace

            workspace.open_workspace(path).close()
    for path in former:
        for name in (path.name, *(f"{path.name}{end}" for end in ("-wal", "-shm", "-lock") if path.suffix == ".baton")):
            path.with_name(name).unlink(missing_ok=True)
    backups = folder / "backups"
    if backups.is_dir() and not any(backups.iterdir()):
        backups.rmdir()
    listed.unlink()
