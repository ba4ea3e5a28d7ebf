"""The menus of an arranged list: of a head, of the order, of the groups; and the panel in which columns are chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.services.listing import SortKey
from app.views.parts.buttons import Button
from app.views.parts.menu import Menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.parts.arranged_table import ArrangedTable

_UP, _DOWN = "Ascending", "Descending"


def head_menu(table: ArrangedTable, key: str) -> Menu:
    """What can be done with a column."""
    menu, now = Menu(table), table.arrangement
    column = table.catalogue[key]
    sort = column.sort_key
    if sort is not None:
        menu.add("Sort ascending", lambda: table.arrange(now._replace(sorts=(SortKey(sort),))), "sort-ascending")
        menu.add(
            "Sort descending", lambda: table.arrange(now._replace(sorts=(SortKey(sort, True),))), "sort-descending"
        )
        if now.sorts and sort not in {each.key for each in now.sorts}:
            menu.add(f"Then sort by {_plain(column.title)}", lambda: table.arrange(now.also_sorted_by(sort)), "plus")
        if sort in table.groupings:
            menu.add(f"Group by {_plain(column.title)}", lambda: table.arrange(now._replace(group=sort)), "rows")
        menu.addSeparator()
    at, last = now.columns.index(key), len(now.columns) - 1
    if at > 0:
        menu.add("Move left", lambda: table.arrange(now.moved_column(key, -1)), "arrow-left")
    if at < last:
        menu.add("Move right", lambda: table.arrange(now.moved_column(key, 1)), "arrow-right")
    if table.widths is not None and key in table.widths.chosen:
        menu.add("Own width", partial(table.widths.reset, key), "arrows-left-right")
    why_not = "" if last else "A list has one column at least."
    menu.add("Hide this column", lambda: table.arrange(now.without_column(key)), "eye-slash", why_not=why_not)
    menu.addSeparator()
    menu.add("Choose columns…", lambda: choose_columns(table, table.head), "columns")
    return menu


def sort_menu(table: ArrangedTable, parent: QWidget) -> Menu:
    """The keys that the list is sorted by, each with what can be made of it, and the keys it could be sorted by."""
    menu, now = Menu(parent), table.arrangement
    words = sort_words(table)
    for number, each in enumerate(now.sorts, 1):
        inner = menu.add_menu(f"{number}  {_plain(words.get(each.key, each.key))}", caret(each))
        for down, text in ((False, _UP), (True, _DOWN)):
            turned = now.with_sort(SortKey(each.key, down))
            inner.add(text, partial(table.arrange, turned), "check" if each.descending == down else "")
        inner.addSeparator()
        if number > 1:
            inner.add("Sort by this first", partial(table.arrange, now.sort_first(each.key)), "arrow-up")
        inner.add("Take away", partial(table.arrange, now.without_sort(each.key)), "x")
    if now.sorts:
        menu.addSeparator()
    more = menu.add_menu("Then by" if now.sorts else "Sort by", "plus")
    taken = {each.key for each in now.sorts}
    for key, text in words.items():
        if key not in taken:
            more.add(_plain(text), partial(table.arrange, now.also_sorted_by(key)))
    usual = now._replace(sorts=table.usual.sorts)
    menu.add("Usual order", partial(table.arrange, usual), "check" if usual == now else "")
    return menu


def group_menu(table: ArrangedTable, parent: QWidget) -> Menu:
    """What the list can be grouped by."""
    menu, now = Menu(parent), table.arrangement
    menu.add("No groups", partial(table.arrange, now._replace(group="")), "" if now.group else "check")
    for key, text in table.groupings.items():
        chosen = "check" if now.group == key else ""
        menu.add(_plain(text), partial(table.arrange, now._replace(group=key)), chosen)
    if now.group:
        menu.addSeparator()
        menu.add("Fold all groups", partial(table.fold_all, True), "arrows-in-line-vertical")
        menu.add("Open all groups", partial(table.fold_all, False), "arrows-out-line-vertical")
    return menu


def choose_columns(table: ArrangedTable, at: QWidget) -> None:
    """Open the panel in which columns are chosen and ordered, below a widget."""
    from app.views.parts.column_panel import ColumnPanel

    panel = ColumnPanel(table, at.window())
    panel.open_at(at, at.rect() if isinstance(at, Button) else None)


def sort_words(table: ArrangedTable) -> dict[str, str]:
    """The names of everything that the list can be sorted by, columns in sight first."""
    shown = [table.catalogue[key] for key in table.known_columns]
    others = [column for key, column in table.catalogue.items() if key not in table.known_columns]
    return {column.sort_key: column.title for column in (*shown, *others) if column.sort_key is not None}


def caret(key: SortKey) -> str:
    """The icon of a direction."""
    return "caret-down" if key.descending else "caret-up"


def _plain(text: str) -> str:
    """A name as a menu shows it: '&' would underline the letter behind it, and a tab would begin its keys."""
    return text.replace("&", "&&").replace("\t", " ")
