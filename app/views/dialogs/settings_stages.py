"""Settings of the pipelines and their stages: probability, rotting, order; Won and Lost stay last."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent

from app.base import UserError
from app.services import deal_detail, pipelines
from app.services.pipelines import StageRow
from app.views import theme
from app.views.dialogs.settings_pipelines import PipelinesTable
from app.views.dialogs.settings_rows import FreshName, OrderedLine, focus_first
from app.views.dialogs.settings_section import Ask, Column, Narrow, Section, Table
from app.views.dialogs.settings_tags import COLOUR_NAMES
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import PercentField, TextField
from app.views.parts.line_field import LineField
from app.views.parts.paint import paint_box
from app.views.parts.picker import Option, Picker
from app.views.parts.section import SectionHead
from app.views.parts.tags_field import label_token

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (
    Column("", 36),
    Column("Stage"),
    Column("Probability", 84, right=True),
    Column("Rots after", 96, right=True),
    Column("Forecast as", 116),
    Column("Deals", 56, right=True),
    Column("", 96),
)
CATEGORIES: Final = (
    ("pipeline", "Pipeline"),
    ("best_case", "Best case"),
    ("commit", "Commit"),
    ("omitted", "Not at all"),
)


class Percent(Narrow, PercentField):
    """A probability in a column."""


class Rotting(Narrow, LineField[int | None]):
    """Days without a change of stage after which a deal counts as rotting; none for never."""

    def display(self, value: int | None) -> str:
        return "" if value is None else "1 day" if value == 1 else f"{value} days"

    def edit_text(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def parse(self, text: str) -> int | None:
        said = re.fullmatch(r"\s*(\d{1,5})\s*(?:d|days?)?\s*", text, re.IGNORECASE)
        if not text.strip() or text.strip().casefold() == "never":
            return None
        if said is None:
            raise UserError("A number of days such as 14, or nothing for never")
        return int(said[1])


class _Bar(Button):
    """The colour of the stage; pressed, it offers others."""

    radius = theme.RADIUS_FIELD

    def __init__(self) -> None:
        super().__init__()
        self.colour = ""
        self.setFixedHeight(theme.px(theme.FIELD_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.isEnabled() and (self.hovered or self.isDown()):
            paint_box(painter, self.rect(), self.radius, "press" if self.isDown() else "hover")
        high = theme.px(16)
        paint_box(painter, QRect(6, (self.height() - high) // 2, 3, high), 1.5, self.colour or None)
        if self.isEnabled():
            icons.paint(painter, QRect(14, 0, 12, self.height()), "caret-down", "text3", 12)


class StageLine(OrderedLine):
    """One stage. Alt+Up and Alt+Down move it."""

    def __init__(self, section: StagesSection, stage: StageRow) -> None:
        super().__init__()
        self.section, self.stage = section, stage
        self.bar = _Bar()
        self.bar.clicked.connect(self.choose_colour)
        self.name = TextField("Stage", self._set("name"), required=True)
        self.probability = Percent("Probability", self._set("probability"))
        self.rotting = Rotting("Rots after", self._set("rotting_days"), placeholder="Never")
        self.forecast = ChoiceField("Counts in the forecast as", CATEGORIES, self._set("forecast"))
        self.picker: Picker | None = None
        self.set_cells(
            COLUMNS, (self.bar, self.name, self.probability, self.rotting, self.forecast, self.count, self.buttons)
        )

    def show_stage(self, stage: StageRow, place: int, opens: int) -> None:
        """Show the stage, which is open stage `place` of `opens`."""
        self.stage = stage
        is_open = stage.kind == "open"
        closing = theme.current().stage_won if stage.kind == "won" else theme.current().mark_line
        own = theme.colour(label_token(stage.colour)).name() if stage.colour is not None else ""
        self.bar.colour = (own or theme.stage_colour(place, opens)) if is_open else closing
        self.bar.setEnabled(is_open)
        said = COLOUR_NAMES[stage.colour - 1] if stage.colour is not None else "by its place"
        self.bar.setAccessibleName(f"Colour of {stage.name}, {said}")
        self.bar.set_tooltip(f"Colour: {said.lower()}")
        self.bar.update()
        self.name.set_value(stage.name)
        self.probability.set_value(stage.probability)
        self.rotting.set_value(stage.rotting_days)
        self.forecast.set_options(
            CATEGORIES if is_open else [(stage.forecast, "Closed" if stage.kind == "won" else "Not at all")]
        )
        self.forecast.set_value(stage.forecast)
        why = None if is_open else f"{stage.name} closes a deal, so this is settled"
        for field in (self.probability, self.rotting, self.forecast):
            field.set_read_only(why)
        self.show_count(stage.deals, "deals")
        self.show_place(stage.name, place, opens, shown=is_open)

    def move_by(self, by: int) -> None:
        self.section.dialog.tried(lambda: pipelines.move_stage(self.section.store, self.stage.id, by))

    def choose_colour(self) -> None:
        """Offer the six label colours, and the one that follows from the stage's place."""
        options = [Option(None, "By its place", "faint to strong")]
        options += [Option(at, words, dot=label_token(at)) for at, words in enumerate(COLOUR_NAMES, 1)]
        self.picker = Picker(
            self.bar, options, lambda option: self._set("colour")(option.key),
            current=self.stage.colour, head=f"Colour of {self.stage.name}",
        )  # fmt: skip
        self.picker.open_at(self.bar, self.bar.rect())

    def begin_remove(self) -> None:
        store, stage = self.section.store, self.stage
        others = [row for row in self.section.found if row.kind == "open" and row.id != stage.id]
        if not stage.deals or not others:
            self.section.dialog.tried(lambda: pipelines.remove_stage(store, stage.id))
            return
        to = ChoiceField("Where the deals go", [(row.id, row.name) for row in others], boxed=True)
        before = [row for row in others if row in self.section.found[: self.section.found.index(stage)]]
        to.set_value((before or others)[-1 if before else 0].id)
        said = "1 deal is" if stage.deals == 1 else f"{stage.deals} deals are"
        ask = Ask(
            f"{said} in {stage.name}. To which stage do they go?",
            to,
            "Move and remove",
            lambda: self.section.dialog.tried(lambda: pipelines.remove_stage(store, stage.id, to.value())),
            f"Keep {stage.name}",
        )
        self.put_question(ask)
        self.section.bring(ask)

    def _set(self, field: str) -> Callable[[Any], None]:
        return lambda value: pipelines.change_stage(self.section.store, self.stage.id, field, value)


