"""Landing deals: thousands in one go, with their clients, people, stages and products found or created on the way."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from app.base import today
from app.domain.money import minor_digits
from app.models.store import Store
from app.services import currencies, people, ranking, workspace
from app.services.deals import MAX_MINOR
from app.services.imports import (
    Batch, Landed, OnDuplicate, ensure_names, known_by, next_id, put_custom, put_tags, stamp, update_changed,
)  # fmt: skip

WON = frozenset(("won", "closed won", "closedwon", "gewonnen", "gagné", "ganado"))
LOST = frozenset(("lost", "closed lost", "closedlost", "verloren", "perdu", "perdido"))
COLUMNS = ("id", "title", "client_id", "contact_id", "stage_id", "rank", "amount_minor", "currency", "probability", "created_on",
           "stage_since_on", "expected_close_on", "closed_on", "closed_rate", "owner_id", "source_id", "lost_reason_id", "external_id",
           "created_at")  # fmt: skip
MAX_TITLE = 500


class _Stage(NamedTuple):
    id: int
    kind: str
    pipeline_id: int


class _Found(NamedTuple):
    """Ids, by lower-case name, of all that deals point to."""

    clients: dict[str, int]
    people: dict[str, int]
    sources: dict[str, int]
    reasons: dict[str, int]
    products: dict[str, int]


def deals(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land a batch of deals. A deal is known by its external_id, else by title, client and day of creation."""
    fresh = stamp()
    found = _Found(
        ensure_names(store, "client", batch.column("client"), landed, owner_id=people.me(store).id, created_at=fresh),
        _people(store, batch, landed),
        ensure_names(store, "source", batch.column("source"), landed),
        ensure_names(store, "lost_reason", batch.column("lost_reason"), landed),
        ensure_names(store, "product", batch.column("product"), landed, created_at=fresh),
    )
    stages = _Stages(store, landed)
    rows = _values(store, batch, found, stages, fresh, landed)
    ids = _split(store, batch, rows, on_duplicate, landed)
    _contacts(store, batch, ids, rows, fresh, landed)
    _lines(store, batch, ids, rows, found.products)
    tags = batch.column("tags")
    put_tags(store, "deal_id", [(i, t) for i, t in zip(ids, tags, strict=True) if i is not None and t], landed)
    put_custom(store, "deal", batch, ids)
    _notes(batch, rows, landed)


def _people(store: Store, batch: Batch, landed: Landed) -> dict[str, int]:
    before = {name for (name,) in store.rows("SELECT name FROM person")}
    names = [name for name in dict.fromkeys(batch.column("owner")) if name]
    known = people.ensure(store, names)
    made = [name for name in names if name not in before]
    if made:
        landed.made["person"] = made
    return {name.lower(): row for name, row in known.items()}


