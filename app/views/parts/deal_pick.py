"""'+ Filter' of deals: when they close, what they are worth, where they stand."""

from __future__ import annotations

from typing import Any, Final

from app.base import today
from app.services import deal_detail
from app.services.deal_filter import PERIODS, DealFilter, period
from app.views.parts.dates import span_words
from app.views.parts.deal_cards import FORECASTS
from app.views.parts.enter_fields import EnterDate, Entering
from app.views.parts.fields import PercentField
from app.views.parts.filter_pick import BETWEEN, CLIENT, OWNER, TAG, FilterPick
from app.views.parts.filter_range import RangePopup
from app.views.parts.filter_words import CLOSES
from app.views.parts.picker import Option

WHAT: Final = (
    Option("closes", "Close date", icon="calendar-blank"),
    Option("amount", "Value", icon="currency-circle-dollar"),
    TAG,
    CLIENT,
    OWNER,
    Option("stage", "Stage", icon="columns"),
    Option("source", "Source", icon="arrow-square-out"),
    Option("probability", "Probability", icon="percent"),
    Option("category", "Forecast category", icon="chart-bar"),
)


class EnterPercent(Entering[int | None], PercentField):
    """A percentage; empty is None."""

    def parse(self, text: str) -> int | None:
        return super().parse(text) if text.strip() else None


class DealPick(FilterPick):
    """See the top of this module."""

    what = WHAT
    record = noun = "deal"
    flt: DealFilter

    def ask_closes(self) -> None:
        """When they close or have closed."""
        now = today()
        options = []
        for key, words in CLOSES.items():
            first, last = period(key, now) if key in PERIODS else (None, None)
            bare = words.removeprefix("Closes ")
            span = span_words(first, last) if first and last else ""
            options.append(Option(key, bare[:1].upper() + bare[1:], span))
        options.append(Option(BETWEEN, "Between two days…"))
        self.choose("Close date", options, self._on_closes, self.flt.closes)

    def _on_closes(self, key: str) -> None:
        if key != BETWEEN:
            self.narrow(closes=key, month="")
            return
        fields = (EnterDate("From", boxed=True), EnterDate("To", boxed=True))
        take = lambda one, two: self.narrow(closes=_span(one, two), month="")  # noqa: E731
        self.show(RangePopup(self.anchor, "Closes", fields, take))

    def ask_amount(self) -> None:
        """From and to of what they are worth."""
        self.ask_amounts("Value", "amount")

    def ask_probability(self) -> None:
        """From and to, in percent."""
        fields = tuple(EnterPercent(name, boxed=True, placeholder="Any") for name in ("From", "To"))
        fields[0].set_value(self.flt.probability_from)
        fields[1].set_value(self.flt.probability_to)
        take = lambda one, two: self.narrow(probability_from=one, probability_to=two)  # noqa: E731
        self.show(RangePopup(self.anchor, "Probability", fields, take))

    def ask_stage(self) -> None:
        """Where they stand; of all pipelines when none is chosen."""
        lines = deal_detail.pipelines(self.store)
        wanted = self.flt.pipeline_id
        options = [
            Option(stage.id, stage.name, "" if len(lines) == 1 or wanted else name)
            for key, name in lines
            if wanted in (None, key)
            for stage in deal_detail.stages(self.store, key)
        ]
        self.choose("Stage", options, lambda key: self.narrow(stage_id=key), self.flt.stage_id)

    def ask_source(self) -> None:
        """Where they came from."""
        options = [Option(key, name) for key, name in deal_detail.sources(self.store)]
        head = "Source" if options else "No deal has a source yet"
        self.choose(head, options, lambda key: self.narrow(source_id=key), self.flt.source_id)

    def ask_category(self) -> None:
        """What is promised of them."""
        options = [*(Option(key, words) for key, words in FORECASTS.items()), Option("closed", "Won")]
        self.choose("Forecast category", options, lambda key: self.narrow(category=key), self.flt.category)


def _span(first: Any, last: Any) -> str:
    return f"{first.isoformat() if first else ''}..{last.isoformat() if last else ''}" if first or last else ""
