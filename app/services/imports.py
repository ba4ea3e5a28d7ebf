"""Landing imported records: one action for the whole file, by one rule for what is new, what is known and what is wrong.

A batch holds typed columns; reading files and cells is `app.exchange`'s business. Rows with problems change nothing, the others
land, and one undo takes the whole import back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from app.base import moment_text, utc_now
from app.models.store import Store
from app.services import custom_fields, merged_names, people, settings

OnDuplicate = Literal["update", "skip", "create"]


class Problem(NamedTuple):
    """Why a row does not land; row 1 is the first record below the header."""

    row: int
    field: str
    value: str
    problem: str


class Batch(NamedTuple):
    """Records of one kind by column: `columns[field][i]` belongs to row number `rows[i]`. None is an empty cell."""

    kind: str
    rows: list[int]
    columns: dict[str, list[Any]]
    custom: dict[str, list[Any]]

    def column(self, name: str) -> list[Any]:
        """A column, or Nones where the file has none."""
        return self.columns.get(name) or [None] * len(self.rows)

    def without(self, rows: Collection[int]) -> Batch:
        """The other rows."""
        kept = [index for index, row in enumerate(self.rows) if row not in rows]

        def of(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
            return {name: [cells[index] for index in kept] for name, cells in columns.items()}

        return Batch(self.kind, [self.rows[index] for index in kept], of(self.columns), of(self.custom))


@dataclass
class Landed:
    """What an import did, or would do. `made` names what was created on the way: people, clients, stages, products."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    made: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def refuse(self, row: int, name: str, value: object, problem: str) -> None:
        """Note why a row does not land."""
        self.errors.append(Problem(row, name, "" if value is None else str(value), problem))

    def note_repeats(self, count: int, noun: str, done: str) -> None:
        """Note how many rows of the file mean the record of another row."""
        if count:
            rows, was = ("1 row means", "was") if count == 1 else (f"{count:,} rows mean", "were")
            self.notes.append(f"{rows} the same {noun} as a row above, and {was} {done}.")


class _TakeBack(Exception):  # noqa: N818  (no error: it takes the transaction back)
    pass


def land(store: Store, batch: Batch, *, on_duplicate: OnDuplicate = "update", dry_run: bool = False) -> Landed:
    """Write the batch in one action, or with `dry_run` find out what it would do and change nothing."""
    from app.services import import_names

    checked = Landed()
    batch = import_names.tidied(batch, checked)
    refused = checked.errors
    while True:
        landed = Landed()
        with suppress(_TakeBack), store.write(f"Import {batch.kind}"):
            _adopt_currency(store, batch, landed)
            _lander(batch.kind)(store, batch, on_duplicate, landed)
            if dry_run or landed.errors:
                raise _TakeBack
        refused += landed.errors
        if not landed.errors:
            landed.errors = sorted(refused)
            return landed
        batch = batch.without({problem.row for problem in landed.errors})  # what they name is not made either


def _adopt_currency(store: Store, batch: Batch, landed: Landed) -> None:
    """A workspace without a deal or product takes the currency of most records as its home currency, and says so."""
    given = Counter(currency for currency in batch.column("currency") if currency)
    if batch.kind not in ("deals", "products") or not given:
        return
    if store.value("SELECT EXISTS (SELECT 1 FROM deal) + EXISTS (SELECT 1 FROM product)"):
        return
    currency = given.most_common(1)[0][0]
    if currency != settings.home_currency(store):
        settings.put(store, "home_currency", currency)
        landed.notes.append(f"{currency}, the currency of most of these {batch.kind}, is now the home currency.")


def _lander(kind: str) -> Callable[[Store, Batch, OnDuplicate, Landed], None]:
    from app.services import import_deals, import_people, import_tasks, import_time

    landers: dict[str, Callable[[Store, Batch, OnDuplicate, Landed], None]] = {
        "clients": import_people.clients,
        "contacts": import_people.contacts,
        "products": import_people.products,
        "deals": import_deals.deals,
        "tasks": import_tasks.tasks,
        "time": import_time.time,
    }
    return landers[kind]


# --- what the landers have in common -------------------------------------------------------------------------------------


