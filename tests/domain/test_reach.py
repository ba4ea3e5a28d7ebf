"""How somebody is reached: what is opened, what is shown, and what is none."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import reach
from app.domain.reach import Address

LINE = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@pytest.mark.parametrize(
    ("kind", "kept", "opened"),
    [
        ("email", "rosa.sample+x@heron.example", "mailto:rosa.sample+x@heron.example"),
        ("email", "jürgen@bäckerei.example", "mailto:j%C3%BCrgen@b%C3%A4ckerei.example"),
        ("email", "rosa@heron", ""),
        ("email", "a?b@c.example", "mailto:a%3Fb@c.example"),
        ("email", "a@b.example, c@d.example", ""),
        ("phone", "+49 (0)40 123-45", "tel:+494012345"),
        ("phone", "040 / 123 45 x12", "tel:04012345;ext=12"),
        ("phone", "ask for Rosa", ""),
        ("url", "heron.example/work", "https://heron.example/work"),
        ("url", "http://heron.example", "https://heron.example"),
        ("url", "file:///etc/passwd", ""),
        ("url", "javascript:alert(1)", ""),
        ("url", "heron", ""),
        ("address", "Quay 3\n20457\nSampletown\n", ""),
    ],
)
def test_what_is_opened(kind, kept, opened):
    assert reach.target(kind, kept) == opened
    assert bool(reach.problem(kind, kept)) == (not opened and kind != "address")


@given(st.sampled_from(tuple(reach.KINDS)), st.text(max_size=60))
def test_nothing_but_mail_telephone_and_https_is_ever_opened(kind, kept):
    opened = reach.target(kind, kept)
    assert opened == "" or urlsplit(opened).scheme == {"email": "mailto", "phone": "tel", "url": "https"}[kind]
    assert not any(letter.isspace() for letter in opened)
    reach.shown(kind, kept)


@given(st.builds(Address, LINE, LINE, LINE, LINE))
def test_an_address_is_read_as_it_was_kept(parts):
    tidy = Address(*(" ".join(part.split()) for part in parts))
    assert reach.address(reach.kept_address(parts)) == tidy
    assert reach.address(reach.kept_address(tidy)) == tidy


def test_an_address_on_one_line():
    assert reach.shown("address", "Quay 3\n20457\nSampletown\nNowhere") == "Quay 3, 20457 Sampletown, Nowhere"
    assert reach.shown("url", "https://www.heron.example/") == "www.heron.example"


def test_several_in_one_cell():
    assert reach.split("a@b.example;  c@d.example ;; a@b.example") == ["a@b.example", "c@d.example"]
