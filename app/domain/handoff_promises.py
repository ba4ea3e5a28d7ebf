"""What becomes of the promises of a deal: a task of the plan, a refusal with its reason, or a later day."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.handoff import HandoffPlan, PlannedTask, Promised

_TITLE: Final = 72
_OPENERS: Final = (
    "we will ", "we'll ", "we’ll ", "we are going to ", "i will ", "i'll ", "i’ll ", "you will get ", "you get ", "wir werden ", "wir ",
)  # fmt: skip


def title_for(sentence: str) -> str:
    """A sentence as the title of a task: without its opening words and its full stop, cut at a word."""
    words = " ".join(sentence.split()).rstrip(".!;:")
    low = words.casefold()
    opener = next((opener for opener in _OPENERS if low.startswith(opener)), "")
    bare = words[len(opener) :] or words
    if len(bare) > _TITLE:
        bare = bare[:_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return bare[:1].upper() + bare[1:]


def described(promise: Promised) -> str:
    """What the task says below its title: the sentence, word for word."""
    return f"Promised: “{promise.text}”"


def keep(plan: HandoffPlan, at: int, *, owner: int | None = None, task_key: int | None = None) -> HandoffPlan:
    """The plan in which promise number `at` is a task: the one of this key, or a new one, due by the day it names."""
    plan = undecided(plan, at)
    promise = _of(plan)[at]
    if task_key is None:
        task_key = max((task.key for task in plan.tasks), default=0) + 1
        milestone = plan.milestones[-2].key if len(plan.milestones) > 1 else None
        made = PlannedTask(
            task_key, title_for(promise.text), described(promise), milestone, None, owner, 0, 1, deadline=promise.named_on
        )  # fmt: skip
        plan = plan._replace(tasks=(*plan.tasks, made))
    elif promise.named_on is not None:
        plan = plan._replace(tasks=tuple(_by(t, promise.named_on) if t.key == task_key else t for t in plan.tasks))
    return _with(plan, at, promise._replace(outcome="task", task_key=task_key))


def decline(plan: HandoffPlan, at: int, reason: str) -> HandoffPlan:
    """The plan in which promise number `at` is not kept, and why; without a reason it stays open."""
    plan = undecided(plan, at)
    return _with(plan, at, _of(plan)[at]._replace(outcome="declined", reason=" ".join(reason.split())))


def defer(plan: HandoffPlan, at: int, due_on: date | None) -> HandoffPlan:
    """The plan in which promise number `at` is decided on a later day; without a day it stays open."""
    plan = undecided(plan, at)
    return _with(plan, at, _of(plan)[at]._replace(outcome="deferred", due_on=due_on))


def undecided(plan: HandoffPlan, at: int) -> HandoffPlan:
    """The plan in which promise number `at` is open again; a task that was made of it goes."""
    promise = _of(plan)[at]
    key = promise.task_key
    if key is not None and _made_of(plan, promise):
        gone = {key}
        links = tuple(link for link in plan.links if not gone & {link.predecessor, link.successor})
        plan = plan._replace(tasks=tuple(task for task in plan.tasks if task.key != key), links=links)
    return _with(plan, at, promise._replace(outcome="open", task_key=None, reason="", due_on=None))


def mark(plan: HandoffPlan, promise: Promised) -> HandoffPlan:
    """The plan with one more promise."""
    none = tuple(text for text in plan.no_promises if text != promise.text)
    return plan._replace(promises=(*_of(plan), promise), no_promises=none)


def unmark(plan: HandoffPlan, at: int) -> HandoffPlan:
    """The plan without promise number `at`: the sentence was none, and is not found again."""
    plan = undecided(plan, at)
    promises = _of(plan)
    none = (*plan.no_promises, promises[at].text)
    return plan._replace(promises=(*promises[:at], *promises[at + 1 :]), no_promises=none)


def carried(old: HandoffPlan, new: HandoffPlan) -> HandoffPlan:
    """`new`, a plan made afresh, with the promises of `old` and what was decided about them.

    A task made of a promise comes along; one that the promise shared is found again by its title, else the promise gets
    a task of its own.
    """
    plan = new._replace(promises=old.promises, no_promises=old.no_promises)
    for at, promise in enumerate(old.promises or ()):
        if promise.outcome != "task":
            continue
        before = next((task for task in old.tasks if task.key == promise.task_key), None)
        plan = _with(plan, at, promise._replace(outcome="open", task_key=None))
        same = before and next((t.key for t in new.tasks if t.title == before.title and t.included), None)
        owned = before is not None and _made_of(old, promise)
        plan = keep(plan, at, owner=before.owner if before else None, task_key=None if owned else same)
        if before is not None and owned:
            made = plan.tasks[-1]
            kept = before._replace(key=made.key, milestone=made.milestone, start=None, finish=None)
            plan = plan._replace(tasks=(*plan.tasks[:-1], kept))
    return plan


def counted(plan: HandoffPlan) -> dict[str, int]:
    """How many promises have which outcome."""
    found: dict[str, int] = {}
    for promise in plan.promises or ():
        found[promise.outcome] = found.get(promise.outcome, 0) + 1
    return found


def _of(plan: HandoffPlan) -> tuple[Promised, ...]:
    return plan.promises or ()


def _with(plan: HandoffPlan, at: int, promise: Promised) -> HandoffPlan:
    promises = _of(plan)
    return plan._replace(promises=(*promises[:at], promise, *promises[at + 1 :]))


def _made_of(plan: HandoffPlan, promise: Promised) -> bool:
    task = next((task for task in plan.tasks if task.key == promise.task_key), None)
    return task is not None and task.description == described(promise)


def _by(task: PlannedTask, day: date) -> PlannedTask:
    return task._replace(deadline=min(task.deadline, day) if task.deadline else day)
