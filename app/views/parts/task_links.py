"""The links of the task inspector: what it waits for, and what it holds up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.task_detail import Linked, TaskDetail
from app.views.parts.menu import Menu
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import quoted

_TITLE = 30  # letters of a title in a sentence about two

KINDS = {
    "FS": "Finish to start",
    "SS": "Start to start",
    "FF": "Finish to finish",
    "SF": "Start to finish",
}


class Tie(NamedTuple):
    """A link as the section shows it; `before`: the other task comes first."""

    linked: Linked
    before: bool


class LinkVerbs(NamedTuple):
    """What one does with links: (other task), (other task, it comes first)."""

    add: Callable[[], object]
    open: Callable[[int], object]
    edit: Callable[[Tie], object]
    remove: Callable[[Tie], object]


def lag_text(linked: Linked) -> str:
    """What is unusual about a link: '', 'in Brand', 'start to start', '2 d later', '1 d earlier'."""
    parts = [f"in {linked.project}"] if linked.project else []
    parts += [] if linked.kind == "FS" else [KINDS[linked.kind].lower()]
    if linked.lag_days:
        days = abs(linked.lag_days)
        parts.append(f"{days} d {'later' if linked.lag_days > 0 else 'earlier'}")
    return ", ".join(parts)


def link_sentence(kind: str, lag: int, first: str, then: str) -> str:
    """'Print begins 2 working days after Photos is done'; the titles are cut where they would crowd each other out."""
    first, then = quoted(first, _TITLE), quoted(then, _TITLE)
    count = f"{abs(lag)} working day{'' if abs(lag) == 1 else 's'}"
    when = f"{count} {'after' if lag > 0 else 'before'}" if lag else "when"
    verb, event = "begins" if kind[1] == "S" else "ends", "is done" if kind[0] == "F" else "begins"
    return f"{then} {verb} {when} {first} {event}"


class Links(QWidget):
    """The section; three rows of either kind until one asks for the rest."""

    def __init__(self, verbs: LinkVerbs) -> None:
        super().__init__()
        self._verbs = verbs
        self.section = SectionHead("Links", ("Add link", verbs.add))
        self.before = self._rows()
        self.after = self._rows()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.section, self.before, self.after):
            column.addWidget(part)

    def _rows(self) -> KeyedRows[Tie, LineRow]:
        return KeyedRows(self._row, self._show, lambda tie: (tie.linked.task_id, tie.before), most=3)

    def show_links(self, task: TaskDetail, *, other: bool) -> None:
        """Show the links of a task; `other` than the one before."""
        for rows, found, before in (
            (self.before, task.predecessors, True),
            (self.after, task.successors, False),
        ):
            if other:
                rows.fold()
            rows.set_rows([Tie(linked, before) for linked in found])

    def _row(self, tie: Tie) -> LineRow:
        row = LineRow(76)
        row.clicked.connect(partial(self._open, tie.linked.task_id))
        return row

    def _open(self, task_id: int, _checked: bool = False) -> None:
        self._verbs.open(task_id)

    def _show(self, row: LineRow, tie: Tie) -> None:
        linked = tie.linked
        if tie.before:
            done = linked.status_kind in ("done", "cancelled")
            sign = ("check-circle", "good") if done else ("lock-simple", "text3") if linked.holds else ("", "")
            said = "done" if done else "not done yet"
        else:
            sign = ("lock-simple", "text3") if linked.holds else ("", "")
            said = "is kept waiting" if linked.holds else ""
        row.show_line(
            linked.title,
            name="Waits for" if tie.before else "Holds up",
            icon="arrow-down-right" if tie.before else "arrow-up-right",
            note=lag_text(linked),
            note_token="text3",
            note_gives_way=True,
            sign=sign,
            tooltip=", ".join(part for part in (linked.title, lag_text(linked), said) if part),
            opens=True,
        )
        row.set_menu_of(partial(self._menu, tie), f"Change the link to {linked.title}")

    def _menu(self, tie: Tie) -> Menu:
        menu = Menu(self)
        menu.add("Open", partial(self._verbs.open, tie.linked.task_id), "arrow-square-out")
        menu.add("Kind and lag…", partial(self._verbs.edit, tie), "pencil-simple")
        menu.addSeparator()
        menu.add("Remove link", partial(self._verbs.remove, tie), "trash")
        return menu
