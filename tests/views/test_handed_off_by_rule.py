"""A deal that is won under an automatic rule: its project is there at once, or the wizard opens; and where rules are made."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import deal_id, open_window, said, turn

from app.base import today
from app.services import deals, payments, people, projects, template_rules
from app.views import jobs
from app.views.handoff.wizard import HandoffWizard
from app.views.parts.deal_inspector import DealInspector
from app.views.parts.payments_section import Payments
from app.views.parts.template_uses import TemplateUses


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
    template_rules.add(store, template, "client", client, automatic=True)


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


@pytest.fixture
def waits(studio):
    """A deal that was won before there was a rule, and now has one that lacks nothing."""
    lines_become_budget(studio, "Shop migration")
    deals.win(studio, [deal_id(studio, "Shop migration")], today())
    rule_for(studio, "Shop migration", owned=True)
    return deal_id(studio, "Shop migration")


def handed_off(store, deal):
    return store.value("SELECT count(*) FROM handoff WHERE deal_id = ?", (deal,))


def test_hand_off_on_the_deal_runs_the_rule_once_and_after_undo_the_wizard_opens(shell, studio, waits, qtbot):
    shell.go("deal", waits)
    turn()
    inspector = shell.findChildren(DealInspector)[0]
    strip = next(strip for strip in inspector.warnings.strips if strip.isVisible())
    assert "“Onboarding” is used by itself." in strip.accessibleName()
    strip.link.click()
    turn()
    assert handed_off(studio, waits) == 1
    assert said(shell).startswith("Shop migration was handed off by its rule: ")
    assert shell.findChildren(HandoffWizard) == []
    shell.undo()
    turn()
    assert handed_off(studio, waits) == 0
    strip = next(strip for strip in inspector.warnings.strips if strip.isVisible())
    assert "used by itself" not in strip.accessibleName()
    strip.link.click()
    qtbot.waitUntil(lambda: bool(shell.findChildren(HandoffWizard)))
    assert (
        "Its rule handed it off, and that was taken back"
        in shell.findChildren(HandoffWizard)[0].notice.accessibleName()
    )
    assert handed_off(studio, waits) == 0


def test_the_card_runs_the_rule_and_a_second_click_does_nothing(shell, studio, waits):
    shell.page.verbs.hand_off(waits)
    shell.page.verbs.hand_off(waits)
    turn()
    assert handed_off(studio, waits) == 1
    assert shell.findChildren(HandoffWizard) == []
    assert studio.undo_label == "Hand off deal"


def test_today_says_what_the_rule_uses_and_its_button_runs_it(qtbot, studio, tmp_path, waits):
    with jobs.synchronous():
        shell = open_window(qtbot, studio, tmp_path, "today")
        strip = next(strip for strip in shell.page.strips() if "Shop migration" in strip.accessibleName())
        assert strip.accessibleName().endswith("“Onboarding” is used by itself.")
        QTest.mouseClick(strip.main, Qt.MouseButton.LeftButton)
        turn()
        assert handed_off(studio, waits) == 1
        assert said(shell).startswith("Shop migration was handed off by its rule: ")
        assert not any("Shop migration" in strip.accessibleName() for strip in shell.page.strips())
        assert shell.findChildren(HandoffWizard) == []
        shell.close()


def test_a_template_says_what_it_is_used_for(shell, studio):
    template = studio.value("SELECT id FROM template WHERE name = 'Website'")
    uses = TemplateUses(studio, shell)
    uses.show_template(template)
    client = studio.value("SELECT id FROM client ORDER BY id LIMIT 1")
    uses._add(("client", client))
    uses._add(("client", client))  # refused in words: it is used for it already
    uses.show_template(template)
    rule = template_rules.rules_of(studio, template)[0]
    uses.set_automatic(rule.id, True)
    assert template_rules.rules_of(studio, template)[0].automatic
    uses.remove(rule.id)
    assert template_rules.rules_of(studio, template) == []
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


def test_a_rule_made_elsewhere_is_told_where_the_deal_waits(qtbot, studio, tmp_path):
    lines_become_budget(studio, "Shop migration")
    deals.win(studio, [deal_id(studio, "Shop migration")], today())
    with jobs.synchronous():
        shell = open_window(qtbot, studio, tmp_path, "today")
        rule_for(studio, "Shop migration", owned=True)
        turn()
        strip = next(strip for strip in shell.page.strips() if "Shop migration" in strip.accessibleName())
        assert strip.accessibleName().endswith("“Onboarding” is used by itself.")
        shell.close()
