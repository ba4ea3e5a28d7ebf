"""A win is taken back: what becomes of the project is always asked, and one undo brings all of it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from app.base import UserError, today, utc_now
from app.models.store import Store
from app.models.tables import COLUMNS
from app.services import deal_bulk, deals, figures, handoff, tasks, timelog, unwinning


def handed_off(store: Store) -> tuple[int, int]:
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum", amount_minor=1_000_000)
    deals.win(store, [deal], today())
    return deal, handoff.complete(store, handoff.draft(store, deal)).project_id


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS}


def kind(store: Store, deal: int) -> str:
    return str(store.value("SELECT s.kind FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?", (deal,)))


def test_without_an_answer_every_way_out_of_won_is_refused(store: Store) -> None:
    deal, _ = handed_off(store)
    before = everything(store)
    first = deals.first_stage(store)
    for act in (
        lambda: deals.move(store, [deal], first), lambda: deals.reopen(store, deal), lambda: deals.lose(store, [deal], today()),
    ):  # fmt: skip
        with pytest.raises(UserError, match="keep, pause or cancel"):
            act()
    assert everything(store) == before


@pytest.mark.parametrize(("fate", "status"), [("keep", "planned"), ("pause", "on_hold"), ("cancel", "cancelled")])
def test_the_project_is_kept_paused_or_cancelled(store: Store, fate: unwinning.Fate, status: str) -> None:
    deal, project = handed_off(store)
    before = everything(store)
    deals.reopen(store, deal, project=fate)
    assert kind(store, deal) == "open"
    assert store.value("SELECT status FROM project WHERE id = ?", (project,)) == status
    left = store.value("SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id WHERE s.kind = 'cancelled'")
    assert bool(left) == (fate == "cancel")
    assert store.undo_label == "Reopen deal"
    store.undo()
    assert everything(store) == before


def test_an_untouched_project_may_be_deleted_and_the_deal_waits_again_once_it_is_won(store: Store) -> None:
    deal, project = handed_off(store)
    deals.move(store, [deal], deals.first_stage(store), project="delete")
    assert store.value("SELECT deleted_at FROM project WHERE id = ?", (project,)) is not None
    assert deals.win(store, [deal], today()) == [deal]


@pytest.mark.parametrize("deed", ["time", "done", "comment", "changed"])
def test_what_somebody_has_touched_is_not_deleted(store: Store, deed: str) -> None:
    deal, project = handed_off(store)
    task = store.value("SELECT id FROM task WHERE project_id = ?", (project,))
    with time_machine.travel(utc_now() + timedelta(hours=1)):
        if deed == "time":
            timelog.add(store, 90, task_id=task)
        elif deed == "done":
            tasks.move(store, [task], tasks.first_status(store, "done"))
        elif deed == "comment":
            tasks.add_comment(store, task, "Started reading")
        else:
            tasks.change(store, task, "estimate_minutes", 720)
    with pytest.raises(UserError, match="Pause or cancel it instead"):
        deals.lose(store, [deal], today(), project="delete")
    assert kind(store, deal) == "won"


def test_a_finished_project_needs_no_answer(store: Store) -> None:
    deal, project = handed_off(store)
    tasks.move(store, store.ids("SELECT id FROM task"), tasks.first_status(store, "done"))
    from app.services import projects

    projects.close(store, project)
    deals.lose(store, [deal], today(), "Budget cut")
    assert kind(store, deal) == "lost"
    assert store.value("SELECT status FROM project WHERE id = ?", (project,)) == "done"


def test_many_at_once_share_one_answer_and_one_undo(store: Store) -> None:
    first, second = handed_off(store), handed_off(store)
    plain = deals.add(store, "Sign", amount_minor=10_000)
    deals.win(store, [plain], today())
    before = everything(store)
    deals.move(store, [first[0], second[0], plain], deals.first_stage(store), project="pause")
    assert {kind(store, deal) for deal in (first[0], second[0], plain)} == {"open"}
    assert store.rows("SELECT DISTINCT status FROM project") == [("on_hold",)]
    store.undo()
    assert everything(store) == before


def test_to_another_pipeline_a_won_deal_stays_won_with_its_project(store: Store) -> None:
    from app.services import pipelines

    deal, project = handed_off(store)
    deal_bulk.move_to_pipeline(store, [deal], pipelines.add(store, "Renewals"))
    assert kind(store, deal) == "won"
    assert store.value("SELECT status FROM project WHERE id = ?", (project,)) == "planned"


def test_the_forecast_of_the_past_still_knows_the_win(store: Store) -> None:
    deal, _ = handed_off(store)
    won = figures.totals(store).won_minor
    deals.reopen(store, deal, project="cancel")
    assert won == 1_000_000 and figures.totals(store).won_minor == 0
    told = store.rows("SELECT field, new FROM deal_event WHERE deal_id = ? AND field = 'stage' ORDER BY id", (deal,))
    assert len(told) == 2  # won, and open again: both stand in its history
    assert date.fromisoformat(store.value("SELECT max(on_date) FROM deal_event")) <= today()
