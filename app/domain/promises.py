"""Sentences that read like promises: what was said to a client and will be remembered.

Rules and no model (ours): a sentence counts when it commits ('we will', 'wir liefern', 'garantie'), when it says what is
included, or when it sets a limit ('by 14 May', 'within two weeks', 'two rounds of changes'). Questions, conditions
that ask rather than promise, and signatures do not. Whoever reads the list decides; any other sentence can be marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from app.domain import quick_figures

_LONGEST: Final = 400
_SHORTEST: Final = 8

_COMMITS = re.compile(
    r"(?i)\b(?:(?:we|i|you|they|it|this|team)(?:'|’)ll|will(?!\s+(?:you|they)\b)|won(?:'|’)t|shall|promis\w*|guarant\w*|commit(?:ted|ment)?\b|agreed"
    r"|(?:are|am|is) going to|count on|make sure|ensure|deliver(?:ed|s)?\b|hand over|provide|you (?:get|receive)"
    # German, French, Spanish, Italian, Dutch
    r"|werden|wird(?!\s+sich)|liefern|liefere|bekommen|erhalten|zugesagt|zusage|versprochen|versprechen|garantier\w*|vereinbart|stellen sicher"
    r"|livrerons|livrons|fournirons|assurerons|promis|promettons|garantissons|convenu|nous (?:allons|serons|ferons)"
    r"|entregaremos|incluiremos|garantizamos|prometido|acordado|vamos a"
    r"|consegneremo|garantiamo|promesso|concordato|zullen|leveren|beloofd|afgesproken)\b"
)
_INCLUDES = re.compile(
    r"(?i)(?<!\bnot )\b(?:includ(?:es?|ed|ing)|inclusive|free of charge|at no (?:extra|additional) (?:cost|charge)|for free|on the house|on top"
    r"|inklusive|inkl\.|enthalten|im preis|kostenlos|ohne aufpreis|inclus\w*|compris\w*|sans supplément|gratuit\w*|incluid\w*|gratis|sin coste"
    r"|compreso|inclusi?vo|inbegrepen|kosteloos)(?!\w)"
)
_LIMITS = re.compile(
    r"(?i)\b(?:by|before|until|till|no later than|at the latest|in time for|within|up to|at most|maximum|max\.?|deadline|bis|spätestens|innerhalb|vor dem"
    r"|maximal|höchstens|avant|jusqu(?:'|’)au?|au plus tard|sous|maximum|antes d\w+|hasta|dentro de|entro|prima d\w+|voor|uiterlijk|binnen)\b"
)
_COUNTS = re.compile(
    r"(?i)\b(?:\d+|one|two|three|four|five|six|zwei|drei|vier|fünf|deux|trois|quatre|dos|tres|cuatro|due|tre|twee|drie)\s+(?:\w+\s+){0,2}"
    r"(?:rounds?|revisions?|drafts?|versions?|pages?|templates?|languages?|hours?|days?|weeks?|months?|workshops?|sessions?|users?|runden"
    r"|entwürfe|seiten|sprachen|stunden|tage[n]?|wochen|monate[n]?|tours?|pages|langues|heures|jours|semaines|mois|rondas|páginas|horas|días|semanas"
    r"|giorni|settimane|pagine|dagen|weken)\b"
)
_DIGIT = re.compile(r"\d")
_ASKS = re.compile(
    r"(?i)^(?:could|can|would|do|does|did|may|might|should|is|are|what|when|where|who|why|how|können|könnten|kann|würden|möchten|wann|wie|was"
    r"|pouvez|pourriez|est-ce|quand|puede|podría|cuándo|kunt)\b"
)
_NOT_OURS = re.compile(
    r"(?i)^(?:if|falls|wenn|si|se|als)\b.*\b(?:let me know|tell me|melden|sagen sie|dites|avís\w+)"
    r"|^(?:best|kind|warm)?\s*regards|^(?:sincerely|cheers|thanks|thank you|viele grüße|mit freundlichen|cordialement|saludos)\b"
    r"|\bsent from my\b|^on .* wrote:|^(?:am|le) .* (?:schrieb|a écrit)"
)
_ABBREVIATED = frozenset(
    [
        "e.g",
        "i.e",
        "etc",
        "vs",
        "approx",
        "incl",
        "inkl",
        "ca",
        "z.b",
        "d.h",
        "u.a",
        "nr",
        "no",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "max",
        "min",
        "p.s",
    ]
)
_MONTHS = frozenset(
    [
        "jan",
        "feb",
        "fév",
        "mar",
        "mär",
        "mrz",
        "apr",
        "avr",
        "abr",
        "may",
        "mai",
        "mag",
        "maj",
        "jun",
        "jui",
        "giu",
        "jul",
        "lug",
        "aug",
        "aoû",
        "ago",
        "sep",
        "set",
        "oct",
        "okt",
        "ott",
        "nov",
        "dec",
        "dez",
        "déc",
        "dic",
        "gen",
        "ene",
    ]
)
_END = re.compile(r"([.!?…]+[\"”’)\]]*)(?=\s)|\n+|\s[•–—-]\s(?=[A-ZÄÖÜ])")
_BULLET = re.compile(r"^[\s>•*·–—-]+|^\(?\d{1,2}[.)]\s+")


class Promise(NamedTuple):
    """A sentence that reads like one. `why` names what it was found by: 'commits', 'includes', 'limits', 'amount';
    `due_on` is the day it names; `at` is where in the text it begins.
    """

    text: str
    why: tuple[str, ...]
    due_on: date | None
    at: int


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a note or a mail with where each begins; lines of a list are sentences, quoted marks are dropped."""
    found: list[tuple[int, str]] = []
    begin = 0
    for match in _END.finditer(text + "\n"):
        if match[1] and _ordinal(text[begin : match.start()], text[match.end() :]):
            continue
        if match[1] and text[begin : match.start()].rsplit(None, 1)[-1:] and _abbreviated(text[begin : match.start()]):
            continue
        _add(found, text, begin, match.end() if match[1] else match.start())
        begin = match.end()
    _add(found, text, begin, len(text))
    return found


