"""Accounts: the clients to whom something was sold, how each stands, and why. Read whole in a handful of queries.

An account is a client with a won deal, a project or a renewal. It is active while something is under way: an open deal, a project
that is not closed, a renewal that is not decided, what recurs, or a deal won within a year; one that is not is no cause to worry
when nobody speaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import UserError, today
from app.domain import account_health as rules
from app.domain import project_health
from app.domain.account_health import Facts, Health, Pending, Work
from app.services import account_filter, currencies, project_states, projects, renewal_figures, renewal_list, settings
from app.services.account_filter import AccountFilter
from app.services.activities import SPOKEN
from app.services.listing import Listing, Part, SortKey

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.renewal_figures import Recurring
    from app.services.renewal_list import RenewalRow

_RECENT: Final = 365
_SETTING: Final = "silent_days"
_IS_ACCOUNT: Final = (
    "c.deleted_at IS NULL AND c.archived_at IS NULL AND (c.id IN (SELECT client_id FROM renewal) "
    "OR c.id IN (SELECT client_id FROM project WHERE deleted_at IS NULL) OR c.id IN (SELECT d.client_id FROM deal d "
    "JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL AND d.closed_on IS NOT NULL AND s.kind = 'won'))"
)
# Each of the four ways in which an activity is about a client, of all clients and of one.
_SAID: Final = f"kind IN {SPOKEN}"
_LAST: Final = tuple(
    f"SELECT {client} AS client_id, max(a.at) AS at FROM activity a {join} WHERE {client} {{which}} AND a.{_SAID} GROUP BY 1"
    for client, join in (
        ("a.client_id", ""),
        ("d.client_id", "JOIN deal d ON d.id = a.deal_id"),
        ("p.client_id", "JOIN project p ON p.id = a.project_id"),
        ("k.client_id", "JOIN client_contact k ON k.contact_id = a.contact_id"),
    )
)
#: What was promised for a day that has passed: put off and never taken up, or a task that is not finished.
_MISSED: Final = (
    "SELECT d.client_id, p.text FROM promise p JOIN deal d ON d.id = p.deal_id JOIN stage s ON s.id = d.stage_id LEFT JOIN task t "
    "ON t.id = p.task_id AND t.deleted_at IS NULL WHERE d.deleted_at IS NULL AND s.kind = 'won' AND d.client_id {which} "
    "AND p.outcome IN ('deferred', 'task') AND p.due_on < :today AND t.done_on IS NULL ORDER BY p.due_on, p.id"
)


class Account(NamedTuple):
    """One account; money in minor units of the home currency. `silent_days` is None while nothing is under way."""

    id: int
    name: str
    owner_id: int | None
    owner: str | None
    owner_initials: str
    owner_is_me: bool
    spoken_on: date | None
    silent_for: int
    silent: bool
    health: Health
    monthly_minor: int
    renewal: RenewalRow | None
    renewals: int
    open_deals: int
    open_minor: int
    won_minor: int
    won_deals: int
    projects: int
    unconverted: int
    fine: tuple[int, int]  # what is open and what is won, as `currencies.FINE` has it, to be added up


class Told(NamedTuple):
    """All accounts by id, in the order of their names, and what the cards of the page say."""

    on: date
    home: str
    silent_days: int
    accounts: dict[int, Account]
    recurring: Recurring


def silent_days(store: Store) -> int:
    """After how many days without a word a client counts as not spoken to."""
    return int(settings.get(store, _SETTING, rules.SILENT_DAYS))


def change_silent_days(store: Store, days: int) -> None:
    """Change that. Raises UserError outside of 1 day to 10 years."""
    if not 1 <= days <= 3_650:
        raise UserError("That is 1 to 3,650 days. Write another number.")
    settings.put(store, _SETTING, days, "Change when a client counts as not spoken to")


def read(store: Store, client_ids: Sequence[int] | None = None) -> Told:
    """The accounts, or these clients, whether they are accounts or not."""
    now, limit = today(), silent_days(store)
    names = _names(store, client_ids)
    only = client_ids[0] if client_ids is not None and len(client_ids) == 1 else None
    recurring = renewal_figures.recurring(store, client_id=only)
    spoken, sums = _spoken(store, only), _sums(store, only)
    work, running = _work(store, names, now, only)
    missed = _grouped(store.rows(_MISSED.format(which=_which(only)), {"today": now.isoformat(), "client": only}))
    steps, pending, counts = (
        _steps(store, only),
        _pending(store, only),
        _grouped(store.rows(f"SELECT client_id, id FROM renewal WHERE client_id {_which(only)}", {"client": only})),
    )
    found = {}
    for i, (name, since, owner_id, owner, letters, mine) in names.items():
        sold, mine_pending = sums.get(i, _Sums()), pending.get(i, [])
        active = bool(
            sold.open_deals or running.get(i) or mine_pending or recurring.by_client.get(i)
            or (sold.last_won is not None and (now - sold.last_won).days <= _RECENT)
        )  # fmt: skip
        facts = Facts(
            spoken.get(i), max(since, sold.last_won or since), active, tuple(work.get(i, ())), tuple(text for text in missed.get(i, ())), tuple(steps.get(i, ())),
            tuple(Pending(one.id, one.title, one.due_on, one.notice_days, one.state == "open") for one in mine_pending),
        )  # fmt: skip
        found[i] = Account(
            i, name, owner_id, owner, letters, mine, facts.spoken_on, rules.silent_for(facts, now), rules.is_silent(facts, now, limit),
            rules.health(facts, now, limit), recurring.by_client.get(i, 0), mine_pending[0] if mine_pending else None, len(counts.get(i, ())),
            sold.open_deals, currencies.rounded(sold.fine[0]), currencies.rounded(sold.fine[1]), sold.won_deals, running.get(i, 0), sold.unconverted, sold.fine,
        )  # fmt: skip
    return Told(now, currencies.rates(store).home, limit, found, recurring)


def one(store: Store, client_id: int) -> Account | None:
    """How one client stands; None when it is gone."""
    return read(store, [client_id]).accounts.get(client_id)


# --- as a list -------------------------------------------------------------------------------------------------------

_LEVELS: Final = {"risk": 0, "watch": 1, "good": 2}
_NEVER: Final = date.max
SORTS: Final[dict[str, Any]] = {
    "name": lambda a: a.name.casefold(),
    "spoken": lambda a: a.silent_for,
    "health": lambda a: (_LEVELS[a.health.level], -len(a.health.reasons)),
    "monthly": lambda a: a.monthly_minor,
    "renewal": lambda a: a.renewal.due_on if a.renewal else _NEVER,
    "notice": lambda a: (a.renewal.notice_on or _NEVER) if a.renewal else _NEVER,
    "open_deals": lambda a: (a.open_minor, a.open_deals),
    "won": lambda a: a.won_minor,
    "projects": lambda a: a.projects,
    "owner": lambda a: (a.owner or "\uffff").casefold(),
}


def listing(told: Told, flt: AccountFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The accounts that pass the filter; without keys those at risk first, then by name."""
    found = account_filter.passing(told, flt)
    for key in reversed(list(sorts) or [SortKey("health")]):
        if key.key in SORTS:
            found.sort(key=SORTS[key.key], reverse=key.descending)
    if group not in ("health", "owner"):
        return Listing([account.id for account in found])
    parts: dict[str, list[Account]] = {}
    for account in found:
        parts.setdefault(account.health.level if group == "health" else account.owner or "", []).append(account)
    order = sorted(parts, key=lambda key: _LEVELS.get(key, 9) if group == "health" else (not key, key.casefold()))
    if SortKey(group, True) in sorts:
        order.reverse()
    return Listing(
        [account.id for key in order for account in parts[key]],
        [Part(key, key, [each.id for each in parts[key]], sums_of(parts[key])) for key in order],
    )


