"""The charts: nothing overlaps, nothing leaves the sheet, every bar answers the pointer."""

import logging
import random
import subprocess
import sys
from datetime import date, timedelta
from itertools import combinations

import pytest
from matplotlib.text import Text

from app.base import UserError
from app.domain.burndown import TaskEvent, burndown
from app.domain.forecast import ClosedDeal, OpenDeal, forecast
from app.domain.workdays import Calendar
from app.reports.burndown_figure import NO_ESTIMATES, NO_TASKS, amount_text, burndown_figure
from app.reports.figures import Box, Sheet, hits, nice_step, save
from app.reports.forecast_figure import NOTHING, forecast_figure
from app.reports.palette import PAPER

TODAY = date(2026, 11, 12)
START = date(2026, 10, 12)
SMALL, WIDE = (700, 380), (1500, 700)


def texts(figure):
    return [text for text in figure.findobj(Text) if text.get_text()]


def words(figure):
    return [text.get_text() for text in texts(figure)]


def assert_tidy(figure):
    """No two labels touch, and none is cut by the edge."""
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    width, height = figure.get_size_inches() * figure.dpi
    for name, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width + 1 and box.y1 <= height + 1, name
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 0.5 or high <= 0.5, f"{one!r} overlaps {other!r}"


def pipeline(months=8, scale=1, seed=1, back=2, apart=True, unit="month"):
    rng = random.Random(seed)
    deals = []
    for number in range(months * 4):
        expected = TODAY + timedelta(days=rng.randrange(0, 31 * max(1, months - back)))
        category = rng.choice(["commit", "best_case", "pipeline"])
        deals.append(
            OpenDeal(number, rng.randrange(1_000_00, 30_000_00) * scale, rng.randrange(101), expected, category)
        )
    closed = [ClosedDeal(900 + n, 9_000_00 * scale, TODAY - timedelta(days=15 * n)) for n in range(6)]
    if apart:
        deals.append(OpenDeal(800, 9_300_00 * scale, 50, TODAY - timedelta(days=9), "commit"))
        deals.append(OpenDeal(801, 17_800_00 * scale, 50, None, "commit"))
    return forecast(closed, deals, as_of=TODAY, currency="EUR", unit=unit, back=back, ahead=months - back, futures=200)


def project(days=60, changes=0, *, today=TODAY, unit="hours", scale=1, promised=None, seed=1):
    rng = random.Random(seed)
    events, titles = [], {}
    for number in range(30):
        events.append(TaskEvent(number, START, "created", None, None))
        events.append(TaskEvent(number, START, "estimate", None, str(rng.randrange(60, 3000) * scale)))
        events.append(TaskEvent(number, START + timedelta(days=rng.randrange(1, days)), "status", "todo", "done"))
    for number in range(100, 100 + changes):
        on = START + timedelta(days=rng.randrange(1, max(2, (today - START).days)))
        events.append(TaskEvent(number, on, "created", None, None))
        events.append(TaskEvent(number, on, "estimate", None, str(rng.randrange(60, 3000) * scale)))
        titles[number] = f"Additional page {number}, agreed with the client on the phone after lunch"
    return burndown(
        events, Calendar(), unit=unit, baseline_on=START, plan_finish=START + timedelta(days=days),
        promised_on=promised, today=today, titles=titles,
    )  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, WIDE, (967, 331)])
@pytest.mark.parametrize("months", [1, 8, 24])
def test_forecast_labels_never_overlap(size, months):
    assert_tidy(forecast_figure(pipeline(months, back=min(2, months - 1)), PAPER, size))


@pytest.mark.parametrize("scale", [10**3, 10**11])
def test_forecast_of_huge_amounts_stays_tidy(scale):
    assert_tidy(forecast_figure(pipeline(scale=scale), PAPER, SMALL))


def test_forecast_in_a_large_font_stays_tidy():
    assert_tidy(forecast_figure(pipeline(), PAPER._replace(font_px=20), (967, 480)))


@pytest.mark.parametrize("size", [SMALL, WIDE, (967, 739)])
@pytest.mark.parametrize(
    "data",
    [
        project(promised=date(2026, 12, 15)),
        project(changes=3, promised=TODAY),
        project(changes=40, promised=date(2026, 11, 13)),
        project(20, 5, today=date(2026, 12, 8), promised=date(2026, 11, 30)),
        project(730, 200, today=date(2027, 12, 10), promised=date(2029, 1, 11)),
        project(30, 4, today=date(2026, 10, 24), unit="tasks"),
        project(changes=4, scale=10**9, promised=date(2126, 1, 1)),
        project(today=START),
    ],
    ids=["plain", "promised today", "many", "late", "two years", "tasks on a Saturday", "huge", "first day"],
)
def test_burn_down_labels_never_overlap(data, size):
    assert_tidy(burndown_figure(data, PAPER, size))


