"""What a user does with templates: whole ones, and the roles, milestones and links in them. Tasks stand in template_tasks."""

from __future__ import annotations

from typing import Any

from app.base import UserError, on_one_line, utc_now
from app.domain import template_plan
from app.domain.copy_name import copy_name
from app.domain.schedule import Link
from app.domain.template_plan import CircleError
from app.models import records
from app.models.store import Store
from app.services import ranking, template_list
from app.services.template_list import GONE

MAX_NAME = 200
MAX_LAG = 1000
KINDS = ("FS", "SS", "FF", "SF")


def add(store: Store, name: str) -> int:
    """A new template, empty but for one role; returns its id. Raises UserError for a name that is taken."""
    with store.write("Add template"):
        template = records.Template.create(name=free_name(store, name))
        records.TemplateRole.create(template=template, name="Lead", rank=ranking.STEP)
    return int(template.id)


def change(store: Store, template_id: int, field: str, value: str) -> None:
    """Change the 'name' or the 'description'. Projects made with the template keep knowing it. Raises UserError."""
    if field not in ("name", "description"):
        raise ValueError(field)
    with store.write("Rename template" if field == "name" else "Change description of template"):
        template = _template(template_id)
        if field == "name":
            value = free_name(store, value, template_id)
            store.execute(
                "UPDATE handoff SET template_name = ? WHERE template_name = ? AND template_name <> ''",
                (value, template.name),
            )
        setattr(template, field, value.strip())
        template.save()


def duplicate(store: Store, template_id: int) -> int:
    """A copy with everything in it, named 'Website (copy)'; returns its id."""
    with store.write("Duplicate template"):
        before = _template(template_id)
        copy = records.Template.create(
            name=copy_name(before.name, (row[0] for row in store.rows("SELECT name FROM template"))),
            description=before.description,
        )
        roles = _copies(store, "template_role", "template_id, name, person_id, rank", template_id, copy.id)
        milestones = _copies(store, "template_milestone", "template_id, title, rank", template_id, copy.id)
        tasks = _copies(
            store, "template_task",
            "template_id, title, description, minutes, duration_days, checklist, labels, rank, role_id, milestone_id, "
            "offset_days, offset_from_id",
            template_id, copy.id,
        )  # fmt: skip
        for column, known in (("role_id", roles), ("milestone_id", milestones), ("offset_from_id", milestones)):
            for old, new in known.items():
                store.execute(
                    f"UPDATE template_task SET {column} = ? WHERE template_id = ? AND {column} = ?", (new, copy.id, old)
                )
        links = template_list.links_of(store, template_id)
        _insert_links(store, [Link(tasks[a], tasks[b], kind, lag) for a, b, kind, lag in links])
    return int(copy.id)


def archive(store: Store, template_id: int) -> None:
    """Offer the template no longer; it can be brought back."""
    _put_away(store, template_id, "Archive template", away=True)


def bring_back(store: Store, template_id: int) -> None:
    """Offer an archived template again."""
    _put_away(store, template_id, "Bring back template", away=False)


def delete(store: Store, template_id: int) -> None:
    """Delete a template with all that is in it; projects made with it stay as they are."""
    with store.write("Delete template"):
        _template(template_id).delete_instance()


# --- roles and milestones -----------------------------------------------------------------------------------


def add_role(store: Store, template_id: int, name: str) -> int:
    """One more role; returns its id. Raises UserError when there is one of this name."""
    with store.write("Add role"):
        template_list.check(store, template_id)
        rank = _last(store, "template_role", template_id)
        return int(
            records.TemplateRole.create(template=template_id, name=_role_name(store, template_id, name), rank=rank).id
        )


def change_role(store: Store, role_id: int, field: str, value: Any) -> None:
    """Change the 'name' of a role, or the 'person_id' of who fills it."""
    if field not in ("name", "person_id"):
        raise ValueError(field)
    with store.write("Change role"):
        role = records.TemplateRole.get_or_none(records.TemplateRole.id == role_id)
        if role is None:
            raise UserError("This role is gone. Undo brings it back.")
        if field == "name":
            role.name = _role_name(store, role.template_id, value, role_id)
        else:
            role.person = value
        role.save()


def remove_role(store: Store, role_id: int) -> None:
    """Take a role away; its tasks have none then, and are marked."""
    with store.write("Remove role"):
        records.TemplateRole.delete().where(records.TemplateRole.id == role_id).execute()


def add_milestone(store: Store, template_id: int, title: str) -> int:
    """One more milestone at the end; returns its id."""
    with store.write("Add milestone"):
        template_list.check(store, template_id)
        rank = _last(store, "template_milestone", template_id)
        return int(
            records.TemplateMilestone.create(template=template_id, title=words(title, "milestone"), rank=rank).id
        )


def rename_milestone(store: Store, milestone_id: int, title: str) -> None:
    """Change the title of a milestone."""
    with store.write("Rename milestone"):
        found = records.TemplateMilestone
        found.update(title=words(title, "milestone")).where(found.id == milestone_id).execute()


def move_milestone(store: Store, milestone_id: int, by: int) -> None:
    """Move a milestone up (-1) or down (1) among the others of its template."""
    with store.write("Move milestone"):
        row = store.row("SELECT template_id FROM template_milestone WHERE id = ?", (milestone_id,))
        if row is not None:
            shift(store, "template_milestone", row[0], milestone_id, by)


