"""The dialogs of deals and what cannot be: each says it, stays open, and leaves the deal and what was typed as they were."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, fill, is_open, open_window, press, turn

from app.services import clients, deals


@pytest.fixture
def shell(qtbot, store, tmp_path):
    clients.add(store, "Basil & Oak")
    deals.add(store, "Menus", client=1, amount_minor=100_000)
    made = open_window(qtbot, store, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def verbs(shell):
    return shell.page.verbs


def opened(verbs):
    turn()
    assert is_open(verbs.dialog)
    return verbs.dialog


def typed(field, words):
    """Type into a field and stay in it."""
    field.begin_edit()
    field.line_input().setText(words)


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("title_field", "x" * 10_000, "This title has 10,000 characters"),
        ("title_field", "\u202e", "A title needs at least one letter"),
        ("amount", "-5", "An amount is not negative"),
        ("amount", "1e999", "is not an amount"),
        ("amount", "9" * 30, "too large"),
        ("closes", "31.02.2027", "Not a date"),
        ("closes", "0001-01-01", "cannot be meant"),
        ("step", "x" * 10_000, "This next step has 10,000 characters"),
        ("step_on", "30 feb", "Not a date"),
    ],
)
def test_a_new_deal_says_what_it_cannot_be_and_keeps_what_was_typed(shell, verbs, name, words, sentence):
    verbs.new()
    dialog = opened(verbs)
    fill(dialog.title_field, "Film")
    typed(getattr(dialog, name), words)
    press(Key.Key_Return)
    turn()
    said = " ".join([*(field.refusal() for field in (*dialog.fields, dialog.step_on)), refusal(dialog)])
    assert is_open(dialog) and sentence in said
    assert shell.store.ids("SELECT id FROM deal") == [1]
    dialog.reject()


def refusal(dialog):
    return "" if dialog._refusal is None or dialog._refusal.isHidden() else dialog._refusal.accessibleName()


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("other", "x" * 10_000, "The name of this reason has 10,000 characters"),
        ("competitor", "x" * 600, "This competitor has 600 characters"),
        ("closed_on", "2199-01-01", "lost today or was lost earlier"),
        ("closed_on", "1.1.0001", "The year 0001 cannot be meant"),
    ],
)
def test_losing_says_it_and_the_deal_stays_open(shell, verbs, name, words, sentence):
    verbs.lose([1])
    dialog = opened(verbs)
    typed(getattr(dialog, name), words)
    dialog.submit()
    turn()
    said = " ".join([*(field.refusal() for field in dialog.fields), refusal(dialog)])
    assert is_open(dialog) and sentence in said
    assert shell.store.value("SELECT closed_on FROM deal") is None
    dialog.reject()


@pytest.mark.parametrize("words", ["31.02.2027", "x" * 10_000, "2199-12-31"])
def test_no_day_on_which_it_can_have_been_won(shell, verbs, words):
    verbs.win([1])
    dialog = opened(verbs)
    typed(dialog.closed_on, words)
    dialog.submit()
    turn()
    assert is_open(dialog) and dialog.closed_on.refusal()
    assert shell.store.value("SELECT closed_on FROM deal") is None
    dialog.reject()


@pytest.mark.parametrize("words", ["1999-01-01", "9999-01-01", "never"])
def test_no_day_until_which_it_can_be_held(shell, verbs, words):
    verbs.hold([1])
    dialog = opened(verbs)
    typed(dialog.until, words)
    dialog.submit()
    turn()
    assert is_open(dialog) and dialog.until.refusal()
    assert shell.store.value("SELECT on_hold FROM deal") == 0
    dialog.reject()


@pytest.mark.parametrize("words", ["-101", "1e9", "nothing", "", "9" * 400])
def test_no_percentage_by_which_it_can_change(shell, verbs, words):
    from app.views.parts import deal_together

    deal_together.amount(verbs, [1], shell.page)
    dialog = opened(verbs)
    typed(dialog.percent, words)
    dialog.submit()
    turn()
    assert is_open(dialog) and dialog.percent.refusal()
    assert shell.store.value("SELECT amount_minor FROM deal") == 100_000
    dialog.reject()


def test_a_currency_without_a_rate_is_told_beside_the_deal_and_in_the_column(qtbot, shell):
    deals.change(shell.store, 1, "currency", "ISK")
    shell.go("deal", 1)
    turn()
    currency = shell.page.inspector.fields.currency
    assert (currency.value(), currency.hint()) == ("ISK", "no rate, in no sum")
    qtbot.waitUntil(lambda: "1 without a rate" in shell.page.totals())  # heads follow the cards
    shell.open_page("deals.list")
    turn()
    assert "1 without a rate" in shell.page.totals()


def test_a_client_of_ten_thousand_letters_is_refused_with_its_deal(shell, verbs):
    verbs.new()
    dialog = opened(verbs)
    fill(dialog.title_field, "Film")
    dialog.client.set_value("x" * 10_000)
    dialog.submit()
    turn()
    said = " ".join([*(field.refusal() for field in dialog.fields), refusal(dialog)])
    assert is_open(dialog) and "10,000 characters" in said
    assert shell.store.ids("SELECT id FROM client") == [1]
    dialog.reject()
