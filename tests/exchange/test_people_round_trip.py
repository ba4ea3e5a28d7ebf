"""Clients and contacts go out to a file and come back into an empty workspace: tags, own fields, owner, every client with its role."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.exchange import exporting, importing
from app.services import clients, contacts, custom_fields, people, tags, workspace

FIELDS = (
    ("Code", "text", ()), ("Seats", "number", ()), ("Licence", "money", ("USD",)), ("Since", "date", ()), ("Size", "choice", ("Small", "Large")),
    ("Signed", "yes_no", ()), ("Drive", "link", ()),
)  # fmt: skip
VALUES = {
    "Code": st.sampled_from(["A, “12”\nline", "=1+1", "007", "- 5", "'x", "true", "2026-01-01"]),
    "Seats": st.sampled_from(["-1250.5", "0", "12345678.25"]),
    "Licence": st.sampled_from(["120050 USD", "0 EUR", "5 JPY"]),
    "Since": st.sampled_from(["2026-12-01", "1999-02-28"]),
    "Size": st.sampled_from(["Small", "Large"]),
    "Signed": st.sampled_from(["0", "1"]),
    "Drive": st.just("https://example.com/a;b?c=1,2"),
}
WORDS = st.text("abZ é;\"',|=+@#-05\\", min_size=1, max_size=10).map(lambda text: " ".join(text.split())).filter(bool)
TAGS = st.text("abé '\"+5", min_size=1, max_size=5).map(lambda text: " ".join(text.split())).filter(bool)
RECORD = st.fixed_dictionaries({
    "owner": st.none() | st.sampled_from(["Mara Sample", "Jonas; “J” Sample", "007"]),
    "tags": st.lists(TAGS, max_size=3, unique_by=str.casefold),
    "own": st.fixed_dictionaries({}, optional=VALUES),
})  # fmt: skip
PLACES = st.lists(st.tuples(st.integers(0, 3), st.just("") | WORDS), max_size=4, unique_by=lambda place: place[0])


def defined(store):
    for kind in ("client", "contact"):
        for name, value_kind, options in FIELDS:
            custom_fields.define(store, kind, name, value_kind, options)


def filled(store, kind, record, told):
    names = {field.name: field.id for field in custom_fields.fields(store, kind)}
    owner = people.ensure(store, [told["owner"]])[told["owner"]] if told["owner"] else None
    change = clients.change if kind == "client" else clients.change_contact
    change(store, record, "owner_id", owner)
    tags.replace(store, kind, record, told["tags"])
    for name, value in told["own"].items():
        custom_fields.put(store, names[name], [record], value)


def seen(store, kind):
    """Everything that must survive, by name."""
    ids = dict(store.rows(f"SELECT id, name FROM {kind} WHERE deleted_at IS NULL ORDER BY id"))
    owners = dict(store.rows(f"SELECT k.id, p.name FROM {kind} k LEFT JOIN person p ON p.id = k.owner_id"))
    names = {field.id: field.name for field in custom_fields.fields(store, kind)}
    values = custom_fields.values(store, kind, list(ids))
    marks = tags.of(store, kind, list(ids))
    found = {}
    for record, name in ids.items():
        places = {} if kind == "client" else {at.client: at.role for at in contacts.detail(store, record).places}
        own = {names[field]: value for field, value in values[record].items()}
        found[name] = (owners[record], {tag.name for tag in marks[record]}, own, places)
    return found


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory):
    """An empty workspace of somebody else, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "work.baton"
    workspace.create(path, my_name="Ada Sample", currency="EUR").close()
    return path


def carried(store, kinds, suffix, empty_file):
    """What stands in an empty workspace after it has read what this one wrote."""
    with TemporaryDirectory() as folder:
        for kind in kinds:
            exporting.export(store, kind, Path(folder) / f"{kind}.{suffix}")
        with workspace.open_workspace(shutil.copyfile(empty_file, Path(folder) / "other.baton")) as other:
            defined(other)
            for kind in kinds:
                report = importing.run(other, kind, Path(folder) / f"{kind}.{suffix}")
                assert report.landed.errors == [] and report.unused == ()
            return {kind: seen(other, kind.removesuffix("s")) for kind in kinds}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(
    st.lists(st.tuples(WORDS, RECORD), min_size=4, max_size=4, unique_by=lambda each: each[0].casefold()),
    st.lists(st.tuples(WORDS, PLACES, RECORD), min_size=1, max_size=5, unique_by=lambda each: each[0].casefold()),
    st.sampled_from(["csv", "xlsx"]),
)
def test_what_is_written_is_read_again_in_an_empty_workspace(new_file, empty_file, firms, persons, suffix):
    with (
        TemporaryDirectory() as folder,
        workspace.open_workspace(shutil.copyfile(new_file, Path(folder) / "work.baton")) as store,
    ):
        defined(store)
        with store.write("Fill"):
            ids = [clients.add(store, name) for name, _ in firms]
            for client, (_, told) in zip(ids, firms, strict=True):
                filled(store, "client", client, told)
            for name, places, told in persons:
                contact = clients.add_contact(store, name)
                for at, role in places:
                    clients.link_contact(store, ids[at], contact, role)
                filled(store, "contact", contact, told)
        found = carried(store, ("clients", "contacts"), suffix, empty_file)
        assert found == {"clients": seen(store, "client"), "contacts": seen(store, "contact")}


