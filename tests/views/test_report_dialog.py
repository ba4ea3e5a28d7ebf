"""The report dialog: what, of which project, on which paper; the PDF is written beside the window."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from app.services import projects, settings
from app.views import jobs, theme
from app.views.dialogs.report_dialog import WHAT, ReportDialog

sys.path.insert(0, str(Path(__file__).parent))
FakeShell = importlib.import_module("chart_shell").FakeShell


@pytest.fixture
def shell(qtbot, qapp, store):
    theme.apply(qapp)
    made = FakeShell(store)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def written(qtbot, shell):
    qtbot.waitUntil(lambda: bool(shell.told) and not jobs.running(), timeout=30_000)
    return shell.told[-1]


def test_it_begins_with_what_the_page_shows(shell, studio):
    project = projects.choices(studio)[0]
    dialog = ReportDialog(studio, shell, shell, report="project", project_id=project[0])
    assert dialog.report.value() == "project"
    assert dialog.project.value() == project[0]
    assert dialog.words.text() == WHAT["project"]
    assert dialog.file_name().startswith(project[1])


def test_the_project_is_asked_for_only_where_one_is_needed(shell, studio):
    dialog = ReportDialog(studio, shell, shell)
    assert not dialog.project.isEnabled()
    dialog.report.set_value("project")
    dialog._on_report()
    assert dialog.project.isEnabled()


def test_without_a_project_it_says_what_is_missing(shell, store):
    dialog = ReportDialog(store, shell, shell, report="project")
    dialog.ask_where()
    assert "Choose the project" in dialog.foot_note.text()


def test_a_forecast_is_written_and_can_be_opened(qtbot, shell, studio, tmp_path):
    dialog = ReportDialog(studio, shell, shell)
    dialog.paper.set_value("us-letter")
    dialog.write(tmp_path / "forecast.pdf")
    told = written(qtbot, shell)
    assert told[1] == "forecast.pdf is written"
    assert told[2][0] == "Open"
    assert (tmp_path / "forecast.pdf").read_bytes().startswith(b"%PDF")
    assert settings.get(studio, "paper") == "us-letter"


def test_a_place_that_cannot_be_written_is_named(qtbot, shell, studio, tmp_path):
    project = projects.choices(studio)[0]
    dialog = ReportDialog(studio, shell, shell, report="project", project_id=project[0])
    dialog.write(tmp_path / "missing" / "status.pdf")
    kind, sentence = written(qtbot, shell)
    assert kind == "error"
    assert "missing" in sentence or "could not be written" in sentence


def test_a_name_that_a_file_system_refuses_is_mended(shell, studio):
    project = projects.add(studio, "Web/Shop: phase 2")
    dialog = ReportDialog(studio, shell, shell, report="project", project_id=project)
    assert dialog.file_name().startswith("Web-Shop- phase 2")
