"""The workspace's own settings, and the working calendars that follow from them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from app.base import UserError, today
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import public_holidays

NO_WORKING_DAY = (
    "No day of the week is worked, so nothing can be planned. Choose at least one in the settings, under Working days."
)
DEFAULT_WEEK = (480, 480, 480, 480, 480, 0, 0)
PAPERS = ("a4", "us-letter")


class Off(NamedTuple):
    """Days off beside the public holidays, both ends included; of everybody when `person_id` is None."""

    id: int
    starts_on: date
    ends_on: date
    name: str
    person_id: int | None
    person: str


def get(store: Store, key: str, default: Any = None) -> Any:
    """The value kept under `key`, or `default`."""
    text = store.value("SELECT value FROM setting WHERE key = ?", (key,))
    return default if text is None else json.loads(text)


def put(store: Store, key: str, value: Any, label: str = "Change settings") -> None:
    """Keep `value` (anything JSON holds) under `key`."""
    with store.write(label):
        store.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )


def home_currency(store: Store) -> str:
    """The ISO 4217 code in which sums are shown."""
    return str(get(store, "home_currency", "EUR"))


def calendar(store: Store, person_id: int | None = None) -> Calendar:
    """The working days of the workspace, or of one person as `own_calendars` has them.

    A week without a working day, which only a file changed elsewhere can have, is shown as the usual one; what plans
    asks `planning` instead.
    """
    shared = _shared(_kept(store))
    return shared if person_id is None else own_calendars(store, shared, person_id).get(person_id, shared)


def calendars(store: Store, *only: int) -> tuple[Calendar, dict[int, Calendar]]:
    """`calendar` and `own_calendars` in three queries, for what is read at every key and drop."""
    kept = _kept(store)
    shared = _shared(kept)
    return shared, _own(store, shared, kept, only)


def own_calendars(store: Store, shared: Calendar, *only: int) -> dict[int, Calendar]:
    """The working days of everybody, or of a few: their own week, the public holidays of their own country where they have
    one, else those of the workspace, their own days off and those of all. Whoever works as all do has `shared` itself.

    These are the days on which a person's tasks are planned, and the hours that these take; lags are counted by `shared`.
    """
    return _own(store, shared, _kept(store), only)


def planning(store: Store) -> Calendar:
    """The working days of the workspace, to plan with. Raises UserError when no day of the week is worked."""
    if not any(get(store, "week_minutes", DEFAULT_WEEK)):
        raise UserError(NO_WORKING_DAY)
    return calendar(store)


def week(store: Store) -> tuple[int, ...]:
    """The minutes of work from Monday to Sunday."""
    return tuple(int(minutes) for minutes in get(store, "week_minutes", DEFAULT_WEEK))


def change_week(store: Store, minutes: Sequence[int]) -> None:
    """Change the minutes of Monday to Sunday; whoever worked the old week goes with it, others keep their own.

    Raises UserError for a week without a working day.
    """
    old, new = week(store), Calendar(minutes).minutes
    with store.write("Change working week"):
        put(store, "week_minutes", new)
        store.execute("UPDATE person SET week_minutes = ? WHERE week_minutes = ?", (week_text(new), week_text(old)))


def week_text(minutes: Sequence[int]) -> str:
    """A week as a person's row keeps it: '480,480,480,480,480,0,0'."""
    return ",".join(str(day) for day in minutes)


def place(store: Store) -> tuple[str, str]:
    """The country and the region whose public holidays count; empty for none."""
    return str(get(store, "country", "")), str(get(store, "region", ""))


def change_place(store: Store, country: str, region: str = "") -> None:
    """Take the public holidays of another place, or none for ''. Raises UserError for a place that is not known."""
    public_holidays.known(country, region)
    with store.write("Change public holidays"):
        put(store, "country", country)
        put(store, "region", region if country else "")


def rename_business(store: Store, name: str) -> None:
    """The name that reports carry."""
    put(store, "business_name", name.strip(), "Change business name")


def choose_paper(store: Store, paper: str) -> None:
    """'a4' or 'us-letter', for reports. Raises UserError for any other."""
    if paper not in PAPERS:
        raise UserError(f"{paper} is no paper that Baton knows. Choose A4 or US letter.")
    put(store, "paper", paper, "Choose paper")


