"""'+ Filter' of accounts and of renewals: how a client stands, whose it is, how long nobody spoke to it, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.services.account_filter import AccountFilter
from app.services.renewal_list import RenewalFilter
from app.views.parts.account_filters import RECURS
from app.views.parts.filter_pick import OWNER, FilterPick
from app.views.parts.picker import Option
from app.views.parts.renewal_words import HEALTH

_SILENT: Final = (14, 30, 60, 90, 180)
_DUE: Final = (30, 60, 90, 180, 365)
_DUE_WITHIN: Final = Option("due", "Renewal due within", icon="calendar-blank")


class RenewalPick(FilterPick):
    """What renewals are narrowed by."""

    what: Sequence[Option] = (_DUE_WITHIN, OWNER)
    flt: RenewalFilter | AccountFilter

    def ask_due(self) -> None:
        """Within how many days it is due."""
        self.choose("Renewal due within", _days(_DUE), lambda days: self.narrow(due_in=days), self.flt.due_in)


class AccountPick(RenewalPick):
    """What accounts are narrowed by."""

    what = (
        Option("health", "Health", icon="warning-circle"),
        OWNER,
        Option("silent", "Not spoken to for", icon="clock-counter-clockwise"),
        _DUE_WITHIN,
        Option("recurs", RECURS, icon="repeat"),
    )
    flt: AccountFilter

    def ask_health(self) -> None:
        """How they stand."""
        options = [Option(level, HEALTH[level]) for level in reversed(HEALTH)]
        self.choose("Health", options, lambda level: self.narrow(level=level), self.flt.level)

    def ask_silent(self) -> None:
        """For how many days nobody was in touch."""
        self.choose("Not spoken to for", _days(_SILENT), lambda days: self.narrow(silent_for=days), self.flt.silent_for)

    def ask_recurs(self) -> None:
        """Those of whom something recurs."""
        self.narrow(recurs=True)


def _days(choices: tuple[int, ...]) -> list[Option]:
    return [Option(days, f"{days} days") for days in choices]
