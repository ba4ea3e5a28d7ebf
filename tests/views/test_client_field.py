"""A client is found by typing, wherever one is chosen, among more of them than a list shows."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, press, turn, type_into

from app.services import clients, deal_board, deals, projects
from app.services.deal_filter import DealFilter
from app.views import jobs, theme
from app.views.dialogs.new_deal import NewDealDialog
from app.views.dialogs.new_project import NewProjectDialog
from app.views.dialogs.renewal_dialog import RenewalDialog
from app.views.dialogs.win_deal import WinDialog
from app.views.parts.client_field import ClientField
from app.views.parts.deal_pick import DealPick


@pytest.fixture
def many(store):
    """A workspace with more clients than a list shows; the last by name is the one in question."""
    with store.write("Fill"):
        store.insert(
            "client",
            ("name", "created_at"),
            [(f"Birch Studio {number:03}", "2026-01-01T00:00:00Z") for number in range(90)],
        )
    clients.add(store, "Zoë Crème & Co")
    return store


@pytest.fixture
def zoe(many):
    return clients.named(many, "Zoë Crème & Co")[0]


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = QWidget()
    QVBoxLayout(made)
    made.resize(420, 300)
    qtbot.addWidget(made)
    with jobs.synchronous():
        yield made


def shown(window, field):
    window.layout().addWidget(field)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    field.setFocus()
    return field


def choices(field):
    return [option.text for option in field.picker().options()]


def test_the_client_in_force_is_named_though_many_come_before_it(window, many, zoe):
    field = shown(window, ClientField(many, empty="No client"))
    field.set_value(zoe)
    assert field.display(field.value()) == "Zoë Crème & Co"
    assert field.accessibleName() == "Client: Zoë Crème & Co"
    field.open_list()
    assert choices(field)[:3] == ["No client", "Zoë Crème & Co", "Birch Studio 000"]
    press(Key.Key_Return)  # it is the chosen row, so Enter changes nothing
    assert field.value() == zoe


def test_the_name_follows_when_it_changes_and_stays_when_the_client_is_deleted(window, many, zoe):
    field = shown(window, ClientField(many))
    field.set_value(zoe)
    clients.change(many, zoe, "name", "Zoë Cake")
    field.set_value(zoe)
    assert field.display(zoe) == "Zoë Cake"
    clients.delete(many, [zoe])
    field.set_value(zoe)
    assert field.display(zoe) == "Zoë Cake"


def test_letters_down_and_enter_choose_a_client(window, many, zoe):
    told = []
    field = shown(window, ClientField(many, told.append))
    type_into("creme")
    assert choices(field) == ["Zoë Crème & Co"]
    press(Key.Key_Return)
    assert told == [zoe] and field.display(field.value()) == "Zoë Crème & Co"
    type_into("birch")
    press(Key.Key_Down)
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert clients.name_of(many, told[-1]) == "Birch Studio 002"


def test_a_client_that_is_nearly_known_is_offered_before_another_is_added(window, many, zoe):
    field = shown(window, ClientField(many, add_new=str))
    field.open_list("Zoe Cremme")
    assert [(option.text, option.secondary) for option in field.picker().options()] == [
        ("Add “Zoe Cremme”", ""),
        ("Zoë Crème & Co", "nearly known"),
    ]
    press(Key.Key_Return)
    assert field.value() == "Zoe Cremme" and field.display(field.value()) == "Zoe Cremme"
    field.open_list("Zoe Cremme")
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert field.value() == zoe


def test_what_is_nearly_known_comes_as_soon_as_the_names_are_read(window, many, qtbot, monkeypatch):
    waiting = []
    monkeypatch.setattr(jobs, "run", lambda work, done, _failed, **_: waiting.append((work, done)))
    field = shown(window, ClientField(many, add_new=str))
    field.open_list("Zoe Cremme")
    assert choices(field) == ["Add “Zoe Cremme”"] and len(waiting) == 1
    work, done = waiting[0]
    done(work(None))
    assert choices(field) == ["Add “Zoe Cremme”", "Zoë Crème & Co"]
    field.picker().close()
    done(work(None))  # the list was left meanwhile


def test_where_none_can_be_added_nothing_is_offered_that_was_not_found(window, many):
    field = shown(window, ClientField(many))
    field.open_list("Zoe Cremme")
    assert choices(field) == []
    press(Key.Key_Escape)


def win(parent, store):
    return WinDialog(parent, store, deal_board.cards(store, [deals.add(store, "Shop")]))


@pytest.mark.parametrize("dialog", [NewDealDialog, NewProjectDialog, RenewalDialog, win])
def test_every_dialog_finds_a_client_far_down_the_alphabet(window, many, zoe, dialog):
    window.show()
    opened = dialog(window, many)
    opened.open()
    opened.client.setFocus()
    turn()
    type_into("zoe")
    assert choices(opened.client)[0] == "Zoë Crème & Co"
    press(Key.Key_Return)
    assert opened.client.value() == zoe
    opened.reject()


@pytest.mark.parametrize("dialog", [NewDealDialog, NewProjectDialog, RenewalDialog])
def test_a_dialog_begun_for_a_client_names_it(window, many, zoe, dialog):
    opened = dialog(window, many, client_id=zoe)
    assert opened.client.display(opened.client.value()) == "Zoë Crème & Co"


def test_a_filter_offers_the_client_it_narrows_by_first_and_finds_others(window, many, zoe):
    told = []
    window.show()
    pick = DealPick(many, window, DealFilter(client_id=zoe), (), lambda **fields: told.append(fields))
    pick.ask_client()
    assert [option.text for option in pick.popup.options()][:2] == ["Zoë Crème & Co", "Birch Studio 000"]
    pick.popup.search_line().setText("studio 077")
    press(Key.Key_Return)
    turn()
    assert clients.name_of(many, told[0]["client_id"]) == "Birch Studio 077"


def test_the_client_chosen_last_stands_first(window, many):
    projects.add(many, "Move", client="Birch Studio 055", start_on=date(2026, 1, 5))
    field = shown(window, ClientField(many))
    field.open_list()
    assert choices(field)[:2] == ["Birch Studio 055", "Birch Studio 000"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Escape)