def sums_of(found: Iterable[Account]) -> dict[str, int]:
    """What these accounts make together."""
    found = list(found)
    return {
        "monthly": sum(each.monthly_minor for each in found),
        "open_deals": currencies.rounded(sum(each.fine[0] for each in found)), "won": currencies.rounded(sum(each.fine[1] for each in found)),
    }  # fmt: skip


def chips(told: Told, flt: AccountFilter) -> dict[str, int]:
    """How many accounts each chip would leave."""
    found = account_filter.passing(told, flt._replace(chip=""))
    return {
        chip: sum(account_filter.in_chip(told, chip, account) for account in found) for chip in account_filter.CHIPS
    }


# --- what it is read from --------------------------------------------------------------------------------------------


class _Sums(NamedTuple):
    open_deals: int = 0
    won_deals: int = 0
    fine: tuple[int, int] = (0, 0)
    last_won: date | None = None
    unconverted: int = 0


def _names(
    store: Store, wanted: Sequence[int] | None
) -> dict[int, tuple[str, date, int | None, str | None, str, bool]]:
    where = _IS_ACCOUNT if wanted is None else "c.deleted_at IS NULL AND c.id IN (SELECT value FROM json_each(:ids))"
    return {
        i: (name, date.fromisoformat(since), owner_id, owner, letters, bool(mine))
        for i, name, since, owner_id, owner, letters, mine in store.rows(
            "SELECT c.id, c.name, date(c.created_at, 'localtime'), o.id, o.name, ifnull(o.initials, ''), ifnull(o.is_me, 0) FROM client c "
            f"LEFT JOIN person o ON o.id = c.owner_id WHERE {where} ORDER BY c.name COLLATE NOCASE, c.id",
            {"ids": json.dumps(list(wanted or ()))},
        )
    }


