"""Landing tasks with their links."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from app.base import today
from app.models.store import Store
from app.services import import_task_changes as changes
from app.services import import_task_links as links
from app.services import import_task_slips as slips
from app.services import people, ranking, schedules, settings
from app.services import statuses as columns
from app.services.imports import (
    Batch,
    Landed,
    OnDuplicate,
    ensure_names,
    ensure_people,
    known_by,
    next_id,
    put_custom,
    put_tags,
    stamp,
    update_changed,
)  # fmt: skip
from app.services.task_links import MAX_LAG

_MOST_DAYS = 10_000
# What other programs and people call the kinds of status, signs and capitals aside.
STATUS_WORDS = {
    "todo": "to do, todo, open, new, backlog, planned, not started, next, offen, neu, geplant, zu erledigen, nicht begonnen, à faire, nouveau",
    "doing": "in progress, doing, started, active, wip, ongoing, running, in arbeit, in bearbeitung, begonnen, laufend, en cours",
    "review": "review, in review, testing, qa, waiting for review, in prüfung, en revue",
    "done": "done, closed, complete, completed, finished, resolved, erledigt, fertig, abgeschlossen, geschlossen, terminé, fait, clos",
    "cancelled": "cancelled, canceled, dropped, rejected, won't do, abgebrochen, verworfen, entfällt, annulé, abandonné",
}
_KIND_OF = {word: kind for kind, words in STATUS_WORDS.items() for word in words.split(", ")}
TASK = ("id", "key", "title", "project_id", "milestone_id", "status_id", "rank", "assignee_id", "estimate_minutes", "duration_days", "start_on",
        "due_on", "deadline_on", "not_before_on", "started_on", "done_on", "external_id", "created_on", "created_at")  # fmt: skip


def tasks(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land tasks. One is known by external_id, else by its key, else by its title, in the same project, unless that has another external_id.

    Of a known task only what the file says changes; predecessors are named all together or not at all. A row whose predecessor is nowhere, or that is part of a cycle, is refused; a cycle is named by its path.
    """
    fresh = stamp()
    projects = ensure_names(
        store,
        "project",
        batch.column("project"),
        landed,
        status="active",
        owner_id=people.me(store).id,
        created_at=fresh,
    )
    batch = _one_each(batch, landed)
    owners = ensure_people(store, batch.column("assignee"), landed)
    statuses = _Statuses(store, landed)
    rows: dict[int, dict[str, Any]] = {}
    for index, number in enumerate(batch.rows):
        cell = {name: cells[index] for name, cells in batch.columns.items()}
        problem = _refusal(cell)
        if problem:
            landed.refuse(number, *problem)
            continue
        rows[index] = _task_row(cell, projects, owners, statuses, fresh)
    _note_undone(batch, rows, statuses.open(), landed)
    known, external = links.known_tasks(store), known_by(store, "task", "external_id", batch.column("external_id"))
    nodes = links.nodes(store, rows, known, external, on_duplicate)
    links.check(store, batch, rows, known, nodes, landed)
    if landed.errors:  # the file is landed again without these rows
        return
    _begin(store, rows)
    before, was = changes.beside(store, batch, nodes.values()), slips.before(store, nodes.values())
    ids, unchanged = _write(store, batch, rows, nodes, on_duplicate, landed)
    columns.fit(store, ids.values())
    _milestones(store, batch, rows, ids)
    links.land(store, batch, rows, known, nodes, ids)
    schedules.settle(store, {rows[index]["project_id"] for index in ids})
    slips.push(store, was, rows, ids, landed)
    labels = batch.column("labels")
    put_tags(store, "task_id", [(ids[i], labels[i]) for i in ids if labels[i]])
    put_custom(store, "task", batch, [ids.get(i) for i in range(len(batch.rows))])
    after = changes.beside(store, batch, unchanged)
    more = sum(before.get(task) != told for task, told in after.items())
    landed.updated += more
    landed.skipped -= more


def _one_each(batch: Batch, landed: Landed) -> Batch:
    """The batch with one assignee for each task, without the share that planning programs write behind ('Ann[50%]; Ben')."""
    cells = [None if cell is None else re.sub(r"\s*\[\d+\s?%\]", "", cell) for cell in batch.column("assignee")]
    first = [cell and (cell.strip("; ").partition(";")[0].strip() or None) for cell in cells]
    several = sum(";" in (cell or "").strip("; ") for cell in cells)
    if several:
        rows, names = (
            ("1 row names", "the first is taken")
            if several == 1
            else (f"{several:,} rows name", "the first of each is taken")
        )
        landed.notes.append(f"{rows} several people for a task; {names}.")
    return batch._replace(columns=batch.columns | {"assignee": first}) if "assignee" in batch.columns else batch


