"""Landing deals: thousands in one go, with their clients, people, stages and products found or created on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import today
from app.domain.money import minor_digits
from app.models.store import Store
from app.services import currencies, people, ranking
from app.services.deals import MAX_MINOR
from app.services.import_known import Known, KnownDeals
from app.services.import_stages import Stage, Stages
from app.services.imports import (
    Batch,
    Landed,
    OnDuplicate,
    ensure_names,
    ensure_people,
    next_id,
    put_custom,
    put_tags,
    stamp,
    update_changed,
)  # fmt: skip

MAX_MAJOR = MAX_MINOR // 1000


class _Row(NamedTuple):
    """A deal as the table holds it; the id, the contact and the rank come when it is written."""

    title: str
    client_id: int | None
    stage_id: int
    amount_minor: int | None
    currency: str
    probability: int | None
    created_on: str
    stage_since_on: str
    expected_close_on: str | None
    closed_on: str | None
    closed_rate: str | None
    owner_id: int | None
    source_id: int | None
    lost_reason_id: int | None
    external_id: str
    created_at: str


class _Found(NamedTuple):
    """Ids, by lower-case name, of all that deals point to."""

    clients: dict[str, int]
    people: dict[str, int]
    sources: dict[str, int]
    reasons: dict[str, int]
    products: dict[str, int]


def deals(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land a batch of deals. A deal is known by its external_id, else by title, client and, where given, the day of creation.

    Of a known deal only what the file says changes: an empty cell leaves its stage, its currency and all else as they are.
    """
    fresh = stamp()
    found = _Found(
        ensure_names(store, "client", batch.column("client"), landed, owner_id=people.me(store).id, created_at=fresh),
        ensure_people(store, batch.column("owner"), landed),
        ensure_names(store, "source", batch.column("source"), landed),
        ensure_names(store, "lost_reason", batch.column("lost_reason"), landed),
        ensure_names(store, "product", batch.column("product"), landed, created_at=fresh),
    )
    stages = Stages(store, landed)
    placed = _once(zip(batch.column("pipeline"), batch.column("stage"), strict=True), lambda pair: stages.find(*pair))
    known = (
        [None] * len(batch.rows) if on_duplicate == "create" else _known(store, batch, found.clients, placed, landed)
    )
    rows = _values(store, batch, found, placed, known, fresh, landed)
    if landed.errors:  # the file is landed again without these rows
        return
    ids = _split(store, batch, rows, known, on_duplicate, landed)
    _contacts(store, batch, ids, rows, fresh, landed)
    _lines(store, batch, ids, rows, found.products)
    tags = batch.column("tags")
    put_tags(store, "deal_id", [(i, t) for i, t in zip(ids, tags, strict=True) if i is not None and t])
    put_custom(store, "deal", batch, ids)
    _notes(batch, rows, known, landed)


def _known(
    store: Store, batch: Batch, clients: dict[str, int], placed: Sequence[Stage], landed: Landed
) -> list[Known | None]:  # fmt: skip
    """The deal that each row of the file is, None for a new one. Says of how many only a person knows."""
    if not store.value("SELECT EXISTS (SELECT 1 FROM deal)"):
        return [None] * len(batch.rows)
    there = KnownDeals(store)
    created, closed = (_once(batch.column(name), _text) for name in ("created", "closed"))
    seen = [
        (external, title, clients.get((client or "").lower()), born, place.kind if stage else None, ended)
        for external, title, client, born, stage, place, ended in zip(
            batch.column("external_id"), batch.column("title"), batch.column("client"), created, batch.column("stage"), placed, closed,
            strict=True,
        )
    ]  # fmt: skip
    found = [there.by_external(external) if external else there.by_sight(*sight) for external, *sight in seen]
    otherwise = sum(
        deal is None
        and not external
        and born is None
        and kind in ("won", "lost")
        and there.closed_otherwise(title, client, kind)
        for deal, (external, title, client, born, kind, _) in zip(found, seen, strict=True)
    )
    if otherwise:
        rows, came = ("1 row has", "it came in as a deal of its own") if otherwise == 1 else (f"{otherwise:,} rows have", "they came in as deals of their own")  # fmt: skip
        landed.notes.append(
            f"{rows} the title and client of a deal that was closed otherwise; {came}. Where it is the same one, name its id or the day it was created."
        )
    return found


