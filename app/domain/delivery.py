"""Delivery figures: kept due days, cycle time, throughput, age of work, estimates, and when a project finishes.

Percentiles, not averages; sums first, then shares. Days are working days, the first and the last included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from app.domain.pipeline import Rate, share
from app.domain.workdays import Calendar

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

ENOUGH_WEEKS: Final = 10
"""Under so many whole weeks of history no finish is forecast."""
HISTORY_WEEKS: Final = 26
"""At most so many of the latest weeks are resampled: older ones tell little about how the work goes now."""
HORIZON: Final = 520
"""What takes more weeks than this has no date that would mean anything."""
FUTURES: Final = 10_000
_BLOCK: Final = 26


class Finished(NamedTuple):
    """A finished task. `due_on` is the due day as it stood when the task was finished, `first_due_on` the first one it
    had, `estimate` the first estimate; minutes, None where there is none.
    """

    task_id: int
    project_id: int | None
    person_id: int | None
    done_on: date
    due_on: date | None
    first_due_on: date | None
    started_on: date | None
    estimate: int | None
    logged: int


# --- kept due days ------------------------------------------------------------------------------------------


class OnTime(NamedTuple):
    """Of `n` finished tasks with a due day, `kept` were finished by it; `late` names the others, the latest finish first.

    `rate` has its Wilson interval and is None without tasks. `undated` had no due day and are in no rate.
    """

    kept: int
    n: int
    rate: Rate | None
    late: tuple[int, ...]
    undated: int


def on_time(finished: Iterable[Finished], calendar: Calendar, *, first: bool = False) -> OnTime:
    """How many were finished by their due day, or with `first` by the first due day that they ever had.

    As everywhere, days off make nothing late: what was due on Friday is on time until Sunday.
    """
    kept = undated = 0
    late = []
    worked: dict[date, date] = {}
    for task in finished:
        due, done = task.first_due_on if first else task.due_on, task.done_on
        if due is None:
            undated += 1
            continue
        if done not in worked:
            worked[done] = calendar.on_or_before(done)
        if due >= worked[done]:
            kept += 1
        else:
            late.append((done, task.task_id))
    late.sort(reverse=True)
    n = kept + len(late)
    return OnTime(kept, n, share(kept, n), tuple(task for _, task in late), undated)


# --- cycle time ---------------------------------------------------------------------------------------------


class CycleTime(NamedTuple):
    """Working days from the start of work to the finish. Half, 85 % and 95 % of the tasks took at most so many.

    `days` holds (days, task) of all, the quickest first; `no_start` tasks were finished without ever being begun.
    """

    p50: int | None
    p85: int | None
    p95: int | None
    days: tuple[tuple[int, int], ...]
    no_start: int

    @property
    def n(self) -> int:
        """How many tasks it is about."""
        return len(self.days)


def cycle_days(started_on: date, done_on: date, calendar: Calendar) -> int:
    """Working days from start to finish, both included; the same day is 1, and so is work on days off alone."""
    return max(1, calendar.between(started_on, done_on))


def cycle_time(finished: Iterable[Finished], calendar: Calendar) -> CycleTime:
    """The percentiles over all tasks that were begun."""
    days, no_start = [], 0
    spans: dict[tuple[date, date], int] = {}  # most tasks share theirs with others
    for task in finished:
        if task.started_on is None:
            no_start += 1
            continue
        span = task.started_on, task.done_on
        if span not in spans:
            spans[span] = cycle_days(*span, calendar)
        days.append((spans[span], task.task_id))
    days.sort()
    only = [number for number, _ in days]
    return CycleTime(percentile(only, 50), percentile(only, 85), percentile(only, 95), tuple(days), no_start)


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile of values in ascending order: a value that occurred. None of nothing."""
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


# --- throughput ---------------------------------------------------------------------------------------------


class Week(NamedTuple):
    """How many tasks were finished in the week of a Monday; `whole` when it has ended."""

    monday: date
    done: int
    whole: bool


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def throughput(done_days: Iterable[date], first: date, today: date) -> tuple[Week, ...]:
    """Every week from that of `first` to the present one, weeks of nothing included."""
    counts: Counter[date] = Counter()
    for day, number in Counter(done_days).items():
        if day <= today:
            counts[monday_of(day)] += number
    found, monday, now = [], monday_of(first), monday_of(today)
    while monday <= now:
        found.append(Week(monday, counts[monday], monday < now))
        monday += timedelta(days=7)
    return tuple(found)


def middle_week(weeks: Iterable[Week]) -> float | None:
    """The median of the whole weeks; None when none has ended."""
    done = [week.done for week in weeks if week.whole]
    return float(median(done)) if done else None


# --- estimates ----------------------------------------------------------------------------------------------


