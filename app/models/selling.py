"""Clients, contacts, pipelines, products, deals, renewals, and a deal's history."""

from __future__ import annotations

from peewee import IntegerField

from app.base import today, utc_now
from app.models.fields import Day, Exact, Flag, Moment, Record, Words, link
from app.models.people import LostReason, Person, Source


class Client(Record):
    name = Words()
    kind = Words(default="organisation")
    website = Words(default="")
    email = Words(default="")
    phone = Words(default="")
    street = Words(default="")
    city = Words(default="")
    postcode = Words(default="")
    country = Words(default="")
    currency = Words(default="")
    owner = link(Person)
    parent = link("self")
    notes = Words(default="")
    external_id = Words(default="")
    archived_at = Moment(null=True)
    deleted_at = Moment(null=True)
    created_at = Moment(default=utc_now)
    rate_minor = IntegerField(null=True)
    email_label = Words(default="")
    phone_label = Words(default="")
    website_label = Words(default="")
    address_label = Words(default="")


class Contact(Record):
    name = Words()
    email = Words(default="")
    phone = Words(default="")
    notes = Words(default="")
    external_id = Words(default="")
    archived_at = Moment(null=True)
    deleted_at = Moment(null=True)
    created_at = Moment(default=utc_now)
    email_label = Words(default="")
    phone_label = Words(default="")
    owner = link(Person)


class ClientContact(Record):
    client = link(Client, on_delete="CASCADE", null=False)
    contact = link(Contact, on_delete="CASCADE", null=False)
    role = Words(default="")
    is_main = Flag(default=False)
    decides = Flag(default=False)


class Channel(Record):
    client = link(Client, on_delete="CASCADE")
    contact = link(Contact, on_delete="CASCADE")
    kind = Words()
    label = Words(default="")
    value = Words()
    rank = IntegerField(default=0)


class NotSame(Record):
    kind = Words()
    one_id = IntegerField()
    other_id = IntegerField()
    at = Moment(default=utc_now)


class Pipeline(Record):
    name = Words()
    rank = IntegerField(default=0)
    archived_at = Moment(null=True)


class Stage(Record):
    pipeline = link(Pipeline, on_delete="CASCADE", null=False)
    name = Words()
    kind = Words(default="open")
    rank = IntegerField(default=0)
    probability = IntegerField(default=0)
    rotting_days = IntegerField(null=True)
    forecast = Words(default="pipeline")
    colour = IntegerField(null=True)


class Product(Record):
    name = Words()
    code = Words(default="")
    price_minor = IntegerField(null=True)
    currency = Words(default="")
    unit = Words(default="")
    minutes = IntegerField(null=True)
    tax = Exact(default=None)
    delivers_as = Words(default="task")
    external_id = Words(default="")
    archived_at = Moment(null=True)
    created_at = Moment(default=utc_now)


class ProductPrice(Record):
    product = link(Product, on_delete="CASCADE", null=False)
    currency = Words()
    price_minor = IntegerField()


class Deal(Record):
    title = Words()
    client = link(Client, on_delete="RESTRICT")
    contact = link(Contact)
    stage = link(Stage, on_delete="RESTRICT", null=False)
    rank = IntegerField(default=0)
    amount_minor = IntegerField(null=True)
    currency = Words()
    recurring_minor = IntegerField(null=True)
    recurring_months = IntegerField(null=True)
    probability = IntegerField(null=True)
    forecast = Words(null=True)
    created_on = Day(default=today)
    stage_since_on = Day(default=today)
    expected_close_on = Day(null=True)
    promised_on = Day(null=True)
    closed_on = Day(null=True)
    closed_rate = Exact(null=True)
    held_until_on = Day(null=True)
    on_hold = Flag(default=False)
    owner = link(Person)
    source = link(Source)
    lost_reason = link(LostReason)
    competitor = Words(default="")
    next_step = Words(default="")
    next_step_on = Day(null=True)
    notes = Words(default="")
    handoff_waived_on = Day(null=True)
    external_id = Words(default="")
    archived_at = Moment(null=True)
    deleted_at = Moment(null=True)
    created_at = Moment(default=utc_now)
    merged_into = link("self")


class DealLine(Record):
    deal = link(Deal, on_delete="CASCADE", null=False)
    product = link(Product)
    title = Words()
    description = Words(default="")
    quantity = Words(default="1")
    unit = Words(default="")
    price_minor = IntegerField(default=0)
    discount = Exact(default=None)
    tax = Exact(default=None)
    amount_minor = IntegerField(default=0)
    minutes = IntegerField(null=True)
    rank = IntegerField(default=0)


class Renewal(Record):
    client = link(Client, on_delete="CASCADE", null=False)
    deal = link(Deal)
    renewed_deal = link(Deal)
    title = Words()
    due_on = Day()
    amount_minor = IntegerField(null=True)
    currency = Words()
    term_months = IntegerField(null=True)
    notice_days = IntegerField(null=True)
    remind_on = Day(null=True)
    state = Words(default="due")
    created_at = Moment(default=utc_now)


class RenewalEvent(Record):
    renewal_id = IntegerField()
    field = Words()
    old = Words(null=True)
    new = Words(null=True)
    on_date = Day()
    at = Moment()
    by_id = IntegerField(null=True)


class DealEvent(Record):
    deal_id = IntegerField()
    field = Words()
    old = Words(null=True)
    new = Words(null=True)
    on_date = Day()
    at = Moment()
    by_id = IntegerField(null=True)
