"""The parts that all pages are built of: reachable by keys and named for who cannot see them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.views import theme
from app.views.parts.avatar import Avatar, initials, letter_size
from app.views.parts.beside import Beside
from app.views.parts.breath import paint_later
from app.views.parts.buttons import (
    Button,
    IconButton,
    LinkButton,
    MainButton,
    PlainButton,
    QuietButton,
    tooltip_html,
)
from app.views.parts.chips import Chip
from app.views.parts.empty import EmptyState
from app.views.parts.focus_ring import FocusRing
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.marks import Mark, mark_width, paint_mark
from app.views.parts.menu import Menu
from app.views.parts.notice import Notice
from app.views.parts.number_card import NumberCard
from app.views.parts.paint import text_width
from app.views.parts.progress import ProgressStrip
from app.views.parts.section import SectionHead
from app.views.parts.segmented import Segmented
from app.views.parts.ticks import CheckBox, RadioButton
from app.views.parts.toast import Toast


@pytest.fixture
def page(qtbot, qapp):
    """A window that parts are put into."""
    theme.apply(qapp)
    window = QWidget()
    QVBoxLayout(window)
    window.resize(640, 480)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def put(page, *parts):
    for part in parts:
        page.layout().addWidget(part)
        part.show()
    return parts[0]


def ring_of(page) -> FocusRing | None:
    return next((ring for ring in page.findChildren(FocusRing) if ring.isVisible()), None)


@pytest.mark.parametrize("kind", [MainButton, PlainButton, QuietButton, LinkButton])
def test_buttons_are_pressed_with_space_and_enter(page, kind):
    pressed = []
    button = put(page, kind("Add a deal", "plus"))
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert len(pressed) == 2
    assert button.accessibleName() == "Add a deal"


def test_the_ring_shows_for_the_keyboard_only_and_stands_two_px_away(page):
    button = put(page, PlainButton("Add"))
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert ring_of(page) is None
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = ring_of(page)
    assert ring is not None
    assert ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4)
    page.resize(700, 500)
    page.layout().activate()
    assert ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4)
    button.clearFocus()
    assert ring_of(page) is None


def test_the_ring_stays_inside_a_scrolled_surface(page):
    area = put(page, QScrollArea())
    inside = QWidget()
    row = QHBoxLayout(inside)
    button = PlainButton("Deep inside")
    row.addWidget(button)
    area.setWidget(inside)
    inside.resize(900, 900)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = ring_of(page)
    assert ring is not None
    assert ring.parentWidget() is area.viewport()
    area.horizontalScrollBar().setValue(100)
    assert ring.pos() == button.mapTo(area.viewport(), QPoint(-4, -4))


def test_a_part_that_goes_takes_its_ring_along(page, qapp):
    button = put(page, PlainButton("Add"))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.deleteLater()
    qapp.sendPostedEvents(None, 52)  # deferred deletion
    qapp.processEvents()
    assert ring_of(page) is None


def test_an_icon_alone_has_a_name_and_its_keys(page):
    button = put(page, IconButton("arrow-counter-clockwise", "Undo: Move deal", "Ctrl+Z"))
    assert button.accessibleName() == "Undo: Move deal"
    assert "Ctrl" in tooltip_html(button.toolTip(), button.shortcut_text)


def test_what_the_pointer_is_told_has_the_keys_and_what_is_read_aloud_has_not(page):
    button = put(page, IconButton("arrow-counter-clockwise", "Undo: Move deal", "Ctrl+Z"))
    words, middle = button.toolTip(), QPointF(5, 5)
    assert QWidget.toolTip(button) == words
    QApplication.sendEvent(button, QEnterEvent(middle, middle, button.mapToGlobal(middle)))
    assert QWidget.toolTip(button) == tooltip_html(words, "Ctrl+Z") and button.toolTip() == words
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    assert QWidget.toolTip(button) == words


def test_what_opens_is_there_at_once_and_painted_a_turn_later(page, qapp):
    panel = QLabel("Details")
    beside = put(page, Beside(QLabel("List"), panel))
    qapp.processEvents()
    beside.open()
    assert panel.isVisible() and not beside.updatesEnabled()
    for _ in range(3):
        qapp.processEvents()
    assert beside.updatesEnabled() and panel.updatesEnabled()


def test_what_is_not_on_the_screen_is_never_held_back(page):
    label = QLabel("Not shown yet", page)
    paint_later(label)
    assert label.updatesEnabled()


def test_a_button_opens_its_menu(page):
    called = []
    menu = Menu(page)
    menu.add("Rename", lambda: called.append("rename"), "pencil-simple", "F2")
    dead = menu.add("Delete", lambda: called.append("delete"), why_not="It is handed off")
    button = put(page, PlainButton("More", caret=True))
    button.set_menu(menu)
    button.click()
    assert menu.isVisible()
    menu.actions()[0].trigger()
    dead.trigger()
    menu.close()
    assert called == ["rename"]
    assert dead.toolTip() == "It is handed off"


def test_a_chip_is_chosen_and_counts(page):
    said = []
    chip = put(page, Chip("Rotting", 2))
    chip.toggled.connect(said.append)
    narrow = chip.sizeHint().width()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert said == [True]
    assert chip.sizeHint().width() > narrow
    chip.set_count(1234)
    assert chip.accessibleName() == "Rotting, 1,234"


def test_a_closable_chip_closes_by_its_cross_and_by_delete(page):
    closed = []
    chip = put(page, Chip("Stage: Lead", checkable=False, closable=True))
    chip.closed.connect(lambda: closed.append(1))
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, chip.height() // 2))
    assert len(closed) == 2


def test_the_switch_tells_a_users_choice_and_keeps_quiet_else(page):
    said = []
    switch = put(page, Segmented([("start", "From the start"), ("promise", "Back from the promise")]))
    switch.changed.connect(said.append)
    switch.set_value("promise")
    assert (said, switch.value()) == ([], "promise")
    first = switch.findChildren(Button)[0]
    first.click()
    first.click()
    assert said == ["start"]


def test_the_switch_is_moved_with_the_arrows(page):
    said = []
    switch = put(page, Segmented([(1, "One"), (2, "Two")]))
    switch.changed.connect(said.append)
    first = switch.findChildren(Button)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert said == [2]


def test_a_mark_gives_way_when_there_is_no_room(qapp):
    theme.apply(qapp)
    image = QImage(200, 40, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    whole = paint_mark(painter, QPoint(0, 0), "hourglass", "26 days here", "warn")
    cut = paint_mark(painter, QPoint(0, 0), "hourglass", "26 days here", "warn", room=60)
    painter.end()
    assert whole.width() == mark_width("hourglass", "26 days here")
    assert (cut.width(), cut.height()) == (60, theme.px(20))


@pytest.mark.parametrize("letters", ["WM", "IS", "WW", "ШЩ"])
def test_the_letters_of_a_small_disc_fit_into_it_and_are_not_cut(page, letters):  # the page's font stands
    assert text_width(letters, letter_size(letters, 14), theme.SEMIBOLD) <= 15
    assert letter_size("IS", 40) == 9


def test_marks_and_avatars_are_named(page):
    assert put(page, Mark("warning-circle", "4 d late", "bad")).accessibleName() == "4 d late"
    assert put(page, Avatar("Mara Sample", mine=True)).toolTip() == "Mara Sample"
    assert [initials(n) for n in ("Mara", "Jonas van Berg", "")] == ["MA", "JB", "?"]


def test_a_notice_offers_its_way_out(page):
    tried = []
    notice = put(
        page,
        Notice("bad", "The disk is full", "Your change is kept.", ("Try again", lambda: tried.append(1))),
    )
    notice.link.click()
    assert tried == [1]
    assert notice.accessibleName() == "The disk is full. Your change is kept."
    notice.say("good", "Saved")
    assert not notice.link.isVisible()


def test_a_section_and_an_empty_page_offer_the_next_step(page):
    done = []
    head = put(page, SectionHead("Lines", ("Add line", lambda: done.append("line"))))
    empty = put(page, EmptyState("handshake", "No deals yet", "Add one.", ("Add a deal", lambda: done.append("deal"))))
    head.link.click()
    empty.main.click()
    assert done == ["line", "deal"]
    assert empty.second is None


def test_work_is_cancelled_once(page):
    said = []
    strip = put(page, ProgressStrip("Importing row 1 of 10", 0.1))
    strip.cancelled.connect(lambda: said.append(1))
    strip.cancel.click()
    strip.cancel.click()
    strip.set_progress("Importing row 2 of 10", 0.2)
    assert said == [1]
    assert (strip.accessibleName(), strip.accessibleDescription()) == ("Importing row 2 of 10", "20%")


def test_the_message_stands_at_the_bottom_left_and_undoes_once(page):
    undone = []
    toast = Toast(page)
    toast.say("Shop migration moved to Negotiation", lambda: undone.append(1))
    assert toast.isVisible()
    assert toast.geometry().bottomLeft() == page.rect().bottomLeft()
    button = toast.findChildren(Button)[0]
    button.click()
    assert undone == [1]
    assert not toast.isVisible()


def test_the_message_never_covers_the_focus(page, qapp):
    line = QLineEdit(page)
    line.setGeometry(0, page.height() - 50, 300, 32)
    line.show()
    line.setFocus()
    qapp.processEvents()
    toast = Toast(page)
    toast.say("Saved", None)
    assert not toast.geometry().adjusted(16, 16, -16, -16).intersects(line.geometry())
    assert page.rect().contains(toast.geometry())


def test_the_message_leaves_the_buttons_at_the_foot_free(page, qapp):
    button = PlainButton("Done", parent=page)
    button.setGeometry(16, page.height() - 50, 100, 32)
    button.show()
    toast = Toast(page)
    toast.say("Saved", None)
    assert not toast.geometry().adjusted(16, 16, -16, -16).intersects(button.geometry())
    assert page.rect().contains(toast.geometry())


def test_an_elided_label_says_all_in_its_tooltip(page):
    label = put(page, ElidedLabel("A very long title that does not fit " * 6))
    page.layout().activate()
    assert label.toolTip() == label.text()
    label.set_text("Short")
    assert label.toolTip() == ""


def test_ticks_are_qts_own_to_screen_readers_and_take_enter(page):
    tick = put(page, CheckBox("Cart"))
    QTest.keyClick(tick, Qt.Key.Key_Return)
    assert tick.isChecked()
    radio = put(page, RadioButton("Give it to Jonas"))
    QTest.keyClick(radio, Qt.Key.Key_Space)
    assert radio.isChecked()


def test_all_parts_paint_in_both_schemes(page, qapp):
    put(
        page,
        Label("Words"),
        Chip("Mine", 4),
        MainButton("Go"),
        CheckBox("Cart"),
        Segmented([(1, "A"), (2, "B")]),
    )
    theme.override("light")
    light = page.grab().toImage()
    theme.override("dark")
    dark = page.grab().toImage()
    theme.override("system")
    assert light != dark


def test_what_an_empty_list_says_is_as_faint_as_on_any_page(qtbot):
    table = QTableView()
    qtbot.addWidget(table)
    state = EmptyState("tag", "No tags yet", "Tags gather what belongs together.")
    state.setParent(table.viewport())
    sentence = next(each for each in state.findChildren(Label) if each.text().startswith("Tags"))
    assert sentence.palette().color(sentence.foregroundRole()) == theme.colour("text2")


def test_what_is_cut_on_a_number_card_stands_whole_in_its_tooltip(page):
    card = NumberCard("Cycle time", parent=page)
    card.show()
    card.show_number("3 days", "for half, 85% within 7, 95% within 12", tooltip="Half of 40 tasks took at most 3 days")
    card.resize(400, 84)
    assert card.toolTip() == "Half of 40 tasks took at most 3 days"
    card.resize(140, 84)
    assert card.toolTip() == "for half, 85% within 7, 95% within 12\nHalf of 40 tasks took at most 3 days"