def test_burn_down_in_a_large_font_stays_tidy():
    data = project(changes=6, promised=date(2026, 12, 15))
    assert_tidy(burndown_figure(data, PAPER._replace(font_px=20), (967, 600)))


def test_the_forecast_says_what_is_in_no_sum():
    said = " ".join(words(forecast_figure(pipeline(), PAPER, WIDE)))
    assert "Full amount, not in any month’s sum" in said
    assert "Overdue" in said and "€9.3k" in said
    assert "Undated" in said and "€17.8k" in said


def test_without_such_deals_there_is_no_divider():
    said = words(forecast_figure(pipeline(apart=False), PAPER))
    assert "Overdue" not in said and not any("Full amount" in text for text in said)


def test_the_current_month_is_bold():
    (november,) = [text for text in texts(forecast_figure(pipeline(), PAPER)) if text.get_text() == "Nov"]
    assert november.get_fontweight() >= 600


@pytest.mark.parametrize("size", [(300, 200), (480, 240), (640, 260), (855, 259), (1300, 540)])
def test_quarters_have_their_names_and_open_their_deals(size):
    figure = forecast_figure(pipeline(6, unit="quarter"), PAPER, size)
    assert_tidy(figure)
    assert words(figure)[0] == "Revenue by quarter"
    if size[0] >= 600:
        (now,) = [text for text in texts(figure) if text.get_text() == "Q4 2026"]
        assert now.get_fontweight() >= 600
        assert [text for text in words(figure) if text.startswith("Q")] == [
            "Q2 2026", "Q3 2026", "Q4 2026", "Q1 2027", "Q2 2027", "Q3 2027",
        ]  # fmt: skip
        assert any(text.endswith("in any quarter’s sum") or text == "any quarter’s sum" for text in words(figure))
    after = next(hit for hit in figure.baton_hits if hit.target[1].get("month") == "2027-Q1")
    assert after.text.startswith("Q1 2027: €")


def test_every_segment_opens_its_deals():
    data = pipeline()
    figure = forecast_figure(data, PAPER)
    november = next(month for month in data.months if month.month == "2026-11")
    found = {hit.target[1].get("category"): hit for hit in figure.baton_hits if hit.target[1].get("month") == "2026-11"}
    for category in ("closed", "commit", "best_case", "pipeline"):
        if getattr(november, category):
            box = found[category].box
            hit = hits(figure, box.x + box.width / 2, box.y + box.height / 2)
            assert hit.target == ("deals", {"month": "2026-11", "category": category})
            assert "November 2026" in hit.text
    places = [hit.target[1]["place"] for hit in figure.baton_hits if "place" in hit.target[1]]
    assert places == ["overdue", "undated"]


def test_outside_the_bars_nothing_answers():
    figure = forecast_figure(pipeline(), PAPER)
    assert hits(figure, 3, 3) is None
    assert hits(figure, -5, 9_999) is None


def test_a_day_and_a_scope_change_answer_with_their_figures():
    events = [
        TaskEvent(1, START, "created", None, None),
        TaskEvent(1, START, "estimate", None, "6000"),
        TaskEvent(2, date(2026, 10, 28), "created", None, None),
        TaskEvent(2, date(2026, 10, 28), "estimate", None, "1200"),
    ]
    data = burndown(
        events, Calendar(), unit="hours", baseline_on=START, plan_finish=date(2026, 12, 11),
        promised_on=date(2026, 12, 15), today=TODAY, titles={2: "Admin page"},
    )  # fmt: skip
    figure = burndown_figure(data, PAPER)
    (change,) = [hit for hit in figure.baton_hits if "ids" in hit.target[1]]
    assert (change.text, change.target) == ("28 Oct: +20 h Admin page", ("tasks", {"ids": (2,)}))
    (day,) = [hit for hit in figure.baton_hits if hit.target[1].get("on") == TODAY]
    assert day.text == "12 Nov: 120 h left, 0 h of 120 h done"
    said = words(figure)
    for expected in (
        "Hours left",
        "+20 h",
        "Admin page",
        "Scope 100 h",
        "120 h left",
        "Today, 12",
        "Promised 15 Dec",
    ):
        assert expected in said
    assert any(text.endswith("above the ideal line") for text in said)


def test_tasks_without_an_estimate_are_named_in_the_hours():
    events = [TaskEvent(n, START, "created", None, None) for n in (1, 2)]
    events.append(TaskEvent(1, START, "estimate", None, "600"))
    data = {"baseline_on": START, "plan_finish": None, "promised_on": None, "today": TODAY, "titles": {}}
    assert "1 task without an estimate not in these hours" in words(
        burndown_figure(burndown(events, Calendar(), unit="hours", **data), PAPER)
    )
    assert not any(
        "estimate" in text for text in words(burndown_figure(burndown(events, Calendar(), unit="tasks", **data)))
    )


