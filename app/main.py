"""The command line decides: a command without a window, or the window.

Nothing is imported here that the window does not need at once: its start is measured.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

    from app.models.store import Store
    from app.views.errors import ErrorPath
    from app.views.shell import Shell

_BEGAN = time.perf_counter()

COMMANDS = ("demo", "import", "handoff", "show", "report", "export", "backup", "restore", "check")
USAGE = """baton [WORKSPACE] [--page KEY]     the window; KEY for instance deals.board or projects.board
baton COMMAND ...                  no window: demo import handoff show report export backup restore check
baton COMMAND --help               what a command takes
baton --tour FOLDER                the main job from first lead to reports, with pictures of it in FOLDER
baton --version

With WORKSPACE also: --exit-when-painted, --smoke
"""


class Wish(NamedTuple):
    """What the window was asked for."""

    workspace: str = ""
    page: str = ""
    exit_when_painted: bool = False
    smoke: bool = False


def main(argv: Sequence[str] | None = None) -> int:
    """Run Baton; returns the exit code: 0 done, 1 not done, 2 wrong usage."""
    args = list(sys.argv[1:] if argv is None else argv)
    first = args[0] if args else ""
    if first in COMMANDS:
        from app.cli import commands

        return int(commands.run(args))
    if first in ("--version", "-V"):
        from app import __version__

        _say(f"baton {__version__}")
        return 0
    if first in ("--help", "-h", "help"):
        _say(USAGE.rstrip())
        return 0
    if first == "--tour":
        if len(args) != 2:
            return _wrong("--tour takes the folder for its pictures")
        from app import tour

        return tour.run(args[1])
    try:
        wish = wish_of(args)
    except ValueError as problem:
        return _wrong(str(problem))
    return _window(wish)


def wish_of(args: Sequence[str]) -> Wish:
    """What the arguments of the window mean. Raises ValueError with what is wrong."""
    wish = Wish()
    left = list(args)
    while left:
        arg = left.pop(0)
        if arg == "--exit-when-painted":
            wish = wish._replace(exit_when_painted=True)
        elif arg == "--smoke":
            wish = wish._replace(smoke=True)
        elif arg == "--page" and left:
            wish = wish._replace(page=left.pop(0))
        elif arg.startswith("--page="):
            wish = wish._replace(page=arg.removeprefix("--page="))
        elif arg.startswith("-"):
            raise ValueError(f"{arg}: no such option" if arg != "--page" else "--page takes the key of a page")
        elif wish.workspace:
            raise ValueError(f"{arg}: no such command, and {wish.workspace} is the workspace already")
        else:
            wish = wish._replace(workspace=arg)
    if wish.page:
        from app.views import registry

        if registry.entry(wish.page) is None:
            keys = " ".join(entry.key for entry in registry.ENTRIES)
            raise ValueError(f"{wish.page}: no such page; there are: {keys}")
    return wish


def _window(wish: Wish) -> int:
    gc.disable()  # until the window is painted: what is made up to then stays, so looking for garbage in it is vain
    from app.views.plain_imports import keep_plain

    keep_plain()
    from PySide6.QtWidgets import QApplication

    from app.views import theme
    from app.views.errors import ErrorPath
    from app.views.shell import Shell
    from app.views.window_state import WindowState

    imported = since_start()
    app = QApplication.instance() or QApplication(["baton"])
    assert isinstance(app, QApplication)
    app.setApplicationName("Baton")
    app.setDesktopFileName("baton")
    path = ErrorPath()
    path.install()
    if wish.smoke:
        gc.enable()
        from app.views import smoke

        return smoke.run(app, wish.workspace)
    state = WindowState()
    theme.override(state.scheme)
    theme.apply(app)
    shell = Shell(state)
    path.speak_in(shell)
    shell.to_front.connect(path.speak_in)
    problem = _open(shell, path, wish)
    if problem and wish.exit_when_painted:
        return _failed(problem)
    state.place(shell)
    if wish.exit_when_painted:
        _report_painting(app, shell, imported)
    else:
        shell.painted.connect(_warm_up)
    shell.show()
    code = app.exec()
    path.uninstall()
    return code


def _warm_up() -> None:
    """Import what the first action needs while the user still looks, so that it does not wait for it."""
    from PySide6.QtCore import QTimer

    gc.freeze()
    gc.enable()

    QTimer.singleShot(100, load_first_actions)


def load_first_actions() -> None:
    """Import what a first change of a deal or a task needs."""
    from app.services import deals, tasks  # noqa: F401


def _open(shell: Shell, path: ErrorPath, wish: Wish) -> str:
    """Show what was asked for; returns what was wrong with it, which the window says too."""
    from app.base import UserError

    page = wish.page or shell.state.page
    try:
        store = _store(wish.workspace)
        shell.use(store, page)
    except UserError as problem:
        from app.models.workspace_file import InUse

        shell.use(None, page)  # now: when the window shows it by itself, what is said here would be gone
        if isinstance(problem, InUse):
            _offer_reading(shell, wish, problem)
        else:
            shell.error(str(problem))
        return str(problem)
    except Exception as problem:  # the window opens all the same, and says so
        shell.use(None, page)
        path.handle(type(problem), problem, problem.__traceback__)
        return f"{type(problem).__name__}: {problem}"
    return ""


def _offer_reading(shell: Shell, wish: Wish, problem: Exception) -> None:
    """The workspace is open in another Baton: once the window is there, say so and offer to look at it."""
    from pathlib import Path

    from PySide6.QtCore import QTimer

    from app import paths
    from app.base import UserError

    path = Path(wish.workspace) if wish.workspace else paths.default_workspace()
    shell.painted.connect(
        lambda: QTimer.singleShot(0, shell, lambda: shell.files.offer_reading(path, UserError(str(problem))))
    )


def _store(workspace: str) -> Store | None:
    """The named workspace, else the user's own, else None: nothing is created before the first choice."""
    from pathlib import Path

    from app import paths

    path = Path(workspace) if workspace else paths.default_workspace()
    if not workspace and not path.exists():
        return None
    from app.models.store import Store

    return Store.open(path)


def _report_painting(app: QApplication, shell: Shell, imported: int) -> None:
    """Print when the window and its page were painted, then quit."""
    from PySide6.QtCore import QTimer

    times = {"imported": imported}

    def on_window() -> None:
        times["window_painted"] = since_start()
        QTimer.singleShot(0, on_page)  # the page paints in the same turn as the window, right after it

    def on_page() -> None:
        times["page_painted"] = since_start()
        times["modules"] = len(sys.modules)
        import json

        _say(json.dumps(times))
        gc.freeze()
        shell.put_away()  # the window closes unasked: its size and page are not kept
        app.quit()

    shell.painted.connect(on_window)


def since_start() -> int:
    """Milliseconds since the process began; elsewhere than on Linux, since this module was imported."""
    try:
        with open("/proc/self/stat", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed otherwise
            ticks = int(file.read().rpartition(")")[2].split()[19])
        import os

        began = ticks / os.sysconf("SC_CLK_TCK")
        return round((time.clock_gettime(time.CLOCK_BOOTTIME) - began) * 1000)
    except (OSError, AttributeError, ValueError, IndexError):
        return round((time.perf_counter() - _BEGAN) * 1000)


def _say(text: str) -> None:
    if sys.stdout is not None:  # a windowed build has none
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _wrong(text: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"baton: {text}\n{USAGE}")
    return 2


def _failed(text: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"baton: {text}\n")
    return 1
