"""The whole life of a deal in one sitting, in the real window, by keyboard and mouse: sold with lines and promises, handed off,
worked on, changed, nearly taken back, sold more of, handed back, and renewed."""

from __future__ import annotations

import importlib
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

sys.path.insert(0, str(Path(__file__).parent.parent / "views"))
WINDOW = importlib.import_module("selling_window")

from app.base import today  # noqa: E402
from app.services import change_order_list, deal_board, projects, promise_log, renewal_list, upsell  # noqa: E402
from app.views import jobs  # noqa: E402
from app.views.dialogs.change_order_new import NewChangeOrderDialog  # noqa: E402
from app.views.dialogs.change_order_sheet import ChangeOrderSheet  # noqa: E402
from app.views.dialogs.hand_back_dialog import HandBackDialog  # noqa: E402
from app.views.dialogs.new_deal_from import NewDealFromDialog  # noqa: E402
from app.views.dialogs.renew_dialog import RenewDialog  # noqa: E402
from app.views.dialogs.unwin import UnwinDialog  # noqa: E402
from app.views.dialogs.win_deal import WinDialog  # noqa: E402
from app.views.handoff import wizard as wizards  # noqa: E402
from app.views.handoff.step_plan import TemplateCard  # noqa: E402
from app.views.handoff.wizard import HandoffWizard  # noqa: E402
from app.views.parts.deal_origin import LedTo  # noqa: E402
from app.views.parts.link_row import LinkRow  # noqa: E402

Key, turn, press, type_into, said = WINDOW.Key, WINDOW.turn, WINDOW.press, WINDOW.type_into, WINDOW.said
CTRL = Qt.KeyboardModifier.ControlModifier
SOLD, PROMISED, PLAN, OWNERS, REVIEW = range(5)


@pytest.fixture
def shell(qtbot, store, tmp_path):
    wizards._left_at.clear()
    with jobs.synchronous():
        made = WINDOW.open_window(qtbot, store, tmp_path, "deals.board")
        yield made
        made.close()


