"""What a user does with activities: notes, calls, e-mails, meetings and to-dos on a client, contact, deal or project.

The one next step of a deal ends here too: done, it stands among the activities. The timelines are read in `timeline`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_from, utc_now
from app.domain.workdays import FIRST_YEAR, LAST_YEAR
from app.models import records
from app.models.store import Store
from app.services import people

KINDS: Final = {"note": "note", "call": "call", "email": "e-mail", "meeting": "meeting", "todo": "to-do"}
#: What counts as having been in touch, wherever a last contact is told; as SQL takes it.
SPOKEN: Final = "('call', 'email', 'meeting', 'note')"
TIMED: Final = frozenset({"call", "meeting"})
FIELDS: Final = frozenset({"kind", "text", "minutes", "at", "due_on"})
MAX_TEXT: Final = 100_000
MAX_MINUTES: Final = 7 * 24 * 60
GONE: Final = "This entry is gone; somebody deleted it. Undo brings it back."
_TABLES: Final = ("deal", "client", "contact", "project")
_LENGTH: Final = r"(?:(?P<h>\d{1,3}(?:[.,]\d{1,2})?) ?h(?:ours?|rs?)?(?: ?(?P<hm>[0-5]?\d) ?(?:m|mins?|minutes?)?)?|(?P<m>\d{1,4}) ?(?:m|mins?|minutes?))"
_FIRST: Final = re.compile(rf"^{_LENGTH}(?=$|[\s,.;:)–-])[\s,.;:–-]*", re.IGNORECASE)
_LAST: Final = re.compile(rf"(?:^|[\s,.;:(–-]+){_LENGTH}[.)]?$", re.IGNORECASE)


class Todo(NamedTuple):
    """An open to-do with what it is about; `about` is the title of its deal or project, or the name of its client or contact."""

    id: int
    text: str
    due_on: date | None
    kind: str
    record_id: int | None
    about: str
    by_id: int | None
    initials: str
    mine: bool


class Activity(NamedTuple):
    """One activity as it is edited; `at` in UTC."""

    id: int
    kind: str
    text: str
    minutes: int | None
    at: datetime
    due_on: date | None
    done_at: datetime | None
    deal_id: int | None
    client_id: int | None
    contact_id: int | None
    project_id: int | None


def understood(text: str) -> tuple[str, int | None]:
    """The words and the minutes of a call as it was typed: '25 min: likes it', 'Likes it, 1 h 15'.

    The length stands first or last; anywhere else it is a part of the words.
    """
    text = text.strip()
    found = _FIRST.match(text) or _LAST.search(text)
    if found is None:
        return text, None
    hours, more, minutes = found["h"], found["hm"], found["m"]
    length = int(minutes) if minutes else round(float(hours.replace(",", ".")) * 60) + int(more or 0)
    rest = f"{text[: found.start()]}{text[found.end() :]}".strip()
    return (rest, length) if 0 < length <= MAX_MINUTES else (text, None)


def length_text(minutes: int) -> str:
    """'25 min', '1 h', '1 h 30 min': as `understood` reads it."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def log(
    store: Store, kind: str, text: str, *, deal_id: int | None = None, client_id: int | None = None, contact_id: int | None = None,
    project_id: int | None = None, minutes: int | None = None, at: datetime | None = None, due_on: date | None = None,
) -> int:  # fmt: skip
    """A new activity; returns its id. `minutes` are of calls and meetings, `due_on` of to-dos, `at` is now unless given.

    Raises UserError for no words (a call or meeting may have minutes alone), for words or minutes beyond measure, for a
    day outside 1900 to 2200, and for a record that is gone.
    """
    about = {"deal": deal_id, "client": client_id, "contact": contact_id, "project": project_id}
    with store.write(f"Add {KINDS[kind]}"):
        values = _checked({"kind": kind, "text": text, "minutes": minutes, "at": at or utc_now(), "due_on": due_on})
        for table in _TABLES:
            _check_there(store, table, about[table])
        if not any(about.values()):
            raise UserError(
                f"This {KINDS[kind]} is about nobody. Open a client, contact, deal or project, and write it there."
            )
        made = records.Activity.create(**values, **about, by=people.me(store).id)
    return int(made.id)


