"""The menu of deals: the same from a card, a row, a selection of them, and the inspector; and the keys of its commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

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
    ("O", "Give it to another owner"),
    ("T", "Tag it"),
    ("D", "Change its close date"),
    ("P", "Change its amount by percent"),
    ("W", "Mark it as won"),
    ("L", "Mark it as lost"),
    ("E", "Archive it"),
    ("Del", "Delete it"),
    ("Ctrl+Shift+N", "Enter a lead from one line or a pasted e-mail"),
)
QUICK_LEAD = "Ctrl+Shift+N"
#: The inspector's parts that take long to import, in the order in which they need one another.
INSPECTOR = ("note_log", "deal_renewal", "change_orders_section", "deal_fields", "deal_lines", "deal_inspector")
_STAGES_IN_MENU = 12
_TOGETHER = (
    ("O", "owner"),
    ("T", "tag"),
    ("D", "close_date"),
    ("P", "amount"),
    ("E", "archive"),
)


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
        menu.add("Start the clock", lambda: _start_clock(actions, found[0]), "play")
    _add_stages(menu, actions, ids, found)
    _add_changes(menu, actions, ids, parent)
    menu.addSeparator()
    _add_closing(menu, actions, ids, found)
    _add_handoff(menu, actions, found)
    menu.addSeparator()
    _add_ends(menu, actions, ids, parent)
    return menu


def _start_clock(actions: DealActions, card: DealCard) -> None:
    from app.views.parts.clock_panel import start_clock

    start_clock(actions.store, actions.shell, "deal", card.id, card.title)


def _together(actions: DealActions, ids: Sequence[int], parent: QWidget, verb: str, *more: Any) -> None:
    """A verb of many deals; its module is loaded when the first of them is wanted."""
    from app.views.parts import deal_together

    getattr(deal_together, verb)(actions, ids, *more, *(() if more else (parent,)))


def _add_stages(menu: Menu, actions: DealActions, ids: Sequence[int], found: Sequence[DealCard]) -> None:
    here = {card.stage_id for card in found}
    pipelines = actions.pipelines()
    home = next((i for i, _, stages in pipelines if any(stage.id == found[0].stage_id for stage in stages)), None)
    inner = menu.add_menu("Move to stage", "arrow-right")
    own = [each for each in pipelines if each[0] == home] or pipelines
    for option in stage_options(own, found[0].stage_id)[:_STAGES_IN_MENU]:
        stage = int(str(option.key))
        line = inner.add(option.text, partial(actions.attempt, partial(actions.move, ids, stage)))
        line.setEnabled(here != {stage})
    others = [(i, name) for i, name, _ in pipelines if i != home]
    if others:
        inner = menu.add_menu("Move to pipeline", "arrow-square-out")
        for pipeline, name in others:
            inner.add(name, partial(_together, actions, ids, menu, "to_pipeline", pipeline, name))


def _add_changes(menu: Menu, actions: DealActions, ids: Sequence[int], parent: QWidget) -> None:
    """What changes one field of all of them."""
    from app.services import tags

    menu.addSeparator()
    menu.add("Owner…", partial(_together, actions, ids, parent, "owner"), "user", "O")
    menu.add("Add tag…", partial(_together, actions, ids, parent, "tag"), "tag", "T")
    carried = sorted(
        {tag for each in tags.of(actions.store, "deal", list(ids)).values() for tag in each}, key=lambda t: t.name
    )
    if carried:
        inner = menu.add_menu("Take tag off")
        for tag in carried:
            inner.add(tag.name, partial(_together, actions, ids, parent, "take_tag", tag))
    menu.add("Close date…", partial(_together, actions, ids, parent, "close_date"), "calendar-blank", "D")
    menu.add("Amount by percent…", partial(_together, actions, ids, parent, "amount"), "", "P")


def _add_ends(menu: Menu, actions: DealActions, ids: Sequence[int], parent: QWidget) -> None:
    from app.services import deal_copies
    from app.views.parts import merge_with

    if len(ids) == 1:
        menu.add("Duplicate", partial(_together, actions, ids, parent, "duplicate"), "copy", "Ctrl+D")
    merge_with.add_to(menu, actions.store, actions.shell, "deal", ids, actions.page)
    menu.add("Archive", partial(_together, actions, ids, parent, "archive"), "archive", "E")
    menu.add("Delete", lambda: actions.delete(ids), "trash", "Del")
    if deal_copies.any_archived(actions.store):
        menu.addSeparator()
        menu.add("Archived deals…", partial(_show_archived, actions))


def _show_archived(actions: DealActions) -> None:
    from app.views.parts import deal_together

    deal_together.show_archived(actions)


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
    """The `KEYS` act on `chosen()` while the keyboard is within `over`."""

    def bind(keys: str, act: Callable[[Sequence[int]], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), over)
        shortcut.setContext(shortcut.context().WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act(ids) if (ids := chosen()) else None)

    bind("F2", lambda ids: rename(ids[0]))
    bind("M", move)
    bind("W", actions.win)
    bind("L", actions.lose)
    bind("Del", actions.delete)
    for keys, verb in _TOGETHER:
        bind(keys, partial(_of_verb, actions, over, verb))
    quick = QShortcut(QKeySequence(QUICK_LEAD), actions.page)  # also where no deal is there yet
    quick.activated.connect(partial(actions.quick_lead, None))


def _of_verb(actions: DealActions, over: QWidget, verb: str, ids: Sequence[int]) -> None:
    _together(actions, ids, over, verb)
