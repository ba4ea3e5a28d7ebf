"""The board's cards and columns out of the deals of one filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.base import today
from app.domain.money import format_money
from app.services import currencies, deal_board, deal_detail, settings
from app.services.deal_board import BoardColumn, DealCard, DealFilter
from app.views.parts import deal_cards
from app.views.parts.board_source import Card, Column, FootTarget
from app.views.parts.deal_actions import label_token

if TYPE_CHECKING:
    from app.domain.workdays import Calendar
    from app.models.store import Store
    from app.views.parts.deal_actions import DealActions

_MOST_KEPT = 5_000


class DealSource:
    """A BoardSource over `filter`. `found` holds the columns as they were read last."""

    def __init__(
        self,
        store: Store,
        actions: DealActions,
        menu: Callable[[Sequence[int]], QMenu | None],
        other_pipeline: Callable[[Sequence[int]], None],
    ) -> None:
        self._store, self._actions, self._menu, self._other = store, actions, menu, other_pipeline
        self.filter = DealFilter()
        self.found: list[BoardColumn] = []
        self.home = "EUR"
        self._calendar: Calendar | None = None
        self._made: dict[int, tuple[DealCard, Card]] = {}  # cards that were shown: most are the same after a change
        self._made_on = today()

    def forget(self) -> None:
        """Settings may have changed: the calendar is read again when a step is late."""
        self._calendar = None
        self._made.clear()

    def late(self, day: date) -> int:
        """Working days since `day`. Public holidays load with the first late step."""
        if self._calendar is None:
            self._calendar = settings.calendar(self._store)
        return self._calendar.late_days(day, today())

    def columns(self) -> list[Column]:
        self.home = settings.home_currency(self._store)
        self.found = deal_board.board(self._store, self.filter)
        opens = [column.stage_id for column in self.found if column.kind == "open"]
        now = today()
        month = self.filter._replace(month=f"{now:%Y-%m}", category="closed")
        won = (deal_board.count(self._store, month), now)
        stages = deal_detail.stages(self._store, self.filter.pipeline_id) if self.filter.pipeline_id is not None else []
        own = {stage.id: label_token(stage.colour) for stage in stages if stage.colour is not None}
        return [
            deal_cards.column(
                column,
                opens.index(column.stage_id) if column.kind == "open" else 0,
                len(opens),
                self.home,
                won,
                own.get(column.stage_id, ""),
            )
            for column in self.found
        ]

    def ids(self, column_key: int) -> list[int]:
        return deal_board.board_ids(self._store, self.filter, column_key)

    def cards(self, ids: Sequence[int]) -> Iterable[Card]:
        now = today()
        if now != self._made_on or len(self._made) > _MOST_KEPT:
            self._made.clear()
            self._made_on = now
        return [self._card(deal, now) for deal in deal_board.cards(self._store, list(ids))]

    def _card(self, deal: DealCard, now: date) -> Card:
        known = self._made.get(deal.id)
        if known is None or known[0] != deal:
            known = self._made[deal.id] = (deal, deal_cards.card(deal, self.late, now))
        return known[1]

    def refusal(self, ids: Sequence[int], column_key: int) -> tuple[str, str] | None:
        del ids, column_key  # a win that has a project may be taken back: what becomes of the project is asked then
        return None

    def with_cards(self, ids: Sequence[int], column_key: int) -> str:
        column = next((column for column in self.found if column.stage_id == column_key), None)
        if column is None:
            return ""
        rates = currencies.rates(self._store)
        cards = self._actions.cards(ids)
        more = sum(rates.finely(card.amount_minor or 0, card.currency) or 0 for card in cards)
        total = column.amount_minor + currencies.rounded(more)
        what = "this card" if len(ids) == 1 else f"{len(ids)} cards"
        return f"with {what} {format_money(total, self.home, cents=False)}"

    def drop(self, ids: Sequence[int], column_key: int, before: int | None) -> None:
        self._actions.move(ids, column_key, before)

    def foot_targets(self) -> list[FootTarget]:
        pipelines = self._actions.pipelines()
        here = next((stages for i, _, stages in pipelines if i == self.filter.pipeline_id), [])
        targets = []
        if any(stage.kind == "lost" for stage in here):
            targets.append(FootTarget("lost", "x-circle", "Lost", "asks why"))
        targets.append(FootTarget("hold", "pause-circle", "On hold", "asks until when"))
        if len(pipelines) > 1:
            targets.append(FootTarget("pipeline", "arrow-square-out", "Other pipeline", "asks which"))
        return targets

    def drop_on_foot(self, ids: Sequence[int], key: str) -> None:
        if key == "lost":
            self._actions.lose(ids)
        elif key == "hold":
            self._actions.hold(ids)
        else:
            self._other(ids)

    def act(self, card_id: int) -> None:
        self._actions.hand_off(card_id)

    def menu(self, ids: Sequence[int]) -> QMenu | None:
        return self._menu(ids)
