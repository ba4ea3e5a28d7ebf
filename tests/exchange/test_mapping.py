"""Columns find their fields by name and by what other programs call them; the user has the last word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.exchange.kinds import KINDS
from app.exchange.mapping import likely_duplicate, match, missing

COLUMNS = {
    "clients": "name kind website email phone street city postcode country currency tags owner external_id more_emails more_phones addresses",
    "contacts": "name email phone client role tags owner external_id more_emails more_phones website addresses",
    "deals": "title client contact pipeline stage amount currency probability created expected_close closed "
    "owner source product lost_reason tags external_id",
    "products": "name code price currency unit hours tax tags external_id",
    "tasks": "key title project milestone status assignee estimate_hours duration_days start due fixed_deadline not_before done "
    "predecessors labels external_id",
    "time": "task project deal client person started ended hours billable note",
}


def found(headers, kind, explicit=None):
    return {field: headers[index] for field, index in match(headers, kind, explicit).columns.items()}


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_documented_column_is_found_whatever_its_case_and_spaces(kind):
    names = COLUMNS[kind].split()
    assert [field.name for field in KINDS[kind]] == names
    for headers in (
        names,
        [name.replace("_", " ").title() for name in names],
        [name.upper() for name in names[::-1]],
    ):
        mapping = match(headers, kind)
        assert list(mapping.columns) == names and mapping.unused == ()
        assert [headers[index].casefold().replace(" ", "_") for index in mapping.columns.values()] == names


def test_exports_of_other_programs():
    pipedrive = [
        "Deal - Title",
        "Deal - Value",
        "Deal - Currency of Value",
        "Deal - Organization",
        "Deal - Stage",
        "Deal - Expected close date",
        "Deal - Owner",
        "Deal - ID",
    ]
    assert list(found(pipedrive, "deals")) == [
        "title", "client", "stage", "amount", "currency", "expected_close", "owner", "external_id",
    ]  # fmt: skip
    hubspot = [
        "Record ID",
        "Deal Name",
        "Deal Stage",
        "Close Date",
        "Deal owner",
        "Amount",
        "Associated Company",
    ]
    assert found(hubspot, "deals")["closed"] == "Close Date" and match(hubspot, "deals").unused == ()
    asana = ["Task ID", "Completed At", "Name", "Section/Column", "Assignee", "Due Date", "Tags", "Projects",
             "Blocked By (Dependencies)"]  # fmt: skip
    assert found(asana, "tasks") == {
        "key": "Task ID",
        "title": "Name",
        "project": "Projects",
        "milestone": "Section/Column",
        "assignee": "Assignee",
        "due": "Due Date",
        "done": "Completed At",
        "predecessors": "Blocked By (Dependencies)",
        "labels": "Tags",
    }
    trello = ["Card ID", "Card Name", "Labels", "Members", "Due Date", "List Name", "Board Name"]
    assert found(trello, "tasks")["status"] == "List Name" and found(trello, "tasks")["project"] == "Board Name"


def test_a_name_beats_a_synonym_and_a_column_serves_one_field():
    assert found(["Deal", "title", "name"], "deals") == {"title": "title"}
    assert match(["Deal", "title", "name"], "deals").unused == ("Deal", "name")


def test_the_user_has_the_last_word():
    headers = ["title", "Code Name", "Agent", "Région"]
    mapping = match(headers, "deals", {"Title": "code_name", "custom:Region": "région", "owner": "AGENT"})
    assert mapping.columns == {"title": 1, "owner": 2}
    assert mapping.custom == {"Region": 3} and mapping.unused == ("title",)


def test_one_column_may_serve_two_fields_when_it_is_said_so():
    mapping = match(["opportunity_id"], "deals", {"title": "opportunity_id", "external_id": "opportunity_id"})
    assert mapping.columns == {"title": 0, "external_id": 0}


def test_a_field_can_be_left_out():
    assert match(["title", "amount"], "deals", {"amount": ""}).unused == ("amount",)


def test_wrong_wishes_are_answered_with_what_there_is():
    with pytest.raises(UserError, match=r"“titel” is not a field of deals.*expected_close.*custom:"):
        match(["a"], "deals", {"titel": "a"})
    with pytest.raises(UserError, match=r"no column “b”.*“a”"):
        match(["a"], "deals", {"title": "b"})
    with pytest.raises(UserError, match="needs a name"):
        match(["a"], "deals", {"custom:": "a"})
    with pytest.raises(UserError, match="clients, contacts"):
        match(["a"], "invoices")


def test_required_fields_that_are_missing_are_told():
    assert missing(match(["amount"], "deals"), "deals") == ("title",)
    assert missing(match(["name"], "clients"), "clients") == ()


@given(st.lists(st.text(max_size=12), max_size=12), st.sampled_from(sorted(KINDS)))
def test_each_column_is_used_once_or_named_as_unused(headers, kind):
    mapping = match(headers, kind)
    used = list(mapping.columns.values())
    assert len(used) == len(set(used))
    assert len(used) + len(mapping.unused) == len(headers)


KNOWN = [
    "GTX Basic",
    "GTX Pro",
    "MG Special",
    "GTX Plus Pro",
    "GTX Plus Basic",
    "Acme GmbH",
    "Phase 1 delivery",
    "technology",
]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("GTXPro", "GTX Pro"), ("gtx basic", "GTX Basic"), ("Acme", "Acme GmbH"), ("technolgy", "technology"),
     ("Téchnology", "technology"), ("GTX Pro", "GTX Pro")],
)  # fmt: skip
def test_a_name_that_most_likely_means_a_known_one(name, meant):
    assert likely_duplicate(name, KNOWN) == meant


@pytest.mark.parametrize("name", ["GTX", "GTX Plus", "Acme Ltd", "Phase 2 delivery", "GTK 501", "Anna", "", "…"])
def test_a_different_name_is_left_alone(name):
    assert likely_duplicate(name, KNOWN) is None


def test_people_of_similar_names_are_two():
    assert likely_duplicate("Anna Schmidt", ["Anne Schmidt", "Anna Schmitz"]) is None
