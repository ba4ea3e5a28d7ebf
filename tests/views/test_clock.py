"""The clock in the window: started from a card, seen in the header, stopped, and asked about when nobody was here."""

from datetime import timedelta

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import open_window, said, turn

from app.base import moment_text, utc_now
from app.services import timelog, timer
from app.views.clock import Clock
from app.views.dialogs.idle_clock import IdleClockDialog
from app.views.parts.clock_pill import clock_text
from app.views.parts.fields import FormRow


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "projects.board")
    opened._make_clock()
    turn()
    yield opened
    opened.close()


def task_id(shell, title):
    return shell.store.value("SELECT id FROM task WHERE title = ?", (title,))


def entries(shell):
    return shell.store.rows("SELECT task_id, minutes FROM time_entry WHERE started_at IS NOT NULL ORDER BY id")


def began(shell, ago):
    """A clock on 'Menu photos' that was started a while ago."""
    timer.start(shell.store, task_id=task_id(shell, "Menu photos"), now=utc_now() - ago)
    turn()


def test_times_read_as_hours_minutes_seconds():
    assert [clock_text(n) for n in (0, 2892, 36_061)] == ["0:00:00", "0:48:12", "10:01:01"]


def test_the_key_c_on_a_card_starts_the_clock_and_the_header_shows_it(shell):
    assert shell.clock.pill.isHidden()
    shell.page.select(task_id(shell, "Menu photos"))
    board = shell.page.board
    board.setFocus()
    QTest.keyClick(board.selection.active.view, Qt.Key.Key_C)
    turn()
    assert not shell.clock.pill.isHidden()
    assert shell.clock.pill.face.title == "Menu photos"
    assert said(shell) == "The clock runs on Menu photos"
    shell.show_place("sell")
    shell.clock.tick()
    assert shell.clock.pill.face.title == ""


def test_in_a_window_without_room_the_clock_leaves_the_places_their_names(shell):
    began(shell, timedelta(minutes=48))
    for width in (1280, 1180, 1024):
        shell.resize(width, 700)
        shell.clock.tick()
        turn()
        assert bool(shell.clock.pill.face.title) == (width >= 1180)
        for place in shell.header.places:
            assert place.width() >= place.sizeHint().width(), width


def test_stop_makes_an_entry_and_says_how_much_it_was(shell):
    began(shell, timedelta(minutes=48))
    shell.clock.pill.stop.click()
    turn()
    assert entries(shell) == [(task_id(shell, "Menu photos"), 48)]
    assert said(shell) == "0:48 h on Menu photos"
    assert shell.clock.pill.isHidden()
    shell.undo()
    turn()
    assert shell.clock.running is not None


def test_a_clock_started_while_another_runs_says_what_that_one_measured(shell):
    began(shell, timedelta(minutes=48))
    shell.page.verbs.start_clock(task_id(shell, "Logo files"))
    turn()
    assert said(shell) == "The clock runs on Logo files, 0:48 h on Menu photos"
    assert (task_id(shell, "Menu photos"), 48) in entries(shell)
    shell.undo()
    turn()
    assert shell.clock.running.title == "Menu photos"


def test_a_clock_that_starts_in_time_that_was_logged_says_from_when_it_measures(shell):
    now = utc_now().replace(microsecond=0)
    timelog.add_span(shell.store, now - timedelta(hours=1), now, task_id=task_id(shell, "Brand sheet"))
    with time_machine.travel(
        (now - timedelta(minutes=30)).timestamp(), tick=False
    ):  # the computer's clock was set back
        shell.page.select(task_id(shell, "Menu photos"))
        shell.page.verbs.start_clock(task_id(shell, "Menu photos"))
        turn()
        assert f"It measures from {now.astimezone():%H:%M}: the time before has entries already" in said(shell)


def test_a_clock_that_was_set_back_says_why_nothing_was_measured_and_undo_lets_it_run_on(shell):
    began(shell, -timedelta(hours=3))
    shell.clock.stop()
    turn()
    assert said(shell) == "No time was measured: the computer’s clock was set back. Undo lets it run on"
    shell.undo()
    turn()
    assert shell.clock.running is not None


def test_a_click_on_the_clock_unfolds_its_note_and_beginning_and_the_way_to_what_it_is_on(shell):
    began(shell, timedelta(minutes=5))
    shell.open_page("burndown")
    shell.clock.pill.face.click()
    panel = shell.clock.panel
    panel.note.try_commit("Second set")
    earlier = (utc_now() - timedelta(minutes=20)).astimezone().time().replace(second=0)
    panel.begin.try_commit(earlier)
    turn()
    running = timer.running(shell.store)
    assert running.note == "Second set" and 19 * 60 <= running.seconds() <= 21 * 60
    panel.show_record.click()
    turn()
    assert shell.page.inspector.title.value() == "Menu photos"


