"""The payments of a project, added and changed beside the list of projects."""

from __future__ import annotations

import pytest
from selling_window import fill, open_studio, open_window, turn

from app.services import payments
from app.views.parts.payments_section import Payments


@pytest.fixture
def studio(tmp_path):
    with open_studio(tmp_path) as opened:
        yield opened


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
