"""A chart of lines one below the other, which the keyboard walks line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.views.parts.chart import Chart

if TYPE_CHECKING:
    from app.reports.figures import Hit


class LinesChart(Chart):
    """Left and Right go through a line, the whole of it first and then its parts, and on to the next line."""

    def places(self) -> list[Hit]:
        """What answers, from top to bottom and from left to right."""
        found = self.picture()
        return sorted(found.baton_hits if found else [], key=_place)


def _place(hit: Hit) -> tuple[int, bool, float]:
    box = hit.box
    return round(box.y + box.height / 2), box.x > 0, box.x
