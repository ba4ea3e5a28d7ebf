"""Tasks that come again, when the last is done or when their day comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from app.base import UserError
from app.models.store import Store
from app.services import checklists, projects, recurrence, task_board, tasks
from app.services.task_board import TaskCard
from app.services.task_filter import TaskFilter

MON = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday(store: Store) -> object:
    with time_machine.travel("2026-11-23 09:00:00", tick=False):
        yield store


def cards(store: Store) -> list[TaskCard]:
    ids = store.ids("SELECT id FROM task WHERE deleted_at IS NULL ORDER BY id")
    return task_board.cards(store, ids)


def done(store: Store, *ids: int) -> None:
    tasks.move(store, list(ids), tasks.first_status(store, "done"))


def test_the_next_is_made_when_the_last_is_done_in_the_same_step(store: Store) -> None:
    task = tasks.add(store, "Invoice", start_on=date(2026, 11, 20), due_on=MON, estimate_minutes=60)
    checklists.tick(store, checklists.add_item(store, task, "Hours"))
    checklists.set_labels(store, task, ["money"])
    told = recurrence.put(store, task, "every 2 weeks on mon")
    assert told == ("every 2 weeks on Mon", "done", "next", date(2026, 12, 7))
    done(store, task)
    old, new = cards(store)
    assert old.status_kind == "done" and recurrence.of(store, old.id) is None
    assert (new.title, new.status_kind, new.due_on, new.start_on, new.estimate_minutes) == (
        "Invoice", "todo", date(2026, 12, 7), date(2026, 12, 4), 60,
    )  # fmt: skip
    assert (new.checklist_done, new.checklist_total, [word for _, word in new.labels]) == (0, 1, ["money"])
    assert recurrence.of(store, new.id) == told._replace(next_on=date(2026, 12, 21))
    store.undo()
    assert [card.status_kind for card in cards(store)] == ["todo"]
    assert recurrence.of(store, task) == told


def test_finished_late_what_was_missed_is_left_out(store: Store) -> None:
    task = tasks.add(store, "Newsletter", due_on=date(2026, 11, 2))
    recurrence.put(store, task, "every week on mon")
    done(store, task)
    assert cards(store)[-1].due_on == date(2026, 11, 30)


def test_a_reopened_task_does_not_come_twice(store: Store) -> None:
    task = tasks.add(store, "Backup", due_on=MON)
    recurrence.put(store, task, "daily")
    done(store, task)
    tasks.move(store, [task], tasks.first_status(store))
    done(store, task)
    assert len(cards(store)) == 2


def test_a_day_off_gives_way_or_is_kept_as_chosen(store: Store) -> None:
    first, second = (tasks.add(store, title, due_on=date(2026, 11, 28)) for title in ("A", "B"))
    assert recurrence.put(store, first, "every week on sat").next_on == date(2026, 12, 7)
    assert recurrence.put(store, second, "every week on sat", off="keep").next_on == date(2026, 12, 5)


def test_a_task_without_a_day_gets_the_first_one(store: Store) -> None:
    task = tasks.add(store, "Books")
    recurrence.put(store, task, "every month on the last day")
    assert cards(store)[0].due_on == date(2026, 11, 30)


def test_by_date_the_next_comes_whether_the_last_is_done_or_not(store: Store) -> None:
    task = tasks.add(store, "Report", start_on=date(2026, 11, 19), due_on=date(2026, 11, 20))
    recurrence.put(store, task, "every week on fri", when="date")
    assert recurrence.make_due(store) == []
    done(store, task)
    assert len(cards(store)) == 1
    assert recurrence.make_due(store, date(2026, 11, 25)) == []
    assert len(recurrence.make_due(store, date(2026, 11, 26))) == 1  # its first day
    assert len(recurrence.make_due(store, date(2026, 12, 11))) == 2  # closed for two weeks
    assert [card.due_on for card in cards(store)] == [date(2026, 11, 20) + timedelta(weeks=n) for n in range(4)]
    assert recurrence.make_due(store, date(2026, 12, 11)) == []
    assert store.undo_label == "Repeat tasks"


def test_a_rule_ends_with_its_day_or_with_its_project(store: Store) -> None:
    task = tasks.add(store, "Retainer", due_on=MON)
    recurrence.put(store, task, "every week until 29 Nov 2026")
    done(store, task)
    assert len(cards(store)) == 1
    project = projects.add(store, "Old")
    inside = tasks.add(store, "Care", project_id=project, due_on=date(2026, 11, 20))
    recurrence.put(store, inside, "every week", when="date")
    done(store, inside)
    projects.close(store, project)
    assert recurrence.make_due(store, date(2026, 12, 30)) == []
    assert len(cards(store)) == 2


def test_it_can_be_cleared_and_words_that_are_no_rule_are_refused(store: Store) -> None:
    task = tasks.add(store, "Once", due_on=MON)
    with pytest.raises(UserError, match="is no rule"):
        recurrence.put(store, task, "now and then")
    recurrence.put(store, task, "daily")
    assert recurrence.next_days(store, [task]) == {task: date(2026, 11, 24)}
    recurrence.clear(store, task)
    done(store, task)
    assert len(cards(store)) == 1 and recurrence.next_days(store, [task]) == {}


def test_a_task_that_waits_for_a_finished_one_is_not_kept_by_the_next(store: Store) -> None:
    project = projects.add(store, "Site")
    first = tasks.add(store, "Check", project_id=project, due_on=MON)
    then = tasks.add(store, "Send", project_id=project, due_on=date(2026, 11, 24))
    tasks.add_dependency(store, first, then)
    recurrence.put(store, first, "daily")
    done(store, first)
    assert then in task_board.list_ids(store, TaskFilter(chip="can_start"))
