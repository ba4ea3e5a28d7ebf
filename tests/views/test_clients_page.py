"""The clients: found, entered, edited in place, with contacts, deals and projects a click away."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtGui import QDesktopServices, QGuiApplication
from selling_window import Key, deal_id, fill, is_open, open_window, press, said, turn, type_into

from app.base import today
from app.services import activities, clients, timelog


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "clients")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


@pytest.fixture
def opened(monkeypatch):
    """What the system was asked to open."""
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toString()) or True)
    return asked


def client_id(store, name):
    return clients.named(store, name)[0]


def names(page):
    return [page.rows.index(row, 0).data() for row in range(len(page.rows.ids))]


def show(page, name):
    page.show_record("client", client_id(page.store, name))
    turn()


def row(page, name):
    place = names(page).index(name)
    return {column.key: page.rows.index(place, n).data() for n, column in enumerate(page.rows.columns)}


def test_a_row_tells_what_is_open_and_what_was_won(page):
    assert row(page, "Saltmarsh Museum") == {
        "name": "Saltmarsh Museum",
        "city": "Sampletown",
        "contacts": "1",
        "open_deals": "1",
        "open": "€9,600",
        "won_deals": "1",
        "won": "€24,600",
        "projects": "",
    }


def test_heads_sort(page):
    page.table._on_head(3)
    page.table._on_head(3)
    turn()
    assert names(page)[0] in {"Brook Cider", "Meridian Cycles"}


def test_typing_finds_by_name_and_contact(page, qtbot):
    page.filters.line.setText("tideway")
    qtbot.waitUntil(lambda: names(page) == ["Tideway Energy"])
    page.filters.line.setText("nobody at all")
    qtbot.waitUntil(lambda: names(page) == [])
    page._empty.second.click()
    qtbot.waitUntil(lambda: len(names(page)) == 16)


def test_fields_are_edited_in_place_and_undone(page, shell):
    show(page, "Tideway Energy")
    address = reach(page, "address")
    address.field.begin_edit()
    form = address.field.form
    fill(form.fields[2], "Port Sample")
    form.apply.click()
    turn()
    assert row(page, "Tideway Energy")["city"] == "Port Sample"
    fill(page.inspector.title, "Tideway Power")
    assert "Tideway Power" in names(page)
    shell.undo()
    shell.undo()
    turn()
    assert row(page, "Tideway Energy")["city"] == "Sampletown"


def reach(page, kind, place=0, inspector="inspector"):
    """The row of a client's e-mail, telephone, link or address."""
    rows = getattr(page, inspector).channels.rows.widgets.values()
    return [row for row in rows if row.channel.kind == kind][place]


def test_what_is_no_e_mail_is_kept_and_marked(page):
    show(page, "Tideway Energy")
    fill(reach(page, "email").field, "not an address")
    assert clients.detail(page.store, page.inspector.client_id).email == "not an address"
    assert reach(page, "email").opener.accessibleName() == "This is no e-mail address. It is kept as it is."
    assert reach(page, "email").target == ""


def test_several_e_mails_with_labels_of_which_one_is_the_main_one(page, shell, opened):
    show(page, "Tideway Energy")
    channels = page.inspector.channels
    channels.begin("email")
    turn()
    type_into("bills@tideway.example")
    press(Key.Key_Return)
    turn()
    second = reach(page, "email", 1)
    next(a for a in second.menu().actions() if a.menu()).menu().actions()[2].trigger()
    turn()
    assert (second.channel.label, second.field.hint()) == ("billing", "billing")
    next(a for a in second.menu().actions() if "main" in a.text()).trigger()
    turn()
    first = reach(page, "email")
    assert (first.value, first.field.hint()) == ("bills@tideway.example", "billing, main")
    first.opener.click()
    assert opened == ["mailto:bills@tideway.example"]
    first.copy()
    assert QGuiApplication.clipboard().text() == "bills@tideway.example"
    next(a for a in first.menu().actions() if a.text() == "Remove").trigger()
    turn()
    assert said(shell) == "bills@tideway.example removed"
    assert reach(page, "email").value.startswith("hello")
    shell.undo()
    turn()
    assert reach(page, "email").value == "bills@tideway.example"


