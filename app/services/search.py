"""The search box: one FTS5 index over clients, contacts, deals, projects, tasks and renewals, kept true from the log."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final, NamedTuple

from app.base import today
from app.models.search_index import SEARCHED
from app.models.store import Store
from app.services import custom_sql

# In the order of their numbers in the index: a record's row there is its id times 8 plus its kind's number.
KINDS = tuple(SEARCHED)
_ROWS = {
    "client": "SELECT id, name, city FROM client WHERE id IN ({})",
    "contact": "SELECT x.id, x.name, ifnull((SELECT c.name FROM client_contact k JOIN client c ON c.id = k.client_id "
    "WHERE k.contact_id = x.id AND c.deleted_at IS NULL ORDER BY k.id LIMIT 1), x.email) FROM contact x WHERE x.id IN ({})",
    "deal": "SELECT d.id, d.title, ifnull(c.name || ', ', '') || s.name FROM deal d JOIN stage s ON s.id = d.stage_id "
    "LEFT JOIN client c ON c.id = d.client_id WHERE d.id IN ({})",
    "project": "SELECT p.id, p.name, ifnull(c.name, '') || iif(p.archived_at IS NULL, '', iif(c.id IS NULL, 'Archived', "
    "', archived')) FROM project p LEFT JOIN client c ON c.id = p.client_id WHERE p.id IN ({})",
    "task": "SELECT t.id, t.title, ifnull(p.name || ', ', '') || s.name FROM task t JOIN status s ON s.id = t.status_id "
    "LEFT JOIN project p ON p.id = t.project_id WHERE t.id IN ({})",
    # What was planned for a deal that is not won any more stands in no list, and is not found either.
    "renewal": "SELECT r.id, r.title, c.name, r.due_on FROM renewal r JOIN client c ON c.id = r.client_id AND c.deleted_at IS NULL "
    "LEFT JOIN deal d ON d.id = r.deal_id AND d.deleted_at IS NULL LEFT JOIN stage s ON s.id = d.stage_id "
    "WHERE (d.id IS NULL OR s.kind = 'won') AND r.id IN ({})",
}


_LOOKED_AT: Final = 100
_OF_EACH: Final = 3


class Hit(NamedTuple):
    """A record that was found, with one line that tells it from its namesakes."""

    kind: str
    id: int
    title: str
    detail: str


def find(store: Store, text: str, limit: int = 12) -> list[Hit]:
    """The records in which every word of `text` begins some word, the newest first; nothing for no letters.

    Of the newest hundred some of each kind are taken, so that many tasks of a name leave room for its client and renewal.
    """
    query = fts_query(text)
    if not query:
        return []
    newest = store.ids(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", (query, max(limit, _LOOKED_AT))
    )
    rowids = _some_of_each(newest, limit)
    wanted: dict[str, list[int]] = {}
    for rowid in rowids:
        wanted.setdefault(KINDS[rowid % 8], []).append(rowid // 8)
    found = {}
    for kind, ids in wanted.items():
        for row in store.rows(_ROWS[kind].format(", ".join("?" * len(ids))), ids):
            found[(kind, row[0])] = Hit(kind, *row[:3]) if kind != "renewal" else _renewal(*row)
    hits = [found[key] for rowid in rowids if (key := (KINDS[rowid % 8], rowid // 8)) in found]
    return sorted(hits, key=lambda hit: KINDS.index(hit.kind))


def _some_of_each(newest: list[int], limit: int) -> list[int]:
    """The first three of each kind, and of the others as many as there is room for, in their order."""
    if len(newest) <= limit:
        return newest
    seen = [0] * 8
    first: list[int] = []
    others: list[int] = []
    for rowid in newest:
        seen[rowid % 8] += 1
        (first if seen[rowid % 8] <= _OF_EACH else others).append(rowid)
    chosen = {*first[:limit], *others[: max(0, limit - len(first))]}
    return [rowid for rowid in newest if rowid in chosen]


def _renewal(i: int, title: str, client: str, due_on: str) -> Hit:
    from app.domain.account_health import day_words

    return Hit("renewal", i, title, f"{client}, due {day_words(date.fromisoformat(due_on), today())}")


def matching(kind: str) -> str:
    """The ids of the records of this kind that match the parameter :words, as SQL."""
    return f"SELECT rowid / 8 FROM search WHERE search MATCH :words AND rowid % 8 = {KINDS.index(kind)}"


def narrowed(text: str, name: str, found: str, params: dict[str, Any]) -> str:
    """The condition that the records of a list hold what is typed above it: its words as the search box finds them, where `found`
    names the ids of a kind as '{client}'; of signs alone, a part of the column `name`.
    """
    words = fts_query(text)
    if not words:
        return custom_sql.holds(name, text, "part", params)
    params["words"] = words
    return f"({found.format(**{kind: f'({matching(kind)})' for kind in KINDS})})"


def fts_query(text: str) -> str:
    """What the user typed as an FTS5 query: every word quoted, so that no sign means anything, and open at its end."""
    return " ".join(f'"{word}"*' for word in re.findall(r"[^\W_]+", text))
