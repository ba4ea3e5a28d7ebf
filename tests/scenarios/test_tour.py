"""`baton --tour FOLDER`, as `make run` starts it where there is no display: the main job, in pictures and files."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pypdf import PdfReader

from app.base import UserError
from app.models.store import Store
from app.services import figures, workspace
from app.tour import LIST, journey


def take(folder, home):
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {name: value for name, value in os.environ.items() if name not in names}
    env |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_DATA_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "app", "--tour", str(folder)],
        env=env, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def test_the_tour_does_the_main_job_and_leaves_what_it_made(tmp_path):
    folder = tmp_path / "tour"
    folder.mkdir()
    (folder / "mine.txt").write_text("kept")
    (folder / "old.png").write_text("of an earlier tour")
    (folder / LIST).write_text("old.png\n../elsewhere.txt\n")
    (tmp_path / "elsewhere.txt").write_text("kept")
    ended = take(folder, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr

    # What it says has the figures in it.
    assert "240 rows in deals.csv: 238 came in, 2 did not" in ended.stdout
    assert "every one with an owner" in ended.stdout and "dropped on Won" in ended.stdout

    # Pictures of both tabs and the wizard, light and dark, none of them empty; two reports that open.
    pictures = {path.name: path.stat().st_size for path in folder.glob("*.png")}
    assert len(pictures) >= 8 and min(pictures.values()) > journey.LEAST_BYTES
    for wanted in ("deals-board", "tasks-board", "wizard"):
        assert {"light", "dark"} <= {name.rsplit("-", 1)[1][:-4] for name in pictures if wanted in name}
    reports = sorted(folder.glob("*.pdf"))
    assert len(reports) >= 2 and all(len(PdfReader(path).pages) >= 1 for path in reports)

    # The workspace and its backup stay, are whole, and hold the same.
    copies = [folder / "studio.baton", *(folder / "backups").glob("*.baton")]
    assert len(copies) == 2 and all(workspace.check(path) == [] for path in copies)
    found = []
    for path in copies:
        with Store.open(path, read_only=True) as store:
            found.append(figures.totals(store))
    assert found[0] == found[1] and found[0].deals == 262

    # Of what was there before only its own went away.
    assert (folder / "mine.txt").read_text() == "kept" and (tmp_path / "elsewhere.txt").exists()
    assert not (folder / "old.png").exists()
    listed = (folder / LIST).read_text().splitlines()
    assert all((folder / name).is_file() for name in listed)


def test_a_file_of_somebody_else_is_never_overwritten(tmp_path):
    (tmp_path / "forecast.pdf").write_text("mine")
    tour = journey.Tour(tmp_path)
    tour.begin()
    with pytest.raises(UserError, match="was not made by a tour"):
        tour.own("forecast.pdf")
    tour.end()
    assert (tmp_path / "forecast.pdf").read_text() == "mine"


def test_a_folder_that_cannot_be_made_ends_the_tour_with_a_sentence(tmp_path, capsys):
    from app import tour

    (tmp_path / "taken").write_text("a file")
    assert tour.run(str(tmp_path / "taken")) == 1
    told = capsys.readouterr().err
    assert told.startswith("baton: the tour ended at") and "taken" in told
