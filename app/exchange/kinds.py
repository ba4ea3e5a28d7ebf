"""The fields of each kind that is imported, in the order in which an export writes them, and what other programs call them."""

from __future__ import annotations

from typing import NamedTuple

from app.base import UserError


class Field(NamedTuple):
    """A field of an import kind. `type` names the parser: text, currency, number, percent, bool, date,
    moment, hours, tags, names (one or several in a cell), predecessors. `synonyms` are other headers for it, best first.
    """

    name: str
    type: str
    required: bool
    synonyms: tuple[str, ...]


def _field(name: str, kind: str = "text", synonyms: str = "", *, required: bool = False) -> Field:
    return Field(name, kind, required, tuple(word.strip() for word in synonyms.split(",") if word.strip()))


_EXTERNAL = "id, record id, external id, reference, ref, number, uid, guid, key"
_TAGS = _field("tags", "tags", "tag, labels, label, categories, category, keywords")
_MORE_EMAILS = _field(
    "more_emails",
    synonyms="other_emails, email 2, e-mail 2, e-mail 2 - value, second email, secondary email, other email, other e-mail",
)
_MORE_PHONES = _field(
    "more_phones",
    synonyms="other_phones, phone 2, telephone 2, phone 2 - value, second phone, other phone, other telephone, fax, mobile, mobile phone",
)
_ADDRESSES = _field("addresses", synonyms="more addresses, further addresses, other addresses")
_OWNER = (
    "owner, account owner, record owner, responsible, assigned to, sales agent, sales rep, salesperson, "
    "account manager, user"
)
_CLIENT = (
    "company, company name, organization, organisation, organization name, account, account name, customer, "
    "customer name, "
    "client name, associated company, primary associated company, deal organization, person organization, "
    "firm, business"
)

