"""Landing clients, contacts and products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain import cells, reach
from app.domain.money import minor_digits
from app.models.store import Store
from app.services import channels, merged_names, people, settings
from app.services.imports import (
    Batch,
    Landed,
    OnDuplicate,
    ensure_names,
    ensure_people,
    known_by,
    next_id,
    put_custom,
    put_tags,
    stamp,
    update_changed,
)  # fmt: skip

PEOPLE_WORDS = frozenset(
    ["person", "people", "individual", "contact", "freelancer", "private", "privatperson", "particulier"]
)


def clients(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land clients. One is known by its external_id, else by its name (case ignored)."""
    texts = ("website", "email", "phone", "street", "city", "postcode", "country", "currency", "external_id")
    by_name: dict[str, list[int]] = {}
    for row, name in store.rows("SELECT id, name FROM client WHERE deleted_at IS NULL ORDER BY id"):
        by_name.setdefault(name.lower(), []).append(row)
    keeper = _Keeper(store, "client", batch, on_duplicate, landed)
    owners = _Owners(store, batch, landed)
    for index, name in enumerate(batch.column("name")):
        if not keeper.has_name(index, name):
            continue
        values: dict[str, Any] = {text: batch.column(text)[index] for text in texts}
        kind = batch.column("kind")[index]
        if kind:
            values["kind"] = "person" if str(kind).lower() in PEOPLE_WORDS else "organisation"
        further = _further(values, batch, index, ("email", "phone", "website"))
        values |= {"name": name, "owner_id": owners.of(index)}
        row = keeper.keep(index, values, keeper.free(index, by_name.get(name.lower(), ())), owners.default)
        _reach(store, "client", row, further)
        if row is not None:
            by_name.setdefault(name.lower(), []).append(row)
    keeper.finish("client_id")


