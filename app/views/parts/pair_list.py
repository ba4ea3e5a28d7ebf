"""The list of pairs that may be one and the same, and of those that were told apart.

    pairs = PairList(store)
    pairs.look("deal")            compares beside the window: with thousands of names it takes a second or two
    pairs.current                 the pair that the keyboard is on
    pairs.follow(changes)         what is gone or told apart leaves at once; whether it did

Only the pairs in sight are read: 10,000 clients make thousands of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.services import duplicates
from app.services.duplicates import Side
from app.views import jobs
from app.views.parts.empty import EmptyState
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.list_table import ListTable
from app.views.parts.pane import Pane
from app.views.parts.rows import Col, RowsModel, Tone
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.base import Changes
    from app.domain.duplicates import Kind, Pair
    from app.models.store import Store
    from app.views.jobs import Job

NOUNS: Final[dict[Kind, tuple[str, str]]] = {
    "client": ("client", "clients"),
    "contact": ("contact", "contacts"),
    "deal": ("deal", "deals"),
}
_DIFFER: Final = {
    "client": ("buildings", "Names, e-mails and telephones of all clients differ."),
    "contact": ("users", "Names, e-mails and telephones of all contacts differ."),
    "deal": ("handshake", "Of no client two deals are alike in title, amount and closing day."),
}


class Row(NamedTuple):
    """A pair as the list shows it; `told` is the id of what was said of it, 0 for a suggestion."""

    id: int
    kind: Kind
    one: Side
    other: Side
    why: str
    likely: str
    told: int = 0


class PairList(QWidget):
    """See the top of this module. `moved()` when another pair is the current one, `opened()` when it is to be shown."""

    moved = Signal()
    opened = Signal()

    def __init__(self, store: Store, kind: Kind) -> None:
        super().__init__()
        self._store = store
        self._job: Job | None = None
        self._shown = ""
        self._found: dict[Kind, list[Pair]] = {}
        self._pairs: dict[int, Pair] = {}
        self._gone: dict[Kind, set[int]] = {}
        self._told: dict[int, Row] = {}
        self.switch = Segmented(
            (("client", "Clients"), ("contact", "Contacts"), ("deal", "Deals"), ("told", "Told apart")),
            kind,
            name="What is compared",
        )
        self.switch.changed.connect(lambda _: self.look())
        self.count = Label("", "text2")
        self.rows: RowsModel[Row] = RowsModel(
            [
                Col("one", "One", lambda row: row.one.name, width=196, tooltip=lambda row: full(row.one)),
                Col("other", "The other", lambda row: row.other.name, width=196, tooltip=lambda row: full(row.other)),
                Col("why", "Why", lambda row: row.why, tone=lambda _: "second", tooltip=lambda row: row.why),
                Col("likely", "How likely", lambda row: row.likely, width=96, tone=_tone),
            ],
            self._read,
            lambda row: row.id,
            self,
        )
        self.table = ListTable(self.rows)
        self.table.setSelectionMode(ListTable.SelectionMode.SingleSelection)
        self.table.setAccessibleName("Pairs that may be one")
        self.table.opened.connect(lambda _: self.opened.emit())
        self.table.current_changed.connect(lambda _: self._tell())
        self.sides = (ElidedLabel("", "text2"), ElidedLabel("", "text2"))
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
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

    # --- what is shown --------------------------------------------------------------

    @property
    def kind(self) -> Kind:
        """What is compared."""
        return next((kind for kind in NOUNS if kind == self.switch.value()), "client")

    @property
    def told(self) -> bool:
        """Whether the pairs are shown that were told apart."""
        return self.switch.value() == "told"

    @property
    def current(self) -> Row | None:
        """The pair that the keyboard is on."""
        place = self.table.currentIndex().row()
        return self.rows.row(place) if self.rows.id_at(place) is not None else None

    def pairs(self) -> list[Row]:
        """Every pair of the list, for a few."""
        return [row for place in range(len(self.rows.ids)) if (row := self.rows.row(place))]

    def look(self) -> None:
        """Look for pairs anew, beside the window."""
        self.stop()
        if self.told:
            self._show_told()
            return
        kind, store = self.kind, self._store

        def done(found: list[Pair]) -> None:
            if isValid(self):
                self._job = None
                self._found[kind], self._gone[kind] = found, set()
                if kind == self.kind and not self.told:
                    self._show(kind)

        if kind not in self._found:
            self.count.setText("Comparing…")
        elif self._shown != kind:
            self._show(kind)
        title = "Looking for duplicates"
        job = jobs.run(
            lambda progress: duplicates.found(store, kind, progress.report), done, lambda _: None, title=title
        )
        self._job = job if job.running else None

    def stop(self) -> None:
        """Nobody waits for what is looked for any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def follow(self, changes: Changes) -> bool:
        """What is gone or told apart leaves, what comes back is here again; whether another search is due."""
        for kind, gone in self._gone.items():
            touched = changes.tables.get(kind, frozenset())
            if touched:
                gone.difference_update(touched)
                gone.update(touched - duplicates.there(self._store, kind, sorted(touched)))
        if self.told:
            self._show_told()
            return False
        if self.kind not in self._found:
            return False
        self._show(self.kind)
        return True

    def _show(self, kind: Kind) -> None:
        told, gone = duplicates.apart(self._store, kind), self._gone[kind]
        self._shown, self._told = kind, {}
        self._pairs = {
            number: pair
            for number, pair in enumerate(self._found[kind], 1)
            if pair.one not in gone and pair.other not in gone and pair[:2] not in told
        }
        self._show_ids(list(self._pairs))

    def _show_told(self) -> None:
        words = {kind: f"Two {several}" for kind, (_, several) in NOUNS.items()}
        found = duplicates.told_apart(self._store)
        self._shown, self._pairs = "told", {}
        self._told = {n: Row(n, t.kind, t.one, t.other, words[t.kind], "", t.id) for n, t in enumerate(found, 1)}
        self._show_ids(list(self._told))

    def _show_ids(self, ids: list[int]) -> None:
        before = self.table.currentIndex().row()
        self.rows.set_ids(ids)
        self.count.setText("1 pair" if len(ids) == 1 else f"{len(ids):,} pairs" if ids else "")
        if ids:
            self.table.select(ids[min(max(before, 0), len(ids) - 1)])
        else:
            self._show_empty()
        self._tell()

    def _read(self, wanted: Sequence[int]) -> list[Row]:
        """The pairs in sight, with their names."""
        if self._told:
            return [self._told[i] for i in wanted if i in self._told]
        pairs = {i: self._pairs[i] for i in wanted if i in self._pairs}
        kind = self.kind
        here = duplicates.sides(self._store, kind, [i for pair in pairs.values() for i in pair[:2]])
        return [
            Row(i, kind, here[pair.one], here[pair.other], "; ".join(pair.reasons), pair.words)
            for i, pair in pairs.items()
            if pair.one in here and pair.other in here
        ]

    def _show_empty(self) -> None:
        if self.told:
            icon, words = "users", ("Nothing told apart", "A pair of which you say that it is two is kept here.")
        else:
            icon, why = _DIFFER[self.kind]
            words = (f"No {NOUNS[self.kind][0]} seems to be there twice", why)
        self.table.set_empty(EmptyState(icon, *words))

    def _tell(self) -> None:
        pair = self.current
        for label, side in zip(self.sides, (pair.one, pair.other) if pair else (None, None), strict=True):
            label.set_text(full(side) if side else "")
        self.moved.emit()


def full(side: Side) -> str:
    """A name with what tells it from its namesake."""
    return f"{side.name}: {side.detail}" if side.detail else side.name


def _tone(row: Row) -> Tone:
    return "strong" if row.likely == "Very likely" else "second"
