"""What one does with tasks, from wherever they are shown: the verb, what it brought about, and the way back.

Each action ends in a strip with Undo. What the verbs refuse is told as a sentence at the window's head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from app.base import UserError
from app.services import people, projects, tags, task_board, task_bulk, tasks
from app.services.schedules import Moved
from app.services.task_board import TaskCard
from app.services.task_filter import TaskFilter
from app.views.parts.dates import short_text
from app.views.parts.menu import Menu
from app.views.parts.picker import Option, Picker
from app.views.parts.task_cards import KIND_ICONS, PRIORITIES, PRIORITY_ICONS, quoted, subtasks_text, waiting_refusal

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.task_bulk import Done
    from app.views.page import ShellApi

_FEW = 50
_LABELS = 12
BEGUN = ("doing", "review", "done")
#: What the inspector of a task is made of, for `Page.first_click`.
INSPECTOR = ("markdown_section", "task_form", "task_inspector", "task_repeat")


class TaskActions:
    """The verbs of the task pages. `rename(id)` is the page's own: it opens the inspector on the title; so is `choose(id)`,
    which selects a task that is new there."""

    def __init__(
        self,
        store: Store,
        shell: ShellApi,
        rename: Callable[[int], object],
        choose: Callable[[int], object] | None = None,
    ) -> None:
        self.store = store
        self.shell = shell
        self.rename = rename
        self.choose = choose or partial(shell.go, "task")

    # --- may they? ------------------------------------------------------------------

    def waiting(self, ids: Sequence[int]) -> list[TaskCard]:
        """Those of `ids` that an unfinished predecessor keeps from beginning; a few of them, when there are many."""
        if len(ids) > _FEW:
            ids = task_board.list_ids(self.store, TaskFilter(ids=tuple(ids), chip="blocked"))[:_FEW]
        return [task for task in task_board.cards(self.store, ids) if task.waits_for]

    def refusal(self, ids: Sequence[int], kind: str) -> tuple[str, str] | None:
        """Why these may not go into a status of this kind, as (title, sentence); None when they may. What waits only for others
        of them is finished with these."""
        if kind not in BEGUN:
            return None
        waiting = self.waiting(task_board.wait_for_others(self.store, ids) if kind == "done" else ids)
        return waiting_refusal(waiting, len(ids)) if waiting else None

    # --- the verbs ------------------------------------------------------------------

    def move(self, ids: Sequence[int], status_id: int, before: int | None = None, *, anyway: bool = False) -> None:
        """Move into a status; waiting tasks do not begin unless `anyway`. Raises UserError."""
        name, kind = self._status(status_id)
        refused = None if anyway else self.refusal(ids, kind)
        if refused is not None:
            raise UserError(f"{refused[0]}. {refused[1]}")
        words = self._named(ids, {"done": "done", "cancelled": "cancelled"}.get(kind, f"moved to {name}"))
        words += self._next_words(ids) if kind == "done" else ""
        self.say(words, tasks.move(self.store, ids, status_id, before), ids)

    def try_move(self, ids: Sequence[int], status_id: int, *, anyway: bool = False) -> None:
        """`move`, with a refusal told at the window's head."""
        with self.telling():
            self.move(ids, status_id, anyway=anyway)

    def done(self, ids: Sequence[int]) -> None:
        """Finish these."""
        with self.telling():
            self.move(ids, tasks.first_status(self.store, "done"))

    def cancel(self, ids: Sequence[int]) -> None:
        """Call these off: they leave the board and stay in lists."""
        with self.telling():
            self.move(ids, tasks.first_status(self.store, "cancelled"))

    def start_anyway(self, task_id: int) -> None:
        """Begin a task although it waits for another."""
        with self.telling():
            self.move([task_id], tasks.first_status(self.store, "doing"), anyway=True)

    def start_clock(self, task_id: int) -> None:
        """Measure time on a task from now on; the clock that runs is stopped."""
        from app.views.parts.clock_panel import start_clock

        found = task_board.cards(self.store, [task_id])
        start_clock(self.store, self.shell, "task", task_id, found[0].title if found else "")

    def delete(self, ids: Sequence[int]) -> None:
        """Take these out of every view."""
        with self.telling():
            words = self._named(ids, "deleted")
            more = tasks.delete(self.store, ids) - len(ids)
            self.shell.toast(words + (f", with {subtasks_text(more)}" if more else ""))

    def duplicate(self, ids: Sequence[int]) -> None:
        """Copies of these, the first of which is chosen then."""
        if not ids:
            self.shell.error("No task is chosen. Choose the one to duplicate.")
            return
        from app.services import task_copies  # wanted only then

        with self.telling():
            parts = [self._named(ids, "duplicated")]
            done = task_copies.duplicate(self.store, ids)
            if done.subtasks:
                parts.append(f"with {subtasks_text(done.subtasks)}")
            if done.undated:
                parts.append("without days that have passed")
            self.say(", ".join(parts), done.moved, done.ids)
            self.choose(done.ids[0])

    def reopen(self, ids: Sequence[int]) -> None:
        """These are to do again."""
        with self.telling():
            self.move(ids, tasks.first_status(self.store, "todo"))

    def change(self, task_id: int, field: str, value: Any) -> None:
        """Change one field; says so only for another project, and when other tasks moved. Raises UserError."""
        if field == "project_id":
            self._to_project([task_id], value, "moved")
            return
        moved = tasks.change(self.store, task_id, field, value)
        if moved:
            self.say("", moved, [task_id])

    def each(self, ids: Sequence[int], field: str, value: Any, done: str) -> None:
        """Change one field of all of these, as one action."""
        with self.telling():
            words = self._named(ids, done)
            with self.store.write("Change task" if len(ids) == 1 else f"Change {len(ids)} tasks"):
                for task_id in ids:
                    tasks.change(self.store, task_id, field, value)
            self.shell.toast(words)

    def to_project(self, ids: Sequence[int], project_id: int | None, done: str) -> None:
        """`_to_project`, with a refusal told at the window's head."""
        with self.telling():
            self._to_project(ids, project_id, done)

    def _to_project(self, ids: Sequence[int], project_id: int | None, done: str) -> None:
        """Move these with their subtasks; says how many these are, and what becomes of links. Raises UserError."""
        words, made = self._named(ids, done), task_bulk.change(self.store, ids, {"project_id": project_id})
        words += f" with {subtasks_text(made.along)}" if made.along else ""
        told = made.words()
        self.shell.toast(f"{words}, {told}" if told else words)

    def say(self, words: str, moved: Sequence[Moved], ids: Sequence[int]) -> None:
        """Say what was done, and what followed: 'Checkout flow done, 3 tasks moved, finish 11 Dec'."""
        parts = [words] if words else []
        if moved:
            parts.append(f"{len(moved)} {'task' if len(moved) == 1 else 'tasks'} moved")
            parts += self.finish_words(ids[0])
        text = ", ".join(parts)
        self.shell.toast(text[:1].upper() + text[1:])

    @contextmanager
    def telling(self) -> Iterator[None]:
        """What is refused inside is told as a sentence."""
        try:
            yield
        except UserError as error:
            self.shell.error(str(error))

    # --- choosing -------------------------------------------------------------------

    def choose_status(self, ids: Sequence[int], parent: QWidget, at: QRect | None = None) -> None:
        """Ask for the status, below `at` of `parent`."""
        if not ids:
            return
        first = next(iter(task_board.cards(self.store, ids[:1])), None)
        options = [
            Option(status, name, icon=KIND_ICONS[kind])
            for status, name, kind, *_ in task_board.statuses(self.store, first.project_id if first else None)
        ]
        Picker(
            parent,
            options,
            lambda option: self.try_move(ids, int(str(option.key))),
            current=first.status_id if first and len(ids) == 1 else None,
            head=self._named(ids, "").rstrip() + " to",
        ).open_at(parent, at)

    def choose_project(self, ids: Sequence[int], parent: QWidget, at: QRect | None = None) -> None:
        """Ask for the project these belong to."""
        found = projects.choices(self.store)
        options = [Option(i, name, client, icon="flag") for i, name, client in found]
        Picker(
            parent,
            options,
            lambda option: self.to_project(ids, int(str(option.key)), f"moved to {option.text}"),
            head=self._named(ids, "").rstrip() + " to",
        ).open_at(parent, at)

    def choose_milestone(self, ids: Sequence[int], project_id: int, parent: QWidget, at: QRect | None = None) -> None:
        """Ask for the milestone of this project that these belong to."""
        found = projects.milestones(self.store, project_id)
        options = [
            Option(row.id, row.title, short_text(row.due_on) if row.due_on else "", icon="flag") for row in found
        ]
        options.append(Option(None, "No milestone"))
        Picker(
            parent,
            options,
            lambda option: self.each(ids, "milestone_id", option.key, f"moved to {option.text}"),
            head=self._named(ids, "").rstrip() + " to",
        ).open_at(parent, at)

    def change_all(self, ids: Sequence[int], parent: QWidget | None = None) -> None:
        """Ask what is to change in all of these: status, owner, project, milestone, days, estimate, labels."""
        from app.views.dialogs.change_tasks import ChangeTasksDialog

        over = parent or QApplication.activeWindow()
        if ids and over is not None:
            ChangeTasksDialog(over, self.store, self, ids).open()

    def _move_to_project(self, ids: Sequence[int], parent: QWidget | None) -> None:
        over = parent or QApplication.activeWindow()
        if over is not None:
            self.choose_project(ids, over, QRect(over.mapFromGlobal(QCursor.pos()), QSize(1, 1)))

    def tell_changed(self, done: Done) -> None:
        """Say how many tasks were changed, what moved with them and what was left."""
        if not done.changed:
            left = done.words()
            self.shell.error(f"Nothing was changed: {left}." if left else "They are like this already.")
            return
        count = f"{done.changed:,} of {done.tasks:,}" if done.changed != done.tasks else f"{done.tasks:,}"
        parts = [f"{count} task{'' if count == '1' else 's'} changed"]
        if done.moved:
            parts.append(f"{done.moved} more moved with them")
        if done.along:
            parts.append(f"{subtasks_text(done.along)} came along")
        if done.words():
            parts.append(done.words())
        self.shell.toast(", ".join(parts))

    def menu(self, ids: Sequence[int], parent: QWidget | None = None, *, shown_in: str = "") -> Menu:
        """The menu of these tasks; it does not lead to the page that they are `shown_in`."""
        menu = Menu(parent)
        waiting = self.waiting(ids) if len(ids) <= _FEW else []
        if len(ids) == 1:
            menu.add("Rename", partial(self.rename, ids[0]), "pencil-simple", "F2")
        self._status_menu(menu, ids, [task.id for task in waiting])
        self._owner_menu(menu, ids)
        self._priority_menu(menu, ids)
        self._label_menu(menu, ids)
        if len(ids) == 1 and waiting:
            menu.add("Start anyway", partial(self.start_anyway, ids[0]), "play")
        if len(ids) == 1:
            menu.add("Start the clock", partial(self.start_clock, ids[0]), "record-fill", "C")
        if len(ids) == 1 and shown_in != "timeline":
            show = partial(self.shell.open_page, "timeline", {"task_id": ids[0]})
            menu.add("Show in the timeline", show, "chart-bar-horizontal")
        if len(ids) == 1 and parent is not None:
            menu.add("New deal from this…", partial(self._sell, ids[0], parent), "handshake")
        menu.add("Move to project…", partial(self._move_to_project, ids, parent), "flag")
        menu.add("Change…", partial(self.change_all, ids, parent), "pencil-simple", "E")
        menu.add("Duplicate", partial(self.duplicate, ids), "copy", "Ctrl+D")
        menu.addSeparator()
        menu.add("Done", partial(self.done, ids), "check-circle", "D")
        menu.add("Cancel", partial(self.cancel, ids), "prohibit")
        menu.add("Delete", partial(self.delete, ids), "trash", "Del")
        return menu

    def _sell(self, task_id: int, parent: QWidget) -> None:
        """A wish that came up in a task becomes a deal of its project's client."""
        from app.views.dialogs.new_deal_from import ask

        words = self.store.value("SELECT description FROM task WHERE id = ?", (task_id,))
        ask(parent, self.store, self.shell, task_id=task_id, words=str(words or ""))

    def _status_menu(self, menu: Menu, ids: Sequence[int], waiting: Sequence[int]) -> None:
        others = waiting and task_board.wait_for_others(self.store, ids)
        first = next(iter(task_board.cards(self.store, ids[:1])), None)
        inner = menu.add_menu("Move to status\tM", "arrow-right")
        for status, name, kind, *_ in task_board.statuses(self.store, first.project_id if first else None):
            waits = others if kind == "done" else waiting if kind in BEGUN else ()
            why = "Waits for another task" if waits else ""
            inner.add(name, partial(self.try_move, ids, status), KIND_ICONS[kind], why_not=why)

    def _owner_menu(self, menu: Menu, ids: Sequence[int]) -> None:
        everyone = people.everyone(self.store)
        inner = menu.add_menu("Owner", "user")
        for person in everyone:
            inner.add(person.name, partial(self.each, ids, "assignee_id", person.id, f"given to {person.name}"))
        inner.add("Nobody", partial(self.each, ids, "assignee_id", None, "without an owner now"))

    def _priority_menu(self, menu: Menu, ids: Sequence[int]) -> None:
        inner = menu.add_menu("Priority", "caret-double-up")
        for key in (2, 1, 0, -1):
            words = f"{'is' if len(ids) == 1 else 'are'} {PRIORITIES[key].lower()} now"
            inner.add(PRIORITIES[key], partial(self.each, ids, "priority", key, words), PRIORITY_ICONS[key])

    def _label_menu(self, menu: Menu, ids: Sequence[int]) -> None:
        """The labels that can be put on these, and those that can be taken off; more, and new ones, are behind *Change…*."""
        carried = tags.of(self.store, "task", ids[:_FEW]).values()
        on_all = frozenset.intersection(*map(frozenset, carried)) if carried else frozenset()
        on_some = sorted({tag for mine in carried for tag in mine}, key=lambda tag: tag.name.casefold())
        others = [tag for tag in tags.everything(self.store) if tag not in on_all][:_LABELS]
        if not others and not on_some:
            return
        inner = menu.add_menu("Label", "tag")
        for tag in others:
            inner.add(tag.name, partial(self._change_in, ids, {"label": tag.name}))
        if others and on_some:
            inner.addSeparator()
        for tag in on_some:
            inner.add(f"Take {tag.name} off", partial(self._change_in, ids, {"take_label": tag.id}))

    def _change_in(self, ids: Sequence[int], wanted: dict[str, Any]) -> None:
        with self.telling():
            self.tell_changed(task_bulk.change(self.store, ids, wanted))

    # --- words ----------------------------------------------------------------------

    def _named(self, ids: Sequence[int], what: str) -> str:
        if len(ids) == 1:
            found = task_board.cards(self.store, ids)
            return f"{quoted(found[0].title) if found else 'Task'} {what}"
        return f"{len(ids):,} tasks {what}"

    def _next_words(self, ids: Sequence[int]) -> str:
        """', next on 7 Dec' for a task that comes again."""
        from app.services import recurrence  # wanted only when something is finished

        days = sorted(recurrence.next_days(self.store, ids).values())
        return f", next on {short_text(days[0])}" if days else ""

    def _status(self, status_id: int) -> tuple[str, str]:
        row = self.store.row("SELECT name, kind FROM status WHERE id = ?", (status_id,))
        if row is None:
            raise UserError("This column is gone. Choose another one.")
        return row[0], row[1]

    def finish_words(self, task_id: int) -> list[str]:
        """When its project now finishes, and what that means for the promise."""
        found = task_board.cards(self.store, [task_id])
        project = found[0].project_id if found else None
        rows = projects.rows(self.store, [project]) if project is not None else []
        ends = rows[0].ends_on if rows else None
        if ends is None:
            return []
        from app.views.parts.project_words import ends_late  # as above

        row = rows[0]
        told = [f"{'finish expected' if row.expected_on else 'finish'} {short_text(ends)}"]
        if row.promised_on is not None:
            broken = ends_late(row)
            told.append(f"{'after the promise of' if broken else 'promised'} {short_text(row.promised_on)}")
        return told