def test_without_data_one_sentence_says_so():
    empty = forecast([], [], as_of=TODAY, currency="EUR")
    assert words(forecast_figure(empty, PAPER, SMALL)) == ["Revenue by month", NOTHING.format("month")]
    nothing = {
        "unit": "hours",
        "baseline_on": START,
        "plan_finish": None,
        "promised_on": None,
        "today": TODAY,
        "titles": {},
    }
    assert words(burndown_figure(burndown([], Calendar(), **nothing))) == ["Hours left", NO_TASKS]
    unestimated = [TaskEvent(1, START, "created", None, None)]
    assert words(burndown_figure(burndown(unestimated, Calendar(), **nothing))) == [
        "Hours left",
        NO_ESTIMATES,
    ]


def test_before_the_start_only_the_way_ahead_is_drawn():
    events = [
        TaskEvent(1, date(2026, 10, 1), "created", None, None),
        TaskEvent(1, date(2026, 10, 1), "estimate", None, "600"),
    ]
    data = burndown(
        events, Calendar(), unit="hours", baseline_on=START, plan_finish=date(2026, 11, 2), promised_on=None,
        today=date(2026, 10, 2), titles={},
    )  # fmt: skip
    said = words(burndown_figure(data, PAPER, SMALL))
    assert "Ideal from the baseline" in said
    assert not any(text.startswith("Today") for text in said)


def test_a_missing_font_or_glyph_gives_no_warning(caplog, tmp_path):
    events = [TaskEvent(n, START, "created", None, None) for n in (1, 2)]
    events += [TaskEvent(1, START, "estimate", None, "6000"), TaskEvent(2, TODAY, "estimate", None, "600")]
    data = burndown(
        events, Calendar(), unit="hours", baseline_on=START, plan_finish=date(2026, 12, 11), promised_on=None,
        today=date(2026, 11, 20), titles={2: "漢字 $x$ &\nשלום \U0001f9ff\x07 <b>"},
    )  # fmt: skip
    with caplog.at_level(logging.WARNING):
        figure = burndown_figure(data, PAPER._replace(font="No Such Font At All"), WIDE)
        save(figure, tmp_path / "chart.png")
    assert caplog.records == []
    assert any("$x$ &" in text for text in words(figure))


def test_saved_as_picture_drawing_and_page(tmp_path):
    figure = forecast_figure(pipeline(), PAPER, SMALL)
    for name in ("chart.png", "chart.svg", "chart.pdf"):
        save(figure, tmp_path / name)
    png = (tmp_path / "chart.png").read_bytes()
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1400, 760)
    assert ">Revenue by month</text>" in (tmp_path / "chart.svg").read_text("utf-8")
    pdf = (tmp_path / "chart.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and b"CreationDate" not in pdf
    save(forecast_figure(pipeline(), PAPER, SMALL), tmp_path / "again.svg")
    assert (tmp_path / "again.svg").read_bytes() == (tmp_path / "chart.svg").read_bytes()
    with pytest.raises(UserError, match=r"“chart\.bmp” is no picture"):
        save(figure, tmp_path / "chart.bmp")


def test_drawing_needs_neither_pyplot_nor_qt():
    code = (
        "import sys; from datetime import date; from app.domain.forecast import OpenDeal, forecast;"
        "from app.reports.forecast_figure import forecast_figure;"
        "deal = OpenDeal(1, 5000, 50, date(2026, 11, 20), 'commit');"
        "forecast_figure(forecast([], [deal], as_of=date(2026, 11, 12), currency='EUR'));"
        "assert not [m for m in sys.modules if m == 'matplotlib.pyplot' or m.startswith('PySide6')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.parametrize("largest", [1, 7, 60, 125, 126, 999, 10**6 + 1, 3 * 10**20])
def test_at_most_six_grid_lines(largest):
    step = nice_step(largest)
    assert 5 * step >= largest
    assert step == int(step)


def test_hours_are_short_and_tasks_are_counted():
    assert [amount_text(minutes, "hours") for minutes in (0, 450, 10_080, 10_100)] == [
        "0 h",
        "7.5 h",
        "168 h",
        "168 h",
    ]
    assert [amount_text(count, "tasks") for count in (1, 2_000)] == ["1 task", "2,000 tasks"]


def test_long_words_are_cut_to_the_room():
    sheet = Sheet(PAPER, SMALL, 100)
    cut = sheet.fitted("Additional piece of work", 60)
    assert cut.endswith("…") and sheet.text_width(cut) <= 60
    assert sheet.fitted("Work", 500) == "Work"
    assert sheet.fitted("Additional", 5) == ""


def test_a_line_crosses_a_box_only_inside_it():
    box = Box(10, 10, 10, 10)
    assert box.crossed_by((0, 15), (30, 15))
    assert box.crossed_by((0, 0), (30, 30))
    assert not box.crossed_by((0, 9), (30, 9))
    assert not box.crossed_by((15, 0), (15, 5))
    assert not box.crossed_by((0, 15), (9, 30))
