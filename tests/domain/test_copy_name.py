"""The name of a copy."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.copy_name import copy_name


def test_the_second_copy_is_numbered_and_a_copy_of_a_copy_too():
    assert copy_name("Site", []) == "Site (copy)"
    assert copy_name("Site", ["site (COPY)"]) == "Site (copy 2)"
    assert copy_name("Site (copy)", ["Site (copy)", "Site (copy 2)"]) == "Site (copy 3)"
    assert copy_name("A copy of a map", []) == "A copy of a map (copy)"


@given(st.text(min_size=1, max_size=8), st.integers(0, 12))
def test_copies_of_copies_all_get_names_of_their_own(name, count):
    known = [name]
    for _ in range(count):
        known.append(copy_name(known[-1], known))
    assert len({each.casefold() for each in known}) == len(known)
