"""What a copy is called."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COPY = re.compile(r" \(copy(?: \d+)?\)$")


def copy_name(name: str, known: Iterable[str]) -> str:
    """'Website (copy)', or '(copy 2)' and so on where such a name is known, large and small letters alike; of a copy too."""
    bare, taken = _COPY.sub("", name), {each.casefold() for each in known}
    tries = [f"{bare} (copy)", *(f"{bare} (copy {number})" for number in range(2, len(taken) + 3))]
    return next(each for each in tries if each.casefold() not in taken)
