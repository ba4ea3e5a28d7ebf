"""Renewals as rows: of a list, a client or a deal, each with the state that follows from the deal it became."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import today
from app.domain import renewals as rules
from app.services import currencies, filter_spec, listing, search
from app.services.listing import Grouping, Listing, SortKey, Term

if TYPE_CHECKING:
    from app.models.store import Store

#: The tables of a renewal: its client, the deal it renews and that one's stage, the deal it became and that one's, its owner.
FROM: Final = (
    "FROM renewal r JOIN client c ON c.id = r.client_id AND c.deleted_at IS NULL "
    "LEFT JOIN deal d ON d.id = r.deal_id AND d.deleted_at IS NULL LEFT JOIN stage z ON z.id = d.stage_id "
    "LEFT JOIN deal n ON n.id = r.renewed_deal_id AND n.deleted_at IS NULL LEFT JOIN stage s ON s.id = n.stage_id "
    "LEFT JOIN person o ON o.id = coalesce(n.owner_id, d.owner_id, c.owner_id)"
)
#: As `domain.renewals.state_of` says.
STATE: Final = "CASE WHEN s.kind IS NULL THEN r.state WHEN s.kind = 'won' THEN 'renewed' WHEN s.kind = 'lost' THEN 'lapsed' ELSE 'open' END"
_EVENT: Final = "FROM renewal_event e WHERE e.renewal_id = r.id AND e.field = '{}'"


def _then(field: str, column: str) -> str:
    """What stood at the end of the day :as_of, as `domain.renewals.as_of` says."""
    event = _EVENT.format(field)
    changed = f"EXISTS (SELECT 1 {event} AND e.on_date <= :as_of)"
    return (
        f"CASE WHEN NOT EXISTS (SELECT 1 {event}) THEN {column} WHEN {changed} THEN (SELECT e.new {event} AND e.on_date <= :as_of "
        f"ORDER BY e.id DESC LIMIT 1) ELSE (SELECT e.old {event} ORDER BY e.id LIMIT 1) END"
    )


class _Stood(NamedTuple):
    """When a renewal is due, its amount and its currency, as SQL."""

    due: str
    minor: str
    currency: str

    def sorts(self) -> Mapping[str, Term]:
        """What a list is sorted by, as it stood."""
        return {**SORTS, "due": Term(self.due), "amount": Term(self.minor)}

    def grouping(self, key: str) -> Grouping | None:
        """What a list is grouped by, as it stood; None for no groups."""
        month = f"substr({self.due}, 1, 7)"
        return Grouping(month, "''", (month,)) if key == "due" else GROUPS.get(key)


_NOW: Final = _Stood("r.due_on", "r.amount_minor", "r.currency")
_THEN: Final = _Stood(
    _then("due", "r.due_on"), f"CAST({_then('amount', 'r.amount_minor')} AS INTEGER)", _then("currency", "r.currency")
)
#: What was planned for a deal that is not won any more counts nowhere, until it is won again.
STANDS: Final = "(d.id IS NULL OR z.kind = 'won')"
UNDECIDED: Final = f"({STATE}) IN ('due', 'open')"
NEAR_DAYS: Final = 90
_NOTICE: Final = "date(r.due_on, '-' || r.notice_days || ' days')"
CHIPS: Final = {
    "near": f"{UNDECIDED} AND r.due_on <= :near",
    "notice": f"{UNDECIDED} AND r.notice_days IS NOT NULL AND :today <= {_NOTICE} AND {_NOTICE} <= :soon",
    "past": f"{UNDECIDED} AND r.due_on < :today",
    "no_deal": f"({STATE}) = 'due'",
    "undecided": UNDECIDED,
    "renewed": f"({STATE}) = 'renewed'",
    "lapsed": f"({STATE}) = 'lapsed'",
}
SORTS: Final = {
    "title": Term("r.title COLLATE NOCASE"),
    "client": Term("c.name COLLATE NOCASE"),
    "due": Term(_NOW.due),
    "notice": Term(_NOTICE),
    "remind": Term("r.remind_on"),
    "amount": Term(_NOW.minor),
    "term": Term("r.term_months"),
    "state": Term(f"instr('due open renewed lapsed', {STATE})"),
    "deal": Term("n.title COLLATE NOCASE"),
    "owner": Term("o.name COLLATE NOCASE"),
}
GROUPS: Final = {
    "client": Grouping("r.client_id", "c.name", ("c.name COLLATE NOCASE",)),
    "state": Grouping(STATE, "''", (f"instr('due open renewed lapsed', {STATE})",)),
    "owner": Grouping("o.id", "o.name", ("o.name COLLATE NOCASE",)),
}


class RenewalFilter(NamedTuple):
    """What renewals are narrowed to; `first` and `last` are days on which they are due, `ids` certain ones.

    Days of a time that is over are those on which renewals were due when it ended, whatever became of that later, and each
    counts with the amount that it had then.
    `words` is what these days are called, such as 'Q1 2027'. `owner_id` 0 is nobody; `due_in` leaves those not decided that are
    due within so many days.
    """

    chip: str = ""
    text: str = ""
    client_id: int | None = None
    first: date | None = None
    last: date | None = None
    ids: tuple[int, ...] | None = None
    owner_id: int | None = None
    due_in: int | None = None
    words: str = ""


class RenewalRow(NamedTuple):
    """A renewal. `deal` is the one it renews, `next` the one it became; `state` is 'due', 'open', 'renewed' or 'lapsed'.

    Money in minor units of its currency; `home_minor` in those of the home currency, None without an amount or a rate.
    `moved_from` is when it was due before its due day was changed, None when it never was. `now` is the amount and the currency
    that it has now where those told are of a time that is over and others; else None. `was_due_on` is when it was due at the end
    of a time that is over where it is due on another day now; else None.
    """

    id: int
    title: str
    client_id: int
    client: str
    due_on: date
    amount_minor: int | None
    currency: str
    term_months: int | None
    notice_days: int | None
    remind_on: date | None
    state: str
    deal_id: int | None
    deal: str | None
    next_id: int | None
    next: str | None
    owner: str | None
    owner_initials: str
    owner_is_me: bool
    home_minor: int | None
    moved_from: date | None
    now: tuple[int | None, str] | None = None
    was_due_on: date | None = None

    @property
    def notice_on(self) -> date | None:
        """The last day on which notice can be given."""
        return rules.notice_on(self.due_on, self.notice_days)

    @property
    def undecided(self) -> bool:
        """Whether it is neither renewed nor lapsed."""
        return self.state in ("due", "open")


def ids(store: Store, flt: RenewalFilter, sorts: Sequence[SortKey] = (), group: str = "") -> Listing:
    """The renewals that pass the filter; without keys the earliest due first."""
    where, params = condition(flt)
    stood = _THEN if ended(flt) else _NOW
    known, grouping = stood.sorts(), stood.grouping(group)
    terms = [(known[key.key], key.descending) for key in sorts if key.key in known]
    order = listing.order_sql(terms or [(known["due"], False)], "r.id")
    if grouping is None:
        return Listing(store.ids(f"SELECT r.id {FROM} WHERE {where} ORDER BY {order}", params))
    first = listing.grouped_order(grouping, descending=SortKey(group, True) in sorts)
    found = store.rows(f"SELECT {grouping.key}, r.id {FROM} WHERE {where} ORDER BY {first}, {order}", params)
    return Listing([row[1] for row in found], listing.parts(found, _sums(store, grouping, stood, where, params)))


def rows(store: Store, wanted: Sequence[int], as_of: date | None = None) -> list[RenewalRow]:
    """The renewals `wanted`, in their order, with what stood at the end of `as_of`; one that is gone is left out."""
    where, params = "r.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(list(wanted))}
    found = {row.id: row for row in _read(store, where, params, as_of=as_of)}
    return [found[i] for i in wanted if i in found]


def ended(flt: RenewalFilter) -> date | None:
    """The last day of the time that a filter is narrowed to, when that is over."""
    return flt.last if flt.last is not None and flt.last < today() else None


def of_client(store: Store, client_id: int) -> list[RenewalRow]:
    """The renewals of a client, the undecided ones first, by day."""
    return _read(
        store, f"r.client_id = :client AND {STANDS}", {"client": client_id}, f"NOT {UNDECIDED}, r.due_on, r.id"
    )


def of_deal(store: Store, deal_id: int) -> tuple[list[RenewalRow], RenewalRow | None]:
    """The renewals that a deal is to have, by day, those too that wait until it is won again; and the one that it is itself
    the renewal of.
    """
    own = _read(store, "r.deal_id = :deal", {"deal": deal_id})
    before = _read(store, "r.renewed_deal_id = :deal", {"deal": deal_id}, "r.id DESC")
    return own, before[0] if before else None


def chips(store: Store, flt: RenewalFilter) -> dict[str, int]:
    """How many renewals each chip would leave."""
    where, params = condition(flt._replace(chip=""))
    parts = ", ".join(f"ifnull(sum({sql}), 0)" for sql in CHIPS.values())
    row = store.row(f"SELECT {parts} {FROM} WHERE {where}", params)
    return dict(zip(CHIPS, row or (), strict=True))


def condition(flt: RenewalFilter) -> tuple[str, dict[str, Any]]:
    """The condition of a filter, and its parameters."""
    now = today()
    params: dict[str, Any] = {
        "today": now.isoformat(), "near": (now + timedelta(days=NEAR_DAYS)).isoformat(), "soon": (now + timedelta(days=rules.REMIND_DAYS)).isoformat(),
    }  # fmt: skip
    parts = [STANDS]
    if flt.chip:
        parts.append(CHIPS[flt.chip])
    if flt.client_id is not None:
        parts.append("r.client_id = :client")
        params["client"] = flt.client_id
    due = (_THEN if ended(flt) else _NOW).due
    if flt.first is not None:
        parts.append(f"{due} >= :first")
        params["first"] = flt.first.isoformat()
    if flt.last is not None:
        parts.append(f"{due} <= :last")
        params["last"] = params["as_of"] = flt.last.isoformat()
    if flt.owner_id is not None:
        parts.append("o.id = :owner" if flt.owner_id else "o.id IS NULL")
        params["owner"] = flt.owner_id
    if flt.due_in is not None:
        parts.append(f"{UNDECIDED} AND r.due_on <= :due_by")
        params["due_by"] = (now + timedelta(days=flt.due_in)).isoformat()
    if flt.ids is not None:
        parts.append("r.id IN (SELECT value FROM json_each(:ids))")
        params["ids"] = json.dumps(list(flt.ids))
    if flt.text.strip():
        parts.append(search.narrowed(flt.text, "r.title", "r.id IN {renewal} OR r.client_id IN {client}", params))
    return " AND ".join(parts), params


def to_spec(flt: RenewalFilter) -> dict[str, Any]:
    """The fields that narrow, as JSON takes them; certain renewals and a client are no rule and are left out."""
    days = {name: day.isoformat() for name, day in (("first", flt.first), ("last", flt.last)) if day is not None}
    return filter_spec.to_spec(flt._replace(client_id=None, ids=None, first=None, last=None), PLAIN) | days


def from_spec(spec: Mapping[str, Any]) -> RenewalFilter:
    """The filter that `to_spec` wrote; whatever it cannot have written is left out."""
    allowed: dict[str, filter_spec.Allowed] = {
        "chip": CHIPS,
        "owner_id": filter_spec.is_count,
        "due_in": filter_spec.is_days,
    }
    flt = filter_spec.from_spec(spec, PLAIN, allowed, without=("client_id", "ids", "first", "last"))
    first, last = _day_of(spec.get("first")), _day_of(spec.get("last"))
    return flt._replace(first=first, last=last, words=flt.words if first or last else "")


PLAIN: Final = RenewalFilter()


def _day_of(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _read(
    store: Store, where: str, params: dict[str, Any], order: str = "r.due_on, r.id", *, as_of: date | None = None
) -> list[RenewalRow]:
    rates = currencies.rates(store)
    stood = _NOW if as_of is None else _THEN
    return [
        RenewalRow._make(
            (*row[:4], date.fromisoformat(row[4]), *row[5:9], _day(row[9]), *row[10:17], bool(row[17]),
             None if row[5] is None else rates.to_home(row[5], row[6], row[19]), _day(row[18]), None if row[5:7] == row[20:22] else row[20:22],
             None if row[4] == row[22] else _day(row[22]))
        )
        for row in store.rows(
            f"SELECT r.id, r.title, c.id, c.name, r.due_on, {stood.minor}, {stood.currency}, r.term_months, r.notice_days, r.remind_on, "
            f"{STATE}, d.id, d.title, n.id, n.title, o.name, ifnull(o.initials, ''), ifnull(o.is_me, 0), "
            f"(SELECT e.old {_EVENT.format('due')} ORDER BY e.id DESC LIMIT 1), {_frozen(stood)}, {_NOW.minor}, {_NOW.currency}, {stood.due} "
            f"{FROM} WHERE {where} ORDER BY {order}",
            {**params, "as_of": as_of.isoformat() if as_of else None},
        )
    ]  # fmt: skip


def _frozen(stood: _Stood) -> str:
    """The rate of the day on which a renewal was decided, as `renewal_figures` has it; NULL where the newest counts."""
    return f"iif(s.kind IN ('won', 'lost') AND n.currency = {stood.currency}, n.closed_rate, NULL)"


def _sums(store: Store, grouping: Grouping, stood: _Stood, where: str, params: dict[str, Any]) -> listing.Sums:
    """By key: name, {'count', 'amount'} in minor units of the home currency, renewals without a rate."""
    rates, found = currencies.rates(store), listing.HomeSums(amount=currencies.rounded)
    for key, name, currency, frozen, count, priced, amount in store.rows(
        f"SELECT {grouping.key}, min({grouping.name}), {stood.currency}, {_frozen(stood)}, count(*), count({stood.minor}), "
        f"ifnull(sum({stood.minor}), 0) {FROM} WHERE {where} GROUP BY 1, 3, 4",
        params,
    ):
        found.add(key, name, {"count": count}, {"amount": rates.finely(amount, currency, frozen)}, priced)
    return found.rounded()


def in_home(store: Store, found: Iterable[RenewalRow], told: str = "") -> tuple[int, int]:
    """The sum of these, none of which is decided, in minor units of the home currency, or of another one that is `told`, and how
    many have an amount but no rate.
    """
    rates = currencies.rates(store)
    told = told or rates.home
    fine = [rates.finely_in(told, row.amount_minor, row.currency) for row in found if row.amount_minor is not None]
    return currencies.rounded(sum(minor or 0 for minor in fine)), sum(minor is None for minor in fine)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
