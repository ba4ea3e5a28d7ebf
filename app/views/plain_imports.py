"""Imports that stay imports once PySide is loaded.

PySide looks at every import statement that is carried out after it, and reads the source of every module that is new, to find
out whether that uses `from __feature__ import`, which Baton never does. A statement takes ten times as long by that, and Python
keeps what was read: 5 MB of the program's own text in memory, and a quarter of the time that a start takes.
"""

from __future__ import annotations

import builtins


def keep_plain() -> None:
    """Let Python import by itself from now on; a PySide without this habit is let be."""
    import PySide6.QtCore  # noqa: F401  (brings the habit along)

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
