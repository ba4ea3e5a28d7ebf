"""A deal that is won under an automatic rule: its project is there at once, or the wizard opens; and where rules are made."""

from __future__ import annotations

import pytest
from selling_window import deal_id, open_studio, open_window, said, turn

from app.services import deals, handoff_rules, payments, people, projects
from app.views.handoff.wizard import HandoffWizard
from app.views.parts.payments_section import Payments
from app.views.parts.template_uses import TemplateUses


@pytest.fixture
def studio(tmp_path):
    with open_studio(tmp_path) as opened:
        yield opened


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    for wizard in made.findChildren(HandoffWizard):
        wizard.reject()
    made.close()


def rule_for(store, title, *, owned):
    """An automatic rule for the client of this deal; `owned`: every role has a person."""
    template = store.value("SELECT id FROM template WHERE name = 'Onboarding'")
    if owned:
        with store.write("Settle roles"):
            store.execute(
                "UPDATE template_role SET person_id = ? WHERE template_id = ?", (people.me(store).id, template)
            )
    client = store.value("SELECT client_id FROM deal WHERE id = ?", (deal_id(store, title),))
    handoff_rules.add(store, template, "client", client, automatic=True)


def win(shell, title):
    shell.page.verbs.win([deal_id(shell.page.store, title)])
    turn()
    shell.page.verbs.dialog.submit()
    turn()


def lines_become_budget(store, title):
    """What is left is the template, so that every task has a role."""
    for line in store.ids("SELECT id FROM deal_line WHERE deal_id = ?", (deal_id(store, title),)):
        deals.remove_line(store, line)


def test_a_deal_won_under_an_automatic_rule_is_a_project_at_once_and_one_undo_takes_it_back(shell, studio):
    lines_become_budget(studio, "Shop migration")
    rule_for(studio, "Shop migration", owned=True)
    win(shell, "Shop migration")
    project = studio.value("SELECT project_id FROM handoff WHERE deal_id = ?", (deal_id(studio, "Shop migration"),))
    assert project is not None
    assert projects.rows(studio, [project])[0].unowned == 0
    assert said(shell).startswith("Shop migration was handed off by its rule: ")
    assert shell.findChildren(HandoffWizard) == []
    shell.undo()
    turn()
    assert studio.value("SELECT count(*) FROM handoff WHERE project_id = ?", (project,)) == 0


def test_where_something_is_missing_the_wizard_opens_and_says_what(shell, studio, qtbot):
    rule_for(studio, "Shop migration", owned=False)
    win(shell, "Shop migration")
    qtbot.waitUntil(lambda: bool(shell.findChildren(HandoffWizard)))
    wizard = shell.findChildren(HandoffWizard)[0]
    assert wizard.work.plan.template_name == "Onboarding"
    assert "has no owner" in wizard.notice.accessibleName()


def test_a_template_says_what_it_is_used_for(shell, studio):
    template = studio.value("SELECT id FROM template WHERE name = 'Website'")
    uses = TemplateUses(studio, shell)
    uses.show_template(template)
    client = studio.value("SELECT id FROM client ORDER BY id LIMIT 1")
    uses._add(("client", client))
    uses._add(("client", client))  # refused in words: it is used for it already
    uses.show_template(template)
    rule = handoff_rules.rules_of(studio, template)[0]
    uses.set_automatic(rule.id, True)
    assert handoff_rules.rules_of(studio, template)[0].automatic
    uses.remove(rule.id)
    assert handoff_rules.rules_of(studio, template) == []
    uses.deleteLater()


def test_payments_stand_in_the_project_and_are_marked_as_paid(shell, studio):
    project = studio.value("SELECT id FROM project ORDER BY id LIMIT 1")
    section = Payments(studio, shell)
    assert section.show_project(projects.detail(studio, project)) and not section.rows.widgets
    first = payments.add(studio, project, "Deposit", 120_000)
    payments.add(studio, project, "Final payment", 120_000)
    assert section.show_project(projects.detail(studio, project))
    row = payments.of(studio, project)[0]
    section._menu(row).actions()[0].trigger()
    assert payments.of(studio, project)[0].paid_on is not None
    section.show_project(projects.detail(studio, project))
    assert section.section._note.text() == "1 of 2 paid"
    payments.remove(studio, first)
    section.deleteLater()
