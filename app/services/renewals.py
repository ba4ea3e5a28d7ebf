"""Renewals: what is to be sold again to a client, when, for how much, and what became of it.

A renewal becomes a deal that is linked to it, and from then on its state is that of the deal: open, renewed once it is won, lapsed
once it is lost; a deal that is opened again or deleted takes that back by itself. Only a renewal without a deal keeps a state of
its own. The rows are read in `renewal_list`, the figures in `renewal_figures`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from app.base import UserError, today
from app.domain import deal_sums
from app.domain import renewals as rules
from app.domain.money import minor_digits
from app.domain.renewals import Proposal, Sold
from app.models import records
from app.models.store import Store
from app.services import deal_rules, settings, sources

FIELDS: Final = frozenset(
    {"title", "due_on", "amount_minor", "currency", "term_months", "notice_days", "remind_on", "client_id"}
)
SOURCE: Final = "Renewal"
GONE: Final = "This renewal is gone; somebody deleted it. Undo brings it back."
_CLIENT_GONE: Final = "The client of this renewal is gone; somebody deleted it. Undo brings it back."


class Origin(NamedTuple):
    """What a renewal of a deal begins with, and whether the lines of that deal would come along into the next."""

    deal_id: int
    title: str
    lines: int
    takes_lines: bool
    lines_minor: int


# --- proposals -------------------------------------------------------------------------------------------------------


def propose(store: Store, *, deal_id: int | None = None, project_id: int | None = None) -> Proposal:
    """The renewal that could follow from a deal, or from a project (its deal's, from the day the project ended).

    Of a deal that is itself a renewal it is the next one: same term and notice, a term after the last. Nothing is written.
    Raises UserError when the record is gone.
    """
    ended_on: date | None = None
    if project_id is not None:
        row = store.row(
            "SELECT p.name, p.deal_id, ifnull(p.closed_on, p.finish_on), p.budget_minor, p.currency, d.id FROM project p "
            "LEFT JOIN deal d ON d.id = p.deal_id AND d.deleted_at IS NULL WHERE p.id = ? AND p.deleted_at IS NULL",
            (project_id,),
        )
        if row is None:
            raise UserError("This project is gone; somebody deleted it. Undo brings it back.")
        ended_on = date.fromisoformat(row[2]) if row[2] else None
        if row[5] is None:
            home = row[4] or settings.home_currency(store)
            return rules.propose(row[0], home, ended_on or today(), today(), amount_minor=row[3])
        deal_id = row[1]
    return _of_deal(store, deal_id, ended_on)


def offered(store: Store, deal_id: int, won_on: date | None = None) -> Proposal | None:
    """The renewal to offer for a deal without one: when it recurs, has lines that do, or is itself a renewal; else None.

    `won_on` is the day from which its term would count, for a deal that is about to be won.
    """
    row = store.row(
        "SELECT d.recurring_minor IS NOT NULL AND d.recurring_months IS NOT NULL, "
        "EXISTS (SELECT 1 FROM renewal r WHERE r.renewed_deal_id = d.id), EXISTS (SELECT 1 FROM renewal r WHERE r.deal_id = d.id) "
        "FROM deal d WHERE d.id = ? AND d.deleted_at IS NULL",
        (deal_id,),
    )
    if row is None or row[2]:
        return None
    recurs = row[0] or row[1] or rules.monthly_of_lines(_sold(store, deal_id)) > 0
    return _of_deal(store, deal_id, None, won_on) if recurs else None


def _of_deal(store: Store, deal_id: int | None, ended_on: date | None, won_on: date | None = None) -> Proposal:
    row = store.row(
        "SELECT title, currency, ifnull(closed_on, expected_close_on), amount_minor, recurring_minor, recurring_months FROM deal "
        "WHERE id = ? AND deleted_at IS NULL",
        (deal_id,),
    )
    if row is None or deal_id is None:
        raise UserError(deal_rules.GONE)
    title, currency, closed, amount, recurring, months = row
    began = won_on or (date.fromisoformat(closed) if closed else today())
    before = store.row(
        "SELECT due_on, term_months, notice_days, title FROM renewal WHERE renewed_deal_id = ? ORDER BY id DESC",
        (deal_id,),
    )
    term = notice = None
    if before is not None:
        began, term, notice, title = date.fromisoformat(before[0]), before[1], before[2], before[3]
    recurs = (recurring, months) if recurring is not None and months else None
    if recurs is None and before is None and ended_on is not None:
        began = ended_on
    return rules.propose(
        title, currency, began, today(), amount_minor=amount, recurring=recurs, lines=_sold(store, deal_id), term_months=term,
        notice_days=notice,
    )  # fmt: skip


def _sold(store: Store, deal_id: int) -> list[Sold]:
    return [
        Sold._make(row)
        for row in store.rows("SELECT unit, quantity, amount_minor FROM deal_line WHERE deal_id = ?", (deal_id,))
    ]


# --- verbs -----------------------------------------------------------------------------------------------------------


def add(
    store: Store, title: str, due_on: date, *, deal_id: int | None = None, client_id: int | None = None, amount_minor: int | None = None,
    currency: str | None = None, term_months: int | None = None, notice_days: int | None = None, remind_on: date | None = None,
) -> int:  # fmt: skip
    """A new renewal, of a won deal or of a client; returns its id.

    Raises UserError for a deal or client that is gone, a deal without a client or not won, a day before it was won, and for
    terms, notices, amounts and currencies that cannot be.
    """
    with store.write("Add renewal"):
        home, won_on = settings.home_currency(store), None
        if deal_id is not None:
            client_id, home, won_on = _sold_to(store, deal_id)
        if client_id is None:
            raise UserError("A renewal needs a client. Choose one.")
        _check_client(store, client_id)
        rules.check(deal_rules.day(due_on), term_months, notice_days, deal_rules.day(remind_on), won_on)
        made = records.Renewal.create(
            client=client_id, deal=deal_id, title=deal_rules.title(title), due_on=due_on, amount_minor=deal_rules.amount(amount_minor),
            currency=deal_rules.currency(currency or home, home), term_months=term_months, notice_days=notice_days, remind_on=remind_on,
        )  # fmt: skip
    return int(made.id)


def accept(store: Store, deal_id: int, proposal: Proposal) -> int:
    """Add the renewal that was proposed for a deal; returns its id. Raises UserError as `add`."""
    return add(
        store, proposal.title, proposal.due_on, deal_id=deal_id, amount_minor=proposal.amount_minor, currency=proposal.currency,
        term_months=proposal.term_months, notice_days=proposal.notice_days, remind_on=proposal.remind_on,
    )  # fmt: skip


def change(store: Store, renewal_id: int, field: str, value: Any) -> None:
    """Change one field of a renewal. Raises UserError as `add`, and nothing has changed then."""
    rewrite(store, renewal_id, **{field: value})


def rewrite(store: Store, renewal_id: int, **values: Any) -> None:
    """Change several fields of a renewal as one action; fields and refusals are those of `change`."""
    if not values.keys() <= FIELDS:
        raise ValueError(values.keys() - FIELDS)
    with store.write("Change renewal"):
        found = _load(renewal_id)
        if "currency" in values and "amount_minor" not in values and found.amount_minor is not None:
            code = deal_rules.currency(values["currency"], found.currency)
            values["amount_minor"] = rewritten(found.amount_minor, found.currency, code)
        for field, value in values.items():
            setattr(found, field, _checked(store, field, value, found.currency))
        won_on = None
        if "due_on" in values and found.deal_id is not None:
            closed = store.value("SELECT closed_on FROM deal WHERE id = ? AND deleted_at IS NULL", (found.deal_id,))
            won_on = date.fromisoformat(closed) if closed else None
        rules.check(found.due_on, found.term_months, found.notice_days, found.remind_on, won_on)
        found.save()


def rewritten(minor: int, currency: str, code: str) -> int:
    """7,200.00 EUR become 7,200 JPY and not 720,000: the figure stays as it is written. Minor units of `code`."""
    return deal_sums.half_up(minor * Decimal(1).scaleb(minor_digits(code) - minor_digits(currency)))


def renew(
    store: Store, renewal_id: int, *, title: str | None = None, amount_minor: int | None = None, stage_id: int | None = None,
    expected_close_on: date | None = None, won_on: date | None = None,
) -> int:  # fmt: skip
    """Make the deal in which it is renewed, and link the two; returns the deal's id.

    The deal has the renewal's client, amount and currency, expects to close on its due day and comes from 'Renewal'. Contact,
    owner, tags and own fields are those of the deal before; its lines come along when they make up the amount. `won_on` wins
    it at once, for what is agreed already. Raises UserError when it is renewed or lapsed already, or something is gone.
    """
    from app.services import deals

    with store.write("Renew"):
        found = _load(renewal_id)
        state, linked = standing(store, renewal_id)
        if linked is not None:
            raise UserError(f"{found.title} is in the deal {linked[1]} already. Open that deal.")
        if state == "renewed":
            raise UserError(f"{found.title} counts as renewed already. Set it to due first.")
        _check_client(store, found.client_id)
        worth = found.amount_minor if amount_minor is None else deal_rules.amount(amount_minor)
        made = _make_deal(store, found, worth)
        for field, value in (
            ("title", title or found.title), ("source_id", sources.find_or_add(store, SOURCE)), ("expected_close_on", expected_close_on or found.due_on),
        ):  # fmt: skip
            deals.change(store, made, field, value)
        if stage_id is not None:
            deals.move(store, [made], stage_id)
        found.renewed_deal, found.state = made, "due"
        found.save()
        if won_on is not None:
            deals.win(store, [made], won_on)
    return made


def lapse(store: Store, renewal_id: int, reason: str = "") -> None:
    """It is not renewed. An open deal for it is lost, with the reason. Raises UserError when it is renewed already."""
    from app.services import activities, deals

    with store.write("Lapse renewal"):
        found = _load(renewal_id)
        state, linked = standing(store, renewal_id)
        if state == "renewed":
            raise UserError(f"{found.title} is renewed already. Open its deal again first.")
        if linked is not None and state == "open":
            deals.lose(store, [linked[0]], today(), reason)
            return
        if found.state != "lapsed":
            found.state = "lapsed"
            found.save()
            if reason.strip():
                activities.log(store, "note", f"{found.title} lapsed: {reason.strip()}", client_id=found.client_id)


def reopen(store: Store, renewal_id: int) -> None:
    """It is due again: the deal that was lost for it is open again. Raises UserError when that is won and has a project."""
    from app.services import deals

    with store.write("Set renewal to due"):
        found = _load(renewal_id)
        _, linked = standing(store, renewal_id)
        if linked is not None and linked[2] != "open":
            deals.reopen(store, linked[0])
        if found.state != "due":
            found.state = "due"
            found.save()


def delete(store: Store, ids: Sequence[int]) -> None:
    """Take renewals away; the deals that they became stay. Undo brings them back."""
    with store.write("Delete renewal" if len(ids) == 1 else f"Delete {len(ids)} renewals"):
        for renewal_id in ids:
            _load(renewal_id).delete_instance()


# --- what they have in common ----------------------------------------------------------------------------------------


def standing(store: Store, renewal_id: int) -> tuple[str, tuple[int, str, str] | None]:
    """The state of a renewal, and the deal it became: id, title, kind of its stage. Raises UserError when it is gone."""
    row = store.row(
        "SELECT r.state, n.id, n.title, s.kind FROM renewal r LEFT JOIN deal n ON n.id = r.renewed_deal_id AND n.deleted_at IS NULL "
        "LEFT JOIN stage s ON s.id = n.stage_id WHERE r.id = ?",
        (renewal_id,),
    )
    if row is None:
        raise UserError(GONE)
    linked = None if row[1] is None else (int(row[1]), str(row[2]), str(row[3]))
    return rules.state_of(row[0], row[3]), linked


def origin(store: Store, renewal_id: int) -> Origin | None:
    """The deal that a renewal renews, and what of its lines the next one would take; None without such a deal."""
    row = store.row(
        "SELECT d.id, d.title, (SELECT count(*) FROM deal_line l WHERE l.deal_id = d.id), "
        "(SELECT ifnull(sum(l.amount_minor), 0) FROM deal_line l WHERE l.deal_id = d.id), d.currency, r.currency, r.amount_minor "
        "FROM renewal r JOIN deal d ON d.id = r.deal_id AND d.deleted_at IS NULL WHERE r.id = ?",
        (renewal_id,),
    )
    if row is None:
        return None
    takes = row[2] > 0 and row[4] == row[5] and row[6] in (None, row[3])
    return Origin(row[0], row[1], row[2], takes, row[3])


def _make_deal(store: Store, found: Any, worth: int | None) -> int:
    from app.services import deal_copies, deals

    before = origin(store, found.id)
    if before is None:
        made = deals.add(store, found.title, client=found.client_id, amount_minor=worth, currency=found.currency)
        if worth is not None and found.term_months:
            deals.change(store, made, "recurring_months", found.term_months)
            deals.change(store, made, "recurring_minor", worth)
        return made
    made = deal_copies.duplicate(store, before.deal_id)
    takes = before.takes_lines and worth in (None, before.lines_minor)
    if not takes:
        store.execute("DELETE FROM deal_line WHERE deal_id = ?", (made,))
    deal = records.Deal.get_by_id(made)
    deal.client, deal.currency = found.client_id, found.currency
    if not takes:
        deal.amount_minor = worth
    if deal.recurring_minor is not None and found.term_months and worth is not None and deal.recurring_months:
        deal.recurring_minor = round(worth * deal.recurring_months / found.term_months)
    deal.save()
    return made


def _load(renewal_id: int) -> Any:
    found = records.Renewal.get_or_none(records.Renewal.id == renewal_id)
    if found is None:
        raise UserError(GONE)
    return found


def _sold_to(store: Store, deal_id: int) -> tuple[int, str, date]:
    """The client, the currency and the day of winning of a deal. Raises UserError when it has none of them."""
    row = store.row(
        "SELECT d.client_id, d.currency, d.closed_on, d.title, s.kind FROM deal d JOIN stage s ON s.id = d.stage_id "
        "WHERE d.id = ? AND d.deleted_at IS NULL",
        (deal_id,),
    )
    if row is None:
        raise UserError(deal_rules.GONE)
    if row[4] != "won":
        raise UserError(f"{row[3]} is not won. Only what was sold can be renewed.")
    if row[0] is None:
        raise UserError(f"{row[3]} has no client. Choose the client it is for, then plan its renewal.")
    return row[0], row[1], date.fromisoformat(row[2])


def _check_client(store: Store, client_id: int) -> None:
    if not store.value("SELECT 1 FROM client WHERE id = ? AND deleted_at IS NULL", (client_id,)):
        raise UserError(_CLIENT_GONE)


def _checked(store: Store, field: str, value: Any, currency: str) -> Any:
    if field == "title":
        return deal_rules.title(value)
    if field == "amount_minor":
        return deal_rules.amount(value)
    if field == "currency":
        return deal_rules.currency(value, currency)
    if field in ("due_on", "remind_on"):
        return deal_rules.day(value)
    if field == "client_id":
        _check_client(store, value)
    return value