@pytest.fixture
def jonas(store):
    """Jonas speaks for two clients, as a buyer and as an adviser."""
    contact = clients.add_contact(store, "Jonas Sample", client_id=clients.add(store, "Blue Heron"), role="Buyer")
    clients.link_contact(store, clients.add(store, "Smith; Sons"), contact, "Adviser")
    return contact


def test_a_contact_of_several_clients_is_one_line(store, jonas, tmp_path):
    assert exporting.export(store, "contacts", tmp_path / "out.csv") == 1
    head, line = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert head == "name,email,phone,client,role,tags,owner,external_id,website,addresses"
    assert line == 'Jonas Sample,,,"Blue Heron; ""Smith; Sons""",Buyer; Adviser,,Mara Sample,,,'


def test_a_deleted_client_is_no_client_of_a_contact_in_the_file(store, jonas, tmp_path):
    clients.delete(store, [clients.named(store, "Smith; Sons")[0]])
    exporting.export(store, "contacts", tmp_path / "out.csv")
    assert "Smith" not in (tmp_path / "out.csv").read_text("utf-8")


def landed(store, tmp_path, text, kind="contacts"):
    (tmp_path / "in.csv").write_text(text, "utf-8")
    return importing.run(store, kind, tmp_path / "in.csv").landed


def places(store, name):
    row = store.value("SELECT id FROM contact WHERE name = ?", (name,))
    return {at.client: at.role for at in contacts.detail(store, row).places}


def test_one_role_is_for_every_client_and_a_number_that_does_not_fit_is_refused(store, tmp_path):
    report = landed(
        store, tmp_path, "name,client,role\nRosa,A; B,Director\nJonas,A; B; C,Buyer; Adviser\nMara,A,Buyer; Adviser\n"
    )
    assert places(store, "Rosa") == {"A": "Director", "B": "Director"} and places(store, "Mara") == {
        "A": "Buyer; Adviser"
    }
    assert [(problem.row, problem.field, problem.problem) for problem in report.errors] == [
        (2, "role", "There are 3 clients and 2 roles. Write a role for each client with ; between, or one for all.")
    ]
    assert clients.named(store, "C") is None  # a row that does not land makes no client


def test_a_client_whose_own_name_holds_the_mark_is_one(store, tmp_path):
    clients.add(store, "Smith; Sons")
    landed(store, tmp_path, "name,client\nRosa,smith; sons\n")
    assert places(store, "Rosa") == {"Smith; Sons": ""}


@pytest.mark.parametrize("kind", ["clients", "contacts"])
def test_the_owner_is_who_the_file_says(store, tmp_path, kind):
    report = landed(store, tmp_path, "name,owner\nOne,mara sample\nTwo,Jonas Sample\nThree,\n", kind)
    owner = dict(store.rows(f"SELECT k.name, p.name FROM {kind[:-1]} k LEFT JOIN person p ON p.id = k.owner_id"))
    assert owner == {"One": "Mara Sample", "Two": "Jonas Sample", "Three": None}
    assert report.made == {"person": ["Jonas Sample"]}
    landed(store, tmp_path, "name\nFour\n", kind)
    assert (
        store.value(f"SELECT p.name FROM {kind[:-1]} k JOIN person p ON p.id = k.owner_id WHERE k.name = 'Four'")
        == "Mara Sample"
    )
    landed(store, tmp_path, "name,owner\nTwo,\nOne,Jonas Sample\n", kind)  # an empty cell changes nothing
    assert dict(store.rows(f"SELECT k.name, p.name FROM {kind[:-1]} k JOIN person p ON p.id = k.owner_id WHERE k.id < 3")) == {
        "One": "Jonas Sample", "Two": "Jonas Sample",
    }  # fmt: skip


def test_colleagues_share_an_address_and_stay_two(store, tmp_path):
    text = "name,email\nRosa Sample,office@x.example\nJonas Sample,office@x.example\n"
    assert landed(store, tmp_path, text).created == 2
    again = landed(store, tmp_path, text)
    assert (again.created, again.updated, again.skipped) == (0, 0, 2)
    renamed = landed(store, tmp_path, "name,email\nRosa Sample-Brook,office@x.example\nJonas Sample,OFFICE@x.example\n")
    assert renamed.created == 0
    assert store.rows("SELECT name FROM contact ORDER BY id") == [("Rosa Sample-Brook",), ("Jonas Sample",)]


