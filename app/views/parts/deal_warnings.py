"""What may go wrong with a deal, each with its way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.parts.dates import short_text
from app.views.parts.marks import Tone
from app.views.parts.notice import Notice

if TYPE_CHECKING:
    from app.services.deal_detail import DealDetail


class Ways(NamedTuple):
    """The ways out that an inspector offers."""

    set_client: Callable[[], object]
    set_date: Callable[[], object]
    hold: Callable[[], object]
    release: Callable[[], object]
    hand_off: Callable[[], object]
    bring_back: Callable[[], object]


class Warned(NamedTuple):
    """One strip."""

    tone: Tone
    title: str
    text: str
    action: tuple[str, Callable[[], object]]
    icon: str = ""


def warnings(
    detail: DealDetail, ways: Ways, now: date, archived_on: date | None = None, rule: str = ""
) -> list[Warned]:
    """What there is to say about the deal, the gravest first; `rule` is the template with which it would be handed off by itself."""
    card, found = detail.card, []
    if archived_on is not None:
        text = f"Since {short_text(archived_on, now)}; in no list and no sum."
        found.append(Warned("plain", "Archived", text, ("Bring back", ways.bring_back), "archive"))
    if card.needs_handoff and card.client_id is not None:
        text = f"Won {short_text(card.closed_on, now)}" if card.closed_on else ""
        text += f". “{rule}” is used by itself." if rule else ""
        found.append(Warned("info", "No project yet", text, ("Hand off…", ways.hand_off), "arrow-right"))
    if card.client_id is None:
        text = "A project needs one." if card.needs_handoff else "Who is it for?"
        found.append(Warned("warn", "No client", text, ("Set the client", ways.set_client), "buildings"))
    if card.closed_on is not None:
        return found
    closes = card.expected_close_on
    if closes is not None and closes < now:
        text = f"It was {short_text(closes, now)}; the forecast leaves it out."
        found.append(Warned("warn", "Close date passed", text, ("Set a date", ways.set_date), "calendar-x"))
    if card.on_hold:
        until = f"Until {short_text(detail.held_until_on, now)}" if detail.held_until_on else "Until further notice"
        found.append(Warned("plain", "On hold", until, ("End the hold", ways.release), "pause-circle"))
    elif card.rotting:
        title = f"{card.days_in_stage} days in {card.stage}"
        text = "Longer than deals stay there. Move it, or hold it."
        found.append(Warned("warn", title, text, ("On hold…", ways.hold), "hourglass"))
    return found


class DealWarnings(QWidget):
    """The strips below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.strips: list[Notice] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_warnings(self, found: Sequence[Warned]) -> bool:
        """Show these; whether there are any."""
        while len(self.strips) < len(found):
            strip = Notice("plain", "")
            self._column.addWidget(strip)
            self.strips.append(strip)
        for place, strip in enumerate(self.strips):
            if place < len(found):
                warned = found[place]
                strip.say(warned.tone, warned.title, warned.text, warned.action, icon=warned.icon)
            strip.setVisible(place < len(found))
        return bool(found)
