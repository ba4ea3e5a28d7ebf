"""One client beside the list: where its last contact leads, what an empty section offers, and what its hour is billed at."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, fill, open_window, press, said, turn, type_into

from app.base import today, utc_now
from app.services import activities, clients, deals, people, projects, time_rates, timelog


@pytest.fixture
def shell(qtbot, store, tmp_path):
    clients.add(store, "Blue Heron")
    made = open_window(qtbot, store, tmp_path, "clients")
    made.page.show_record("client", 1)
    turn()
    yield made
    made.close()


@pytest.fixture
def inspector(shell):
    return shell.page.inspector


def spoken(store, days=1, **about):
    made = activities.log(store, "call", f"Spoke {days}", at=utc_now() - timedelta(days=days), **about)
    turn()
    return made


def test_last_contact_leads_to_the_deal_project_or_contact_it_was_about(store, shell, inspector):
    line = inspector.money.lines["contact"]
    assert line.isHidden()
    contact = clients.add_contact(store, "Rosa Sample", client_id=1)
    project, deal = projects.add(store, "Portal", client=1), deals.add(store, "Site", client=1)
    for days, kind, i, key in (
        (9, "contact", contact, "clients"),
        (8, "project", project, "projects"),
        (7, "deal", deal, "deals.board"),
    ):
        spoken(store, days, **{f"{kind}_id": i})
        shell.go("client", 1)
        turn()
        line.click()
        turn()
        assert shell.key == key
    assert shell.page.inspector.deal_id == deal


def test_last_contact_with_the_client_itself_stands_in_its_timeline(store, shell, inspector):
    wanted = spoken(store, 3, client_id=1)
    for number in range(20):
        activities.log(store, "todo", f"To do {number}", client_id=1)
    turn()
    inspector.log.show_kind("todo")
    inspector.area.verticalScrollBar().setValue(0)
    inspector.money.lines["contact"].click()
    turn()
    moments = inspector.log.moments
    assert moments.hasFocus() and "Spoke 3" in moments.accessibleDescription()
    place = inspector.log.show_entry(wanted)
    top = inspector.log.mapTo(inspector.area.viewport(), place.topLeft()).y()
    assert 0 <= top <= inspector.area.viewport().height() - place.height()


def test_what_is_planned_or_was_about_a_deleted_deal_leads_nowhere_wrong(store, inspector):
    deal = deals.add(store, "Site", client=1)
    spoken(store, 5, deal_id=deal)
    activities.log(store, "meeting", "Kick-off", client_id=1, at=utc_now() + timedelta(days=3))
    deals.delete(store, [deal])
    turn()
    last = inspector.page.last_contact
    assert (last.on, last.kind, last.record_id) == (today() - timedelta(days=5), "client", 1)


def test_an_empty_section_is_a_line_that_offers_what_belongs_there(store, shell, inspector):
    heads = {inspector.projects: "New project", inspector.money: "Log time"}
    for section, words in heads.items():
        assert section.isVisible() and section.head.link.text() == words
        assert section.height() == section.head.height()
    inspector.projects.head.link.click()
    turn()
    type_into("Portal")
    press(Key.Key_Return)
    turn()
    assert said(shell) == "Portal added"
    assert [line.text() for line in inspector.projects.rows.widgets.values()] == ["Portal"]
    assert store.value("SELECT client_id FROM project") == 1
    inspector.money.head.link.click()
    turn()
    from app.views.dialogs.log_time import LogTimeDialog

    found = shell.findChildren(LogTimeDialog)[-1]
    assert found.what.value() == ("client", 1)
    fill(found.hours, "1:30")
    found.submit()
    turn()
    assert inspector.money.lines["hours"].text() == "1 h 30" and said(shell) == "Time logged for Blue Heron"


def test_the_hourly_rate_is_changed_beside_the_list_and_logged_hours_keep_theirs(store, shell, inspector):
    time_rates.put(store, "person", people.me(store).id, 70_00)
    old = timelog.add(store, 60, client_id=1)
    assert inspector.rate.value() is None and inspector.rate.placeholder == "The person's"
    fill(inspector.rate, "95")
    new = timelog.add(store, 60, client_id=1)
    read = "SELECT rate_minor, rate_from FROM time_entry WHERE id = ?"
    assert store.row(read, (old,)) == (70_00, "person") and store.row(read, (new,)) == (95_00, "client")
    assert inspector.rate.hint() == "from now on"
    fill(inspector.rate, "-1")
    turn()
    assert store.value("SELECT rate_minor FROM client") == 95_00
    inspector.rate.cancel()
    fill(inspector.rate, "")
    assert clients.detail(store, 1).rate_minor is None
    shell.undo()
    turn()
    assert inspector.rate.value() == 95_00


def two_clients(store):
    """Blue Heron with two contacts and a project, Grey Wren with one of each."""
    wren = clients.add(store, "Grey Wren")
    named = {}
    for client, contacts, project in ((1, ("Rosa Sample", "Omar Sample"), "Portal"), (wren, ("Ida Sample",), "Atlas")):
        for name in contacts:
            named[name] = clients.add_contact(store, name, client_id=client)
        named[project] = projects.add(store, project, client=client)
    turn()
    return wren, named


def test_the_rows_of_one_client_never_act_for_the_next(store, shell, inspector):
    wren, named = two_clients(store)
    shell.page.show_record("client", 1)
    turn()
    shell.page.show_record("client", wren)
    turn()
    (card,) = inspector.contacts.cards
    assert (card.name.value(), inspector.contacts.rows.isVisible()) == ("Ida Sample", True)
    card.role.begin_edit()
    type_into("Printer")
    press(Key.Key_Return)
    turn()
    assert {c.name: c.role for c in clients.contacts_of(store, wren)} == {"Ida Sample": "Printer"}
    assert {c.role for c in clients.contacts_of(store, 1)} == {""}
    (line,) = inspector.projects.rows.widgets.values()
    line.click()
    turn()
    assert shell.key == "projects" and shell.page.inspector.project_id == named["Atlas"]
    shell.go("client", 1)
    turn()
    assert [card.name.value() for card in inspector.contacts.cards] == ["Rosa Sample", "Omar Sample"]


def test_what_is_typed_about_a_contact_is_kept_for_that_contact_when_another_client_is_shown(store, shell, inspector):
    wren, _ = two_clients(store)
    shell.page.show_record("client", 1)
    turn()
    inspector.contacts.cards[0].role.begin_edit()
    type_into("Founder")
    shell.page.show_record("client", wren)
    turn()
    assert [card.role.value() for card in inspector.contacts.cards] == [""]
    shell.page.show_record("client", 1)
    turn()
    assert clients.contacts_of(store, wren)[0].role == ""
    assert inspector.contacts.cards[0].role.value() == "Founder"
