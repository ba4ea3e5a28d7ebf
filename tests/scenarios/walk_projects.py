"""Deeds of the random walk: members, milestones, health and budgets of projects, several at once, and out of sight."""

from __future__ import annotations

from app.services import (
    leaving,
    milestones,
    people,
    project_budget,
    project_bulk,
    project_members,
    projects,
    status_edit,
    statuses,
    task_groups,
)  # fmt: skip
from tests.scenarios.walker import LIVE, Walk

STAYS = "archived_at IS NULL"


def join_project(w: Walk) -> None:
    project_members.put(w.store, w.any("project", LIVE), w.any("person", STAYS), w.word())


def leave_project(w: Walk) -> None:
    member = w.any("project_member")
    project, person = w.store.row("SELECT project_id, person_id FROM project_member WHERE id = ?", (member,)) or (0, 0)
    heir = w.any("person", STAYS) if w.chance.random() < 0.5 else None
    project_members.remove(w.store, project, person, heir_id=heir, keep_tasks=heir is None)


def reach_milestone(w: Walk) -> None:
    project = w.any("project", LIVE)
    made = milestones.add(w.store, project, w.word(), w.day())
    milestones.move(w.store, made, w.chance.randrange(-3, 3))
    milestones.tick(w.store, made, w.chance.random() < 0.7)


def leave_for_good(w: Walk) -> None:
    who = people.add(w.store, w.word().replace("\n", " "))
    projects.change(w.store, w.any("project", LIVE), "owner_id", who)
    project_members.put(w.store, w.any("project", LIVE), who, "painter")
    heir = people.me(w.store).id
    leaving.leave(w.store, who, {part.key: heir for part in leaving.parts(w.store, who)})


def say_health(w: Walk) -> None:
    projects.say_health(w.store, w.any("project", LIVE), w.chance.choice(("good", "warn", "bad", None)), w.word())


def set_budget(w: Walk) -> None:
    field = w.chance.choice(("budget_minor", "budget_minutes", "rate_minor"))
    projects.change(w.store, w.any("project", LIVE), field, w.chance.randrange(-1, 10**6))
    project_budget.alarms(w.store)


def projects_at_once(w: Walk) -> None:
    project_bulk.set_owner(w.store, w.some("project", LIVE), w.any("person", STAYS))
    project_bulk.set_status(w.store, w.some("project", LIVE), w.chance.choice(("on_hold", "active", "done")))


def archive_projects(w: Walk) -> None:
    projects.archive(w.store, w.some("project", LIVE))
    projects.bring_back(w.store, w.some("project", "archived_at IS NOT NULL AND deleted_at IS NULL"))


def own_columns(w: Walk) -> None:
    project = w.any("project", LIVE)
    status_edit.make_own(w.store, project)
    status_edit.add(w.store, w.word(), w.chance.choice(statuses.KINDS), project)


def change_columns(w: Walk) -> None:
    status = w.any("status")
    status_edit.rename(w.store, status, w.word())
    status_edit.move(w.store, status, w.chance.randrange(-2, 3))
    status_edit.set_limit(w.store, status, w.chance.choice((None, 2, 5)))


def other_kind(w: Walk) -> None:
    status_edit.set_kind(w.store, w.any("status"), w.chance.choice(statuses.KINDS))


def remove_column(w: Walk) -> None:
    row = w.chance.choice(list(statuses.Columns(w.store).by_id.values()))
    heir = w.chance.choice(statuses.of(w.store, row.project_id))
    status_edit.remove(w.store, row.id, heir.id)


def drop_in_groups(w: Walk) -> None:
    by = w.chance.choice(("project", "milestone", "assignee"))
    table = {"project": "project", "milestone": "milestone", "assignee": "person"}[by]
    where = {"project": LIVE, "milestone": "1", "assignee": STAYS}[by]
    key = w.any(table, where) if w.chance.random() < 0.8 else 0
    task_groups.put(w.store, w.some("task", LIVE), by, key, w.any("task", LIVE) if w.chance.random() < 0.5 else None)


def common_columns(w: Walk) -> None:
    status_edit.use_common(w.store, w.any("project", LIVE))


ACTS = (
    join_project, leave_project, leave_for_good, reach_milestone, say_health, set_budget, projects_at_once, archive_projects,
    own_columns, change_columns, other_kind, remove_column, drop_in_groups, common_columns,
)  # fmt: skip
