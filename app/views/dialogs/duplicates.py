"""Clients and contacts that may be there twice: the pairs, side by side, merged or told apart. Nothing is merged unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.base import Changes, UserError
from app.domain.duplicates import Kind, Pair
from app.services import duplicates
from app.services.duplicates import Side
from app.views import jobs, theme
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.empty import EmptyState
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.list_table import ListTable
from app.views.parts.merge_panel import MergePanel
from app.views.parts.pane import Pane
from app.views.parts.rows import Col, RowsModel, Tone
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Job, Progress
    from app.views.page import ShellApi

_TITLE: Final = "Duplicates"
_WORDS: Final = "Pairs that may be one and the same, the likeliest first. Nothing is merged unless you say so."
_NOUNS: Final = {"client": ("client", "clients"), "contact": ("contact", "contacts")}
_TOUCHES: Final = ("client", "contact", "channel", "client_contact", "not_same")


class Row(NamedTuple):
    """A pair as the list shows it; `told` is the id of what was said of it, 0 for a suggestion."""

    id: int
    kind: Kind
    one: Side
    other: Side
    why: str
    likely: str
    told: int = 0


_Found = tuple[list[Pair], dict[int, Side]]


class DuplicatesDialog(BatonDialog):
    """See the top of this module. With `ids` it begins with these side by side."""

    def __init__(
        self, parent: QWidget, store: Store, shell: ShellApi, kind: Kind = "client", ids: Sequence[int] = ()
    ) -> None:
        super().__init__(parent, _TITLE, _WORDS, width=840, resizable=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._shell = store, shell
        self._alone = bool(ids)  # asked for these alone: the list was never seen
        self._job: Job | None = None
        self._found: dict[Kind, _Found] = {}
        self._rows: dict[int, Row] = {}
        self._build_list(kind)
        self.panel = MergePanel(store)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list)
        self.stack.addWidget(self.panel)
        self.stack.setMinimumHeight(theme.px(400))
        self.body.addWidget(self.stack, 1)
        self._build_foot()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(150)
        self._late.timeout.connect(self._search)
        shell.hub.changed.connect(self._on_changed)
        if ids:
            self._show_step(self.panel)
            self._compare(kind, ids)
        else:
            self._show_step(self._list)
            self._search()

    def _build_list(self, kind: Kind) -> None:
        self.switch = Segmented(
            (("client", "Clients"), ("contact", "Contacts"), ("told", "Told apart")), kind, name="What is compared"
        )
        self.switch.changed.connect(self._on_switched)
        self.count = Label("", "text2")
        self.rows: RowsModel[Row] = RowsModel(
            [
                Col("one", "One", lambda row: row.one.name, width=196, tooltip=lambda row: _full(row.one)),
                Col("other", "The other", lambda row: row.other.name, width=196, tooltip=lambda row: _full(row.other)),
                Col("why", "Why", lambda row: row.why, tone=lambda _: "second", tooltip=lambda row: row.why),
                Col("likely", "How likely", lambda row: row.likely, width=96, tone=_tone),
            ],
            lambda wanted: [self._rows[i] for i in wanted if i in self._rows],
            lambda row: row.id,
            self,
        )
        self.table = ListTable(self.rows)
        self.table.setSelectionMode(ListTable.SelectionMode.SingleSelection)
        self.table.setAccessibleName("Pairs that may be one")
        self.table.opened.connect(lambda _: self.open_pair())
        self.table.current_changed.connect(lambda _: self._tell_pair())
        self.sides = (ElidedLabel("", "text2"), ElidedLabel("", "text2"))
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.switch)
        top.addStretch(1)
        top.addWidget(self.count)
        column.addLayout(top)
        pane = Pane()
        pane.box.addWidget(self.table)
        column.addWidget(pane, 1)
        for label in self.sides:
            column.addWidget(label)

    def _build_foot(self) -> None:
        self.undo_button = QuietButton("Undo", "arrow-counter-clockwise")
        self.apart = PlainButton("Not the same")
        self.apart.set_tooltip("Do not suggest this pair again", "Del")
        self.back = PlainButton("Back")
        self.main = MainButton("Compare…")
        self.add_button(self.undo_button, self.undo)
        self.add_button(QuietButton("Close"))
        self.add_button(self.back, lambda: self._show_step(self._list))
        self.add_button(self.apart, self.tell_apart)
        self.add_button(self.main, self._on_main)
        self.undo_button.hide()
        keys = QShortcut(QKeySequence.StandardKey.Undo, self)
        keys.activated.connect(self.undo)

    # --- the list -------------------------------------------------------------------

    @property
    def kind(self) -> Kind:
        """What is compared: clients or contacts."""
        return "contact" if self.switch.value() == "contact" else "client"

    @property
    def pair(self) -> Row | None:
        """The pair that the keyboard is on."""
        current = self.table.current
        return self._rows.get(current) if current is not None else None

    def _on_switched(self, _key: object) -> None:
        self._search()

    def _search(self) -> None:
        """Look for pairs, beside the window: with thousands of names it takes a second or two."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self.switch.value() == "told":
            self._show_told()
            return
        kind, store = self.kind, self._store

        def work(progress: Progress) -> _Found:
            pairs = duplicates.found(store, kind, progress.report)
            return pairs, duplicates.sides(store, kind, [i for pair in pairs for i in pair[:2]])

        def done(found: _Found) -> None:
            if isValid(self):
                self._job = None
                self._found[kind] = found
                self._show_found(kind, *found)

        if kind not in self._found:
            self.count.setText("Comparing…")
        job = jobs.run(work, done, lambda _: None, title="Looking for duplicates")
        self._job = job if job.running else None

    def _show_found(self, kind: Kind, pairs: list[Pair], here: dict[int, Side]) -> None:
        if kind != self.kind or self.switch.value() == "told":
            return
        self._show_rows(
            [
                Row(number, kind, here[pair.one], here[pair.other], "; ".join(pair.reasons), pair.words)
                for number, pair in enumerate(pairs, 1)
                if pair.one in here and pair.other in here
            ]
        )

    def _show_told(self) -> None:
        told = duplicates.told_apart(self._store)
        names = {"client": "Two clients", "contact": "Two contacts"}
        self._show_rows([Row(n, t.kind, t.one, t.other, names[t.kind], "", t.id) for n, t in enumerate(told, 1)])

    def _show_rows(self, rows: list[Row]) -> None:
        before = self.table.currentIndex().row()
        self._rows = {row.id: row for row in rows}
        self.rows.set_ids([row.id for row in rows])
        self.count.setText("1 pair" if len(rows) == 1 else f"{len(rows):,} pairs" if rows else "")
        if rows:
            self.table.select(rows[min(max(before, 0), len(rows) - 1)].id)
        else:
            self._show_empty()
        self._tell_pair()

    def _show_empty(self) -> None:
        if self.switch.value() == "told":
            words = ("Nothing told apart", "A pair of which you say that it is two is kept here.")
        else:
            one, several = _NOUNS[self.kind]
            words = (f"No {one} seems to be there twice", f"Names, e-mails and telephones of all {several} differ.")
        self.table.set_empty(EmptyState("users" if self.kind == "contact" else "buildings", *words))

    def _tell_pair(self) -> None:
        pair = self.pair
        for label, side in zip(self.sides, (pair.one, pair.other) if pair else (None, None), strict=True):
            label.set_text(_full(side) if side else "")
        self._show_buttons()

    # --- one pair -------------------------------------------------------------------

    def open_pair(self) -> None:
        """Show the pair side by side; one that was told apart is suggested again."""
        pair = self.pair
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
        self.title_label.setText(f"Merge {len(set(ids))} {_NOUNS[kind][1]}")
        self._show_buttons()
        QTimer.singleShot(0, self.panel, self.panel.take_focus)

    def _refuse(self, problem: UserError) -> None:
        if not self._alone:
            self._show_step(self._list)
            self._late.start()
        else:
            self.main.setEnabled(False)
            self.apart.hide()
        self.set_note(str(problem))

    def _show_step(self, step: QWidget) -> None:
        self.stack.setCurrentWidget(step)
        listed = step is self._list
        if listed:
            self.title_label.setText(_TITLE)
        self.text_label.setText(_WORDS if listed else "Choose what holds where they differ; the fuller one is chosen.")
        self.back.setVisible(not listed and not self._alone)
        self.set_note("")
        self.undo_button.hide()
        self._show_buttons()
        if listed:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self) -> None:
        if not hasattr(self, "main"):
            return
        listed = self.stack.currentWidget() is self._list
        told = listed and self.switch.value() == "told"
        pair = self.pair
        self.main.setText("Suggest again" if told else "Compare…" if listed else "Merge")
        self.main.setEnabled(not listed or pair is not None)
        self.apart.setVisible(not told)
        self.apart.setEnabled(not listed or pair is not None)

    def _on_main(self) -> None:
        if self.stack.currentWidget() is self._list:
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
        self._show_step(self._list)
        self._say_done(f"{words}.")

    def tell_apart(self) -> None:
        """They are two: not suggested again."""
        found, pair = self.panel.comparison, self.pair
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
            self._show_step(self._list)
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
        if not changes.touches(*_TOUCHES) or not self.isVisible():
            return
        if self.switch.value() == "told":
            self._show_told()
        elif self.kind in self._found:  # what is gone or told apart leaves at once, what is new comes after a search
            pairs, here = self._found[self.kind]
            apart = {(t.one.id, t.other.id) for t in duplicates.told_apart(self._store) if t.kind == self.kind}
            there = duplicates.there(self._store, self.kind, list(here))
            left = [pair for pair in pairs if pair[:2] not in apart and pair.one in there and pair.other in there]
            self._show_found(self.kind, left, here)
            self._late.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._late.stop()  # the workspace may be closed by then
        if self._job is not None:
            self._job.cancel()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        listed = self.stack.currentWidget() is self._list
        if event.key() == Qt.Key.Key_Delete and listed:
            self.tell_apart()
        elif event.key() == Qt.Key.Key_Escape and not listed and not self._alone:
            self._show_step(self._list)
        else:
            super().keyPressEvent(event)


def show_duplicates(
    parent: QWidget, store: Store, shell: ShellApi, kind: Kind = "client", ids: Sequence[int] = ()
) -> DuplicatesDialog:
    """Open the dialog; with `ids`, with these side by side."""
    dialog = DuplicatesDialog(parent, store, shell, kind, ids)
    dialog.open()
    return dialog


def _full(side: Side) -> str:
    return f"{side.name}: {side.detail}" if side.detail else side.name


def _tone(row: Row) -> Tone:
    return "strong" if row.likely == "Very likely" else "second"
