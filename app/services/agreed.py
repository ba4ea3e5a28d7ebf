"""What was agreed when a deal was handed off, line by line, and how the deal differs from it since.

What is agreed moves with each accepted change order; what stands in one that is proposed is no difference any more. What was
declined and stands in the deal all the same is none either, until the deal changes further.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple

from app.domain.handoff import SoldLine, line_minutes
from app.models import records
from app.models.store import Store
from app.services import deal_lines

_COLUMNS = (
    "deal_id", "line_id", "title", "description", "quantity", "unit", "price_minor", "discount", "tax", "amount_minor", "own_minutes",
    "minutes", "product_id", "task_ids", "rank",
)  # fmt: skip


_OF_DEAL = "change_order_id IN (SELECT id FROM change_order WHERE deal_id = ?)"


class Difference(NamedTuple):
    """A line that was 'added', 'dropped' or 'changed' since the agreement, by so much money (minor units of the deal's
    currency) and so many minutes; `task_ids` deliver it. Without a line it is the amount of the deal as a whole.
    """

    line_id: int | None
    title: str
    kind: Literal["added", "dropped", "changed"]
    amount_minor: int
    minutes: int
    task_ids: tuple[int, ...] = ()


class _Line(NamedTuple):
    title: str
    amount_minor: int
    minutes: int
    task_ids: tuple[int, ...] = ()


def keep(store: Store, deal_id: int) -> None:
    """Keep the deal as it stands as what is agreed. Inside `store.write`."""
    store.execute("DELETE FROM agreed_line WHERE deal_id = ?", (deal_id,))
    store.execute(f"UPDATE change_item SET stands = 0 WHERE stands AND {_OF_DEAL}", (deal_id,))
    _insert(store, [deal_id])


def keep_missing(store: Store) -> None:
    """Keep every handed-off deal of which nothing is kept yet. Inside `store.write`."""
    _insert(
        store,
        store.ids(
            "SELECT DISTINCT h.deal_id FROM handoff h WHERE NOT EXISTS (SELECT 1 FROM agreed_line a WHERE a.deal_id = h.deal_id)"
        ),
    )


def keep_line(store: Store, deal_id: int, line_id: int | None) -> None:
    """Take one line as it stands into what is agreed; one that is gone leaves it. Inside `store.write`."""
    before = store.value(
        "SELECT task_ids FROM agreed_line WHERE deal_id = ? AND line_id IS ?", (deal_id, line_id)
    )  # fmt: skip
    store.execute("DELETE FROM agreed_line WHERE deal_id = ? AND line_id IS ?", (deal_id, line_id))
    for row in _rows(store, [deal_id]):
        if row[1] == line_id:
            known = {*json.loads(before or "[]"), *json.loads(row[13])}
            store.insert("agreed_line", _COLUMNS, [(*row[:13], json.dumps(sorted(known)), row[14])])


def shift_line(store: Store, deal_id: int, line_id: int | None, title: str, amount_minor: int, minutes: int) -> None:
    """A change of one line is agreed: as it stands where that is all of the change, else by so much. Inside `store.write`."""
    was, now = _agreed(store, deal_id), _standing(store, deal_id)
    old, new = was.get(line_id), now.get(line_id)
    base = old or _Line(title, 0, 0)
    after = (base.amount_minor + amount_minor, base.minutes + minutes)
    if after == ((new.amount_minor, new.minutes) if new else (0, 0)):
        keep_line(store, deal_id, line_id)
    elif old is None:
        store.insert(
            "agreed_line", ("deal_id", "line_id", "title", "price_minor", "amount_minor", "minutes", "own_minutes"),
            [(deal_id, line_id, title, after[0], after[0], after[1], after[1])],
        )  # fmt: skip
    else:
        store.execute(
            "UPDATE agreed_line SET quantity = '1', discount = NULL, price_minor = ?, amount_minor = ?, minutes = ?, own_minutes = ? "
            "WHERE deal_id = ? AND line_id IS ?",
            (after[0], after[0], after[1], after[1], deal_id, line_id),
        )


def is_kept(store: Store, deal_id: int) -> bool:
    """Whether the deal was handed off, so that there is something to differ from."""
    return store.value("SELECT 1 FROM handoff WHERE deal_id = ?", (deal_id,)) is not None


def differences(store: Store, deal_id: int) -> list[Difference]:
    """What is in the deal and not agreed, or agreed and no longer in it; without what a proposed change order holds, and
    without what was declined and stands as it was then.

    Lines that merely say in detail what the amount was agreed for are no difference.
    """
    if not is_kept(store, deal_id):
        return []
    found = _differing(store, deal_id)
    total, hours = sum(each.amount_minor for each in found), sum(each.minutes for each in found)
    detailed = any(each.line_id is None for each in found) and any(each.line_id is not None for each in found)
    if detailed and not total and (not hours or not any(line.minutes for line in _agreed(store, deal_id).values())):
        return []
    left = _left(store, deal_id)
    return [each for each in found if left.get(each.line_id) != (each.amount_minor, each.minutes)]


def leave(store: Store, deal_id: int, order_id: int) -> None:
    """The changes of an order are declined, but stand in the deal: they are no difference while they stand so. Inside
    `store.write`, while the order is still proposed."""
    lines = _changed_by(store, order_id)
    forget_left(store, deal_id, lines)
    store.execute("UPDATE change_item SET stands = 1 WHERE kind = 'changed' AND change_order_id = ?", (order_id,))


def forget_left(store: Store, deal_id: int, line_ids: Iterable[int | None]) -> None:
    """Of these lines forget what was declined where the line is not as it was then. Inside `store.write`."""
    left = _left(store, deal_id)
    now = {each.line_id: (each.amount_minor, each.minutes) for each in _differing(store, deal_id)}
    for line_id in line_ids:
        if line_id in left and left[line_id] != now.get(line_id, (0, 0)):
            store.execute(
                f"UPDATE change_item SET stands = 0 WHERE line_id IS ? AND stands AND {_OF_DEAL}", (line_id, deal_id)
            )


def standing_orders(store: Store, deal_id: int) -> set[int]:
    """The change orders that were declined and whose changes stand in the deal as they were then."""
    left = _left(store, deal_id)
    if not left:
        return set()
    now = {each.line_id: (each.amount_minor, each.minutes) for each in _differing(store, deal_id)}
    gone = {line for line, change in left.items() if now.get(line, (0, 0)) != change}
    orders: dict[int, set[int | None]] = {}
    for order, line in store.rows(
        f"SELECT change_order_id, line_id FROM change_item WHERE stands AND {_OF_DEAL}", (deal_id,)
    ):
        orders.setdefault(order, set()).add(line)
    return {order for order, lines in orders.items() if not lines & gone}


def restore(store: Store, deal_id: int, line_ids: Sequence[int | None]) -> None:
    """Put these lines of the deal back to what is agreed. Inside `store.write`."""
    before = deal_lines.total(store, deal_id)
    for line_id in line_ids:
        row = store.row(
            f"SELECT {', '.join(_COLUMNS)} FROM agreed_line WHERE deal_id = ? AND line_id IS ?", (deal_id, line_id)
        )
        if line_id is None:
            if row is not None:
                store.execute("UPDATE deal SET amount_minor = ? WHERE id = ?", (row[9], deal_id))
            continue
        known = store.value("SELECT deal_id FROM deal_line WHERE id = ?", (line_id,))
        if row is None:
            store.execute("DELETE FROM deal_line WHERE id = ? AND deal_id = ?", (line_id, deal_id))
            continue
        values = (*row[2:11], row[12], row[14])
        names = ("title", "description", "quantity", "unit", "price_minor", "discount", "tax", "amount_minor", "minutes", "product_id", "rank")  # fmt: skip
        if known == deal_id:
            sets = ", ".join(f"{name} = ?" for name in names)
            store.execute(f"UPDATE deal_line SET {sets} WHERE id = ?", (*values, line_id))
        else:
            again = line_id if known is None else int(store.value("SELECT max(id) + 1 FROM deal_line"))
            store.insert("deal_line", ("id", "deal_id", *names), [(again, deal_id, *values)])
            store.execute(
                "UPDATE agreed_line SET line_id = ? WHERE deal_id = ? AND line_id = ?", (again, deal_id, line_id)
            )  # fmt: skip
            records.Task.update(deal_line=again).where(records.Task.id.in_(json.loads(row[13]))).execute()
    deal_lines.follow(store, deal_id, before)
    agreed = store.value(
        "SELECT amount_minor FROM agreed_line WHERE deal_id = ? AND line_id IS NULL", (deal_id,)
    )  # fmt: skip
    if agreed is not None and not deal_lines.total(store, deal_id):
        store.execute("UPDATE deal SET amount_minor = ? WHERE id = ?", (agreed, deal_id))


# --- reading ------------------------------------------------------------------------------------------------


def _differing(store: Store, deal_id: int) -> list[Difference]:
    """Every line that is not as agreed, without what proposed change orders hold."""
    was, now, asked = _agreed(store, deal_id), _standing(store, deal_id), _asked(store, deal_id)
    found = []
    for line_id in {**was, **now}:
        old, new = was.get(line_id), now.get(line_id)
        minor, minutes = asked.get(line_id, (0, 0))
        minor = (new.amount_minor if new else 0) - (old.amount_minor if old else 0) - minor
        minutes = (new.minutes if new else 0) - (old.minutes if old else 0) - minutes
        if minor or minutes:
            kind: Literal["added", "dropped", "changed"] = (
                "added" if old is None else "dropped" if new is None else "changed"
            )
            shown = new or old
            assert shown is not None
            found.append(Difference(line_id, shown.title, kind, minor, minutes, old.task_ids if old else ()))
    return found


def _agreed(store: Store, deal_id: int) -> dict[int | None, _Line]:
    return {
        line: _Line(title, minor, minutes, tuple(json.loads(tasks)))
        for line, title, minor, minutes, tasks in store.rows(
            "SELECT line_id, title, amount_minor, minutes, task_ids FROM agreed_line WHERE deal_id = ? ORDER BY rank, id",
            (deal_id,),
        )
    }


def _standing(store: Store, deal_id: int) -> dict[int | None, _Line]:
    return {row[1]: _Line(row[2], row[9], row[11]) for row in _rows(store, [deal_id])}


def _asked(store: Store, deal_id: int) -> dict[int | None, tuple[int, int]]:
    """What proposed change orders hold of the lines as they stand."""
    return _held(store, deal_id, "c.state = 'proposed'")


def _left(store: Store, deal_id: int) -> dict[int | None, tuple[int, int]]:
    """What was declined of the lines and left in the deal."""
    return _held(store, deal_id, "c.state = 'declined' AND i.stands")


def _held(store: Store, deal_id: int, where: str) -> dict[int | None, tuple[int, int]]:
    return {
        line: (minor, minutes)
        for line, minor, minutes in store.rows(
            "SELECT i.line_id, sum(i.amount_minor), sum(i.minutes) FROM change_order c JOIN change_item i ON i.change_order_id = c.id "
            f"WHERE c.deal_id = ? AND {where} AND i.kind = 'changed' GROUP BY 1",
            (deal_id,),
        )
    }


def _changed_by(store: Store, order_id: int) -> list[int | None]:
    rows = store.rows("SELECT line_id FROM change_item WHERE kind = 'changed' AND change_order_id = ?", (order_id,))
    return [line for (line,) in rows]


def _insert(store: Store, deal_ids: Sequence[int]) -> None:
    if deal_ids:
        store.insert("agreed_line", _COLUMNS, _rows(store, deal_ids))


def _rows(store: Store, deal_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The lines of deals as `agreed_line` keeps them; the amount of a deal whose lines have no price is one more."""
    wanted = (json.dumps(list(deal_ids)),)
    found = []
    for row in store.rows(
        "SELECT l.deal_id, l.id, l.title, l.description, l.quantity, l.unit, l.price_minor, l.discount, l.tax, l.amount_minor, "
        "l.minutes, p.minutes, l.product_id, (SELECT json_group_array(t.id) FROM task t WHERE t.deal_line_id = l.id "
        "AND t.deleted_at IS NULL), l.rank FROM deal_line l LEFT JOIN product p ON p.id = l.product_id "
        "WHERE l.deal_id IN (SELECT value FROM json_each(?)) ORDER BY l.deal_id, l.rank, l.id",
        wanted,
    ):
        number = _number(row[4])
        own = int(number * row[11]) if row[10] is None and row[11] is not None else row[10]
        minutes = line_minutes(SoldLine(row[1], row[2], number, row[5], row[9], own))
        found.append((*row[:11], minutes, *row[12:]))
    found += [
        (deal, None, title, "", "1", "", minor, None, None, minor, None, 0, None, "[]", 0)
        for deal, title, minor in store.rows(
            "SELECT d.id, d.title, d.amount_minor FROM deal d WHERE d.id IN (SELECT value FROM json_each(?)) "
            "AND d.amount_minor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deal_line l WHERE l.deal_id = d.id AND l.amount_minor <> 0)",
            wanted,
        )
    ]
    return found


def agreed_minor(store: Store, deal_id: int) -> int | None:
    """What the deal was agreed for, accepted change orders included, in minor units; None where no amount was."""
    found = store.value("SELECT sum(amount_minor) FROM agreed_line WHERE deal_id = ?", (deal_id,))
    return None if found is None else int(found)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(1)
