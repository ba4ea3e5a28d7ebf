"""What happened with clients and deals: written down, changed, done, taken back, and read as one timeline."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.models.store import Store
from app.services import activities, clients, deals, projects, timeline, workspace

MOVES = st.sampled_from(
    ("note", "call", "todo", "done", "edit", "delete", "amount", "stage", "owner", "undo", "client", "second")
)


@pytest.fixture
def deal(store: Store) -> int:
    return deals.add(store, "Shop", client="Blue Door", amount_minor=36_000_00)


def entries(store: Store, about: timeline.About, record_id: int, kind: str = "") -> list[timeline.Entry]:
    return timeline.page(store, about, record_id, kind=kind, limit=10_000).entries


# Writing down


@pytest.mark.parametrize(
    ("typed", "words", "minutes"),
    [
        ("25 min: likes the second idea", "likes the second idea", 25),
        ("Likes it, 1 h 15", "Likes it", 75),
        ("1,5 h", "", 90),
        ("Talked for 90m", "Talked for", 90),
        ("call back in 25 min please", "call back in 25 min please", None),
        ("Version 25", "Version 25", None),
        ("2 hours, with Rosa", "with Rosa", 120),
        ("99999999 h", "99999999 h", None),
        ("", "", None),
    ],
)
def test_the_length_of_a_call_is_understood_at_either_end(typed: str, words: str, minutes: int | None) -> None:
    assert activities.understood(typed) == (words, minutes)


@given(st.integers(1, activities.MAX_MINUTES))
def test_a_length_is_read_back_as_it_is_written(minutes: int) -> None:
    assert activities.understood(f"{activities.length_text(minutes)}: words") == ("words", minutes)


def test_a_call_may_have_minutes_alone_and_a_note_needs_words(store: Store, deal: int) -> None:
    made = activities.log(store, "call", " ", deal_id=deal, minutes=25)
    found = activities.one(store, made)
    assert found is not None and (found.text, found.minutes) == ("", 25)
    for kind in ("note", "email", "todo"):
        with pytest.raises(UserError, match="nothing in this"):
            activities.log(store, kind, " \n", deal_id=deal, minutes=25)
    with pytest.raises(UserError, match="how long it took"):
        activities.log(store, "meeting", "", deal_id=deal)


def test_what_cannot_be_is_refused_and_nothing_is_kept(store: Store, deal: int) -> None:
    refused = (
        {"text": "x" * 100_001},
        {"text": "nul \0"},
        {"kind": "call", "minutes": -5},
        {"kind": "meeting", "minutes": 10**9},
        {"kind": "todo", "due_on": date(9999, 12, 31)},
        {"at": datetime(1492, 1, 1, tzinfo=UTC)},
        {"deal_id": 9_999},
        {"deal_id": None},
    )
    for case in refused:
        kind, text = str(case.pop("kind", "note")), str(case.pop("text", "words"))
        with pytest.raises(UserError) as problem:
            activities.log(store, kind, text, **({"deal_id": deal} | case))  # type: ignore[arg-type]
        assert str(problem.value).endswith(".")
    assert entries(store, "deal", deal, "note") == []


@pytest.mark.parametrize(
    "text", ["מעדיף את הרעיון השני", "👩🏽‍💻 likes it 🎉", "e\u0301", "日本語" * 3_333, "a\nb\n\nc", "x" * 10_000]
)
def test_any_script_and_ten_thousand_signs_come_back_as_they_were(store: Store, deal: int, text: str) -> None:
    activities.log(store, "note", text, deal_id=deal)
    assert entries(store, "deal", deal, "note")[0].text == text


def test_an_entry_is_changed_deleted_and_brought_back(store: Store, deal: int) -> None:
    made = activities.log(store, "call", "likes it", deal_id=deal, minutes=5)
    activities.rewrite(store, made, text="loves it", minutes=50)
    assert [(e.text, e.minutes) for e in entries(store, "deal", deal, "call")] == [("loves it", 50)]
    with pytest.raises(UserError):
        activities.change(store, made, "minutes", -1)
    activities.change(store, made, "kind", "note")
    assert entries(store, "deal", deal, "note")[0].minutes is None
    activities.delete(store, made)
    with pytest.raises(UserError, match="gone"):
        activities.change(store, made, "text", "again")
    assert not any(e.activity_id for e in entries(store, "deal", deal))
    for _ in range(3):
        store.undo()
    assert entries(store, "deal", deal, "call")[0].text == "likes it"


def test_a_to_do_is_done_and_open_again(store: Store, deal: int) -> None:
    tomorrow = today() + timedelta(days=1)
    first = activities.log(store, "todo", "Send samples", deal_id=deal, due_on=tomorrow)
    second = activities.log(store, "todo", "Some day", client_id=clients.find_or_add(store, "Blue Door"))
    assert [(t.text, t.about) for t in activities.open_todos(store)] == [
        ("Send samples", "Shop, Blue Door"),
        ("Some day", "Blue Door"),
    ]
    assert [t.id for t in activities.open_todos(store, until=tomorrow)] == [first]
    activities.complete(store, first)
    assert [t.id for t in activities.open_todos(store)] == [second]
    activities.reopen(store, first)
    assert activities.count_open(store) == 2
    note = activities.log(store, "note", "x", deal_id=deal)
    with pytest.raises(UserError, match="Only a to-do"):
        activities.complete(store, note)
    deals.delete(store, [deal])
    assert [t.id for t in activities.open_todos(store)] == [second]


def test_a_step_that_is_done_stands_in_the_timeline_and_its_place_is_free(store: Store, deal: int) -> None:
    deals.change(store, deal, "next_step", "Call Petra")
    deals.change(store, deal, "next_step_on", today())
    assert activities.complete_step(store, deal) == "Call Petra"
    assert store.row("SELECT next_step, next_step_on FROM deal WHERE id = ?", (deal,)) == ("", None)
    done = entries(store, "deal", deal, "todo")[0]
    assert (done.text, done.done, done.due_on) == ("Call Petra", True, today())
    assert store.undo_label == "Complete next step"
    store.undo()
    assert store.row("SELECT next_step FROM deal WHERE id = ?", (deal,)) == ("Call Petra",)
    assert entries(store, "deal", deal, "todo") == []
    deals.change(store, deal, "next_step", "")
    with pytest.raises(UserError, match="no next step"):
        activities.complete_step(store, deal)


# The timeline


def test_one_action_is_one_line_and_says_it_in_words(store: Store) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False) as clock:
        deal = deals.add(store, "Shop", client="Blue Door", amount_minor=36_000_00)
        clock.shift(60)
        deals.change(store, deal, "amount_minor", 38_400_00)
        clock.shift(60)
        deals.change(store, deal, "expected_close_on", date(2026, 12, 18))
        clock.shift(60)
        activities.log(store, "call", "", deal_id=deal, minutes=25)
        clock.shift(60)
        deals.win(store, [deal], today())
    told = [(e.kind, e.text) for e in entries(store, "deal", deal)]
    assert told == [
        ("stage", "Lead → Won"),
        ("call", ""),
        ("edit", "Closes none → 18 Dec"),
        ("edit", "Amount €36,000 → €38,400"),
        ("created", "Created"),
    ]


def test_an_amount_is_told_in_the_currency_it_had_then(store: Store) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False) as clock:
        deal = deals.add(store, "Shop", amount_minor=100_00)
        clock.shift(60)
        deals.change(store, deal, "amount_minor", 200_00)
        clock.shift(60)
        deals.change(store, deal, "currency", "USD")
        clock.shift(60)
        deals.change(store, deal, "amount_minor", 300_00)
    told = [e.text for e in entries(store, "deal", deal)]
    assert told[0] == "Amount $200 → $300" and told[2] == "Amount €100 → €200"


def test_a_client_holds_what_is_about_its_deals_contacts_and_projects(store: Store, deal: int) -> None:
    client = clients.find_or_add(store, "Blue Door")
    contact = clients.add_contact(store, "Rosa Sample", client_id=client)
    deals.change(store, deal, "contact_id", contact)
    project = projects.add(store, "Portal", client=client)
    other = deals.add(store, "Elsewhere", client="Others")
    for about in (
        {"deal_id": deal},
        {"client_id": client},
        {"contact_id": contact},
        {"project_id": project},
        {"deal_id": other},
    ):
        activities.log(store, "note", next(iter(about)), **about)
    both = activities.log(store, "note", "both", client_id=client, deal_id=deal)
    mine = [(e.text, e.about) for e in entries(store, "client", client, "note")]
    assert sorted(mine) == [
        ("both", "Shop"), ("client_id", ""), ("contact_id", "Rosa Sample"), ("deal_id", "Shop"), ("project_id", "Portal"),
    ]  # fmt: skip
    assert {e.text for e in entries(store, "contact", contact, "note")} == {"contact_id", "deal_id", "both"}
    assert [e.text for e in entries(store, "project", project)] == ["project_id"]
    assert [e.activity_id for e in entries(store, "client", client) if e.text == "both"] == [both]
    assert {e.about for e in entries(store, "client", client, timeline.CHANGES)} == {"Shop"}


def test_a_page_ends_where_the_next_begins(store: Store, deal: int) -> None:
    for number in range(30):
        activities.log(store, "note", str(number), deal_id=deal)
    few, all_ = timeline.page(store, "deal", deal, limit=8), timeline.page(store, "deal", deal, limit=99)
    assert few.more and not all_.more
    assert all_.entries[:8] == few.entries and len(all_.entries) == 31


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, min_size=1, max_size=25), limit=st.integers(1, 40))
def test_every_entry_and_every_change_stands_in_it_exactly_once(new_file: Path, moves: list[str], limit: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        workspace.open_workspace(shutil.copyfile(new_file, Path(folder) / "w.baton")) as store,
        time_machine.travel("2026-03-02T09:00:00Z", tick=False) as clock,
    ):
        two = [deals.add(store, name, client="Blue Door", amount_minor=100) for name in ("One", "Two")]
        client = int(store.value("SELECT client_id FROM deal LIMIT 1"))
        for number, move in enumerate(moves):
            clock.shift(0 if move == "second" else 1_801)
            _do(store, two[number % 2], client, move, number)
        _check(store, client, limit)


def _do(store: Store, deal: int, client: int, move: str, number: int) -> None:
    last = store.value("SELECT max(id) FROM activity")
    if move in ("note", "call"):
        activities.log(store, move, f"said {number}", deal_id=deal, client_id=client if number % 3 else None)
    elif move == "todo":
        activities.log(store, "todo", f"do {number}", client_id=client, due_on=today())
    elif move == "undo" and store.undo_label != "Add deal":
        store.undo()
    elif move == "stage":
        stages = store.ids("SELECT id FROM stage ORDER BY rank")
        deals.move(store, [deal], stages[number % len(stages)])
    elif move in ("amount", "second"):
        deals.change(store, deal, "amount_minor", number)
    elif move == "owner":
        deals.change(store, deal, "owner_id", None if number % 2 else 1)
    elif move == "client":
        deals.change(store, deal, "client_id", client)
    elif last and move == "delete":
        activities.delete(store, last)
    elif last and move == "edit":
        activities.change(store, last, "text", f"said again {number}")
    elif last and move == "done" and store.value("SELECT kind FROM activity WHERE id = ?", (last,)) == "todo":
        activities.complete(store, last)


def _check(store: Store, client: int, limit: int) -> None:
    told = entries(store, "client", client)
    assert sorted(e.activity_id for e in told if e.activity_id) == store.ids("SELECT id FROM activity ORDER BY id")
    assert sorted(i for e in told for i in e.events) == store.ids("SELECT id FROM deal_event ORDER BY id")
    assert [(e.on, e.at) for e in told] == sorted(((e.on, e.at) for e in told), reverse=True)
    assert all(e.text for e in told)
    assert timeline.page(store, "client", client, limit=limit).entries == told[:limit]
    kinds = ["note", "call", "email", "meeting", "todo", timeline.CHANGES]
    assert sorted(map(repr, told)) == sorted(repr(e) for kind in kinds for e in entries(store, "client", client, kind))
