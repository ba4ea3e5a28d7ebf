"""The pipelines of the settings: one row each, named, ordered, archived and brought back; the chosen one's stages stand below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from app.services import pipelines
from app.services.pipelines import PipelineRow
from app.views import theme
from app.views.dialogs.settings_rows import OrderedLine
from app.views.dialogs.settings_section import Ask, Column, Table
from app.views.parts.buttons import LinkButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField
from app.views.parts.ticks import RadioButton

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (Column("", 32), Column("Pipeline"), Column("Open deals", 96, right=True), Column("", 108))


class PipelineLine(OrderedLine):
    """One pipeline. Alt+Up and Alt+Down move it."""

    removes = ("archive", "Archive")

    def __init__(self, table: PipelinesTable, row: PipelineRow) -> None:
        self.back = LinkButton("Bring back", size=theme.SECOND)
        super().__init__(self.back)
        self.table, self.row = table, row
        self.shown = RadioButton("")
        self.shown.clicked.connect(lambda _: table.chosen.emit(self.row.id))
        self.name = TextField("Pipeline", lambda name: pipelines.rename(table.store, self.row.id, name), required=True)
        self.back.clicked.connect(lambda: table.tried(lambda: pipelines.bring_back(table.store, self.row.id)))
        for part in (self.shown, self.back):
            part.setFixedHeight(theme.px(theme.FIELD_ROW))
        self.set_cells(COLUMNS, (self.shown, self.name, self.count, self.buttons))

    def show_row(self, row: PipelineRow, place: int, used: int, *, shown: bool) -> None:
        """Show the pipeline, which is number `place` of `used` that are in use."""
        self.row = row
        self.shown.setChecked(shown)
        self.shown.setEnabled(not row.archived)
        self.shown.setAccessibleName(f"Show the stages of {row.name}")
        self.name.set_value(row.name, "archived" if row.archived else "")
        self.show_count(row.open_deals, "open deals")
        self.show_place(row.name, place, used, shown=not row.archived and used > 1)
        self.back.setVisible(row.archived)

    def move_by(self, by: int) -> None:
        """Move the pipeline; new deals go to the first."""
        self.table.tried(lambda: pipelines.move(self.table.store, self.row.id, by))

    def begin_remove(self) -> None:
        """Archive it, after asking where its open deals go."""
        store, row = self.table.store, self.row
        others = [(other.id, other.name) for other in self.table.found if not other.archived and other.id != row.id]
        if not row.open_deals or not others:
            self.table.tried(lambda: pipelines.archive(store, row.id))
            return
        to = ChoiceField("Where the deals go", others, boxed=True)
        to.set_value(others[0][0])
        said = "1 open deal is" if row.open_deals == 1 else f"{row.open_deals:,} open deals are"
        ask = Ask(
            f"{said} in {row.name}. To which pipeline do they go? Each keeps the stage of its name, or begins at the first.",
            to,
            "Move and archive",
            lambda: self.table.tried(lambda: pipelines.archive(store, row.id, to.value())),
            f"Keep {row.name}",
        )
        self.put_question(ask)


class PipelinesTable(Table[PipelineRow, PipelineLine]):
    """The rows; `chosen` names the one whose stages are to be shown."""

    chosen = Signal(int)

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        self.store, self._dialog = store, dialog
        self.found: list[PipelineRow] = []
        self._shown = 0
        super().__init__("Pipelines", COLUMNS, lambda row: PipelineLine(self, row), self._show, lambda row: row.id)

    def show_pipelines(self, shown: int) -> None:
        """Read them again; the stages of `shown` are in sight."""
        self.found, self._shown = pipelines.listed(self.store), shown
        self.set_rows(self.found)

    def tried(self, act: Callable[[], object]) -> bool:
        """Do what a button asks; a refusal is said above the section."""
        return self._dialog.tried(act)

    def _show(self, line: PipelineLine, row: PipelineRow) -> None:
        used = [each.id for each in self.found if not each.archived]
        line.show_row(row, used.index(row.id) if row.id in used else 0, len(used), shown=row.id == self._shown)
