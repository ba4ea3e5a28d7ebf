"""What a deal's inspector has of lines in detail, of what recurs, and of files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import attachments, deal_copies, deal_detail, deal_lines, deals, products
from app.views.parts.picker import Picker
from tests.views.selling_window import Key, choose, deal_id, fill, open_window, said, turn

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def shell(qtbot: Any, studio: Any, tmp_path: Any) -> Any:
    QGuiApplication.clipboard().clear()
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def page(shell: Any) -> Any:
    return shell.page


@pytest.fixture
def inspector(page: Any) -> Any:
    page.show_record("deal", deal_id(page.store, "Rebrand and site"))
    turn()
    return page.inspector


@pytest.fixture
def logo(page: Any) -> int:
    return products.add(page.store, "Monogram", code="MONO", price_minor=1_200_00, minutes=600, tax=Decimal(19))


def _lines(page: Any, title: str = "Rebrand and site") -> list[deal_lines.SoldLine]:
    return deal_lines.lines(page.store, deal_id(page.store, title))


# Lines


def test_a_line_unfolds_and_its_discount_tax_and_hours_are_edited(page: Any, inspector: Any) -> None:
    row = inspector.lines.rows[0]
    row.fold.click()
    details = row.details
    before = _lines(page)[0].amount_minor
    fill(details.discount, "12,5")
    fill(details.tax, "19%")
    fill(details.hours, "7.5")
    fill(details.each, "4000")
    line = _lines(page)[0]
    assert (line.discount, line.tax, line.minutes, line.price_minor) == (Decimal("12.5"), Decimal(19), 450, 4000_00)
    assert line.amount_minor == 3500_00 != before
    words = [label.text() for label in inspector.lines.total.words if not label.isHidden()]
    assert words[1] == "€665" and len(words) == 4
    row.fold.click()
    assert row.note.text() == "\u221212.5%  \u00b7  19% tax  \u00b7  7 h 30 planned" and not row.note.isHidden()


def test_a_discount_that_cannot_be_is_refused_at_its_field(page: Any, inspector: Any) -> None:
    inspector.lines.rows[0].unfold(True)
    details = inspector.lines.rows[0].details
    fill(details.discount, "120")
    assert "between 0 and 100" in details.discount.refusal()
    details.discount.cancel()
    assert _lines(page)[0].discount is None


def test_add_line_offers_the_products_and_takes_free_text(page: Any, inspector: Any, logo: int) -> None:
    inspector.lines.begin()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker) and "Training" in [option.text for option in picker.options()]
    picker.search_line().setText("Mono")
    assert picker.options()[0].text == "Monogram"
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()
    line = _lines(page)[-1]
    assert (line.title, line.product_id, line.price_minor, line.minutes) == ("Monogram", logo, 1_200_00, 600)
    assert inspector.lines.rows[-1].quantity.is_editing()
    inspector.lines.rows[-1].quantity.cancel()
    inspector.lines.begin()
    picker = QApplication.activePopupWidget()
    picker.search_line().setText("Something else")
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()
    assert (_lines(page)[-1].title, _lines(page)[-1].product_id) == ("Something else", None)


def test_a_line_becomes_a_product_s(page: Any, inspector: Any, logo: int) -> None:
    inspector.lines.rows[0].unfold(True)
    choose(inspector.lines.rows[0].details.product, "logo")
    assert (_lines(page)[0].title, _lines(page)[0].product) == ("Logo design", "Logo design")
    assert inspector.lines.rows[0].title.value() == "Logo design"


def test_a_table_in_the_clipboard_becomes_lines_in_one_step(page: Any, shell: Any, inspector: Any) -> None:
    count = len(_lines(page))
    QGuiApplication.clipboard().setText("Poster\t3 pieces\t120.00\nFlyer\t1\t80")
    inspector.lines.begin()
    picker = QApplication.activePopupWidget()
    assert picker.options()[0].text == "Paste 2 lines"
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()
    assert [(line.title, line.quantity, line.unit, line.amount_minor) for line in _lines(page)[count:]] == [
        ("Poster", "3", "pieces", 360_00),
        ("Flyer", "1", "", 80_00),
    ]
    shell.undo()
    assert len(_lines(page)) == count


def test_alt_down_moves_a_line(page: Any, inspector: Any) -> None:
    first, second = [line.title for line in _lines(page)][:2]
    QTest.keyClick(inspector.lines.rows[0].fold, Key.Key_Down, ALT)
    turn()
    assert [line.title for line in _lines(page)][:2] == [second, first]


def test_ambiguous_quantities_are_refused(inspector: Any) -> None:
    fill(inspector.lines.rows[0].quantity, "1,000 h")
    assert "two numbers" in inspector.lines.rows[0].quantity.refusal()
    inspector.lines.rows[0].quantity.cancel()


# What recurs, and the rest


def test_what_recurs_comes_every_month_until_one_says_otherwise(page: Any, inspector: Any) -> None:
    fields = inspector.fields
    fields.unfold()
    assert fields.row("Every").isHidden()
    fill(fields.recurring, "300")
    assert not fields.row("Every").isHidden() and fields.every.value() == 1
    assert fields.recurring.hint() == "€3,600 a year"
    choose(fields.every, "quarter")
    assert fields.recurring.hint() == "€1,200 a year"
    page.store.undo()
    page.store.undo()
    turn()
    assert fields.recurring.value() is None and fields.row("Every").isHidden()


def test_a_new_source_is_made_where_it_is_typed_and_undone_with_it(page: Any, shell: Any, inspector: Any) -> None:
    inspector.fields.unfold()
    choose(inspector.fields.source, "Podcast")
    assert "Podcast" in [name for _, name in deal_detail.sources(page.store)]
    shell.undo()
    turn()
    assert "Podcast" not in [name for _, name in deal_detail.sources(page.store)]


def test_a_currency_without_a_rate_says_that_it_is_in_no_sum(page: Any, inspector: Any) -> None:
    inspector.fields.unfold()
    fill(inspector.fields.currency, "chf")
    assert inspector.fields.currency.value() == "CHF" and inspector.fields.currency.hint() == "no rate, in no sum"
    fill(inspector.fields.currency, "francs")
    assert "three letters" in inspector.fields.currency.refusal()
    inspector.fields.currency.cancel()


def test_a_rival_is_named_while_the_deal_is_open(page: Any, inspector: Any) -> None:
    inspector.fields.unfold()
    fill(inspector.fields.rival, "Other Studio")
    found = deal_detail.detail(page.store, deal_id(page.store, "Rebrand and site"))
    assert found is not None and found.competitor == "Other Studio"


def test_an_amount_stays_free_while_no_line_has_a_price(page: Any) -> None:
    deal = deals.add(page.store, "Bare", amount_minor=500_00)
    deal_lines.add_line(page.store, deal, "Something")
    page.show_record("deal", deal)
    turn()
    assert not page.inspector.fields.amount.is_read_only()
    fill(page.inspector.fields.amount, "700")
    assert page.store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == 700_00


def test_an_archived_deal_says_so_and_is_brought_back(page: Any, shell: Any, inspector: Any) -> None:
    deal = inspector.deal_id
    deal_copies.archive(page.store, [deal])
    turn()
    inspector.show_deal(None)
    inspector.show_deal(deal)
    strip = next(strip for strip in inspector.warnings.strips if strip._title.text() == "Archived")
    strip.link.click()
    turn()
    assert deal_copies.archived(page.store) == []


# Files


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "Offer.txt"
    path.write_text("what we offer")
    return path


def _data(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_file_dropped_on_the_deal_is_attached_and_undone(page: Any, shell: Any, inspector: Any, paper: Path) -> None:
    data = _data(paper)
    entering = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    inspector.dragEnterEvent(entering)
    assert entering.isAccepted() and inspector.files.head._title.text() == "Drop to attach"
    inspector.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    turn()
    assert [row.link.text() for row in inspector.files.rows.widgets.values()] == ["Offer.txt"]
    assert said(shell) == "Offer.txt attached" and inspector.files.head._title.text() == "Files"
    shell.undo()
    turn()
    assert not inspector.files.rows.widgets


def _row(inspector: Any) -> Any:
    return next(iter(inspector.files.rows.widgets.values()))


def test_a_file_is_renamed_in_place_and_esc_leaves_it(page: Any, inspector: Any, paper: Path) -> None:
    inspector.files.attach([paper])
    turn()
    row = _row(inspector)
    QTest.keyClick(row.link, Key.Key_F2)
    fill(row.name, "Offer two")
    assert _row(inspector).link.text() == "Offer two.txt" and not _row(inspector).link.isHidden()
    row = _row(inspector)
    row.rename()
    row.name.cancel()
    turn()
    assert not row.link.isHidden() and row.name.isHidden()


def test_a_file_is_opened_from_a_copy_and_a_program_is_not(
    page: Any, shell: Any, inspector: Any, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    inspector.files.attach([paper])
    turn()
    _row(inspector).link.click()
    assert Path(opened[0]).read_text() == "what we offer" and Path(opened[0]) != paper
    attachments.rename(page.store, _row(inspector).file.id, "setup.exe")
    turn()
    _row(inspector).link.click()
    assert len(opened) == 1


def test_a_file_is_saved_elsewhere_and_removed_with_undo(
    page: Any, shell: Any, inspector: Any, paper: Path, tmp_path: Path
) -> None:
    inspector.files.attach([paper])
    turn()
    row = _row(inspector)
    inspector.files.save(row.file, tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_text() == "what we offer"
    row.link.setFocus()
    QTest.keyClick(row.link, Key.Key_Delete)
    turn()
    assert not inspector.files.rows.widgets and said(shell) == "Offer.txt removed"
    shell.undo()
    turn()
    assert _row(inspector).link.text() == "Offer.txt"


def test_what_cannot_be_attached_is_said_and_the_rest_is(
    page: Any, inspector: Any, paper: Path, tmp_path: Path
) -> None:
    inspector.files.attach([paper, tmp_path / "missing.txt"])
    turn()
    assert len(inspector.files.rows.widgets) == 1


def test_each_deal_has_its_own_files(page: Any, inspector: Any, paper: Path) -> None:
    inspector.files.attach([paper])
    page.show_record("deal", deal_id(page.store, "Shop migration"))
    turn()
    assert not inspector.files.rows.widgets
    assert [line.text() for line in inspector.files.head.findChildren(type(inspector.files.head.link))] == ["Add file"]


def test_losing_knows_the_rival_and_the_reasons_in_any_case(page: Any, inspector: Any) -> None:
    deal = inspector.deal_id
    deals.change(page.store, deal, "competitor", "Other Studio")
    known = deal_detail.lost_reasons(page.store)
    page.verbs.lose([deal])
    turn()
    dialog = page.verbs.dialog
    assert dialog.competitor.value() == "Other Studio"
    fill(dialog.other, known[0].upper())
    dialog.submit()
    turn()
    found = deal_detail.detail(page.store, deal)
    assert found is not None and (found.lost_reason, found.competitor) == (known[0], "Other Studio")
    assert deal_detail.lost_reasons(page.store) == known
