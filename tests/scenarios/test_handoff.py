"""The handoff as its user lives it: from a won deal to a project, through the wizard, by keyboard and by button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.base import today
from app.domain.workdays import Calendar
from app.services import deal_board, deals, handoff, people, projects
from app.views import jobs, theme
from app.views.handoff import wizard as wizards
from app.views.handoff.plan_rows import Column
from app.views.handoff.wizard import HandoffWizard

SOLD, PROMISED, PLAN, OWNERS, REVIEW = range(5)


@pytest.fixture(autouse=True)
def at_once():
    """Free hours are read before the wizard goes on, and nothing is remembered from the test before."""
    wizards._left_at.clear()
    with jobs.synchronous():
        yield
    wizards._left_at.clear()


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = QWidget()
    made.resize(1440, 900)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.fixture
def opened(window, qtbot):
    """Opens the wizard for a deal, as the window does."""
    made = []

    def open_for(store, deal):
        wizard = HandoffWizard(store, deal, window)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.append(wizard)
        wizard.open()
        wizard.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and wizard.isActiveWindow())
        return wizard

    yield open_for
    for wizard in made:
        wizard.reject()


def won_deal(store, *, promised_in=70):
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum")
    deals.add_line(store, deal, "Discovery", price_minor=320_000, minutes=960)
    deals.add_line(store, deal, "Build", price_minor=840_000, minutes=1_440)
    deals.win(store, [deal], today())
    deals.change(store, deal, "promised_on", Calendar().on_or_after(today() + timedelta(days=promised_in)))
    return deal


def everything(store):
    """What there is of deals and projects."""
    counts = [
        store.value(f"SELECT count(*) FROM {table}")
        for table in ("project", "task", "milestone", "dependency", "handoff")
    ]
    return counts, store.rows("SELECT id, stage_id, client_id, amount_minor FROM deal")


def waiting(store):
    """The won deals without a project."""
    return deal_board.list_ids(store, deal_board.DealFilter(chip="to_hand_off"))


def settle(wizard):
    """Take the last way out of every conflict: leave it as it is."""
    while wizard.work.conflict:
        wizard.work.apply(wizard.work.choices()[0][-1])


def press(qtbot, wizard, key, held=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(wizard.focusWidget() or wizard, key, held)


def test_alone_i_hand_a_deal_off_without_being_asked_for_an_owner(store, opened, qtbot):
    deal = won_deal(store)
    wizard = opened(store, deal)
    assert [row.text() for row in wizard.rail.rows] == ["Sold", "Promised", "Plan", "Dates", "Review"]
    for _ in range(4):
        wizard.next()
    assert wizard.current == REVIEW
    assert "Every task has a date." in wizard.head.words()[1]
    with qtbot.waitSignal(wizard.finished) as told:
        wizard.next()
    project = projects.rows(store, told.args)[0]
    assert (project.name, project.client, project.tasks, project.deal_id) == ("Ticket shop", "Tidepool Museum", 2, deal)
    rows = store.rows("SELECT assignee_id, start_on, due_on FROM task")
    assert {row[0] for row in rows} == {people.me(store).id}
    assert all(row[1] and row[2] for row in rows)


def test_one_undo_takes_the_project_with_all_its_tasks_back(store, opened):
    deal = won_deal(store)
    wizard = opened(store, deal)
    wizard.next()
    wizard.work.choose_template("Website")
    wizard.work.keep()
    before = everything(store)
    settle(wizard)
    for _ in range(4):
        wizard.next()
    assert wizard.project_id is not None
    assert store.value("SELECT count(*) FROM task WHERE assignee_id IS NOT NULL AND due_on IS NOT NULL") == 16
    assert store.undo_label == "Hand off deal"
    store.undo()
    assert everything(store) == before
    assert waiting(store) == [deal]


def test_closing_creates_nothing_and_keeps_the_draft(store, opened, qtbot):
    deal = won_deal(store)
    before = everything(store)
    wizard = opened(store, deal)
    wizard.work.rename("Tickets and doors")
    with qtbot.waitSignal(wizard.finished) as told:
        press(qtbot, wizard, Qt.Key.Key_Escape)
        press(qtbot, wizard, Qt.Key.Key_Escape)
    assert told.args == [None]
    assert everything(store) == before
    assert waiting(store) == [deal]

    again = opened(store, deal)
    assert again.work.plan.project_name == "Tickets and doors"
    assert again.notice.isVisible()
    assert "kept draft" in again.notice.accessibleName()
    again.reject()


def test_a_kept_draft_is_gone_on_with_where_it_was_left(store, opened):
    deal = won_deal(store)
    wizard = opened(store, deal)
    wizard.go(PLAN)
    wizard.work.choose_template("Onboarding")
    wizard.reject()
    again = opened(store, deal)
    assert (again.current, again.work.plan.template_name) == (PLAN, "Onboarding")

    again.notice.link.click()  # Start over
    assert (again.current, again.work.plan.template_name) == (SOLD, None)
    assert not again.notice.isVisible()
    again.reject()
    assert handoff.load_draft(store, deal) is None


def test_opening_and_closing_alone_leaves_nothing_to_undo(store, opened):
    deal = won_deal(store)
    label = store.undo_label
    opened(store, deal).reject()
    assert store.undo_label == label
    assert handoff.load_draft(store, deal) is None


def test_pressing_twice_creates_one_project(store, opened):
    deal = won_deal(store)
    wizard = opened(store, deal)
    for _ in range(4):
        wizard.next()
    button = wizard.next_button
    button.click()
    button.click()
    wizard.next()
    assert store.value("SELECT count(*) FROM project") == 1


def test_what_was_handed_off_meanwhile_is_refused_in_place(store, opened):
    deal = won_deal(store)
    wizard = opened(store, deal)
    handoff.complete(store, handoff.draft(store, deal))
    before = everything(store)
    for _ in range(5):
        wizard.next()
    assert everything(store) == before
    assert wizard.isVisible()
    assert "“Ticket shop” was handed off already" in wizard.notice.accessibleName()
    wizard.reject()


def test_a_deal_handed_off_before_says_so_and_leads_to_its_project(store, opened, window):
    went = []
    window.go = lambda kind, record: went.append((kind, record))
    deal = won_deal(store)
    done = handoff.complete(store, handoff.draft(store, deal))
    wizard = opened(store, deal)
    assert "handed off already" in wizard.guard.sentence.text()
    assert not wizard.next_button.isVisible()
    wizard.guard.button.click()
    assert went == [("project", done.project_id)]


def test_an_open_deal_can_be_won_right_there(store, opened):
    deal = deals.add(store, "Open one", client="Acme")
    wizard = opened(store, deal)
    assert "not won yet" in wizard.guard.sentence.text()
    wizard.guard.button.click()
    assert wizard.guard is None
    assert wizard.next_button.isVisible()
    wizard.reject()


def test_a_deal_without_a_client_gets_one_right_there(store, opened):
    deal = deals.add(store, "Nameless", amount_minor=100_000)
    deals.win(store, [deal], today())
    wizard = opened(store, deal)
    assert "no client" in wizard.guard.sentence.text()
    wizard.guard.client._on_new("Acme Bakery")
    assert wizard.guard is None
    assert (
        store.value("SELECT c.name FROM deal d JOIN client c ON c.id = d.client_id WHERE d.id = ?", (deal,))
        == "Acme Bakery"
    )
    wizard.reject()


def test_a_deal_that_is_gone_can_only_be_closed(store, opened):
    deal = won_deal(store)
    deals.delete(store, [deal])
    wizard = opened(store, deal)
    assert "gone" in wizard.guard.sentence.text()
    assert wizard.guard.button is None
    wizard.reject()


def test_a_deal_without_lines_becomes_one_task_if_i_want(store, opened):
    deal = deals.add(store, "Poster", client="Acme", amount_minor=90_000)
    deals.win(store, [deal], today())
    wizard = opened(store, deal)
    wizard.steps[SOLD].empty.main.click()
    assert wizard.current == PROMISED
    for _ in range(4):
        wizard.next()
    assert store.rows("SELECT title FROM task") == [("Poster",)]


def test_in_a_team_next_leads_to_what_is_open_and_each_role_is_given_away_at_once(store, opened):
    ines = people.add(store, "Ines Invented")
    deal = won_deal(store)
    wizard = opened(store, deal)
    wizard.go(PLAN)
    wizard.work.choose_template("Website")
    wizard.next()
    wizard.next()
    assert wizard.current == OWNERS
    assert "have no owner" in wizard.note.words.text()
    box = wizard.steps[OWNERS].box
    assert wizard.focusWidget() is box.ways[0]
    asked = 0
    while wizard.work.conflict and wizard.work.conflict.kind == "no_owner":
        box.ways[0].taken.emit()
        asked += 1
    assert asked <= 4
    assert not wizard.work.blocking
    assert wizard.head.words()[1].endswith("Every task has an owner and a date.")
    assert ines in {task.owner for task in wizard.work.plan.included}
    wizard.reject()


def test_planned_back_from_the_promise_it_ends_on_that_day(store, opened):
    deal = won_deal(store)
    wizard = opened(store, deal)
    wizard.go(PLAN)
    wizard.work.choose_template("Website")
    wizard.next()
    step = wizard.steps[OWNERS]
    step.mode._on_clicked(1)
    plan = wizard.work.plan
    assert (plan.mode, plan.last_day) == ("finish", plan.finish)
    assert wizard.head.words()[1].startswith("No day to spare.")

    early = Calendar().on_or_after(today() + timedelta(days=56))
    step.date.try_commit(early)
    assert wizard.work.plan.last_day == early
    wizard.reject()


def test_too_late_for_the_promise_says_so_and_offers_ways_out(store, opened):
    deal = won_deal(store, promised_in=14)
    wizard = opened(store, deal)
    wizard.work.choose_template("Website")
    wizard.go(OWNERS)
    assert "late" in wizard.head.words()[1]
    late = next(each for each in wizard.work.conflicts if each.kind == "late")
    assert wizard.work.conflict == late
    ways = wizard.work.choices()[0]
    promise = next(way for way in ways if "and promise" in way.text)
    assert promise.plan.finish == wizard.work.plan.last_day
    assert ways[-1].text == "Keep both dates"
    wizard.work.apply(promise)
    assert all(each.kind != "late" for each in wizard.work.conflicts)
    assert wizard.work.verdict().tone == "good"
    wizard.reject()


def test_started_late_it_offers_the_start_that_fits(store, opened):
    deal = won_deal(store, promised_in=56)
    wizard = opened(store, deal)
    wizard.work.choose_template("Website")
    wizard.work.set_start(Calendar().on_or_after(today() + timedelta(days=50)))
    assert wizard.work.conflict.kind == "late"
    first = wizard.work.choices()[0][0]
    assert first.text.startswith("Start earlier, on ")
    wizard.work.apply(first)
    assert wizard.work.plan.last_day <= wizard.work.plan.finish
    assert wizard.work.plan.first_day >= today()
    wizard.reject()


def test_the_whole_handoff_by_keyboard_alone(store, opened, qtbot):
    deal = won_deal(store)
    wizard = opened(store, deal)
    ctrl, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
    assert wizard.current == PROMISED
    press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
    assert wizard.current == PLAN
    press(qtbot, wizard, Qt.Key.Key_Up)  # from 'No template' to the card above it
    assert wizard.work.plan.template_name == "Onboarding"
    press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
    table = wizard.steps[OWNERS].table
    assert wizard.focusWidget() is table
    press(qtbot, wizard, Qt.Key.Key_Down)
    press(qtbot, wizard, Qt.Key.Key_Up)
    press(qtbot, wizard, Qt.Key.Key_Return)
    qtbot.keyClicks(table.editor.line, "First call")
    qtbot.keyClick(table.editor.line, Qt.Key.Key_Tab)
    assert table.currentIndex().column() == Column.HOURS  # alone there is no owner to choose
    qtbot.keyClicks(table, "5")
    qtbot.keyClick(table.editor.line, Qt.Key.Key_Return)
    first = wizard.work.plan.tasks[0]
    assert (first.title, first.minutes) == ("First call", 300)
    while wizard.work.conflict:
        press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
        press(qtbot, wizard, Qt.Key.Key_Return)
    press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
    assert wizard.current == REVIEW
    press(qtbot, wizard, Qt.Key.Key_Left, alt)
    assert wizard.current == OWNERS
    press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
    press(qtbot, wizard, Qt.Key.Key_Return, ctrl)
    assert store.value("SELECT estimate_minutes FROM task WHERE title = 'First call'") == 300
