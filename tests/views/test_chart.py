"""A chart: drawn beside the window, it answers the pointer and the keyboard, and can be taken out of the program."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest

from app.reports.figures import Box, Sheet
from app.views import jobs, theme
from app.views.chart_palette import chart_palette
from app.views.parts.chart import Chart

sys.path.insert(0, str(Path(__file__).parent))
FakeShell = importlib.import_module("chart_shell").FakeShell


def two_bars(palette, size, dpi):
    """A figure with a bar at the left, one at the right, and a segment on that."""
    sheet = Sheet(palette, size, dpi)
    sheet.box(Box(20, 20, 100, 100), palette.closed)
    sheet.hit(Box(200, 20, 100, 100), "December: €2", ("deals", {"month": "2026-12"}))
    sheet.hit(Box(20, 20, 100, 100), "November: €1", ("deals", {"month": "2026-11"}))
    sheet.hit(Box(200, 60, 100, 20), "December, Commit: €1", ("deals", {"month": "2026-12", "category": "commit"}))
    return sheet.figure


@pytest.fixture
def chart(qtbot, qapp, store):
    theme.apply(qapp)
    shell = FakeShell(store)
    made = Chart(shell, "Revenue by month")
    made.shell = shell
    made.targets = []
    made.target_chosen.connect(made.targets.append)
    qtbot.addWidget(shell)
    qtbot.addWidget(made)
    made.resize(400, 240)
    made.show()
    yield made
    theme.override("system")


@pytest.fixture
def drawn(qtbot, chart):
    with qtbot.waitSignal(chart.drawn, timeout=20_000):
        chart.show_figure(two_bars, "Two months")
    return chart


def hover(chart, x, y):
    at = QPointF(x, y)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, chart.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    chart.mouseMoveEvent(event)


def test_it_is_drawn_at_the_size_of_its_card(drawn):
    picture = drawn.picture()
    assert (picture.image.width(), picture.image.height()) == (400, 240)
    assert picture.image.pixelColor(60, 60).name().upper() == theme.current().closed
    assert drawn.accessibleName() == "Revenue by month"
    assert drawn.accessibleDescription() == "Two months"


def test_nothing_is_drawn_while_it_is_hidden(qtbot, chart):
    chart.hide()
    chart.show_figure(two_bars)
    assert not jobs.running()
    with qtbot.waitSignal(chart.drawn, timeout=20_000):
        chart.show()
    assert chart.picture() is not None


def test_the_old_picture_stays_until_the_new_one_is_there(qtbot, drawn):
    before = drawn.picture()
    with qtbot.waitSignal(drawn.drawn, timeout=20_000):
        drawn.resize(500, 300)
        assert drawn.picture() is before
    qtbot.waitUntil(lambda: drawn.picture().image.width() == 500)


def test_it_follows_the_theme(qtbot, drawn):
    with qtbot.waitSignal(drawn.drawn, timeout=20_000):
        theme.override("dark")
    qtbot.waitUntil(lambda: drawn.picture().look.palette.dark)
    assert drawn.picture().image.pixelColor(60, 60).name().upper() == theme.DARK.closed


def test_a_later_figure_wins_over_one_that_is_still_drawn(qtbot, chart):
    chart.show_figure(two_bars)
    chart.show_figure(lambda palette, size, dpi: Sheet(palette, size, dpi).empty("Revenue", "Nothing"))
    qtbot.waitUntil(lambda: chart.picture() is not None and not jobs.running(), timeout=20_000)
    assert chart.places() == []


def test_a_chart_that_is_gone_is_not_told(qtbot, qapp, store):
    shell = FakeShell(store)
    qtbot.addWidget(shell)
    gone = Chart(shell, "Revenue")
    gone.show()
    gone.show_figure(two_bars)
    gone.close()
    gone.deleteLater()
    qapp.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)


def test_under_the_pointer_a_bar_shows_a_hand(drawn):
    hover(drawn, 60, 60)
    assert drawn.cursor().shape() == Qt.CursorShape.PointingHandCursor
    hover(drawn, 160, 200)
    assert drawn.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_click_opens_the_topmost_place(qtbot, drawn):
    qtbot.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=QPointF(250, 70).toPoint())
    qtbot.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=QPointF(250, 30).toPoint())
    qtbot.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=QPointF(150, 200).toPoint())
    assert [target[1] for target in drawn.targets] == [
        {"month": "2026-12", "category": "commit"},
        {"month": "2026-12"},
    ]


def test_the_keyboard_walks_the_bars_from_left_to_right_and_opens_them(drawn):
    drawn.setFocus()
    walked = []
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
        Qt.Key.Key_Home,
    ):
        QTest.keyClick(drawn, key)
        walked.append(drawn.current().text)
    assert walked == [
        "November: €1",
        "December: €2",
        "December, Commit: €1",
        "December, Commit: €1",
        "December: €2",
        "November: €1",
    ]
    QTest.keyClick(drawn, Qt.Key.Key_Return)
    assert drawn.targets == [("deals", {"month": "2026-11"})]
    QTest.keyClick(drawn, Qt.Key.Key_Escape)
    assert drawn.current() is None


def test_the_keyboard_stays_at_its_bar_when_the_chart_is_drawn_again(qtbot, drawn):
    QTest.keyClick(drawn, Qt.Key.Key_End)
    with qtbot.waitSignal(drawn.drawn, timeout=20_000):
        drawn.show_figure(two_bars)
    assert drawn.current().text == "December, Commit: €1"


def test_the_menu_copies_and_saves(drawn):
    lines = [action.text() for action in drawn.menu().actions() if action.text()]
    assert lines == ["Copy picture", "Save as PNG…", "Save as SVG…", "Save as PDF…"]
    drawn.copy_picture()
    assert isinstance(QGuiApplication.clipboard().image(), QImage)
    assert QGuiApplication.clipboard().image().width() == 400


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")])
def test_it_is_saved_in_three_ways_and_can_be_opened(qtbot, drawn, tmp_path, name, start):
    drawn.save_to(tmp_path / name)
    qtbot.waitUntil(lambda: bool(drawn.shell.told), timeout=20_000)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert drawn.shell.told[-1][1] == f"{name} is written"
    assert drawn.shell.told[-1][2][0] == "Open"


@pytest.mark.parametrize("name", ["a.csv", "a"])
def test_a_picture_is_not_written_under_another_name(qtbot, drawn, tmp_path, name):
    drawn.save_to(tmp_path / name)
    qtbot.waitUntil(lambda: bool(drawn.shell.told), timeout=20_000)
    assert drawn.shell.told[-1] == (
        "error", f"“{name}” is no picture. Let the name of the file end in .png, .svg or .pdf.",
    )  # fmt: skip
    assert not (tmp_path / name).exists()


def test_a_place_that_cannot_be_written_is_named(qtbot, drawn, tmp_path):
    drawn.save_to(tmp_path / "missing" / "a.png")
    qtbot.waitUntil(lambda: bool(drawn.shell.told), timeout=20_000)
    kind, sentence = drawn.shell.told[-1]
    assert kind == "error"
    assert "could not be written" in sentence


def test_the_palette_has_the_themes_colours_face_and_size(qapp):
    theme.apply(qapp)
    palette = chart_palette()
    assert palette.closed == theme.current().closed
    assert palette.card == theme.current().card
    assert palette.font_px == theme.px(13)
