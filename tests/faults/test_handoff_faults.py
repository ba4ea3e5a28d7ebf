"""A handoff that is broken off: at any statement, by a full disk, by a killed program; and plans that cannot be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite

from app.base import UserError, today
from app.domain import handoff_money, handoff_promises
from app.domain.handoff import HandoffPlan
from app.models.store import Store
from app.models.tables import COLUMNS
from app.services import activities, deals, handoff, people, settings, template_tasks
from app.services import handoff_promises as promises

ROOT = Path(__file__).parent.parent.parent


class Failing:
    """The store's connection, whose statement number `at` fails as on a full disk; what it only undoes goes through."""

    def __init__(self, connection: Any, at: int) -> None:
        self.connection, self.left = connection, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def _count(self, sql: str) -> None:
        if sql.split(None, 1)[0].upper() not in ("ROLLBACK", "PRAGMA"):
            self.left -= 1
            if self.left == 0:
                raise sqlite.OperationalError("database or disk is full")

    def execute(self, sql: str, *more: Any) -> Any:
        self._count(sql)
        return self.connection.execute(sql, *more)

    def executemany(self, sql: str, *more: Any) -> Any:
        self._count(sql)
        return self.connection.executemany(sql, *more)

    def cursor(self, *more: Any) -> Any:
        return FailingCursor(self, self.connection.cursor(*more))


class FailingCursor:
    """A cursor whose statements count too: peewee's single rows."""

    def __init__(self, owner: Failing, cursor: Any) -> None:
        self.owner, self.real = owner, cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def __iter__(self) -> Any:
        return iter(self.real)

    def execute(self, sql: str, *more: Any) -> Any:
        self.owner._count(sql)
        return self.real.execute(sql, *more)


def won(store: Store) -> int:
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum", amount_minor=1_000_000)
    deals.add_line(store, deal, "Design", price_minor=1_000_000, minutes=960)
    activities.log(store, "email", "We will deliver the seat map by 18 January.", deal_id=deal)
    deals.win(store, [deal], today())
    return deal


def whole_plan(store: Store) -> HandoffPlan:
    """A plan with everything a handoff writes."""
    plan = promises.asked(store, handoff.draft(store, won(store), template="Onboarding"))
    few = tuple(task._replace(included=at in (0, 2, 3, 13)) for at, task in enumerate(plan.tasks))
    plan = handoff_promises.keep(plan._replace(tasks=few), 0, owner=people.me(store).id)
    return handoff.dated(store, handoff_money.by_scheme(plan, 1_000_000, "halves"))


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS}


def test_whatever_statement_fails_nothing_is_left_and_the_next_try_does_all(store: Store) -> None:
    plan = whole_plan(store)
    before, label, real = everything(store), store.undo_label, store._connection
    failed, at = 0, 0
    while True:
        at += 1
        store._connection = Failing(real, at)
        store._database = None  # peewee's single rows go through the failing connection too
        try:
            handoff.complete(store, plan)
        except UserError as problem:
            assert "is full" in str(problem)
            failed += 1
        else:
            break
        finally:
            store._connection, store._database = real, None
        assert everything(store) == before
        assert store.undo_label == label
    assert failed > 60
    assert store.value("SELECT count(*) FROM task") == len(plan.included)
    assert store.undo_label == "Hand off deal"
    store.undo()
    assert everything(store) == before


