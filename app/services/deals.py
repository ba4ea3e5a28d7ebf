"""What a user does with deals: enter, move, win, lose, hold, change, note. Reads stand in deal_board and deal_detail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.base import UserError, today, utc_now
from app.models import records
from app.models.store import Store
from app.services import clients, currencies, people, ranking, settings

MAX_TITLE = 500
MAX_MINOR = 10**15
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
    ]
)


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
    with store.write("Add deal"):
        client_id = clients.find_or_add(store, client) if isinstance(client, str) and client.strip() else client or None
        deal = records.Deal(
            title=_title(title), client=client_id, contact=contact_id, stage=stage_id,
            rank=ranking.top(store, "deal", "stage_id = ?", (stage_id,)), amount_minor=_amount(amount_minor),
            currency=_currency(currency or settings.home_currency(store)), created_on=today(), stage_since_on=today(),
            expected_close_on=expected_close_on, owner=owner_id or people.me(store).id,
            next_step=next_step.strip(), next_step_on=next_step_on,
        )  # fmt: skip
        if _stage(stage_id).kind != "open":
            deal.closed_on = today()
        deal.save(force_insert=True)
    return int(deal.id)


def move(
    store: Store, ids: Sequence[int], stage_id: int, before: int | None = None, *, closed_on: date | None = None
) -> list[int]:
    """Move the deals, in this order, into a stage, before another card or last. Returns those that now wait for a handoff.

    Into a won or lost stage they are closed on `closed_on` (today unless given); out of one they are open again.
    """
    now = today()
    closed_on = closed_on or now
    with store.write("Move deal" if len(ids) == 1 else f"Move {len(ids)} deals"):
        stage = _stage(stage_id)
        if closed_on > now:
            raise UserError(
                f"A deal cannot be closed in the future ({closed_on.isoformat()}). Choose today or an earlier day."
            )
        for deal in _deals(ids):
            if deal.stage_id != stage_id:
                if stage.kind == "open":
                    _guard_project(store, deal)
                deal.stage = stage_id
                deal.stage_since_on = now if stage.kind == "open" else closed_on
                _close(store, deal, None if stage.kind == "open" else closed_on)
                deal.save()
        ranking.place(store, "deal", "stage_id = ?", (stage_id,), ids, before)
    return [i for i in ids if stage.kind == "won" and not _handed_off(store, i)]


def win(store: Store, ids: Sequence[int], closed_on: date, before: int | None = None) -> list[int]:
    """Close the deals as won on `closed_on`; returns those that now wait for a handoff."""
    with store.write("Win deal" if len(ids) == 1 else f"Win {len(ids)} deals"):
        waiting = []
        for deal in _deals(ids):
            waiting += move(store, [deal.id], _stage_of_kind(deal, "won"), before, closed_on=closed_on)
    return waiting


def lose(store: Store, ids: Sequence[int], closed_on: date, reason: str = "", competitor: str = "") -> None:
    """Close the deals as lost, with a reason in words (kept in the list of reasons) and who won instead."""
    with store.write("Lose deal" if len(ids) == 1 else f"Lose {len(ids)} deals"):
        reason_id = None
        if reason.strip():
            found = records.LostReason.get_or_none(records.LostReason.name == reason.strip())
            reason_id = (found or records.LostReason.create(name=reason.strip(), rank=10**6)).id
        for deal in _deals(ids):
            move(store, [deal.id], _stage_of_kind(deal, "lost"), closed_on=closed_on)
            records.Deal.update(lost_reason=reason_id, competitor=competitor.strip()).where(
                records.Deal.id == deal.id
            ).execute()


def reopen(store: Store, deal_id: int, stage_id: int | None = None) -> None:
    """Open a closed deal again, in `stage_id` or the last open stage of its pipeline."""
    with store.write("Reopen deal"):
        deal = _deals([deal_id])[0]
        target = stage_id or store.value(
            "SELECT id FROM stage WHERE kind = 'open' AND pipeline_id = (SELECT pipeline_id FROM stage WHERE id = ?) "
            "ORDER BY rank DESC LIMIT 1",
            (deal.stage_id,),
        )
        move(store, [deal_id], target)
        records.Deal.update(lost_reason=None, competitor="").where(records.Deal.id == deal_id).execute()


def hold(store: Store, ids: Sequence[int], until: date | None = None) -> None:
    """Put the deals on hold, until a day or until further notice; meanwhile they do not rot."""
    if until is not None and until <= today():
        raise UserError("A deal is held until a day to come. Choose a later day, or leave it empty.")
    with store.write("Hold deal"):
        for deal in _deals(ids):
            deal.on_hold, deal.held_until_on = True, until
            deal.save()


def release(store: Store, ids: Sequence[int]) -> None:
    """End the hold; the age in the stage starts anew."""
    with store.write("Resume deal"):
        for deal in _deals(ids):
            deal.on_hold, deal.held_until_on, deal.stage_since_on = False, None, today()
            deal.save()


def change(store: Store, deal_id: int, field: str, value: Any) -> None:
    """Change one field of a deal; raises UserError when the value cannot be, and then nothing has changed."""
    if field not in FIELDS:
        raise ValueError(field)
    with store.write(
        f"Change {field.removesuffix('_id').removesuffix('_on').removesuffix('_minor').replace('_', ' ')}"
    ):
        deal = _deals([deal_id])[0]
        if field == "title":
            value = _title(value)
        elif field == "amount_minor":
            value = _amount(value)
            if records.DealLine.select().where(records.DealLine.deal == deal_id).exists():
                raise UserError("The amount is the sum of the deal's lines. Change a line instead.")
        elif field == "currency":
            value = _currency(value)
        elif field == "probability" and value is not None and not 0 <= value <= 100:
            raise UserError("A probability lies between 0 and 100 percent.")
        elif field == "client_id" and isinstance(value, str):
            value = clients.find_or_add(store, value)
        elif field == "closed_on":
            _check_closing(deal, value)
            _close(store, deal, value)
        setattr(deal, field, value)
        deal.save()


def delete(store: Store, ids: Sequence[int]) -> None:
    """Take the deals out of every view; their history stays. A deal with a project is refused."""
    with store.write("Delete deal" if len(ids) == 1 else f"Delete {len(ids)} deals"):
        for deal in _deals(ids):
            if _handed_off(store, deal.id):
                raise UserError(f"{deal.title} has a project. Delete or detach the project first.")
            deal.deleted_at = utc_now()
            deal.save()


def waive_handoff(store: Store, ids: Sequence[int]) -> None:
    """Say that these won deals need no project."""
    with store.write("No project needed"):
        for deal in _deals(ids):
            deal.handoff_waived_on = today()
            deal.save()


def add_line(
    store: Store, deal_id: int, title: str, *, quantity: str = "1", unit: str = "", price_minor: int = 0,
    minutes: int | None = None, product_id: int | None = None,
) -> int:  # fmt: skip
    """One more sold line; the deal's amount becomes the sum of its lines. Returns the line's id."""
    with store.write("Add line"):
        rank = (
            int(store.value("SELECT ifnull(max(rank), 0) FROM deal_line WHERE deal_id = ?", (deal_id,))) + ranking.STEP
        )
        line = records.DealLine.create(
            deal=deal_id, title=_title(title), quantity=str(_quantity(quantity)), unit=unit.strip(), price_minor=price_minor,
            minutes=minutes, product=product_id, rank=rank, amount_minor=_line_amount(quantity, price_minor),
        )  # fmt: skip
        _follow_lines(store, deal_id)
    return int(line.id)


def change_line(store: Store, line_id: int, field: str, value: Any) -> None:
    """Change the title, quantity, unit, price_minor or minutes of a line; the deal's amount follows."""
    with store.write("Change line"):
        line = records.DealLine.get_by_id(line_id)
        if field == "title":
            value = _title(value)
        elif field == "quantity":
            value = str(_quantity(value))
        elif field == "price_minor":
            value = _amount(value) or 0
        setattr(line, field, value)
        line.amount_minor = _line_amount(line.quantity, line.price_minor)
        line.save()
        _follow_lines(store, line.deal_id)


