"""What Today says of accounts: renewals to see to, and clients with whom nobody has spoken for long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.base import today
from app.domain import renewals as rules
from app.domain.account_health import notice_words
from app.services import accounts, renewal_list
from app.services.renewal_list import RenewalFilter
from app.services.today import Group, Row

if TYPE_CHECKING:
    from app.domain.workdays import Calendar
    from app.models.store import Store


def renewals(store: Store, calendar: Calendar, me: int | None, most: int) -> Group:
    """What has to be renewed up to the end of the month after next, and what further on waits for its reminder or its notice.

    One for which there is a deal already is left to that deal.
    """
    now = today()
    until = _month_end(now, 2)
    mine = set(store.ids(f"SELECT r.id {renewal_list.FROM} WHERE o.id = ?", (me,))) if me is not None else set()
    found = [
        row
        for row in renewal_list.rows(store, renewal_list.ids(store, RenewalFilter(chip="no_deal")).ids)
        if (me is None or row.id in mine)
        and (row.due_on <= until or rules.has_come(now, row.due_on, row.notice_days, row.remind_on))
    ]
    minor, missing = renewal_list.in_home(store, found)
    rows = []
    for row in found[:most]:
        notice = notice_words(row.due_on, row.notice_days, now)
        words = f"{notice[0].lower()}{notice[1:]}" if notice else ""
        late = calendar.late_days(row.due_on, now) if row.due_on < now else 0
        rows.append(
            Row(
                "renewal", row.id, row.title, ", ".join(part for part in (row.client, words) if part), row.amount_minor, row.currency,
                None, row.due_on, late, "", row.owner_initials, row.owner or "", row.owner_is_me,
                ("deal", row.deal_id) if row.deal_id else ("client", row.client_id),
            )
        )  # fmt: skip
    return Group("renewals", len(found), rows, minor, missing, until=until)


def silent(store: Store, me: int | None, most: int) -> Group:
    """The clients with something under way with whom nobody has spoken for long, the longest first."""
    told = accounts.read(store)
    found = sorted(
        (one for one in told.accounts.values() if one.silent and (me is None or one.owner_is_me)),
        key=lambda one: (-one.silent_for, one.name.casefold()),
    )
    rows = [
        Row(
            "silent", one.id, one.name, ", ".join(reason.words for reason in one.health.reasons if reason.key != "silent"), None, "", None,
            told.on - timedelta(days=one.silent_for), one.silent_for, "never" if one.spoken_on is None else "", one.owner_initials,
            one.owner or "", one.owner_is_me, ("client", one.id),
        )
        for one in found[:most]
    ]  # fmt: skip
    return Group("silent", len(found), rows)


def _month_end(day: date, months: int) -> date:
    """The last day of the month so many months after that of `day`."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)
