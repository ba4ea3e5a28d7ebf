"""Where the handoff leaks, from real workspaces: deals won, handed off, begun, and what slips through between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from app.models.store import Store
from app.services import deals, demo, figures, handoff, leaks, projects, tasks, timelog

NOW = date(2026, 11, 12)  # a Thursday


@pytest.fixture(autouse=True)
def _on_a_thursday():
    with time_machine.travel("2026-11-12T12:02:00Z", tick=False):
        yield


def won(store, title="Bakery shop", *, days=0, client="Amber Bakery", amount=1_000_00):
    deal = deals.add(store, title, client=client, amount_minor=amount)
    deals.win(store, [deal], NOW - timedelta(days=days))
    return deal


def handed(store, deal, start=None):
    plan = handoff.draft(store, deal, start=start or NOW)
    return handoff.complete(store, plan).project_id


def enter(store, ids, kind):
    tasks.move(store, ids, tasks.first_status(store, kind))


def step(told, key):
    return next(one for one in told.path.steps if one.key == key)


def test_a_won_deal_leaks_until_it_is_handed_off(store: Store) -> None:
    deal = won(store, days=9)
    told = leaks.read(store)
    assert told.numbers.won_without_project == 1
    assert step(told, "won").leaking == (deal,)
    assert step(told, "won").longest == 9
    assert told.names[deal][1:3] == ("Bakery shop", "Amber Bakery")
    project = handed(store, deal)
    told = leaks.read(store)
    assert told.numbers.won_without_project == 0
    assert step(told, "handed_off").since_win.worst == 9
    assert told.names[deal].project_id == project


def test_who_needs_no_project_is_not_on_the_path(store: Store) -> None:
    deal = won(store, days=9)
    deals.waive_handoff(store, [deal])
    told = leaks.read(store)
    assert told.path.won == 0
    assert told.waived == 1


def test_deleted_deals_and_open_ones_are_not_on_the_path(store: Store) -> None:
    deals.delete(store, [won(store)])
    deals.add(store, "Still open", client="Birch Books")
    assert leaks.read(store).path.won == 0


def test_a_late_start_is_named_until_somebody_begins(store: Store) -> None:
    deal = won(store, days=14)
    project = handed(store, deal)
    assert figures.leaks(store).not_started == 1
    assert leaks.read(store).path.not_started == (deal,)
    task = store.ids("SELECT id FROM task WHERE project_id = ?", (project,))[0]
    enter(store, [task], "doing")
    told = leaks.read(store)
    assert told.path.not_started == ()
    assert step(told, "first_work").since_win.worst == 14
    assert told.numbers.median_days_won_to_start == 14.0


def test_an_hour_logged_is_first_work_too(store: Store) -> None:
    project = handed(store, won(store, days=14))
    timelog.add(store, 60, project_id=project, on=NOW - timedelta(days=2))
    assert step(leaks.read(store), "first_work").since_win.worst == 12


def test_a_closed_project_is_delivered(store: Store) -> None:
    deal = won(store, days=14)
    project = handed(store, deal)
    enter(store, store.ids("SELECT id FROM task WHERE project_id = ?", (project,)), "done")
    projects.close(store, project)
    assert step(leaks.read(store), "delivered").since_win.worst == 14
    assert leaks.read(store).path.stops == ()


def test_a_project_on_hold_waits_for_nobody(store: Store) -> None:
    project = handed(store, won(store, days=14))
    projects.change(store, project, "status", "on_hold")
    told = leaks.read(store)
    assert told.path.not_started == ()
    assert told.path.stops[0].paused


def test_the_period_narrows_the_path_and_not_what_is_open_now(store: Store) -> None:
    won(store, "Old one", days=300)
    won(store, "New one", days=3)
    told = leaks.read(store, "quarter")
    assert told.path.won == 1
    assert told.numbers.won_without_project == 2
    assert leaks.read(store, "year").path.won == 2


def test_tasks_without_owner_or_date_are_those_of_the_list(store: Store) -> None:
    project = handed(store, won(store))
    task = tasks.add(store, "Loose end", project_id=project)
    tasks.change(store, task, "assignee_id", None)
    told = leaks.read(store).numbers
    assert (told.unowned_tasks, told.undated_tasks) == (1, 1)
    enter(store, [task], "done")
    told = leaks.read(store).numbers
    assert (told.unowned_tasks, told.undated_tasks) == (0, 0)


def test_promises_are_open_until_decided_and_again_when_their_day_has_passed(store: Store) -> None:
    deal = won(store, days=2)
    with store.write("Promises"):
        rows = [
            (deal, "open", None),
            (deal, "declined", None),
            (deal, "deferred", "2026-11-01"),
            (deal, "deferred", "2026-12-01"),
            (deal, "task", None),  # and its task is gone
        ]
        store.insert(
            "promise",
            ("deal_id", "text", "outcome", "due_on", "created_at"),
            [(one, f"It will be {outcome}", outcome, due, "2026-11-10T08:00:00Z") for one, outcome, due in rows],
        )
    told = leaks.read(store)
    assert told.numbers.open_promises == 3
    assert [one.days for one in told.promises] == [2, 2, 2]


def test_who_waits_for_whom(store: Store) -> None:
    demo.fill(store, today=NOW)
    told = leaks.read(store)
    assert sum(one.links for one in told.waits) + told.self_waits == store.value(
        "SELECT count(*) FROM dependency d JOIN task t ON t.id = d.successor_id JOIN status s ON s.id = t.status_id "
        "JOIN task b ON b.id = d.predecessor_id JOIN status k ON k.id = b.status_id WHERE s.kind = 'todo' AND k.kind <> 'done'"
    )
    for one in told.waits:
        found = leaks.waiting_tasks(store, one.waiter_id, one.on_id)
        assert len(found) == one.tasks
        assert one.waiter != one.on


def test_what_was_sold_stands_against_what_it_takes(store: Store) -> None:
    demo.fill(store, today=NOW)
    told = leaks.read(store)
    kiosk = next(one for one in told.by_client if one.name == "Larch Foods")
    assert kiosk.sold_minutes == store.value("SELECT budget_minutes FROM project WHERE name = 'Kiosk app'")
    assert kiosk.price_minor == 42_000_00
    assert kiosk.margin is None
    assert not told.cost_known
    assert told.whole.sold_minutes == sum(one.sold_minutes for one in told.by_client)
    assert told.whole.sold_minutes == sum(one.sold_minutes for one in told.by_template)


def test_the_margin_needs_what_an_hour_of_everybody_costs(store: Store) -> None:
    deal = won(store, amount=1_000_00)
    project = handed(store, deal)
    task = store.ids("SELECT id FROM task WHERE project_id = ?", (project,))[0]
    tasks.change(store, task, "estimate_minutes", 240)
    timelog.add(store, 120, task_id=task)
    assert leaks.read(store).whole.margin is None
    with store.write("Rate"):
        store.execute("UPDATE person SET cost_rate_minor = 5000")
    told = leaks.read(store)
    assert told.whole.cost_minor == 4 * 5000  # two hours logged and two left
    assert told.whole.margin == 0.8
    assert told.whole.per_hour_minor == 250_00


def test_an_accepted_change_adds_to_what_was_sold(store: Store) -> None:
    project = handed(store, won(store, amount=1_000_00))
    before = leaks.read(store).whole
    with store.write("Change order"):
        store.insert(
            "change_order",
            ("project_id", "number", "title", "amount_minor", "currency", "minutes", "on_date", "state"),
            [
                (project, 1, "More", 500_00, "EUR", 600, "2026-11-12", "accepted"),
                (project, 2, "No", 1, "EUR", 1, "2026-11-12", "declined"),
            ],
        )
    assert leaks.read(store).whole.price_minor == before.price_minor + 500_00


def test_sold_lines_are_told_by_product(store: Store) -> None:
    deal = deals.add(store, "Shop", client="Amber Bakery", amount_minor=500_00)
    with store.write("Lines"):
        store.insert("product", ("id", "name", "created_at"), [(1, "Workshop", "2026-01-01T00:00:00Z")])
        store.insert(
            "deal_line",
            ("deal_id", "product_id", "title", "quantity", "amount_minor", "minutes", "rank"),
            [(deal, 1, "Two workshops", "2", 500_00, 600, 1)],
        )
    deals.win(store, [deal], NOW)
    project = handed(store, deal)
    task = store.ids("SELECT id FROM task WHERE project_id = ?", (project,))[0]
    timelog.add(store, 720, task_id=task)
    found = leaks.read(store).by_product[0]
    assert (found.name, found.sold_minutes, found.logged_minutes, found.left_minutes) == ("Workshop", 600, 720, 0)
    assert found.over_minutes == 120


def test_the_command_and_the_page_agree(store: Store) -> None:
    demo.fill(store, today=NOW)
    told, command = leaks.read(store).numbers, figures.leaks(store)
    assert command.won_without_project == told.won_without_project == 1
    assert command.median_days_won_to_start == told.median_days_won_to_start
    assert command._asdict().keys() == {
        "won_without_project", "unowned_tasks", "undated_tasks", "not_started", "median_days_won_to_start",
    }  # fmt: skip
