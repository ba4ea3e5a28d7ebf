"""Today names the budgets that reached a mark, and the deals that are no longer what was agreed."""

from __future__ import annotations

from datetime import timedelta

from app.base import today
from app.models.store import Store
from app.services import change_orders, deals, handoff, timelog
from app.services import today as reads
from app.views.parts import today_words


def handed_off(store: Store) -> tuple[int, int]:
    deal = deals.add(store, "Ticket shop", client="Tidepool Museum")
    deals.add_line(store, deal, "Build", price_minor=840_000, minutes=1_200)
    deals.win(store, [deal], today())
    return deal, handoff.complete(store, handoff.draft(store, deal)).project_id


def rows(store: Store, key: str) -> list[reads.Row]:
    board = reads.board(store)
    return next((group.rows for group in (*board.sales, *board.work) if group.key == key), [])


def test_a_budget_is_named_at_50_80_and_100_percent(store: Store) -> None:
    _, project = handed_off(store)
    assert rows(store, "budgets") == []
    said = []
    for back, minutes in ((2, 600), (1, 360), (0, 240)):
        timelog.add(store, minutes, project_id=project, on=today() - timedelta(days=back))
        (row,) = rows(store, "budgets")
        assert row.opens == ("project", project)
        said.append(today_words.when(row, reads.Group("budgets", 1, [row]), today())[0])
    assert said == ["Past 50%", "Past 80%", "All of it burnt"]


def test_a_deal_that_changed_is_named_until_it_is_written_down(store: Store) -> None:
    deal, project = handed_off(store)
    assert rows(store, "changed") == []
    deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    (row,) = rows(store, "changed")
    assert (row.opens, row.amount_minor) == (("deal", deal), 180_000)
    made = change_orders.propose(store, change_orders.draft(store, project))
    assert rows(store, "changed") == []
    change_orders.accept(store, made)
    assert rows(store, "changed") == []
