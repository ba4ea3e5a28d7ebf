"""The deal beside the board: every field by itself, lines, the next step, notes, and ways out of what is wrong."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, choose, deal_id, fill, open_window, said, stage_of, turn

from app.base import today
from app.services import clients, deal_detail, deals
from app.views.parts.deal_lines import parse_quantity
from app.views.parts.moments import wrapped


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


@pytest.fixture
def show(page, shell):
    def open_(title):
        shell.go("deal", deal_id(page.store, title))
        turn()
        return page.inspector

    return open_


def detail(page, title):
    return deal_detail.detail(page.store, deal_id(page.store, title))


def warnings(inspector):
    return [strip._title.text() for strip in inspector.warnings.strips if not strip.isHidden()]


def test_it_shows_the_deal_in_its_order(show):
    inspector = show("Rebrand and site")
    assert inspector.title.value() == "Rebrand and site"
    assert inspector.client_link.text() == "Basil & Oak"
    assert inspector.fields.amount.value() == 3_840_000
    assert inspector.fields.amount.hint() == "from 5 lines"
    assert inspector.fields.amount.is_read_only()
    assert inspector.fields.closes.hint() == "in 15 days"
    assert inspector.fields.forecast.display("best_case") == "Best case"
    assert inspector.step.step.value() == "Present proposal"
    assert [row.title.value() for row in inspector.lines.rows][:2] == ["Content", "Design"]


@pytest.mark.parametrize(
    ("field", "typed", "column", "expected"),
    [
        ("amount", "12,500", "amount_minor", 1_250_000),
        ("probability", "80", "probability", 80),
        ("closes", "+20", "expected_close_on", today() + timedelta(days=20)),
    ],
)
def test_a_field_commits_by_itself_and_undo_takes_it_back(page, shell, show, field, typed, column, expected):
    inspector = show("Shop migration")
    before = getattr(detail(page, "Shop migration").card, column)
    fill(getattr(inspector.fields, field), typed)
    assert getattr(detail(page, "Shop migration").card, column) == expected
    shell.undo()
    turn()
    assert getattr(detail(page, "Shop migration").card, column) == before


def test_what_is_no_amount_is_refused(page, show):
    inspector = show("Shop migration")
    fill(inspector.fields.amount, "38.4o0")
    assert "€18,400 is kept" in inspector.fields.amount.refusal()
    assert detail(page, "Shop migration").card.amount_minor == 1_840_000
    inspector.fields.amount.cancel()


def test_an_own_probability_goes_back_to_the_stage_s(page, show):
    inspector = show("Shop migration")
    fill(inspector.fields.probability, "80")
    assert not inspector.fields.probability.back.isHidden()
    inspector.fields.probability.back.click()
    turn()
    assert not detail(page, "Shop migration").card.own_probability


def test_owner_forecast_and_source_are_chosen(page, show):
    inspector = show("Shop migration")
    inspector.fields.unfold()
    choose(inspector.fields.owner, "Theo")
    choose(inspector.fields.forecast, "Commit")
    choose(inspector.fields.source, "Referral")
    found = detail(page, "Shop migration")
    assert (found.card.owner, found.forecast, found.source) == ("Theo Sample", "commit", "Referral")
    choose(inspector.fields.forecast, "From the stage")
    assert not detail(page, "Shop migration").own_forecast


def test_another_client_takes_the_contact_along(page, show):
    inspector = show("Rebrand and site")
    inspector.fields.unfold()
    choose(inspector.fields.client, "Tideway")
    found = detail(page, "Rebrand and site")
    assert (found.card.client, found.contact) == ("Tideway Energy", None)
    choose(inspector.fields.contact, "Somebody New")
    assert detail(page, "Rebrand and site").contact == "Somebody New"


def test_a_promise_is_noted_and_then_always_shown(page, show):
    inspector = show("Shop migration")
    assert inspector.fields.row("Promised").isHidden()
    inspector.fields.unfold()
    fill(inspector.fields.promised, "+60")
    assert detail(page, "Shop migration").promised_on == today() + timedelta(days=60)


# The strip of stages


def test_a_click_on_the_strip_moves_the_deal(page, shell, show):
    inspector = show("Shop migration")
    assert inspector.strip._next.text() == "next: Negotiation"
    inspector.strip.segments[3].click()
    turn()
    assert stage_of(page.store, "Shop migration") == "Negotiation"
    assert said(shell) == "Shop migration moved to Negotiation"


def test_the_strip_is_walked_with_arrows_and_moves_with_enter(page, show):
    inspector = show("Shop migration")
    here = inspector.strip.segments[2]
    here.setFocus()
    QTest.keyClick(here, Key.Key_Left)
    assert inspector.strip._next.text() == "move to Qualified"
    QTest.keyClick(inspector.strip.segments[1], Key.Key_Return)
    turn()
    assert stage_of(page.store, "Shop migration") == "Qualified"


def test_won_on_the_strip_asks_first(page, show):
    show("Shop migration").strip.segments[4].click()
    turn()
    assert stage_of(page.store, "Shop migration") == "Proposal"
    assert page.verbs.dialog.isVisible()
    page.verbs.dialog.reject()


# The next step


def test_a_tick_ends_the_step_and_asks_for_the_next(page, shell, show):
    inspector = show("Rebrand and site")
    inspector.step.tick.click()
    turn()
    found = detail(page, "Rebrand and site")
    assert (found.card.next_step, found.card.next_step_on) == ("", None)
    assert "Present proposal" in [moment.text for moment in found.timeline if moment.kind == "todo"]
    assert inspector.step.step.is_editing()
    inspector.step.step.cancel()
    shell.undo()
    turn()
    assert detail(page, "Rebrand and site").card.next_step == "Present proposal"


def test_a_step_and_its_day_are_edited_in_place(page, show):
    inspector = show("Annual report")
    assert inspector.step.note.text() == "No next step"
    fill(inspector.step.step, "Call the museum")
    fill(inspector.step.on_day, "tomorrow")
    card = detail(page, "Annual report").card
    assert (card.next_step, card.next_step_on) == ("Call the museum", today() + timedelta(days=1))


# Warnings and their ways out


def test_no_client_leads_to_the_list_of_clients(page, show):
    deals.add(page.store, "Mystery")
    inspector = show("Mystery")
    assert warnings(inspector) == ["No client"]
    inspector.warnings.strips[0].link.click()
    turn()
    picker = inspector.fields.client.picker()
    picker.search_line().setText("Quiet Harbour")
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()
    assert detail(page, "Mystery").card.client == "Quiet Harbour"
    assert warnings(inspector) == []


def test_a_passed_close_date_leads_to_its_field(show):
    inspector = show("Shelf labels")
    assert "Close date passed" in warnings(inspector)
    inspector.warnings.strips[0].link.click()
    assert inspector.fields.closes.is_editing()
    inspector.fields.closes.cancel()


def test_a_won_deal_leads_to_its_handoff(page, shell, show, monkeypatch):
    asked = []
    monkeypatch.setattr(shell, "start_handoff", asked.append)
    inspector = show("Ticket shop")
    assert warnings(inspector) == ["No project yet"]
    inspector.warnings.strips[0].link.click()
    assert asked == [deal_id(page.store, "Ticket shop")]


def test_a_held_deal_can_be_resumed(page, show):
    deals.hold(page.store, [deal_id(page.store, "Loyalty app")], today() + timedelta(days=9))
    inspector = show("Loyalty app")
    assert warnings(inspector) == ["On hold"]
    inspector.warnings.strips[0].link.click()
    turn()
    assert not detail(page, "Loyalty app").card.on_hold


# Lines


def test_a_line_is_edited_in_place_and_the_amount_follows(page, show):
    inspector = show("Rebrand and site")
    fill(inspector.lines.rows[2].price, "2,000")
    fill(inspector.lines.rows[2].quantity, "10 pages")
    fill(inspector.lines.rows[2].title, "Website, 10 templates")
    line = detail(page, "Rebrand and site").lines[2]
    assert (line.title, line.quantity, line.unit, line.amount_minor) == (
        "Website, 10 templates",
        "10",
        "pages",
        2_000_000,
    )
    assert inspector.fields.amount.value() == 3_840_000 - 1_680_000 + 2_000_000


def test_the_first_line_takes_over_what_the_deal_is_worth(page, show):
    inspector = show("Shop migration")
    inspector.lines.begin_typing()
    fill(inspector.lines._fresh.title, "All of it")
    found = detail(page, "Shop migration")
    assert [(line.title, line.amount_minor) for line in found.lines] == [("All of it", 1_840_000)]
    assert inspector.lines.rows[0].price.is_editing()
    inspector.lines.rows[0].price.cancel()


def test_a_line_is_removed_and_comes_back(page, shell, show):
    inspector = show("Rebrand and site")
    inspector.lines.rows[0].remove.click()
    turn()
    assert len(inspector.lines.rows) == 4
    assert said(shell) == "Content removed"
    shell.undo()
    turn()
    assert inspector.lines.rows[0].title.value() == "Content"


def test_what_is_no_quantity_is_refused(show):
    inspector = show("Rebrand and site")
    fill(inspector.lines.rows[0].quantity, "some")
    assert "Write a number" in inspector.lines.rows[0].quantity.refusal()
    inspector.lines.rows[0].quantity.cancel()


def test_quantities_have_units():
    assert parse_quantity("20 h") == ("20", "h")
    assert parse_quantity("2,5 days") == ("2.5", "days")
    assert parse_quantity("8") == ("8", "")


# What happened, and what became of it


def test_a_call_is_written_down(page, show):
    inspector = show("Shop migration")
    inspector.log.begin()
    inspector.log.kind._group.button(1).click()
    inspector.log.field.begin_edit()
    inspector.log.field.text_input().setPlainText("Wants it before Easter")
    inspector.log.field.finish()
    turn()
    newest = inspector.log._all[0]
    assert (newest.kind, newest.text) == ("call", "Wants it before Easter")
    assert not inspector.log.field.isVisible()


def test_a_delivered_deal_leads_to_its_project(show, shell, monkeypatch):
    show("Service portal")
    gone = []
    monkeypatch.setattr(shell, "go", lambda kind, record: gone.append(kind))
    delivery = shell.page.inspector.delivery
    assert delivery.link.text() == "Service portal"
    delivery.link.click()
    assert gone == ["project"]


def test_a_closed_deal_can_be_reopened_and_its_reason_corrected(page, show):
    inspector = show("Poster series")
    assert not inspector.reopen.isHidden()
    assert inspector.win.isHidden()
    choose(inspector.fields.reason, "Timing")
    assert detail(page, "Poster series").lost_reason == "Timing"
    inspector.reopen.click()
    turn()
    assert stage_of(page.store, "Poster series") == "Negotiation"


def test_a_deleted_deal_closes_its_inspector(page, show):
    inspector = show("Loyalty app")
    page.board.selection.clear()
    inspector.show_deal(deal_id(page.store, "Loyalty app"))
    deals.delete(page.store, [inspector.deal_id])
    turn()
    assert inspector.deal_id is None
    assert not page.beside.is_open


def test_what_is_typed_stays_when_the_deal_changes_elsewhere(page, show):
    inspector = show("Shop migration")
    inspector.title.begin_edit()
    inspector.title.line_input().setText("Half a na")
    deals.change(page.store, inspector.deal_id, "expected_close_on", today())
    turn()
    assert inspector.title.line_input().text() == "Half a na"
    inspector.title.cancel()


def test_long_notes_wrap_and_end_in_an_ellipsis(qapp):
    lines = wrapped("one two three four five six seven eight nine ten", 80, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert wrapped("short", 200, 3) == ["short"]
    assert wrapped("", 200, 3) == [""]


def test_a_client_with_a_name_of_any_length_cuts_nothing_else_off(page, show):
    inspector = show("Rebrand and site")
    client = page.store.value("SELECT client_id FROM deal WHERE title = 'Rebrand and site'")
    name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    clients.change(page.store, client, "name", name)
    turn()
    assert inspector.client_link.text() == name
    assert inspector.client_link.toolTip() == name
    assert inspector.client_link.width() < inspector.client_link.sizeHint().width()
    inside = inspector.area.widget()
    assert inside.width() == inspector.area.viewport().width()
    link = inspector.lines.head.link
    assert link.mapTo(inside, link.rect().topRight()).x() < inside.width()


def test_the_keyboard_is_never_on_what_is_scrolled_out_of_sight(page, show):
    inspector = show("Rebrand and site")
    bar = inspector.area.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    first = inspector.fields.amount
    assert first.visibleRegion().isEmpty()
    page.setFocus()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    turn()
    assert not first.visibleRegion().isEmpty()
