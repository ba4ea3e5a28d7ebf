"""Dates, numbers, currencies, durations as people write them; what is doubtful is refused, never guessed."""

# ruff: noqa: DTZ001  (a cell of a spreadsheet has no time zone)
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange import values
from app.exchange.values import ValueProblem

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def problem(parser, cell, **options):
    with pytest.raises(ValueProblem) as caught:
        parser(cell, **options)
    assert caught.value.problem.endswith(".")
    return caught.value.problem


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-03-12", "mdy"),
        ("2026-03-12T23:59:00Z", "dmy"),
        ("2026/3/12", "dmy"),
        ("20260312", "dmy"),
        ("12.3.2026", "dmy"),
        ("12.03.26", "dmy"),
        ("03/12/2026", "mdy"),
        ("3-12-26", "mdy"),
        ("26-03-12", "ymd"),
        ("2026. 3. 12.", "dmy"),
        ("2026年3月12日", "dmy"),
        ("12.03.2026 14:30", "dmy"),
        ("3/12/2026 5:07 PM", "mdy"),
        ("12 Mar 2026", "mdy"),
        ("March 12th, 2026", "dmy"),
        ("12-Mar-26", "dmy"),
        ("Thu, 12 Mar 2026 10:11", "dmy"),
        ("Do 12.03.26", "dmy"),
        ("Do 12.03.26 08:00", "dmy"),
        ("12. März 2026", "dmy"),
        ("12 de marzo de 2026", "dmy"),
        ("12 mars 2026", "dmy"),
        ("12 marca 2026", "dmy"),
        ("12 марта 2026 г.", "dmy"),
        (" 2026-03-12 ", "dmy"),
        (20260312, "dmy"),
    ],
)
def test_one_day_in_many_forms(text, order):
    assert values.parse_date(text, order) == date(2026, 3, 12)


def test_days_of_a_spreadsheet_are_taken_as_they_are():
    assert values.parse_date(date(2026, 3, 12)) == date(2026, 3, 12)
    assert values.parse_date(datetime(2026, 3, 12, 14, 30)) == date(2026, 3, 12)


def test_years_of_two_digits():
    assert values.parse_date("01.02.68") == date(2068, 2, 1)
    assert values.parse_date("01.02.69") == date(1969, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "2026-02-30",
        "2026-13-01",
        "0/1/2026",
        "0206-01-01",
        "45678",
        "Mar 2026",
        "12/2026",
        "soon",
        "",
        "1.2.345",
        "see mail of 12 March 2026 please",
        "12 Mar Apr 2026",
    ],
)
def test_what_is_no_day_is_refused(text):
    problem(values.parse_date, text)


def test_day_and_month_are_never_swapped():
    assert values.parse_date("05/04/2026", "dmy") == date(2026, 4, 5)
    assert values.parse_date("05/04/2026", "mdy") == date(2026, 5, 4)
    assert "no month 31" in problem(values.parse_date, "01/31/2026", order="dmy")
    assert "no month 31" in problem(values.parse_date, "31/01/2026", order="mdy")
    assert "which number is the month" in problem(values.parse_date, "05/04/2026", order="ymd")
    assert values.parse_date("31/01/2026", "ymd") == date(2026, 1, 31)


@given(DAYS, st.sampled_from(["dmy", "mdy", "ymd"]))
def test_iso_reads_the_same_under_every_order(day, order):
    assert values.parse_date(day.isoformat(), order) == day


@given(DAYS, st.sampled_from(["./- "[index] for index in range(4)]))
def test_local_forms_read_back(day, sign):
    assert values.parse_date(f"{day.day}{sign}{day.month}{sign}{day.year}", "dmy") == day
    assert values.parse_date(f"{day.month}{sign}{day.day}{sign}{day.year}", "mdy") == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_a_problem(text):
    for parser in (
        values.parse_date,
        values.parse_moment,
        values.parse_number,
        values.parse_minutes,
        values.parse_bool,
        values.parse_currency,
        values.parse_percent,
        values.parse_predecessors,
        values.currency_in,
    ):
        try:
            parser(text)
        except ValueProblem as refused:
            assert refused.problem


@pytest.mark.parametrize(
    ("column", "order", "ambiguous"),
    [
        (["2026-01-02", "", None], "ymd", False),
        ([date(2026, 1, 2), "12 Mar 2026"], "ymd", False),
        (["01/02/2026", "13/02/2026"], "dmy", False),
        (["01/02/2026", "02/13/2026"], "mdy", False),
        (["01/02/2026", "03/04/2026"], "dmy", True),
        (["01.02.2026"], "dmy", False),
        (["13/02/2026", "14/02/2026", "02/13/2026"], "dmy", True),
        (["98-01-02", "99-03-04"], "ymd", False),
    ],
)
def test_the_order_of_a_column(column, order, ambiguous):
    assert values.guess_date_order(column) == (order, ambiguous)


