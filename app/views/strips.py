"""How the window speaks: a refusal above the page until it is read, work under way, what was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.base import UserError
from app.views import theme

if TYPE_CHECKING:
    from app.views.jobs import Job, Progress
    from app.views.parts.notice import Notice
    from app.views.parts.progress import ProgressStrip
    from app.views.parts.toast import Toast

QUICK_MS = 300  # work that ends sooner shows no strip: it would only flash


class ErrorStrip(QWidget):
    """One sentence that says what was refused; it stays until it is closed or an action succeeds."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 0)
        self._notice: Notice | None = None
        self.text = ""
        self.hide()

    def say(self, sentence: str) -> None:
        """Show `sentence` in place of what stood here."""
        if self._notice is None:
            from app.views.parts.notice import Notice

            self._notice = Notice("bad", "", "", ("Close", self.clear))
            self._box.addWidget(self._notice)
        self.text = sentence
        self._notice.say("bad", sentence, "", ("Close", self.clear))
        self.show()

    def clear(self) -> None:
        """It was read, or no longer holds."""
        self.text = ""
        self.hide()


class JobStrips(QWidget):
    """The work under way, a line each, with its Cancel."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.PAGE_MARGIN, 6, theme.PAGE_MARGIN, 6)
        self._box.setSpacing(4)
        self._strips: list[ProgressStrip] = []
        self.hide()

    def follow(self, job: Job) -> None:
        """Show `job` as long as it runs, once it has run for a moment."""
        if not job.running:
            return
        from app.views.parts.progress import ProgressStrip

        strip = ProgressStrip(job.title, 0.0, parent=self)
        strip.hide()
        strip.cancelled.connect(job.cancel)
        self._box.addWidget(strip)
        self._strips.append(strip)
        job.progressed.connect(
            lambda done, total, text: strip.set_progress(text or job.title, done / total if total else 0.0)
        )
        timer = QTimer(strip)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._show(strip))
        timer.start(QUICK_MS)
        job.ended.connect(lambda: self._drop(strip))

    def _show(self, strip: ProgressStrip) -> None:
        if strip in self._strips:  # its work may have ended in the same turn as the moment of waiting
            strip.show()
            self.show()

    def _drop(self, strip: ProgressStrip) -> None:
        if not isValid(self):
            return
        self._box.removeWidget(strip)
        strip.hide()
        strip.deleteLater()
        self._strips.remove(strip)
        self.setVisible(any(not left.isHidden() for left in self._strips))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))


class Voice:
    """How the window speaks to its user: the strip after an action, the refusal, and work under way."""

    def __init__(self, window: QWidget, undo: Callable[[], object]) -> None:
        self.errors = ErrorStrip()
        self.jobs = JobStrips()
        self._window = window
        self._undo = undo
        self._toast: Toast | None = None
        self._said_at: datetime | None = None
        self._own: list[Job] = []

    def toast(
        self,
        text: str,
        undo: bool,
        action: tuple[str, Callable[[], object]] | None,
        saved_at: datetime | None,
    ) -> None:
        """Say what was done by the commit at `saved_at`."""
        from app.views.parts.toast import Toast

        if self._toast is None:
            self._toast = Toast(self._window)
        self._said_at = saved_at
        if action is not None:
            self._toast.say(text, action[1], action[0])
        else:
            self._toast.say(text, self._undo if undo else None)

    def on_commit(self, at: datetime) -> None:
        """Something was done: a refusal no longer holds, and an older Undo would hit the wrong action."""
        self.errors.clear()
        if self._said_at is None or at > self._said_at:
            self.be_quiet()

    def be_quiet(self) -> None:
        """Take the strip after an action away."""
        if self._toast is not None:
            self._toast.hide()

    def run_job(
        self,
        fn: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
        title: str,
        cancelled: Callable[[], None] | None,
    ) -> Job:
        """Run `fn` in the background, in sight. What ends after the window was closed is told to nobody."""
        from app.views import jobs

        job = jobs.run(
            fn,
            self._while_there(done),
            self._while_there(failed or self._on_failed),
            title=title,
            cancelled=self._while_there(cancelled) if cancelled is not None else None,
        )
        self._own = [*(each for each in self._own if each.running), job]
        self.jobs.follow(job)
        return job

    def _while_there(self, tell: Callable[..., None]) -> Callable[..., None]:
        return lambda *said: tell(*said) if isValid(self._window) else None

    def stop_jobs(self) -> None:
        """The window closes and others stay: cancel what was begun here, and only that."""
        for job in self._own:
            job.cancel()

    def _on_failed(self, problem: Exception) -> None:
        if isinstance(problem, UserError):
            self.errors.say(str(problem))
