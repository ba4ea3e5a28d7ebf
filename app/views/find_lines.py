"""What the find box offers for a text: records found, pages and commands, and a new record of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from app.views.menus import SEPARATOR
from app.views.palette_search import Item, matches
from app.views.parts.buttons import keys_text

if TYPE_CHECKING:
    from app.views.shell import Shell

GROUPS: Final = {
    "client": ("Clients", "buildings"),
    "contact": ("Contacts", "user"),
    "deal": ("Deals", "handshake"),
    "project": ("Projects", "flag"),
    "task": ("Tasks", "check-square"),
    "renewal": ("Renewals", "repeat"),
}
COMMANDS_SHOWN: Final = 6
OFFERED: Final = 13
_USUAL: Final = ("plus", "arrow-counter-clockwise", "arrow-clockwise")


def _often(item: Item) -> int:
    """What one reaches for before having typed anything: the new record, undo, the pages; files last."""
    if item.icon in _USUAL:
        return _USUAL.index(item.icon)
    return 3 if item.detail.startswith("Ctrl ") and item.detail[5:].isdigit() else 4


def lines(shell: Shell, text: str) -> list[Item]:
    """The lines for `text`; without a text, the commands one wants most often."""
    if not text:
        return sorted(_commands(shell, "", limit=99), key=_often)[:OFFERED]
    found = sorted(_commands(shell, text, limit=COMMANDS_SHOWN), key=lambda item: _takes_back(item, text))
    return [*_records(shell, text), *found, *_new(shell, text)]


def _takes_back(item: Item, text: str) -> bool:
    """Whether a line is found by the action that it would take back: it must not stand before the way to do that again."""
    verb, colon, _ = item.title.partition(":")
    return bool(colon) and verb in ("Undo", "Redo") and not any(matches(word, verb) for word in text.split())


def _records(shell: Shell, text: str) -> Iterator[Item]:
    if not shell.has_store:
        return
    from app.services import search

    for hit in search.find(shell.store, text):
        group, icon = GROUPS[hit.kind]
        yield Item(group, icon, hit.title, hit.detail, partial(shell.go, hit.kind, hit.id))


def _commands(shell: Shell, text: str, *, limit: int) -> Iterator[Item]:
    left = limit
    for command in shell.commands.list:
        action = shell.commands.actions.get(command.key)
        if command.key in (SEPARATOR, "find", "own_workspace") or action is None or not action.isEnabled():
            continue
        title = action.text().split("\t")[0]
        if command.menu == "Colours":
            title = f"Colours: {title[0].lower()}{title[1:]}"
        if not left or not matches(text, title):
            continue
        left -= 1
        keys = keys_text(command.keys[0]) if command.keys else ""
        yield Item("Pages and commands", command.icon, title, keys, action.trigger)


def _new(shell: Shell, text: str) -> Iterator[Item]:
    kinds = (("deal", "handshake"), ("task", "check-square"), ("client", "buildings"))
    first = "task" if shell.place == "deliver" else "deal"
    for kind, icon in sorted(kinds, key=lambda pair: pair[0] != first):
        yield Item("Add", icon, f"New {kind} “{text}”", "", partial(add, shell, kind, text))


def add(shell: Shell, kind: str, title: str) -> None:
    """Add a record of this title, and show it. Raises UserError for a title that is refused."""
    from app.services import clients, deals

    store = shell.ensure_store()
    if kind == "deal":
        made = deals.add(store, title)
    elif kind == "client":
        made = clients.add(store, title)
    else:
        from app.services import tasks

        made = tasks.add(store, title)
    shell.go(kind, made)
