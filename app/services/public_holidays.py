"""Public holidays, computed once and then kept in the cache folder: the library that knows them costs a third of a second.

Boards ask for the working calendar as soon as a card is late. What is kept covers the years around, so that neither a start nor
a new year pays; a newer Baton, which may know newer laws, computes anew.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from app import __version__, paths
from app.base import today
from app.domain import workdays

NEEDED = (3, 5)  # years before and after this one that a plan or a report may look at
KEPT = (5, 15)  # years that are computed when one of those is missing


class Place(NamedTuple):
    """A country, or a part of one: its code as the library has it, and its name."""

    code: str
    name: str


def known(country: str, region: str = "") -> Mapping[date, str]:
    """The public holidays of the years around this one, by day; none for no country.

    Raises UserError for a country or a region that is not known.
    """
    if not country:
        return MappingProxyType({})
    return _known(country.strip().upper(), region.strip(), today().year)


def coming(country: str, region: str = "", count: int = 5) -> list[tuple[date, str]]:
    """The next public holidays, today's among them. Raises UserError as `known`."""
    now = today()
    return [(day, name) for day, name in known(country, region).items() if day >= now][:count]


def countries() -> list[Place]:
    """Every country whose holidays are known, by name. Takes half a second at first: call it from a job."""
    import holidays
    from babel import Locale

    names = Locale("en").territories
    codes = holidays.list_supported_countries(include_aliases=False)
    return sorted((Place(code, str(names.get(code, code))) for code in codes), key=lambda place: place.name)


def regions(country: str) -> list[Place]:
    """The parts of a country that have holidays of their own, by name. Raises UserError for an unknown country."""
    if not country:
        return []
    workdays.public_holidays(country, None, ())  # says in a sentence that a country is not known
    import holidays

    found = holidays.country_holidays(country.upper(), years=()).get_subdivision_aliases()
    return sorted((Place(code, _region_name(code, also)) for code, also in found.items()), key=lambda place: place.name)


def _region_name(code: str, also: list[str]) -> str:
    return " / ".join(also) if also else code


@lru_cache(maxsize=64)
def _known(country: str, region: str, year: int) -> Mapping[date, str]:
    path = paths.cache_folder() / "holidays" / f"{_plain(country)}-{_plain(region)}.json"
    found = _kept(path, country, region, year)
    if found is None:
        first, last = year - KEPT[0], year + KEPT[1]
        found = workdays.public_holidays(country, region or None, range(first, last + 1))
        _keep(path, country, region, (first, last), found)
    return MappingProxyType(found)


def _kept(path: Path, country: str, region: str, year: int) -> dict[date, str] | None:
    """What lies in the cache; None when it is missing, of another version, damaged or too short."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["for"] != [__version__, country, region]:
            return None
        if kept["first"] > year - NEEDED[0] or kept["last"] < year + NEEDED[1]:
            return None
        return {date.fromisoformat(day): str(name) for day, name in kept["days"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(path: Path, country: str, region: str, years: tuple[int, int], days: Mapping[date, str]) -> None:
    """Write the cache whole or not at all; a folder that cannot be written only costs the time again."""
    kept = {
        "for": [__version__, country, region],
        "first": years[0],
        "last": years[1],
        "days": {day.isoformat(): name for day, name in days.items()},
    }
    import tempfile

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        Path(name).replace(path)


def _plain(part: str) -> str:
    return "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in part)
