"""A plan made as one would make it with a paper calendar: day by day, moving one task by one day until every link holds.

Nothing in here counts by formula or shares code with the planner; it is slow, and only there to be compared with it.
"""

from datetime import date, timedelta

DAY = timedelta(days=1)


def worked(calendar, first, until):
    """How many days are worked from `first` up to the day before `until`."""
    count = 0
    while first < until:
        count += calendar.is_working(first)
        first += DAY
    return count


def holds(shared, link, first, then, before, after):
    """Whether a link holds between two tasks with these (first morning, morning on which it is over)."""
    came, goes = before[link.kind[0] == "F"], after[link.kind[1] == "F"]
    by_start = link.kind[0] == "S" and first.duration
    ends = link.kind[1] == "F" or not then.duration
    if not link.lag and not (by_start and ends):
        return goes >= came
    if goes >= came:
        return worked(shared, came, goes) >= link.lag
    return -worked(shared, goes, came) >= link.lag


class ByDays:
    """The tasks of a network, each at the morning on which it stands; `own` are calendars by owner."""

    def __init__(self, tasks, links, shared, own):
        self.tasks = {task.key: task for task in tasks}
        self.links = links
        self.shared = shared
        self.own = own

    def calendar(self, task):
        return self.own.get(task.owner, self.shared)

    def still(self, task):
        """Whether the task has begun, so that nothing moves it."""
        return task.finished is not None or (task.started is not None and task.duration)

    def next(self, task, morning, step=1):
        """The next morning on which a task may begin, a milestone on any."""
        morning += step * DAY
        while task.duration and not self.calendar(task).is_working(morning):
            morning += step * DAY
        return morning

    def days(self, task, morning):
        """The first and the last day of a task that has days."""
        if task.finished:
            first = task.started and min(task.started, task.finished)
            if not first:
                first, left = task.finished + DAY, task.duration
                while left:
                    first -= DAY
                    left -= self.calendar(task).is_working(first)
            return first, task.finished
        last, left = morning, task.duration - 1
        while left:
            last += DAY
            left -= self.calendar(task).is_working(last)
        return morning, last

    def moments(self, task, morning):
        """The mornings at which a task begins and at which it is over."""
        if task.finished and not task.duration:
            return task.finished + DAY, task.finished + DAY
        if not task.duration:
            return morning, morning
        first, last = self.days(task, morning)
        return first, last + DAY

    def holds(self, link, at):
        first, then = self.tasks[link.predecessor], self.tasks[link.successor]
        if self.still(then):
            return True
        return holds(
            self.shared, link, first, then, self.moments(first, at[first.key]), self.moments(then, at[then.key])
        )

    def begun(self, task):
        """Where a task stands that nothing moves."""
        morning = task.started or task.finished
        while task.duration and not task.finished and not self.calendar(task).is_working(morning):
            morning += DAY
        return morning

    def earliest(self, task, start):
        if self.still(task):
            return self.begun(task)
        if task.duration:
            return self.next(task, max(start, task.not_before or start) - DAY)
        if task.not_before and worked(self.shared, start, task.not_before):
            morning = task.not_before
            while not self.shared.is_working(morning):
                morning += DAY
            return morning + DAY
        return start

    def forward(self, at):
        """Every successor a day later, again and again, until all links hold."""
        moved = True
        while moved:
            moved = False
            for link in self.links:
                while not self.holds(link, at):
                    at[link.successor] = self.next(self.tasks[link.successor], at[link.successor])
                    moved = True
        return at

    def latest(self, task, over):
        """The last morning from which a task is over by the morning `over`."""
        morning = over
        while True:
            if (not task.duration or self.calendar(task).is_working(morning)) and self.moments(task, morning)[
                1
            ] <= over:
                return morning
            morning -= DAY

    def backward(self, end):
        """Every task as late as `end`, deadlines and successors allow, moved a day earlier again and again."""
        at = {}
        for task in self.tasks.values():
            over = min(end, task.must_finish + DAY) if task.must_finish else end
            at[task.key] = self.begun(task) if task.finished else self.latest(task, over)
        moved = True
        while moved:
            moved = False
            for link in self.links:
                first = self.tasks[link.predecessor]
                while not first.finished and not self.holds(link, at):
                    at[first.key] = self.next(first, at[first.key], -1)
                    moved = True
        return at

    def shown(self, at, opening=date.min):
        """The days that are shown: of a milestone the last shared day before it, or a later one on which what it waits for ends."""
        shown = {}
        for task in self.tasks.values():
            if task.duration:
                shown[task.key] = self.days(task, at[task.key])
        for key, task in self.tasks.items():  # keys stand in the order of the links
            if task.duration:
                continue
            over = self.moments(task, at[key])[1]
            day = over - DAY
            while not self.shared.is_working(day):
                day -= DAY
            ends = [
                shown[link.predecessor][1]
                for link in self.links
                if link.successor == key
                and (link.kind[0] == "F" or not self.tasks[link.predecessor].duration)
                and shown[link.predecessor][1] < over
            ]
            shown[key] = (max([day, opening, *ends]),) * 2
        return shown

    def between(self, task, early, late):
        """How many days of its own a task may stand later; a milestone in shared days. Negative where it stands too late."""
        calendar = self.calendar(task) if task.duration else self.shared
        return worked(calendar, early, late) - worked(calendar, late, early)

    def plan(self, start, promised=None):
        """By key: first day, last day, total float, free float."""
        at = self.forward({key: self.earliest(task, start) for key, task in self.tasks.items()})
        begins = [at[k] for k, t in self.tasks.items() if t.duration and not self.still(t)]
        opening = start
        while not self.shared.is_working(opening) and opening not in begins:
            opening += DAY
        shown = self.shown(at, opening)
        open_ones = [key for key, task in self.tasks.items() if not task.finished] or list(self.tasks)
        end = max(self.moments(self.tasks[key], at[key])[1] for key in open_ones)
        late = self.backward(min(end, promised + DAY) if promised else end)
        found = {}
        for key, task in self.tasks.items():
            total, free = self.between(task, at[key], late[key]), self.free(task, at, end)
            found[key] = (*shown[key], *((0, 0) if task.finished else (total, free)))
        return found

    def free(self, task, at, end):
        """How many days later a task may stand while all else stays and the plan ends no later."""
        if task.finished:
            return 0
        moved = dict(at)
        mine = [link for link in self.links if link.predecessor == task.key]

        def fits(morning):
            moved[task.key] = morning
            return self.moments(task, morning)[1] <= end and all(self.holds(link, moved) for link in mine)

        morning = at[task.key]
        while fits(morning):
            morning = self.next(task, morning)
        while not fits(morning):
            morning = self.next(task, morning, -1)
        return self.between(task, at[task.key], morning)
