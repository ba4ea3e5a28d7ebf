"""Records side by side before they become one: each differing field a choice, the fuller value chosen, and what will move.

panel = MergePanel(store)
panel.show_records("client", ids)    raises UserError when one of them is gone
panel.merge()                        -> Merged; one action, one Undo
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.base import UserError
from app.services import merges
from app.views import theme
from app.views.parts.label import Label
from app.views.parts.paint import paint_box, paint_text
from app.views.parts.ticks import BOX, CheckBox, RadioButton, paint_radio

if TYPE_CHECKING:
    from app.domain.duplicates import Kind
    from app.models.store import Store
    from app.services.merges import Choice, Comparison, Merged

_NAMES: Final = 112
_ROW: Final = 32
_HEAD: Final = 48


class Cell(RadioButton):
    """One value to choose; at the head a record, with a second line of what hangs on it."""

    def __init__(self, text: str, spoken: str, below: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.below = below
        self._is_head = bool(below)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.toggled.connect(self._on_toggled)
        self.setAccessibleName(spoken)
        self.setToolTip(text)
        self.setEnabled(bool(text))

    def _on_toggled(self, chosen: bool) -> None:
        """Tab goes from row to row, to what is chosen there; the arrows walk along a row."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(_HEAD if self._is_head else _ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    def ring(self, button: QWidget, event: QFocusEvent, radius: int) -> None:
        """Around the whole cell: it is the cell that is chosen."""
        super().ring(button, event, theme.RADIUS_FIELD if radius else 0)
        if self._ring is not None:
            self._ring.set_inner(None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        chosen, enabled = self.isChecked(), self.isEnabled()
        hovered = enabled and self.underMouse() and not chosen
        fill = "accent_soft" if chosen else "hover" if hovered else "card" if enabled else None
        paint_box(painter, self.rect(), theme.RADIUS_FIELD, fill, "accent_line" if chosen else "line")
        if enabled:
            paint_radio(painter, QRect(8, 0, BOX + 4, self.height()), chosen)
        left = 8 + BOX + 12
        room = self.width() - left - 8
        height = self.height() if not self._is_head else theme.px(26)
        words = self.text().replace("\n", " ") or "empty"
        weight = theme.SEMIBOLD if self._is_head else theme.MEDIUM if chosen else theme.REGULAR
        token = "text" if enabled else "text3"
        paint_text(painter, QRect(left, theme.px(3) if self._is_head else 0, room, height), words, token, weight=weight)
        if self._is_head:
            low = QRect(left, theme.px(24), room, theme.px(18))
            paint_text(painter, low, self.below, "text2", theme.SECOND)


class MergePanel(QWidget):
    """See the top of this module."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.comparison: Comparison | None = None
        self.heads: list[Cell] = []
        self.cells: dict[str, list[Cell]] = {}
        self.together: dict[str, CheckBox] = {}
        self._groups: list[QButtonGroup] = []
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName("Fields side by side")
        self.same = Label("", "text3", theme.SECOND, wrap=True)
        self.moves = Label("", "text2", wrap=True)
        theme.notifier().changed.connect(self._clear_ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.area, 1)
        column.addWidget(self.same)
        column.addWidget(self.moves)

    def show_records(self, kind: Kind, ids: tuple[int, ...] | list[int]) -> None:
        """Compare these. Raises UserError for fewer than two, more than four, and when one is gone."""
        self.comparison = found = merges.compare(self._store, kind, ids)
        self.heads, self.cells, self.together, self._groups = [], {}, {}, []
        inside = QWidget()
        inside.setAutoFillBackground(False)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 4, 8, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, theme.px(_NAMES))
        self._add_heads(grid, found)
        differing = [choice for choice in found.choices if choice.differs]
        for choice in differing:
            self._add_choice(grid, grid.rowCount(), choice)
        grid.setRowStretch(grid.rowCount(), 1)
        self.area.setWidget(inside)
        self._clear_ground()
        self._tell_same(found)
        self._on_stays(found.stays, take=False)

    def _clear_ground(self) -> None:
        for each in (self.area, self.area.viewport(), self.area.widget()):
            if each is None:
                continue
            each.setAutoFillBackground(False)
            palette = each.palette()
            palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
            each.setPalette(palette)

    def _add_heads(self, grid: QGridLayout, found: Comparison) -> None:
        grid.addWidget(Label("Stays", "text3"), 0, 0)
        group = self._group()
        for place, name in enumerate(found.names):
            hangs = merges.listed(found.moves[place]) or "Nothing hangs on it"
            cell = Cell(name, f"{name} stays. {hangs}", hangs)
            self.heads.append(cell)
            group.addButton(cell, place)
            grid.addWidget(cell, 0, place + 1)
            grid.setColumnStretch(place + 1, 1)
            cell.setEnabled(not found.bound or place == found.stays)
        self.heads[found.stays].setChecked(True)
        group.idClicked.connect(partial(self._on_stays, take=True))

    def _add_choice(self, grid: QGridLayout, row: int, choice: Choice) -> None:
        grid.addWidget(Label(choice.name, "text3"), row, 0)
        group, cells = self._group(), []
        for place, text in enumerate(choice.shown):
            cell = Cell(text, f"{choice.name}: {text or 'empty'}")
            cell.setEnabled(cell.isEnabled() and (not choice.held or place == choice.chosen))
            group.addButton(cell, place)
            grid.addWidget(cell, row, place + 1)
            cells.append(cell)
        cells[choice.chosen].setChecked(True)
        self.cells[choice.key] = cells
        if choice.together:
            tick = self.together[choice.key] = CheckBox(choice.together)
            grid.addWidget(tick, row + 1, 1, 1, len(cells))

    def _group(self) -> QButtonGroup:
        group = QButtonGroup(self)
        self._groups.append(group)
        return group

    def _tell_same(self, found: Comparison) -> None:
        same = [choice.name for choice in found.choices if not choice.differs]
        both = "both" if len(found.ids) == 2 else "all"
        self.same.setText(f"The same in {both}: {', '.join(same)}" if same else "")
        self.same.setVisible(bool(same))

    def _on_stays(self, place: int, *, take: bool) -> None:
        """Another record stays; `take`: with what it has in its fields."""
        found = self.comparison
        assert found is not None
        if take:
            for cells in self.cells.values():
                if cells[place].isEnabled():
                    cells[place].setChecked(True)
        moving = merges.listed(merges.moving(found, place))
        name = found.names[place]
        what = f"{moving} move to {name}." if moving else "Nothing else hangs on what goes."
        if moving.startswith("1 ") and "," not in moving and " and " not in moving:
            what = f"{moving} moves to {name}."
        bound = f"{found.bound} " if found.bound else ""
        self.moves.setText(f"{bound}{what} What is given up is kept in a note. One Undo takes it all back.")

    def take_focus(self) -> None:
        """Give the keyboard to the first choice."""
        if self.heads:
            chosen = next((head for head in self.heads if head.isChecked()), self.heads[0])
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def stays(self) -> int:
        """The id of the record that stays."""
        assert self.comparison is not None
        return self.comparison.ids[next(place for place, head in enumerate(self.heads) if head.isChecked())]

    def merge(self) -> Merged:
        """Make one of them, as chosen. Raises UserError when one of them is gone meanwhile."""
        found = self.comparison
        if found is None:
            raise UserError("There is nothing to merge.")
        chosen = {
            key: found.ids[next(place for place, cell in enumerate(cells) if cell.isChecked())]
            for key, cells in self.cells.items()
        }
        chosen |= {key: merges.ALL for key, tick in self.together.items() if tick.isChecked()}
        return merges.merge(self._store, found.kind, found.ids, self.stays, chosen)
