"""A lead from one line: who is known is found, who is new is made, and one Undo takes all of it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.base import UserError
from app.models.store import Store
from app.services import clients, deal_board, deal_detail, quick_deal

NOW = date(2026, 11, 12)
LINE = "Acme, Jane Doe, 4500 EUR, March"
SIGNATURE = "Best\n\nJane Doe\nHead of Design\nAcme GmbH\n+49 30 1234567\njane.doe@acme.de\nwww.acme.de"


def _read(store: Store, text: str) -> quick_deal.Draft:
    return quick_deal.understand(quick_deal.learn(store), text, today=NOW, home="EUR")


def _counts(store: Store) -> tuple[int, ...]:
    return tuple(int(store.value(f"SELECT count(*) FROM {table}")) for table in ("client", "contact", "deal"))


def _made(store: Store, text: str, **changed: Any) -> deal_detail.DealDetail:
    found = deal_detail.detail(store, quick_deal.save(store, _read(store, text)._replace(**changed)))
    assert found is not None
    return found


def test_one_line_makes_client_contact_and_deal_and_one_undo_takes_them_back(store: Store) -> None:
    found = _made(store, LINE)
    card = found.card
    assert (card.title, card.client, found.contact, card.amount_minor, card.currency, card.expected_close_on) == (
        "Enquiry from Jane Doe", "Acme", "Jane Doe", 4500_00, "EUR", date(2027, 3, 31),
    )  # fmt: skip
    assert card.stage == "Lead" and store.undo_label == "Add lead"
    store.undo()
    assert _counts(store) == (0, 0, 0)


def test_those_who_are_known_are_found_and_not_made_twice(store: Store) -> None:
    acme = clients.add(store, "ACME")
    jane = clients.add_contact(store, "jane doe", client_id=acme)
    draft = _read(store, LINE)
    assert (draft.client, draft.contact) == (acme, jane)
    quick_deal.save(store, draft)
    assert _counts(store) == (1, 1, 1)


def test_a_known_mail_says_who_it_is_and_for_whom(store: Store) -> None:
    heron = clients.add(store, "Blue Heron")
    jane = clients.add_contact(store, "Jane Smith", client_id=heron, email="JANE@heron.example")
    draft = _read(store, "jane@heron.example, website, 900")
    assert (draft.client, draft.contact, draft.title, draft.amount_minor) == (heron, jane, "Website", 900_00)
    other = clients.add(store, "Post Box", email="office@box.example")
    assert _read(store, "office@box.example").client == other


def test_a_signature_fills_what_the_contact_lacks_and_the_rest_is_a_note(store: Store) -> None:
    found = _made(store, SIGNATURE)
    assert found.notes == "Head of Design"
    row = store.row("SELECT name, email, phone FROM contact")
    assert row == ("Jane Doe", "jane.doe@acme.de", "+49 30 1234567")
    assert store.row("SELECT name, website, email FROM client") == ("Acme GmbH", "www.acme.de", "")
    again = _made(store, SIGNATURE.replace("1234567", "7654321"), title="Second")
    assert _counts(store) == (1, 1, 2) and store.value("SELECT phone FROM contact") == "+49 30 1234567"
    assert again.notes.splitlines() == [
        "Head of Design",
        "+49 30 7654321",
    ]  # a second number has its place in the notes


def test_somebody_without_a_company_is_a_client_who_is_a_person(store: Store) -> None:
    draft = _read(store, "Contact: Jane Doe\nMail: jane@gmail.com")
    assert (draft.client, draft.contact, draft.person) == ("Jane Doe", None, True)
    quick_deal.save(store, draft)
    assert store.row("SELECT name, kind, email FROM client") == ("Jane Doe", "person", "jane@gmail.com")
    assert _counts(store) == (1, 0, 1)


def test_two_people_of_one_name_are_told_apart_by_their_client(store: Store) -> None:
    one, other = clients.add(store, "One"), clients.add(store, "Other")
    clients.add_contact(store, "Jane Doe", client_id=one)
    second = clients.add_contact(store, "Jane Doe", client_id=other)
    assert _read(store, "Other, Jane Doe").contact == second
    assert _read(store, "Third, Jane Doe").contact == "Jane Doe"  # a new person of that name


@pytest.mark.parametrize("text", ["", "  ", "\n\n", "4500 EUR"])
def test_nothing_to_name_it_by_is_refused_and_nothing_is_kept(store: Store, text: str) -> None:
    draft = _read(store, text)
    with pytest.raises(UserError, match="title"):
        quick_deal.save(store, draft)
    assert _counts(store) == (0, 0, 0)


def test_a_part_that_cannot_be_keeps_all_of_it_out(store: Store) -> None:
    with pytest.raises(UserError, match="too large"):
        quick_deal.save(store, _read(store, LINE)._replace(amount_minor=10**17))
    assert _counts(store) == (0, 0, 0)


def test_a_foreign_amount_keeps_its_currency(store: Store) -> None:
    found = _made(store, "Acme, 900000 JPY")
    assert (found.card.amount_minor, found.card.currency) == (900_000, "JPY")


def test_it_stands_in_the_stage_that_is_asked_for(store: Store) -> None:
    stage = int(store.value("SELECT id FROM stage WHERE name = 'Proposal'"))
    deal = quick_deal.save(store, _read(store, LINE), stage)
    assert deal_board.cards(store, [deal])[0].stage == "Proposal"
