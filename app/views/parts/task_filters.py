"""The toolbar over tasks: which project, which of them, and the words they hold.

A chip shows only while it would leave something, or is chosen. Chips without room move into '+ Filter', where owners and
milestones stand as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.services import people, projects
from app.services.task_filter import TaskFilter
from app.views import theme
from app.views.parts.chips import Chip
from app.views.parts.menu import Menu
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.search_line import SearchLine
from app.views.parts.task_cards import first_name

if TYPE_CHECKING:
    from app.models.store import Store

CHIPS: Final = {
    "mine": "Mine",
    "can_start": "Can start now",
    "blocked": "Blocked",
    "late": "Late",
    "due_week": "Due this week",
    "unowned": "Unowned",
    "no_date": "No date",
}
_TYPING_MS = 140
_GAP = 8


class ProjectPick(PickButton):
    """'All projects 4', or the name of the one that is shown."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(16, 0)  # or the count would have no room


class FilterLine(SearchLine):
    """'Filter cards'; Esc empties it, then gives the keyboard back."""

    left = Signal()

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent, clearable=False)

    def event(self, event: QEvent) -> bool:
        overriding = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overriding and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaving = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape or event.key() in leaving:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """Chips beside each other; `more` stands behind those that have room."""

    def __init__(self, more: Chip, parent: QWidget) -> None:
        super().__init__(parent)
        self.more = more
        more.setParent(self)
        self._chips: list[Chip] = []
        self.hidden_chips: list[Chip] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_chips(self, chips: list[Chip]) -> None:
        """These, the first ones shown first."""
        self._chips = chips
        self.lay_out()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), theme.px(theme.CHIP))

    def lay_out(self) -> None:
        """Show what has room. What is chosen always has it."""
        room = self.width() - self.more.sizeHint().width() - theme.px(_GAP)
        chosen = [chip for chip in self._chips if chip.isChecked() or not chip.isCheckable()]
        wanted = sum(chip.sizeHint().width() + theme.px(_GAP) for chip in chosen)
        self.hidden_chips, left = [], 0
        for chip in self._chips:
            width = chip.sizeHint().width()
            kept = chip in chosen
            wanted -= width + theme.px(_GAP) if kept else 0
            if kept or left + width + theme.px(_GAP) + wanted <= room:
                chip.setGeometry(left, (self.height() - chip.sizeHint().height()) // 2, width, theme.px(theme.CHIP))
                chip.show()
                left += width + theme.px(_GAP)
            else:
                chip.hide()
                self.hidden_chips.append(chip)
        self.more.setGeometry(QRect(left, (self.height() - theme.px(theme.CHIP)) // 2, 0, 0))
        self.more.resize(self.more.sizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.lay_out()
        return super().event(event)


class TaskToolbar(QWidget):
    """The toolbar. `changed(TaskFilter)` when one narrows by hand; `extra` chips are taken away by their cross."""

    changed = Signal(object)
    left = Signal()
    extra_closed = Signal()

    def __init__(self, store: Store, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.flt = TaskFilter()
        self._counts: Mapping[str, int] = {}
        self.project = ProjectPick("Project", most=240, parent=self)
        self.project.set_options(self._projects)
        self.project.picked.connect(lambda key: self._narrow(project_id=key, milestone_id=None))
        self.more = Chip("Filter", checkable=False, icon="plus")
        self.more.set_menu(self._more_menu)
        self.chip_row = ChipRow(self.more, self)
        self.chips = {key: self._chip(key, text) for key, text in CHIPS.items()}
        self.extra = Chip("", checkable=False, closable=True, parent=self.chip_row)
        self.extra.closed.connect(self.extra_closed)
        self.person = Chip("", checkable=False, closable=True, parent=self.chip_row)
        self.person.closed.connect(lambda: self._narrow(person_id=None))
        self.milestone = Chip("", checkable=False, closable=True, parent=self.chip_row)
        self.milestone.closed.connect(lambda: self._narrow(milestone_id=None))
        self._extra_words = ""
        self.line = FilterLine(words, self)
        self.line.left.connect(self.left)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self._narrow(text=self.line.text().strip()))
        self.line.textChanged.connect(lambda _: self._typing.start())
        self._lay_out()
        theme.notifier().changed.connect(self._dress)
        self.show_filter(self.flt)

    def _chip(self, key: str, text: str) -> Chip:
        chip = Chip(text, parent=self.chip_row)
        chip.clicked.connect(lambda on: self._narrow(chip=key if on else ""))
        return chip

    def _lay_out(self) -> None:
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        self.row.setSpacing(12)
        self.row.addWidget(self.project)
        self.row.addWidget(_Rule(self))
        self.row.addWidget(self.chip_row, 1)
        self.row.addWidget(self.line)
        self._dress()

    def _dress(self) -> None:
        self.setFixedHeight(theme.px(theme.TOOLBAR))
        self.line.setFixedSize(theme.px(160), theme.px(theme.CONTROL))

    def add_widget(self, widget: QWidget) -> None:
        """One more control before the filter line."""
        self.row.insertWidget(self.row.count() - 1, widget)

    # what is shown

    def show_filter(self, flt: TaskFilter, extra: str = "") -> None:
        """Show this filter, and a removable chip `extra` for what a chart has narrowed to."""
        self.flt, self._extra_words = flt, extra
        if self.line.text().strip() != flt.text:
            self.line.blockSignals(True)
            self.line.setText(flt.text)
            self.line.blockSignals(False)
        self._show_chips()

    def show_counts(self, counts: Mapping[str, int], project_count: int) -> None:
        """How many tasks each chip would leave, and how many projects there are."""
        self._counts = counts
        self.project.setVisible(project_count > 0)
        self._show_project(project_count)
        self._show_chips()

    def _show_project(self, count: int) -> None:
        chosen = self.flt.project_id
        if chosen is None:
            self.project.set_value(Option(None, "All projects", f"{count:,}"))
            return
        name = self._store.value("SELECT name FROM project WHERE id = ?", (chosen,), "?")
        self.project.set_value(Option(chosen, str(name)))

    def _show_chips(self) -> None:
        shown: list[Chip] = []
        for chip, words in (
            (self.extra, self._extra_words),
            (self.person, self._person()),
            (self.milestone, self._milestone()),
        ):
            chip.setText(words)
            chip.setVisible(bool(words))
            if words:
                shown.append(chip)
        for key, chip in self.chips.items():
            count, chosen = self._counts.get(key, 0), self.flt.chip == key
            chip.setChecked(chosen)
            chip.set_count(count)
            chip.setVisible(chosen or count > 0)
            if chosen or count > 0:
                shown.append(chip)
        self.chip_row.set_chips(shown)

    def _person(self) -> str:
        found = next((one for one in people.everyone(self._store) if one.id == self.flt.person_id), None)
        return first_name(found.name) if found else ""

    def _milestone(self) -> str:
        wanted = self.flt.milestone_id
        return "" if wanted is None else str(
            self._store.value("SELECT title FROM milestone WHERE id = ?", (wanted,), "Milestone")
        )  # fmt: skip

    # what is chosen

    def _narrow(self, **fields: object) -> None:
        flt = self.flt._replace(**fields)  # type: ignore[arg-type]
        if flt != self.flt:
            self.flt = flt
            self._show_chips()
            self.changed.emit(flt)
        else:
            self._show_chips()

    def _projects(self) -> list[Option]:
        found = projects.choices(self._store)
        options = [Option(None, "All projects", f"{len(found):,}")]
        return options + [Option(i, name, client, icon="flag") for i, name, client in found]

    def _more_menu(self) -> Menu:
        menu = Menu(self)
        for chip in self.chip_row.hidden_chips:
            key = next((key for key, each in self.chips.items() if each is chip), "")
            if key:
                menu.add(f"{chip.text()}  {self._counts.get(key, 0):,}", partial(self._narrow, chip=key))
        owners = menu.add_menu("Owner", "user")
        for person in people.everyone(self._store):
            owners.add(person.name, partial(self._narrow, person_id=person.id))
        self._milestones(menu)
        menu.addSeparator()
        menu.add("Show all", self.clear, "x", why_not="" if self.is_narrowed() else "Nothing is narrowed")
        return menu

    def _milestones(self, menu: Menu) -> None:
        if self.flt.project_id is None:
            menu.add("Milestone", _nothing, "flag", why_not="Choose a project first")
            return
        inner = menu.add_menu("Milestone", "flag")
        for found in projects.milestones(self._store, self.flt.project_id):
            inner.add(found.title, partial(self._narrow, milestone_id=found.id))

    def is_narrowed(self) -> bool:
        """Whether the filter leaves anything out."""
        return self.flt._replace(open_only=False) != TaskFilter() or bool(self._extra_words)

    def clear(self) -> None:
        """Show everything again."""
        if self._extra_words:
            self.extra_closed.emit()
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._narrow(**TaskFilter(open_only=self.flt.open_only)._asdict())


class _Rule(QWidget):
    """The line between the project and the chips."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(1, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(self.rect(), theme.colour("line"))


def _nothing() -> None:
    """A line of a menu that only says why it cannot be chosen."""
