"""What one does with clients, contacts and accounts from their menus and by keys, one of them or several at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtWidgets import QApplication
from selling_window import Key, open_window, press, said, turn, type_into

from app.base import UserError
from app.services import clients, owners, people, tags
from app.views.dialogs.new_project import NewProjectDialog
from app.views.parts.picker import Picker


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "clients")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def words(menu):
    return [action.text().partition("\t")[0] for action in menu.actions() if action.text()]


def choose(menu, line):
    next(action for action in menu.actions() if action.text().partition("\t")[0] == line).trigger()
    turn()


def pick(typed):
    assert any(isinstance(each, Picker) and each.isVisible() for each in QApplication.topLevelWidgets())
    type_into(typed)
    press(Key.Key_Return)
    turn()


def owners_of(store, kind, ids):
    return {
        store.value(f"SELECT p.name FROM {kind} x LEFT JOIN person p ON p.id = x.owner_id WHERE x.id = ?", (i,))
        for i in ids
    }


def test_several_clients_are_given_to_one_person_by_key_and_undone_at_once(page, shell):
    store, ids = page.store, page.table.listed[:3]
    before = owners_of(store, "client", ids)
    page.table.setFocus()
    page.table.select(ids[0])
    page.table.selectionModel().clearSelection()
    for i in ids:
        flags = page.table.selectionModel().SelectionFlag
        page.table.selectionModel().select(page.rows.index(page.rows.row_of(i), 0), flags.Select | flags.Rows)
    press(Key.Key_O)
    pick("theo")
    assert owners_of(store, "client", ids) == {"Theo Sample"} and said(shell) == "3 clients given to Theo Sample"
    shell.undo()
    assert owners_of(store, "client", ids) == before


def test_the_menu_of_a_client_begins_what_one_does_with_it(page, shell):
    client = page.table.listed[2]
    menu = page.doings.menu([client])
    assert words(menu) == [
        "Rename", "Log a call", "Plan a to-do", "Start the clock", "New deal…", "New project…", "Plan a renewal…", "Its deals",
        "Owner…", "Add tag…", "Merge with…", "Delete",
    ]  # fmt: skip
    choose(menu, "Plan a to-do")
    assert page.inspector.client_id == client and page.inspector.log.composer.kind.value() == "todo"
    page.inspector.log.composer.give_up()
    page.close_inspector()
    page.table.select(client)
    press(Key.Key_C)
    assert page.inspector.log.composer.kind.value() == "call"
    page.inspector.log.composer.give_up()
    choose(page.doings.menu([client]), "New project…")
    dialog = shell.findChildren(NewProjectDialog)[-1]
    assert dialog.client.value() == client
    dialog.reject()
    choose(page.doings.menu([client]), "Plan a renewal…")
    assert page.doings.renewals.dialog.client.value() == client
    page.doings.renewals.dialog.reject()
    choose(page.doings.menu([client]), "Add tag…")
    pick("key account")
    assert [tag.name for tag in tags.of(page.store, "client", [client])[client]] == ["key account"]
    assert words(page.doings.menu(page.table.listed[:5])) == ["Owner…", "Add tag…", "Delete"]


def test_contacts_are_renamed_called_written_to_given_away_and_deleted(page, shell, monkeypatch):
    asked = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toString()) or True)
    page._show_side("contacts")
    turn()
    side, store = page.side, page.store
    one = next(i for i in side.table.listed if store.value("SELECT phone <> '' FROM contact WHERE id = ?", (i,)))
    mail, phone = store.row("SELECT email, phone FROM contact WHERE id = ?", (one,))
    menu = side.verbs.menu([one])
    choose(menu, "Write an e-mail")
    choose(menu, "Call")
    assert asked == [f"mailto:{mail}", f"tel:{phone.replace(' ', '')}"]
    side.table.setFocus()
    side.table.select(one)
    press(Key.Key_O)
    pick("nobody")
    assert owners_of(store, "contact", [one]) == {None} and said(shell).endswith("nobody looks after it now")
    choose(side.verbs.menu([one]), "Log a call")
    assert page.contact.contact_id == one and page.contact.log.composer.kind.value() == "call"
    page.contact.log.composer.give_up()
    page.close_inspector()
    side.table.setFocus()
    side.table.select(one)
    press(Key.Key_F2)
    type_into("Ada")
    press(Key.Key_Return)
    turn()
    assert store.value("SELECT name FROM contact WHERE id = ?", (one,)) == "Ada"
    side.table.setFocus()
    press(Key.Key_Delete)
    turn()
    assert said(shell) == "Ada deleted" and side.verbs.menu([one]) is None


def test_accounts_are_given_away_and_their_inspector_has_the_menu_of_a_client(page, shell):
    shell.open_page("accounts", {})
    turn()
    accounts = shell.page
    ids = accounts.accounts.table.listed[:2]
    assert words(accounts._account_menu(ids)) == ["Owner…", "Add tag…"]
    accounts.accounts.table.setFocus()
    accounts.accounts.table.select(ids[0])
    press(Key.Key_O)
    pick("jonas")
    assert owners_of(shell.store, "client", ids[:1]) == {"Jonas Sample"}
    accounts._open(ids[0])
    accounts._show_menu(accounts.inspector.more)
    menu = QApplication.activePopupWidget()
    assert words(menu)[0] == "Rename" and words(menu)[-1] == "Open in Clients"
    menu.close()


def test_n_writes_a_note_wherever_the_row_is(page, shell):
    page.table.setFocus()
    page.table.select(page.table.listed[0])
    press(Key.Key_N)
    assert page.inspector.log.composer.kind.value() == "note"
    page.inspector.log.composer.give_up()
    page.close_inspector()
    page._show_side("contacts")
    page.side.table.setFocus()
    page.side.table.select(page.side.table.listed[0])
    press(Key.Key_N)
    assert page.contact.log.composer.kind.value() == "note"
    page.contact.log.composer.give_up()
    shell.open_page("accounts", {"view": "renewals"})
    turn()
    renewals = shell.page.renewals
    assert words(renewals.table.menu([renewals.table.current]))[-6:] == [
        "Change…", "Lapse", "Log a call", "Plan a to-do", "Open client", "Delete"
    ]  # fmt: skip
    renewals.table.setFocus()
    press(Key.Key_N)
    assert shell.page.inspector.log.composer.kind.value() == "note"


def test_the_first_contact_is_offered_where_there_is_none(qtbot, store, tmp_path):
    shell = open_window(qtbot, store, tmp_path, "clients")
    shell.page._show_side("contacts")
    turn()
    shell.page.side._empty.second.click()
    turn()
    type_into("Ada Sample")
    press(Key.Key_Return)
    turn()
    assert store.value("SELECT name FROM contact") == "Ada Sample"
    shell.close()


def test_who_is_gone_is_not_given_away(store):
    one, two = clients.add(store, "One"), clients.add(store, "Two")
    me = people.me(store).id
    clients.change(store, one, "owner_id", None)
    assert owners.give(store, "client", [one, two], me) == 1
    clients.delete(store, [two])
    with pytest.raises(UserError, match="One of these clients is gone"):
        owners.give(store, "client", [one, two], None)
    assert store.value("SELECT owner_id FROM client WHERE id = ?", (one,)) == me


def order_of(first, *wanted):
    """The places of these widgets as Tab reaches them from the first."""
    chain, each = [], first
    while each is not None:
        chain.append(each)
        each = each.nextInFocusChain()
        if each is first:
            break
    return [chain.index(each) for each in wanted]


def test_tab_goes_as_the_eye_does(page, shell):
    page._open(page.table.listed[1])
    turn()
    inspector = page.inspector
    card = inspector.contacts.cards[0]
    line = inspector.deals.rows[0]
    seen = order_of(
        page.switch, page.filters.views, page.filters.line, page.bar.sort, page.table, inspector.title, inspector.rate, inspector.tags,
        card.name, card.email.field, line, inspector.notes, inspector.log.head.link, inspector.new_deal, inspector.log_call,
    )  # fmt: skip
    assert seen == sorted(seen)
    inspector.notes.begin_edit()
    press(Key.Key_Tab)
    turn()
    assert inspector.isAncestorOf(QApplication.focusWidget()) and QApplication.focusWidget() is inspector.log.funnel
    page._show_side("contacts")
    side = page.side
    page._open_contact(side.table.listed[0])
    turn()
    seen = order_of(
        page.switch,
        side.filters.views,
        side.filters.line,
        side.bar.sort,
        side.table,
        page.contact.title,
        page.contact.owner,
        page.contact.log_call,
    )
    assert seen == sorted(seen)
    shell.open_page("accounts", {})
    turn()
    accounts = shell.page
    tools = accounts.accounts.filters
    accounts._open(accounts.accounts.table.listed[0])
    turn()
    seen = order_of(
        accounts.view, tools.views, tools.chips["risk"], tools.more, tools.line, accounts.accounts.bar.sort, accounts.soon,
        accounts.accounts.table, accounts.inspector.title, accounts.inspector.log_call,
    )  # fmt: skip
    assert seen == sorted(seen)
    accounts._turn()  # the other view is made only now
    turn()
    late = accounts.renewals
    seen = order_of(accounts.view, late.filters.views, late.filters.line, late.bar.sort, accounts.soon, late.table)
    assert seen == sorted(seen)
