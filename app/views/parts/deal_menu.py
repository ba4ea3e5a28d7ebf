"""The menu of deals: the same from a card, a row and the inspector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.views.parts.deal_actions import stage_options
from app.views.parts.menu import Menu

if TYPE_CHECKING:
    from app.services.deal_board import DealCard
    from app.views.parts.deal_actions import DealActions

KEYS = (
    ("F2", "Rename the deal"),
    ("M", "Move it to another stage"),
    ("W", "Mark it as won"),
    ("L", "Mark it as lost"),
    ("Del", "Delete it"),
)
_STAGES_IN_MENU = 12


def deal_menu(
    actions: DealActions, ids: Sequence[int], rename: Callable[[int], object], parent: QWidget
) -> Menu | None:
    """What can be done with these deals; None when all of them are gone."""
    found = actions.cards(ids)
    if not found:
        return None
    menu = Menu(parent)
    if len(found) == 1:
        menu.add("Rename", lambda: rename(found[0].id), "pencil-simple", "F2")
    _add_stages(menu, actions, ids, found)
    menu.addSeparator()
    _add_closing(menu, actions, ids, found)
    _add_handoff(menu, actions, found)
    menu.add("Delete", lambda: actions.delete(ids), "trash", "Del")
    return menu


def _add_stages(menu: Menu, actions: DealActions, ids: Sequence[int], found: Sequence[DealCard]) -> None:
    here = {card.stage_id for card in found}
    inner = menu.add_menu("Move to stage", "arrow-right")
    for option in stage_options(actions.pipelines(), found[0].stage_id)[:_STAGES_IN_MENU]:
        stage = int(str(option.key))
        line = inner.add(option.text, partial(actions.attempt, partial(actions.move, ids, stage)))
        line.setEnabled(here != {stage})


def _add_closing(menu: Menu, actions: DealActions, ids: Sequence[int], found: Sequence[DealCard]) -> None:
    opened = [card for card in found if card.closed_on is None]
    if opened:
        menu.add("Mark as won", lambda: actions.win(ids), "trophy", "W")
        menu.add("Lost…", lambda: actions.lose(ids), "x-circle", "L")
        if all(card.on_hold for card in opened):
            menu.add("End the hold", lambda: actions.release(ids), "play")
        else:
            menu.add("On hold…", lambda: actions.hold(ids), "pause-circle")
    elif len(found) == 1:
        menu.add("Reopen", lambda: actions.reopen(found[0].id), "arrow-counter-clockwise")


def _add_handoff(menu: Menu, actions: DealActions, found: Sequence[DealCard]) -> None:
    waiting = [card.id for card in found if card.needs_handoff]
    if len(found) == 1 and waiting:
        menu.add("Hand off…", lambda: actions.attempt(lambda: actions.hand_off(waiting[0])), "arrow-right")
    if waiting:
        menu.add("No project needed", lambda: actions.waive(waiting), "check")
    if len(found) == 1 and found[0].project_id is not None:
        project = found[0].project_id
        menu.add("Open project", lambda: actions.shell.go("project", project), "arrow-square-out")


def bind_keys(
    over: QWidget,
    actions: DealActions,
    chosen: Callable[[], Sequence[int]],
    rename: Callable[[int], object],
    move: Callable[[Sequence[int]], object],
) -> None:
    """F2, M, W, L and Del act on `chosen()` while the keyboard is within `over`."""

    def bind(keys: str, act: Callable[[Sequence[int]], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), over)
        shortcut.setContext(shortcut.context().WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act(ids) if (ids := chosen()) else None)

    bind("F2", lambda ids: rename(ids[0]))
    bind("M", move)
    bind("W", actions.win)
    bind("L", actions.lose)
    bind("Del", actions.delete)
