"""People, days off, and the short lists."""

from __future__ import annotations

from peewee import BlobField, IntegerField

from app.base import utc_now
from app.models.fields import Day, Flag, Moment, Record, Words, link


class Setting(Record):
    key = Words()
    value = Words()


class Person(Record):
    name = Words()
    initials = Words(default="")
    email = Words(default="")
    is_me = Flag(default=False)
    week_minutes = Words(default="480,480,480,480,480,0,0")
    country = Words(default="")
    region = Words(default="")
    bill_rate_minor = IntegerField(null=True)
    cost_rate_minor = IntegerField(null=True)
    currency = Words(default="")
    external_id = Words(default="")
    archived_at = Moment(null=True)
    created_at = Moment(default=utc_now)


class DayOff(Record):
    person = link(Person, on_delete="CASCADE")
    starts_on = Day()
    ends_on = Day()
    name = Words(default="")


class Tag(Record):
    name = Words()
    colour = IntegerField(default=1)


class Rate(Record):
    currency = Words()
    on_date = Day()
    rate = Words()


class Source(Record):
    name = Words()
    rank = IntegerField(default=0)


class LostReason(Record):
    name = Words()
    rank = IntegerField(default=0)


class CustomField(Record):
    record = Words()
    name = Words()
    kind = Words()
    options = Words(default="[]")
    rank = IntegerField(default=0)


class CustomValue(Record):
    field = link(CustomField, on_delete="CASCADE", null=False)
    record_id = IntegerField()
    value = Words()


class SavedView(Record):
    page = Words()
    name = Words()
    spec = Words(default="{}")
    rank = IntegerField(default=0)


class Blob(Record):
    sha256 = Words()
    size = IntegerField()
    data = BlobField()
