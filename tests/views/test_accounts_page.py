"""Accounts and renewals in the window: looked at, called, planned, renewed, lapsed, edited in the cell, by keys."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, fill, open_window, press, said, turn, type_into

from app.base import today
from app.services import clients, deals, renewal_list, renewals, search, tasks


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "accounts")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def row(view, name):
    for place, each in enumerate(view.rows.ids):
        found = view.rows.row(place) if each > 0 else None
        if found is not None and name in (getattr(found, "name", ""), getattr(found, "title", "")):
            return {column.key: column.text(found) for column in view.rows.columns}, each
    raise KeyError(name)


def titled(page, words):
    known = renewal_list.ids(page.store, renewal_list.RenewalFilter()).ids
    return next(i for i in known if row_of(page, i).title.startswith(words))


def row_of(page, renewal):
    return renewal_list.rows(page.store, [renewal])[0]


def to_renewals(page, words):
    page._turn()
    page.renewals.table.select(titled(page, words))
    turn()


def test_cards_and_rows_say_how_the_clients_stand(page):
    assert page.soon.figure() == "€26,400" and page.soon.text() == "3 renewals"
    assert (page.kept.figure(), page.kept.text()) == ("–", "Nothing was due")
    assert page.monthly.figure() == "€2,200"
    cells, _ = row(page.accounts, "Kettle & Leaf Tea")
    assert cells["monthly"] == "€600" and "has no deal yet" in cells["health"]
    assert page.totals().startswith("<b>")


def test_c_writes_a_call_down_and_the_account_is_spoken_to(page, shell):
    _, client = row(page.accounts, "Slate Peak Gym")
    page.accounts.table.select(client)
    press(Key.Key_C)
    type_into("12 min: asks for a visit")
    from PySide6.QtCore import Qt

    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    turn()
    assert page.store.row("SELECT kind, minutes, text FROM activity ORDER BY id DESC LIMIT 1") == (
        "call",
        12,
        "asks for a visit",
    )
    assert row(page.accounts, "Slate Peak Gym")[0]["spoken"] == "Today"


def test_c_works_with_the_client_beside_too_and_t_plans_a_to_do(page, shell):
    from PySide6.QtCore import Qt

    _, client = row(page.accounts, "Slate Peak Gym")
    page.accounts.table.select(client)
    page._open(client)
    page.accounts.table.setFocus()
    turn()
    press(Key.Key_C)
    type_into("asks again")
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.store.row("SELECT kind, text FROM activity ORDER BY id DESC LIMIT 1") == ("call", "asks again")
    page.accounts.table.setFocus()
    turn()
    press(Key.Key_T)
    assert page.inspector.log.composer.kind.value() == "todo"
    page.inspector.log.composer.give_up()


def test_a_renewal_is_planned_from_the_page(page, shell):
    page.new()
    turn()
    dialog = page.verbs.dialog
    fill(dialog.title_field, "Newsletter")
    dialog.client.set_value(clients.find_or_add(page.store, "Basil & Oak"))
    dialog.amount.set_value(600_00)
    fill(dialog.notice, "30 days")
    fill(dialog.due, "+60")
    assert dialog.remind.value() == today() and "in 30 days" in dialog.said.text()
    dialog.submit()
    turn()
    assert said(shell) == "Newsletter planned"
    cells, _ = row(page.accounts, "Basil & Oak")
    assert cells["monthly"] == "€50" and cells["notice"]


def test_another_currency_in_the_dialog_keeps_the_figure_and_nonsense_is_refused(page):
    page.verbs.edit(titled(page, "Care plan"))
    turn()
    dialog = page.verbs.dialog
    fill(dialog.currency, "JPY")
    assert dialog.amount.value() == 7_200
    fill(dialog.currency, "EURO")
    dialog.submit()
    assert "is no currency" in dialog._refusal._title.text()
    dialog.close()


def test_what_is_refused_is_said_in_the_dialog_and_nothing_is_written(page):
    page.new()
    turn()
    dialog = page.verbs.dialog
    before = page.store.value("SELECT count(*) FROM renewal")
    dialog.client.set_value(None)
    fill(dialog.title_field, "Newsletter")
    dialog.submit()
    turn()
    assert dialog.isVisible() and page.store.value("SELECT count(*) FROM renewal") == before
    dialog.client.set_value(1)
    dialog.term.set_value(1)
    dialog.notice.set_value(90)
    dialog.submit()
    assert dialog._refusal is not None and "longer than the term" in dialog._refusal._title.text()
    dialog.close()


def test_r_renews_into_a_linked_deal_and_l_lets_it_lapse(page, shell):
    to_renewals(page, "Care plan")
    renewal = titled(page, "Care plan")
    press(Key.Key_R)
    turn()
    assert page.verbs.dialog.amount.value() == 7_200_00
    page.verbs.dialog.submit()
    turn()
    assert row_of(page, renewal).state == "open" and "is a deal now" in said(shell)
    deals.win(page.store, [row_of(page, renewal).next_id], today())
    assert row_of(page, renewal).state == "renewed"
    page.renewals.table.select(titled(page, "Hosting"))
    page.renewals.table.setFocus()
    press(Key.Key_L)
    assert row_of(page, titled(page, "Hosting")).state == "lapsed"
    shell.undo()
    turn()
    assert row_of(page, titled(page, "Hosting")).state == "due"


def test_agreed_already_wins_and_offers_the_next(page, shell):
    renewal = titled(page, "Support")
    page.verbs.renew(renewal)
    turn()
    page.verbs.dialog._make(won=True)
    turn()
    assert row_of(page, renewal).state == "renewed" and "renewed" in said(shell)
    assert renewals.offered(page.store, row_of(page, renewal).next_id) is not None


def test_cells_are_edited_where_they_stand(page):
    to_renewals(page, "Care plan")
    renewal = titled(page, "Care plan")
    assert page.renewals.table.edit_cell(renewal, "notice")
    type_into("2 weeks")
    press(Key.Key_Return)
    assert row_of(page, renewal).notice_days == 14
    assert page.renewals.table.edit_cell(renewal, "amount")
    page.renewals.table.editor.field.line_input().setText("8000")
    press(Key.Key_Return)
    assert row_of(page, renewal).amount_minor == 8_000_00


def test_cards_and_periods_narrow_the_list_and_the_cross_takes_it_back(page):
    page.soon.clicked.emit()
    turn()
    assert page.now is page.renewals and page.renewals.filters.flt.chip == "near"
    quarter = page.renewals.kept.table.figures.lines[-1].target
    page.renewals._on_period(quarter)
    assert len(page.renewals.table.listed) >= 1 and page.renewals.filters.taken[0].text().startswith("Q")
    page.renewals.filters.taken[0].closed.emit()
    assert len(page.renewals.table.listed) == 3
    page.monthly.clicked.emit()
    assert len(page.accounts.table.listed) == 3
    page.accounts.filters.taken[0].closed.emit()
    assert len(page.accounts.table.listed) == 16 or len(page.accounts.table.listed) > 3


def test_what_is_seen_is_written(page, tmp_path, qtbot):
    for name in ("a.csv", "r.csv"):
        view = page.now
        page._turn()
        view.write_seen(tmp_path / name)
        qtbot.waitUntil(lambda name=name: (tmp_path / name).exists() and (tmp_path / name).stat().st_size > 0)
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert "Care plan" in text and "7200" in text.replace(",", "").replace(".00", "")


def test_a_won_deal_offers_its_renewal_in_the_inspector(page, shell):
    deal = deal_id(page.store, "Support retainer")
    deals.change(page.store, deal, "recurring_minor", 1_000_00)
    deals.change(page.store, deal, "recurring_months", 1)
    deals.win(page.store, [deal], today())
    shell.go("deal", deal)
    turn()
    inspector = shell.page.inspector
    strip = inspector.renewal.warnings.strips[0]
    assert "could be planned" in strip._title.text()
    strip.link.click()
    turn()
    own, _ = renewal_list.of_deal(page.store, deal)
    assert [each.amount_minor for each in own] == [12_000_00]


def test_winning_a_retainer_plans_its_renewal_unless_one_says_no(page, shell):
    deal = deal_id(page.store, "Support retainer")
    deals.change(page.store, deal, "recurring_minor", 1_000_00)
    deals.change(page.store, deal, "recurring_months", 1)
    page.deals.win([deal])
    turn()
    assert page.deals.dialog.renewal.isChecked()
    page.deals.dialog._win(hand_off=False)
    turn()
    assert len(renewal_list.of_deal(page.store, deal)[0]) == 1
    shell.undo()
    assert renewal_list.of_deal(page.store, deal)[0] == []


def test_the_client_inspector_tells_of_health_and_renewals(page, shell):
    client = clients.find_or_add(page.store, "Kettle & Leaf Tea")
    page.accounts.table.select(client)
    page._open(client)
    turn()
    section = page.inspector.renewals
    assert next(each.text() for each in section.links.rows if not each.isHidden()).startswith("Care plan")
    assert any("has no deal yet" in strip._title.text() for strip in section.warnings.strips)


def test_nothing_yet_offers_the_one_next_step(qtbot, store, tmp_path):
    shell = open_window(qtbot, store, tmp_path, "accounts")
    page = shell.page
    assert page.soon.figure() == "–" and page.accounts._empty.main.text() == "Plan a renewal"
    page._turn()
    assert page.renewals._empty.main.text() == "Plan a renewal"
    shell.close()


def test_a_date_without_a_rate_is_named(page):
    renewals.add(
        page.store,
        "Yen",
        date(2026, 12, 30) if today() < date(2026, 12, 30) else today(),
        client_id=1,
        amount_minor=5,
        currency="JPY",
    )
    turn()
    assert "1 not converted" in page.soon.text()


def test_a_renewal_is_found_in_the_search_box_and_opens_where_it_stands(page, shell):
    store = page.store
    wanted = titled(page, "Care plan")
    row = row_of(page, wanted)
    page._turn()
    page.renewals.filters.chips["lapsed"].click()
    page.renewals.table.fold_all(True)
    assert wanted not in page.renewals.table.listed
    shell.open_page("deals.board", {})
    turn()
    box = shell.header.find_box
    box.begin()
    type_into("care pl")
    lines = [box.results.model.line(place) for place in range(box.results.model.rowCount())]
    place = next(n for n, line in enumerate(lines) if not isinstance(line, str) and line.group == "Renewals")
    assert lines[place].title == row.title and lines[place].detail.startswith("Kettle & Leaf Tea, due ")
    box.results.view.setCurrentIndex(box.results.model.index(place, 0))
    press(Key.Key_Return)
    turn()
    assert shell.key == "accounts" and page.now is page.renewals and page.renewals.table.current == wanted
    renewals.delete(store, [wanted])
    turn()
    assert [hit for hit in search.find(store, "care plan") if hit.kind == "renewal"] == []
    shell.undo()
    assert [hit.id for hit in search.find(store, "care plan") if hit.kind == "renewal"] == [wanted]


def test_a_renewal_that_stands_in_no_list_is_not_found(page):
    deal = deal_id(page.store, "Support retainer")
    deals.win(page.store, [deal], today())
    renewals.add(page.store, "Zebra crossing", date(2030, 1, 1), deal_id=deal)
    made = renewals.add(page.store, "Zebra stripes", date(2030, 1, 1), client_id=1)

    def found():
        return [hit.title for hit in search.find(page.store, "zebra")]

    assert found() == ["Zebra stripes", "Zebra crossing"]
    deals.reopen(page.store, deal)
    renewals.change(page.store, made, "title", "Okapi")
    assert found() == [] and search.find(page.store, "okapi")[0].id == made
    clients.delete(page.store, [1])
    assert search.find(page.store, "okapi") == []


def test_many_tasks_of_a_name_leave_room_for_its_client_and_renewal(store):
    client = clients.add(store, "Kelp Harbour")
    renewal = renewals.add(store, "Kelp care", date(2030, 1, 1), client_id=client)
    made = [tasks.add(store, f"Kelp {number}") for number in range(40)]
    found = search.find(store, "kelp")
    assert [(hit.kind, hit.id) for hit in found if hit.kind != "task"] == [("client", client), ("renewal", renewal)]
    assert [hit.id for hit in found if hit.kind == "task"] == made[:-11:-1]
    assert len(search.find(store, "kelp", 24)) == 24
    assert search.find(store, "kelp 3", 3)[0].id == made[39]
