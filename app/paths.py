"""Where things lie: the user's folders (through appdirs, which is used here alone) and what ships with Baton."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import appdirs

if TYPE_CHECKING:
    import logging

_LOG_BYTES, _LOG_FILES = 500_000, 3
_DIRS = appdirs.AppDirs("Baton", appauthor=False)


def data_folder() -> Path:
    """Where the default workspace and its backups live."""
    return Path(_DIRS.user_data_dir)


def config_folder() -> Path:
    """Where the window keeps its size and its last page."""
    return Path(_DIRS.user_config_dir)


def cache_folder() -> Path:
    """Where things lie that may be deleted at any time, matplotlib's font list among them."""
    return Path(_DIRS.user_cache_dir)


def log_folder() -> Path:
    """Where the rotating log and the crash traces lie."""
    return Path(_DIRS.user_log_dir)


def open_log(folder: Path) -> logging.Logger:
    """The logger 'baton', writing to a rotating file in `folder`; to nowhere when that cannot be written, or no more."""
    import logging
    from logging.handlers import RotatingFileHandler

    log = logging.getLogger("baton")
    log.propagate = False
    log.setLevel(logging.INFO)
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "baton.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8", delay=True
        )
        handler.handleError = lambda _: None  # type: ignore[method-assign, assignment]  # a full disk has been told of already
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return log


def default_workspace() -> Path:
    """The workspace that opens when none is named."""
    return data_folder() / "business.baton"


def sample_workspace() -> Path:
    """The workspace that 'Look around' fills with invented data."""
    return data_folder() / "sample.baton"


def backup_folder(workspace: Path) -> Path:
    """Where backups of `workspace` go unless told otherwise."""
    return workspace.parent / "backups"


def resource(*parts: str) -> Path:
    """A file that ships with Baton: beside the package in a checkout, inside it in a wheel, in the bundle when frozen."""
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).parent
    roots = [Path(frozen) / "resources"] if frozen else [package.parent / "resources", package / "_resources"]
    for root in roots:
        if root.is_dir():
            return root.joinpath(*parts)
    raise FileNotFoundError(f"Baton's resources are missing; looked in {', '.join(map(str, roots))}")


def prepare_matplotlib() -> None:
    """Tell matplotlib where its font list may lie; call it before the first import, since building the list costs 0.8 s."""
    folder = cache_folder() / "matplotlib"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MPLCONFIGDIR", str(folder))
