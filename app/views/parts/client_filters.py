"""The toolbar over the list of clients: saved segments and quick chips, each with its count, filters, and words.

A segment is a saved view: it keeps rules and no results, so its count is true at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.money import format_money
from app.services import client_list, custom_fields, people, saved_views, settings, tags
from app.services.client_list import PLAIN, ClientFilter
from app.services.custom_sql import Asked
from app.views import theme
from app.views.parts.chips import Chip
from app.views.parts.client_columns import KINDS
from app.views.parts.filter_words import asked_words
from app.views.parts.latest_read import AT_ONCE, LatestRead
from app.views.parts.menu import Menu
from app.views.parts.task_cards import quoted
from app.views.parts.task_filters import ChipRow, FilterLine
from app.views.parts.view_menu import Viewable, ViewMenu

if TYPE_CHECKING:
    from app.models.store import Store

CHIPS: Final = {
    "mine": "Mine",
    "open": "Open deals",
    "won": "Customers",
    "no_deals": "No deals",
    "no_contact": "No contact",
}
_SILENT: Final = (30, 60, 90, 180)
_TYPING_MS = 140
_LETTERS = 24


class ClientReads(LatestRead):
    """Reads beside the window once there are many clients, or contacts."""

    def __init__(self, store: Store, owner: QWidget, table: str = "client") -> None:
        super().__init__(store, owner)
        self._table = table

    @property
    def beside(self) -> bool:
        return int(self._store.value(f"SELECT ifnull(max(id), 0) FROM {self._table}")) > AT_ONCE


class ClientFilters(QWidget):
    """See the top of this module. `changed` when one narrows by hand; the newest filter is `flt`."""

    changed = Signal()
    left = Signal()

    def __init__(self, store: Store, page: str, shown: Viewable) -> None:
        super().__init__()
        self._store, self._page = store, page
        self.flt: ClientFilter = PLAIN
        self._counts: Mapping[str, int] = {}
        self.views = ViewMenu(store, page, shown, all_words="All clients")
        self.more = Chip("Filter", checkable=False, icon="plus")
        self.more.set_menu(self._more_menu)
        self.chip_row = ChipRow(self.more, self)
        self.chips = {key: self._chip(words, partial(self._on_chip, key)) for key, words in CHIPS.items()}
        self.segments: dict[int, Chip] = {}
        self.taken: list[Chip] = []
        self.line = FilterLine("Find clients", self)
        self.line.left.connect(self.left)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.narrow(text=self.line.text().strip()))
        self.line.textChanged.connect(lambda _: self._typing.start())
        self._lay_out()
        theme.notifier().changed.connect(self._dress)
        self.show_filter(PLAIN)

    def _chip(self, words: str, act: Callable[[bool], object]) -> Chip:
        chip = Chip(words, parent=self.chip_row)
        chip.clicked.connect(lambda on: act(on))  # noqa: PLW0108  (PySide hands a partial no argument)
        return chip

    def _on_chip(self, key: str, on: bool) -> None:
        self.narrow(chip=key if on else "")

    def _lay_out(self) -> None:
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.PAGE_MARGIN, 0, 8, 0)
        self.row.setSpacing(12)
        self.row.addWidget(self.views)
        self.row.addWidget(self.chip_row, 1)
        self.row.addWidget(self.line)
        self._dress()

    def _dress(self) -> None:
        self.setFixedHeight(theme.px(theme.TOOLBAR))
        self.line.setFixedSize(theme.px(160), theme.px(theme.CONTROL))

    # What is shown

    def show_filter(self, flt: ClientFilter) -> None:
        """Show this filter, silently."""
        self.flt = flt
        self._typing.stop()
        if self.line.text().strip() != flt.text:
            self.line.blockSignals(True)
            self.line.setText(flt.text)
            self.line.blockSignals(False)
        self.views.refresh()
        self._make_segments()
        self._make_taken()
        self._show_chips()

    def counted(self) -> dict[str, ClientFilter]:
        """What is to be counted: each quick chip with the present filter, each segment by its own rules."""
        found = {key: self.flt._replace(chip=key) for key in CHIPS}
        for view in saved_views.of(self._store, self._page):
            found[f"view {view.id}"] = client_list.from_spec(view.spec)
        return found

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many clients each chip would leave; quick ones that would leave none go."""
        self._counts = counts
        self._show_chips()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.flt != PLAIN

    def _make_segments(self) -> None:
        views = {view.id: view for view in saved_views.of(self._store, self._page)}
        for key in [key for key in self.segments if key not in views]:
            _drop(self.segments.pop(key))
        for key, view in views.items():
            if key not in self.segments:
                self.segments[key] = self._chip("", partial(self._on_segment, key))
            self.segments[key].setText(quoted(view.name, _LETTERS))
            self.segments[key].setToolTip(f"Segment: {view.name}")

    def _on_segment(self, key: int, on: bool) -> None:
        view = next((each for each in saved_views.of(self._store, self._page) if each.id == key), None)
        self.views.show_view(view if on else None)

    def _make_taken(self) -> None:
        for chip in self.taken:
            _drop(chip)
        self.taken = []
        for words, without in taken(self._store, self.flt):
            chip = Chip(quoted(words, _LETTERS), checkable=False, closable=True, parent=self.chip_row)
            chip.setToolTip(f"{words}: take this filter away")
            chip.closed.connect(partial(self._take_away, without))
            self.taken.append(chip)

    def _take_away(self, without: dict[str, Any]) -> None:
        self.narrow(**without)

    def _show_chips(self) -> None:
        shown = list(self.taken)
        chosen = self.views.view.id if self.views.view is not None else None
        for number, chip in self.segments.items():
            chip.setChecked(number == chosen)
            chip.set_count(self._counts.get(f"view {number}", 0))
            shown.append(chip)
        for key, chip in self.chips.items():
            on, count = self.flt.chip == key, self._counts.get(key, 0)
            chip.setChecked(on)
            chip.set_count(count)
            chip.setVisible(on or count > 0)
            shown += [chip] if on or count else []
        self.chip_row.set_chips(shown)

    # What is chosen

    def narrow(self, **fields: Any) -> None:
        """Take another filter by hand, and tell."""
        wanted = self.flt._replace(**fields)
        told = wanted != self.flt
        self.show_filter(wanted)
        if told:
            self.changed.emit()

    def clear(self) -> None:
        """Show every client again."""
        self.narrow(**PLAIN._asdict())

    def _more_menu(self) -> Menu:
        menu = Menu(self)
        for chip in self.chip_row.hidden_chips:
            menu.add(chip.text().replace("&", "&&"), chip.click)
        kinds = menu.add_menu("Kind", "buildings")
        for kind, words in KINDS.items():
            kinds.add(words, partial(self.narrow, kind=kind))
        owners = menu.add_menu("Owner", "user")
        for person in people.everyone(self._store):
            owners.add(person.name.replace("&", "&&"), partial(self.narrow, owner_id=person.id))
        owners.add("Nobody", partial(self.narrow, owner_id=0))
        self._add_places(menu)
        known = [tag for tag in tags.everything(self._store) if tag.id not in self.flt.tag_ids]
        inner = menu.add_menu("Tag", "tag") if known else menu
        for tag in known:
            inner.add(tag.name.replace("&", "&&"), partial(self.narrow, tag_ids=(*self.flt.tag_ids, tag.id)))
        silent = menu.add_menu("Not spoken to for", "clock-counter-clockwise")
        for days in _SILENT:
            silent.add(f"{days} days", partial(self.narrow, silent_days=days))
        home, won = settings.home_currency(self._store), menu.add_menu("Won at least", "trophy")
        for minor in (100_000, 1_000_000, 5_000_000, 10_000_000):
            won.add(format_money(minor, home), partial(self.narrow, won_from=minor))
        self._add_fields(menu)
        menu.addSeparator()
        menu.add("Show all", self.clear, "x", why_not="" if self.is_narrowed else "Nothing is narrowed")
        return menu

    def _add_places(self, menu: Menu) -> None:
        for column, words in (("city", "City"), ("country", "Country")):
            found = client_list.places(self._store, column)
            if found:
                inner = menu.add_menu(words, "map-pin")
                for name in found:
                    inner.add(quoted(name).replace("&", "&&"), partial(self.narrow, **{column: name}))

    def _add_fields(self, menu: Menu) -> None:
        for field in custom_fields.fields(self._store, "client"):
            inner = menu.add_menu(field.name.replace("&", "&&"), "list-bullets")
            words = [("1", "Yes"), ("0", "No")] if field.kind == "yes_no" else [(word, word) for word in field.options]
            tests = [("is", key, text) for key, text in words] if field.kind in ("choice", "yes_no") else []
            for test, value, text in (*tests, ("any", "", "Filled"), ("none", "", "Empty")):
                asked = Asked(field.id, test, value)
                kept = tuple(each for each in self.flt.custom if each.field_id != field.id)
                inner.add(text.replace("&", "&&"), partial(self.narrow, custom=(*kept, asked)))