def _ordinal(before: str, after: str) -> bool:
    """'14. December', 'on the 3. of May', and whatever goes on in small letters."""
    following = after.split(None, 1)[0] if after.split() else ""
    return bool(re.search(r"\b\d{1,2}$", before)) and (following[:1].islower() or following[:3].casefold() in _MONTHS)


def _abbreviated(before: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1].lstrip("(").casefold() if before.split() else ""
    return last in _ABBREVIATED or (len(last) == 1 and last.isalpha())


def _add(found: list[tuple[int, str]], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    bare = _BULLET.sub("", piece)
    at = begin + len(piece) - len(bare)
    words = " ".join(bare.split())
    if words:
        found.append((at, words))


def find(text: str, said_on: date) -> list[Promise]:
    """The sentences of a text that read like promises, in their order. Days are reckoned from `said_on`."""
    return list(_found(text, said_on))


@lru_cache(maxsize=2_000)
def _found(text: str, said_on: date) -> tuple[Promise, ...]:
    """A text is read once; the wizard asks for those of its deal again and again."""
    return tuple(
        Promise(sentence, why, day_in(sentence, said_on), at)
        for at, sentence in sentences(text)
        if (why := reasons(sentence, said_on))
    )


def reasons(sentence: str, said_on: date) -> tuple[str, ...]:
    """By what a sentence reads like a promise; nothing when it does not."""
    if not _SHORTEST <= len(sentence) <= _LONGEST or sentence.endswith("?"):
        return ()
    if _ASKS.search(sentence) or _NOT_OURS.search(sentence):
        return ()
    why = []
    if _COMMITS.search(sentence):
        why.append("commits")
    if _INCLUDES.search(sentence):
        why.append("includes")
    counts = bool(_COUNTS.search(sentence))
    if (_LIMITS.search(sentence) and (counts or day_in(sentence, said_on) is not None)) or (counts and why):
        why.append("limits")
    # Reading amounts and days takes longest, so that most sentences are done without.
    amount = _DIGIT.search(sentence) and quick_figures.take_amount(sentence, "EUR")[0] is not None
    if amount and (why or day_in(sentence, said_on) is not None):
        why.append("amount")
    return tuple(why)


def day_in(sentence: str, said_on: date) -> date | None:
    """The day that a sentence names, reckoned from the day it was said; None when it names none."""
    return quick_figures.take_day(sentence, said_on)[0]


def fold(sentence: str) -> str:
    """A sentence as two of them are compared: the same promise in a reply is the same promise."""
    return re.sub(r"\W+", " ", sentence).strip().casefold()


def distinct(found: Iterable[Promise], known: Iterable[str] = ()) -> list[Promise]:
    """Each promise once, without those whose sentence is in `known`."""
    seen = {fold(text) for text in known}
    fresh = []
    for promise in found:
        if fold(promise.text) not in seen:
            seen.add(fold(promise.text))
            fresh.append(promise)
    return fresh
