"""The page 'Numbers': cards, one chart at a time with its table, and every number opens the deals behind it."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from chart_shell import at_rest, make_shell
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from app.base import today
from app.models.store import Store
from app.services import deal_board, deals, demo_numbers, pipelines, win_loss
from app.services.deal_board import DealFilter
from app.services.demo import Lists
from app.views.charts import numbers_words as say
from app.views.pages.numbers import NumbersPage
from app.views.parts.filter_words import taken
from app.views.parts.pane import Pane


def settled(qtbot, page):
    qtbot.waitUntil(lambda: at_rest() and page._told is not None and not page._reading, timeout=20_000)


def show(qtbot, qapp, store, size=(1440, 804)):
    shell = make_shell(qtbot, qapp, store)
    page = NumbersPage(store, shell)
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.refresh()
    settled(qtbot, page)
    return page


def drawn(qtbot, page):
    qtbot.waitUntil(lambda: page.chart.picture() is not None and at_rest(), timeout=20_000)
    return page.chart


@pytest.fixture
def sold(studio: Store) -> Store:
    """The studio with what it sold in the last year and a half."""
    lists = Lists(dict(studio.rows("SELECT name, id FROM stage")), {}, studio.ids("SELECT id FROM person ORDER BY id"))
    with studio.write("Sample data"):
        demo_numbers.fill_past(studio, today(), lists)
    return studio


@pytest.fixture
def page(qtbot, qapp, sold):
    return show(qtbot, qapp, sold)


def choose(page, topic):
    page.topic.set_value(topic)
    page._on_topic(topic)


def count(store, fields):
    return len(deal_board.list_ids(store, DealFilter(**fields)))


def test_the_cards_say_what_the_services_say(page, sold):
    told = win_loss.read(sold, page.asked())
    assert told.rate is not None
    assert page.wins.figure() == f"{round(100 * told.rate.rate)}%"
    assert page.wins.text().startswith(f"{told.won.count} of {told.closed}, likely ")
    assert page.cohort.text() == f"{told.cohort.won} of {told.cohort.created}, {told.cohort.open} still open"
    assert page.days.figure() == str(told.won_days.median)
    assert page.velocity.figure().endswith(" a day")


def test_every_card_opens_as_many_deals_as_it_tells(qtbot, page, sold):
    told = page._told.numbers
    for card in (page.won, page.wins, page.cohort, page.days):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    opened = page.shell.opened()
    assert {key for key, _ in opened} == {"deals.list"}
    assert [count(sold, fields) for _, fields in opened] == [
        told.won.count, told.closed, told.cohort.created, told.won.count,
    ]  # fmt: skip


def test_every_row_of_every_table_opens_as_many_deals_as_it_tells(page, sold):
    columns = {"rate": 3, "stages": 1, "reasons": 1, "competitors": 1, "sources": (1, 2), "owners": (1, 2)}
    for topic, wanted in columns.items():
        choose(page, topic)
        assert page.table.figures.lines, topic
        for line in page.table.figures.lines:
            if line.target is None:
                continue
            places = wanted if isinstance(wanted, tuple) else (wanted,)
            figures = [line.cells[place].text.replace(",", "").replace(say.NONE, "0") for place in places]
            assert count(sold, line.target[1]) == sum(map(int, figures)), (topic, line.cells[0].text)


@pytest.mark.parametrize("topic", [key for key, _ in say.TOPICS])
def test_every_place_of_every_chart_opens_deals_that_the_list_can_show_and_name(qtbot, page, sold, topic):
    drawn(qtbot, page)
    choose(page, topic)
    qtbot.waitUntil(lambda: page.chart.places() and at_rest(), timeout=20_000)
    qtbot.waitUntil(lambda: page.chart.picture().look == page.chart._look(), timeout=20_000)
    for hit in page.chart.places():
        assert count(sold, hit.target[1]) > 0, hit.text
        assert taken(sold, DealFilter(**hit.target[1])), hit.text
    page.chart.target_chosen.emit(page.chart.places()[0].target)
    assert page.shell.opened()[-1][0] == "deals.list"


def test_the_keyboard_walks_the_chart_and_opens_its_deals(qtbot, page):
    chart = drawn(qtbot, page)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert "won in it" in chart.current().text
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert page.shell.opened()[-1][1]["outcome"] == "closed"


def test_lying_bars_are_walked_line_by_line(qtbot, page):
    drawn(qtbot, page)
    choose(page, "stages")
    qtbot.waitUntil(lambda: any("went on" in hit.text for hit in page.chart.places()), timeout=20_000)
    said = [hit.text.partition(":")[0] for hit in page.chart.places()]
    assert list(dict.fromkeys(said)) == ["Lead", "Qualified", "Proposal", "Negotiation", "Won"] and said == sorted(
        said, key=["Lead", "Qualified", "Proposal", "Negotiation", "Won"].index
    )
    assert "likely" in page.chart.places()[0].text, "the whole line comes before its parts"


def test_the_four_parts_of_the_velocity_open_their_deals(page, sold):
    lines = page.beside.parts.figures.lines
    told = page._told.numbers
    assert [line.cells[0].text for line in lines][-1] == "= likely won"
    opens = [count(sold, line.target[1]) for line in lines[:-1]]
    assert opens == [told.open, told.won.count, told.closed, told.won.count]
    assert lines[-1].cells[1].text == page.velocity.figure()


def test_a_small_studio_is_told_what_is_missing(qtbot, qapp, studio):
    page = show(qtbot, qapp, studio)
    assert (page.wins.figure(), page.wins.text()) == ("–", "Not enough history, 6 of 20 closed")
    assert page.velocity.text() == "Not enough history, 6 of 10 closed"
    assert [line.cells[1].text for line in page.beside.parts.figures.lines][2:] == ["too few", "too few", "–"]
    for line in page.table.figures.lines:
        if line.target is not None:
            assert count(studio, line.target[1]) == int(line.cells[3].text), line.cells[0].text
    choose(page, "stages")
    assert page.table.figures.lines == [] and page.table_pane.isHidden()
    assert "Not enough history" in page.chart.accessibleDescription()
    assert drawn(qtbot, page).places() == []
    page.twin.set_value("table")
    page.show_twin(as_table=True)
    assert not page.chart.isHidden(), "in place of an empty table"


def test_one_person_alone_is_not_compared_by_owner(qtbot, qapp, store):
    deals.add(store, "Kiosk")
    page = show(qtbot, qapp, store)
    shown = [button.text() for button in page.topic._group.buttons() if not button.isHidden()]
    assert shown == ["Win rate", "Stages", "Reasons", "Competitors", "Sources"] and page.owner.isHidden()


def test_an_empty_workspace_offers_the_first_deal(qtbot, qapp, store):
    page = show(qtbot, qapp, store)
    assert page._stack.currentIndex() == 1 and page.main_button is None


def test_the_time_can_be_chosen_and_stays_in_what_opens(qtbot, page, sold):
    page._on_period("all")
    settled(qtbot, page)
    assert page.wins.text().startswith("41 of 70") or page._told.numbers.closed == 70
    first, last = today() - timedelta(days=200), today() - timedelta(days=50)
    page.show_dates(first, last)
    settled(qtbot, page)
    assert page.period.value() == "own"
    qtbot.mouseClick(page.won, Qt.MouseButton.LeftButton)
    assert page.shell.opened()[-1][1]["closes"] == f"{first}..{last}"
    page.show_dates(None, None)
    settled(qtbot, page)
    assert page._told.numbers.closed == 70


def test_own_dates_are_asked_for_and_may_be_left_open(qtbot, page):
    page._on_period("own")
    qtbot.waitUntil(page.dates.isVisible)
    assert page.period.value() == "last_12_months", "nothing has changed until they are given"
    page.dates.fields[0].set_value(date(2026, 1, 1))
    page.dates.fields[1].set_value(None)
    page.dates.commit()
    settled(qtbot, page)
    assert page.asked() == win_loss.Asked(date(2026, 1, 1), today())


def test_pipeline_and_owner_narrow_every_figure_and_what_opens(qtbot, page, sold):
    assert page.pipeline.isHidden() and not page.owner.isHidden()
    second = pipelines.add(sold, "Retainers")
    ines = sold.value("SELECT id FROM person WHERE name = 'Ines Sample'")
    page.apply_filter({"pipeline_id": second, "owner_id": ines})
    settled(qtbot, page)
    assert not page.pipeline.isHidden() and page.wins.figure() == "–"
    page.apply_filter({"pipeline_id": None})
    settled(qtbot, page)
    assert 0 < page._told.numbers.closed < 45
    qtbot.mouseClick(page.wins, Qt.MouseButton.LeftButton)
    assert page.shell.opened()[-1][1]["owner_id"] == ines


def test_the_table_alone_takes_the_room_of_the_chart(page):
    below = page.table_pane.height()
    page.twin.set_value("table")
    page.show_twin(as_table=True)
    assert page.chart.isHidden() and page.table_pane.height() > below


def test_what_is_shown_is_written_as_a_table_that_can_be_computed_with(qtbot, page, tmp_path):
    choose(page, "sources")
    page.save_table(tmp_path / "sources.csv")
    qtbot.waitUntil(lambda: at_rest() and (tmp_path / "sources.csv").exists(), timeout=20_000)
    with (tmp_path / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = page._told.numbers
    assert [int(row["Won"]) for row in rows] == [group.won.count for group in told.sources]
    assert sum(float(row["Won amount"]) for row in rows) * 100 == told.won.minor
    texts = [action.text() for action in page.export_menu().actions()]
    assert texts == ["Table as CSV…", "Chart as PNG…", "Chart as SVG…", "Chart as PDF…"]


def test_deals_without_a_rate_are_named_and_can_be_shown(qtbot, qapp, store):
    made = deals.add(store, "Kiosk", amount_minor=100_00, currency="NOK")
    deals.win(store, [made], today())
    page = show(qtbot, qapp, store)
    assert page.won.text() == "1 deal, 1 without a rate"
    note = page.beside.notes[0]
    note.link.click()
    assert count(store, page.shell.opened()[-1][1]) == 1


def test_a_deal_that_is_won_is_in_the_figures(qtbot, page, sold):
    before = page._told.numbers.won.count
    made = deals.add(sold, "Quick one", amount_minor=100_00)
    deals.win(sold, [made], today())
    page.refresh()
    settled(qtbot, page)
    assert page._told.numbers.won.count == before + 1


def test_filters_of_the_past_are_named_in_words(sold):
    now = today().year
    flt = DealFilter(
        outcome="won", closes=f"{now}-01-01..{now}-01-31", created=f"..{now}-01-31", reached_id=2, furthest_id=3,
        source_id=0, owner_id=0, rate="missing", competitor="Plain & Simple", lost_reason_id=0,
    )  # fmt: skip
    assert [each.words for each in taken(sold, flt)] == [
        "Won 1 to 31 Jan", "Created until 31 Jan", "Reached Qualified", "Got as far as Proposal", "Lost without a reason",
        "Lost to Plain & Simple", "No owner", "No source", "Without a rate",
    ]  # fmt: skip
    rest = flt
    for each in taken(sold, flt):
        rest = rest._replace(**each.without)
    assert rest == DealFilter()


def test_in_a_small_window_the_page_is_scrolled_and_no_words_lie_on_others(qtbot, qapp, sold):
    page = show(qtbot, qapp, sold, (720, 380))
    area = page.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    panes = [pane for pane in page.findChildren(Pane) if pane.isVisible()]
    inside = area.widget()
    places = [QRect(pane.mapTo(inside, pane.rect().topLeft()), pane.size()) for pane in panes]
    assert len(places) > 2
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])
    qtbot.waitUntil(lambda: all(pane.height() >= pane.minimumSizeHint().height() for pane in panes))
