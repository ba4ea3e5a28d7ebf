"""What one does with the links between tasks, where these are drawn: made, changed, taken away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services import task_board, task_detail, tasks
from app.views.parts.menu import Menu
from app.views.parts.task_cards import quoted
from app.views.parts.task_links import Tie, lag_text, link_sentence

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.task_actions import TaskActions


class LinkActions:
    """The verbs of links; what is asked is asked over `parent`."""

    def __init__(self, parent: QWidget, store: Store, shell: ShellApi, actions: TaskActions) -> None:
        self._parent, self._store, self._shell, self._actions = parent, store, shell, actions

    def ask(self, task_id: int) -> None:
        """Ask with which other task this one is to be linked, and how."""
        if found := task_board.cards(self._store, [task_id]):
            from app.views.dialogs.link_task import LinkTaskDialog

            LinkTaskDialog(self._parent, self._store, found[0], self._actions).open()

    def link(self, first: int, then: int, kind: str = "FS") -> None:
        """Let `then` wait for `first`; the lag of a link of this kind that is there already stays."""
        with self._actions.telling():
            known = self._store.row(
                "SELECT kind, lag_days FROM dependency WHERE predecessor_id = ? AND successor_id = ?", (first, then)
            )
            lag = known[1] if known is not None and known[0] == kind else 0
            moved = tasks.add_dependency(self._store, first, then, kind, lag)
            titles = {card.id: card.title for card in task_board.cards(self._store, [first, then])}
            self._actions.say(f"Linked: {link_sentence(kind, lag, titles[first], titles[then])}", moved, [then])

    def edit(self, first: int, then: int) -> None:
        """Ask for another kind or lag."""
        found = task_detail.detail(self._store, then)
        linked = next((each for each in found.predecessors if each.task_id == first), None) if found else None
        if found is not None and linked is not None:
            from app.views.dialogs.link_task import LinkTaskDialog

            LinkTaskDialog(self._parent, self._store, found.card, self._actions, Tie(linked, True)).open()

    def remove(self, first: int, then: int) -> None:
        """Take a link away; dates stay."""
        tasks.remove_dependency(self._store, first, then)
        self._shell.toast("Link removed")

    def menu_of(self, first: int, then: int, keys: tuple[str, str] = ("", "")) -> Menu:
        """What can be done with a link; `keys` do the same where they are."""
        menu = Menu(self._parent)
        menu.add("Kind and lag…", partial(self.edit, first, then), "pencil-simple", keys[0])
        menu.add("Remove link", partial(self.remove, first, then), "trash", keys[1])
        return menu

    def add_lines(self, menu: Menu, task_id: int) -> None:
        """The lines about links in the menu of a task."""
        menu.addSeparator()
        menu.add("Link with another task…", partial(self.ask, task_id), "arrow-down-right", "L")
        found = task_detail.detail(self._store, task_id)
        ties = [Tie(each, True) for each in found.predecessors] if found else []
        ties += [Tie(each, False) for each in found.successors] if found else []
        if not ties:
            return
        change, remove = menu.add_menu("Change link", "pencil-simple"), menu.add_menu("Remove link", "trash")
        for tie in ties:
            other = tie.linked.task_id
            first, then = (other, task_id) if tie.before else (task_id, other)
            words = f"{'Waits for' if tie.before else 'Holds up'} {quoted(tie.linked.title)}"
            words += f", {lag_text(tie.linked)}" if lag_text(tie.linked) else ""
            icon = "arrow-down-right" if tie.before else "arrow-up-right"
            change.add(words, partial(self.edit, first, then), icon)
            remove.add(words, partial(self.remove, first, then), icon)
