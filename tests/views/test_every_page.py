"""Every page opens and paints, whatever the workspace holds: nothing, no working day, names as nobody would choose them."""

import json
from contextlib import suppress
from functools import partial
from itertools import cycle

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from selling_window import open_window, turn

from app.base import UserError
from app.models.tables import COLUMNS
from app.services import clients, deals, projects, settings, tasks
from app.views import jobs, registry

# What a page can be asked to show beside the way it opens.
WAYS = {
    "projects.board": [{"project_id": 1}],
    "calendar": [{"view": "week"}, {"view": "table"}, {"view": "month"}],
    "week": [{"mode": "plan"}, {"mode": "bills"}, {"mode": "hours"}],
    "timeline": [{"project_id": 1}],
    "burndown": [{"project_id": 1}],
}
NAMES = ("name", "title", "label")


@pytest.fixture
def walk(qtbot, tmp_path):
    """Open and paint every page of a workspace, and a record of each kind; returns what each said."""
    shells = []

    def through(store, only=""):
        shell = open_window(qtbot, store, tmp_path, "deals.board")
        shells.append(shell)
        told = {}
        for entry in (each for each in registry.ENTRIES if only in each.key):
            for wanted in ({}, *WAYS.get(entry.key, ())):
                if wanted.get("project_id") and not store.value("SELECT 1 FROM project WHERE id = 1"):
                    continue
                refused = tried(shell, (entry.key, wanted), partial(shell.open_page, entry.key, wanted))
                assert shell.key == entry.key
                told.setdefault(entry.key, "\n".join([words(shell), *refused]))
        for kind in () if only else ("deal", "client", "contact", "project", "task"):
            found = store.value(f"SELECT min(id) FROM {kind} WHERE deleted_at IS NULL")
            if found:
                tried(shell, kind, partial(shell.go, kind, found))
        return told

    def tried(shell, what, act):
        """Do it and paint; what the window would say as a sentence."""
        with qtbot.captureExceptions() as raised:
            act()
            turn()
            qtbot.waitUntil(lambda: not jobs.running(), timeout=60_000)
            turn()
            shell.grab()
        assert all(issubclass(kind, UserError) for kind, _, _ in raised), (what, raised)
        return [str(problem) for _, problem, _ in raised]  # the window says them

    yield through
    for shell in shells:
        shell.close()


def words(shell):
    """What stands on the page and in the line of errors."""
    parts = [shell.voice.errors.text]
    if shell.page is not None:
        for kind in (QLabel, QAbstractButton):
            parts += [one.text() for one in shell.page.findChildren(kind) if one.isVisible()]
    return "\n".join(parts)


def test_a_workspace_without_a_working_day(studio, walk):
    with studio.write("As only a file changed elsewhere can have it"):
        settings.put(studio, "week_minutes", [0] * 7)
        studio.execute("UPDATE person SET week_minutes = '0,0,0,0,0,0,0'")
    told = walk(studio)
    assert "Choose at least one in the settings" in told["timeline"]
    with studio.write("As it was"):
        settings.change_week(studio, settings.DEFAULT_WEEK)
    assert "Nothing can be planned" not in walk(studio, "timeline")["timeline"]


def test_a_person_without_hours(studio, walk):
    with studio.write("As only a file changed elsewhere can have it"):
        studio.execute("UPDATE person SET week_minutes = '0,0,0,0,0,0,0' WHERE is_me = 1")
    walk(studio)


def test_a_workspace_with_nothing_in_it(store, walk):
    told = walk(store)
    assert all(text.strip() for text in told.values()), [key for key, text in told.items() if not text.strip()]


def rename(store, text_of):
    """Give every record of every kind another name, past what the services would say to it."""
    with store.write("Rename"):
        for table, columns in COLUMNS.items():
            for column in (name for name in NAMES if name in columns):
                for record in store.ids(f"SELECT id FROM {table}"):
                    store.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (text_of(record), record))


def test_names_of_10_000_letters(studio, walk):
    rename(studio, lambda record: f"{record} " + "Wörter und " * 500 + "w" * 4500)
    walk(studio)


def test_the_naughty_strings_as_every_name(studio, walk, data):
    texts = json.loads((data / "text" / "blns.json").read_text(encoding="utf-8"))
    assert len(texts) == 515
    usable = cycle(text for text in texts if text.strip() and "\0" not in text)
    rename(studio, lambda record: f"{next(usable)} {record}")
    with studio.write("Add them all"):
        for text in texts:
            for add in (clients.add, projects.add, tasks.add, deals.add):
                with suppress(UserError):  # refused with a sentence
                    add(studio, text)
    walk(studio)
