"""Change orders: what is added to the work of a project or dropped from it after the handoff, for so much money and time.

`draft` offers what the deal has become since it was agreed, `propose` numbers it, `accept` makes it real in one undo step:
tasks are created or cancelled, the deal's lines follow, and the budget is the project's own and every accepted change.
Reads stand in change_order_list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.base import UserError, day_from, today
from app.models import records
from app.models.store import Store
from app.services import agreed, deal_lines, deal_rules, people, ranking, settings, tasks
from app.services.schedules import PROJECT_GONE, settle

GONE = "This change order is gone; somebody deleted it. Undo brings it back."


class Part(NamedTuple):
    """A change of what is sold, by money (minor units) and minutes: a line of the deal that 'changed' already, one to be
    'sold' with this order, or one (`line_id`) that is 'unsold' by it."""

    kind: str
    title: str
    amount_minor: int
    minutes: int
    line_id: int | None = None


class NewTask(NamedTuple):
    """A task that an order brings. `line_id` is the line that it delivers; `part` counts the part of the order that does not
    have a line yet."""

    title: str
    minutes: int
    owner_id: int | None
    start_on: date | None
    due_on: date | None
    line_id: int | None = None


class Draft(NamedTuple):
    """A change order that is not proposed yet; `drops` are tasks to be cancelled. Money in minor units of `currency`."""

    project_id: int
    deal_id: int | None
    title: str
    on: date
    currency: str
    parts: tuple[Part, ...] = ()
    tasks: tuple[NewTask, ...] = ()
    drops: tuple[int, ...] = ()
    promised_on: date | None = None
    notes: str = ""

    @property
    def amount_minor(self) -> int:
        """What it adds to the price, below 0 what it takes off."""
        return sum(part.amount_minor for part in self.parts)

    @property
    def minutes(self) -> int:
        """What it adds to the hours sold, below 0 what it takes off."""
        return sum(part.minutes for part in self.parts)


class _Sold(NamedTuple):
    """What a draft takes from its project."""

    deal_id: int | None
    currency: str
    owner_id: int | None
    start_on: date | None


def draft(store: Store, project_id: int, deal_id: int | None = None) -> Draft:
    """A change order for the project with what its deal has become since it was agreed; empty where that is nothing.

    Each line that is new or larger by hours offers a task, owned by the project's owner from the next working day on; of a
    line that is gone the open tasks are dropped. Raises UserError when the project is gone.
    """
    project = _sold(store, project_id)
    deal_id = deal_id or project.deal_id
    currency = project.currency or settings.home_currency(store)
    if deal_id is not None:
        currency = store.value("SELECT currency FROM deal WHERE id = ?", (deal_id,)) or currency
    found = agreed.differences(store, deal_id) if deal_id is not None else []
    parts = tuple(Part("changed", each.title, each.amount_minor, each.minutes, each.line_id) for each in found)
    new = tuple(
        planned(store, project_id, each.title, each.minutes, each.line_id)
        for each in found
        if each.line_id is not None and (each.minutes > 0 or each.kind == "added")
    )
    gone = [task for each in found if each.kind == "dropped" for task in each.task_ids]
    return Draft(
        project_id, deal_id, _title(found), today(), currency, parts, new, tuple(_open(store, project_id, gone))
    )


def planned(store: Store, project_id: int, title: str, minutes: int, line_id: int | None = None) -> NewTask:
    """A task as it is offered: the project's owner, from the next working day for as long as its hours take."""
    project = _sold(store, project_id)
    calendar = settings.calendar(store, project.owner_id)
    start = calendar.on_or_after(max(today() + timedelta(days=1), project.start_on or today()))
    due = calendar.add(start, calendar.days_for(minutes) - 1)
    return NewTask(title, max(0, minutes), project.owner_id or people.me(store).id, start, due, line_id)


def propose(store: Store, order: Draft) -> int:
    """Number and keep a change order as proposed; nothing else changes. Returns its id.

    Raises UserError when it changes nothing, when a task has no owner or no date, and when the project is gone or closed.
    """
    with store.write("Propose change order"):
        _check(store, order)
        number = int(
            store.value("SELECT ifnull(max(number), 0) + 1 FROM change_order WHERE project_id = ?", (order.project_id,))
        )
        made = records.ChangeOrder.create(
            project=order.project_id, deal=order.deal_id, number=number, title=deal_rules.title(order.title),
            amount_minor=order.amount_minor, currency=order.currency, minutes=order.minutes, on_date=deal_rules.day(order.on),
            notes=order.notes.strip(), promised_on=deal_rules.day(order.promised_on),
        )  # fmt: skip
        _write_items(store, int(made.id), order)
    return int(made.id)


