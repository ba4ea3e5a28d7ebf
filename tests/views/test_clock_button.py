"""The clock from the inspectors: started and stopped on what is shown, by button and by key, following the one clock."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from selling_window import open_window, press, said, turn

from app.base import utc_now
from app.services import timer
from app.views.parts.clock_button import ClockButton

WHERE = (
    ("task", "SELECT id FROM task WHERE title = 'Menu photos'", "tasks.list"),
    ("deal", "SELECT min(id) FROM deal WHERE deleted_at IS NULL", "deals.list"),
    ("client", "SELECT min(id) FROM client WHERE deleted_at IS NULL", "clients"),
    ("project", "SELECT id FROM project WHERE name = 'Kiosk app'", "projects"),
)


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "tasks.list")
    turn()
    yield opened
    opened.close()


def button(shell):
    """The one that is seen."""
    (found,) = [each for each in shell.findChildren(ClockButton) if each.isVisible()]
    return found


@pytest.mark.parametrize(("kind", "sql", "page"), WHERE)
def test_the_clock_is_started_and_stopped_beside_what_is_shown(shell, studio, kind, sql, page):
    record = int(studio.value(sql))
    shell.open_page(page)
    shell.go(kind, record)
    turn()
    assert button(shell).accessibleName() == f"Start the clock on this {kind}"
    button(shell).click()
    turn()
    running = timer.running(studio)
    assert (running.kind, running.record_id) == (kind, record)
    assert said(shell).startswith("The clock runs on")
    assert button(shell).accessibleName() == "Stop the clock"
    button(shell).click()
    turn()
    assert timer.running(studio) is None
    assert not button(shell).runs


def test_the_key_does_the_same_wherever_the_keyboard_is(shell, studio):
    shell.go("task", int(studio.value(WHERE[0][1])))
    turn()
    press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    turn()
    assert timer.running(studio).title == "Menu photos"
    press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    turn()
    assert timer.running(studio) is None


def test_a_clock_that_runs_elsewhere_is_named_and_stopped_in_the_same_step(shell, studio):
    project = int(studio.value(WHERE[3][1]))
    timer.start(studio, project_id=project, now=utc_now() - timedelta(minutes=30))
    shell.go("task", int(studio.value(WHERE[0][1])))
    turn()
    assert "stop it on “Kiosk app”" in button(shell).accessibleName()
    button(shell).click()
    turn()
    assert timer.running(studio).title == "Menu photos"
    assert (
        studio.value("SELECT minutes FROM time_entry WHERE project_id = ? ORDER BY id DESC LIMIT 1", (project,)) == 30
    )


def test_undo_of_a_start_gives_the_play_sign_back(shell, studio):
    shell.go("task", int(studio.value(WHERE[0][1])))
    turn()
    button(shell).click()
    turn()
    assert button(shell).runs
    shell.undo()
    turn()
    assert not button(shell).runs
