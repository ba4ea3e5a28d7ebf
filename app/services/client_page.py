"""Everything about a client in one reading: its money, its projects and how they go, what it pays per hour, what is next."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from app.base import day_from, moment_text, today, utc_now
from app.domain import deal_sums
from app.domain.client_rate import Paid
from app.models.store import Store
from app.services import currencies, projects, settings
from app.services.activities import SPOKEN
from app.services.projects import ProjectRow


class Money(NamedTuple):
    """In minor units of the home currency `home`. `yearly_minor` is what recurs of won deals, a year.

    `since_on` is the day of the first win, else that of the first deal; None without one. `unconverted` deals have no rate
    and are in no sum.
    """

    home: str
    open_deals: int
    open_minor: int
    won_deals: int
    won_minor: int
    lost_deals: int
    yearly_minor: int
    since_on: date | None
    won_since: bool
    unconverted: int

    @property
    def average_minor(self) -> int | None:
        """What a won deal came to on average; None without one."""
        return (2 * self.won_minor + self.won_deals) // (2 * self.won_deals) if self.won_deals else None


class Next(NamedTuple):
    """What is to be done next: an open to-do, or the next step of an open deal; `late` once a working day
    of whoever does it has passed, of a step one of the workspace.
    """

    kind: str  # 'todo', 'deal'
    id: int
    deal_id: int | None
    text: str
    about: str
    due_on: date | None
    late: bool


class LastContact(NamedTuple):
    """The last call, mail, meeting or note: its day where the user is, and what it is about: 'deal', 'project', 'contact' or 'client' with the
    id, and the name of it ('' for the client itself).
    """

    on: date
    activity_id: int
    kind: str
    record_id: int
    about: str


class ClientPage(NamedTuple):
    """What the page shows beside the client's own fields."""

    money: Money
    paid: Paid
    projects: list[ProjectRow]
    next: list[Next]
    last_contact: LastContact | None


def read(store: Store, client_id: int) -> ClientPage:
    """One client's money, work and what is next; five reads whatever their number."""
    ids = store.ids(
        "SELECT id FROM project WHERE client_id = ? AND deleted_at IS NULL "
        "ORDER BY status IN ('done', 'cancelled'), ifnull(promised_on, finish_on), id DESC",
        (client_id,),
    )
    told = money(store, client_id)
    return ClientPage(
        told, paid(store, client_id), projects.rows(store, ids), following(store, client_id), last_contact(store, client_id)
    )  # fmt: skip


def money(store: Store, client_id: int) -> Money:
    """Open, won and recurring; a closed deal at the rate of its closing day, an open one at the newest."""
    rates = currencies.rates(store)
    counts, sums = {"open": 0, "won": 0, "lost": 0}, {"open": 0, "won": 0, "lost": 0}
    yearly = unconverted = 0
    first_won: str | None = None
    first: str | None = None
    for kind, minor, currency, frozen, each, months, created, closed in store.rows(
        "SELECT s.kind, d.amount_minor, d.currency, d.closed_rate, d.recurring_minor, d.recurring_months, d.created_on, d.closed_on "
        "FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.client_id = ? AND d.deleted_at IS NULL",
        (client_id,),
    ):
        counts[kind] += 1
        home = rates.finely(minor or 0, currency, frozen)
        if home is None:
            unconverted += minor is not None
        else:
            sums[kind] += home
        first = min(first or created, created)
        if kind == "won":
            first_won = min(first_won or closed, closed) if closed else first_won
            recurring = rates.finely(deal_sums.per_year(each, months), currency, frozen) if each and months else 0
            yearly += recurring or 0
    since = first_won or first
    return Money(
        rates.home, counts["open"], currencies.rounded(sums["open"]), counts["won"], currencies.rounded(sums["won"]), counts["lost"],
        currencies.rounded(yearly),
        date.fromisoformat(since) if since else None, first_won is not None, unconverted,
    )  # fmt: skip


def paid(store: Store, client_id: int) -> Paid:
    """What the client paid for which hours: won deals and accepted change orders, all time logged for it.

    Baton keeps no direct expenses, so none are taken off.
    """
    rates, revenue = currencies.rates(store), 0
    for minor, currency, frozen in store.rows(
        "SELECT d.amount_minor, d.currency, d.closed_rate FROM deal d JOIN stage s ON s.id = d.stage_id AND s.kind = 'won' "
        "WHERE d.client_id = :id AND d.deleted_at IS NULL AND d.amount_minor IS NOT NULL UNION ALL "
        "SELECT o.amount_minor, iif(o.currency = '', p.currency, o.currency), NULL FROM change_order o JOIN project p ON p.id = o.project_id "
        "WHERE p.client_id = :id AND p.deleted_at IS NULL AND o.state = 'accepted' AND o.amount_minor IS NOT NULL",
        {"id": client_id},
    ):
        revenue += rates.finely(minor, currency or rates.home, frozen) or 0
    spent = dict.fromkeys(("delivering", "selling", "other"), 0)
    for kind, minutes in store.rows(f"SELECT {_KIND}, sum(e.minutes) {_HOURS} GROUP BY 1", {"id": client_id}):
        spent[kind] = minutes or 0
    return Paid(currencies.rounded(revenue), 0, spent["selling"], spent["delivering"], spent["other"])


