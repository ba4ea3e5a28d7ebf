"""What stays in sight on the timeline: zooming, groups of all projects, names of months, pages of paper."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import open_window, said, turn

from app.services import projects, tasks
from app.views.gantt.head import TABLE, _between, _Tag
from app.views.gantt.lines import Line, follow
from app.views.gantt.scale import DAY_WIDTH, ZOOMS, Scale, kept
from app.views.theme import px

Held = Qt.KeyboardModifier


@pytest.fixture
def page(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "timeline")
    shell.page.show_project(None)
    turn()
    yield shell.page
    shell.close()


def x_of(page, day):
    """Where a day begins, in px from the left of the chart."""
    return page.gantt.scene.scale.x(day) - page.gantt.horizontalScrollBar().value()


def wheel(page, at, turned, held):
    view = page.gantt.viewport()
    event = QWheelEvent(
        QPointF(at), view.mapToGlobal(QPointF(at)), QPoint(), QPoint(0, turned), Qt.MouseButton(0), held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    turn()


def test_today_stays_where_it_is_when_one_zooms(page):
    now = page.told.today
    before = x_of(page, now)
    assert before > 0
    page.toolbar.step_zoom(-1)
    assert page.toolbar.zoom() == "day" and abs(x_of(page, now) - before) <= 1
    page.toolbar.step_zoom(1)
    assert page.toolbar.zoom() == "week" and abs(x_of(page, now) - before) <= 1


def test_the_wheel_with_ctrl_zooms_at_the_pointer_and_with_shift_goes_sideways(page):
    scale, bar = page.gantt.scene.scale, page.gantt.horizontalScrollBar()
    at = QPoint(px(TABLE) + 300, 300)
    day = scale.day(bar.value() + 300)
    down = page.gantt.verticalScrollBar().value()
    wheel(page, at, 120, Held.ControlModifier)
    assert page.toolbar.zoom() == "day" and 0 <= 300 - x_of(page, day) <= page.gantt.scene.scale.width
    assert page.gantt.verticalScrollBar().value() == down
    left = bar.value()
    wheel(page, at, -120, Held.ShiftModifier)
    assert bar.value() == left + 120 and page.toolbar.zoom() == "day"


def test_what_is_read_anew_does_not_shift_what_is_seen(page):
    page.toolbar.step_zoom(-1)
    bar = page.gantt.horizontalScrollBar()
    bar.setValue(bar.value() + 17)  # within a day
    place = bar.value()
    tasks.change(page.store, page.store.value("SELECT id FROM task WHERE title = 'Payment'"), "priority", 2)
    turn()
    assert bar.value() == place


def seen(page):
    """The window's pixels as they are on the screen."""
    window = page.window()
    return window.screen().grabWindow(window.winId()).toImage()


@pytest.mark.parametrize("alone", [False, True])
def test_what_is_scrolled_into_sight_looks_as_if_it_were_painted_anew(page, studio, alone):
    page.show_project(
        studio.value("SELECT id FROM project WHERE promised_on IS NOT NULL ORDER BY id") if alone else None
    )
    page.window().resize(1440, 460)
    turn()
    gantt, bar = page.gantt, page.gantt.verticalScrollBar()
    gantt.setFocus()
    gantt.choose(1)
    assert bar.maximum() > 60
    for place in (37, 60, bar.maximum(), bar.maximum() - 41, 3, 4):
        bar.setValue(place)
        QTest.mouseMove(gantt.viewport(), QPoint(px(TABLE) + 200, 150 + place % 90))
        turn()
        scrolled = seen(page)
        gantt.viewport().update()
        turn()
        assert scrolled == seen(page), place


@given(
    zooms=st.tuples(st.sampled_from(ZOOMS), st.sampled_from(ZOOMS)),
    left=st.integers(0, 20_000),
    room=st.integers(200, 2_000),
    at=st.none() | st.integers(0, 200),
)
def test_a_day_that_stays_was_in_sight_and_stays_there(zooms, left, room, at):
    first = date(2026, 1, 5)
    old = Scale(first, DAY_WIDTH[zooms[0]], zooms[0])
    day, place = kept(old, zooms[1], (left, room), date(2026, 6, 1), at)
    assert -old.width <= place <= room and old.x(day) == pytest.approx(left + place)


