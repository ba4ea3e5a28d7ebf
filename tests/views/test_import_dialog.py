"""Importing: see first what would land, decide what is unclear, land it in one action, take it back."""

from __future__ import annotations

import csv
import importlib
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.base import today
from app.services import clients, deal_board, deals, figures
from app.views import jobs, theme
from app.views.dialogs import import_plan as plan
from app.views.dialogs.import_dialog import CHOOSE, DONE, PREVIEW, ImportDialog

sys.path.insert(0, str(Path(__file__).parent))
FakeShell = importlib.import_module("chart_shell").FakeShell

DEALS = "title,client,amount,stage,expected_close\nShop,Larch Foods,1200,Lead,2027-01-05\nPoster,Inkwell,300,Proposal,2027-02-01\n"


@pytest.fixture
def shell(qtbot, qapp, store):
    theme.apply(qapp)
    made = FakeShell(store)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


@pytest.fixture
def dialog(qtbot, shell, store):
    made = ImportDialog(store, shell)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    return made


def settled(qtbot, dialog):
    """Until the file is read and, where that is possible, counted."""
    qtbot.waitUntil(lambda: not jobs.running() and not dialog._timer.isActive(), timeout=20_000)


def take(qtbot, dialog, kind, path):
    dialog.take_file(kind, path)
    settled(qtbot, dialog)


def land(qtbot, dialog):
    dialog.main.click()
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == DONE and dialog.close_button.isEnabled(), timeout=20_000)