_KIND: Final = "iif(e.project_id IS NOT NULL OR e.task_id IS NOT NULL, 'delivering', iif(e.deal_id IS NOT NULL, 'selling', 'other'))"
# Each entry once, though it may belong to the client by several ways: a deal or project may have changed its client since.
_HOURS: Final = (
    "FROM time_entry e WHERE e.minutes > 0 AND e.id IN (SELECT id FROM time_entry WHERE client_id = :id "
    "AND project_id IS NULL AND deal_id IS NULL UNION "
    "SELECT t.id FROM time_entry t JOIN project p ON p.id = t.project_id WHERE p.client_id = :id UNION "
    "SELECT t.id FROM time_entry t JOIN deal d ON d.id = t.deal_id WHERE d.client_id = :id AND t.project_id IS NULL)"
)


def timed_tasks(store: Store, client_id: int) -> list[int]:
    """The tasks on which the client's hours were logged, those with most first."""
    return store.ids(
        f"SELECT e.task_id {_HOURS} AND (SELECT deleted_at IS NULL FROM task WHERE id = e.task_id) "
        "GROUP BY 1 ORDER BY sum(e.minutes) DESC",
        {"id": client_id},
    )


def following(store: Store, client_id: int, limit: int = 20) -> list[Next]:
    """Open to-dos about the client, its contacts, deals and projects, and the next steps of its open deals; the earliest first."""
    found = store.rows(
        "SELECT * FROM (SELECT 'todo', a.id AS id, a.deal_id, a.text, coalesce(d.title, p.name, x.name, ''), a.by_id, a.due_on AS due FROM activity a "
        "LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN project p ON p.id = a.project_id LEFT JOIN contact x ON x.id = a.contact_id "
        "WHERE a.kind = 'todo' AND a.done_at IS NULL AND a.id IN (SELECT id FROM activity WHERE client_id = :id UNION "
        "SELECT id FROM activity WHERE deal_id IN (SELECT id FROM deal WHERE client_id = :id AND deleted_at IS NULL) UNION "
        "SELECT id FROM activity WHERE contact_id IN (SELECT contact_id FROM client_contact WHERE client_id = :id) UNION "
        "SELECT id FROM activity WHERE project_id IN (SELECT id FROM project WHERE client_id = :id AND deleted_at IS NULL)) "
        "UNION ALL SELECT 'deal', d.id, d.id, d.next_step, d.title, NULL, d.next_step_on FROM deal d "
        "WHERE d.client_id = :id AND d.deleted_at IS NULL AND d.closed_on IS NULL AND d.next_step <> '') "
        "ORDER BY due IS NULL, due, id LIMIT :limit",
        {"id": client_id, "limit": limit},
    )
    now, (shared, own) = today(), settings.calendars(store)

    def late(by: int | None, due_on: date | None) -> bool:
        return due_on is not None and own.get(by or 0, shared).late_days(due_on, now) > 0

    days = [day_from(row[-1]) for row in found]
    return [Next._make((*row[:5], due_on, late(row[5], due_on))) for row, due_on in zip(found, days, strict=True)]


def last_contact(store: Store, client_id: int) -> LastContact | None:
    """The last call, mail, meeting or note with the client, its contacts or about its deals and projects; None when there was none.

    What is planned for later is none yet; what is about a deal or project that was deleted stays one with the client.
    """
    row = store.row(
        "SELECT date(a.at, 'localtime'), a.id, d.id, d.title, p.id, p.name, x.id, x.name FROM activity a "
        "LEFT JOIN deal d ON d.id = a.deal_id AND d.deleted_at IS NULL LEFT JOIN project p ON p.id = a.project_id AND p.deleted_at IS NULL "
        "LEFT JOIN contact x ON x.id = a.contact_id AND x.deleted_at IS NULL "
        f"WHERE a.kind IN {SPOKEN} AND a.at <= :now AND a.id IN ("
        "SELECT id FROM activity WHERE client_id = :id UNION "
        "SELECT id FROM activity WHERE deal_id IN (SELECT id FROM deal WHERE client_id = :id) UNION "
        "SELECT id FROM activity WHERE contact_id IN (SELECT contact_id FROM client_contact WHERE client_id = :id) UNION "
        "SELECT id FROM activity WHERE project_id IN (SELECT id FROM project WHERE client_id = :id)) ORDER BY a.at DESC, a.id DESC LIMIT 1",
        {"id": client_id, "now": moment_text(utc_now())},
    )
    if row is None:
        return None
    on, activity = date.fromisoformat(row[0]), row[1]
    for kind, i, name in (("deal", row[2], row[3]), ("project", row[4], row[5]), ("contact", row[6], row[7])):
        if i is not None:
            return LastContact(on, activity, kind, i, name)
    return LastContact(on, activity, "client", client_id, "")
