"""The clients: found, entered, edited in place, with contacts, deals and projects a click away."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, fill, is_open, open_studio, open_window, press, said, turn, type_into

from app.services import clients


@pytest.fixture
def studio(tmp_path):
    with open_studio(tmp_path) as opened:
        yield opened


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "clients")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def client_id(store, name):
    return next(i for i, known in clients.names(store) if known == name)


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
    assert names(page)[0] in {"Brook Cider", "Meridian Cycles"}


def test_typing_finds_by_name_and_contact(page, qtbot):
    page.search.setText("tideway")
    qtbot.waitUntil(lambda: names(page) == ["Tideway Energy"])
    page.search.setText("nobody at all")
    qtbot.waitUntil(lambda: names(page) == [])
    page._empty.second.click()
    qtbot.waitUntil(lambda: len(names(page)) == 16)


def test_fields_are_edited_in_place_and_undone(page, shell):
    show(page, "Tideway Energy")
    fill(page.inspector.fields["city"], "Port Sample")
    assert row(page, "Tideway Energy")["city"] == "Port Sample"
    fill(page.inspector.title, "Tideway Power")
    assert "Tideway Power" in names(page)
    shell.undo()
    shell.undo()
    turn()
    assert row(page, "Tideway Energy")["city"] == "Sampletown"


def test_what_is_no_e_mail_is_refused_and_the_old_one_kept(page):
    show(page, "Tideway Energy")
    field = page.inspector.fields["email"]
    before = field.value()
    fill(field, "not an address")
    assert "is no e-mail address" in field.refusal()
    assert clients.detail(page.store, page.inspector.client_id).email == before
    field.cancel()


def test_contacts_are_added_edited_and_made_the_main_one(page, shell):
    show(page, "Tideway Energy")
    rows = page.inspector.contacts
    rows.begin()
    fill(rows._fresh.name, "Noor Sample-Two")
    assert [card.contact.name for card in rows.cards][1] == "Noor Sample-Two"
    fill(rows.cards[1].role, "Founder")
    fill(rows.cards[1].email, "noor@example.com")
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
    next(a for a in rows.menu(first).actions() if a.text() == "Delete").trigger()
    turn()
    assert len(rows.cards) == 1
    assert said(shell) == "Noor Sample-Two deleted"


def test_deals_and_projects_are_a_click_away(page, shell):
    show(page, "Basil & Oak")
    assert [link.text() for link in page.inspector.projects.rows] == ["Seasonal menus"]
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
    assert "Quiet Harbour" not in dict(map(reversed, clients.names(page.store)))


def test_a_second_client_of_the_same_name_is_asked_about(page):
    page.new()
    turn()
    dialog = page.dialog
    type_into("tideway energy")
    press(Key.Key_Return)
    assert is_open(dialog)
    assert "There is a client Tideway Energy already" in dialog.foot_note.text()
    dialog.reject()


def test_a_client_with_deals_is_not_deleted(page, shell):
    page.table.select(client_id(page.store, "Tideway Energy"))
    page.table.setFocus()
    press(Key.Key_Delete)
    turn()
    assert "Tideway Energy" in names(page)
    assert "Tideway Energy has" in shell.voice.errors.text


def test_a_contact_leads_to_its_client(page, shell):
    show(page, "Basil & Oak")
    contact = page.inspector.detail.contacts[0].id
    page.close_inspector()
    shell.go("contact", contact)
    assert page.inspector.title.value() == "Basil & Oak"


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
