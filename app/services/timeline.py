"""The one timeline of a client, contact, deal or project: its activities, and what changed in its deals, the newest first.

A client's holds what is about its deals, contacts and projects; a contact's what is about the deals it speaks for; a deal's also
what happened to the deals that were merged into it. What one action changed is one entry. It is read a page at a time: of 10,000 events only those of the page become words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

from app.base import moment_from
from app.models.store import Store
from app.services import event_words
from app.services.event_words import Event

About = Literal["client", "contact", "deal", "project"]
CHANGES: Final = "change"
PAGE: Final = 50
_DEALS: Final = {
    "deal": "SELECT :id UNION ALL SELECT id FROM deal WHERE merged_into_id = :id",
    "client": "SELECT id FROM deal WHERE client_id = :id",
    "contact": "SELECT id FROM deal WHERE contact_id = :id",
}
_OWN: Final = "SELECT id FROM activity WHERE {}_id "
_ACTIVITIES: Final = {
    "deal": _OWN.format("deal") + "= :id",
    "project": _OWN.format("project") + "= :id",
    "contact": f"{_OWN.format('contact')}= :id UNION {_OWN.format('deal')} IN ({_DEALS['contact']})",
    "client": f"{_OWN.format('client')}= :id UNION {_OWN.format('deal')} IN ({_DEALS['client']}) "
    f"UNION {_OWN.format('contact')} IN (SELECT contact_id FROM client_contact WHERE client_id = :id) "
    f"UNION {_OWN.format('project')} IN (SELECT id FROM project WHERE client_id = :id)",
}
# A call that was entered for another day stands on that day, where the user is; a change on the day it speaks of.
_WRITTEN: Final = "SELECT date(a.at, 'localtime'), a.at, a.id, 0, 0, 0 FROM activity a WHERE a.id IN ({}) {}"
# What follows in the second of its creation is no part of it.
_CHANGED: Final = (
    "SELECT e.on_date, e.at, 0, e.deal_id, e.field <> 'created', e.id FROM deal_event e WHERE e.deal_id IN ({})"
)
_Row = tuple[str, str, int, int, int, tuple[int, ...]]  # day, at, activity, deal, whether a change, events


class Entry(NamedTuple):
    """One line. `kind` names its icon: an activity's kind, or 'stage', 'created', 'deleted', 'edit'.

    `text` is what the person wrote or what changed, in words. `about` names the deal, contact or project when it is not the
    record itself that the timeline is of. An activity has its id, minutes, due day and whether it is done; a change has the
    ids of its events.
    """

    kind: str
    text: str
    at: datetime
    on: date
    by: str
    activity_id: int | None = None
    minutes: int | None = None
    due_on: date | None = None
    done: bool = False
    deal_id: int | None = None
    about: str = ""
    events: tuple[int, ...] = ()


class Page(NamedTuple):
    """The newest entries, and whether older ones follow."""

    entries: list[Entry]
    more: bool


def page(store: Store, about: About, record_id: int, *, kind: str = "", limit: int = PAGE) -> Page:
    """The newest `limit` entries about a record; `kind` narrows to one kind of activity, or to 'change'."""
    found = _rows(store, about, {"id": record_id, "kind": kind}, limit + 1)
    return Page(_entries(store, about, found[:limit], record_id if about == "deal" else 0), len(found) > limit)


def _rows(store: Store, about: About, params: dict[str, Any], wanted: int) -> list[_Row]:
    """The newest rows, what one action did to one deal folded into one.

    The newest raw rows are asked for, more of them until they hold so many: grouping all in SQL takes twenty times as long.
    """
    kind, parts = params["kind"], []
    if kind != CHANGES:
        parts.append(_WRITTEN.format(_ACTIVITIES[about], "AND a.kind = :kind" if kind else "AND a.kind <> 'comment'"))
    if kind in ("", CHANGES) and about in _DEALS:
        parts.append(_CHANGED.format(_DEALS[about]))
    if not parts:
        return []
    sql = " UNION ALL ".join(parts) + " ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC, 5 DESC, 6 LIMIT :limit"
    limit = wanted * 8
    while True:
        raw = store.rows(sql, {**params, "limit": limit})
        folded: list[_Row] = []
        for row in raw:
            event = () if row[2] else (row[5],)
            if folded and event and folded[-1][:5] == row[:5]:
                folded[-1] = (*folded[-1][:5], (*folded[-1][5], *event))
            else:
                folded.append((*row[:5], event))  # type: ignore[arg-type]
        if len(raw) < limit or len(folded) > wanted:
            return folded[:wanted]
        limit *= 4


def _entries(store: Store, about: About, rows: Sequence[_Row], mine: int) -> list[Entry]:
    activities = _activities(store, about, [row[2] for row in rows if row[2]])
    events = _events(store, [i for row in rows for i in row[5]])
    known = event_words.names(store, (event for event, _ in events.values()))
    titles = _titles(store, {row[3] for row in rows if row[3]} - {mine})
    entries = []
    for day, at, activity, deal, _, ids in rows:
        if activity:
            entries.append(activities[activity])
            continue
        these = [events[i] for i in ids]
        icon, words = event_words.told([event for event, _ in these], known)
        entries.append(
            Entry(
                icon, words, moment_from(at), date.fromisoformat(day), these[0][1], deal_id=deal, about=titles.get(deal, ""),
                events=ids,
            )
        )  # fmt: skip
    return entries


def _titles(store: Store, deals: set[int]) -> dict[int, str]:
    if not deals:
        return {}
    return dict(store.rows(f"SELECT id, title FROM deal WHERE id IN ({', '.join('?' * len(deals))})", sorted(deals)))  # type: ignore[arg-type]


def _activities(store: Store, about: About, ids: Sequence[int]) -> dict[int, Entry]:
    """The activities; each says what it is about unless that is the record itself."""
    names = {"deal": "d.title", "contact": "x.name", "project": "p.name"}
    named = ", ".join(name for kind, name in names.items() if kind != about)
    found = store.rows(
        "SELECT a.id, a.kind, a.text, a.at, date(a.at, 'localtime'), ifnull(o.name, ''), a.minutes, a.due_on, a.done_at IS NOT NULL, "
        f"a.deal_id, coalesce({named}, '') FROM json_each(?) j CROSS JOIN activity a ON a.id = j.value "
        "LEFT JOIN person o ON o.id = a.by_id LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN contact x ON x.id = a.contact_id "
        "LEFT JOIN project p ON p.id = a.project_id",
        (json.dumps(list(ids)),),
    )
    return {
        i: Entry(
            kind, text, moment_from(at), date.fromisoformat(day), by, i, minutes, date.fromisoformat(due) if due else None, bool(done),
            deal, name if about != "deal" else "",
        )
        for i, kind, text, at, day, by, minutes, due, done, deal, name in found
    }  # fmt: skip


def _events(store: Store, ids: Sequence[int]) -> dict[int, tuple[Event, str]]:
    """The events with who did them. An amount is in the currency that the deal had then: the old one of its next change."""
    found = store.rows(
        "SELECT e.id, e.deal_id, e.field, e.old, e.new, ifnull(d.currency, ''), ifnull(p.name, '') FROM json_each(?) j "
        "CROSS JOIN deal_event e ON e.id = j.value LEFT JOIN deal d ON d.id = e.deal_id LEFT JOIN person p ON p.id = e.by_id",
        (json.dumps(list(ids)),),
    )
    deals = sorted({row[1] for row in found if row[2] == "amount"})
    changed: dict[int, list[tuple[int, str]]] = {}
    for deal, event, old in store.rows(
        "SELECT deal_id, id, old FROM deal_event WHERE deal_id IN (SELECT value FROM json_each(?)) AND field = 'currency' ORDER BY id",
        (json.dumps(deals),),
    ):
        changed.setdefault(deal, []).append((event, old))
    events = {}
    for i, deal, field, old, new, currency, by in found:
        then = next((before for event, before in changed.get(deal, ()) if event > i), currency)
        events[i] = (Event(i, deal, field, old, new, then), by)
    return events
