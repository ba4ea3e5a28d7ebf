"""The map of the handoff on paper: the same figures as on screen, and words for those who do not see the drawing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest
import time_machine

from app.domain.leaks import Journey, path
from app.domain.workdays import Calendar
from app.models.store import Store
from app.reports import leaks_figure, leaks_report, reports
from app.services import demo, leaks

TODAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _on_a_thursday():
    with time_machine.travel("2026-11-12T14:02:00Z", tick=False):
        yield


def _read(out: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(out).pages).split())


def test_the_report_tells_what_the_page_tells(store: Store, tmp_path: Path) -> None:
    demo.fill(store, today=TODAY)
    told = leaks.read(store)
    text = _read(reports.handoff(store, tmp_path / "handoff.pdf"))
    assert "Where the handoff leaks Sample Studio · As of 12 November 2026 · Deals won at any time" in text
    assert "Ticket shop" in text
    assert "Who waits for whom" in text
    for one in told.by_client:
        assert one.name in text
    data = leaks_report.gather(store, "a4")
    assert [row["deals"] for row in data["steps"]] == [str(len(step.reached)) for step in told.path.steps]
    assert data["figures"][0]["value"] == "1"
    assert "1 not handed off" in data["chart_words"]


def test_an_empty_workspace_makes_a_report_too(store: Store, tmp_path: Path) -> None:
    text = _read(reports.handoff(store, tmp_path / "handoff.pdf", period="year", paper="us-letter"))
    assert "Deals won in the last 52 weeks" in text
    assert "How this is counted" in text


def test_names_with_markup_stay_text(store: Store, tmp_path: Path) -> None:
    from app.services import deals

    deal = deals.add(store, "#strong[Shop] $x$ <b>", client="A & B *Bakery*")
    deals.win(store, [deal], TODAY)
    text = _read(reports.handoff(store, tmp_path / "handoff.pdf"))
    assert "#strong[Shop] $x$ <b>" in text
    assert "A & B *Bakery*" in text


@pytest.mark.parametrize("size", [(853, 300), (480, 180), (1400, 420)])
def test_the_drawing_fits_its_sheet(size: tuple[int, int]) -> None:
    days = [date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 10), date(2026, 9, 12), date(2026, 11, 1)]
    journeys = [Journey(1, *days)] + [Journey(n, *days[: n % 4 + 1]) for n in range(2, 9)]
    figure = leaks_figure.leaks_figure(path(journeys, Calendar(), TODAY), size_px=size)
    assert figure.baton_hits
    for hit in figure.baton_hits:
        assert hit.box.x >= 0 and hit.box.right <= size[0] + 1
        assert hit.text and hit.target[0] in ("reached", "between", "here")
