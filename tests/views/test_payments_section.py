"""The payments of a project, added and changed beside the list of projects."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selling_window import fill, open_window, turn

from app.base import UserError, today
from app.reports import brief_report
from app.services import payments, project_list
from app.services.listing import SortKey
from app.views.parts.payments_section import Payments
from app.views.parts.project_budget import BudgetSection
from app.views.parts.project_rows import columns


@pytest.fixture
def project(studio):
    return int(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))


@pytest.fixture
def section(qtbot, studio, project, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "projects")
    shell.go("project", project)
    turn()
    yield shell.findChild(Payments)
    shell.close()


def test_a_payment_is_added_with_what_the_budget_leaves(section, studio, project):
    section.add()
    budget = studio.value("SELECT budget_minor FROM project WHERE id = ?", (project,))
    assert section.dialog.amount.value() == budget
    fill(section.dialog.title_field, "Deposit")
    fill(section.dialog.amount, "12,000")
    fill(section.dialog.due, "2027-01-15")
    section.dialog.submit()
    turn()
    (made,) = payments.of(studio, project)
    assert (made.title, made.amount_minor, str(made.due_on)) == ("Deposit", 1_200_000, "2027-01-15")
    assert len(section.rows.widgets) == 1


def test_a_payment_is_changed_in_one_step_and_may_exceed_the_budget_knowingly(section, studio, project):
    made = payments.add(studio, project, "Deposit", 600_000)
    turn()
    section._ask(payments.of(studio, project)[0])
    fill(section.dialog.amount, "50,000")
    assert "more than the budget" in section.dialog.foot_note.text()
    stone = studio.value("SELECT id FROM milestone WHERE project_id = ? ORDER BY rank LIMIT 1", (project,))
    section.dialog.milestone.set_value(stone)
    section.dialog.submit()
    turn()
    found = payments.of(studio, project)[0]
    assert (found.id, found.amount_minor, found.milestone_id) == (made, 5_000_000, stone)
    studio.undo()
    assert payments.of(studio, project)[0].amount_minor == 600_000


def test_a_payment_without_an_amount_is_refused_at_its_field(section, studio, project):
    section.add()
    fill(section.dialog.title_field, "Deposit")
    section.dialog.amount.set_value(None)
    section.dialog.submit()
    assert "needs an amount" in section.dialog.amount.refusal()
    assert payments.of(studio, project) == []
    section.dialog.reject()


def test_the_day_on_which_it_was_paid_is_written_and_taken_away_in_the_dialog(section, studio, project):
    section.add()
    fill(section.dialog.title_field, "Deposit")
    fill(section.dialog.amount, "6,000")
    fill(section.dialog.paid, (today() + timedelta(days=1)).isoformat())
    section.dialog.submit()
    assert section.dialog.paid.refusal() == "This day is still to come"
    assert payments.of(studio, project) == []
    day = today() - timedelta(days=3)
    fill(section.dialog.paid, day.isoformat())
    section.dialog.submit()
    turn()
    (made,) = payments.of(studio, project)
    assert made.paid_on == day
    assert section.section._note.text() == "1 of 1 paid"
    section._ask(made)
    assert section.dialog.paid.value() == day
    fill(section.dialog.paid, "")
    section.dialog.submit()
    turn()
    assert payments.of(studio, project)[0].paid_on is None
    assert section.section._note.text() == "0 of 1 paid"
    studio.undo()
    assert payments.of(studio, project)[0].paid_on == day


def test_what_is_paid_stands_in_the_budget_the_list_and_the_brief(section, studio, project, tmp_path):
    payments.add(studio, project, "Deposit", 600_000, paid_on=today() - timedelta(days=9))
    payments.add(studio, project, "Interim", 500_000, due_on=today() - timedelta(days=2))
    payments.add(studio, project, "Final", 400_000, due_on=today() + timedelta(days=20))
    turn()
    budget = section.window().findChild(BudgetSection)
    assert budget.paid.words == "€6,000 of €15,000 paid, €5,000 overdue"
    (row,) = project_list.rows(studio, [project])
    column = next(column for column in columns() if column.key == "paid")
    assert (column.text(row), column.tone(row)) == ("€6,000", "bad")
    told = brief_report.gather(studio, project, "team")["payments"]
    assert [each["due"].startswith("paid ") for each in told] == [True, False, False]
    listed = project_list.ids(studio, project_list.PLAIN, (SortKey("paid", descending=True),)).ids
    assert listed[0] == project


def test_a_payment_that_is_still_to_come_is_not_marked_as_paid(studio, project):
    made = payments.add(studio, project, "Deposit", 600_000)
    with pytest.raises(UserError, match="still to come"):
        payments.mark_paid(studio, made, today() + timedelta(days=1))
    with pytest.raises(UserError, match="still to come"):
        payments.change(studio, made, "paid_on", today() + timedelta(days=1))