def test_a_clock_that_began_on_another_day_says_on_which(shell):
    began(shell, timedelta(hours=25))
    shell.clock.unfold()
    then = (utc_now() - timedelta(hours=25)).astimezone()
    names = [row.name for row in shell.clock.panel.findChildren(FormRow)]
    assert f"Began {then:%a} {then.day}" in names and "Began" not in names
    shell.clock.panel.close()


def test_a_beginning_that_another_entry_has_is_refused(shell):
    timelog.add_span(
        shell.store, utc_now() - timedelta(minutes=40), utc_now() - timedelta(minutes=10), client_id=client_id(shell)
    )
    began(shell, timedelta(minutes=5))
    shell.clock.pill.face.click()
    assert not shell.clock.panel.begin.try_commit((utc_now() - timedelta(minutes=30)).astimezone().time())
    assert "already" in shell.clock.panel.begin.refusal()
    shell.clock.panel.close()


def client_id(shell):
    return shell.store.value("SELECT min(id) FROM client")


def test_the_keys_start_the_clock_on_what_was_last_worked_on_and_stop_it(shell):
    timelog.add(shell.store, 30, deal_id=shell.store.value("SELECT max(id) FROM deal"))
    shell.clock.toggle()
    picker = shell.clock.picker
    first = picker.options()[0]
    assert first.key[0] == "deal"
    QTest.keyClick(picker.search_line(), Qt.Key.Key_Return)
    turn()
    assert timer.running(shell.store).kind == "deal" and shell.clock.starter.isHidden()
    shell.clock.toggle()
    turn()
    assert timer.running(shell.store) is None and not shell.clock.starter.isHidden()


def test_the_last_things_are_one_click_away_while_it_runs(shell):
    timelog.add(shell.store, 30, client_id=client_id(shell))
    began(shell, timedelta(minutes=5))
    shell.clock.pill.face.click()
    shell.clock.panel.lines[0].click()
    turn()
    assert timer.running(shell.store).kind == "client"


def test_after_the_machine_slept_the_pause_can_be_left_out(shell):
    began(shell, timedelta(hours=9))
    shell.clock.tick(last=utc_now() - timedelta(hours=8))
    dialog = shell.findChild(IdleClockDialog)
    assert dialog is not None and "ran on" in dialog.windowTitle() + dialog.accessibleName()
    dialog._take()
    turn()
    assert said(shell) == "The pause is left out"
    (first, second) = entries(shell)
    assert first[1] == 60 and second[1] is None
    assert timer.running(shell.store).seconds() < 60


def test_an_answer_that_comes_hours_later_leaves_those_out_too(shell):
    now = utc_now()
    began(shell, timedelta(hours=9))
    shell.clock.tick(last=now - timedelta(hours=8))
    dialog = shell.findChild(IdleClockDialog)
    with time_machine.travel((now + timedelta(hours=3)).timestamp(), tick=False):
        dialog._take()
        turn()
        assert timer.running(shell.store).seconds() == 0
    assert [minutes for _, minutes in entries(shell)] == [60, None]


def test_after_a_restart_the_last_sign_of_life_is_asked_about(shell):
    began(shell, timedelta(hours=5))
    shell.state.alive = moment_text(utc_now() - timedelta(hours=4))
    shell.clock.attach()
    dialog = shell.findChild(IdleClockDialog)
    dialog.answers["stop"].setChecked(True)
    dialog._take()
    turn()
    assert entries(shell)[0][1] == 60
    assert shell.clock.running is None


def test_a_short_absence_asks_nothing(shell):
    began(shell, timedelta(hours=1))
    shell.clock.tick(last=utc_now() - timedelta(minutes=5))
    assert shell.findChild(IdleClockDialog) is None


def test_deciding_later_keeps_everything(shell):
    began(shell, timedelta(hours=9))
    shell.clock.tick(last=utc_now() - timedelta(hours=8))
    shell.findChild(IdleClockDialog).reject()
    turn()
    assert shell.clock.running is not None and entries(shell)[0][1] is None


def test_a_clock_that_ran_for_days_is_asked_about_when_it_is_stopped(shell):
    began(shell, timedelta(days=3))
    shell.clock.stop()
    dialog = shell.findChild(IdleClockDialog)
    assert "keep" not in dialog.answers
    assert isinstance(shell.clock, Clock)
    dialog.reject()
