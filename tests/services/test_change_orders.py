"""What is sold changes after the handoff: noticed, written down, accepted or declined, and true in budget and burn-down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some

from app.base import UserError, today
from app.models.store import Store
from app.models.tables import COLUMNS
from app.services import (
    agreed,
    change_order_list,
    change_orders,
    deal_lines,
    deals,
    figures,
    handoff,
    project_budget,
    projects,
    tasks,
    today_delivery,
)
from app.services.change_orders import NewTask, Part


def handed_off(store: Store, *, lines: bool = True) -> tuple[int, int]:
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum", amount_minor=1_000_000)
    if lines:
        deals.add_line(store, deal, "Discovery", price_minor=320_000, minutes=960)
        deals.add_line(store, deal, "Build", price_minor=840_000, minutes=2_400)
    deals.win(store, [deal], today())
    return deal, handoff.complete(store, handoff.draft(store, deal)).project_id


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS}


def line_of(store: Store, deal: int, title: str) -> int:
    return next(line.id for line in deal_lines.lines(store, deal) if line.title == title)


def test_a_deal_that_stays_as_it_was_agreed_offers_nothing(store: Store) -> None:
    deal, project = handed_off(store)
    assert agreed.differences(store, deal) == []
    with pytest.raises(UserError, match="changes nothing"):
        change_orders.propose(store, change_orders.draft(store, project))


def test_a_new_line_is_noticed_and_becomes_an_order_with_a_task(store: Store) -> None:
    deal, project = handed_off(store)
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    found = agreed.differences(store, deal)
    assert [(each.title, each.kind, each.amount_minor, each.minutes) for each in found] == [
        ("Gift cards", "added", 180_000, 720)
    ]

    order = change_orders.draft(store, project)
    assert (order.title, order.amount_minor, order.minutes) == ("Gift cards", 180_000, 720)
    assert all(task.owner_id and task.start_on and task.due_on for task in order.tasks)
    made = change_orders.propose(store, order)
    assert agreed.differences(store, deal) == []  # it is in the order now
    before = project_budget.of(store, [project])[project]

    created = change_orders.accept(store, made)
    after = project_budget.of(store, [project])[project]
    assert (after.hours.budget or 0) - (before.hours.budget or 0) == 720
    assert (after.money.budget or 0) - (before.money.budget or 0) == 180_000
    assert store.rows("SELECT title, deal_line_id FROM task WHERE id = ?", (created[0],)) == [
        ("Gift cards", line_of(store, deal, "Gift cards"))
    ]
    assert agreed.differences(store, deal) == []
    row = change_order_list.of_deal(store, deal)[0]
    assert (row.number, row.state, row.decided_on, row.tasks) == (1, "accepted", today(), 1)


def test_one_undo_takes_an_acceptance_back(store: Store) -> None:
    deal, project = handed_off(store)
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    deal_lines.remove_line(store, line_of(store, deal, "Build"))
    made = change_orders.propose(store, change_orders.draft(store, project))
    before = everything(store)
    change_orders.accept(store, made)
    after = everything(store)
    store.undo()
    assert everything(store) == before
    store.redo()
    assert everything(store) == after


def test_a_dropped_line_cancels_its_open_tasks_and_keeps_what_is_done(store: Store) -> None:
    deal, project = handed_off(store)
    build = line_of(store, deal, "Build")
    task = store.ids("SELECT id FROM task WHERE deal_line_id = ?", (build,))[0]
    deal_lines.remove_line(store, build)
    order = change_orders.draft(store, project)
    assert (order.title, order.drops, order.amount_minor, order.minutes) == ("Without build", (task,), -840_000, -2_400)
    change_orders.accept(store, change_orders.propose(store, order))
    kind = store.value("SELECT s.kind FROM task t JOIN status s ON s.id = t.status_id WHERE t.id = ?", (task,))
    assert kind == "cancelled"
    assert store.value("SELECT deleted_at FROM task WHERE id = ?", (task,)) is None


def test_the_burn_down_names_the_change_order_as_the_reason(store: Store) -> None:
    deal, project = handed_off(store)
    deals.add_line(store, deal, "Extra week", price_minor=100_000, minutes=600)
    change_orders.accept(store, change_orders.propose(store, change_orders.draft(store, project)))
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    change_orders.accept(store, change_orders.propose(store, change_orders.draft(store, project)))
    deal_lines.remove_line(store, line_of(store, deal, "Build"))
    change_orders.accept(store, change_orders.propose(store, change_orders.draft(store, project)))
    later = date.fromisoformat(store.value("SELECT start_on FROM project WHERE id = ?", (project,))) + timedelta(days=2)
    told = figures.burndown(store, project, as_of=later)
    assert told.baseline == 960 + 2_400
    assert [(change.reason, change.delta) for change in told.scope_changes] == [
        ("Change order 1: Extra week", 600), ("Change order 2: Gift cards", 720), ("Change order 3: Build", -2_400),
    ]  # fmt: skip
    assert told.scope == 960 + 600 + 720


def test_an_order_begun_from_the_project_changes_the_deal_when_it_is_accepted(store: Store) -> None:
    deal, project = handed_off(store)
    order = change_orders.draft(store, project)._replace(
        title="Newsletter",
        parts=(Part("sold", "Newsletter", 90_000, 480), Part("unsold", "Discovery", -320_000, -960, line_of(store, deal, "Discovery"))),
        tasks=(change_orders.planned(store, project, "Newsletter", 480),),
        promised_on=today() + timedelta(days=90),
    )  # fmt: skip
    made = change_orders.propose(store, order)
    assert store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == 1_160_000
    created = change_orders.accept(store, made)
    assert [line.title for line in deal_lines.lines(store, deal)] == ["Build", "Newsletter"]
    assert store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == 930_000
    assert agreed.differences(store, deal) == []
    line = store.value("SELECT deal_line_id FROM task WHERE id = ?", (created[0],))
    assert line == line_of(store, deal, "Newsletter")
    row = projects.detail(store, project)
    assert row is not None and row.row.promised_on == today() + timedelta(days=90)


def test_a_deal_sold_for_one_amount_keeps_it_beside_what_is_added(store: Store) -> None:
    deal, project = handed_off(store, lines=False)
    order = change_orders.draft(store, project)._replace(title="More", parts=(Part("sold", "More", 50_000, 60),))
    change_orders.accept(store, change_orders.propose(store, order))
    assert store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == 1_050_000
    assert agreed.differences(store, deal) == []
    deals.change_line(store, line_of(store, deal, "Ticket shop"), "price_minor", 900_000)
    assert [(d.title, d.amount_minor) for d in agreed.differences(store, deal)] == [("Ticket shop", -100_000)]


def test_writing_down_in_lines_what_one_amount_was_for_is_no_change(store: Store) -> None:
    deal, _ = handed_off(store, lines=False)
    deals.add_line(store, deal, "Discovery", price_minor=400_000, minutes=600)
    deals.add_line(store, deal, "Build", price_minor=600_000, minutes=900)
    assert agreed.differences(store, deal) == []


def test_declining_puts_the_deal_back_to_what_was_agreed(store: Store) -> None:
    deal, project = handed_off(store)
    lines = store.rows("SELECT id, title, quantity, price_minor, amount_minor, minutes FROM deal_line ORDER BY id")
    build = line_of(store, deal, "Build")
    task = store.value("SELECT id FROM task WHERE deal_line_id = ?", (build,))
    deal_lines.remove_line(store, build)
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    deals.change_line(store, line_of(store, deal, "Discovery"), "quantity", "2")
    made = change_orders.propose(store, change_orders.draft(store, project))
    change_orders.decline(store, made)
    assert lines == store.rows(
        "SELECT id, title, quantity, price_minor, amount_minor, minutes FROM deal_line ORDER BY id"
    )
    assert store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == 1_160_000
    assert store.value("SELECT deal_line_id FROM task WHERE id = ?", (task,)) == build
    with pytest.raises(UserError, match="declined already"):
        change_orders.accept(store, made)


def more(store: Store, deal: int, minor: int) -> None:
    deals.change_line(store, line_of(store, deal, "Build"), "price_minor", minor)


def declined(store: Store, project: int) -> int:
    made = change_orders.propose(store, change_orders.draft(store, project))
    change_orders.decline(store, made, restore=False)
    return made


def asked_about(store: Store, deal: int) -> list[tuple[str, int]]:
    return [(each.title, each.amount_minor) for each in agreed.differences(store, deal)]


def changed_today(store: Store) -> list[tuple[str, int | None]]:
    return [(row.title, row.amount_minor) for row in today_delivery.changed(store, None, 9).rows]


def test_what_was_declined_and_left_in_the_deal_is_asked_about_again_only_when_the_deal_changes_further(
    store: Store,
) -> None:
    deal, project = handed_off(store)
    more(store, deal, 900_000)
    assert changed_today(store) == [("Ticket shop", 60_000)]
    made = declined(store, project)
    assert asked_about(store, deal) == [] and changed_today(store) == []
    row = change_order_list.one(store, made)
    assert row is not None and (row.state, row.stands) == ("declined", True)

    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    assert asked_about(store, deal) == [("Gift cards", 180_000)]  # of the other line nothing is asked
    assert changed_today(store) == [("Ticket shop", 180_000)]
    deals.remove_line(store, line_of(store, deal, "Gift cards"))
    more(store, deal, 950_000)
    assert asked_about(store, deal) == [("Build", 110_000)]
    row = change_order_list.one(store, made)
    assert row is not None and not row.stands
    with pytest.raises(UserError, match="not as change order 1 left it"):
        change_orders.reconsider(store, made)
    more(store, deal, 900_000)
    assert asked_about(store, deal) == []


def test_what_was_declined_is_reconsidered_and_may_be_accepted_then(store: Store) -> None:
    deal, project = handed_off(store)
    more(store, deal, 900_000)
    made = declined(store, project)
    before = everything(store)
    change_orders.reconsider(store, made)
    row = change_order_list.one(store, made)
    assert row is not None and (row.state, row.decided_on, row.stands) == ("proposed", None, False)
    assert asked_about(store, deal) == []  # the order holds it
    store.undo()
    assert everything(store) == before
    store.redo()
    change_orders.accept(store, made)
    assert agreed.agreed_minor(store, deal) == 320_000 + 900_000
    more(store, deal, 840_000)
    assert asked_about(store, deal) == [("Build", -60_000)]


def test_an_acceptance_in_between_makes_the_same_difference_another_one(store: Store) -> None:
    deal, project = handed_off(store)
    more(store, deal, 900_000)
    declined(store, project)
    more(store, deal, 950_000)
    change_orders.accept(store, change_orders.propose(store, change_orders.draft(store, project)))
    more(store, deal, 1_010_000)  # 600 more again, but of what is agreed now
    assert asked_about(store, deal) == [("Build", 60_000)]


def test_two_that_were_declined_of_one_line_stand_together(store: Store) -> None:
    deal, project = handed_off(store)
    more(store, deal, 900_000)
    first = change_orders.propose(store, change_orders.draft(store, project))
    more(store, deal, 930_000)
    assert asked_about(store, deal) == [("Build", 30_000)]
    second = declined(store, project)
    assert asked_about(store, deal) == []
    change_orders.decline(store, first, restore=False)
    assert asked_about(store, deal) == []
    change_orders.reconsider(store, second)
    assert asked_about(store, deal) == []
    assert [row.stands for row in change_order_list.of_deal(store, deal)] == [False, True]


def test_what_is_declined_after_the_deal_changed_further_takes_the_place_of_what_was_before(store: Store) -> None:
    deal, project = handed_off(store)
    more(store, deal, 900_000)
    first = declined(store, project)
    more(store, deal, 950_000)
    second = declined(store, project)
    assert asked_about(store, deal) == []
    assert change_order_list.one(store, first).stands is False  # type: ignore[union-attr]
    assert change_order_list.one(store, second).stands is True  # type: ignore[union-attr]
    more(store, deal, 900_000)
    assert asked_about(store, deal) == [("Build", 60_000)]


@examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.tuples(some.integers(0, 4), some.sampled_from(["look", "decline", "accept"])), max_size=7))
def test_nothing_is_asked_twice_about_the_same_deal(store: Store, steps: list[tuple[int, str]]) -> None:
    deal, project = handed_off(store)
    answered: set[tuple[int, int | None]] = set()  # what the line cost, and what was agreed, when it was declined
    for level, answer in steps:
        price = 840_000 + 10_000 * level
        more(store, deal, price)
        base = agreed.agreed_minor(store, deal)
        found = asked_about(store, deal)
        assert (found == []) == (price + 320_000 == base or (price, base) in answered)
        if found and answer == "decline":
            declined(store, project)
            answered = {(price, base)}
        elif found and answer == "accept":
            change_orders.accept(store, change_orders.propose(store, change_orders.draft(store, project)))
            answered = set()
        if answer != "look":
            assert asked_about(store, deal) == []


def test_a_task_without_an_owner_or_a_date_is_refused(store: Store) -> None:
    _, project = handed_off(store)
    order = change_orders.draft(store, project)._replace(title="More")
    with pytest.raises(UserError, match="no owner"):
        change_orders.propose(store, order._replace(tasks=(NewTask("Call", 60, None, today(), today()),)))
    with pytest.raises(UserError, match="no date"):
        me = store.value("SELECT id FROM person WHERE is_me = 1")
        change_orders.propose(store, order._replace(tasks=(NewTask("Call", 60, me, None, None),)))


def test_the_scope_of_a_closed_project_does_not_change(store: Store) -> None:
    _, project = handed_off(store)
    made = change_orders.propose(
        store, change_orders.draft(store, project)._replace(title="More", parts=(Part("sold", "More", 50_000, 0),))
    )
    tasks.move(store, store.ids("SELECT id FROM task"), tasks.first_status(store, "done"))
    projects.close(store, project)
    with pytest.raises(UserError, match="Open it again"):
        change_orders.accept(store, made)


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.tuples(some.sampled_from(["add", "drop", "more"]), some.integers(0, 500_000), some.integers(0, 900)),
        max_size=6,
    )
)
def test_what_is_accepted_is_what_the_deal_says(store: Store, steps: list[tuple[str, int, int]]) -> None:
    deal, project = handed_off(store)
    first = store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,))
    for what, minor, minutes in steps:
        lines = deal_lines.lines(store, deal)
        if what == "add":
            deals.add_line(store, deal, "More", price_minor=minor, minutes=minutes)
        elif lines and what == "drop" and len(lines) > 1:
            deal_lines.remove_line(store, lines[0].id)
        elif lines:
            deals.change_line(store, lines[-1].id, "price_minor", minor)
        if agreed.differences(store, deal) and minutes % 2:
            change_orders.accept(store, change_orders.propose(store, change_orders.draft(store, project)))
            assert agreed.differences(store, deal) == []
    left = sum(each.amount_minor for each in agreed.differences(store, deal))
    accepted, _ = change_order_list.accepted_sum(change_order_list.of_deal(store, deal))
    assert first + accepted + left == store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,))
