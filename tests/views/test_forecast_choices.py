"""The forecast page narrowed and looked at: whose, by months or quarters, in which currency; and what opens follows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from chart_shell import make_shell, settled, show_page
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from app.base import today
from app.services import deal_board, deals, figures, people, rates
from app.services.deal_filter import DealFilter
from app.views import jobs
from app.views.charts import forecast_words as say
from app.views.charts.forecast_reading import Quarter
from app.views.pages.deals_list import DealsList
from app.views.pages.forecast import ForecastPage
from app.views.parts.filter_words import month_words, taken


@pytest.fixture
def shell(qtbot, qapp, store):
    return make_shell(qtbot, qapp, store)


@pytest.fixture
def page(qtbot, shell, studio):
    return show(qtbot, shell, studio)


def show(qtbot, shell, store, size=(1440, 804)):
    return show_page(qtbot, ForecastPage(store, shell), size)


def press(qtbot, switch, words):
    """Click on one choice of a switch."""
    button = next(each for each in switch.findChildren(QAbstractButton) if each.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def pick(qtbot, button, words):
    """Open the list below a button, type, and take what is found."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    line = button.picker().search_line()
    QTest.keyClicks(line, words)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(qtbot)


def names(page):
    return [line.cells[0].text for line in page.table.figures.lines]


def drawn(qtbot, page):
    qtbot.waitUntil(lambda: page.chart.picture() is not None and not jobs.running(), timeout=20_000)
    return page.chart


# --- months or quarters -------------------------------------------------------------------------------------------------


def test_quarters_have_their_rows_their_sum_and_their_own_ranges(qtbot, page, studio):
    press(qtbot, page.unit, "Quarters")
    months, quarters = figures.forecasts(studio)
    assert page.table.figures.heads[0].title == "Quarter"
    coming = [f"{found.month[5:]} {found.month[:4]}" for found in quarters.coming]
    assert names(page)[: len(coming)] == coming
    first = page.table.figures.lines[0].cells
    assert (first[0].strong, first[-1].text) == (True, str(quarters.coming[0].open_deals))
    assert page.expected.figure() == first[5].text
    assert sum(month.open_deals for month in quarters.coming) >= sum(month.open_deals for month in months.coming)
    assert drawn(qtbot, page).accessibleName() == "Revenue by quarter"
    press(qtbot, page.twin, "Table")
    assert len([line for line in names(page) if line.startswith("Q") and " to " not in line]) == len(quarters.months)
    press(qtbot, page.unit, "Months")
    assert page.table.figures.heads[0].title == "Month"


def test_who_opens_the_page_can_ask_for_quarters(qtbot, page):
    page.apply_filter({"unit": "quarter"})
    assert page.table.figures.heads[0].title == "Quarter"
    page.apply_filter({"unit": "year"})
    assert page.unit.value() == "quarter"


def test_a_row_of_a_quarter_opens_its_deals_in_the_list(qtbot, qapp, page, shell, studio):
    press(qtbot, page.unit, "Quarters")
    page.table.setCurrentIndex(page.table.figures.index(1, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    after = page._told.quarters.forecast.coming[1]
    assert shell.opened() == [("deals.list", {"month": after.month})]
    deals_page = DealsList(studio, shell)
    qtbot.addWidget(deals_page)
    deals_page.show()
    deals_page.apply_filter(shell.opened()[0][1])
    qtbot.waitUntil(lambda: deals_page.rows.rowCount() == after.open_deals, timeout=5_000)
    assert [one.words for one in taken(studio, deals_page.filters.flt)] == [
        f"Closes in {after.month[5:]} {after.month[:4]}"
    ]


def test_every_bar_of_a_quarter_opens_as_many_deals_as_it_says(qtbot, page, shell, studio):
    press(qtbot, page.unit, "Quarters")
    qtbot.waitUntil(
        lambda: any("Q" in str(hit.target[1].get("month")) for hit in drawn(qtbot, page).places()), timeout=20_000
    )
    for hit in page.chart.places():
        page.chart.target_chosen.emit(hit.target)
    opened = [wanted for _, wanted in shell.opened()]
    by_key = {found.month: found for found in page._told.quarters.forecast.months}
    for wanted in opened:
        if wanted["month"] in by_key and "category" not in wanted:
            found = deal_board.count(studio, DealFilter(**wanted, outcome="open"))
            assert found == by_key[wanted["month"]].open_deals
    assert {wanted["month"] for wanted in opened} >= {key for key, found in by_key.items() if found.open_deals}


def test_a_quarter_is_named_in_words():
    assert month_words("2027-Q1") == "Closes in Q1 2027"
    assert month_words("2026-Q4", closed=True) == "Won in Q4 2026"
    assert month_words("2026-11") == "Closes in November 2026"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (("2026-10",), "October so far"),
        (("2026-10", "2026-11"), "October and November so far"),
        (("2026-10", "2026-11", "2026-12"), "October to December so far"),
    ],
)
def test_the_card_of_what_closed_names_its_months(months, words):
    assert say.closed_number(Quarter(5_00, 5_00, 5_00, 5_00, months), "EUR").text == words


def test_quarters_are_there_again_the_next_time(qtbot, shell, studio):
    page = show(qtbot, shell, studio)
    press(qtbot, page.unit, "Quarters")
    again = show(qtbot, shell, studio)
    assert again.unit.value() == "quarter" and again.table.figures.heads[0].title == "Quarter"


