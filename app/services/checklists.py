"""The checklist of a task, and its labels."""

from __future__ import annotations

from collections.abc import Iterable

from app.base import UserError, on_one_line, utc_now
from app.models.between import TagLink
from app.models.delivering import ChecklistItem
from app.models.store import Store
from app.services import ranking, tags, task_board

MAX_TITLE = 500


def add_item(store: Store, task_id: int, title: str) -> int:
    """One more line at the end of a task's checklist; returns its id."""
    with store.write("Add to checklist"):
        task_board.check_exists(store, task_id)
        last = store.value("SELECT ifnull(max(rank), 0) FROM checklist_item WHERE task_id = ?", (task_id,))
        item = ChecklistItem.create(task=task_id, title=_title(title), rank=int(last) + ranking.STEP)
    return int(item.id)


def tick(store: Store, item_id: int, done: bool = True) -> None:
    """Tick a line of a checklist off, or take that back."""
    with store.write("Tick off" if done else "Untick"):
        ChecklistItem.update(done_at=utc_now() if done else None).where(ChecklistItem.id == item_id).execute()


def rename_item(store: Store, item_id: int, title: str) -> None:
    """Change the words of a line of a checklist."""
    with store.write("Change checklist"):
        ChecklistItem.update(title=_title(title)).where(ChecklistItem.id == item_id).execute()


def remove_item(store: Store, item_id: int) -> None:
    """Take a line out of its checklist."""
    with store.write("Remove from checklist"):
        ChecklistItem.delete().where(ChecklistItem.id == item_id).execute()


def move_item(store: Store, item_id: int, by: int) -> bool:
    """Move a line `by` places within its checklist; False when it stands at that end already, or is gone."""
    with store.write("Move in checklist"):
        order = store.ids(
            "SELECT i.id FROM checklist_item o JOIN checklist_item i ON i.task_id = o.task_id WHERE o.id = ? ORDER BY i.rank, i.id",
            (item_id,),
        )
        if item_id not in order:
            return False
        return ranking.step(store, "checklist_item", order, item_id, by)


def set_labels(store: Store, task_id: int, names: Iterable[str]) -> None:
    """Give a task exactly these labels; new names become labels."""
    with store.write("Change labels"):
        task_board.check_exists(store, task_id)
        wanted = tags.ensure(store, (name for name in names if name.strip()))
        TagLink.delete().where(TagLink.task == task_id, TagLink.tag.not_in(wanted)).execute()
        known = set(store.ids("SELECT tag_id FROM tag_link WHERE task_id = ?", (task_id,)))
        rows = [(tag, task_id) for tag in wanted if tag not in known]
        store.insert("tag_link", ("tag_id", "task_id"), rows)


def all_labels(store: Store) -> list[tuple[int, str]]:
    """Colour and name of every label, by name."""
    found = store.rows("SELECT colour, name FROM tag ORDER BY name COLLATE NOCASE")
    return [(colour, name) for colour, name in found]


def _title(text: str) -> str:
    text = on_one_line(text)
    if not text:
        raise UserError("A line of a checklist needs at least one letter.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This line has {len(text):,} characters; {MAX_TITLE} at most.")
    return text
