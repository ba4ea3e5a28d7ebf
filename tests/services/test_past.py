"""How the workspace stood at the end of a day gone by: replayed from events, whatever was done since."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.models.store import Store
from app.services import clients, deal_board, deals, figures, handoff, past, projects, tasks
from app.services.deal_filter import DealFilter

MARCH, APRIL, MAY = (datetime(2026, month, 10, 12, tzinfo=UTC) for month in (3, 4, 5))


@pytest.fixture
def spring(store: Store) -> dict[str, int]:
    """A deal of March that is won in April, one that is lost in May, one of May; a task done in April, another deleted in May."""
    won, lost = store.ids("SELECT id FROM stage WHERE kind IN ('won', 'lost') ORDER BY kind DESC")
    made = {}
    with time_machine.travel(MARCH, tick=False):
        made["shop"] = deals.add(store, "Shop", client="Blue Door", amount_minor=100_00)
        made["site"] = deals.add(store, "Site", client="Basil", amount_minor=40_00)
        project = projects.add(store, "Kiosk")
        made["draw"], made["print"] = (tasks.add(store, title, project_id=project) for title in ("Draw", "Print"))
    with time_machine.travel(APRIL, tick=False):
        deals.change(store, made["shop"], "amount_minor", 120_00)
        deals.move(store, [made["shop"]], won)
        done = store.value("SELECT id FROM status WHERE kind = 'done' AND project_id IS NULL")
        tasks.move(store, [made["draw"]], done)
    with time_machine.travel(MAY, tick=False):
        deals.move(store, [made["site"]], lost)
        made["app"] = deals.add(store, "App", client="Larch", amount_minor=7_00)
        tasks.delete(store, [made["print"]])
        clients.add(store, "Newcomer")
    return made


@pytest.mark.parametrize(
    ("day", "deal_counts", "sums", "work"),
    [
        (date(2026, 3, 9), (0, 0, 0, 0), (0, 0), (0, 0, 0, 0)),
        (date(2026, 3, 31), (2, 0, 0, 2), (0, 140_00), (2, 1, 2, 0)),
        (date(2026, 4, 30), (2, 1, 0, 1), (120_00, 40_00), (2, 1, 2, 1)),
        (date(2026, 5, 31), (3, 1, 1, 1), (120_00, 7_00), (4, 1, 1, 1)),
    ],
)
def test_totals_are_those_of_the_day(
    store: Store,
    spring: dict[str, int],
    day: date,
    deal_counts: tuple[int, ...],
    sums: tuple[int, ...],
    work: tuple[int, ...],
) -> None:
    told = figures.totals(store, as_of=day)
    assert (told.deals, told.won, told.lost, told.open) == deal_counts
    assert (told.won_minor, told.open_minor) == sums
    assert (told.clients, told.projects, told.tasks, told.tasks_done) == work


def test_totals_of_today_are_those_without_a_day(studio: Store) -> None:
    assert figures.totals(studio, as_of=date.today()) == figures.totals(studio)  # noqa: DTZ011


def test_the_board_of_a_day_has_its_open_deals_and_what_its_month_has_won(store: Store, spring: dict[str, int]) -> None:
    pipeline = store.value("SELECT id FROM pipeline")

    def stood(day: date) -> dict[str, tuple[int, int]]:
        return {one.name: (one.count, one.amount_minor) for one in past.columns(store, day, pipeline) if one.count}

    first = store.value("SELECT name FROM stage WHERE kind = 'open' ORDER BY rank LIMIT 1")
    assert stood(date(2026, 3, 31)) == {first: (2, 140_00)}
    assert stood(date(2026, 4, 30)) == {first: (1, 40_00), "Won": (1, 120_00)}
    assert stood(date(2026, 5, 31)) == {first: (1, 7_00), "Won": (1, 120_00)}  # it waits for its handoff
    assert stood(date(2026, 7, 31)) == {first: (1, 7_00)}  # no longer after 90 days


def test_what_waited_for_its_handoff_on_a_day_stands_in_its_column_as_the_board_showed_it_then(store: Store) -> None:
    pipeline = store.value("SELECT id FROM pipeline")
    seen = {}

    def look() -> None:
        seen[date.today()] = deal_board.board(store, DealFilter(pipeline_id=pipeline))  # noqa: DTZ011

    with time_machine.travel(MARCH, tick=False):
        given, waived, left = (deals.add(store, title, client="Basil", amount_minor=9_00) for title in "ABC")
        deals.win(store, [given, waived, left], date(2026, 3, 10))
        look()
    with time_machine.travel(APRIL, tick=False):
        look()
    with time_machine.travel(APRIL + timedelta(days=1), tick=False):
        deals.waive_handoff(store, [waived])
        look()
    with time_machine.travel(MAY, tick=False):
        handoff.complete(store, handoff.draft(store, given))
        look()
    with time_machine.travel(MAY + timedelta(days=60), tick=False):
        look()
    won = [next(column.count for column in columns if column.kind == "won") for columns in seen.values()]
    assert won == [3, 3, 2, 1, 0]
    for day, columns in seen.items():
        assert past.columns(store, day, pipeline) == columns, day