_CELL = st.sampled_from(("", "a", "b"))
_ROWS = st.lists(st.tuples(st.sampled_from(("Ann", "Ben", "Cid")), _CELL, _CELL, _CELL), min_size=1, max_size=5).filter(
    lambda rows: len(ids := [row[3] for row in rows if row[3]]) == len(set(ids))
)  # an id stands for one row


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_ROWS, rows=_ROWS)
def test_a_file_that_comes_twice_makes_nobody_the_second_time(new_file, before, rows):
    with TemporaryDirectory() as place, workspace.open_workspace(Path(shutil.copy(new_file, place))) as store:
        folder = Path(place)
        texts = [
            "name,email,client,external_id\n" + "".join(",".join(row) + "\n" for row in each) for each in (before, rows)
        ]
        for text in (*texts, texts[1]):
            report = landed(store, folder, text)
        assert report.created == 0
        known = store.ids("SELECT count(*) FROM contact WHERE external_id <> '' GROUP BY external_id")
        assert all(count == 1 for count in known)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_ROWS, rows=_ROWS)
def test_a_file_of_clients_that_comes_twice_makes_none_the_second_time(new_file, before, rows):
    with TemporaryDirectory() as place, workspace.open_workspace(Path(shutil.copy(new_file, place))) as store:
        texts = [
            "name,email,external_id\n" + "".join(f"{a},{b},{d}\n" for a, b, _, d in each) for each in (before, rows)
        ]
        for text in (*texts, texts[1], texts[1]):
            report = landed(store, Path(place), text, "clients")
        assert report.created == 0


def test_a_client_of_two_addresses_one_with_an_id_is_one(store, tmp_path):
    text = "name,email,external_id\nAcme,a@x.example,\nAcme,b@x.example,1\n"
    assert [landed(store, tmp_path, text, "clients").created for _ in range(3)] == [1, 0, 0]


def test_an_e_mail_that_comes_later_reaches_who_is_there_already(store, tmp_path):
    landed(store, tmp_path, "name,client\nAnn Lee,Acme\nAnn Lee,Other\n")
    report = landed(store, tmp_path, "name,email,client\nAnn Lee,ann@acme.example,Acme\n")
    assert (report.created, report.updated) == (0, 1)
    assert store.rows("SELECT email FROM contact ORDER BY id") == [("ann@acme.example",), ("",)]


def test_a_name_that_the_file_gives_to_somebody_without_an_address_is_not_taken_from_them(store, tmp_path):
    landed(store, tmp_path, "name,email,client\nAnn,info@acme.example,Acme\n")
    text = "name,email,client\nAnn,,Acme\nBen,info@acme.example,Acme\n"
    for created in (1, 0):
        assert landed(store, tmp_path, text).created == created
    assert store.rows("SELECT name FROM contact ORDER BY id") == [("Ann",), ("Ben",)]


def test_the_same_contact_twice_in_a_file_is_one(store, tmp_path):
    report = landed(store, tmp_path, "name,email,phone\nRosa Sample,r@x.example,\nRosa sample,R@x.example,123\n")
    assert report.created == 1 and store.rows("SELECT phone FROM contact") == [("123",)]


def test_a_vcard_with_two_firms_and_one_whose_name_holds_the_mark(store, tmp_path):
    (tmp_path / "rosa.vcf").write_text(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Rosa Sample\nORG:Smith\\; Sons;Sales\nORG:Quay Office\nTITLE:Buyer\nTITLE:Adviser\n"
        "CATEGORIES:vip,spring\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Jonas Sample\nORG:Smith\\; Sons\nTITLE:Buyer\\; Adviser\nEND:VCARD\n",
        "utf-8",
    )
    importing.run(store, "contacts", tmp_path / "rosa.vcf")
    assert places(store, "Rosa Sample") == {"Smith; Sons": "Buyer", "Quay Office": "Adviser"}
    assert places(store, "Jonas Sample") == {"Smith; Sons": "Buyer; Adviser"}
    assert {tag.name for tag in tags.of(store, "contact", [1])[1]} == {"vip", "spring"}


def test_the_first_contact_of_a_client_is_its_main_one_and_a_role_changes_with_the_file(store, tmp_path):
    heron = clients.add(store, "Blue Heron")
    clients.delete_contact(store, clients.add_contact(store, "Gone Sample", client_id=heron))
    text = "name,email,client,role\nRosa,r@x.example,Blue Heron; Quay Office,Buyer\nJonas,j@x.example,Blue Heron,\n"
    landed(store, tmp_path, text)
    assert [(one.name, one.role, one.is_main) for one in clients.contacts_of(store, heron)] == [
        ("Rosa", "Buyer", True),
        ("Jonas", "", False),
    ]
    landed(
        store, tmp_path, "name,email,client,role\nRosa,r@x.example,Blue Heron,Director\nRosa,r@x.example,Quay Office,\n"
    )
    assert places(store, "Rosa") == {"Blue Heron": "Director", "Quay Office": "Buyer"}
    store.undo()
    assert places(store, "Rosa") == {"Blue Heron": "Buyer", "Quay Office": "Buyer"}
