"""Which column of a table is which field: by name, by what other programs call it, by what the user says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from functools import lru_cache
from typing import NamedTuple

from app.base import UserError
from app.domain.duplicates import LEGAL_FORMS

CUSTOM = "custom:"


class Field(NamedTuple):
    """A field of an import kind. `type` names the parser: text, currency, number, percent, bool, date,
    moment, hours, tags, predecessors. `synonyms` are other headers for it, best first.
    """

    name: str
    type: str
    required: bool
    synonyms: tuple[str, ...]


class Mapping(NamedTuple):
    """Where each field stands: index of its column. `custom` are custom fields by name; `unused` the headers
    nobody asked for.
    """

    columns: dict[str, int]
    custom: dict[str, int]
    unused: tuple[str, ...]


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
        _field("client", synonyms=_CLIENT + ", organization 1 - name, employer, org"),
        _field("role", synonyms="title, job title, position, function, organization 1 - title, occupation"),
        _TAGS,
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
        _field("duration_days", "number", "duration, days, duration (days), working days"),
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
        _field("ended", "moment", "end, ended at, to, until, stop, stop time, finish"),
        _field(
            "hours",
            "hours",
            "duration, time, duration (h), duration (decimal), time spent, hours spent, time (hours), total time",
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


def match(headers: Sequence[str], kind: str, explicit: AnyMapping[str, str] | None = None) -> Mapping:
    """Find the columns of `kind`: what `explicit` says (field or 'custom:Name' -> header), then names, then
    synonyms.

    Case, spaces and punctuation do not matter. An explicit '' leaves a field out. A column is given to one
    field only, unless `explicit` gives it to several. Raises UserError for an unknown kind, field or column.
    """
    known = {plain_header(field.name): field for field in fields(kind)}
    columns, custom, left_out = _stated(headers, kind, explicit or {})
    taken = {*columns.values(), *custom.values()}
    at: dict[str, int] = {}
    for index, header in enumerate(headers):
        if index not in taken:
            at.setdefault(plain_header(header), index)
    open_fields = [field for field in known.values() if field.name not in columns and field.name not in left_out]
    rounds = max((len(field.synonyms) for field in open_fields), default=0) + 1
    for turn in range(rounds):  # all names first, then everybody's best synonym, then the second best
        for field in open_fields:
            names = (field.name, *field.synonyms)
            if turn >= len(names) or field.name in columns:
                continue
            place = at.get(plain_header(names[turn]))
            if place is not None and place not in taken:
                columns[field.name] = place
                taken.add(place)
    ordered = {field.name: columns[field.name] for field in known.values() if field.name in columns}
    return Mapping(ordered, custom, tuple(header for index, header in enumerate(headers) if index not in taken))


def missing(mapping: Mapping, kind: str) -> tuple[str, ...]:
    """The required fields that have no column."""
    return tuple(field.name for field in fields(kind) if field.required and field.name not in mapping.columns)


def _stated(
    headers: Sequence[str], kind: str, explicit: AnyMapping[str, str]
) -> tuple[dict[str, int], dict[str, int], set[str]]:
    """Columns, custom fields and fields to leave out, as the user states them."""
    known = {plain_header(field.name): field.name for field in fields(kind)}
    columns: dict[str, int] = {}
    custom: dict[str, int] = {}
    left_out: set[str] = set()
    for wanted, header in explicit.items():
        if wanted.strip().casefold().startswith(CUSTOM):
            name = wanted.strip()[len(CUSTOM) :].strip()
            if not name:
                raise UserError("A custom field needs a name; write it as custom:Name=Column.")
            custom[name] = _column(headers, header)
            continue
        field = known.get(plain_header(wanted))
        if field is None:
            raise UserError(
                f"“{wanted}” is not a field of {kind}. The fields are: {', '.join(known.values())}; "
                "other columns are kept with custom:Name=Column."
            )
        if header.strip():
            columns[field] = _column(headers, header)
        else:
            left_out.add(field)
    return columns, custom, left_out


def _column(headers: Sequence[str], wanted: str) -> int:
    for same in (str, str.strip, str.casefold, plain_header):  # the most exact reading that finds one
        found = [index for index, header in enumerate(headers) if same(header) == same(wanted)]
        if found and plain_header(wanted):
            return found[0]
    names = ", ".join(f"“{header}”" for header in headers)
    raise UserError(f"The file has no column “{wanted}”. Its columns are: {names}.")


def plain_header(name: str) -> str:
    """A name without case, accents' encoding, spaces and punctuation; of signs only, the name itself."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", folded) or folded.strip()


# --- nearly the same name -------------------------------------------------------------------------

_LEAST_ALIKE = 93.0  # of 100, rapidfuzz's ratio: one wrong letter in a word of ten
_SHORTEST = 8


def likely_duplicate(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most likely means, None when there is none. A suggestion: nothing is merged
    unasked.

    Alike are names that differ in case, spaces, punctuation, accents ('GTXPro', 'GTX Pro') or in the legal
    form ('Acme', 'Acme GmbH'), and long ones with a letter wrong. Names whose numbers differ ('Phase 1',
    'Phase 2') never are.
    """
    candidates = list(dict.fromkeys(known))
    if name in candidates:
        return name
    wanted = _letters(name)
    if not wanted:
        return None
    letters = [_letters(candidate) for candidate in candidates]
    if wanted in letters:
        return candidates[letters.index(wanted)]
    bare = _letters(_without_legal_form(name))
    for candidate, plain in zip(candidates, letters, strict=True):  # 'Acme Ltd' and 'Acme GmbH' are two companies
        if bare == plain or wanted == _letters(_without_legal_form(candidate)):
            return candidate
    if len(wanted) < _SHORTEST:
        return None
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, letters, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, limit=5)
    digits = re.findall(r"\d+", name)
    return next((candidates[index] for _, _, index in found if re.findall(r"\d+", candidates[index]) == digits), None)


@lru_cache(maxsize=65_536)  # each new name is compared with all known ones
def _letters(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]+", "", "".join(mark for mark in decomposed if not unicodedata.combining(mark)))


@lru_cache(maxsize=65_536)
def _without_legal_form(name: str) -> str:
    words = re.findall(r"[^\s,]+", name)
    while len(words) > 1 and re.sub(r"\W", "", words[-1]).casefold() in LEGAL_FORMS:
        words.pop()
    return " ".join(words)
