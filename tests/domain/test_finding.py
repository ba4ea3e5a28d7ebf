"""What somebody types finds names: accents and case aside, the likeliest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import best, plain, rank, words

NAMES = ["Quiet Harbour", "Harbour Inn", "Old Harbour-Master", "Charbourne", "Müller & Söhne", "Mueller", "Café Größe"]


def found(typed, names=NAMES):
    return [name for _, name in best(words(typed), list(enumerate(names)), 10)]


def test_the_name_that_begins_so_comes_first_then_the_word_then_any_place():
    assert found("harb") == ["Harbour Inn", "Old Harbour-Master", "Quiet Harbour", "Charbourne"]
    assert found("MASTER") == ["Old Harbour-Master"]


def test_what_begins_with_all_that_was_typed_comes_before_the_same_words_elsewhere():
    names = ["Blue & Old Star", "Blue Star Ltd", "Star of Blue", "Blue Star"]
    assert found("blue star", names) == ["Blue Star", "Blue Star Ltd", "Blue & Old Star", "Star of Blue"]


@pytest.mark.parametrize("typed", ["muller", "MÜLLER", "sohne mul", "& söh"])
def test_accents_and_case_do_not_matter(typed):
    assert found(typed)[0] == "Müller & Söhne"


@pytest.mark.parametrize("typed", ["grosse", "GRÖSSE", "größe", "cafe gr"])
def test_a_sharp_s_is_two(typed):
    assert found(typed) == ["Café Größe"]


def test_every_word_must_be_there():
    assert found("harbour quiet") == ["Quiet Harbour"] and found("harbour loud") == []


@given(st.text(max_size=30), st.text(max_size=20))
def test_a_name_answers_exactly_when_it_holds_every_word(name, typed):
    wanted = words(typed)
    assert (rank(wanted, name) is not None) == all(word in plain(name) for word in wanted)


@given(st.text(min_size=1, max_size=40))
def test_a_name_is_found_by_itself_and_by_itself_without_accents(name):
    assert rank(words(name), name) is not None and rank(words(plain(name)), name) is not None
