"""The finish that is to be expected, kept in memory: it is what the plan says, whatever was changed since, and no more is planned
than what was touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from app.base import today
from app.models.store import Store
from app.services import expected, people, project_list, project_timeline, projects, schedules, settings, tasks, timelog
from app.services import today as today_page
from app.services.project_list import PLAIN, ProjectFilter

DOING, DONE = 2, 4


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel("2026-11-30T08:00:00+00:00", tick=False) as traveller:
        yield traveller


def by_plan(store: Store) -> dict[int, date]:
    """Of every project that runs the finish by its schedule, where it is later than planned."""
    found = {}
    for project in store.ids(f"SELECT id FROM project p WHERE {expected.RUNS} ORDER BY id"):
        told = schedules.schedule(store, project)
        planned = store.value("SELECT finish_on FROM project WHERE id = ?", (project,))
        if any(row.status_kind != "done" for row in told.rows):
            last = max(row.finish for row in told.rows)
            if planned is None or last.isoformat() > planned:
                found[project] = last
    return found


@pytest.fixture
def two(store: Store) -> dict[str, int]:
    """A site whose first task is a week late, and a shop that waits for the site's last task; both were planned to end in time."""
    made = {"site": projects.add(store, "Site"), "shop": projects.add(store, "Shop"), "me": people.me(store).id}
    start = date(2026, 11, 16)
    for key, project, first, days in (
        ("draft", "site", start, 5), ("build", "site", date(2026, 11, 30), 5), ("stock", "shop", date(2026, 12, 7), 3),
    ):  # fmt: skip
        made[key] = tasks.add(
            store, key.title(), project_id=made[project], assignee_id=made["me"], start_on=first,
            due_on=first + timedelta(days=days - 1), estimate_minutes=480 * days,
        )  # fmt: skip
    with store.write("Link"):
        for first_, then in (("draft", "build"), ("build", "stock")):
            store.execute("INSERT INTO dependency (predecessor_id, successor_id, kind, lag_days) VALUES (?, ?, 'FS', 0)",
                          (made[first_], made[then]))  # fmt: skip
    return made


def finishes(store: Store) -> dict[int, date]:
    return expected.all_known(store, today())


def test_a_late_task_moves_the_finish_of_its_project_and_of_what_waits_for_it(
    store: Store, two: dict[str, int]
) -> None:
    assert finishes(store) == {two["site"]: date(2026, 12, 11), two["shop"]: date(2026, 12, 16)} == by_plan(store)
    row = projects.rows(store, [two["site"]])[0]
    assert (row.finish_on, row.expected_on, row.ends_on, row.slip) == (
        date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 11), 5,
    )  # fmt: skip
    assert (row.health, row.health_text) == ("bad", "5 working days late")
    projects.change(store, two["site"], "promised_on", date(2026, 12, 14))
    assert projects.rows(store, [two["site"]])[0][-2:] == ("warn", "1 task late")
    projects.change(store, two["site"], "promised_on", date(2026, 12, 10))
    assert projects.rows(store, [two["site"]])[0][-2:] == ("bad", "1 working day past the promise")


