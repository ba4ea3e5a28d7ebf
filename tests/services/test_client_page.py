"""What a client's page tells: its money, its projects, what it pays per hour, what is next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError, today
from app.domain.client_rate import Paid
from app.services import activities, client_page, clients, contacts, deals, people, projects, rates, tasks, timelog


@pytest.fixture
def heron(store):
    return clients.add(store, "Blue Heron")


def won(store, client, minor, currency="EUR"):
    made = deals.add(store, "Site", client=client, amount_minor=minor, currency=currency)
    deals.win(store, [made], today())
    return made


def test_per_hour_counts_the_hours_of_selling(store, heron):
    deal = won(store, heron, 100_000)
    project = projects.add(store, "Site", client=heron)
    task = tasks.add(store, "Build", project_id=project)
    timelog.add(store, 240, task_id=task)
    timelog.add(store, 60, deal_id=deal)
    timelog.add(store, 300, client_id=heron)
    paid = client_page.paid(store, heron)
    assert (paid.delivering, paid.selling, paid.other, paid.revenue_minor) == (240, 60, 300, 100_000)
    assert paid.per_hour_minor == 10_000
    assert client_page.timed_tasks(store, heron) == [task]


def test_hours_follow_a_project_that_changes_its_client(store, heron):
    other = clients.add(store, "Other")
    project = projects.add(store, "Site", client=other)
    timelog.add(store, 90, project_id=project)
    projects.change(store, project, "client_id", heron)
    assert client_page.paid(store, heron).minutes == 90 and client_page.paid(store, other).minutes == 0


def test_money_in_several_currencies(store, heron):
    won(store, heron, 100_000)
    won(store, heron, 100_000)
    deals.add(store, "In dollars", client=heron, amount_minor=50_000, currency="USD")
    money = client_page.money(store, heron)
    assert (money.won_deals, money.won_minor, money.average_minor, money.open_minor, money.unconverted) == (
        2, 200_000, 100_000, 0, 1,
    )  # fmt: skip
    rates.add(store, "USD", today(), rates.parse("0.5"))
    assert client_page.money(store, heron).open_minor == 25_000
    assert money.won_since and money.since_on == today()
    deal = won(store, heron, 0)
    deals.change(store, deal, "recurring_minor", 10_000)
    deals.change(store, deal, "recurring_months", 3)
    assert client_page.money(store, heron).yearly_minor == 40_000


def test_a_client_without_anything(store, heron):
    page = client_page.read(store, heron)
    assert page.money.since_on is None and page.money.average_minor is None and page.paid.per_hour_minor is None
    assert (page.projects, page.next, page.last_contact) == ([], [], None)


def test_what_is_next_comes_from_everywhere_the_earliest_first(store, heron):
    rosa = clients.add_contact(store, "Rosa Sample", client_id=heron)
    deal = deals.add(store, "Site", client=heron)
    activities.plan_step(store, deal, "Present", today() + timedelta(days=2))
    activities.log(store, "todo", "Ask Rosa", contact_id=rosa, due_on=today() + timedelta(days=1))
    activities.log(store, "todo", "Some day", client_id=heron)
    activities.log(store, "call", "Spoke", contact_id=rosa, minutes=5)
    page = client_page.read(store, heron)
    assert [(item.kind, item.text) for item in page.next] == [
        ("todo", "Ask Rosa"),
        ("deal", "Present"),
        ("todo", "Some day"),
    ]
    assert page.last_contact is not None and page.last_contact.on == today()


def test_what_is_next_is_late_once_a_working_day_of_whoever_does_it_has_passed(store, heron):
    friday, me = date(2026, 11, 13), people.me(store).id
    people.change_week(store, me, (0, 480, 480, 480, 480, 480, 0))  # not on Mondays, but on Saturdays
    deals.add(store, "Site", client=heron, next_step="Present", next_step_on=friday)
    activities.log(store, "todo", "Send", client_id=heron, due_on=friday)
    for on, late in ((13, set()), (14, {"Send"}), (15, {"Send"}), (16, {"Send", "Present"})):
        with time_machine.travel(f"2026-11-{on}T12:00:00Z", tick=False):
            assert {item.text for item in client_page.following(store, heron) if item.late} == late


def test_a_contact_leaves_a_client_and_the_next_one_is_the_main_one(store, heron):
    rosa = clients.add_contact(store, "Rosa Sample", client_id=heron)
    petra = clients.add_contact(store, "Petra Probe", client_id=heron)
    contacts.unlink(store, heron, rosa)
    assert [(row.id, row.is_main) for row in clients.contacts_of(store, heron)] == [(petra, True)]
    with pytest.raises(UserError, match="does not speak"):
        contacts.unlink(store, heron, rosa)
    assert contacts.detail(store, rosa).places == [] and contacts.find(store, "ros")[0][0] == rosa
    contacts.delete(store, [rosa])
    assert contacts.detail(store, rosa) is None and contacts.find(store, "ros") == []


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**9), *[st.integers(0, 10**6)] * 3)
def test_the_rate_times_the_hours_is_the_revenue_but_for_the_rounding(revenue, expenses, selling, delivering, other):
    paid = Paid(revenue, expenses, selling, delivering, other)
    rate = paid.per_hour_minor
    if rate is not None:
        assert abs(rate * paid.minutes - 60 * (revenue - expenses)) * 2 <= paid.minutes
    else:
        assert paid.minutes == 0 or (revenue == expenses == 0)
