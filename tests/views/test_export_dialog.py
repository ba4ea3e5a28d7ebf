"""File > Export: which records, where to, and a file that comes in again."""

from __future__ import annotations

import importlib
import json

import pytest
from PySide6.QtWidgets import QFileDialog

from app.exchange import importing
from app.services import workspace
from app.views import jobs, theme
from app.views.dialogs.export_dialog import KINDS, ExportDialog

FakeShell = importlib.import_module("chart_shell").FakeShell


@pytest.fixture
def shell(qtbot, qapp, studio):
    theme.apply(qapp)
    made = FakeShell(studio)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def _write(qtbot, shell, kind, out):
    dialog = ExportDialog(shell.store, shell, shell)
    dialog.kind.set_value(kind)
    dialog.write(out)
    qtbot.waitUntil(lambda: bool(shell.told) and not jobs.running(), timeout=30_000)
    return shell.told[-1]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in ("calendar", "everything", "products", "renewals")]
)
def test_what_is_exported_comes_in_again(qtbot, shell, tmp_path, kind):
    out = tmp_path / f"{kind}.xlsx"
    told = _write(qtbot, shell, kind, out)
    assert told[0] == "toast" and out.name in told[1] and told[2][0] == "Open"
    with workspace.create(tmp_path / "other.baton") as other:
        if kind == "time":
            tasks = tmp_path / "tasks.csv"
            _write(qtbot, shell, "tasks", tasks)
            importing.run(other, "tasks", tasks)
        report = importing.run(other, kind, out)
        assert report.landed.created > 10 and report.landed.errors == []


def test_everything_is_one_document(qtbot, shell, tmp_path):
    _write(qtbot, shell, "everything", tmp_path / "all.json")
    tables = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["tables"]
    assert len(tables["deal"]) == 24 and len(tables["deal_event"]) > 24


def test_the_calendar_holds_what_is_due(qtbot, shell, tmp_path):
    _write(qtbot, shell, "calendar", tmp_path / "due.ics")
    assert (tmp_path / "due.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") > 30


def test_a_folder_that_is_gone_is_told_and_nothing_is_written(qtbot, shell, tmp_path):
    told = _write(qtbot, shell, "deals", tmp_path / "gone" / "deals.csv")
    assert told[0] == "error" and "deals.csv" in told[1]


def test_each_choice_says_what_the_file_holds_and_asks_where_to(qtbot, shell):
    dialog = ExportDialog(shell.store, shell, shell)
    dialog.open()
    for kind, (_, words, files) in KINDS.items():
        dialog.kind.set_value(kind)
        dialog._on_kind(kind)
        assert dialog.words.text() == words
        dialog.ask_where()
        asked = dialog.findChildren(QFileDialog)[-1]
        assert asked.nameFilters() == files.split(";;")
        asked.close()
        asked.setParent(None)
    dialog.close()
