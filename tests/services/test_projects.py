"""Projects: how far they are, whether the promise holds, and how they end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import clients, people, projects, tasks, timelog

THURSDAY = date(2026, 11, 12)
DOING, DONE, CANCELLED = 2, 4, 5


@pytest.fixture
def kiosk(store: Store) -> int:
    return projects.add(store, "Kiosk app", client="Larkspur Foods", promised_on=date(2026, 12, 15))


def row(store: Store, project: int, on: date = THURSDAY) -> projects.ProjectRow:
    return projects.rows(store, [project], on)[0]


def test_cancelled_work_leaves_the_percentage(store: Store, kiosk: int) -> None:
    ids = [tasks.add(store, f"Task {n}", project_id=kiosk, estimate_minutes=60) for n in range(5)]
    tasks.move(store, ids[:1], DONE)
    tasks.move(store, ids[3:], CANCELLED)
    timelog.add(store, 45, task_id=ids[0])
    found = row(store, kiosk)
    assert (found.tasks, found.done, found.percent) == (3, 1, 33)
    assert (found.planned_minutes, found.open_minutes, found.logged_minutes) == (180, 120, 45)


def test_an_empty_project_is_0_percent_and_has_no_health(store: Store, kiosk: int) -> None:
    found = row(store, kiosk)
    assert (found.percent, found.health, found.health_text) == (0, "none", "No open tasks")


@pytest.mark.parametrize(
    ("due", "health", "words"),
    [
        (date(2026, 12, 11), "good", "2 working days to spare"),
        (date(2026, 12, 14), "good", "1 working day to spare"),
        (date(2026, 12, 15), "good", "0 working days to spare"),
        (date(2026, 12, 17), "bad", "2 working days past the promise"),
        (date(2026, 11, 10), "warn", "1 task late"),
    ],
)
def test_health_says_whether_the_promise_will_be_kept(
    store: Store, kiosk: int, due: date, health: str, words: str
) -> None:
    tasks.add(store, "Go live", project_id=kiosk, due_on=due)
    assert row(store, kiosk)[-2:] == (health, words)


def test_work_without_an_owner_is_a_warning(store: Store, kiosk: int) -> None:
    people.add(store, "Ines Invented")
    tasks.add(store, "Go live", project_id=kiosk, due_on=date(2026, 12, 1))
    assert row(store, kiosk)[-2:] == ("warn", "1 task has no owner")


def test_a_promise_in_the_past_with_open_work_is_broken(store: Store, kiosk: int) -> None:
    tasks.add(store, "Go live", project_id=kiosk, due_on=date(2026, 12, 14))
    assert row(store, kiosk, date(2026, 12, 16))[-2:] == ("bad", "1 working day past the promise")


def test_dates_of_project_and_milestones_follow_the_tasks(store: Store, kiosk: int) -> None:
    live = projects.add_milestone(store, kiosk, "Live")
    a = tasks.add(store, "A", milestone_id=live, due_on=date(2026, 12, 1))
    b = tasks.add(store, "B", milestone_id=live, due_on=date(2026, 12, 3))
    assert row(store, kiosk).finish_on == date(2026, 12, 3)
    assert projects.milestones(store, kiosk) == [(live, "Live", date(2026, 12, 3), None, 2, 0)]
    tasks.move(store, [a], DONE)
    tasks.move(store, [b], DONE)
    assert projects.milestones(store, kiosk) == [(live, "Live", date(2026, 12, 3), today(), 2, 2)]
    tasks.move(store, [b], DOING)
    assert projects.milestones(store, kiosk)[0].done_on is None
    with pytest.raises(UserError, match="The finish follows from the due dates of the tasks"):
        projects.change(store, kiosk, "finish_on", date(2027, 1, 1))


def test_a_milestone_can_be_renamed_and_removed_and_its_tasks_stay(store: Store, kiosk: int) -> None:
    live = projects.add_milestone(store, kiosk, "Live", date(2026, 12, 11))
    task = tasks.add(store, "A", milestone_id=live)
    projects.change_milestone(store, live, "title", "Launched")
    assert projects.milestones(store, kiosk)[0].title == "Launched"
    projects.remove_milestone(store, live)
    assert store.row("SELECT project_id, milestone_id FROM task WHERE id = ?", (task,)) == (kiosk, None)


def test_a_project_closes_only_when_nothing_is_open(store: Store, kiosk: int) -> None:
    task = tasks.add(store, "Go live", project_id=kiosk)
    with pytest.raises(UserError, match=r"“Kiosk app” has 1 open task. Finish or cancel"):
        projects.close(store, kiosk)
    tasks.move(store, [task], DONE)
    projects.change(store, kiosk, "status", "done")
    assert store.row("SELECT status, closed_on FROM project") == ("done", today().isoformat())
    assert projects.choices(store) == []
    projects.change(store, kiosk, "status", "active")
    assert store.row("SELECT status, closed_on FROM project") == ("active", None)


def test_a_deleted_project_takes_its_tasks_along_and_undo_brings_all_back(store: Store, kiosk: int) -> None:
    task = tasks.add(store, "Go live", project_id=kiosk)
    projects.delete(store, [kiosk])
    assert projects.list_ids(store) == projects.rows(store, [kiosk]) == []
    assert projects.detail(store, kiosk) is None
    with pytest.raises(UserError, match="This project is gone"):
        projects.change(store, kiosk, "name", "Other")
    store.undo()
    assert projects.list_ids(store) == [kiosk]
    assert tasks.detail(store, task) is not None


def test_lists_are_found_by_word_filtered_by_status_and_sorted(store: Store, kiosk: int) -> None:
    shop = projects.add(store, "Ticket shop", client="Tidepool Museum", start_on=THURSDAY)
    held = projects.add(store, "App refresh")
    projects.change(store, held, "status", "on_hold")
    assert projects.list_ids(store) == [held, kiosk, shop]
    assert projects.list_ids(store, "app") == [held, kiosk]
    assert projects.list_ids(store, status="open", sort="client") == [kiosk, shop, held]
    assert projects.list_ids(store, status="on_hold") == [held]
    assert projects.list_ids(store, sort="start", descending=True)[0] == shop
    assert [found.name for found in projects.rows(store, [shop, 99, kiosk])] == ["Ticket shop", "Kiosk app"]
    assert projects.choices(store)[1:] == [
        (kiosk, "Kiosk app", "Larkspur Foods"),
        (shop, "Ticket shop", "Tidepool Museum"),
    ]


def test_names_and_budgets_that_cannot_be_are_refused(store: Store, kiosk: int) -> None:
    with pytest.raises(UserError, match="at least one letter"):
        projects.change(store, kiosk, "name", " ")
    with pytest.raises(UserError, match="not negative"):
        projects.change(store, kiosk, "budget_minutes", -5)
    projects.change(store, kiosk, "client_id", "New Client")
    assert row(store, kiosk).client == "New Client"


def test_rows_of_many_projects_are_a_fixed_number_of_queries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [projects.add(store, f"Project {n}", promised_on=THURSDAY + timedelta(days=n)) for n in range(12)]
    asked: list[str] = []
    rows = store.rows

    def spy(sql: str, params: object = ()) -> object:
        asked.append(sql)
        return rows(sql, params)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "rows", spy)
    projects.rows(store, ids[:1])
    few = len(asked)
    projects.rows(store, ids)
    assert len(asked) == 2 * few < 30
    plan = " | ".join(
        step[3] for step in rows(f"EXPLAIN QUERY PLAN {asked[-1]}", {"ids": "[1]", "worked": "2026-11-12"})
    )
    assert "SEARCH t USING INDEX task_project" in plan


def test_a_new_project_is_told_in_the_currency_of_its_client(store: Store) -> None:
    client = clients.add(store, "Overseas")
    clients.change(store, client, "currency", "USD")
    project = projects.add(store, "Shop", client=client)
    assert store.value("SELECT currency FROM project WHERE id = ?", (project,)) == "USD"
    projects.change(store, project, "currency", " chf ")
    assert store.value("SELECT currency FROM project WHERE id = ?", (project,)) == "CHF"
    with pytest.raises(UserError, match="three letters"):
        projects.change(store, project, "currency", "Euro")
