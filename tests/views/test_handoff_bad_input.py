"""What is wrong with a deal, a template, a person, a day or the disk is a sentence in the wizard, and nothing is half done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.base import UserError, today
from app.domain.workdays import Calendar
from app.models.tables import COLUMNS
from app.services import deals, handoff, people, settings, template_rules, template_tasks
from app.views import jobs, theme
from app.views.handoff import wizard as wizards
from app.views.handoff.step_plan import TemplateCard
from app.views.handoff.wizard import HandoffWizard

SOLD, PROMISED, PLAN, OWNERS, REVIEW = range(5)
WEEK = Calendar()


@pytest.fixture(autouse=True)
def at_once():
    wizards._left_at.clear()
    with jobs.synchronous():
        yield


@pytest.fixture
def opened(qtbot, qapp):
    theme.apply(qapp)
    window = QWidget()
    window.resize(1440, 900)
    qtbot.addWidget(window)
    window.show()
    made = []

    def open_for(store, deal, step=SOLD):
        wizard = HandoffWizard(store, deal, window)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizard.open()
        if wizard.work is not None:
            wizard.go(step)
        made.append(wizard)
        return wizard

    yield open_for
    for wizard in made:
        wizard.reject()


def won(store, *, client="Tidepool Museum", amount=1_000_000, line=True):
    deal = deals.add(store, "Ticket shop", client=client, amount_minor=amount)
    if line:
        deals.add_line(store, deal, "Design", price_minor=amount or 0, minutes=960)
    deals.win(store, [deal], today())
    return deal


def template(store, name, *titles, minutes=0):
    with store.write("Add template"):
        store.execute("INSERT INTO template (name, created_at) VALUES (?, '2026-01-01T00:00:00Z')", (name,))
    made = int(store.value("SELECT max(id) FROM template"))
    return made, [template_tasks.add(store, made, title) for title in titles]


def in_a_circle(store):
    made, (first, second) = template(store, "Round", "One", "Two")
    with store.write("Damage"):
        store.insert("template_dependency", ("predecessor_id", "successor_id"), [(first, second), (second, first)])
    return made


def everything(store):
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS}


def to_the_end(wizard):
    """Leave every conflict as it is, and press the last button."""
    for _ in range(60):
        if wizard.work.conflict is None:
            break
        wizard.work.apply(wizard.work.choices()[0][-1])
    wizard.go(REVIEW)
    wizard.next()


def test_a_deal_without_a_client_asks_for_one(store, opened):
    wizard = opened(store, won(store, client=None))
    assert wizard.guard.sentence.text() == "“Ticket shop” has no client"
    assert wizard.guard.client is not None
    assert store.value("SELECT count(*) FROM project") == 0


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (1_000_000, "It says what it costs, but not what for."),
        (None, "It says neither what was sold nor for how much."),
    ],
)
def test_a_deal_without_lines_says_what_it_does_not_say_and_becomes_one_task(store, opened, amount, said):
    wizard = opened(store, won(store, amount=amount, line=False))
    empty = wizard.steps[SOLD].empty
    words = " ".join(label.text() for label in empty.findChildren(QLabel))
    assert words.startswith("This deal has no lines") and said in words
    to_the_end(wizard)
    assert store.rows("SELECT title FROM task") == [("Ticket shop",)]
    assert store.value("SELECT budget_minor FROM project") == amount


def test_a_template_in_a_circle_is_refused_where_it_is_chosen(store, opened, qtbot):
    in_a_circle(store)
    wizard = opened(store, won(store), PLAN)
    card = next(card for card in wizard.findChildren(TemplateCard) if card.name == "Round")
    card.click()
    told = "These tasks wait for each other in a circle: One → Two → One. Remove a link."
    assert wizard.note.words.text() == told
    qtbot.waitUntil(lambda: (card.facts.words, card.facts.lines) == ("Cannot be planned", told))
    assert wizard.work.plan.template_name is None
    assert not card.isChecked()


def test_a_rule_with_a_template_in_a_circle_says_so_and_the_plan_begins_without_it(store, opened):
    deal, made = won(store), in_a_circle(store)
    template_rules.add(store, made, "client", store.value("SELECT client_id FROM deal"), automatic=True)
    wizard = opened(store, deal)
    told = wizard.notice.accessibleName()
    assert told.startswith("“Round” is used for this deal, but cannot be planned")
    assert "in a circle: One → Two → One" in told and "The plan begins without a template." in told
    to_the_end(wizard)
    assert store.rows("SELECT title FROM task") == [("Design",)]


def test_tasks_without_a_role_are_asked_about_and_those_without_hours_are_counted(store, opened):
    template(store, "Bare", "One", "Two")
    with store.write("No hours"):
        store.execute("UPDATE template_task SET minutes = 0 WHERE title IN ('One', 'Two')")
    people.add(store, "Ines Sample")
    wizard = opened(store, won(store))
    wizard.work.choose_template("Bare")
    wizard.go(OWNERS)
    conflict = wizard.work.conflict
    assert (conflict.title, conflict.detail) == ("3 tasks have no owner", "16 h")
    assert wizard.note.words.text().startswith("3 tasks, 16 h, 2 without hours. ")
    wizard.next()
    assert wizard.current == OWNERS
    assert wizard.note.words.text() == "3 tasks have no owner. Choose what to do about it."
    wizard.work.apply(wizard.work.choices()[0][0])
    to_the_end(wizard)
    assert store.value("SELECT count(*) FROM task WHERE assignee_id IS NULL OR due_on IS NULL") == 0
    assert wizard.steps[REVIEW].facts["Hours"].text().endswith(", 2 tasks without")


def test_a_week_without_hours_is_refused_where_it_is_entered(store):
    ines = people.add(store, "Ines Sample")
    with pytest.raises(UserError, match="no working day: choose at least one"):
        people.change_week(store, ines, [0] * 7)


def test_who_is_away_finishes_late_and_somebody_who_is_there_is_offered(store, opened):
    ines = people.add(store, "Ines Sample")
    settings.add_day_off(store, today() - timedelta(days=1), today() + timedelta(days=360), person_id=ines)
    deal = won(store)
    deals.change(store, deal, "promised_on", WEEK.on_or_after(today() + timedelta(days=20)))
    wizard = opened(store, deal)
    wizard.work.change_all([task.key for task in wizard.work.plan.tasks], owner=ines)
    wizard.go(OWNERS)
    assert wizard.work.verdict().tone == "bad"
    assert wizard.work.conflict.kind == "late"
    other = next(choice for choice in wizard.work.choices()[0] if choice.text == "Give “Design” to Mara")
    wizard.work.apply(other)
    assert wizard.work.verdict().tone == "good"
    to_the_end(wizard)
    assert store.value("SELECT assignee_id FROM task") == people.me(store).id


def test_who_never_works_again_is_named_and_nothing_hangs(store, opened):
    ines = people.add(store, "Ines Sample")
    with store.write("Gone for good"):
        row = (ines, "2020-01-01", "2199-12-31", "Away")
        store.insert("day_off", ("person_id", "starts_on", "ends_on", "name"), [row])
    wizard = opened(store, won(store))
    wizard.work.change_all([task.key for task in wizard.work.plan.tasks], owner=ines)
    wizard.go(OWNERS)
    conflict = wizard.work.conflict
    assert (conflict.title, conflict.detail) == ("Ines has no working day within a year", "1 task, 16 h")
    assert (wizard.work.verdict().tone, wizard.work.verdict().still_open) == ("warn", f"{conflict.title}.")
    assert [choice.text for choice in wizard.work.choices()[0]] == [
        "Give it to Mara", "Keep it, and the dates that it has",
    ]  # fmt: skip
    wizard.next()
    assert wizard.note.words.text() == "Ines has no working day within a year. Choose what to do about it."
    wizard.work.apply(wizard.work.choices()[0][0])
    assert wizard.work.conflict is None
    assert wizard.work.plan.last_day < today() + timedelta(days=30)


@pytest.mark.parametrize("mode", ["start", "finish"])
def test_a_deadline_that_is_over_is_said_with_ways_out(store, opened, mode):
    deal = won(store)
    deals.change(store, deal, "promised_on", today() - timedelta(days=10))
    wizard = opened(store, deal, OWNERS)
    wizard.work.set_mode(mode)
    assert wizard.work.verdict().tone == "bad"
    kinds = [each.kind for each in wizard.work.conflicts]
    assert kinds[0] == ("late" if mode == "start" else "past")
    promise = next(choice for choice in wizard.work.choices()[0] if "promise" in choice.text)
    wizard.work.apply(promise)
    assert wizard.work.plan.finish >= today()
    to_the_end(wizard)
    assert store.value("SELECT promised_on FROM project") == wizard.work.plan.finish.isoformat()


# --- the disk ------------------------------------------------------------------------------


@pytest.fixture
def quota(store):
    """Lets the workspace grow by so many pages and no more, as a full disk does; None lifts it."""

    def allow(pages):
        if pages is not None:  # pages that were freed would be room on the fullest disk
            for step in ("PRAGMA query_only = 0", "VACUUM", "PRAGMA query_only = 1"):
                store._connection.execute(step)
        most = 1_073_741_823 if pages is None else store.value("PRAGMA page_count") + pages
        store._connection.execute(f"PRAGMA max_page_count = {most}")

    yield allow
    allow(None)


@pytest.mark.parametrize("pages", [0, 1])
def test_a_disk_that_fills_up_while_the_project_is_created_leaves_nothing_and_the_next_try_does_all(
    store, opened, quota, pages
):
    wizard = opened(store, won(store))
    wizard.work.choose_template("Website")
    wizard.work.keep()
    before = everything(store)
    quota(pages)
    to_the_end(wizard)
    assert wizard.isVisible() and wizard.project_id is None
    assert "is full" in wizard.notice.accessibleName()
    assert "Nothing was created" in wizard.notice.accessibleName()
    assert everything(store) == before
    quota(None)
    wizard.next()
    assert store.value("SELECT count(*) FROM project") == 1
    assert store.value("SELECT count(*) FROM task") == len(wizard.work.plan.included)


def test_a_draft_that_cannot_be_kept_is_said_and_the_second_close_leaves_without_it(store, opened, quota):
    deal = won(store)
    wizard = opened(store, deal)
    wizard.work.choose_template("Website")
    quota(0)
    wizard.reject()
    assert wizard.isVisible()
    assert "Close once more to leave without the draft" in wizard.notice.accessibleName()
    wizard.reject()
    assert not wizard.isVisible()
    quota(None)
    assert handoff.load_draft(store, deal) is None
    assert store.value("SELECT count(*) FROM project") == 0