def test_a_program_that_is_killed_on_the_way_leaves_all_or_nothing(store: Store, tmp_path: Path) -> None:
    plan = whole_plan(store)
    handoff.keep_draft(store, plan)
    tasks = len(plan.included)
    store.close()
    script = (
        "import os, signal, sys; from pathlib import Path; from app.models.store import Store; from app.services import handoff, handoff_write\n"
        "store = Store.open(Path(sys.argv[1])); real = handoff_write._record\n"
        "handoff_write._record = lambda *a: (real(*a), os.kill(os.getpid(), signal.SIGKILL))\n"
        "handoff.complete(store, handoff.load_draft(store, 1))\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, str(store.path)],
        cwd=ROOT,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert killed.returncode == -signal.SIGKILL
    with Store.open(store.path) as again:
        assert again.value("SELECT count(*) FROM project") == 0
        assert again.value("SELECT count(*) FROM task") == 0
        kept = handoff.load_draft(again, 1)
        assert kept == plan
        assert kept is not None
        assert handoff.complete(again, kept).tasks == tasks


def test_the_same_deal_is_handed_off_once_and_one_delivered_already_is_left_alone(store: Store) -> None:
    plan = whole_plan(store)
    handoff.complete(store, plan)
    before = everything(store)
    for again in (plan, plan._replace(template_name=None), plan._replace(split="milestones")):
        with pytest.raises(UserError, match="handed off already"):
            handoff.complete(store, again)
    assert everything(store) == before


def test_a_closed_project_is_not_opened_unasked(store: Store) -> None:
    first = handoff.complete(store, whole_plan(store))
    with store.write("Close project"):
        store.execute("UPDATE project SET status = 'done', closed_on = '2026-01-02'")
    more = handoff.draft(store, won(store))._replace(into_project=first.project_id)
    before = everything(store)
    with pytest.raises(UserError, match="is closed"):
        handoff.complete(store, more)
    assert everything(store) == before
    handoff.complete(store, more._replace(reopen=True))
    assert store.value("SELECT status FROM project") == "active"
    with store.write("Remove project"):
        store.execute("UPDATE project SET deleted_at = '2026-01-02T00:00:00Z'")
    with pytest.raises(UserError, match="gone"):
        handoff.complete(store, handoff.draft(store, won(store))._replace(into_project=first.project_id))


def test_a_deal_without_lines_and_amount_can_be_handed_off(store: Store) -> None:
    deal = deals.add(store, "Favour", client="Acme")
    deals.win(store, [deal], today())
    done = handoff.complete(store, handoff.draft(store, deal))
    assert store.row("SELECT budget_minor, budget_minutes FROM project") == (None, None)
    assert done.tasks == 1


def test_a_template_with_a_circle_is_refused_in_words(store: Store) -> None:
    template = _template(store)
    first, second = template_tasks.add(store, template, "One"), template_tasks.add(store, template, "Two")
    with store.write("Damage"):
        store.insert("template_dependency", ("predecessor_id", "successor_id"), [(first, second), (second, first)])
    deal = won(store)
    with pytest.raises(UserError, match="in a circle"):
        handoff.draft(store, deal, template="Round")
    assert store.value("SELECT count(*) FROM project") == 0


def _template(store: Store) -> int:
    with store.write("Add template"):
        store.execute("INSERT INTO template (name, created_at) VALUES ('Round', '2026-01-01T00:00:00Z')")
    return int(store.value("SELECT max(id) FROM template"))


def test_a_template_without_roles_and_hours_makes_tasks_with_an_owner_and_a_day(store: Store) -> None:
    template = _template(store)
    for title in ("One", "Two"):
        template_tasks.add(store, template, title)
    done = handoff.complete(store, handoff.draft(store, won(store), template="Round"))
    assert done.tasks == 3
    assert store.value("SELECT count(*) FROM task WHERE assignee_id IS NULL OR due_on IS NULL") == 0


def test_a_person_without_working_days_still_gets_dates_and_is_named(store: Store) -> None:
    from app.services import handoff_load, handoff_rules

    ines = people.add(store, "Ines Invented")
    with store.write("No working days"):
        store.insert(
            "day_off", ("person_id", "starts_on", "ends_on", "name"), [(ines, "2020-01-01", "2199-12-31", "Away")]
        )
    plan = handoff.draft(store, won(store), template="Website", owner=ines)
    assert all(task.start and task.finish for task in plan.included)
    assert "Ines Invented has no working day within a year." in handoff_rules.lacking(store, plan)
    assert handoff_load.levelled(store, plan) is None


def test_a_deadline_that_is_over_is_said_and_can_still_be_planned(store: Store) -> None:
    from app.domain import handoff as rules

    plan = handoff.draft(store, won(store), template="Website", finish=today() - timedelta(days=3))
    assert any(problem.kind == "past" for problem in rules.problems(plan, today()))
    assert plan.last_day is not None
    assert plan.last_day <= today()


def test_days_off_of_the_owner_are_not_planned_and_the_task_takes_as_many_days_as_before(store: Store) -> None:
    me = people.me(store).id
    with store.write("Day off"):
        store.insert(
            "day_off", ("person_id", "starts_on", "ends_on", "name"), [(me, "2031-03-04", "2031-03-05", "Away")]
        )
    plan = handoff.draft(store, won(store), start=date(2031, 3, 3))
    task = plan.tasks[0]
    assert (task.start, task.finish, task.duration_days) == (date(2031, 3, 3), date(2031, 3, 6), 2)
    assert settings.calendar(store, me).between(task.start, task.finish) == 2
