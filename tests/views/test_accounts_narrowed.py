"""Accounts and renewals narrowed by what one asks of them, and kept as views that stay live."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import open_studio, open_window, turn

from app.base import moment_text, today, utc_now
from app.services import accounts, activities, clients, people, renewal_list, renewals, saved_views
from app.services.account_filter import PLAIN
from app.services.listing import SortKey
from app.services.renewal_list import RenewalFilter
from app.views import jobs


@pytest.fixture
def shell(qtbot, tmp_path):
    with open_studio(tmp_path) as store:
        made = open_window(qtbot, store, tmp_path, "accounts")
        yield made
        made.close()


@pytest.fixture
def page(shell):
    return shell.page


def choose(view, *words):
    """Choose a line of the Filter chip's menu, through its further menus."""
    menu = view.tools._rest_menu()
    for word in words[:-1]:
        menu = next(action.menu() for action in menu.actions() if action.text() == word)
    next(action for action in menu.actions() if action.text() == words[-1]).trigger()
    turn()


def taken(view):
    return [chip.text() for chip in view.tools.taken]


def listed(page):
    return {page.accounts.told.accounts[i].name for i in page.accounts.table.listed}


def test_each_filter_leaves_those_it_names_and_its_cross_takes_it_back(page):
    told = accounts.read(page.store)
    everything = listed(page)
    ines = next(one for one in people.everyone(page.store) if one.name == "Ines Sample")
    soon = told.on + timedelta(days=60)
    for way, words, holds in (
        (("Owner", "Ines Sample"), "Ines Sample", lambda each: each.owner_id == ines.id),
        (("Health", "Good"), "Good", lambda each: each.health.level == "good"),
        (("Not spoken to for", "14 days"), "Not spoken to for 14 days", lambda each: each.silent_for >= 14),
        (("Renewal due within", "60 days"), "Renewal due within 60 days", lambda each: each.renewal and each.renewal.due_on <= soon),
        (("With recurring value",), "With recurring value", lambda each: each.monthly_minor > 0),
    ):  # fmt: skip
        choose(page.accounts, *way)
        wanted = {each.name for each in told.accounts.values() if holds(each)}
        assert taken(page.accounts) == [words] and listed(page) == wanted and wanted < everything
        page.accounts.tools.taken[0].closed.emit()
        assert listed(page) == everything and not page.accounts.tools.taken


def test_filters_add_up_and_an_empty_list_offers_all(page):
    choose(page.accounts, "Owner", "Mara Sample")
    choose(page.accounts, "Health", "At risk")
    assert taken(page.accounts) == ["At risk", "Mara Sample"] and listed(page) == set()
    assert page.accounts._empty.second.text() == "Show all accounts"
    page.accounts._empty.second.click()
    assert page.accounts.flt == PLAIN and len(listed(page)) == 8
    choose(page.accounts, "Owner", "Nobody")
    assert taken(page.accounts) == ["No owner"] and listed(page) == set()
    client = clients.find_or_add(page.store, "Basil & Oak")
    clients.change(page.store, client, "owner_id", None)
    turn()
    assert listed(page) == {"Basil & Oak"}


def test_filters_without_room_wait_in_the_menu(page, shell):
    shell.resize(1024, 800)
    view = page.accounts
    view.change(owner_id=2, silent_for=14, due_in=365, recurs=True)
    turn()
    tools = view.tools
    shown = [chip for chip in tools.taken if not chip.isHidden()]
    assert 0 < len(shown) < 4 and tools.rest.text() == f"{4 - len(shown)} more"
    assert all(chip.width() >= chip.sizeHint().width() for chip in shown)
    assert tools.search.geometry().right() <= tools.width()
    choose(view, "Take away: With recurring value")
    assert not view.flt.recurs and view.flt.due_in == 365