def _note_undone(batch: Batch, rows: dict[int, dict[str, Any]], open_: set[int], landed: Landed) -> None:
    done = batch.column("done")
    count = sum(done[index] is not None and row["status_id"] in open_ for index, row in rows.items())
    if count:
        told = "1 row says when its task was" if count == 1 else f"{count:,} rows say when their tasks were"
        landed.notes.append(f"{told} done beside a status that is not; the status is taken.")


def _begin(store: Store, rows: dict[int, dict[str, Any]]) -> None:
    """Since when each task was known, which no file says. A project that has no task yet and comes with its past began with its
    first task, and what it was to do was known then; one to come begins with the event that opens it. What joins a project that
    has tasks was known when it was done, or today, and never before what was agreed: no file changes that afterwards.
    """
    first: dict[int, str] = {}
    starts: dict[int, list[tuple[str, bool]]] = {}
    agreed = _agreed(store, {row["project_id"] for row in rows.values()})
    now = today().isoformat()
    for row in rows.values():
        project = row["project_id"]
        if project in agreed:
            row["created_on"] = max(row["created_on"], min(agreed[project], now))
        elif project is not None:
            first[project] = min(filter(None, (row["created_on"], row["start_on"], first.get(project))))
            if row["start_on"]:
                starts.setdefault(project, []).append((row["start_on"], row["duration_days"] != 0))
    for row in rows.values():
        row["created_on"] = first.get(row["project_id"], row["created_on"])
    for project, day in first.items():
        opening, is_work = min(starts.get(project, [("", True)]))
        begin = day if day < now else None if is_work else opening
        if begin:
            store.execute("UPDATE project SET start_on = ? WHERE id = ? AND start_on IS NULL", (begin, project))


def _agreed(store: Store, projects: set[int | None]) -> dict[int, str]:
    """Of the projects that have tasks the day after their baseline."""
    return dict(
        store.rows(
            "SELECT id, date(ifnull(baseline_on, ifnull(start_on, created_at)), '+1 day') FROM project "
            "WHERE id IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM task t WHERE t.project_id = project.id)",
            (json.dumps(list(projects)),),
        )
    )


def _refusal(cell: dict[str, Any]) -> tuple[str, Any, str] | None:
    title, start, due, days = (cell.get(name) for name in ("title", "start", "due", "duration_days"))
    if not title:
        return "title", title, "A task needs a title."
    if start and due and due < start:
        return "due", due, f"The task is due before it starts ({start})."
    if start and due and (due - start).days > _MOST_DAYS * 7 // 5:
        return (
            "due",
            due,
            f"From {start} on that is longer than a task can take, {_MOST_DAYS:,} working days. Check the year.",
        )
    far = next((link for link in cell.get("predecessors") or () if abs(link.lag) > MAX_LAG), None)
    if far is not None:
        return "predecessors", f"{far.key}{far.kind}{far.lag:+d}", f"A lag is at most {MAX_LAG:,} working days."
    words = [link.key for link in cell.get("predecessors") or ()]
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        return "predecessors", twice, f"The task {twice} is named twice. Keep one link to it."
    if days is not None and (days < 0 or days > _MOST_DAYS or days != int(days)):
        return "duration_days", days, f"A duration is a whole number of working days, 0 to {_MOST_DAYS:,}."
    if cell.get("done") and cell["done"] > today():
        return "done", cell["done"], "A task cannot be done in the future."
    return None


def _task_row(
    cell: dict[str, Any], projects: dict[str, int], owners: dict[str, int], statuses: _Statuses, fresh: str
) -> dict[str, Any]:  # fmt: skip
    now = today()
    start, due, done = cell.get("start"), cell.get("due"), cell.get("done")
    kind, status = statuses.find(cell.get("status"), done is not None)
    if kind == "done":
        done = done or (due if due and due <= now else now)
    created = min(done or now, now)
    days = cell.get("duration_days")
    return {
        "key": cell.get("key") or "", "title": cell["title"], "project_id": projects.get((cell.get("project") or "").lower()),
        "milestone_id": None, "status_id": status, "assignee_id": owners.get((cell.get("assignee") or "").lower()),
        "estimate_minutes": cell.get("estimate_hours"), "duration_days": None if days is None else int(days),
        "start_on": _iso(start), "due_on": _iso(due), "deadline_on": _iso(cell.get("fixed_deadline")), "not_before_on": _iso(cell.get("not_before")),
        "started_on": _iso(min(filter(None, (start, done)), default=None)) if kind in ("doing", "review", "done") else None,
        "done_on": _iso(done) if kind == "done" else None, "external_id": cell.get("external_id") or "", "created_on": _iso(created),
        "created_at": fresh,
    }  # fmt: skip