def contacts(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land contacts with their clients, a role at each, and their owner. One is known by external_id, else by e-mail, else by
    name at one of the clients."""
    keeper = _Keeper(store, "contact", batch, on_duplicate, landed)
    places, owners, seen = _Places(store, batch, landed), _Owners(store, batch, landed), _Seen(store, batch)
    for index, name in enumerate(batch.column("name")):
        if not keeper.has_name(index, name) or not places.are_fine(index, landed):
            continue
        at = places.of(index)
        values = {text: batch.column(text)[index] for text in ("name", "email", "phone", "external_id")}
        values["owner_id"] = owners.of(index)
        further = _further(values, batch, index, ("email", "phone"))
        further["url"] = reach.split(batch.column("website")[index] or "")
        email = values["email"] or ""
        row = keeper.keep(index, values, keeper.free(index, seen.likely(name, email, at)), owners.default)
        if row is None:
            continue
        _reach(store, "contact", row, further)
        seen.note(row, name, email, at)
        places.take(row, at)
    places.write()
    keeper.finish("contact_id")


class _Owners:
    """Whose the records of a batch are: as the file says; where it has no such column, new ones are mine."""

    def __init__(self, store: Store, batch: Batch, landed: Landed) -> None:
        self._names = batch.column("owner")
        self._ids = ensure_people(store, self._names, landed)
        self.default = {} if "owner" in batch.columns else {"owner_id": people.me(store).id}

    def of(self, index: int) -> int | None:
        """The owner of a row; None where the file names none."""
        return self._ids.get((self._names[index] or "").lower())


class _Places:
    """At which clients the contacts of a batch are, and as what; several stand in one cell (see `domain/cells.py`)."""

    def __init__(self, store: Store, batch: Batch, landed: Landed) -> None:
        self._store, self._batch = store, batch
        self._wanted: dict[tuple[int, int], str] = {}
        known = store.rows("SELECT name FROM client WHERE deleted_at IS NULL AND instr(name, ';')")
        whole = {name.lower() for (name,) in known}
        self._names = [
            [cell] if cell.lower() in whole else cells.several(cell)
            for cell in (text or "" for text in batch.column("client"))
        ]
        every = [name for names in self._names for name in names]
        self._ids = ensure_names(store, "client", every, landed, owner_id=people.me(store).id, created_at=stamp())

    def are_fine(self, index: int, landed: Landed) -> bool:
        """Whether there is a role for each client, one for all, or none; notes why when not."""
        names, roles = self._names[index], self._roles(index)
        if len(roles) in (0, 1, len(names)):
            return True
        problem = f"There are {len(names)} clients and {len(roles)} roles. Write a role for each client with ; between, or one for all."
        landed.refuse(self._batch.rows[index], "role", self._batch.column("role")[index], problem)
        return False

    def of(self, index: int) -> dict[int, str]:
        """The clients of a row, with the role there."""
        names, roles = self._names[index], self._roles(index)
        roles = roles if len(roles) == len(names) else (roles or [""]) * len(names)
        found: dict[int, str] = {}
        for name, role in zip(names, roles, strict=True):
            if name:
                found.setdefault(self._ids[name.lower()], role)
        return found

    def take(self, contact: int, at: dict[int, str]) -> None:
        """The contact speaks for these clients; an empty role changes none."""
        for client, role in at.items():
            self._wanted[client, contact] = role.strip() or self._wanted.get((client, contact), "")

    def write(self) -> None:
        """Link the contacts to their clients, all at once; the first contact of a client is its main one."""
        there = {
            (client, contact): role
            for client, contact, role in self._store.rows("SELECT client_id, contact_id, role FROM client_contact")
        }
        led = set(
            self._store.ids(
                "SELECT k.client_id FROM client_contact k JOIN contact x ON x.id = k.contact_id WHERE x.deleted_at IS NULL"
            )
        )
        new = []
        for (client, contact), role in self._wanted.items():
            if (client, contact) not in there:
                new.append((client, contact, role, int(client not in led)))
                led.add(client)
            elif role and role != there[client, contact]:
                self._store.execute(
                    "UPDATE client_contact SET role = ? WHERE client_id = ? AND contact_id = ?", (role, client, contact)
                )
        self._store.insert("client_contact", ("client_id", "contact_id", "role", "is_main"), new)

    def _roles(self, index: int) -> list[str]:
        role = self._batch.column("role")[index] or ""
        return cells.several(role) if len(self._names[index]) > 1 else [role]


class _Seen:
    """Who a row of contacts may be: somebody there already, or of a row above."""

    def __init__(self, store: Store, batch: Batch) -> None:
        self._mails: dict[str, dict[str, list[int]]] = {}
        for row, name, email in store.rows(
            "SELECT id, name, email FROM contact WHERE email <> '' AND deleted_at IS NULL ORDER BY id"
        ):
            self._mails.setdefault(email.lower(), {}).setdefault(name.lower(), []).append(row)
        self._places: dict[tuple[int | None, str], list[int]] = {}
        self._named: dict[str, list[int]] = {}
        for row, name, client in store.rows(
            "SELECT x.id, x.name, k.client_id FROM contact x LEFT JOIN client_contact k ON k.contact_id = x.id "
            "WHERE x.deleted_at IS NULL ORDER BY x.id"
        ):
            self._places.setdefault((client, name.lower()), []).append(row)
            self._named.setdefault(name.lower(), []).append(row)
        #: Of whom the file says more in another row than the name.
        told = zip(*(batch.column(each) for each in ("name", "email", "client", "external_id")), strict=True)
        self._told = {(name or "").lower() for name, *more in told if any(more)}
        self._taken: set[int] = set()  # by rows of this file
        self._unreached = set(store.ids("SELECT id FROM contact WHERE email = '' AND deleted_at IS NULL"))
        self._names: dict[str, set[str]] = {}  # of the file, by e-mail ('' without): colleagues may share an address
        for name, mails in zip(batch.column("name"), batch.column("email"), strict=True):
            for mail in reach.split(mails or "")[:1] or [""]:
                self._names.setdefault(mail.lower(), set()).add((name or "").lower())

    def likely(self, name: str, email: str, at: Iterable[int]) -> list[int]:
        """Those with this e-mail and name, those of this name there who have no e-mail yet, and those with this e-mail whose name
        the file gives to no other row; without an e-mail, those of this name there. The likeliest first."""
        if email:
            same = self._mails.get(email.lower(), {})
            theirs = self._names.get(email.lower(), set()) | self._names.get("", set())
            others = [row for known, rows in same.items() if known not in theirs for row in rows]
            there = (row for client in at or (None,) for row in self._places.get((client, name.lower()), ()))
            waiting = [row for row in there if row in self._unreached and row not in self._taken]
            return [*same.get(name.lower(), ()), *waiting, *(row for row in others if row not in self._taken)]
        found = [row for client in at or (None,) for row in self._places.get((client, name.lower()), ())]
        if not found and not at and name.lower() in self._told:
            found = self._named.get(name.lower(), [])
        return found

    def note(self, row: int, name: str, email: str, at: Iterable[int]) -> None:
        """Remember who this row became."""
        self._taken.add(row)
        self._named.setdefault(name.lower(), []).append(row)
        if email:
            self._mails.setdefault(email.lower(), {}).setdefault(name.lower(), []).append(row)
        for client in at or (None,):
            self._places.setdefault((client, name.lower()), []).append(row)


def products(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land products. One is known by its external_id, else by its name; names are unique, so 'create' updates these too."""
    home = settings.home_currency(store)
    by_name = {name.lower(): row for row, name in store.rows("SELECT id, name FROM product")}
    keeper = _Keeper(store, "product", batch, "update" if on_duplicate == "create" else on_duplicate, landed)
    for index, name in enumerate(batch.column("name")):
        if not keeper.has_name(index, name):
            continue
        price, external = batch.column("price")[index], batch.column("external_id")[index]
        currency = batch.column("currency")[index] or keeper.currency_of(external, by_name.get(name.lower())) or home
        if price is not None and price < 0:
            landed.refuse(batch.rows[index], "price", price, "A price is not negative.")
            continue
        if keeper.is_taken(name, external):
            told = "Another product has this name, with another external id or none. Give one of them another name."
            landed.refuse(batch.rows[index], "name", name, told)
            continue
        tax = batch.column("tax")[index]
        values = {
            "name": name, "code": batch.column("code")[index], "unit": batch.column("unit")[index],
            "price_minor": None if price is None else int(price.scaleb(minor_digits(currency)).quantize(1, "ROUND_HALF_UP")),
            "currency": currency, "minutes": batch.column("hours")[index], "tax": None if tax is None else str(tax),
            "external_id": external,
        }  # fmt: skip
        row = keeper.keep(index, values, by_name.get(name.lower()), {})
        by_name.setdefault(name.lower(), row or 0)
    keeper.finish("product_id")


_MORE = {"email": "more_emails", "phone": "more_phones"}
_KINDS = {"website": "url"}


def _further(values: dict[str, Any], batch: Batch, index: int, names: tuple[str, ...]) -> dict[str, list[str]]:
    """What stands in the cells beyond the first value of each kind, by kind; `values` keep the first."""
    found: dict[str, list[str]] = {}
    for name in names:
        more = batch.column(_MORE[name])[index] if name in _MORE else None
        several = reach.split(f"{values[name] or ''}{reach.SEPARATOR}{more or ''}")
        if len(several) > 1 or more:
            values[name], found[_KINDS.get(name, name)] = several[0], several[1:]
    written = reach.split(batch.column("addresses")[index] or "")
    found["address"] = [kept for cell in written if (kept := reach.address_of_cell(cell))]
    return found


def _reach(store: Store, record: str, row: int | None, further: dict[str, list[str]]) -> None:
    for kind, texts in further.items():
        if row is not None and texts:
            channels.add_many(store, record, row, kind, texts)


class _Keeper:
    """Creates, updates or skips one record after another, and counts."""

    def __init__(self, store: Store, table: str, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
        self._store, self._table, self._batch, self._on, self._landed = store, table, batch, on_duplicate, landed
        self._by_external = known_by(store, table, "external_id", batch.column("external_id"))
        # name and e-mail that the file gives to those it names by their external id
        self._meant: dict[int, set[tuple[str, str]]] = {}
        for place, external in enumerate(batch.column("external_id")):
            if external in self._by_external and table != "product":  # products are told apart by their names
                self._meant.setdefault(self._by_external[external], set()).add(self._who(place))
        self._merged: dict[str, int] = {}
        self._merged_names: dict[str, int] = {}
        if table == "contact":
            self._merged = merged_names.by(store, "contact", "external_id")
        elif table == "client":
            self._merged = merged_names.by(store, "client", "external_id")
            self._merged_names = merged_names.by(store, "client", "name")
        self._next, self._fresh = next_id(store, table), stamp()
        self._ids: list[int | None] = [None] * len(batch.rows)
        self._made = self._next  # from this id on they are of this file
        self._repeats = 0

    def _who(self, index: int) -> tuple[str, str]:
        if self._table == "client":  # told apart by their names alone
            return (self._batch.column("name")[index] or "").lower(), ""
        name, mails = ((self._batch.column(each)[index] or "").lower() for each in ("name", "email"))
        return name, (reach.split(mails) or [""])[0]

    @staticmethod
    def _is_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
        """Whether two rows may be about one record: the same name, and not two e-mails."""
        return one[0] == other[0] and (one[1] == other[1] or not (one[1] and other[1]))

    def free(self, index: int, rows: Iterable[int]) -> int | None:
        """The first of these records that is no other row's, which names it by its id."""
        here = self._who(index)
        meant = self._meant
        return next(
            (row for row in rows if row not in meant or any(self._is_same(who, here) for who in meant[row])), None
        )

    def has_name(self, index: int, name: str | None) -> bool:
        """Whether the row has a name; notes it when it has none."""
        if not name:
            self._landed.refuse(self._batch.rows[index], "name", name, "A name is needed.")
        return bool(name)

    def currency_of(self, external: str | None, likely: int | None) -> str | None:
        """The currency in which a known product is sold."""
        known = self._by_external.get(external or "", likely)
        return self._store.value("SELECT currency FROM product WHERE id = ?", (known,)) or None

    def is_taken(self, name: str, external: str | None) -> bool:
        """Whether a product of exactly this name is another one than the row with this external id writes."""
        holder = self._store.row("SELECT id, external_id FROM product WHERE name = ?", (name,))
        known = self._by_external.get(external or "")
        if holder is None or not external or (known is not None and self._on == "skip"):
            return False
        return bool(holder[1]) if known is None else known != holder[0]

    def keep(self, index: int, values: dict[str, Any], likely: int | None, defaults: dict[str, Any]) -> int | None:
        """Write one record; `likely` is the one it is taken for when no external_id says so. Returns its id, None when skipped."""
        external = values.get("external_id")
        known = self._by_external.get(external) if external else likely
        merged = self._merged.get(external or "")
        if merged is None and likely is None and not external:
            merged = self._merged_names.get(str(values["name"]).lower())
        if known is None and merged is not None:  # merged since: what was chosen then holds
            self._landed.skipped += 1
            return merged
        if known is None and external and likely is not None:
            # the same name with another external_id is another record, with none yet it is this one
            known = (
                likely
                if not self._store.value(f"SELECT external_id FROM {self._table} WHERE id = ?", (likely,))
                else None
            )
        if known is not None and self._on != "create":
            self._repeats += known >= self._made
        if known is not None and self._on == "skip":
            self._landed.skipped += 1
            return None
        if known is not None and self._on == "update":
            ours = (
                () if known == self._by_external.get(external or "") else ("name",)
            )  # found by it: its capitals are ours
            changed = update_changed(self._store, self._table, known, values, same=ours)
            self._landed.updated += changed
            self._landed.skipped += not changed
            if external:
                self._by_external.setdefault(external, known)  # it has this one from now on
            self._ids[index] = known
            return known
        row = defaults | {column: value for column, value in values.items() if value is not None}
        row |= {"id": self._next, "created_at": self._fresh}
        self._store.insert(self._table, tuple(row), [tuple(row.values())])
        if external:
            self._by_external[external] = self._next
        self._ids[index] = self._next
        self._next += 1
        self._landed.created += 1
        return self._ids[index]

    def finish(self, column: str) -> None:
        """Tags and custom columns of all that was written."""
        tags = self._batch.column("tags")
        put_tags(
            self._store,
            column,
            [(i, t) for i, t in zip(self._ids, tags, strict=True) if i is not None and t],
        )
        put_custom(self._store, self._table, self._batch, self._ids)
        done = "left out" if self._on == "skip" else "taken for a change of it"
        self._landed.note_repeats(self._repeats, self._table, done)
