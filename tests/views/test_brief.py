"""The brief: written in the project, handed out as a page for the team and one for the client, and a welcome to copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.cli.commands import baton
from app.reports import brief_report, reports
from app.services import brief, projects, settings
from app.views import theme
from app.views.dialogs.welcome_text import WelcomeTextDialog
from app.views.parts.project_brief import ProjectBrief


class Shell:
    def __init__(self):
        self.said = []

    def toast(self, text, undo=True, *, action=None):
        self.said.append(text)


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


def kiosk(store):
    return int(store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))


def test_it_is_written_in_the_project(studio, window):
    section = ProjectBrief(studio, Shell())
    section.setParent(window)
    project = kiosk(studio)
    assert section.show_project(projects.detail(studio, project))
    section.fields["excluded"].try_commit("Photos and translations")
    assert brief.of(studio, project) == brief.Brief(excluded="Photos and translations")
    assert studio.undo_label == "Change what is not included"
    studio.undo()
    assert brief.of(studio, project) == brief.Brief()


def test_the_client_reads_no_hours_no_risks_and_no_notes_of_the_sale(studio):
    project = kiosk(studio)
    brief.change(studio, project, "risks", "The tills arrive late")
    team, client = (brief_report.gather(studio, project, audience) for audience in ("team", "client"))
    assert team["risks"] == "The tills arrive late" and client["risks"] == "" and client["notes"] == ""
    assert any(" h" in line for line in team["scope"]) and not any(" h" in line for line in client["scope"])
    assert any("Rosa Sample" in row["name"] for row in client["people"])


@pytest.mark.parametrize("audience", ["team", "client"])
def test_each_page_is_a_pdf_of_one_page(studio, tmp_path: Path, audience):
    out = reports.brief(studio, kiosk(studio), audience, tmp_path / "brief.pdf")
    assert out.read_bytes().startswith(b"%PDF")


def test_the_command_writes_it_too(studio, tmp_path: Path):
    studio.close()
    from click.testing import CliRunner

    args = [
        str(studio.path),
        "brief",
        "--project",
        "Kiosk app",
        "--audience",
        "client",
        "--out",
        str(tmp_path / "b.pdf"),
    ]
    done = CliRunner().invoke(baton, ["report", *args])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "b.pdf").stat().st_size > 1000


def test_the_welcome_is_filled_and_names_what_it_does_not_know(studio, window):
    project = kiosk(studio)
    brief.change_welcome(studio, "Hello {contact}, {project} starts {start}. {nonsense} {not_included}")
    told = brief.welcome(studio, project)
    assert told.text.startswith("Hello Rosa Sample, Kiosk app starts ")
    assert (told.unknown, told.empty) == (("nonsense",), ("not_included",))
    assert "{nonsense}" in told.text
    dialog = WelcomeTextDialog(window, studio, shell := Shell(), project)
    dialog.open()
    dialog.copy()
    assert QApplication.clipboard().text() == told.text
    assert shell.said == ["Welcome text copied"]
    brief.change_welcome(studio, "")
    assert brief.welcome_template(studio) == brief.WELCOME
    assert settings.get(studio, "welcome_text") == ""
