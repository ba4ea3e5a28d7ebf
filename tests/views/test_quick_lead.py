"""A lead in one line or out of an e-mail: understood while one types, edited by hand, kept with Enter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import clients, deal_board, deal_detail
from app.views.dialogs.quick_lead import QuickLeadDialog
from tests.views.selling_window import Key, choose, deal_id, fill, is_open, open_window, press, said, turn

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shell(qtbot: Any, studio: Any, tmp_path: Any) -> Any:
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def dialog(shell: Any, qtbot: Any) -> Any:
    shell.page.board.setFocus()
    press(Key.Key_N, CONTROL | SHIFT)
    made = shell.page.verbs.dialog
    assert isinstance(made, QuickLeadDialog) and is_open(made)
    qtbot.waitUntil(lambda: made.is_ready, timeout=10_000)
    return made


def _type(dialog: Any, text: str) -> None:
    dialog.paper.setPlainText(text)
    dialog.read()


def _newest(shell: Any) -> deal_detail.DealDetail:
    found = deal_detail.detail(shell.page.store, int(shell.page.store.value("SELECT max(id) FROM deal")))
    assert found is not None
    return found


def test_what_is_typed_is_understood_at_once_and_enter_keeps_it(shell: Any, dialog: Any, qtbot: Any) -> None:
    QTest.keyClicks(dialog.paper, "Acme, Jane Doe, 4500 EUR, 2027-03-31")
    qtbot.waitUntil(lambda: dialog.amount.value() == 4500_00)
    assert (dialog.client.value(), dialog.client.hint()) == ("Acme", "new")
    assert (dialog.contact.display("Jane Doe"), dialog.contact.hint()) == ("Jane Doe", "new")
    assert dialog.closes.value() == date(2027, 3, 31) and dialog.title_field.value() == "Enquiry from Jane Doe"
    QTest.keyClick(dialog.paper, Key.Key_Return)
    turn()
    assert not is_open(dialog)
    found = _newest(shell)
    assert (found.card.title, found.card.client, found.contact) == ("Enquiry from Jane Doe", "Acme", "Jane Doe")
    assert said(shell) == "Enquiry from Jane Doe added" and shell.page.board.current == found.card.id
    shell.undo()
    assert clients.named(shell.page.store, "Acme") is None


def test_a_client_who_is_known_is_found_whatever_the_case(shell: Any, dialog: Any) -> None:
    _type(dialog, "heron florists, spring campaign, 2k")
    assert isinstance(dialog.client.value(), int) and dialog.client.hint() == "known"
    assert dialog.client.display(dialog.client.value()) == "Heron Florists"
    before = len(clients.find(shell.page.store, "", 10_000))
    dialog.submit()
    turn()
    assert _newest(shell).card.client == "Heron Florists" and len(clients.find(shell.page.store, "", 10_000)) == before


def test_what_is_edited_by_hand_stays_when_more_is_typed(dialog: Any) -> None:
    _type(dialog, "Acme, Jane Doe")
    fill(dialog.title_field, "Brochure")
    choose(dialog.client, "Lighthouse")
    turn()
    assert dialog.client.hint() == "known"
    _type(dialog, "Acme, Jane Doe, website, 900 EUR")
    assert dialog.title_field.value() == "Brochure" and dialog.client.hint() == "known"
    assert dialog.amount.value() == 900_00


def test_a_pasted_mail_fills_its_fields_and_keeps_its_words(shell: Any, dialog: Any) -> None:
    _type(
        dialog,
        "Hi Mara,\n\nWe need a new site for our shop, about 8,000 EUR.\n\nThanks\nTom Baker\nBaker & Sons Ltd\n"
        "+44 20 7946 0958\ntom@bakersons.co.uk",
    )
    assert (dialog.email.value(), dialog.phone.value()) == ("tom@bakersons.co.uk", "+44 20 7946 0958")
    assert dialog.notes.value().startswith("We need a new site")
    dialog.submit()
    turn()
    assert _newest(shell).notes.startswith("We need a new site")


def test_one_who_writes_for_herself_is_a_client_and_a_person(shell: Any, dialog: Any) -> None:
    _type(dialog, "Contact: Jane Doe\nMail: jane@gmail.com")
    assert (dialog.client.value(), dialog.client.hint(), dialog.contact.value()) == ("Jane Doe", "new, a person", None)
    dialog._on_client("Doe Studio")  # after all she writes for a company
    turn()
    assert (dialog.client.hint(), dialog.contact.value()) == ("new", "Jane Doe")
    dialog.submit()
    turn()
    assert (_newest(shell).card.client, _newest(shell).contact) == ("Doe Studio", "Jane Doe")


def test_another_currency_is_typed_beside_the_amount(shell: Any, dialog: Any) -> None:
    _type(dialog, "Acme, logo, 900")
    fill(dialog.currency, "usd")
    assert dialog.amount.currency == "USD"
    fill(dialog.currency, "dollars")
    assert dialog.currency.refusal()
    dialog.currency.forget_edit()
    dialog.submit()
    turn()
    assert (_newest(shell).card.amount_minor, _newest(shell).card.currency) == (900_00, "USD")


def test_ctrl_enter_asks_for_the_next_and_nothing_of_the_last_is_left(shell: Any, dialog: Any, qtbot: Any) -> None:
    _type(dialog, "Acme, logo, 900 EUR")
    QTest.keyClick(dialog.paper, Key.Key_Return, CONTROL)
    turn()
    assert is_open(dialog) and dialog.paper.toPlainText() == "" and dialog.amount.value() is None
    assert dialog.client.value() is None and "Logo is added" in dialog.foot_note.text()
    qtbot.waitUntil(lambda: dialog.is_ready)
    _type(dialog, "ACME, poster")
    assert dialog.client.hint() == "known"  # the one just made


def test_nothing_is_refused_at_the_title_and_shift_enter_begins_a_line(dialog: Any) -> None:
    QTest.keyClick(dialog.paper, Key.Key_Return)
    turn()
    assert is_open(dialog) and "needs a title" in dialog.title_field.refusal()
    QTest.keyClicks(dialog.paper, "Acme")
    QTest.keyClick(dialog.paper, Key.Key_Return, SHIFT)
    assert dialog.paper.toPlainText() == "Acme\n"


def test_esc_empties_the_paper_first_and_then_closes(dialog: Any) -> None:
    _type(dialog, "Acme")
    dialog.paper.setFocus()
    QTest.keyClick(dialog.paper, Key.Key_Escape)
    assert is_open(dialog) and dialog.paper.toPlainText() == ""
    dialog.paper.undo()
    assert dialog.paper.toPlainText() == "Acme"
    dialog.paper.clear()
    QTest.keyClick(dialog.paper, Key.Key_Escape)
    turn()
    assert not is_open(dialog)


def test_the_dialog_for_a_new_deal_leads_here(shell: Any) -> None:
    shell.page.new()
    turn()
    first = shell.page.verbs.dialog
    first.quick.click()
    turn()
    made = shell.page.verbs.dialog
    assert not is_open(first) and isinstance(made, QuickLeadDialog) and is_open(made)
    made.reject()
    turn()


def test_it_goes_into_the_pipeline_that_is_seen(shell: Any, qtbot: Any) -> None:
    from app.services import pipelines

    partner = pipelines.add(shell.page.store, "Partners")
    shell.hub.flush()
    shell.page._take(shell.page.filters.flt._replace(pipeline_id=partner))
    turn()
    shell.page.verbs.quick_lead()
    turn()
    made = shell.page.verbs.dialog
    qtbot.waitUntil(lambda: made.is_ready, timeout=10_000)
    _type(made, "Acme, Poster for spring")
    made.submit()
    turn()
    card = deal_board.cards(shell.page.store, [deal_id(shell.page.store, "Poster for spring")])[0]
    assert shell.page.store.value("SELECT pipeline_id FROM stage WHERE id = ?", (card.stage_id,)) == partner


def test_client_and_contact_are_swapped_with_one_key(shell: Any, dialog: Any) -> None:
    _type(dialog, "Jane Doe, Heron Florists, poster")
    dialog.swap_names()
    if dialog.client.display(dialog.client.value()) != "Jane Doe":  # the known client was found at once
        dialog.swap_names()
    assert dialog.draft.client == "Jane Doe"
    dialog.swap.click()
    assert (dialog.client.hint(), dialog.contact.value(), dialog.contact.hint()) == ("known", "Jane Doe", "new")
    _type(dialog, "Jane Doe, Heron Florists, poster, 900 EUR")
    assert dialog.contact.value() == "Jane Doe" and dialog.amount.value() == 900_00
    dialog.submit()
    turn()
    assert (_newest(shell).card.client, _newest(shell).contact) == ("Heron Florists", "Jane Doe")


def test_the_first_lead_is_entered_where_no_deal_is_yet(qtbot: Any, store: Any, tmp_path: Any) -> None:
    clients.add(store, "Acme")  # else the welcome would stand here
    shell = open_window(qtbot, store, tmp_path, "deals.board")
    assert shell.page.empty is not None
    press(Key.Key_N, CONTROL | SHIFT)
    made = shell.page.verbs.dialog
    assert isinstance(made, QuickLeadDialog) and is_open(made)
    qtbot.waitUntil(lambda: made.is_ready, timeout=10_000)
    _type(made, "Acme, poster, 300")
    made.submit()
    turn()
    assert shell.page.empty is None and shell.page.source.found[0].count == 1
    shell.close()
