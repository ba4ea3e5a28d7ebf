"""A project ends: promise beside result, and what follows, in one step; from a won deal to its renewal in one sitting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.base import UserError, today
from app.domain.workdays import Calendar
from app.reports import reports
from app.services import (
    change_order_list,
    deals,
    hand_back,
    handoff,
    projects,
    promise_log,
    settings,
    tasks,
    timelog,
    upsell,
)
from app.views import theme
from app.views.dialogs.change_order_new import NewChangeOrderDialog
from app.views.dialogs.change_order_sheet import ChangeOrderSheet
from app.views.dialogs.hand_back_dialog import HandBackDialog
from app.views.parts.change_orders_section import ChangeOrders
from app.views.parts.hand_back_offer import HandBackOffer
from tests.views.selling_window import open_window

DONE = 4


class Shell:
    def __init__(self):
        self.said = []

    def toast(self, text, undo=True, *, action=None):
        self.said.append(text)

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


def delivered(store, template=None):
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum")
    deals.add_line(store, deal, "Discovery", price_minor=320_000, minutes=960)
    deals.add_line(store, deal, "Build", price_minor=840_000, minutes=2_400)
    deals.win(store, [deal], today())
    deals.change(store, deal, "promised_on", Calendar().on_or_after(today() + timedelta(days=30)))
    return deal, handoff.complete(store, handoff.draft(store, deal, template=template)).project_id


def do_all(store, project):
    ids = store.ids("SELECT id FROM task WHERE project_id = ?", (project,))
    for task, back in ((task, back) for task in ids for back in range(3)):
        timelog.add(store, 1_800 // len(ids) // 3 * 2, task_id=task, on=today() - timedelta(days=back))
    tasks.move(store, ids, tasks.first_status(store, "done"))


def hour_cost(store, minor):
    with store.write("What an hour costs"):
        store.execute("UPDATE person SET cost_rate_minor = ?", (minor,))


def opened(parent, kind):
    return next(dialog for dialog in parent.findChildren(kind) if dialog.isVisible())


def turn():
    for _ in range(3):
        QApplication.processEvents()


def test_promise_and_result_are_compared(store):
    deal, project = delivered(store)
    with store.write("Promises"):
        task = store.value("SELECT min(id) FROM task")
        store.insert(
            "promise", ("deal_id", "text", "outcome", "task_id", "reason", "created_at"),
            [
                (deal, "We will train two people.", "task", task, "", "2026-11-01T10:00:00Z"),
                (deal, "Free hosting.", "declined", None, "Not ours", "2026-11-01T10:00:00Z"),
                (deal, "Ready by spring.", "open", None, "", "2026-11-01T10:00:00Z"),
            ],
        )  # fmt: skip
    do_all(store, project)
    told = hand_back.result(store, project)
    assert told.over_days is not None and told.over_days < 0  # before the promise
    assert (told.sold_minutes, told.logged_minutes, told.over_minutes) == (3_360, 3_600, 240)
    assert told.promises == {"kept": 1, "declined": 1, "open": 1}
    assert [each.state for each in promise_log.of_project(store, project)] == ["kept", "declined", "open"]
    assert (told.done, told.dated, told.on_time, told.left) == (2, 2, 2, 0)
    assert told.margin is None  # nobody said what an hour costs
    hour_cost(store, 5_000)
    told = hand_back.result(store, project)
    assert told.cost_minor == 60 * 5_000 and told.margin == pytest.approx(1 - 300_000 / 1_160_000)


def test_open_tasks_are_asked_about(store, window):
    _, project = delivered(store)
    with pytest.raises(UserError, match="2 open tasks"):
        hand_back.finish(store, project)
    dialog = HandBackDialog(window, store, Shell(), project)
    dialog.open()
    dialog.renew.setChecked(False)
    dialog.submit()
    assert dialog.isVisible() and "2 open tasks" in dialog._refusal.accessibleName()
    dialog.cancel_left.setChecked(True)
    dialog.submit()
    assert store.value("SELECT status FROM project WHERE id = ?", (project,)) == "done"
    assert store.undo_label == "Hand back project"
    store.undo()
    assert store.value("SELECT status FROM project WHERE id = ?", (project,)) == "planned"
    assert projects.open_tasks(store, project) == 2


def test_the_project_says_that_it_is_ready_and_then_how_it_went(store, window):
    _, project = delivered(store)
    offer = HandBackOffer(store, Shell())
    offer.setParent(window)
    assert not offer.show_project(projects.detail(store, project))
    do_all(store, project)
    assert offer.show_project(projects.detail(store, project))
    assert "Every task is done" in offer.notice.accessibleName()
    hand_back.finish(store, project)
    assert offer.show_project(projects.detail(store, project))
    assert "with 60 h of 56 h" in offer.notice.accessibleName()


def test_hours_go_back_to_the_template_with_one_tick(store, window):
    _, project = delivered(store, template="Onboarding")
    do_all(store, project)
    learned = hand_back.learned(store, project)
    assert learned is not None and learned.template == "Onboarding"
    dialog = HandBackDialog(window, store, Shell(), project)
    dialog.open()
    assert dialog.learn.isChecked()
    dialog.submit()
    assert hand_back.learned(store, project) is None


def test_the_comparison_is_written_as_pdf(store, tmp_path):
    _, project = delivered(store)
    do_all(store, project)
    assert reports.hand_back(store, project, tmp_path / "back.pdf").read_bytes().startswith(b"%PDF")


def test_from_a_won_deal_to_the_renewal_in_one_sitting(store, window):
    shell = Shell()
    settings.put(store, "business_name", "Sample Studio")
    deal, project = delivered(store)
    hour_cost(store, 5_000)

    # The client wants more; the deal grows, and the difference becomes an accepted change order.
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    section = ChangeOrders(store, shell)
    section.setParent(window)
    section.show_project(projects.detail(store, project))
    section.notice.link.click()
    opened(section, NewChangeOrderDialog).submit()
    section.open_order(change_order_list.of_project(store, project)[0].id)
    opened(section, ChangeOrderSheet).accept_button.click()
    assert projects.detail(store, project).row.tasks == 3

    # A wish for later becomes a deal of its own.
    wish = upsell.start(store, "Member area", project_id=project, words="They asked for a member area next year.")
    assert [led.deal_id for led in upsell.of_project(store, project)] == [wish]
    assert upsell.origin(store, wish).project == "Ticket shop"

    # The work is done and handed back; the renewal is planned.
    do_all(store, project)
    offer = HandBackOffer(store, shell)
    offer.setParent(window)
    assert offer.show_project(projects.detail(store, project))
    offer.notice.link.click()
    turn()
    dialog = opened(offer, HandBackDialog)
    told = dialog.told
    assert (told.sold_minutes, told.orders, told.sold_minor) == (960 + 2_400 + 720, 1, 1_340_000)
    dialog.amount.set_value(450_000)
    dialog.submit()
    assert shell.said[-1] == "Ticket shop handed back; its renewal is planned"
    row = store.row("SELECT deal_id, amount_minor, state, due_on > ? FROM renewal", (today().isoformat(),))
    assert row == (deal, 450_000, "due", 1)
    assert projects.detail(store, project).row.status == "done"
    assert hand_back.proposal(store, project) is None  # it has one now
    store.undo()
    assert projects.detail(store, project).row.status == "active"
    assert store.value("SELECT count(*) FROM renewal") == 0


@pytest.fixture
def in_parts(qtbot, store, tmp_path):
    """A deal that became a project for each milestone, in the window; the projects in their order."""
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum", amount_minor=1_000_000)
    deals.win(store, [deal], today())
    plan = handoff.draft(store, deal, template="Website")._replace(split="milestones")
    made = handoff.complete(store, plan).projects
    assert len(made) > 2
    shell = open_window(qtbot, store, tmp_path, "projects")
    yield shell, list(made)
    for dialog in shell.findChildren(HandBackDialog):
        dialog.reject()
    shell.close()


def asked_of(shell):
    turn()
    return [dialog.told.project_id for dialog in shell.findChildren(HandBackDialog) if dialog.isVisible()]


def test_the_hand_back_opens_by_itself_when_the_last_project_of_a_deal_ends(store, in_parts):
    shell, parts = in_parts
    for project in parts:
        tasks.move(store, store.ids("SELECT id FROM task WHERE project_id = ?", (project,)), DONE)
    for project in parts[:-1]:
        shell.page.verbs.set_status([project], "done")
        assert asked_of(shell) == []
    shell.page.verbs.set_status([parts[-1]], "done")
    assert asked_of(shell) == [parts[-1]]
    dialog = opened(shell, HandBackDialog)
    assert dialog.cancel_left is None and dialog.renew.isChecked()
    dialog.submit()
    assert asked_of(shell) == []
    assert store.value("SELECT count(*) FROM renewal") == 1


def test_all_at_once_the_last_with_open_tasks_is_asked_about_and_then_closed(store, in_parts):
    shell, parts = in_parts
    for project in parts[:-1]:
        tasks.move(store, store.ids("SELECT id FROM task WHERE project_id = ?", (project,)), DONE)
    shell.page.verbs.set_status(parts, "done")
    assert [store.value("SELECT status FROM project WHERE id = ?", (project,)) for project in parts[:-1]] == [
        "done"
    ] * (len(parts) - 1)
    assert asked_of(shell) == [parts[-1]]
    dialog = opened(shell, HandBackDialog)
    assert dialog.cancel_left is not None
    dialog.cancel_left.setChecked(True)
    dialog.submit()
    assert store.value("SELECT status FROM project WHERE id = ?", (parts[-1],)) == "done"
    assert projects.open_tasks(store, parts[-1]) == 0


def test_where_more_of_the_deal_is_open_nothing_opens_by_itself(store, in_parts):
    shell, parts = in_parts
    assert hand_back.last_of_deals(store, parts[:1]) == []
    projects.delete(store, parts[1:])
    assert hand_back.last_of_deals(store, parts[:1]) == parts[:1]  # deleted ones end nothing, they never were
    own = projects.add(store, "Own site")
    shell.page.verbs.set_status([own], "done")
    assert asked_of(shell) == []
