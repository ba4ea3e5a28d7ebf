"""The toolbar over the list of projects: views, open or all, chips that count what they would leave, and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import people, project_list, tags
from app.services.project_list import PLAIN, ProjectFilter
from app.views import theme
from app.views.parts.chips import Chip
from app.views.parts.menu import Menu
from app.views.parts.segmented import Segmented
from app.views.parts.task_cards import first_name, quoted
from app.views.parts.task_filters import ChipRow, FilterLine
from app.views.parts.view_menu import Viewable, ViewMenu

if TYPE_CHECKING:
    from app.models.store import Store

CHIPS: Final = {
    "mine": "Mine",
    "active": "Active",
    "at_risk": "At risk",
    "late": "Late",
    "over_budget": "Over budget",
    "archived": "Archived",
}
_TYPING_MS = 140


class ProjectFilters(QWidget):
    """See the top of this module. `changed` when one narrows by hand; the newest filter is `flt`."""

    changed = Signal()
    left = Signal()

    def __init__(self, store: Store, page: str, shown: Viewable) -> None:
        super().__init__()
        self._store = store
        self.flt: ProjectFilter = PLAIN
        self._counts: Mapping[str, int] = {}
        self.views = ViewMenu(store, page, shown, all_words="Open projects")
        self.scope = Segmented((("open", "Open"), ("all", "All")), "open", name="Which projects", in_row=True)
        self.more = Chip("Filter", checkable=False, icon="plus")
        self.more.set_menu(self._more_menu)
        self.chip_row = ChipRow(self.more, self)
        self.chips = {key: self._chip(key, words) for key, words in CHIPS.items()}
        self.taken = {name: Chip("", checkable=False, closable=True, parent=self.chip_row) for name in _NAMES}
        for name, chip in self.taken.items():
            chip.closed.connect(partial(self.narrow, **{name: None}))
        self.line = FilterLine("Filter projects", self)
        self.line.left.connect(self.left)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.narrow(text=self.line.text().strip()))
        self.line.textChanged.connect(lambda _: self._typing.start())
        self.scope.changed.connect(lambda key: self.narrow(open_only=key == "open"))
        self._lay_out()
        theme.notifier().changed.connect(self._dress)
        self.show_filter(PLAIN)

    def _chip(self, key: str, words: str) -> Chip:
        chip = Chip(words, parent=self.chip_row)
        chip.clicked.connect(lambda on: self.narrow(chip=key if on else ""))
        return chip

    def _lay_out(self) -> None:
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        self.row.setSpacing(12)
        self.row.addWidget(self.views)
        self.row.addWidget(self.scope)
        self.row.addWidget(self.chip_row, 1)
        self.row.addWidget(self.line)
        self._dress()

    def _dress(self) -> None:
        self.setFixedHeight(theme.px(theme.TOOLBAR))
        self.line.setFixedSize(theme.px(160), theme.px(theme.CONTROL))

    # what is shown

    def show_filter(self, flt: ProjectFilter) -> None:
        """Show this filter, silently."""
        self.flt = flt
        self._typing.stop()
        if self.line.text().strip() != flt.text:
            self.line.blockSignals(True)
            self.line.setText(flt.text)
            self.line.blockSignals(False)
        self.scope.set_value("open" if flt.open_only else "all")
        self.views.refresh()
        self._show_chips()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many projects each chip would leave; chips that would leave none go."""
        self._counts = counts
        self._show_chips()

    @property
    def is_narrowed(self) -> bool:
        """Whether the filter leaves open projects out."""
        return self.flt._replace(open_only=True) != PLAIN

    def _show_chips(self) -> None:
        shown: list[Chip] = []
        for name, chip in self.taken.items():
            value = getattr(self.flt, name)
            chip.setText("" if value is None else quoted(self._name(name, value), 24))
            chip.setVisible(value is not None)
            shown += [chip] if value is not None else []
        for key, chip in self.chips.items():
            chosen, count = self.flt.chip == key, self._counts.get(key, 0)
            chip.setChecked(chosen)
            chip.set_count(count)
            chip.setVisible(chosen or count > 0)
            shown += [chip] if chosen or count else []
        self.chip_row.set_chips(shown)

    def _name(self, name: str, value: int) -> str:
        table, words = {"client_id": ("client", "Client"), "owner_id": ("person", "Owner"), "tag_id": ("tag", "Tag")}[
            name
        ]
        found = str(self._store.value(f"SELECT name FROM {table} WHERE id = ?", (value,), words))
        return first_name(found) if name == "owner_id" else found

    # what is chosen

    def narrow(self, **fields: Any) -> None:
        """Take another filter by hand, and tell."""
        wanted = self.flt._replace(**fields)
        told = wanted != self.flt
        self.show_filter(wanted)
        if told:
            self.changed.emit()

    def clear(self) -> None:
        """Show every open project again."""
        self.narrow(**PLAIN._asdict())

    def widen(self) -> None:
        """Show every project that is not archived."""
        self.narrow(**{**PLAIN._asdict(), "open_only": False})

    def _more_menu(self) -> Menu:
        menu = Menu(self)
        for chip in self.chip_row.hidden_chips:
            key = next((key for key, each in self.chips.items() if each is chip), "")
            if key:
                menu.add(f"{chip.text()}  {self._counts.get(key, 0):,}", partial(self.narrow, chip=key))
        owners = menu.add_menu("Owner", "user")
        for person in people.everyone(self._store):
            owners.add(person.name, partial(self.narrow, owner_id=person.id))
        self._clients(menu)
        known = tags.everything(self._store)
        if known:
            inner = menu.add_menu("Tag", "tag")
            for tag in known:
                inner.add(tag.name, partial(self.narrow, tag_id=tag.id))
        menu.addSeparator()
        menu.add("Show all", self.clear, "x", why_not="" if self.is_narrowed else "Nothing is narrowed")
        return menu

    def _clients(self, menu: Menu) -> None:
        found = project_list.clients_with_projects(self._store)
        if not found:
            return
        inner = menu.add_menu("Client", "buildings")
        for client, name in found:
            inner.add(quoted(name).replace("&", "&&"), partial(self.narrow, client_id=client))


_NAMES: Final = ("client_id", "owner_id", "tag_id")
