"""'+ Filter' of deals: first what to narrow by, then the value; both lists are found by typing.

pick = FilterPick(store, chip, flt, quick, narrow)
pick.open()                    `narrow(**fields)` is called once, or never when one leaves
`quick` are (key, words, count) of the chips that have no room in the toolbar.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.base import today
from app.services import clients, custom_fields, deal_detail, people, settings
from app.services.custom_sql import Asked
from app.services.deal_filter import PERIODS, DealFilter, period
from app.views.parts.custom_values import TypedField
from app.views.parts.deal_cards import FORECASTS
from app.views.parts.enter_fields import EnterAmount, EnterDate, Entering, EnterText
from app.views.parts.fields import PercentField
from app.views.parts.filter_range import RangePopup
from app.views.parts.filter_words import CLOSES, span_words
from app.views.parts.picker import Option, Picker
from app.views.parts.popup import Popup
from app.views.parts.tags_field import tag_options

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.custom_fields import Field

WHAT: Final = (
    Option("closes", "Close date", icon="calendar-blank"),
    Option("amount", "Value", icon="currency-circle-dollar"),
    Option("tag", "Tag", icon="tag"),
    Option("client", "Client", icon="buildings"),
    Option("owner", "Owner", icon="user"),
    Option("stage", "Stage", icon="columns"),
    Option("source", "Source", icon="arrow-square-out"),
    Option("probability", "Probability", icon="percent"),
    Option("category", "Forecast category", icon="chart-bar"),
)
_KIND_ICONS: Final = {
    "text": "text-t", "number": "hash", "money": "currency-circle-dollar", "date": "calendar-blank", "choice": "list-bullets",
    "yes_no": "check-square", "link": "link",
}  # fmt: skip
_BETWEEN: Final = "between"


class EnterPercent(Entering[int | None], PercentField):
    """A percentage; empty is None."""

    def parse(self, text: str) -> int | None:
        return super().parse(text) if text.strip() else None


class EnterTyped(Entering[str], TypedField):
    """A number or an amount of a custom field."""


class FilterPick:
    """See the top of this module. `popup` is what is open now."""

    def __init__(
        self, store: Store, anchor: QWidget, flt: DealFilter, quick: Sequence[tuple[str, str, int]],
        narrow: Callable[..., object], clear: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        self._store, self._anchor, self._filter = store, anchor, flt
        self._quick, self._narrow, self._clear = quick, narrow, clear
        self._fields = {field.id: field for field in custom_fields.fields(store, "deal")}
        self.popup: Popup | None = None

    def open(self) -> None:
        """Ask what to narrow by."""
        options = list(WHAT)
        options += [Option(key, field.name, icon=_KIND_ICONS[field.kind]) for key, field in self._fields.items()]
        options += [
            Option(f"chip {key}", words, f"{count:,}", icon="funnel-simple") for key, words, count in self._quick
        ]
        if self._clear is not None:
            options.append(Option("clear", "Show everything", icon="x"))
        self._choose("", options, self._on_what)

    def _choose(
        self, head: str, options: Sequence[Option], chosen: Callable[[Any], object], current: Hashable = None
    ) -> None:
        # on the next turn: the list that was chosen from is still closing
        picker = Picker(
            self._anchor, options, lambda option: QTimer.singleShot(0, self._anchor, lambda: chosen(option.key)),
            head=head, current=current, width=260,
        )  # fmt: skip
        self._show(picker)

    def _show(self, popup: Popup) -> None:
        self.popup = popup
        popup.open_at(self._anchor)

    def _on_what(self, what: Hashable) -> None:
        if isinstance(what, int):
            self._ask_field(self._fields[what])
        elif what == "clear" and self._clear is not None:
            self._clear()
        elif str(what).startswith("chip "):
            self._narrow(chip=str(what).removeprefix("chip "))
        else:
            getattr(self, f"_ask_{what}")()

    # --- what a deal has itself -------------------------------------------------------------------------------------

    def _ask_closes(self) -> None:
        now = today()
        options = []
        for key, words in CLOSES.items():
            first, last = period(key, now) if key in PERIODS else (None, None)
            bare = words.removeprefix("Closes ")
            span = span_words(first, last) if first and last else ""
            options.append(Option(key, bare[:1].upper() + bare[1:], span))
        options.append(Option(_BETWEEN, "Between two days…"))
        self._choose("Close date", options, self._on_closes, self._filter.closes)

    def _on_closes(self, key: str) -> None:
        if key != _BETWEEN:
            self._narrow(closes=key, month="")
            return
        fields = (EnterDate("From", boxed=True), EnterDate("To", boxed=True))
        self._show(
            RangePopup(self._anchor, "Closes", fields, lambda one, two: self._narrow(closes=_span(one, two), month=""))
        )

    def _ask_amount(self) -> None:
        home = settings.home_currency(self._store)
        fields = tuple(EnterAmount(name, currency=home, boxed=True, placeholder="Any") for name in ("From", "To"))
        fields[0].set_value(self._filter.amount_from)
        fields[1].set_value(self._filter.amount_to)
        head = f"Value in {home}"
        self._show(
            RangePopup(self._anchor, head, fields, lambda one, two: self._narrow(amount_from=one, amount_to=two))
        )

    def _ask_probability(self) -> None:
        fields = tuple(EnterPercent(name, boxed=True, placeholder="Any") for name in ("From", "To"))
        fields[0].set_value(self._filter.probability_from)
        fields[1].set_value(self._filter.probability_to)
        take = lambda one, two: self._narrow(probability_from=one, probability_to=two)  # noqa: E731
        self._show(RangePopup(self._anchor, "Probability", fields, take))

    def _ask_tag(self) -> None:
        options = tag_options(self._store, frozenset(self._filter.tag_ids))
        self._choose(
            "Tag" if options else "No tags yet; add them to a deal", options,
            lambda tag: self._narrow(tag_ids=(*self._filter.tag_ids, tag)),
        )  # fmt: skip

    def _ask_client(self) -> None:
        options = [Option(key, name) for key, name in clients.names(self._store)]
        self._choose("Client", options, lambda key: self._narrow(client_id=key), self._filter.client_id)

    def _ask_owner(self) -> None:
        options = [Option(each.id, each.name, person=True, mine=each.is_me) for each in people.everyone(self._store)]
        self._choose("Owner", options, lambda key: self._narrow(owner_id=key), self._filter.owner_id)

    def _ask_stage(self) -> None:
        lines = deal_detail.pipelines(self._store)
        wanted = self._filter.pipeline_id
        options = [
            Option(stage.id, stage.name, "" if len(lines) == 1 or wanted else name)
            for key, name in lines
            if wanted in (None, key)
            for stage in deal_detail.stages(self._store, key)
        ]
        self._choose("Stage", options, lambda key: self._narrow(stage_id=key), self._filter.stage_id)

    def _ask_source(self) -> None:
        options = [Option(key, name) for key, name in deal_detail.sources(self._store)]
        head = "Source" if options else "No deal has a source yet"
        self._choose(head, options, lambda key: self._narrow(source_id=key), self._filter.source_id)

    def _ask_category(self) -> None:
        options = [*(Option(key, words) for key, words in FORECASTS.items()), Option("closed", "Won")]
        self._choose("Forecast category", options, lambda key: self._narrow(category=key), self._filter.category)

    # --- fields of the user's own ------------------------------------------------------------------------------------

    def _ask_field(self, field: Field) -> None:
        words = [("1", "Yes"), ("0", "No")] if field.kind == "yes_no" else [(word, word) for word in field.options]
        options = [Option(("is", key), text) for key, text in words] if field.kind in ("choice", "yes_no") else []
        if field.kind in ("number", "money", "date"):
            options.append(Option((_BETWEEN, ""), "Between…"))
        elif field.kind in ("text", "link"):
            options.append(Option(("has", ""), "Holds the words…"))
        options += [Option(("any", ""), "Filled"), Option(("none", ""), "Empty")]
        self._choose(field.name, options, lambda key: self._on_field(field, *key))

    def _on_field(self, field: Field, test: str, value: str) -> None:
        if test == _BETWEEN and field.kind == "date":
            days = (EnterDate("From", boxed=True), EnterDate("To", boxed=True))
            take = lambda one, two: self._put(field, ("from", one and one.isoformat()), ("to", two and two.isoformat()))  # noqa: E731
            self._show(RangePopup(self._anchor, field.name, days, take))
        elif test == _BETWEEN:
            figures = (self._figure(field, "From"), self._figure(field, "To"))
            self._show(
                RangePopup(
                    self._anchor, field.name, figures, lambda one, two: self._put(field, ("from", one), ("to", two))
                )
            )
        elif test == "has":
            line = EnterText("Holds", boxed=True)
            line.set_value("")
            self._show(RangePopup(self._anchor, field.name, (line,), lambda words: self._put(field, ("has", words))))
        else:
            self._put(field, (test, value))

    @staticmethod
    def _figure(field: Field, name: str) -> EnterTyped:
        made = EnterTyped(field._replace(name=name), lambda _: None)
        made.boxed, made.placeholder = True, "Any"
        return made

    def _put(self, field: Field, *tests: tuple[str, str | None]) -> None:
        """Another condition on a field takes the place of the one before."""
        kept = tuple(each for each in self._filter.custom if each.field_id != field.id)
        fresh = tuple(Asked(field.id, test, value or "") for test, value in tests if value or test in ("any", "none"))
        self._narrow(custom=(*kept, *fresh))


def _span(first: Any, last: Any) -> str:
    return f"{first.isoformat() if first else ''}..{last.isoformat() if last else ''}" if first or last else ""
