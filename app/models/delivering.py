"""Projects, milestones, tasks, dependencies, time and its plan, templates, and the histories of tasks and time."""

from __future__ import annotations

from peewee import IntegerField

from app.base import today, utc_now
from app.models.fields import Day, Flag, Moment, Record, Words, link
from app.models.people import Person
from app.models.selling import Client, Deal, DealLine


class Project(Record):
    name = Words()
    client = link(Client, on_delete="RESTRICT")
    deal = link(Deal, on_delete="RESTRICT")
    owner = link(Person)
    status = Words(default="planned")
    start_on = Day(null=True)
    finish_on = Day(null=True)
    promised_on = Day(null=True)
    baseline_on = Day(null=True)
    closed_on = Day(null=True)
    budget_minor = IntegerField(null=True)
    currency = Words(default="")
    budget_minutes = IntegerField(null=True)
    rate_minor = IntegerField(null=True)
    brief = Words(default="")
    external_id = Words(default="")
    archived_at = Moment(null=True)
    deleted_at = Moment(null=True)
    created_at = Moment(default=utc_now)
    health = Words(default="")
    health_note = Words(default="")
    health_on = Day(null=True)


class ProjectMember(Record):
    project = link(Project, on_delete="CASCADE", null=False)
    person = link(Person, on_delete="CASCADE", null=False)
    role = Words(default="")
    rate_minor = IntegerField(null=True)


class Milestone(Record):
    project = link(Project, on_delete="CASCADE", null=False)
    title = Words()
    due_on = Day(null=True)
    done_on = Day(null=True)
    rank = IntegerField(default=0)


class Status(Record):
    project = link(Project, on_delete="CASCADE")
    name = Words()
    kind = Words()
    rank = IntegerField(default=0)
    wip_limit = IntegerField(null=True)


class Task(Record):
    key = Words(default="")
    title = Words()
    description = Words(default="")
    project = link(Project, on_delete="RESTRICT")
    milestone = link(Milestone)
    parent = link("self")
    status = link(Status, on_delete="RESTRICT", null=False)
    rank = IntegerField(default=0)
    priority = IntegerField(default=0)
    assignee = link(Person)
    reviewer = link(Person)
    estimate_minutes = IntegerField(null=True)
    duration_days = IntegerField(null=True)
    start_on = Day(null=True)
    due_on = Day(null=True)
    deadline_on = Day(null=True)
    not_before_on = Day(null=True)
    started_on = Day(null=True)
    done_on = Day(null=True)
    baseline_start_on = Day(null=True)
    baseline_finish_on = Day(null=True)
    baseline_minutes = IntegerField(null=True)
    recurrence = Words(default="")
    recurs_when = Words(default="done")
    blocked_reason = Words(default="")
    deal_line = link(DealLine)
    external_id = Words(default="")
    deleted_at = Moment(null=True)
    created_on = Day(default=today)
    created_at = Moment(default=utc_now)
    recurs_off = Words(default="next")


class ChecklistItem(Record):
    task = link(Task, on_delete="CASCADE", null=False)
    title = Words()
    done_at = Moment(null=True)
    rank = IntegerField(default=0)


class Dependency(Record):
    predecessor = link(Task, on_delete="CASCADE", null=False)
    successor = link(Task, on_delete="CASCADE", null=False)
    kind = Words(default="FS")
    lag_days = IntegerField(default=0)


class TimeEntry(Record):
    task = link(Task)
    project = link(Project)
    deal = link(Deal)
    client = link(Client)
    person = link(Person, on_delete="RESTRICT")
    on_date = Day(default=today)
    started_at = Moment(null=True)
    ended_at = Moment(null=True)
    minutes = IntegerField(null=True)
    note = Words(default="")
    billable = Flag(default=True)
    rate_minor = IntegerField(null=True)
    currency = Words(default="")
    external_id = Words(default="")
    created_at = Moment(default=utc_now)
    rate_from = Words(default="")


class DayPlan(Record):
    person = link(Person, on_delete="CASCADE", null=False)
    task = link(Task, on_delete="CASCADE", null=False)
    on_date = Day()
    minutes = IntegerField(null=True)
    rank = IntegerField(default=0)


class TimeEvent(Record):
    entry_id = IntegerField()
    field = Words()
    old = Words(null=True)
    new = Words(null=True)
    on_date = Day()
    at = Moment()
    by_id = IntegerField(null=True)


class Template(Record):
    name = Words()
    description = Words(default="")
    shipped = Words(default="")
    archived_at = Moment(null=True)
    created_at = Moment(default=utc_now)


class TemplateRole(Record):
    template = link(Template, on_delete="CASCADE", null=False)
    name = Words()
    person = link(Person)
    rank = IntegerField(default=0)


class TemplateMilestone(Record):
    template = link(Template, on_delete="CASCADE", null=False)
    title = Words()
    rank = IntegerField(default=0)


class TemplateTask(Record):
    template = link(Template, on_delete="CASCADE", null=False)
    milestone = link(TemplateMilestone)
    role = link(TemplateRole)
    title = Words()
    description = Words(default="")
    minutes = IntegerField(default=0)
    duration_days = IntegerField(default=1)
    checklist = Words(default="[]")
    labels = Words(default="[]")
    rank = IntegerField(default=0)
    offset_days = IntegerField(null=True)
    offset_from = link(TemplateMilestone)


class TemplateDependency(Record):
    predecessor = link(TemplateTask, on_delete="CASCADE", null=False)
    successor = link(TemplateTask, on_delete="CASCADE", null=False)
    kind = Words(default="FS")
    lag_days = IntegerField(default=0)


class TaskEvent(Record):
    task_id = IntegerField()
    project_id = IntegerField(null=True)
    field = Words()
    old = Words(null=True)
    new = Words(null=True)
    on_date = Day()
    at = Moment()
    by_id = IntegerField(null=True)
