"""Nobody is asked for more than their hours: published networks, small stories, and any team that can be drawn."""

import csv
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.domain.levelling import level
from app.domain.schedule import CycleError, Link, Task, plan
from app.domain.serial_schedule import Demand
from app.domain.workdays import Calendar

CALENDAR = Calendar()
MON = date(2026, 11, 16)
FRI = date(2026, 11, 20)
JANE, THEO = 1, 2
DATA = Path(os.environ.get("BATON_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
NETWORKS = sorted((DATA / "psplib").glob("**/*.sm"))


def full_day(on):
    return CALENDAR.minutes_on(on)


def levelled(tasks, links=(), hours=None, **more):
    """The plan of tasks that take whole days of their owners."""
    demands = {t.key: [Demand(t.owner, 480)] for t in tasks if t.owner and t.duration}
    hours = hours or {JANE: full_day, THEO: full_day}
    return level(tasks, list(links), CALENDAR, demands, hours, start=more.pop("start", MON), **more)


# Stories


def test_one_person_does_one_thing_after_another():
    found = levelled([Task(1, 3, owner=JANE), Task(2, 2, owner=JANE)])
    assert (found.start, found.finish, found.length_days) == (MON, FRI, 5)


def test_two_people_work_side_by_side():
    assert levelled([Task(1, 3, owner=JANE), Task(2, 2, owner=THEO)]).length_days == 3


def test_the_wait_is_explained_by_who_and_by_what_they_do_until_then():
    found = levelled([Task(1, 3, owner=JANE, must_finish=date(2026, 11, 18)), Task(2, 2, owner=JANE)])
    waiting = found.tasks[2]
    assert (waiting.start, waiting.could_start) == (date(2026, 11, 19), MON)
    assert (waiting.waits_for, waiting.behind) == (JANE, (1,))
    assert found.tasks[1].waits_for is None


def test_what_nobody_is_short_of_runs_at_once():
    demands = {1: [Demand(JANE, 240)], 2: [Demand(JANE, 240)]}
    found = level([Task(1, 2), Task(2, 2)], [], CALENDAR, demands, {JANE: full_day}, start=MON)
    assert found.length_days == 2


def test_a_day_off_is_worked_round_and_makes_the_task_end_later():
    holiday = MON + timedelta(days=1)
    found = levelled([Task(1, 3, owner=JANE)], hours={JANE: lambda on: 0 if on == holiday else full_day(on)})
    assert (found.tasks[1].start, found.tasks[1].finish) == (MON, date(2026, 11, 19))


def test_short_days_make_a_task_longer():
    found = levelled([Task(1, 2, owner=JANE)], hours={JANE: lambda on: full_day(on) // 2})
    assert found.tasks[1].finish == date(2026, 11, 19)  # 16 hours at 4 a day


def test_what_is_promised_elsewhere_is_not_given_twice():
    found = levelled([Task(1, 2, owner=JANE)], taken={JANE: {MON: 480, MON + timedelta(days=1): 60}})
    assert found.tasks[1].start == date(2026, 11, 18)
    assert (found.tasks[1].waits_for, found.tasks[1].behind) == (JANE, ())


def test_a_deadline_goes_before_a_later_one():
    tasks = [Task(1, 3, owner=JANE), Task(2, 2, owner=JANE, must_finish=MON + timedelta(days=1))]
    found = levelled(tasks)
    assert found.tasks[2].finish == MON + timedelta(days=1)
    assert found.tasks[2].missed == 0
    late = levelled([tasks[0]._replace(must_finish=date(2026, 11, 18)), tasks[1]])
    assert sum(task.missed for task in late.tasks.values()) == 2


def test_work_under_way_keeps_its_place_and_its_owner():
    started = Task(1, 4, started=date(2026, 11, 12), owner=JANE)
    found = levelled([started, Task(2, 1, owner=JANE)])
    assert (found.tasks[1].start, found.tasks[1].finish) == (date(2026, 11, 12), date(2026, 11, 17))
    assert found.tasks[2].start == date(2026, 11, 18)
    assert found.overbooked == ()


def test_two_tasks_under_way_beyond_the_hours_are_kept_and_named():
    found = levelled([Task(1, 2, started=MON, owner=JANE), Task(2, 2, started=MON, owner=JANE), Task(3, 1, owner=JANE)])
    assert set(found.overbooked) == {1, 2}
    assert found.tasks[3].start == date(2026, 11, 18)


def test_finished_work_takes_no_hours():
    done = Task(1, 3, started=MON, finished=FRI, owner=JANE)
    found = levelled([done, Task(2, 1, owner=JANE)])
    assert found.tasks[2].start == MON
    assert (found.tasks[1].start, found.tasks[1].finish) == (MON, FRI)


def test_a_milestone_stands_on_the_day_its_work_ends():
    found = levelled([Task(1, 2, owner=JANE), Task(2, 0)], [Link(1, 2)])
    assert found.tasks[2].finish == date(2026, 11, 17)


def test_somebody_without_any_hours_is_named_in_a_sentence():
    with pytest.raises(UserError, match="no free hours"):
        levelled([Task(1, 2, owner=JANE)], hours={JANE: lambda on: 0})
    with pytest.raises(UserError, match="hours are not known"):
        levelled([Task(1, 2, owner=9)])


def test_a_circle_is_refused_with_its_path():
    with pytest.raises(CycleError) as refused:
        levelled([Task(1, 1), Task(2, 1)], [Link(1, 2), Link(2, 1)])
    assert refused.value.path == [1, 2, 1]


def test_nothing_to_do_is_no_plan():
    assert levelled([]).tasks == {}


# Any team


KINDS = st.sampled_from(["FS", "FS", "FS", "SS", "FF", "SF"])


@st.composite
def teams(draw):
    """Tasks of up to three people with some hours, links from earlier to later ones, and who is off when."""
    count = draw(st.integers(1, 9))
    tasks = []
    for key in range(1, count + 1):
        length = draw(st.integers(0, 4))
        begin = draw(st.one_of(st.none(), st.integers(0, 10).map(lambda n: MON + timedelta(days=n))))
        started = draw(st.booleans()) and draw(st.booleans()) and length
        tasks.append(
            Task(
                key,
                length,
                not_before=None if started else begin,
                started=MON - timedelta(days=draw(st.integers(0, 4))) if started else None,
                owner=draw(st.integers(1, 3)),
                minutes=draw(st.integers(1, 8)) * 60 * length,
            )
        )
    links = [
        Link(first, then, draw(KINDS), draw(st.integers(-2, 3)))
        for first in range(1, count + 1)
        for then in range(first + 1, count + 1)
        if draw(st.integers(0, 3)) == 0
    ]
    off = {
        person: frozenset(MON + timedelta(days=n) for n in draw(st.sets(st.integers(0, 20), max_size=5)))
        for person in (1, 2, 3)
    }
    hours = {person: draw(st.sampled_from([480, 360, 240])) for person in (1, 2, 3)}
    return tasks, links, off, hours


@settings(max_examples=60, deadline=None)
@given(teams())
def test_links_hold_and_nobody_is_overbooked(team):
    tasks, links, off, hours = team
    demands = {t.key: [Demand(t.owner, t.minutes // t.duration)] for t in tasks if t.duration}
    capacities = {
        person: lambda on, person=person: 0 if on in off[person] or not CALENDAR.is_working(on) else hours[person]
        for person in hours
    }
    found = level(tasks, links, CALENDAR, demands, capacities, start=MON, effort=150)
    again = level(tasks, links, CALENDAR, demands, capacities, start=MON, effort=150)
    assert again == found
    assert found.finish >= plan(tasks, links, CALENDAR, start=MON).finish
    by_key = {task.key: task for task in tasks}
    for placed in found.tasks.values():
        task = by_key[placed.key]
        assert placed.start == task.started or placed.start >= MON
        assert task.not_before is None or placed.start >= CALENDAR.on_or_before(task.not_before)
        assert placed.could_start <= max(placed.start, MON)
    check_links(tasks, links, found)
    check_hours(tasks, found, demands, capacities)


def span(task, placed):
    """The half-open span of a task that has days, in numbers of working days."""
    return CALENDAR.number(placed.start), CALENDAR.number_after(placed.finish)


def check_links(tasks, links, found):
    """Every link between two tasks that take days and of which the later one has not begun."""
    by_key = {task.key: task for task in tasks}
    for link in links:
        first, then = by_key[link.predecessor], by_key[link.successor]
        if not first.duration or not then.duration or then.started:
            continue
        bound = span(first, found.tasks[first.key])[link.kind[0] == "F"] + link.lag
        assert span(then, found.tasks[then.key])[link.kind[1] == "F"] >= bound, link


def check_hours(tasks, found, demands, capacities):
    """Sum what everybody does on each day again from the dates alone; work under way may be too much."""
    used = {}
    for task in tasks:
        if not task.duration or task.started:
            continue
        (need,) = demands[task.key]
        rest = task.minutes
        placed = found.tasks[task.key]
        for on in CALENDAR.days(placed.start, placed.finish):
            minutes = min(need.per_day, capacities[need.resource](on), rest)
            rest -= minutes
            used[need.resource, on] = used.get((need.resource, on), 0) + minutes
        assert rest == 0, "the work is done within its dates"
    for (person, on), minutes in used.items():
        assert minutes <= capacities[person](on), (person, on)


# Networks with published answers


def read_needs(path):
    """What each job of a PSPLIB file takes of each resource, and how much there is of each."""
    text = path.read_text("latin-1").replace("\r", "")
    effort = re.search(r"REQUESTS/DURATIONS:\n.*\n-+\n((?: *\d.*\n)+)", text)[1].splitlines()
    there = re.search(r"RESOURCEAVAILABILITIES:\n.*\n(.*)", text)[1].split()
    needs = {job: rest for job, _, _, *rest in (map(int, line.split()) for line in effort)}
    return needs, dict(enumerate(map(int, there)))


@pytest.mark.skipif(not NETWORKS, reason="the PSPLIB networks are not at hand")
def test_levelled_lengths_are_within_five_per_cent_of_the_best_bounds():
    from tests.domain.test_schedule_rules import read_network

    with (DATA / "psplib" / "known_answers.csv").open() as table:
        bounds = {row["instance"]: int(row["best_lb"]) for row in csv.DictReader(table)}
    over = []
    for path in NETWORKS:
        tasks, links, _ = read_network(path)
        needs, there = read_needs(path)
        demands = {task.key: [Demand(r, n) for r, n in enumerate(needs[task.key]) if n] for task in tasks}
        capacities = {r: lambda on, amount=amount: amount for r, amount in there.items()}
        found = level(tasks, links, CALENDAR, demands, capacities, start=MON, effort=12_000)
        check_links(tasks, links, found)
        used = {}
        for task in tasks:
            placed = found.tasks[task.key]
            for on in CALENDAR.days(placed.start, placed.finish) if task.duration else ():
                for need in demands[task.key]:
                    used[need.resource, on] = used.get((need.resource, on), 0) + need.per_day
        assert all(amount <= there[resource] for (resource, _), amount in used.items())
        assert found.length_days >= bounds[path.stem]
        over.append(found.length_days / bounds[path.stem] - 1)
    assert sum(over) / len(over) <= 0.05, over