def test_all_projects_are_grouped_by_project_and_by_milestone_each_named_with_its_project(page):
    def heads():
        return [line.title for line in page.gantt.scene.lines.rows if line.bar is None]

    assert page.toolbar.group() == "project" and "Kiosk app" in heads()
    page.toolbar.set_group("milestone")
    assert "Kiosk app › Design approved" in heads() and "Logo refresh › Files" in heads()
    every = {line.bar.id for line in page.gantt.scene.lines.rows if line.bar is not None}
    assert every == {bar.id for bar in page.told.bars}
    page.show_project(page.store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    assert page.toolbar.group() == "milestone" and "Design approved" in heads()
    page.toolbar.set_group("person")
    page.show_project(None)
    turn()
    assert page.toolbar.group() == "milestone"  # as all were left


def test_a_task_in_no_milestone_stands_below_its_project_and_its_group_folds_alone(page):
    spare = projects.add(page.store, "Spare")
    tasks.add(page.store, "Sweep", project_id=spare)
    tasks.add(page.store, "Loose end", project_id=page.store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    page.toolbar.set_group("milestone")
    keys = {line.title: line.key for line in page.gantt.scene.lines.rows if line.bar is None}
    assert {"Spare", "Kiosk app › Without a milestone"} <= set(keys)
    page.gantt.toggled.emit(keys["Spare"])
    titles = [line.title for line in page.gantt.scene.lines.rows]
    assert "Sweep" not in titles and "Loose end" in titles


def test_a_tooltip_names_the_project_where_several_are_shown(page):
    payment = page.store.value("SELECT id FROM task WHERE title = 'Payment'")
    page.gantt.select(payment)
    told = page.pointer.words_at(page.gantt.row_box(payment).center())
    assert "<br>Kiosk app<br>Theo Sample<br>" in told
    page.show_project(page.store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    assert "Kiosk app" not in page.pointer.words_at(page.gantt.row_box(payment).center())


def test_beside_the_rows_the_menu_goes_to_today_and_zooms(page):
    page.gantt.centre(page.told.today + timedelta(days=300))
    lines = {
        action.text().split("\t")[0]: action for action in page.pointer.menu_at(QPoint(px(TABLE) + 20, 10)).actions()
    }
    lines["Go to today"].trigger()
    assert 0 < x_of(page, page.told.today) < page.gantt.viewport().width() - px(TABLE)
    lines["Zoom in"].trigger()
    assert page.toolbar.zoom() == "day"


def test_a_month_keeps_the_room_that_no_tag_covers():
    tags = [_Tag("", QRectF(left, 0, 40, 19), "", "", 500) for left in (150, 60)]
    assert _between(20, 300, tags) == [(20, 60), (100, 150), (190, 300)]
    assert _between(200, 300, tags) == [(200, 300)]
    assert _between(70, 120, tags) == [(70, 60), (100, 120)]


def test_paper_names_the_group_that_goes_on_and_has_no_page_for_the_room_behind_the_last_day(page, tmp_path):
    from pypdf import PdfReader

    out = tmp_path / "all.pdf"
    page.write(out)
    pages = [" ".join(found.extract_text().split()) for found in PdfReader(out).pages]
    assert any("Kiosk app, continued" in words or "Service portal, continued" in words for words in pages)
    assert all("Critical Done so far Float Baseline" in words for words in pages)
    last = max(bar.finish for bar in page.told.bars)
    weeks = {f"w{(last + timedelta(days=7 * far)).isocalendar().week}" for far in range(3)}
    assert any(week in pages[-1].split() for week in weeks)
    page.toolbar.chips["critical"].click()
    page.toolbar.chips["baseline"].click()
    page.write(out)
    words = " ".join(PdfReader(out).pages[0].extract_text().split())
    assert "Critical" not in words and "Baseline" not in words and "Done so far" in words


def test_the_choice_stays_near_what_was_deleted_goes_to_a_folded_head_and_comes_back(page):
    gantt = page.gantt
    fixes, after = (page.store.value("SELECT id FROM task WHERE title = ?", (title,)) for title in ("Fixes", "Go-live"))
    gantt.select(fixes)
    gantt.setFocus()
    QTest.keyClick(gantt, Qt.Key.Key_Delete)
    turn()
    assert gantt.current() == after
    page.store.undo()
    turn()
    assert gantt.current() == after
    head = next(line for line in gantt.scene.lines.rows if line.title == "Kiosk app")
    gantt.toggled.emit(head.key)
    assert gantt.current_line().key == head.key
    for name in ("Kiosk app", "Logo refresh"):
        page.show_project(page.store.value("SELECT id FROM project WHERE name = ?", (name,)))
        turn()
    assert gantt.current_line() is None  # nothing of what was chosen, or near it, is shown


@given(before=st.lists(st.integers(0, 30), unique=True, min_size=1), kept=st.sets(st.integers(0, 30)), data=st.data())
def test_the_choice_stays_with_its_row_and_else_goes_to_the_nearest_after_or_before(before, kept, data):
    at = data.draw(st.integers(0, len(before) - 1))
    rows = [Line(key, str(key)) for key in data.draw(st.permutations(sorted(kept)))]
    found = follow([Line(key, str(key)) for key in before], at, rows)
    near = [key for key in (*before[at:], *reversed(before[:at])) if key in kept]
    assert (rows[found].key if found is not None else None) == (near[0] if near else None)


def test_a_baseline_is_set_from_the_menu_of_a_project_and_removed_there(qtbot, page):
    site = projects.add(page.store, "Site")
    tasks.add(page.store, "Copy", project_id=site, estimate_minutes=480)
    page.show_project(site)
    turn()

    def lines():
        return {
            action.text().split("\t")[0]: action
            for action in page.pointer.menu_at(QPoint(px(TABLE) + 20, 10)).actions()
        }

    assert not any("baseline" in fact.first for fact in page.facts.facts)
    lines()["Set baseline"].trigger()
    qtbot.waitUntil(lambda: any(fact.first == "On the baseline" for fact in page.facts.facts))
    assert said(page.window()) == "Baseline of Site set, 1 task as planned today"
    assert "Set baseline" not in lines() and "Set baseline anew" in lines()
    lines()["Remove baseline"].trigger()
    turn()
    assert not any("baseline" in fact.first for fact in page.facts.facts)
