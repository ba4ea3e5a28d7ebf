"""What speaks for two clients or contacts being one, and what does not."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import duplicates
from app.domain.duplicates import Who, digits_of, domain_of, host_of, likeness, nearly, pairs, plain_words


def found(kind, *people):
    return [(pair.one, pair.other) for pair in pairs(kind, people)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME GmbH"),
        ("Acme Ltd", "Acme GmbH"),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Müller & Söhne", "Muller und Sohne AG"),
        ("Sample S.A.", "Sample"),
        ("Wzorzec Sp. z o.o.", "Wzorzec"),
        ("O'Hara Press", "OHara Press"),
        ("GTX Pro Media", "GTXPro Media"),
        ("Tideway Energy", "Tideway Enegry"),
        ("Sample, Mara", "Mara Sample"),
        ("Blue Heron", "Blue Heron Dental"),
    ],
)
def test_names_that_are_alike(one, other):
    assert likeness(one, other)[0] >= duplicates.POSSIBLE
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Studio 54", "Studio 55"),
        ("Blue Door Dental", "Blue Heron Dental"),
        ("Brook", "Brock"),
        ("Acme", "Acme Design"),
        ("GmbH", "Ltd"),
        ("!!", "??"),
    ],
)
def test_names_that_are_not(one, other):
    assert likeness(one, other) == (0, "")


def test_free_providers_and_pages_on_other_sites_are_nobodys_own():
    assert domain_of("info@acme.example") == "acme.example"
    assert domain_of("a@mail.acme.example") == "mail.acme.example"
    assert [domain_of(mail) for mail in ("a@gmail.com", "a@mail.yahoo.co.uk", "a@gmx.de", "no address", "a@")] == [
        ""
    ] * 5
    assert host_of("https://www.Acme.example/about?x=1") == "acme.example"
    assert host_of("https://www.facebook.com/acme") == ""


def test_a_number_is_the_same_with_and_without_its_country():
    assert digits_of("+49 (30) 555-12345") == digits_of("030 55512345") == digits_of("0049 30 555 12345")
    assert digits_of("12 34") == ""
    assert digits_of("+44 20 7946 0123 ext 7") == digits_of("020 7946 0123")


def test_clients_share_a_domain_an_address_or_a_number():
    one = Who(1, "Quay Works", ("info@quay.example",), ("+49 30 5551234",), ("quay.example",))
    assert found("client", one, Who(2, "Harbour Office", ("mara@quay.example",))) == [(1, 2)]
    assert found("client", one, Who(2, "Harbour Office", (), (), ("https://www.quay.example/",))) == [(1, 2)]
    assert found("client", one, Who(2, "Harbour Office", (), ("030 5551234",))) == [(1, 2)]
    assert found("client", one, Who(2, "Harbour Office", ("x@gmail.com",)), Who(3, "Mill", ("y@gmail.com",))) == []


def test_what_many_share_says_nothing():
    many = [Who(i, name, (f"{name}@hoster.example",)) for i, name in enumerate(string.ascii_lowercase)]
    assert pairs("client", many) == []


def test_colleagues_are_no_duplicates():
    at = frozenset([7])
    mara = Who(1, "Mara Sample", ("mara@quay.example",), ("030 5551234",), near=at)
    jonas = Who(2, "Jonas Sample", ("jonas@quay.example",), ("030 5551234",), near=at)
    assert found("contact", mara, jonas) == []
    assert found("contact", mara, Who(3, "M. Sample", ("m.sample@quay.example",), near=at)) == [(1, 3)]
    assert found("contact", mara, Who(4, "Mara Sample", near=frozenset([8]))) == [(1, 4)]
    assert found("contact", Who(1, "Mara", near=at), Who(4, "Mara", near=frozenset([8]))) == []
    assert found("contact", Who(5, "mara@quay.example", ("mara@quay.example",)), mara) == [(1, 5)]


def test_the_likeliest_comes_first_with_its_reasons():
    people = (
        Who(1, "Tideway Energy", ("a@tideway.example",), place="Port Sample"),
        Who(2, "Tideway Energy GmbH", ("a@tideway.example",), place="Port Sample"),
        Who(3, "Tideway Enegry"),
    )
    first, *others = pairs("client", people)
    assert (first.one, first.other, first.words) == (1, 2, "Very likely")
    assert first.reasons[0] == "Both have a@tideway.example"
    assert {pair.words for pair in others} == {"Possible"}


def test_whom_one_means_while_typing():
    known = [(1, "Tideway Energy"), (2, "Blue Heron Dental"), (3, "Studio 54"), (4, "Mara Sample")]
    assert nearly("tidewy energy", known) == [1]
    assert nearly("Blue Heron Dental Ltd", known) == [2]
    assert nearly("Sample Mara", known) == [4]
    assert nearly("Studio 55", known) == nearly("Tid", known) == nearly("Harbour", known) == []


NAMES = st.text(st.sampled_from("abc äßÉ.'&7-é日"), max_size=14)


@given(NAMES, NAMES)
def test_likeness_goes_both_ways(one, other):
    assert likeness(one, other)[0] == likeness(other, one)[0]


@given(NAMES)
def test_a_name_is_like_itself_whatever_its_case(name):
    if plain_words(name):
        assert likeness(name, name.upper())[0] >= 55


@given(st.lists(NAMES, max_size=12))
@example(["ß.7", "ß.7.ß"])
def test_the_blocks_lose_no_pair_of_the_same_letters(names):
    people = [Who(i, name) for i, name in enumerate(names)]
    expected = {
        (one.id, other.id)
        for one in people
        for other in people
        if one.id < other.id and duplicates.client_reasons(one, other)
    }
    assert expected == set(found("client", *people))


@given(st.text("abcdefghijkl", min_size=9, max_size=16), st.integers(0, 8), st.sampled_from("xyz"))
def test_one_wrong_letter_is_found_among_others(name, at, letter):
    wrong = name[:at] + letter + name[at + 1 :]
    crowd = [Who(10 + i, f"{letter}{i}{name}") for i in range(3)]
    assert (1, 2) in found("client", Who(1, name), Who(2, wrong), *crowd)
