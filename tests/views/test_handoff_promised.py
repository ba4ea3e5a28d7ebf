"""The wizard's steps of what was promised, what lines become, where the work goes, and what the client pays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.base import today
from app.exchange import exporting
from app.services import (
    activities,
    clients,
    deals,
    handoff,
    handoff_rules,
    payments,
    people,
    products,
    projects,
    template_rules,
    template_tasks,
)
from app.views import jobs, theme
from app.views.handoff import wizard as wizards
from app.views.handoff.wizard import HandoffWizard

SOLD, PROMISED, PLAN, OWNERS, REVIEW = range(5)


@pytest.fixture(autouse=True)
def at_once():
    wizards._left_at.clear()
    with jobs.synchronous():
        yield


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = QWidget()
    made.resize(1440, 900)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def opened(window):
    made = []

    def open_for(store, deal, step=SOLD):
        wizard = HandoffWizard(store, deal, window)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizard.open()
        wizard.go(step)
        made.append(wizard)
        return wizard

    yield open_for
    for wizard in made:
        wizard.reject()


def won(store, title="Ticket shop", *, said=True, **line):
    deal = deals.add(store, title, client="Tidepool Museum", amount_minor=1_000_000)
    deals.add_line(store, deal, "Design", price_minor=1_000_000, minutes=960, **line)
    if said:
        activities.log(
            store, "email", "Hello Ada. We will deliver the seat map by 18 January. See you soon.", deal_id=deal
        )
        activities.log(store, "call", "Two rounds of changes are included.", deal_id=deal)
    deals.win(store, [deal], today())
    return deal


def settle(wizard):
    while wizard.work.conflict:
        wizard.work.apply(wizard.work.choices()[0][-1])


def test_next_leads_to_the_promise_that_nobody_has_decided_on(store, opened):
    wizard = opened(store, won(store), PROMISED)
    rows = wizard.steps[PROMISED].rows
    assert [row.is_open for row in rows] == [True, True]
    wizard.next()
    assert wizard.current == PROMISED
    assert wizard.note.words.text() == "Say what becomes of this promise. 1 more promise to decide."
    assert wizard.focusWidget() is rows[0].answer
    assert wizard.rail.rows[PROMISED].settled.text == "2 to decide"


def test_a_promise_is_kept_as_a_task_declined_with_a_reason_or_deferred_to_a_day(store, opened):
    deal = won(store)
    activities.log(store, "note", "We promised free hosting for the first year.", deal_id=deal)
    wizard = opened(store, deal, PROMISED)
    first, second, third = wizard.steps[PROMISED].rows
    first._answer("own")
    second._answer("decline")
    assert second.is_open
    wizard.next()
    assert wizard.note.words.text().startswith("Say why this promise is not kept.")
    second.reason.try_commit("Not part of the order")
    third._answer("defer")
    later = today() + timedelta(days=30)
    third.until.try_commit(later)
    assert wizard.rail.rows[PROMISED].settled.text == "1 kept, 1 declined, 1 deferred"
    settle(wizard)
    for _ in range(4):
        wizard.next()
    rows = store.rows(
        "SELECT outcome, reason, due_on, source, task_id IS NOT NULL, project_id FROM promise ORDER BY id"
    )
    project = wizard.project_id
    assert rows == [
        ("task", "", None, "email", 1, project),
        ("declined", "Not part of the order", None, "call", 0, project),
        ("deferred", "", later.isoformat(), "note", 0, project),
    ]
    title, owner, due, deadline = store.row(
        "SELECT title, assignee_id, due_on, deadline_on FROM task WHERE description LIKE 'Promised%'"
    )
    assert title == "Deliver the seat map by 18 January"
    assert owner == people.me(store).id
    assert due
    assert deadline.endswith("-01-18")


def test_a_promise_may_be_a_part_of_a_task_that_is_planned_already(store, opened):
    wizard = opened(store, won(store), PROMISED)
    row = wizard.steps[PROMISED].rows[0]
    row._answer(wizard.work.plan.tasks[0].key)
    assert len(wizard.work.plan.tasks) == 1
    assert wizard.work.plan.tasks[0].deadline is not None
    assert not row.is_open


def test_any_other_sentence_can_be_marked_or_written(store, opened):
    wizard = opened(store, won(store, said=False), PROMISED)
    step = wizard.steps[PROMISED]
    assert step.empty is not None
    step._write("A bench for the foyer")
    assert [row._promise.text for row in step.rows] == ["A bench for the foyer"]
    step.rows[0].remove.click()
    assert step.rows == []


def test_another_template_keeps_what_was_decided(store, opened):
    wizard = opened(store, won(store), PROMISED)
    wizard.steps[PROMISED].rows[0]._answer("own")
    wizard.work.change(wizard.work.plan.tasks[-1].key, title="Seat map")
    wizard.work.choose_template("Website")
    promise = wizard.work.plan.promises[0]
    assert promise.outcome == "task"
    assert wizard.work.task(promise.task_key).title == "Seat map"


def test_undo_takes_a_decision_back(store, opened):
    wizard = opened(store, won(store), PROMISED)
    wizard.steps[PROMISED].rows[0]._answer("own")
    wizard.undo()
    assert wizard.steps[PROMISED].rows[0].is_open
    assert len(wizard.work.plan.tasks) == 1


def test_a_line_becomes_a_milestone_budget_or_what_comes_again_and_its_product_remembers(store, opened):
    product = products.add(store, "Design", price_minor=100)
    wizard = opened(store, won(store, said=False, product_id=product))
    step = wizard.steps[SOLD]
    step._set_way(wizard.work.lines[0].id, "budget")
    assert wizard.work.plan.tasks == ()
    assert step.becomes[0].text() == "Counts in the budget alone"
    step._set_way(wizard.work.lines[0].id, "milestone")
    assert [m.title for m in wizard.work.plan.milestones] == ["Design"]
    assert [(task.title, task.minutes) for task in wizard.work.plan.tasks] == [("Design", 960)]
    for _ in range(4):
        wizard.next()
        settle(wizard)
    wizard.next()
    assert store.value("SELECT delivers_as FROM product") == "milestone"
    assert store.value("SELECT budget_minor FROM project") == 1_000_000


def test_what_is_sold_by_the_month_comes_again_as_often_as_it_was_sold(store, opened):
    deal = deals.add(store, "Care", client="Acme", amount_minor=60_000)
    deals.add_line(store, deal, "Care plan", quantity="6", unit="months", price_minor=10_000, minutes=720)
    deals.win(store, [deal], today())
    wizard = opened(store, deal)
    task = wizard.work.plan.tasks[0]
    assert (task.repeats, task.times, task.minutes) == ("every month", 6, 120)
    handoff.complete(store, wizard.work.plan)
    rule, when = store.row("SELECT recurrence, recurs_when FROM task")
    assert "FREQ=MONTHLY" in rule
    assert "UNTIL=" in rule
    assert when == "date"


def test_two_deals_of_a_client_become_one_project(store, opened):
    first, second = won(store, said=False), won(store, "Door scanners", said=False)
    wizard = opened(store, first)
    assert [row[1] for row in handoff_rules.together(store, wizard.work.plan)] == ["Door scanners"]
    wizard.work.take_in(second)
    assert len(wizard.steps[SOLD].titles) == 2
    done = handoff.complete(store, wizard.work.plan)
    assert store.rows("SELECT deal_id, project_id FROM handoff ORDER BY id") == [
        (first, done.project_id),
        (second, done.project_id),
    ]
    assert store.value("SELECT budget_minor FROM project") == 2_000_000


def test_more_work_goes_into_a_project_that_is_there_and_a_closed_one_opens_only_when_asked(store, opened):
    done = handoff.complete(store, handoff.draft(store, won(store, said=False)))
    wizard = opened(store, won(store, "More", said=False), PLAN)
    goes = wizard.steps[PLAN].goes
    goes._choose(done.project_id)
    again = handoff.complete(store, wizard.work.plan)
    assert again.project_id == done.project_id
    assert store.value("SELECT budget_minor FROM project") == 2_000_000
    assert projects.rows(store, [done.project_id])[0].tasks == 2


def test_a_project_for_each_milestone_and_a_chain(store, opened):
    wizard = opened(store, won(store, said=False), PLAN)
    wizard.work.choose_template("Website")
    wizard.steps[PLAN].goes._choose("milestones")
    settle(wizard)
    done = handoff.complete(store, wizard.work.plan)
    assert len(done.projects) == 4
    assert sum(store.ids("SELECT budget_minor FROM project")) == 1_000_000
    assert done.tasks == len(wizard.work.plan.included)
    store.undo()
    wizard.steps[PLAN].goes._choose((3, 1))
    done = handoff.complete(store, wizard.work.plan)
    starts = store.ids("SELECT start_on FROM project ORDER BY id")
    assert len(starts) == 3
    assert starts == sorted(set(starts))
    assert store.value("SELECT count(*) FROM project") == 3
    store.undo()
    assert store.value("SELECT count(*) FROM project") == 0


def test_half_at_the_start_and_half_at_the_finish_is_stored_with_the_project(store, opened):
    wizard = opened(store, won(store, said=False), REVIEW)
    card = wizard.steps[REVIEW].payments
    card._choose("halves")
    assert [row.amount.value() for row in card.rows] == [500_000, 500_000]
    card.rows[0].amount.try_commit(300_000)
    assert [row.amount.value() for row in card.rows] == [300_000, 700_000]
    first, last = wizard.work.plan.first_day, wizard.work.plan.last_day
    wizard.next()
    rows = payments.of(store, wizard.project_id)
    assert [(row.title, row.amount_minor, row.due_on) for row in rows] == [
        ("Deposit", 300_000, first), ("Final payment", 700_000, last),
    ]  # fmt: skip


def test_payments_that_do_not_add_up_keep_the_wizard_here(store, opened):
    deal = won(store, said=False)
    wizard = opened(store, deal, REVIEW)
    wizard.steps[REVIEW].payments._choose("end")
    wizard.work.put(wizard.work.plan._replace(payments=(wizard.work.plan.payments[0]._replace(amount_minor=5),)))
    wizard.next()
    assert wizard.project_id is None
    assert "do not add up" in wizard.note.words.text()
    assert "€9,999.95 in no payment" in wizard.steps[REVIEW].payments.gap.text()


def test_payments_of_milestones_move_with_them_and_go_into_the_calendar(store, opened, tmp_path):
    wizard = opened(store, won(store, said=False), REVIEW)
    wizard.work.choose_template("Website")
    settle(wizard)
    wizard.steps[REVIEW].payments._choose("milestones")
    assert sum(payment.amount_minor for payment in wizard.work.plan.payments) == 1_000_000
    done = handoff.complete(store, wizard.work.plan)
    rows = payments.of(store, done.project_id)
    assert [row.due_on for row in rows] == [step.due_on for step in projects.milestones(store, done.project_id)]
    exporting.export(store, "calendar", tmp_path / "due.ics")
    text = (tmp_path / "due.ics").read_text(encoding="utf-8")
    assert text.count("UID:payment-") == 4
    assert "€2\\,500" in text


def test_the_people_at_the_client_are_there_with_who_decides(store, opened):
    deal = won(store, said=False)
    client = store.value("SELECT client_id FROM deal")
    ada = clients.add_contact(store, "Ada Example", client_id=client, role="director")
    clients.change_contact(store, ada, "decides", True, client_id=client)
    wizard = opened(store, deal, REVIEW)
    words = [label.text() for label in wizard.steps[REVIEW].findChildren(QLabel)]
    assert "director, decides" in words
    done = handoff.complete(store, wizard.work.plan)
    assert "Ada Example (director, decides)" in store.value(
        "SELECT brief FROM project WHERE id = ?", (done.project_id,)
    )


def test_an_automatic_rule_that_lacks_something_opens_the_wizard_and_says_what(store, opened):
    deal = won(store)
    template = store.value("SELECT id FROM template WHERE name = 'Website'")
    template_rules.add(store, template, "client", store.value("SELECT client_id FROM deal"), automatic=True)
    wizard = opened(store, deal)
    assert wizard.work.plan.template_name == "Website"
    assert "Its rule could not hand it off by itself" in wizard.notice.accessibleName()
    assert "seat map" in wizard.notice.accessibleName()


def test_a_role_is_given_away_at_once_with_the_free_hours_beside_each_name(store, opened):
    ines = people.add(store, "Ines Invented")
    wizard = opened(store, won(store, said=False), OWNERS)
    wizard.work.choose_template("Website")
    roles = wizard.steps[OWNERS].roles
    assert list(roles.fields) == list(dict.fromkeys(task.role for task in wizard.work.plan.tasks if task.role))
    options = roles._find("Design", "")
    assert all(option.secondary.endswith((" free", " short")) for option in options)
    roles._choose("Design", ines)
    assert {task.owner for task in wizard.work.plan.tasks if task.role == "Design"} == {ines}
    assert roles.fields["Design"].value() == ines


def test_tasks_without_a_role_are_given_away_beside_the_roles(store, opened):
    ines = people.add(store, "Ines Invented")
    first = store.ids(
        "SELECT id FROM template_task WHERE template_id = (SELECT id FROM template WHERE name = 'Website')"
    )[0]
    template_tasks.change(store, first, "role_id", None)
    wizard = opened(store, won(store, said=False), OWNERS)
    wizard.work.choose_template("Website")
    roles = wizard.steps[OWNERS].roles
    assert list(roles.fields)[-1] == "" and roles.fields[""].value() is None
    roles._choose("", ines)
    given = [task for task in wizard.work.plan.included if task.owner == ines]
    assert given and all(task.role is None for task in given)
    assert all(task.owner == ines for task in wizard.work.plan.included if task.role is None)


def test_the_review_shows_the_timeline_and_what_was_said_beside_what_is_possible(store, opened):
    wizard = opened(store, won(store), PROMISED)
    wizard.work.choose_template("Website")
    wizard.steps[PROMISED].rows[0]._answer("own")
    wizard.work.set_promise(today() + timedelta(days=90))
    wizard.go(REVIEW)
    review = wizard.steps[REVIEW]
    assert [span.title for span in review.timeline.bars.spans] == [m.title for m in wizard.work.plan.milestones]
    words = [label.text() for label in review.said_days._rows.findChildren(QLabel)]
    assert sum(text.startswith("possible ") for text in words) == 2


def test_a_sentence_that_is_no_promise_is_not_found_again_when_the_draft_is_opened(store, opened):
    deal = won(store)
    wizard = opened(store, deal, PROMISED)
    wizard.steps[PROMISED].rows[1].remove.click()
    wizard.reject()
    again = opened(store, deal, PROMISED)
    assert [row._promise.text for row in again.steps[PROMISED].rows] == ["We will deliver the seat map by 18 January."]
    activities.log(store, "email", "The crates are included as well.", deal_id=deal)
    again.reject()
    assert len(opened(store, deal, PROMISED).steps[PROMISED].rows) == 2
