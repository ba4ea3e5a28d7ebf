"""The plans of several projects from one reading: the tasks and links of all, and what else they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.schedule import Link, Plan
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import plan_reads
from app.services.plan_facts import Own, PlanRow, bound, plan_of


class Network:
    """The tasks and links of several projects, and what else they wait for, so that each is planned with all it hangs on."""

    def __init__(
        self, store: Store, wanted: Sequence[int], tasks: dict[int, PlanRow], links: Sequence[Link], now: date
    ) -> None:
        others = {row.id: row for row in plan_reads.upstream(store, wanted)}
        self.tasks, self.now = {**tasks, **others}, now
        if others:
            links = plan_reads.links_among(store, list(self.tasks.values()))
        links = bound(self.tasks.values(), links)
        self._inner: dict[int | None, list[Link]] = {}
        self._hangs: set[int | None] = set()
        for link in links:
            home = self.tasks[link.successor].project_id
            self._inner.setdefault(home, []).append(link)
            if self.tasks[link.predecessor].project_id != home:
                self._hangs.add(home)
        self._before = plan_reads.by_successor(links) if self._hangs else {}
        self._firsts = (
            plan_reads.first_days(store, {row.project_id for row in self.tasks.values()}, now) if self._hangs else {}
        )

    def around(self, project: int) -> tuple[list[PlanRow], list[Link]]:
        """The tasks of other projects on which a project hangs, and all links of its plan."""
        if project in self._hangs:
            return plan_reads.around(project, self.tasks, self._before)
        return [], self._inner.get(project, [])

    def plan(
        self,
        project: int,
        rows: Sequence[PlanRow],
        calendar: Calendar,
        first: date,
        promised: date | None,
        own: Own,
    ) -> Plan:
        """The plan of one project. Raises CycleError."""
        outside, links = self.around(project)
        return plan_of(
            rows, links, calendar, self.now, start=first, finish=promised, own=own, outside=outside, firsts=self._firsts
        )
