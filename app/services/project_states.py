"""Which projects are open and which run: said once, for every list, sum and plan."""

from __future__ import annotations

from typing import Final

#: Neither done nor cancelled.
OPEN_STATUSES: Final = ("planned", "active", "on_hold")
#: Open and not on hold: of these a finish is to be expected.
RUNNING_STATUSES: Final = ("planned", "active")
#: The same for SQL: `p.status IN {OPEN}`.
OPEN: Final = str(OPEN_STATUSES)
RUNNING: Final = str(RUNNING_STATUSES)
