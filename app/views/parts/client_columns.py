"""Clients as rows of a list: every column there is, what each says, what edits it, and how groups read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.domain import reach
from app.domain.money import format_money, to_major
from app.services import channels, clients, people
from app.services.channels import OWN
from app.services.client_list import ListRow
from app.services.listing import CUSTOM, SortKey
from app.views.parts.arrangement import Arrangement
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.dates import short_text
from app.views.parts.field import Field
from app.views.parts.fields import TextField
from app.views.parts.group_rows import Told
from app.views.parts.picker import Option
from app.views.parts.rows import Col, Tone

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.custom_fields import Field as CustomField
    from app.services.listing import Part

KINDS: Final = {"organisation": "Organisation", "person": "Person"}
USUAL: Final = Arrangement(
    ("name", "city", "contacts", "open_deals", "open", "won_deals", "won", "projects"), (SortKey("name"),)
)
GROUPINGS: Final = (
    ("owner", "Owner"), ("kind", "Kind"), ("city", "City"), ("country", "Country"), ("tags", "Tag"),
)  # fmt: skip
_NONE: Final = {"owner": "Nobody", "city": "No city", "country": "No country", "tags": "No tag"}
_FIGURES: Final = "This follows from its deals, projects and contacts. Open the client to change them."


class Look(NamedTuple):
    """What columns need to know beside the row."""

    home: str
    fields: tuple[CustomField, ...] = ()


def columns(look: Look) -> list[Col[ListRow]]:
    """Every column, those that are shown as a rule in front."""
    from app.views.parts import custom_columns

    return [
        Col("name", "Name", lambda row: row.row.name, sort_key="name", tooltip=lambda row: row.row.name),
        _words("city", "City", lambda row: row.row.city, 140),
        _number("contacts", "Contacts", lambda row: row.row.contacts, 84, 900),
        _number("open_deals", "Open deals", lambda row: row.row.open_deals, 96),
        _money("open", "Open amount", lambda row: row.row.open_minor, look.home),
        _number("won_deals", "Won", lambda row: row.row.won_deals, 64, 760),
        _money("won", "Won amount", lambda row: row.row.won_minor, look.home),
        _number("projects", "Projects", lambda row: row.row.projects, 84, 840),
        _words("kind", "Kind", lambda row: KINDS.get(row.row.kind, ""), 110),
        Col(
            "owner", "Owner", lambda row: row.row.owner_initials, width=76,
            tone=lambda row: "accent" if row.more.owner_is_me else "plain", tooltip=lambda row: row.more.owner,
            sort_key="owner", avatar=True, value=lambda row: row.more.owner,
        ),
        _words("tags", "Tags", lambda row: ", ".join(tag.name for tag in row.tags), 130),
        _words("email", "E-mail", lambda row: row.row.email, 180),
        _words("phone", "Telephone", lambda row: row.row.phone, 130),
        _words("website", "Website", lambda row: reach.shown("url", row.more.website), 150),
        _words("postcode", "Postcode", lambda row: row.more.postcode, 84),
        _words("country", "Country", lambda row: row.row.country, 110),
        _day("contacted", "Last contact", lambda row: row.more.contacted_on),
        _day("created", "Entered", lambda row: row.more.created_on),
        *custom_columns.columns(look.fields),
    ]  # fmt: skip


def _second(row: ListRow) -> Tone:  # noqa: ARG001 - every row
    return "second"


def _words(key: str, title: str, text: Callable[[ListRow], str], width: int) -> Col[ListRow]:
    return Col(key, title, text, width=width, tone=_second, sort_key=key)


def _number(key: str, title: str, count: Callable[[ListRow], int], width: int, gives_way: int = 0) -> Col[ListRow]:
    def text(row: ListRow) -> str:
        return f"{count(row):,}" if count(row) else ""

    return Col(key, title, text, "right", width, sort_key=key, value=count, gives_way=gives_way)


def _money(key: str, title: str, minor: Callable[[ListRow], int], home: str) -> Col[ListRow]:
    def text(row: ListRow) -> str:
        return format_money(minor(row), home, cents=False) if minor(row) else ""

    return Col(
        key, title, text, "right", 112, sort_key=key, value=lambda row: to_major(minor(row), home), unit=lambda _: home,
    )  # fmt: skip


def _day(key: str, title: str, day: Callable[[ListRow], Any]) -> Col[ListRow]:
    def text(row: ListRow) -> str:
        found = day(row)
        return short_text(found) if found else ""

    return Col(key, title, text, "right", 104, tone=_second, sort_key=key, value=day)


def describe(look: Look, by: str, part: Part) -> Told:
    """A group in words: what is open and what was won with its clients, and how many deals are in no sum."""
    from app.views.parts import custom_columns

    sums = {key: format_money(part.sums[key], look.home, cents=False) for key in ("open", "won") if part.sums.get(key)}
    if by.startswith(CUSTOM):
        words = custom_columns.words(look.fields, by, part.key)
    else:
        words = KINDS.get(part.key, part.name) if part.key else _NONE.get(by, "Nothing")
    note = f"{part.unconverted:,} deals without a rate" if part.unconverted else ""
    return Told(words, sums, {key: f"{key} {text}" for key, text in sums.items()}, note)


class ClientCells:
    """Makes the field for a cell: `edit(key, row)`; a sentence says why not, None that the cell is not edited in place."""

    def __init__(self, store: Store, go: Callable[[str, int], object]) -> None:
        self._store, self._go = store, go

    def edit(self, key: str, row: ListRow) -> Field[Any] | str | None:
        """The field with the value of this cell."""
        if key.startswith(CUSTOM):
            from app.views.parts import custom_cells

            return custom_cells.field(self._store, key, row.id, row.custom, row.links, self._go)
        change = partial(clients.change, self._store, row.id)
        if key == "name":
            return _with(TextField("Name", partial(change, "name"), required=True), row.row.name)
        if key in ("city", "postcode", "country"):
            value = row.more.postcode if key == "postcode" else getattr(row.row, key)
            return _with(TextField(key.capitalize(), partial(change, key)), value)
        if key in ("email", "phone", "website"):
            kind, value = ("url", row.more.website) if key == "website" else (key, getattr(row.row, key))
            commit = partial(channels.change, self._store, "client", row.id, kind, OWN)
            return _with(TextField(reach.KINDS[kind], commit), value)
        if key == "kind":
            return _with(ChoiceField("Kind", tuple(KINDS.items()), partial(change, "kind")), row.row.kind)
        if key == "owner":
            staff = [Option(each.id, each.name, mine=each.is_me) for each in people.everyone(self._store)]
            return _with(PersonField("Owner", staff, partial(change, "owner_id")), row.more.owner_id)
        return self._tags(row) if key == "tags" else _FIGURES

    def _tags(self, row: ListRow) -> Field[Any]:
        from app.services import tags

        field = TextField("Tags", lambda typed: tags.replace(self._store, "client", row.id, tags.split(typed)))
        return _with(field, ", ".join(tag.name for tag in row.tags))


def _with(field: Field[Any], value: Any) -> Field[Any]:
    field.set_value(value)
    return field
