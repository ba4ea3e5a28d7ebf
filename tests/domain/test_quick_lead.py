"""A lead out of one line or a pasted signature: what is understood, what is left, and that nothing breaks it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.domain import quick_figures
from app.domain.quick_lead import MOST, Known, Lead, fold, parse

NOW = date(2026, 11, 12)


def _read(text: str, **more: Any) -> dict[str, Any]:
    """What was said, in short: only what is not empty; an amount with its currency."""
    lead = parse(text, today=NOW, **more)
    found = {name: value for name, value in lead._asdict().items() if value and name != "currency"}
    if lead.amount is not None:
        found["amount"] = f"{lead.amount} {lead.currency}".strip()
    return found


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Acme, Jane Doe, 4500 EUR, March",
            {"client": "Acme", "contact": "Jane Doe", "amount": "4500 EUR", "closes": date(2027, 3, 31)},
        ),
        (
            "Jane Doe from Acme GmbH, website relaunch, 12k €, by end of May",
            {
                "client": "Acme GmbH",
                "contact": "Jane Doe",
                "title": "website relaunch",
                "amount": "12000 EUR",
                "closes": date(2027, 5, 31),
            },
        ),
        (
            "Blue Heron Dental; relaunch; $12,000; Q2 2027",
            {"client": "Blue Heron Dental", "title": "relaunch", "amount": "12000 USD", "closes": date(2027, 6, 30)},
        ),
        (
            "Acme - logo - 2.500,00 EUR - 15.3.",
            {"client": "Acme", "title": "logo", "amount": "2500.00 EUR", "closes": date(2027, 3, 15)},
        ),
        ("Acme, website, 5k", {"client": "Acme", "title": "website", "amount": "5000"}),
        ("Nordlys AS, logo 20 000 kr", {"client": "Nordlys AS", "title": "logo", "amount": "20000 SEK"}),
        (
            "Lumen Studio, Ana Paula, 30.000 BRL, 15 de abril",
            {"client": "Lumen Studio", "contact": "Ana Paula", "amount": "30000 BRL", "closes": date(2027, 4, 15)},
        ),
        (
            "Jane Doe <jane.doe@acme.com>",
            {"client": "Acme", "contact": "Jane Doe", "email": "jane.doe@acme.com"},
        ),
        ("jane@gmail.com", {"email": "jane@gmail.com"}),
        ("Acme", {"client": "Acme"}),
        ("4500", {"amount": "4500"}),
        ("", {}),
    ],
)
def test_one_line_says_who_how_much_and_by_when(line: str, read: dict[str, Any]) -> None:
    assert _read(line) == read


def test_a_signature_says_how_to_reach_whom() -> None:
    text = (
        "Best regards\n\nJane Doe\nHead of Marketing\nAcme GmbH\nHauptstr. 5\n10115 Berlin\n"
        "Tel: +49 30 1234567\njane.doe@acme.de\nwww.acme.de"
    )
    assert _read(text) == {
        "client": "Acme GmbH",
        "contact": "Jane Doe",
        "email": "jane.doe@acme.de",
        "phone": "+49 30 1234567",
        "website": "www.acme.de",
        "rest": ("Hauptstr. 5", "10115 Berlin", "Head of Marketing"),
    }


def test_a_short_mail_keeps_its_sentences_and_gives_its_figures() -> None:
    text = (
        "Hi Mara,\n\nWe would like a new website for our shop. Budget is about 8,000 EUR and we need it by end of March.\n\n"
        "Thanks\nTom Baker\nBaker & Sons Ltd\n+44 20 7946 0958\ntom@bakersons.co.uk"
    )
    found = _read(text)
    assert (found["client"], found["contact"], found["amount"]) == ("Baker & Sons Ltd", "Tom Baker", "8000 EUR")
    assert (found["closes"], found["phone"]) == (date(2027, 3, 31), "+44 20 7946 0958")
    assert found["rest"][0].startswith("We would like a new website")


def test_labels_settle_what_is_what() -> None:
    text = "Client: March\nContact: Acme\nBudget: 4500\nDeadline: 31 March\nProject: Blue Heron"
    assert _read(text) == {
        "client": "March", "contact": "Acme", "amount": "4500", "closes": date(2027, 3, 31), "title": "Blue Heron",
    }  # fmt: skip


def test_names_that_are_known_settle_who_is_a_client_and_who_a_person() -> None:
    known = Known(frozenset({fold("Jane Doe")}), frozenset({fold("Blue Heron")}))
    found = _read("Blue Heron, Jane Doe, 900 EUR", known=known)
    assert (found["client"], found["contact"]) == ("Jane Doe", "Blue Heron")


def test_dollars_and_crowns_are_those_of_home() -> None:
    assert _read("Acme, $900", home="CAD")["amount"] == "900 CAD"
    assert _read("Acme, 900 kr", home="NOK")["amount"] == "900 NOK"
    assert _read("Acme, $900", home="EUR")["amount"] == "900 USD"


@pytest.mark.parametrize(
    ("said", "number"),
    [("4.500", "4500"), ("4,500", "4500"), ("4,5", "4.5"), ("1.250,50", "1250.50"), ("1,250.50", "1250.50"), ("12'000", "12000"), ("1 250", "1250"), ("0.500", "0.500")],
)  # fmt: skip
def test_figures_are_read_as_people_write_them(said: str, number: str) -> None:
    assert str(quick_figures.number(said)) == number


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("March", date(2027, 3, 31)), ("November", date(2026, 11, 30)), ("early March", date(2027, 3, 5)), ("mid-April", date(2027, 4, 15)),
        ("bis 15. März", date(2027, 3, 15)), ("fin mai", date(2027, 5, 31)), ("next week", date(2026, 11, 19)), ("next month", date(2026, 12, 31)),
        ("Q1", date(2027, 3, 31)), ("Q4", date(2026, 12, 31)), ("in 3 weeks", date(2026, 12, 3)), ("2027-02-28", date(2027, 2, 28)),
        ("tomorrow", date(2026, 11, 13)), ("12.11.", date(2026, 11, 12)), ("11.11.", date(2027, 11, 11)),
    ],
)  # fmt: skip
def test_days_are_understood_as_the_next_that_can_be_meant(said: str, day: date) -> None:
    assert quick_figures.day_of(said, NOW) == day


@pytest.mark.parametrize("said", ["31.2.", "2027-13-01", "Marchetti", "someday", "99.99.2027", "30 February"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert quick_figures.day_of(said, NOW) is None


def test_month_and_day_stand_as_they_do_at_home() -> None:
    assert _read("Acme, 3/4/2027")["closes"] == date(2027, 4, 3)
    assert _read("Acme, 3/4/2027", month_first=True)["closes"] == date(2027, 3, 4)
    assert _read("Acme, 3/25/2027")["closes"] == date(2027, 3, 25)


def test_a_month_next_december_is_in_the_year_after(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse("Acme, January", today=date(2026, 12, 31)).closes == date(2027, 1, 31)
    assert parse("Acme, next month", today=date(2026, 12, 31)).closes == date(2027, 1, 31)
    assert parse("Acme, 29 February", today=date(2026, 3, 1)).closes == date(2028, 2, 29)


def _is_sound(lead: Lead) -> None:
    assert lead.amount is None or (lead.amount.is_finite() and 0 <= lead.amount <= quick_figures.MOST_MAJOR)
    assert lead.closes is None or 1970 <= lead.closes.year <= 2199
    assert not lead.currency or lead.amount is not None
    for words in (lead.title, lead.client, lead.contact, lead.email, lead.phone, lead.website, *lead.rest):
        assert quick_figures.CUT not in words and "\x00" not in words and "\n" not in words


@how(max_examples=150, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["Acme", "Jane Doe", "4500 EUR", "March", ",", ";", "\n", "|", " - ", "12.3.", "jane@acme.com", "+49 30 123456", "€", "Q9", "from", "<", "(", "31/31/31"]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_whatever_is_typed_is_read_without_a_fault(text: str) -> None:
    _is_sound(parse(text, today=NOW))


def test_the_words_that_break_programs_do_not_break_it(data: Path) -> None:
    for text in json.loads((data / "text" / "blns.json").read_text("utf-8")):
        for form in (text, f"Acme, {text}, 4500 EUR", f"Jane Doe\n{text}\nAcme GmbH"):
            _is_sound(parse(form, today=NOW))


@pytest.mark.parametrize(
    "piece", ["a@", "1 ", "1.", "A b ", "www.", "+(", "a,", "Acme\n", "Jane from ", "€1", "march ", '"x <', "((("]
)
def test_a_mail_far_too_long_is_read_as_far_as_it_makes_sense(piece: str) -> None:
    text = piece * (MOST // len(piece) * 2)
    _is_sound(parse(text, today=NOW))


def test_an_amount_beyond_belief_is_none() -> None:
    assert parse("Acme, 99999999999999 EUR", today=NOW).amount is None
    assert parse("Acme, 4500.50 EUR", today=NOW).amount == Decimal("4500.50")


def test_the_end_of_a_long_paste_is_kept_as_it_stands() -> None:
    text = "Jane Doe\nAcme GmbH\n" + "so it goes on and on.\n" * 300 + "the very last words"
    lead = parse(text, today=NOW)
    assert (lead.client, lead.contact, lead.rest[-1]) == ("Acme GmbH", "Jane Doe", "the very last words")
