"""What the tasks of a file wait for: which links land, and which rows wait for nobody, for themselves or for each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from app.models.store import Store
from app.services import import_task_changes as changes
from app.services.imports import Batch, Landed, OnDuplicate

Key = tuple[int | None, str]
Rows = dict[int, dict[str, Any]]
_NAMED = 12
_NUMBER = "\0"  # in no key and no title


def known_tasks(store: Store) -> dict[Key, int]:
    """Tasks that are there, by project and key or title (a title with a sign before it, so that the two never meet).

    One without a key is shown and exported by its number. It is known by that as a predecessor, and with its title as itself: the
    numbers of another program may be the same.
    """
    found: dict[Key, int] = {}
    for row, project, key, title in store.rows(
        "SELECT id, project_id, key, title FROM task WHERE deleted_at IS NULL ORDER BY id DESC"
    ):
        found[(project, "=" + title)] = row
        if key:
            found[(project, key)] = row
        else:
            found[(project, f"{_NUMBER}{row}")] = row
            found[(project, f"{row}{_NUMBER}{title}")] = row
    return found


def names_of(row: Mapping[str, Any]) -> list[Key]:
    """What a row is known by in its project: its key, where it has one, and its title."""
    names = [(row["project_id"], "=" + row["title"])]
    return [(row["project_id"], row["key"]), *names] if row["key"] else names


def nodes(
    store: Store, rows: Rows, known: Mapping[Key, int], external: Mapping[str, int], on_duplicate: OnDuplicate
) -> dict[int, int]:
    """The task that each row means: its id; or of a new one a number below 0, which rows that mean the same one share.

    A task that has an external id is none that comes with another one, whatever its key. What a second row calls a task is no
    name of it: that row is left out.
    """
    marks, here = dict(external), dict(known)
    marked = set(store.ids("SELECT id FROM task WHERE external_id <> '' AND deleted_at IS NULL"))
    found: dict[int, int] = {}
    meant: set[int] = set()
    for index, row in rows.items():
        mark = row["external_id"]
        there = marks.get(mark) if mark else None
        if there is None:
            there = here.get(names_of(row)[0])
            if there is None and row["key"]:
                there = here.get((row["project_id"], f"{row['key']}{_NUMBER}{row['title']}"))
            if mark and there in marked:
                there = None
        new = there is None or on_duplicate == "create"
        found[index] = _new(index) if new or there is None else there
        if mark:
            marks.setdefault(mark, found[index])
            marked.add(found[index])
        if new or (found[index] not in meant and on_duplicate == "update"):
            here.update(dict.fromkeys(names_of(row), found[index]))
        meant.add(found[index])
    return found


def is_first(index: int, node: int) -> bool:
    """Whether a row makes the new task that it means."""
    return node == _new(index)


def _new(index: int) -> int:
    return -index - 1


def check(
    store: Store, batch: Batch, rows: Rows, known: Mapping[Key, int], means: Mapping[int, int], landed: Landed
) -> None:
    """Take out the rows that wait for nobody known, for themselves, or for each other in a circle; and those that wait for these.

    `means` is what `nodes` found.
    """
    words = _Words(rows, batch.column("predecessors"), known, means)
    bad = words.nowhere(rows)
    while True:
        for index, (value, problem) in bad.items():
            landed.refuse(batch.rows[index], "predecessors", value, problem)
        bad = _circles(store, words)
        if not bad:
            return
        bad |= words.without(bad)


def land(
    store: Store, batch: Batch, rows: Rows, known: Mapping[Key, int], means: Mapping[int, int], ids: Mapping[int, int]
) -> None:
    """Write the links of the rows that became the tasks `ids`; predecessors are named all together or not at all."""
    words = _Words(rows, batch.column("predecessors"), known, means)
    made = {means[index]: task for index, task in ids.items()}
    fresh = 1 + max(store.ids("SELECT ifnull(max(successor_id), 0) FROM dependency"))
    for index, task in ids.items():
        found = [(link, words.target(index, link.key)) for link in words.links[index] or ()]
        linked = [(link, made.get(node, node)) for link, node in found if node is not None]
        if linked and task < fresh:
            changes.drop_links(store, task, [before for _, before in linked])
        for link, before in linked:
            store.execute(
                "INSERT INTO dependency (predecessor_id, successor_id, kind, lag_days) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (predecessor_id, successor_id) DO UPDATE SET kind = excluded.kind, lag_days = excluded.lag_days "
                "WHERE kind <> excluded.kind OR lag_days <> excluded.lag_days",
                (before, task, link.kind, link.lag),
            )


def _refers(row: Mapping[str, Any], word: str) -> tuple[Key, Key]:
    return (row["project_id"], word), (row["project_id"], "=" + word)


class _Words:
    """The words by which rows name each other, while rows are taken out."""

    def __init__(self, rows: Rows, links: list[Any], known: Mapping[Key, int], means: Mapping[int, int]) -> None:
        self.rows = rows
        self.links = links
        self.means = means
        self._known = known
        self._bearers: dict[Key, dict[int, None]] = {}
        self._waiting: dict[Key, list[int]] = {}
        for index, row in rows.items():
            for name in names_of(row):
                self._bearers.setdefault(name, {})[index] = None
            for link in links[index] or ():
                for name in _refers(row, link.key):
                    self._waiting.setdefault(name, []).append(index)

    def target(self, index: int, word: str) -> int | None:
        """The task that a word in a row means: of a row of the file, else one that is there; None where there is neither."""
        names = _refers(self.rows[index], word)
        row = next((next(iter(bearers)) for name in names if (bearers := self._bearers.get(name))), None)
        if row is not None:
            return self.means[row]
        number = (self.rows[index]["project_id"], f"{_NUMBER}{word}")
        return next((self._known[name] for name in (*names, number) if name in self._known), None)

    def nowhere(self, indexes: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Take out those of these rows that wait for nobody or for themselves, with the rows that wait for them."""
        found: dict[int, tuple[str, str]] = {}
        waiting = list(indexes)
        while waiting:
            index = waiting.pop()
            wrong = self._wrong(index) if index in self.rows else None
            if wrong:
                found[index] = wrong
                waiting += self._take_out(index)
        return found

    def without(self, indexes: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Take these rows out; the rows that then wait for nobody, taken out as well."""
        waiting = [other for index in indexes for other in self._take_out(index)]
        return self.nowhere(waiting)

    def _wrong(self, index: int) -> tuple[str, str] | None:
        for link in self.links[index] or ():
            found = self.target(index, link.key)
            if found == self.means[index]:
                return link.key, f"“{self.rows[index]['title']}” waits for itself."
            if found is None:
                where = "in this project, neither in Baton nor in a row of the file that lands"
                return link.key, f"There is no task {link.key} {where}."
        return None

    def _take_out(self, index: int) -> list[int]:
        row = self.rows.pop(index)
        waiting: list[int] = []
        for name in names_of(row):
            del self._bearers[name][index]
            waiting += self._waiting.get(name, ())
        return waiting


def _circles(store: Store, words: _Words) -> dict[int, tuple[str, str]]:
    """The rows that wait for each other, new and old links together, each with what it waits for and the whole path."""
    rows = words.rows
    rows_of: dict[int, list[int]] = {}
    for index in rows:
        rows_of.setdefault(words.means[index], []).append(index)
    graph: dict[int, list[int]] = {}
    said: dict[tuple[int, int], tuple[int, str]] = {}
    told = {words.means[index] for index in rows if words.links[index]}
    for before, after, apart in store.rows(
        "SELECT d.predecessor_id, d.successor_id, p.project_id IS NOT s.project_id FROM dependency d "
        "JOIN task p ON p.id = d.predecessor_id JOIN task s ON s.id = d.successor_id"
    ):
        if apart or after not in told:  # the others are told anew
            graph.setdefault(after, []).append(before)
    for index in rows:
        node = words.means[index]
        for link in words.links[index] or ():
            before = words.target(index, link.key)
            if before is not None:
                graph.setdefault(node, []).append(before)
                said.setdefault((node, before), (index, link.key))
    bad: dict[int, tuple[str, str]] = {}
    for circle in _apart(graph):
        steps = list(pairwise([*circle, circle[0]]))
        names = [
            _called(store, rows[rows_of[task][0]] if task in rows_of else None, task) for task in [*circle, circle[0]]
        ]
        if len(names) > _NAMED:
            names[_NAMED // 2 : -_NAMED // 2] = ["…"]
        problem = f"These tasks wait for each other: {' → '.join(names)}. Remove one of the links."
        bad |= {row: (word, problem) for row, word in (said[step] for step in steps if step in said)}
    return bad


def _apart(graph: Mapping[int, list[int]]) -> list[list[int]]:
    """Circles of which no two share a task; in each, a task stands before the one it waits for."""
    found: list[list[int]] = []
    done: set[int] = set()
    for root in graph:
        if root in done:
            continue
        path, ways, place = [root], [iter(graph[root])], {root: 0}
        while path:
            then = next((task for task in ways[-1] if task not in done), None)
            if then is None:
                ways.pop()
                done.add(path[-1])
                del place[path.pop()]
            elif then in place:
                at = place[then]
                found.append(path[at:])
                done.update(path[at:])
                for task in path[at:]:
                    del place[task]
                del path[at:], ways[at:]
            else:
                place[then] = len(path)
                path.append(then)
                ways.append(iter(graph.get(then, ())))
    return found


def _called(store: Store, row: Mapping[str, Any] | None, task: int) -> str:
    if row is not None:
        return str(row["key"] or row["title"])
    key, title = store.row("SELECT key, title FROM task WHERE id = ?", (task,)) or ("", "")
    return str(key or title)
