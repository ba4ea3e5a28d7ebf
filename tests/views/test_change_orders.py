"""Change orders in the window: the deal says that it is not as agreed, the form takes it down, the sheet decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.base import today
from app.reports import reports
from app.services import change_order_list, deal_board, deal_lines, deals, handoff, projects
from app.views import theme
from app.views.dialogs.change_order_new import NewChangeOrderDialog
from app.views.dialogs.change_order_sheet import ChangeOrderSheet
from app.views.parts.change_orders_section import ChangeOrders


class Shell:
    def __init__(self):
        self.said = []

    def toast(self, text, undo=True, *, action=None):
        self.said.append(text)
        self.action = action

    def error(self, message):
        self.said.append(message)


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def sold(store):
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum")
    deals.add_line(store, deal, "Discovery", price_minor=320_000, minutes=960)
    deals.add_line(store, deal, "Build", price_minor=840_000, minutes=2_400)
    deals.win(store, [deal], today())
    return deal, handoff.complete(store, handoff.draft(store, deal)).project_id


@pytest.fixture
def section(store, window, qtbot):
    made = ChangeOrders(store, Shell())
    made.setParent(window)
    return made


def card(store, deal):
    return deal_board.cards(store, [deal])[0]


def opened(section, kind):
    return next(dialog for dialog in section.findChildren(kind) if dialog.isVisible())


def test_a_deal_as_agreed_shows_no_warning(section, store, sold):
    assert section.show_deal(card(store, sold[0]))
    assert section.notice.isHidden()


def test_an_open_deal_has_no_change_orders(section, store):
    assert not section.show_deal(card(store, deals.add(store, "Sign")))


def test_from_the_warning_to_an_accepted_order(section, store, sold):
    deal, project = sold
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    section.show_deal(card(store, deal))
    assert section.notice.accessibleName() == "Not as it was agreed. +€1,800, +12 h: Gift cards added."
    section.notice.link.click()
    form = opened(section, NewChangeOrderDialog)
    assert form.title_field.value() == "Gift cards"
    assert form.foot_note.text() == "+€1,800, +12 h"
    assert [row.title.value() for row in form.tasks] == ["Gift cards"]
    form.submit()
    assert section._shell.said[-1] == "Change order 1 proposed"

    section.show_deal(card(store, deal))
    assert section.notice.isHidden()
    (row,) = section.rows.widgets.values()
    assert row.text() == "1  Gift cards"
    row.click()
    sheet = opened(section, ChangeOrderSheet)
    sheet.accept_button.click()
    assert section._shell.said[-1] == "Change order 1 accepted"
    assert store.value("SELECT count(*) FROM task WHERE title = 'Gift cards' AND project_id = ?", (project,)) == 1
    assert store.undo_label == "Accept change order 1"
    store.undo()
    assert change_order_list.of_deal(store, deal)[0].state == "proposed"


def test_begun_from_the_project_it_sells_and_takes_off(section, store, sold):
    deal, project = sold
    assert section.show_project(projects.detail(store, project))
    section.head.link.click()
    form = opened(section, NewChangeOrderDialog)
    row = form.add_part()
    row.title.finish() if row.title.is_editing() else None
    row.title.set_value("Newsletter")
    row.amount.set_value(90_000)
    row.hours.set_value(480)
    build = next(line for line in deal_lines.lines(store, deal) if line.title == "Build")
    form.less.set_value(build.id)
    form.on_part()
    assert list(form.drops) == store.ids("SELECT id FROM task WHERE deal_line_id = ?", (build.id,))
    assert form.foot_note.text() == "−€7,500, −32 h"
    form.title_field.set_value("Newsletter instead of build")
    form.submit()
    (order,) = change_order_list.of_project(store, project)
    assert (order.amount_minor, order.minutes, order.drops) == (-750_000, -1_920, 1)


def test_what_is_missing_is_said_in_the_form(section, store, sold):
    section.show_project(projects.detail(store, sold[1]))
    section.begin()
    form = opened(section, NewChangeOrderDialog)
    form.title_field.set_value("Nothing yet")
    form.submit()
    assert form.isVisible() and "changes nothing yet" in form._refusal.accessibleName()
    row = form.add_task(None)
    row.title.set_value("Call")
    row.owner.set_value(None)
    form.submit()
    assert "has no owner" in form._refusal.accessibleName()


def test_declining_in_the_sheet_puts_the_deal_back(section, store, sold):
    deal, _ = sold
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    section.show_deal(card(store, deal))
    section.begin()
    opened(section, NewChangeOrderDialog).submit()
    section.open_order(change_order_list.of_deal(store, deal)[0].id)
    opened(section, ChangeOrderSheet).decline.click()
    assert [line.title for line in deal_lines.lines(store, deal)] == ["Discovery", "Build"]


def test_declined_but_left_in_the_deal_it_is_not_offered_again_and_can_be_reconsidered(section, store, sold):
    deal, _ = sold
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    section.show_deal(card(store, deal))
    section.begin()
    opened(section, NewChangeOrderDialog).submit()
    section.open_order(change_order_list.of_deal(store, deal)[0].id)
    sheet = opened(section, ChangeOrderSheet)
    sheet.restore.setChecked(False)
    sheet.decline.click()
    section.show_deal(card(store, deal))
    assert section.notice.isHidden()
    (row,) = section.rows.widgets.values()
    assert "Declined, the deal stays" in row.accessibleName()
    row.click()
    opened(section, ChangeOrderSheet).reconsider.click()
    assert section._shell.said[-1] == "Change order 1 proposed again"
    section.show_deal(card(store, deal))
    row.click()
    opened(section, ChangeOrderSheet).accept_button.click()
    assert change_order_list.of_deal(store, deal)[0].state == "accepted"


def test_the_sheet_is_written_for_the_client_to_sign(section, store, sold, tmp_path: Path):
    deal, _ = sold
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    section.show_deal(card(store, deal))
    section.begin()
    opened(section, NewChangeOrderDialog).submit()
    out = reports.change_order(store, change_order_list.of_deal(store, deal)[0].id, tmp_path / "order.pdf")
    assert out.read_bytes().startswith(b"%PDF")
