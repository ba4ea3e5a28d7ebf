"""A won deal becomes a project: all of it or nothing, every task owned and dated, and never two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.base import UserError, today
from app.domain import handoff as rules
from app.domain.handoff_record import from_json
from app.domain.workdays import Calendar
from app.models.store import Store
from app.models.tables import COLUMNS
from app.services import (
    clients,
    deals,
    handoff,
    handoff_write,
    people,
    projects,
    search,
    settings,
    tasks,
    templates,
    timelog,
)

START = date(2031, 3, 3)  # a Monday


def won_deal(store: Store, *, lines: bool = True, client: str | None = "Tidepool Museum") -> int:
    deal = deals.add(store, "Ticket shop", client=client, amount_minor=2_460_000)
    if lines:
        deals.add_line(store, deal, "Discovery", price_minor=320_000, minutes=960)
        deals.add_line(store, deal, "Staff training", quantity="6", unit="h", price_minor=14_000)
        deals.add_line(store, deal, "Spare scanners", quantity="2", unit="pcs", price_minor=100_000)
    deals.win(store, [deal], today())
    return deal


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS}


def test_a_won_deal_becomes_a_project_with_owners_dates_links_and_checklists(store: Store) -> None:
    deal = won_deal(store)
    plan = handoff.draft(store, deal, template="website", start=START)
    done = handoff.complete(store, plan)

    row = projects.rows(store, [done.project_id])[0]
    assert (row.name, row.client, row.deal_id, row.tasks) == ("Ticket shop", "Tidepool Museum", deal, done.tasks)
    assert (row.start_on, row.finish_on) == (START, done.finish)
    assert done.tasks == len(plan.included) > 15
    rows = store.rows(
        "SELECT assignee_id, start_on, due_on, baseline_start_on, baseline_finish_on, baseline_minutes FROM task"
    )
    assert all(None not in row[:5] for row in rows)
    assert {row[0] for row in rows} == {people.me(store).id}
    assert all(row[1:3] == row[3:5] for row in rows)
    assert store.value("SELECT count(*) FROM dependency") == len(templates.load(store, "Website").links)
    assert store.rows("SELECT DISTINCT kind FROM dependency ORDER BY 1") == [("FF",), ("FS",), ("SS",)]
    checklists = sum(len(task.checklist) for task in plan.included)
    assert store.value("SELECT count(*) FROM checklist_item") == checklists > 30
    labels = {label for task in plan.included for label in task.labels}
    assert set(store.ids("SELECT name FROM tag")) == labels
    assert [m.title for m in projects.milestones(store, done.project_id)] == [
        "Kick-off done", "Design approved", "Ready to test", "Live",
    ]  # fmt: skip


def test_the_record_of_the_handoff_holds_the_plan_as_agreed(store: Store) -> None:
    plan = handoff.draft(store, won_deal(store), template="Onboarding", start=START)
    done = handoff.complete(store, plan)
    text, project, name = store.row("SELECT plan, project_id, template_name FROM handoff") or ("", 0, "")
    assert from_json(text) == plan
    assert (project, name) == (done.project_id, "Onboarding")


def test_without_a_template_each_sold_line_becomes_a_task(store: Store) -> None:
    done = handoff.complete(store, handoff.draft(store, won_deal(store), start=START))
    found = store.rows("SELECT title, estimate_minutes, duration_days, deal_line_id FROM task ORDER BY rank")
    assert found == [("Discovery", 960, 2, 1), ("Staff training", 360, 1, 2), ("Spare scanners", None, 1, 3)]
    assert done.tasks == 3


def test_the_budget_is_the_hours_sold(store: Store) -> None:
    plan = handoff.draft(store, won_deal(store), template="Website", start=START)
    done = handoff.complete(store, plan)
    sold = sum(rules.line_minutes(line) for line in handoff.sold_lines(store, plan.deal_id))
    assert store.value("SELECT budget_minutes FROM project WHERE id = ?", (done.project_id,)) == sold == 960 + 360
    assert sum(task.minutes for task in plan.included) > sold


def test_the_budget_is_the_hours_planned_where_no_line_says_any(store: Store) -> None:
    plan = handoff.draft(store, won_deal(store, lines=False), template="Website", start=START)
    done = handoff.complete(store, plan)
    planned = sum(task.minutes for task in plan.included)
    assert store.value("SELECT budget_minutes FROM project WHERE id = ?", (done.project_id,)) == planned > 0


def test_a_deal_without_lines_and_template_becomes_one_task(store: Store) -> None:
    done = handoff.complete(store, handoff.draft(store, won_deal(store, lines=False), start=START))
    assert done.tasks == 1
    assert store.rows("SELECT title, estimate_minutes, deal_line_id FROM task") == [("Ticket shop", None, None)]


def test_sold_lines_that_no_task_of_the_template_covers_become_tasks_too(store: Store) -> None:
    deal = won_deal(store)
    deals.add_line(store, deal, "Design", price_minor=840_000)
    done = handoff.complete(store, handoff.draft(store, deal, template="Website", start=START))
    titles = store.rows("SELECT t.title, l.title FROM task t JOIN deal_line l ON l.id = t.deal_line_id ORDER BY t.id")
    assert ("Discovery", "Discovery") in titles
    assert ("Design direction", "Design") in titles
    assert len(store.ids("SELECT DISTINCT deal_line_id FROM task WHERE deal_line_id IS NOT NULL")) == 4
    assert done.tasks == 15 + 3


def test_counted_back_from_the_promise_it_ends_in_time(store: Store) -> None:
    promised = date(2031, 6, 20)
    plan = handoff.draft(store, won_deal(store), template="Website", finish=promised)
    done = handoff.complete(store, plan)
    assert plan.mode == "finish"
    assert done.finish == promised
    assert projects.rows(store, [done.project_id])[0].promised_on == promised


def test_a_day_off_is_not_planned(store: Store) -> None:
    with store.write("Close the studio"):
        store.insert("day_off", ("starts_on", "ends_on", "name"), [("2031-03-04", "2031-03-07", "Closed")])
    handoff.complete(store, handoff.draft(store, won_deal(store), template="Website", start=START))
    calendar = Calendar(off=[date(2031, 3, day) for day in range(4, 8)])
    days = [date.fromisoformat(day) for row in store.rows("SELECT start_on, due_on FROM task") for day in row]
    assert all(calendar.is_working(day) for day in days)


@pytest.mark.parametrize("template", [None, "Website"])
def test_an_open_deal_is_refused(store: Store, template: str | None) -> None:
    deal = deals.add(store, "Open one", client="Acme")
    with pytest.raises(UserError, match=r"“Open one” is not won yet. Mark it as won, then hand it off."):
        handoff.draft(store, deal, template=template)


def test_a_deal_without_a_client_is_refused(store: Store) -> None:
    deal = won_deal(store, client=None)
    with pytest.raises(UserError, match=r"“Ticket shop” has no client. Choose the client"):
        handoff.draft(store, deal)


def test_a_second_handoff_is_refused_and_changes_nothing(store: Store) -> None:
    plan = handoff.draft(store, won_deal(store), template="Website", start=START)
    handoff.complete(store, plan)
    before = everything(store)
    with pytest.raises(UserError) as refused:
        handoff.complete(store, plan)
    assert str(refused.value) == "“Ticket shop” was handed off already: its project is “Ticket shop”."
    with pytest.raises(UserError):
        handoff.complete(store, plan._replace(template_name="Onboarding"))
    assert everything(store) == before


def test_a_deal_reopened_after_the_draft_is_refused(store: Store) -> None:
    deal = won_deal(store)
    plan = handoff.draft(store, deal, start=START)
    deals.reopen(store, deal)
    with pytest.raises(UserError, match="not won"):
        handoff.complete(store, plan)


def test_in_a_team_nothing_leaves_without_an_owner(store: Store) -> None:
    ines = people.add(store, "Ines Invented")
    deal = won_deal(store)
    plan = handoff.draft(store, deal, template="Website", start=START)
    with pytest.raises(UserError, match=r"Not handed off: “Kick-off call and access” has no owner. 17 more to settle."):
        handoff.complete(store, plan)
    assert store.value("SELECT count(*) FROM project") == 0

    me = people.me(store).id
    plan = handoff.draft(store, deal, template="Website", start=START, roles={"Design": ines}, owner=me)
    done = handoff.complete(store, plan)
    members = projects.detail(store, done.project_id).members  # type: ignore[union-attr]
    assert members == [(me, "Mara Sample", "Lead, Build"), (ines, "Ines Invented", "Design")]


def test_who_did_a_role_last_time_is_proposed_again(store: Store) -> None:
    ines, me = people.add(store, "Ines Invented"), people.me(store).id
    roles = {"Design": ines, "Lead": me, "Build": me}
    handoff.complete(
        store, handoff.draft(store, won_deal(store, lines=False), template="Website", start=START, roles=roles)
    )
    again = handoff.draft(store, won_deal(store, lines=False), template="Website", start=START)
    assert {task.role: task.owner for task in again.tasks} == roles


def test_one_undo_takes_everything_back_and_redo_brings_it_again(store: Store) -> None:
    deal = won_deal(store)
    plan = handoff.draft(store, deal, template="Website", start=START)
    handoff.keep_draft(store, plan)
    before = everything(store)
    handoff.complete(store, plan)
    after = everything(store)
    assert store.undo_label == "Hand off deal"
    store.undo()
    assert everything(store) == before
    assert not [hit for hit in search.find(store, "kick") if hit.kind == "task"]
    store.redo()
    assert everything(store) == after


def test_whatever_statement_fails_the_workspace_stays_as_it_was(store: Store) -> None:
    """A fault is planted at the first, second, third ... row that the handoff writes, until it gets through."""
    plan = handoff.draft(store, won_deal(store), template="Onboarding", start=START)
    few = [task._replace(included=at in (0, 2, 3, 13)) for at, task in enumerate(plan.tasks)]
    plan = rules.reschedule(plan._replace(tasks=tuple(few)), settings.calendar(store))
    handoff.keep_draft(store, plan)
    before, connection = everything(store), store._connection
    faults = 0
    while True:
        row = store.value("SELECT max(seq) FROM log") + 1 + faults
        connection.execute("PRAGMA query_only = 0")
        connection.execute(
            f"CREATE TEMP TRIGGER fault AFTER INSERT ON log WHEN new.seq = {row} BEGIN SELECT RAISE(ABORT, 'planted'); END"
        )
        try:
            handoff.complete(store, plan)
        except Exception as problem:
            assert "planted" in str(problem)
            faults += 1
            assert everything(store) == before
            assert store.undo_label == "Win deal"
        else:
            break
        finally:
            connection.execute("PRAGMA query_only = 0")
            connection.execute("DROP TRIGGER fault")
            connection.execute("PRAGMA query_only = 1")
    assert faults > 25
    assert projects.rows(store, [1])[0].tasks == 4


@pytest.mark.parametrize("step", ["_milestones", "_links", "_labels", "_members", "_payments", "_record"])
def test_a_defect_in_any_step_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    plan = handoff.draft(store, won_deal(store), template="Website", start=START)
    before = everything(store)

    def broken(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(handoff_write, step, broken)
    with pytest.raises(RuntimeError, match="planted"):
        handoff.complete(store, plan)
    assert everything(store) == before


def test_a_draft_is_no_step_of_its_own_and_outlives_an_undone_handoff(store: Store) -> None:
    deal = won_deal(store)
    assert handoff.load_draft(store, deal) is None
    plan = handoff.draft(store, deal, template="Website", start=START)
    handoff.keep_draft(store, plan)
    renamed = plan._replace(project_name="Shop and scanners")
    handoff.keep_draft(store, renamed)
    assert handoff.load_draft(store, deal) == renamed
    assert store.undo_label == "Win deal"
    handoff.complete(store, renamed)
    assert store.value("SELECT name FROM project") == "Shop and scanners"
    store.undo()
    assert handoff.load_draft(store, deal) == renamed


def test_a_draft_can_be_dropped(store: Store) -> None:
    deal = won_deal(store)
    handoff.keep_draft(store, handoff.draft(store, deal, start=START))
    handoff.drop_draft(store, deal)
    assert handoff.load_draft(store, deal) is None


def test_a_task_left_out_is_bridged_and_not_created(store: Store) -> None:
    plan = handoff.draft(store, won_deal(store, lines=False), template="Monthly retainer", start=START)
    left_out = [task._replace(included=task.title != "Priorities into tasks") for task in plan.tasks]
    plan = rules.reschedule(plan._replace(tasks=tuple(left_out)), settings.calendar(store))
    handoff.complete(store, plan)
    linked = store.rows(
        "SELECT b.title, t.title FROM dependency d JOIN task b ON b.id = d.predecessor_id JOIN task t ON t.id = d.successor_id"
    )
    assert ("Planning call for the month", "First round: design and content") in linked
    assert not store.rows("SELECT 1 FROM task WHERE title = 'Priorities into tasks'")


def test_work_handed_over_late_counts_from_the_start_of_its_project(store: Store) -> None:
    first = today() - timedelta(days=21)
    done = handoff.complete(store, handoff.draft(store, won_deal(store), template="Website", start=first))
    assert store.ids("SELECT DISTINCT created_on FROM task") == [done.start.isoformat()]
    assert projects.rows(store, [done.project_id])[0].status == "active"


def test_when_its_project_is_deleted_the_deal_waits_for_a_handoff_again(store: Store) -> None:
    deal = won_deal(store)
    plan = handoff.draft(store, deal, start=START)
    done = handoff.complete(store, plan)
    projects.delete(store, [done.project_id])
    again = handoff.complete(store, plan)
    assert again.project_id != done.project_id
    assert store.value("SELECT count(*) FROM task WHERE deleted_at IS NULL") == 3


def test_the_brief_holds_the_notes_of_the_sale_and_the_contact(store: Store) -> None:
    deal = won_deal(store)
    client = clients.find_or_add(store, "Tidepool Museum")
    contact = clients.add_contact(store, "Petra Probe", client_id=client, email="petra@example.com")
    deals.change(store, deal, "contact_id", contact)
    deals.change(store, deal, "notes", "The till stays.")
    done = handoff.complete(store, handoff.draft(store, deal, start=START))
    found = projects.detail(store, done.project_id)
    assert found is not None
    assert found.brief == "The till stays.\n\nContact: Petra Probe, petra@example.com"
    assert [line.title for line in found.lines] == ["Discovery", "Staff training", "Spare scanners"]
    assert found.sold_minor == 604_000


def test_free_minutes_are_working_time_less_what_open_tasks_still_need(store: Store) -> None:
    me, ines = people.me(store).id, people.add(store, "Ines Invented")
    task = tasks.add(
        store, "Big one", assignee_id=me, estimate_minutes=1200, start_on=START, due_on=START + timedelta(days=9)
    )
    timelog.add(store, 240, task_id=task)
    friday = START + timedelta(days=4)
    # 8 working days for the 960 minutes left, 5 of them in the week asked for
    assert handoff.free_minutes(store, [me, ines], START, friday) == {me: 2400 - 960 * 5 // 8, ines: 2400}


def test_sold_hours_take_the_days_of_whoever_gets_them(store: Store) -> None:
    deal = won_deal(store)
    lea = people.add(store, "Lea Sample")
    whole = {task.title: task for task in handoff.draft(store, deal).tasks if task.minutes}
    people.change_week(store, lea, (240, 240, 240, 240, 240, 0, 0))
    hers = {task.title: task for task in handoff.draft(store, deal, owner=lea).tasks if task.minutes}
    assert whole and hers.keys() == whole.keys()
    calendar = settings.calendar(store)
    for title, task in hers.items():
        assert task.duration_days == -(-task.minutes // 240)
        assert calendar.between(task.start, task.finish) == task.duration_days >= whole[title].duration_days
