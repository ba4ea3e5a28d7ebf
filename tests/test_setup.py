"""What the project promises about itself: its locked packages, its layers, the size of its files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "tools/bootstrap.txt")
SOURCES = {".py", ".pyi", ".sh", ".spec", ".typ"}
BUILT = {".venv", ".git", "build", "dist"}

# In PySide6 6.12.0 on Python 3.11 every call that returns nothing drops a reference to None.
VOID_CALLS = """
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(20_000):
    thing.setObjectName("")
print("alive")
"""


def tracked() -> list[Path]:
    """Every file of the project, as git sees it; in an unpacked archive, all but what was built."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        files = [ROOT / name for name in names if name]
    else:
        files = [path for path in ROOT.rglob("*") if not BUILT & set(path.relative_to(ROOT).parts)]
    return [path for path in files if path.is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    """Those of them that are text, with what they say."""
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8", errors="replace")


def test_pyside_stays_below_the_release_that_kills_the_process() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [line for line in project["dependencies"] if line.lower().startswith("pyside6")]
    assert wanted == ["PySide6-Essentials>=6.11,<6.12"]
    for lock in LOCKS[:2]:
        pinned = re.findall(r"^pyside6[\w-]*==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        assert pinned, lock
        assert all(version.startswith("6.11.") for version in pinned), f"{lock} holds PySide6 {pinned}"


def test_twenty_thousand_calls_that_return_nothing_leave_python_alive() -> None:
    done = subprocess.run([sys.executable, "-c", VOID_CALLS], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "alive", f"ended with {done.returncode}: {done.stderr[-400:]}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_version_and_its_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert packages
    unlocked = [line[:60] for line in packages if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert unlocked == []


def test_the_locks_hold_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {LOCKS[0]: project["dependencies"]}
    asked[LOCKS[1]] = project["dependencies"] + project["optional-dependencies"]["dev"]
    for lock, requirements in asked.items():
        held = set(re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        names = {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}
        assert names - held == set(), f"run `make lock`: {lock} lacks them"


def test_no_file_names_a_registry_so_that_each_machine_uses_its_own() -> None:
    # Written in pieces, or this file would name them itself.
    registries = re.compile("|".join(("py" + r"pi\.(org|python)", "python" + r"hosted\.org", "index" + r"-url[ =]")))
    named = [str(path.relative_to(ROOT)) for path, text in texts() if registries.search(text)]
    # Set-up looks for the option in pip's own settings, to hand it on; it holds no address.
    assert [name for name in named if name != "tools/setup.sh"] == []
    assert "http" not in (ROOT / "tools" / "setup.sh").read_text(encoding="utf-8")


def test_no_source_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): text.count("\n")
        for path, text in texts()
        if path.suffix in SOURCES and path.parts[len(ROOT.parts)] != "tests" and text.count("\n") > 400
    }
    assert long == {}


def test_each_layer_imports_only_what_is_below_it() -> None:
    # What the console script of import-linter does, without relying on where that script lies.
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--config", ".importlinter", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
