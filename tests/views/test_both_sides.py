"""What each side shows of the other: delivery in the deal; promises, new deals and who decides in the project."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.base import UserError, today
from app.services import deal_board, deals, handoff, projects, tasks, timelog, upsell
from app.views import jobs, theme
from app.views.dialogs.new_deal_from import NewDealFromDialog
from app.views.parts.deal_delivery import Delivery
from app.views.parts.deal_origin import DealOrigin, LedTo
from app.views.parts.project_promises import Promises
from app.views.parts.task_history import History
from tests.views.selling_window import open_window, turn


class Shell:
    def __init__(self):
        self.said, self.gone = [], []

    def toast(self, text, undo=True, *, action=None):
        self.said.append(text)

    def go(self, kind, record):
        self.gone.append((kind, record))


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
    deals.add_line(store, deal, "Build", price_minor=840_000, minutes=1_200)
    deals.win(store, [deal], today())
    return deal, handoff.complete(store, handoff.draft(store, deal)).project_id


def card(store, deal):
    return deal_board.cards(store, [deal])[0]


def test_the_deal_shows_how_its_delivery_goes(store, window, sold):
    deal, _ = sold
    timelog.add(store, 600, task_id=store.value("SELECT id FROM task"))
    shown = Delivery(store, lambda _: None)
    shown.setParent(window)
    assert shown.show_delivery(card(store, deal))
    assert shown.budget.text() == "50% of the hours"
    assert shown.health.text() == projects.rows(store, [card(store, deal).project_id])[0].health_text == "On plan"
    assert shown.finish.isVisibleTo(shown) and shown.finish.text() != "No dates yet"


def test_the_deal_shows_the_health_of_an_open_project_and_how_a_finished_one_ended(store, window, sold):
    deal, project = sold
    shown = Delivery(store, lambda _: None)
    shown.setParent(window)
    task = store.value("SELECT id FROM task")
    tasks.change(store, task, "assignee_id", None)
    shown.show_delivery(card(store, deal))
    assert (shown.health.isVisibleTo(shown), shown.health.text()) == (True, "1 task has no owner")
    assert shown.finish.isVisibleTo(shown)
    projects.say_health(store, project, "bad", "The client does not answer")
    shown.show_delivery(card(store, deal))
    assert shown.health.text() == "The client does not answer"
    tasks.move(store, [task], tasks.first_status(store, "done"))
    projects.close(store, project)
    shown.show_delivery(card(store, deal))
    assert shown.health.text() == "Done" and not shown.finish.isVisibleTo(shown)


def test_a_wish_from_a_project_becomes_a_deal_that_both_sides_know(store, window, sold):
    _, project = sold
    shell = Shell()
    led = LedTo(store, shell)
    led.setParent(window)
    assert led.show_project(projects.detail(store, project))
    led.begin()
    QApplication.processEvents()
    dialog = next(each for each in led.findChildren(NewDealFromDialog))
    dialog.name_field.set_value("Member area")
    dialog.amount.set_value(300_000)
    dialog.words.set_value("They asked for it in the review.")
    dialog.submit()
    assert shell.said == ["Member area added"]
    (found,) = upsell.of_project(store, project)
    assert (found.title, found.kind, found.amount_minor) == ("Member area", "open", 300_000)
    made = card(store, found.deal_id)
    assert made.client == "Tidepool Museum"
    assert (
        store.value("SELECT text FROM activity WHERE deal_id = ?", (found.deal_id,))
        == "They asked for it in the review."
    )

    origin = DealOrigin(store, shell)
    origin.setParent(window)
    assert origin.show_deal(made)
    origin.link.click()
    assert shell.gone == [("project", project)]
    store.undo()
    assert upsell.of_project(store, project) == []


def test_a_wish_from_a_task_leads_back_to_the_task(store, sold):
    task = store.value("SELECT id FROM task")
    deal = upsell.start(store, "Second language", task_id=task)
    assert upsell.origin(store, deal).task_id == task
    assert [led.deal_id for led in upsell.of_task(store, task)] == [deal]
    loose = tasks.add(store, "Tidy up")
    with pytest.raises(UserError, match="belongs to no project"):
        upsell.start(store, "More", task_id=loose)


def test_the_task_lists_the_deals_it_led_to_and_each_leads_to_the_other(qtbot, tmp_path, store, sold):
    task = store.value("SELECT id FROM task")
    upsell.start(store, "Second language", task_id=task, amount_minor=250_000)
    with jobs.synchronous():
        shell = open_window(qtbot, store, tmp_path, "tasks.list")
        shell.go("task", task)
        turn()
        inspector = shell.page.inspector
        (row,) = inspector.led.rows.widgets.values()
        assert inspector.led.isVisible() and row.accessibleName().startswith("Second language")
        upsell.start(store, "Newsletter", task_id=task)  # from elsewhere: it is there at once
        turn()
        assert {row.text() for row in inspector.led.rows.widgets.values()} == {"Newsletter", "Second language"}
        inspector.led.rows.widgets[upsell.of_task(store, task)[1].deal_id].click()
        turn()
        origin = shell.page.inspector.origin
        assert shell.page.inspector.title.value() == "Second language" and origin.isVisible()
        origin.link.click()
        turn()
        assert shell.page.inspector.task_id == task
        shell.undo()
        shell.undo()
        turn()
        assert not shell.page.inspector.led.isVisible()
        shell.close()


def test_a_project_without_a_client_has_nobody_to_sell_to(store):
    project = projects.add(store, "Own site")
    with pytest.raises(UserError, match="has no client"):
        upsell.start(store, "More", project_id=project)
    assert store.value("SELECT count(*) FROM deal") == 0


def test_the_project_says_what_became_of_each_promise(store, window, sold):
    deal, project = sold
    task = store.value("SELECT id FROM task")
    with store.write("Promises"):
        store.insert(
            "promise", ("deal_id", "text", "outcome", "task_id", "reason", "created_at"),
            [
                (deal, "We will train two people.", "task", task, "", "2026-11-01T10:00:00Z"),
                (deal, "Free hosting.", "declined", None, "Not ours", "2026-11-01T10:00:00Z"),
            ],
        )  # fmt: skip
    shown = Promises(store, Shell())
    shown.setParent(window)
    assert shown.show_project(projects.detail(store, project))
    notes = [row.accessibleName().split(", ")[1].split(",")[0] for row in shown.rows.widgets.values()]
    assert notes == ["Under way", "Declined"]
    tasks.move(store, [task], tasks.first_status(store, "done"))
    shown.show_project(projects.detail(store, project))
    assert "Kept" in next(iter(shown.rows.widgets.values())).accessibleName()


def test_a_wish_in_a_comment_becomes_a_deal_with_its_words(store, window, sold):
    task = store.value("SELECT id FROM task")
    tasks.add_comment(store, task, "They also want a newsletter.")
    history = History(store, shell := Shell())
    history.setParent(window)
    history.show_task(task, tasks.detail(store, task).timeline)
    comment = next(each for each in tasks.detail(store, task).timeline if each.kind == "comment")
    action = next(each for each in history.menu(comment).actions() if each.text().startswith("New deal"))
    action.trigger()
    QApplication.processEvents()
    dialog = next(iter(history.findChildren(NewDealFromDialog)))
    assert dialog.words.value() == "They also want a newsletter."
    dialog.name_field.set_value("Newsletter")
    dialog.submit()
    assert shell.said == ["Newsletter added"]
    (led,) = upsell.of_task(store, task)
    assert led.title == "Newsletter"
