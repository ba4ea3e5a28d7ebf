"""A line of a checklist that has grown into a task of its own."""

from __future__ import annotations

from app.base import UserError
from app.models import records
from app.models.store import Store
from app.services import checklists, tasks


def make_task(store: Store, item_id: int, *, part: bool = True) -> int:
    """Make a task of a line, in the project and milestone of the task it stood in and with its owner: a part of that task, else one
    beside it. Returns its id.

    The line goes; one that was ticked becomes a finished task. Raises UserError when it is gone.
    """
    with store.write("Make a subtask of it" if part else "Make a task of it"):
        item = records.ChecklistItem.get_or_none(records.ChecklistItem.id == item_id)
        if item is None:
            raise UserError("This line is gone. Undo brings it back.")
        home = item.task
        made = tasks.add(
            store, item.title, project_id=home.project_id, milestone_id=home.milestone_id, assignee_id=home.assignee_id
        )
        above = home.id if part else home.parent_id
        if above is not None:
            tasks.change(store, made, "parent_id", above)
        checklists.remove_item(store, item_id)
        if item.done_at is not None:
            tasks.move(store, [made], tasks.first_status(store, "done"))
    return made
