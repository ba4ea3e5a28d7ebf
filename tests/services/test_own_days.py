"""Whoever does the work says which days count: what is late, what is copied, and what comes again go by their days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some

from app.domain.workdays import Calendar
from app.models.store import Store
from app.reports import project_past
from app.services import (
    activities,
    calendar_items,
    day_plan,
    deals,
    people,
    project_copy,
    project_list,
    project_rows,
    project_timeline,
    projects,
    recurrence,
    renewals,
    settings,
    task_board,
    task_groups,
    tasks,
    today,
)
from app.services.project_list import ProjectFilter
from app.services.task_filter import TaskFilter

THURSDAY = date(2026, 11, 12)
FOUR_DAYS = (480, 480, 480, 480, 0, 0, 0)
USUAL = (480, 480, 480, 480, 480, 0, 0)


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    with time_machine.travel("2026-11-12T09:00:00Z", tick=False):
        yield


@pytest.fixture
def ines(store: Store) -> int:
    """Ines does not work on Fridays."""
    found = people.add(store, "Ines")
    people.change_week(store, found, FOUR_DAYS)
    return found


def late_days(store: Store, task: int, on: date) -> int:
    return task_board.cards(store, [task], on)[0].late_days


# --- late ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "hers", "everybodys"),
    [("2026-11-12", 0, 0), ("2026-11-13", 0, 1), ("2026-11-14", 0, 1), ("2026-11-16", 1, 2), ("2026-11-20", 4, 6)],
)
def test_a_free_friday_makes_nothing_late(store: Store, ines: int, now: str, hers: int, everybodys: int) -> None:
    on, project = date.fromisoformat(now), projects.add(store, "Portal")
    due = {"project_id": project, "due_on": THURSDAY}
    own = tasks.add(store, "Hers", assignee_id=ines, **due)
    mine = tasks.add(store, "Mine", assignee_id=people.me(store).id, **due)
    free = tasks.add(store, "Nobody's", **due)
    with store.write("Give to nobody"):
        store.execute("UPDATE task SET assignee_id = NULL WHERE id = ?", (free,))
    assert [late_days(store, task, on) for task in (own, mine, free)] == [hers, everybodys, everybodys]
    late = {task for task, days in ((own, hers), (mine, everybodys), (free, everybodys)) if days}
    flt = TaskFilter(chip="late", on=on)
    assert set(task_board.list_ids(store, flt)) == late
    assert task_board.chips(store, flt)["late"] == len(late)
    assert sum(head.late for head in task_groups.columns(store, TaskFilter(on=on), "assignee")) == len(late)
    with time_machine.travel(f"{now}T12:00:00Z", tick=False):
        groups = {group.key: {row.id: row.late for row in group.rows} for group in today.board(store).work}
        assert groups.get("late", {}) == {task: hers if task == own else everybodys for task in late}
        assert set(groups.get("week", {})) == {own, mine, free} - late
        row = project_rows.rows(store, [project])[0]
        assert row.late == len(late)
        assert project_list.counts(store, ProjectFilter())["late"] == bool(late)
        bars = {bar.id: bar.late for bar in project_timeline.timeline(store, project).bars}
        assert bars == {own: hers, mine: everybodys, free: everybodys}
        planned = day_plan.week(store, on - timedelta(days=on.weekday()), ines).waiting
        assert [(line.late, line.reason == "late") for line in planned if line.task_id == own] == [(hers, bool(hers))]


def test_a_holiday_of_ones_own_and_a_saturday_that_one_works_count(store: Store, ines: int) -> None:
    theo = people.add(store, "Theo")
    people.change_week(store, theo, (0, 0, 480, 480, 480, 480, 0))
    settings.add_day_off(store, date(2026, 11, 16), date(2026, 11, 17), person_id=ines)
    hers = tasks.add(store, "Hers", assignee_id=ines, due_on=THURSDAY)
    his = tasks.add(store, "His", assignee_id=theo, due_on=date(2026, 11, 13))
    sunday, wednesday = date(2026, 11, 15), date(2026, 11, 18)
    assert (late_days(store, hers, sunday), late_days(store, his, sunday)) == (0, 1)
    assert (late_days(store, hers, wednesday), late_days(store, his, wednesday)) == (1, 2)
    assert task_board.list_ids(store, TaskFilter(chip="late", on=sunday)) == [his]


def test_a_to_do_is_late_by_the_days_of_whoever_does_it_a_next_step_by_those_of_the_workspace(store: Store) -> None:
    people.change_week(store, people.me(store).id, FOUR_DAYS)
    deal = deals.add(store, "Shop", next_step="Call", next_step_on=THURSDAY)
    activities.log(store, "todo", "Send the case study", deal_id=deal, due_on=THURSDAY)
    for on, todo, step in (("2026-11-14", 0, 1), ("2026-11-16", 1, 2)):
        with time_machine.travel(f"{on}T12:00:00Z", tick=False):
            found = {group.key: [row.late for row in group.rows] for group in today.board(store).sales}
        assert (found["todos"], found["overdue"]) == ([todo], [step])


def test_the_calendar_calls_late_what_the_lists_call_late(store: Store, ines: int) -> None:
    tasks.add(store, "Hers", assignee_id=ines, due_on=THURSDAY)
    tasks.add(store, "Mine", assignee_id=people.me(store).id, due_on=date(2026, 11, 13))
    deal = deals.add(store, "Shop", next_step="Call", next_step_on=date(2026, 11, 13))
    activities.log(store, "todo", "Send", deal_id=deal, due_on=THURSDAY)
    deals.change(store, deal, "expected_close_on", date(2026, 11, 13))
    project = projects.add(store, "Portal", client="Acme")
    projects.change(store, project, "promised_on", date(2026, 11, 13))
    projects.add_milestone(store, project, "Launch", date(2026, 11, 13))
    renewals.add(store, "Care", date(2026, 11, 13), client_id=1)
    ours = {"Call", "Shop closes", "Portal promised", "Launch", "Care renews"}
    for on, late in (
        ("2026-11-14", {"Send"}),
        ("2026-11-15", {"Send"}),
        ("2026-11-16", {"Hers", "Mine", "Send", *ours}),
    ):
        with time_machine.travel(f"{on}T12:00:00Z", tick=False):
            month = calendar_items.read(store, date(2026, 11, 1), date(2026, 11, 30))
            assert {item.title for item in month.items if item.late} == late and month.late == len(late)
            assert bool(task_board.list_ids(store, TaskFilter(chip="late"))) == ({"Hers", "Mine"} <= late)


def test_a_report_of_a_day_gone_by_counts_the_owners_days_too(store: Store, ines: int) -> None:
    project = projects.add(store, "Portal")
    tasks.add(store, "Hers", project_id=project, assignee_id=ines, due_on=THURSDAY)
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        for day, late in ((date(2026, 11, 14), 0), (date(2026, 11, 17), 2)):
            stood = project_past.project_on(store, project, day, settings.calendar(store))
            assert stood is not None
            assert [card.late_days for card in stood[1]] == [late]
            assert stood[0].row.late == bool(late)


def three(store: Store, weeks: tuple[list[int], list[int]]) -> list[int]:
    """Me, who works the usual week, and two who work these; nothing else is left of the last example."""
    with store.write("Forget the last example"):
        for table in ("task", "day_off"):
            store.execute(f"DELETE FROM {table}")
    everybody = store.ids("SELECT id FROM person ORDER BY id")
    staff = [*everybody, *(people.add(store, f"Person {number}") for number in range(3 - len(everybody)))]
    for person, week in zip(staff[1:], weeks, strict=True):
        people.change_week(store, person, week)
    return staff


WEEKS = some.lists(some.sampled_from([0, 480]), min_size=7, max_size=7).filter(any)


@examples(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weeks=some.tuples(WEEKS, WEEKS),
    away=some.lists(some.integers(-9, 9), max_size=5),
    due=some.lists(some.tuples(some.integers(0, 2), some.integers(-9, 3)), min_size=1, max_size=6),
)
def test_card_chip_and_count_agree_with_a_walk_over_the_days(
    store: Store, weeks: tuple[list[int], list[int]], away: list[int], due: list[tuple[int, int]]
) -> None:
    staff = three(store, weeks)
    gone = {THURSDAY + timedelta(days=number) for number in away}
    for day in gone:
        settings.add_day_off(store, day, day, person_id=staff[2])
    made = {
        tasks.add(store, "Task", assignee_id=staff[who], due_on=THURSDAY + timedelta(days=days)): (who, days)
        for who, days in due
    }
    works = (Calendar(USUAL), Calendar(weeks[0]), Calendar(weeks[1], frozenset(gone)))
    wanted = {
        task: sum(works[who].is_working(THURSDAY - timedelta(days=back)) for back in range(max(0, -days)))
        for task, (who, days) in made.items()
    }
    assert {card.id: card.late_days for card in task_board.cards(store, list(made))} == wanted
    late = {task for task, days in wanted.items() if days}
    assert set(task_board.list_ids(store, TaskFilter(chip="late"))) == late
    assert task_board.chips(store, TaskFilter())["late"] == len(late)


# --- done once more --------------------------------------------------------------------------------------------------


def days_in(store: Store, project: int) -> dict[str, tuple[date | None, date | None]]:
    ids = store.ids("SELECT id FROM task WHERE project_id = ? AND deleted_at IS NULL ORDER BY id", (project,))
    return {card.title: (card.start_on, card.due_on) for card in task_board.cards(store, ids)}


def test_a_copy_takes_as_many_days_of_its_owner_and_what_follows_waits(store: Store, ines: int) -> None:
    project = projects.add(store, "Site", start_on=date(2026, 11, 16))
    design = tasks.add(
        store, "Design", project_id=project, assignee_id=ines, start_on=date(2026, 11, 17), due_on=date(2026, 11, 19)
    )
    build = tasks.add(store, "Build", project_id=project, start_on=date(2026, 11, 20), due_on=date(2026, 11, 20))
    tasks.add_dependency(store, design, build)
    part = tasks.add(store, "Pages", project_id=project, start_on=date(2026, 11, 20), due_on=date(2026, 11, 20))
    tasks.change(store, part, "parent_id", build)
    shift = project_copy.shift_of(
        store, project, date(2026, 12, 2)
    )  # a Wednesday: Design would fall on Thursday to Monday
    told = project_copy.finish_of(store, project, shift)
    copy = project_copy.duplicate(store, project, "Site again", date(2026, 12, 2))
    assert days_in(store, copy) == {
        "Design": (date(2026, 12, 3), date(2026, 12, 8)),  # Thursday, Monday and Tuesday: three of her days
        "Build": (date(2026, 12, 9), date(2026, 12, 9)),
        "Pages": (date(2026, 12, 9), date(2026, 12, 9)),  # waits for what its whole waits for
    }
    assert told == projects.rows(store, [copy])[0].finish_on == date(2026, 12, 9)
    assert store.rows("SELECT DISTINCT start_on = baseline_start_on, due_on = baseline_finish_on FROM task "
                      "WHERE project_id = ?", (copy,)) == [(1, 1)]  # fmt: skip
    people.change_week(store, ines, USUAL)
    plain = project_copy.duplicate(store, project, "And again", date(2026, 12, 2))
    assert days_in(store, plain)["Design"] == (date(2026, 12, 3), date(2026, 12, 7))


@examples(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weeks=some.tuples(WEEKS, WEEKS),
    work=some.lists(some.tuples(some.integers(0, 2), some.integers(0, 9), some.integers(1, 4)), min_size=1, max_size=5),
    later=some.integers(0, 40),
)
def test_a_copy_stands_on_days_of_its_owners_for_as_long_and_in_the_same_order(
    store: Store, weeks: tuple[list[int], list[int]], work: list[tuple[int, int, int]], later: int
) -> None:
    staff = three(store, weeks)
    works = [Calendar(USUAL), *map(Calendar, weeks)]
    project = projects.add(store, "Site", start_on=THURSDAY)
    made: list[tuple[int, date, date]] = []
    for number, (who, gap, length) in enumerate(work):
        begin = works[who].on_or_after((made[-1][2] if made else THURSDAY) + timedelta(days=gap + 1))
        due = works[who].add(begin, length - 1)
        task = tasks.add(
            store, str(number), project_id=project, assignee_id=staff[who], start_on=begin, due_on=due
        )  # fmt: skip
        if made:
            tasks.add_dependency(store, made[-1][0], task)
        made.append((task, begin, due))
    begins = THURSDAY + timedelta(days=later)
    copied = days_in(store, project_copy.duplicate(store, project, "Again", begins))
    found = [copied[str(number)] for number in range(len(work))]
    for (who, _, length), (start, due) in zip(work, found, strict=True):
        assert start is not None and due is not None and start >= begins
        assert works[who].is_working(start) and works[who].is_working(due)
        assert works[who].between(start, due) == length
    assert all(before[1] < then[0] for before, then in pairwise(found))  # type: ignore[operator]


# --- what comes again, and what waits --------------------------------------------------------------------------------


def open_ones(store: Store) -> list[tuple[date | None, date | None]]:
    ids = store.ids("SELECT id FROM task WHERE done_on IS NULL ORDER BY id")
    return [(card.start_on, card.due_on) for card in task_board.cards(store, ids)]


def test_what_comes_again_lands_on_a_day_its_owner_works(store: Store, ines: int) -> None:
    done, friday = tasks.first_status(store, "done"), date(2026, 11, 13)
    hers = tasks.add(store, "Report", assignee_id=ines, start_on=date(2026, 11, 11), due_on=THURSDAY)
    mine = tasks.add(store, "Backup", assignee_id=people.me(store).id, due_on=THURSDAY)
    assert recurrence.put(store, hers, "every week on fri").next_on == date(2026, 11, 16)  # a Monday
    assert recurrence.put(store, mine, "every week on fri").next_on == friday
    assert recurrence.next_days(store, [hers, mine]) == {hers: date(2026, 11, 16), mine: friday}
    tasks.move(store, [hers, mine], done)
    assert open_ones(store) == [(THURSDAY, date(2026, 11, 16)), (None, friday)]  # two of her days, as before
    again = store.ids("SELECT id FROM task WHERE title = 'Report' AND done_on IS NULL")
    assert recurrence.put(store, *again, "every week on fri", off="keep").next_on == date(2026, 11, 20)


def test_what_comes_by_its_date_lands_on_a_day_its_owner_works(store: Store, ines: int) -> None:
    task = tasks.add(store, "Report", assignee_id=ines, due_on=date(2026, 11, 6))
    recurrence.put(store, task, "every week on fri", when="date")
    assert recurrence.make_due(store, date(2026, 11, 13)) == []
    assert len(recurrence.make_due(store, date(2026, 11, 16))) == 1
    assert open_ones(store) == [(None, date(2026, 11, 6)), (None, date(2026, 11, 16))]


@examples(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weeks=some.tuples(WEEKS, WEEKS),
    who=some.integers(0, 2),
    rule=some.sampled_from(["every day", "every weekday", "every 2 weeks on sat", "every month on the 13th"]),
)
def test_a_chain_of_repeats_never_leaves_the_days_of_its_owner_nor_stands_still(
    store: Store, weeks: tuple[list[int], list[int]], who: int, rule: str
) -> None:
    staff = three(store, weeks)
    task = tasks.add(store, "Again", assignee_id=staff[who], due_on=THURSDAY)
    recurrence.put(store, task, rule)
    works, days = [Calendar(USUAL), *map(Calendar, weeks)][who], [THURSDAY]
    for _ in range(4):
        tasks.move(store, [store.value("SELECT max(id) FROM task")], tasks.first_status(store, "done"))
        days.append(date.fromisoformat(store.value("SELECT due_on FROM task ORDER BY id DESC LIMIT 1")))
    assert all(works.is_working(day) for day in days[1:])
    assert all(before < then for before, then in pairwise(days))


def test_what_may_not_begin_before_a_day_begins_on_a_day_its_owner_works(store: Store, ines: int) -> None:
    task = tasks.add(store, "Test", assignee_id=ines, start_on=THURSDAY, due_on=date(2026, 11, 16))
    tasks.change(store, task, "not_before_on", date(2026, 11, 20))  # a Friday
    assert open_ones(store) == [(date(2026, 11, 23), date(2026, 11, 24))]
