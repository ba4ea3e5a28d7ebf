"""How lists and pages were left on this computer, workspace by workspace: columns, order, widths, what is shown as what.

An ini file beside the window's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from app import paths


class ListMemory:
    """What one list or page of one workspace looked like; anything unreadable in the file counts as not remembered."""

    def __init__(self, workspace: Path, page: str, folder: Path | None = None) -> None:
        file = (folder or paths.config_folder()) / "lists.ini"
        self._values = QSettings(str(file), QSettings.Format.IniFormat)
        named = hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:12]
        self._key = f"{named}/{page}"

    def recall(self) -> dict[str, Any]:
        """What was kept last, or {}."""
        try:
            found = json.loads(str(self._values.value(self._key, "{}")))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def choice(self, name: str, among: Collection[str], usual: str) -> str:
        """One of several that was kept under `name`, or the usual one."""
        found = self.recall().get(name)
        return found if isinstance(found, str) and found in among else usual

    def keep(self, spec: dict[str, Any]) -> None:
        """Remember this; {} forgets."""
        if spec:
            self._values.setValue(self._key, json.dumps(spec, sort_keys=True))
        else:
            self._values.remove(self._key)