def ensure_names(store: Store, table: str, names: Iterable[str | None], landed: Landed, **fixed: Any) -> dict[str, int]:
    """Ids by lower-case name of the rows of `table`; names not there yet are created with the columns `fixed` and noted."""
    where = " WHERE deleted_at IS NULL" if table in ("client", "project") else ""
    merged = merged_names.by(store, "client", "name") if table == "client" else {}
    known = merged | {
        name.lower(): row for row, name in store.rows(f"SELECT id, name FROM {table}{where} ORDER BY id DESC")
    }
    missing = {
        name.lower(): name for name in reversed(list(dict.fromkeys(names))) if name and name.lower() not in known
    }
    if missing:
        made = list(reversed(missing.values()))
        store.insert(table, ("name", *fixed), [(name, *fixed.values()) for name in made])
        landed.made.setdefault(table, []).extend(made)
        known |= {
            name.lower(): row for row, name in store.rows(f"SELECT id, name FROM {table}{where} ORDER BY id DESC")
        }
    return known


def ensure_people(store: Store, names: Iterable[str | None], landed: Landed) -> dict[str, int]:
    """Ids by lower-case name of everybody named; who is not there yet is created and noted."""
    named = [name for name in dict.fromkeys(names) if name]
    before = store.value("SELECT ifnull(max(id), 0) FROM person")
    known = people.ensure(store, named)
    made = {row: name for name, row in reversed(known.items()) if row > before}
    if made:
        landed.made["person"] = list(reversed(made.values()))
    return {name.lower(): row for name, row in known.items()}


def known_by(store: Store, table: str, column: str, values: Sequence[str | None]) -> dict[str, int]:
    """Ids by `column`, for the values asked for; the oldest row wins."""
    wanted = {value for value in values if value}
    where = "" if table in ("product", "person", "time_entry") else " AND deleted_at IS NULL"
    found = (
        store.rows(f"SELECT id, {column} FROM {table} WHERE {column} <> ''{where} ORDER BY id DESC") if wanted else []
    )
    return {value: row for row, value in found if value in wanted}


def update_changed(
    store: Store, table: str, row: int, values: dict[str, Any], *, emptied: Collection[str] = (), same: Collection[str] = ()
) -> bool:  # fmt: skip
    """Write the columns whose value differs; whether any did. None overwrites in the columns `emptied` alone, and capitals and
    blanks make no difference in the columns `same`.
    """
    values = {column: value for column, value in values.items() if value is not None or column in emptied}
    old = store.row(f"SELECT {', '.join(values)} FROM {table} WHERE id = ?", (row,)) if values else None
    changed = {
        column: value
        for (column, value), now in zip(values.items(), old or (), strict=False)
        if value != now and not (column in same and _bare(value) == _bare(now))
    }
    if changed:
        store.execute(
            f"UPDATE {table} SET {', '.join(f'{c} = ?' for c in changed)} WHERE id = ?", (*changed.values(), row)
        )
    return bool(changed)


def _bare(name: Any) -> str:
    return "".join(str(name).split()).lower()


def next_id(store: Store, table: str) -> int:
    """The id that the next new row of `table` gets."""
    return int(store.value(f"SELECT ifnull(max(id), 0) + 1 FROM {table}"))


def put_tags(store: Store, column: str, tagged: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Tag records of the kind whose link column is `column`; tags already there stay."""
    words = [word for _, tags in tagged for word in tags]
    if not words:
        return
    known = ensure_names(store, "tag", words, Landed())
    pairs = {(row, known[word.lower()]) for row, tags in tagged for word in tags}
    store.execute("CREATE TEMP TABLE IF NOT EXISTS tagging (record INTEGER, tag INTEGER)")
    store.execute("DELETE FROM tagging")
    store.insert("tagging", ("record", "tag"), sorted(pairs))
    store.execute(
        f"INSERT INTO tag_link (tag_id, {column}) SELECT tag, record FROM tagging g WHERE NOT EXISTS "
        f"(SELECT 1 FROM tag_link l WHERE l.{column} = g.record AND l.tag_id = g.tag)"
    )


def put_custom(store: Store, record: str, batch: Batch, ids: Sequence[int | None]) -> None:
    """Keep the custom columns with their records; a field that does not exist yet becomes a text field."""
    for name, cells in batch.custom.items():
        known = custom_fields.by_name(store, record, name)
        field = known.id if known is not None else custom_fields.define(store, record, name)
        given = {
            row: str(cell) for row, cell in zip(ids, cells, strict=True) if row is not None and cell not in (None, "")
        }
        custom_fields.put_each(store, field, given)


def stamp() -> str:
    """The moment of creation of what is imported now."""
    return moment_text(utc_now())
