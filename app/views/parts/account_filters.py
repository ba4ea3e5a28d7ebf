"""What accounts and renewals can be narrowed by beyond their quick chips: as a menu, and in words what is narrowed already."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from app.services import people
from app.services.account_filter import AccountFilter
from app.services.renewal_list import RenewalFilter
from app.views.parts.client_renewals import WORDS
from app.views.parts.menu import Menu
from app.views.parts.task_cards import quoted

if TYPE_CHECKING:
    from app.models.store import Store

Narrow = Callable[..., object]
Taken = list[tuple[str, Callable[[], object]]]
_SILENT: Final = (14, 30, 60, 90, 180)
_DUE: Final = (30, 60, 90, 180, 365)
_LETTERS: Final = 24
_RECURS: Final = "With recurring value"


def fill_accounts(store: Store, narrow: Narrow, menu: Menu) -> None:
    """By what accounts are narrowed; `narrow(field=value)` does it."""
    health = menu.add_menu("Health", "warning-circle")
    for level in reversed(WORDS):
        health.add(WORDS[level], partial(narrow, level=level))
    _owners(store, narrow, menu)
    silent = menu.add_menu("Not spoken to for", "clock-counter-clockwise")
    for days in _SILENT:
        silent.add(f"{days} days", partial(narrow, silent_for=days))
    _due(narrow, menu)
    menu.add(_RECURS, partial(narrow, recurs=True), "repeat")


def fill_renewals(store: Store, narrow: Narrow, menu: Menu) -> None:
    """By what renewals are narrowed."""
    _due(narrow, menu)
    _owners(store, narrow, menu)


def taken_of_accounts(store: Store, flt: AccountFilter, narrow: Narrow) -> Taken:
    """What narrows the accounts, in words, and what takes it away."""
    found: Taken = []
    if flt.level:
        found.append((WORDS[flt.level], partial(narrow, level="")))
    found += _taken_owner(store, flt.owner_id, narrow)
    if flt.silent_for is not None:
        found.append((f"Not spoken to for {flt.silent_for} days", partial(narrow, silent_for=None)))
    found += _taken_due(flt.due_in, narrow)
    if flt.recurs:
        found.append((_RECURS, partial(narrow, recurs=False)))
    return found


def taken_of_renewals(store: Store, flt: RenewalFilter, narrow: Narrow) -> Taken:
    """What narrows the renewals, in words, and what takes it away."""
    return [*_taken_due(flt.due_in, narrow), *_taken_owner(store, flt.owner_id, narrow)]


def _owners(store: Store, narrow: Narrow, menu: Menu) -> None:
    owners = menu.add_menu("Owner", "user")
    for person in people.everyone(store):
        owners.add(person.name.replace("&", "&&"), partial(narrow, owner_id=person.id))
    owners.add("Nobody", partial(narrow, owner_id=0))


def _due(narrow: Narrow, menu: Menu) -> None:
    due = menu.add_menu("Renewal due within", "calendar-blank")
    for days in _DUE:
        due.add(f"{days} days", partial(narrow, due_in=days))


def _taken_owner(store: Store, owner_id: int | None, narrow: Narrow) -> Taken:
    if owner_id is None:
        return []
    name = store.value("SELECT name FROM person WHERE id = ?", (owner_id,), "Somebody who left")
    return [(quoted(str(name), _LETTERS) if owner_id else "No owner", partial(narrow, owner_id=None))]


def _taken_due(days: int | None, narrow: Narrow) -> Taken:
    return [] if days is None else [(f"Renewal due within {days} days", partial(narrow, due_in=None))]
