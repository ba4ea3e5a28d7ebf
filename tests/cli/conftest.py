"""The workspace that the commands make."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the workspace will be."""
    return tmp_path / "w.baton"
