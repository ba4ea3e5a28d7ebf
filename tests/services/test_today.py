"""What Today shows: what is late by working days, what is due, what is missing, and the numbers to know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from app.models.selling import Renewal
from app.models.store import Store
from app.services import activities, clients, deals, people, projects, renewals, settings, tasks, today, workspace

THURSDAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    with time_machine.travel("2026-11-12T14:02:11Z", tick=False):
        yield


def keys(found: list[today.Group]) -> dict[str, list[str]]:
    return {group.key: [row.title for row in group.rows] for group in found}


def step(store: Store, title: str, day: date | None, words: str = "Call", **more: object) -> int:
    return deals.add(store, title, next_step=words, next_step_on=day, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "due", "late"),
    [
        ("2026-11-12", "2026-11-06", 4),  # a weekend between
        ("2026-11-14", "2026-11-13", 0),  # Saturday after Friday: late by the weekend only
        ("2026-11-15", "2026-11-13", 0),
        ("2026-11-16", "2026-11-13", 1),
        ("2026-11-12", "2026-11-12", 0),
    ],
)
def test_lateness_counts_working_days(store: Store, now: str, due: str, late: int) -> None:
    step(store, "Shop", date.fromisoformat(due), "Chase signature")
    project = projects.add(store, "Portal")
    tasks.add(store, "Checkout", project_id=project, due_on=date.fromisoformat(due))
    with time_machine.travel(f"{now}T12:00:00Z", tick=False):
        found = today.board(store)
    assert keys(found.sales) == {"overdue" if late else "soon": ["Chase signature"]}
    assert keys(found.work) == {"late" if late else "week": ["Checkout"]}
    assert found.sales[0].rows[0].late == found.work[0].rows[0].late == late


def test_steps_to_dos_missing_steps_and_renewals_stand_in_their_groups(store: Store) -> None:
    far = THURSDAY + timedelta(days=400)
    step(store, "Late", THURSDAY - timedelta(days=3), "Chase", amount_minor=4_300_00, client="Brook")
    step(store, "Soon", THURSDAY + timedelta(days=1), "Present")
    step(store, "Far", far, "Some day")
    step(store, "Undated", None, "Whenever")
    deals.add(store, "Nothing", client="Brook")
    held = deals.add(store, "Held")
    deals.hold(store, [held])
    deals.win(store, [step(store, "Won", THURSDAY, "Nothing to do")], THURSDAY)
    client = int(store.value("SELECT id FROM client"))
    activities.log(store, "todo", "Send samples", client_id=client, due_on=THURSDAY)
    activities.log(store, "todo", "Not yet", client_id=client, due_on=far)
    with store.write("Renewals"):
        for title, due in (
            ("Care plan", date(2027, 1, 31)),
            ("Hosting", date(2027, 2, 1)),
            ("Gone", date(2026, 11, 1)),
        ):
            state = "lapsed" if title == "Gone" else "due"
            Renewal.create(client=client, title=title, due_on=due, amount_minor=720_00, currency="EUR", state=state)
    found = today.board(store)
    assert keys(found.sales) == {
        "overdue": ["Chase"], "soon": ["Present"], "todos": ["Send samples"], "no_step": ["Whenever", "Nothing"], "renewals": ["Care plan"],
    }  # fmt: skip
    assert found.sales[0].amount_minor == 4_300_00
    assert {row.title: row.state for row in found.sales[3].rows} == {"Nothing": "", "Whenever": "undated"}
    assert found.waiting_count == 1 and found.waiting[0].title == "Won"
    assert found.sales[2].rows[0].opens == ("client", client)


def test_a_reminder_brings_a_renewal_up_early_and_a_deal_takes_it_over(store: Store) -> None:
    client = clients.add(store, "Brook")
    far = renewals.add(store, "Far", date(2027, 9, 1), client_id=client, remind_on=THURSDAY, notice_days=200)
    renewals.add(store, "Later", date(2027, 9, 1), client_id=client, remind_on=THURSDAY + timedelta(days=1))
    found = today.board(store).sales
    assert keys(found) == {"renewals": ["Far"]}
    assert found[0].rows[0].about == "Brook, notice until 13 Feb 2027, in 93 days"
    renewals.renew(store, far)
    assert "renewals" not in keys(today.board(store).sales)


def test_clients_nobody_spoke_to_for_long_are_named(store: Store) -> None:
    with time_machine.travel("2026-08-01T12:00:00Z", tick=False):
        deals.add(store, "Shop", client="Brook", next_step="Later", next_step_on=date(2027, 6, 1))
        renewals.add(store, "Care", date(2027, 9, 1), client_id=1)
    silent = next(group for group in today.board(store).sales if group.key == "silent")
    assert [(row.title, row.late, row.opens) for row in silent.rows] == [("Brook", 103, ("client", 1))]
    activities.log(store, "email", "Hello", client_id=1)
    assert "silent" not in keys(today.board(store).sales)


def test_an_amount_without_a_rate_is_named_and_not_added(store: Store) -> None:
    step(store, "Yen", THURSDAY - timedelta(days=3), amount_minor=1_000, currency="JPY")
    group = today.board(store).sales[0]
    assert (group.amount_minor, group.unconverted) == (0, 1)


def test_each_task_stands_in_one_group(store: Store) -> None:
    project = projects.add(store, "Portal")
    statuses = dict(store.rows("SELECT kind, id FROM status"))
    days = {"Late": -2, "Week": 1, "Start": 30, "Review": 30, "Blocked": 30, "Undated": None, "Done": -2}
    made = {
        title: tasks.add(store, title, project_id=project, estimate_minutes=120, due_on=None if n is None else THURSDAY + timedelta(days=n))
        for title, n in days.items()
    }  # fmt: skip
    tasks.move(store, [made["Review"]], statuses["review"])
    tasks.move(store, [made["Done"]], statuses["done"])
    tasks.add_dependency(store, made["Start"], made["Blocked"])
    found = today.board(store)
    assert keys(found.work) == {"late": ["Late"], "start": ["Start", "Undated"], "week": ["Week"], "review": ["Review"]}
    assert [group.minutes for group in found.work] == [120, 240, 120, 120]
    assert found.work[0].moved[0] in (0, 1)


def test_mine_is_what_i_own(store: Store) -> None:
    ines = people.add(store, "Ines Sample")
    step(store, "Mine", THURSDAY)
    step(store, "Hers", THURSDAY, owner_id=ines)
    tasks.add(store, "Hers too", assignee_id=ines, due_on=THURSDAY)
    deals.win(store, [deals.add(store, "Her win", owner_id=ines)], THURSDAY)
    everyone, mine = today.board(store), today.board(store, mine=True)
    assert everyone.shared and everyone.total("soon") == 2 and everyone.waiting_count == 1
    assert mine.total("soon") == 1 and mine.work == [] and mine.waiting_count == 0


def test_a_long_group_shows_eight_and_then_all_of_it(store: Store) -> None:
    for number in range(23):
        step(store, f"Deal {number}", THURSDAY)
        activities.log(store, "todo", f"Do {number}", deal_id=number + 1, due_on=THURSDAY)
    few, all_ = today.board(store), today.board(store, whole={"soon", "todos"})
    assert [(group.total, len(group.rows)) for group in few.sales] == [(23, 8), (23, 8)]
    assert [(group.total, len(group.rows)) for group in all_.sales] == [(23, 23), (23, 23)]


def test_the_numbers_of_the_sample_studio_agree_with_its_pages(studio: Store) -> None:
    found = today.numbers(studio)
    assert found.week.available_minutes > 0 and found.this_week
    closed = studio.value(
        "SELECT sum(amount_minor) FROM deal WHERE closed_on LIKE '2026-11-%' AND lost_reason_id IS NULL AND stage_id = 5"
    )
    assert found.closed_minor == closed and found.expected_minor >= found.closed_minor
    assert found.delivery is not None and found.delivery.on >= THURSDAY
    with time_machine.travel("2026-11-14T12:00:00Z", tick=False):
        assert not today.numbers(studio).this_week


def test_the_last_backup_is_the_newest_of_this_workspace(store: Store) -> None:
    assert today.last_backup(store) is None
    copy = workspace.back_up(store.path)
    (copy.parent / "other-2026-11-12-090000.baton").write_bytes(b"")
    found = today.last_backup(store)
    assert found is not None and abs(found.timestamp() - copy.stat().st_mtime) < 1


def test_a_holiday_is_no_working_day(store: Store) -> None:
    settings.add_day_off(store, THURSDAY, THURSDAY, "Closed")
    step(store, "Shop", THURSDAY - timedelta(days=1))
    assert keys(today.board(store).sales) == {"soon": ["Call"]}


def test_a_week_without_work_still_has_a_day_to_look_at(studio: Store) -> None:
    with studio.write("Spoil the week"):
        settings.put(studio, "week_minutes", [0] * 7)
    assert keys(today.board(studio).work)["late"] == ["Checkout flow"]


def test_the_next_delivery_is_overdue_once_a_working_day_has_passed(store: Store) -> None:
    project = projects.add(store, "Site", promised_on=date(2026, 11, 13))
    tasks.add(store, "Design", project_id=project)
    for on, late in ((13, 0), (14, 0), (15, 0), (16, 1), (17, 2)):
        with time_machine.travel(f"2026-11-{on}T12:00:00Z", tick=False):
            delivery = today.numbers(store).delivery
        assert delivery is not None and delivery.late == late
