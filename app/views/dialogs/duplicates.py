"""Clients, contacts and deals that may be there twice: the pairs, side by side, merged or told apart. Nothing is merged unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.base import Changes, UserError
from app.services import duplicates
from app.views import theme
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.merge_panel import MergePanel
from app.views.parts.pair_list import NOUNS, PairList

if TYPE_CHECKING:
    from app.domain.duplicates import Kind
    from app.models.store import Store
    from app.views.page import ShellApi

_TITLE: Final = "Duplicates"
_WORDS: Final = "Pairs that may be one and the same, the likeliest first. Nothing is merged unless you say so."
_TOUCHES: Final = ("client", "contact", "channel", "client_contact", "deal", "handoff", "not_same")


class DuplicatesDialog(BatonDialog):
    """See the top of this module. With `ids` it begins with these side by side."""

    def __init__(
        self, parent: QWidget, store: Store, shell: ShellApi, kind: Kind = "client", ids: Sequence[int] = ()
    ) -> None:
        super().__init__(parent, _TITLE, _WORDS, width=840, resizable=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._shell = store, shell
        self._alone = bool(ids)  # asked for these alone: the list was never seen
        self.pairs = PairList(store, kind)
        self.pairs.moved.connect(self._show_buttons)
        self.pairs.opened.connect(self.open_pair)
        self.panel = MergePanel(store)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pairs)
        self.stack.addWidget(self.panel)
        self.stack.setMinimumHeight(theme.px(400))
        self.body.addWidget(self.stack, 1)
        self._build_foot()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(150)
        self._late.timeout.connect(self.pairs.look)
        shell.hub.changed.connect(self._on_changed)
        if ids:
            self._show_step(self.panel)
            self._compare(kind, ids)
        else:
            self._show_step(self.pairs)
            self.pairs.look()

    def _build_foot(self) -> None:
        self.undo_button = QuietButton("Undo", "arrow-counter-clockwise")
        self.apart = PlainButton("Not the same")
        self.apart.set_tooltip("Do not suggest this pair again", "Del")
        self.back = PlainButton("Back")
        self.main = MainButton("Compare…")
        self.add_button(self.undo_button, self.undo)
        self.add_button(QuietButton("Close"))
        self.add_button(self.back, lambda: self._show_step(self.pairs))
        self.add_button(self.apart, self.tell_apart)
        self.add_button(self.main, self._on_main)
        self.undo_button.hide()
        keys = QShortcut(QKeySequence.StandardKey.Undo, self)
        keys.activated.connect(self.undo)

    # --- one pair -------------------------------------------------------------------

    def open_pair(self) -> None:
        """Show the pair side by side; one that was told apart is suggested again."""
        pair = self.pairs.current
        if pair is None:
            return
        if pair.told:
            self._tried(lambda: duplicates.suggest_again(self._store, pair.told), "The pair is suggested again.")
            return
        self._show_step(self.panel)
        self._compare(pair.kind, (pair.one.id, pair.other.id))

    def _compare(self, kind: Kind, ids: Sequence[int]) -> None:
        try:
            self.panel.show_records(kind, list(ids))
        except UserError as problem:
            self._refuse(problem)
            return
        self.title_label.setText(f"Merge {len(set(ids))} {NOUNS[kind][1]}")
        self._show_buttons()
        QTimer.singleShot(0, self.panel, self.panel.take_focus)

    def _refuse(self, problem: UserError) -> None:
        if not self._alone:
            self._show_step(self.pairs)
            self._late.start()
        else:
            self.main.setEnabled(False)
            self.apart.hide()
        self.set_note(str(problem))

    def _show_step(self, step: QWidget) -> None:
        self.stack.setCurrentWidget(step)
        listed = step is self.pairs
        if listed:
            self.title_label.setText(_TITLE)
        self.text_label.setText(_WORDS if listed else "Choose what holds where they differ; the fuller one is chosen.")
        self.back.setVisible(not listed and not self._alone)
        self.set_note("")
        self.undo_button.hide()
        self._show_buttons()
        if listed:
            self.pairs.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self) -> None:
        if not hasattr(self, "main"):
            return
        listed = self.stack.currentWidget() is self.pairs
        told = listed and self.pairs.told
        pair = self.pairs.current
        self.main.setText("Suggest again" if told else "Compare…" if listed else "Merge")
        self.main.setEnabled(not listed or pair is not None)
        self.apart.setVisible(not told)
        self.apart.setEnabled(not listed or pair is not None)

    def _on_main(self) -> None:
        if self.stack.currentWidget() is self.pairs:
            self.open_pair()
        else:
            self.merge()

    def merge(self) -> None:
        """Merge as chosen, and go back to the list; asked for these alone, close."""
        found = self.panel.comparison
        try:
            done = self.panel.merge()
        except UserError as problem:
            self._refuse(problem)
            return
        assert found is not None
        gone = [name for name, i in zip(found.names, found.ids, strict=True) if i != done.id]
        words = f"{gone[0] if len(gone) == 1 else len(gone)} merged into {done.name}"
        if self._alone:
            self.accept()
            self._shell.toast(words)
            return
        self._show_step(self.pairs)
        self._say_done(f"{words}.")

    def tell_apart(self) -> None:
        """They are two: not suggested again."""
        found, pair = self.panel.comparison, self.pairs.current
        if self.stack.currentWidget() is self.panel and found is not None:
            kind, ids, names = found.kind, found.ids, found.names
        elif pair is not None and not pair.told:
            kind, ids, names = pair.kind, (pair.one.id, pair.other.id), (pair.one.name, pair.other.name)
        else:
            return
        words = f"{names[0]} and {names[1]} are not the same."
        if self._tried(lambda: duplicates.tell_apart(self._store, kind, ids), words) and self._alone:
            self.accept()
            self._shell.toast(words.rstrip("."))

    def _tried(self, act: Callable[[], object], words: str) -> bool:
        try:
            act()
        except UserError as problem:
            self.set_note(str(problem))
            return False
        if not self._alone:
            self._show_step(self.pairs)
        self._say_done(words)
        return True

    def _say_done(self, words: str) -> None:
        self.set_note(words)
        self.undo_button.show()

    def undo(self) -> None:
        """Take the last action back."""
        label = self._store.undo_label
        if label is not None and self._store.undo() is not None:
            self.set_note(f"Undone: {label}")
            self.undo_button.hide()

    # --- what happens meanwhile -----------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TOUCHES) and self.isVisible() and self.pairs.follow(changes):
            self._late.start()  # what is new comes after a search

    def hideEvent(self, event: QHideEvent) -> None:
        self._late.stop()  # the workspace may be closed by then
        self.pairs.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        listed = self.stack.currentWidget() is self.pairs
        if event.key() == Qt.Key.Key_Delete and listed:
            self.tell_apart()
        elif event.key() == Qt.Key.Key_Escape and not listed and not self._alone:
            self._show_step(self.pairs)
        else:
            super().keyPressEvent(event)


def show_duplicates(
    parent: QWidget, store: Store, shell: ShellApi, kind: Kind = "client", ids: Sequence[int] = ()
) -> DuplicatesDialog:
    """Open the dialog; with `ids`, with these side by side."""
    dialog = DuplicatesDialog(parent, store, shell, kind, ids)
    dialog.open()
    return dialog