def accept(store: Store, order_id: int) -> list[int]:
    """The client accepts: the deal's lines follow, tasks are created and cancelled, the budget is raised or lowered by it.

    Returns the tasks created. Raises UserError when it is decided already, and as `propose`.
    """
    with store.write(f"Accept change order {_number(store, order_id)}"):
        order = _proposed(order_id)
        project = _open_project(order.project_id)
        items = _items(order_id)
        lines = _follow_deal(store, order, items)
        created = _create(store, project, items, lines)
        drops = _open(store, project.id, [item.task_id for item in items if item.kind == "drop" and item.task_id])
        if drops:
            tasks.move(store, drops, tasks.first_status(store, "cancelled"))
        if order.promised_on is not None:
            project = _project(order.project_id)
            project.promised_on = order.promised_on
            project.save()
        order.state, order.decided_on = "accepted", today()
        order.save()
        if order.deal_id is not None:
            agreed.forget_left(store, order.deal_id, [item.line_id for item in items if item.kind != "task"])
        settle(store, [order.project_id])
    return created


def decline(store: Store, order_id: int, *, restore: bool = True) -> None:
    """The client declines: nothing is done. With `restore` the deal's lines are again what is agreed, else they stand as they
    are and are not asked about again until they change further.

    Raises UserError when it is decided already.
    """
    with store.write(f"Decline change order {_number(store, order_id)}"):
        order = _proposed(order_id)
        changed = [item.line_id for item in _items(order_id) if item.kind == "changed"]
        if restore and order.deal_id is not None and changed:
            agreed.restore(store, order.deal_id, changed)
        elif order.deal_id is not None and changed:
            agreed.leave(store, order.deal_id, order_id)
        order.state, order.decided_on = "declined", today()
        order.save()


def reconsider(store: Store, order_id: int) -> None:
    """Propose an order again that was declined, and whose changes stand in the deal as they were then.

    Raises UserError when it was not declined, when the deal is no longer so, and when the project is gone or closed.
    """
    with store.write(f"Reconsider change order {_number(store, order_id)}"):
        order = records.ChangeOrder.get_by_id(order_id)
        _open_project(order.project_id)
        if order.deal_id is None or order_id not in agreed.standing_orders(store, order.deal_id):
            raise UserError(
                f"The deal is not as change order {order.number} left it. Write another one for what it says now."
            )
        records.ChangeItem.update(stands=False).where(records.ChangeItem.change_order == order_id).execute()
        order.state, order.decided_on = "proposed", None
        order.save()


def withdraw(store: Store, order_id: int) -> None:
    """Take a proposed change order away, as if nobody had written it. Raises UserError when it is decided already."""
    with store.write(f"Withdraw change order {_number(store, order_id)}"):
        order = _proposed(order_id)
        order.delete_instance()


# --- the steps of acceptance --------------------------------------------------------------------------------


def _follow_deal(store: Store, order: Any, items: Sequence[Any]) -> dict[str, int]:
    """The deal's lines become what is agreed; returns the new lines by their titles."""
    made: dict[str, int] = {}
    if order.deal_id is None:
        return made
    if store.value("SELECT 1 FROM deal WHERE id = ? AND deleted_at IS NULL", (order.deal_id,)) is None:
        raise UserError(deal_rules.GONE)
    for item in items:
        if item.kind == "sold":
            _write_out(store, order.deal_id)
            price = max(0, item.amount_minor)
            line = deal_lines.add_line(
                store, order.deal_id, item.title, price_minor=price, minutes=max(0, item.minutes) or None
            )
            agreed.keep_line(store, order.deal_id, line)
            made[item.title] = line
        elif item.kind == "unsold" and item.line_id is not None:
            if store.value("SELECT 1 FROM deal_line WHERE id = ?", (item.line_id,)):
                deal_lines.remove_line(store, item.line_id)
            agreed.keep_line(store, order.deal_id, item.line_id)
        elif item.kind == "changed":
            agreed.shift_line(store, order.deal_id, item.line_id, item.title, item.amount_minor, item.minutes)
    return made


def _write_out(store: Store, deal_id: int) -> None:
    """A deal that was sold for one amount gets it as its first line, or a priced line would replace it."""
    title, minor = store.row("SELECT title, amount_minor FROM deal WHERE id = ?", (deal_id,)) or ("", None)
    if minor and not deal_lines.total(store, deal_id):
        agreed.keep_line(store, deal_id, deal_lines.add_line(store, deal_id, title, price_minor=minor))
        agreed.keep_line(store, deal_id, None)


def _create(store: Store, project: Any, items: Sequence[Any], lines: dict[str, int]) -> list[int]:
    """The tasks of the order at the top of their column, each with its owner and days."""
    created = []
    status = tasks.first_status(store)
    for item in items:
        if item.kind != "task":
            continue
        line = item.line_id or lines.get(item.title)
        if line is not None and store.value("SELECT 1 FROM deal_line WHERE id = ?", (line,)) is None:
            line = None
        made = records.Task.create(
            title=item.title, project=project.id, status=status, rank=ranking.top(store, "task", "status_id = ?", (status,)),
            assignee=item.owner_id, estimate_minutes=item.minutes or None, start_on=item.start_on, due_on=item.due_on, deal_line=line,
            created_on=today(),
        )  # fmt: skip
        item.task = made.id
        item.save()
        created.append(int(made.id))
        if line is not None and project.deal_id is not None:
            agreed.keep_line(store, project.deal_id, line)
        _join(store, project.id, item.owner_id)
    return created