def test_a_place_for_one_more_goes_when_nothing_is_typed(page):
    show(page, "Tideway Energy")
    page.inspector.channels.begin("url")
    turn()
    assert reach(page, "url").value == ""
    press(Key.Key_Escape)
    turn()
    assert [row.channel.kind for row in page.inspector.channels.rows.widgets.values()].count("url") == 0
    page.inspector.channels.begin("phone")
    turn()
    type_into("+49 40 123")
    press(Key.Key_Return)
    turn()
    assert clients.detail(page.store, page.inspector.client_id).phone == "+49 40 123"


def test_contacts_are_added_edited_and_made_the_main_one(page, shell):
    show(page, "Tideway Energy")
    rows = page.inspector.contacts
    rows.begin()
    type_into("Noor Sample-Two")
    press(Key.Key_Return)
    turn()
    assert [card.contact.name for card in rows.cards][1] == "Noor Sample-Two"
    fill(rows.cards[1].role, "Founder")
    fill(rows.cards[1].email.field, "noor@example.com")
    next(a for a in rows.menu(rows.cards[1].contact).actions() if "main" in a.text()).trigger()
    turn()
    first = clients.contacts_of(page.store, page.inspector.client_id)[0]
    assert (first.name, first.role, first.email, first.is_main) == (
        "Noor Sample-Two",
        "Founder",
        "noor@example.com",
        True,
    )
    next(a for a in rows.menu(first).actions() if a.text() == "Decides about deals").trigger()
    next(a for a in rows.menu(first).actions() if a.text() == "Take off this client").trigger()
    turn()
    assert len(rows.cards) == 1 and rows.cards[0].contact.is_main
    assert said(shell) == "Noor Sample-Two speaks for this client no more"
    rows.begin()
    type_into("noor sample-t")
    assert rows.picker.options()[0].text == "Noor Sample-Two"
    press(Key.Key_Return)
    turn()
    assert [card.contact.name for card in rows.cards][1] == "Noor Sample-Two"
    next(a for a in rows.menu(rows.cards[1].contact).actions() if a.text() == "Delete").trigger()
    turn()
    assert said(shell) == "Noor Sample-Two deleted"


def test_a_contact_has_several_clients_each_with_a_role(page, shell):
    show(page, "Basil & Oak")
    page.inspector.contacts.cards[0].opener.click()
    turn()
    contact = page.contact
    assert [card.place.client for card in contact.places.cards] == ["Basil & Oak"]
    contact.places.begin()
    type_into("tideway")
    press(Key.Key_Return)
    turn()
    cards = {card.place.client: card for card in contact.places.cards}
    fill(cards["Tideway Energy"].role, "Adviser")
    next(
        a for a in contact.places.menu(cards["Tideway Energy"].place).actions() if "decide" in a.text().lower()
    ).trigger()
    turn()
    fill(reach(page, "phone", inspector="contact").field, "+49 40 55")
    cards["Tideway Energy"].link.click()
    turn()
    row = next(card.contact for card in page.inspector.contacts.cards if card.contact.role == "Adviser")
    assert row.decides and row.phone == "+49 40 55" and page.inspector.title.value() == "Tideway Energy"


def test_deals_and_projects_are_a_click_away(page, shell):
    show(page, "Basil & Oak")
    assert [line.text() for line in page.inspector.projects.rows.widgets.values()] == ["Seasonal menus"]
    next(link for link in page.inspector.deals.rows if link.text() == "Rebrand and site").click()
    turn()
    assert shell.key == "deals.board"
    assert shell.page.inspector.deal_id == deal_id(page.store, "Rebrand and site")
    shell.page.inspector.client_link.click()
    turn()
    assert shell.key == "clients"
    assert page.inspector.title.value() == "Basil & Oak"


