"""Budgets of projects: hours and money burnt, what comes, and the marks that others are told of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.models.between import ChangeOrder
from app.models.store import Store
from app.services import people, project_budget, projects, rates, tasks, timelog

DAYS = [date(2026, 11, day) for day in (2, 3, 4, 5)]
DONE, CANCELLED = 4, 5


@pytest.fixture
def kiosk(store: Store) -> int:
    project = projects.add(store, "Kiosk app")
    for field, value in (("budget_minutes", 6000), ("budget_minor", 1_000_000), ("rate_minor", 9_000)):
        projects.change(store, project, field, value)
    return project


def log(store: Store, minutes: int, on: date = DAYS[0], **what: int) -> None:
    """So many minutes, by as many people as a day of 24 hours needs."""
    while minutes > 0:
        who = people.add(store, f"Helper {store.value('SELECT count(*) FROM person')}")
        timelog.add(store, min(minutes, 1440), on=on, person_id=who, **what)
        minutes -= 1440


def own(store: Store, project: int) -> project_budget.ProjectBudget:
    return project_budget.of(store, [project])[project]


def test_hours_and_money_are_burnt_and_the_open_work_is_added(store: Store, kiosk: int) -> None:
    first = tasks.add(store, "Design", project_id=kiosk, estimate_minutes=3000)
    second = tasks.add(store, "Build", project_id=kiosk, estimate_minutes=4000)
    gone = tasks.add(store, "Blog", project_id=kiosk, estimate_minutes=9000)
    tasks.add(store, "Loose ends", project_id=kiosk)
    tasks.move(store, [gone], CANCELLED)
    log(store, 3200, task_id=first)
    log(store, 600, DAYS[1], task_id=second)
    tasks.move(store, [first], DONE)
    found = own(store, kiosk)
    assert found.hours == (6000, 3800, 3400) and (found.hours.left, found.hours.forecast, found.hours.over) == (
        2200,
        7200,
        1200,
    )
    assert found.money == (1_000_000, 570_000, 510_000) and found.money.over == 80_000
    assert found.work_percent == 42 and found.unestimated == 1 and found.unpriced_minutes == 0


def test_hours_that_nobody_pays_burn_hours_and_no_money(store: Store, kiosk: int) -> None:
    entry = timelog.add(store, 60, project_id=kiosk)
    timelog.change(store, entry, "billable", False)
    assert own(store, kiosk).hours.burnt == 60 and own(store, kiosk).money.burnt == 0


def test_hours_without_a_rate_are_named(store: Store, kiosk: int) -> None:
    projects.change(store, kiosk, "rate_minor", None)
    timelog.add(store, 90, project_id=kiosk)
    assert own(store, kiosk).unpriced_minutes == 90 and own(store, kiosk).money.burnt == 0


def test_another_currency_is_converted_or_named(store: Store, kiosk: int) -> None:
    entry = timelog.add(store, 60, project_id=kiosk)
    store_currency(store, entry, "USD")
    assert own(store, kiosk).unpriced_minutes == 60
    rates.add(store, "USD", DAYS[0], Decimal("0.5"))
    assert own(store, kiosk).money.burnt == 4_500


def store_currency(store: Store, entry: int, code: str) -> None:
    with store.write("Other currency"):
        store.execute("UPDATE time_entry SET currency = ?, rate_minor = 9000 WHERE id = ?", (code, entry))


def test_an_accepted_change_order_widens_the_budget(store: Store, kiosk: int) -> None:
    with store.write("Change orders"):
        ChangeOrder.create(project=kiosk, number=1, title="More", amount_minor=5_000, minutes=60, state="accepted")
        ChangeOrder.create(project=kiosk, number=2, title="Perhaps", amount_minor=7_000, minutes=70)
    assert own(store, kiosk).hours.budget == 6060 and own(store, kiosk).money.budget == 1_005_000


def test_alarms_name_the_mark_its_day_and_the_work(store: Store, kiosk: int) -> None:
    task = tasks.add(store, "Design", project_id=kiosk, estimate_minutes=100)
    for day, minutes in zip(DAYS, (2900, 100, 1800, 200), strict=True):
        log(store, minutes, day, task_id=task)
    hours, money = sorted(project_budget.alarms(store), key=lambda alarm: alarm.kind)
    assert (hours.kind, hours.mark, hours.percent, hours.crossed_on, hours.tone) == ("hours", 80, 83, DAYS[2], "warn")
    assert hours.words == "83% of the hours, 0% of the work"
    assert (money.kind, money.mark, money.percent, money.words) == (
        "money",
        50,
        75,
        "75% of the budget, 0% of the work",
    )
    assert [alarm.kind for alarm in project_budget.alarms(store, on=DAYS[1])] == ["money"]
    projects.archive(store, [kiosk])
    assert project_budget.alarms(store) == []


def test_what_is_below_half_and_what_is_closed_alarms_nobody(store: Store, kiosk: int) -> None:
    log(store, 2000, project_id=kiosk)
    assert project_budget.alarms(store) == []
    log(store, 4000, project_id=kiosk)
    assert [alarm.mark for alarm in project_budget.alarms(store)] == [100, 80]
    projects.close(store, kiosk)
    assert project_budget.alarms(store) == []


def test_hours_beyond_the_budget_are_a_reason_for_health(store: Store, kiosk: int) -> None:
    task = tasks.add(store, "Design", project_id=kiosk, due_on=date(2026, 12, 1))
    log(store, 6120, task_id=task)
    assert projects.rows(store, [kiosk], DAYS[0])[0][-2:] == ("warn", "2 h over its hours")


def test_reading_many_budgets_takes_no_more_queries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [projects.add(store, f"Project {n}") for n in range(12)]
    asked: list[str] = []
    rows = store.rows
    monkeypatch.setattr(store, "rows", lambda sql, params=(): asked.append(sql) or rows(sql, params))
    project_budget.of(store, ids[:1])
    few = len(asked)
    project_budget.of(store, ids)
    assert len(asked) == 2 * few < 20
