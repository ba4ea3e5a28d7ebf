"""The burn-up: two lines, the gap told in words, and the same manners as the burn-down."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from matplotlib.text import Text

from app.domain.burndown import TaskEvent, burndown
from app.domain.workdays import Calendar
from app.reports.burndown_figure import NO_ESTIMATES, NO_TASKS
from app.reports.burnup_figure import burnup_figure
from app.reports.palette import PAPER

START, TODAY = date(2026, 10, 12), date(2026, 11, 12)


def project(*, tasks=10, done=4, added=1, unit="hours", minutes="600", today=TODAY):
    events = []
    for number in range(tasks):
        events.append(TaskEvent(number, START, "created", None, None))
        if minutes:
            events.append(TaskEvent(number, START, "estimate", None, minutes))
        if number < done:
            events.append(TaskEvent(number, date(2026, 10, 15 + number), "status", "todo", "done"))
    for number in range(100, 100 + added):
        events.append(TaskEvent(number, date(2026, 10, 28), "created", None, None))
        events.append(TaskEvent(number, date(2026, 10, 28), "estimate", None, "1200"))
    return burndown(
        events,
        Calendar(),
        unit=unit,
        baseline_on=START,
        plan_finish=date(2026, 12, 4),
        promised_on=date(2026, 12, 15),
        today=today,
        titles={100: "Admin page"},
    )


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("size", [(700, 380), (967, 739), (1500, 700)])
@pytest.mark.parametrize(
    "data", [project(), project(done=0), project(done=10, added=0), project(unit="tasks"), project(today=START)]
)
def test_no_label_touches_another_or_the_edge(data, size):
    figure = burnup_figure(data, PAPER, size)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.findobj(Text) if text.get_text()]
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= size[0] + 1 and box.y1 <= size[1] + 1 for box in boxes)
    for one, other in combinations(boxes, 2):
        assert (
            min(one.x1, other.x1) - max(one.x0, other.x0) <= 0.5 or min(one.y1, other.y1) - max(one.y0, other.y0) <= 0.5
        )


def test_it_says_what_is_left_in_the_gap_and_why_the_scope_rose():
    said = words(burnup_figure(project()))
    assert "Hours done" in said
    assert "80 h left" in said
    assert "40 h of 120 h done, 33%" in said
    assert "+20 h" in said
    assert "Admin page" in said


def test_days_and_scope_changes_answer_the_pointer():
    places = burnup_figure(project()).baton_hits
    assert {next(iter(hit.target[1])) for hit in places} == {"on", "ids"}


def test_without_data_it_is_calm():
    assert NO_TASKS in words(burnup_figure(project(tasks=0, added=0)))
    empty = " ".join(words(burnup_figure(project(minutes="", added=0))))
    assert all(word in empty for word in NO_ESTIMATES.split())