def remove_milestone(store: Store, milestone_id: int) -> None:
    """Take a milestone away; its tasks stay, and those that started some days after it start when they may."""
    with store.write("Remove milestone"):
        store.execute("UPDATE template_task SET offset_days = NULL WHERE offset_from_id = ?", (milestone_id,))
        records.TemplateMilestone.delete().where(records.TemplateMilestone.id == milestone_id).execute()


# --- what waits for what ------------------------------------------------------------------------------------


def put_link(store: Store, predecessor: int, successor: int, kind: str = "FS", lag: int = 0) -> None:
    """Let a task of a template wait for another, lag in working days; a second time changes kind and lag.

    Raises UserError for tasks of two templates, and for a circle, naming the way round.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    with store.write("Link tasks of template"):
        ends = [records.TemplateTask.get_or_none(records.TemplateTask.id == each) for each in (predecessor, successor)]
        if None in ends or ends[0].template_id != ends[1].template_id:
            raise UserError("These tasks do not stand in one template. Choose two that do.")
        if predecessor == successor:
            raise UserError(f"“{ends[1].title}” cannot wait for itself. Choose another task.")
        if abs(lag) > MAX_LAG:
            raise UserError(f"A lag is at most {MAX_LAG:,} working days.")
        remove_link(store, predecessor, successor)
        _insert_links(store, [Link(predecessor, successor, kind, lag)])
        refuse_circle(store, ends[0].template_id, "Remove one of these links first.")


def remove_link(store: Store, predecessor: int, successor: int) -> None:
    """Let a task of a template no longer wait for another."""
    with store.write("Unlink tasks of template"):
        found = records.TemplateDependency
        found.delete().where(found.predecessor == predecessor, found.successor == successor).execute()


def refuse_circle(store: Store, template_id: int, way_out: str) -> None:
    """Raises UserError, naming the way round, when tasks wait for each other now. Inside `store.write`."""
    tasks = template_list.tasks_of(store, template_id)
    try:
        template_plan.positions(template_list.steps(tasks), template_list.links_of(store, template_id))
    except CircleError as circle:
        named = template_list.way(circle.path, {task.id: task.title for task in tasks})
        raise UserError(f"That would go round in a circle: {named}. {way_out}") from None


# --- what the verbs have in common --------------------------------------------------------------------------


def words(text: str, what: str) -> str:
    """Words on one line. Raises UserError when there are none, or far too many."""
    text = on_one_line(text)
    if not text:
        raise UserError(f"A {what} needs at least one letter.")
    if len(text) > MAX_NAME:
        raise UserError(f"This {what} has {len(text):,} characters; {MAX_NAME} at most. Shorten it.")
    return text


def free_name(store: Store, name: str, own: int | None = None) -> str:
    """The name, if no other template has it. Raises UserError."""
    name = words(name, "template")
    taken = store.row(
        "SELECT archived_at IS NOT NULL FROM template WHERE name = ? COLLATE NOCASE AND id IS NOT ?", (name, own)
    )
    if taken is not None:
        where = " among the archived ones" if taken[0] else ""
        raise UserError(f"There is a template “{name}” already{where}. Choose another name.")
    return name


def shift(store: Store, table: str, template_id: int, row_id: int, by: int) -> None:
    """Move a row of a template by so many places among its like; the others are numbered anew. Inside `store.write`."""
    ids = store.ids(f"SELECT id FROM {table} WHERE template_id = ? ORDER BY rank, id", (template_id,))
    place = min(max(ids.index(row_id) + by, 0), len(ids) - 1)
    ids.remove(row_id)
    ids.insert(place, row_id)
    for rank, each in enumerate(ids, 1):
        store.execute(
            f"UPDATE {table} SET rank = ? WHERE id = ? AND rank <> ?", (rank * ranking.STEP, each, rank * ranking.STEP)
        )


def _template(template_id: int) -> Any:
    found = records.Template.get_or_none(records.Template.id == template_id)
    if found is None:
        raise UserError(GONE)
    return found


def _put_away(store: Store, template_id: int, label: str, *, away: bool) -> None:
    with store.write(label):
        template = _template(template_id)
        template.archived_at = utc_now() if away else None
        template.save()


def _copies(store: Store, table: str, columns: str, old: int, new: int) -> dict[int, int]:
    """Copy the rows of a template into another; old ids to new ones."""
    before = store.ids(f"SELECT id FROM {table} WHERE template_id = ? ORDER BY id", (old,))
    values = columns.replace("template_id", "?", 1)
    store.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE template_id = ? ORDER BY id", (new, old)
    )
    return dict(
        zip(before, store.ids(f"SELECT id FROM {table} WHERE template_id = ? ORDER BY id", (new,)), strict=True)
    )


def _insert_links(store: Store, links: list[Link]) -> None:
    store.insert("template_dependency", ("predecessor_id", "successor_id", "kind", "lag_days"), links)


def _role_name(store: Store, template_id: int, name: str, own: int | None = None) -> str:
    name = words(name, "role")
    if store.value(
        "SELECT 1 FROM template_role WHERE template_id = ? AND name = ? COLLATE NOCASE AND id IS NOT ?",
        (template_id, name, own),
    ):
        raise UserError(f"There is a role “{name}” already. Choose another name.")
    return name


def _last(store: Store, table: str, template_id: int) -> int:
    found = store.value(f"SELECT ifnull(max(rank), 0) FROM {table} WHERE template_id = ?", (template_id,))
    return int(found) + ranking.STEP