def test_a_new_client_with_its_contact_is_one_step(page, shell):
    page.new()
    turn()
    dialog = page.dialog
    type_into("Quiet Harbour")
    press(Key.Key_Tab)
    type_into("Port Sample")
    press(Key.Key_Tab)
    type_into("Ola Sample")
    press(Key.Key_Tab)
    type_into("ola@example.com")
    press(Key.Key_Return)
    turn()
    assert not is_open(dialog)
    found = clients.detail(page.store, client_id(page.store, "Quiet Harbour"))
    assert (found.city, found.contacts[0].email) == ("Port Sample", "ola@example.com")
    assert page.inspector.client_id == found.id
    shell.undo()
    assert clients.named(page.store, "Quiet Harbour") is None


def test_a_second_client_of_the_same_name_is_asked_about(page):
    page.new()
    turn()
    dialog = page.dialog
    type_into("tideway energy")
    press(Key.Key_Return)
    assert is_open(dialog)
    assert "There is a client Tideway Energy already" in dialog.foot_note.text()
    dialog.reject()


def test_what_is_open_with_a_deleted_client_is_said_and_undo_brings_all_back(page, shell):
    page.table.select(client_id(page.store, "Basil & Oak"))
    page.table.setFocus()
    press(Key.Key_Delete)
    turn()
    assert "Basil & Oak" not in names(page)
    assert said(shell) == "Basil & Oak deleted; 1 open deal and 1 project stay, without a client"
    shell.undo()
    turn()
    assert row(page, "Basil & Oak")["open_deals"] == "1"


def test_a_contact_leads_to_its_client_and_back(page, shell):
    show(page, "Basil & Oak")
    contact = page.inspector.detail.contacts[0].id
    page.close_inspector()
    shell.go("contact", contact)
    assert page.contact.contact_id == contact
    page.contact.places.cards[0].link.click()
    turn()
    assert page.inspector.title.value() == "Basil & Oak"


def test_figures_lead_to_their_records(page, shell):
    store = page.store
    client = client_id(store, "Saltmarsh Museum")
    timelog.add(store, 600, deal_id=store.value("SELECT id FROM deal WHERE client_id = ? ORDER BY id", (client,)))
    show(page, "Saltmarsh Museum")
    lines = page.inspector.money.lines
    assert (lines["won"].text(), lines["open"].text(), lines["rate"].text()) == ("€24,600", "€9,600", "€2,460")
    assert lines["hours"].text() == "10 h"
    lines["won"].click()
    turn()
    assert shell.key == "deals.list"
    titles = [shell.page.rows.index(place, 0).data() for place in range(len(shell.page.rows.ids))]
    assert titles == ["Ticket shop"]


def test_what_is_next_is_ticked_where_it_stands(page, shell):
    store = page.store
    client = client_id(store, "Saltmarsh Museum")
    activities.log(store, "todo", "Send the contract", client_id=client, due_on=today())
    show(page, "Saltmarsh Museum")
    line = next(w for w in page.inspector.next.rows.widgets.values() if w.item.text == "Send the contract")
    line.tick.click()
    turn()
    assert said(shell) == "Send the contract done"
    assert "Send the contract" not in [w.item.text for w in page.inspector.next.rows.widgets.values()]


def test_a_new_deal_for_the_client(page, shell):
    show(page, "Basil & Oak")
    page.inspector.new_deal.click()
    turn()
    assert page.verbs.dialog.client.value() == page.inspector.client_id
    type_into("Summer menus")
    press(Key.Key_Return)
    turn()
    assert "Summer menus" in [link.text() for link in page.inspector.deals.rows]
    assert said(shell) == "Summer menus added"


def test_no_clients_yet(qtbot, store, tmp_path):
    made = clients.add(store, "Only")
    shell = open_window(qtbot, store, tmp_path, "clients")
    clients.delete(store, [made])
    turn()
    assert shell.page._empty.second.text() == "New client"
    shell.close()
