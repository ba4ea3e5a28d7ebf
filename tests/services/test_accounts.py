"""Accounts: who was sold something, how each stands and why, when one last spoke. As of 30 November 2026."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.models.between import Promise
from app.models.store import Store
from app.services import account_filter, accounts, activities, clients, deals, projects, renewals, tasks
from app.services.account_filter import AccountFilter
from app.services.listing import SortKey

NOW = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        yield


def won(store: Store, client: str, title: str = "Site", on: date = NOW - timedelta(days=90)) -> int:
    with time_machine.travel(f"{on}T12:00:00Z", tick=False):
        made = deals.add(store, title, client=client, amount_minor=1_000_00)
        deals.win(store, [made], on)
    return made


def client_id(store: Store, name: str) -> int:
    return clients.find_or_add(store, name)


def spoken(store: Store, days: int, kind: str = "call", **about: int) -> None:
    at = datetime(2026, 11, 30, 9, tzinfo=UTC) - timedelta(days=days)
    activities.log(store, kind, "Spoke", at=at, due_on=NOW, **about)  # type: ignore[arg-type]


def reasons(store: Store, name: str) -> list[str]:
    found = accounts.one(store, client_id(store, name))
    assert found is not None
    return [reason.words for reason in found.health.reasons]


def test_an_account_is_who_was_sold_something(store: Store) -> None:
    won(store, "Won")
    deals.add(store, "Only asked", client="Lead")
    projects.add(store, "Portal", client="Delivered")
    renewals.add(store, "Care", NOW, client_id=client_id(store, "Renews"))
    gone = won(store, "Gone")
    deals.delete(store, [gone])
    told = accounts.read(store)
    assert [each.name for each in told.accounts.values()] == ["Delivered", "Renews", "Won"]
    assert accounts.one(store, client_id(store, "Lead")) is not None and accounts.one(store, 999) is None


def test_one_spoke_when_anything_about_the_client_says_so_but_a_to_do(store: Store) -> None:
    deal = won(store, "Brook")
    client = client_id(store, "Brook")
    contact = clients.add_contact(store, "Rosa Sample", client_id=client)
    project = projects.add(store, "Portal", client=client)
    for days, kind, about in (
        (80, "note", {"client_id": client}), (70, "meeting", {"project_id": project}), (65, "email", {"contact_id": contact}), (62, "call", {"deal_id": deal}),
    ):  # fmt: skip
        spoken(store, days, kind, **about)
        spoken(store, 1, "todo", **about)
        found = accounts.one(store, client)
        assert found is not None and found.silent_for == days and found.silent
    assert "Not spoken to for 62 days" in reasons(store, "Brook")
    accounts.change_silent_days(store, 63)
    assert reasons(store, "Brook") == ["Spoken to 62 days ago"]
    with pytest.raises(UserError):
        accounts.change_silent_days(store, 0)


def test_late_work_missed_promises_and_overdue_steps_are_said_in_words(store: Store) -> None:
    deal = won(store, "Brook")
    spoken(store, 2, deal_id=deal)
    project = projects.add(store, "Portal", client=client_id(store, "Brook"), promised_on=NOW - timedelta(days=3))
    task = tasks.add(store, "Checkout", project_id=project, due_on=NOW - timedelta(days=4))
    with store.write("Promise"):
        Promise.create(deal=deal, text="A manual", outcome="task", task=task, due_on=NOW - timedelta(days=1))
    deals.add(store, "More", client="Brook", next_step="Call Rosa", next_step_on=NOW - timedelta(days=5))
    assert reasons(store, "Brook") == [
        "Portal is 1 working day past its promise",
        "Promise missed: A manual",
        "Next step overdue since 25 Nov: Call Rosa",
    ]
    tasks.move(store, [task], int(store.value("SELECT id FROM status WHERE kind = 'done'")))
    assert reasons(store, "Brook") == ["Next step overdue since 25 Nov: Call Rosa"]


def test_what_is_narrowed_sorted_and_grouped(store: Store) -> None:
    spoken(store, 2, deal_id=won(store, "Well"))
    won(store, "Silent")
    won(store, "Asleep", on=NOW - timedelta(days=900))
    renewals.add(
        store,
        "Care",
        NOW - timedelta(days=1),
        client_id=client_id(store, "Renews"),
        amount_minor=1_200_00,
        term_months=12,
    )
    told = accounts.read(store)
    by = {each.id: each.name for each in told.accounts.values()}

    def listed(flt: AccountFilter = AccountFilter(), *sorts: SortKey) -> list[str]:  # noqa: B008
        return [by[i] for i in accounts.listing(told, flt, sorts).ids]

    assert listed() == ["Renews", "Silent", "Asleep", "Well"]
    assert accounts.chips(told, AccountFilter()) == {"risk": 1, "watch": 1, "silent": 1, "renewal": 1, "mine": 4}
    assert listed(AccountFilter("silent")) == ["Silent"] and listed(AccountFilter(text="ÁS")) == ["Asleep"]
    assert listed(AccountFilter(), SortKey("spoken", True))[0] == "Asleep"
    parts = accounts.listing(told, AccountFilter(), (), "health").parts
    assert parts is not None and [part.key for part in parts] == ["risk", "watch", "good"]
    assert parts[0].sums["monthly"] == 0 and parts[1].sums["won"] == 1_000_00


def test_an_empty_workspace_has_none(store: Store) -> None:
    told = accounts.read(store)
    assert (
        told.accounts == {}
        and told.recurring.minor == 0
        and accounts.listing(told, AccountFilter(), (), "owner").ids == []
    )


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        AccountFilter, st.sampled_from(("", *account_filter.CHIPS)), st.text(max_size=6), st.none() | st.integers(0, 2**62),
        st.sampled_from(("", "good", "watch", "risk")), st.none() | st.integers(0, 36_500), st.none() | st.integers(0, 36_500), st.booleans(),
    )
)  # fmt: skip
def test_a_filter_is_the_same_after_it_was_kept(flt: AccountFilter) -> None:
    assert account_filter.from_spec(json.loads(json.dumps(account_filter.to_spec(flt)))) == flt