@pytest.fixture
def file(tmp_path):
    def made(text, name="deals.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return made


def buttons(dialog):
    return [button.value() for button in dialog.preview.table.heads.buttons]


def choose(qtbot, dialog, column, choice):
    dialog.preview.table.heads.buttons[column].picked.emit(choice)
    settled(qtbot, dialog)


def read_otherwise(qtbot, dialog, key, value):
    assert dialog.preview.form.fields[key].try_commit(value)
    settled(qtbot, dialog)


def test_nothing_is_written_before_import(qtbot, dialog, store, file):
    take(qtbot, dialog, "deals", file(DEALS))
    assert dialog.steps.currentIndex() == PREVIEW
    assert dialog.preview.counts.numbers == (2, 0, 0, 0)
    assert figures.totals(store).deals == 0
    assert store.undo_label is None
    assert dialog.foot_note.text() == "Nothing is written before Import."


def test_what_lands_is_one_action_that_undo_takes_back(qtbot, dialog, store, shell, file):
    take(qtbot, dialog, "deals", file(DEALS))
    land(qtbot, dialog)
    assert figures.totals(store).deals == 2
    assert dialog.done_step.title.text() == "2 deals are in"
    assert "Created on the way: 2 clients." in dialog.done_step.text.text()
    dialog.done_step.undo.click()
    assert figures.totals(store).deals == 0
    assert figures.totals(store).clients == 0
    assert dialog.done_step.title.text() == "The import is taken back"


def test_deals_won_long_ago_can_be_said_to_need_no_project(qtbot, dialog, store, file):
    lines = [f"Old site {n},Inkwell Books,Won,900,2019-03-0{n}" for n in range(1, 4)]
    new = f"New site,Inkwell Books,Won,1200,{today()}"
    take(qtbot, dialog, "deals", file("\n".join(["Deal,Client,Stage,Amount,Closed", *lines, new])))
    land(qtbot, dialog)
    assert deal_board.waiting_count(store) == 4
    assert dialog.done_step.waive.text() == "3 old wins need no project"
    dialog.done_step.waive.click()
    assert deal_board.waiting_count(store) == 1
    assert not dialog.done_step.undo.isVisibleTo(dialog)
    store.undo()
    assert deal_board.waiting_count(store) == 4
    assert figures.totals(store).won == 4


def test_the_way_on_is_the_list(qtbot, dialog, shell, file):
    take(qtbot, dialog, "deals", file(DEALS))
    land(qtbot, dialog)
    assert dialog.main.text() == "Show deals"
    dialog.main.click()
    assert shell.opened() == [("deals.list", {})]
    assert not dialog.isVisible()


def test_columns_are_matched_and_may_be_changed(qtbot, dialog, store, file):
    take(qtbot, dialog, "deals", file("title,worth,colour\nShop,1200,red\n"))
    assert buttons(dialog) == ["title", "", ""]
    choose(qtbot, dialog, 1, "amount")
    choose(qtbot, dialog, 2, "custom:colour")
    assert buttons(dialog) == ["title", "amount", "custom:colour"]
    assert not dialog.ready.mapping.unused
    land(qtbot, dialog)
    assert figures.totals(store).open_minor == 1200_00
    assert store.value("SELECT value FROM custom_value") == "red"


def test_days_and_times_of_day_of_a_tracker_are_seen_as_one_column_each(qtbot, dialog, store, file):
    rows = "Site,2026-11-02,23:15:00,00:45:00,1.5\n"
    take(qtbot, dialog, "time", file("Project,Date,Started At,Ended At,Hours\n" + rows))
    assert buttons(dialog) == ["started", "ended", "project", "hours"]
    assert dialog.ready.table.rows == [("2026-11-02 23:15:00", "2026-11-02 00:45:00 +1d", "Site", "1.5")]
    land(qtbot, dialog)
    assert store.rows("SELECT on_date, minutes, ended_at IS NOT NULL FROM time_entry") == [("2026-11-02", 90, 1)]


def test_a_field_belongs_to_one_column_only(qtbot, dialog, file):
    take(qtbot, dialog, "deals", file("title,amount,other\nShop,1200,9\n"))
    choose(qtbot, dialog, 2, "amount")
    assert buttons(dialog) == ["title", "", "amount"]


def test_a_needed_field_without_a_column_offers_one(qtbot, dialog, store, file):
    take(qtbot, dialog, "deals", file("opportunity_id,account\nA1,Larch\n"))
    assert not dialog.main.isEnabled()
    assert not dialog.preview.refusal.isHidden()
    dialog.preview.refusal.link.click()
    settled(qtbot, dialog)
    assert buttons(dialog)[0] == "title+external_id"
    land(qtbot, dialog)
    assert store.row("SELECT title, external_id FROM deal") == ("A1", "A1")


def test_a_file_of_another_kind_is_recognised(qtbot, dialog, file):
    take(qtbot, dialog, "tasks", file("company,website,postcode,email\nLarch,larch.example,1000,a@example.com\n"))
    assert "look like clients" in dialog.preview.refusal.accessibleName()
    dialog.preview.refusal.link.click()
    settled(qtbot, dialog)
    assert dialog.ready.asked.kind == "clients"
    assert dialog.preview.counts.numbers == (1, 0, 0, 0)


def test_known_records_are_updated_left_or_added_again(qtbot, dialog, store, file):
    clients.find_or_add(store, "Larch")
    take(qtbot, dialog, "clients", file("name,city\nLarch,Ghent\nInkwell,Bruges\n"))
    assert dialog.preview.counts.numbers == (1, 1, 0, 0)
    read_otherwise(qtbot, dialog, "on_duplicate", "skip")
    assert dialog.preview.counts.numbers == (1, 0, 1, 0)
    read_otherwise(qtbot, dialog, "on_duplicate", "create")
    assert dialog.preview.counts.numbers == (2, 0, 0, 0)


def test_dates_and_decimals_may_be_read_otherwise(qtbot, dialog, store, file):
    take(qtbot, dialog, "deals", file("title;amount;expected_close\nShop;1.200;03/04/2027\n"))
    said = dialog.preview.facts.text()
    assert "Dates such as 03/04/2026 are read as" in said
    assert "No currency is given; EUR, the home currency, is taken." in said
    read_otherwise(qtbot, dialog, "dates", "mdy")
    read_otherwise(qtbot, dialog, "decimal", ".")
    land(qtbot, dialog)
    assert store.row("SELECT amount_minor, expected_close_on FROM deal") == (120, "2027-03-04")


def test_the_separator_may_be_read_otherwise(qtbot, dialog, file):
    take(qtbot, dialog, "deals", file(DEALS))
    read_otherwise(qtbot, dialog, "delimiter", ";")
    assert len(buttons(dialog)) == 1
    read_otherwise(qtbot, dialog, "delimiter", ",")
    assert len(buttons(dialog)) == 5


def test_a_wrong_encoding_is_refused_and_what_was_read_stays(qtbot, dialog, file):
    take(qtbot, dialog, "clients", file("name,city\nMüller,Köln\n", encoding="cp1252"))
    assert dialog.ready.table.encoding == "cp1252"
    read_otherwise(qtbot, dialog, "encoding", "utf-8")
    assert "does not fit the encoding utf-8" in dialog.preview.refusal.accessibleName()
    assert dialog.preview.form.fields["encoding"].value() == "cp1252"
    assert dialog.preview.counts.numbers == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.xlsx", b"\x89PNG\r\n"), ("a.csv", b"name,city\n"), ("a.csv", b"\x00\x01\x02\x03" * 400)],
)
def test_a_file_without_a_table_is_refused_in_a_sentence(qtbot, dialog, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    take(qtbot, dialog, "clients", path)
    assert dialog.steps.currentIndex() == CHOOSE
    assert not dialog.choose.refusal.isHidden()
    assert name in dialog.choose.refusal.accessibleName()
    take(qtbot, dialog, "clients", tmp_path / "gone.csv")
    assert "gone.csv" in dialog.choose.refusal.accessibleName()


def test_refused_rows_are_listed_and_can_be_saved(qtbot, dialog, shell, file, tmp_path):
    take(qtbot, dialog, "deals", file("title,amount,note\nShop,12,first\nPoster,a lot,second\n,5,third\n"))
    assert dialog.preview.counts.numbers == (1, 0, 0, 2)
    lines = [[cell.text for cell in line.cells] for line in dialog.preview.refused.table.figures.lines]
    assert [line[:3] for line in lines] == [["2", "Amount", "a lot"], ["3", "Title", ""]]
    dialog.save_refused(tmp_path / "refused.csv")
    settled(qtbot, dialog)
    rows = list(csv.reader((tmp_path / "refused.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["title", "amount", "note", "problem"]
    assert [row[:3] for row in rows[1:]] == [["Poster", "a lot", "second"], ["", "5", "third"]]
    land(qtbot, dialog)
    assert dialog.done_step.title.text() == "1 deal is in"


def test_nearly_the_same_name_is_kept_apart_unless_asked(qtbot, dialog, store, file):
    clients.find_or_add(store, "GTX Pro")
    deals.add(store, "Old")
    take(qtbot, dialog, "deals", file("title,client\nOne,GTXPro\nTwo,GTXPro\n"))
    ((key, switch),) = dialog.preview.likely.switches.items()
    assert key == ("client", "GTXPro", "GTX Pro")
    switch.set_value("same")
    switch.changed.emit("same")
    settled(qtbot, dialog)
    assert dialog.preview.likely.switches
    land(qtbot, dialog)
    assert figures.totals(store).clients == 1


def test_a_sheet_of_a_workbook_is_chosen(qtbot, dialog, tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        for name, city in (("First", "Ghent"), ("Second", "Bruges")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["name", "city"])
            page.write_row(1, 0, [f"Client {name}", city])
    take(qtbot, dialog, "clients", tmp_path / "two.xlsx")
    assert dialog.preview.form.fields["sheet"].value() == "First"
    read_otherwise(qtbot, dialog, "sheet", "Second")
    assert dialog.ready.table.rows[0][0] == "Client Second"


def test_a_file_is_dropped(qtbot, dialog, file):
    dialog.choose.kind.set_value("deals")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file(DEALS)))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, Qt.MouseButton.LeftButton, none)
    dialog.choose.zone.dragEnterEvent(enter)
    assert enter.isAccepted()
    dialog.choose.zone.dropEvent(QDropEvent(QPointF(9, 9), copy, data, Qt.MouseButton.LeftButton, none))
    settled(qtbot, dialog)
    assert dialog.preview.counts.numbers == (2, 0, 0, 0)


def test_back_leads_to_another_file(qtbot, dialog, file):
    take(qtbot, dialog, "deals", file(DEALS))
    dialog.back.click()
    assert dialog.steps.currentIndex() == CHOOSE
    take(qtbot, dialog, "clients", file("name\nLarch\n", "clients.csv"))
    assert dialog.title_label.text() == "Import clients"
    assert dialog.preview.counts.numbers == (1, 0, 0, 0)


def test_closing_while_a_file_is_read_leaves_all_as_it_was(qtbot, dialog, store, file):
    dialog.take_file("deals", file(DEALS))
    dialog.reject()
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    assert figures.totals(store).deals == 0


def test_a_choice_frees_the_field_elsewhere():
    before = ("title+external_id", "client", "")
    assert plan.with_choice(before, 2, "external_id") == ("title", "client", "external_id")
    assert plan.with_choice(before, 0, "") == ("", "client", "")


# --- the real files -------------------------------------------------------------------------


@pytest.fixture
def crm(data):
    folder = data / "crm"
    if not folder.is_dir():
        pytest.skip("the real input is not here")
    return folder


def test_8800_real_deals_land_with_their_known_totals(qtbot, dialog, store, crm):
    take(qtbot, dialog, "products", crm / "products.csv")
    land(qtbot, dialog)
    dialog.show_step(CHOOSE)
    take(qtbot, dialog, "deals", crm / "sales_pipeline.csv")
    dialog.preview.refusal.link.click()
    settled(qtbot, dialog)
    assert dialog.preview.counts.numbers == (8800, 0, 0, 0)
    assert [key[1:] for key in dialog.preview.likely.switches] == [("GTXPro", "GTX Pro")]
    land(qtbot, dialog)
    totals = figures.totals(store)
    assert (totals.deals, totals.won, totals.lost, totals.open) == (8800, 4238, 2473, 2089)
    assert totals.won_minor == 10_005_534_00
    dialog.show_step(CHOOSE)
    take(qtbot, dialog, "deals", crm / "sales_pipeline.csv")
    dialog.preview.refusal.link.click()
    settled(qtbot, dialog)
    assert dialog.preview.counts.numbers == (0, 0, 8800, 0)


def test_a_bad_date_in_row_4711_is_named_and_the_others_land(qtbot, dialog, store, crm, tmp_path):
    lines = (crm / "sales_pipeline.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[4711].split(",")
    cells[5] = "2017-13-45"
    lines[4711] = ",".join(cells)
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    take(qtbot, dialog, "deals", path)
    dialog.preview.refusal.link.click()
    settled(qtbot, dialog)
    (line,) = dialog.preview.refused.table.figures.lines
    assert [cell.text for cell in line.cells[:3]] == ["4,711", "Created", "2017-13-45"]
    assert dialog.preview.counts.numbers == (8799, 0, 0, 1)
    land(qtbot, dialog)
    assert figures.totals(store).deals == 8799
