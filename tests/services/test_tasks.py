"""The board, the list and the verbs of tasks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.models.store import Store
from app.services import people, projects, task_board, tasks, timelog
from app.services.task_board import TaskFilter

TODO, DOING, REVIEW, DONE, CANCELLED = 1, 2, 3, 4, 5
THURSDAY = date(2026, 11, 12)


def status_of(store: Store, task: int) -> tuple[Any, ...] | None:
    return store.row("SELECT status_id, started_on, done_on FROM task WHERE id = ?", (task,))


def card(store: Store, task: int, on: date | None = None) -> task_board.TaskCard:
    return task_board.cards(store, [task], on)[0]


# --- moving ----------------------------------------------------------------------------------------------------------


def test_several_tasks_move_in_their_order_before_the_card_they_are_dropped_on(store: Store) -> None:
    a, b, c = (tasks.add(store, name, status_id=DOING) for name in "ABC")
    x, y, z = (tasks.add(store, name) for name in "XYZ")
    tasks.move(store, [a, b, c], DOING)
    tasks.move(store, [z, x], DOING, before=b)
    assert task_board.board_ids(store, TaskFilter(), DOING) == [a, z, x, b, c]
    tasks.move(store, [c, y], DOING, before=a)
    assert task_board.board_ids(store, TaskFilter(), DOING) == [c, y, a, z, x, b]
    tasks.move(store, [a], DOING)
    assert task_board.board_ids(store, TaskFilter(), DOING) == [c, y, z, x, b, a]
    store.undo()
    assert task_board.board_ids(store, TaskFilter(), DOING) == [c, y, a, z, x, b]


def test_what_is_begun_and_done_gets_its_day_and_loses_it_when_taken_back(store: Store) -> None:
    task, now = tasks.add(store, "Door scanner"), today().isoformat()
    tasks.move(store, [task], DOING)
    assert status_of(store, task) == (DOING, now, None)
    tasks.move(store, [task], DONE)
    assert status_of(store, task) == (DONE, now, now)
    tasks.move(store, [task], REVIEW)
    assert status_of(store, task) == (REVIEW, now, None)
    tasks.move(store, [task], TODO)
    assert status_of(store, task) == (TODO, None, None)
    events = store.rows("SELECT old, new FROM task_event WHERE task_id = ? AND field = 'status' ORDER BY id", (task,))
    assert events == [("todo", "doing"), ("doing", "done"), ("done", "review"), ("review", "todo")]


def test_the_first_task_that_begins_makes_its_project_active(store: Store) -> None:
    project = projects.add(store, "Kiosk")
    projects.change(store, project, "status", "planned")
    tasks.move(store, [tasks.add(store, "Kick-off", project_id=project)], DOING)
    assert projects.rows(store, [project])[0].status == "active"


def test_a_deleted_task_cannot_be_moved_and_nothing_changes(store: Store) -> None:
    here, gone = tasks.add(store, "Here"), tasks.add(store, "Gone")
    tasks.delete(store, [gone])
    with pytest.raises(UserError, match="This task is gone"):
        tasks.move(store, [here, gone], DONE)
    assert status_of(store, here) == (TODO, None, None)


# --- adding and changing ---------------------------------------------------------------------------------------------


def test_a_new_task_stands_on_top_and_is_mine_when_nobody_else_is_here(store: Store) -> None:
    first, second = tasks.add(store, "First"), tasks.add(store, "Second")
    assert task_board.board_ids(store, TaskFilter(), TODO) == [second, first]
    assert card(store, second).assignee_is_me
    people.add(store, "Ines Invented")
    assert card(store, tasks.add(store, "Third")).assignee_id is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "  ", "at least one letter"),
        ("title", "x" * 501, "501 characters; 500 at most"),
        ("estimate_minutes", -1, "between 0 and 10,000 hours"),
        ("duration_days", -1, "0 to 10,000 working days"),
        ("project_id", 99, "This project is gone"),
        ("milestone_id", 99, "another project"),
        ("status_id", 99, "This column is gone"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_old_one_kept(
    store: Store, field: str, value: Any, words: str
) -> None:
    task = tasks.add(store, "Payment", estimate_minutes=60)
    before = store.rows("SELECT * FROM task")
    with pytest.raises(UserError, match=words):
        tasks.change(store, task, field, value)
    assert store.rows("SELECT * FROM task") == before


def test_a_task_due_before_its_start_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="“Payment” would be due before it starts"):
        tasks.add(store, "Payment", start_on=THURSDAY, due_on=THURSDAY - timedelta(days=1))


def test_a_new_start_takes_the_due_day_along_and_days_off_are_counted(store: Store) -> None:
    task = tasks.add(store, "Payment", start_on=date(2026, 11, 9), due_on=date(2026, 11, 11))
    tasks.change(store, task, "start_on", date(2026, 11, 12))
    assert store.row("SELECT start_on, due_on FROM task") == ("2026-11-12", "2026-11-16")
    tasks.change(store, task, "duration_days", 1)
    assert store.row("SELECT start_on, due_on FROM task") == ("2026-11-12", "2026-11-12")


def test_a_new_due_day_changes_the_length_and_before_the_start_moves_the_task(store: Store) -> None:
    task = tasks.add(store, "Payment", start_on=date(2026, 11, 9), due_on=date(2026, 11, 11))
    tasks.change(store, task, "due_on", date(2026, 11, 13))
    assert store.row("SELECT start_on, due_on, duration_days FROM task") == ("2026-11-09", "2026-11-13", 5)
    tasks.change(store, task, "due_on", date(2026, 11, 6))
    assert store.row("SELECT start_on, due_on, duration_days FROM task") == ("2026-11-02", "2026-11-06", 5)
    tasks.change(store, task, "due_on", None)
    assert store.row("SELECT start_on, due_on FROM task") == ("2026-11-02", None)


def test_in_another_project_a_task_loses_its_milestone_and_keeps_its_links(store: Store) -> None:
    kiosk, shop = projects.add(store, "Kiosk"), projects.add(store, "Shop")
    milestone = projects.add_milestone(store, kiosk, "Live")
    a, b = (tasks.add(store, name, milestone_id=milestone) for name in "AB")
    tasks.add_dependency(store, a, b)
    tasks.change(store, b, "project_id", shop)
    assert (card(store, b).project, card(store, b).milestone, card(store, b).waits_for) == ("Shop", None, "A")
    store.undo()
    assert (card(store, b).project, card(store, b).milestone, card(store, b).waits_for) == ("Kiosk", "Live", "A")


def test_a_task_cannot_be_a_part_of_its_own_part(store: Store) -> None:
    a, b = tasks.add(store, "A"), tasks.add(store, "B")
    tasks.change(store, b, "parent_id", a)
    with pytest.raises(UserError, match="“A” cannot be a part of itself"):
        tasks.change(store, a, "parent_id", b)


# --- what waits for what ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "predecessor_in", "can_start"),
    [
        ("FS", TODO, False), ("FS", DOING, False), ("FS", REVIEW, False), ("FS", DONE, True), ("FS", CANCELLED, True),
        ("SS", TODO, False), ("SS", DOING, True), ("SS", REVIEW, True), ("SS", DONE, True), ("SS", CANCELLED, True),
        ("FF", TODO, True), ("FF", DOING, True), ("SF", TODO, True), ("SF", DONE, True),
    ],
)  # fmt: skip
def test_whether_a_task_can_start_follows_from_the_kind_of_its_link(
    store: Store, kind: str, predecessor_in: int, can_start: bool
) -> None:
    before, then = tasks.add(store, "Checkout flow"), tasks.add(store, "Payment")
    tasks.add_dependency(store, before, then, kind)
    tasks.move(store, [before], predecessor_in)
    found = card(store, then)
    assert found.can_start is can_start
    assert (found.waits_for, found.waits_count) == ((None, 0) if can_start else ("Checkout flow", 1))
    assert (then in task_board.list_ids(store, TaskFilter(chip="can_start"))) is can_start
    assert (then in task_board.list_ids(store, TaskFilter(chip="blocked"))) is not can_start


def test_a_card_names_the_predecessor_that_is_due_first_and_counts_them(store: Store) -> None:
    later = tasks.add(store, "Later", due_on=date(2031, 1, 9))
    sooner = tasks.add(store, "Sooner", due_on=date(2031, 1, 8))
    then = tasks.add(store, "Then")
    for before in (later, sooner):
        tasks.add_dependency(store, before, then)
    assert (card(store, then).waits_for, card(store, then).waits_count) == ("Sooner", 2)


def test_only_what_is_to_do_can_start(store: Store) -> None:
    task = tasks.add(store, "Running", status_id=DOING)
    assert not card(store, task).can_start
    blocked = tasks.add(store, "Blocked")
    tasks.change(store, blocked, "blocked_reason", "Waits for the client's photos")
    assert not card(store, blocked).can_start
    assert task_board.list_ids(store, TaskFilter(chip="blocked")) == [blocked]
    later = tasks.add(store, "Later")
    tasks.change(store, later, "not_before_on", today() + timedelta(days=1))
    assert not card(store, later).can_start
    assert card(store, later, today() + timedelta(days=1)).can_start


def test_a_circle_is_refused_with_the_way_round(store: Store) -> None:
    a, b, c = (tasks.add(store, name) for name in ("Design", "Build", "Launch"))
    tasks.add_dependency(store, a, b)
    tasks.add_dependency(store, b, c, "SS", -2)
    with pytest.raises(UserError) as refused:
        tasks.add_dependency(store, c, a)
    assert "“Design” → “Build” → “Launch” → “Design”" in str(refused.value)
    with pytest.raises(UserError, match="“Design” cannot wait for itself"):
        tasks.add_dependency(store, a, a)
    assert store.value("SELECT count(*) FROM dependency") == 2


def test_linking_twice_changes_the_kind(store: Store) -> None:
    a, b = tasks.add(store, "A"), tasks.add(store, "B")
    tasks.add_dependency(store, a, b)
    tasks.add_dependency(store, a, b, "SS", 2)
    assert store.rows("SELECT kind, lag_days FROM dependency") == [("SS", 2)]


def test_a_task_of_no_project_is_not_linked_with_one_that_has_one(store: Store) -> None:
    a = tasks.add(store, "A", project_id=projects.add(store, "Kiosk"))
    with pytest.raises(UserError, match="“B” belongs to no project"):
        tasks.add_dependency(store, a, tasks.add(store, "B"))


def test_a_deleted_task_holds_nothing_up_and_undo_brings_its_links_back(store: Store) -> None:
    a, b = tasks.add(store, "A"), tasks.add(store, "B")
    tasks.add_dependency(store, a, b)
    tasks.delete(store, [a])
    assert card(store, b).can_start
    store.undo()
    assert card(store, b).waits_for == "A"


_TASK = st.integers(0, 5)
_VERBS = st.lists(
    st.one_of(
        st.tuples(st.just("link"), _TASK, _TASK, st.sampled_from(["FS", "SS", "FF", "SF"])),
        st.tuples(st.just("unlink"), _TASK, _TASK),
        st.tuples(st.just("delete"), _TASK),
        st.tuples(st.just("move"), _TASK, st.integers(1, 5)),
        st.tuples(st.just("project"), _TASK, st.booleans()),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=30,
)


@given(_VERBS)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_verbs_makes_a_circle(store: Store, verbs: list[tuple[Any, ...]]) -> None:
    with store.write("Begin anew"):
        home, other = projects.add(store, "Home"), projects.add(store, "Other")
        ids = [tasks.add(store, f"Task {number}", project_id=home) for number in range(6)]
    for name, *rest in verbs:
        try:
            if name == "link":
                tasks.add_dependency(store, ids[rest[0]], ids[rest[1]], rest[2])
            elif name == "unlink":
                tasks.remove_dependency(store, ids[rest[0]], ids[rest[1]])
            elif name == "delete":
                tasks.delete(store, [ids[rest[0]]])
            elif name == "move":
                tasks.move(store, [ids[rest[0]]], rest[1])
            elif name == "project":
                tasks.change(store, ids[rest[0]], "project_id", other if rest[1] else home)
            elif name == "undo" and store.undo_label != "Begin anew":
                store.undo()
            elif name == "redo":
                store.redo()
        except UserError:
            pass
        links = store.rows("SELECT predecessor_id, successor_id FROM dependency")
        assert not _circular(links), links
        for project in (home, other):
            tasks.schedule(store, project)


def _circular(links: list[tuple[Any, ...]]) -> bool:
    left = {task for link in links for task in link}
    while left:
        free = left - {then for before, then in links if before in left}
        if not free:
            return True
        left -= free
    return False


# --- what the board, the list and the chips show ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "on", "late"),
    [
        (date(2026, 11, 10), THURSDAY, 2),
        (date(2026, 11, 12), THURSDAY, 0),
        (date(2026, 11, 13), date(2026, 11, 14), 0),  # due on Friday, seen on Saturday
        (date(2026, 11, 13), date(2026, 11, 16), 1),
        (date(2026, 11, 8), date(2026, 11, 9), 1),  # due on a Sunday
    ],
)
def test_lateness_counts_working_days_and_the_chip_agrees(store: Store, due: date, on: date, late: int) -> None:
    task = tasks.add(store, "Checkout flow", due_on=due)
    assert card(store, task, on).late_days == late
    assert task_board.list_ids(store, TaskFilter(chip="late", on=on)) == ([task] if late else [])
    tasks.move(store, [task], DONE)
    assert card(store, task, on).late_days == 0


def test_a_day_off_does_not_make_late(store: Store) -> None:
    with store.write("Close the studio"):
        store.insert("day_off", ("starts_on", "ends_on"), [("2026-11-11", "2026-11-12")])
    task = tasks.add(store, "Checkout flow", due_on=date(2026, 11, 10))
    assert card(store, task, THURSDAY).late_days == 0
    assert card(store, task, date(2026, 11, 13)).late_days == 1


@pytest.fixture
def moment(store: Store) -> Store:
    """The tasks of a Thursday in November, in one project and none."""
    project = projects.add(store, "Kiosk app")
    ines = people.add(store, "Ines Invented")
    me = people.me(store).id
    for title, status, assignee, minutes, due in (
        ("Checkout flow", DOING, ines, 2400, 10), ("Payment", TODO, ines, 2400, 25), ("Access roles", TODO, me, 720, 18),
        ("Menu photos", DOING, me, 360, 12), ("Logo files", REVIEW, None, 480, 13), ("Sketches", DONE, ines, 720, 9),
        ("Old idea", CANCELLED, me, 600, 12), ("Undated", TODO, None, None, None),
    ):  # fmt: skip
        tasks.add(
            store, title, status_id=status, assignee_id=assignee, estimate_minutes=minutes,
            due_on=due and date(2026, 11, due), project_id=None if title == "Logo files" else project,
        )  # fmt: skip
    tasks.add_dependency(store, 1, 2)
    with store.write("Long ago"):
        store.execute("UPDATE task SET assignee_id = NULL WHERE title IN ('Logo files', 'Undated')")
        store.execute("UPDATE task SET done_on = '2026-11-10' WHERE title = 'Sketches'")
    timelog.add(store, 1380, task_id=1, on=today() - timedelta(days=1))
    timelog.add(store, 300, task_id=1)
    timelog.add(store, 540, task_id=5)
    return store


def test_columns_count_and_sum_and_leave_cancelled_work_out(moment: Store) -> None:
    columns = task_board.board(moment, TaskFilter(on=THURSDAY))
    assert [(c.name, c.count, c.minutes, c.can_start) for c in columns] == [
        ("To do", 3, 3120, 2), ("In progress", 2, 2760, 0), ("Review", 1, 480, 0), ("Done", 1, 720, 0),
    ]  # fmt: skip
    assert task_board.totals_line(moment, TaskFilter(on=THURSDAY)) == (6, 6360, 6360 - 1680 - 480)


def test_over_all_projects_done_shows_the_last_week_and_in_one_project_all(moment: Store) -> None:
    later = THURSDAY + timedelta(days=5)
    done = task_board.board(moment, TaskFilter(on=later))[3]
    assert (done.count, done.since) == (0, date(2026, 11, 11))
    assert task_board.board_ids(moment, TaskFilter(on=later), DONE) == []
    done = task_board.board(moment, TaskFilter(on=later, project_id=1))[3]
    assert (done.count, done.since) == (1, None)
    assert task_board.board_ids(moment, TaskFilter(on=later, project_id=1), DONE) == [6]


def test_chips_count_what_they_leave(moment: Store) -> None:
    counts = task_board.chips(moment, TaskFilter(on=THURSDAY))
    assert counts == {"mine": 2, "can_start": 2, "blocked": 1, "late": 1, "due_week": 2, "unowned": 2, "no_date": 1}
    for chip, count in counts.items():
        flt = TaskFilter(chip=chip, on=THURSDAY)
        columns = task_board.board(moment, flt)
        assert task_board.overview(moment, flt) == (columns, counts, task_board.totals_line(moment, flt))
        assert sum(column.count for column in columns) == len(task_board.list_ids(moment, flt)) == count
        assert all(len(task_board.board_ids(moment, flt, c.status_id)) == c.count for c in columns)


def test_a_filter_narrows_every_read_alike(moment: Store) -> None:
    for flt, titles in (
        (TaskFilter(text="check fl"), {"Checkout flow"}),
        (
            TaskFilter(text="kiosk", open_only=True),
            {"Checkout flow", "Payment", "Access roles", "Menu photos", "Undated"},
        ),
        (TaskFilter(person_id=2, open_only=True), {"Checkout flow", "Payment"}),
        (TaskFilter(ids=(1, 5, 6), open_only=True), {"Checkout flow", "Logo files"}),
        (TaskFilter(text="\"'(* OR"), set()),
    ):
        ids = task_board.list_ids(moment, flt)
        assert {found.title for found in task_board.cards(moment, ids)} == titles
        assert task_board.totals_line(moment, flt)[0] == len([i for i in ids if i != 6])


def test_lists_are_sorted_and_what_has_no_value_comes_last(moment: Store) -> None:
    flt = TaskFilter(open_only=True)
    titles = [found.title for found in task_board.cards(moment, task_board.list_ids(moment, flt))]
    assert titles == ["Checkout flow", "Menu photos", "Logo files", "Access roles", "Payment", "Undated"]
    back = task_board.list_ids(moment, flt, "due", True)
    assert [found.title for found in task_board.cards(moment, back)][-2:] == ["Checkout flow", "Undated"]
    for sort in task_board.SORTS:
        assert sorted(task_board.list_ids(moment, flt, sort)) == sorted(back)


def test_a_card_shows_hours_checklist_and_labels(moment: Store) -> None:
    items = [tasks.add_item(moment, 1, title) for title in ("Cart", "Guest or member", "Delivery slot")]
    tasks.tick(moment, items[0])
    tasks.set_labels(moment, 1, ["design", " shop ", "design"])
    found = card(moment, 1, THURSDAY)
    assert (found.logged_minutes, found.estimate_minutes, found.checklist_done, found.checklist_total) == (
        1680,
        2400,
        1,
        3,
    )
    assert found.labels == ((1, "design"), (2, "shop"))
    assert (found.late_days, found.assignee_initials, found.project) == (2, "II", "Kiosk app")
    tasks.set_labels(moment, 1, ["Shop"])
    assert card(moment, 1).labels == ((2, "shop"),)


def test_the_inspector_shows_the_task_whole(moment: Store) -> None:
    tasks.add_comment(moment, 1, "The client wants gift cards.")
    found = tasks.detail(moment, 1, THURSDAY)
    assert found is not None
    assert found.expected_on == date(2026, 11, 13)  # 12 of 40 hours are left, one and a half days from today
    assert [(link.title, link.kind, link.holds) for link in found.successors] == [("Payment", "FS", True)]
    assert [entry.minutes for entry in found.time] == [300, 1380]
    assert {row.text for row in found.timeline} == {"The client wants gift cards.", "Created"}
    assert tasks.detail(moment, 99) is None


def test_cards_keep_the_order_asked_for_and_leave_out_what_is_gone(moment: Store) -> None:
    tasks.delete(moment, [3])
    assert [found.id for found in task_board.cards(moment, [5, 3, 1, 99, 2])] == [5, 1, 2]
    assert task_board.cards(moment, []) == []


# --- what it costs ---------------------------------------------------------------------------------------------------


@contextmanager
def watched(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """The queries that are made inside."""
    seen: list[tuple[str, Any]] = []
    rows = store.rows

    def spy(sql: str, params: Any = ()) -> Any:
        seen.append((sql, params))
        return rows(sql, params)

    monkeypatch.setattr(store, "rows", spy)
    yield seen
    monkeypatch.undo()


READS: dict[str, Callable[[Store, TaskFilter], object]] = {
    "board": task_board.board,
    "overview": task_board.overview,
    "to do": lambda store, flt: task_board.board_ids(store, flt, TODO),
    "done": lambda store, flt: task_board.board_ids(store, flt, DONE),
    "chips": task_board.chips,
    "totals": task_board.totals_line,
    "by due": task_board.list_ids,
    "by title": lambda store, flt: task_board.list_ids(store, flt, "title", True),
    "cards": lambda store, _: task_board.cards(store, range(1, 40)),
}


@pytest.mark.parametrize(
    "flt",
    [
        TaskFilter(),
        TaskFilter(project_id=1),
        TaskFilter(text="check"),
        TaskFilter(chip="late"),
        TaskFilter(chip="can_start"),
        TaskFilter(ids=(1, 2)),
        TaskFilter(person_id=1, open_only=True),
    ],
)
def test_every_read_of_tasks_is_served_by_an_index(
    moment: Store, monkeypatch: pytest.MonkeyPatch, flt: TaskFilter
) -> None:
    with watched(moment, monkeypatch) as queries:
        for read in READS.values():
            read(moment, flt)
    for sql, params in queries:
        for _, _, _, step in moment.rows(f"EXPLAIN QUERY PLAN {sql}", params):
            assert not re.match(r"SCAN (t|b|d|e|c|l|task)\b(?! USING)", step), (step, sql)
            assert "AUTOMATIC" not in step, (step, sql)


def test_no_read_of_tasks_makes_more_queries_for_more_tasks(moment: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def counts() -> dict[str, int]:
        found = {}
        for name, read in READS.items():
            with watched(moment, monkeypatch) as queries:
                read(moment, TaskFilter())
            found[name] = len(queries)
        return found

    few = counts()
    with moment.write("More"):
        for number in range(20):
            tasks.add(moment, f"More {number}", project_id=1, status_id=number % 4 + 1)
    assert counts() == few
    assert max(few.values()) < 10


# --- time ------------------------------------------------------------------------------------------------------------


def test_time_on_a_task_counts_for_its_project_and_client(store: Store) -> None:
    project = projects.add(store, "Kiosk", client="Larkspur Foods")
    task = tasks.add(store, "Build", project_id=project)
    entry = timelog.add(store, 90, task_id=task, note=" till ")
    assert store.row("SELECT project_id, client_id, person_id, note FROM time_entry") == (project, 1, 1, "till")
    timelog.change(store, entry, "minutes", 120)
    assert timelog.total(store, task) == 120
    timelog.delete(store, entry)
    assert timelog.entries(store, task) == []


def test_time_that_cannot_be_is_refused(store: Store) -> None:
    task = tasks.add(store, "Build")
    with pytest.raises(UserError, match="longer than 0 and at most 24 hours"):
        timelog.add(store, 0, task_id=task)
    with pytest.raises(UserError, match="not on a day to come"):
        timelog.add(store, 60, task_id=task, on=today() + timedelta(days=1))
    with pytest.raises(UserError, match="Say what the time was spent on"):
        timelog.add(store, 60)
    with pytest.raises(UserError, match="This task is gone"):
        timelog.add(store, 60, task_id=99)
