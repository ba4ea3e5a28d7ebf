"""The graph of the timeline page: walked by keyboard, links drawn and removed by hand, zoomed, written to paper."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import fill, open_window, said, turn

from app.services import tasks
from app.views.dialogs.link_task import LinkTaskDialog
from app.views.graph.paper import cuts

Key, Held, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "timeline")
    opened.page.show_project(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    opened.page.toolbar.set_graph(True)
    turn()
    yield opened
    opened.close()


@pytest.fixture
def page(shell):
    return shell.page


@pytest.fixture
def view(page):
    page.graph.view.setFocus()
    return page.graph.view


def key_of(view, title):
    return next(each.id for each in view.scene.graph.nodes.values() if each.title == title)


def title(view):
    return view.scene.node(view.current()).title if view.current() is not None else None


def mouse(view, kind, at, held):
    at = QPointF(at)
    button = Button.NoButton if kind == QEvent.Type.MouseMove else Button.LeftButton
    event = QMouseEvent(kind, at, view.viewport().mapToGlobal(at), button, held, Held.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def drag(view, first, then):
    view.fit()
    start, to = (view.box_of(key_of(view, name)).center() for name in (first, then))
    mouse(view, QEvent.Type.MouseButtonPress, start, Button.LeftButton)
    for part in range(1, 5):
        mouse(view, QEvent.Type.MouseMove, start + (to - start) * part / 4, Button.LeftButton)
    mouse(view, QEvent.Type.MouseButtonRelease, to, Button.NoButton)
    turn()


def linked(view, first, then):
    return (key_of(view, first), key_of(view, then)) in {edge[:2] for edge in view.scene.graph.edges}


def test_arrows_walk_along_the_links_and_enter_opens_the_task(page, view):
    view.select(key_of(view, "Checkout flow"))
    QTest.keyClick(view, Key.Key_Right)
    assert title(view) == "Payment"
    QTest.keyClick(view, Key.Key_Right)
    assert title(view) == "Receipt printer"
    QTest.keyClick(view, Key.Key_Left)
    QTest.keyClick(view, Key.Key_Down)
    assert title(view) == "Offline mode"
    QTest.keyClick(view, Key.Key_Return)
    turn()
    assert page.beside.is_open and page.inspector.title.value() == "Offline mode"
    assert "waits for Catalogue screens" in view.accessibleDescription()


def test_without_a_choice_an_arrow_begins_at_the_beginning(view):
    QTest.keyClick(view, Key.Key_Right)
    assert title(view) == "Kick-off workshop"


def test_a_link_is_drawn_from_card_to_card_and_one_undo_takes_it_back(view, shell):
    drag(view, "Admin page", "Staff training")
    assert linked(view, "Admin page", "Staff training") and said(shell).startswith("Linked")
    shell.undo()
    turn()
    assert not linked(view, "Admin page", "Staff training")


def test_a_circle_is_refused_while_it_is_in_the_hand_and_named(view):
    before = len(view.scene.graph.edges)
    why = view.refusal(key_of(view, "Receipt printer"), key_of(view, "Payment"))
    assert why == "A circle: Receipt printer \u2192 Payment \u2192 Receipt printer"
    drag(view, "Receipt printer", "Payment")
    assert len(view.scene.graph.edges) == before


def test_letting_a_link_go_over_nothing_or_itself_changes_nothing(view):
    before = len(view.scene.graph.edges)
    drag(view, "Payment", "Payment")
    start = view.box_of(key_of(view, "Payment")).center()
    mouse(view, QEvent.Type.MouseButtonPress, start, Button.LeftButton)
    mouse(view, QEvent.Type.MouseMove, start + QPointF(30, 30), Button.LeftButton)
    QTest.keyClick(view, Key.Key_Escape)
    mouse(view, QEvent.Type.MouseButtonRelease, start + QPointF(30, 30), Button.NoButton)
    assert len(view.scene.graph.edges) == before


def test_a_link_is_chosen_by_keyboard_changed_and_removed(page, view, shell):
    view.select(key_of(view, "Payment"))
    QTest.keyClick(view, Key.Key_BracketRight)
    assert view.accessibleDescription() == "Payment waits for Checkout flow, finish to start"
    QTest.keyClick(view, Key.Key_Return)
    turn()
    dialog = page.graph.findChild(LinkTaskDialog)
    fill(dialog.lag, "2")
    dialog.submit()
    turn()
    assert view.edge().lag == 2 and view.edge().words() == "+2 d"
    QTest.keyClick(view, Key.Key_Delete)
    turn()
    assert not linked(view, "Checkout flow", "Payment") and said(shell) == "Link removed" and view.edge() is None
    shell.undo()
    turn()
    assert linked(view, "Checkout flow", "Payment")


def test_del_removes_the_chosen_task_where_no_link_is_chosen(page, view, shell):
    view.select(key_of(view, "Payment"))
    QTest.keyClick(view, Key.Key_Delete)
    turn()
    assert said(shell) == "Payment deleted" and "Payment" not in [
        node.title for node in view.scene.graph.nodes.values()
    ]
    shell.undo()
    turn()
    assert "Payment" in [node.title for node in view.scene.graph.nodes.values()]


def test_a_click_on_a_line_chooses_the_link(view):
    view.fit()
    edge = next(e for e in view.scene.graph.edges if e[:2] == (key_of(view, "Checkout flow"), key_of(view, "Payment")))
    at = view.to_view(view.scene.path(edge).pointAtPercent(0.5))
    mouse(view, QEvent.Type.MouseButtonPress, at, Button.LeftButton)
    assert view.edge() == edge
    menu = view.parent().menu()
    assert [line.text().partition("\t")[0] for line in menu.actions()] == ["Kind and lag…", "Remove link"]
    menu.deleteLater()


def test_what_belongs_to_a_card_stays_bright_below_the_pointer(view):
    view.fit()
    mouse(view, QEvent.Type.MouseMove, view.box_of(key_of(view, "Offline mode")).center(), Button.NoButton)
    lit = {view.scene.node(key).title for key in view._lit}
    assert {"Kick-off workshop", "Catalogue screens", "Admin page", "Go-live"} <= lit and "Payment" not in lit


def test_wheel_keys_and_the_button_zoom_and_the_point_below_the_pointer_stays(page, view):
    view.fit()
    at = QPointF(400, 200)
    before = view.to_scene(at)
    old = view.scale
    event = QWheelEvent(at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, 480), Button.NoButton,
                        Held.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    assert view.scale > old and abs(view.to_scene(at).x() - before.x()) < 3
    QTest.keyClick(view, Key.Key_Minus)
    QTest.keyClick(view, Key.Key_0)
    assert view.scale == pytest.approx(old)
    page.toolbar.fit.click()
    assert view.scale == pytest.approx(old)


def test_the_ground_is_dragged(view):
    view.zoom(2.0 / view.scale)
    bar = view.horizontalScrollBar()
    bar.setValue(300)
    low = QPointF(view.viewport().width() / 2, 8)
    mouse(view, QEvent.Type.MouseButtonPress, low, Button.LeftButton)
    mouse(view, QEvent.Type.MouseMove, low - QPointF(50, 0), Button.LeftButton)
    mouse(view, QEvent.Type.MouseButtonRelease, low - QPointF(50, 0), Button.NoButton)
    assert bar.value() == 350


def test_tasks_without_links_stand_below_and_can_be_reached(page, view):
    tasks.add(page.store, "Loose end", project_id=page.project)
    turn()
    assert view.scene.loose_head is not None
    view.select(key_of(view, "Go-live"))
    while title(view) != "Loose end":
        here = view.current()
        QTest.keyClick(view, Key.Key_Down)
        assert view.current() != here


def test_one_choice_holds_for_timeline_and_graph(page, view):
    page.toolbar.set_graph(False)
    page.gantt.select(key_of(view, "Payment"))
    page.toolbar.set_graph(True)
    turn()
    assert title(view) == "Payment"
    page.toolbar.set_table(True)
    heads = [page._table.model().headerData(n, Qt.Orientation.Horizontal) for n in range(9)]
    assert heads[-2:] == ["Waits for", "Holds up"]


def test_bands_follow_the_grouping_and_all_projects_have_one_each(page, view):
    assert [strip.title for strip in view.scene.strips] == [
        "Concept approved", "Design approved", "Ready to test", "Live",
    ]  # fmt: skip
    page.toolbar.set_group("person")
    turn()
    assert "Ines Sample" in [strip.title for strip in view.scene.strips]
    page.show_project(None)
    page.toolbar.set_group("project")
    turn()
    assert "Logo refresh" in [strip.title for strip in view.scene.strips]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 90)), max_size=12).map(
        lambda found: [(float(start), float(start + long)) for start, long in found]
    ),
    st.integers(100, 400),
)
def test_paper_is_cut_between_cards(cards, room):
    def whole(cut):
        return not any(start < cut < end for start, end in cards)

    ends = cuts(1_000.0, float(room), cards)
    assert ends[0] == 0 and ends[-1] == 1_000
    for first, then in pairwise(ends):
        assert 0 < then - first <= room
        if not whole(then):
            assert not any(whole(start) for start, _ in cards if first + room / 2 <= start <= first + room)


def test_the_graph_on_paper_and_as_a_drawing(page, shell, tmp_path):
    from pypdf import PdfReader

    page.write_graph(tmp_path / "kiosk.pdf")
    pages = PdfReader(tmp_path / "kiosk.pdf").pages
    text = " ".join(" ".join(found.extract_text().split()) for found in pages)
    assert "Checkout flow" in text and "Page 1 of" in text and "written" in said(shell)
    page.write_graph(tmp_path / "kiosk.svg")
    assert "Checkout flow" in (tmp_path / "kiosk.svg").read_text(encoding="utf-8")
    page.write_graph(tmp_path / "no such folder" / "kiosk.svg")
    assert not (tmp_path / "no such folder").exists()


def test_a_project_without_tasks_says_what_belongs_here(page):
    from app.services import projects

    page.show_project(projects.add(page.store, "Empty"))
    turn()
    assert page.graph._none.isVisible() and page.graph._none.main.text() == "Add task"


def test_a_card_stays_in_sight_when_its_inspector_opens(page, view):
    view.select(key_of(view, "Go-live"))
    QTest.keyClick(view, Key.Key_Return)
    turn()
    assert page.beside.is_open and view.box_of(view.current()).right() <= view.viewport().width()
