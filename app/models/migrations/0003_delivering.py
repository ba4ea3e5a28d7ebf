"""Projects, milestones, statuses, tasks with their links, time entries, templates, and the history of a task."""

from typing import Any

SQL = """
CREATE TABLE project (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''),
    client_id INTEGER REFERENCES client (id) ON DELETE RESTRICT, deal_id INTEGER REFERENCES deal (id) ON DELETE RESTRICT,
    owner_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    status TEXT NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'active', 'on_hold', 'done', 'cancelled')),
    start_on TEXT, finish_on TEXT, promised_on TEXT, baseline_on TEXT, closed_on TEXT,
    budget_minor INTEGER, currency TEXT NOT NULL DEFAULT '', budget_minutes INTEGER, rate_minor INTEGER,
    brief TEXT NOT NULL DEFAULT '', external_id TEXT NOT NULL DEFAULT '', archived_at TEXT, deleted_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE INDEX project_name ON project (name COLLATE NOCASE) WHERE deleted_at IS NULL

CREATE INDEX project_client ON project (client_id)

CREATE INDEX project_deal ON project (deal_id) WHERE deal_id IS NOT NULL

CREATE INDEX project_external ON project (external_id) WHERE external_id <> ''

CREATE TABLE project_member (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, role TEXT NOT NULL DEFAULT '', UNIQUE (project_id, person_id)
) STRICT

CREATE INDEX project_member_person ON project_member (person_id)

CREATE TABLE milestone (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''), due_on TEXT, done_on TEXT, rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX milestone_project ON milestone (project_id, rank)

CREATE TABLE status (
    id INTEGER PRIMARY KEY, project_id INTEGER REFERENCES project (id) ON DELETE CASCADE, name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('todo', 'doing', 'review', 'done', 'cancelled')), rank INTEGER NOT NULL DEFAULT 0,
    wip_limit INTEGER CHECK (wip_limit > 0)
) STRICT

CREATE UNIQUE INDEX status_name ON status (ifnull(project_id, 0), name)

CREATE TABLE task (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL DEFAULT '', title TEXT NOT NULL CHECK (title <> ''), description TEXT NOT NULL DEFAULT '',
    project_id INTEGER REFERENCES project (id) ON DELETE RESTRICT, milestone_id INTEGER REFERENCES milestone (id) ON DELETE SET NULL,
    parent_id INTEGER REFERENCES task (id) ON DELETE SET NULL,
    status_id INTEGER NOT NULL REFERENCES status (id) ON DELETE RESTRICT, rank INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN -1 AND 2),
    assignee_id INTEGER REFERENCES person (id) ON DELETE SET NULL, reviewer_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    estimate_minutes INTEGER CHECK (estimate_minutes >= 0), duration_days INTEGER CHECK (duration_days >= 0),
    start_on TEXT, due_on TEXT, deadline_on TEXT, not_before_on TEXT, started_on TEXT, done_on TEXT,
    baseline_start_on TEXT, baseline_finish_on TEXT, baseline_minutes INTEGER,
    recurrence TEXT NOT NULL DEFAULT '', recurs_when TEXT NOT NULL DEFAULT 'done' CHECK (recurs_when IN ('done', 'date')),
    blocked_reason TEXT NOT NULL DEFAULT '', deal_line_id INTEGER REFERENCES deal_line (id) ON DELETE SET NULL,
    external_id TEXT NOT NULL DEFAULT '', deleted_at TEXT, created_on TEXT NOT NULL, created_at TEXT NOT NULL,
    CHECK (start_on IS NULL OR due_on IS NULL OR start_on <= due_on)
) STRICT

CREATE INDEX task_board ON task (status_id, rank) WHERE deleted_at IS NULL

CREATE INDEX task_done ON task (status_id, done_on, estimate_minutes) WHERE deleted_at IS NULL AND done_on IS NOT NULL

CREATE INDEX task_project ON task (project_id, status_id, rank) WHERE deleted_at IS NULL

CREATE INDEX task_assignee ON task (assignee_id, due_on) WHERE deleted_at IS NULL

CREATE INDEX task_due ON task (due_on) WHERE deleted_at IS NULL

CREATE INDEX task_title ON task (title COLLATE NOCASE) WHERE deleted_at IS NULL

CREATE INDEX task_milestone ON task (milestone_id) WHERE milestone_id IS NOT NULL

CREATE INDEX task_parent ON task (parent_id) WHERE parent_id IS NOT NULL

CREATE INDEX task_external ON task (external_id) WHERE external_id <> ''

CREATE INDEX task_line ON task (deal_line_id) WHERE deal_line_id IS NOT NULL

CREATE TABLE checklist_item (
    id INTEGER PRIMARY KEY, task_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''), done_at TEXT, rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX checklist_item_task ON checklist_item (task_id, rank)

CREATE TABLE dependency (
    id INTEGER PRIMARY KEY, predecessor_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    successor_id INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'FS' CHECK (kind IN ('FS', 'SS', 'FF', 'SF')), lag_days INTEGER NOT NULL DEFAULT 0,
    UNIQUE (predecessor_id, successor_id), CHECK (predecessor_id <> successor_id)
) STRICT

CREATE INDEX dependency_successor ON dependency (successor_id, predecessor_id)

CREATE TABLE time_entry (
    id INTEGER PRIMARY KEY, task_id INTEGER REFERENCES task (id) ON DELETE SET NULL,
    project_id INTEGER REFERENCES project (id) ON DELETE SET NULL, deal_id INTEGER REFERENCES deal (id) ON DELETE SET NULL,
    client_id INTEGER REFERENCES client (id) ON DELETE SET NULL, person_id INTEGER REFERENCES person (id) ON DELETE RESTRICT,
    on_date TEXT NOT NULL, started_at TEXT, ended_at TEXT, minutes INTEGER CHECK (minutes >= 0), note TEXT NOT NULL DEFAULT '',
    billable INTEGER NOT NULL DEFAULT 1 CHECK (billable IN (0, 1)), rate_minor INTEGER, currency TEXT NOT NULL DEFAULT '',
    external_id TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT

CREATE INDEX time_entry_task ON time_entry (task_id, minutes) WHERE task_id IS NOT NULL

CREATE INDEX time_entry_project ON time_entry (project_id, on_date) WHERE project_id IS NOT NULL

CREATE INDEX time_entry_deal ON time_entry (deal_id) WHERE deal_id IS NOT NULL

CREATE INDEX time_entry_client ON time_entry (client_id) WHERE client_id IS NOT NULL

CREATE INDEX time_entry_person ON time_entry (person_id, on_date)

CREATE TABLE template (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''), description TEXT NOT NULL DEFAULT '',
    shipped TEXT NOT NULL DEFAULT '', archived_at TEXT, created_at TEXT NOT NULL
) STRICT

CREATE TABLE template_role (
    id INTEGER PRIMARY KEY, template_id INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''), person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    rank INTEGER NOT NULL DEFAULT 0, UNIQUE (template_id, name)
) STRICT

CREATE TABLE template_milestone (
    id INTEGER PRIMARY KEY, template_id INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''), rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX template_milestone_template ON template_milestone (template_id, rank)

CREATE TABLE template_task (
    id INTEGER PRIMARY KEY, template_id INTEGER NOT NULL REFERENCES template (id) ON DELETE CASCADE,
    milestone_id INTEGER REFERENCES template_milestone (id) ON DELETE SET NULL,
    role_id INTEGER REFERENCES template_role (id) ON DELETE SET NULL, title TEXT NOT NULL CHECK (title <> ''),
    description TEXT NOT NULL DEFAULT '', minutes INTEGER NOT NULL DEFAULT 0 CHECK (minutes >= 0),
    duration_days INTEGER NOT NULL DEFAULT 1 CHECK (duration_days >= 0), checklist TEXT NOT NULL DEFAULT '[]',
    labels TEXT NOT NULL DEFAULT '[]', rank INTEGER NOT NULL DEFAULT 0
) STRICT

CREATE INDEX template_task_template ON template_task (template_id, rank)

CREATE TABLE template_dependency (
    id INTEGER PRIMARY KEY, predecessor_id INTEGER NOT NULL REFERENCES template_task (id) ON DELETE CASCADE,
    successor_id INTEGER NOT NULL REFERENCES template_task (id) ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'FS' CHECK (kind IN ('FS', 'SS', 'FF', 'SF')), lag_days INTEGER NOT NULL DEFAULT 0,
    UNIQUE (predecessor_id, successor_id), CHECK (predecessor_id <> successor_id)
) STRICT

CREATE TABLE task_event (
    id INTEGER PRIMARY KEY, task_id INTEGER NOT NULL, project_id INTEGER, field TEXT NOT NULL, old TEXT, new TEXT,
    on_date TEXT NOT NULL, at TEXT NOT NULL, by_id INTEGER
) STRICT

CREATE INDEX task_event_task ON task_event (task_id, id)

CREATE INDEX task_event_project ON task_event (project_id, on_date)
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables."""
    del migrator
    for statement in SQL.strip().split("\n\n"):
        db.execute_sql(statement)