def _values(
    store: Store, batch: Batch, found: _Found, placed: list[Stage], known: Sequence[Known | None], fresh: str, landed: Landed
) -> list[_Row]:  # fmt: skip
    """The row of each deal as the table holds it, in the batch's order, but for those that are refused.

    Names, days and amounts repeat, so each is looked up once, and the loop over the rows only puts together.
    """
    home, now = currencies.rates(store).home, today().isoformat()
    codes = [
        currency or (deal.currency if deal else home)
        for currency, deal in zip(batch.column("currency"), known, strict=True)
    ]
    amounts = _once(zip(batch.column("amount"), codes, strict=True), _minor)
    created, expected, closed = (_once(batch.column(name), _text) for name in ("created", "expected_close", "closed"))
    _as_they_are(batch, known, codes, placed, amounts, closed)
    pointers = (found.clients, found.people, found.sources, found.reasons)
    links = [
        _once(batch.column(name), lambda cell, known=known: known.get((cell or "").lower()))  # type: ignore[misc]
        for name, known in zip(("client", "owner", "source", "lost_reason"), pointers, strict=True)
    ]
    frozen = _Frozen(store, home)
    rows: list[_Row] = []
    for deal, number, title, stage, code, minor, amount, chance, born, due, ended, client, owner, source, reason, external in zip(
        known, batch.rows, batch.column("title"), placed, codes, amounts, batch.column("amount"), batch.column("probability"), created, expected,
        closed, *links, batch.column("external_id"), strict=True,
    ):  # fmt: skip
        problem = _refusal(title, amount, chance, born, ended if stage.kind != "open" else None, now)
        why = deal.refusal(stage.kind, minor, code) if deal and not problem else None
        if why:
            problem = (why[0], {"stage": stage.kind, "amount": amount, "currency": code}[why[0]], why[1])
        if problem:
            landed.refuse(number, *problem)
            continue
        if stage.kind == "open":
            due, ended = due or ended, None  # noqa: PLW2901
        else:
            ended = ended or (due if due and due <= now else None) or born or now  # noqa: PLW2901
        rows.append(
            _Row(
                title, client, stage.id, minor, code, None if chance is None or ended else _whole(chance), born or ended or now,
                ended or born or now, due, ended, frozen.rate(code, ended), owner, source, reason, external or "", fresh,
            )
        )  # fmt: skip
    return rows


def _as_they_are(
    batch: Batch, known: Sequence[Known | None], codes: Sequence[str], placed: list[Stage], amounts: list[int | None],
    closed: list[str | None],
) -> None:  # fmt: skip
    """Where the file says nothing, a known deal stays in its stage, with the amount and the closing day that it has."""
    for index, deal in enumerate(known):
        if deal is None:
            continue
        if not batch.column("stage")[index] and (
            not batch.column("pipeline")[index] or placed[index].pipeline_id == deal.pipeline_id
        ):
            placed[index] = Stage(deal.stage_id, deal.kind, deal.pipeline_id)
        if amounts[index] is None:
            amounts[index] = deal.amount_in(codes[index])
        if placed[index].kind == deal.kind != "open":
            closed[index] = closed[index] or deal.closed_on


def _whole(percent: Any) -> int:
    return int(percent.quantize(1, "ROUND_HALF_UP"))


def _once(cells: Iterable[Any], meaning: Callable[[Any], Any]) -> list[Any]:
    """What each cell means, found out once for equal cells."""
    cells = list(cells)
    known = {cell: meaning(cell) for cell in dict.fromkeys(cells)}
    return list(map(known.__getitem__, cells))


