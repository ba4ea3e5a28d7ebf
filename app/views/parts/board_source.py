"""What a board shows and asks: columns, cards, places to drop at. Plain values; a page fills them from its
service.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from PySide6.QtWidgets import QMenu

Tone = Literal["plain", "caption", "strong", "go", "good", "warn", "bad", "accent", "neutral"]
ColumnTone = Literal["stage1", "stage2", "stage3", "stage4", "won", "lost"]


class Bit(NamedTuple):
    """An icon (a Phosphor name or '') with words.

    In row three `tone` colours icon and words ('good' the icon alone). In row four 'good', 'warn', 'bad',
    'accent' and 'neutral' stand on a soft ground as a mark; 'plain', 'caption', 'strong' and 'go' (green: can
    start) stand without one.
    """

    icon: str
    text: str
    tone: Tone = "plain"


class Card(NamedTuple):
    """One card, as it is painted. `labels` are (colour 1 to 6, word); `progress` is a share from 0 to 1, of a bar that has
    the colour of its column unless `progress_tone` warns.
    """

    id: int
    title: str
    labels: tuple[tuple[int, str], ...] = ()
    second_left: str = ""
    second_right: str = ""
    third: tuple[Bit, ...] = ()
    third_right: Bit | None = None
    fourth: tuple[Bit, ...] = ()
    action: str = ""
    progress: float | None = None
    progress_tone: Tone = "plain"
    avatar: str = ""
    mine: bool = False
    waiting: bool = False
    faded: bool = False
    tooltip: str = ""
    accessible: str = ""


class Column(NamedTuple):
    """The head of a column. `tone` is a stage's name or its number from 1, or (place from 0, of how many) for
    pipelines of more than four stages.

    `drop_note` ('Drop here to win / then hand it off to a project') stands above the cards while some are
    dragged.
    """

    key: int
    name: str
    count: int = 0  # type: ignore[assignment]  # a field of its own, as everywhere for heads
    total: str = ""
    hint_left: str = ""
    hint_right: str = ""
    tone: str | int | tuple[int, int] = "stage1"
    limit: int | None = None
    over: bool = False
    drop_note: str | None = None
    empty: str = ""


class FootTarget(NamedTuple):
    """A place at the board's foot, shown while cards are dragged: 'Lost', 'asks why'."""

    key: str
    icon: str
    title: str
    hint: str = ""


class BoardSource(Protocol):
    """Where a board gets its cards and takes its orders. Reads are cheap; writes may raise UserError."""

    def columns(self) -> list[Column]:
        """The columns from left to right."""

    def ids(self, column_key: int) -> list[int]:
        """All cards of a column, top to bottom."""

    def cards(self, ids: Sequence[int]) -> Iterable[Card]:
        """The cards with these ids, in any order; those that are gone are left out."""

    def refusal(self, ids: Sequence[int], column_key: int) -> tuple[str, str] | None:
        """Why these cards may not land there, as (title, sentence), or None."""

    def with_cards(self, ids: Sequence[int], column_key: int) -> str:
        """What the head says while they hover: 'with this card €65,800'."""

    def drop(self, ids: Sequence[int], column_key: int, before: int | None) -> None:
        """Move the cards there, above the card `before` or to the end, and commit. Raises UserError."""

    def foot_targets(self) -> list[FootTarget]:
        """Where else a card may be dropped."""

    def drop_on_foot(self, ids: Sequence[int], key: str) -> None:
        """Cards were dropped at the foot. Raises UserError."""

    def act(self, card_id: int) -> None:
        """The card's own button was pressed. Raises UserError."""

    def menu(self, ids: Sequence[int]) -> QMenu | None:
        """The menu for these cards; the board shows it and throws it away."""
