"""Links between projects: each is planned with what it waits for in others, a slip moves all of them, circles are refused."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some

from app.base import UserError, today
from app.services import (
    deals,
    handoff,
    levelling,
    people,
    plan_reads,
    project_timeline,
    projects,
    schedules,
    settings,
    subtasks,
    task_bulk,
    task_preview,
    tasks,
)

MONDAY = today() + timedelta(days=14 - today().weekday())


def day(number):
    return settings.Calendar().add(MONDAY, number)


def add(store, project, title, first, days=1):
    made = tasks.add(store, title, project_id=project, start_on=day(first), due_on=day(first + days - 1))
    tasks.change(store, made, "duration_days", days)
    return made


def dates(store, task):
    card = tasks.detail(store, task).card
    return card.start_on, card.due_on


@pytest.fixture
def brand(store):
    return projects.add(store, "Brand")


@pytest.fixture
def shop(store):
    return projects.add(store, "Shop")


@pytest.fixture
def pair(store, brand, shop):
    """Logo (Brand, 3 days) before Header (Shop, 2 days) before Signs (Brand, 1 day)."""
    logo, header, signs = (
        add(store, brand, "Logo", 0, 3),
        add(store, shop, "Header", 3, 2),
        add(store, brand, "Signs", 5),
    )
    tasks.add_dependency(store, logo, header)
    tasks.add_dependency(store, header, signs)
    return logo, header, signs


def rows(store, project):
    return {row.title: row for row in schedules.schedule(store, project).rows}


def test_a_project_is_planned_behind_what_it_waits_for_in_another(store, brand, shop, pair):
    logo, *_ = pair
    with store.write("Later, without moving anything"):
        store.execute(
            "UPDATE task SET start_on = ?, due_on = ? WHERE id = ?", (day(4).isoformat(), day(6).isoformat(), logo)
        )
    assert rows(store, shop)["Header"].start == day(7)
    assert rows(store, brand)["Signs"].start == day(9)  # over the other project and back
    assert set(rows(store, shop)) == {"Header"}
    bars = {bar.title: bar for bar in project_timeline.timeline(store, shop).bars}
    assert set(bars) == {"Header"} and bars["Header"].start == day(7)
    every = {bar.title: bar.start for bar in project_timeline.timeline(store).bars}
    assert every == {"Logo": day(4), "Header": day(7), "Signs": day(9)}


def test_float_counts_the_way_over_the_other_project_and_the_finish_is_ones_own(store, brand, shop, pair):
    add(store, brand, "Shirts", 0)
    found = rows(store, brand)
    assert found["Logo"].critical and found["Logo"].total_float == 0
    assert found["Shirts"].total_float == 5
    add(store, shop, "Long after", 0, 30)
    assert rows(store, brand)["Shirts"].total_float == 5
    assert project_timeline.timeline(store, brand).heads[0].finish == day(5)


def test_a_slip_moves_what_follows_in_both_projects_and_one_undo_takes_it_back(store, brand, shop, pair):
    logo, header, signs = pair
    told = task_preview.change(store, logo, "due_on", day(4))
    moved = tasks.change(store, logo, "due_on", day(4))
    assert {each.id for each in moved} == {header, signs} and told.moved == 2
    assert dates(store, header) == (day(5), day(6)) and dates(store, signs) == (day(7), day(7))
    assert store.value("SELECT finish_on FROM project WHERE id = ?", (shop,)) == day(6).isoformat()
    store.undo()
    assert dates(store, header) == (day(3), day(4)) and dates(store, signs) == (day(5), day(5))
    assert store.value("SELECT finish_on FROM project WHERE id = ?", (shop,)) == day(4).isoformat()


def test_the_preview_of_a_drag_counts_what_moves_elsewhere(store, brand, shop, pair):
    logo, header, signs = pair
    told = project_timeline.timeline(store, brand)
    what = project_timeline.what_if(told, store, logo, day(2), day(4))
    assert what.elsewhere == 1 and set(what.spans) == {logo, header, signs}
    project_timeline.move_task(store, logo, day(2), day(4))
    assert {task: dates(store, task) for task in pair} == what.spans
    assert project_timeline.timeline(store, brand).heads[0].finish == what.finish_after


def test_a_circle_over_two_projects_is_refused_with_the_way_round(store, brand, shop, pair):
    logo, _, signs = pair
    with pytest.raises(UserError) as refused:
        tasks.add_dependency(store, signs, logo)
    assert "“Logo” (Brand) → “Header” (Shop) → “Signs” (Brand) → “Logo” (Brand)" in str(refused.value)
    assert not store.value("SELECT count(*) FROM dependency WHERE successor_id = ?", (logo,))


def test_what_was_cancelled_or_finished_elsewhere_holds_nothing_up(store, brand, shop, pair):
    logo, *_ = pair
    with store.write("Later"):
        store.execute(
            "UPDATE task SET start_on = ?, due_on = ? WHERE id = ?", (day(9).isoformat(), day(11).isoformat(), logo)
        )
    assert rows(store, shop)["Header"].start == day(12)
    tasks.move(store, [logo], store.value("SELECT id FROM status WHERE kind = 'cancelled'"))
    assert rows(store, shop)["Header"].start == day(3)


def test_the_start_of_the_other_project_counts(store, brand, shop, pair):
    logo, *_ = pair
    with store.write("Undated, in a project that begins later"):
        store.execute("UPDATE task SET start_on = NULL, due_on = NULL WHERE id = ?", (logo,))
        store.execute("UPDATE project SET start_on = ? WHERE id = ?", (day(10).isoformat(), brand))
    assert rows(store, brand)["Logo"].start == day(10)
    assert rows(store, shop)["Header"].start == day(13)
    told = project_timeline.timeline(store, brand)
    what = project_timeline.what_if(told, store, pair[2], day(40), day(40))
    assert set(what.spans) == {pair[2]}  # what is not dragged stays where it was
    tasks.reschedule(store, shop)
    assert dates(store, pair[1]) == (day(13), day(14))


def test_levelling_one_project_keeps_behind_the_other(store, brand, shop, pair):
    logo, header, _ = pair
    with store.write("Later"):
        store.execute(
            "UPDATE task SET start_on = ?, due_on = ? WHERE id = ?", (day(4).isoformat(), day(6).isoformat(), logo)
        )
    moves = {move.id: move for move in levelling.preview(store, [shop], effort=0).moves}
    assert moves[header].start == day(7)
    assert logo not in moves


def test_a_deal_split_into_projects_is_planned_as_one_and_slips_as_one(store):
    deal = deals.add(store, "Website", client="Larch Foods", amount_minor=900_000)
    deals.win(store, [deal], today())
    owner = people.me(store).id
    plan = handoff.draft(store, deal, template="Website", owner=owner, start=day(0))._replace(split="milestones")
    done = handoff.complete(store, plan)
    assert len(done.projects) > 1
    across = store.rows(
        "SELECT b.id, t.id FROM dependency d JOIN task b ON b.id = d.predecessor_id JOIN task t ON t.id = d.successor_id "
        "WHERE b.project_id <> t.project_id AND d.kind = 'FS' AND d.lag_days = 0"
    )
    assert across
    for project in done.projects:
        agreed = {row.id: (row.start_on, row.due_on) for row in schedules.schedule(store, project).rows}
        assert {row.id: (row.start, row.finish) for row in schedules.schedule(store, project).rows} == agreed
    first, then = across[0]
    old = dates(store, then)
    tasks.change(store, first, "due_on", settings.calendar(store).add(dates(store, first)[1], 30))
    assert dates(store, then)[0] > dates(store, first)[1] > old[0]
    store.undo()
    assert dates(store, then) == old


# --- moved into another project --------------------------------------------------------------------------------------


def links(store):
    return store.rows("SELECT predecessor_id, successor_id, kind, lag_days FROM dependency ORDER BY id")


def test_a_moved_task_keeps_its_links_and_is_planned_behind_what_stayed(store, brand, shop):
    logo, signs, shirts = (add(store, brand, name, at) for name, at in (("Logo", 0), ("Signs", 1), ("Shirts", 2)))
    tasks.add_dependency(store, logo, signs)
    tasks.add_dependency(store, signs, shirts, "FS", 2)
    before, stood = links(store), dates(store, shirts)
    told = task_bulk.links_in(store, [signs], shop)
    done = task_bulk.change(store, [signs], {"project_id": shop})
    assert links(store) == before and dates(store, shirts) == stood
    assert told == done.links == (2, 0) and done.words() == "2 links now lead to other projects"
    assert {tie.title for tie in plan_reads.ties(store, [shop])} == {"Logo", "Shirts"}
    moved = tasks.change(store, logo, "due_on", day(4))
    assert {each.id for each in moved} == {signs, shirts} and dates(store, signs)[0] == day(5)
    store.undo()
    store.undo()
    assert tasks.detail(store, signs).card.project_id == brand and links(store) == before


def test_brought_back_beside_what_it_waits_for_a_link_leads_nowhere_else(store, brand, shop, pair):
    _, header, _ = pair
    done = task_bulk.change(store, [header], {"project_id": brand})
    assert done.links == (0, 0) and done.words() == "" and len(links(store)) == 2


def test_a_task_with_subtasks_takes_them_and_all_their_links_along(store, brand, shop):
    page, text, photos, logo = (
        add(store, brand, name, at) for at, name in enumerate(("Page", "Text", "Photos", "Logo"))
    )
    for part in (text, photos):
        tasks.change(store, part, "parent_id", page)
    tasks.add_dependency(store, logo, photos)
    tasks.add_dependency(store, text, photos)
    before = links(store)
    done = task_bulk.change(store, [photos, page], {"project_id": shop})
    assert [tasks.detail(store, task).card.project_id for task in (page, text, photos, logo)] == [
        shop,
        shop,
        shop,
        brand,
    ]
    assert {row.id for row in subtasks.tree(store, page)} == {text, photos}
    assert links(store) == before and done.words() == "1 link now leads to another project"
    tasks.change(store, text, "project_id", brand)
    assert {row.id for row in subtasks.tree(store, page)} == {photos}  # a part stands in the project of its whole
    assert links(store) == before


def test_between_a_projects_task_and_one_of_none_a_link_cannot_stay(store, brand):
    logo, signs = add(store, brand, "Logo", 0), add(store, brand, "Signs", 1)
    tasks.add_dependency(store, logo, signs)
    told = task_bulk.links_in(store, [signs], None)
    assert told.words(ahead=True) == "1 link with a task of no project will be cut"
    done = task_bulk.change(store, [signs], {"project_id": None})
    assert done.words() == "1 link with a task of no project was cut" and links(store) == []
    store.undo()
    tasks.change(store, signs, "project_id", None)
    assert links(store) == []
    tasks.change(store, logo, "project_id", None)
    tasks.add_dependency(store, logo, signs)
    task_bulk.change(store, [logo, signs], {"project_id": brand})
    assert len(links(store)) == 1  # both went, so they stay linked


@examples(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=some.sets(some.tuples(some.integers(0, 4), some.integers(0, 4)), max_size=6),
    moves=some.lists(some.tuples(some.integers(0, 4), some.integers(0, 2)), min_size=1, max_size=6),
)
def test_however_tasks_move_links_stay_tasks_can_be_planned_and_what_is_said_is_so(store, brand, shop, pairs, moves):
    with store.write("Forget the last example"):
        store.execute("DELETE FROM task")
    homes = (brand, shop, None)
    made = [tasks.add(store, str(number), project_id=brand) for number in range(5)]
    for first, then in pairs:
        if first < then:
            tasks.add_dependency(store, made[first], made[then])
    for which, home in moves:
        before = set(links(store))
        done = task_bulk.change(store, [made[which]], {"project_id": homes[home]})
        after = set(links(store))
        projects_of = dict(store.rows("SELECT id, project_id FROM task"))
        cut = before - after
        assert after <= before and done.links.cut == len(cut)
        assert all((projects_of[a] is None) != (projects_of[b] is None) for a, b, *_ in cut)
        assert all((projects_of[a] is None) == (projects_of[b] is None) for a, b, *_ in after)
        if done.links.across:
            own = [(a, b) for a, b, *_ in after if made[which] in (a, b)]
            assert done.links.across == sum(projects_of[a] != projects_of[b] for a, b in own)
        for project in (brand, shop):
            schedules.schedule(store, project)


def test_the_sample_shows_parts_of_a_task_and_a_link_between_projects(studio):
    home = dict(studio.rows("SELECT name, id FROM project"))
    parts = studio.rows(
        "SELECT w.title, t.title FROM task t JOIN task w ON w.id = t.parent_id WHERE t.project_id = w.project_id ORDER BY t.id"
    )
    assert parts == [("Menu layout", "Menu texts"), ("Menu layout", "Menu photos")]
    menus = plan_reads.ties(studio, [home["Seasonal menus"]])
    assert [(tie.title, tie.project, tie.waits) for tie in menus] == [("Logo files", "Logo refresh", True)]
    assert plan_reads.ties(studio, [home["Kiosk app"]]) == []
    for project in home.values():
        schedules.schedule(studio, project)
