"""The forecast page: number cards, chart, table twin, hours by week; every bar and row leads to its deals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chart_shell import make_shell, settled, show_page
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.base import today
from app.domain.capacity import Week
from app.domain.pipeline import Rate
from app.services import clients, deal_board, deals, figures, workspace
from app.views import jobs
from app.views.charts import forecast_words as say
from app.views.charts.forecast_reading import Break, Wins, read
from app.views.charts.hours_by_week import reason, title
from app.views.charts.week_load import is_breaking
from app.views.pages.forecast import ForecastPage


@pytest.fixture
def shell(qtbot, qapp, store):
    return make_shell(qtbot, qapp, store)


def show(qtbot, shell, store, size=(1440, 804)):
    return show_page(qtbot, ForecastPage(store, shell), size)


@pytest.fixture
def page(qtbot, shell, studio):
    return show(qtbot, shell, studio)


def drawn(qtbot, page):
    qtbot.waitUntil(lambda: page.chart.picture() is not None and not jobs.running(), timeout=20_000)
    return page.chart


def test_the_cards_say_what_the_services_say(page, studio):
    told = figures.forecast(studio)
    assert page.weighted.figure() == "€110,750"
    assert page.weighted.text() == "of €283,800 in 18 deals"
    assert page.wins.figure() == "–"
    assert page.wins.text() == "Not enough history, 6 of 20 closed"
    assert page.apart.text() == "2 overdue, 1 undated"
    assert page.apart.figure() == "€17,300"
    assert told.overdue.count == 2


def test_the_quarters_range_is_of_its_months_together(studio):
    told = read(studio)
    shown = [month for month in told.months.forecast.months if month.month in told.quarter.months]
    assert told.quarter.closed == sum(month.closed for month in shown)
    assert told.quarter.closed <= told.quarter.p10 <= told.quarter.p90
    assert told.quarter.expected >= told.quarter.closed


def test_enough_history_shows_the_rate_with_its_interval():
    number = say.wins_number(Wins(12, 14, Rate(12 / 26, 0.2876, 0.6454)))
    assert (number.figure, number.text) == ("46%", "12 of 26, likely 29 to 65%")


def test_the_table_adds_up_and_names_what_stands_apart(page, studio):
    told = figures.forecast(studio)
    lines = page.table.figures.lines
    names = [line.cells[0].text for line in lines]
    assert len(names) == len(told.coming) + 4
    assert names[-3:] == ["Overdue close date", "No close date", "Renewals, no deal"]
    assert lines[-4].sum_up
    assert lines[-4].cells[-1].text == str(sum(month.open_deals for month in told.coming))
    assert lines[-3].cells[-2].text == "€9,300, set dates"
    assert (lines[-1].cells[-2].text, lines[-1].cells[-1].text) == ("€26,400, renew", "3")


def test_the_table_alone_shows_the_past_months_too(qtbot, page):
    few = len(page.table.figures.lines)
    qtbot.mouseClick(page.twin.findChildren(type(page.twin._group.button(1)))[1], Qt.MouseButton.LeftButton)
    assert page.chart.isHidden()
    assert len(page.table.figures.lines) == few + 2


def test_a_row_opens_its_deals_by_click_and_by_key(qtbot, page, shell):
    table = page.table
    spot = table.visualRect(table.figures.index(1, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    table.setCurrentIndex(table.figures.index(len(table.figures.lines) - 3, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    month = page._told.months.forecast.coming[1].month
    assert shell.opened() == [("deals.list", {"month": month}), ("deals.list", {"month": "overdue"})]
    table.setCurrentIndex(table.figures.index(len(table.figures.lines) - 1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    key, wanted = shell.opened()[-1]
    assert (key, wanted["view"], wanted["chip"]) == ("accounts", "renewals", "no_deal")


def test_every_bar_opens_deals_that_the_list_can_show(qtbot, page, shell, studio):
    chart = drawn(qtbot, page)
    for hit in chart.places():
        chart.target_chosen.emit(hit.target)
    for key, wanted in shell.opened():
        assert key == "deals.list"
        flt = deal_board.DealFilter(**wanted)
        found = deal_board.list_ids(studio, flt)
        assert found or wanted["month"] not in ("overdue", "undated")
    assert any(wanted.get("category") == "closed" for _, wanted in shell.opened())
    assert {"overdue", "undated"} <= {wanted["month"] for _, wanted in shell.opened()}


def test_the_card_of_what_stands_apart_opens_the_overdue_ones(qtbot, page, shell):
    qtbot.mouseClick(page.apart, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.apart, Qt.Key.Key_Return)
    assert shell.opened() == [("deals.list", {"month": "overdue"})] * 2


def test_a_pipeline_narrows_figures_and_what_opens(qtbot, page, shell, studio):
    with studio.write("Add pipeline"):
        pipeline = workspace.add_pipeline(studio, "Renewals")
    page.refresh()
    settled(qtbot)
    assert [option.text for option in page._pipelines()] == ["All pipelines", "New business", "Renewals"]
    page._on_pipeline(pipeline)
    settled(qtbot)
    assert page.weighted.text() == "of €0 in 0 deals"
    page._open(("deals", {"month": "2026-11"}))
    assert shell.opened()[-1] == ("deals.list", {"month": "2026-11", "pipeline_id": pipeline})


def test_a_new_deal_is_in_the_figures(qtbot, page, studio):
    deals.add(studio, "Kiosk two", amount_minor=100_000_00, expected_close_on=today() + timedelta(days=1))
    page.refresh()
    page.refresh()
    settled(qtbot)
    assert page.weighted.text() == "of €383,800 in 19 deals"


def test_an_empty_workspace_offers_the_first_deal(qtbot, shell, store):
    page = show(qtbot, shell, store)
    assert page._stack.currentIndex() == 1
    assert page.main_button is None


def test_deals_without_a_rate_are_told_apart(qtbot, shell, store):
    deals.add(store, "Kiosk", amount_minor=100_00, currency="NOK", client=clients.find_or_add(store, "Larch"))
    page = show(qtbot, shell, store)
    assert page.apart.text() == "1 without a rate"


def test_in_a_low_window_the_table_draws_closer(qtbot, shell, studio):
    page = show(qtbot, shell, studio, (1280, 704))
    assert page.chart.height() >= 230
    assert page.table.verticalScrollBar().maximum() == 0
    assert page.table.horizontalScrollBar().maximum() == 0


# --- hours by week ------------------------------------------------------------------------


def week(available, committed, expected, chance, deal_ids=()):
    return Week("2026-W49", date(2026, 11, 30), available * 60, committed * 60, expected * 60, chance, deal_ids)


def test_a_week_breaks_when_more_work_than_hours_is_expected():
    assert is_breaking(week(120, 98, 30, 0.3))
    assert is_breaking(week(120, 98, 10, 0.5))
    assert not is_breaking(week(120, 98, 22, 0.4))


def test_the_week_that_breaks_is_told_in_words():
    told = Break(week(120, 98, 30, 0.54, (1,)), 0, 1, "Rebrand and site", mostly=True, fits_from=date(2026, 12, 14))
    assert title(told) == "Week 49 breaks 54 times in 100"
    assert reason(told) == "Mostly through Rebrand and site. It fits from 14 Dec."
    over = Break(week(120, 140, 0, 1.0), 2, None, "", mostly=False, fits_from=None)
    assert title(over) == "Week 49 has 20 h more work than hours"
    assert reason(over) == "All of it is committed already. 2 more weeks break."


def test_a_large_deal_breaks_a_week_and_is_named(qtbot, shell, studio):
    with studio.write("Nothing else is to do"):  # or in a week with a holiday that alone is too much
        studio.execute("UPDATE task SET estimate_minutes = NULL")
    deal = deals.add(studio, "Very large site", amount_minor=900_000_00, expected_close_on=today() + timedelta(days=3))
    deals.add_line(studio, deal, "Build", minutes=900 * 60)
    deals.change(studio, deal, "probability", 90)
    page = show(qtbot, shell, studio)
    breaks = page._told.breaks
    assert breaks.deal_id == deal
    assert "Very large site" in reason(breaks)
    assert not page.hours.notice.isHidden()
    page.hours.notice.link.click()
    assert shell.told[-1] == ("go", "deal", deal)
