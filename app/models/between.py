"""What joins the two sides: handoffs, promises, change orders; and what hangs on any record: activities, tags, files."""

from __future__ import annotations

from peewee import IntegerField

from app.base import today, utc_now
from app.models.delivering import Milestone, Project, Task, Template
from app.models.fields import Day, Exact, Flag, Moment, Record, Words, link
from app.models.people import Blob, Person, Tag
from app.models.selling import Client, Contact, Deal, Pipeline, Product


class Handoff(Record):
    deal = link(Deal, on_delete="RESTRICT", null=False)
    project = link(Project, on_delete="RESTRICT", null=False)
    template_name = Words(default="")
    plan = Words()
    at = Moment(default=utc_now)
    by = link(Person)
    part = Words(default="")


class HandoffDraft(Record):
    deal = link(Deal, on_delete="CASCADE", null=False)
    plan = Words()
    at = Moment(default=utc_now)


class TemplateRule(Record):
    template = link(Template, on_delete="CASCADE", null=False)
    client = link(Client, on_delete="CASCADE")
    product = link(Product, on_delete="CASCADE")
    tag = link(Tag, on_delete="CASCADE")
    pipeline = link(Pipeline, on_delete="CASCADE")
    automatic = Flag(default=False)


class RuleRun(Record):
    deal = link(Deal, on_delete="CASCADE", null=False)
    template = link(Template, on_delete="CASCADE", null=False)


class Payment(Record):
    project = link(Project, on_delete="CASCADE", null=False)
    milestone = link(Milestone)
    title = Words()
    amount_minor = IntegerField()
    currency = Words()
    due_on = Day(null=True)
    paid_on = Day(null=True)
    rank = IntegerField(default=0)


class ChangeOrder(Record):
    project = link(Project, on_delete="CASCADE", null=False)
    deal = link(Deal)
    number = IntegerField()
    title = Words()
    amount_minor = IntegerField(null=True)
    currency = Words(default="")
    minutes = IntegerField(null=True)
    on_date = Day(default=today)
    state = Words(default="proposed")
    notes = Words(default="")
    decided_on = Day(null=True)
    promised_on = Day(null=True)


class ChangeItem(Record):
    change_order = link(ChangeOrder, on_delete="CASCADE", null=False)
    kind = Words()
    line_id = IntegerField(null=True)
    title = Words()
    amount_minor = IntegerField(default=0)
    minutes = IntegerField(default=0)
    task = link(Task)
    owner = link(Person)
    start_on = Day(null=True)
    due_on = Day(null=True)
    stands = Flag(default=False)


class AgreedLine(Record):
    deal = link(Deal, on_delete="CASCADE", null=False)
    line_id = IntegerField(null=True)
    title = Words()
    description = Words(default="")
    quantity = Words(default="1")
    unit = Words(default="")
    price_minor = IntegerField(default=0)
    discount = Exact(default=None)
    tax = Exact(default=None)
    amount_minor = IntegerField(default=0)
    own_minutes = IntegerField(null=True)
    minutes = IntegerField(default=0)
    product = link(Product)
    task_ids = Words(default="[]")
    rank = IntegerField(default=0)


class DealOrigin(Record):
    deal = link(Deal, on_delete="CASCADE", null=False)
    project = link(Project, on_delete="CASCADE", null=False)
    task = link(Task)
    words = Words(default="")


class ProjectBrief(Record):
    project = link(Project, on_delete="CASCADE", null=False)
    goals = Words(default="")
    excluded = Words(default="")
    risks = Words(default="")


class Activity(Record):
    kind = Words()
    client = link(Client, on_delete="CASCADE")
    contact = link(Contact, on_delete="CASCADE")
    deal = link(Deal, on_delete="CASCADE")
    project = link(Project, on_delete="CASCADE")
    task = link(Task, on_delete="CASCADE")
    text = Words(default="")
    minutes = IntegerField(null=True)
    at = Moment(default=utc_now)
    due_on = Day(null=True)
    done_at = Moment(null=True)
    by = link(Person)


class Promise(Record):
    deal = link(Deal, on_delete="CASCADE", null=False)
    text = Words()
    outcome = Words(default="open")
    task = link(Task)
    reason = Words(default="")
    due_on = Day(null=True)
    created_at = Moment(default=utc_now)
    source = Words(default="")
    said_on = Day(null=True)
    activity = link(Activity)
    project = link(Project)


class TagLink(Record):
    tag = link(Tag, on_delete="CASCADE", null=False)
    client = link(Client, on_delete="CASCADE")
    contact = link(Contact, on_delete="CASCADE")
    deal = link(Deal, on_delete="CASCADE")
    product = link(Product, on_delete="CASCADE")
    project = link(Project, on_delete="CASCADE")
    task = link(Task, on_delete="CASCADE")


class Attachment(Record):
    blob = link(Blob, on_delete="RESTRICT", null=False)
    name = Words()
    client = link(Client, on_delete="CASCADE")
    deal = link(Deal, on_delete="CASCADE")
    project = link(Project, on_delete="CASCADE")
    task = link(Task, on_delete="CASCADE")
    at = Moment(default=utc_now)
