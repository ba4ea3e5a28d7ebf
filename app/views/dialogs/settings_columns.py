"""Settings of the common columns of the boards of tasks: their names, what they stand for, their limits and their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from app.base import UserError
from app.services import status_edit, statuses
from app.services.statuses import KIND_WORDS, StatusRow
from app.views.dialogs.settings_rows import FreshName, OrderedLine, focus_first
from app.views.dialogs.settings_section import Ask, Column, Narrow, Section, Table
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField
from app.views.parts.line_field import LineField
from app.views.parts.picker import Option
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import KIND_ICONS

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (
    Column("Column"),
    Column("Stands for", 150),
    Column("At most", 96, right=True),
    Column("Tasks", 64, right=True),
    Column("", 96),
)
_KINDS: Final = tuple(Option(kind, words, icon=KIND_ICONS[kind]) for kind, words in KIND_WORDS.items())


class Limit(Narrow, LineField[int | None]):
    """How many tasks; none for as many as one likes."""

    def display(self, value: int | None) -> str:
        return "" if value is None else "1 task" if value == 1 else f"{value} tasks"

    def edit_text(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def parse(self, text: str) -> int | None:
        digits = text.casefold().removesuffix("tasks").removesuffix("task").strip()
        if digits in ("", "none"):
            return None
        if not (digits.isascii() and digits.isdigit()):
            raise UserError("A number of tasks such as 3, or nothing for no limit")
        return int(digits[:9])


class KindField(Narrow, ChoiceField):
    """What the tasks in a column are."""


class ColumnLine(OrderedLine):
    """One column. Alt+Up and Alt+Down move it."""

    def __init__(self, section: ColumnsSection, row: StatusRow) -> None:
        super().__init__()
        self.section, self.row = section, row
        self.name = TextField("Column", self._set(status_edit.rename), required=True)
        self.kind = KindField("Stands for", _KINDS, self._set(status_edit.set_kind))
        self.limit = Limit("At most", self._set(status_edit.set_limit), placeholder="No limit")
        self.set_cells(COLUMNS, (self.name, self.kind, self.limit, self.count, self.buttons))

    def show_column(self, row: StatusRow, place: int, of: int, tasks: int) -> None:
        """Show the column, which is number `place` of `of`, counted from 0."""
        self.row = row
        self.name.set_value(row.name)
        self.kind.set_value(row.kind)
        self.limit.set_value(row.wip_limit)
        ended = row.kind in ("done", "cancelled")
        self.limit.set_read_only("What has ended needs no limit" if ended else None)
        self.show_count(tasks, "tasks")
        self.show_place(row.name, place, of)

    def move_by(self, by: int) -> None:
        self.section.dialog.tried(lambda: status_edit.move(self.section.store, self.row.id, by))

    def begin_remove(self) -> None:
        store, row = self.section.store, self.row
        others = [each for each in self.section.found if each.id != row.id]
        count = self.section.tasks.get(row.id, 0)
        if not count:
            self.section.dialog.tried(lambda: status_edit.remove(store, row.id))
            return
        to = ChoiceField("Where the tasks go", [(each.id, each.name) for each in others], boxed=True)
        alike = [each for each in others if each.kind == row.kind]
        to.set_value((alike or others)[0].id)
        said = "1 task is" if count == 1 else f"{count:,} tasks are"
        ask = Ask(
            f"{said} in {row.name}. To which column do they go?",
            to,
            "Move and remove",
            lambda: self.section.dialog.tried(lambda: status_edit.remove(store, row.id, to.value())),
            f"Keep {row.name}",
        )
        self.put_question(ask)
        self.section.bring(ask)

    def _set(self, verb: Callable[..., object]) -> Callable[[Any], object]:
        return lambda value: verb(self.section.store, self.row.id, value)


class ColumnsSection(Section):
    """The common columns, in the order of the board."""

    reads: ClassVar[frozenset[str]] = frozenset({"status", "task"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Columns of tasks")
        self.found: list[StatusRow] = []
        self.tasks: dict[int, int] = {}
        self.table: Table[StatusRow, ColumnLine] = Table(
            "Columns", COLUMNS, lambda row: ColumnLine(self, row), self._show_column, lambda row: row.id
        )
        self.fresh = FreshName("New column", lambda name: status_edit.add(store, name), "Name of the new column")
        self.head = SectionHead("Columns of tasks", ("Add column", self.fresh.begin))
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.say(
            "They stand on the board of all projects, and on that of every project without columns of its own; the menu at the "
            "head of a column gives a project its own. What a column stands for decides what is open, under way and done. "
            "Cancelled tasks are in lists and on no board. Alt Up and Alt Down move a column."
        )
        self.column.addStretch(1)

    def refresh(self) -> None:
        self.found = statuses.of(self.store)
        self.tasks = statuses.counts(self.store)
        self.table.set_rows(self.found)

    def take_focus(self) -> None:
        focus_first(self.table)

    def _show_column(self, line: ColumnLine, row: StatusRow) -> None:
        place = next(at for at, each in enumerate(self.found) if each.id == row.id)
        line.show_column(row, place, len(self.found), self.tasks.get(row.id, 0))