def test_a_view_keeps_filter_order_and_groups_and_stays_live(page, shell):
    view = page.accounts
    choose(view, "Not spoken to for", "14 days")
    view.table.arrange(view.table.arrangement._replace(group="owner", sorts=(SortKey("name"),)))
    turn()
    before = listed(page)
    view.views._named(None, "To call")
    assert saved_views.of(page.store, "accounts")[0].spec == {
        "silent_for": 14,
        "group": "owner",
        "sort": [["name", False]],
    }
    view.views.show_view(None)
    turn()
    assert len(listed(page)) > len(before)
    view.table.arrange(view.table.usual)  # one's own, which no view has a part in
    turn()
    view.views.show_view(saved_views.of(page.store, "accounts")[0])
    turn()
    assert listed(page) == before and view.table.arrangement.group == "owner" and not view.views.modified
    name = sorted(before)[0]
    activities.log(page.store, "call", "Spoke", client_id=clients.find_or_add(page.store, name))
    turn()
    assert listed(page) == before - {name}
    choose(view, "Owner", "Ines Sample")
    assert view.views.modified
    view.views.save_changes()
    assert not view.views.modified and saved_views.of(page.store, "accounts")[0].spec["owner_id"]
    shell.undo()
    turn()
    assert view.views.modified


def test_renewals_are_narrowed_and_kept_too(page):
    page._turn()
    view, store = page.renewals, page.store
    client = clients.add(store, "Late Ltd")
    renewals.add(store, "Due long ago", today() - timedelta(days=40), client_id=client)
    turn()
    choose(view, "Renewal due within", "30 days")
    rows = renewal_list.rows(store, view.table.listed)
    assert {row.title for row in rows} >= {"Due long ago"}
    assert all(row.undecided and row.due_on <= today() + timedelta(days=30) for row in rows)
    choose(view, "Owner", "Mara Sample")
    assert taken(view) == ["Renewal due within 30 days", "Mara Sample"]
    view.views._named(None, "Mine soon")
    view.narrow()
    assert view.flt == RenewalFilter() and view.views.modified
    view.views.show_view(saved_views.of(store, "renewals")[0])
    assert taken(view) == ["Renewal due within 30 days", "Mara Sample"] and not view.views.modified


def test_a_period_is_kept_with_its_words(page):
    page._turn()
    view = page.renewals
    view._on_period(view.kept.table.figures.lines[-1].target)
    words, shown = taken(view), view.table.listed
    view.views._named(None, "That quarter")
    view.narrow()
    assert taken(view) == []
    view.views.show_view(saved_views.of(page.store, "renewals")[0])
    assert taken(view) == words and view.table.listed == shown


def test_what_no_view_can_have_kept_narrows_nothing():
    from app.services import account_filter

    nonsense = {
        "chip": "x",
        "level": 3,
        "owner_id": True,
        "silent_for": -1,
        "due_in": "soon",
        "recurs": 1,
        "text": None,
        "other": 1,
    }
    assert account_filter.from_spec(nonsense) == PLAIN
    assert (
        renewal_list.from_spec({"chip": "x", "first": 3, "last": "never", "owner_id": -1, "due_in": 2.5})
        == RenewalFilter()
    )


def test_of_many_the_newest_answer_is_shown_though_it_is_read_beside_the_window(qtbot, store, tmp_path):
    names = [f"Client {number:03}" for number in range(1, 501)]
    with store.write("Many"):
        store.insert(
            "client",
            ("id", "name", "created_at"),
            [(n, name, moment_text(utc_now())) for n, name in enumerate(names, 1)],
        )
        store.insert(
            "renewal", ("client_id", "title", "due_on", "currency", "state", "created_at"),
            [(n, f"Care {n:03}", (today() + timedelta(days=n)).isoformat(), "EUR", "due", moment_text(utc_now())) for n in range(1, 501)],
        )  # fmt: skip
    shell = open_window(qtbot, store, tmp_path, "accounts")
    page = shell.page
    qtbot.waitUntil(lambda: len(page.accounts.table.listed) == 500)
    page.accounts.change(text="client 00")
    page.accounts.change(text="client 01")
    wanted = {name for name in names if "01" in name}
    qtbot.waitUntil(lambda: listed(page) == wanted)
    activities.log(store, "call", "Spoke", client_id=11)
    shell.hub.flush()
    qtbot.waitUntil(lambda: page.accounts.told is not None and page.accounts.told.accounts[11].spoken_on == today())
    assert listed(page) == wanted
    shell.go("renewal", 300)
    qtbot.waitUntil(lambda: page.renewals.table.current == 300)
    renewals.change(store, 300, "title", "Another")
    shell.hub.flush()
    qtbot.waitUntil(lambda: page.renewals.rows.row(page.renewals.rows.row_of(300)).title == "Another")
    qtbot.waitUntil(lambda: not jobs.running())
    shell.close()
