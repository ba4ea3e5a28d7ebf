"""A project done once more: the same work on other days, with nothing of it done yet."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from, on_one_line, today
from app.domain.copy_name import copy_name
from app.domain.workdays import Calendar
from app.models import records
from app.models.store import Store
from app.services import copied_days, ranking, schedules, settings, task_copies, tasks
from app.services.schedules import PROJECT_GONE

MAX_NAME = 500
_DAYS = ("start_on", "due_on", "deadline_on", "not_before_on")
_KEPT = (
    "id", "title", "description", "milestone_id", "parent_id", "priority", "assignee_id", "reviewer_id",
    "estimate_minutes", "duration_days",
)  # fmt: skip


class Shift(NamedTuple):
    """Days of the copy: as many working days after its start as the old day was after the old start."""

    calendar: Calendar
    old: date
    new: date

    def day(self, day: date | None) -> date | None:
        """The day in the copy."""
        if day is None:
            return None
        number = self.calendar.number(day) - self.calendar.number(self.old) + self.calendar.number(self.new)
        return self.calendar.at(number)


def begins(store: Store, project_id: int) -> date | None:
    """The day from which a copy is counted: the project's start, else the first date in it; None without any."""
    found = store.row(
        "SELECT p.start_on, (SELECT min(ifnull(t.start_on, t.due_on)) FROM task t WHERE t.project_id = p.id "
        "AND t.deleted_at IS NULL) FROM project p WHERE p.id = ?",
        (project_id,),
    )
    return min((day for each in found or () if (day := day_from(each))), default=None)


def free_name(store: Store, name: str) -> str:
    """'Kiosk app (copy)', numbered where there is one already."""
    return copy_name(name, (row[0] for row in store.rows("SELECT name FROM project WHERE deleted_at IS NULL")))


def shift_of(store: Store, project_id: int, start: date) -> Shift:
    """How the dates of a project move when it begins on `start`, or on the next working day."""
    calendar = settings.planning(store)
    first = calendar.on_or_after(start)
    return Shift(calendar, begins(store, project_id) or first, first)


def finish_of(store: Store, project_id: int, shift: Shift) -> date | None:
    """The last day of the copy; None without dates."""
    days = copied_days.of(store, project_id, shift)
    if days:
        return max((due for _, due in days.values() if due), default=None)
    return shift.day(day_from(store.value("SELECT finish_on FROM project WHERE id = ?", (project_id,))))


def duplicate(store: Store, project_id: int, name: str, start: date) -> int:
    """A copy of a project that begins on `start` (or the next working day); returns its id.

    Tasks, links, milestones, checklists, labels, owners and own fields come along, everything to do again. Cancelled tasks,
    time, comments, the deal and the promise stay with the old one. Days are counted from the start as the workspace works;
    a task of somebody with days of their own takes as many of those as before, and what waits for it waits. Raises UserError.
    """
    name = on_one_line(name)
    if not name or len(name) > MAX_NAME:
        raise UserError(f"A name has 1 to {MAX_NAME} characters.")
    with store.write("Duplicate project"):
        old = records.Project.get_or_none(records.Project.id == project_id, records.Project.deleted_at.is_null())
        if old is None:
            raise UserError(PROJECT_GONE)
        shift = shift_of(store, project_id, start)
        copy = records.Project.create(
            name=name, client=old.client_id, owner=old.owner_id, status="active" if shift.new <= today() else "planned",
            start_on=shift.new, finish_on=shift.day(old.finish_on), baseline_on=shift.new, budget_minor=old.budget_minor,
            currency=old.currency, budget_minutes=old.budget_minutes, rate_minor=old.rate_minor, brief=old.brief,
        )  # fmt: skip
        pair = {"old": project_id, "new": copy.id}
        store.execute(
            "INSERT INTO project_member (project_id, person_id, role, rate_minor) SELECT :new, person_id, role, rate_minor FROM project_member "
            "WHERE project_id = :old ORDER BY id",
            pair,
        )
        store.execute(
            "INSERT INTO status (project_id, name, kind, rank, wip_limit) SELECT :new, name, kind, rank, wip_limit FROM status "
            "WHERE project_id = :old ORDER BY rank, id",
            pair,
        )
        store.execute(
            "INSERT INTO tag_link (tag_id, project_id) SELECT tag_id, :new FROM tag_link WHERE project_id = :old", pair
        )
        task_copies.own_fields(store, "project", {project_id: copy.id})
        made = _tasks(store, project_id, copy.id, shift, _milestones(store, project_id, copy.id, shift))
        _links(store, project_id, made)
        task_copies.belongings(store, made)
        schedules.settle(store, [copy.id])
    return int(copy.id)


def _milestones(store: Store, old: int, new: int, shift: Shift) -> dict[int, int]:
    found = store.rows("SELECT id, title, due_on, rank FROM milestone WHERE project_id = ? ORDER BY id", (old,))
    return {
        key: records.Milestone.create(project=new, title=title, due_on=shift.day(day_from(due)), rank=rank).id
        for key, title, due, rank in found
    }


def _tasks(store: Store, old: int, new: int, shift: Shift, milestones: dict[int, int]) -> dict[int, int]:
    """The tasks of the copy, in the order of the old ones at the end of their column; by the old ones."""
    status = tasks.first_status(store, project_id=new)
    own = copied_days.of(store, old, shift)
    made: dict[int, int] = {}
    parents: dict[int, int] = {}
    for row in store.rows(
        f"SELECT {', '.join(f't.{column}' for column in (*_KEPT, *_DAYS))} FROM task t JOIN status s ON s.id = t.status_id "
        "WHERE t.project_id = ? AND t.deleted_at IS NULL AND s.kind <> 'cancelled' ORDER BY t.rank, t.id",
        (old,),
    ):
        kept: dict[str, Any] = dict(zip((*_KEPT, *_DAYS), row, strict=True))
        days = {column: shift.day(day_from(kept.pop(column))) for column in _DAYS}
        key, parent = kept.pop("id"), kept.pop("parent_id")
        days["start_on"], days["due_on"] = own.get(key, (days["start_on"], days["due_on"]))
        kept["milestone_id"] = milestones.get(kept["milestone_id"])
        fields = {name.removesuffix("_id"): value for name, value in kept.items()}
        task = records.Task.create(
            **fields, **days, project=new, status=status, baseline_start_on=days["start_on"],
            baseline_finish_on=days["due_on"], baseline_minutes=kept["estimate_minutes"], created_on=today(),
        )  # fmt: skip
        made[key] = int(task.id)
        if parent is not None:
            parents[key] = parent
    for key, parent in parents.items():
        if parent in made:
            store.execute("UPDATE task SET parent_id = ? WHERE id = ?", (made[parent], made[key]))
    ranking.place(store, "task", "status_id = ?", (status,), list(made.values()), None)
    return made


def _links(store: Store, old: int, made: dict[int, int]) -> None:
    """The links within the project."""
    links = schedules.links_of(store, [old])
    store.insert(
        "dependency",
        ("predecessor_id", "successor_id", "kind", "lag_days"),
        [(made[a], made[b], kind, lag) for a, b, kind, lag in links if a in made and b in made],
    )