def remove_line(store: Store, line_id: int) -> None:
    """Take a line away; the deal's amount follows, and stays as it is when no line is left."""
    with store.write("Remove line"):
        line = records.DealLine.get_by_id(line_id)
        deal_id = line.deal_id
        line.delete_instance()
        _follow_lines(store, deal_id)


def add_note(
    store: Store, text: str, *, deal_id: int | None = None, client_id: int | None = None, contact_id: int | None = None,
    project_id: int | None = None, task_id: int | None = None, kind: str = "note",
) -> int:  # fmt: skip
    """A note, call, e-mail, meeting or comment on a record; returns its id."""
    if not text.strip():
        raise UserError("There is nothing in this note yet. Write a word, or leave it.")
    with store.write(f"Add {kind}"):
        note = records.Activity.create(
            kind=kind, text=text.strip(), deal=deal_id, client=client_id, contact=contact_id, project=project_id, task=task_id,
            by=people.me(store).id,
        )  # fmt: skip
    return int(note.id)


def first_stage(store: Store) -> int:
    """The first open stage of the first pipeline."""
    return int(
        store.value(
            "SELECT s.id FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.kind = 'open' AND p.archived_at IS NULL "
            "ORDER BY p.rank, s.rank LIMIT 1"
        )
    )


# --- what the verbs above have in common -------------------------------------------------------------------------------


