"""A project's plan as it stands, and what a slip moves."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import projects, schedules, settings, tasks, timelog

MONDAY = date(2031, 3, 3)
TODO, DOING, DONE, CANCELLED = 1, 2, 4, 5


def day(number: int) -> date:
    """The working day so many after the first Monday."""
    return MONDAY + timedelta(days=number + 2 * (number // 5))


@pytest.fixture
def kiosk(store: Store) -> int:
    return projects.add(store, "Kiosk app", client="Larkspur Foods")


def planned(store: Store, project: int, title: str, first: int, days: int = 1) -> int:
    """A task with dates, counted in working days from the first Monday."""
    task = tasks.add(store, title, project_id=project, start_on=day(first), due_on=day(first + days - 1))
    tasks.change(store, task, "duration_days", days)
    return task


def dates(store: Store, task: int) -> tuple[Any, ...]:
    row = store.row("SELECT start_on, due_on FROM task WHERE id = ?", (task,))
    return tuple(date.fromisoformat(text) for text in row or ())


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        ("FS", 0, 5), ("FS", 2, 7), ("FS", -1, 4), ("SS", 0, 3), ("SS", 3, 3), ("SS", 4, 4), ("FF", 0, 3), ("FF", 3, 6), ("SF", 9, 7),
    ],
)  # fmt: skip
def test_a_slip_moves_the_successor_as_its_link_says(store: Store, kiosk: int, kind: str, lag: int, start: int) -> None:
    before, then = planned(store, kiosk, "Checkout flow", 0, 2), planned(store, kiosk, "Payment", 3, 2)
    with store.write("Link"):
        store.insert("dependency", ("predecessor_id", "successor_id", "kind", "lag_days"), [(before, then, kind, lag)])
    moved = tasks.change(store, before, "due_on", day(4))
    assert dates(store, then) == (day(start), day(start + 1))
    assert moved == ([] if start == 3 else [(then, day(4), day(start + 1))])
    assert store.value("SELECT finish_on FROM project") == max(day(4), day(start + 1)).isoformat()
    store.undo()
    assert dates(store, then) == (day(3), day(4))


def test_a_whole_chain_moves_over_weekend_and_days_off_in_one_undo_step(store: Store, kiosk: int) -> None:
    a, b, c = planned(store, kiosk, "A", 0, 3), planned(store, kiosk, "B", 3, 2), planned(store, kiosk, "C", 5, 2)
    tasks.add_dependency(store, a, b)
    tasks.add_dependency(store, b, c)
    with store.write("Close on Tuesday"):
        store.insert("day_off", ("starts_on", "ends_on"), [("2031-03-11", "2031-03-11")])
    moved = tasks.change(store, a, "due_on", day(3))
    assert [row.id for row in moved] == [b, c]
    assert dates(store, b) == (date(2031, 3, 7), date(2031, 3, 10))
    assert dates(store, c) == (date(2031, 3, 12), date(2031, 3, 13))
    store.undo()
    assert (dates(store, b), dates(store, c)) == ((day(3), day(4)), (day(5), day(6)))


def test_a_gap_that_somebody_left_stays_and_nothing_moves_earlier(store: Store, kiosk: int) -> None:
    a, b = planned(store, kiosk, "A", 0, 2), planned(store, kiosk, "B", 8)
    tasks.add_dependency(store, a, b)
    assert tasks.change(store, a, "due_on", day(4)) == []
    assert tasks.change(store, a, "due_on", day(0)) == []
    assert dates(store, b) == (day(8), day(8))


def test_finished_begun_and_undated_tasks_are_never_moved(store: Store, kiosk: int) -> None:
    a = planned(store, kiosk, "A", 0)
    done, begun = planned(store, kiosk, "Done", 1), planned(store, kiosk, "Begun", 1)
    undated = tasks.add(store, "Undated", project_id=kiosk)
    behind = planned(store, kiosk, "Behind the undated one", 2)
    for then in (done, begun, undated):
        tasks.add_dependency(store, a, then)
    tasks.add_dependency(store, undated, behind)
    tasks.move(store, [done], DONE)
    tasks.move(store, [begun], DOING)
    moved = tasks.change(store, a, "due_on", day(6))
    assert [row.id for row in moved] == [behind]
    assert dates(store, behind) == (day(8), day(8))
    assert dates(store, done) == dates(store, begun) == (day(1), day(1))
    assert store.row("SELECT start_on, due_on FROM task WHERE id = ?", (undated,)) == (None, None)


def test_only_what_follows_the_slip_moves(store: Store, kiosk: int) -> None:
    a, b, x, y = (planned(store, kiosk, name, at) for name, at in (("A", 0), ("B", 1), ("X", 5), ("Y", 1)))
    tasks.add_dependency(store, a, b)
    with store.write("A link that does not hold"):
        store.insert("dependency", ("predecessor_id", "successor_id"), [(x, y)])
    assert [row.id for row in tasks.change(store, a, "due_on", day(2))] == [b]
    assert [row.id for row in tasks.reschedule(store, kiosk)] == [y]


def test_a_new_link_moves_what_now_has_to_wait(store: Store, kiosk: int) -> None:
    a, b = planned(store, kiosk, "A", 0, 3), planned(store, kiosk, "B", 0)
    assert tasks.add_dependency(store, a, b) == [(b, day(0), day(3))]


def test_a_late_task_pushes_what_waits_for_it_when_asked_and_keeps_its_own_due_day(store: Store, kiosk: int) -> None:
    calendar = settings.calendar(store)
    now = calendar.on_or_after(today())
    a = tasks.add(
        store,
        "Late",
        project_id=kiosk,
        estimate_minutes=960,
        start_on=calendar.add(now, -5),
        due_on=calendar.add(now, -3),
    )
    b = tasks.add(store, "Then", project_id=kiosk, start_on=calendar.add(now, -2), due_on=calendar.add(now, -2))
    tasks.move(store, [a], DOING)
    timelog.add(store, 200, task_id=a)
    with store.write("Link"):
        store.insert("dependency", ("predecessor_id", "successor_id"), [(a, b)])
    tasks.reschedule(store, kiosk, as_of=now)
    assert dates(store, a)[1] == calendar.add(now, -3)
    # 760 of 960 minutes are left: today and tomorrow
    assert dates(store, b)[0] == calendar.add(now, 2)


def test_finished_late_moves_the_successors_in_the_same_action(store: Store, kiosk: int) -> None:
    calendar = settings.calendar(store)
    due = calendar.add(calendar.on_or_before(today()), -4)
    a = tasks.add(store, "A", project_id=kiosk, start_on=due, due_on=due)
    b = tasks.add(store, "B", project_id=kiosk, start_on=calendar.add(due, 1), due_on=calendar.add(due, 1))
    tasks.add_dependency(store, a, b)
    with store.write("As it was planned"):
        store.execute(
            "UPDATE task SET start_on = ?, due_on = ? WHERE id = ?", (*[calendar.add(due, 1).isoformat()] * 2, b)
        )
    moved = tasks.move(store, [a], DONE)
    assert [row.id for row in moved] == [b]
    assert dates(store, b)[0] == calendar.add(calendar.on_or_before(today()), 1)
    store.undo()
    assert dates(store, b)[0] == calendar.add(due, 1)


def test_the_plan_tells_floats_and_the_critical_path(store: Store, kiosk: int) -> None:
    a, b = planned(store, kiosk, "A", 0, 3), planned(store, kiosk, "B", 3, 2)
    side = planned(store, kiosk, "Side", 0)
    tasks.add_dependency(store, a, b)
    tasks.add_dependency(store, side, b)
    found = schedules.schedule(store, kiosk, MONDAY)
    assert found.plan is not None
    assert (found.plan.start, found.plan.finish, found.plan.length_days) == (day(0), day(4), 5)
    rows = {row.id: row for row in found.rows}
    assert [rows[task].total_float for task in (a, b, side)] == [0, 0, 2]
    assert [rows[task].critical for task in (a, b, side)] == [True, True, False]
    projects.change(store, kiosk, "promised_on", day(3))
    assert {row.total_float for row in schedules.schedule(store, kiosk, MONDAY).rows} == {-1, 1}


def test_what_should_have_begun_begins_today_at_the_earliest(store: Store, kiosk: int) -> None:
    a = planned(store, kiosk, "A", 0, 2)
    row = schedules.schedule(store, kiosk, day(7)).rows[0]
    assert (row.id, row.start, row.finish, row.start_on) == (a, day(7), day(8), day(0))


def test_an_event_to_come_is_not_brought_forward_because_nothing_has_an_earlier_day(store: Store, kiosk: int) -> None:
    event, then = planned(store, kiosk, "Kick-off", 3), tasks.add(store, "Build", project_id=kiosk)
    tasks.change(store, event, "duration_days", 0)
    with store.write("Link"):
        store.insert("dependency", ("predecessor_id", "successor_id"), [(event, then)])
    projects.change(store, kiosk, "start_on", day(0))
    rows = {row.id: row for row in schedules.schedule(store, kiosk, day(0)).rows}
    assert rows[event].start == day(3) and rows[then].start == day(4)
    projects.change(store, kiosk, "start_on", day(3))
    rows = {row.id: row for row in schedules.schedule(store, kiosk, day(0)).rows}
    assert rows[event].start == rows[then].start == day(3), "an event on the first day stands at its beginning"


def test_cancelled_tasks_drop_out_and_an_empty_project_has_no_plan(store: Store, kiosk: int) -> None:
    assert schedules.schedule(store, kiosk).plan is None
    tasks.move(store, [planned(store, kiosk, "A", 0)], CANCELLED)
    assert schedules.schedule(store, kiosk).rows == []
    with pytest.raises(UserError, match="This project is gone"):
        schedules.schedule(store, 99)


def test_published_networks_have_their_published_length(store: Store, data: Path) -> None:
    paths = sorted((data / "psplib").glob("*.sm"))
    for path in paths:
        durations, successors, length = _network(path)
        project = projects.add(store, path.stem)
        with store.write("Import"):
            ids = {job: tasks.add(store, f"Job {job}", project_id=project) for job in durations}
            for job, days in durations.items():
                store.execute("UPDATE task SET duration_days = ? WHERE id = ?", (days, ids[job]))
            store.insert(
                "dependency", ("predecessor_id", "successor_id"),
                [(ids[a], ids[b]) for a, then in successors.items() for b in then],
            )  # fmt: skip
        plan = schedules.schedule(store, project, MONDAY).plan
        assert plan is not None
        assert plan.length_days == length, path.stem
    assert paths


def _network(path: Path) -> tuple[dict[int, int], dict[int, list[int]], int]:
    """Durations and successors without the dummy source and sink, and the length that the file states."""
    lines = path.read_text(encoding="latin1").splitlines()

    def section(head: str) -> int:
        return next(at for at, line in enumerate(lines) if line.startswith(head))

    jobs = int(re.search(r"jobs \(incl.*?\):\s*(\d+)", "\n".join(lines))[1])  # type: ignore[index]
    length = int(lines[section("pronr.") + 1].split()[-1])
    inner = range(2, jobs)
    after = {
        int(row[0]): [int(job) for job in row[3:]] for row in map(str.split, lines[section("PRECEDENCE") + 2 :][:jobs])
    }
    durations = {int(row[0]): int(row[2]) for row in map(str.split, lines[section("REQUESTS") + 3 :][:jobs])}
    return {job: durations[job] for job in inner}, {job: [k for k in after[job] if k < jobs] for job in inner}, length