def days_off(store: Store) -> list[Off]:
    """The days off that are to come, the next ones first, then those that have passed, the last ones first."""
    found = [
        Off(i, date.fromisoformat(first), date.fromisoformat(last), name, person, who or "")
        for i, first, last, name, person, who in store.rows(
            "SELECT d.id, d.starts_on, d.ends_on, d.name, d.person_id, p.name FROM day_off d "
            "LEFT JOIN person p ON p.id = d.person_id ORDER BY d.starts_on, d.id"
        )
    ]
    now = today()
    return [off for off in found if off.ends_on >= now] + [off for off in reversed(found) if off.ends_on < now]


def add_day_off(store: Store, starts_on: date, ends_on: date, name: str = "", person_id: int | None = None) -> int:
    """Days off for everybody or one person, both ends included; returns the id. Raises UserError for ends that cross."""
    _check_range(starts_on, ends_on)
    from app.models.people import DayOff

    with store.write("Add days off"):
        return int(DayOff.create(starts_on=starts_on, ends_on=ends_on, name=name.strip(), person=person_id).id)


def change_day_off(store: Store, off_id: int, field: str, value: Any) -> None:
    """Change 'name', 'starts_on', 'ends_on' or 'person' (an id). Raises UserError for ends that cross."""
    if field not in ("name", "starts_on", "ends_on", "person"):
        raise ValueError(field)
    from app.models.people import DayOff

    with store.write("Change days off"):
        off = DayOff.get_or_none(DayOff.id == off_id)
        if off is None:
            raise UserError("These days off are gone. Undo brings them back.")
        setattr(off, field, value.strip() if field == "name" else value)
        _check_range(off.starts_on, off.ends_on)
        off.save()


def remove_day_off(store: Store, off_id: int) -> None:
    """Work on these days again."""
    with store.write("Remove days off"):
        store.execute("DELETE FROM day_off WHERE id = ?", (off_id,))


def _check_range(first: date, last: date) -> None:
    if last < first:
        raise UserError("The last day off lies before the first.")
    if (last - first).days > 366:
        raise UserError("That is more than a year off. Check the last day.")


class _Kept(NamedTuple):
    """What calendars are made of: the week of the workspace, its place, and days off by person (of all under None)."""

    week: tuple[int, ...]
    place: tuple[str, str]
    off: dict[int | None, set[date]]


def _kept(store: Store) -> _Kept:
    found = store.rows("SELECT key, value FROM setting WHERE key IN ('week_minutes', 'country', 'region')")
    said = {key: json.loads(value) for key, value in found}
    minutes = tuple(int(day) for day in said.get("week_minutes", DEFAULT_WEEK))
    return _Kept(minutes, (str(said.get("country", "")), str(said.get("region", ""))), _days_off(store))


def _shared(kept: _Kept) -> Calendar:
    off = kept.off.get(None, set()) | public_holidays.known(*kept.place).keys()
    return _made(kept.week if any(kept.week) else DEFAULT_WEEK, frozenset(off))


def _own(store: Store, shared: Calendar, kept: _Kept, only: Collection[int]) -> dict[int, Calendar]:
    common, found = kept.off.get(None, set()), {}
    for person, week_, country, region in store.rows("SELECT id, week_minutes, country, region FROM person"):
        if only and person not in only:
            continue
        minutes = tuple(int(part) for part in week_.split(","))
        minutes = minutes if any(minutes) else shared.minutes
        where = (country, region) if country else kept.place
        if minutes == shared.minutes and where == kept.place and person not in kept.off:
            found[person] = shared
        else:
            off = common | kept.off.get(person, set()) | public_holidays.known(*where).keys()
            found[person] = _made(minutes, frozenset(off))
    return found


@lru_cache(maxsize=256)
def _made(minutes: tuple[int, ...], off: frozenset[date]) -> Calendar:
    """Calendars are asked for at every key and drop; with the holidays of twenty years one takes a third of a millisecond
    to make, and nothing changes it."""
    return Calendar(minutes, off)


def _days_off(store: Store) -> dict[int | None, set[date]]:
    """Days off by person; those of everybody under None."""
    days: dict[int | None, set[date]] = {}
    for person, first, last in store.rows("SELECT person_id, starts_on, ends_on FROM day_off"):
        days.setdefault(person, set()).update(_span(first, last))
    return days


@lru_cache(maxsize=1_024)
def _span(first: str, last: str) -> frozenset[date]:
    """Every day from the first to the last, which are ISO text; who has left for good may be off for a century."""
    day = date.fromisoformat(first)
    return frozenset(day + timedelta(days=n) for n in range((date.fromisoformat(last) - day).days + 1))
