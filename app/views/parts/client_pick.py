"""'+ Filter' of clients: what they are, where they are, what is open and was won with them, how long nobody spoke to them."""

from __future__ import annotations

from typing import Final

from app.services import client_list
from app.services.client_list import ClientFilter
from app.views.parts.client_columns import KINDS
from app.views.parts.filter_pick import OWNER, TAG, FilterPick
from app.views.parts.picker import Option

_SILENT: Final = (30, 60, 90, 180)


class ClientPick(FilterPick):
    """See the top of this module."""

    what = (
        Option("kind", "Kind", icon="buildings"),
        OWNER,
        Option("city", "City", icon="map-pin"),
        Option("country", "Country", icon="map-pin"),
        TAG,
        Option("open", "Open amount", icon="currency-circle-dollar"),
        Option("won", "Won amount", icon="trophy"),
        Option("silent", "Not spoken to", icon="clock-counter-clockwise"),
    )
    record = noun = "client"
    flt: ClientFilter

    def ask_kind(self) -> None:
        """Organisations or persons."""
        options = [Option(key, words) for key, words in KINDS.items()]
        self.choose("Kind", options, lambda key: self.narrow(kind=key), self.flt.kind)

    def ask_city(self) -> None:
        """One of the cities there are."""
        self._ask_place("city", "City", "No client has a city yet")

    def ask_country(self) -> None:
        """One of the countries there are."""
        self._ask_place("country", "Country", "No client has a country yet")

    def _ask_place(self, column: str, head: str, none: str) -> None:
        options = [Option(name, name, f"{count:,}") for name, count in client_list.places(self.store, column)]
        self.choose(
            head if options else none, options, lambda name: self.narrow(**{column: name}), getattr(self.flt, column)
        )

    def ask_open(self) -> None:
        """From and to of what is open with them."""
        self.ask_amounts("Open amount", "open")

    def ask_won(self) -> None:
        """From and to of what was won with them."""
        self.ask_amounts("Won amount", "won")

    def ask_silent(self) -> None:
        """For how many days nobody was in touch."""
        options = [Option(days, f"{days} days") for days in _SILENT]
        self.choose("Not spoken to for", options, lambda days: self.narrow(silent_days=days), self.flt.silent_days)
