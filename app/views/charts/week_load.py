"""When a week has more work than hours."""

from __future__ import annotations

from app.domain.capacity import Week

HALF = 0.5


def load(week: Week) -> int:
    """Minutes of work expected in the week: committed, and that of deals times their probability."""
    return week.committed_minutes + week.expected_minutes


def is_breaking(week: Week) -> bool:
    """More work than hours is expected, or more likely than not."""
    return load(week) > week.available_minutes or week.overload_probability >= HALF
