"""Work planned with a real mouse: bars moved, stretched and linked, a link drawn in the graph, cards and days of the calendar."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from app.base import today
from app.models.store import Store
from app.services import people, projects, tasks, timesheet, workspace
from tests.scenarios.real_screen import MISSING, Person, Screen

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}")

# Next week: whatever day it is, all of it lies ahead.
MONDAY = timesheet.monday_of(today()) + timedelta(days=7)


@pytest.fixture
def path(tmp_path):
    """Three tasks of a project: Photos from Monday to Wednesday, Texts on Thursday and Friday, Print a week later."""
    where = tmp_path / "menus.baton"
    with workspace.create(where, my_name="Mara Sample", currency="EUR") as store:
        project = projects.add(store, "Seasonal menus", client="Fennel Sample", start_on=MONDAY)
        for title, first, last in (("Photos", 0, 2), ("Texts", 3, 4), ("Print", 7, 8)):
            tasks.add(
                store, title, project_id=project, assignee_id=people.me(store).id, estimate_minutes=240,
                start_on=MONDAY + timedelta(days=first), due_on=MONDAY + timedelta(days=last),
            )  # fmt: skip
    return where


@pytest.fixture
def sit_down(tmp_path, path):
    """Someone before the screen, with Baton open on a page of that workspace."""
    screen = Screen(tmp_path)
    people_there = []
    (tmp_path / "home").mkdir()

    def before(page):
        people_there.append(Person(screen, tmp_path, str(path), "--page", page, home=tmp_path / "home"))
        return people_there[0]

    yield before
    for person in people_there:
        person.close()
    screen.close()


def span(path, title):
    """Start and due day of a task, in days from that Monday."""
    with Store.open(path, read_only=True) as store:
        row = store.row("SELECT julianday(start_on) - julianday(?1), julianday(due_on) - julianday(?1) FROM task WHERE title = ?2", (MONDAY.isoformat(), title))  # fmt: skip
    return tuple(int(day) for day in row)


def links(path):
    """Which task waits for which."""
    with Store.open(path, read_only=True) as store:
        return store.rows(
            "SELECT p.title, s.title FROM dependency d JOIN task p ON p.id = d.predecessor_id "
            "JOIN task s ON s.id = d.successor_id ORDER BY d.id"
        )


def until_done(person, way, what, happened):
    """Drag from one point to another, again should the machine have been too slow; `way` says where they are now."""
    for _ in range(4):
        person.drag(*way())
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if happened():
                return
            time.sleep(0.05)  # between two looks
    pytest.fail(f"{what}: not after four drags")


def day_width(person):
    """Pixels for a day, from two bars whose days are known."""
    return (person.see("Print", "bar").box[0] - person.see("Photos", "bar").box[0]) / 7


def test_bars_are_moved_stretched_and_linked_with_the_mouse(sit_down, path):
    person = sit_down("timeline")

    def held(title, days):
        left, middle = person.see(title, "bar").box[0], person.see(title, "bar").middle[1]
        return (left + 8, middle), (left + 8 + round(days * wide), middle)

    def end_of(title):
        left, _, width, _ = person.see(title, "bar").box
        return left + width, person.see(title, "bar").middle[1]

    wide = day_width(person)
    until_done(person, lambda: held("Print", 7), "Print a week later", lambda: span(path, "Print") == (14, 15))

    def wider():
        x, y = end_of("Texts")
        return (x - 2, y), (x - 2 + round(3 * wide), y)

    until_done(person, wider, "Texts until Monday", lambda: span(path, "Texts") == (3, 7))

    def link():
        x, y = end_of("Photos")
        return (x + 8, y), person.see("Print", "bar").middle

    until_done(person, link, "Print waits for Photos", lambda: links(path) == [("Photos", "Print")])

    # In the graph a link is drawn from card to card.
    person.click("Graph of what waits for what")
    until_done(
        person,
        lambda: (person.see("Texts", "card").middle, person.see("Print", "card").middle),
        "Print waits for Texts too",
        lambda: links(path) == [("Photos", "Print"), ("Texts", "Print")],
    )
    assert person.leave() == 0
    assert workspace.check(path) == []


def test_an_item_of_the_calendar_and_a_card_of_the_week_are_dragged_to_another_day(sit_down, path):
    person = sit_down("calendar")
    person.see(today().isoformat(), "day")
    if person.find(MONDAY.isoformat(), "day") is None:  # the next month holds all of that week
        person.click("After", "IconButton")
    on = (MONDAY + timedelta(days=4)).isoformat()
    until_done(
        person,
        lambda: (person.see("Texts", "item").middle, person.see(on, "day").middle),
        "Texts a day or two later",
        lambda: span(path, "Texts") != (3, 4),
    )
    start, due = span(path, "Texts")
    assert start > 3 and due > start

    # The plan of the week: what waits is dragged to a day.
    person.click("Week", "PageTab")
    person.click("Plan", "_Segment")
    person.click("Week after", "IconButton")

    def to_tuesday():
        x, y = person.see("Photos", "ColumnView row", whole=False).middle
        return (x, y), (person.see("Tue", "ColumnHead", whole=False).middle[0], y)

    def planned():
        with Store.open(path, read_only=True) as store:
            return store.rows("SELECT on_date FROM day_plan") == [((MONDAY + timedelta(days=1)).isoformat(),)]

    until_done(person, to_tuesday, "Photos planned on Tuesday", planned)
    assert person.leave() == 0
    assert workspace.check(path) == []
