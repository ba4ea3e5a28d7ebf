"""What accounts are narrowed to, and the same as a saved view keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.domain import finding
from app.domain.account_health import LEVELS
from app.services import filter_spec, renewal_list

if TYPE_CHECKING:
    from app.services.accounts import Account, Told

CHIPS: Final = ("risk", "watch", "silent", "renewal", "mine")


class AccountFilter(NamedTuple):
    """`owner_id` 0 is nobody; `silent_for` and `due_in` are days without a word, and until the next renewal; `recurs`: something does."""

    chip: str = ""
    text: str = ""
    owner_id: int | None = None
    level: str = ""
    silent_for: int | None = None
    due_in: int | None = None
    recurs: bool = False


PLAIN: Final = AccountFilter()


def passing(told: Told, flt: AccountFilter) -> list[Account]:
    """The accounts that pass a filter, in the order in which they were read."""
    words = finding.words(flt.text)
    found: Iterable[Account] = told.accounts.values()
    if flt.owner_id is not None:
        found = [each for each in found if (each.owner_id or 0) == flt.owner_id]
    if flt.level:
        found = [each for each in found if each.health.level == flt.level]
    if flt.silent_for is not None:
        found = [each for each in found if each.silent_for >= flt.silent_for]
    if flt.due_in is not None:
        found = [each for each in found if _is_due(told, each, flt.due_in)]
    if flt.recurs:
        found = [each for each in found if each.id in told.recurring.by_client]
    if words:
        found = [each for each in found if finding.rank(words, each.name) is not None]
    return [each for each in found if in_chip(told, flt.chip, each)] if flt.chip else list(found)


def in_chip(told: Told, chip: str, account: Account) -> bool:
    """Whether a quick chip leaves an account."""
    if chip in ("risk", "watch"):
        return account.health.level == chip
    if chip == "renewal":
        return _is_due(told, account, renewal_list.NEAR_DAYS)
    return account.silent if chip == "silent" else account.owner_is_me


def _is_due(told: Told, account: Account, days: int) -> bool:
    """Whether a renewal is due within so many days, or was and is not decided."""
    return account.renewal is not None and account.renewal.due_on <= told.on + timedelta(days=days)


def to_spec(flt: AccountFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them."""
    return filter_spec.to_spec(flt, PLAIN)


def from_spec(spec: Mapping[str, Any]) -> AccountFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    days, count = filter_spec.is_days, filter_spec.is_count
    allowed: dict[str, filter_spec.Allowed] = {
        "chip": CHIPS,
        "level": LEVELS,
        "owner_id": count,
        "silent_for": days,
        "due_in": days,
    }
    return filter_spec.from_spec(spec, PLAIN, allowed)