def test_moments_keep_their_time_and_zone():
    assert values.parse_moment("2026-03-12 14:30") == datetime(2026, 3, 12, 14, 30)
    assert values.parse_moment("2026-03-12T14:30:05Z") == datetime(2026, 3, 12, 14, 30, 5, tzinfo=UTC)
    two = timezone(timedelta(hours=2))
    assert values.parse_moment("2026-03-12T14:30+02:00") == datetime(2026, 3, 12, 14, 30, tzinfo=two)
    assert values.parse_moment("3/12/2026 12:07 AM", "mdy") == datetime(2026, 3, 12, 0, 7)
    assert values.parse_moment(date(2026, 3, 12)) == datetime(2026, 3, 12)
    problem(values.parse_moment, "2026-03-12 25:00")


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1200", ".", "1200"),
        ("-3.50", ".", "-3.50"),
        ("1.234,56", ",", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("1'234.50", ".", "1234.50"),
        ("1’234.50", ".", "1234.50"),
        ("1 234,5", ",", "1234.5"),
        ("1\u202f234\u00a0567,89 €", ",", "1234567.89"),
        ("(500)", ".", "-500"),
        ("500-", ".", "-500"),
        ("−5", ".", "-5"),
        ("€1,200", ".", "1200"),
        ("-$1,200.50", ".", "-1200.50"),
        ("$-5", ".", "-5"),
        ("CHF 1'200.-", ".", "1200"),
        ("1.200,- €", ",", "1200"),
        ("1200 kr", ".", "1200"),
        ("EUR 12", ".", "12"),
        ("12,34,567", ".", "1234567"),
        (".5", ".", "0.5"),
        ("5.", ".", "5"),
        ("+7", ".", "7"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
    ],
)
def test_numbers_of_many_countries(text, decimal, number):
    assert values.parse_number(text, decimal) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("12k", "."),
        ("1.234,56", "."),
        ("1,2", "."),
        ("0,123", "."),
        ("1.5", ","),
        ("1e5", "."),
        ("NaN", "."),
        ("45%", "."),
        ("", "."),
        ("1 2", "."),
        ("1.2.3", "."),
        ("--5", "."),
        ("(-5)", "."),
        ("12-5", "."),
        ("$", "."),
        ("1_000", "."),
        (True, "."),
        (float("nan"), "."),
        (float("inf"), "."),
        (None, "."),
    ],
)
def test_what_is_no_number_is_refused(text, decimal):
    problem(values.parse_number, text, decimal=decimal)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_written_numbers_read_back(number):
    assert values.parse_number(f"{number:,}") == number
    assert values.parse_number(f"{number:,}".translate(str.maketrans(",.", ".,")), ",") == number
    assert values.parse_number(f"{number:,}".replace(",", " ")) == number
    assert values.parse_number(f"€{number}" if number >= 0 else f"-€{-number}") == number
    assert values.parse_number(number) == number


@pytest.mark.parametrize(
    ("column", "decimal", "ambiguous"),
    [
        (["1200", ""], ".", False),
        (["1,200.00", "3"], ".", False),
        (["1.200", "1,5"], ",", False),
        (["1,200"], ".", True),
        (["1.200", "2.300"], ",", True),
        (["1.234.567"], ",", False),
        (["0.125"], ".", False),
        (["1.5", "1,5"], ".", True),
        (["Fr. 500"], ".", False),
        ([1200, 3.5, None], ".", False),
    ],
)
def test_the_decimal_mark_of_a_column(column, decimal, ambiguous):
    assert values.guess_decimal(column) == (decimal, ambiguous)


def test_a_point_in_a_currency_of_three_decimals_is_no_mark_of_thousands():
    assert values.guess_decimal(["1.500", "0"], {"1.500"}) == (".", False)
    assert values.guess_decimal(["1,500", "0"], {"1,500"}) == (
        ".",
        True,
    )  # as much in the south as in the north of Africa


def test_currencies():
    parse = values.parse_currency
    assert [parse(cell) for cell in ("EUR", "eur", "€", "£", "US Dollar", "zł")] == [
        "EUR", "EUR", "EUR", "GBP", "USD", "PLN",
    ]  # fmt: skip
    assert (parse("$"), parse("$", "CAD"), parse("$", "EUR"), parse("kr", "SEK")) == (
        "USD",
        "CAD",
        "USD",
        "SEK",
    )
    assert "several" in problem(parse, "kr")
    problem(parse, "XYZ")
    problem(parse, "")


