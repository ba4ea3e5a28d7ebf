"""Step 2, what was promised: every sentence that reads like a promise, with what becomes of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import handoff_promises as rules
from app.domain.handoff import Promised, open_promises
from app.services import handoff_promises
from app.views.handoff.promise_row import PromiseRow
from app.views.handoff.step import EDGE, Missing, Settled, Step
from app.views.handoff.surfaces import Card, Scroll
from app.views.handoff.words import count
from app.views.handoff.work import Work
from app.views.parts.buttons import LinkButton
from app.views.parts.empty import EmptyState
from app.views.parts.picker import Option, Picker

_MARKED = 400  # sentences that are offered to be marked


class StepPromised(Step):
    """The promises as rows; below them any other sentence can be marked."""

    key = "promised"
    title = "Promised"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inside: QWidget | None = None
        self._shown: tuple[str, ...] | None = None
        self.rows: list[PromiseRow] = []
        self.empty: EmptyState | None = None
        self.link: LinkButton | None = None

    @classmethod
    def settled(cls, work: Work) -> Settled:
        found = rules.counted(work.plan)
        undecided = len(_open(work))
        if undecided:
            return Settled(f"{undecided} to decide", "warn")
        words = [
            f"{found[key]} {word}"
            for key, word in (("task", "kept"), ("declined", "declined"), ("deferred", "deferred"))
            if key in found
        ]
        return Settled(", ".join(words) or "nothing promised")

    def refresh(self) -> None:
        """Build the rows anew when promises came or went; else say what changed."""
        promises = self.work.plan.promises or ()
        shown = tuple(promise.text for promise in promises)
        if shown != self._shown:
            self._shown = shown
            self._rebuild(promises)
        for row in self.rows:
            row.show_plan()

    def take_focus(self) -> None:
        if self.rows:
            wanted = next((row for row in self.rows if row.is_open), self.rows[0])
            wanted.take_focus()
        elif self.empty is not None and self.empty.second is not None:
            self.empty.second.setFocus(Qt.FocusReason.OtherFocusReason)

    def missing(self) -> Missing | None:
        undecided = _open(self.work)
        if not undecided:
            return None
        row = self.rows[undecided[0]]
        return Missing(f"{row.lacks()} {_left(len(undecided))}".strip(), partial(self._show, row))

    def _show(self, row: PromiseRow) -> None:
        if isinstance(self._inside, Scroll):
            self._inside.ensureWidgetVisible(row)
        row.take_focus()

    # --- building -----------------------------------------------------------------------

    def _rebuild(self, promises: tuple[Promised, ...]) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._column.removeWidget(self._inside)
            self._inside.deleteLater()
        self.rows, self.empty, self.link = [], None, None
        inside = self._list(promises) if promises else self._nothing()
        self._inside = inside
        self._column.addWidget(inside)

    def _nothing(self) -> QWidget:
        self.empty = EmptyState(
            "note",
            "Nothing reads like a promise",
            "Notes, mails and calls of this deal were searched. If something was promised all the same, mark the sentence or "
            "write it down, and it becomes a task, or is declined or deferred in the open.",
            second=("Mark a sentence", self._choose_sentence),
        )
        return self.empty

    def _list(self, promises: tuple[Promised, ...]) -> QWidget:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(4, 8, 12, 10)
        column.setSpacing(0)
        for at in range(len(promises)):
            row = PromiseRow(self.work, at, self)
            row.said.connect(self.said)
            self.rows.append(row)
            column.addWidget(row)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 0, 0)
        self.link = LinkButton("Mark another sentence", "plus")
        self.link.clicked.connect(self._choose_sentence)
        foot.addWidget(self.link)
        foot.addStretch(1)
        column.addLayout(foot)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        outer.addWidget(card)
        outer.addStretch(1)
        return Scroll(whole)

    # --- marking ------------------------------------------------------------------------

    def _choose_sentence(self) -> None:
        """Any sentence of the deal, or one that is typed."""
        known = [promise.text for promise in self.work.plan.promises or ()]
        said = handoff_promises.sentences(self.work.store, self.work.plan.deals, known)[:_MARKED]
        options = [Option(at, each.text, handoff_promises.SOURCES.get(each.source, "")) for at, each in enumerate(said)]

        def choose(option: Option) -> None:
            self._mark(handoff_promises.marked(said[int(str(option.key))]))

        at = self.link or (self.empty.second if self.empty is not None else None) or self
        picker = Picker(
            at, options, choose, head="Which sentence is a promise?", add_new=self._write, width=560,
        )  # fmt: skip
        picker.open_at(at)

    def _write(self, typed: str) -> None:
        words = " ".join(typed.split())
        if words:
            self._mark(Promised(words, "marked", None))

    def _mark(self, promise: Promised) -> None:
        self.work.put(rules.mark(self.work.plan, promise))
        if self.rows:
            self._show(self.rows[-1])


def _open(work: Work) -> list[int]:
    """The numbers of the promises that nobody has decided on."""
    wanted = {id(promise) for promise in open_promises(work.plan)}
    return [at for at, promise in enumerate(work.plan.promises or ()) if id(promise) in wanted]


def _left(number: int) -> str:
    return f"{count(number - 1, 'more promise')} to decide." if number > 1 else ""
