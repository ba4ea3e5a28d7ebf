"""A window of wishes: what a page or dialog asks of the window is written down; and a page of charts shown in it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.views import jobs, theme
from app.views.hub import Hub


class FakeShell(QWidget):
    """Stands for the window; jobs run as they do there."""

    def __init__(self, store):
        super().__init__()
        self.store = store
        self.hub = Hub(self)
        self.title = "Work"
        self.told = []

    def go(self, kind, record_id):
        self.told.append(("go", kind, record_id))

    def open_page(self, key, filter=None):
        self.told.append(("page", key, dict(filter or {})))

    def toast(self, text, undo=True, *, action=None):
        self.told.append(("toast", text, action))

    def error(self, message):
        self.told.append(("error", message))

    def run_job(self, fn, done, failed=None, *, title, cancelled=None):
        return jobs.run(
            fn, done, failed or (lambda problem: self.error(str(problem))), title=title, cancelled=cancelled
        )

    def start_handoff(self, deal_id):
        self.told.append(("handoff", deal_id))

    def stop_clock(self):
        self.told.append(("stop",))

    def opened(self):
        return [told[1:] for told in self.told if told[0] == "page"]


def make_shell(qtbot, qapp, store):
    """The window itself, in its theme."""
    theme.apply(qapp)
    made = FakeShell(store)
    qtbot.addWidget(made)
    return made


def at_rest():
    """Whether nothing is read or drawn any more, nor waits for its turn."""
    timers = [timer for top in QApplication.topLevelWidgets() for timer in top.findChildren(QTimer)]
    waiting = any(timer.isActive() and timer.isSingleShot() and not timer.interval() for timer in timers)
    return not waiting and not jobs.running()


def settled(qtbot):
    """Wait until the window is at rest."""
    qtbot.waitUntil(at_rest, timeout=20_000)


def show_page(qtbot, page, size=(1280, 704)):
    """Show a page of charts and wait until it has read what it tells."""
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page._told is not None and at_rest(), timeout=20_000)
    return page
