"""The second step of an import: what would land, how the file is read, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.exchange.importing import Report
from app.services.imports import Problem
from app.views import theme
from app.views.dialogs.import_choose import field_name
from app.views.dialogs.import_plan import (
    KIND_NAMES,
    Ready,
    better_kind,
    joint_choice,
    likely_column,
    made_on_the_way,
)
from app.views.dialogs.import_reading import LikelyNames, ReadingForm
from app.views.dialogs.import_table import SHOWN, PreviewTable
from app.views.parts.buttons import LinkButton
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.notice import Notice
from app.views.parts.pane import Pane
from app.views.parts.pen import Pen

_MOST_PROBLEMS: Final = 500
_SIDE: Final = 312
_PROBLEMS_HIGH: Final = 166
_PROBLEM_HEADS: Final = (
    Head("Row", 72),
    Head("Field", 112, left=True),
    Head("Value", 176, left=True),
    Head("Problem", 0, left=True),
)


class Counts(QWidget):
    """New, updated, skipped, refused; faint dashes while they are being counted."""

    NAMES: Final = ("New", "Updated", "Left as they are", "Refused")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers: tuple[int, ...] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What would land")

    def show_report(self, report: Report | None) -> None:
        """Show what a dry run found; None while it runs."""
        landed = report.landed if report else None
        self.numbers = (landed.created, landed.updated, landed.skipped, report.refused) if landed and report else None
        told = zip(self.NAMES, self.numbers, strict=True) if self.numbers else ()
        self.setAccessibleDescription(", ".join(f"{number:,} {name.lower()}" for name, number in told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(96))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        pen, px = Pen(QPainter(self)), theme.px
        numbers = self.numbers or (None,) * 4
        for place, (name, number) in enumerate(zip(self.NAMES, numbers, strict=True)):
            left = place % 2 * self.width() / 2
            top = place // 2 * px(48)
            token = "text3" if number is None else "bad" if name == "Refused" and number else "text"
            box = QRectF(left, top, self.width() / 2 - px(8), px(22))
            pen.text("–" if number is None else f"{number:,}", box, theme.TITLE, theme.SEMIBOLD, token)
            pen.text(name, box.translated(0, px(21)), theme.SECOND, theme.REGULAR, "text3")


class Refused(QWidget):
    """The rows that do not land, and why."""

    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        self.save = LinkButton("Save refused rows…")
        self.save.clicked.connect(self.save_wanted)
        self.table = FigureTable(_PROBLEM_HEADS, "Refused rows")
        pane = Pane()
        pane.box.addWidget(self.table)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(pane)
        self._pane = pane
        self.hide()

    def show_problems(self, problems: list[Problem], rows: int) -> None:
        """Show what is wrong with which of `rows` rows."""
        self.setVisible(bool(problems))
        more = f", the first {_MOST_PROBLEMS} problems are listed" if len(problems) > _MOST_PROBLEMS else ""
        self.title.setText(f"{rows:,} {'row does' if rows == 1 else 'rows do'} not land{more}")
        lines = []
        for problem in problems[:_MOST_PROBLEMS]:
            cells = (
                Cell(f"{problem.row:,}", strong=True),
                Cell(field_name(problem.field).capitalize(), "text2"),
                Cell(problem.value[:80], "bad"),
                Cell(problem.problem),
            )
            lines.append(FigureRow(cells, tooltip=f"{problem.value}: {problem.problem}"))
        self.table.show_rows(lines)
        self._pane.setFixedHeight(min(self.table.whole_height() + 2, theme.px(_PROBLEMS_HIGH)))


class PreviewStep(QWidget):
    """The rows with their columns' meaning at the left, the reading and the counts at the right."""

    kind_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = ElidedLabel("", "text2")
        self.refusal = Notice("bad", "")
        self.refusal.hide()
        self.table = PreviewTable()
        self.refused = Refused()
        self.counts = Counts()
        self.form = ReadingForm()
        self.likely = LikelyNames()
        self.facts = Label("", "text2", theme.SECOND, wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.head)
        left.addWidget(self.refusal)
        pane = Pane()
        pane.box.addWidget(self.table)
        left.addWidget(pane, 1)
        left.addWidget(self.refused)
        inside = QWidget()
        right = QVBoxLayout(inside)
        right.setContentsMargins(0, 0, 12, 0)
        right.setSpacing(12)
        for part in (self.counts, self.likely, self.form, self.facts):
            right.addWidget(part)
        right.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(theme.px(_SIDE))
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addWidget(scroll)

    def show_ready(self, ready: Ready) -> None:
        """Show a file as it was read."""
        rows = len(ready.table.rows)
        shown = f", the first {SHOWN} are shown" if rows > SHOWN else ""
        self.head.set_text(f"{ready.asked.path.name}: {rows:,} {'row' if rows == 1 else 'rows'}{shown}")
        self.refuse("")
        self.table.show_ready(ready)
        self.form.show_ready(ready)
        self.counts.show_report(None)
        self.show_facts(list(ready.prepared.stated) if ready.prepared else list(ready.reading.stated), ready)
        if ready.missing:
            self._say_missing(ready)

    def show_facts(self, stated: list[str], ready: Ready) -> None:
        """What was settled without being asked, and which columns are not used."""
        unused = ready.mapping.unused
        if unused:
            listed = ", ".join(unused[:8]) + (f" and {len(unused) - 8} more" if len(unused) > 8 else "")
            stated = [*stated, f"Not used: {listed}."]
        self.facts.setText("\n".join(stated))
        self.facts.setVisible(bool(stated))
        self.facts.setMinimumHeight(
            0 if not stated else self.facts.heightForWidth(theme.px(_SIDE) - 24)
        )  # a scrolled label asks for one line

    def show_report(self, ready: Ready, report: Report) -> None:
        """Show what a dry run found."""
        self.counts.show_report(report)
        self.likely.show_likely(report.likely)
        self.refused.show_problems(report.landed.errors, report.refused)
        self.show_facts([*report.stated, *report.landed.notes, *made_on_the_way(report)], ready)

    def _say_missing(self, ready: Ready) -> None:
        """A needed field has no column: offer the kind that fits better, else the column that it may be."""
        kind, field = ready.asked.kind, ready.missing[0]
        better = better_kind(ready)
        if better is not None:
            text = f"No column is the {field}. These look like {KIND_NAMES[better].lower()}."
            self.refuse(text, (f"Import {KIND_NAMES[better].lower()}", lambda: self.kind_wanted.emit(better)))
            return
        place = likely_column(ready)
        choice = joint_choice(kind) if ready.choices[place] == "external_id" else field
        header = ready.table.headers[place]
        action = (f"Take {header}", lambda: self.table.chosen.emit(place, choice))
        self.refuse(f"No column is the {field}. Choose above a column which one it is.", action)

    def refuse(self, sentence: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say what is missing or was refused, and the way out; '' takes it back."""
        self.refusal.setVisible(bool(sentence))
        if sentence:
            self.refusal.say("bad", sentence, "", action)