def _which(client_id: int | None) -> str:
    return "IS NOT NULL" if client_id is None else "= :client"


def _spoken(store: Store, client_id: int | None) -> dict[int, date]:
    """The local day of the last call, e-mail, meeting or note with each client; what lies ahead is none yet."""
    now = today()
    found: dict[int, date] = {}
    for client, day in store.rows(
        f"SELECT client_id, date(max(at), 'localtime') FROM ({' UNION ALL '.join(_LAST)}) GROUP BY 1".format(
            which=_which(client_id)
        ),
        {"client": client_id},
    ):
        found[client] = min(now, date.fromisoformat(day))
    return found


def _sums(store: Store, client_id: int | None) -> dict[int, _Sums]:
    rates = currencies.rates(store)
    found: dict[int, _Sums] = {}
    for client, kind, currency, frozen, count, amount, last in store.rows(
        "SELECT d.client_id, s.kind, d.currency, d.closed_rate, count(*), ifnull(sum(d.amount_minor), 0), max(d.closed_on) FROM deal d "
        "JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL AND d.archived_at IS NULL "
        f"AND d.client_id {_which(client_id)} AND s.kind <> 'lost' GROUP BY 1, 2, 3, 4",
        {"client": client_id},
    ):
        one_, home = found.get(client, _Sums()), rates.finely(amount, currency, frozen)
        missing = one_.unconverted + (count if home is None else 0)
        opened, won = one_.fine
        if kind == "open":
            found[client] = one_._replace(
                open_deals=one_.open_deals + count, fine=(opened + (home or 0), won), unconverted=missing
            )
        else:
            day = date.fromisoformat(last) if last else None
            newest = max((each for each in (day, one_.last_won) if each is not None), default=None)
            found[client] = one_._replace(
                won_deals=one_.won_deals + count,
                fine=(opened, won + (home or 0)),
                last_won=newest,
                unconverted=missing,
            )
    return found


def _work(
    store: Store, names: Iterable[int], now: date, only: int | None
) -> tuple[dict[int, list[Work]], dict[int, int]]:
    """The projects under way by client that are late or past their promise, and how many are under way."""
    wanted = set(names)
    ids = [
        i
        for i, client in store.rows(
            f"SELECT id, client_id FROM project WHERE deleted_at IS NULL AND archived_at IS NULL AND client_id {_which(only)} "
            f"AND status IN {project_states.OPEN}",
            {"client": only},
        )
        if client in wanted
    ]
    calendar = settings.calendar(store)
    work: dict[int, list[Work]] = {}
    running: dict[int, int] = {}
    for row in projects.rows(store, ids, now):
        client = row.client_id or 0
        running[client] = running.get(client, 0) + 1
        over = 0
        if row.judged.word == "bad" and row.ends_on is not None:
            over = project_health.later(calendar, row.promised_on, max(row.ends_on, now))
        said = row.health if row.own_health and row.health in ("warn", "bad") else ""
        if row.status != "on_hold" and (over > 0 or row.late or said):
            text = row.health_text if said else ""
            work.setdefault(client, []).append(Work(row.id, row.name, max(0, over), row.late, said, text))
    return work, running


def _steps(store: Store, client_id: int | None) -> dict[int, list[tuple[str, date]]]:
    """The next steps of open deals that are overdue by working days, by client."""
    worked = settings.calendar(store).on_or_before(today())
    found: dict[int, list[tuple[str, date]]] = {}
    for client, words, day in store.rows(
        "SELECT d.client_id, d.next_step, d.next_step_on FROM deal d WHERE d.deleted_at IS NULL AND d.archived_at IS NULL AND d.closed_on IS NULL "
        f"AND d.client_id {_which(client_id)} AND d.next_step <> '' AND d.next_step_on < :worked ORDER BY d.next_step_on, d.id",
        {"worked": worked.isoformat(), "client": client_id},
    ):
        found.setdefault(client, []).append((words, date.fromisoformat(day)))
    return found


def _pending(store: Store, client_id: int | None) -> dict[int, list[RenewalRow]]:
    """The renewals that are not decided, by client, the earliest due first."""
    undecided = renewal_list.ids(store, renewal_list.RenewalFilter(chip="undecided", client_id=client_id)).ids
    found: dict[int, list[RenewalRow]] = {}
    for row in renewal_list.rows(store, undecided):
        found.setdefault(row.client_id, []).append(row)
    return found


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return found