def change(store: Store, activity_id: int, field: str, value: Any) -> None:
    """Change the kind, text, minutes, at (UTC) or due_on of an activity. Raises UserError as `log`."""
    if field not in FIELDS:
        raise ValueError(field)
    rewrite(store, activity_id, **{field: value})


def rewrite(store: Store, activity_id: int, **values: Any) -> None:
    """Change several fields of an activity as one action; fields and refusals are those of `change`."""
    if not values.keys() <= FIELDS:
        raise ValueError(values.keys() - FIELDS)
    with store.write("Edit entry"):
        found = _activity(activity_id)
        now = {field: getattr(found, field) for field in FIELDS}
        for field, value in _checked({**now, **values}).items():
            setattr(found, field, value)
        if found.kind != "todo":
            found.done_at = None
        found.save()


def complete(store: Store, activity_id: int) -> None:
    """A to-do is done, now. Raises UserError for what is no to-do."""
    with store.write("Complete to-do"):
        found = _activity(activity_id)
        if found.kind != "todo":
            raise UserError("Only a to-do can be done. Change this entry into a to-do first.")
        found.done_at = found.done_at or utc_now()
        found.save()


def reopen(store: Store, activity_id: int) -> None:
    """A to-do is not done after all."""
    with store.write("Reopen to-do"):
        found = _activity(activity_id)
        found.done_at = None
        found.save()


def delete(store: Store, activity_id: int) -> None:
    """Take an activity away; Undo brings it back."""
    with store.write("Delete entry"):
        _activity(activity_id).delete_instance()


def complete_step(store: Store, deal_id: int) -> str:
    """The next step of a deal is done: it becomes an activity, and its place is free. Returns its words.

    Raises UserError when the deal is gone or has no next step.
    """
    from app.services import deals

    with store.write("Complete next step"):
        row = store.row("SELECT next_step, next_step_on FROM deal WHERE id = ? AND deleted_at IS NULL", (deal_id,))
        if row is None:
            raise UserError("This deal is gone; somebody deleted it. Undo brings it back.")
        if not row[0].strip():
            raise UserError("This deal has no next step. Write what comes next.")
        due_on = date.fromisoformat(row[1]) if row[1] else None
        complete(store, log(store, "todo", row[0], deal_id=deal_id, due_on=due_on))
        deals.change(store, deal_id, "next_step", "")
        deals.change(store, deal_id, "next_step_on", None)
    return str(row[0])


def plan_step(store: Store, deal_id: int, words: str, day: date | None) -> None:
    """The next step of a deal and its day, as one action. Raises UserError for no words, or when the deal is gone."""
    from app.services import deals

    if not words.strip():
        raise UserError("A next step needs a word. Write what comes next.")
    with store.write("Plan next step"):
        deals.change(store, deal_id, "next_step", words.strip())
        deals.change(store, deal_id, "next_step_on", day)


def one(store: Store, activity_id: int) -> Activity | None:
    """One activity; None when it is gone."""
    row = store.row(
        "SELECT id, kind, text, minutes, at, due_on, done_at, deal_id, client_id, contact_id, project_id FROM activity WHERE id = ?",
        (activity_id,),
    )
    if row is None:
        return None
    due_on = date.fromisoformat(row[5]) if row[5] else None
    done_at = moment_from(row[6]) if row[6] else None
    return Activity._make((*row[:4], moment_from(row[4]), due_on, done_at, *row[7:]))


