"""Where deals come from: a short list of the user's own words; a new word joins it where it is typed."""

from __future__ import annotations

from app.models.store import Store
from app.services import deal_rules

MAX_NAME = 120


def find_or_add(store: Store, name: str) -> int:
    """The source of this name, case aside, or a new one, last in the list; returns its id. Raises UserError."""
    name = deal_rules.words(name, "source", MAX_NAME)
    known = {row[1].casefold(): int(row[0]) for row in store.rows("SELECT id, name FROM source")}
    if name.casefold() in known:
        return known[name.casefold()]
    with store.write("Add source"):
        store.execute("INSERT INTO source (name, rank) SELECT ?, ifnull(max(rank), 0) + 1 FROM source", (name,))
        return int(store.value("SELECT id FROM source WHERE name = ?", (name,)))
