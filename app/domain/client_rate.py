"""What a client really pays per hour, the hours of selling included."""

from __future__ import annotations

from typing import NamedTuple


class Paid(NamedTuple):
    """What came in and what went into it: money in minor units of the home currency, work in minutes.

    `selling` minutes were logged on deals, `delivering` ones on projects and tasks, `other` ones on the client itself.
    """

    revenue_minor: int
    expenses_minor: int
    selling: int
    delivering: int
    other: int

    @property
    def minutes(self) -> int:
        """All hours that were logged for them."""
        return self.selling + self.delivering + self.other

    @property
    def per_hour_minor(self) -> int | None:
        """(revenue - direct expenses) / all hours, rounded half away from zero; None while nothing is logged or nothing came in.

        Source: 'effective hourly rate' as agencies use it; hours of selling count, or a client that takes a year to win looks
        as good as one that calls.
        """
        if self.minutes <= 0 or (not self.revenue_minor and not self.expenses_minor):
            return None
        left = self.revenue_minor - self.expenses_minor
        rounded = (2 * 60 * abs(left) + self.minutes) // (2 * self.minutes)
        return rounded if left >= 0 else -rounded