# The fields of each kind, in the order in which an export writes them. Synonyms are headers that HubSpot,
# Pipedrive, Salesforce, Zoho, Insightly, Trello, Asana, Jira, MS Project, Toggl, Clockify and Harvest write,
# and what people write themselves.
KINDS: dict[str, tuple[Field, ...]] = {
    "clients": (
        _field("name", synonyms="client, " + _CLIENT + ", full name, display name", required=True),
        _field("kind", synonyms="type, client type, account type, company type, organization type, relationship"),
        _field("website", synonyms="web, url, homepage, web site, website url, company domain name, domain"),
        _field("email", synonyms="e-mail, mail, email address, e-mail address, company email, work email"),
        _field("phone", synonyms="telephone, phone number, tel, company phone, work phone, main phone, mobile"),
        _field("street", synonyms="address, street address, address line 1, billing street, organization address"),
        _field("city", synonyms="town, billing city, locality, place"),
        _field(
            "postcode",
            synonyms="postal code, zip, zip code, zip/postal code, billing zip, billing postal code, plz",
        ),
        _field("country", synonyms="country/region, billing country, land, nation"),
        _field("currency", "currency", "currency code, default currency, account currency"),
        _TAGS,
        _field("owner", synonyms="company owner, organization owner, " + _OWNER),
        _field(
            "external_id",
            synonyms="client id, company id, account id, organization id, organisation id, " + _EXTERNAL,
        ),
        _MORE_EMAILS,
        _MORE_PHONES,
        _ADDRESSES,
    ),
    "contacts": (
        _field(
            "name",
            synonyms="full name, contact, contact name, person, person name, display name",
            required=True,
        ),
        _field(
            "email",
            synonyms="e-mail, mail, email address, e-mail address, e-mail 1 - value, email 1, primary email, "
            "work email, person email",
        ),
        _field(
            "phone",
            synonyms="telephone, phone number, tel, phone 1 - value, mobile, mobile phone, "
            "mobile phone number, work phone, cell, business phone, person phone",
        ),
        _field("client", "names", _CLIENT + ", organization 1 - name, employer, org"),
        _field("role", synonyms="title, job title, position, function, organization 1 - title, occupation"),
        _TAGS,
        _field("owner", synonyms="contact owner, " + _OWNER),
        _field("external_id", synonyms="contact id, person id, " + _EXTERNAL),
        _MORE_EMAILS,
        _MORE_PHONES,
        _field("website", synonyms="url, web, links, homepage"),
        _ADDRESSES,
    ),
    "products": (
        _field(
            "name",
            synonyms="product, product name, item, item name, service, service name, title",
            required=True,
        ),
        _field("code", synonyms="product code, sku, item code, article number, article no, part number"),
        _field(
            "price",
            "number",
            "unit price, sales price, list price, rate, amount, net price, default price, standard price",
        ),
        _field("currency", "currency", "currency code, price currency"),
        _field("unit", synonyms="unit of measure, uom, per, quantity unit, usage unit"),
        _field("hours", "hours", "hours per unit, estimate, estimated hours, effort, duration"),
        _field("tax", "percent", "tax rate, vat, vat rate, tax %, sales tax, tax percent"),
        _TAGS,
        _field("external_id", synonyms="product id, item id, " + _EXTERNAL),
    ),
    "deals": (
        _field(
            "title",
            synonyms="deal, deal name, deal title, name, opportunity, opportunity name, subject, topic",
            required=True,
        ),
        _field("client", synonyms=_CLIENT),
        _field(
            "contact",
            synonyms="contact name, contact person, person, deal contact person, associated contact, primary contact",
        ),
        _field("pipeline", synonyms="deal pipeline, sales pipeline, pipeline name"),
        _field("stage", synonyms="deal stage, stage name, sales stage, status, deal status, list, phase"),
        _field(
            "amount",
            "number",
            "value, deal value, deal amount, close value, price, revenue, total, expected revenue, budget, sum",
        ),
        _field(
            "currency",
            "currency",
            "currency code, deal currency, currency of value, deal currency of value, amount currency",
        ),
        _field(
            "probability",
            "percent",
            "deal probability, win probability, chance, probability (%), likelihood, confidence",
        ),
        _field(
            "created",
            "moment",
            "created at, created on, create date, date created, creation date, deal created, deal deal "
            "created, deal created on, created time, "
            "added, add time, engage date, opened, open date, start date",
        ),
        _field(
            "expected_close",
            "date",
            "expected close date, expected closing date, expected close on, deal expected close date, "
            "forecast close date, "
            "estimated close date, forecast date, target date, due date, expected closing",
        ),
        _field(
            "closed",
            "date",
            "closed on, closed at, closed date, close date, actual close date, deal closed on, won time, "
            "deal won time, lost time, "
            "deal lost time, won date, lost date, date closed",
        ),
        _field("owner", synonyms="deal owner, opportunity owner, " + _OWNER),
        _field(
            "source",
            synonyms="lead source, deal source, original source, source channel, channel, origin, campaign",
        ),
        _field("product", synonyms="product name, products, deal product name, item, service"),
        _field(
            "lost_reason",
            synonyms="deal lost reason, closed lost reason, reason lost, loss reason, reason for loss",
        ),
        _TAGS,
        _field("external_id", synonyms="deal id, opportunity id, " + _EXTERNAL),
    ),
    "tasks": (
        _field("key", synonyms="task id, id, issue key, card id, wbs, number, no, task number, nr, card #"),
        _field(
            "title",
            synonyms="name, task, task name, card name, summary, subject, issue, to do, todo, card",
            required=True,
        ),
        _field("project", synonyms="project name, projects, board, board name"),
        _field(
            "milestone",
            synonyms="section, section/column, phase, epic, sprint, milestone name, outline parent",
        ),
        _field("status", synonyms="state, list, list name, column, stage, task status, board column"),
        _field(
            "assignee",
            synonyms="assigned to, owner, responsible, resource names, members, assignee name, person, resource",
        ),
        _field(
            "estimate_hours",
            "hours",
            "estimate, estimated hours, estimated time, original estimate, effort, work, hours, estimate "
            "(hours), time estimate",
        ),
        _field("duration_days", "days", "duration, days, duration (days), working days"),
        _field(
            "start",
            "date",
            "start date, start on, starts, begin, begins, begin date, planned start, scheduled start",
        ),
        _field(
            "due",
            "date",
            "due date, deadline, due on, finish, finish date, end, end date, due at, target date",
        ),
        # A deadline beside a due day is one that may not move; alone it is the due day, as in most programs.
        _field("fixed_deadline", "date", "hard deadline, finish no later than, must finish on, deadline"),
        _field("not_before", "date", "start no earlier than, earliest start, begin no earlier than"),
        _field(
            "done",
            "date",
            "completed at, completed on, completed, done on, done date, date completed, resolved, finished",
        ),
        _field(
            "predecessors",
            "predecessors",
            "predecessor, depends on, dependencies, blocked by, blocked by (dependencies), dependency, waiting on",
        ),
        _field("labels", "tags", "tags, label, tag, categories, category, components"),
        _field("external_id", synonyms="external id, reference, ref, uid, guid, unique id"),
    ),
    "time": (
        _field("task", synonyms="task name, task title, issue, to do, activity, card"),
        _field("project", synonyms="project name"),
        _field("deal", synonyms="deal name, deal title, opportunity, opportunity name"),
        _field("client", synonyms=_CLIENT),
        _field("person", synonyms="user, member, employee, who, user name, team member, staff, name, email"),
        _field(
            "started",
            "moment",
            "start, start date, started at, from, begin, date, day, spent date, work date, on, start time",
        ),
        _field("ended", "moment", "end, ended at, to, until, stop, end time, stop time, finish, finish time"),
        _field(
            "hours",
            "hours",
            "duration, time, duration (h), duration (decimal), time spent, hours spent, time (hours), time (h), time (decimal), "
            "hours (decimal), total time, hours tracked",
        ),
        _field("billable", "bool", "is billable, billable?, chargeable, invoiceable"),
        _field("note", synonyms="notes, description, comment, comments, memo, details, text"),
    ),
}


def fields(kind: str) -> tuple[Field, ...]:
    """The fields of an import kind. Raises UserError for a kind that there is none of."""
    if kind not in KINDS:
        raise UserError(f"“{kind}” cannot be imported. Choose one of: {', '.join(KINDS)}.")
    return KINDS[kind]
