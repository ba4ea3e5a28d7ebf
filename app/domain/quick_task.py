"""A task in one line: 'draft copy @jane ~4h fri #web after 12'.

'@' names who does it, '~' how long it takes, '#' a label, '/' the project, 'after' what it waits for by number or quoted
title, 'every …' how it comes again. Signs may stand anywhere; days, 'after' and 'every' count at the end of the line alone,
so that 'Prepare the Friday meeting' stays a title. What stands in quotes is never read.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from app.base import UserError
from app.domain import recurrence

_WORD = re.compile(r'"[^"]*"|“[^”]*”|\S+')
_OWNER = re.compile(r"@([^\W\d_][\w.'-]*)")
_LABEL = re.compile(r"#([^\W\d][\w-]*)")
_PROJECT = re.compile(r"/([^\W_][\w-]*)")
_NUMBER = re.compile(r"#?(\d{1,9})")
_TIME = re.compile(
    r"~(?:(?P<h>\d{1,4}(?:[.,]\d{1,2})?)(?P<unit>h|d|m|min)?|(?P<hour>\d{1,4}):(?P<minute>[0-5]\d)|(?P<h2>\d{1,4})h(?P<m2>[0-5]?\d)m?)"
)
_STEP = re.compile(r"\+(\d{1,3})([dw])")
_DAY_MONTH = re.compile(r"(\d{1,2})\.?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BEFORE_DAY = ("by", "due", "on")
DAY_MINUTES = 480


class QuickTask(NamedTuple):
    """What a line says; '' and None for what it does not. `after`: numbers or titles; `minutes` of work."""

    title: str
    owner: str = ""
    minutes: int | None = None
    due: date | None = None
    labels: tuple[str, ...] = ()
    project: str = ""
    after: tuple[str, ...] = ()
    every: str = ""


class _Found:
    """What has been read so far; of a thing said twice the last word counts."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.task = QuickTask("")

    def sign(self, word: str) -> bool:
        """Whether the word is a sign with its word, which is taken."""
        if match := _OWNER.fullmatch(word):
            self.task = self.task._replace(owner=self.task.owner or match[1])
        elif match := _LABEL.fullmatch(word):
            if match[1].casefold() not in [label.casefold() for label in self.task.labels]:
                self.task = self.task._replace(labels=(match[1], *self.task.labels))
        elif match := _PROJECT.fullmatch(word):
            self.task = self.task._replace(project=self.task.project or match[1])
        elif (minutes := _minutes(word)) is not None:
            self.task = self.task._replace(minutes=minutes if self.task.minutes is None else self.task.minutes)
        else:
            return False
        return True

    def ending(self, words: list[str]) -> int:
        """How many words at the end of the line say a day or what it waits for; they are taken."""
        if len(words) > 2 and words[-2].casefold() == "after" and (name := _task_name(words[-1])):
            self.task = self.task._replace(after=(name, *self.task.after))
            return 2
        if self.task.due is not None:
            return 0
        for count in (3, 2, 1):
            day = _day([word.casefold() for word in words[-count:]], self.today) if len(words) > count else None
            if day is not None:
                self.task = self.task._replace(due=day)
                led = len(words) > count + 1 and words[-count - 1].casefold() in _BEFORE_DAY
                return count + led
        return 0


def parse(text: str, today: date) -> QuickTask:
    """What a line means on the day `today`. Never raises: what is not understood stays in the title."""
    words = _WORD.findall(text)
    words, every = _every(words, today)
    found = _Found(today)
    while len(words) > 1:
        if found.sign(words[-1]):
            words.pop()
        elif count := found.ending(words):
            del words[-count:]
        else:
            break
    # from the end to the beginning, as above: of a thing said twice the last one counts
    title = [word for word in reversed(words) if not found.sign(word)]
    said = " ".join(word.strip('"“”') if word[0] in '"“' and len(title) == 1 else word for word in reversed(title))
    return found.task._replace(title=said, every=every)


def _every(words: list[str], today: date) -> tuple[list[str], str]:
    """The line without the rule at its end, and the rule in words."""
    for place, word in enumerate(words[1:], 1):
        if word.casefold() != "every":
            continue
        end = next(
            (at for at in range(place, len(words)) if words[at][0] in "@#~/" or words[at].casefold() == "after"),
            len(words),
        )
        for last in range(end, place + 1, -1):
            try:
                rule = recurrence.parse(" ".join(words[place:last]), today)
            except UserError:
                continue
            if last == end:  # else there are words behind it that are no part of a rule
                return words[:place] + words[last:], recurrence.words(rule)
    return words, ""


def _minutes(word: str) -> int | None:
    match = _TIME.fullmatch(word.casefold())
    if match is None:
        return None
    if match["h"]:
        number = float(match["h"].replace(",", "."))
        each = {"d": DAY_MINUTES, "m": 1, "min": 1}.get(match["unit"] or "h", 60)
        return round(number * each)
    return int(match["hour"] or match["h2"]) * 60 + int(match["minute"] or match["m2"])


def _task_name(word: str) -> str:
    number = _NUMBER.fullmatch(word)
    quoted = word[0] in '"“' and len(word) > 2
    return number[1] if number else word.strip('"“”') if quoted else ""


def _day(words: list[str], today: date) -> date | None:
    """The day that these words name, all of them."""
    if len(words) == 1:
        return _one_word(words[0], today)
    if len(words) == 2 and words[0] == "next" and (weekday := _weekday(words[1])) is not None:
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=weekday)
    return _named(words, today)


def _one_word(word: str, today: date) -> date | None:
    plain = {"today": 0, "tomorrow": 1}
    if word in plain:
        return today + timedelta(days=plain[word])
    if (weekday := _weekday(word)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if step := _STEP.fullmatch(word):
        return today + timedelta(days=int(step[1]) * (7 if step[2] == "w" else 1))
    try:
        return date.fromisoformat(word) if len(word) == 10 else None
    except ValueError:
        return None


def _named(words: list[str], today: date) -> date | None:
    """'27 nov', 'nov 27', '27 nov 2027'; without a year the next such day."""
    year = None
    if len(words) == 3:
        if not re.fullmatch(r"20\d\d|21\d\d", words[2]):
            return None
        year = int(words[2])
    first, second = words[:2]
    if not _DAY_MONTH.fullmatch(first):
        first, second = second, first
    day = _DAY_MONTH.fullmatch(first)
    month = next(
        (n for n, name in enumerate(recurrence.MONTHS, 1) if len(second) >= 3 and second[:3] == name.casefold()), 0
    )
    if day is None or not month or not re.fullmatch(r"[a-z]+\.?", second):
        return None
    for tried in (year,) if year else range(today.year, today.year + 9):
        try:
            found = date(tried, month, int(day[1]))
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _weekday(word: str) -> int | None:
    return next((n for n, name in enumerate(_WEEKDAYS) if word in (name, name[:3])), None)
