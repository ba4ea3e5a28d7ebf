"""What a user does with a deal: enter, move, win, lose, hold, change, note.

Reads stand in deal_board and deal_detail, what is done to many at once in deal_bulk, the lines in deal_lines, copies and the
archive in deal_copies; the verbs of lines are also found here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.base import UserError, today, utc_now
from app.models import records
from app.models.store import Store
from app.services import currencies, deal_rules, people, ranking, settings

if TYPE_CHECKING:
    from app.services import deal_lines
    from app.services.unwinning import Fate

    add_line, change_line, remove_line = deal_lines.add_line, deal_lines.change_line, deal_lines.remove_line

# Its kind, and whether it was removed but is kept for the history, or its pipeline archived: nothing enters it any more.
_STAGE = "SELECT s.kind, p.archived_at IS NOT NULL FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.id = ?"
_STAGE_GONE = "This stage is gone. Choose another one."
MAX_TITLE, MAX_MINOR = deal_rules.MAX_TITLE, deal_rules.MAX_MINOR
_OF_LINES = frozenset(("add_line", "change_line", "remove_line"))
# Fields that an inspector may change one at a time.
FIELDS = frozenset(
    [
        "title",
        "client_id",
        "contact_id",
        "amount_minor",
        "currency",
        "probability",
        "forecast",
        "expected_close_on",
        "promised_on",
        "closed_on",
        "created_on",
        "owner_id",
        "source_id",
        "lost_reason_id",
        "competitor",
        "next_step",
        "next_step_on",
        "notes",
        "recurring_minor",
        "recurring_months",
    ]
)
_LINES = {"next_step": "next step", "competitor": "competitor"}
_DAYS = frozenset(("expected_close_on", "promised_on", "closed_on", "created_on", "next_step_on"))


def __getattr__(name: str) -> Any:
    """The verbs of lines, loaded when they are first wanted: a start needs none of them."""
    if name in _OF_LINES:
        from app.services import deal_lines

        return getattr(deal_lines, name)
    raise AttributeError(name)


def add(
    store: Store,
    title: str,
    *,
    client: int | str | None = None,
    amount_minor: int | None = None,
    currency: str | None = None,
    stage_id: int | None = None,
    expected_close_on: date | None = None,
    owner_id: int | None = None,
    contact_id: int | None = None,
    next_step: str = "",
    next_step_on: date | None = None,
) -> int:
    """A new deal at the top of its column; a client named in words is found or created. Returns its id."""
    stage_id = stage_id or first_stage(store)
    if (store.row(_STAGE, (stage_id,)) or (None, 1))[1]:
        raise UserError(_STAGE_GONE)
    deal_rules.day(expected_close_on)
    deal_rules.day(next_step_on)
    client = (client.strip() or None) if isinstance(client, str) else client
    with store.write("Add deal"):
        home = settings.home_currency(store)
        client_id = _client_named(store, client) if isinstance(client, str) else client
        for field, value in (("client_id", client_id), ("contact_id", contact_id), ("owner_id", owner_id)):
            deal_rules.pointer(store, field, value)
        deal = records.Deal(
            title=deal_rules.title(title), client=client_id, contact=contact_id, stage=stage_id,
            rank=ranking.top(store, "deal", "stage_id = ?", (stage_id,)), amount_minor=deal_rules.amount(amount_minor),
            currency=deal_rules.currency(currency or home, home), created_on=today(), stage_since_on=today(),
            expected_close_on=expected_close_on, owner=owner_id or people.me(store).id,
            next_step=deal_rules.line(next_step, "next step"), next_step_on=next_step_on,
        )  # fmt: skip
        if _stage(stage_id).kind != "open":
            deal.closed_on = today()
        deal.save(force_insert=True)
    return int(deal.id)


def move(
    store: Store, ids: Sequence[int], stage_id: int, before: int | None = None, *, closed_on: date | None = None, project: Fate = "",
) -> list[int]:  # fmt: skip
    """Move the deals, in this order, into a stage, before another card or last. Returns those that now wait for a handoff.

    Out of a won stage, `project` says what becomes of a running project of theirs (see `unwinning`); without it that is refused.

    Into a won or lost stage they are closed on `closed_on` (today unless given); out of one they are open again.
    """
    now = today()
    ids = list(dict.fromkeys(ids))
    closed_on = deal_rules.day(closed_on or now) or now
    with store.write("Move deal" if len(ids) == 1 else f"Move {len(ids)} deals"):
        kind, aside = store.row(_STAGE, (stage_id,)) or (None, 0)
        if closed_on > now:
            raise UserError(
                f"A deal cannot be closed in the future ({closed_on.isoformat()}). Choose today or an earlier day."
            )
        standing = deal_rules.standing(store, ids)
        if kind is None or (aside and kind == "open" and any(deal.stage_id != stage_id for deal in standing)):
            raise UserError(_STAGE_GONE)
        if kind != "won" and deal_rules.handed_off(store, ids):
            from app.services import unwinning

            unwinning.settle(store, ids, project)
        for deal in standing:
            if deal.stage_id != stage_id:
                _enter(store, deal, stage_id, now if kind == "open" else closed_on, closed=kind != "open")
        ranking.place(store, "deal", "stage_id = ?", (stage_id,), ids, before)
    if kind != "won":
        return []
    delivered = deal_rules.handed_off(store, ids)
    return [i for i in ids if i not in delivered]


def win(store: Store, ids: Sequence[int], closed_on: date, before: int | None = None) -> list[int]:
    """Close the deals as won on `closed_on`; returns those that now wait for a handoff."""
    with store.write("Win deal" if len(ids) == 1 else f"Win {len(ids)} deals"):
        waiting = []
        for deal in deal_rules.load(ids):
            waiting += move(store, [deal.id], _stage_of_kind(deal, "won"), before, closed_on=closed_on)
    return waiting


def lose(
    store: Store, ids: Sequence[int], closed_on: date, reason: str = "", competitor: str = "", *, project: Fate = ""
) -> None:
    """Close the deals as lost, with a reason in words (kept in the list of reasons) and who won instead.

    `project` as in `move`.
    """
    with store.write("Lose deal" if len(ids) == 1 else f"Lose {len(ids)} deals"):
        reason_id = None
        reason, competitor = deal_rules.one_line(reason), deal_rules.line(competitor, "competitor")
        if reason:
            reason = deal_rules.words(reason, "reason", deal_rules.MAX_REASON)
            known = {name.casefold(): key for key, name in store.rows("SELECT id, name FROM lost_reason")}
            reason_id = known.get(reason.casefold())
            reason_id = reason_id or records.LostReason.create(name=reason, rank=10**6).id
        for deal in deal_rules.load(ids):
            move(store, [deal.id], _stage_of_kind(deal, "lost"), closed_on=closed_on, project=project)
            records.Deal.update(lost_reason=reason_id, competitor=competitor or deal.competitor).where(
                records.Deal.id == deal.id
            ).execute()


def reopen(store: Store, deal_id: int, stage_id: int | None = None, *, project: Fate = "") -> None:
    """Open a closed deal again, in `stage_id` or the last open stage of its pipeline; where that is archived, in the
    first stage of all. `project` as in `move`.
    """
    with store.write("Reopen deal"):
        deal = deal_rules.load([deal_id])[0]
        target = stage_id or store.value(
            "SELECT s.id FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.kind = 'open' "
            "AND p.archived_at IS NULL AND p.id = (SELECT pipeline_id FROM stage WHERE id = ?) ORDER BY s.rank DESC LIMIT 1",
            (deal.stage_id,),
        )
        move(store, [deal_id], target or first_stage(store), project=project)
        records.Deal.update(lost_reason=None, competitor="").where(records.Deal.id == deal_id).execute()


def hold(store: Store, ids: Sequence[int], until: date | None = None) -> None:
    """Put the deals on hold, until a day or until further notice; meanwhile they do not rot."""
    if deal_rules.day(until) is not None and until is not None and until <= today():
        raise UserError("A deal is held until a day to come. Choose a later day, or leave it empty.")
    with store.write("Hold deal"):
        for deal in deal_rules.load(ids):
            deal.on_hold, deal.held_until_on = True, until
            deal.save()


def release(store: Store, ids: Sequence[int]) -> None:
    """End the hold; the age in the stage starts anew."""
    with store.write("Resume deal"):
        for deal in deal_rules.load(ids):
            deal.on_hold, deal.held_until_on, deal.stage_since_on = False, None, today()
            deal.save()


def change(store: Store, deal_id: int, field: str, value: Any) -> None:
    """Change one field of a deal; raises UserError when the value cannot be, and then nothing has changed.

    Only this field is taken from the caller: what another window wrote into the others meanwhile stays.
    """
    if field not in FIELDS:
        raise ValueError(field)
    with store.write(
        f"Change {field.removesuffix('_id').removesuffix('_on').removesuffix('_minor').replace('_', ' ')}"
    ):
        deal = deal_rules.load([deal_id])[0]
        value = _checked(store, deal, field, value)
        setattr(deal, field, value)
        deal.save()


def delete(store: Store, ids: Sequence[int]) -> None:
    """Take the deals out of every view; their history stays. A deal with a project is refused."""
    with store.write("Delete deal" if len(ids) == 1 else f"Delete {len(ids)} deals"):
        delivered = deal_rules.handed_off(store, ids)
        for deal in deal_rules.load(ids):
            if deal.id in delivered:
                raise UserError(f"{deal.title} has a project. Delete or detach the project first.")
            deal.deleted_at = utc_now()
            deal.save()


def waive_handoff(store: Store, ids: Sequence[int]) -> None:
    """Say that these won deals need no project, however many they are."""
    with store.write("No project needed"):
        store.execute(
            "UPDATE deal SET handoff_waived_on = ? WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))",
            (today().isoformat(), json.dumps(list(ids))),
        )


def first_stage(store: Store) -> int:
    """The first open stage of the first pipeline."""
    return int(
        store.value(
            "SELECT s.id FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.kind = 'open' AND p.archived_at IS NULL "
            "ORDER BY p.rank, s.rank LIMIT 1"
        )
    )


# --- what the verbs above have in common -------------------------------------------------------------------------------


def _stage(stage_id: int) -> Any:
    return records.Stage.get_by_id(stage_id)


def _stage_of_kind(deal: Any, kind: str) -> int:
    own = records.Stage.get_by_id(deal.stage_id)
    stage = (
        records.Stage.select()
        .where(records.Stage.pipeline == own.pipeline_id, records.Stage.kind == kind)
        .order_by(records.Stage.rank)
        .first()
    )
    if stage is None:
        raise UserError(f"This pipeline has no stage for {kind} deals. Add one to it first.")
    return int(stage.id)


def _enter(store: Store, deal: deal_rules.Standing, stage_id: int, day: date, *, closed: bool) -> None:
    """Into another stage; written without an object, since a dragged card waits for it."""
    since = day.isoformat()
    rate = frozen_rate(store, deal.currency, day) if closed else None
    store.execute(
        "UPDATE deal SET stage_id = ?, stage_since_on = ?, closed_on = ?, closed_rate = ? WHERE id = ?",
        (stage_id, since, since if closed else None, None if rate is None else str(rate), deal.id),
    )
    if closed:
        store.execute("UPDATE deal SET on_hold = 0, held_until_on = NULL WHERE id = ?", (deal.id,))


def frozen_rate(store: Store, currency: str, day: date) -> Decimal | None:
    """The rate of the closing day, None in the home currency and without a rate."""
    return None if currency == settings.home_currency(store) else currencies.rate_on(store, currency, day)


def _close(store: Store, deal: Any, closed_on: date | None) -> None:
    """Freeze the rate of the closing day, or thaw it."""
    deal.closed_on = closed_on
    deal.closed_rate = frozen_rate(store, deal.currency, closed_on) if closed_on else None
    if closed_on:
        deal.on_hold, deal.held_until_on = False, None


def _check_closing(deal: Any, closed_on: date | None) -> None:
    if deal.closed_on is None:
        raise UserError("This deal is open. Mark it as won or lost to give it a closing date.")
    if closed_on is None or closed_on > today():
        raise UserError("A closed deal has a closing date that is not in the future.")


def _checked(store: Store, deal: Any, field: str, value: Any) -> Any:
    """The value as it is kept. Raises UserError when it cannot be."""
    if field in _DAYS:
        value = deal_rules.day(value)
    if field == "title":
        return deal_rules.title(value)
    if field in ("amount_minor", "recurring_minor"):
        if field == "amount_minor" and _priced(store, deal.id):
            raise UserError("The amount is the sum of the deal's lines. Change a line instead.")
        return deal_rules.amount(value)
    if field == "currency":
        return _change_currency(store, deal, deal_rules.currency(value, deal.currency))
    if field == "recurring_months" and value is not None and not 1 <= value <= 120:
        raise UserError("A deal recurs every 1 to 120 months.")
    if field == "probability" and value is not None and not 0 <= value <= 100:
        raise UserError("A probability lies between 0 and 100 percent.")
    if field == "client_id" and isinstance(value, str):
        return _client_named(store, value)
    if field in _LINES:
        return deal_rules.line(value, _LINES[field])
    if field == "notes":
        return deal_rules.notes(value)
    if field == "created_on":
        return deal_rules.created(value)
    if field.endswith("_id"):
        return deal_rules.pointer(store, field, value)
    if field == "closed_on":
        _check_closing(deal, value)
        _close(store, deal, value)
    return value


def _priced(store: Store, deal_id: int) -> bool:
    """Whether its lines say what it is worth; lines without a price do not."""
    return store.value("SELECT 1 FROM deal_line WHERE deal_id = ? AND amount_minor <> 0", (deal_id,)) is not None


def _change_currency(store: Store, deal: Any, currency: str) -> str:
    """4,500.00 EUR become 4,500 JPY and not 450,000: the figure stays as it is written. A frozen rate is looked up anew."""
    from app.domain.money import minor_digits

    digits = minor_digits(currency) - minor_digits(deal.currency)
    if currency != deal.currency and deal.closed_on:
        deal.currency = currency
        _close(store, deal, deal.closed_on)
    if not digits:
        return currency
    factor = Decimal(1).scaleb(digits)
    for name in ("amount_minor", "recurring_minor"):
        minor = getattr(deal, name)
        if minor is not None:
            setattr(deal, name, deal_rules.amount(int((minor * factor).quantize(Decimal(1), "ROUND_HALF_UP"))))
    if store.value("SELECT 1 FROM deal_line WHERE deal_id = ?", (deal.id,)):
        from app.services import deal_lines

        deal_lines.rescale(deal.id, factor)
        if deal_lines.total(store, deal.id):
            deal.amount_minor = deal_rules.amount(deal_lines.total(store, deal.id))
    return currency


def _client_named(store: Store, name: str) -> int:
    from app.services import clients  # the board is painted before anybody is named

    return clients.find_or_add(store, name)
