"""Long work: it runs beside the window, tells how far it is, can be cancelled, and never loses an error."""

from __future__ import annotations

import sys
import threading

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.base import UserError
from app.views import jobs
from app.views.shell import Shell
from app.views.window_state import WindowState


@pytest.fixture(autouse=True)
def none_left():
    yield
    assert jobs.stop_all()


class Ends:
    """Collects how a job ended, and in which thread the callbacks ran."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[Exception] = []
        self.cancelled = 0
        self.threads: set[int] = set()

    def on_done(self, result):
        self.threads.add(threading.get_ident())
        self.done.append(result)

    def on_failed(self, error):
        self.threads.add(threading.get_ident())
        self.failed.append(error)

    def on_cancelled(self):
        self.threads.add(threading.get_ident())
        self.cancelled += 1

    def run(self, fn):
        return jobs.run(fn, self.on_done, self.on_failed, title="Work", cancelled=self.on_cancelled)


@pytest.fixture
def ends() -> Ends:
    return Ends()


def test_the_work_runs_elsewhere_and_its_result_arrives_in_the_windows_thread(qtbot, ends):
    job = ends.run(lambda progress: threading.get_ident())
    assert job in jobs.running()
    qtbot.waitUntil(lambda: bool(ends.done))
    assert ends.done[0] != threading.get_ident()
    assert ends.threads == {threading.get_ident()}
    assert not job.running
    assert jobs.running() == ()


def test_it_tells_how_far_it_is(qtbot, ends):
    seen = []
    go, shown = threading.Event(), threading.Event()

    def work(progress):
        go.wait(5)
        progress.report(1, 3, "row 1")
        shown.wait(5)
        progress.report(3, 3)

    job = ends.run(work)
    job.progressed.connect(lambda done, total, text: seen.append((done, total, text)))
    go.set()
    qtbot.waitUntil(lambda: seen == [(1, 3, "row 1")])
    shown.set()
    qtbot.waitUntil(lambda: ends.done == [None])
    assert seen[-1] == (3, 3, "")


def test_many_reports_do_not_flood_the_window(qtbot, ends):
    seen = []

    def work(progress):
        for n in range(20_000):
            progress.report(n, 20_000)

    job = ends.run(work)
    job.progressed.connect(lambda *now: seen.append(now))
    with jobs_waited(job):
        pass
    qtbot.waitUntil(lambda: ends.done == [None])
    assert len(seen) == 1


class jobs_waited:  # noqa: N801 - reads as a phrase
    """Blocks the window's thread until the work has run, so that reports can only pile up."""

    def __init__(self, job):
        self.job = job

    def __enter__(self):
        assert jobs._desk().pool.waitForDone(20_000)

    def __exit__(self, *_):
        return None


def test_cancelled_work_ends_as_cancelled_and_nothing_else(qtbot, ends):
    started = threading.Event()

    def work(progress):
        started.set()
        while True:
            progress.check()

    job = ends.run(work)
    assert started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: ends.cancelled == 1)
    assert (ends.done, ends.failed) == ([], [])


def test_work_that_was_past_its_last_check_ends_as_done(qtbot, ends):
    started, go = threading.Event(), threading.Event()

    def work(progress):
        started.set()
        go.wait(5)
        return "written"

    job = ends.run(work)
    assert started.wait(5)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: ends.done == ["written"])
    assert ends.cancelled == 0


def test_a_sentence_for_the_user_reaches_the_page_only(qtbot, ends, monkeypatch):
    hooked = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: hooked.append(error))

    def work(progress):
        raise UserError("The file is empty.")

    ends.run(work)
    qtbot.waitUntil(lambda: bool(ends.failed))
    assert str(ends.failed[0]) == "The file is empty."
    assert hooked == []


def test_a_defect_ends_the_waiting_and_reaches_the_hook(qtbot, ends, monkeypatch):
    hooked = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: hooked.append(kind))

    def work(progress):
        raise ZeroDivisionError

    ends.run(work)
    qtbot.waitUntil(lambda: bool(ends.failed))
    assert hooked == [ZeroDivisionError]


def test_synchronous_work_is_done_before_run_returns(qapp, ends):
    with jobs.synchronous():
        job = ends.run(lambda progress: progress.report(1, 2) or 42)
    assert ends.done == [42]
    assert not job.running


def test_at_the_end_of_the_program_everything_is_stopped(qtbot, ends):
    for _ in range(4):
        ends.run(lambda progress: [progress.check() for _ in iter(int, 1)])
    assert jobs.stop_all()
    qtbot.waitUntil(lambda: ends.cancelled == 4)


def test_who_watches_hears_of_every_start_and_end(qtbot, ends):
    seen = []
    jobs.on_change(lambda: seen.append(len(jobs.running())))
    ends.run(lambda progress: None)
    qtbot.waitUntil(lambda: bool(ends.done))
    assert seen == [1, 0]


def test_while_work_runs_the_window_is_let_in_more_often_and_afterwards_as_usual(qtbot, ends):
    usual = sys.getswitchinterval()
    ends.run(lambda progress: sys.getswitchinterval())
    qtbot.waitUntil(lambda: bool(ends.done))
    assert ends.done[0] < usual
    assert sys.getswitchinterval() == usual


def test_work_that_outlives_the_window_ends_in_silence(qtbot, ends):
    going, told = threading.Event(), []

    def work(progress):
        going.wait()
        progress.report(1, 2)
        told.append(True)

    job = ends.run(work)
    runnable, desk = job.runnable, jobs._State.desk
    jobs._State.desk = None
    pool = desk.pool
    pool.setParent(None)
    shiboken6.delete(desk)
    going.set()
    assert pool.waitForDone(5_000)
    assert runnable is not None
    assert told
    jobs._as_usual()


def test_what_ends_after_its_window_has_gone_is_told_to_nobody(qtbot, tmp_path):
    shell, told = Shell(WindowState(tmp_path)), []
    go_on = threading.Event()
    job = shell.run_job(lambda _: go_on.wait(5), told.append, title="Writing")
    shell.deleteLater()
    QApplication.sendPostedEvents(shell, QEvent.Type.DeferredDelete)
    go_on.set()
    qtbot.waitUntil(lambda: not job.running)
    qtbot.wait(20)
    assert not shiboken6.isValid(shell)
    assert told == []
