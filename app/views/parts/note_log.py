"""The timeline of a record, read a page at a time, with a place to write what happened and to change what was written.

log = NoteLog(store, shell, "deal")     or 'client', 'contact', 'project'
log.show_record(id)                     from its newest entry; log.reload() after a change
log.begin("call")                       the place to write; N and C (a call) do it wherever the timeline is in sight
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from app.base import UserError
from app.services import activities, timeline
from app.services.timeline import About, Entry
from app.views import theme
from app.views.parts.activity_composer import KINDS, Composer
from app.views.parts.buttons import IconButton, LinkButton
from app.views.parts.field import Field
from app.views.parts.label import Label
from app.views.parts.menu import Menu
from app.views.parts.moments import Moments
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_FIRST: Final = 8
_MORE: Final = 50
_FILTERS: Final = (
    ("", "Everything"),
    ("note", "Notes"),
    ("call", "Calls"),
    ("email", "Mails"),
    ("meeting", "Meetings"),
    ("todo", "To-dos"),
    (timeline.CHANGES, "Changes"),
)


class NoteLog(QWidget):
    """See the top of this module. `begun` when the place to write has come into being."""

    begun = Signal()

    def __init__(self, store: Store, shell: ShellApi, about: About) -> None:
        super().__init__()
        self._store, self._shell, self._about = store, shell, about
        self._id: int | None = None
        self._all: list[Entry] = []
        self._filter, self._limit = "", _FIRST
        self._edited: Entry | None = None
        self.composer = Composer(self._log)
        self.kind, self.field = self.composer.kind, self.composer.field
        self.composer.kept.connect(self.reload)
        self.composer.left.connect(self._take_focus)
        self.editor = Composer(self._rewrite, self)
        self.editor.kept.connect(self._end_edit)
        self.editor.left.connect(self._end_edit)
        self.editor.removed.connect(lambda: self._delete(self._edited))
        self.moments = Moments()
        self.moments.opened.connect(self._edit)
        self.moments.ticked.connect(self._tick)
        self.moments.deleted.connect(self._delete)
        self._build()
        self._bind()

    def _build(self) -> None:
        self.head = SectionHead("Timeline", ("Add note", self.begin))
        self.funnel = IconButton("funnel-simple", "Show one kind", in_row=True, size=14)
        self.funnel.set_menu(self._filter_menu)
        row = self.head.layout()
        if row is not None and self.head.link is not None:
            row.removeWidget(self.head.link)
            row.addWidget(self.funnel)
            row.addWidget(self.head.link)
            self.head.link.set_tooltip("Note, call, mail, meeting or to-do", "N")
        self.none = Label("", "text3", theme.SECOND)
        self.rest = LinkButton("Show older", size=theme.SECOND)
        self.rest.clicked.connect(self._show_older)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.head, self.composer, self.none, self.moments, self.rest):
            column.addWidget(part)

    def _bind(self) -> None:
        """N opens the place to write, C that for a call, but not where a letter begins to edit a field."""
        self._keys = [QShortcut(QKeySequence(key), self) for key in ("N", "C")]
        for key, kind in zip(self._keys, ("note", "call"), strict=True):
            key.activated.connect(partial(self.begin, kind))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        for key in self._keys:
            key.setEnabled(not isinstance(now, Field))

    # What is shown

    def show_record(self, record_id: int | None) -> None:
        """Show another record from its newest entry, what was being written kept; or the same one anew."""
        if record_id != self._id:
            self.forget()
            self._id = record_id
        self.reload()

    def forget(self) -> None:
        """Another record is about to be shown: what was being written is kept."""
        for place in (self.composer, self.editor):
            place.save_draft()
        self._stop_edit()
        self._id, self._limit, self._filter = None, _FIRST, ""

    def reload(self) -> None:
        """Read the timeline again."""
        page = (
            timeline.page(self._store, self._about, self._id, kind=self._filter, limit=self._limit)
            if self._id is not None
            else timeline.Page([], False)
        )
        self._all = page.entries
        self.moments.show_moments(page.entries)
        self.rest.setVisible(page.more)
        words = dict(_FILTERS)[self._filter]
        self.head.set_note(words if self._filter else "")
        self.none.setText(f"No {words.lower()} yet" if self._filter else "Nothing yet")
        self.none.setVisible(not page.entries)

    def _show_older(self) -> None:
        self._limit += _MORE
        self.reload()

    def show_entry(self, activity_id: int) -> QRect | None:
        """Go to an entry, however old; where it stands in the timeline, None when it is gone."""
        self._filter = ""
        self.reload()
        while not self.rest.isHidden() and all(entry.activity_id != activity_id for entry in self._all):
            self._show_older()
        found = self.moments.choose(activity_id)
        return None if found is None else found.translated(self.moments.pos())

    def _filter_menu(self) -> QMenu:
        menu = Menu(self)
        for key, words in _FILTERS:
            action = menu.add(words, partial(self.show_kind, key))
            action.setCheckable(True)
            action.setChecked(key == self._filter)
        return menu

    def show_kind(self, kind: str) -> None:
        """Show one kind of entry alone; '' for everything, 'change' for what changed in the deals."""
        self._filter, self._limit = kind, _FIRST
        self.reload()

    # What is written

    def begin(self, kind: str = "note") -> None:
        """Open the place to write."""
        if self._id is not None:
            if self.composer.isHidden():
                self.composer.begin(kind if kind in KINDS else "note")
            else:
                self.field.begin_edit()
            self.begun.emit()

    def _log(self, kind: str, text: str, minutes: int | None, due_on: date | None) -> None:
        if self._id is None:
            return
        about = {f"{self._about}_id": self._id}
        activities.log(self._store, kind, text, minutes=minutes, due_on=due_on, **about)  # type: ignore[arg-type]

    def _take_focus(self) -> None:
        if self.head.link is not None:
            self.head.link.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is changed

    def _edit(self, entry: Entry) -> None:
        found = activities.one(self._store, entry.activity_id) if entry.activity_id is not None else None
        if found is None:
            return
        self.editor.save_draft()
        self._edited = entry
        length = activities.length_text(found.minutes) if found.minutes else ""
        words = ": ".join(part for part in (length, found.text) if part)
        self.moments.hold(entry, self.editor)
        self.editor.begin(found.kind, words, found.due_on, old=True)

    def _rewrite(self, kind: str, text: str, minutes: int | None, due_on: date | None) -> None:
        if self._edited is not None and self._edited.activity_id is not None:
            activities.rewrite(
                self._store, self._edited.activity_id, kind=kind, text=text, minutes=minutes, due_on=due_on
            )

    def _end_edit(self) -> None:
        self._stop_edit()
        self.reload()
        self.moments.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_edit(self) -> None:
        self._edited = None
        self.moments.hold(None, None)
        self.editor.put_away()

    def _tick(self, entry: Entry) -> None:
        if entry.activity_id is not None:
            verb = activities.reopen if entry.done else activities.complete
            words = entry.text if len(entry.text) < 80 else f"{entry.text[:70]}…"
            self._attempt(
                partial(verb, self._store, entry.activity_id), f"{words} {'is open again' if entry.done else 'done'}"
            )

    def _delete(self, entry: Entry | None) -> None:
        if entry is not None and entry.activity_id is not None:
            self._stop_edit()
            self._attempt(partial(activities.delete, self._store, entry.activity_id), "Entry deleted")

    def _attempt(self, call: Callable[[], object], said: str) -> None:
        try:
            call()
        except UserError as problem:
            self._shell.error(str(problem))
            return
        self._shell.toast(said)
        QTimer.singleShot(0, self, self.reload)
