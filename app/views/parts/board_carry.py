"""Cards under way, whether the mouse or the keyboard carries them: where they would land, and what the board
shows then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.views.parts.board_column import ColumnPane
from app.views.parts.board_model import Gap
from app.views.parts.board_source import BoardSource, Card


class Landing(NamedTuple):
    """Where the cards were let go: above the card `before` (None: at the end) of a column, or at the board's
    foot.
    """

    ids: tuple[int, ...]
    column: int | None
    before: int | None = None
    foot: str | None = None


class Carry:
    """One carrying of `ids` from pick-up to drop. Hovering costs the source one question a column."""

    def __init__(
        self, source: BoardSource, panes: Sequence[ColumnPane], ids: Sequence[int], *, keyboard: bool = False
    ) -> None:
        self.source, self.panes, self.ids, self.keyboard = source, panes, tuple(ids), keyboard
        self.pane: ColumnPane | None = None
        self.foot: str | None = None
        self.place = 0
        self._carried = frozenset(ids)
        self._front: Card | None = None
        self._answers: dict[int, tuple[tuple[str, str] | None, str]] = {}
        self._show()

    def over(self, pane: ColumnPane | None, place: int = 0) -> None:
        """Hover over a column where `place` cards stand above; over none of them with None."""
        self.foot = None
        if pane is not self.pane:
            self._leave()
        self.pane, self.place = pane, place
        if pane is None:
            return
        refusal, words = self._answer(pane)
        at_home = self.at_home
        if at_home:
            pane.model.set_gap(None)
            pane.set_drop(False)
        else:
            pane.model.set_gap(place, self._gap(pane, refusal))
            pane.set_drop(refusal is None, words)
        self._mark(lifted=self.keyboard and at_home)

    def over_foot(self, key: str | None) -> None:
        """Hover over a place at the foot, or over nothing."""
        self._leave()
        self.pane, self.foot = None, key

    @property
    def at_home(self) -> bool:
        """Whether a drop would change nothing: all cards stand together here and would stay."""
        if self.pane is None:
            return False
        start = self.pane.model.window.place(self.ids[0])
        if start is None:
            return False
        end = start + len(self.ids)
        return start <= self.place <= end and tuple(self.pane.model.ids[start:end]) == self.ids

    @property
    def refusal(self) -> tuple[str, str] | None:
        """Why they may not land here, or None."""
        return self._answer(self.pane)[0] if self.pane is not None and not self.at_home else None

    def landing(self) -> Landing | None:
        """Where a drop would take them now; None when it would change nothing or is refused."""
        if self.foot is not None:
            return Landing(self.ids, None, foot=self.foot)
        if self.pane is None or self.at_home or self.refusal is not None:
            return None
        below = self.pane.model.ids[self.place :]
        before = next((each for each in below if each not in self._carried), None)
        return Landing(self.ids, self.pane.column.key, before)

    def steps(self, pane: ColumnPane) -> list[int]:
        """The places of a column that differ, carried cards not counted; for the keyboard."""
        ids = pane.model.ids
        return [place for place, each in enumerate(ids) if each not in self._carried] + [len(ids)]

    def step(self) -> int:
        """At which of `steps` the cards are."""
        if self.pane is None:
            return 0
        return sum(1 for place in self.steps(self.pane) if place < self.place)

    def spoken(self) -> str:
        """Where they are, for who listens: 'Negotiation, 2 of 5'."""
        if self.pane is None:
            return ""
        name, refusal = self.pane.column.name, self.refusal
        if refusal is not None:
            return f"{name}, not possible. {refusal[0]}. {refusal[1]}"
        return f"{name}, {self.step() + 1} of {len(self.steps(self.pane)) - 1 + len(self.ids)}"

    def rest(self) -> None:
        """Before the board's cards change under it: close the gap. `over` opens it again."""
        self._leave()
        self.pane = None
        self._answers.clear()

    def show_again(self, panes: Sequence[ColumnPane]) -> None:
        """After the board's cards have changed."""
        self.panes = panes
        self._show()

    def end(self) -> None:
        """The board looks as it does at rest again."""
        self._leave()
        for pane in self.panes:
            pane.model.set_carried(())
            pane.set_carrying(False)

    def _show(self) -> None:
        self._mark(lifted=False)
        for pane in self.panes:
            pane.set_carrying(True)

    def _mark(self, *, lifted: bool) -> None:
        for pane in self.panes:
            pane.model.set_carried(self._carried, lifted=lifted)

    def _leave(self) -> None:
        if self.pane is not None:
            self.pane.model.set_gap(None)
            self.pane.set_drop(False)

    def _answer(self, pane: ColumnPane) -> tuple[tuple[str, str] | None, str]:
        key = pane.column.key
        if key not in self._answers:
            refusal = self.source.refusal(self.ids, key)
            home = pane.model.window.place(self.ids[0]) is not None
            words = "" if refusal or home else self.source.with_cards(self.ids, key)
            self._answers[key] = (refusal, words)
        return self._answers[key]

    def _gap(self, pane: ColumnPane, refusal: tuple[str, str] | None) -> Gap:
        if refusal is not None or not self.keyboard:
            return Gap(refusal)
        if self._front is None:
            self._front = next(iter(pane.model.window.rows(self.ids[:1])), None)
        return Gap(None, self._front)
