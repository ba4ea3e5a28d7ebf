"""What a project may cost in hours and in money, how much of it is burnt, and where it will end.

Burnt hours are all hours logged on the project. Burnt money is its billable hours at the rate that was kept with each entry,
else at the project's own rate; what other currencies cost is converted, and hours without any rate are named, never taken at
0 in silence. Accepted change orders are part of the budget.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.base import day_from, today
from app.domain import budget as rules
from app.domain.budget import Burn
from app.models.store import Store
from app.services import currencies, project_states
from app.services.task_filter import OPEN_KINDS, Kinds

_OPEN = f"p.deleted_at IS NULL AND p.archived_at IS NULL AND p.status IN {project_states.OPEN}"
_THESE = "IN (SELECT value FROM json_each(:ids))"
#: What a change order that was accepted adds to the budget of project `p`, by `what`; the hours a project may take; and the minutes
#: that are logged beyond these.
MORE: Final = (
    "(SELECT ifnull(sum({what}), 0) FROM change_order k WHERE k.project_id = p.id AND k.state = 'accepted' "
    "AND iif(k.currency = '', p.currency, k.currency) = p.currency)"
)
HOURS: Final = f"(p.budget_minutes + {MORE.format(what='k.minutes')})"
OVER_MINUTES: Final = (
    "iif(p.budget_minutes IS NULL, 0, "
    f"max(0, ifnull((SELECT sum(e.minutes) FROM time_entry e WHERE e.project_id = p.id), 0) - {HOURS}))"
)


class ProjectBudget(NamedTuple):
    """The budget of a project: hours in minutes, money in minor units of `currency`.

    `unpriced_minutes` are billable ones without a rate, `unestimated` open tasks that nobody has estimated: neither is in a
    forecast. Of the payments in this currency that come to `asked_minor`, so much is paid, and so much is overdue.
    """

    hours: Burn
    money: Burn
    currency: str
    rate_minor: int | None
    work_percent: int
    unpriced_minutes: int
    unestimated: int
    asked_minor: int = 0
    paid_minor: int = 0
    overdue_minor: int = 0

    @property
    def mark(self) -> int:
        """The highest mark that either of the two has reached."""
        return max(self.hours.mark, self.money.mark)

    @property
    def is_over(self) -> bool:
        """Whether one of the two is overrun, or will be by what is open."""
        return bool(self.hours.over or self.money.over)

    @property
    def has_any(self) -> bool:
        """Whether there is a budget at all."""
        return self.hours.budget is not None or self.money.budget is not None


NOTHING = ProjectBudget(Burn(None, 0, 0), Burn(None, 0, 0), "", None, 0, 0, 0)


class Alarm(NamedTuple):
    """A project whose budget has reached a mark: 50, 80 or 100 percent of its 'hours' or of its 'money'.

    `crossed_on` is the day on which the hours went past it, None for money. `words` say it: '82% of the hours, 60% of the work'.
    """

    project_id: int
    name: str
    kind: str
    mark: int
    percent: int
    work_percent: int
    tone: rules.Tone
    crossed_on: date | None
    words: str


def of(store: Store, ids: Sequence[int]) -> dict[int, ProjectBudget]:
    """The budgets of these projects, by project; also of those that have none, for what is burnt."""
    wanted = {"ids": json.dumps(list(ids))}
    payments = _payments(store, wanted)
    spent = _spent(store, wanted)
    more = _changes(store, wanted)
    found = {}
    for row in store.rows(_FACTS.format(open=Kinds(store).of(*OPEN_KINDS)), wanted):
        project, currency, minor, minutes, rate, logged, planned, done, tasks, ended, ahead, unestimated = row
        burnt, priced, unpriced = spent.get(project, (0, 0, 0))
        more_minor, more_minutes = more.get((project, currency), (0, 0))
        hours = Burn(None if minutes is None else minutes + more_minutes, logged, ahead)
        money = Burn(
            None if minor is None else minor + more_minor,
            burnt,
            rules.ahead_money(burnt, priced, rate, ahead),
        )
        work = rules.work_percent(done, planned, ended, tasks)
        asked = payments.get((project, currency), (0, 0, 0))
        found[project] = ProjectBudget(hours, money, currency, rate, work, unpriced, unestimated, *asked)
    return found


def alarms(store: Store, on: date | None = None) -> list[Alarm]:
    """Every budget of an open project that has reached a mark, the most burnt first; hours and money are told apart.

    A project appears at most twice, with the highest mark of each. `on` leaves out hours that were logged later.
    """
    ids = store.ids(
        f"SELECT p.id FROM project p WHERE {_OPEN} AND (p.budget_minutes IS NOT NULL OR p.budget_minor IS NOT NULL)"
    )
    names = dict(store.rows(f"SELECT id, name FROM project WHERE id {_THESE}", {"ids": json.dumps(ids)}))
    found = []
    for project, own in of(store, ids).items():
        for kind, burn in (("hours", own.hours), ("money", own.money)):
            burnt = burn.percent
            if burnt is not None and burn.mark:
                said = rules.words(burnt, "hours" if kind == "hours" else "budget", own.work_percent)
                tone = rules.tone(burn, own.work_percent)
                alarm = Alarm(project, names[project], kind, burn.mark, burnt, own.work_percent, tone, None, said)
                found.append((burn.budget or 0, alarm))
    crossed = _crossed(store, [(each.project_id, budget * each.mark) for budget, each in found if each.kind == "hours"])
    told = [
        alarm._replace(crossed_on=crossed.get(alarm.project_id)) if alarm.kind == "hours" else alarm
        for _, alarm in found
    ]
    if on is not None:
        told = [alarm for alarm in told if alarm.crossed_on is None or alarm.crossed_on <= on]
    return sorted(told, key=lambda alarm: (-alarm.percent, alarm.name.casefold(), alarm.kind))


_FACTS = """
WITH wanted AS (SELECT value AS id FROM json_each(:ids)),
each AS (SELECT t.project_id AS project, t.estimate_minutes AS planned, s.kind = 'done' AS done, t.status_id IN {open} AS open,
    iif(t.status_id IN {open}, max(0, ifnull(t.estimate_minutes, 0) - ifnull((SELECT sum(e.minutes) FROM time_entry e
    WHERE e.task_id = t.id), 0)), 0) AS ahead FROM wanted w CROSS JOIN task t ON t.project_id = w.id JOIN status s ON
    s.id = t.status_id WHERE t.deleted_at IS NULL AND s.kind <> 'cancelled'),
