"""Which template a won deal follows by itself, and when it is handed off without a question."""

from __future__ import annotations

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import (
    activities,
    clients,
    deals,
    handoff,
    handoff_load,
    handoff_rules,
    people,
    products,
    projects,
    template_rules,
)


def won(store: Store, title: str = "Ticket shop", **more: object) -> int:
    deal = deals.add(store, title, client="Tidepool Museum", amount_minor=1_200_000)
    deals.add_line(store, deal, "Design", price_minor=400_000, minutes=960, **more)
    deals.win(store, [deal], today())
    return deal


def template(store: Store, name: str) -> int:
    return int(store.value("SELECT id FROM template WHERE name = ?", (name,)))


def test_the_most_specific_rule_counts(store: Store) -> None:
    product = products.add(store, "Shop", price_minor=100)
    deal = won(store, product_id=product)
    pipeline, client = store.row("SELECT s.pipeline_id, d.client_id FROM deal d JOIN stage s ON s.id = d.stage_id") or (
        0,
        0,
    )
    assert template_rules.for_deal(store, deal) is None
    template_rules.add(store, template(store, "Website"), "pipeline", pipeline)
    assert template_rules.for_deal(store, deal).rule.template == "Website"  # type: ignore[union-attr]
    template_rules.add(store, template(store, "Onboarding"), "product", product)
    assert template_rules.for_deal(store, deal).rule.template == "Onboarding"  # type: ignore[union-attr]
    template_rules.add(store, template(store, "Monthly retainer"), "client", client)
    chosen = template_rules.for_deal(store, deal)
    assert chosen is not None
    assert (chosen.rule.template, chosen.rule.kind, chosen.others) == ("Monthly retainer", "client", ())
    assert handoff_rules.plan(store, deal).template_name == "Monthly retainer"
    assert chosen.why == "Used for the client Tidepool Museum"


def test_of_two_as_specific_the_older_counts_and_the_other_is_named(store: Store) -> None:
    deal = won(store)
    client = store.value("SELECT client_id FROM deal")
    template_rules.add(store, template(store, "Onboarding"), "client", client)
    template_rules.add(store, template(store, "Website"), "client", client)
    chosen = template_rules.for_deal(store, deal)
    assert chosen is not None
    assert (chosen.rule.template, chosen.others) == ("Onboarding", ("Website",))
    assert "“Website” would fit as well" in chosen.why
    with pytest.raises(UserError, match="used for this client already"):
        template_rules.add(store, template(store, "Website"), "client", client)


def test_an_automatic_rule_hands_off_without_a_question_and_one_undo_takes_it_back(store: Store) -> None:
    deal = won(store)
    client = store.value("SELECT client_id FROM deal")
    rule = template_rules.add(store, template(store, "Website"), "client", client)
    assert handoff_rules.by_itself(store, deal) is None
    template_rules.set_automatic(store, rule, True)
    done = handoff_rules.by_itself(store, deal)
    assert isinstance(done, handoff.Done)
    assert projects.rows(store, [done.project_id])[0].unowned == 0
    assert store.undo_label == "Hand off deal"
    store.undo()
    assert store.value("SELECT count(*) FROM project") == 0


def test_a_rule_runs_once_for_a_deal_and_its_template_even_if_that_was_taken_back(store: Store) -> None:
    deal = won(store)
    client = store.value("SELECT client_id FROM deal")
    template_rules.add(store, template(store, "Website"), "client", client, automatic=True)
    assert template_rules.offered(store, deal) == "Website"
    assert isinstance(handoff_rules.by_itself(store, deal), handoff.Done)
    assert template_rules.offered(store, deal) == ""
    assert handoff_rules.by_itself(store, deal) is None  # it delivers already
    store.undo()
    assert handoff_rules.by_itself(store, deal) is None
    assert store.value("SELECT count(*) FROM project") == 0
    product = products.add(store, "Care", price_minor=100)
    with store.write("Sell it"):
        store.execute("UPDATE deal_line SET product_id = ? WHERE deal_id = ?", (product, deal))
        store.execute("DELETE FROM template_rule WHERE client_id = ?", (client,))
    template_rules.add(store, template(store, "Onboarding"), "product", product, automatic=True)
    assert template_rules.offered(store, deal) == "Onboarding"  # another template is another question
    assert isinstance(handoff_rules.by_itself(store, deal), handoff.Done)


def test_redo_brings_back_what_a_rule_did(store: Store) -> None:
    deal = won(store)
    template_rules.add(
        store, template(store, "Website"), "client", store.value("SELECT client_id FROM deal"), automatic=True
    )
    assert isinstance(handoff_rules.by_itself(store, deal), handoff.Done)
    store.undo()
    store.redo()
    assert store.value("SELECT count(*) FROM handoff WHERE deal_id = ?", (deal,)) == 1


def test_what_is_missing_is_said_and_nothing_is_created(store: Store) -> None:
    people.add(store, "Ines Invented")
    deal = won(store)
    activities.log(store, "email", "We will deliver the seat map by 3 March.", deal_id=deal)
    template_rules.add(
        store, template(store, "Website"), "client", store.value("SELECT client_id FROM deal"), automatic=True
    )
    before = store.undo_label
    missing = handoff_rules.by_itself(store, deal)
    assert isinstance(missing, list)
    said = " ".join(missing)
    assert "seat map" in said and "has no owner" in said
    assert store.undo_label == before
    assert store.value("SELECT count(*) FROM project") == 0


def test_a_deal_without_a_client_is_not_handed_off_by_itself(store: Store) -> None:
    deal = deals.add(store, "Nameless", amount_minor=100_000)
    deals.win(store, [deal], today())
    pipeline = store.value("SELECT id FROM pipeline")
    template_rules.add(store, template(store, "Website"), "pipeline", pipeline, automatic=True)
    assert handoff_rules.by_itself(store, deal) == [
        "“Nameless” has no client. Choose the client it is for, then hand it off."
    ]


def test_who_has_too_few_hours_is_named(store: Store) -> None:
    deal = won(store)
    plan = handoff.draft(store, deal, template="Website")
    heavy = plan._replace(tasks=tuple(task._replace(minutes=60 * 90, duration_days=2) for task in plan.tasks))
    assert any("too much in the week of" in text for text in handoff_rules.lacking(store, handoff.dated(store, heavy)))


def test_the_client_is_found_again_after_a_merge_of_names(store: Store) -> None:
    client = clients.add(store, "Acme Bakery")
    rule = template_rules.add(store, template(store, "Website"), "client", client)
    assert [found.name for found in template_rules.rules_of(store, template(store, "Website"))] == ["Acme Bakery"]
    assert (client, "Acme Bakery") in template_rules.records(store, "client")
    template_rules.remove(store, rule)
    assert template_rules.rules_of(store, template(store, "Website")) == []


def test_the_plan_of_a_rule_leaves_nobody_with_too_much_and_keeps_what_is_promised_to_others(store: Store) -> None:
    first = won(store, "First shop")
    template_rules.add(
        store, template(store, "Website"), "client", store.value("SELECT client_id FROM deal"), automatic=True
    )
    assert isinstance(handoff_rules.by_itself(store, first), handoff.Done)
    dates = store.rows("SELECT id, start_on, due_on FROM task ORDER BY id")
    second = won(store, "Second shop")
    plan = handoff_rules.plan(store, second)
    assert handoff_load.overbooked(store, plan) == []
    assert isinstance(handoff_rules.by_itself(store, second), handoff.Done)
    assert store.rows("SELECT id, start_on, due_on FROM task ORDER BY id")[: len(dates)] == dates
