"""A levelled plan made and checked as with a paper calendar: a day at a time, every day's hours summed again.

It shares no code with the planner; it is slow, and only there to be compared with it.
"""

from datetime import timedelta

from tests.domain.plan_by_days import ByDays, holds

DAY = timedelta(days=1)


class LevelByDays:
    """`demands` and `capacities` as `level` takes them; `taken` is what is promised elsewhere."""

    def __init__(self, tasks, links, shared, own, demands, capacities, taken):
        self.tasks = {task.key: task for task in tasks}
        self.links = links
        self.shared = shared
        self.demands = demands
        self.capacities = capacities
        self.taken = taken
        self.paper = ByDays(tasks, links, shared, own)

    def open_free(self, resource, day):
        """What of a day is not promised elsewhere."""
        return max(0, self.capacities[resource](day) - self.taken.get(resource, {}).get(day, 0))

    def worked(self, task, morning, free):
        """(what is taken of whom and when, the morning on which it is over); None where there are fewer hours than that."""
        needs = {need.resource: need.per_day for need in self.demands[task.key]}
        rest = {resource: pace * task.duration for resource, pace in needs.items()}
        if task.minutes:
            rest[self.demands[task.key][0].resource] = task.minutes
        day, left, taken = morning, task.duration, {}
        if not all(self.capacities[resource](day) for resource in needs):
            return None
        while left > 0 or any(rest.values()):
            if all(self.capacities[resource](day) for resource in needs):
                left -= 1
                for resource, pace in needs.items():
                    amount = min(pace, rest[resource], self.capacities[resource](day))
                    if amount > free(resource, day):
                        return None
                    rest[resource] -= amount
                    taken[resource, day] = amount
            day += DAY
        return taken, day

    def place(self, task, at, start, free):
        """(first morning, the one on which it is over, what it takes) of a task, where what it waits for stands in `at`."""
        needy = task.key in self.demands and task.duration
        morning = max(start, task.not_before or start) if needy else self.paper.earliest(task, start)
        while True:
            found = self._fits(task, morning, free, needy)
            if found and self.allowed(task, found[:2], at):
                return found
            morning += DAY

    def _fits(self, task, morning, free, needy):
        if needy:
            done = self.worked(task, morning, free)
            return done and (morning, done[1], done[0])
        if task.duration and not self.paper.calendar(task).is_working(morning):
            return None
        return (*self.paper.moments(task, morning), {})

    def allowed(self, task, span, at):
        """Whether the links of a task hold with it there."""
        return all(
            holds(self.shared, link, self.tasks[link.predecessor], task, at[link.predecessor], span)
            for link in self.links
            if link.successor == task.key and link.predecessor in at
        )

    def serial(self, order, start):
        """The mornings of all tasks placed in this order, predecessors first."""
        at, used = {}, {}
        for key in order:
            free = lambda resource, day: self.open_free(resource, day) - used.get((resource, day), 0)  # noqa: E731
            *span, taken = self.place(self.tasks[key], at, start, free)
            at[key] = tuple(span)
            for place, amount in taken.items():
                used[place] = used.get(place, 0) + amount
        return at

    def stands(self, found, start):
        """The mornings of the tasks of a levelled plan, milestones as early as their links let them."""
        at = {}
        for key, task in self.tasks.items():  # keys stand in the order of the links
            placed = found.tasks[key]
            at[key] = (placed.start, placed.finish + DAY) if task.duration else self.place(task, at, start, None)[:2]
        return at
