"""Settings of selling: pipelines, lost reasons and products, edited in place, with a question where deals stand in the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.base import today
from app.services import deal_lines, deals, lost_reasons, pipelines, products
from app.views import jobs
from app.views.dialogs.settings_dialog import SettingsDialog
from tests.views.selling_window import Key, fill, open_window, turn

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(qtbot: Any, store: Any, tmp_path: Any) -> Any:
    """Opens the settings on a section."""
    shell = open_window(qtbot, store, tmp_path, "deals.board")

    def open_on(key: str) -> tuple[Any, Any]:
        with jobs.synchronous():
            dialog = SettingsDialog(store, shell, key)
        dialog.open()
        turn()
        return dialog, dialog.sections[key]

    yield open_on
    jobs.stop_all()
    shell.close()


def _settle(dialog: Any) -> None:
    dialog.shell.hub.flush()
    QApplication.processEvents()
    turn(1)


def _line(table: Any, name: str) -> Any:
    return next(row for row in table.ordered() if row.name.value() == name)


def _names(table: Any) -> list[str]:
    return [row.name.value() for row in table.ordered()]


# Pipelines


def test_pipelines_are_ordered_by_key_and_new_deals_go_to_the_first(opened: Any, store: Any) -> None:
    partner = pipelines.add(store, "Partners")
    dialog, section = opened("pipeline")
    row = _line(section.pipelines, "Partners")
    row.name.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(row.name.line_input(), Key.Key_Up, ALT)
    _settle(dialog)
    assert _names(section.pipelines) == ["Partners", "New business"]
    assert store.value("SELECT pipeline_id FROM stage WHERE id = ?", (deals.first_stage(store),)) == partner


def test_archiving_one_with_deals_asks_where_they_go_and_it_comes_back(opened: Any, store: Any) -> None:
    partner = pipelines.add(store, "Partners")
    stage = pipelines.stages(store, partner)[2]
    deal = deals.add(store, "Shop", stage_id=stage.id)
    dialog, section = opened("pipeline")
    row = _line(section.pipelines, "Partners")
    row.remove.click()
    assert row.ask.words.text().startswith("1 open deal is in Partners.")
    row.ask.act.click()
    _settle(dialog)
    at = "SELECT p.name, s.name FROM deal d JOIN stage s ON s.id = d.stage_id JOIN pipeline p ON p.id = s.pipeline_id WHERE d.id = ?"
    assert store.row(at, (deal,)) == ("New business", "Proposal")
    row = _line(section.pipelines, "Partners")
    assert row.name.hint() == "archived" and not row.shown.isEnabled()
    row.back.click()
    _settle(dialog)
    assert _line(section.pipelines, "Partners").name.hint() == ""
    dialog.undo()
    dialog.undo()
    assert store.row(at, (deal,)) == ("Partners", "Proposal")


def test_an_empty_pipeline_is_archived_without_a_question_and_the_last_one_stays(opened: Any, store: Any) -> None:
    pipelines.add(store, "Partners")
    dialog, section = opened("pipeline")
    _line(section.pipelines, "New business").remove.click()
    _settle(dialog)
    assert section.head._title.text() == "Stages" and section.pipeline == 2  # the other is shown now
    assert _line(section.pipelines, "Partners").remove.isHidden()


# Lost reasons


def test_reasons_are_added_renamed_and_moved(opened: Any, store: Any) -> None:
    dialog, section = opened("reasons")
    section.head.link.click()
    fill(section.fresh, "Too far away")
    _settle(dialog)
    row = _line(section.table, "Too far away")
    row.up.click()
    _settle(dialog)
    assert _names(section.table)[-2] == "Too far away"
    fill(_line(section.table, "Too far away").name, "Distance")
    _settle(dialog)
    assert "Distance" in [reason.name for reason in lost_reasons.listed(store)]
    other = _line(section.table, _names(section.table)[0])
    fill(other.name, "distance")
    assert "already" in other.name.refusal()


def test_a_reason_that_deals_name_asks_for_another(opened: Any, store: Any) -> None:
    first, second = [reason.name for reason in lost_reasons.listed(store)][:2]
    deal = deals.add(store, "Shop")
    deals.lose(store, [deal], today(), first)
    dialog, section = opened("reasons")
    row = _line(section.table, first)
    row.remove.click()
    assert row.ask.words.text().startswith("1 deal was lost for this.")
    row.ask.act.click()
    _settle(dialog)
    assert first not in _names(section.table)
    named = "SELECT r.name FROM deal d JOIN lost_reason r ON r.id = d.lost_reason_id WHERE d.id = ?"
    assert store.value(named, (deal,)) == second
    dialog.undo()
    assert store.value(named, (deal,)) == first


# Products


def test_a_product_is_added_and_edited_in_its_row(opened: Any, store: Any) -> None:
    dialog, section = opened("products")
    assert section.table.isHidden()
    section.head.link.click()
    fill(section.fresh, "Logo design")
    _settle(dialog)
    row = _line(section.table, "Logo design")
    for field, typed in (
        (row.code, "LOGO"),
        (row.price, "1200"),
        (row.unit, "piece"),
        (row.hours, "10"),
        (row.tax, "19"),
    ):
        fill(field, typed)
    found = products.listed(store)[0]
    assert (found.code, found.price_minor, found.unit, found.minutes, found.tax) == (
        "LOGO", 1_200_00, "piece", 600, Decimal(19),
    )  # fmt: skip
    fill(row.tax, "200")
    assert "between 0 and 100" in row.message()
    row.tax.cancel()


def test_prices_in_other_currencies_unfold_below_a_product(opened: Any, store: Any) -> None:
    made = products.add(store, "Logo", price_minor=1_200_00)
    dialog, section = opened("products")
    row = _line(section.table, "Logo")
    row.fold.click()
    fill(row.more.fresh, "USD 1,400")
    _settle(dialog)
    fill(row.more.fresh, "1300 chf")
    _settle(dialog)
    assert products.one(store, made).prices == (("CHF", 1_300_00), ("USD", 1_400_00))
    fill(row.more.prices.widgets["USD"].price, "1500")
    fill(row.more.prices.widgets["CHF"].price, "")
    _settle(dialog)
    assert products.one(store, made).prices == (("USD", 1_500_00),)
    for wrong in ("nothing", "USD", "1400"):
        fill(row.more.fresh, wrong)
        assert row.more.fresh.refusal(), wrong
        row.more.fresh.cancel()
    fill(row.more.currency, "USD")
    _settle(dialog)
    assert row.price.display(row.price.value()) == "$1,500"


def test_what_was_sold_is_archived_and_what_was_not_is_deleted(opened: Any, store: Any) -> None:
    sold, unsold = products.add(store, "Sold"), products.add(store, "Unsold")
    deal_lines.add_product(store, deals.add(store, "Shop"), sold)
    dialog, section = opened("products")
    assert _line(section.table, "Sold").remove.isHidden() and _line(section.table, "Unsold").put_away.isHidden()
    _line(section.table, "Unsold").remove.click()
    _line(section.table, "Sold").put_away.click()
    _settle(dialog)
    assert _names(section.table) == [] and not section.archived.isHidden()
    section.archived.setChecked(True)
    _settle(dialog)
    row = _line(section.table, "Sold")
    assert row.name.hint() == "archived"
    row.back.click()
    _settle(dialog)
    assert [product.id for product in products.listed(store)] == [sold] and unsold


def test_a_stage_gets_a_colour_of_its_own_and_goes_back_to_its_place_s(opened: Any, store: Any) -> None:
    deals.add(store, "Shop")
    dialog, section = opened("pipeline")
    row = _line(section.table, "Lead")
    before = row.bar.colour
    row.bar.click()
    row.picker.search_line().setText("Orange")
    QTest.keyClick(row.picker.search_line(), Key.Key_Return)
    _settle(dialog)
    assert row.bar.colour != before and "Orange" in row.bar.accessibleName()
    assert pipelines.stages(store, 1)[0].colour == 2
    page = dialog.shell.page
    assert [pane.column.tone for pane in page.board.panes][:2] == ["labels.1", (1, 4)]
    assert not _line(section.table, "Won").bar.isEnabled()
    dialog.undo()
    _settle(dialog)
    assert row.bar.colour == before and page.board.panes[0].column.tone == (0, 4)
