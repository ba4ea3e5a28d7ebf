"""The sentence above the steps: what the plan comes to, what is still open, and the days that were said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from app.base import today
from app.domain.handoff import open_promises
from app.views.handoff.words import count, day, days_between

if TYPE_CHECKING:
    from app.views.handoff.work import Work


class Verdict(NamedTuple):
    """What the plan comes to: how it looks, one sentence, and what is still open."""

    tone: Literal["good", "warn", "bad"]
    sentence: str
    still_open: str


def verdict(work: Work) -> Verdict:
    """The sentence above the steps, kept true while one edits."""
    last, promise = work.plan.last_day, work.plan.finish
    if last is None:
        missing = "the promised day" if work.plan.mode == "finish" else "the first day"
        words = _open_words(work) or f"Say {missing}."
        return Verdict("warn", "No dates yet", words)
    open_ = bool(work.blocking) or any(each.kind == "away" for each in work.conflicts)
    sentence = f"Finishes {day(last)}"
    if work.plan.split == "chain":
        sentence = f"The first of {work.plan.parts} finishes {day(last)}"
    if promise is None:
        tone: Literal["good", "warn", "bad"] = "warn" if open_ else "good"
        return Verdict(tone, f"{sentence}, no day was promised", _open_words(work))
    sentence += f", promised {day(promise)}"
    spare = days_between(work.calendar, last, promise)
    if last > promise:
        late = count(max(1, -spare), "working day")
        return Verdict("bad", sentence, f"{late} late. {_open_words(work)}")
    left = f"{count(spare, 'working day')} to spare." if spare else "No day to spare."
    first = work.plan.first_day
    if work.plan.mode == "finish" and first and first < today():
        return Verdict("bad", sentence, f"It would have had to start {day(first)}. {_open_words(work)}")
    return Verdict("warn" if open_ else "good", sentence, f"{left} {_open_words(work)}")


def _open_words(work: Work) -> str:
    away = next((each.title for each in work.conflicts if each.kind == "away"), "")
    if away:
        return f"{away}."
    unowned = sum(problem.kind == "no_owner" for problem in work.problems)
    undated = sum(problem.kind == "no_date" for problem in work.problems)
    said = [f"{count(unowned, 'task')} {'has' if unowned == 1 else 'have'} no owner."] if unowned else []
    said += [f"{count(undated, 'task')} {'has' if undated == 1 else 'have'} no date."] if undated else []
    undecided = len(open_promises(work.plan))
    said += [f"{count(undecided, 'promise')} to decide."] if undecided else []
    said += [p.text for p in work.problems if p.kind in ("no_name", "no_tasks", "no_title", "payments")][:1]
    whole = "Every task has a date." if work.solo else "Every task has an owner and a date."
    return " ".join(said) or whole
