"""Several e-mails, telephones, links and addresses go out to a file and come back from it."""

from __future__ import annotations

import pytest

from app.exchange import exporting, importing
from app.services import channels, clients, workspace


def told(store, record, name):
    record_id = store.value(f"SELECT id FROM {record} WHERE name = ?", (name,))
    return [(each.kind, each.value) for each in channels.of(store, record, [record_id])[record_id]]


@pytest.fixture
def heron(store):
    made = clients.add(store, "Blue Heron", email="hello@heron.example")
    rosa = clients.add_contact(store, "Rosa Sample", client_id=made)
    for record, record_id in (("client", made), ("contact", rosa)):
        channels.add_many(store, record, record_id, "email", ["one@heron.example", "two@heron.example"])
        channels.add_many(store, record, record_id, "phone", ["+49 40 1", "+49 40 2"])
        channels.add_many(store, record, record_id, "url", ["heron.example", "shop.heron.example"])
        channels.add_many(
            store, record, record_id, "address", ["Quay 3\n20457\nSampletown\nNowhere", "Depot\n\nPort Sample\n"]
        )
    return made


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("kind", "record", "name"), [("clients", "client", "Blue Heron"), ("contacts", "contact", "Rosa Sample")]
)
def test_out_and_in_again(store, heron, tmp_path, ending, kind, record, name):
    path = tmp_path / f"out.{ending}"
    exporting.export(store, kind, path)
    with workspace.create(tmp_path / "other.baton", my_name="Mara Sample", currency="EUR") as other:
        assert importing.run(other, kind, path).landed.errors == []
        assert told(other, record, name) == told(store, record, name)
        importing.run(other, kind, path)
        assert told(other, record, name) == told(store, record, name)  # a second time adds nothing


def test_a_column_for_the_second_e_mail(store, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "Name,Email,Email 2,Phone,Mobile\nRosa Sample,a@x.example,b@x.example; c@x.example,1234,5678\n", "utf-8"
    )
    importing.run(store, "contacts", path)
    assert told(store, "contact", "Rosa Sample") == [
        ("email", "a@x.example"), ("email", "b@x.example"), ("email", "c@x.example"), ("phone", "1234"), ("phone", "5678"),
    ]  # fmt: skip


def test_a_vcard_with_several_of_each(store, tmp_path):
    path = tmp_path / "rosa.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Rosa Sample\nEMAIL;TYPE=work:a@x.example\nEMAIL;TYPE=home:b@x.example\n"
        "TEL;TYPE=cell:1234\nTEL;TYPE=work:5678\nURL:https://x.example\nADR;TYPE=work:;;Quay 3;Sampletown;;20457;Nowhere\n"
        "ADR;TYPE=home:;;Lane 9;Port Sample;;;\nEND:VCARD\n",
        "utf-8",
    )
    importing.run(store, "contacts", path)
    assert told(store, "contact", "Rosa Sample") == [
        ("email", "a@x.example"), ("email", "b@x.example"), ("phone", "1234"), ("phone", "5678"), ("url", "https://x.example"),
        ("address", "Quay 3\n20457\nSampletown\nNowhere"), ("address", "Lane 9\n\nPort Sample\n"),
    ]  # fmt: skip
