"""How a client stands after the sale, in plain reasons: how its work goes, when one last spoke, what is overdue, what is to renew.

There is no score. Each reason is one fact in words; the worst of them decides whether the client is well, to be watched or at risk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from app.domain.renewals import notice_on

Level = Literal["good", "watch", "risk"]
LEVELS: Final[tuple[Level, ...]] = ("good", "watch", "risk")
SILENT_DAYS: Final = 60
NEAR_DAYS: Final = 30
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Work(NamedTuple):
    """A project under way: working days past its promise (0 when it holds), how many of its tasks are late, and what a person
    says of it: 'warn' or 'bad' with the words, or ''.
    """

    id: int
    name: str
    past_promise: int
    late_tasks: int
    said: str = ""
    said_words: str = ""


class Pending(NamedTuple):
    """A renewal that is not decided; `has_deal` says that an open deal is there for it."""

    id: int
    title: str
    due_on: date
    notice_days: int | None
    has_deal: bool


class Facts(NamedTuple):
    """What health is read from. `spoken_on` is the last call, e-mail, meeting or note, None for none ever; then `since_on` is
    when the client came. `active` is False for a client with nothing under way: silence is no sign there.
    """

    spoken_on: date | None
    since_on: date
    active: bool
    work: tuple[Work, ...] = ()
    missed: tuple[str, ...] = ()
    overdue_steps: tuple[tuple[str, date], ...] = ()
    renewals: tuple[Pending, ...] = ()


class Reason(NamedTuple):
    """One fact. `about` is what it leads to: ('project', id), ('renewal', id), or ('', 0) for the client itself."""

    level: Level
    key: str
    words: str
    about: tuple[str, int] = ("", 0)


class Health(NamedTuple):
    """The level of the worst reason, and the reasons, the worst first; one at least."""

    level: Level
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """All reasons as one line."""
        return ", ".join(reason.words for reason in self.reasons)


def health(facts: Facts, now: date, silent_days: int = SILENT_DAYS) -> Health:
    """How the client stands on a day; one is silent from so many days without a word on."""
    found = [
        *_work(facts.work),
        *_promises(facts.missed),
        *_renewals(facts.renewals, now),
        *_steps(facts.overdue_steps, now),
        *_silence(facts, now, silent_days),
    ]
    if not found:
        return Health("good", (Reason("good", "well", _well(facts, now)),))
    found.sort(key=lambda reason: -LEVELS.index(reason.level))
    return Health(found[0].level, tuple(found))


def silent_for(facts: Facts, now: date) -> int:
    """Days since one last spoke, or since the client came when one never did."""
    return max(0, (now - (facts.spoken_on or facts.since_on)).days)


def is_silent(facts: Facts, now: date, silent_days: int = SILENT_DAYS) -> bool:
    """Whether a client with something under way was not spoken to for so long."""
    return facts.active and silent_for(facts, now) >= silent_days


def notice_words(due_on: date, notice_days: int | None, now: date) -> str:
    """'Notice until 1 Mar, in 12 days' in calendar days; 'Notice ended 1 Mar'; nothing without a notice period."""
    last = notice_on(due_on, notice_days)
    if last is None:
        return ""
    left = (last - now).days
    if left < 0:
        return f"Notice ended {day_words(last, now)}"
    when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left:,} days"
    return f"Notice until {day_words(last, now)}, {when}"


def day_words(day: date, now: date) -> str:
    """'1 Mar', with the year when it is another."""
    return f"{day.day} {_MONTHS[day.month - 1]}{'' if day.year == now.year else f' {day.year}'}"


def _work(work: Sequence[Work]) -> list[Reason]:
    found = []
    for one in work:
        if one.said:
            level: Level = "risk" if one.said == "bad" else "watch"
            found.append(Reason(level, "said", f"{one.name}: {one.said_words}", ("project", one.id)))
        if one.past_promise > 0:
            days = "1 working day" if one.past_promise == 1 else f"{one.past_promise:,} working days"
            found.append(Reason("risk", "past_promise", f"{one.name} is {days} past its promise", ("project", one.id)))
        elif one.late_tasks:
            tasks = "1 task is" if one.late_tasks == 1 else f"{one.late_tasks:,} tasks are"
            found.append(Reason("watch", "late", f"{tasks} late in {one.name}", ("project", one.id)))
    return found


def _promises(missed: Sequence[str]) -> list[Reason]:
    if not missed:
        return []
    words = f"Promise missed: {missed[0]}" if len(missed) == 1 else f"{len(missed):,} promises missed"
    return [Reason("risk", "promise", words)]


def _renewals(pending: Sequence[Pending], now: date) -> list[Reason]:
    found = []
    for one in pending:
        left, about = (one.due_on - now).days, ("renewal", one.id)
        last = notice_on(one.due_on, one.notice_days)
        if left < 0:
            days = "1 day" if left == -1 else f"{-left:,} days"
            found.append(Reason("risk", "renewal_past", f"{one.title} was due {days} ago and is not decided", about))
        elif last is not None and 0 <= (last - now).days <= NEAR_DAYS:
            words = f"{one.title}: {notice_words(one.due_on, one.notice_days, now)}"
            found.append(Reason("watch", "notice", words, about))
        elif left <= NEAR_DAYS and not one.has_deal:
            when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
            found.append(Reason("watch", "renewal_near", f"{one.title} is due {when} and has no deal yet", about))
    return found


def _steps(steps: Sequence[tuple[str, date]], now: date) -> list[Reason]:
    late = [(words, day) for words, day in steps if day < now]
    if not late:
        return []
    if len(late) > 1:
        return [Reason("watch", "steps", f"{len(late):,} next steps are overdue")]
    words, day = late[0]
    return [Reason("watch", "steps", f"Next step overdue since {day_words(day, now)}: {words}")]


def _silence(facts: Facts, now: date, silent_days: int) -> list[Reason]:
    if not is_silent(facts, now, silent_days):
        return []
    days = silent_for(facts, now)
    level: Level = "risk" if days >= 2 * silent_days else "watch"
    if facts.spoken_on is None:
        return [Reason(level, "silent", f"No call, mail, meeting or note in {days:,} days")]
    return [Reason(level, "silent", f"Not spoken to for {days:,} days")]


def _well(facts: Facts, now: date) -> str:
    if not facts.active:
        return "Nothing is under way"
    if facts.spoken_on is None:
        return "Nothing is late or overdue"
    days = silent_for(facts, now)
    when = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
    return f"Spoken to {when}"