def click(widget, at=None):
    """The left button, in the middle of what is seen or at a point of it."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
    turn()


def button(inside, words):
    return next(each for each in inside.findChildren(QAbstractButton) if each.text() == words and each.isVisible())


def dialog(kind):
    turn()
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind), found
    return found


def part(shell, kind):
    return next(each for each in shell.page.findChildren(kind) if each.isVisible())


def status_of(store, project):
    return store.value("SELECT status FROM project WHERE id = ?", (project,))


def new_deal(title, client, amount):
    press(Key.Key_N, CTRL)
    type_into(title)
    press(Key.Key_Tab)
    type_into(client)
    press(Key.Key_Return)
    press(Key.Key_Tab)
    type_into(amount)
    press(Key.Key_Return)
    turn()


def go_to(title):
    press(Key.Key_K, CTRL)
    type_into(title)
    turn()
    press(Key.Key_Return)
    turn()


def add_line(shell, title, price):
    """As in the inspector of the deal: an empty line, its words, its price."""
    lines = shell.page.inspector.lines
    click(lines.head.link)
    type_into(title)
    press(Key.Key_Return)
    turn()
    type_into(price)
    press(Key.Key_Return)
    turn()


def sell(shell, store):
    """A deal with two lines and two promises, won by a key; the wizard is open."""
    new_deal("Ticket shop", "Tidepool Museum", "9000")
    go_to("Ticket shop")
    add_line(shell, "Site map and page list", "4000")
    add_line(shell, "Seat map", "5000")
    shell.page.board.setFocus()
    turn()
    day = today() + timedelta(days=120)
    press(Key.Key_N)
    type_into(f"We will train two people by {day.day} {day:%B} {day.year}. Free hosting is included.")
    press(Key.Key_Return, CTRL)
    shell.page.board.setFocus()
    turn()
    deal = WINDOW.deal_id(store, "Ticket shop")
    assert [row[0] for row in store.rows("SELECT amount_minor FROM deal_line WHERE deal_id = ?", (deal,))] == [
        400_000,
        500_000,
    ]
    press(Key.Key_W)
    dialog(WinDialog)
    press(Key.Key_Return, CTRL)
    turn(8)
    assert WINDOW.stage_of(store, "Ticket shop") == "Won"
    return deal


def hand_off(store, deal):
    """Through the five steps; one promise is kept, one declined, conflicts are left as they are."""
    wizard = dialog(HandoffWizard)
    press(Key.Key_Return, CTRL)
    assert wizard.current == PROMISED
    first, second = wizard.steps[PROMISED].rows
    click(first.answer)
    type_into("A task of its own")
    press(Key.Key_Return)
    click(second.answer)
    type_into("Declined")
    press(Key.Key_Return)
    click(second.reason)
    type_into("Hosting is sold apart")
    press(Key.Key_Return)
    press(Key.Key_Return, CTRL)
    assert wizard.current == PLAN, wizard.note.words.text()
    click(next(card for card in wizard.findChildren(TemplateCard) if card.name == "Website"))
    press(Key.Key_Return, CTRL)
    assert wizard.current == OWNERS, wizard.note.words.text()
    for _ in range(60):
        if wizard.work.conflict is None:
            break
        box = wizard.steps[OWNERS].box
        click(box.ways[-1], QPoint(8, box.ways[-1].height() // 2))
        press(Key.Key_Return)
        turn()
    assert wizard.work.conflict is None
    press(Key.Key_Return, CTRL)
    assert wizard.current == REVIEW, wizard.note.words.text()
    press(Key.Key_Return, CTRL)
    turn(8)
    assert QApplication.activeModalWidget() is None
    project = store.value("SELECT project_id FROM handoff WHERE deal_id = ?", (deal,))
    (row,) = projects.rows(store, [project])
    assert row.unowned == 0 and row.finish_on is not None and row.tasks > 10
    return project


def work(shell, store, project, hours):
    """Time on the first tasks of the template, typed beside the list: so many hours on each."""
    tasks = store.rows(
        "SELECT id, title FROM task WHERE project_id = ? AND title IN (SELECT title FROM template_task) ORDER BY start_on, id LIMIT ?",
        (project, len(hours)),
    )
    for (task, title), spent in zip(tasks, hours, strict=True):
        go_to(title)
        time = shell.page.inspector.time
        click(time.section.link)
        type_into(str(spent))
        press(Key.Key_Return)
        turn()
        assert store.value("SELECT sum(minutes) FROM time_entry WHERE task_id = ?", (task,)) == spent * 60
    return [title for _, title in tasks]


def change_what_is_sold(shell, store, deal):
    """A third line after the handoff: written down, proposed, accepted; its task is in the project."""
    go_to("Ticket shop")
    add_line(shell, "Gift cards", "1800")
    orders = shell.page.inspector.orders
    assert orders.notice.accessibleName().startswith("Not as it was agreed. +€1,800")
    click(orders.notice.link)
    dialog(NewChangeOrderDialog)
    press(Key.Key_Return, CTRL)
    turn()
    (row,) = orders.rows.widgets.values()
    click(row)
    click(button(dialog(ChangeOrderSheet), "Accepted"))
    (order,) = change_order_list.of_deal(store, deal)
    assert (order.state, order.amount_minor, order.tasks) == ("accepted", 180_000, 1)
    assert orders.notice.isHidden()


def think_better_of_taking_it_back(shell, store, project):
    """The card is carried out of Won; asked what becomes of the project, the deal is left won."""
    go_to("Ticket shop")
    press(Key.Key_Escape)
    press(Key.Key_Space)
    press(Key.Key_Left)
    press(Key.Key_Space)
    asks = dialog(UnwinDialog)
    assert not asks.choices["delete"].isEnabled()  # there is time on it
    assert WINDOW.stage_of(store, "Ticket shop") == "Won"
    click(button(asks, "Leave it won"))
    assert QApplication.activeModalWidget() is None
    assert WINDOW.stage_of(store, "Ticket shop") == "Won" and status_of(store, project) in ("planned", "active")
    assert store.undo_label == "Accept change order 1"


def sell_more(shell, store, project):
    """A wish from the project becomes a deal of the same client."""
    shell.go("project", project)
    turn()
    led = part(shell, LedTo)
    click(led.head.link)
    dialog(NewDealFromDialog)
    type_into("Member area")
    press(Key.Key_Return, CTRL)
    turn()
    (wish,) = upsell.of_project(store, project)
    assert (wish.title, wish.kind) == ("Member area", "open")
    assert deal_board.cards(store, [wish.deal_id])[0].client == "Tidepool Museum"


def finish(shell, store, project):
    """Every task is done at once; the project is set to Done, and the hand-back opens by itself."""
    shell.open_page("tasks.list", {"project_id": project})
    turn()
    shell.page.table.setFocus()
    press(Key.Key_A, CTRL)
    press(Key.Key_D)
    turn()
    assert projects.open_tasks(store, project) == 0
    shell.open_page("projects")
    shell.go("project", project)
    turn()
    shell.page.table.setFocus()
    press(Key.Key_S)
    type_into("Done")
    press(Key.Key_Return)
    turn(8)
    assert status_of(store, project) == "done"
    handing = dialog(HandBackDialog)
    assert (handing.told.logged_minutes, handing.told.orders, handing.told.left) == (13 * 60, 1, 0)
    assert handing.told.promises == {"kept": 1, "declined": 1}
    assert handing.learn.isChecked() and handing.renew.isChecked()
    handing.activateWindow()  # this platform gives the window below a closed list the keyboard back
    turn()
    press(Key.Key_Return, CTRL)
    turn()
    assert said(shell) == "Ticket shop handed back; its renewal is planned"


def renew(shell, store, deal):
    """From the renewal beside the deal, by its menu, to a deal of its own, which is won as the first was."""
    (renewal,) = store.ids("SELECT id FROM renewal WHERE deal_id = ?", (deal,))
    go_to("Ticket shop")
    (row,) = shell.page.inspector.renewal.links.findChildren(LinkRow)
    click(row)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and menu.actions()[0].text().startswith("Renew")
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    dialog(RenewDialog).activateWindow()
    turn()
    press(Key.Key_Return, CTRL)
    turn()
    (told,) = renewal_list.rows(store, [renewal])
    assert told.next_id is not None and told.state == "open"
    shell.go("deal", told.next_id)
    turn()
    shell.page.board.setFocus()
    turn()
    press(Key.Key_W)
    click(button(dialog(WinDialog), "Win, hand off later"))
    assert renewal_list.rows(store, [renewal])[0].state == "renewed"
    (again,) = deal_board.cards(store, [told.next_id])
    assert (again.stage_kind, again.client, again.needs_handoff) == ("won", "Tidepool Museum", True)


def test_from_a_lead_to_the_renewal_that_is_won_again(shell, store):
    deal = sell(shell, store)
    project = hand_off(store, deal)
    assert said(shell) == "Ticket shop is a project now"
    assert sorted(each.state for each in promise_log.of_project(store, project)) == ["declined", "under_way"]
    worked = work(shell, store, project, (6, 7))
    change_what_is_sold(shell, store, deal)
    think_better_of_taking_it_back(shell, store, project)
    sell_more(shell, store, project)
    finish(shell, store, project)
    learned = store.rows("SELECT title, minutes FROM template_task WHERE title IN (?, ?)", worked)
    assert dict(learned) == dict(zip(worked, (360, 420), strict=True))
    renew(shell, store, deal)
    assert [WINDOW.stage_of(store, title) for title in ("Ticket shop", "Member area")] == ["Won", "Lead"]
    while store.undo_label is not None:  # all of it can be taken back, to the empty board of the beginning
        press(Key.Key_Z, CTRL)
    assert [store.value(f"SELECT count(*) FROM {table}") for table in ("deal", "project", "task", "renewal")] == [0] * 4