class _Frozen:
    """The rate of a closing day, which stays with the deal."""

    def __init__(self, store: Store, home: str) -> None:
        self._store, self._home = store, home
        self._known: dict[tuple[str, str], str | None] = {}

    def rate(self, currency: str, day: str | None) -> str | None:
        if day is None or currency == self._home:
            return None
        if (currency, day) not in self._known:
            found = currencies.rate_on(self._store, currency, date.fromisoformat(day))
            self._known[(currency, day)] = None if found is None else str(found)
        return self._known[(currency, day)]


def _minor(amount_and_currency: tuple[Any, str]) -> int | None:
    amount, currency = amount_and_currency
    return None if amount is None else int(amount.scaleb(minor_digits(currency)).quantize(1, "ROUND_HALF_UP"))


def _refusal(
    title: str | None, amount: Any, chance: Any, born: str | None, closed: str | None, now: str
) -> tuple[str, Any, str] | None:  # fmt: skip
    if not title:
        return "title", title, "A deal needs a title."
    if amount is not None and not 0 <= amount <= MAX_MAJOR:
        return "amount", amount, "An amount is not negative." if amount < 0 else "The amount is too large to be true."
    if chance is not None and not 0 <= chance <= 100:
        return "probability", chance, "A probability lies between 0 and 100 percent."
    if born is not None and born > now:
        return "created", born, "A deal cannot be created in the future."
    if closed is not None and closed > now:
        return "closed", closed, "A closed deal has a closing date that is not in the future."
    return None


def _split(
    store: Store, batch: Batch, rows: list[_Row], known: Sequence[Known | None], on_duplicate: OnDuplicate, landed: Landed
) -> list[int | None]:  # fmt: skip
    """Insert what is new, update or skip what is known; returns the id of each row, None where nothing was written.

    What was merged into another deal is not brought back, and says nothing new of that one.
    """
    merged = _merged(store)
    given = batch.column("created")
    ids: list[int | None] = []
    new: list[tuple[Any, ...]] = []
    next_deal = next_id(store, "deal")
    here: set[str] = set()
    repeats = 0
    ranks = dict(store.rows("SELECT stage_id, max(rank) FROM deal WHERE deleted_at IS NULL GROUP BY 1"))
    for row, deal, created in zip(rows, known, given, strict=True):
        seen = row.external_id or ((row.title, row.client_id, row.created_on) if created else None)
        gone = deal is None and on_duplicate != "create" and seen in merged
        again = row.external_id in here
        if gone or again or (deal is not None and on_duplicate == "skip"):
            ids.append(None)
            landed.skipped += 1
            repeats += again
        elif deal is None:
            ranks[row.stage_id] = ranks.get(row.stage_id, 0) + ranking.STEP
            new.append((next_deal, ranks[row.stage_id], *row))
            if row.external_id and on_duplicate != "create":
                here.add(row.external_id)
            ids.append(next_deal)
            next_deal += 1
            landed.created += 1
        else:
            ids.append(deal.id)
            changed = _update(store, deal, row, born=created is not None)
            landed.updated += changed
            landed.skipped += not changed
    store.insert("deal", ("id", "rank", *_Row._fields), new)
    landed.note_repeats(repeats, "deal", "left out")
    return ids


def _update(store: Store, deal: Known, row: _Row, *, born: bool) -> bool:
    """Make of a known deal what the row says; whether anything changed. What closes or opens again does so as it would by hand."""
    values = row._asdict()
    del values["created_at"]
    if not born:
        del values["created_on"]
    if row.stage_id == deal.stage_id:
        del values["stage_since_on"]
    elif row.closed_on is None:
        values["stage_since_on"] = today().isoformat()
    if row.closed_on is not None and deal.closed_on is None:
        values |= {"on_hold": 0, "held_until_on": None}
    emptied = {"closed_on", "closed_rate", "held_until_on"}
    if row.closed_on is None and deal.closed_on is not None:
        values |= {"lost_reason_id": None, "competitor": ""}
        emptied.add("lost_reason_id")
    if deal.plain and row.amount_minor is not None and row.amount_minor != deal.amount_minor:
        store.execute(
            "UPDATE deal_line SET price_minor = :minor, amount_minor = :minor WHERE id = :line",
            {"minor": row.amount_minor, "line": deal.plain},
        )
    return update_changed(store, "deal", deal.id, values, emptied=emptied)


