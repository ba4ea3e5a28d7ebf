"""'+ Filter' over the list of clients: every way to narrow it, typed as its user types, and kept as a segment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, click, fill_range, filter_by, open_window, turn

from app.base import today
from app.services import activities, client_list, clients, custom_fields, saved_views, tags


@pytest.fixture
def page(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "clients")
    yield shell.page
    shell.close()


def client_id(page, name):
    return clients.named(page.store, name)[0]


def names(page):
    return [page.rows.index(row, 0).data() for row in range(len(page.rows.ids))]


def taken(page):
    return [chip.text() for chip in page.filters.taken]


def show_all(page):
    page.filters.clear()
    turn()
    assert len(names(page)) == 16 and taken(page) == []


def give(page, name, kind, values, options=()):
    """Define a field and give these clients their values."""
    field = custom_fields.define(page.store, "client", name, kind, options)
    custom_fields.put_each(page.store, field, {client_id(page, client): text for client, text in values.items()})
    page.shell.hub.flush()
    turn()
    return field


def test_what_a_client_is_where_it_is_and_whose(page):
    store = page.store
    clients.change(store, client_id(page, "Basil & Oak"), "kind", "person")
    clients.change(store, client_id(page, "Brook Cider"), "owner_id", None)
    clients.change(store, client_id(page, "Larch Foods"), "city", "Port Sample")
    clients.change(store, client_id(page, "Larch Foods"), "country", "Norway")
    tags.put(store, "client", [client_id(page, "Tideway Energy")], "spring")
    page.shell.hub.flush()
    for typed, words, wanted in (
        (("kind", "person"), "Person", ["Basil & Oak"]),
        (("owner", "nobody"), "No owner", ["Brook Cider"]),
        (("city", "port"), "Port Sample", ["Larch Foods"]),
        (("country", "norw"), "Norway", ["Larch Foods"]),
        (("tag", "spr"), "Tag: spring", ["Tideway Energy"]),
    ):
        filter_by(page.filters, *typed)
        assert (taken(page), names(page)) == ([words], wanted)
        click(page.filters.taken[0])
        assert len(names(page)) == 16
    filter_by(page.filters, "owner", "mara")
    filter_by(page.filters, "city", "port")
    assert taken(page) == ["Mara Sample", "Port Sample"]
    filter_by(page.filters, "show everything")
    show_all(page)


def test_what_is_open_and_what_was_won_from_and_to(page):
    rows = {row.row.name: row.row for row in client_list.rows(page.store, page.rows.ids)}
    filter_by(page.filters, "open amount")
    fill_range(page.filters, "9,000", "10,000")
    wanted = sorted(name for name, row in rows.items() if 9_000_00 <= row.open_minor <= 10_000_00)
    assert taken(page) == ["Open €9,000 to €10,000"] and names(page) == wanted and "Saltmarsh Museum" in wanted
    filter_by(page.filters, "won amount")
    fill_range(page.filters, "24,600", "")
    assert taken(page) == ["Open €9,000 to €10,000", "Won from €24,600"] and names(page) == ["Saltmarsh Museum"]
    filter_by(page.filters, "won amount")
    assert page.filters.pick.popup.fields[0].value() == 24_600_00, "what is set stands there to be changed"
    fill_range(page.filters, "", "24,000")
    assert taken(page)[1] == "Won up to €24,000" and names(page) == []
    page._empty.second.click()
    turn()
    show_all(page)


def test_whom_nobody_has_spoken_to(page):
    activities.log(page.store, "call", "Spoke", client_id=client_id(page, "Larch Foods"), minutes=5)
    page.shell.hub.flush()
    filter_by(page.filters, "not spoken", "30")
    assert taken(page) == ["Not spoken to for 30 days"] and "Larch Foods" not in names(page)


def test_fields_of_ones_own_by_their_values(page):
    give(page, "Budget code", "text", {"Basil & Oak": "A-1207", "Brook Cider": "B-7"})
    give(page, "Seats", "number", {"Basil & Oak": "40", "Brook Cider": "120", "Larch Foods": "7.5"})
    give(page, "Fee", "money", {"Basil & Oak": "90000 EUR", "Brook Cider": "90000 USD"}, ("EUR",))
    give(page, "Since", "date", {"Basil & Oak": "2024-02-29", "Brook Cider": today().isoformat()})
    give(page, "Tier", "choice", {"Basil & Oak": "A", "Brook Cider": "B"}, ("A", "B"))
    give(page, "Newsletter", "yes_no", {"Basil & Oak": "1", "Brook Cider": "0"})
    filter_by(page.filters, "budget", "holds")
    fill_range(page.filters, "120")
    assert (taken(page), names(page)) == (["Budget code has “120”"], ["Basil & Oak"])
    filter_by(page.filters, "budget", "empty")
    assert taken(page) == ["Budget code: empty"] and len(names(page)) == 14
    show_all(page)
    filter_by(page.filters, "seats", "between")
    fill_range(page.filters, "7.5", "40")
    assert (taken(page), names(page)) == (["Seats 7.5 to 40"], ["Basil & Oak", "Larch Foods"])
    filter_by(page.filters, "seats", "between")
    fill_range(page.filters, "", "39")
    assert (taken(page), names(page)) == (["Seats up to 39"], ["Larch Foods"])
    show_all(page)
    filter_by(page.filters, "fee", "between")
    fill_range(page.filters, "800", "1,000")
    assert (taken(page), names(page)) == (["Fee €800 to €1,000"], ["Basil & Oak"])
    show_all(page)
    filter_by(page.filters, "since", "between")
    fill_range(page.filters, "1 Jan 2024", "31 Dec 2024")
    assert (taken(page), names(page)) == (["Since 1 Jan 2024 to 31 Dec 2024"], ["Basil & Oak"])
    show_all(page)
    filter_by(page.filters, "tier", "B")
    filter_by(page.filters, "newsletter", "no")
    assert (taken(page), names(page)) == (["Tier: B", "Newsletter: No"], ["Brook Cider"])


def test_what_is_typed_wrong_is_said_in_the_popup(page):
    give(page, "Seats", "number", {})
    filter_by(page.filters, "seats", "between")
    fill_range(page.filters, "many", "")
    popup = page.filters.pick.popup
    assert popup.isVisible() and "write digits" in popup.fields[0].refusal()
    fill_range(page.filters, "9", "3")
    assert popup.isVisible() and "before the beginning" in popup.fields[1].refusal()
    popup.close()
    assert taken(page) == []


def test_a_segment_keeps_amounts_and_values_and_counts_live(page):
    seats = give(page, "Seats", "number", {"Saltmarsh Museum": "40"})
    filter_by(page.filters, "open amount")
    fill_range(page.filters, "1,000", "50,000")
    filter_by(page.filters, "seats", "between")
    fill_range(page.filters, "10", "50")
    page.filters.views.ask_name()
    line = page.filters.views.naming.field.line_input()
    line.setText("Middling")
    QTest.keyClick(line, Key.Key_Return)
    turn()
    view = saved_views.of(page.store, "clients")[0]
    assert view.spec == {
        "open_from": 1_000_00, "open_to": 50_000_00, "custom": [[seats, "from", "10"], [seats, "to", "50"]]
    }  # fmt: skip
    page.filters.views.show_view(None)
    turn()
    chip = page.filters.segments[view.id]
    assert len(names(page)) == 16 and chip.text() == "Middling" and chip.count == 1
    custom_fields.put(page.store, seats, [client_id(page, "Larch Foods")], "12")
    page.shell.hub.flush()
    turn()
    open_minor = client_list.rows(page.store, [client_id(page, "Larch Foods")])[0].row.open_minor
    now = ["Larch Foods", "Saltmarsh Museum"] if 1_000_00 <= open_minor <= 50_000_00 else ["Saltmarsh Museum"]
    assert chip.count == len(now)
    click(chip)
    assert names(page) == now and taken(page) == ["Open €1,000 to €50,000", "Seats 10 to 50"]
    click(chip)
    assert len(names(page)) == 16


def test_words_that_are_being_typed_outlive_what_happens_elsewhere(page):
    page.filters.line.setFocus()
    QTest.keyClicks(page.filters.line, "basil")
    clients.add(page.store, "Another")
    page.shell.hub.flush()
    turn()
    assert page.filters.line.text() == "basil"
    page.filters._typing.timeout.emit()
    turn()
    assert names(page) == ["Basil & Oak"]
    QTest.keyClick(page.filters.line, Key.Key_Escape)
    page.filters._typing.timeout.emit()
    QTest.keyClick(page.filters.line, Key.Key_Escape)
    turn()
    assert len(names(page)) == 17 and page.table.hasFocus()