def _deals(ids: Sequence[int]) -> list[Any]:
    found = {
        deal.id: deal
        for deal in records.Deal.select().where(records.Deal.id.in_(list(ids)), records.Deal.deleted_at.is_null())
    }
    missing = [i for i in ids if i not in found]
    if missing:
        raise UserError("This deal is gone; somebody deleted it. Undo brings it back.")
    return [found[i] for i in ids]


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


def _close(store: Store, deal: Any, closed_on: date | None) -> None:
    """Freeze the rate of the closing day, or thaw it."""
    deal.closed_on = closed_on
    home = settings.home_currency(store)
    frozen = closed_on and deal.currency != home and currencies.rate_on(store, deal.currency, closed_on)
    deal.closed_rate = frozen or None
    if closed_on:
        deal.on_hold, deal.held_until_on = False, None


def _check_closing(deal: Any, closed_on: date | None) -> None:
    if deal.closed_on is None:
        raise UserError("This deal is open. Mark it as won or lost to give it a closing date.")
    if closed_on is None or closed_on > today():
        raise UserError("A closed deal has a closing date that is not in the future.")


def _guard_project(store: Store, deal: Any) -> None:
    if deal.closed_on is not None and _handed_off(store, deal.id):
        raise UserError(
            f"{deal.title} is won and has a project. Close or delete the project before the deal is opened again."
        )


def _handed_off(store: Store, deal_id: int) -> bool:
    return store.value("SELECT 1 FROM handoff WHERE deal_id = ?", (deal_id,)) is not None


def _follow_lines(store: Store, deal_id: int) -> None:
    total = store.value("SELECT sum(amount_minor) FROM deal_line WHERE deal_id = ?", (deal_id,))
    if total is not None:
        records.Deal.update(amount_minor=_amount(total)).where(records.Deal.id == deal_id).execute()


def _line_amount(quantity: str | Decimal, price_minor: int) -> int:
    return int((_quantity(quantity) * price_minor).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def _quantity(value: str | Decimal) -> Decimal:
    try:
        number = Decimal(str(value).strip() or "1")
    except InvalidOperation:
        raise UserError(f"{value} is not a quantity. Write a number such as 1 or 2.5.") from None
    if not number.is_finite() or not 0 <= number < 10**9:
        raise UserError("A quantity lies between 0 and 1,000,000,000.")
    return number


def _title(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UserError("A title needs at least one letter.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This title has {len(text):,} characters; {MAX_TITLE} at most. Put the rest into the notes.")
    return text


def _amount(minor: int | None) -> int | None:
    if minor is None or 0 <= minor <= MAX_MINOR:
        return minor
    raise UserError(
        "An amount is not negative." if minor < 0 else "This amount is too large to be true. Check its zeros."
    )


def _currency(code: str) -> str:
    code = code.strip().upper()
    if len(code) != 3 or not code.isalpha():
        raise UserError(f"{code or 'Nothing'} is no currency. Write its three letters, such as EUR.")
    return code
