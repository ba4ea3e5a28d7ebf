"""Deeds of the random walk: renewals planned, renewed, lapsed, changed and taken away."""

from __future__ import annotations

from app.services import accounts, renewal_figures, renewal_list, renewals
from app.services.renewal_list import RenewalFilter
from tests.scenarios.walker import LIVE, Walk


def plan_renewal(w: Walk) -> None:
    renewals.add(
        w.store, w.word(), w.day(), client_id=w.any("client", LIVE), amount_minor=w.chance.choice((None, 0, 720_000)),
        currency=w.chance.choice(("EUR", "JPY")), term_months=w.chance.choice((None, 1, 12)), notice_days=w.chance.choice((None, 0, 20)),
    )  # fmt: skip


def take_offer(w: Walk) -> None:
    deal = w.any("deal", f"{LIVE} AND closed_on IS NOT NULL AND client_id IS NOT NULL")
    renewals.accept(w.store, deal, renewals.propose(w.store, deal_id=deal))


def renew(w: Walk) -> None:
    made = renewals.renew(w.store, w.any("renewal"), won_on=w.chance.choice((None, None, w.day())))
    assert renewals.propose(w.store, deal_id=made)


def lapse_or_not(w: Walk) -> None:
    renewal = w.any("renewal")
    w.chance.choice((renewals.lapse, renewals.reopen))(w.store, renewal)


def change_renewal(w: Walk) -> None:
    field, value = w.chance.choice(
        (("title", w.word()), ("due_on", w.day()), ("amount_minor", 5), ("amount_minor", -5), ("notice_days", 9999))
    )
    renewals.change(w.store, w.any("renewal"), field, value)


def delete_renewal(w: Walk) -> None:
    renewals.delete(w.store, [w.any("renewal")])


def read_accounts(w: Walk) -> None:
    accounts.change_silent_days(w.store, w.chance.randrange(1, 99))
    told = accounts.read(w.store)
    assert all(account.health.reasons for account in told.accounts.values())
    found = renewal_figures.dues(w.store)
    assert len(found) == len(renewal_list.ids(w.store, RenewalFilter(), group="due").ids)


ACTS = (plan_renewal, take_offer, renew, lapse_or_not, change_renewal, delete_renewal, read_accounts)
