"""The people who sell and deliver; in a solo workspace there is one, and it is 'me'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.base import UserError, moment_text, on_one_line, utc_now
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import public_holidays, settings

if TYPE_CHECKING:
    from app.models.people import Person


class PersonRow(NamedTuple):
    """A person as pickers and avatars show them."""

    id: int
    name: str
    initials: str
    is_me: bool


class Member(NamedTuple):
    """A person with what settings show: minutes of Monday to Sunday, and the holidays of another country."""

    id: int
    name: str
    initials: str
    email: str
    is_me: bool
    week: tuple[int, ...]
    country: str
    region: str
    archived: bool


def everyone(store: Store) -> list[PersonRow]:
    """Everybody who is not archived, me first, then by name."""
    rows = store.rows(
        "SELECT id, name, initials, is_me FROM person WHERE archived_at IS NULL ORDER BY is_me DESC, name COLLATE NOCASE"
    )
    return [PersonRow(i, name, initials, bool(mine)) for i, name, initials, mine in rows]


def me(store: Store) -> PersonRow:
    """The person whose workspace this is."""
    row = store.row("SELECT id, name, initials, is_me FROM person WHERE is_me = 1")
    if row is None:
        raise UserError("This workspace has no 'me'. Choose yourself under People.")
    return PersonRow(row[0], row[1], row[2], True)


def add(store: Store, name: str) -> int:
    """A new person; raises UserError for an empty or taken name."""
    name = _free_name(store, name)
    from app.models.people import Person  # peewee is loaded with the first write

    with store.write("Add person"):
        return int(Person.create(name=name, initials=initials_of(name), week_minutes=_usual_week(store)).id)


def ensure(store: Store, names: Iterable[str]) -> dict[str, int]:
    """The id of every name, case ignored, creating who is missing. Inside `store.write`."""
    names = [name for name in dict.fromkeys(names) if name]
    known = _by_name(store)
    now = moment_text(utc_now())
    missing = list({name.casefold(): name for name in reversed(names) if _key(name, known) not in known}.values())[::-1]
    columns = ("name", "initials", "week_minutes", "created_at")
    week = _usual_week(store) if missing else ""
    store.insert("person", columns, [(name, initials_of(name), week, now) for name in missing])
    if missing:
        known = _by_name(store)
    return {name: known[_key(name, known)] for name in names}


def _by_name(store: Store) -> dict[str, int]:
    """Ids by name, and by name without case."""
    everybody = store.rows("SELECT id, name FROM person ORDER BY id DESC")
    return {name.casefold(): i for i, name in everybody} | {name: i for i, name in everybody}


def _key(name: str, known: dict[str, int]) -> str:
    return name if name in known else name.casefold()


def initials_of(name: str) -> str:
    """Two letters: of the first and last word, or the first two of a single word."""
    words = [word for word in name.split() if word[:1].isalnum()] or name.split()
    if not words:
        return ""
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


def members(store: Store) -> list[Member]:
    """Everybody, me first, then by name, the archived last."""
    return [
        Member(i, name, letters, email, bool(mine), _week(week), country, region, archived is not None)
        for i, name, letters, email, mine, week, country, region, archived in store.rows(
            "SELECT id, name, initials, email, is_me, week_minutes, country, region, archived_at FROM person "
            "ORDER BY archived_at IS NOT NULL, is_me DESC, name COLLATE NOCASE"
        )
    ]


def rename(store: Store, person_id: int, name: str) -> None:
    """Another name; initials that were made of the old one follow. Raises UserError for an empty or taken name."""
    name = _free_name(store, name, but=person_id)
    with store.write("Rename person"):
        person = _person(person_id)
        if person.initials == initials_of(person.name):
            person.initials = initials_of(name)
        person.name = name
        person.save()


def change(store: Store, person_id: int, field: str, value: str) -> None:
    """Change 'initials' or 'email'. Raises UserError for what cannot be one."""
    value = value.strip()
    if field == "initials":
        value = value.upper()
        if not 1 <= len(value) <= 3:
            raise UserError("Initials are one to three letters")
    elif field == "email":
        if value and ("@" not in value.strip("@") or any(sign.isspace() for sign in value)):
            raise UserError("That is no e-mail address")
    else:
        raise ValueError(field)
    with store.write("Change initials" if field == "initials" else "Change e-mail"):
        person = _person(person_id)
        setattr(person, field, value)
        person.save()


def change_week(store: Store, person_id: int, minutes: Sequence[int]) -> None:
    """The minutes that the person works from Monday to Sunday. Raises UserError for a week without a working day."""
    week = Calendar(minutes).minutes
    with store.write("Change working week"):
        person = _person(person_id)
        person.week_minutes = settings.week_text(week)
        person.save()


def spread(week: Sequence[int], total: int) -> tuple[int, ...]:
    """`total` minutes over the days that `week` works, in proportion; what does not divide goes to the first of them.

    Raises UserError for no minutes at all, and for more than 24 hours on a day.
    """
    if total <= 0:
        raise UserError("Somebody who works has at least an hour a week. Archive who has left")
    old = sum(week)
    shares = [day * total // old for day in week]
    for day in [at for at, minutes in enumerate(week) if minutes][: total - sum(shares)]:
        shares[day] += 1
    if max(shares) > 24 * 60:
        raise UserError("A day has 24 hours. Add a working day first")
    return tuple(shares)


def change_place(store: Store, person_id: int, country: str, region: str = "") -> None:
    """The public holidays that count for the person; '' follows the workspace. Raises UserError for an unknown place."""
    public_holidays.known(country, region)
    with store.write("Change public holidays"):
        person = _person(person_id)
        person.country, person.region = country, region if country else ""
        person.save()


def archive(store: Store, person_id: int, heir_id: int | None = None) -> None:
    """Let a person go: no list offers them any more, and `heir_id` takes over what is open. What is done keeps its name.

    Raises UserError for 'me', and when there is open work and nobody takes it.
    """
    from app.services import leaving  # which reads far more than people

    if heir_id == person_id:
        raise UserError("Choose somebody else to take it.")
    leaving.leave(store, person_id, {part.key: heir_id for part in leaving.parts(store, person_id)})


def restore(store: Store, person_id: int) -> None:
    """Bring an archived person back to the lists."""
    with store.write("Restore person"):
        person = _person(person_id)
        person.archived_at = None
        person.save()


def _free_name(store: Store, name: str, but: int | None = None) -> str:
    name = on_one_line(name)
    if not name:
        raise UserError("A person needs a name.")
    twin = store.row("SELECT id, archived_at FROM person WHERE name = ?", (name,))
    if twin is not None and twin[0] != but:
        way = "; restore them instead" if twin[1] else ""
        raise UserError(f"There is {'an archived' if twin[1] else 'a'} person named {name} already{way}.")
    return name


def _person(person_id: int) -> Person:
    from app.models.people import Person

    person: Person | None = Person.get_or_none(Person.id == person_id)
    if person is None:
        raise UserError("This person is gone. Undo brings them back.")
    return person


def _usual_week(store: Store) -> str:
    return settings.week_text(settings.week(store))


def _week(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))