def open_todos(
    store: Store, *, until: date | None = None, person_id: int | None = None, limit: int = 1_000
) -> list[Todo]:
    """What is still to do, the earliest due first, undated ones last; with `until`, only what is due up to that day."""
    where, params = _open(until, person_id)
    return [
        Todo(
            i, text, date.fromisoformat(due) if due else None, kind, record, about or "", by, letters or "", bool(mine)
        )
        for i, text, due, kind, record, about, by, letters, mine in store.rows(
            "SELECT a.id, a.text, a.due_on, "
            "CASE WHEN d.id THEN 'deal' WHEN p.id THEN 'project' WHEN c.id THEN 'client' WHEN x.id THEN 'contact' ELSE '' END, "
            "coalesce(d.id, p.id, c.id, x.id), "
            "CASE WHEN d.id AND e.id THEN d.title || ', ' || e.name ELSE coalesce(d.title, p.name, c.name, x.name) END, "
            f"a.by_id, o.initials, o.is_me {_OPEN} LEFT JOIN client e ON e.id = d.client_id LEFT JOIN person o ON o.id = a.by_id "
            f"WHERE {where} ORDER BY a.due_on IS NULL, a.due_on, a.id LIMIT :limit",
            {**params, "limit": limit},
        )
    ]


def count_open(store: Store, *, until: date | None = None, person_id: int | None = None) -> int:
    """How many `open_todos` would name without a limit."""
    where, params = _open(until, person_id)
    return int(store.value(f"SELECT count(*) {_OPEN} WHERE {where}", params))


_OPEN: Final = (
    "FROM activity a LEFT JOIN deal d ON d.id = a.deal_id AND d.deleted_at IS NULL "
    "LEFT JOIN project p ON p.id = a.project_id AND p.deleted_at IS NULL "
    "LEFT JOIN client c ON c.id = a.client_id AND c.deleted_at IS NULL "
    "LEFT JOIN contact x ON x.id = a.contact_id AND x.deleted_at IS NULL"
)


def _open(until: date | None, person_id: int | None) -> tuple[str, dict[str, Any]]:
    """What hangs on deleted records alone is in no list."""
    parts = ["a.kind = 'todo' AND a.done_at IS NULL AND coalesce(d.id, p.id, c.id, x.id) IS NOT NULL"]
    if until is not None:
        parts.append("a.due_on <= :until")
    if person_id is not None:
        parts.append("a.by_id = :person")
    return " AND ".join(parts), {"until": until and until.isoformat(), "person": person_id}


def _activity(activity_id: int) -> Any:
    found = records.Activity.get_or_none(records.Activity.id == activity_id)
    if found is None:
        raise UserError(GONE)
    return found


def _check_there(store: Store, table: str, record_id: int | None) -> None:
    if record_id is not None and not store.value(
        f"SELECT 1 FROM {table} WHERE id = ? AND deleted_at IS NULL", (record_id,)
    ):
        raise UserError(f"This {table} is gone; somebody deleted it. Undo brings it back.")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    kind, text, minutes = values["kind"], values["text"].strip(), values["minutes"]
    if kind not in KINDS:
        raise ValueError(kind)
    if kind not in TIMED:
        minutes = None
    if not text and not minutes:
        more = ", or how long it took, such as 25 min" if kind in TIMED else ""
        raise UserError(f"There is nothing in this {KINDS[kind]} yet. Write a word{more}.")
    if "\0" in text:
        raise UserError("This text holds a sign that is none (NUL). Take it out.")
    if len(text) > MAX_TEXT:
        raise UserError(
            f"This {KINDS[kind]} has {len(text):,} characters; {MAX_TEXT:,} at most. Keep the rest in a file."
        )
    if minutes is not None and not 0 < minutes <= MAX_MINUTES:
        raise UserError("A call or meeting lasts from 1 minute to 7 days.")
    due_on = values["due_on"] if kind == "todo" else None
    for day in (due_on, values["at"].date()):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UserError(f"The year {day.year} is outside {FIRST_YEAR} to {LAST_YEAR}, for which Baton plans.")
    return {"kind": kind, "text": text, "minutes": minutes, "at": values["at"], "due_on": due_on}
