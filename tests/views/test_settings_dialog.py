"""The settings: opened with the keyboard, edited in place, saved at once, taken back like anything else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import paths
from app.base import today
from app.services import deals, people, pipelines, public_holidays, rates, settings, tasks
from app.views import jobs, theme
from app.views.dialogs.leaving import LeavingDialog
from app.views.dialogs.settings_dialog import SECTIONS, SettingsDialog
from app.views.shell import Shell
from app.views.window_state import WindowState


@pytest.fixture
def shell(qtbot, qapp, store, tmp_path, monkeypatch):
    """The window with a workspace of Mara, Jonas and Ines."""
    monkeypatch.setattr(paths, "cache_folder", lambda: tmp_path / "cache")
    public_holidays._known.cache_clear()
    theme.apply(qapp)
    people.add(store, "Jonas Sample")
    people.add(store, "Ines Sample")
    made = Shell(WindowState(tmp_path / "config"))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.use(store)
    yield made
    jobs.stop_all()
    made.close()


@pytest.fixture
def opened(qtbot, shell):
    """Opens the settings on a section, with the names of countries and currencies read."""

    def open_on(key):
        with jobs.synchronous():
            dialog = SettingsDialog(shell.store, shell, key)
        dialog.open()
        assert QTest.qWaitForWindowActive(dialog)
        return dialog, dialog.sections[key]

    return open_on


def settle(dialog):
    dialog.shell.hub.flush()
    QApplication.processEvents()


def typed(field, text):
    field.begin_edit()
    field.line_input().setText(text)
    QTest.keyClick(field.line_input(), Qt.Key.Key_Return)
    return field


def choose(field, key):
    assert key in [option.key for option in field._options], field.name
    return field.try_commit(key)


def line(section, name):
    section.dialog.shell.hub.flush()
    return next(row for row in section.table.ordered() if row.name.value() == name)


# --- the dialog ----------------------------------------------------------------------


def test_ctrl_comma_opens_the_settings(qtbot, shell):
    shell.commands.actions["settings"].trigger()
    dialog = shell.findChild(SettingsDialog)
    assert dialog.isVisible()
    assert shell.commands.actions["settings"].shortcut().toString() == "Ctrl+,"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_section_opens_and_the_arrows_walk_them(opened):
    dialog, _ = opened("business")
    for place in SECTIONS[1:]:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
        assert dialog.section == place.key
        assert dialog.sections[place.key].isVisible()
    dialog.step(1)
    assert dialog.section == "business"


def test_ctrl_z_takes_a_change_back_and_the_field_shows_it(opened, store):
    dialog, section = opened("business")
    typed(section.business, "Blue Studio")
    settle(dialog)
    assert "Change business name" in dialog.foot_note.text()
    dialog._chosen().setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert settings.get(store, "business_name", "") == ""
    assert section.business.value() == ""
    assert dialog.foot_note.text() == "Undone: Change business name"
    QTest.keyClick(dialog, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert section.business.value() == "Blue Studio"


def test_closing_takes_what_is_typed_and_stays_for_what_is_refused(opened, store):
    dialog, section = opened("business")
    section.my_name.begin_with("")
    dialog.reject()
    assert dialog.isVisible()
    assert "cannot be empty" in section.my_name.refusal()
    section.my_name.line_input().setText("Mara Berg")
    dialog.reject()
    assert not dialog.isVisible()
    assert people.me(store).name == "Mara Berg"


def test_closing_a_second_time_drops_what_was_refused(opened, store):
    dialog, section = opened("business")
    section.my_name.begin_with("")
    dialog.reject()
    dialog.reject()
    assert not dialog.isVisible() and people.me(store).name == "Mara Sample"


# --- business ------------------------------------------------------------------------


def test_my_name_and_paper_are_kept_at_once(opened, store):
    _, section = opened("business")
    typed(section.my_name, "Mara Berg")
    assert people.me(store) == (people.me(store).id, "Mara Berg", "MB", True)
    for button, paper in zip(section.paper._group.buttons(), ("a4", "us-letter"), strict=True):
        button.click()
        assert section.paper.value() == paper
    assert settings.get(store, "paper") == "us-letter"
    typed(section.my_name, "Jonas Sample")
    assert "named Jonas Sample already" in section.my_name.refusal()


def test_another_home_currency_is_taken_at_once_where_nothing_is_converted(opened, store):
    dialog, section = opened("business")
    assert choose(section.currency, "CHF")
    settle(dialog)
    assert settings.home_currency(store) == "CHF"
    assert "Sums are shown in CHF" in section._under_currency.text()


def test_another_home_currency_asks_for_the_rate_of_the_deals_there_are(opened, store):
    deals.add(store, "One", amount_minor=10_000)
    dialog, section = opened("business")
    choose(section.currency, "CHF")
    QApplication.processEvents()
    assert section.currency.value() == "EUR"
    assert "1 deal is in EUR" in section.ask.words.text()
    typed(section.ask.field, "nothing")
    assert section.ask.field.refusal()
    section.ask.act.click()
    assert settings.home_currency(store) == "EUR"

    typed(section.ask.field, "0,9")
    section.ask.act.click()
    settle(dialog)
    assert section.ask is None
    assert (settings.home_currency(store), section.currency.value()) == ("CHF", "CHF")
    assert [(row.currency, row.rate) for row in rates.listed(store)] == [("EUR", Decimal("0.9"))]


def test_the_home_currency_may_stay_after_all(opened, store):
    deals.add(store, "One", amount_minor=10_000)
    _, section = opened("business")
    choose(section.currency, "CHF")
    QApplication.processEvents()
    section.ask.back.click()
    assert section.ask is None
    assert settings.home_currency(store) == "EUR"


# --- working days --------------------------------------------------------------------


def test_a_day_of_the_week_is_worked_shorter_or_not_at_all(opened, store):
    dialog, section = opened("days")
    typed(section.week.days[4], "6")
    typed(section.week.days[3], "")
    settle(dialog)
    assert settings.week(store) == (480, 480, 480, 0, 360, 0, 0)
    assert section.week._sum.text().strip() == "30 h a week"
    assert store.undo_label == "Change working week"


def test_a_week_without_a_working_day_is_refused_with_a_sentence(opened, store):
    settings.change_week(store, (480, 0, 0, 0, 0, 0, 0))
    _, section = opened("days")
    typed(section.week.days[0], "0")
    assert "no working day" in section.week.message.text()
    assert settings.week(store)[0] == 480
    QTest.keyClick(section.week.days[0].line_input(), Qt.Key.Key_Escape)
    assert section.week.message.isHidden()
    typed(section.week.days[1], "25")
    assert "24 hours" in section.week.message.text()


def test_a_country_and_a_region_bring_their_holidays(opened, store):
    dialog, section = opened("days")
    assert section.country.display("DE") == "Germany"
    assert section._region_row.isHidden()
    choose(section.country, "DE")
    settle(dialog)
    assert not section._region_row.isHidden()
    choose(section.region, "BY")
    settle(dialog)
    assert settings.place(store) == ("DE", "BY")
    assert len(section.holidays.lines) == 5
    assert section.country.try_commit(None)
    settle(dialog)
    assert settings.place(store) == ("", "")
    assert not section.holidays.lines


def test_the_countries_are_read_in_the_background(qtbot, shell):
    settings.change_place(shell.store, "DE")
    dialog = SettingsDialog(shell.store, shell, "days")
    dialog.open()
    section = dialog.sections["days"]
    assert section.country.is_read_only()
    qtbot.waitUntil(lambda: bool(dialog.names.countries), timeout=20_000)
    assert section.country.display(section.country.value()) == "Germany"
    assert not section.country.is_read_only()


def test_days_off_are_added_for_one_person_and_removed(opened, store):
    dialog, section = opened("days")
    off = section.days_off
    off.add()
    assert off.message() == "Choose the first day"
    first = today() + timedelta(7)
    typed(off.name, "Summer break")
    typed(off.first, first.isoformat())
    assert off.last.value() == first
    typed(off.last, (first + timedelta(2)).isoformat())
    off.who.try_commit(people.everyone(store)[1].id)
    off.add_button.click()
    settle(dialog)
    row = off.table.ordered()[0]
    assert (row.name.value(), row.last.value(), row.who.display(row.who.value())) == (
        "Summer break",
        first + timedelta(2),
        "Ines Sample",
    )
    typed(row.last, (first - timedelta(1)).isoformat())
    assert "before the first" in row.message()
    QTest.keyClick(row.last.line_input(), Qt.Key.Key_Escape)
    assert not row.message()
    row.remove.click()
    settle(dialog)
    assert not settings.days_off(store)
    dialog.undo()
    assert len(off.table.ordered()) == 1


# --- people --------------------------------------------------------------------------


def test_a_person_is_added_renamed_and_given_fewer_hours(opened, store):
    dialog, section = opened("people")
    section.head.link.click()
    typed(section.fresh, "Theo Sample")
    settle(dialog)
    row = line(section, "Theo Sample")
    typed(row.email, "theo@example.com")
    typed(row.hours, "20")
    typed(row.name, "Theo Berg")
    settle(dialog)
    theo = next(member for member in people.members(store) if member.name == "Theo Berg")
    assert (theo.email, theo.week, theo.initials) == ("theo@example.com", (240,) * 5 + (0, 0), "TB")
    typed(row.initials, "TOOLONG")
    assert "one to three letters" in row.message()


def test_each_day_of_a_person_unfolds(opened, store):
    dialog, section = opened("people")
    row = line(section, "Jonas Sample")
    row.menu().actions()[0].trigger()
    assert row.week_shown()
    typed(row.week.days[4], "")
    settle(dialog)
    assert row.hours.value() == 4 * 480
    assert settings.week(store) == settings.DEFAULT_WEEK


def test_a_person_keeps_the_holidays_of_another_country(opened, store):
    dialog, section = opened("people")
    row = line(section, "Jonas Sample")
    choose(row.country, "AT")
    settle(dialog)
    assert not row._region_row.isHidden()
    choose(row.region, row.region._options[0].key)
    assert settings.calendar(store, row.member.id).off
    assert not settings.calendar(store).off


def test_i_cannot_be_archived(opened):
    _, section = opened("people")
    archive = section.table.ordered()[0].menu().actions()[-1]
    assert archive.text().startswith("Archive")
    assert not archive.isEnabled()
    assert archive.toolTip() == "This is you"


def test_whoever_leaves_is_asked_for_an_heir(opened, store):
    deal = deals.add(store, "One", owner_id=people.everyone(store)[2].id)
    dialog, section = opened("people")
    row = line(section, "Jonas Sample")
    row.begin_archive()
    assert "answers for 1 deal" in row.ask.words.text()
    row.ask.back.click()
    assert row.ask is None
    row.begin_archive()
    row.ask.field.try_commit(people.me(store).id)
    row.ask.act.click()
    settle(dialog)
    assert [each.name.value() for each in section.table.ordered()] == ["Mara Sample", "Ines Sample"]
    assert store.value("SELECT owner_id FROM deal WHERE id = ?", (deal,)) == people.me(store).id
    assert section._archived_head.text() == "Archived, 1"

    dialog.undo()
    assert len(section.table.ordered()) == 3
    line(section, "Jonas Sample").begin_archive()
    line(section, "Jonas Sample").ask.act.click()
    settle(dialog)
    next(iter(section.archived.widgets.values())).click()
    settle(dialog)
    assert len(people.everyone(store)) == 3


def test_who_has_nothing_in_hand_is_archived_without_a_question(opened, store):
    dialog, section = opened("people")
    line(section, "Ines Sample").begin_archive()
    settle(dialog)
    assert store.undo_label == "Archive person"
    assert len(section.table.ordered()) == 2


def test_each_part_of_the_work_may_go_to_somebody_else(opened, store):
    jonas, ines = people.everyone(store)[2].id, people.everyone(store)[1].id
    for number in range(2):
        deals.add(store, f"Deal {number}", owner_id=jonas)
    tasks.add(store, "Draw", assignee_id=jonas)
    dialog, section = opened("people")
    row = line(section, "Jonas Sample")
    row.begin_archive()
    assert "2 deals and 1 task" in row.ask.words.text()
    row.begin_leaving()
    leaving = dialog.findChild(LeavingDialog)
    leaving._on_every(people.me(store).id)
    leaving.fields["tasks:0"].set_value(ines)
    leaving.submit()
    settle(dialog)
    assert store.value("SELECT assignee_id FROM task") == ines and line_names(section) == ["Mara Sample", "Ines Sample"]


def line_names(section):
    return [each.name.value() for each in section.table.ordered()]


# --- currencies ----------------------------------------------------------------------


def test_a_currency_without_a_rate_is_named_and_given_one(opened, store):
    deals.add(store, "One", amount_minor=10_000, currency="CHF")
    dialog, section = opened("currencies")
    notice = section.lacking.widgets["CHF"]
    assert notice.accessibleName() == "No rate for CHF. 1 deal is in no sum"
    notice.link.click()
    assert section.currency.value() == "CHF"
    section.rate.line_input().setText("1,05")
    section.add_button.click()
    settle(dialog)
    assert [(row.currency, row.rate) for row in rates.listed(store)] == [("CHF", Decimal("1.05"))]
    assert not section.lacking.widgets
    assert section.table.ordered()[0].currency.text().split() == ["CHF", "Swiss", "Franc"]


def test_rates_are_changed_refused_and_removed_in_their_row(opened, store):
    rates.add(store, "USD", today() - timedelta(9), Decimal("0.9"))
    rates.add(store, "USD", today(), Decimal("0.95"))
    dialog, section = opened("currencies")
    newest, oldest = section.table.ordered()
    assert newest.rate.value() == Decimal("0.95")
    typed(oldest.rate, "0.91")
    assert rates.listed(store)[1].rate == Decimal("0.91")
    typed(oldest.rate, "much")
    assert "A rate is a number" in oldest.message()
    typed(oldest.since, today().isoformat())
    assert "has a rate from that day on" in oldest.message()
    newest.remove.click()
    settle(dialog)
    assert len(section.table.ordered()) == 1
    assert store.undo_label == "Remove rate"


def test_a_rate_needs_a_currency_and_a_number(opened):
    _, section = opened("currencies")
    section.add()
    assert section.message() == "Choose the currency"
    section.currency.picker().close()
    choose(section.currency, "USD")
    section.add()
    assert section.message() == "Say what 1 USD costs in EUR"
    assert "EUR" not in [option.key for option in section.currency._options]


# --- the pipeline --------------------------------------------------------------------


def test_a_stage_is_edited_in_its_row(opened, store):
    dialog, section = opened("pipeline")
    row = line(section, "Lead")
    typed(row.name, "First talk")
    typed(row.probability, "15%")
    typed(row.rotting, "")
    choose(row.forecast, "omitted")
    settle(dialog)
    found = pipelines.stages(store, 1)[0]
    assert (found.name, found.probability, found.rotting_days, found.forecast) == ("First talk", 15, None, "omitted")
    typed(row.probability, "150")
    assert "0 to 100" in row.message()
    typed(row.name, "Won")
    assert "named Won already" in row.name.refusal()


def test_stages_move_by_button_and_by_key_and_keep_the_keyboard(opened):
    dialog, section = opened("pipeline")
    row = line(section, "Proposal")
    row.up.setFocus(Qt.FocusReason.TabFocusReason)
    row.up.click()
    settle(dialog)
    assert [each.name.value() for each in section.table.ordered()][:3] == ["Lead", "Proposal", "Qualified"]
    row.name.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(row.name.line_input(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(dialog)
    assert [each.name.value() for each in section.table.ordered()][:3] == ["Lead", "Qualified", "Proposal"]
    assert row.isAncestorOf(dialog.focusWidget())
    assert not line(section, "Lead").up.isEnabled()
    assert not line(section, "Negotiation").down.isEnabled()


def test_won_and_lost_stay_last_and_cannot_go(opened):
    _, section = opened("pipeline")
    for name in ("Won", "Lost"):
        row = line(section, name)
        assert row.probability.is_read_only()
        assert row.up.isHidden() and row.remove.isHidden()
    line(section, "Won").move_by(-1)
    assert "stays last" in section.dialog.refusal.accessibleName()


def test_a_stage_is_added_and_one_with_deals_asks_where_they_go(opened, store):
    deal = deals.add(store, "One", stage_id=pipelines.stages(store, 1)[1].id)
    dialog, section = opened("pipeline")
    section.head.link.click()
    typed(section.fresh, "Contract")
    settle(dialog)
    assert [each.name.value() for each in section.table.ordered()][4] == "Contract"
    line(section, "Contract").remove.click()
    row = line(section, "Qualified")
    row.remove.click()
    assert row.ask.words.text() == "1 deal is in Qualified. To which stage do they go?"
    choose(row.ask.field, pipelines.stages(store, 1)[2].id)
    row.ask.act.click()
    settle(dialog)
    names = [each.name.value() for each in section.table.ordered()]
    assert names == ["Lead", "Proposal", "Negotiation", "Won", "Lost"]
    at = "SELECT s.name FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?"
    assert store.value(at, (deal,)) == "Proposal"
    dialog.undo()
    assert store.value(at, (deal,)) == "Qualified"


def test_another_pipeline_is_added_and_chosen(opened, store):
    dialog, section = opened("pipeline")
    section.pipelines_head.link.click()
    typed(section.fresh_pipeline, "Renewals")
    settle(dialog)
    rows = section.pipelines.ordered()
    assert [row.name.value() for row in rows] == ["New business", "Renewals"]
    assert rows[1].shown.isChecked() and section.head._title.text() == "Stages of Renewals"
    typed(rows[1].name, "Existing clients")
    rows[0].shown.click()
    settle(dialog)
    assert section.head._title.text() == "Stages of New business"
    assert store.value("SELECT count(*) FROM pipeline") == 2


def test_tab_walks_the_rows_in_their_order(opened):
    dialog, section = opened("pipeline")
    line(section, "Negotiation").move_by(-3)
    settle(dialog)
    rows = section.table.ordered()
    rows[0].remove.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows[0].remove, Qt.Key.Key_Tab)
    assert rows[1].isAncestorOf(dialog.focusWidget())


def test_no_section_is_wider_than_the_dialog(opened):
    dialog, _ = opened("business")
    for place in SECTIONS:
        with jobs.synchronous():
            dialog.show_section(place.key)
        settle(dialog)
        assert not dialog.sections[place.key].horizontalScrollBar().maximum(), place.key