def taken(store: Store, flt: ClientFilter) -> list[tuple[str, dict[str, Any]]]:
    """Every filter beyond the quick chip and the words: in words, and what takes it away."""
    found: list[tuple[str, dict[str, Any]]] = []
    if flt.kind:
        found.append((KINDS.get(flt.kind, flt.kind), {"kind": ""}))
    if flt.owner_id is not None:
        name = store.value("SELECT name FROM person WHERE id = ?", (flt.owner_id,), "Somebody who left")
        found.append((str(name) if flt.owner_id else "No owner", {"owner_id": None}))
    found += [(getattr(flt, name), {name: ""}) for name in ("city", "country") if getattr(flt, name)]
    known = {tag.id: tag.name for tag in tags.everything(store)} if flt.tag_ids else {}
    for tag in flt.tag_ids:
        rest = tuple(other for other in flt.tag_ids if other != tag)
        found.append((f"Tag: {known.get(tag, 'one that is gone')}", {"tag_ids": rest}))
    if flt.silent_days is not None:
        found.append((f"Not spoken to for {flt.silent_days} days", {"silent_days": None}))
    if flt.won_from is not None:
        found.append((f"Won {format_money(flt.won_from, settings.home_currency(store))} and more", {"won_from": None}))
    fields = {field.id: field for field in custom_fields.fields(store, "client")} if flt.custom else {}
    for asked in flt.custom:
        rest_of = tuple(each for each in flt.custom if each != asked)
        found.append((asked_words(fields.get(asked.field_id), [asked]), {"custom": rest_of}))
    return found


def _drop(chip: Chip) -> None:
    chip.hide()
    chip.setParent(None)
    chip.deleteLater()