sums AS (SELECT project, ifnull(sum(planned), 0) AS planned, ifnull(sum(planned * done), 0) AS finished, count(*) AS tasks,
    sum(done) AS done, sum(ahead) AS ahead, sum(open AND planned IS NULL) AS unestimated FROM each GROUP BY 1)
SELECT p.id, p.currency, p.budget_minor, p.budget_minutes, p.rate_minor, (SELECT ifnull(sum(e.minutes), 0) FROM time_entry e
    WHERE e.project_id = p.id), ifnull(u.planned, 0), ifnull(u.finished, 0), ifnull(u.tasks, 0), ifnull(u.done, 0),
    ifnull(u.ahead, 0), ifnull(u.unestimated, 0)
FROM wanted w CROSS JOIN project p ON p.id = w.id LEFT JOIN sums u ON u.project = p.id
"""


def _spent(store: Store, wanted: dict[str, str]) -> dict[int, tuple[int, int, int]]:
    """By project: minor units of its currency that billable hours are worth, the minutes in it, the minutes without a rate."""
    rates = currencies.rates(store)
    found: dict[int, tuple[int, int, int]] = {}
    for project, home, rate, currency, minutes in store.rows(
        "SELECT p.id, p.currency, ifnull(e.rate_minor, p.rate_minor), iif(e.rate_minor IS NULL OR e.currency = '', p.currency, "
        "e.currency), sum(e.minutes) FROM json_each(:ids) j CROSS JOIN time_entry e ON e.project_id = j.value "
        "JOIN project p ON p.id = e.project_id WHERE e.billable = 1 AND e.minutes > 0 GROUP BY 1, 3, 4",
        wanted,
    ):
        minor, priced, unpriced = found.get(project, (0, 0, 0))
        worth = None if rate is None else rules.money(minutes, rate)
        if worth is not None and currency != home:
            worth = rates.to_home(worth, currency) if home == rates.home else None
        if worth is None:
            found[project] = (minor, priced, unpriced + minutes)
        else:
            found[project] = (minor + worth, priced + minutes, unpriced)
    return found


def _changes(store: Store, wanted: dict[str, str]) -> dict[tuple[int, str], tuple[int, int]]:
    """What accepted change orders add, by project and currency: minor units, minutes."""
    return {
        (project, currency): (minor, minutes)
        for project, currency, minor, minutes in store.rows(
            "SELECT c.project_id, iif(c.currency = '', p.currency, c.currency), ifnull(sum(c.amount_minor), 0), "
            "ifnull(sum(c.minutes), 0) FROM change_order c JOIN project p ON p.id = c.project_id "
            f"WHERE c.state = 'accepted' AND c.project_id {_THESE} GROUP BY 1, 2",
            wanted,
        )
    }


def _payments(store: Store, wanted: dict[str, str]) -> dict[tuple[int, str], tuple[int, int, int]]:
    """What the payments of each project come to, by its currency: all of them, those that were paid, those that are overdue."""
    return {
        (project, currency): (asked, paid, overdue)
        for project, currency, asked, paid, overdue in store.rows(
            "SELECT y.project_id, y.currency, sum(y.amount_minor), sum(iif(y.paid_on IS NULL, 0, y.amount_minor)), "
            "sum(iif(y.paid_on IS NULL AND ifnull(m.due_on, y.due_on) < :today, y.amount_minor, 0)) FROM payment y "
            f"LEFT JOIN milestone m ON m.id = y.milestone_id WHERE y.project_id {_THESE} GROUP BY 1, 2",
            {**wanted, "today": today().isoformat()},
        )
    }


def _crossed(store: Store, marks: Iterable[tuple[int, int]]) -> dict[int, date]:
    """The day on which each project's hours reached a hundredth of the number beside it."""
    limits = dict(marks)
    found: dict[int, date] = {}
    for project, day, minutes in store.rows(
        "SELECT project_id, on_date, sum(sum(minutes)) OVER (PARTITION BY project_id ORDER BY on_date) FROM time_entry "
        f"WHERE project_id {_THESE} AND minutes > 0 GROUP BY 1, 2 ORDER BY 1, 2",
        {"ids": json.dumps(list(limits))},
    ):
        reached = day_from(day)
        if project not in found and reached is not None and 100 * minutes >= limits[project]:
            found[project] = reached
    return found
