"""Contacts come over from every address book, whatever its idea of a vCard."""

import os
from pathlib import Path

import pytest

from app.base import UserError
from app.exchange.tables import read_table
from app.exchange.vcards import CONTACT_COLUMNS, read_vcards

DATA = Path(os.environ.get("BATON_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))


def contacts(tmp_path, *cards, encoding="utf-8"):
    path = tmp_path / "people.vcf"
    text = "".join(f"BEGIN:VCARD\r\n{card}\r\nEND:VCARD\r\n" for card in cards)
    path.write_bytes(text.encode(encoding))
    table = read_vcards(path)
    assert table.headers[: len(CONTACT_COLUMNS)] == CONTACT_COLUMNS
    return [dict(zip(table.headers, row, strict=True)) for row in table.rows], table.notes


def test_a_card_becomes_a_contact(tmp_path):
    card = (
        "VERSION:3.0\r\nN:Doe;Jane;;Dr.;\r\nFN:Dr. Jane Doe\r\nORG:Acme\\, Inc.;Sales\r\nTITLE:Buyer\r\n"
        "EMAIL;TYPE=home:jane@home.example\r\nEMAIL;TYPE=work,pref:jane@acme.example\r\nTEL;TYPE=FAX:1\r\n"
        "TEL;TYPE=CELL:2\r\nCATEGORIES:VIP,Berlin\r\nUID:abc-1\r\nNOTE:one\\ntwo\\; three\r\n"
        "ADR;TYPE=WORK:;;Main St 1;Bonn;NRW;53111;Germany\r\nURL:http\\://acme.example"
    )
    (contact,), notes = contacts(tmp_path, card)
    assert notes == ()
    assert contact == {
        "name": "Dr. Jane Doe",
        "email": "jane@acme.example",
        "phone": "2",
        "client": "Acme, Inc.",
        "role": "Buyer",
        "tags": "VIP; Berlin",
        "external_id": "abc-1",
        "notes": "one\ntwo; three",
        "website": "http://acme.example",
        "street": "Main St 1",
        "city": "Bonn, NRW",
        "postcode": "53111",
        "country": "Germany",
        "other_emails": "jane@home.example",
        "addresses": "Main St 1 | 53111 | Bonn, NRW | Germany",
        "other_phones": "1",
    }


def test_quoted_printable_charsets_and_soft_breaks(tmp_path):
    card = (
        "VERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\r\n"
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:gr=C3=BC=\r\n=C3=9Fe=0D=0Anext line\r\n"
        "TEL;WORK;PREF:12\r\nTEL;HOME:34"
    )
    (contact,), _notes = contacts(tmp_path, card)
    assert contact["name"] == "Jörg Müller"
    assert contact["notes"] == "grüße\nnext line"
    assert (contact["phone"], contact["other_phones"]) == ("12", "34")


def test_folded_lines_and_groups(tmp_path):
    (contact,), _notes = contacts(
        tmp_path, "VERSION:3.0\r\nFN:Jane\r\n  Doe\r\nitem1.EMAIL:jane@\r\n acme.example\r\nitem1.X-ABLabel:x"
    )
    assert (contact["name"], contact["email"]) == ("Jane Doe", "jane@acme.example")


def test_version_4_preferences_and_telephone_addresses(tmp_path):
    (contact,), _notes = contacts(
        tmp_path,
        'VERSION:4.0\r\nFN:Jane Doe\r\nEMAIL;PREF=2:b@x.example\r\nEMAIL;PREF=1:a@x.example\r\n'
        'TEL;VALUE=uri;TYPE="work,voice":tel:+49-228-1;ext=7',
    )  # fmt: skip
    assert (contact["email"], contact["phone"]) == ("a@x.example", "+49-228-1 ext. 7")


def test_a_broken_picture_does_not_cost_the_contact(tmp_path):
    (contact,), notes = contacts(
        tmp_path, "VERSION:2.1\r\nFN:Jane\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AA\r\n qq\r\n\r\nTEL:5"
    )
    assert (contact["name"], contact["phone"], notes) == ("Jane", "5", ())


def test_a_card_without_a_name_goes_by_its_address(tmp_path):
    found, notes = contacts(tmp_path, "VERSION:3.0\r\nEMAIL:jane@acme.example", "VERSION:3.0\r\nCATEGORIES:x")
    assert [contact["name"] for contact in found] == ["jane@acme.example"]
    assert len(notes) == 1 and notes[0].startswith("Card 2: left out")


def test_a_list_of_contacts_is_left_out_and_said_so(tmp_path):
    found, notes = contacts(tmp_path, "VERSION:4.0\r\nKIND:group\r\nFN:Friends", "VERSION:4.0\r\nFN:Jane")
    assert [contact["name"] for contact in found] == ["Jane"] and "list of contacts" in notes[0]


def test_a_file_that_was_cut_short_keeps_what_is_there(tmp_path):
    path = tmp_path / "cut.vcf"
    path.write_text("begin:vcard\nVERSION:3.0\nFN:Jane\nEMAIL:jane@acme.example\n")
    assert read_table(path).rows[0][:2] == ("Jane", "jane@acme.example")


def test_a_file_without_a_contact_is_refused(tmp_path):
    path = tmp_path / "none.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n")
    with pytest.raises(UserError, match="no contact"):
        read_vcards(path)


@pytest.mark.skipif(not (DATA / "vcard").is_dir(), reason="the sample data is not here")
def test_cards_of_ten_programs_are_all_read():
    files = sorted((DATA / "vcard").glob("*.vcf"))
    tables = [read_table(path) for path in files]
    assert (len(files), sum(len(table.rows) for table in tables)) == (18, 26)
    assert {table.source_kind for table in tables} == {"vcard"}
    names = {row[0] for table in tables for row in table.rows}
    assert {
        "Mr. John Richter, James Doe Sr.",
        "Simon Perreault",
        "ÑÑÑÑ",
        "Frank Dawson",
        "Dummy, Dummy",
    } <= names
    assert not any("\ufffd" in str(cell) or "=C3" in str(cell) for t in tables for row in t.rows for cell in row)


def test_a_card_that_is_never_closed_ends_where_the_next_begins(tmp_path):
    path = tmp_path / "people.vcf"
    path.write_text(
        "BEGIN:VCARD\nFN:Rosa\n\nBEGIN:VCARD\nBEGIN:VCARD\nFN:Jonas\nEND:VCARD\nBEGIN:VCARD\nFN:Mara\n", "utf-8"
    )
    assert [row[0] for row in read_vcards(path).rows] == ["Rosa", "Jonas", "Mara"]


def test_an_agent_s_card_within_a_card_is_passed_over(tmp_path):
    path = tmp_path / "people.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:2.1\nFN:Rosa\nAGENT:\nBEGIN:VCARD\nFN:Jonas\nEND:VCARD\nEMAIL:r@x.example\nEND:VCARD\n",
        "utf-8",
    )
    assert [row[:2] for row in read_vcards(path).rows] == [("Rosa", "r@x.example")]
