"""The search box: an FTS5 index each of clients, contacts, deals, projects, tasks and renewals, kept true from the log."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any, Final, NamedTuple

from app.base import today
from app.models.search_index import SEARCHED
from app.models.store import Store
from app.services import custom_sql

# In the order in which they are shown.
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


_NEWEST: Final = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {place}, rowid FROM search_{kind} WHERE search_{kind} MATCH :words ORDER BY rowid DESC LIMIT :most)"
    for place, kind in enumerate(KINDS)
)


class Hit(NamedTuple):
    """A record that was found, with one line that tells it from its namesakes."""

    kind: str
    id: int
    title: str
    detail: str


def find(store: Store, text: str, limit: int = 12) -> list[Hit]:
    """The records in which every word of `text` begins some word, the newest of each kind first; nothing for no letters.

    The kinds take turns until there are `limit`, so that many tasks of a name leave room for its client and renewal.
    """
    query = fts_query(text)
    if not query:
        return []
    newest = store.rows(_NEWEST, {"words": query, "most": limit})
    nth: Counter[int] = Counter()
    turns = []
    for place, i in newest:
        nth[place] += 1
        turns.append((nth[place], place, i))
    wanted: dict[int, list[int]] = {}
    for _, place, i in sorted(turns)[:limit]:
        wanted.setdefault(place, []).append(i)
    return [hit for place in sorted(wanted) for hit in _hits(store, KINDS[place], wanted[place])]


def _hits(store: Store, kind: str, ids: list[int]) -> list[Hit]:
    found = {
        row[0]: Hit(kind, *row[:3]) if kind != "renewal" else _renewal(*row)
        for row in store.rows(_ROWS[kind].format(", ".join("?" * len(ids))), ids)
    }
    return [found[i] for i in ids if i in found]


def _renewal(i: int, title: str, client: str, due_on: str) -> Hit:
    from app.domain.account_health import day_words

    return Hit("renewal", i, title, f"{client}, due {day_words(date.fromisoformat(due_on), today())}")


def matching(kind: str) -> str:
    """The ids of the records of this kind that match the parameter :words, as SQL."""
    return f"SELECT rowid FROM search_{kind} WHERE search_{kind} MATCH :words"


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
