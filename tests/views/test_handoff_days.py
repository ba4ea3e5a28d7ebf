"""The days that were said beside those that are possible, in the wizard, and the choices where they differ."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.base import today
from app.domain.schedule import Link
from app.services import deals, handoff_load, people, settings
from app.views import jobs, theme
from app.views.handoff import wizard as wizards
from app.views.handoff.plan_rows import Column
from app.views.handoff.wizard import HandoffWizard

OWNERS, REVIEW = 3, 4
MONDAY = today() + timedelta(days=14 - today().weekday())  # after every day on which work could begin at once


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

    def open_for(store, deal):
        wizard = HandoffWizard(store, deal, window)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizard.open()
        wizard.work.set_start(MONDAY)
        made.append(wizard)
        return wizard

    yield open_for
    for wizard in made:
        wizard.reject()


def named(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def won(store, *lines, promised=None):
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum", amount_minor=500_000)
    for words, hours in lines:
        deals.add_line(store, deal, words, price_minor=100_000, minutes=hours * 60)
    deals.win(store, [deal], today())
    deals.change(store, deal, "promised_on", promised)
    return deal


def in_a_row(wizard):
    """Each task waits for the one before."""
    keys = [task.key for task in wizard.work.plan.tasks]
    links = tuple(Link(before, after) for before, after in pairwise(keys))
    wizard.work.put(wizard.work.plan._replace(links=links))


def ways(wizard):
    return {choice.text: choice for choice in wizard.work.choices()[0]}


def of_kind(wizard, kind):
    """Leave everything as it is until a conflict of this kind is in sight."""
    while wizard.work.conflict is not None and wizard.work.conflict.kind != kind:
        wizard.work.apply(wizard.work.choices()[0][-1])
    assert wizard.work.conflict is not None
    return ways(wizard)


def test_a_line_that_names_a_day_shows_it_with_the_working_days_between(store, opened):
    by = MONDAY + timedelta(days=1)
    wizard = opened(store, won(store, (f"Seat map, there by {named(by)}", 32), ("Design", 8)))
    wizard.go(OWNERS)
    table = wizard.steps[OWNERS].table
    row = next(row for row in table.rows.rows if row.title.startswith("Seat map"))
    assert table.rows.words(row, Column.SAID).endswith(", 2 d late")
    assert not table.isColumnHidden(Column.SAID)
    assert table.rows.hint(row, Column.SAID).startswith("Said ")
    wizard.work.set_start(MONDAY - timedelta(days=7))
    row = next(row for row in table.rows.rows if row.title.startswith("Seat map"))
    assert table.rows.words(row, Column.SAID).endswith(", 3 d to spare")
    wizard.go(REVIEW)
    told = [label.text() for label in wizard.steps[REVIEW].said_days._rows.findChildren(QLabel)]
    assert any(text.startswith("possible ") and text.endswith(", 3 working days to spare") for text in told)


def test_where_nothing_was_said_there_is_no_column_for_it(store, opened):
    wizard = opened(store, won(store, ("Design", 8)))
    wizard.go(OWNERS)
    assert wizard.steps[OWNERS].table.isColumnHidden(Column.SAID)
    wizard.go(REVIEW)
    assert wizard.steps[REVIEW].said_days.isHidden()


def test_the_day_the_deal_was_to_close_stands_beside_the_first_day(store, opened):
    deal = won(store, ("Design", 8))
    deals.change(store, deal, "expected_close_on", MONDAY + timedelta(days=14))
    wizard = opened(store, deal)
    wizard.go(REVIEW)
    told = [label.text() for label in wizard.steps[REVIEW].said_days._rows.findChildren(QLabel)]
    assert any(text.startswith("begins ") and text.endswith(", 10 working days before") for text in told)
    assert wizard.work.conflict is None  # to begin sooner than expected breaks nothing


def test_too_late_for_the_promise_it_is_later_less_or_knowingly_too_much(store, opened):
    wizard = opened(store, won(store, ("Design", 16), ("Build", 40), promised=MONDAY + timedelta(days=4)))
    in_a_row(wizard)
    found = of_kind(wizard, "late")
    assert any(text.startswith("Keep it, and promise ") for text in found)
    left_out = found["Leave “Design” out"]
    assert left_out.plan.last_day <= wizard.work.plan.finish
    longer = next(choice for text, choice in found.items() if text.endswith(" all the same, in longer days"))
    assert longer.plan.last_day <= wizard.work.plan.finish
    assert "too much in week" in longer.consequence
    assert sum(t.minutes for t in longer.plan.tasks) == 56 * 60
    assert list(found)[-1] == "Keep both dates"
    wizard.work.apply(longer)
    assert wizard.work.conflict is None  # it was said which week that overbooks
    assert wizard.work.loads.overbooked()


def test_a_plan_that_was_levelled_offers_less_and_longer_days_too(store, opened):
    """As the wizard does when it opens, where a week would be too full: each task waits until its owner has the hours."""
    promised = MONDAY + timedelta(days=7)
    wizard = opened(store, won(store, ("Design", 32), ("Build", 40), promised=promised))
    wizard.work.put(handoff_load.levelled(store, wizard.work.plan))
    assert wizard.work.plan.tasks[1].locked_start is not None
    in_a_row(wizard)
    found = of_kind(wizard, "late")
    left_out = found["Leave “Design” out"].plan
    assert left_out.last_day <= promised and left_out.tasks[1].locked_start is None
    longer = next(choice for text, choice in found.items() if text.endswith(" all the same, in longer days"))
    assert longer.plan.last_day <= promised
    wizard.work.apply(longer)
    assert wizard.work.conflict is None


def test_a_day_before_which_a_task_may_not_start_holds_it_whatever_is_left_out(store, opened):
    wizard = opened(store, won(store, ("Design", 16), ("Build", 40), promised=MONDAY + timedelta(days=7)))
    in_a_row(wizard)
    build = wizard.work.plan.tasks[1].key
    wizard.work.change(build, locked_start=MONDAY + timedelta(days=4))
    found = of_kind(wizard, "late")
    assert "Leave “Design” out" not in found
    assert all(choice.plan is None or choice.plan.tasks[1].locked_start is not None for choice in found.values())


def test_somebody_who_is_there_on_those_days_is_offered_in_place_of_one_who_is_not(store, opened):
    ines, theo = people.add(store, "Ines Sample"), people.add(store, "Theo Sample")
    settings.add_day_off(store, MONDAY, MONDAY + timedelta(days=4), person_id=ines)
    wizard = opened(store, won(store, ("Design", 16), promised=MONDAY + timedelta(days=4)))
    wizard.work.change_all([task.key for task in wizard.work.plan.tasks], owner=ines)
    found = of_kind(wizard, "late")
    other = next(choice for text, choice in found.items() if text.startswith("Give “Design” to "))
    assert other.plan.last_day <= wizard.work.plan.finish
    assert other.plan.tasks[0].owner in (theo, people.me(store).id)
    wizard.work.apply(other)
    assert all(each.kind != "late" for each in wizard.work.conflicts)


def test_a_task_after_its_day_waits_for_less_or_is_done_in_longer_days(store, opened):
    by = MONDAY + timedelta(days=3)
    wizard = opened(store, won(store, ("Design", 24), (f"Seat map, there by {named(by)}", 24)))
    in_a_row(wizard)
    found = of_kind(wizard, "broken")
    seat = wizard.work.plan.tasks[1].key
    longer = next(choice for text, choice in found.items() if text.endswith(" all the same, in longer days"))
    assert longer.consequence.startswith("Done ") and ", in time" in longer.consequence
    for choice in (longer, found["Leave “Design” out"]):
        assert next(task.finish for task in choice.plan.tasks if task.key == seat) <= by
    assert list(found)[-1].startswith("Tell the client ")


def test_a_task_that_keeps_a_promise_is_never_offered_to_be_left_out(store, opened):
    from app.domain import handoff_promises
    from app.domain.handoff import Promised

    wizard = opened(store, won(store, ("Design", 16), ("Build", 40), promised=MONDAY + timedelta(days=4)))
    in_a_row(wizard)
    plan = handoff_promises.mark(wizard.work.plan, Promised("Two drafts are included.", "call", today()))
    wizard.work.put(handoff_promises.keep(plan, 0, task_key=plan.tasks[0].key))
    assert not any(text.startswith("Leave “Design”") for text in of_kind(wizard, "late"))
