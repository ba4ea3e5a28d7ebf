"""What is chosen above the timeline: project, what is drawn, grouping, zoom; timeline, graph or table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.views import theme
from app.views.gantt.lines import Group
from app.views.gantt.paint import Show
from app.views.gantt.scale import ZOOMS, Zoom
from app.views.parts.buttons import PlainButton
from app.views.parts.chips import Chip
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented
from app.views.theme import px

_SHOWS: Final = (("critical", "Critical path"), ("baseline", "Baseline"), ("links", "Links"), ("days_off", "Days off"))
_GROUPS: Final[dict[Group, tuple[str, str]]] = {
    "milestone": ("flag", "Grouped by milestone"),
    "person": ("users", "Grouped by person"),
    "project": ("folder", "Grouped by project"),
}

_TWINS: Final = {
    "chart": ("chart-bar-horizontal", "Timeline"),
    "graph": ("tree-structure", "Graph of what waits for what"),
    "table": ("table", "Table"),
}

_LEVEL: Final = "Level by person"
_WIDE: Final = 1340  # px from which the words have room


class TimelineToolbar(QWidget):
    """`changed`: draw again; `twin_changed`: timeline, graph or table."""

    changed = Signal()
    twin_changed = Signal()

    def __init__(self, projects: Callable[[], list[Option]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.project = PickButton("Project", most=300)
        self.project.set_options(projects)
        self.chips = {key: Chip(title, ticked=True) for key, title in _SHOWS}
        for chip in self.chips.values():
            chip.setChecked(True)
            chip.toggled.connect(lambda _on: self.changed.emit())
        self._group = Segmented([(key, "", icon) for key, (icon, _) in _GROUPS.items()], name="Grouped by")
        for key, (_, words) in _GROUPS.items():
            self._group.set_tooltip(key, words)
        self.level = PlainButton(_LEVEL, "arrows-in-line-horizontal")
        self.level.set_tooltip(_LEVEL)
        self._zoom = Segmented([(zoom, zoom.capitalize()) for zoom in ZOOMS], "week", name="Zoom")
        self._twin = Segmented([(twin, "", icon) for twin, (icon, _) in _TWINS.items()], name="Shown as")
        for twin, (_, words) in _TWINS.items():
            self._twin.set_tooltip(twin, words)
        self.print = PlainButton("Print", "printer")
        self._many = False
        self._other_group: Group = "project"
        self._group.changed.connect(lambda _: self.changed.emit())
        self._zoom.changed.connect(lambda _: self.changed.emit())
        self.fit = PlainButton("Fit", "corners-out")
        self.fit.set_tooltip("Show all of it", "0")
        self._twin.changed.connect(lambda _: self._on_twin())
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.PAGE_MARGIN, 8, theme.PAGE_MARGIN, 8)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._chip_row, self._right = QWidget(), QWidget()
        for holder, parts in (
            (self._chip_row, tuple(self.chips.values())),
            (self._right, (self._group, self.level, self._zoom, self.fit, self._twin, self.print)),
        ):
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            holder.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # a project's name gives way
            for part in parts:
                row.addWidget(part)
        self.fit.hide()
        self._place(1)

    def _place(self, rows: int) -> None:
        """Everything in one row, or what is drawn below what it is drawn of."""
        left = Qt.AlignmentFlag.AlignLeft
        self._rows = rows
        self._grid.addWidget(self.project, 0, 0, left)
        if rows == 1:
            self._grid.addWidget(self._chip_row, 0, 1, left)
            self._grid.addWidget(self._right, 0, 2, 1, 1)
        else:
            self._grid.addWidget(self._chip_row, 0, 1, 1, 2, left)
            self._grid.addWidget(self._right, 1, 0, 1, 3, left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.level.setText(_LEVEL if event.size().width() >= px(_WIDE) else _LEVEL.split()[0])
        self.level.setAccessibleName(_LEVEL)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # another project, perhaps of a longer name
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        parts = sum(part.sizeHint().width() for part in (self.project, self._chip_row, self._right))
        needs = parts + 2 * theme.PAGE_MARGIN + 2 * self._grid.horizontalSpacing()
        rows = 1 if self.width() >= needs else 2
        if rows != self._rows:
            self._place(rows)

    def _on_twin(self) -> None:
        """Only what says something about what is shown is there."""
        graph, table = self.as_graph(), self.as_table()
        for part in (self._zoom, *(self.chips[key] for key in ("baseline", "links", "days_off"))):
            part.setVisible(not graph and not table)
        self.chips["critical"].setVisible(not table)
        self.level.setVisible(not graph)
        self.fit.setVisible(graph)
        self.twin_changed.emit()

    def drawn(self) -> Show:
        """What is drawn besides the bars."""
        return Show(**{key: chip.isChecked() for key, chip in self.chips.items()})

    def zoom(self) -> Zoom:
        """The scale."""
        return next(zoom for zoom in ZOOMS if zoom == self._zoom.value())

    def step_zoom(self, by: int) -> None:
        """Nearer (-1) or further (1)."""
        place = ZOOMS.index(self.zoom()) + by
        if 0 <= place < len(ZOOMS):
            self._zoom.set_value(ZOOMS[place])
            self.changed.emit()

    def group(self) -> Group:
        """What the rows are grouped by."""
        return next(group for group in _GROUPS if group == self._group.value())

    def show_many(self, many: bool) -> None:
        """One project, or all: each is grouped as it was before, all by project to begin with."""
        if many != self._many:
            self._many = many
            before = self.group()
            self._group.set_value(self._other_group)
            self._other_group = before

    def spec(self) -> dict[str, Any]:
        """What is chosen, to be kept."""
        one, all_of_them = (self._other_group, self.group()) if self._many else (self.group(), self._other_group)
        hidden = [key for key, chip in self.chips.items() if not chip.isChecked()]
        return {"zoom": self.zoom(), "one": one, "all": all_of_them, "hidden": hidden, "shown": self._twin.value()}

    def take(self, spec: Mapping[str, Any]) -> None:
        """Choose what was kept, as far as it can be read; one project is shown to begin with."""
        for part, name, among in (
            (self._zoom, "zoom", ZOOMS),
            (self._group, "one", _GROUPS),
            (self._twin, "shown", _TWINS),
        ):
            for key in among:
                if key == spec.get(name):
                    part.set_value(key)
        self._other_group = next((group for group in _GROUPS if group == spec.get("all")), self._other_group)
        hidden = spec.get("hidden")
        for key, chip in self.chips.items():
            chip.setChecked(not (isinstance(hidden, list) and key in hidden))
        if not self.as_chart():
            self._on_twin()

    def set_group(self, group: Group) -> None:
        """Group by this."""
        self._group.set_value(group)
        self.changed.emit()

    def as_table(self) -> bool:
        """Whether the table twin is wanted."""
        return self._twin.value() == "table"

    def as_chart(self) -> bool:
        """Whether the bars are wanted."""
        return self._twin.value() == "chart"

    def set_table(self, on: bool) -> None:
        """Show the table, or the chart."""
        self._twin.set_value("table" if on else "chart")
        self._on_twin()

    def as_graph(self) -> bool:
        """Whether the graph of the links is wanted."""
        return self._twin.value() == "graph"

    def set_graph(self, on: bool) -> None:
        """Show the graph, or the chart."""
        self._twin.set_value("graph" if on else "chart")
        self._on_twin()
