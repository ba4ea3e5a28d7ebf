"""What is done to a selection of deals at once: one action, one undo step, one answer that says what was left out and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.base import UserError
from app.domain import deal_sums
from app.models.store import Store
from app.services import currencies, deal_rules

_THESE = "id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
_PRICED = "EXISTS (SELECT 1 FROM deal_line l WHERE l.deal_id = deal.id AND l.amount_minor <> 0)"
MOST_DAYS = 3660


class Done(NamedTuple):
    """How many deals were changed, and how many were left as they are, by reason in words."""

    changed: int
    left: dict[str, int]

    def words(self) -> str:
        """'2 have no date, 1 is closed', or ''."""
        return ", ".join(f"{count} {reason}" for reason, count in self.left.items() if count)


class AmountLine(NamedTuple):
    """What a change by percent would make of one deal, in minor units; `after` is None for one that stays, `why` says why."""

    id: int
    title: str
    currency: str
    before: int | None
    after: int | None
    why: str


def total(store: Store, ids: Sequence[int]) -> tuple[int, int]:
    """The sum of the deals in minor units of the home currency, and how many are in no sum for want of a rate."""
    rates, minor, left = currencies.rates(store), 0, 0
    for currency, frozen, count, amount in store.rows(
        f"SELECT currency, closed_rate, count(*), ifnull(sum(amount_minor), 0) FROM deal WHERE {_THESE} GROUP BY 1, 2",
        (_json(ids),),
    ):
        home = rates.finely(amount, currency, frozen)
        minor, left = minor + (home or 0), left + (count if home is None else 0)
    return currencies.rounded(minor), left


def set_owner(store: Store, ids: Sequence[int], owner_id: int | None) -> Done:
    """Give the deals to a person, or to nobody."""
    with store.write(_label("Change owner", ids)):
        _check(store, ids)
        deal_rules.pointer(store, "owner_id", owner_id)
        changed = store.execute(
            f"UPDATE deal SET owner_id = ? WHERE {_THESE} AND owner_id IS NOT ?", (owner_id, _json(ids), owner_id)
        )
    return Done(changed, {})


def set_close(store: Store, ids: Sequence[int], day: date | None) -> Done:
    """Expect the open deals to close on a day, or on none; closed ones keep theirs."""
    deal_rules.day(day)
    with store.write(_label("Change close date", ids)):
        _check(store, ids)
        text = day.isoformat() if day else None
        changed = store.execute(
            f"UPDATE deal SET expected_close_on = ? WHERE {_THESE} AND closed_on IS NULL AND expected_close_on IS NOT ?",
            (text, _json(ids), text),
        )
        return Done(changed, {"closed": _count(store, ids, "closed_on IS NOT NULL")})


def shift_close(store: Store, ids: Sequence[int], days: int) -> Done:
    """Expect the open deals so many days later (below 0: earlier); those without a date and closed ones stay."""
    if not days or abs(days) > MOST_DAYS:
        raise UserError(f"Shift the dates by 1 to {MOST_DAYS:,} days, or by as many back.")
    with store.write(_label("Shift close date", ids)):
        _check(store, ids)
        dated = f"{_THESE} AND closed_on IS NULL AND expected_close_on IS NOT NULL"
        ends = store.row(
            f"SELECT min(expected_close_on), max(expected_close_on) FROM deal WHERE {dated}", (_json(ids),)
        )
        for text in ends or ():
            deal_rules.day(date.fromisoformat(text) + timedelta(days=days) if text else None)
        changed = store.execute(
            f"UPDATE deal SET expected_close_on = date(expected_close_on, ? || ' days') WHERE {dated}",
            (days, _json(ids)),
        )
        left = {
            "without a date": _count(store, ids, "closed_on IS NULL AND expected_close_on IS NULL"),
            "closed": _count(store, ids, "closed_on IS NOT NULL"),
        }
    return Done(changed, left)


def amounts(store: Store, ids: Sequence[int], percent: Decimal) -> list[AmountLine]:
    """What `change_amounts` would do, deal by deal, in the order of `ids`. Raises UserError for a percentage that cannot be."""
    _check_percent(percent)
    found = {
        row[0]: row
        for row in store.rows(
            f"SELECT id, title, currency, amount_minor, closed_on IS NOT NULL, {_PRICED} FROM deal WHERE {_THESE}",
            (_json(ids),),
        )
    }
    result = []
    for deal in dict.fromkeys(ids):
        if deal in found:
            _, title, currency, before, closed, priced = found[deal]
            why = "closed" if closed else "without an amount" if before is None else "made of lines" if priced else ""
            after = None if why else deal_sums.by_percent(before, percent)
            result.append(AmountLine(deal, title, currency, before, after, why))
    return result


def change_amounts(store: Store, ids: Sequence[int], percent: Decimal) -> Done:
    """Raise or lower the amounts of the open deals by percent, each rounded half up by itself.

    What has no amount and what is closed stays, and so does a sum of lines: its lines say what it costs. Raises UserError.
    """
    _check_percent(percent)
    with store.write(_label("Change amount", ids)):
        _check(store, ids)
        found = amounts(store, ids, percent)
        changed = [
            (line.id, deal_rules.amount(line.after))
            for line in found
            if line.after is not None and line.after != line.before
        ]
        store.execute(
            "UPDATE deal SET amount_minor = v.value ->> 1 FROM json_each(?) v WHERE deal.id = v.value ->> 0",
            (json.dumps(changed),),
        )
    left: dict[str, int] = {}
    for line in found:
        if line.why:
            left[line.why] = left.get(line.why, 0) + 1
    return Done(len(changed), left)


def move_to_pipeline(store: Store, ids: Sequence[int], pipeline_id: int) -> Done:
    """Move the deals to another pipeline, behind those that stand there.

    An open deal goes into the stage of the same name or the first, a closed one stays won or lost on its day. Raises UserError.
    """
    from app.services import deals

    with store.write(_label("Move", ids)):
        _check(store, ids)
        there = store.rows(
            "SELECT id, name, kind FROM stage WHERE pipeline_id = ? ORDER BY kind <> 'open', rank, id", (pipeline_id,)
        )
        if not there:
            raise UserError("This pipeline is gone. Undo brings it back.")
        moving = store.rows(
            "SELECT d.id, s.name, s.kind, d.closed_on FROM deal d JOIN stage s ON s.id = d.stage_id "
            "WHERE d.id IN (SELECT value FROM json_each(?)) AND s.pipeline_id <> ? ORDER BY s.rank, d.rank",
            (_json(ids), pipeline_id),
        )
        groups: dict[tuple[int, str | None], list[int]] = {}
        for deal, name, kind, closed_on in moving:
            alike = [stage for stage in there if stage[2] == kind] or there[:1]
            target = next((stage[0] for stage in alike if stage[1].casefold() == name.casefold()), alike[0][0])
            groups.setdefault((target, closed_on), []).append(deal)
        for (target, closed_on), same in groups.items():
            deals.move(store, same, target, closed_on=date.fromisoformat(closed_on) if closed_on else None)
    return Done(len(moving), {"there already": len(set(ids)) - len(moving)})


def put_tag(store: Store, ids: Sequence[int], name: str) -> Done:
    """Put a tag on the deals; it is made when there is none of this name."""
    from app.services import tags

    with store.write(f"Tag {'deal' if len(ids) == 1 else f'{len(ids)} deals'} with {' '.join(name.split())[:40]}"):
        _check(store, ids)
        tags.put(store, "deal", list(ids), name)
    return Done(len(set(ids)), {})


def take_tag(store: Store, ids: Sequence[int], tag_id: int) -> Done:
    """Take a tag off the deals."""
    from app.services import tags

    with store.write(_label("Take tag off", ids)):
        _check(store, ids)
        tags.take(store, "deal", list(ids), tag_id)
    return Done(len(ids), {})


def _check_percent(percent: Decimal) -> None:
    if not percent.is_finite() or not -100 <= percent <= 1000 or not percent:
        raise UserError("Change the amounts by -100 to 1,000 percent.")


def _label(words: str, ids: Sequence[int]) -> str:
    return words if len(ids) == 1 else f"{words} of {len(ids)} deals"


def _json(ids: Sequence[int]) -> str:
    return json.dumps(list(ids))


def _check(store: Store, ids: Sequence[int]) -> None:
    if _count(store, ids, "1") != len(set(ids)):
        raise UserError(deal_rules.GONE)


def _count(store: Store, ids: Sequence[int], condition: str) -> int:
    return int(store.value(f"SELECT count(*) FROM deal WHERE {_THESE} AND {condition}", (_json(ids),)))
