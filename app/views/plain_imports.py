"""Imports that stay imports once PySide is loaded.

PySide reads the source of every module that is imported after it, to find out whether that uses `from __feature__ import`, which
Baton never does. Python keeps what was read: 5 MB of the program's own text in memory, and a quarter of the time that a start
takes. A frozen program has no source to read, and there PySide takes it for unused. `keep_plain()` says the same everywhere.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def keep_plain() -> None:
    """Have no module's source read from now on; a PySide without this habit is let be."""
    import PySide6.QtCore  # noqa: F401  (brings the module along)

    try:
        feature = import_module("shibokensupport.feature")
    except ImportError:
        return
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _never  # type: ignore[attr-defined]


def _never(_module: ModuleType) -> bool:
    """No module of the program uses features of PySide."""
    return False
