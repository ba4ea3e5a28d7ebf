"""Several names in one cell of a file, and out of it again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cells import one_cell, several

NAMES = st.text('ab ;"|,é', max_size=8).map(str.strip)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Blue Heron", ["Blue Heron"]),
        ("Blue Heron; Quay Office", ["Blue Heron", "Quay Office"]),
        ("Blue Heron;Quay Office ", ["Blue Heron", "Quay Office"]),
        ('"Smith; Sons"; Quay Office', ["Smith; Sons", "Quay Office"]),
        ('"Blue" Heron', ['"Blue" Heron']),
        ('"Blue Heron"', ['"Blue Heron"']),
        ("; Adviser", ["", "Adviser"]),
        ("Buyer;", ["Buyer", ""]),
        ("", []),
        ("  ", []),
    ],
)
def test_names_in_a_cell(cell, names):
    assert several(cell) == names


@given(st.lists(NAMES, min_size=1, max_size=5).filter(any))
def test_what_was_written_is_read_again(names):
    assert several(one_cell(names)) == names


def test_nothing_but_empty_names_is_an_empty_cell():
    assert one_cell(["", ""]) == one_cell([]) == ""
