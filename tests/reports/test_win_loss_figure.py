"""The figures of 'Numbers': what they say, that nothing touches, and that every place opens deals."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.text import Text

from app.domain import win_loss as rules
from app.domain.pipeline import share
from app.domain.win_loss import Days
from app.domain.win_loss import Path as Walk
from app.reports import figures, win_loss_bars
from app.reports.palette import PAPER
from app.reports.win_loss_figure import span_name, win_rate_figure
from app.services.deal_filter import DealFilter
from app.services.win_loss import Asked, Cohort, Group, Numbers, Sum, Why

FIRST, LAST = date(2025, 12, 1), date(2026, 11, 23)
STAGES = ((1, "Lead"), (2, "Qualified"), (3, "Proposal"), (4, "Negotiation"))
FIGURES = (
    win_rate_figure, win_loss_bars.stages_figure, win_loss_bars.reasons_figure, win_loss_bars.competitors_figure,
    win_loss_bars.sources_figure, win_loss_bars.owners_figure,
)  # fmt: skip


def numbers(
    *, factor=1, names=("Referral", "A very long source that nobody would ever type by hand into a list", "مرجع")
):
    counts = {f"2026-{month:02}": ((month % 4 + 1) * factor, (month % 3) * factor) for month in range(1, 12)}
    won, lost = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
    walks = [Walk(place, kind, (4 - place) * factor) for place in range(4) for kind in ("open", "lost")]
    groups = tuple(
        Group(key, name, Sum(9 * factor, 90_000_00, 9, 0), Sum(7 * factor, 5_00, 7, 0), share(9 * factor, 16 * factor))
        for key, name in enumerate(names, 1)
    )
    whys = tuple(Why(group.key, group.name, group.lost) for group in groups)
    return Numbers(
        Asked(FIRST, LAST), "EUR", Sum(won, won * 100_00, won, 0), Sum(lost, 0, 0, 0), share(won, won + lost),
        Cohort(won + lost + 3, won, lost, None), Days(won, 30, 90), Days(lost, 20, 40), Days(3, None, None), 0, 3, None,
        rules.trend(counts, {"2025-12": (22, 9)}, "2025-12", "2026-11"), (1, "New business"), STAGES,
        rules.funnel([*walks, Walk(3, "won", won), Walk(None, "won", 2)], 4), whys,
        tuple(why._replace(key=why.name) for why in whys), groups, groups, 99,
    )  # fmt: skip


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("size", [(560, 240), (860, 236), (1300, 580)])
@pytest.mark.parametrize("factor", [1, 400])
@pytest.mark.parametrize("make", FIGURES)
def test_no_label_touches_another_or_the_edge(make, factor, size):
    figure = make(numbers(factor=factor), PAPER, size)
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in figure.findobj(Text) if text.get_text()]
    for text, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= size[0] + 1 and box.y1 <= size[1] + 1, text
    for (one, a), (two, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 0.5 or high <= 2, (one, two)


@pytest.mark.parametrize("make", FIGURES)
def test_every_place_opens_a_filter_of_deals_and_says_what_it_is(make):
    found = make(numbers()).baton_hits
    assert found
    for hit in found:
        kind, fields = hit.target
        assert kind == "deals" and DealFilter(**fields) != DealFilter() and ":" in hit.text


@pytest.mark.parametrize("make", FIGURES)
def test_figures_can_be_saved_and_are_the_same_twice(make, tmp_path: Path):
    first, second = make(numbers()), make(numbers())
    for kind in ("png", "svg", "pdf"):
        one, two = tmp_path / f"one.{kind}", tmp_path / f"two.{kind}"
        figures.save(first, one)
        figures.save(second, two)
        assert one.read_bytes() == two.read_bytes()


def test_a_point_of_twelve_months_opens_the_deals_of_twelve_months():
    told = numbers()
    assert told.trend is not None and told.trend.trailing
    closes = [hit.target[1]["closes"] for hit in win_rate_figure(told).baton_hits]
    assert closes[-1] == "2025-12-01..2026-11-23" and closes[0] == "2025-01-01..2025-12-31"
    assert "Win rate of the 12 months up to each month" in words(win_rate_figure(told))


def test_a_point_of_its_own_opens_its_month_within_the_time():
    told = numbers(factor=400)._replace(asked=Asked(date(2026, 1, 9), LAST))
    assert told.trend is not None and not told.trend.trailing
    closes = [hit.target[1]["closes"] for hit in win_rate_figure(told).baton_hits]
    assert (closes[0], closes[1]) == ("2026-01-09..2026-01-31", "2026-02-01..2026-02-28")


def test_too_little_is_told_in_words_and_not_drawn():
    few = numbers()._replace(won=Sum(4, 0, 4, 0), lost=Sum(2, 0, 2, 0), trend=None)
    assert any("needs 20 closed deals; 6 closed" in text for text in words(win_rate_figure(few)))
    unknown = few._replace(funnel=rules.funnel([Walk(None, "won", 6711)], 4))
    said = " ".join(words(win_loss_bars.stages_figure(unknown)))
    assert "6,711 deals of 6,711 came in already closed" in said
    early = few._replace(funnel=rules.funnel([Walk(0, "won", 3)], 4))
    assert "3 have closed" in " ".join(words(win_loss_bars.stages_figure(early)))
    none = few._replace(reasons=(), competitors=(), sources=())
    for make in (win_loss_bars.reasons_figure, win_loss_bars.competitors_figure, win_loss_bars.sources_figure):
        assert make(none).baton_hits == []


def test_more_owners_than_have_room_are_counted():
    many = numbers(names=[f"Person {number}" for number in range(40)])
    said = words(win_loss_bars.owners_figure(many, PAPER, (860, 300)))
    assert any("more, in the table" in text for text in said)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2026-11", "2026-11", "November 2026"), ("2026-10", "2026-12", "October to December 2026"), ("2026-01", "2026-12", "2026"),
        ("2025-11", "2026-01", "November 2025 to January 2026"),
    ],
)  # fmt: skip
def test_spans_have_the_names_people_use(first, last, name):
    assert span_name(first, last) == name
