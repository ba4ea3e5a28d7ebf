"""The handoff page: the path, what slips through now, what was sold, who waits for whom, and how each opens its records."""

from __future__ import annotations

from datetime import timedelta

import pytest
from chart_shell import at_rest, make_shell, settled, show_page
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.base import today
from app.services import deals
from app.views import registry
from app.views.charts import leaks_words as say
from app.views.dialogs.report_dialog import ReportDialog
from app.views.pages.handoff import HandoffPage


@pytest.fixture
def shell(qtbot, qapp, store):
    return make_shell(qtbot, qapp, store)


def show(qtbot, shell, store):
    return show_page(qtbot, HandoffPage(store, shell))


@pytest.fixture
def page(qtbot, shell, studio):
    return show(qtbot, shell, studio)


def titles(pane):
    return [line.cells[0].text for line in pane.table.figures.lines]


def cells(table):
    return [[cell.text for cell in line.cells] for line in table.figures.lines]


def test_it_stands_between_the_pages_of_delivery():
    found = registry.entry("handoff")
    assert (found.tab, found.title) == ("deliver", "Handoff")
    assert registry.page_class(found) is HandoffPage


def test_the_cards_say_what_slips_through_and_open_it(page, shell):
    assert [card.figure() for card in page.cards] == ["1", "0", "0", "0", "0"]
    for card in page.cards:
        card.clicked.emit()
    assert shell.opened() == [
        ("deals.list", {"chip": "to_hand_off"}),
        ("tasks.list", {"chip": "unowned"}),
        ("tasks.list", {"chip": "no_date"}),
    ]
    assert page.records.title() == "Promises open"


def test_first_come_the_deals_that_stop_and_a_click_opens_one(page, shell, studio):
    assert page.records.title() == "Where they stop"
    assert titles(page.records)[0] == "Ticket shop"
    page.records.table.setCurrentIndex(page.records.table.figures.index(0, 0))
    QTest.keyClick(page.records.table, Qt.Key.Key_Return)
    deal = studio.value("SELECT id FROM deal WHERE title = 'Ticket shop'")
    assert shell.told[-1] == ("go", "deal", deal)


def test_every_place_of_the_drawing_lists_its_deals(qtbot, page):
    qtbot.waitUntil(lambda: page.chart.picture() is not None, timeout=20_000)
    kinds = {hit.target[0] for hit in page.chart.places()}
    assert kinds == {"reached", "between", "here"}
    for hit in page.chart.places():
        page.chart.target_chosen.emit(hit.target)
        assert page.records.title() not in ("", "Where they stop")
        if hit.target != ("reached", {"step": "delivered"}):
            assert titles(page.records)


def test_the_table_says_the_same_as_the_drawing(qtbot, page):
    page.twin.set_value("table")
    page._on_twin("table")
    assert page.chart.isHidden()
    rows = cells(page.table)
    assert [row[0] for row in rows] == ["Won", "Handed off", "Kick-off", "First work", "Delivered"]
    assert [row[1] for row in rows] == ["5", "4", "4", "4", "0"]
    assert rows[0][7:] == ["1", "1"]
    page.table.opened.emit(page.table.figures.lines[3].target)
    assert page.records.title() == "First work, no further"


def test_what_was_sold_is_grouped_three_ways_and_opens_its_projects(page, shell):
    assert "Larch Foods" in titles(page.sold)
    assert titles(page.sold)[-1] == "All together"
    page.by.set_value("template")
    page._show_sold()
    assert titles(page.sold) == ["No template"]
    page.by.set_value("product")
    page._show_sold()
    assert titles(page.sold) == ["No product"]
    page.by.set_value("client")
    page._show_sold()
    line = page.sold.table.figures.lines[titles(page.sold).index("Larch Foods")]
    page.sold.opened.emit(line.target)
    assert titles(page.records) == ["Kiosk app"]
    page.records.opened.emit(page.records.table.figures.lines[0].target)
    assert shell.told[-1][:2] == ("go", "project")


def test_who_waits_for_whom_opens_the_tasks(page, shell):
    first = page.waits.table.figures.lines[0]
    page.waits.opened.emit(first.target)
    key, wanted = shell.opened()[-1]
    assert key == "tasks.list"
    assert len(wanted["ids"]) == int(first.cells[2].text)


def test_a_period_without_wins_says_so_and_keeps_what_is_open_now(qtbot, shell, store):
    deal = deals.add(store, "Old shop", client="Amber Bakery")
    deals.win(store, [deal], today() - timedelta(days=200))
    page = show(qtbot, shell, store)
    assert titles(page.records) == ["Old shop"]
    page.apply_filter({"period": "quarter"})
    qtbot.waitUntil(lambda: page._told.path.won == 0 and at_rest(), timeout=20_000)
    assert titles(page.records) == []
    assert page.cards[0].figure() == "1"
    assert page._stack.currentIndex() == 0


def test_an_empty_workspace_says_what_belongs_here(qtbot, shell, store):
    page = show(qtbot, shell, store)
    assert page._stack.currentWidget().main.text() == "Show the deals"
    page._stack.currentWidget().main.click()
    assert shell.opened() == [("deals.board", {})]


def test_it_follows_a_handoff(qtbot, page, studio):
    deal = studio.value("SELECT id FROM deal WHERE title = 'Ticket shop'")
    deals.waive_handoff(studio, [deal])
    page.refresh()
    qtbot.waitUntil(lambda: page._told.waived == 1 and at_rest(), timeout=20_000)
    assert page.cards[0].figure() == "0"
    assert say.numbers(page._told)[0].tone == "good"


def test_the_report_is_asked_for_with_the_period(qtbot, page, shell, tmp_path):
    page.choose_period("year")
    settled(qtbot)
    page.open_report()
    dialog = page.window().findChild(ReportDialog)
    assert dialog.report.value() == "handoff"
    assert dialog.file_name().startswith("Handoff")
    assert not dialog.project.isEnabled()
    dialog.write(tmp_path / "handoff.pdf")
    qtbot.waitUntil(lambda: any(told[0] == "toast" for told in shell.told) and at_rest(), timeout=30_000)
    assert (tmp_path / "handoff.pdf").read_bytes().startswith(b"%PDF")


def test_its_drawing_can_be_saved(qtbot, page, shell, tmp_path):
    qtbot.waitUntil(lambda: page.chart.picture() is not None, timeout=20_000)
    for suffix in ("png", "svg", "pdf"):
        page.chart.save_to(tmp_path / f"path.{suffix}")
    qtbot.waitUntil(lambda: len([t for t in shell.told if t[0] == "toast"]) == 3 and at_rest(), timeout=30_000)
    assert "Handed off" in (tmp_path / "path.svg").read_text("utf-8")
