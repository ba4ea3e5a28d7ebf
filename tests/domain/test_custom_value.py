"""Values of the user's own fields: what is typed, kept and shown mean the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.domain import custom_value

OPTIONS = ("Red", "Green", "dark blue")
LOCALES = st.sampled_from([None, "en", "de", "fr", "de_CH", "pl", "sv"])
NUMBERS = st.decimals(-(10**9), 10**9, allow_nan=False, places=4)


def parse(kind: str, typed: str, locale: str | None = None) -> str:
    return custom_value.parse(
        kind, typed, name="Size", options=OPTIONS if kind == "choice" else ("EUR",), locale=locale
    )


@given(NUMBERS, LOCALES)
def test_a_number_survives_being_shown_and_typed_again(number: Decimal, locale: str | None) -> None:
    kept = parse("number", f"{number:f}")
    assert Decimal(kept) == number
    assert parse("number", custom_value.shown("number", kept, locale=locale), locale) == kept


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF", "CAD"]))
def test_an_amount_keeps_its_currency(minor: int, currency: str) -> None:
    kept = f"{minor} {currency}"
    assert parse("money", custom_value.shown("money", kept)) == kept


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_survives_being_shown_and_typed_again(day: date) -> None:
    kept = parse("date", day.isoformat())
    assert kept == day.isoformat() and parse("date", custom_value.shown("date", kept)) == kept


@given(st.sampled_from(sorted(custom_value.KINDS)), st.text(max_size=30))
def test_what_is_kept_is_taken_as_it_is_whatever_was_typed(kind: str, typed: str) -> None:
    try:
        kept = parse(kind, typed)
    except UserError as refused:
        assert str(refused).endswith("."), refused
        return
    options = OPTIONS if kind == "choice" else ("EUR",)
    assert custom_value.canonical(kind, kept, name="Size", options=options) == kept
    assert kept == "" or custom_value.shown(kind, kept)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("number", "12,500.5", "12500.5"), ("number", "12,5", "12.5"), ("number", " 007 ", "7"), ("number", "-0.0", "0"),
        ("number", "1 000 000", "1000000"), ("money", "12.50", "1250 EUR"), ("money", "$12.50", "1250 USD"),
        ("money", "1,200 usd", "120000 USD"), ("money", "CA$5", "500 CAD"), ("money", "¥500", "500 JPY"),
        ("date", "27 Nov 2026", "2026-11-27"), ("date", "1 March 2026", "2026-03-01"), ("choice", "DARK BLUE", "dark blue"),
        ("yes_no", "Yes", "1"), ("yes_no", "nein", "0"), ("link", "example.com/a?b=1", "https://example.com/a?b=1"),
        ("link", "ada@example.com", "mailto:ada@example.com"), ("link", "client:12", "client:12"), ("text", "  words ", "words"),
    ],
)  # fmt: skip
def test_what_people_type(kind: str, typed: str, kept: str) -> None:
    assert parse(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("number", "abc", "Size is a number"), ("number", "1,2,3", "number"), ("number", "1e9", "number"), ("number", "9" * 16, "15 digits"),
        ("money", "abc", "not an amount"), ("money", "1" + "0" * 20, "too large"), ("date", "2026-02-30", "a date"), ("date", "soon", "a date"),
        ("date", "32 Jan 2026", "a date"), ("choice", "purple", "no choice of Size. There are Red, Green, dark blue"),
        ("yes_no", "perhaps", "yes or no"), ("link", "not a link", "a link"), ("link", "javascript:alert(1)", "a link"),
        ("text", "x" * 10_001, "10,001 characters"), ("text", "a\0b", "NUL"), ("number", "1" * 3000, "3,000 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_name_of_the_field(kind: str, typed: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        parse(kind, typed)


def test_a_number_is_read_in_the_language_of_the_system() -> None:
    assert parse("number", "1.200,5", "de") == "1200.5" == parse("number", "1,200.5", "en")
    assert parse("number", "1.200", "de") == "1200" and parse("number", "1.200", "en") == "1.2"
    assert custom_value.shown("number", "1200.5", locale="de") == "1.200,5"


def test_what_cannot_be_read_any_more_is_shown_as_it_is() -> None:
    for kind in custom_value.KINDS:
        assert custom_value.shown(kind, "left over") == "left over"
    assert custom_value.record_of("deal:7") == ("deal", 7) and custom_value.record_of("https://a.b") is None
