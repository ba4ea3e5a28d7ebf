"""How wide the columns of the plan's table are: figures keep their size, titles and the timeline share what is left."""

from __future__ import annotations

from typing import Final

from app.views.handoff.plan_rows import Column
from app.views.theme import px

STRIP: Final = 220
_FIXED: Final = {Column.SOLD: 76, Column.OWNER: 176, Column.HOURS: 60}
_TASK: Final = 240
_TASK_LEAST: Final = 168
_STRIP_LEAST: Final = 120
_SOLD_MOST: Final = 120  # where the table is wide enough
_STRIP_GIVES: Final = 50  # of the timeline's width to that
_CRAMPED: Final = 880  # below it 'Sold as' gives its room to the titles
_PIN: Final = 10  # beside a start that the user set


def widths(room: int, dates: int, said: int) -> dict[Column, int]:
    """The width of each column in pixels, 0 for one that is hidden, in a table `room` wide; a date needs `dates`, a day that
    was said `said` (0: none was)."""
    found = {column: px(width) for column, width in _FIXED.items()}
    found |= {Column.START: dates + px(_PIN), Column.FINISH: dates, Column.SAID: said}
    cramped = room - said < px(_CRAMPED)
    if cramped:
        found[Column.SOLD] = 0
    strip = px(STRIP)
    spare = room - sum(found.values()) - px(_TASK) - strip
    wider = 0 if cramped else max(0, min(spare + px(_STRIP_GIVES), px(_SOLD_MOST) - found[Column.SOLD]))
    found[Column.SOLD] += wider
    strip, spare = strip - max(0, wider - max(0, spare)), spare - min(wider, max(0, spare))
    if spare >= 0:
        found[Column.TASK], found[Column.STRIP] = px(_TASK) + spare // 3, strip + spare - spare // 3
    else:
        found[Column.TASK] = max(px(_TASK_LEAST), px(_TASK) + spare)
        found[Column.STRIP] = max(px(_STRIP_LEAST), room - sum(found.values()))
    return found
