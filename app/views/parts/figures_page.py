"""Pages of figures in one layout: number cards, a chart or its table with a pane below, and two panes beside them.

A page says which periods there are and builds its parts; `lay_out` puts them where they belong. Both halves break at one height.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.page import ShellApi
from app.views.parts.chart_page import ChartPage
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.number_card import NumberCard

Told = TypeVar("Told")


class Upper(NamedTuple):
    """How high the upper halves are: a share of the room below the cards, in pixels of the grid at least and at most."""

    share: float
    least: int
    most: int = 10_000


class FiguresPage(ChartPage[Told]):
    """See the top of this module."""

    first_period = "all"
    upper = Upper(0.55, 240)

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._period = self.first_period
        self._fitted: tuple[QWidget, ...] = ()
        super().__init__(store, shell)

    # --- the period -----------------------------------------------------------------

    @staticmethod
    def periods() -> Mapping[str, str]:
        """The words of each period by its key."""
        raise NotImplementedError

    def period_button(self, name: str, words: str) -> PickButton:
        """The choice of the period; `words` are those of the first, since `periods` is imported when they are asked for."""
        self.period = PickButton(name)
        self.period.set_options(lambda: [Option(key, text) for key, text in self.periods().items()])
        self.period.set_value(Option(self._period, words))
        self.period.picked.connect(self.choose_period)
        return self.period

    def choose_period(self, key: Any) -> None:
        """Another period."""
        self.say_period(str(key))
        self.refresh()

    def say_period(self, key: str) -> None:
        """Have this period chosen, without reading."""
        self._period = key
        self.period.set_value(Option(key, self.periods()[key]))

    # --- building -------------------------------------------------------------------

    def make_chart(self, title: str, heads: Sequence[Any], opens: Callable[[Any], None]) -> None:
        """`chart` and, hidden in `table_pane`, its `table`; `opens` takes what is chosen in either."""
        from app.views.parts.chart import Chart
        from app.views.parts.figure_table import FigureTable
        from app.views.parts.pane import Pane

        self.chart = Chart(self.shell, title)
        self.chart.target_chosen.connect(opens)
        self.table = FigureTable(heads, f"{title}, as a table")
        self.table.opened.connect(opens)
        self.table_pane = Pane()
        self.table_pane.box.addWidget(self.table)
        self.table_pane.hide()

    def lay_out(
        self, cards: Sequence[NumberCard], below: QWidget, beside: tuple[QWidget, QWidget], *, table_fits: bool
    ) -> None:
        """Cards above; chart and `below` at the left, the two `beside` them at the right. `table_fits`: the table is as high as
        the chart, else as high as its rows."""
        row = QHBoxLayout()
        row.setSpacing(theme.PANE_GAP)
        for card in cards:
            row.addWidget(card, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.PANE_GAP)
        left.addWidget(self.chart)
        left.addWidget(self.table_pane)
        left.addWidget(below, 1)
        right.addWidget(beside[0])
        right.addWidget(beside[1], 1)
        self.column.addLayout(row)
        self.column.addSpacing(theme.PANE_GAP)
        self.set_body(left, right)
        self._fitted = (self.chart, beside[0], *((self.table_pane,) if table_fits else ()))
        self._fit()

    def _fit(self) -> None:
        room = self.height() - theme.px(theme.TOOLBAR + theme.NUMBER_CARD) - 2 * theme.PANE_GAP - theme.PAGE_MARGIN
        most, least = theme.px(self.upper.most), theme.px(self.upper.least)
        for part in self._fitted:
            part.setFixedHeight(max(least, min(most, round(room * self.upper.share))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_twin(self, as_table: bool) -> None:
        """The chart, or its table; the keyboard stays with what is shown."""
        self.table_pane.setVisible(as_table)
        if as_table and self.chart.hasFocus():
            self.table.setFocus()
        self.chart.setHidden(as_table)
