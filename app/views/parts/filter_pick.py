"""'+ Filter' of a list: first what to narrow by, then the value; both lists are found by typing.

pick = DealPick(store, chip, flt, quick, narrow, clear)
pick.open()                    `narrow(**fields)` is called once, or never when one leaves
A list's own pick says in `what` by what its records can be narrowed and answers each key with a method `ask_<key>`; those that
several lists have stand here, the fields of one's own among them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.services import custom_fields, people, settings
from app.services.custom_sql import Asked
from app.views.parts.client_field import client_options
from app.views.parts.custom_values import TypedField
from app.views.parts.enter_fields import EnterAmount, EnterDate, Entering, EnterText
from app.views.parts.filter_range import RangePopup
from app.views.parts.picker import Option, Picker
from app.views.parts.popup import Popup
from app.views.parts.tags_field import tag_options

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.custom_fields import Field

TAG: Final = Option("tag", "Tag", icon="tag")
CLIENT: Final = Option("client", "Client", icon="buildings")
OWNER: Final = Option("owner", "Owner", icon="user")
BETWEEN: Final = "between"
_KIND_ICONS: Final = {
    "text": "text-t", "number": "hash", "money": "currency-circle-dollar", "date": "calendar-blank", "choice": "list-bullets",
    "yes_no": "check-square", "link": "link",
}  # fmt: skip


class Quick(NamedTuple):
    """A chip without room in the toolbar: its words, how many records it would leave, and what chooses it."""

    key: str
    words: str
    number: int
    choose: Callable[[], object]


class EnterTyped(Entering[str], TypedField):
    """A number or an amount of a custom field."""


class FilterPick:
    """See the top of this module. `popup` is what is open now; `record` the kind of record whose own fields are asked."""

    what: Sequence[Option] = ()
    record = ""
    noun = ""
    flt: Any

    def __init__(
        self, store: Store, anchor: QWidget, flt: Any, quick: Sequence[Quick], narrow: Callable[..., object],
        clear: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        self.store, self.anchor, self.flt, self.narrow = store, anchor, flt, narrow
        self._quick, self._clear = {each.key: each for each in quick}, clear
        self._fields = {field.id: field for field in custom_fields.fields(store, self.record)} if self.record else {}
        self.popup: Popup | None = None

    def open(self) -> None:
        """Ask what to narrow by."""
        options = list(self.what)
        options += [Option(key, field.name, icon=_KIND_ICONS[field.kind]) for key, field in self._fields.items()]
        options += [
            Option(each.key, each.words, f"{each.number:,}", icon="funnel-simple") for each in self._quick.values()
        ]
        if self._clear is not None:
            options.append(Option("clear", "Show everything", icon="x"))
        self.choose("", options, self._on_what)

    def choose(
        self, head: str, options: Sequence[Option] | Callable[[str], Sequence[Option]], chosen: Callable[[Any], object],
        current: Hashable = None,
    ) -> None:  # fmt: skip
        """Ask for one of `options`; `chosen(key)` is called on the next turn, since the list is still closing."""
        self.show(
            Picker(
                self.anchor, options, lambda option: QTimer.singleShot(0, self.anchor, lambda: chosen(option.key)),
                head=head, current=current, width=260,
            )
        )  # fmt: skip

    def show(self, popup: Popup) -> None:
        """Open this below the chip."""
        self.popup = popup
        popup.open_at(self.anchor)

    def _on_what(self, what: Hashable) -> None:
        if isinstance(what, int):
            self._ask_field(self._fields[what])
        elif what == "clear" and self._clear is not None:
            self._clear()
        elif what in self._quick:
            self._quick[str(what)].choose()
        else:
            getattr(self, f"ask_{what}")()

    # --- what several lists have ------------------------------------------------------------------------------------

    def ask_tag(self) -> None:
        """Which tag as well."""
        options = tag_options(self.store, frozenset(self.flt.tag_ids))
        self.choose(
            "Tag" if options else f"No tags yet; add them to a {self.noun}", options,
            lambda tag: self.narrow(tag_ids=(*self.flt.tag_ids, tag)),
        )  # fmt: skip

    def ask_client(self) -> None:
        """Whose."""
        find = partial(client_options, self.store, current=self.flt.client_id)
        self.choose("Client", find, lambda key: self.narrow(client_id=key), self.flt.client_id)

    def ask_owner(self) -> None:
        """Whose work, or nobody's."""
        options = [Option(each.id, each.name, person=True, mine=each.is_me) for each in people.everyone(self.store)]
        options.append(Option(0, "Nobody", icon="user"))
        self.choose("Owner", options, lambda key: self.narrow(owner_id=key), self.flt.owner_id)

    def ask_amounts(self, head: str, name: str) -> None:
        """From and to in the home currency, for the fields `name`_from and `name`_to."""
        home, ends = settings.home_currency(self.store), (f"{name}_from", f"{name}_to")
        fields = tuple(EnterAmount(word, currency=home, boxed=True, placeholder="Any") for word in ("From", "To"))
        for field, end in zip(fields, ends, strict=True):
            field.set_value(getattr(self.flt, end))
        take = lambda one, two: self.narrow(**dict(zip(ends, (one, two), strict=True)))  # noqa: E731
        self.show(RangePopup(self.anchor, f"{head} in {home}", fields, take))

    # --- fields of the user's own ------------------------------------------------------------------------------------

    def _ask_field(self, field: Field) -> None:
        words = [("1", "Yes"), ("0", "No")] if field.kind == "yes_no" else [(word, word) for word in field.options]
        options = [Option(("is", key), text) for key, text in words] if field.kind in ("choice", "yes_no") else []
        if field.kind in ("number", "money", "date"):
            options.append(Option((BETWEEN, ""), "Between…"))
        elif field.kind in ("text", "link"):
            options.append(Option(("has", ""), "Holds the words…"))
        options += [Option(("any", ""), "Filled"), Option(("none", ""), "Empty")]
        self.choose(field.name, options, lambda key: self._on_field(field, *key))

    def _on_field(self, field: Field, test: str, value: str) -> None:
        known = {each.test: each.value for each in self.flt.custom if each.field_id == field.id}
        if test == BETWEEN and field.kind == "date":
            days = (EnterDate("From", boxed=True), EnterDate("To", boxed=True))
            for day, end in zip(days, ("from", "to"), strict=True):
                day.set_value(_day(known.get(end, "")))
            take = lambda one, two: self._put(field, ("from", one and one.isoformat()), ("to", two and two.isoformat()))  # noqa: E731
            self.show(RangePopup(self.anchor, field.name, days, take))
        elif test == BETWEEN:
            figures = (self._figure(field, "From"), self._figure(field, "To"))
            for figure, end in zip(figures, ("from", "to"), strict=True):
                figure.set_value(known.get(end, ""))
            both = lambda one, two: self._put(field, ("from", one), ("to", two))  # noqa: E731
            self.show(RangePopup(self.anchor, field.name, figures, both))
        elif test == "has":
            line = EnterText("Holds", boxed=True)
            line.set_value(known.get("has", ""))
            self.show(RangePopup(self.anchor, field.name, (line,), lambda words: self._put(field, ("has", words))))
        else:
            self._put(field, (test, value))

    @staticmethod
    def _figure(field: Field, name: str) -> EnterTyped:
        made = EnterTyped(field._replace(name=name), lambda _: None)
        made.boxed, made.placeholder = True, "Any"
        return made

    def _put(self, field: Field, *tests: tuple[str, str | None]) -> None:
        """Another condition on a field takes the place of the one before."""
        kept = tuple(each for each in self.flt.custom if each.field_id != field.id)
        fresh = tuple(Asked(field.id, test, value or "") for test, value in tests if value or test in ("any", "none"))
        self.narrow(custom=(*kept, *fresh))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