class Accuracy(NamedTuple):
    """Hours logged against hours first estimated: the median of the tasks' ratios, over `n` tasks; minutes are sums."""

    key: int | None
    n: int
    ratio: float
    estimated: int
    logged: int
    tasks: tuple[int, ...]


def accuracy(finished: Iterable[Finished], by: str = "") -> tuple[Accuracy, ...]:
    """One for each 'person_id' or 'project_id', or one for all; those with most tasks first.

    Tasks without an estimate or without logged time tell nothing and are left out.
    """
    groups: dict[int | None, list[Finished]] = {}
    for task in finished:
        if task.estimate and task.logged > 0:
            groups.setdefault(getattr(task, by) if by else None, []).append(task)
    found = [
        Accuracy(
            key,
            len(tasks),
            float(median(task.logged / (task.estimate or 1) for task in tasks)),
            sum(task.estimate or 0 for task in tasks),
            sum(task.logged for task in tasks),
            tuple(task.task_id for task in tasks),
        )
        for key, tasks in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.n, one.key is None, one.key)))


# --- when it finishes ---------------------------------------------------------------------------------------


class Finish(NamedTuple):
    """The days by which everything open is finished in 50 % and in 85 % of the futures.

    `weeks` whole weeks of history were known. Both days are None where the forecast is refused: too little history
    (see `ENOUGH_WEEKS`), nothing finished in all that time, or more than ten years away.
    """

    left: int
    weeks: int
    finished: int
    p50: date | None
    p85: date | None

    @property
    def enough(self) -> bool:
        """Whether the history is long enough to tell."""
        return self.weeks >= ENOUGH_WEEKS


class Futures:
    """Random weeks, drawn once for a seed and shared by all forecasts, so that these can be compared."""

    def __init__(self, count: int = FUTURES, seed: int = 1) -> None:
        self.count = count
        self._seed = seed
        self._blocks: list[NDArray[numpy.float32]] = []

    def block(self, number: int) -> NDArray[numpy.float32]:
        """The draws from 0 to 1 for so many weeks at a time: one row for each future."""
        import numpy

        while len(self._blocks) <= number:
            rng = numpy.random.default_rng([self._seed, len(self._blocks)])
            self._blocks.append(rng.random((self.count, _BLOCK), dtype=numpy.float32))
        return self._blocks[number]


def finish(
    history: Sequence[int], left: int, calendar: Calendar, today: date, futures: Futures | None = None
) -> Finish:  # fmt: skip
    """Resample the whole weeks of `history`, oldest first, weeks of zero included, until `left` tasks are finished.

    The first week to come begins today. Work that will be added is not foreseen.
    """
    weeks = history[-HISTORY_WEEKS:]
    done = sum(weeks)
    if not left:
        return Finish(0, len(history), done, today, today)
    if len(history) < ENOUGH_WEEKS or not done:
        return Finish(left, len(history), done, None, None)
    needed = _weeks_needed(weeks, left, futures or Futures())
    p50, p85 = (percentile(needed, percent) for percent in (50, 85))
    return Finish(left, len(history), done, _end(p50, calendar, today), _end(p85, calendar, today))


def _weeks_needed(history: Sequence[int], left: int, futures: Futures) -> Sequence[int]:
    """For each future the number of weeks until so much is finished, in ascending order; HORIZON + 1 for never."""
    import numpy

    counts = numpy.asarray(history, numpy.int64)
    needed = numpy.full(futures.count, HORIZON + 1, numpy.int64)
    so_far = numpy.zeros(futures.count, numpy.int64)
    for number in range(HORIZON // _BLOCK):
        chosen = (futures.block(number) * len(counts)).astype(numpy.int64)
        sums = so_far[:, None] + numpy.cumsum(counts[numpy.minimum(chosen, len(counts) - 1)], axis=1)
        reached = sums >= left
        newly = reached[:, -1] & (needed > HORIZON)
        needed[newly] = number * _BLOCK + 1 + numpy.argmax(reached[newly], axis=1)
        so_far = sums[:, -1]
        if (needed <= HORIZON).all():
            break
    return [int(weeks) for weeks in numpy.sort(needed)]


def _end(weeks: int | None, calendar: Calendar, today: date) -> date | None:
    """The last working day of the n-th week from today on."""
    if weeks is None or weeks > HORIZON:
        return None
    return max(today, calendar.on_or_before(today + timedelta(days=7 * weeks - 1)))


def history_weeks(done_days: Iterable[date], begun_on: date | None, today: date) -> list[int]:
    """Finished tasks in each whole week since the one in which the work began; nothing before it began."""
    if begun_on is None or begun_on > today:
        return []
    return [week.done for week in throughput(done_days, begun_on, today) if week.whole]