def _merged(store: Store) -> set[Any]:
    """By what the deals are known that were merged into another: the external id, else title, client and day of creation."""
    return {
        external or (title, client, created)
        for external, title, client, created in store.rows(
            "SELECT external_id, title, client_id, created_on FROM deal WHERE merged_into_id IS NOT NULL"
        )
    }


def _contacts(
    store: Store, batch: Batch, ids: list[int | None], rows: list[_Row], fresh: str, landed: Landed
) -> None:  # fmt: skip
    """The contact of a deal: somebody of this name at its client, else a new contact there."""
    if "contact" not in batch.columns:
        return
    known = {
        (client, name.lower()): contact
        for contact, name, client in store.rows(
            "SELECT x.id, x.name, k.client_id FROM contact x LEFT JOIN client_contact k ON k.contact_id = x.id WHERE x.deleted_at IS NULL"
        )
    }
    for deal, row, name in zip(ids, rows, batch.column("contact"), strict=True):
        if deal is None or not name:
            continue
        client = row.client_id
        contact = known.get((client, name.lower()))
        if contact is None:
            contact = known[(client, name.lower())] = next_id(store, "contact")
            store.execute("INSERT INTO contact (id, name, created_at) VALUES (?, ?, ?)", (contact, name, fresh))
            landed.made.setdefault("contact", []).append(name)
            if client is not None:
                store.execute("INSERT INTO client_contact (client_id, contact_id) VALUES (?, ?)", (client, contact))
        store.execute("UPDATE deal SET contact_id = ? WHERE id = ? AND contact_id IS NOT ?", (contact, deal, contact))


def _lines(
    store: Store, batch: Batch, ids: list[int | None], rows: list[_Row], products: dict[str, int]
) -> None:  # fmt: skip
    """A product named by a deal becomes its sold line, unless the deal has lines already."""
    if "product" not in batch.columns:
        return
    having = set(store.ids("SELECT DISTINCT deal_id FROM deal_line"))
    store.insert(
        "deal_line", ("deal_id", "product_id", "title", "price_minor", "amount_minor", "rank"),
        [
            (deal, products[name.lower()], name, row.amount_minor or 0, row.amount_minor or 0, ranking.STEP)
            for deal, row, name in zip(ids, rows, batch.column("product"), strict=True)
            if deal is not None and name and deal not in having
        ],
    )  # fmt: skip


def _notes(batch: Batch, rows: list[_Row], known: Sequence[Known | None], landed: Landed) -> None:
    without = sum(
        row.client_id is None and (deal is None or deal.client_id is None)
        for row, deal in zip(rows, known, strict=True)
    )
    if without:
        landed.notes.append(
            f"{without:,} deals have no client; they are kept, and cannot be handed off until they have one."
            if without > 1
            else "1 deal has no client; it is kept, and cannot be handed off until it has one."
        )
    closed = zip(rows, batch.column("closed"), strict=True)
    undated = sum(
        row.closed_on is not None and given is None and (deal is None or deal.closed_on is None)
        for (row, given), deal in zip(closed, known, strict=True)
    )
    if undated:
        came = "closed deals came" if undated > 1 else "closed deal came"
        landed.notes.append(f"{undated:,} {came} without a closing date; the expected or creation date is taken.")
    amounts = zip(rows, batch.column("amount"), strict=True)
    rounded = sum(given is not None and given.scaleb(minor_digits(row.currency)) % 1 != 0 for row, given in amounts)
    if rounded:
        had = "amounts had" if rounded > 1 else "amount had"
        landed.notes.append(f"{rounded:,} {had} more decimals than the currency has, and came in rounded.")


def _text(day: date | None) -> str | None:
    """A day as the table holds it; a moment counts on its day."""
    return None if day is None else day.isoformat()[:10]
