"""The command line: what starts a command, what starts the window, and how lean that start is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from app import __version__, main

HEAVY = (
    "matplotlib", "numpy", "babel", "click", "dateutil", "playhouse", "holidays", "superqt", "qtawesome",
    "typst", "rapidfuzz", "icalendar", "vobject", "xlsxwriter", "python_calamine", "logging.handlers",
)  # fmt: skip


def baton(*args, home, **more):
    env = dict(os.environ, HOME=str(home), XDG_DATA_HOME=str(home / "data"), XDG_CONFIG_HOME=str(home / "config"))
    env |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CACHE_HOME": str(home / "cache"), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, *more.pop("python", ("-m", "app")), *map(str, args)],
        env=env, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def sample(tmp_path, studio_of):
    """The sample studio as a closed file."""
    from app.base import today

    return shutil.copyfile(studio_of(today()), tmp_path / "studio.baton")


def test_the_window_is_meant_unless_a_command_is_named():
    assert main.wish_of([]) == main.Wish()
    assert main.wish_of(["a.baton", "--page", "clients"]) == main.Wish("a.baton", "clients")
    assert main.wish_of(["--page=forecast", "a.baton"]).page == "forecast"
    assert main.wish_of(["a.baton", "--smoke"]).smoke
    assert main.wish_of(["--exit-when-painted"]).exit_when_painted


@pytest.mark.parametrize("args", [["--what"], ["a.baton", "b.baton"], ["--page"], ["a", "--page", "moon"]])
def test_a_wrong_line_is_refused_with_2_and_a_word_why(args, capsys):
    assert main.main(args) == 2
    told = capsys.readouterr().err
    assert told.startswith("baton: ")
    assert "WORKSPACE" in told


def test_version_and_help(capsys):
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"baton {__version__}\n"
    assert main.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in main.COMMANDS)


def test_commands_import_no_qt(tmp_path):
    code = (
        "import sys\nfrom app.main import main\n"
        f"code = main(['check', {str(tmp_path / 'none.baton')!r}])\n"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'shiboken6', 'app.views'))], code)"
    )
    assert baton("-c", code, home=tmp_path, python=()).stdout.strip().endswith("[] 1")


def test_the_start_tells_its_times_and_stays_lean(sample, tmp_path):
    code = (
        "import sys\nfrom app.main import main\n"
        f"code = main([{str(sample)!r}, '--exit-when-painted'])\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])\n"
        "print(sorted(m for m in sys.modules if m.startswith('app.views.pages.')))"
    )
    baton(sample, "--exit-when-painted", home=tmp_path)  # the first start works out the public holidays, and keeps them
    ended = baton("-c", code, home=tmp_path, python=())
    assert ended.returncode == 0, ended.stderr
    first, heavy, pages = ended.stdout.strip().splitlines()
    times = json.loads(first)
    assert 0 < times["imported"] <= times["window_painted"] <= times["page_painted"]
    assert times["modules"] > 100
    assert heavy == "[]"
    assert pages == "['app.views.pages.deals_board']"


def test_a_page_can_be_named(sample, tmp_path):
    assert baton(sample, "--page", "clients", "--exit-when-painted", home=tmp_path).returncode == 0


def test_the_first_start_paints_the_welcome_and_creates_no_workspace(tmp_path):
    ended = baton("--exit-when-painted", home=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "page_painted" in json.loads(ended.stdout)
    assert not list(tmp_path.rglob("*.baton"))


def test_a_workspace_that_is_not_there_is_named(tmp_path):
    ended = baton(tmp_path / "none.baton", "--exit-when-painted", home=tmp_path)
    assert ended.returncode == 1
    assert "There is no workspace at" in ended.stderr
    assert ended.stdout == ""


def test_smoke_visits_everything_and_leaves_the_workspace_alone(sample, tmp_path):
    before = sample.read_bytes()
    ended = baton(sample, "--smoke", home=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert sample.read_bytes() == before