def test_the_currency_beside_an_amount():
    assert values.currency_in("€1,200") == "EUR"
    assert values.currency_in("(1 200 CHF)") == "CHF"
    assert values.currency_in("1,200") is None and values.currency_in(1200) is None
    problem(values.currency_in, "12 apples")
    assert values.currency_in("120 DEM") == "DEM" and values.parse_number("120 DEM") == 120
    problem(values.currency_in, "12 Std")
    problem(values.parse_number, "12 Std")


def test_percents():
    assert values.parse_percent("45 %") == 45 and values.parse_percent("12,5%", ",") == Decimal("12.5")
    assert values.parse_percent(0) == 0
    assert values.parse_percent(0.45, fraction=True) == 45 and values.parse_percent("45%", fraction=True) == 45
    assert values.guess_fraction(["0.2", "1", ""]) and not values.guess_fraction(["1", "0"])
    assert not values.guess_fraction(["0.5", "20"]) and not values.guess_fraction(["50%"])
    problem(values.parse_percent, "101")
    problem(values.parse_percent, -1)


def test_yes_and_no():
    assert all(values.parse_bool(cell) for cell in ("Yes", "x", "ja", "TRUE", 1, 1.0, True, "✓"))
    assert not any(values.parse_bool(cell) for cell in ("no", "Nein", "FALSE", 0, False, "-"))
    problem(values.parse_bool, "maybe")
    problem(values.parse_bool, "")


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1.5", 90),
        ("1,5", 90),
        ("1:30", 90),
        ("1:29:30", 90),
        ("1h 30m", 90),
        ("1h30", 90),
        ("90 min", 90),
        ("PT1H30M", 90),
        ("1.5 h", 90),
        (1.5, 90),
        (2, 120),
        ("0", 0),
        (time(1, 30), 90),
        (timedelta(hours=30), 1800),
        (datetime(1900, 1, 1, 6), 1800),
    ],
)
def test_durations(cell, minutes):
    assert values.parse_minutes(cell) == minutes


def test_impossible_durations():
    for cell in ("-1", "2d", "", "soon", "200000", "1:75"):
        problem(values.parse_minutes, cell)


# --- lists and texts ------------------------------------------------------------------------------


def test_predecessors():
    parse = values.parse_predecessors
    assert parse("12FS+2;7SS-1") == [("12", "FS", 2), ("7", "SS", -1)]
    assert parse("12") == parse(12.0) == parse("12 fs") == [("12", "FS", 0)]
    assert parse("T-3, T-4FF + 2 days") == [("T-3", "FS", 0), ("T-4", "FF", 2)]
    assert parse("STAFF") == [("STAFF", "FS", 0)] and parse("design FF") == [("design", "FF", 0)]
    assert parse("12FF", {"12FF"}) == [("12FF", "FS", 0)]
    assert parse("12EA+1 Tag") == [("12", "FS", 1)]
    assert parse("7SS-1;7SS-1") == [("7", "SS", -1)] and parse("") == []
    assert parse("12FD-2 jours;7DD") == [("12", "FS", -2), ("7", "SS", 0)]
    assert parse("12FS−2;7SS–1") == [("12", "FS", -2), ("7", "SS", -1)]
    for text in ("12FS+50%", "12FS+2w", "12+2", "12FS+", "12FS+1.5"):
        problem(parse, text)


@given(
    st.lists(
        st.tuples(st.integers(1, 999), st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-9, 9)),
        unique=True,
    )
)
def test_written_predecessors_read_back(links):
    text = ";".join(f"{key}{kind}{lag:+d}" if lag else f"{key}{kind}" for key, kind, lag in links)
    assert values.parse_predecessors(text) == [(str(key), kind, lag) for key, kind, lag in links]


def test_tags_and_texts():
    assert values.parse_tags("VIP, Berlin , vip,") == ["VIP", "Berlin"]
    assert values.parse_tags("a, b; #c") == ["a, b", "c"]
    assert values.parse_tags(None) == []
    assert [values.parse_text(cell) for cell in (" x ", 5.0, 5.5, 49123456789.0, date(2026, 3, 12), None)] == [
        "x",
        "5",
        "5.5",
        "49123456789",
        "2026-03-12",
        "",
    ]
    problem(values.parse_text, "a\0b")
    assert values.is_blank("  ") and values.is_blank(None) and not values.is_blank(0)
