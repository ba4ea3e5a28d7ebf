"""A day and a time of day in columns of their own, as most time trackers write them: together they are when work began or ended."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from app.exchange import mapping
from app.exchange.files import Table
from app.exchange.values import is_blank, parse_text

_BEGAN: Final = ("start time", "started at", "time started", "start", "started", "begin time", "begin", "from", "time from", "clock in")  # fmt: skip
_ENDED: Final = ("end time", "ended at", "time ended", "stop time", "finish time", "end", "ended", "stop", "finish", "to", "until", "time to", "clock out")  # fmt: skip
_FIRST_DAY: Final = ("start date", "started on", "begin date", "date", "day", "spent date", "work date", "entry date", "on")  # fmt: skip
_LAST_DAY: Final = ("end date", "stop date", "finish date", "ended on")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?:[:.](\d{2}))?)?\s*([ap]\.?m\.?)?", re.IGNORECASE | re.ASCII)
_MIDNIGHT = re.compile(r"[T\s]+00:00(?::00)?$")
_NEXT_DAY: Final = "+1d"  # as `parse_moment` reads it


def joined(table: Table, kind: str, stated: Collection[str] = ()) -> Table:
    """The table of hours with columns 'Started' and 'Ended' in place of days and times of day; else as it is.

    Without a day of its own an end lies on the day of the beginning, or where it is earlier there, on the next one. Where
    somebody has `stated` what one of these columns is, the days are taken alone.
    """
    if kind != "time":
        return table
    day = _headed(table, _FIRST_DAY, clock=False)
    began, ended = _headed(table, _BEGAN, clock=True), _headed(table, _ENDED, clock=True)
    if day is None or (began is None and ended is None):
        return table
    last = _headed(table, _LAST_DAY, clock=False) if ended is not None else None
    used = [place for place in (day, began, last, ended) if place is not None]
    said = set(map(mapping.plain_header, stated))
    if said & {mapping.plain_header(table.headers[place]) for place in used}:
        return _without(
            table,
            [at for at in (began, ended) if at is not None and mapping.plain_header(table.headers[at]) not in said],
        )
    headers, rows = _made(table, used, [_row(cells, day, began, last, ended) for cells in table.rows])
    return table._replace(
        headers=headers, rows=rows, notes=(*table.notes, _note(table.headers, day, began, last, ended))
    )


def _without(table: Table, clocks: Sequence[int]) -> Table:
    """The table without these times of day, which are no moments by themselves."""
    if not clocks:
        return table
    kept = [place for place in range(len(table.headers)) if place not in clocks]
    names = " and ".join(f"“{table.headers[place]}”" for place in clocks)
    note = f"{names} {'is' if len(clocks) == 1 else 'are'} left out: a time of day says nothing without its day."
    rows = [tuple(cells[place] for place in kept) for cells in table.rows]
    return table._replace(headers=tuple(table.headers[place] for place in kept), rows=rows, notes=(*table.notes, note))


def _made(table: Table, used: Sequence[int], moments: Sequence[tuple[Any, Any]]) -> tuple[tuple[str, ...], list[Any]]:
    """The other columns with the two new ones before them."""
    kept = [place for place in range(len(table.headers)) if place not in used]
    taken = {table.headers[place] for place in kept}
    names = tuple(name if name not in taken else f"{name} at" for name in ("Started", "Ended"))
    rows = [(*both, *(cells[place] for place in kept)) for both, cells in zip(moments, table.rows, strict=True)]
    return (*names, *(table.headers[place] for place in kept)), rows


def _headed(table: Table, names: Sequence[str], *, clock: bool) -> int | None:
    """The column of the best of these names that holds times of day, or else does not."""
    places = {mapping.plain_header(header): place for place, header in reversed(list(enumerate(table.headers)))}
    for name in names:
        place = places.get(mapping.plain_header(name))
        if (
            place is not None
            and _tells_clocks(table, place) == clock
            and not (clock is False and _tells_moments(table, place))
        ):
            return place
    return None


def _tells_clocks(table: Table, place: int) -> bool:
    """Whether most of what stands in a column are times of day."""
    cells = [row[place] for row in table.rows if not is_blank(row[place])]
    return 2 * sum(_clock(cell) is not None for cell in cells) > len(cells)


def _tells_moments(table: Table, place: int) -> bool:
    """Whether its days have a time of day already."""
    return any(":" in _day(row[place]) for row in table.rows)


def _row(cells: Sequence[Any], day: int, began: int | None, last: int | None, ended: int | None) -> tuple[Any, Any]:
    first = _day(cells[day])
    start = None if began is None or is_blank(cells[began]) else _clock(cells[began])
    begins = _moment(first, None if began is None else cells[began])
    if ended is None or is_blank(cells[ended]):
        return begins, None
    own = "" if last is None else _day(cells[last])
    stop = _clock(cells[ended])
    ends = _moment(own or first, cells[ended])
    over = not own and stop is not None and (stop == time() if start is None else stop < start)
    return begins, f"{ends} {_NEXT_DAY}" if over else ends


def _moment(day: str, clock: Any) -> str | None:
    """Day and time of day as one text; what is no time of day stays in it, and is refused there."""
    if is_blank(clock):
        return day or None
    told = _clock(clock)
    return f"{day} {parse_text(clock) if told is None else told.isoformat()}".strip()


def _day(cell: Any) -> str:
    """A day as text, without the midnight that a spreadsheet or a program puts behind it."""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.isoformat()
    return "" if is_blank(cell) else _MIDNIGHT.sub("", parse_text(cell).replace("\0", ""))


def _clock(cell: Any) -> time | None:
    """A time of day: 9:05, 17.30, '9:05 pm', '9 am', 24:00 as midnight, a spreadsheet's time; None for everything else."""
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return (datetime(2000, 1, 1) + cell).time().replace(microsecond=0)  # noqa: DTZ001
    if isinstance(cell, datetime) and cell.year < 1901:  # the day zero of spreadsheets
        return cell.time().replace(microsecond=0)
    found = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None or not (found[2] or found[4]):
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    elif (hour, minute, second) == (24, 0, 0):
        hour = 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _note(headers: Sequence[str], day: int, began: int | None, last: int | None, ended: int | None) -> str:
    def both(first: int, then: int) -> str:
        return f"“{headers[first]}” and “{headers[then]}”"

    parts = [] if began is None else [f"{both(day, began)} say when work began"]
    if ended is not None:
        parts.append(
            f"{both(day if last is None else last, ended)} when it ended"
            if parts
            else f"{both(day, ended)} say when it ended"
        )
    return ", ".join(parts) + "."
