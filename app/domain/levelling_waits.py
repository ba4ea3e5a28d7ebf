"""Why a task begins when it does: whom it waits for, and what they do until then."""

from __future__ import annotations

from app.domain.free_hours import Beyond
from app.domain.levelling_search import Search, Spans
from app.domain.serial_schedule import Job


class Waits:
    """A finished schedule, with everybody's hours as it leaves them and as they were."""

    def __init__(self, search: Search, spans: Spans) -> None:
        self.search, self.problem, self.spans = search, search.problem, spans
        self.free, self.whole = self.problem.fresh(), self.problem.unasked()
        self._single = all(len(job.pace) < 2 for job in search.jobs)
        self._latest: dict[int, list[int]] = {}
        for position in sorted(range(len(spans)), key=lambda at: -spans[at][1]):
            job = search.jobs[position]
            for resource, _ in job.pace:
                self._latest.setdefault(resource, []).append(position)
            if job.needs:
                self.problem.take(job, spans[position][0], self.free)

    def why(self, position: int) -> tuple[int, int | None, tuple[int, ...]]:
        """(where the job could begin if nobody did anything else, the resource it waits for from then on, if any, and the keys of
        the tasks that have it, the last first)."""
        job, begin = self.search.jobs[position], self.spans[position][0]
        if job.fixed:
            return begin, None, ()
        start, end_from = self.search.bounds(position, self.spans)
        try:
            could = self.problem.forward(job, start, end_from, self.whole)[0]
        except Beyond:
            return begin, None, ()
        if not job.needs or begin <= could:
            return could, None, ()
        resource, busy = self._missing(job, could, begin)
        spans = self.spans
        others = [
            at for at in self._latest[resource] if spans[at][0] < begin and spans[at][1] > could and at != position
        ]
        if busy is not None:
            others = [at for at in others if self._has(at, busy)]
        return could, self.problem.names[resource], tuple(self.problem.tasks[at].key for at in others)

    def _missing(self, job: Job, could: int, begin: int) -> tuple[int, int | None]:
        """The resource that lacks hours last before the job begins, and the days on which it does; None for all of them."""
        width, marks = self.problem.width, self.problem.fields.marks
        window = (1 << begin * width) - (1 << could * width)
        lacking = [(window & (marks ^ self.problem.enough(need, self.free)), -at) for at, need in enumerate(job.needs)]
        days, place = max(lacking, key=lambda each: (each[0].bit_length(), each[1]))
        every = window & (job.team.worked or marks)
        return job.needs[-place].resource, None if days == every and self._single else days

    def _has(self, position: int, busy: int) -> bool:
        """Whether a job is worked on any of some days."""
        job, width = self.search.jobs[position], self.problem.width
        begin, end = (max(0, point) for point in self.spans[position])
        days = busy >> begin * width & (1 << (end - begin) * width) - 1
        if job.needs and job.team.worked:
            days &= job.team.worked >> begin * width
        return days != 0