class _Stages:
    """Stages by pipeline and name; an unknown one becomes an open stage before Won."""

    def __init__(self, store: Store, landed: Landed) -> None:
        self._store, self._landed = store, landed
        self._pipelines = {name.lower(): row for row, name in store.rows("SELECT id, name FROM pipeline ORDER BY id DESC")}
        self._default = int(store.value("SELECT id FROM pipeline WHERE archived_at IS NULL ORDER BY rank, id LIMIT 1"))
        self._cache: dict[tuple[Any, Any], _Stage] = {}

    def find(self, pipeline: str | None, stage: str | None) -> _Stage:
        known = self._cache.get((pipeline, stage))
        if known is None:
            known = self._cache[(pipeline, stage)] = self._look(self._pipeline(pipeline), (stage or "").strip())
        return known

    def _pipeline(self, name: str | None) -> int:
        if not name:
            return int(self._default)
        if name.lower() not in self._pipelines:
            self._pipelines[name.lower()] = workspace.add_pipeline(self._store, name)
            self._landed.made.setdefault("pipeline", []).append(name)
        return int(self._pipelines[name.lower()])

    def _look(self, pipeline: int, name: str) -> _Stage:
        rows = self._store.rows("SELECT id, kind, pipeline_id, name, rank FROM stage WHERE pipeline_id = ? ORDER BY rank", (pipeline,))
        if not name:
            return _Stage(*next(row for row in rows if row[1] == "open")[:3])
        for row in rows:
            if row[3].lower() == name.lower():
                return _Stage(*row[:3])
        kind = "won" if name.lower() in WON else "lost" if name.lower() in LOST else "open"
        if kind != "open":
            return _Stage(*next(row for row in rows if row[1] == kind)[:3])
        won = next(row[4] for row in rows if row[1] == "won")
        last = max((row[4] for row in rows if row[4] < won), default=won - ranking.STEP)
        self._store.execute(
            "INSERT INTO stage (pipeline_id, name, kind, rank, probability) VALUES (?, ?, 'open', ?, 50)", (pipeline, name, (last + won) // 2)
        )
        self._landed.made.setdefault("stage", []).append(name)
        return self._look(pipeline, name)


def _values(
    store: Store, batch: Batch, found: _Found, stages: _Stages, fresh: str, landed: Landed
) -> list[dict[str, Any] | None]:  # fmt: skip
    """The row of each deal as the table holds it, in the batch's order; None for one that is refused."""
    home, now = currencies.rates(store).home, today().isoformat()
    rates: dict[tuple[str, str], str | None] = {}
    names = ("title", "client", "pipeline", "stage", "amount", "currency", "probability", "created", "expected_close", "closed", "owner",
             "source", "lost_reason", "external_id")  # fmt: skip
    rows: list[dict[str, Any] | None] = []
    for number, cells in zip(batch.rows, zip(*(batch.column(name) for name in names), strict=True), strict=True):
        cell = dict(zip(names, cells, strict=True))
        stage = stages.find(cell["pipeline"], cell["stage"])
        currency = cell["currency"] or home
        problem = _refusal(cell, stage, now)
        if problem:
            landed.refuse(number, *problem)
            rows.append(None)
            continue
        created, closed, expected = (_text(cell[name]) for name in ("created", "closed", "expected_close"))
        if stage.kind == "open":
            expected, closed = expected or closed, None
        else:
            closed = closed or (expected if expected and expected <= now else None) or created or now
        if closed and currency != home and (currency, closed) not in rates:
            rate = currencies.rate_on(store, currency, date.fromisoformat(closed))
            rates[(currency, closed)] = None if rate is None else str(rate)
        amount = cell["amount"]
        rows.append({
            "title": cell["title"], "client_id": found.clients.get((cell["client"] or "").lower()), "stage_id": stage.id,
            "amount_minor": None if amount is None else int((amount.scaleb(minor_digits(currency))).quantize(1, "ROUND_HALF_UP")),
            "currency": currency,
            "probability": None if cell["probability"] is None or stage.kind != "open" else int(cell["probability"]),
            "created_on": created or closed or now, "stage_since_on": closed or created or now, "expected_close_on": expected,
            "closed_on": closed, "closed_rate": rates.get((currency, closed or "")),
            "owner_id": found.people.get((cell["owner"] or "").lower()), "source_id": found.sources.get((cell["source"] or "").lower()),
            "lost_reason_id": found.reasons.get((cell["lost_reason"] or "").lower()), "external_id": cell["external_id"] or "",
            "created_at": fresh,
        })  # fmt: skip
    return rows


def _refusal(cell: dict[str, Any], stage: _Stage, now: str) -> tuple[str, Any, str] | None:
    title, amount, chance = cell["title"], cell["amount"], cell["probability"]
    if not title:
        return "title", title, "A deal needs a title."
    if len(title) > MAX_TITLE:
        return "title", title[:40] + "…", f"The title has {len(title):,} characters; {MAX_TITLE} at most."
    if amount is not None and amount < 0:
        return "amount", amount, "An amount is not negative."
    if amount is not None and amount * 1000 > MAX_MINOR:
        return "amount", amount, "The amount is too large to be true."
    if chance is not None and not 0 <= chance <= 100:
        return "probability", chance, "A probability lies between 0 and 100 percent."
    if stage.kind != "open" and cell["closed"] is not None and _text(cell["closed"]) > now:  # type: ignore[operator]
        return "closed", _text(cell["closed"]), "A closed deal has a closing date that is not in the future."
    return None


def _split(
    store: Store, batch: Batch, rows: list[dict[str, Any] | None], on_duplicate: OnDuplicate, landed: Landed
) -> list[int | None]:  # fmt: skip
    """Insert what is new, update or skip what is known; returns the id of each row, None where nothing was written."""
    by_external = known_by(store, "deal", "external_id", batch.column("external_id"))
    by_sight: dict[tuple[Any, ...], int] = {}
    if any(row is not None and not row["external_id"] for row in rows):
        for deal, title, client, created in store.rows(
            "SELECT id, title, client_id, created_on FROM deal WHERE external_id = '' AND deleted_at IS NULL ORDER BY id DESC"
        ):
            by_sight[(title, client, created)] = deal
    given_created = "created" in batch.columns
    ids: list[int | None] = []
    new: list[tuple[Any, ...]] = []
    next_deal = next_id(store, "deal")
    ranks = dict(store.rows("SELECT stage_id, max(rank) FROM deal WHERE deleted_at IS NULL GROUP BY 1"))
    for row in rows:
        if row is None:
            ids.append(None)
            continue
        known = by_external.get(row["external_id"]) if row["external_id"] else None
        if known is None and not row["external_id"] and given_created:
            known = by_sight.get((row["title"], row["client_id"], row["created_on"]))
        if known is None or on_duplicate == "create":
            ranks[row["stage_id"]] = ranks.get(row["stage_id"], 0) + ranking.STEP
            row |= {"id": next_deal, "contact_id": None, "rank": ranks[row["stage_id"]]}
            new.append(tuple(map(row.__getitem__, COLUMNS)))
            if row["external_id"] and on_duplicate != "create":
                by_external[row["external_id"]] = next_deal
            ids.append(next_deal)
            next_deal += 1
            landed.created += 1
        elif on_duplicate == "skip" or known >= next_deal - len(new):
            ids.append(None)
            landed.skipped += 1
        else:
            ids.append(known)
            keep = ("created_at", "created_on", "stage_since_on") if not given_created else ("created_at", "stage_since_on")
            changed = update_changed(store, "deal", known, {name: value for name, value in row.items() if name not in keep})
            landed.updated += changed
            landed.skipped += not changed
    store.insert("deal", COLUMNS, new)
    return ids


def _contacts(
    store: Store, batch: Batch, ids: list[int | None], rows: list[dict[str, Any] | None], fresh: str, landed: Landed
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
        if deal is None or row is None or not name:
            continue
        client = row["client_id"]
        contact = known.get((client, name.lower()))
        if contact is None:
            contact = known[(client, name.lower())] = next_id(store, "contact")
            store.execute("INSERT INTO contact (id, name, created_at) VALUES (?, ?, ?)", (contact, name, fresh))
            landed.made.setdefault("contact", []).append(name)
            if client is not None:
                store.execute("INSERT INTO client_contact (client_id, contact_id) VALUES (?, ?)", (client, contact))
        store.execute("UPDATE deal SET contact_id = ? WHERE id = ? AND contact_id IS NOT ?", (contact, deal, contact))


def _lines(
    store: Store, batch: Batch, ids: list[int | None], rows: list[dict[str, Any] | None], products: dict[str, int]
) -> None:  # fmt: skip
    """A product named by a deal becomes its sold line, unless the deal has lines already."""
    if "product" not in batch.columns:
        return
    having = set(store.ids("SELECT DISTINCT deal_id FROM deal_line"))
    store.insert(
        "deal_line", ("deal_id", "product_id", "title", "price_minor", "amount_minor", "rank"),
        [
            (deal, products[name.lower()], name, row["amount_minor"] or 0, row["amount_minor"] or 0, ranking.STEP)
            for deal, row, name in zip(ids, rows, batch.column("product"), strict=True)
            if deal is not None and row is not None and name and deal not in having
        ],
    )  # fmt: skip


def _notes(batch: Batch, rows: list[dict[str, Any] | None], landed: Landed) -> None:
    without = sum(1 for row in rows if row is not None and row["client_id"] is None)
    if without:
        landed.notes.append(f"{without:,} deals have no client; they are kept, and cannot be handed off until they have one.")
    undated = sum(
        1 for row, closed in zip(rows, batch.column("closed"), strict=True) if row is not None and row["closed_on"] and closed is None
    )
    if undated:
        landed.notes.append(f"{undated:,} closed deals came without a closing date; the expected or creation date is taken.")


def _text(day: date | None) -> str | None:
    """A day as the table holds it; a moment counts on its day."""
    return None if day is None else day.isoformat()[:10]