# --- whose --------------------------------------------------------------------------------------------------------------


def test_an_owners_forecast_is_theirs_and_so_is_what_it_opens(qtbot, page, shell, studio):
    ines = next(one for one in people.everyone(studio) if one.name.startswith("Ines"))
    hours = page._told.weeks
    pick(qtbot, page.owner, "Ines")
    assert page.owner.words() == ines.name
    mine = figures.forecast(studio, owner_id=ines.id)
    whole = figures.forecast(studio)
    assert 0 < mine.open_deals < whole.open_deals
    assert page.weighted.text() == f"of {say._whole(mine.open_minor, 'EUR')} in {mine.open_deals} deals"
    closed = deal_board.count(studio, DealFilter(owner_id=ines.id, outcome="closed"))
    assert f"{closed} of 20 closed" in page.wins.text()
    assert page._told.weeks == hours  # hours are those of all
    page._open(("deals", {"month": mine.current}))
    key, wanted = shell.opened()[-1]
    assert (key, wanted) == ("deals.list", {"month": mine.current, "owner_id": ines.id})
    assert deal_board.count(studio, DealFilter(**wanted, outcome="open")) == mine.coming[0].open_deals
    page._open(("renewals", {"view": "renewals"}))
    assert shell.opened()[-1][1]["owner_id"] == ines.id


def test_what_stands_apart_opens_for_the_owner_alone(qtbot, page, shell, studio):
    owner = next(
        key for key, *_ in page._told.owners if figures.forecast(studio, owner_id=key, futures=5).overdue.count
    )
    page.apply_filter({"owner_id": owner})
    settled(qtbot)
    qtbot.mouseClick(page.apart, Qt.MouseButton.LeftButton)
    assert shell.opened() == [("deals.list", {"month": "overdue", "owner_id": owner})]
    assert deal_board.count(studio, DealFilter(**shell.opened()[0][1])) == page._told.months.forecast.overdue.count


def test_one_person_who_owns_all_has_nobody_to_choose(qtbot, shell, store):
    deals.add(store, "Kiosk", amount_minor=5_00)
    page = show(qtbot, shell, store)
    assert page.owner.isHidden() and page.currency.isHidden()
    deals.change(store, deals.add(store, "Lead"), "owner_id", None)
    page.refresh()
    settled(qtbot)
    assert not page.owner.isHidden()
    assert [option.text for option in page._owners()] == ["Everyone", "Mara Sample", "Nobody"]
    page._on_owner(0)
    settled(qtbot)
    page._open(("deals", {"month": "undated"}))
    assert shell.opened()[-1] == ("deals.list", {"month": "undated", "owner_id": 0})


def test_an_owner_who_cannot_be_chosen_any_more_gives_way_to_everyone(qtbot, page, studio):
    theo = people.add(studio, "Somebody New")
    page.apply_filter({"owner_id": theo})
    settled(qtbot)
    assert page.weighted.text() == "of €0 in 0 deals"
    people.archive(studio, theo)
    page.refresh()
    qtbot.waitUntil(lambda: page.weighted.text() == "of €283,800 in 18 deals" and not jobs.running(), timeout=20_000)
    assert page.owner.words() == "Everyone"


# --- in which currency --------------------------------------------------------------------------------------------------


def test_sums_are_told_in_the_chosen_currency_and_again_the_next_time(qtbot, page, shell, studio):
    rates.add(studio, "USD", date(2020, 1, 1), Decimal("0.5"))
    page.refresh()
    settled(qtbot)
    assert [option.text for option in page._currencies()] == ["EUR", "USD"]
    pick(qtbot, page.currency, "USD")
    assert page.weighted.figure() == "$221,500"
    assert (
        next(line for line in page.table.figures.lines if line.cells[0].text == "Renewals, no deal").cells[-2].text
        == "$52,800, renew"
    )
    assert show(qtbot, shell, studio).weighted.figure() == "$221,500"
    assert {"month", "USD"} == set(page._memory.recall().values())
    rates.remove(studio, studio.value("SELECT id FROM rate"))
    page.refresh()
    settled(qtbot)
    assert page.weighted.figure() == "€110,750" and page.currency.isHidden()


# --- the toolbar --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "lines"), [(1280, 1), (960, 1), (720, 2)])
def test_the_toolbar_takes_a_second_line_rather_than_be_cut(qtbot, shell, studio, width, lines):
    rates.add(studio, "USD", date(2020, 1, 1), Decimal("0.5"))
    page = show(qtbot, shell, studio, (width, 504))
    parts = (page.pipeline, page.owner, page.currency, page.unit, page.twin, page.report)
    qtbot.waitUntil(
        lambda: len({part.mapTo(page, part.rect().topLeft()).y() for part in parts}) == lines, timeout=5_000
    )
    places = [part.mapTo(page, part.rect().topLeft()) for part in parts]
    assert all(place.x() + part.width() <= width for place, part in zip(places, parts, strict=True))
    assert all(part.width() >= part.sizeHint().width() for part in parts)


def test_names_of_the_table_are_whole_in_a_laptops_window(qtbot, shell, studio):
    page = show(qtbot, shell, studio, (1280, 704))
    deals.add(studio, "Kiosk two", amount_minor=10_00, expected_close_on=today() - timedelta(days=9))
    for words in ("Months", "Quarters"):
        press(qtbot, page.unit, words)
        column = page.table.columnWidth(0)
        assert column >= page.table._needs[0] and not page.table._lines.short_columns()
