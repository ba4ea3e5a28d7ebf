"""The tasks board in columns of projects, milestones or people: a drop moves a task between these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from app.services import projects, subtasks, task_board, task_groups
from app.services.task_board import TaskColumn
from app.services.task_filter import TaskFilter
from app.services.task_groups import GroupColumn
from app.views.parts import task_cards
from app.views.parts.board_source import Column
from app.views.parts.dates import short_text
from app.views.parts.menu import Menu
from app.views.parts.task_cards import first_name, quoted, subtasks_text
from app.views.parts.task_source import BoardReads, TaskSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models.store import Store

#: Key of a grouping, its words, and the icon beside it.
WORDS: Final = {
    "": ("Status", "check-square"),
    "project": ("Project", "flag"),
    "milestone": ("Milestone", "flag"),
    "assignee": ("Owner", "user"),
}


def read(store: Store, flt: TaskFilter, by: str) -> tuple[BoardReads, list[GroupColumn]]:
    """All that the board shows in these columns; in whichever thread."""
    heads = task_groups.columns(store, flt, by)
    found = task_groups.ids(store, flt, by)
    shown = {head.key: found.get(head.key, []) for head in heads}
    columns = [
        TaskColumn(head.key, head.name, "todo", at, head.count, head.minutes, None, 0) for at, head in enumerate(heads)
    ]
    chips, totals = task_board.chips(store, flt), task_board.totals_line(store, flt)
    return BoardReads(flt, columns, shown, chips, totals, len(projects.choices(store))), heads


class GroupSource(TaskSource):
    """A BoardSource whose columns are not statuses. `by` says what they are."""

    by = "project"
    heads: Sequence[GroupColumn] = ()

    @property
    def one_project(self) -> bool:
        return self.by == "project" or super().one_project

    def columns(self) -> list[Column]:
        """The heads: name, count and hours; when it is due, and what is late."""
        return [self._head(head) for head in self.heads]

    def _head(self, head: GroupColumn) -> Column:
        due = (
            "" if head.due_on is None else f"{'due' if self.by == 'milestone' else 'finish'} {short_text(head.due_on)}"
        )
        late = f"{head.late:,} late" if head.late else ""
        return Column(
            head.key,
            head.name,
            head.count,
            task_cards.sum_text(head.minutes) if head.count else "",
            ", ".join(part for part in (late, due) if part),
            tone="stage3" if head.key else "stage1",
            empty="Nothing open here",
        )

    def refusal(self, ids: Sequence[int], column_key: int) -> tuple[str, str] | None:  # noqa: ARG002
        """Whatever may be opened may be moved between these."""
        return None

    def drop(self, ids: Sequence[int], column_key: int, before: int | None) -> None:
        """Move the cards and say so."""
        head = next(each for each in self.heads if each.key == column_key)
        found = task_board.cards(self.store, ids)
        done = task_groups.put(self.store, ids, self.by, column_key, before)
        if not done.tasks:
            return  # only another place in the same column
        what = quoted(found[0].title) if len(found) == 1 else f"{len(found):,} tasks"
        more = len(set(subtasks.below(self.store, ids)) - set(ids)) if self.by == "project" else 0
        what += f" with {subtasks_text(more)}" if more else ""
        name = first_name(head.name) if self.by == "assignee" and column_key else quoted(head.name)
        words = f"{what} {'given' if self.by == 'assignee' else 'moved'} to {name}"
        self.actions.shell.toast(f"{words}, {done.words()}" if done.words() else words)


def group_menu(menu: Menu, by: str, flt: TaskFilter, choose: Callable[[str], object]) -> Menu:
    """What the columns may be; what makes no sense just now says why."""
    why = {
        "project": "One project is shown" if flt.project_id is not None else "",
        "milestone": "" if flt.project_id is not None else "Choose a project first",
    }
    for key, (words, icon) in WORDS.items():
        sign = "check" if key == by else icon
        menu.add(words, partial(choose, key), sign, why_not=why.get(key, "") if key != by else "")
    return menu
