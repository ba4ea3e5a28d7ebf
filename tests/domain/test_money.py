"""Amounts: typed, kept in minor units, shown."""

import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.domain.money import (
    Money,
    convert,
    format_money,
    major_text,
    minor_digits,
    parse_amount,
    short_money,
    to_major,
    to_minor,
)

amounts = st.integers(-(10**15), 10**15)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF", "CLF", "XYZ"])
locales = st.sampled_from(["en_US", "de_DE", "de-CH", "fr_FR", "es_ES", "pl_PL", "en_IN", "nl_NL", "ja_JP"])


def test_digits_follow_iso_4217():
    assert [minor_digits(code) for code in ("EUR", "JPY", "KWD", "CLF", "XYZ")] == [2, 0, 3, 4, 2]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.5", "EUR", 123450),
        (" 12 ", "JPY", 12),
        ("1.0005", "KWD", 1001),
        ("0.005", "EUR", 1),
        ("-0.005", "EUR", -1),
        ("0.00499999999999999999999999999999999", "EUR", 0),
        ("10005534.00", "USD", 1000553400),
        ("0e500", "EUR", 0),
        ("1e-400", "EUR", 0),
    ],
)
def test_major_units_become_minor_units_half_rounded_up(text, currency, minor):
    assert to_minor(text, currency) == minor
    assert to_minor(Decimal(text.strip()), currency) == minor


@pytest.mark.parametrize(
    "text", ["", "abc", "NaN", "inf", "1,200", "1e99", "9" * 40, "1e999999999", "10000000000000.01"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(UserError):
        to_minor(text, "EUR")


@given(amounts, currencies)
def test_text_and_decimal_of_an_amount_give_it_back(minor, currency):
    text = major_text(minor, currency)
    assert to_minor(text, currency) == minor
    assert to_minor(to_major(minor, currency), currency) == minor
    assert str(to_major(minor, currency)) == text


def test_text_for_scripts_keeps_the_places_of_the_currency():
    assert major_text(1000553400, "USD") == "10005534.00"
    assert major_text(-5, "EUR") == "-0.05"
    assert major_text(500, "JPY") == "500"
    assert major_text(1500, "KWD") == "1.500"


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (3840000, "EUR", "€38,400"),
        (120050, "USD", "$1,200.50"),
        (500, "JPY", "¥500"),
        (120000, "CHF", "CHF 1,200"),
        (-120005, "GBP", "-£1,200.05"),
        (1234500, "KWD", "KWD 1,234.500"),
        (0, "EUR", "€0"),
    ],
)
def test_amounts_read_as_in_the_pictures(minor, currency, text):
    assert format_money(minor, currency) == text


def test_cents_can_be_asked_for_or_left_out():
    assert format_money(3840000, "EUR", cents=True) == "€38,400.00"
    assert format_money(3840050, "EUR", cents=False) == "€38,401"
    assert format_money(-49, "EUR", cents=False) == "€0"
    assert format_money(3840050, "EUR", locale="de_DE", cents=False) == "38.401\xa0€"


def test_an_amount_follows_the_language():
    assert format_money(123456750, "EUR", locale="de_DE") == "1.234.567,50\xa0€"
    assert format_money(123456700, "EUR", locale="de_DE") == "1.234.567\xa0€"
    assert format_money(-123456750, "INR", locale="en_IN") == "-₹12,34,567.50"
    with pytest.raises(UserError):
        format_money(1, "EUR", locale="xx_YY")


@given(amounts, st.sampled_from(["EUR", "USD", "JPY", "KWD"]), locales)
def test_every_language_writes_money_as_babel_does(minor, currency, locale):
    from babel.numbers import format_currency

    expected = format_currency(to_major(minor, currency), currency, locale=locale.replace("-", "_"))
    ours = format_money(minor, currency, locale=locale, cents=True)
    # Babel leaves out the space that keeps a code of letters apart from the figures.
    assert ours.replace("\xa0", "") == expected.replace("\xa0", "")


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (9377500, "EUR", "€93.8k"),
        (4000000, "EUR", "€40k"),
        (95049, "EUR", "€950"),
        (99999, "EUR", "€1k"),
        (99996000, "EUR", "€1M"),
        (123456789000, "USD", "$1.2bn"),
        (-9377500, "EUR", "-€93.8k"),
        (12500, "JPY", "¥12.5k"),
        (120000000, "CHF", "CHF 1.2M"),
        (-49, "EUR", "€0"),
    ],
)
def test_amounts_get_short_where_room_is(minor, currency, text):
    assert short_money(minor, currency) == text


