"""What happened to a task, the newest first, and a place to say something about it.

Comments of one's own are chosen with the arrows or a click: Enter changes the words, Del takes them back. What they said
before stays in the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import UserError
from app.services import task_comments
from app.services.task_detail import TaskMoment
from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.fields import NotesField
from app.views.parts.focus_in_sight import show_whole
from app.views.parts.menu import Menu
from app.views.parts.moments import Moments
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_FIRST: Final = 6


class _Editor(QWidget):
    """Stands in the place of the comment that is changed."""

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self.field = _Words("Comment", history.rewrite, boxed=True, placeholder="Ctrl Enter keeps it")
        self.field.left = history.end_edit
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.hide()


class _Words(NotesField):
    """Says when its input has gone."""

    left = staticmethod(lambda: None)

    def _close(self, *, keep_focus: bool) -> None:
        was = self._editing
        super()._close(keep_focus=keep_focus)
        if was:
            self.left()


class History(QWidget):
    """See the top of this module."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._task: int | None = None
        self._all: Sequence[TaskMoment] = ()
        self._whole = False
        self._edited: int | None = None
        self.head = SectionHead("History", ("Add comment", self.begin))
        self.field = NotesField("Comment", self._commit, boxed=True, placeholder="Ctrl Enter keeps it")
        self.editor = _Editor(self)
        self.moments = Moments()
        self.moments.opened.connect(self._edit)
        self.moments.deleted.connect(self._delete)
        self.moments.asked.connect(lambda moment, at: self.menu(moment).popup(at))
        self.rest = LinkButton("", size=theme.SECOND)
        self.rest.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.head, self.field, self.moments, self.rest):
            column.addWidget(part)
        self.forget()

    def show_task(self, task_id: int, moments: Sequence[TaskMoment]) -> None:
        """Show what happened; of much the first few, and a link to the others."""
        if task_id != self._task:
            self.forget()
        self._task = task_id
        self._all = moments
        shown = moments if self._whole else moments[:_FIRST]
        if self._edited is not None and all(each.activity_id != self._edited for each in shown):
            self.end_edit()
        self.moments.show_moments(shown)
        self.rest.setText(f"Show all {len(moments)}")
        self.rest.setVisible(len(shown) < len(moments))

    def begin(self) -> None:
        """Open the line for a comment."""
        self.field.show()
        self.field.begin_edit()
        show_whole(self.field)

    def forget(self) -> None:
        """Another task is shown, or the comment is kept."""
        self._whole = False
        self.end_edit()
        self.field.forget_edit()
        self.field.set_value("")
        self.field.hide()

    def _commit(self, text: str) -> None:
        if text and self._task is not None:
            task_comments.add_comment(self._store, self._task, text)
            if self.head.link is not None:
                # From there the next one is begun; what is hidden gives the keyboard to anybody.
                self.head.link.setFocus(Qt.FocusReason.OtherFocusReason)
            self.forget()

    def menu(self, moment: TaskMoment) -> Menu:
        """What can be done with a comment; a wish in it may become a deal."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("Change", partial(self._edit, moment), "pencil-simple", "F2")
        menu.add("New deal from this…", partial(self._sell, moment), "handshake")
        menu.addSeparator()
        menu.add("Delete", partial(self._delete, moment), "trash", "Del")
        return menu

    def _sell(self, moment: TaskMoment) -> None:
        from app.views.dialogs.new_deal_from import ask

        if self._task is not None:
            ask(self, self._store, self._shell, task_id=self._task, words=moment.text)

    # --- changing what one said -----------------------------------------------------

    def _edit(self, moment: TaskMoment) -> None:
        self.end_edit()
        self._edited = moment.activity_id
        self.editor.field.set_value(moment.text)
        self.moments.hold(moment, self.editor)
        self.editor.field.begin_edit()

    def rewrite(self, text: str) -> None:
        """Keep the new words. Raises UserError for none."""
        if self._edited is not None:
            task_comments.change_comment(self._store, self._edited, text)

    def end_edit(self) -> None:
        """The comment stands in its place again."""
        if self._edited is None:
            return
        had = self.editor.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._edited = None
        self.moments.hold(None, None)
        self.editor.hide()
        self.editor.setParent(self)
        if had:
            self.moments.setFocus(Qt.FocusReason.OtherFocusReason)

    def _delete(self, moment: TaskMoment) -> None:
        if moment.activity_id is None:
            return
        try:
            task_comments.delete_comment(self._store, moment.activity_id)
        except UserError as problem:
            self._shell.error(str(problem))
            return
        self._shell.toast("Comment deleted")

    def _show_all(self) -> None:
        self._whole = True
        if self._task is not None:
            self.show_task(self._task, self._all)