CHANGES: dict[str, Callable[[Store, dict[str, int]], object]] = {
    "done": lambda store, two: tasks.move(store, [two["draft"]], DONE),
    "begun": lambda store, two: tasks.move(store, [two["draft"]], DOING),
    "longer": lambda store, two: tasks.change(store, two["build"], "duration_days", 9),
    "logged": lambda store, two: (tasks.move(store, [two["draft"]], DOING), finishes(store), timelog.add(store, 960, task_id=two["draft"])),
    "log deleted": lambda store, two: (
        tasks.move(store, [two["draft"]], DOING), (entry := timelog.add(store, 960, task_id=two["draft"])), finishes(store),
        timelog.delete(store, entry),
    ),
    "unlinked": lambda store, two: tasks.remove_dependency(store, two["draft"], two["build"]),
    "unlinked elsewhere": lambda store, two: tasks.remove_dependency(store, two["build"], two["stock"]),
    "added": lambda store, two: tasks.add(store, "More", project_id=two["shop"], estimate_minutes=480 * 30),
    "deleted": lambda store, two: tasks.delete(store, [two["draft"]]),
    "moved to the other": lambda store, two: tasks.change(store, two["draft"], "project_id", two["shop"]),
    "moved and undone": lambda store, two: (tasks.change(store, two["draft"], "project_id", two["shop"]), finishes(store), store.undo()),
    "starts later": lambda store, two: projects.change(store, two["site"], "start_on", date(2027, 1, 4)),
    "on hold": lambda store, two: projects.change(store, two["site"], "status", "on_hold"),
    "archived": lambda store, two: projects.archive(store, [two["site"]]),
    "a part added": lambda store, two: tasks.change(
        store, tasks.add(store, "Part", project_id=two["site"], estimate_minutes=480 * 40), "parent_id", two["build"]
    ),
    "deleted whole": lambda store, two: projects.delete(store, [two["site"]]),
    "a day off": lambda store, two: settings.add_day_off(store, date(2026, 12, 1), date(2026, 12, 1)),
    "a shorter week": lambda store, two: settings.change_week(store, [480, 480, 480, 0, 0, 0, 0]),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_after_every_change_it_is_what_the_plan_says(store: Store, two: dict[str, int], what: str) -> None:
    finishes(store)
    CHANGES[what](store, two)
    assert finishes(store) == by_plan(store)
    store.undo()
    assert finishes(store) == by_plan(store)


def test_it_is_what_the_plan_says_in_a_whole_studio(studio: Store) -> None:
    assert finishes(studio) == by_plan(studio) != {}


def test_the_day_passes_without_any_event(store: Store, two: dict[str, int], monday: object) -> None:
    first = finishes(store)
    monday.move_to("2026-12-03T08:00:00+00:00")  # type: ignore[attr-defined]
    assert finishes(store) == by_plan(store)
    assert finishes(store)[two["site"]] == first[two["site"]] + timedelta(
        days=5
    )  # three working days, a weekend between


def test_only_what_was_touched_is_planned_again(
    store: Store, two: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = projects.add(store, "Alone")
    task = tasks.add(store, "Do", project_id=alone, due_on=date(2026, 11, 20))
    finishes(store)
    planned: list[int] = []
    make = expected._planned
    monkeypatch.setattr(expected, "_planned", lambda store, ids, *rest: planned.extend(ids) or make(store, ids, *rest))
    finishes(store)
    assert planned == []
    tasks.change(store, task, "title", "Do it")
    finishes(store)
    assert planned == [alone]
    planned.clear()
    tasks.change(store, two["draft"], "duration_days", 2)
    finishes(store)
    assert sorted(planned) == [two["site"], two["shop"]]


def test_what_takes_longer_is_wanted_and_learned_later(
    store: Store, two: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected, "_AT_ONCE", 1)
    asked: list[None] = []
    told: list[frozenset[int]] = []
    end = expected.listen(store, lambda: asked.append(None), told.append)
    row = projects.rows(store, [two["site"]])[0]
    assert (row.expected_on, row.health_text, asked) == (None, "1 task late", [None])
    ids = expected.take(store)
    assert ids == [two["site"]] and expected.take(store) == []
    changed = expected.learn(store, ids)
    expected.tell(store, changed)
    assert told == [{two["site"]}]
    assert projects.rows(store, [two["site"]])[0].expected_on == date(2026, 12, 11)
    assert asked == [None] and expected.learn(store, ids) == frozenset()
    end()
    tasks.change(store, two["draft"], "duration_days", 2)
    assert projects.rows(store, [two["site"]])[0].expected_on == date(
        2026, 12, 11
    )  # what was known stands until it is known better
    assert len(asked) == 1


def test_what_waits_for_many_tasks_elsewhere_is_not_planned_at_once(
    store: Store, two: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expected, "_AT_ONCE", 2)
    assert expected.known(store, [two["site"]], today()) == {two["site"]: date(2026, 12, 11)}
    assert expected.known(store, [two["shop"]], today()) == {}  # one task, and two of the site before it
    assert expected.take(store) == [two["shop"]]


def test_what_is_taken_back_is_not_remembered(store: Store, two: dict[str, int]) -> None:
    def try_it() -> None:
        with store.write("Try"):
            tasks.change(store, two["draft"], "due_on", date(2027, 2, 1))
            projects.rows(store, [two["site"], two["shop"]])
            raise KeyError("taken back")

    with pytest.raises(KeyError):
        try_it()
    assert finishes(store) == by_plan(store)


def test_who_reads_along_sees_what_another_program_wrote(store: Store, two: dict[str, int]) -> None:
    with Store.open(store.path, read_only=True) as reader:
        reader.look_again()
        assert finishes(reader) == by_plan(store)
        projects.change(store, two["site"], "start_on", date(2026, 12, 14))
        reader.look_again()
        assert finishes(reader) == by_plan(store) != {}


def test_what_ends_the_learning_leaves_it_open(store: Store, two: dict[str, int]) -> None:
    finishes(store)
    tasks.change(store, two["draft"], "duration_days", 2)

    def stop() -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError):
        expected.learn(store, [two["site"]], stop)
    assert finishes(store) == by_plan(store)


def test_a_circle_and_a_week_without_work_leave_the_plan_as_it_is(store: Store, two: dict[str, int]) -> None:
    with store.write("Circle"):
        store.execute("INSERT INTO dependency (predecessor_id, successor_id, kind, lag_days) VALUES (?, ?, 'FS', 0)",
                      (two["build"], two["draft"]))  # fmt: skip
    assert finishes(store) == {}
    assert projects.rows(store, [two["site"]])[0].expected_on is None


def test_a_project_that_ended_rests_or_has_no_tasks_is_not_expected_later(store: Store, two: dict[str, int]) -> None:
    empty = projects.add(store, "Empty")
    projects.change(store, empty, "finish_on", date(2026, 11, 2))
    projects.change(store, two["site"], "status", "on_hold")
    rows = projects.rows(store, [empty, two["site"]])
    assert [(row.expected_on, row.slip, row.health_text) for row in rows] == [
        (None, 0, "No open tasks"), (None, 0, "On hold"),
    ]  # fmt: skip


@pytest.mark.parametrize("due", [date(2026, 12, 17), date(2026, 12, 14)])
def test_the_timeline_keeps_and_breaks_the_same_promises(store: Store, due: date) -> None:
    """A task that could be done today but is due after the promise breaks it in the list and in the timeline."""
    project = projects.add(store, "Site", promised_on=date(2026, 12, 15))
    tasks.add(store, "Go live", project_id=project, due_on=due)
    head, row = project_timeline.timeline(store, project).heads[0], projects.rows(store, [project])[0]
    assert head.spare is not None
    words = f"{abs(head.spare)} working day{'' if abs(head.spare) == 1 else 's'}"
    assert row.health_text == f"{words} {'past the promise' if head.spare < 0 else 'to spare'}"
    assert (head.finish, row.health) == (due, "bad" if head.spare < 0 else "good")


def test_today_says_what_late_tasks_move_and_how_the_next_delivery_goes(store: Store, two: dict[str, int]) -> None:
    assert next((group.key, group.moved) for group in today_page.board(store).work) == ("late", (1, 5))
    projects.change(store, two["shop"], "promised_on", date(2026, 12, 3))
    delivery = today_page.numbers(store).delivery
    assert delivery is not None and delivery.outlook is not None
    assert (delivery.name, delivery.outlook.health) == ("Shop", "bad")
    assert delivery.outlook.health_text == projects.rows(store, [two["shop"]])[0].health_text


def test_the_list_narrows_and_groups_by_the_same_rule(store: Store, two: dict[str, int]) -> None:
    projects.change(store, two["shop"], "promised_on", date(2026, 12, 16))  # the very day it is expected on
    late, at_risk = (project_list.ids(store, ProjectFilter(chip=chip)).ids for chip in ("late", "at_risk"))
    assert late == [two["site"]] and at_risk == [two["shop"]]
    counts = project_list.counts(store, PLAIN)
    assert (counts["late"], counts["at_risk"]) == (1, 1)
    parts = project_list.ids(store, PLAIN, (), "health").parts or ()
    by_sql = {project: part.key for part in parts for project in part.ids}
    assert by_sql == {row.id: row.health for row in projects.rows(store, list(by_sql))}
    assert by_sql == {two["site"]: "bad", two["shop"]: "warn"}
