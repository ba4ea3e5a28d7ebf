"""What the page 'Numbers' reads, in one go and in any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.models.store import Store
from app.services import deal_detail, people, win_loss
from app.services.win_loss import Asked, Numbers

if TYPE_CHECKING:
    from app.reports.palette import Palette


class Told(NamedTuple):
    """The figures, and what they can be narrowed to: `pipelines` are (id, name), `people` (id, name, whether it is me)."""

    numbers: Numbers
    pipelines: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str, bool], ...]


def read(store: Store, asked: Asked) -> Told:
    """All the page shows."""
    staff = tuple((person.id, person.name, person.is_me) for person in people.everyone(store))
    return Told(win_loss.read(store, asked), tuple(deal_detail.pipelines(store)), staff)


def figure(numbers: Numbers, topic: str, palette: Palette, size: tuple[int, int], dpi: float) -> Any:
    """The chart of a topic; called in the chart's thread, where what draws is imported."""
    if topic == "rate":
        from app.reports.win_loss_figure import win_rate_figure

        return win_rate_figure(numbers, palette, size, dpi)
    from app.reports import win_loss_bars

    make: win_loss_bars.Maker = getattr(win_loss_bars, f"{topic}_figure")
    return make(numbers, palette, size, dpi)
