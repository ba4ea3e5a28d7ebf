"""A task typed in one line: what its words name in this workspace, and the task made of it in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.base import today
from app.domain import quick_task
from app.models.store import Store
from app.services import checklists, people, projects, tasks


class Understood(NamedTuple):
    """What a line says, with the records it names; `unknown` are sentences about what it names and nobody has."""

    title: str
    owner_id: int | None = None
    owner: str = ""
    minutes: int | None = None
    due_on: date | None = None
    labels: tuple[str, ...] = ()
    project_id: int | None = None
    project: str = ""
    after: tuple[tuple[int, str], ...] = ()
    every: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether the line is a title and nothing else."""
        return self == Understood(self.title)


def understand(store: Store, line: str, *, project_id: int | None = None, on: date | None = None) -> Understood:
    """What a line means here. A task that it waits for is looked for in its project, or in `project_id`, first; with neither
    the new task goes where that one is."""
    said = quick_task.parse(line, on or today())
    found = Understood(said.title, minutes=said.minutes, due_on=said.due, labels=said.labels, every=said.every)
    unknown: list[str] = []
    if said.owner:
        owners = _alike(said.owner, [(person.id, person.name) for person in people.everyone(store)])
        if len(owners) == 1:
            found = found._replace(owner_id=owners[0][0], owner=owners[0][1])
        else:
            unknown.append(_not_one("Nobody", "@", said.owner, [name for _, name in owners]))
    if said.project:
        homes = _alike(said.project, [(key, name) for key, name, _ in projects.choices(store)])
        if len(homes) == 1:
            found = found._replace(project_id=homes[0][0], project=homes[0][1])
        else:
            unknown.append(_not_one("No open project", "/", said.project, [name for _, name in homes]))
    before = []
    home = found.project_id or project_id
    title, name = _after_title(store, found.title, home)
    if name:
        found, said = found._replace(title=title), said._replace(after=(*said.after, name))
    for name in said.after:
        task = _task(store, name, home)
        if task is None:
            unknown.append(f"There is no task {name} to wait for.")
        else:
            before.append(task[:2])
            if home is None and task[2] is not None:
                home = task[2]
                named = next((name for key, name, _ in projects.choices(store) if key == home), "")
                found = found._replace(project_id=home, project=named)
    return found._replace(after=tuple(dict.fromkeys(before)), unknown=tuple(unknown))


def add(
    store: Store,
    said: Understood,
    *,
    project_id: int | None = None,
    milestone_id: int | None = None,
    assignee_id: int | None = None,
    estimate_minutes: int | None = None,
    due_on: date | None = None,
) -> int:
    """The task, its labels, what it waits for and how it comes again, in one step; returns its id. What the fields of a
    dialog say counts, not the line. Raises UserError, and nothing is added then."""
    from app.services import recurrence

    with store.write("Add task"):
        made = tasks.add(
            store, said.title, project_id=project_id, milestone_id=milestone_id, assignee_id=assignee_id,
            estimate_minutes=estimate_minutes, due_on=due_on,
        )  # fmt: skip
        if said.labels:
            checklists.set_labels(store, made, said.labels)
        for task_id, _ in said.after:
            tasks.add_dependency(store, task_id, made)
        if said.every:
            recurrence.put(store, made, said.every)
    return made


def _alike(word: str, known: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Those of this very name, else those of whose name a word begins like it."""
    word = word.casefold().replace("_", " ")
    same = [each for each in known if each[1].casefold().replace(" ", "") == word.replace(" ", "")]
    begins = [
        each for each in known if any(part.startswith(word) for part in each[1].casefold().split()) or each[1].casefold().startswith(word)
    ]  # fmt: skip
    first = [each for each in begins if each[1].casefold().split()[0] == word]
    return same or (first if len(first) == 1 else begins)


def _not_one(nobody: str, sign: str, word: str, found: list[str]) -> str:
    if not found:
        return f"{nobody} is called “{word}”."
    names = " or ".join(found[:3])
    return f"{sign}{word} may be {names}: write more of the name."


def _after_title(store: Store, line: str, project_id: int | None) -> tuple[str, str]:
    """'Site map after Kickoff' as ('Site map', 'Kickoff') where the project has a task of just this title; else the line and ''."""
    title, led, name = line.rpartition(" after ")
    if not led or not title or project_id is None:
        return line, ""
    there = store.value(
        "SELECT 1 FROM task WHERE project_id = ? AND title = ? COLLATE NOCASE AND deleted_at IS NULL",
        (project_id, name),
    )
    return (title, name) if there else (line, "")


def _task(store: Store, name: str, project_id: int | None) -> tuple[int, str, int | None] | None:
    """The task of this key in the project, else of this number, else of this title, else of this key anywhere; open ones
    first."""
    for condition in (
        "t.project_id = :project AND t.key = :name",
        "t.id = :number",
        "t.title = :name COLLATE NOCASE AND t.deleted_at IS NULL",
        "t.key = :name",
    ):
        row = store.row(
            "SELECT t.id, t.title, t.project_id FROM task t JOIN status s ON s.id = t.status_id "
            f"WHERE t.deleted_at IS NULL AND {condition} "
            "ORDER BY t.project_id IS NOT :project, s.kind IN ('done', 'cancelled'), t.id DESC LIMIT 1",
            {"name": name, "number": int(name) if name.isdecimal() else 0, "project": project_id},
        )
        if row is not None:
            return row[0], row[1], row[2]
    return None
