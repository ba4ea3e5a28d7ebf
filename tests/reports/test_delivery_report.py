"""Delivery figures on paper, and the two charts: what they show and that they fit."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
import time_machine

from app.domain.delivery import CycleTime, Week
from app.models.store import Store
from app.reports import delivery_figure, delivery_report, reports
from app.services import delivery, demo

TODAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _on_a_thursday():
    with time_machine.travel("2026-11-12T14:02:00Z", tick=False):
        yield


def _read(out: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(out).pages).split())


def test_the_report_tells_what_the_page_tells(store: Store, tmp_path: Path) -> None:
    demo.fill(store, today=TODAY)
    told = delivery.read(store)
    text = _read(reports.delivery(store, tmp_path / "delivery.pdf"))
    assert "Delivery figures Sample Studio · All projects · As of 12 November 2026 · Last 13 weeks" in text
    assert f"{told.on_time.kept} of {told.on_time.n}, likely" in text
    assert "too few to tell" in text
    for one in told.aged:
        assert one.title in text
    data = delivery_report.gather(store, "a4")
    assert len(data["forecasts"]) == 4
    assert [group["head"] for group in data["estimates"]] == ["Person", "Project"]


def test_an_empty_workspace_makes_a_report_too(store: Store, tmp_path: Path) -> None:
    text = _read(reports.delivery(store, tmp_path / "delivery.pdf", period="all", paper="us-letter"))
    assert "All time" in text and "How this is counted" in text


@pytest.mark.parametrize("size", [(853, 300), (420, 180), (1400, 500)])
def test_the_charts_fit_their_sheet(size: tuple[int, int]) -> None:
    first = date(2026, 8, 10)
    weeks = [Week(first + timedelta(days=7 * n), n * n % 11, n < 13) for n in range(14)]
    cycle = CycleTime(2, 9, 30, tuple(sorted((1 + n * n % 47, n) for n in range(60))), 0)
    for figure in (
        delivery_figure.throughput_figure(weeks, size_px=size),
        delivery_figure.cycle_figure(cycle, size_px=size),
    ):
        assert figure.baton_hits
        assert all(hit.box.x >= 0 and hit.box.right <= size[0] for hit in figure.baton_hits)


def test_every_task_is_in_one_bar() -> None:
    days = tuple(sorted((1 + n * 7 % 200, n) for n in range(90)))
    step, bins = delivery_figure._bins(CycleTime(3, 8, 12, days, 0))
    assert sum(value for _, value in bins) == len(days)
    assert [low for low, _ in bins] == [1 + step * n for n in range(len(bins))]


def test_many_weeks_and_one_week_can_be_drawn() -> None:
    many = [Week(date(2020, 1, 6) + timedelta(days=7 * n), 1200 + n, True) for n in range(300)]
    assert len(delivery_figure.throughput_figure(many).baton_hits) == 300
    one = delivery_figure.throughput_figure([Week(date(2026, 11, 9), 1, False)])
    assert one.baton_hits[0].text == "Week 46 of 2026, to 15 Nov: 1 task finished, so far"
    assert delivery_figure.throughput_figure([]).baton_hits == []