class StagesSection(Section):
    """The pipelines, and below them the stages of the one that is chosen."""

    reads: ClassVar[frozenset[str]] = frozenset({"stage", "pipeline", "deal"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Pipelines")
        self.pipeline = 0
        self.found: list[StageRow] = []
        self.pipelines = PipelinesTable(store, dialog)
        self.pipelines.chosen.connect(self.show_pipeline)
        self.table: Table[StageRow, StageLine] = Table(
            "Stages", COLUMNS, lambda stage: StageLine(self, stage), self._show_stage, lambda stage: stage.id
        )
        self.fresh = FreshName("New stage", self._add_stage, "Name of the new stage")
        self.fresh_pipeline = FreshName("New pipeline", self._add_pipeline, "Name of the new pipeline")
        self._build()

    def _build(self) -> None:
        self.pipelines_head = SectionHead("Pipelines", ("Add pipeline", self.fresh_pipeline.begin))
        self.column.addWidget(self.pipelines_head)
        self.column.addWidget(self.pipelines)
        self.pipelines.add_below(self.fresh_pipeline)
        self.column.addSpacing(12)
        self.head = SectionHead("Stages", ("Add stage", self.fresh.begin))
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.say(
            "New deals begin in the first pipeline. A deal counts with the probability of its stage unless it has one of its own. "
            "Alt Up and Alt Down move a pipeline or a stage."
        )
        self.column.addStretch(1)

    def refresh(self) -> None:
        known = dict(deal_detail.pipelines(self.store))
        if self.pipeline not in known:
            self.pipeline = next(iter(known))
        self.pipelines.show_pipelines(self.pipeline)
        self.head.set_title(f"Stages of {known[self.pipeline]}" if len(known) > 1 else "Stages")
        self.found = pipelines.stages(self.store, self.pipeline)
        self.table.set_rows(self.found)

    def take_focus(self) -> None:
        focus_first(self.table)

    def show_pipeline(self, pipeline: int) -> None:
        """Show the stages of another pipeline, on the next turn: its own row may be what asks."""
        self.pipeline = pipeline
        QTimer.singleShot(0, self, self.refresh)

    def _show_stage(self, line: StageLine, stage: StageRow) -> None:
        opens = [row.id for row in self.found if row.kind == "open"]
        line.show_stage(stage, opens.index(stage.id) if stage.id in opens else 0, len(opens))

    def _add_stage(self, name: str) -> None:
        pipelines.add_stage(self.store, self.pipeline, name)

    def _add_pipeline(self, name: str) -> None:
        self.pipeline = pipelines.add(self.store, name)
