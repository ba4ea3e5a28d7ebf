"""Settings > Currencies > Import rates: the file is shown before it lands, and one Undo takes it back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import open_window, turn

from app.services import deals, rates
from app.views import jobs
from app.views.dialogs.settings_dialog import SettingsDialog


@pytest.fixture
def dialog(qtbot, store, tmp_path):
    deals.add(store, "Overseas", amount_minor=100_00, currency="USD")
    shell = open_window(qtbot, store, tmp_path, "deals.board")
    with jobs.synchronous():
        made = SettingsDialog(store, shell, "currencies")
        made.open()
        turn()
        yield made


@pytest.fixture
def section(dialog):
    return dialog.sections["currencies"]


def take(section, tmp_path, text):
    path = tmp_path / "rates.csv"
    path.write_text(text, encoding="utf-8")
    section.take_file(path)
    turn()
    return section.preview


def shown(preview):
    return [tuple(cell.text for cell in line.cells) for line in preview.table.figures.lines]


BANK = "Date,USD,GBP\n2026-11-06,1.25,0.8\n2026-11-05,1.6,0.5\n"


def test_the_file_is_shown_with_the_currencies_in_use(section, tmp_path):
    preview = take(section, tmp_path, BANK)
    assert [row[0] for row in shown(preview)] == ["USD", "USD"]
    assert shown(preview)[0][2:] == ("0.8 EUR", "", "new")
    assert preview.counts.text() == "2 new, 0 changed, 0 as they are"
    assert preview.import_button.text() == "Import 2 rates"
    assert not section.add_button.isVisible()
    preview.which._group.button(1).click()
    assert preview.import_button.text() == "Import 4 rates"


def test_it_lands_as_one_action_and_is_undone(section, dialog, store, tmp_path, qtbot):
    rates.add(store, "USD", rates.today(), rates.parse("0.9"))
    preview = take(section, tmp_path, BANK)
    preview.import_button.click()
    qtbot.waitUntil(lambda: section.preview is None)
    turn()
    assert section.add_button.isVisible()
    assert len(rates.listed(store)) == 3
    assert dialog.foot_note.text() == "2 rates imported"
    dialog.undo_button.click()
    turn()
    assert len(rates.listed(store)) == 1


def test_the_other_way_round(section, tmp_path):
    preview = take(section, tmp_path, BANK)
    preview.quoted._group.button(1).click()
    assert shown(preview)[0][2] == "1.25 EUR"
    assert "1 of the currency costs so many EUR" in preview.stated.text()


def test_what_is_refused_is_named(section, tmp_path):
    preview = take(section, tmp_path, BANK + "2026-13-01,1.3,0.8\n")
    assert preview.refused.isVisible()
    assert preview.refused.accessibleName().startswith("1 refused. Row 3, date 2026-13-01")


def test_another_table_is_refused_with_a_sentence(section, dialog, tmp_path):
    assert take(section, tmp_path, "name,city\nAcme,Sampletown\n") is None
    assert dialog.refusal.isVisible()
    assert dialog.refusal.accessibleName().startswith("This table holds no rates")


def test_cancel_changes_nothing(section, store, tmp_path):
    preview = take(section, tmp_path, BANK)
    preview.cancel.click()
    turn()
    assert section.preview is None and rates.count(store) == 0
