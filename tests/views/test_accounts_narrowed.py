"""Accounts and renewals narrowed by what one asks of them, and kept as views that stay live."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import filter_by, open_window, turn

from app.base import moment_text, today, utc_now
from app.services import accounts, activities, clients, people, renewal_list, renewals, saved_views
from app.services.account_filter import PLAIN, AccountFilter
from app.services.listing import SortKey
from app.services.renewal_list import RenewalFilter
from app.views import jobs
from app.views.parts.dates import short_text


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "accounts")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def choose(view, *words):
    filter_by(view.filters, *words)


def taken(view):
    return [chip.text() for chip in view.filters.taken]


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
        page.accounts.filters.taken[0].closed.emit()
        assert listed(page) == everything and not page.accounts.filters.taken


def test_filters_add_up_and_an_empty_list_offers_all(page):
    choose(page.accounts, "Owner", "Mara Sample")
    choose(page.accounts, "Health", "At risk")
    assert taken(page.accounts) == ["At risk", "Mara Sample"] and listed(page) == set()
    assert page.accounts._empty.second.text() == "Show all accounts"
    page.accounts._empty.second.click()
    assert page.accounts.filters.flt == PLAIN and len(listed(page)) == 8
    choose(page.accounts, "Owner", "Nobody")
    assert taken(page.accounts) == ["No owner"] and listed(page) == set()
    client = clients.find_or_add(page.store, "Basil & Oak")
    clients.change(page.store, client, "owner_id", None)
    turn()
    assert listed(page) == {"Basil & Oak"}


def test_filters_without_room_are_taken_away_behind_the_one_that_counts_them(page, shell):
    shell.resize(940, 800)
    view = page.accounts
    view.filters.narrow(owner_id=2, silent_for=14, due_in=365, recurs=True)
    turn()
    bar = view.filters
    shown = [chip for chip in bar.taken if not chip.isHidden()]
    assert 0 < len(shown) < 4 and bar.chip_row.rest.text() == f"{4 - len(shown)} more"
    assert all(chip.width() >= chip.sizeHint().width() for chip in shown)
    assert bar.line.geometry().right() <= bar.width()
    menu = bar.chip_row.rest_menu()
    next(action for action in menu.actions() if action.text() == "With recurring value").trigger()
    turn()
    assert not bar.flt.recurs and bar.flt.due_in == 365


def test_quick_chips_without_room_wait_in_the_list_of_filters(page, shell):
    shell.resize(860, 800)
    turn()
    bar = page.accounts.filters
    away = [chip.text() for chip in bar.chip_row.hidden_chips]
    assert away, "the window is too wide for this test"
    choose(page.accounts, away[-1])
    assert bar.chips[bar.flt.chip].text() == away[-1] and bar.chips[bar.flt.chip].isVisible()
    choose(page.accounts, "Show everything")
    assert bar.flt == PLAIN


def test_enter_and_esc_lead_from_the_words_back_to_the_list(page, qtbot):
    bar, table = page.accounts.filters, page.accounts.table
    bar.line.setFocus()
    QTest.keyClicks(bar.line, "basil")
    qtbot.waitUntil(lambda: listed(page) == {"Basil & Oak"})
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(listed(page)) > 1)
    assert bar.line.text() == "" and bar.line.hasFocus()
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert table.isAncestorOf(QApplication.focusWidget()) or table.hasFocus()


def test_a_view_keeps_filter_order_and_groups_and_stays_live(page, shell):
    view = page.accounts
    choose(view, "Not spoken to for", "14 days")
    view.table.arrange(view.table.arrangement._replace(group="owner", sorts=(SortKey("name"),)))
    turn()
    before = listed(page)
    view.filters.views._named(None, "To call")
    assert saved_views.of(page.store, "accounts")[0].spec == {
        "silent_for": 14,
        "group": "owner",
        "sort": [["name", False]],
    }
    view.filters.views.show_view(None)
    turn()
    assert len(listed(page)) > len(before)
    view.table.arrange(view.table.usual)  # one's own, which no view has a part in
    turn()
    view.filters.views.show_view(saved_views.of(page.store, "accounts")[0])
    turn()
    assert listed(page) == before and view.table.arrangement.group == "owner" and not view.filters.views.modified
    name = sorted(before)[0]
    activities.log(page.store, "call", "Spoke", client_id=clients.find_or_add(page.store, name))
    turn()
    assert listed(page) == before - {name}
    choose(view, "Owner", "Ines Sample")
    assert view.filters.views.modified
    view.filters.views.save_changes()
    assert not view.filters.views.modified and saved_views.of(page.store, "accounts")[0].spec["owner_id"]
    shell.undo()
    turn()
    assert view.filters.views.modified


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
    view.filters.views._named(None, "Mine soon")
    view.narrow()
    assert view.filters.flt == RenewalFilter() and view.filters.views.modified
    view.filters.views.show_view(saved_views.of(store, "renewals")[0])
    assert taken(view) == ["Renewal due within 30 days", "Mara Sample"] and not view.filters.views.modified


def test_a_period_is_kept_with_its_words(page):
    page._turn()
    view = page.renewals
    view._on_period(view.kept.table.figures.lines[-1].target)
    words, shown = taken(view), view.table.listed
    view.filters.views._named(None, "That quarter")
    view.narrow()
    assert taken(view) == []
    view.filters.views.show_view(saved_views.of(page.store, "renewals")[0])
    assert taken(view) == words and view.table.listed == shown


def test_a_time_that_is_over_lists_the_amounts_of_then_and_those_of_now_are_said(page):
    page._turn()
    view, store = page.renewals, page.store
    client = clients.add(store, "Late Ltd")
    ended = today() - timedelta(days=3)
    with time_machine.travel(ended.isoformat() + "T10:00:00Z", tick=False):
        renewal = renewals.add(store, "Care", ended, client_id=client, amount_minor=900_00)
    renewals.change(store, renewal, "amount_minor", 5_000_00)
    turn()
    amount = next(n for n, column in enumerate(view.rows.columns) if column.key == "amount")

    def cell():
        return view.rows.index(view.rows.row_of(renewal), amount)

    view.narrow(RenewalFilter(client_id=client, first=ended, last=ended))
    assert cell().data() == "€900" and cell().data(Qt.ItemDataRole.ToolTipRole) == "It is worth €5,000 now"
    assert [head.sums["amount"] for head in view.rows.heads.values()] == ["€900"]
    told = []
    view.table.refused.connect(told.append)
    view.table.edit_cell(renewal, "amount")
    assert len(told) == 1 and "worth €5,000 now" in told[0] and view.table.editor.field is None
    view.narrow(RenewalFilter(client_id=client))
    assert cell().data() == "€5,000" and not cell().data(Qt.ItemDataRole.ToolTipRole)


def test_a_renewal_that_was_put_off_stands_in_a_time_that_is_over_under_its_month_of_then(page):
    page._turn()
    view, store = page.renewals, page.store
    client = clients.add(store, "Late Ltd")
    ended = today() - timedelta(days=40)
    with time_machine.travel(ended.isoformat() + "T10:00:00Z", tick=False):
        renewal = renewals.add(store, "Care", ended, client_id=client, amount_minor=900_00)
    renewals.change(store, renewal, "due_on", today() + timedelta(days=80))
    turn()
    view.narrow(RenewalFilter(client_id=client, first=ended, last=ended))
    due = next(n for n, column in enumerate(view.rows.columns) if column.key == "due")
    cell = view.rows.index(view.rows.row_of(renewal), due)
    assert [head.words for head in view.rows.heads.values()] == [f"{ended:%B} {ended.year}"]
    now = f"It is due {short_text(today() + timedelta(days=80))} now"
    assert cell.data() == short_text(ended) and cell.data(Qt.ItemDataRole.ToolTipRole) == now
    told = []
    view.table.refused.connect(told.append)
    view.table.edit_cell(renewal, "due")
    assert len(told) == 1 and now in told[0] and view.table.editor.field is None


def test_views_that_were_kept_before_are_shown_as_they_were(page):
    store = page.store
    quarter = {"first": "2026-10-01", "last": "2026-12-31", "words": "Q4 2026", "owner_id": 1}
    saved_views.save(store, "renewals", "Old", quarter)
    saved_views.save(
        store, "accounts", "Old", {"chip": "mine", "level": "risk", "silent_for": 30, "due_in": 60, "recurs": True}
    )
    page.accounts.filters.views.show_view(saved_views.of(store, "accounts")[0])
    assert page.accounts.filters.flt == AccountFilter("mine", "", None, "risk", 30, 60, True)
    assert not page.accounts.filters.views.modified
    page._turn()
    view = page.renewals
    view.filters.views.show_view(saved_views.of(store, "renewals")[0])
    turn()
    assert taken(view) == ["Q4 2026", "Mara Sample"] and not view.filters.views.modified
    view.filters.taken[0].click()
    assert taken(view) == ["Mara Sample"] and view.filters.flt == RenewalFilter(owner_id=1)
    assert view.filters.views.modified


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
        renewal_list.from_spec({"chip": "x", "first": 3, "last": "never", "owner_id": -1, "due_in": 2.5, "words": "Q4"})
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
    page.accounts.filters.narrow(text="client 00")
    page.accounts.filters.narrow(text="client 01")
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