class _Statuses:
    """The workspace's statuses by name, by kind and by what other programs call them; an unknown name becomes a status of work under way."""

    def __init__(self, store: Store, landed: Landed) -> None:
        self._store, self._landed = store, landed
        self._read()

    def _read(self) -> None:
        rows = self._store.rows(
            "SELECT id, name, kind FROM status WHERE project_id IS NULL ORDER BY rank DESC, id DESC"
        )
        self._kinds = {kind: row for row, _, kind in rows}
        self._names = {name.lower(): (kind, row) for row, name, kind in rows}

    def open(self) -> set[int]:
        """The statuses of work that is still to be done."""
        return {row for kind, row in self._names.values() if kind not in ("done", "cancelled")}

    def find(self, name: str | None, done: bool) -> tuple[str, int]:
        if not name:
            kind = "done" if done else "todo"
            return kind, self._kinds[kind]
        word = name.lower().strip()
        if word in self._names:
            return self._names[word]
        meant = _KIND_OF.get(" ".join(re.sub(r"[^\w'’]|_", " ", word).replace("’", "'").split()))
        if meant is not None:
            return (meant, self._kinds[meant]) if meant in self._kinds else ("doing", self._kinds["doing"])
        rank = self._store.value("SELECT rank FROM status WHERE id = ?", (self._kinds["doing"],)) + len(self._names)
        self._store.execute("INSERT INTO status (name, kind, rank) VALUES (?, 'doing', ?)", (name, rank))
        self._landed.made.setdefault("status", []).append(name)
        self._read()
        return self._names[word]


def _write(
    store: Store, batch: Batch, rows: dict[int, dict[str, Any]], nodes: dict[int, int], on_duplicate: OnDuplicate, landed: Landed
) -> tuple[dict[int, int], set[int]]:  # fmt: skip
    """Insert or update; returns the id of each row that was written, and the tasks whose own columns stayed as they were."""
    ranks = dict(store.rows("SELECT status_id, max(rank) FROM task WHERE deleted_at IS NULL GROUP BY 1"))
    kinds, calendar = dict(store.rows("SELECT id, kind FROM status")), settings.planning(store)
    ids: dict[int, int] = {}
    said: set[int] = set()
    unchanged: set[int] = set()
    new: list[tuple[Any, ...]] = []
    next_task = next_id(store, "task")
    repeats = 0
    for index, row in rows.items():
        old = nodes[index]
        if links.is_first(index, old):
            ranks[row["status_id"]] = ranks.get(row["status_id"], 0) + ranking.STEP
            row |= {"id": next_task, "rank": ranks[row["status_id"]]}
            new.append(tuple(map(row.__getitem__, TASK)))
            ids[index] = next_task
            next_task += 1
            landed.created += 1
        elif on_duplicate == "skip" or old < 0 or old in said:
            landed.skipped += 1
            repeats += old < 0 or old in said
        else:
            ids[index] = old
            said.add(old)
            was, cell = changes.task(store, old), {name: cells[index] for name, cells in batch.columns.items()}
            problem = changes.ends_too_early(was, row)
            if problem:
                landed.refuse(
                    batch.rows[index], "due" if row["due_on"] else "start", row["due_on"] or row["start_on"], problem
                )
                continue
            if row["key"] == str(old):  # its number, by which one without a key is exported
                row["key"] = ""
            values = changes.of(was, row, cell, kinds[row["status_id"]], calendar)
            changed = update_changed(store, "task", old, values, emptied=changes.EMPTIED)
            landed.updated += changed
            landed.skipped += not changed
            unchanged |= set() if changed else {old}
    store.insert("task", TASK, new)
    landed.note_repeats(repeats, "task of its project", "left out")
    return ids, unchanged


def _milestones(store: Store, batch: Batch, rows: dict[int, dict[str, Any]], ids: dict[int, int]) -> None:
    titles = batch.column("milestone")
    known = {(project, title): row for row, project, title in store.rows("SELECT id, project_id, title FROM milestone")}
    for index, task in ids.items():
        title, project = titles[index], rows[index]["project_id"]
        if not title or project is None:
            continue
        if (project, title) not in known:
            known[(project, title)] = next_id(store, "milestone")
            store.execute(
                "INSERT INTO milestone (id, project_id, title, rank) VALUES (?, ?, ?, ?)",
                (known[(project, title)], project, title, len(known) * ranking.STEP),
            )
        milestone = known[(project, title)]
        store.execute(
            "UPDATE task SET milestone_id = ? WHERE id = ? AND milestone_id IS NOT ?", (milestone, task, milestone)
        )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()[:10]
