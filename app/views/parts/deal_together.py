"""What one does with a selection of deals at once, from the menu and by keys: each is one action with one Undo.

owner(actions, ids, parent), tag(...), close_date(...), amount(...)     ask in a list or a dialog
take_tag(actions, ids, tag), to_pipeline(...), archive(...)             do it
duplicate(actions, id), show_archived(actions)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import deal_bulk, deal_copies, people, tags
from app.views.parts.merge_with import place
from app.views.parts.picker import Option, Picker, matches
from app.views.parts.tags_field import tag_options

if TYPE_CHECKING:
    from app.services.deal_board import DealCard
    from app.services.deal_bulk import Done
    from app.services.tags import Tag
    from app.views.parts.deal_actions import DealActions


def owner(actions: DealActions, ids: Sequence[int], parent: QWidget) -> None:
    """Ask who is to have the deals."""
    found = actions.cards(ids)
    if not found:
        return
    options = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(actions.store)]
    options.append(Option(None, "Nobody", icon="user"))

    def choose(option: Option) -> None:
        person: Any = option.key
        done = _done(actions, lambda: deal_bulk.set_owner(actions.store, ids, person))
        if done is not None:
            _say(actions, found, "without an owner" if person is None else f"given to {option.text}", done)

    at, rect = place(parent)
    owners = {card.owner_id for card in found}
    current = owners.pop() if len(owners) == 1 else -1
    Picker(at, options, choose, current=current, head=f"Give {named(found)} to").open_at(at, rect)


def tag(actions: DealActions, ids: Sequence[int], parent: QWidget) -> None:
    """Ask for a tag to put on the deals; a new word makes one."""
    found = actions.cards(ids)
    if not found:
        return
    carried = tags.of(actions.store, "deal", list(ids))
    on_all = frozenset.intersection(*(frozenset(each.id for each in carried[card.id]) for card in found))
    known = tag_options(actions.store, on_all)

    def put(name: str) -> None:
        done = _done(actions, lambda: deal_bulk.put_tag(actions.store, ids, name))
        if done is not None:
            _say(actions, found, f"tagged {' '.join(name.split())}", done)

    at, rect = place(parent)
    picker = Picker(
        at,
        lambda typed: matches(known, typed),
        lambda option: put(option.text),
        head=f"Tag {named(found)}",
        add_new=put,
    )
    picker.search_line().setPlaceholderText("Find or make a tag")
    picker.open_at(at, rect)


def take_tag(actions: DealActions, ids: Sequence[int], taken: Tag) -> None:
    """Take a tag off those of the deals that carry it."""
    carried = tags.of(actions.store, "deal", list(ids))
    found = [card for card in actions.cards(ids) if any(each.id == taken.id for each in carried[card.id])]
    done = _done(actions, lambda: deal_bulk.take_tag(actions.store, [card.id for card in found], taken.id))
    if done is not None:
        actions.shell.toast(f"{taken.name} taken off {named(found)}")


def close_date(actions: DealActions, ids: Sequence[int], _parent: QWidget) -> None:
    """Ask for a day on which the deals are expected to close, or by how many days that moves."""
    from app.views.dialogs.change_close import ChangeCloseDialog

    found = actions.cards(ids)
    if not any(card.closed_on is None for card in found):
        actions.shell.error("These deals are closed; the day they closed is changed beside the list, one by one.")
        return
    dialog = ChangeCloseDialog(actions.parent_window(), actions.store, found)
    dialog.changed.connect(lambda words, done: _say(actions, found, words, done))
    actions.open_dialog(dialog)


def amount(actions: DealActions, ids: Sequence[int], _parent: QWidget) -> None:
    """Ask by how many percent the amounts change, and show what that makes of each."""
    from app.views.dialogs.change_amount import ChangeAmountDialog

    found = actions.cards(ids)
    if not found:
        return
    dialog = ChangeAmountDialog(actions.parent_window(), actions.store, found)
    dialog.changed.connect(lambda words, done: _say(actions, found, words, done))
    actions.open_dialog(dialog)


def to_pipeline(actions: DealActions, ids: Sequence[int], pipeline_id: int, name: str) -> None:
    """Move the deals to another pipeline, into the stage of the same name or its first."""
    found = actions.cards(ids)
    done = _done(actions, lambda: deal_bulk.move_to_pipeline(actions.store, ids, pipeline_id))
    if done is not None:
        _say(actions, found, f"moved to {name}", done)


def duplicate(actions: DealActions, ids: Sequence[int], _parent: QWidget) -> None:
    """A copy of the deal, which is then the one that is looked at."""
    if len(ids) != 1:
        actions.shell.error("Choose one deal to duplicate.")
        return
    found = actions.cards(ids)
    made: list[int] = []
    if found and actions.attempt(lambda: made.append(deal_copies.duplicate(actions.store, ids[0]))):
        actions.shell.toast(f"{found[0].title} duplicated")
        actions.added.emit(made[0])


def archive(actions: DealActions, ids: Sequence[int], _parent: QWidget) -> None:
    """Put the deals out of sight; Undo, or the list of archived deals, brings them back."""
    found = actions.cards(ids)
    if found and actions.attempt(lambda: deal_copies.archive(actions.store, list(ids))):
        actions.shell.toast(f"{named(found)} archived")


def show_archived(actions: DealActions) -> None:
    """The list of archived deals, from which they come back."""
    from app.views.dialogs.archived_deals import ArchivedDealsDialog

    actions.open_dialog(ArchivedDealsDialog(actions.parent_window(), actions.store))


def named(found: Sequence[DealCard]) -> str:
    """The title of one, the number of several."""
    return found[0].title if len(found) == 1 else f"{len(found):,} deals"


def _done(actions: DealActions, act: Callable[[], Done]) -> Done | None:
    try:
        return act()
    except UserError as problem:
        actions.shell.error(str(problem))
        return None


def _say(actions: DealActions, found: Sequence[DealCard], words: str, done: Done) -> None:
    if not done.changed:
        left = done.words()
        actions.shell.error(f"Nothing was changed: {left}." if left else "They are like this already.")
        return
    named_ones = named(found) if done.changed == len(found) else f"{done.changed:,} of {len(found):,} deals"
    left = f", {done.words()}" if done.words() else ""
    actions.shell.toast(f"{named_ones} {words}{left}")
