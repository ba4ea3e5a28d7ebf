"""Once PySide is loaded the program's own source is not read into memory, and Python imports by itself."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import linecache
from app.views.plain_imports import keep_plain
keep_plain()
import app.views.shell, app.views.pages.deals_board
print(sum("/app/" in name.replace("\\\\", "/") for name in linecache.cache))
"""


def test_the_source_of_what_is_imported_is_not_kept() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["0"]
