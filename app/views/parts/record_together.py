"""What one does with a selection of clients or contacts at once, from the menu and by keys: each is one action with one Undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import owners, people, tags
from app.services.owners import Kind
from app.views.parts.menu import Menu
from app.views.parts.merge_with import place
from app.views.parts.picker import Option, Picker, matches
from app.views.parts.tags_field import tag_options

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


def add_to(menu: Menu, store: Store, shell: ShellApi, kind: Kind, ids: Sequence[int], parent: QWidget) -> None:
    """The lines 'Owner…' and 'Add tag…' for these records."""
    menu.add("Owner…", partial(owner, store, shell, kind, ids, parent), "user", "O")
    menu.add("Add tag…", partial(tag, store, shell, kind, ids, parent), "tag")


def owner(store: Store, shell: ShellApi, kind: Kind, ids: Sequence[int], parent: QWidget) -> Picker:
    """Ask who is to look after them."""
    options = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(store)]
    options.append(Option(None, "Nobody", icon="user"))
    found = {i for (i,) in store.rows(f"SELECT owner_id FROM {kind} WHERE {_among(ids)}")}
    who = _named(store, kind, ids)

    def choose(option: Option) -> None:
        person = None if option.key is None else int(str(option.key))
        try:
            owners.give(store, kind, ids, person)
        except UserError as problem:
            shell.error(str(problem))
            return
        shell.toast(
            f"{who}: nobody looks after {'it' if len(ids) == 1 else 'them'} now"
            if person is None
            else f"{who} given to {option.text}"
        )

    at, rect = place(parent)
    picker = Picker(at, options, choose, current=found.pop() if len(found) == 1 else -1, head=f"Give {who} to")
    picker.open_at(at, rect)
    return picker


def tag(store: Store, shell: ShellApi, kind: Kind, ids: Sequence[int], parent: QWidget) -> Picker:
    """Ask for a tag to put on them; a new word makes one."""
    carried = tags.of(store, kind, list(ids))
    on_all = frozenset.intersection(*(frozenset(each.id for each in mine) for mine in carried.values()))
    known = tag_options(store, on_all)
    who = _named(store, kind, ids)

    def put(name: str) -> None:
        try:
            tags.put(store, kind, list(ids), name)
        except UserError as problem:
            shell.error(str(problem))
            return
        shell.toast(f"{who} tagged {' '.join(name.split())}")

    at, rect = place(parent)
    picker = Picker(
        at, lambda typed: matches(known, typed), lambda option: put(option.text), head=f"Tag {who}", add_new=put
    )
    picker.search_line().setPlaceholderText("Find or make a tag")
    picker.open_at(at, rect)
    return picker


def _among(ids: Sequence[int]) -> str:
    return f"id IN ({', '.join(str(int(i)) for i in ids)})"


def _named(store: Store, kind: Kind, ids: Sequence[int]) -> str:
    """The name of one, '3 clients' of several."""
    if len(ids) > 1:
        return f"{len(ids):,} {kind}s"
    name = str(store.value(f"SELECT name FROM {kind} WHERE {_among(ids)}", (), "One that is gone"))
    return name if len(name) <= 40 else f"{name[:39]}…"
