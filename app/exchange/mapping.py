"""Which column of a table is which field: by name, by what other programs call it, by what the user says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from functools import lru_cache
from typing import NamedTuple

from app.base import UserError
from app.domain.duplicates import LEGAL_FORMS
from app.exchange.kinds import fields

CUSTOM = "custom:"


class Mapping(NamedTuple):
    """Where each field stands: index of its column. `custom` are custom fields by name; `unused` the headers
    nobody asked for.
    """

    columns: dict[str, int]
    custom: dict[str, int]
    unused: tuple[str, ...]


def match(headers: Sequence[str], kind: str, explicit: AnyMapping[str, str] | None = None) -> Mapping:
    """Find the columns of `kind`: what `explicit` says (field or 'custom:Name' -> header), then names, then
    synonyms.

    Case, spaces and punctuation do not matter. An explicit '' leaves a field out. A column is given to one
    field only, unless `explicit` gives it to several. Raises UserError for an unknown kind, field or column.
    """
    known = {plain_header(field.name): field for field in fields(kind)}
    columns, custom, left_out = _stated(headers, kind, explicit or {})
    taken = {*columns.values(), *custom.values()}
    at: dict[str, int] = {}
    for index, header in enumerate(headers):
        if index not in taken:
            at.setdefault(plain_header(header), index)
    open_fields = [field for field in known.values() if field.name not in columns and field.name not in left_out]
    rounds = max((len(field.synonyms) for field in open_fields), default=0) + 1
    for turn in range(rounds):  # all names first, then everybody's best synonym, then the second best
        for field in open_fields:
            names = (field.name, *field.synonyms)
            if turn >= len(names) or field.name in columns:
                continue
            place = at.get(plain_header(names[turn]))
            if place is not None and place not in taken:
                columns[field.name] = place
                taken.add(place)
    ordered = {field.name: columns[field.name] for field in known.values() if field.name in columns}
    return Mapping(ordered, custom, tuple(header for index, header in enumerate(headers) if index not in taken))


def missing(mapping: Mapping, kind: str) -> tuple[str, ...]:
    """The required fields that have no column."""
    return tuple(field.name for field in fields(kind) if field.required and field.name not in mapping.columns)


def _stated(
    headers: Sequence[str], kind: str, explicit: AnyMapping[str, str]
) -> tuple[dict[str, int], dict[str, int], set[str]]:
    """Columns, custom fields and fields to leave out, as the user states them."""
    known = {plain_header(field.name): field.name for field in fields(kind)}
    columns: dict[str, int] = {}
    custom: dict[str, int] = {}
    left_out: set[str] = set()
    for wanted, header in explicit.items():
        if wanted.strip().casefold().startswith(CUSTOM):
            name = wanted.strip()[len(CUSTOM) :].strip()
            if not name:
                raise UserError("A custom field needs a name; write it as custom:Name=Column.")
            if name.casefold() in {known.casefold() for known in custom}:
                raise UserError(f"Two columns would fill the field {name}. Give one of them another name.")
            custom[name] = _column(headers, header)
            continue
        field = known.get(plain_header(wanted))
        if field is None:
            raise UserError(
                f"“{wanted}” is not a field of {kind}. The fields are: {', '.join(known.values())}; "
                "other columns are kept with custom:Name=Column."
            )
        if header.strip():
            columns[field] = _column(headers, header)
        else:
            left_out.add(field)
    return columns, custom, left_out


def _column(headers: Sequence[str], wanted: str) -> int:
    for same in (str, str.strip, str.casefold, plain_header):  # the most exact reading that finds one
        found = [index for index, header in enumerate(headers) if same(header) == same(wanted)]
        if found and plain_header(wanted):
            return found[0]
    names = ", ".join(f"“{header}”" for header in headers)
    raise UserError(f"The file has no column “{wanted}”. Its columns are: {names}.")


def plain_header(name: str) -> str:
    """A name without case, accents' encoding, spaces and punctuation; of signs only, the name itself."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", folded) or folded.strip()


# --- nearly the same name -------------------------------------------------------------------------

_LEAST_ALIKE = 93.0  # of 100, rapidfuzz's ratio: one wrong letter in a word of ten
_SHORTEST = 8


def likely_duplicate(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most likely means, None when there is none. A suggestion: nothing is merged
    unasked.

    Alike are names that differ in case, spaces, punctuation, accents ('GTXPro', 'GTX Pro') or in the legal
    form ('Acme', 'Acme GmbH'), and long ones with a letter wrong. Names whose numbers differ ('Phase 1',
    'Phase 2') never are.
    """
    candidates = list(dict.fromkeys(known))
    if name in candidates:
        return name
    wanted = _letters(name)
    if not wanted:
        return None
    letters = [_letters(candidate) for candidate in candidates]
    if wanted in letters:
        return candidates[letters.index(wanted)]
    bare = _letters(_without_legal_form(name))
    for candidate, plain in zip(candidates, letters, strict=True):  # 'Acme Ltd' and 'Acme GmbH' are two companies
        if bare == plain or wanted == _letters(_without_legal_form(candidate)):
            return candidate
    if len(wanted) < _SHORTEST:
        return None
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, letters, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, limit=5)
    digits = re.findall(r"\d+", name)
    return next((candidates[index] for _, _, index in found if re.findall(r"\d+", candidates[index]) == digits), None)


@lru_cache(maxsize=65_536)  # each new name is compared with all known ones
def _letters(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]+", "", "".join(mark for mark in decomposed if not unicodedata.combining(mark)))


@lru_cache(maxsize=65_536)
def _without_legal_form(name: str) -> str:
    words = re.findall(r"[^\s,]+", name)
    while len(words) > 1 and re.sub(r"\W", "", words[-1]).casefold() in LEGAL_FORMS:
        words.pop()
    return " ".join(words)
