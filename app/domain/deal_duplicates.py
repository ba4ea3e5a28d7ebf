"""Which deals may be one and the same: of one client, with like titles, amounts and closing days. Suggestions, for a person to judge.

A client buys the same thing again: what closes three weeks apart or more is another deal, however alike the two are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from app.domain.duplicates import POSSIBLE, Pair, letters, likeness, plain_words

APART: Final = 20  # days between two closings, above which they are two deals
_WEEK: Final = 7
_NEAR: Final = 10  # percent between two amounts that are nearly the same
_ALL_WITH_ALL: Final = 60  # deals of a client up to which each is compared with each
_CROWD: Final = 40  # deals of one client with the same key beyond which the key says nothing
_TITLES: Final = {60: 45, 55: 45, 45: 36, 40: 30}  # what the likeness of two names weighs between two deals


class Facts(NamedTuple):
    """A deal as it is compared: money in minor units, `closes` the day it closed or is expected to, `project` that it was handed off."""

    id: int
    title: str
    client: int | None = None
    minor: int | None = None
    currency: str = ""
    closes: date | None = None
    project: bool = False


def pairs(everyone: Iterable[Facts], check: Callable[[int, int], None] | None = None) -> list[Pair]:
    """Every pair that may be one, the likeliest first. `check(done, total)` is called on the way, and may raise to stop."""
    by_client: dict[int | None, list[Facts]] = {}
    for deal in everyone:
        by_client.setdefault(deal.client, []).append(deal)
    found = []
    for number, mine in enumerate(by_client.values()):
        if check is not None and number % 10 == 0:
            check(number, len(by_client))
        for one, other in _candidates(mine):
            evidence = reasons(one, other)
            strength = sum(weight for weight, _ in evidence)
            if strength >= POSSIBLE:
                words = tuple(words for weight, words in sorted(evidence, reverse=True) if weight > 0)
                found.append(Pair(min(one.id, other.id), max(one.id, other.id), words, strength))
    return sorted(found, key=lambda pair: (-pair.strength, pair.one, pair.other))


def reasons(one: Facts, other: Facts) -> list[tuple[int, str]]:
    """What speaks for two deals being one, each with its weight; below 0 what speaks against it. None for what is certainly two."""
    if one.client != other.client or _apart(one, other) or (one.project and other.project):
        return []
    title = _title(one.title, other.title)
    if not title[0]:
        return []
    return [title, *_amount(one, other), *_closing(one, other)]


def _title(one: str, other: str) -> tuple[int, str]:
    alike, words = likeness(one, other)
    if alike:
        return _TITLES[alike], words.replace("name", "title").replace("Names", "Titles")
    shared = {word for word in plain_words(one) if len(word) > 3} & set(plain_words(other))
    numbers = [{word for word in plain_words(text) if word.isdigit()} for text in (one, other)]
    return (10, f"Both titles have “{min(shared)}”") if shared and numbers[0] == numbers[1] else (0, "")


def _amount(one: Facts, other: Facts) -> Iterator[tuple[int, str]]:
    if not one.minor or not other.minor:
        return
    if one.currency != other.currency:
        yield -10, ""
    elif one.minor == other.minor:
        yield 25, "The same amount"
    elif abs(one.minor - other.minor) * 100 <= _NEAR * max(one.minor, other.minor):
        yield 12, "Nearly the same amount"
    else:
        yield -15, ""


def _closing(one: Facts, other: Facts) -> Iterator[tuple[int, str]]:
    if one.closes is None or other.closes is None:
        return
    days = abs((one.closes - other.closes).days)
    if not days:
        yield 20, "Closing on the same day"
    elif days <= _WEEK:
        yield 10, "Closing within a week"


def _apart(one: Facts, other: Facts) -> bool:
    return one.closes is not None and other.closes is not None and abs((one.closes - other.closes).days) > APART


def _candidates(mine: Sequence[Facts]) -> Iterable[tuple[Facts, Facts]]:
    """The pairs of one client's deals that are worth a look: of many deals those that share a key which not too many have."""
    if len(mine) <= _ALL_WITH_ALL:
        return combinations(mine, 2)
    blocks: dict[str, list[int]] = {}
    for place, deal in enumerate(mine):
        for key in set(_keys(deal)):
            blocks.setdefault(key, []).append(place)
    near: set[tuple[int, int]] = set()
    for places in blocks.values():
        if 1 < len(places) <= _CROWD:
            near.update(combinations(places, 2))
    return ((mine[one], mine[other]) for one, other in sorted(near))


def _keys(deal: Facts) -> Iterator[str]:
    """What brings a deal together with others of its client; the first letter tells what it is."""
    spelled, words = letters(deal.title), plain_words(deal.title)
    month = deal.closes.strftime("%Y-%m") if deal.closes else ""
    for key in (f"b{spelled[:6]}", f"e{spelled[-6:]}", "s" + " ".join(sorted(words))):
        yield key
        yield f"{key} {month}"
    for word in words:
        if len(word) > 3:
            yield f"w{word} {deal.minor}"
    if deal.minor:
        yield f"a{deal.minor} {deal.closes}"
