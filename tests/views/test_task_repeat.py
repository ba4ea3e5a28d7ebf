"""Repeating in the inspector: a rule is typed or chosen, shown in words, and the next task comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from selling_window import choose, open_window, said, turn

from app.base import today
from app.models.store import Store
from app.services import recurrence, task_board, tasks
from app.views.pages.tasks_board import TasksBoard
from app.views.shell import Shell


def opened(qtbot: Any, store: Store, tmp_path: Any) -> tuple[Shell, TasksBoard]:
    shell = open_window(qtbot, store, tmp_path, "projects.board")
    page = shell.findChild(TasksBoard)
    assert isinstance(page, TasksBoard)
    return shell, page


def test_a_rule_is_typed_and_the_next_task_comes_when_it_is_done(qtbot: Any, store: Store, tmp_path: Any) -> None:
    task = tasks.add(store, "Invoice", due_on=today())
    shell, page = opened(qtbot, store, tmp_path)
    page.open_task(task)
    rows = page.inspector.repeat
    assert rows.rule.value() is None and not rows.when.isVisibleTo(page.inspector)
    choose(rows.rule, "every 2 weeks on mon")
    assert rows.rule.value() == "every 2 weeks on Mon" and rows.when.isVisibleTo(page.inspector)
    found = recurrence.of(store, task)
    assert found is not None and found.next_on is not None
    page.inspector._finish()
    turn()
    assert "next on" in said(shell)
    titles = [
        (card.title, card.due_on) for card in task_board.cards(store, store.ids("SELECT id FROM task ORDER BY id"))
    ]
    assert titles == [("Invoice", today()), ("Invoice", found.next_on)]
    store.undo()
    turn()
    assert store.value("SELECT count(*) FROM task") == 1


def test_what_a_day_off_does_and_when_the_next_comes_are_chosen(qtbot: Any, store: Store, tmp_path: Any) -> None:
    task = tasks.add(store, "Report", due_on=today())
    recurrence.put(store, task, "daily")
    _, page = opened(qtbot, store, tmp_path)
    page.open_task(task)
    choose(page.inspector.repeat.off, "Stays")
    choose(page.inspector.repeat.when, "On its date")
    found = recurrence.of(store, task)
    assert found is not None and (found.words, found.when, found.off) == ("every day", "date", "keep")
    choose(page.inspector.repeat.rule, "Does not")
    assert recurrence.of(store, task) is None


def test_what_comes_by_date_is_there_when_the_board_is_shown(qtbot: Any, store: Store, tmp_path: Any) -> None:
    task = tasks.add(store, "Report", due_on=today() - timedelta(days=1))
    recurrence.put(store, task, "daily", when="date", off="keep")
    shell, page = opened(qtbot, store, tmp_path)
    qtbot.waitUntil(lambda: len(page.board.panes[0].model.ids) == 2)
    assert "come again" in said(shell)
