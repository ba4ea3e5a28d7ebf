"""The days that were said while selling, beside those that are possible in the plan.

Said are the delivery of the whole, the days named by promises and by sold lines, and the day on which the deal was to close:
until then nobody expected the work to begin.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from app.domain import promises
from app.domain.handoff import HandoffPlan, SoldLine

Kind = Literal["finish", "promise", "line", "start"]


class SaidDay(NamedTuple):
    """A day that was said: for the 'finish', by a 'promise' or a 'line' in these words, or for the 'start'. `possible` is None
    while nothing in the plan has a date for it; `tasks` are those that it is about."""

    kind: Kind
    words: str
    said: date
    possible: date | None
    tasks: tuple[int, ...] = ()


def said_days(plan: HandoffPlan, lines: Iterable[SoldLine] = (), close: date | None = None) -> list[SaidDay]:
    """Every day that was said, in the order finish, promises, lines, start; `close` is when the deal was expected to close.

    Of a promise that is declined or deferred nothing is expected any more.
    """
    found = [SaidDay("finish", "", plan.finish, plan.last_day)] if plan.finish is not None else []
    tasks = {task.key: task for task in plan.included}
    for promise in plan.promises or ():
        if promise.named_on is not None and promise.outcome in ("open", "task"):
            task = tasks.get(promise.task_key or 0)
            keys = (task.key,) if task is not None else ()
            found.append(SaidDay("promise", promise.text, promise.named_on, task and task.finish, keys))
    for line in lines:
        if line.due_on is not None:
            mine = [task for task in plan.included if task.sold_line == line.id]
            last = max((task.finish for task in mine if task.finish), default=None)
            words = line.title.partition("\n")[0].strip()
            found.append(SaidDay("line", words, line.due_on, last, tuple(task.key for task in mine)))
    if close is not None:
        found.append(SaidDay("start", "", close, plan.first_day))
    return found


def by_task(found: Iterable[SaidDay]) -> dict[int, date]:
    """The earliest day that was said for each task."""
    said: dict[int, date] = {}
    for each in found:
        for key in each.tasks:
            said[key] = min(each.said, said.get(key, each.said))
    return said


def named_by(text: str, told_on: date) -> date | None:
    """The earliest day by which a sold line is to be there, as its words say ('live by 14 May'), reckoned from `told_on`;
    None where it sets no limit: a day that is merely mentioned is none."""
    limits = [found.due_on for found in promises.find(text, told_on) if found.due_on and "limits" in found.why]
    return min(limits, default=None)
