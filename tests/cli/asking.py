"""Commands run as a shell would run them, and what they answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands import run


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    """What a command tells as JSON; it ends well."""
    assert run([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def imported(capsys: pytest.CaptureFixture[str], path: Path, kind: str, text: str, *more: str) -> Any:
    """What the import of a CSV file with this text tells."""
    source = path.with_suffix(f".{kind}.csv")
    source.write_text(text, encoding="utf-8")
    return asked(capsys, "import", path, kind, source, *more)
