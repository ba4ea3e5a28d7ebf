"""Tasks in layers: nothing stands before what it waits for, nothing over anything else, and bands do not mix."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.graph_layout import layout

NETS = st.integers(1, 14).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=30),
        st.lists(st.integers(0, 3), min_size=count, max_size=count),
    )
)


@given(NETS)
def test_a_task_stands_right_of_what_it_waits_for(net):
    count, pairs, _ = net
    links = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    made = layout(range(count), links)
    assert set(made.places) == set(range(count))
    assert all(made.places[first].layer < made.places[then].layer for first, then in links)


@given(NETS)
def test_no_card_stands_over_another_of_its_band(net):
    count, pairs, bands = net
    made = layout(range(count), pairs, dict(enumerate(bands)))
    for layer in range(made.layers):
        for band in range(4):
            rows = sorted(place.row for key, place in made.places.items() if (place.layer, bands[key]) == (layer, band))
            assert all(low + 1 <= high + 1e-6 for low, high in pairwise(rows))
            assert all(-1e-6 <= row <= made.heights[band] - 1 + 1e-6 for row in rows)


@given(NETS)
def test_links_in_a_circle_hang_nothing(net):
    count, pairs, _ = net
    made = layout(range(count), [*pairs, *[(then, first) for first, then in pairs]])
    assert len(made.places) == count


def test_the_same_network_always_looks_the_same():
    links = [(1, 3), (2, 3), (3, 4), (1, 4), (2, 5)]
    assert layout([1, 2, 3, 4, 5], links) == layout([1, 2, 3, 4, 5], links)


def test_crossing_lines_are_untangled():
    made = layout([1, 2, 3, 4], [(1, 4), (2, 3)])
    first, then = made.places[1].row < made.places[2].row, made.places[4].row < made.places[3].row
    assert first == then


def test_what_waits_for_nothing_stands_just_before_what_waits_for_it():
    made = layout([1, 2, 3, 4], [(1, 2), (2, 3), (4, 3)])
    assert made.places[4].layer == 1 and made.places[3].layer == 2


def test_a_long_link_is_led_past_the_tasks_between():
    made = layout([1, 2, 3], [(1, 2), (2, 3), (1, 3)])
    (step,) = made.ways[1, 3]
    assert step.layer == 1 and abs(step.row - made.places[2].row) >= 0.4 - 1e-6


def test_a_chain_is_a_straight_line():
    made = layout(range(2000), [(at, at + 1) for at in range(1999)])
    assert made.layers == 2000 and {place.row for place in made.places.values()} == {0.0}


def test_nothing_is_laid_out_as_nothing():
    made = layout([], [])
    assert made == ({}, {}, 0, {})
