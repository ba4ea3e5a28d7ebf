"""Rates and rounding in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import open_window, turn
from shiboken6 import isValid

from app.services import people, time_rates
from app.views.dialogs.settings_dialog import SettingsDialog
from app.views.parts.picker import Option


@pytest.fixture
def section(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "projects.board")
    dialog = SettingsDialog(studio, shell, "rates")
    dialog.open()
    turn()
    yield dialog.sections["rates"]
    if isValid(dialog):
        dialog.close()
    if isValid(shell):
        shell.close()
    QApplication.processEvents()


def test_rounding_and_the_workspaces_rate_are_said_in_words(section, studio):
    assert section.rule.display(section.rule.value()) == "As it was worked"
    section.rule.try_commit((15, "nearest"))
    section.whole.try_commit(9000)
    turn()
    assert tuple(time_rates.rounding(studio)) == (15, "nearest") and time_rates.workspace_rate(studio) == 9000


def test_a_person_has_a_rate_and_an_empty_one_forgets_it(section, studio):
    me = people.me(studio).id
    section.people.row(("person", me)).rate.try_commit(8500)
    turn()
    assert studio.value("SELECT bill_rate_minor FROM person WHERE id = ?", (me,)) == 8500
    section.people.row(("person", me)).rate.try_commit(None)
    turn()
    assert studio.value("SELECT bill_rate_minor FROM person WHERE id = ?", (me,)) is None


def test_a_project_and_a_person_on_it_have_rates_of_their_own(section, studio):
    project = studio.value("SELECT id FROM project WHERE name = 'Kiosk app'")
    me = people.me(studio).id
    before = len(time_rates.special_rates(studio))
    section._on_add()
    assert section.on.refusal() == "Choose a client or project"
    section.on.set_choice(Option(("project", project), "Kiosk app"))
    section.who.set_value(me)
    section.amount.set_value(11000)
    section._on_add()
    turn()
    found = time_rates.special_rates(studio)
    assert len(found) == before + 1
    line = next(one for one in found if one.kind == "member")
    assert section.special.row(("member", line.id)).words.text().endswith("on Kiosk app")


def test_enter_after_the_amount_adds_the_rate_and_goes_on_to_the_next(section, studio):
    project = studio.value("SELECT id FROM project WHERE name = 'Kiosk app'")
    before = len(time_rates.special_rates(studio))
    section.on.set_choice(Option(("project", project), "Kiosk app"))
    section.amount.begin_edit()
    line = section.amount.line_input()
    QTest.keyClicks(line, "120.50")
    QTest.keyClick(line, Qt.Key.Key_Return)
    turn()
    found = time_rates.special_rates(studio)
    assert len(found) == before + 1 and found[-1].minor == 12050
    assert section.amount.value() is None and section.on.hasFocus()


def test_all_lines_of_a_refusal_are_in_sight(section):
    field = section.whole
    field.begin_edit()
    field.line_input().setText("100.005")
    assert not field.finish()
    turn()
    assert field.height() >= field.heightForWidth(field.width()) > 60
    field.cancel()
