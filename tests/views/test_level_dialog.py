"""Levelling by person, as it is read: every row in sight, why each task moves, and what cannot be kept."""

from datetime import timedelta
from typing import Any

import pytest
from selling_window import open_window, turn

from app.base import today
from app.models.store import Store
from app.services import people, projects, tasks, timesheet
from app.views.dialogs.level import LevelDialog, reason, summary, warning
from app.views.parts.dates import short_text


@pytest.fixture
def site(store: Store) -> int:
    """Eight tasks of Jane Doe, each of a day, all planned for the Monday after next; the first has a deadline that day."""
    monday = timesheet.monday_of(today()) + timedelta(days=14)
    jane, made = people.add(store, "Jane Doe"), projects.add(store, "Site")
    for number in range(8):
        task = tasks.add(
            store, f"Page {number + 1}", project_id=made, assignee_id=jane, estimate_minutes=480,
            start_on=monday, due_on=monday,
        )  # fmt: skip
        if number < 2:
            tasks.change(store, task, "deadline_on", monday)
    tasks.add(store, "Nobody's", project_id=made, estimate_minutes=60, start_on=monday, due_on=monday)
    return made


@pytest.fixture
def dialog(qtbot: Any, store: Store, site: int, tmp_path: Any) -> Any:
    shell = open_window(qtbot, store, tmp_path, "timeline")
    shell.page.show_project(site)
    shell.page.toolbar.level.click()
    found = shell.page.findChild(LevelDialog)
    qtbot.waitUntil(lambda: found._told is not None, timeout=20_000)
    turn()
    yield found
    shell.close()


def test_every_task_that_moves_is_in_sight_with_the_person_and_the_day_it_waits_for(dialog: LevelDialog) -> None:
    moves = dialog._told.moves  # type: ignore[union-attr]
    assert len(moves) == 7 and dialog.table.viewport().height() >= 7 * 30
    for move in moves:
        if not move.missed:
            assert reason(move).startswith(f"Waits for Jane until {short_text(move.start)}, busy with Page ")


def test_of_many_projects_the_first_are_named_broken_promises_leading(dialog: LevelDialog) -> None:
    told, now = dialog._told, today()
    assert told is not None
    later = now + timedelta(days=9)
    many = (
        *((f"Project {n}", now, later, None) for n in range(20)),
        ("Broken", now, later, now),
        ("Same", now, now, None),
    )
    said = summary(told._replace(finishes=many))
    assert said.startswith("Broken finishes ") and said.count("finishes") == 3
    assert said.endswith(". 18 more projects finish on another day.")


def test_a_deadline_that_cannot_be_held_leads_its_reason_and_the_warning(dialog: LevelDialog) -> None:
    told = dialog._told
    assert told is not None
    (late,) = [move for move in told.moves if move.missed]
    assert reason(late) == f"1 d past its deadline, waits for Jane until {short_text(late.start)}"
    said = f"1 task misses its deadline by 1 working day: {late.title}. 1 task has no owner and takes nobody’s hours"
    assert warning(told) == said and dialog.warning.isVisible()


def test_what_was_asked_before_is_no_longer_reckoned_once_something_else_is_asked(
    qtbot: Any, dialog: LevelDialog
) -> None:
    first = dialog._asked
    dialog.earlier.click()
    assert not dialog._waits_for(first) and not dialog.go.isEnabled()
    assert dialog.said.text().startswith("Looking for dates")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
    assert dialog._told.moves[0].start < timesheet.monday_of(today()) + timedelta(days=14)  # type: ignore[union-attr]
