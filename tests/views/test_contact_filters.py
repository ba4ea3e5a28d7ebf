"""The list of contacts: '+ Filter' by every dimension, chips, words, and segments that stay live."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtCore import Qt
from selling_window import Key, click, fill_range, filter_by, open_window, turn

from app.services import channels, clients, custom_fields, saved_views, tags


@pytest.fixture
def page(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "clients")
    shell.page._show_side("contacts")
    turn()
    yield shell.page
    shell.close()


@pytest.fixture
def side(page):
    return page.side


def contact(page, client):
    """The contact that speaks for this client."""
    return int(
        page.store.value(
            "SELECT k.contact_id FROM client_contact k JOIN client c ON c.id = k.client_id WHERE c.name = ?", (client,)
        )
    )


def places(side):
    """The clients of those in sight."""
    return [side.rows.row(row).clients for row in range(len(side.rows.ids))]


def taken(side):
    return [chip.text() for chip in side.filters.taken]


def show_all(side):
    side.filters.clear()
    turn()
    assert side.number == 16 and taken(side) == []


def test_whom_they_speak_for_and_as_what(page, side):
    store = page.store
    larch, basil = contact(page, "Larch Foods"), contact(page, "Basil & Oak")
    of_larch = clients.clients_of_contact(store, larch)[0]
    clients.change_contact(store, larch, "role", "Head of taste", client_id=of_larch)
    clients.change_contact(store, larch, "decides", False, client_id=of_larch)
    tags.put(store, "contact", [basil], "spring")
    clients.change_contact(store, basil, "owner_id", None)
    page.shell.hub.flush()
    turn()
    for typed, words, wanted in (
        (("client", "larch"), "Larch Foods", ["Larch Foods"]),
        (("role", "taste"), "Role: Head of taste", ["Larch Foods"]),
        (("tag", "spr"), "Tag: spring", ["Basil & Oak"]),
        (("owner", "nobody"), "No owner", ["Basil & Oak"]),
    ):
        filter_by(side.filters, *typed)
        assert (taken(side), places(side)) == ([words], wanted)
        click(side.filters.taken[0])
        assert side.number == 16
    filter_by(side.filters, "decides")
    assert taken(side) == ["Decides"] and "Larch Foods" not in places(side) and side.number > 0
    assert side.filters.chips["decides"].isHidden(), "it would say the same twice"
    filter_by(side.filters, "client", "larch")
    assert taken(side) == ["Larch Foods", "Decides"] and side.number == 0
    assert side._empty.second.text() == "Show all contacts"
    click(side._empty.second)
    assert side.number == 16


def test_whom_one_cannot_write_to_or_call(page, side):
    store = page.store
    ids = {name: contact(page, name) for name in ("Larch Foods", "Basil & Oak")}
    for contact_id in ids.values():
        channels.change(store, "contact", contact_id, "email", channels.OWN, "")
        channels.change(store, "contact", contact_id, "phone", channels.OWN, "")
    channels.add(store, "contact", ids["Larch Foods"], "phone", "+49 40 77")
    page.shell.hub.flush()
    turn()
    filter_by(side.filters, "no e-mail")
    assert (taken(side), sorted(places(side))) == (["No e-mail"], ["Basil & Oak", "Larch Foods"])
    filter_by(side.filters, "no tele")
    assert (taken(side), places(side)) == (["No e-mail", "No telephone"], ["Basil & Oak"])
    show_all(side)


def test_fields_of_ones_own_by_their_values(page, side):
    store = page.store
    larch, basil = contact(page, "Larch Foods"), contact(page, "Basil & Oak")
    diet = custom_fields.define(store, "contact", "Diet", "text")
    seats = custom_fields.define(store, "contact", "Table", "number")
    born = custom_fields.define(store, "contact", "Born", "date")
    custom_fields.put_each(store, diet, {larch: "No nuts", basil: "Anything"})
    custom_fields.put_each(store, seats, {larch: "3", basil: "12"})
    custom_fields.put_each(store, born, {larch: "1980-05-05", basil: "1991-01-01"})
    page.shell.hub.flush()
    turn()
    filter_by(side.filters, "diet", "holds")
    fill_range(side.filters, "NUTS")
    assert (taken(side), places(side)) == (["Diet has “NUTS”"], ["Larch Foods"])
    show_all(side)
    filter_by(side.filters, "table", "between")
    fill_range(side.filters, "4", "")
    assert (taken(side), places(side)) == (["Table from 4"], ["Basil & Oak"])
    show_all(side)
    filter_by(side.filters, "born", "between")
    fill_range(side.filters, "1 Jan 1980", "31 Dec 1989")
    assert (taken(side), places(side)) == (["Born 1 Jan 1980 to 31 Dec 1989"], ["Larch Foods"])
    show_all(side)
    filter_by(side.filters, "diet", "empty")
    assert taken(side) == ["Diet: empty"] and side.number == 14


def test_a_segment_of_contacts_stays_live_and_shows_its_count(page, side):
    store = page.store
    larch, basil = contact(page, "Larch Foods"), contact(page, "Basil & Oak")
    tags.put(store, "contact", [larch, basil], "guests")
    page.shell.hub.flush()
    turn()
    filter_by(side.filters, "tag", "gues")
    filter_by(side.filters, "decides")
    before = places(side)
    side.filters.views.ask_name()
    line = side.filters.views.naming.field.line_input()
    line.setText("Guests")
    QTest.keyClick(line, Key.Key_Return)
    turn()
    view = saved_views.of(store, "contacts")[0]
    assert view.spec == {"decides": True, "tag_ids": list(side.filters.flt.tag_ids)}
    chip = side.filters.segments[view.id]
    assert chip.isChecked() and chip.count == len(before)
    click(chip)
    assert side.number == 16 and not chip.isChecked()
    third = contact(page, "Tideway Energy")
    clients.change_contact(store, third, "decides", True, client_id=clients.clients_of_contact(store, third)[0])
    tags.put(store, "contact", [third], "guests")
    page.shell.hub.flush()
    turn()
    assert chip.count == len(before) + 1
    click(chip)
    assert sorted(places(side)) == sorted([*before, "Tideway Energy"]) and taken(side) == ["Decides", "Tag: guests"]
    page._show_side("clients")
    turn()
    assert page.filters.segments == {}, "a segment of contacts is none of clients"


def test_words_chips_and_keys_act_on_the_contacts_while_they_are_listed(page, side, monkeypatch, tmp_path):
    page.setFocus()
    QTest.keyClick(side.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    turn()
    assert side.filters.line.hasFocus()
    QTest.keyClicks(side.filters.line, "larch")
    side.filters._typing.timeout.emit()
    turn()
    assert places(side) == ["Larch Foods"]
    QTest.keyClick(side.filters.line, Key.Key_Return)
    assert side.table.hasFocus()
    show_all(side)
    click(side.filters.chips["mine"])
    assert 0 < side.number < 16 and side.number == side.filters.chips["mine"].count
    asked = []
    monkeypatch.setattr("app.views.parts.export_seen.ask", lambda _, name, write: asked.append((name, write)))
    page.export_seen()
    assert asked == [("Contacts", side.write_seen)]