@given(amounts.filter(lambda minor: minor >= 100_000))
def test_a_short_amount_is_within_a_twentieth_of_its_unit(minor):
    text = short_money(minor, "EUR").removeprefix("€").replace(",", "")
    unit = {"bn": 10**9, "M": 10**6, "k": 10**3}[text.lstrip("0123456789.")]
    shown = Decimal(text.rstrip("bnMk")) * unit
    assert abs(shown - to_major(minor, "EUR")) <= Decimal(unit) / 20


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("38400", "EUR", None, 3840000),
        ("€38,400", "EUR", None, 3840000),
        ("38,400.5", "EUR", "en_US", 3840050),
        ("38.400,50 €", "EUR", "de_DE", 3840050),
        ("38.400,50", "EUR", "en_US", 3840050),
        ("38,400.50", "EUR", "de_DE", 3840050),
        ("38.400", "EUR", "de_DE", 3840000),
        ("12,5", "EUR", "en_US", 1250),
        ("12.5", "EUR", "de_DE", 1250),
        ("1 234,56", "EUR", "fr_FR", 123456),
        ("1\u202f234,56\xa0EUR", "EUR", "fr_FR", 123456),
        ("CHF 12'000.00", "CHF", "de_CH", 1200000),
        ("12’000", "CHF", "de_CH", 1200000),
        ("1.234.567", "EUR", "en_US", 123456700),
        ("12,34,567", "INR", "en_IN", 123456700),
        ("1,234", "JPY", "de_DE", 1234),
        ("1.500", "KWD", "en_US", 1500),
        ("(1,200)", "USD", None, -120000),
        ("-5", "EUR", None, -500),
        ("−5", "EUR", None, -500),
        ("5-", "EUR", None, -500),
        ("+5", "EUR", None, 500),
        (".5", "EUR", None, 50),
        ("٣٫٥", "EUR", None, 350),
        ("0,125", "EUR", "en_US", 13),
    ],
)
def test_amounts_are_read_as_people_type_them(text, currency, locale, minor):
    assert parse_amount(text, currency, locale) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "€",
        "-",
        ".",
        "ten",
        "$500",
        "500 USD",
        "1,2,3",
        "1.2.3,4,5",
        "12 34x",
        "1--2",
        "(5",
        "1e5",
        "5%",
        "\0",
    ],
)
def test_what_cannot_be_an_amount_in_euro_is_refused(text):
    with pytest.raises(UserError, match="EUR"):
        parse_amount(text, "EUR")


def test_an_amount_that_could_be_a_thousand_times_more_is_asked_back():
    with pytest.raises(UserError, match="two ways"):
        parse_amount("1,234", "EUR", "de_DE")
    with pytest.raises(UserError, match="two ways"):
        parse_amount("1.234", "EUR", "en_US")


@given(amounts, st.sampled_from(["EUR", "USD", "JPY", "CHF"]), locales)
def test_what_is_shown_can_be_typed_again(minor, currency, locale):
    text = format_money(minor, currency, locale=locale, cents=True)
    assert parse_amount(text, currency, locale.replace("-", "_")) == minor


@given(st.text())
def test_any_text_is_an_amount_or_refused_in_words(text):
    try:
        assert isinstance(parse_amount(text, "EUR", "de_DE"), int)
    except UserError as error:
        assert str(error)


@given(amounts, currencies, currencies, st.decimals("0.0001", "10000", places=6))
def test_converting_is_exact_and_rounds_once(minor, currency, home, rate):
    exact = Decimal(minor) * rate * 10 ** minor_digits(home) / 10 ** minor_digits(currency)
    assert convert(minor, currency, home, rate) == int(exact.to_integral_value(ROUND_HALF_UP))


RATES = st.decimals("0.0001", "10000", places=6)


@given(amounts, currencies, currencies, RATES, RATES)
def test_by_way_of_a_third_currency_it_is_rounded_once_as_well(minor, currency, home, rate, per):
    top, bottom = rate.as_integer_ratio()
    more, less = per.as_integer_ratio()
    exact = (
        Fraction(minor)
        * Fraction(top, bottom)
        / Fraction(more, less)
        * Fraction(10) ** (minor_digits(home) - minor_digits(currency))
    )
    size = int(abs(exact) + Fraction(1, 2))
    assert convert(minor, currency, home, rate, per) == (-size if minor < 0 else size)
    assert convert(minor, currency, currency, rate, rate) == minor


def test_a_rate_has_to_be_positive():
    assert convert(1000, "JPY", "EUR", Decimal("0.0065")) == 650
    with pytest.raises(UserError):
        convert(1000, "JPY", "EUR", Decimal(1), Decimal(0))
    for rate in ("0", "-1", "NaN", "Infinity"):
        with pytest.raises(UserError):
            convert(1000, "JPY", "EUR", Decimal(rate))


def test_money_is_an_amount_with_its_currency():
    assert Money(100, "EUR") == (100, "EUR")


def test_amounts_need_no_babel_until_a_language_is_given():
    code = "import sys, app.domain.money as m; m.format_money(1, 'EUR'); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("typed", ["38.4o0", "1,2x4", "12.abc"])
def test_a_letter_among_the_digits_is_no_second_way_to_read_an_amount(typed):
    with pytest.raises(UserError, match="is not an amount in EUR"):
        parse_amount(typed, "EUR", "en_GB")