def _join(store: Store, project_id: int, person_id: int | None) -> None:
    known = store.value(
        "SELECT 1 FROM project_member WHERE project_id = ? AND person_id = ?", (project_id, person_id)
    )  # fmt: skip
    if person_id is not None and known is None:
        records.ProjectMember.create(project=project_id, person=person_id)


def _write_items(store: Store, order_id: int, order: Draft) -> None:
    rows: list[tuple[Any, ...]] = [
        (order_id, part.kind, part.line_id, part.title, part.amount_minor, part.minutes, None, None, None, None)
        for part in order.parts
    ]
    rows += [
        (
            order_id, "task", task.line_id, deal_rules.title(task.title), 0, task.minutes, None, task.owner_id,
            task.start_on and task.start_on.isoformat(), task.due_on and task.due_on.isoformat(),
        )
        for task in order.tasks
    ]  # fmt: skip
    titles = dict(store.rows("SELECT id, title FROM task WHERE project_id = ?", (order.project_id,)))
    rows += [(order_id, "drop", None, titles.get(task, "Task"), 0, 0, task, None, None, None) for task in order.drops]
    store.insert(
        "change_item",
        ("change_order_id", "kind", "line_id", "title", "amount_minor", "minutes", "task_id", "owner_id", "start_on", "due_on"),
        rows,
    )  # fmt: skip


# --- what the verbs have in common --------------------------------------------------------------------------


def _check(store: Store, order: Draft) -> None:
    _open_project(order.project_id)
    if not order.parts and not order.tasks and not order.drops:
        raise UserError("This change order changes nothing yet. Add what is sold, a task, or one that is dropped.")
    known = {person.id for person in people.everyone(store)}
    for task in order.tasks:
        name = " ".join(task.title.split())
        if not name:
            raise UserError("A task of this change order has no title.")
        if task.owner_id not in known:
            raise UserError(f"“{name}” has no owner. Choose who does it.")
        if task.start_on is None or task.due_on is None:
            raise UserError(f"“{name}” has no date. Say when it begins and when it is due.")
        if task.start_on > task.due_on:
            raise UserError(f"“{name}” would be due before it starts. Choose a later due date.")
    amount = store.value("SELECT amount_minor FROM deal WHERE id = ?", (order.deal_id,))
    coming = sum(part.amount_minor for part in order.parts if part.kind != "changed")
    if amount is not None and amount + coming < 0:
        raise UserError("This change order takes off more than the deal is worth. Lower what it drops.")


def _number(store: Store, order_id: int) -> int:
    number = store.value("SELECT number FROM change_order WHERE id = ?", (order_id,))
    if number is None:
        raise UserError(GONE)
    return int(number)


def _proposed(order_id: int) -> Any:
    order = records.ChangeOrder.get_by_id(order_id)
    if order.state != "proposed":
        raise UserError(f"Change order {order.number} is {order.state} already. Write another one for what comes next.")
    return order


def _items(order_id: int) -> list[Any]:
    items = records.ChangeItem.select().where(records.ChangeItem.change_order == order_id)
    return list(items.order_by(records.ChangeItem.id))


def _sold(store: Store, project_id: int) -> _Sold:
    row = store.row(
        "SELECT deal_id, currency, owner_id, start_on FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)
    )
    if row is None:
        raise UserError(PROJECT_GONE)
    return _Sold._make((*row[:3], day_from(row[3])))


def _project(project_id: int) -> Any:
    project = records.Project.get_or_none(records.Project.id == project_id, records.Project.deleted_at.is_null())
    if project is None:
        raise UserError(PROJECT_GONE)
    return project


def _open_project(project_id: int) -> Any:
    project = _project(project_id)
    if project.status in ("done", "cancelled"):
        raise UserError(f"“{project.name}” is {project.status}. Open it again before its scope changes.")
    return project


def _open(store: Store, project_id: int, ids: Sequence[int]) -> list[int]:
    """Those of the tasks that are in the project and still open."""
    return [
        task
        for task in dict.fromkeys(ids)
        if store.value(
            "SELECT 1 FROM task t JOIN status s ON s.id = t.status_id WHERE t.id = ? AND t.project_id = ? "
            "AND t.deleted_at IS NULL AND s.kind IN ('todo', 'doing', 'review')",
            (task, project_id),
        )
    ]


def _title(found: Sequence[agreed.Difference]) -> str:
    """'Photo gallery', 'Photo gallery and 2 more', 'Without photo gallery'."""
    if not found:
        return ""
    first = found[0].title
    words = f"Without {first[:1].lower()}{first[1:]}" if found[0].kind == "dropped" else first
    return words if len(found) == 1 else f"{words} and {len(found) - 1} more"
